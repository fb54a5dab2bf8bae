"""Kindgebonden budget: income-related child benefit (Wet op het kindgebonden budget).

An amount per child with extras from 12 and 16, a supplement for single parents, less a share of the income
above a threshold. Until 2023 the first child had an amount of its own; later all children have the same.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme

_NAME = "kindgebonden_budget"
_LAST_YEAR_OF_FIRST_CHILD_AMOUNT = 2023
_INCOME = pl.col("assessment_income_eur_year")


def _children_amount(p: Parameters) -> pl.Expr:
    if p.on.year > _LAST_YEAR_OF_FIRST_CHILD_AMOUNT:
        basic = norms.children * p(_NAME, "per_child")
    else:
        first, later = p(_NAME, "first_child"), p(_NAME, "second_and_later_child")
        basic = pl.when(norms.children > 0).then(first + (norms.children - 1) * later).otherwise(0.0)
    teens = pl.col("children_12_15") * p(_NAME, "extra_12_15") + pl.col("children_16_17") * p(
        _NAME, "extra_16_17"
    )
    return basic + teens


def _build(p: Parameters) -> Rule:
    alone = pl.when(norms.partnered).then(0.0).otherwise(p(_NAME, "single_parent_supplement"))
    threshold = (
        pl.when(norms.partnered)
        .then(p(_NAME, "income_threshold_partner"))
        .otherwise(p(_NAME, "income_threshold_single"))
    )
    taper = (_INCOME - threshold).clip(lower_bound=0.0) * (p(_NAME, "taper_pct") / 100)
    year = (_children_amount(p) + alone - taper).clip(lower_bound=0.0)
    asset_limit = (
        pl.when(norms.partnered)
        .then(p(_NAME, "asset_limit_partner"))
        .otherwise(p(_NAME, "asset_limit_single"))
    )
    return Rule(
        conditions=(
            norms.of_age(),
            Condition(says="U heeft kinderen jonger dan 18 jaar.", holds=norms.children > 0),
            Condition(
                says="Uw vermogen (met uw partner) is niet hoger dan € {limit}.",
                holds=pl.col("wealth_eur") <= asset_limit,
                values={"limit": asset_limit},
            ),
            Condition(
                says="Uw inkomen is niet te hoog voor uw kinderen; boven € {threshold} per jaar wordt het "
                "minder.",
                holds=year > 0,
                values={"threshold": threshold},
            ),
        ),
        amount_eur_month=year / 12,
    )


KINDGEBONDEN_BUDGET = Scheme(
    name=_NAME,
    title="Kindgebonden budget",
    says="Een bijdrage in de kosten van kinderen, naast de kinderbijslag.",
    caveat="U moet kinderbijslag voor het kind krijgen. Co-ouderschap is niet meegenomen.",
    apply_at="Dienst Toeslagen",
    needs=(*norms.NEEDS[:2], *norms.NEEDS[3:], "assessment_income_eur_year", "wealth_eur"),
    rhythm="month",
    build=_build,
)
