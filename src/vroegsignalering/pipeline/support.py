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


def unused_support(registers: Registers, year: int, schemes: Sequence[str] = SCHEMES) -> pl.DataFrame:
    """Entitled, received and unused by scheme and group, in one year.

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.schemes.unclaimed` gives it.
    """
    on = date(year, 12, 31)
    rows = households(registers, year).rename({"main_earner": "person"})
    by = groups(registers.recorded(on), rows.select("person"), on, SHOWN)
    frame = pl.concat([rows.drop("person"), by], how="horizontal")
    return unclaimed(frame, date(year, 7, 1), schemes=schemes, by=[attribute.value for attribute in SHOWN])
