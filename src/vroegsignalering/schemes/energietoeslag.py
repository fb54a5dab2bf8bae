"""Energietoeslag: one-off energy allowance of 2022 and of 2023, paid by the gemeente.

Most gemeenten paid 1,300 euro up to 120 % of the norm; both are what was common, not what every gemeente did.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Rule, Scheme


def _build(p: Parameters) -> Rule:
    pct = p("energietoeslag", "income_limit")
    return Rule(
        conditions=(norms.of_age(), norms.no_student_finance(), norms.income_up_to(norms.norm(p), pct)),
        amount_eur_month=pl.lit(p("energietoeslag", "amount") / 12),
    )


ENERGIETOESLAG = Scheme(
    name="energietoeslag",
    title="Energietoeslag",
    says="Een eenmalig bedrag voor de energierekening, in 2022 en in 2023.",
    caveat="De regeling is voorbij. Gemeenten mochten van dit bedrag en deze grens afwijken.",
    apply_at="uw gemeente",
    needs=(*norms.NORM_NEEDS, "is_student", "net_income_eur_month"),
    rhythm="once",
    build=_build,
)
