"""Which cells are unsafe by themselves: too few behind a count or either half of a share, noughts, dominance.

Every rule answers with a boolean per row; :func:`reasons` turns them into one word per row for the log.
What the sums around a cell give away is the business of ``blocks`` and ``secondary``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.release.profiles import Profile

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


def too_few(n: Counts, least: int, zeros: str) -> Flags:
    """Counts of 1 .. least - 1, and noughts too where ``zeros`` is ``"always"``."""
    few = n < least
    return few if zeros == "always" else few & (n > 0)


def half_too_small(numerator: Counts, count: Counts, least: int) -> Flags:
    """Either half of a proportion has fewer than ``least``; 0 % and 100 % are caught here."""
    return (numerator < least) | (count - numerator < least)


def concentrated(cells: Counts, line_total: Counts, share: float) -> Flags:
    """The cell holds ``share`` or more of its line: whoever is in the line is known to be in the cell."""
    return (line_total > 0) & (cells >= share * line_total) & (cells > 0)


def dominated(
    contributions: Iterable[NDArray[np.float64]], totals: NDArray[np.float64], rule: Profile
) -> Flags:
    """The n-k rule: the largest ``dominance_n`` contributors hold more than ``dominance_share`` of the sum.

    Parameters
    ----------
    contributions : one array per cell, any order
        The largest contributions; the others may be left out.
    totals : array, same length
        The cells' sums.
    """
    flags = []
    for largest, total in zip(contributions, totals, strict=True):
        top = np.sort(np.abs(largest))[::-1][: rule.dominance_n].sum()
        flags.append(top > rule.dominance_share * abs(total))
    return np.array(flags, dtype=bool)


def estimable(
    contributions: Iterable[NDArray[np.float64]], totals: NDArray[np.float64], rule: Profile
) -> Flags:
    """The p % rule: the second largest contributor can estimate the largest to within ``p_share`` of it."""
    flags = []
    for largest, total in zip(contributions, totals, strict=True):
        top = np.sort(np.abs(largest))[::-1]
        if top.size == 0:
            flags.append(False)
            continue
        second = top[1] if top.size > 1 else 0.0
        flags.append(abs(total) - top[0] - second < rule.p_share * top[0])
    return np.array(flags, dtype=bool)


def extreme(largest: NDArray[np.float64], absolute_sum: NDArray[np.float64], rule: Profile) -> Flags:
    """The absolute minimum or maximum is more than ``max_extreme_share`` of the absolute sum."""
    if rule.max_extreme_share >= 1:
        return np.zeros(len(largest), dtype=bool)
    return np.abs(largest) > rule.max_extreme_share * np.abs(absolute_sum)


def reasons(found: dict[str, Flags], rows: int) -> NDArray[np.object_]:
    """The first reason that holds per row, empty where none does."""
    said = np.full(rows, "", dtype=object)
    for reason, flags in reversed(list(found.items())):
        said[flags] = reason
    return said
