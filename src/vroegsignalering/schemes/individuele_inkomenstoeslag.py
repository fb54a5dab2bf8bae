"""Individuele inkomenstoeslag: yearly supplement after years of low income (Participatiewet, article 36).

Each gemeente sets amounts, income limit and months itself; the values that ship are one gemeente's, as an
example, and a household file may give others. Left out: the prospect of a better income, which a person
judges.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme

_NAME = "individuele_inkomenstoeslag"


def _amount(p: Parameters) -> pl.Expr:
    couple = (
        pl.when(norms.children > 0)
        .then(p(_NAME, "amount_couple_with_children"))
        .otherwise(p(_NAME, "amount_couple"))
    )
    single = (
        pl.when(norms.children > 0)
        .then(p(_NAME, "amount_single_parent"))
        .otherwise(p(_NAME, "amount_single"))
    )
    teens = (pl.col("children_12_15") + pl.col("children_16_17")) * p(_NAME, "extra_child_12_17")
    return pl.when(norms.partnered).then(couple).otherwise(single) + teens


def _build(p: Parameters) -> Rule:
    age = norms.pension_age(p)
    months = p(_NAME, "months_of_low_income")
    return Rule(
        conditions=(
            Condition(
                says="U bent 21 jaar of ouder en heeft de AOW-leeftijd nog niet bereikt ({years} jaar en {months} maanden).",
                holds=(pl.col("age") >= 21) & (pl.col("age") < age),
                values=norms.pension_age_in_words(p),
            ),
            norms.no_student_finance(),
            Condition(
                says="U heeft al {months} maanden of langer een laag inkomen.",
                holds=pl.col("low_income_months") >= months,
                values={"months": months},
            ),
            norms.income_up_to(norms.norm(p), p(_NAME, "income_limit_pct")),
            norms.little_wealth(p),
        ),
        amount_eur_month=_amount(p) / 12,
    )


INDIVIDUELE_INKOMENSTOESLAG = Scheme(
    name=_NAME,
    title="Individuele inkomenstoeslag",
    says="Een bedrag per jaar van de gemeente voor wie al jaren een laag inkomen heeft.",
    caveat="Elke gemeente heeft eigen bedragen en regels; dit zijn die van één gemeente, als voorbeeld. "
    "De gemeente beoordeelt ook of u uitzicht heeft op een beter inkomen.",
    apply_at="uw gemeente",
    needs=(*norms.NORM_NEEDS, "is_student", "wealth_eur", "net_income_eur_month", "low_income_months"),
    rhythm="year",
    build=_build,
)
