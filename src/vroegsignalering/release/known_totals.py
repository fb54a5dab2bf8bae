"""Tables whose rows add up to totals that an attacker has from elsewhere; see ``blocks`` for the formula."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.release import blocks
from vroegsignalering.release.judgement import NUMERATOR, OF, tells_of_a_person
from vroegsignalering.release.plan import Plan
from vroegsignalering.release.presentation import base_of
from vroegsignalering.release.primary import concentrated
from vroegsignalering.release.profiles import Profile
from vroegsignalering.release.rounding import bounds, nearest

Counts = NDArray[np.int64]
ATTACK = {"column": pl.String, "low": pl.Float64, "high": pl.Float64, "width": pl.Float64}
"""Columns of an attack report beside the dimensions."""


def hide(
    cells: pl.DataFrame, plan: Plan, profile: Profile, unsafe: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], pl.DataFrame]:
    """Hidden rows, and what the totals tell of them.

    Parameters
    ----------
    cells : polars.DataFrame
        With the internal columns of their shares.
    plan, profile
    unsafe : array of bool

    Returns
    -------
    hidden : array of bool
    attack : polars.DataFrame
    """
    hidden = _with_company(unsafe, cells, plan)
    if not plan.across or plan.margins == "none" or not cells.height:
        return hidden, no_attack(cells, plan)
    block = _block_ids(cells, plan)
    counts = count_parts(cells, plan)
    known = _known(cells, plan, counts, block, unsafe, profile)
    parts = [_part(name, values, block, base_of(plan, profile), known) for name, values in counts]
    number = -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        hidden = blocks.protect(parts, block, hidden, cells[plan.count].to_numpy(), profile.width)
        hidden = _with_company(hidden, cells, plan)
    told = []
    for part in parts:
        low, high = blocks.intervals(part, block, hidden)
        seen = cells.select(plan.dimensions).with_columns(
            pl.lit(part.name).alias("column"), low=low, high=high, width=high - low
        )
        told.append(seen.filter(pl.Series(hidden & np.isfinite(high))))
    return hidden, pl.concat(told)


def _with_company(hidden: NDArray[np.bool_], cells: pl.DataFrame, plan: Plan) -> NDArray[np.bool_]:
    """Rows that the plan hides together with a hidden one."""
    if not plan.together:
        return hidden
    others = [name for name in plan.dimensions if name not in plan.together]
    flags = cells.select(others).with_columns(pl.Series("__hidden", hidden))
    by = pl.struct(others) if others else pl.lit(0)
    return flags.select(pl.col("__hidden").any().over(by))["__hidden"].to_numpy()


def no_attack(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """An empty attack report: no sum touches a hidden cell."""
    kinds = [pl.lit(None, kind).alias(name) for name, kind in ATTACK.items()]
    return cells.select(plan.dimensions).clear().with_columns(kinds)


def count_parts(cells: pl.DataFrame, plan: Plan) -> list[tuple[str, Counts]]:
    """Every count that is published or follows from published columns, complement included."""
    parts = [(plan.count, cells[plan.count].to_numpy())]
    if cells[OF].null_count() < cells.height:
        numerator = cells[NUMERATOR].fill_null(0).to_numpy()
        parts.append((plan.numerator or f"{plan.share} (numerator)", numerator))
        parts.append(("complement", cells[OF].fill_null(0).to_numpy() - numerator))
    return parts + [(name, cells[name].fill_null(0).to_numpy()) for name in plan.counts]


def _block_ids(cells: pl.DataFrame, plan: Plan) -> Counts:
    if not plan.blocks:
        return np.zeros(cells.height, dtype=np.int64)
    ranked = cells.select(pl.struct(plan.blocks).rank("dense").alias("block"))
    return ranked["block"].to_numpy().astype(np.int64) - 1


def _known(
    cells: pl.DataFrame,
    plan: Plan,
    counts: list[tuple[str, Counts]],
    block: Counts,
    unsafe: NDArray[np.bool_],
    profile: Profile,
) -> NDArray[np.bool_]:
    """Blocks whose total can be public: one that breaks the rules itself is hidden wherever it stands."""
    number = int(block.max(initial=-1)) + 1
    totals = {name: _total(values, block, number) for name, values in counts}
    complement = totals.get("complement")
    known = np.logical_and.reduce([total >= profile.min_cell for total in totals.values()])
    known &= np.bincount(block, minlength=number) > 1  # one row adds up to nothing but itself
    if complement is not None:
        of = _total(cells[OF].fill_null(0).to_numpy(), block, number)
        told = np.bincount(block, weights=tells_of_a_person(cells, plan), minlength=number) > 0
        known &= (of >= profile.min_denominator) & (complement > 0)
        known &= ~(told & concentrated(of - complement, of, profile.group_share))
    alone = np.bincount(block, minlength=number) == 1
    return known & ~(alone & (np.bincount(block, weights=unsafe, minlength=number) > 0))


def _total(counts: Counts, block: Counts, number: int) -> Counts:
    return np.bincount(block, weights=counts, minlength=number).astype(np.int64)


def _part(name: str, counts: Counts, block: Counts, base: int, known: NDArray[np.bool_]) -> blocks.Part:
    low, high = bounds(nearest(counts, base), base)
    total_low, total_high = bounds(nearest(_total(counts, block, len(known)), base), base)
    return blocks.Part(
        name=name,
        low=low,
        high=high,
        total_low=np.where(known, total_low, -np.inf),
        total_high=np.where(known, total_high, np.inf),
    )
