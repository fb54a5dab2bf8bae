"""Dominance and the p % rule for every cell of a crossed table of money, margins included."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import primary
from vroegsignalering.release.profiles import Profile

Floats = NDArray[np.float64]


def contributions(column: pl.Series, where: str) -> list[Floats]:
    """The largest contributions of each row, from a list column or from text such as ``"500;300;20"``.

    Raises
    ------
    DisclosureError
        Something else stands there.
    """
    if column.dtype == pl.String:
        column = column.str.split(";").cast(pl.List(pl.Float64), strict=False)
    if not isinstance(column.dtype, pl.List):
        raise DisclosureError(
            f"column {column.name!r} holds no contributions",
            where=where,
            mend="amounts joined by ';', the largest first, or a list column",
        )
    lists = column.cast(pl.List(pl.Float64)).to_list()
    if any(one is None or any(value is None for value in one) for one in lists):
        raise DisclosureError(f"contributions are missing in {column.name!r}", where=where)
    return [np.array(one, dtype=np.float64) for one in lists]


def unsafe(
    lists: list[Floats], totals: sparse.csr_array, amounts: Floats, profile: Profile
) -> dict[str, NDArray[np.bool_]]:
    """Cells that one contributor dominates, or in which one can estimate another.

    Parameters
    ----------
    lists : list of array
        Largest contributions per row of the table.
    totals : sparse array (cells, rows)
    amounts : array (cells,)
    profile : Profile
    """
    depth = max(profile.dominance_n, 2)
    tops = []
    for cell in range(totals.shape[0]):
        rows = totals.indices[totals.indptr[cell] : totals.indptr[cell + 1]]
        merged = np.concatenate([lists[row] for row in rows]) if len(rows) else np.zeros(0)
        tops.append(np.sort(np.abs(merged))[::-1][:depth])
    largest = np.array([top[0] if len(top) else 0.0 for top in tops])
    return {
        "dominance": primary.dominated(tops, amounts, profile),
        "p % rule": primary.estimable(tops, amounts, profile),
        "extreme value": primary.extreme(largest, amounts, profile),
    }


def width(amounts: Floats, profile: Profile) -> Floats:
    """Narrowest interval for each amount: the p % share of it to both sides, and never under the count's
    width."""
    return np.maximum(float(profile.width), 2 * profile.p_share * amounts)
