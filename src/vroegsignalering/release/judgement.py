"""Which rows of a table are unsafe by themselves, by its plan and profile; one reason per row."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import primary
from vroegsignalering.release.plan import TOTAL, Plan
from vroegsignalering.release.profiles import Profile

NUMERATOR, OF = "__numerator", "__of"
"""Internal columns: the upper half of a share, and the count that it is a share of; null where a row is no
share."""
TOO_FEW = "too few"
"""The reason of a cell whose own count is too small."""

Flags = NDArray[np.bool_]


def with_halves(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The cells with the internal columns of their shares.

    Raises
    ------
    DisclosureError
        A share lies outside 0-1.
    """
    if plan.numerator:
        halves = (pl.col(plan.numerator), pl.col(plan.count))
    elif plan.share and plan.share_of:
        share = pl.col(plan.share).fill_nan(None)
        share = share / pl.col(plan.share_times) if plan.share_times else share
        outside = cells.filter(pl.col(plan.share_of).is_not_null() & ~share.is_between(0, 1)).height
        if outside:
            raise DisclosureError(f"{outside} shares lie outside 0-1", where=f"table {plan.name!r}")
        of = pl.when(share.is_not_null()).then(pl.col(plan.share_of))
        halves = ((share * of).round().cast(pl.Int64), of)
    else:
        halves = (pl.lit(None, pl.Int64), pl.lit(None, pl.Int64))
    return cells.with_columns(halves[0].alias(NUMERATOR), halves[1].alias(OF))


def unsafe(cells: pl.DataFrame, plan: Plan, profile: Profile) -> NDArray[np.object_]:
    """Why each row is unsafe, empty where it is not.

    Parameters
    ----------
    cells : polars.DataFrame
        From :func:`with_halves`.
    plan : Plan
    profile : Profile
    """
    n = cells[plan.count].to_numpy()
    least = profile.min_amount_n if plan.amounts else profile.min_cell
    is_share = cells[OF].is_not_null().to_numpy()
    numerator, of = cells[NUMERATOR].fill_null(0).to_numpy(), cells[OF].fill_null(0).to_numpy()
    found = {
        TOO_FEW: primary.too_few(n, least, "always" if plan.statistics else profile.zeros),
        "denominator": is_share & (of < profile.min_denominator),
        "half of a share": is_share & primary.half_too_small(numerator, of, profile.min_cell),
        "group share": is_share
        & tells_of_a_person(cells, plan)
        & primary.concentrated(numerator, of, profile.group_share),
    }
    for name in plan.counts:
        few = (pl.col(name) > 0) & (pl.col(name) < profile.min_cell)
        found[f"too few in {name}"] = cells.select(few.fill_null(False))[name].to_numpy()
    for name in plan.sensitive:
        crowded, absent = _along(cells, name, plan, profile)
        found[f"group share along {name}"] = crowded
        found[f"nought beside a group share along {name}"] = absent
    return primary.reasons(found, cells.height)


def tells_of_a_person(cells: pl.DataFrame, plan: Plan) -> Flags:
    """Rows whose numerator is a trait of the persons in it, as the plan says: there group disclosure is judged."""
    named = [pl.col(dimension).is_in(list(values)) for dimension, values in plan.no_trait.items()]
    if not named:
        return np.ones(cells.height, dtype=bool)
    return ~cells.select(flag=pl.any_horizontal(named))["flag"].to_numpy()


def _along(cells: pl.DataFrame, name: str, plan: Plan, profile: Profile) -> tuple[Flags, Flags]:
    """Cells that hold their line, and noughts in such a line, along one dimension."""
    lines = [other for other in plan.dimensions if other != name]
    by = pl.struct(lines) if lines else pl.lit(0)
    inner = pl.col(name).cast(pl.String) != TOTAL
    counted = pl.when(inner).then(pl.col(plan.count))
    several = (inner.sum().over(by) > 1) if name in _chained(plan) else pl.lit(True)
    lined = cells.select(
        n=pl.col(plan.count),
        total=pl.when(inner & several).then(counted.sum().over(by)).otherwise(0),
        line=pl.struct(lines).rank("dense") if lines else pl.lit(1),
    )
    n, total, line = lined["n"].to_numpy(), lined["total"].to_numpy(), lined["line"].to_numpy()
    crowded = primary.concentrated(n, total, profile.group_share)
    held = np.isin(line, line[crowded])
    return crowded, held & (n == 0) & (total > 0)


def _chained(plan: Plan) -> set[str]:
    return set(plan.nested) | set(plan.nested.values())
