"""The households of one or more index years: circumstances, groups beside them, and who turned out to be in need.

Built from the four accesses of ``registers``; no key leaves this file. Registers of real persons in the closed
environment of CBS are refused: they are for statistics, never for approaching anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError, DisclosureError
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import (
    DEBT_ARRANGEMENTS,
    HEALTH_INSURANCE_DEFAULT,
    HOUSEHOLD_INCOME,
    PERSON_TO_HOUSEHOLD,
)
from vroegsignalering.study import cohort, outcomes
from vroegsignalering.study.dataset import features
from vroegsignalering.study.groups import groups
from vroegsignalering.vocabulary import DataStatus, GroupAttribute, Outcome, Transition

SHOWN = (
    GroupAttribute.AGE_BAND,
    GroupAttribute.HOUSEHOLD_TYPE,
    GroupAttribute.INCOME_SOURCE,
    GroupAttribute.TENURE,
    GroupAttribute.PROVINCE,
    GroupAttribute.GEMEENTE,
    GroupAttribute.SEX,
    GroupAttribute.ORIGIN,
    GroupAttribute.DISABILITY_BENEFIT,
    GroupAttribute.NEW_IN_NETHERLANDS,
)
"""Attributes by which every plan is judged; they never make a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What *in need* means in a plan.

    Parameters
    ----------
    enters : str
        Status that a household enters within the horizon, such as ``low_income``.
    arrears : bool
        Also in need: in default on the health insurance, or in a debt arrangement that began within the horizon.
    horizon_months : int
    """

    enters: str
    arrears: bool = False
    horizon_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Households that a plan could approach, in memory only.

    Parameters
    ----------
    circumstances : polars.DataFrame, n rows
        Allowed features.
    in_need : bool array, n
    groups : polars.DataFrame, n rows
    years : tuple of int
        Index years; more than one only to search for cells.
    """

    circumstances: pl.DataFrame
    in_need: np.ndarray
    groups: pl.DataFrame
    years: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.circumstances.height == len(self.in_need) == self.groups.height:
            raise DeclarationError("circumstances, need and groups differ in length")

    def __len__(self) -> int:
        return len(self.in_need)

    def where(self, keep: np.ndarray) -> Population:
        """Some of the households."""
        return Population(
            circumstances=self.circumstances.filter(keep),
            in_need=self.in_need[keep],
            groups=self.groups.filter(keep),
            years=self.years,
        )


def refuse_real(status: DataStatus) -> None:
    """Refuse registers of CBS persons.

    Raises
    ------
    DisclosureError
        The registers cannot prove to be synthetic or a municipality's own.
    """
    if status is DataStatus.REAL:
        raise DisclosureError(
            "no outreach is planned on these registers",
            found="registers that count as data of CBS",
            mend="Wet op het Centraal bureau voor de statistiek art. 37 and 41: for statistics only, never to approach "
            "anyone. Use synthetic registers, or a municipality's own data with a recorded legal basis",
        )


def population(
    registers: Registers, need: Need, features_wanted: Sequence[str], years: Sequence[int]
) -> Population:
    """Main earners above the line on 31 December of each year, and who of them turned out to be in need.

    Parameters
    ----------
    registers : Registers
        Synthetic, or a municipality's own.
    need : Need
    features_wanted : sequence of str
        Allowed features of which cells are made.
    years : sequence of int

    Raises
    ------
    DisclosureError
        The registers count as real CBS data.
    DeclarationError
        A year is not in the registers.
    """
    refuse_real(registers.provenance.status)
    there = registers.years(HOUSEHOLD_INCOME)
    ahead = need.horizon_months // 12
    if absent := [year for year in years if year not in there or year + ahead not in there]:
        raise DeclarationError(
            f"no income for index year {absent[0]} and the year after",
            found=f"years {min(there)}-{max(there)}",
        )
    parts = [_of_year(registers, need, features_wanted, year) for year in years]
    return Population(
        circumstances=pl.concat([p.circumstances for p in parts]),
        in_need=np.concatenate([p.in_need for p in parts]),
        groups=pl.concat([p.groups for p in parts]),
        years=tuple(years),
    )


def _of_year(registers: Registers, need: Need, names: Sequence[str], year: int) -> Population:
    on = date(year, 12, 31)
    at_risk = cohort(registers, Transition.ENTRY, need.enters, year)
    found = outcomes(registers, at_risk.units, on, need.enters, need.horizon_months)
    usable = found.filter(pl.col("outcome").is_in([Outcome.BELOW.value, Outcome.ABOVE.value]))
    units = usable.select("person")
    in_need = (usable["outcome"] == Outcome.BELOW.value).to_numpy()
    if need.arrears:
        behind = _arrears(registers, units, on, need.horizon_months)
        in_need = in_need | units["person"].is_in(behind.implode()).to_numpy()
    view = registers.recorded(on)
    return Population(
        circumstances=features(view, units, on, list(names)),
        in_need=in_need,
        groups=groups(view, units, on, SHOWN),
        years=(year,),
    )


def _arrears(registers: Registers, units: pl.DataFrame, on: date, months: int) -> pl.Series:
    """Main earners of whose household somebody is in default or entered a debt arrangement in the year after."""
    later = on.year + months // 12
    view = registers.recorded(date(later, 12, 31))
    those = []
    if view.has(HEALTH_INSURANCE_DEFAULT):
        those.append(view.rows(HEALTH_INSURANCE_DEFAULT).filter(pl.col("year") == later).select("person"))
    if view.has(DEBT_ARRANGEMENTS):
        began = pl.col("begins_on").dt.year() == later
        those.append(view.rows(DEBT_ARRANGEMENTS).filter(began).select("person"))
    if not those:
        raise DeclarationError(
            "arrears are in no register here", mend="leave arrears out of the need of the plan"
        )
    links = view.rows(PERSON_TO_HOUSEHOLD).filter(pl.col("year") == on.year).select("person", "main_earner")
    behind = links.join(pl.concat(those).unique(), on="person", how="semi").select("main_earner").unique()
    return behind.collect()["main_earner"].sort()
