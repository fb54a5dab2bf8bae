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
from vroegsignalering.outreach.need import Need, at_risk, in_need
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.study.draws import opaque
from vroegsignalering.study.groups import groups
from vroegsignalering.study.measuring import features
from vroegsignalering.vocabulary import DataStatus, GroupAttribute

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

AREA = (GroupAttribute.GEMEENTE,)
"""What is needed of the households among which cells are searched: the baseline *rate of the area*."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which households of a year are taken.

    Parameters
    ----------
    gemeente : str, optional
        Only households that live here.
    entrance : str, optional
        Only households with this life event: within a year, or coming within one.
    half : {0, 1}, optional
        One half of the people, by a hash of their key: cells are searched in the other when they share a year.
    """

    gemeente: str | None = None
    entrance: str | None = None
    half: int | None = None


def refuse_real(status: DataStatus) -> None:
    """Refuse registers of CBS persons.

    Parameters
    ----------
    status : DataStatus
        As the provenance of the registers says.

    Raises
    ------
    DisclosureError
        The registers cannot prove to be synthetic.

    Examples
    --------
    >>> refuse_real(DataStatus.SYNTHETIC)
    """
    if status is DataStatus.REAL:
        raise DisclosureError(
            "no outreach is planned on these registers",
            found="registers that count as data of CBS",
            mend="Wet op het Centraal bureau voor de statistiek art. 37 and 41: for statistics only, never to approach "
            "anyone. Use synthetic registers; a municipality's own cannot be declared yet",
        )


def population(
    registers: Registers,
    need: Need,
    wanted: Sequence[str],
    years: Sequence[int],
    *,
    scope: Scope | None = None,
    shown: tuple[GroupAttribute, ...] = SHOWN,
) -> Population:
    """Main earners on 31 December of each year, and who of them turned out to be in need.

    Parameters
    ----------
    registers : Registers
        Synthetic.
    need : Need
    wanted : sequence of str
        Allowed features of which cells are made.
    years : sequence of int
    scope : Scope, optional
        Everybody when absent.
    shown : tuple of GroupAttribute
        Attributes that stand beside the circumstances.

    Returns
    -------
    Population
        One row per household and year.

    Raises
    ------
    DisclosureError
        The registers count as real CBS data.
    DeclarationError
        A year is not in the registers.
    """
    refuse_real(registers.provenance.status)
    check_years(registers, need, years)
    parts = [_of_year(registers, need, wanted, year, scope or Scope(), shown) for year in years]
    return Population(
        circumstances=pl.concat([p.circumstances for p in parts]),
        in_need=np.concatenate([p.in_need for p in parts]),
        groups=pl.concat([p.groups for p in parts]),
        years=tuple(years),
    )


def check_years(registers: Registers, need: Need, years: Sequence[int]) -> None:
    """Refuse an index year without income, or without income a horizon later.

    Raises
    ------
    DeclarationError
        With the years that the registers have.
    """
    there = registers.years(HOUSEHOLD_INCOME)
    ahead = need.horizon_months // 12
    if absent := [year for year in years if year not in there or year + ahead not in there]:
        raise DeclarationError(
            f"no income for index year {absent[0]} and the year after",
            where="plan, [time]",
            found=f"years {min(there)}-{max(there)}" if there else "no year at all",
            mend=f"index years from {min(there)} to {max(there) - ahead}" if there else "registers of income",
        )


def _of_year(
    registers: Registers,
    need: Need,
    wanted: Sequence[str],
    year: int,
    scope: Scope,
    shown: tuple[GroupAttribute, ...],
) -> Population:
    on = date(year, 12, 31)
    view = registers.recorded(on)
    units = at_risk(registers, need, year)
    if scope.gemeente is not None:
        here = groups(view, units, on, AREA)["gemeente"] == scope.gemeente
        units = units.filter(here)
    if scope.entrance is not None:
        units = units.filter(_had(features(view, units, on, [scope.entrance])[scope.entrance]))
    if scope.half is not None:
        units = units.filter(opaque(units["person"]) % np.uint64(2) == scope.half)
    known, needy = in_need(registers, units, need, year)
    return Population(
        circumstances=features(view, known, on, list(wanted)),
        in_need=needy,
        groups=groups(view, known, on, shown),
        years=(year,),
    )


def _had(event: pl.Series) -> pl.Series:
    """Households with the life event through which a plan enters: within a year, or coming within one."""
    had = event < 13 if event.name.startswith("months_since") else event >= 1
    return had.fill_null(False)
