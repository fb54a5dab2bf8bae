"""The door: a tidy table and its plan go in, a table that may be seen comes out, with reasons and attack.

Rates, intervals and n leave as computed from protected counts only. Nothing here reads a file or knows a
person; it prepares an output for a checker and never says "approved".
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import blocks, primary
from vroegsignalering.release.output import HIDDEN, Released
from vroegsignalering.release.plan import Plan
from vroegsignalering.release.profiles import STANDARD, Profile
from vroegsignalering.release.rounding import bounds, nearest, significant, wilson
from vroegsignalering.release.table import checked
from vroegsignalering.vocabulary import CellStatus, Verdict

Counts = NDArray[np.int64]

_ROW = "__row"
_NUMERATOR, _OF = "__numerator", "__of"


def release(table: pl.DataFrame, plan: Plan, profile: Profile = STANDARD) -> Released:
    """Protect a table by its plan.

    Parameters
    ----------
    table : polars.DataFrame
        One row per cell, the columns that the plan names and no others; ``status`` is replaced.
    plan : Plan
    profile : Profile

    Returns
    -------
    Released

    Raises
    ------
    DisclosureError
        The table breaks its plan, or has no unweighted count.

    Examples
    --------
    >>> counts = {"n": [900, 700, 4], "n_outcome": [90, 30, 1]}
    >>> homes = pl.DataFrame({"tenure": ["rent", "own", "else"], **counts})
    >>> plan = Plan(name="rates", dimensions=("tenure",), numerator="n_outcome", across=("tenure",))
    >>> release(homes, plan).table.select("tenure", "n", "value", "status").rows()
    [('else', None, None, 'primary'), ('own', None, None, 'secondary'), ('rent', 900, 0.1, 'rounded')]
    """
    cells = _with_halves(checked(table, plan), plan)
    if plan.method == "coarse":
        return _coarse(cells, plan, profile)
    found = _primary(cells, plan, profile)
    reason = primary.reasons(found, cells.height)
    unsafe = reason != ""
    parts, block = _parts(cells, plan, profile)
    hidden = unsafe
    if plan.across and plan.margins != "none":
        hidden = blocks.protect(parts, block, unsafe, cells[plan.count].to_numpy(), profile.width)
    return _released(cells, plan, profile, reason, hidden, _deduced(cells, plan, parts, block, hidden))


def _with_halves(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Numerator and what it is a share of, as internal columns; null where a row is no share."""
    if plan.numerator:
        halves = (pl.col(plan.numerator), pl.col(plan.count))
    elif plan.share and plan.share_of:
        share = pl.col(plan.share).fill_nan(None)
        outside = cells.filter(pl.col(plan.share_of).is_not_null() & ~share.is_between(0, 1)).height
        if outside:
            raise DisclosureError(f"{outside} shares lie outside 0-1", where=f"table {plan.name!r}")
        of = pl.when(share.is_not_null()).then(pl.col(plan.share_of))
        halves = ((share * of).round().cast(pl.Int64), of)
    else:
        halves = (pl.lit(None, pl.Int64), pl.lit(None, pl.Int64))
    return cells.with_columns(halves[0].alias(_NUMERATOR), halves[1].alias(_OF))


def _primary(cells: pl.DataFrame, plan: Plan, profile: Profile) -> dict[str, NDArray[np.bool_]]:
    n = cells[plan.count].to_numpy()
    least = profile.min_amount_n if plan.amounts else profile.min_cell
    is_share = cells[_OF].is_not_null().to_numpy()
    numerator, of = cells[_NUMERATOR].fill_null(0).to_numpy(), cells[_OF].fill_null(0).to_numpy()
    zeros = "always" if plan.statistics else profile.zeros
    found = {
        "too few": primary.too_few(n, least, zeros),
        "denominator": is_share & (of < profile.min_denominator),
        "half of a share": is_share & primary.half_too_small(numerator, of, profile.min_cell),
        "group share": is_share & primary.concentrated(numerator, of, profile.group_share),
    }
    for name in plan.counts:
        few = (pl.col(name) > 0) & (pl.col(name) < profile.min_cell)
        found[f"too few in {name}"] = cells.select(few.fill_null(False))[name].to_numpy()
    for name in plan.sensitive:
        lines = [other for other in plan.dimensions if other != name]
        total = pl.col(plan.count).sum()
        summed = cells.select(total.over(lines) if lines else total.first().repeat_by(1).list.first())
        found[f"group share along {name}"] = primary.concentrated(
            n, np.broadcast_to(summed.to_series().to_numpy(), n.shape), profile.group_share
        )
    return found


def _parts(cells: pl.DataFrame, plan: Plan, profile: Profile) -> tuple[list[blocks.Part], NDArray[np.int64]]:
    """Each count as an attacker sees it, and the block of each row."""
    block = _block_ids(cells, plan)
    parts = [_part(plan.count, cells[plan.count].to_numpy(), block, plan, profile)]
    if cells[_OF].null_count() < cells.height:
        numerator = cells[_NUMERATOR].fill_null(0).to_numpy()
        parts.append(_part(plan.numerator or f"{plan.share} (numerator)", numerator, block, plan, profile))
        rest = cells[_OF].fill_null(0).to_numpy() - numerator
        parts.append(_part("complement", rest, block, plan, profile))
    for name in plan.counts:
        parts.append(_part(name, cells[name].fill_null(0).to_numpy(), block, plan, profile))
    return parts, block


def _block_ids(cells: pl.DataFrame, plan: Plan) -> NDArray[np.int64]:
    if not plan.blocks:
        return np.zeros(cells.height, dtype=np.int64)
    keys = cells.select(pl.struct(plan.blocks).rank("dense").alias("block"))
    return keys["block"].to_numpy().astype(np.int64) - 1


def _part(name: str, counts: Counts, block: NDArray[np.int64], plan: Plan, profile: Profile) -> blocks.Part:
    base = profile.round_to if plan.method == "round" else 1
    number = int(block.max(initial=-1)) + 1
    total = np.bincount(block, weights=counts, minlength=number).astype(np.int64)
    low, high = bounds(nearest(counts, base), base)
    total_low, total_high = bounds(nearest(total, base), base)
    known = total >= profile.min_cell
    return blocks.Part(
        name=name,
        low=low,
        high=high,
        total_low=np.where(known, total_low, -np.inf),
        total_high=np.where(known, total_high, np.inf),
    )


def _deduced(
    cells: pl.DataFrame,
    plan: Plan,
    parts: list[blocks.Part],
    block: NDArray[np.int64],
    hidden: NDArray[np.bool_],
) -> pl.DataFrame:
    """The attack report: the interval of each hidden count."""
    seen = []
    if plan.across and plan.margins != "none":
        for part in parts:
            low, high = blocks.intervals(part, block, hidden)
            bounded = hidden & np.isfinite(high)
            told = cells.select(plan.dimensions).with_columns(
                pl.lit(part.name).alias("column"), low=low, high=high, width=high - low
            )
            seen.append(told.filter(pl.Series(bounded)))
    if seen:
        return pl.concat(seen)
    empty = {"column": pl.String, "low": pl.Float64, "high": pl.Float64, "width": pl.Float64}
    return (
        cells.select(plan.dimensions)
        .clear()
        .with_columns(pl.lit(None, kind).alias(c) for c, kind in empty.items())
    )


def _coarse(cells: pl.DataFrame, plan: Plan, profile: Profile) -> Released:
    if plan.numerator or plan.share or plan.statistics:
        raise DisclosureError("the method 'coarse' is for counts only", where=f"table {plan.name!r}")
    reason = np.full(cells.height, "", dtype=object)
    nothing = np.zeros(cells.height, dtype=bool)
    empty = _deduced(cells, plan, [], np.zeros(cells.height, dtype=np.int64), nothing)
    return _released(cells, plan, profile, reason, nothing, empty)


def _base(plan: Plan, profile: Profile) -> int:
    if plan.method == "coarse":
        return profile.coarse_to
    if plan.method == "round" or profile.always_round:
        return profile.round_to
    return 1


def _released(
    cells: pl.DataFrame,
    plan: Plan,
    profile: Profile,
    reason: NDArray[np.object_],
    hidden: NDArray[np.bool_],
    attack: pl.DataFrame,
) -> Released:
    base = _base(plan, profile)
    open_status = CellStatus.PUBLISHED if base == 1 else CellStatus.ROUNDED
    unsafe = reason != ""
    status = np.where(unsafe, CellStatus.PRIMARY, np.where(hidden, CellStatus.SECONDARY, open_status))
    marked = cells.with_columns(pl.Series("status", [str(one) for one in status], dtype=pl.String))
    shown = _shown(marked, plan, base)
    why = pl.Series(
        "reason", [str(r) if u else "protects others" for r, u in zip(reason, unsafe, strict=True)]
    )
    log = marked.select(*plan.dimensions, "status").with_columns(why).filter(pl.Series(hidden))
    return Released(table=shown, plan=plan, profile=profile.name, log=log, attack=attack)


def _shown(marked: pl.DataFrame, plan: Plan, base: int) -> pl.DataFrame:
    """Protected counts, then everything that follows from them, then nulls where a row is hidden."""
    rounded = {name: _nearest(pl.col(name), base) for name in (*plan.count_columns, _NUMERATOR, _OF)}
    shown = marked.with_columns(**rounded)
    columns = [*plan.dimensions, *plan.count_columns]
    if plan.numerator or plan.share:
        numerator = pl.min_horizontal(pl.col(_NUMERATOR), pl.col(_OF))
        rate = plan.rate if plan.numerator else str(plan.share)
        value = significant(numerator / pl.col(_OF).cast(pl.Float64), plan.digits)
        if plan.share:
            value = (
                pl.when(pl.col(_OF).is_not_null())
                .then(value)
                .otherwise(significant(pl.col(plan.share), plan.digits))
            )
        shown = shown.with_columns(value.alias(rate))
        columns.append(rate)
    if plan.numerator:
        low, high = wilson(pl.min_horizontal(pl.col(_NUMERATOR), pl.col(_OF)), pl.col(_OF))
        names = plan.interval
        shown = shown.with_columns(
            significant(low, plan.digits).alias(names[0]), significant(high, plan.digits).alias(names[1])
        )
        columns += names
    floats = [name for name in plan.statistics if shown.schema[name].is_float()]
    shown = shown.with_columns(significant(pl.col(name), plan.digits) for name in floats)
    columns += plan.statistics
    closed = pl.col("status").is_in(HIDDEN)
    empty = {name: pl.lit(None) for name in columns[len(plan.dimensions) :]}
    if "verdict" in empty:
        empty["verdict"] = pl.lit(Verdict.SUPPRESSED.value)
    shown = shown.with_columns(
        pl.when(closed).then(then).otherwise(pl.col(name)).alias(name) for name, then in empty.items()
    )
    return shown.select(*columns, *plan.keep, "status")


def _nearest(column: pl.Expr, base: int) -> pl.Expr:
    return (column + base // 2) // base * base
