"""Tables about life events: what came after beside matched households, how much time was left, and what went unclaimed.

A shard yields its households marked per event, without keys; the comparison is made of all shards together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from vroegsignalering import events
from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.study import STATUSES
from vroegsignalering.study.groups import Grouped, groups
from vroegsignalering.study.support import SCHEMES, judged
from vroegsignalering.study.support import WANTED as FOR_SUPPORT
from vroegsignalering.vocabulary import GroupAttribute

SHOWN = (GroupAttribute.AGE_BAND, GroupAttribute.HOUSEHOLD_TYPE)
OUTCOMES = ("low_income", "problematic_debt")
"""What households may come into in the two years around an event."""

AROUND = 2
"""Years of the register needed before and after the year of an event."""

YOUNG = "event.young"
_KEPT = (
    "cell",
    "event",
    "month",
    *(attribute.value for attribute in SHOWN),
    *(f"below{offset}" for offset in events.YEARS),
)
FOR_EVENTS: dict[str, tuple[str, ...] | None] = FOR_SUPPORT | {
    "deaths": None,
    "household_spells": None,
    "socio_economic_spells": ("socio_economic",),
    "address_spells": None,
}
"""Tables that are read for support after events, for shards that are held in memory."""


def of_shard(registers: Registers, grouped: Grouped = groups) -> Iterator[tuple[str, pl.DataFrame]]:
    """What is kept of a shard: households with and without each declared event, and counts of young people.

    Yields
    ------
    (str, polars.DataFrame)
        ``event.<event>.<outcome>`` with one row per household: its cell, shown attributes, month of the event and statuses
        around the year, no key; and ``event.young``.
    """
    panels = {
        name: events.panel(registers, years, name, SHOWN, grouped)
        for name in OUTCOMES
        if (years := _within(registers, name))
    }
    units = events.units_of([panel.rows for panel in panels.values()]) if panels else pl.DataFrame()
    for event in events.EVENTS if panels else ():
        had = events.happened(registers, event, [units])
        for name, panel in panels.items():
            rows = events.marked(panel, had).select(_KEPT)
            shown = (pl.col(attribute.value).cast(pl.Categorical) for attribute in SHOWN)
            yield f"event.{event}.{name}", rows.with_columns(shown)
    yield YOUNG, events.counted_young(registers, registers.years(HOUSEHOLD_INCOME), OUTCOMES[0])


def event_tables(
    kept: Callable[[str], pl.DataFrame], done: Callable[[], None] = lambda: None
) -> list[tuple[str, pl.DataFrame]]:
    """All declared events over all years that have two register years on both sides.

    Parameters
    ----------
    kept : callable
        Gives the rows of :func:`of_shard` of all shards for a name; empty where there are none.
    done : callable
        Called after each event.

    Returns
    -------
    list of (name, polars.DataFrame)
        For the publication plans of the same names: ``events``, ``events_lead``, ``events_trend``.
    """
    after, lead, trend = [], [], []
    for event in events.EVENTS:
        for name in OUTCOMES:
            rows, outcome = kept(f"event.{event}.{name}"), pl.lit(name).alias("outcome")
            if rows.height:
                around = events.compare_marked(rows, event, SHOWN)
                after.append(around.with_columns(outcome))
                lead.append(events.lead_time(rows, event).with_columns(outcome))
                trend.append(events.pre_trend(around).with_columns(outcome))
        done()
    young = kept(YOUNG)
    if young.height:
        after.append(events.young_people(young).with_columns(outcome=pl.lit(OUTCOMES[0])))
    counted = pl.when(pl.col("arm") == "event").then(pl.col("n"))
    tables = {"events": after, "events_lead": lead, "events_trend": trend}
    found = {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in tables.items() if parts}
    if "events" in found:
        found["events"] = found["events"].with_columns(denominator=counted).drop("n_outcome")
    return list(found.items())


def schemes_after(shard: Registers, year: int, rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Counts of which support goes unclaimed in ``year`` after each event of the year before; none without rules of that year.

    Parameters
    ----------
    shard : Registers
        With the tables of :data:`FOR_EVENTS` in memory.
    year : int
    rows : polars.DataFrame
        As :func:`vroegsignalering.study.support.households` gives them for that shard and year.

    Returns
    -------
    list of polars.DataFrame
        As :func:`vroegsignalering.events.counted_after` gives them, one per event.
    """
    try:
        found = judged(rows, year, SCHEMES)
    except DeclarationError:
        return []
    units = _main_earners(shard, year - 1)
    return [
        events.counted_after(
            shard, events.happened(shard, event, [units]), units, found, SCHEMES, event, year
        )
        for event in events.EVENTS
    ]


def _within(registers: Registers, status: str) -> list[int]:
    declared = STATUSES[status]
    years = [year for year in registers.years(declared.table) if year >= declared.first_year]
    return [year for year in years if year - AROUND >= years[0] and year + AROUND <= years[-1]]


def _main_earners(registers: Registers, year: int) -> pl.DataFrame:
    """``person, year``: main earners of the year before, so that a household is seen before anything happened to it."""
    rows = registers.status(year - 1).rows(HOUSEHOLD_INCOME, ["main_earner"])
    units = rows.select(person="main_earner").unique().sort("person").collect()
    return units.with_columns(year=pl.lit(year, pl.Int32))
