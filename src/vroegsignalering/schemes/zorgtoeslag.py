"""Zorgtoeslag: care allowance (Wet op de zorgtoeslag).

Standard premium less a norm premium, for one or two insured: a share of the threshold income plus a share of
the income above it. Left out: people who are not insured in the Netherlands, and partners abroad.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme

_INCOME = pl.col("assessment_income_eur_year")


def _by_partner(partner: float, single: float) -> pl.Expr:
    return pl.when(norms.partnered).then(partner).otherwise(single)


def _build(p: Parameters) -> Rule:
    income_limit = _by_partner(
        p("zorgtoeslag", "income_limit_partner"), p("zorgtoeslag", "income_limit_single")
    )
    asset_limit = _by_partner(p("zorgtoeslag", "asset_limit_partner"), p("zorgtoeslag", "asset_limit_single"))
    threshold = p("zorgtoeslag", "threshold_income")
    share = _by_partner(p("zorgtoeslag", "pct_threshold_partner"), p("zorgtoeslag", "pct_threshold_single"))
    above = (_INCOME - threshold).clip(lower_bound=0.0) * (p("zorgtoeslag", "pct_above_threshold") / 100)
    premium = _by_partner(2.0, 1.0) * p("zorgtoeslag", "standard_premium")
    return Rule(
        conditions=(
            norms.of_age(),
            Condition(
                says="Uw inkomen (met uw partner) is niet hoger dan € {limit} per jaar.",
                holds=income_limit >= _INCOME,
                values={"limit": income_limit},
            ),
            Condition(
                says="Uw vermogen (met uw partner) is niet hoger dan € {limit}.",
                holds=pl.col("wealth_eur") <= asset_limit,
                values={"limit": asset_limit},
            ),
        ),
        amount_eur_month=(premium - share / 100 * threshold - above).clip(lower_bound=0.0) / 12,
    )


ZORGTOESLAG = Scheme(
    name="zorgtoeslag",
    title="Zorgtoeslag",
    says="Een bijdrage in de premie van uw zorgverzekering.",
    caveat="U heeft een Nederlandse zorgverzekering nodig. Bijzondere situaties van partners "
    "zijn niet meegenomen.",
    apply_at="Dienst Toeslagen",
    needs=("age", "has_partner", "assessment_income_eur_year", "wealth_eur"),
    rhythm="month",
    build=_build,
)
