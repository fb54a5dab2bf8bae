"""Energietoeslag: one-off energy allowance of 2022 and of 2023, paid by the gemeente.

Most gemeenten paid 1,300 euro up to 120 % of the norm; both are what was common, not what every gemeente did.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters, all_parameters
from vroegsignalering.schemes.rule import Rule, Scheme


def energy_allowance(year: int) -> float:
    """Amount that was commonly paid in a year, euro per household; 0 in years without it.

    It was special assistance for a group (Participatiewet, article 35, paragraph 4), so it is no income for assistance
    itself, nor for allowances. CBS adds it to the income of every household that was entitled, whether it asked for it
    or not ("Energietoeslag dempt koopkrachtverlies in 2022", CBS 2023); who wants to know the income that a rule looks
    at must take it out.

    Parameters
    ----------
    year : int

    Returns
    -------
    float

    Examples
    --------
    >>> energy_allowance(2022), energy_allowance(2021)
    (1300.0, 0.0)
    """
    amounts = (p for p in all_parameters() if (p.scheme, p.name) == ("energietoeslag", "amount"))
    return next((p.value for p in amounts if p.valid_from.year <= year <= p.valid_to.year), 0.0)


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
