"""The table of support that goes unused, by scheme and group, in one year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from vroegsignalering.registers import Registers
from vroegsignalering.schemes import unclaimed
from vroegsignalering.study.groups import groups
from vroegsignalering.study.support import SCHEMES, households
from vroegsignalering.vocabulary import GroupAttribute

__all__ = ["SCHEMES", "unused_support"]

SHOWN = (
    GroupAttribute.AGE_BAND,
    GroupAttribute.HOUSEHOLD_TYPE,
    GroupAttribute.INCOME_SOURCE,
    GroupAttribute.TENURE,
)


def with_groups(registers: Registers, year: int) -> pl.DataFrame:
    """Households of a year as the rules of schemes see them, with the groups by which they are shown.

    Parameters
    ----------
    registers : Registers
        A shard, or all.
    year : int

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.study.support.households` gives it, and one column per attribute of :data:`SHOWN`.
    """
    on = date(year, 12, 31)
    rows = households(registers, year)
    by = groups(registers.recorded(on), rows.select(person="main_earner"), on, SHOWN)
    return pl.concat([rows, by], how="horizontal")


def unused_support(rows: Sequence[pl.DataFrame], year: int, schemes: Sequence[str] = SCHEMES) -> pl.DataFrame:
    """Entitled, received and unused by scheme and group, in one year.

    Parameters
    ----------
    rows : sequence of polars.DataFrame
        As :func:`with_groups` gives them, one frame per shard.
    year : int
    schemes : sequence of str

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.schemes.unclaimed` gives it.
    """
    frame, by = pl.concat(rows).drop("main_earner"), [attribute.value for attribute in SHOWN]
    return unclaimed(frame, date(year, 7, 1), schemes=schemes, by=by)
