"""Tables about life events: what came after, beside matched households without the event.

A shard yields its households marked per event; the comparison is made of all shards together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from vroegsignalering import events
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.vocabulary import GroupAttribute

SHOWN = (GroupAttribute.AGE_BAND, GroupAttribute.HOUSEHOLD_TYPE)
AROUND = 2
"""Income years needed before and after the year of an event."""

STATUS = "low_income"
_KEPT = (
    "cell",
    "event",
    *(attribute.value for attribute in SHOWN),
    *(f"below{offset}" for offset in events.YEARS),
)


def marked_events(registers: Registers) -> Iterator[tuple[str, pl.DataFrame]]:
    """Households of a shard with and without each declared event, over years that have two income years on both sides.

    Yields
    ------
    (str, polars.DataFrame)
        Event, and one row per household: its cell, shown attributes and statuses around the year; no key.
    """
    years = registers.years(HOUSEHOLD_INCOME)
    within = [year for year in years if year - AROUND >= min(years) and year + AROUND <= max(years)]
    found = events.panel(registers, within, STATUS, SHOWN)
    for event in events.EVENTS:
        rows = events.marked(registers, found, event).select(_KEPT)
        yield event, rows.with_columns(pl.col(attribute.value).cast(pl.Categorical) for attribute in SHOWN)


def life_events(
    marked: Callable[[str], pl.DataFrame], done: Callable[[], None] = lambda: None
) -> pl.DataFrame:
    """All declared events.

    Parameters
    ----------
    marked : callable
        Gives the rows of :func:`marked_events` of all shards for an event.
    done : callable
        Called after each event.

    Returns
    -------
    polars.DataFrame
        ``event, outcome, arm, months, attribute, group, value, low, high, n, denominator``.
    """
    parts = []
    for event in events.EVENTS:
        parts.append(events.compare_marked(marked(event), event, SHOWN))
        done()
    table = pl.concat(parts).with_columns(outcome=pl.lit(STATUS))
    counted = pl.when(pl.col("arm") == "event").then(pl.col("n"))
    return table.with_columns(denominator=counted).drop("n_outcome")
