"""From protected cells to the table that may be seen: rounded counts, and shares and intervals that follow
from them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.release.judgement import NUMERATOR, OF
from vroegsignalering.release.output import HIDDEN, Released
from vroegsignalering.release.plan import Plan
from vroegsignalering.release.profiles import Profile
from vroegsignalering.release.rounding import significant, wilson, worth
from vroegsignalering.vocabulary import CellStatus, Verdict

_SIZE = "__size"
"""A column and no expression: written out inside the formulas of an interval it took a second per table."""


def base_of(plan: Plan, profile: Profile) -> int:
    """The base to which published counts are rounded; 1 leaves them exact."""
    if plan.method == "coarse":
        return profile.coarse_to
    if plan.method == "round" or profile.always_round:
        return profile.round_to
    return 1


def released(
    cells: pl.DataFrame,
    plan: Plan,
    profile: Profile,
    *,
    reason: NDArray[np.object_],
    hidden: NDArray[np.bool_],
    attack: pl.DataFrame,
    rounded: bool = False,
) -> Released:
    """Assemble the output.

    Parameters
    ----------
    cells : polars.DataFrame
        True cells with the internal columns of their shares.
    reason : array of str
        Why a cell is unsafe by itself, or empty.
    hidden : array of bool
        Unsafe cells and those that protect them.
    attack : polars.DataFrame
    rounded : bool
        The counts were rounded already.
    """
    base = 1 if rounded else base_of(plan, profile)
    open_status = CellStatus.ROUNDED if rounded or base > 1 else CellStatus.PUBLISHED
    own = (reason != "") & hidden
    status = np.where(own, CellStatus.PRIMARY, np.where(hidden, CellStatus.SECONDARY, open_status))
    marked = cells.with_columns(pl.Series("status", [str(one) for one in status], dtype=pl.String))
    said = np.where(own, reason, np.where(hidden, "protects other cells", "rounded"))
    why = pl.Series("reason", [str(one) for one in said], dtype=pl.String)
    log = marked.select(*plan.dimensions, "status").with_columns(why)
    log = log.filter(pl.col("status") != CellStatus.PUBLISHED.value)
    shown = _shown(marked, plan, base)
    return Released(table=shown, plan=plan, profile=profile.name, log=log, attack=attack)


def _shown(marked: pl.DataFrame, plan: Plan, base: int) -> pl.DataFrame:
    """Protected counts, then everything that follows from them, then nulls where a row is hidden."""
    shown = marked.with_columns(_nearest(name, base) for name in (*plan.count_columns, NUMERATOR, OF))
    shown = shown.with_columns(_size(plan).alias(_SIZE))
    derived = _derived(plan)
    made = [expression.meta.output_name() for expression in derived]
    floats = [name for name in plan.statistics if shown.schema[name].is_float() and name not in made]
    shown = shown.with_columns(*derived, *(significant(pl.col(name), plan.digits) for name in floats))
    amount = [plan.amount] if plan.amount else []
    closing = list(dict.fromkeys([*plan.count_columns, *amount, *made, *plan.statistics]))
    closed = pl.col("status").is_in(HIDDEN)
    shown = shown.with_columns(
        pl.when(closed).then(_instead(name)).otherwise(pl.col(name)).alias(name) for name in closing
    )
    return shown.select(*plan.dimensions, *closing, *plan.keep, "status")


def _instead(name: str) -> pl.Expr:
    return pl.lit(Verdict.SUPPRESSED.value) if name == "verdict" else pl.lit(None)


def _derived(plan: Plan) -> list[pl.Expr]:
    """Shares and intervals, computed from rounded halves and nothing else."""
    numerator, of = pl.min_horizontal(NUMERATOR, OF), pl.col(OF)
    share = pl.when(of > 0).then(significant(numerator / of.cast(pl.Float64), plan.digits))
    if plan.share:
        return _of_a_share(plan, plan.share, share, numerator, of)
    if not plan.numerator:
        return []
    ends = zip(wilson(numerator, of), plan.interval, strict=True)
    return [
        share.alias(plan.rate),
        *(pl.when(of > 0).then(significant(e, plan.digits)).alias(n) for e, n in ends),
    ]


def _of_a_share(plan: Plan, name: str, share: pl.Expr, numerator: pl.Expr, of: pl.Expr) -> list[pl.Expr]:
    """Share and interval from rounded halves; a row that is no share keeps its own to the plan's digits."""
    times = _times(plan)
    found = {name: share * times}
    if _own_interval(plan):
        ends = wilson(numerator, of, pl.col(_SIZE))
        there = pl.col(plan.interval[0]).is_not_null()
        found |= {
            column: pl.when(there).then(end.fill_nan(None) * times)
            for column, end in zip(plan.interval, ends, strict=True)
        }
    return [
        pl.when(of.is_not_null())
        .then(significant(pl.when(of > 0).then(anew), plan.digits))
        .otherwise(significant(pl.col(column), plan.digits))
        .alias(column)
        for column, anew in found.items()
    ]


def _size(plan: Plan) -> pl.Expr:
    """Persons that the interval of a row rests on: those who count, or fewer where its own interval says so."""
    known = pl.col(OF).cast(pl.Float64)
    if not (plan.share and _own_interval(plan)):
        return known
    told = worth(*(pl.col(column) / _times(plan) for column in (plan.share, *plan.interval)))
    return pl.when(told < 0.95 * known).then(told).otherwise(known)


def _own_interval(plan: Plan) -> bool:
    return set(plan.interval) <= set(plan.statistics)


def _times(plan: Plan) -> pl.Expr:
    return pl.col(plan.share_times).cast(pl.Float64) if plan.share_times else pl.lit(1.0)


def _nearest(name: str, base: int) -> pl.Expr:
    return (pl.col(name) + base // 2) // base * base
