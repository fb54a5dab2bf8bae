"""Kinderbijslag: child benefit by age of the child, whatever the income (Algemene Kinderbijslagwet)."""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme


def _build(p: Parameters) -> Rule:
    quarter = (
        pl.col("children_0_5") * p("kinderbijslag", "age_0_5")
        + pl.col("children_6_11") * p("kinderbijslag", "age_6_11")
        + (pl.col("children_12_15") + pl.col("children_16_17")) * p("kinderbijslag", "age_12_17")
    )
    return Rule(
        conditions=(Condition(says="U heeft kinderen jonger dan 18 jaar.", holds=norms.children > 0),),
        amount_eur_month=quarter / 3,
    )


KINDERBIJSLAG = Scheme(
    name="kinderbijslag",
    title="Kinderbijslag",
    says="Een bijdrage in de kosten van kinderen tot 18 jaar; uw inkomen telt niet mee.",
    caveat="Voor kinderen van 16 en 17 jaar gelden regels over werk en studie. Dubbele kinderbijslag is niet "
    "meegenomen.",
    apply_at="de Sociale Verzekeringsbank (SVB)",
    needs=norms.NEEDS[3:],
    rhythm="quarter",
    build=_build,
)
