"""Tables about life events: what came after, beside matched households without the event."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from vroegsignalering import events
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.vocabulary import GroupAttribute

SHOWN = (GroupAttribute.AGE_BAND, GroupAttribute.HOUSEHOLD_TYPE)
AROUND = 2
"""Income years needed before and after the year of an event."""


def life_events(registers: Registers, status: str, done: Callable[[], None] = lambda: None) -> pl.DataFrame:
    """All declared events over all years that have two income years on both sides.

    Returns
    -------
    polars.DataFrame
        ``event, outcome, arm, months, attribute, group, value, low, high, n, denominator``.
    """
    years = registers.years(HOUSEHOLD_INCOME)
    within = [year for year in years if year - AROUND >= min(years) and year + AROUND <= max(years)]
    found = events.panel(registers, within, status, SHOWN)
    parts = []
    for event in events.EVENTS:
        parts.append(events.compare(registers, found, event, SHOWN))
        done()
    table = pl.concat(parts).with_columns(outcome=pl.lit(status))
    counted = pl.when(pl.col("arm") == "event").then(pl.col("n"))
    return table.with_columns(denominator=counted).drop("n_outcome")
