"""The statuses that a study may be about: above or below a line, with or without problematic debt, by register.

One declaration per status: which table records it, which rows count as below, from which year. A study names one of
them in ``study.toml``; none is a bare "poor".
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME, POLICY_MONITOR, PROBLEMATIC_DEBT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusDeclaration:
    """A yearly recorded status.

    Parameters
    ----------
    name : str
        As in ``study.toml``.
    says_nl, says_en : str
        The status in words: "below the low-income line".
    table : Table
        Register that records it; a household table is read by ``main_earner``, a person table by ``person``.
    below : polars.Expr
        True, false, or null where unknown.
    first_year : int
        First year in which it is recorded.
    source : str
        Definition.
    """

    name: str
    says_nl: str
    says_en: str
    table: Table
    below: pl.Expr
    first_year: int
    source: str

    @property
    def by_person(self) -> bool:
        """Whether the register is keyed by person instead of household."""
        return self.table.keys[0].name == "person"


def _percent(column: str, below: float) -> pl.Expr:
    return pl.col(column) < below


_DECLARED = (
    StatusDeclaration(
        name="low_income",
        says_nl="onder de lage-inkomensgrens",
        says_en="below the low-income line",
        table=HOUSEHOLD_INCOME,
        below=_percent("low_income_percent", 100),
        first_year=2011,
        source="CBS low-income line, percent of the line below 100 (public code also uses 100 itself)",
    ),
    StatusDeclaration(
        name="social_minimum_101",
        says_nl="onder 101 procent van het sociaal minimum",
        says_en="below 101 per cent of the social minimum",
        table=HOUSEHOLD_INCOME,
        below=_percent("social_minimum_percent", 101),
        first_year=2011,
        source="CBS policy minimum, percent of the norm",
    ),
    StatusDeclaration(
        name="social_minimum_110",
        says_nl="onder 110 procent van het sociaal minimum",
        says_en="below 110 per cent of the social minimum",
        table=HOUSEHOLD_INCOME,
        below=_percent("social_minimum_percent", 110),
        first_year=2011,
        source="CBS policy minimum, percent of the norm",
    ),
    StatusDeclaration(
        name="social_minimum_120",
        says_nl="onder 120 procent van het sociaal minimum",
        says_en="below 120 per cent of the social minimum",
        table=HOUSEHOLD_INCOME,
        below=_percent("social_minimum_percent", 120),
        first_year=2011,
        source="CBS policy minimum, percent of the norm",
    ),
    StatusDeclaration(
        name="eu_median_60",
        says_nl="onder de Europese armoedegrens (60 procent van de mediaan)",
        says_en="below the European line (60 per cent of the median)",
        table=HOUSEHOLD_INCOME,
        below=_percent("eu_line_percent", 100),
        first_year=2011,
        source="Eurostat at-risk-of-poverty threshold",
    ),
    StatusDeclaration(
        name="basic_needs",
        says_nl="onder de armoedegrens van CBS, SCP en Nibud (2024)",
        says_en="below the basic-needs line of CBS, SCP and Nibud (2024)",
        table=POLICY_MONITOR,
        below=pl.col("below_basic_needs_line"),
        first_year=2018,
        source="CBS/SCP/Nibud 2024, as recorded in the policy monitor",
    ),
    StatusDeclaration(
        name="problematic_debt",
        says_nl="met geregistreerde problematische schulden in het huishouden",
        says_en="with registered problematic debt in the household",
        table=PROBLEMATIC_DEBT,
        below=pl.col("household_has_problematic_debt"),
        first_year=2015,
        source="CBS problematic debt, narrow definition",
    ),
)

STATUSES: dict[str, StatusDeclaration] = {status.name: status for status in _DECLARED}
"""Statuses by name."""
