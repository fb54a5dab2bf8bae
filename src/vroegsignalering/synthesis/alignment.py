"""Alignment of a shard: as many households below each line in every group as its share says, with less chance than a draw holds.

Offsets of the lines (:mod:`.lines`) hold on average; in fifty thousand persons the number below is off by chance, and a household
that is below by chance stays so for years. Here the distances above a line are moved by group until the shard has the numbers
that the fit left, group by group of each dimension. Shares are numbers of the fit; no published figure is seen, nothing of
another shard.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import DIMENSIONS, FAMILIES, LONG_YEARS, SIZES, Groups

NEAR = 0.6
"""Distance from a line, on the scale of standing, beyond which a household is on its side whatever the shard."""
LARGEST = 0.1
"""Largest shift of a group: who is below stays a matter of the household, and what few households cannot give is left."""
BEYOND = 0.05
"""How far beyond the last household a shift goes where nobody, or everybody, of a group is to be below."""
ROUNDS = 4
"""Rounds over the dimensions: what is asked is near, and groups are moved little."""


def _dims(name: str, groups: Groups) -> dict[str, tuple[np.ndarray, int]]:
    """Group of each household and number of groups by dimension; for low incomes also families."""
    found = {dim: (groups.index[dim], SIZES[dim]) for dim in DIMENSIONS}
    if name == "low_income":
        found["family"] = (groups.family, FAMILIES)
    return found


def keep_shares(
    name: str, year: int, above: np.ndarray, years_below: np.ndarray, groups: Groups, dials: Dials
) -> None:
    """Keep, while fitting, the percentage of each group that is below, and below after three years or longer below."""
    low = (above < 0) & _can(groups)
    for dim, (index, size) in _dims(name, groups).items():
        members = np.maximum(np.bincount(index[groups.counted], minlength=size), 1)
        for which, some in (("all", low), ("long", low & (years_below >= LONG_YEARS))):
            dials.keep(
                f"{name}:below:{which}:{dim}:{year}", 100 * np.bincount(index[some], minlength=size) / members
            )


def aligned(
    name: str,
    year: int,
    above: np.ndarray,
    years_below: np.ndarray,
    groups: Groups,
    dials: Dials,
    rng: np.random.Generator,
) -> np.ndarray:
    """Distances above a line, moved by group such that the shard has as many below as its shares say.

    Parameters
    ----------
    name : str
        The line, as in :mod:`.lines`.
    above : array of float
        Distance above it, on the scale of standing (negative: below), over the households of the year.
    years_below : array of int
        Years in succession below it before this year. Those long below are aligned first, by themselves.
    rng : numpy.random.Generator
        For rounding: a group of which 1.4 should be below has one in six shards of ten, two in four.

    Returns
    -------
    array of float
    """
    can, long = _can(groups), years_below >= LONG_YEARS
    out = above.copy()
    dims = _dims(name, groups)
    members = {dim: np.bincount(index[groups.counted], minlength=size) for dim, (index, size) in dims.items()}
    goals = {
        which: [
            _rounded(dials.offsets(f"{name}:below:{which}:{dim}:{year}") / 100 * members[dim], u)
            for dim in dims
        ]
        for which, u in (("long", rng.random()), ("all", rng.random()))
    }
    _move(out, can & long, dims, goals["long"])
    reached = can & long & (out < 0)
    rest = [
        goal - np.bincount(index[reached], minlength=size)
        for goal, (index, size) in zip(goals["all"], dims.values(), strict=True)
    ]
    _move(out, can & ~long, dims, rest)
    return out


def _can(groups: Groups) -> np.ndarray:
    return groups.counted if groups.eligible is None else groups.counted & groups.eligible


def _rounded(wanted: np.ndarray, u: float) -> np.ndarray:
    """Whole numbers by group, for ``u`` between 0 and 1 on average what is wanted, and their sum too."""
    return np.diff(np.floor(np.cumsum(wanted) + u), prepend=0.0)


def _move(
    above: np.ndarray, pool: np.ndarray, dims: dict[str, tuple[np.ndarray, int]], goals: list[np.ndarray]
) -> None:
    """Move distances of a pool, in place, by a shift per group."""
    near = np.flatnonzero(pool & (np.abs(above) < NEAR))
    far = np.flatnonzero(pool & (above <= -NEAR))
    group = np.stack([index[near] for index, _ in dims.values()])
    wanted = np.zeros((len(dims), max(size for _, size in dims.values())), np.int64)
    for row, goal, (index, size) in zip(wanted, goals, dims.values(), strict=True):
        row[:size] = np.maximum(goal - np.bincount(index[far], minlength=size), 0)
    above[near] -= _shift(above[near], group, wanted, ROUNDS, LARGEST)


@njit(cache=True, nogil=True)
def _shift(
    above: np.ndarray, group: np.ndarray, wanted: np.ndarray, rounds: int, largest: float
) -> np.ndarray:
    """Shift of each household, a sum over its groups, such that in turn each group has as many below zero as wanted."""
    dims, n = group.shape
    groups = wanted.shape[1]
    start = np.zeros((dims, groups + 1), np.int64)
    order = np.empty((dims, n), np.int64)
    for d in range(dims):
        for at in range(n):
            start[d, group[d, at] + 1] += 1
        start[d] = np.cumsum(start[d])
        place = start[d].copy()
        for at in range(n):
            order[d, place[group[d, at]]] = at
            place[group[d, at]] += 1
    shift, total = np.zeros((dims, groups)), np.zeros(n)
    for _ in range(rounds):
        for d in range(dims):
            for g in range(groups):
                rows = order[d, start[d, g] : start[d, g + 1]]
                if len(rows):
                    rest = above[rows] - total[rows] + shift[d, g]
                    found = min(max(_between(rest, wanted[d, g]), -largest), largest)
                    total[rows] += found - shift[d, g]
                    shift[d, g] = found
    return total


@njit(cache=True, nogil=True)
def _between(values: np.ndarray, count: int) -> float:
    """A number that so many of the values are below: half-way to the next, a little beyond the last. Orders the values."""
    if count <= 0:
        return values.min() - BEYOND
    if count >= len(values):
        return values.max() + BEYOND
    low, high = 0, len(values) - 1
    while low < high:  # selection by Hoare: numba takes seconds to compile a sort or a partition
        pivot, left, right = values[(low + high) // 2], low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left, right = left + 1, right - 1
        if count <= right:
            high = right
        elif count >= left:
            low = left
        else:
            break
    return 0.5 * (values[:count].max() + values[count])
