"""Compares households with a life event to matched households without it, before and after.

Exact matching on age band, household type, tenure, income source and income band of the year before; the comparison
group is weighted to the event group's mix. Years before the event are the check: where the two groups differed
already, the figure says so. The result is an association among like households, not an effect. Plain two-way fixed
effects are not used, since they mislead when effects differ by time (Goodman-Bacon 2021; Borusyak and others 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME, PERSON_TO_HOUSEHOLD
from vroegsignalering.study import STATUSES, cohort
from vroegsignalering.study.draws import opaque
from vroegsignalering.study.groups import Grouped, groups
from vroegsignalering.vocabulary import GroupAttribute, Transition

YEARS = (-2, -1, 0, 1, 2)
"""Income years around the year of the event."""

INCOME_BANDS = (1.1, 1.25, 1.5, 2.0)
"""Bounds of income relative to the low-income line in the year before."""

MATCHED_ON = (
    GroupAttribute.AGE_BAND,
    GroupAttribute.HOUSEHOLD_TYPE,
    GroupAttribute.TENURE,
    GroupAttribute.INCOME_SOURCE,
)
Z_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Units at risk in the year before, with cells and statuses around it.

    ``rows`` has ``person, year, cell``, the matched attributes, shown attributes, ``below-2 .. below2`` and ``drawn``: the
    one year, by hash, in which the person is there for comparison.

    Parameters
    ----------
    rows : DataFrame, one row per person and year
    """

    rows: pl.DataFrame


def panel(
    registers: Registers,
    years: Sequence[int],
    status: str,
    shown: Sequence[GroupAttribute] = (),
    grouped: Grouped = groups,
) -> Panel:
    """Main earners above the line in the year before each of ``years``.

    Parameters
    ----------
    registers : Registers
    years : sequence of int
        Years in which events may fall.
    status : str
        One of the household statuses, such as ``low_income``.
    shown : sequence of GroupAttribute
        Attributes by which results will be shown beside the matched ones.
    grouped : callable
        Who gives the groups of main earners, when several ask for them.

    Returns
    -------
    Panel
        One row per person and year.
    """
    wanted = tuple(dict.fromkeys((*MATCHED_ON, *shown)))
    rows = pl.concat([_year(registers, year, status, wanted, grouped) for year in years]).sort(
        "person", "year"
    )
    number, size = pl.int_range(pl.len()).over("person"), pl.len().over("person")
    chosen = pl.Series("draw", opaque(rows["person"]))
    is_drawn = number == (pl.col("draw") % size.cast(pl.UInt64)).cast(pl.Int64)
    return Panel(rows=rows.with_columns(chosen).with_columns(drawn=is_drawn).drop("draw"))


def _year(
    registers: Registers, year: int, status: str, wanted: tuple[GroupAttribute, ...], grouped: Grouped
) -> pl.DataFrame:
    before = date(year - 1, 12, 31)
    units = cohort(registers, Transition.ENTRY, status, year - 1).units
    attributes = grouped(registers.recorded(before), units, before, wanted)
    rows = pl.concat([units, attributes], how="horizontal").with_columns(year=pl.lit(year, pl.Int32))
    for offset in YEARS:
        below = _below(registers, status, year + offset, f"below{offset}")
        rows = rows.join(below, on="person", how="left", validate="1:1")
    band = pl.sum_horizontal((pl.col("ratio") >= bound).cast(pl.Int8) for bound in INCOME_BANDS)
    ratio = _ratio(registers, year - 1)
    rows = rows.join(ratio, on="person", how="left", validate="1:1").with_columns(band=band.fill_null(-1))
    cell = pl.concat_str([a.value for a in MATCHED_ON] + ["band", "year"], separator="|")
    return rows.with_columns(cell=cell.cast(pl.Categorical)).drop("ratio", "band")


def _ratio(registers: Registers, year: int) -> pl.DataFrame:
    rows = registers.status(year).rows(HOUSEHOLD_INCOME, ["main_earner", "low_income_percent"])
    return rows.select(person="main_earner", ratio=pl.col("low_income_percent") / 100).collect()


def _below(registers: Registers, status: str, year: int, name: str) -> pl.DataFrame:
    declared = STATUSES[status]
    view = registers.status(year)
    if declared.by_person:
        return view.rows(declared.table).select("person", declared.below.alias(name)).collect()
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"])
    rows = view.rows(declared.table).select("main_earner", declared.below.alias(name))
    return links.join(rows, on="main_earner", how="inner", validate="m:1").select("person", name).collect()


def compare(
    found: Panel, had: pl.DataFrame, event: str, attributes: Sequence[GroupAttribute] = ()
) -> pl.DataFrame:
    """Share below the line around an event, beside matched households without it.

    Parameters
    ----------
    found : Panel
    had : polars.DataFrame
        ``person, year`` of those with the event, as :func:`vroegsignalering.events.finding.happened` gives it.
    event : str
        Name in :data:`vroegsignalering.events.declared.EVENTS`.
    attributes : sequence of GroupAttribute
        Shown by group, beside the whole (attribute ``all``).

    Returns
    -------
    polars.DataFrame
        ``event, arm, months, attribute, group, value, low, high, n, n_outcome``; the arm ``matched`` is weighted to the
        event's mix of cells and has no ``n_outcome``.
    """
    return compare_marked(marked(found, had), event, attributes)


def compare_marked(rows: pl.DataFrame, event: str, attributes: Sequence[GroupAttribute] = ()) -> pl.DataFrame:
    """As :func:`compare`, from rows that :func:`marked` gave, perhaps of several shards below each other.

    Parameters
    ----------
    rows : DataFrame, one row per person
    event : str
        Name of the life event.
    attributes : sequence of GroupAttribute
        Results are also given per group of each.

    Returns
    -------
    DataFrame as of :func:`compare`, sorted by ``attribute, group, arm, months``.
    """
    parts = []
    for name in ("all", *(attribute.value for attribute in attributes)):
        group = pl.lit("all") if name == "all" else pl.col(name).cast(pl.String)
        counts = _counts(rows.with_columns(group=group))
        shares = pl.concat([_share(counts, offset, event) for offset in YEARS])
        parts.append(shares.with_columns(attribute=pl.lit(name)))
    return pl.concat(parts).sort("attribute", "group", "arm", "months")


def marked(found: Panel, had: pl.DataFrame) -> pl.DataFrame:
    """Each person once: with the event in the first year it happens, else as comparison in one year chosen by hash.

    Parameters
    ----------
    found : Panel
    had : polars.DataFrame
        As in :func:`compare`.

    Returns
    -------
    polars.DataFrame
        Rows of the panel with ``event`` (bool) and ``month`` (of the event, null without it).
    """
    with_event = found.rows.join(had, on=["person", "year"], how="inner", validate="1:1")
    others = found.rows.filter("drawn").join(had.select("person"), on="person", how="anti")
    both = [with_event.with_columns(event=True), others.with_columns(event=False)]
    return pl.concat(both, how="diagonal").drop("drawn")


def _counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Per group and cell, for each year around the event: households with and without it, and those below the line."""
    event = pl.col("event")
    sums: dict[str, pl.Expr] = {}
    for offset in YEARS:
        below = pl.col(f"below{offset}")
        known, hit = below.is_not_null(), below.fill_null(False)
        sums |= {
            f"events{offset}": (known & event).sum(),
            f"below_events{offset}": (hit & event).sum(),
            f"others{offset}": (known & ~event).sum(),
            f"below_others{offset}": (hit & ~event).sum(),
        }
    return rows.group_by("group", "cell").agg(**sums).sort("group", pl.col("cell").cast(pl.String))


def _share(counts: pl.DataFrame, offset: int, event: str) -> pl.DataFrame:
    names = ("events", "below_events", "others", "below_others")
    cells = counts.select("group", *(pl.col(f"{name}{offset}").cast(pl.Int64).alias(name) for name in names))
    cells = cells.filter((pl.col("events") > 0) & (pl.col("others") > 0))
    weight = pl.col("events") / pl.col("events").sum().over("group")
    share = pl.col("below_others") / pl.col("others")
    smooth = (pl.col("below_others") + 0.5) / (pl.col("others") + 1)
    cells = cells.with_columns(
        matched=weight * share, variance=weight**2 * smooth * (1 - smooth) / pl.col("others")
    )
    summed = cells.group_by("group", maintain_order=True).agg(
        pl.col("events", "below_events", "others").sum(), pl.col("matched", "variance").sum()
    )
    return _arms(summed, offset, event)


def _arms(summed: pl.DataFrame, offset: int, event: str) -> pl.DataFrame:
    n, hits = summed["events"].to_numpy().astype(float), summed["below_events"].to_numpy().astype(float)
    low, high = wilson(hits, n)
    with_event = summed.select(
        "group",
        arm=pl.lit("event"),
        value=pl.Series(hits / n),
        low=pl.Series(low),
        high=pl.Series(high),
        n=pl.col("events").cast(pl.Int64),
        n_outcome=pl.col("below_events").cast(pl.Int64),
    )
    spread = Z_95 * pl.col("variance").sqrt()
    matched = summed.select(
        "group",
        arm=pl.lit("matched"),
        value=pl.col("matched"),
        low=(pl.col("matched") - spread).clip(0, 1),
        high=(pl.col("matched") + spread).clip(0, 1),
        n=pl.col("others").cast(pl.Int64),
        n_outcome=pl.lit(None, pl.Int64),
    )
    both = pl.concat([with_event, matched])
    return both.with_columns(event=pl.lit(event), months=pl.lit(offset * 12, pl.Int32))


def wilson(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95 % interval of shares ``hits / n`` (Wilson 1927); NaN where ``n`` is nothing."""
    n = np.where(n > 0, n, np.nan)
    share, z2 = hits / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
