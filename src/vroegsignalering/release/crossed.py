"""Crossed tables with all their margins: margins added or checked, cells hidden, and the attack on the
result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import optimum, secondary
from vroegsignalering.release.attack import TOLERANCE, Deduced, Range, deduce
from vroegsignalering.release.cube import Cube, chains, closed
from vroegsignalering.release.plan import TOTAL, Plan

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ALL_EXACT = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossed:
    """A table with every margin, sorted as its cube is.

    Attributes
    ----------
    cells : polars.DataFrame
        Dimensions as strings, count columns, and ``marked`` where the caller marks cells.
    cube : Cube
    inner : polars.DataFrame
        The rows of the table that are no margins.
    totals : sparse array (cells, rows of ``inner``)
    """

    cells: pl.DataFrame
    cube: Cube
    inner: pl.DataFrame
    totals: sparse.csr_array


def with_margins(table: pl.DataFrame, plan: Plan, *, rounded_to: int = 1) -> Crossed:
    """Every margin of a table; margins that it lists itself are checked against the sum of their cells.

    Parameters
    ----------
    table : polars.DataFrame
        Whole-number counts; a Boolean column ``marked`` is kept.
    plan : Plan
    rounded_to : int
        Base to which the input was rounded before it came here; sums may then be off by what rounding
        explains.

    Raises
    ------
    DisclosureError
        A listed margin is not the sum of its cells.
    """
    table = table.with_columns(pl.col(plan.dimensions).cast(pl.String))
    is_margin = pl.any_horizontal(pl.col(plan.across) == TOTAL)
    inner, margins = table.filter(~is_margin), table.filter(is_margin)
    cube, totals = closed(inner, chains(plan.across, plan.nested), plan.blocks)
    cells = cube.dimensions().with_columns(
        pl.Series(name, np.rint(totals @ inner[name].cast(pl.Float64).to_numpy())).cast(pl.Int64)
        for name in plan.count_columns
    )
    if plan.amount:
        summed = totals @ inner[plan.amount].to_numpy()
        cells = cells.with_columns(pl.Series(plan.amount, summed))
    terms = pl.Series("__terms", np.diff(totals.indptr))
    if margins.height:
        _check_margins(cells.with_columns(terms), margins, plan, rounded_to)
    extra = [name for name in ("marked", *plan.statistics, *plan.keep) if name in table.columns]
    if extra:
        cells = cells.join(
            table.select(*plan.dimensions, *extra),
            on=list(plan.dimensions),
            how="left",
            maintain_order="left",
        )
    return Crossed(cells=cells, cube=cube, inner=inner, totals=totals)


def _check_margins(cells: pl.DataFrame, margins: pl.DataFrame, plan: Plan, rounded_to: int) -> None:
    both = margins.join(cells, on=list(plan.dimensions), how="left", suffix="__sum", nulls_equal=True)
    for name in (*plan.count_columns, *((plan.amount,) if plan.amount else ())):
        off = (pl.col(name) - pl.col(f"{name}__sum").fill_null(0)).abs()
        allowed = (pl.col("__terms").fill_null(0) + 1) * (rounded_to // 2) + 1e-9 * pl.col(name).abs()
        wrong = both.filter(off > allowed).sort(plan.dimensions)
        if wrong.height:
            place = ", ".join(f"{d}={wrong[d][0]}" for d in plan.dimensions)
            raise DisclosureError(
                f"{wrong.height} margins of {name!r} are not the sum of their cells",
                where=f"table {plan.name!r}, first at {place}",
                mend="leave margins out, or say to which base the input was rounded",
            )


def attacked(
    crossed: Crossed,
    parts: list[tuple[str, Floats]],
    hidden: Flags,
    width: list[Floats],
    dimensions: tuple[str, ...],
    told: Range | None = None,
) -> tuple[Flags, pl.DataFrame]:
    """The attack on what is published; where it bounds a cell too tightly, more is hidden and the attack
    repeated.

    Returns
    -------
    hidden : array of bool
    report : polars.DataFrame
        Interval of each hidden cell in each part. Tables with very many hidden cells are searched until
        each interval is known to be wide enough; the deduced interval then contains the one that is
        reported.
    """
    found = _deduced(crossed, parts, hidden, width)
    if _is_exposed(crossed, parts, hidden, width, found, told):
        hidden = secondary.repaired(crossed.cube, [values for _, values in parts], hidden, width, told)
        found = _deduced(crossed, parts, hidden, width)
        if _is_exposed(crossed, parts, hidden, width, found, told):
            raise DisclosureError(
                "cells stay open to attack whatever else is hidden", mend="merge categories"
            )
    report = [
        crossed.cells.select(dimensions)
        .with_columns(pl.lit(name).alias("column"), low=one.low, high=one.high, width=one.width)
        .filter(pl.Series(hidden))
        for (name, _), one in zip(parts, found, strict=True)
    ]
    return hidden, pl.concat(report)


def _is_exposed(
    crossed: Crossed,
    parts: list[tuple[str, Floats]],
    hidden: Flags,
    width: list[Floats],
    found: list[Deduced],
    told: Range | None,
) -> bool:
    """Some cell is bounded too tightly, by sums alone or with what its status tells."""
    by_sums = any(
        bool((hidden & (one.width < wanted - TOLERANCE * np.maximum(1.0, values))).any())
        for one, wanted, (_, values) in zip(found, width, parts, strict=True)
    )
    return by_sums or (
        told is not None and len(optimum.exposed(crossed.cube.sums, parts[0][1], hidden, told)) > 0
    )


def _deduced(
    crossed: Crossed, parts: list[tuple[str, Floats]], hidden: Flags, width: list[Floats]
) -> list[Deduced]:
    exact = int(hidden.sum()) <= _ALL_EXACT
    return [
        deduce(
            crossed.cube.sums,
            np.where(hidden, 0.0, values),
            np.where(hidden, np.inf, values),
            enough=None if exact else float(wanted.max(initial=0.0)),
        )
        for (_, values), wanted in zip(parts, width, strict=True)
    ]


def rounded_report(
    crossed: Crossed, name: str, rounded: NDArray[np.int64], base: int, dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """The interval of every cell of an additively rounded table, from the rounded values alone."""
    low = np.maximum(rounded - base + 1, 0).astype(np.float64)
    high = (rounded + base - 1).astype(np.float64)
    return crossed.cells.select(dimensions).with_columns(
        pl.lit(name).alias("column"), low=low, high=high, width=high - low
    )
