"""Alignment of incomes to the lines: who stands below which line in a year, and by how much.

Each household has a standing: the log of its standardised income from components, with slow and quick
unobserved parts. A line is a threshold on standing that differs by leaf group and by years already spent
below (state dependence); offsets were raked once to 83841NED. Above the line a monotone map gives the
published quantiles. Nothing here sees a published figure in a run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import published
from vroegsignalering.synthesis.dials import Dials

DIMENSIONS = ("type", "age", "source", "sex", "origin", "tenure", "province")
SIZES = {"type": 9, "age": 8, "source": 11, "sex": 2, "origin": 5, "tenure": 3, "province": 12}
LONG_YEARS = 3
"""Years already below after which one more makes it four: the "long" group."""
EXIT_SHARE = {"low_income": 0.36, "minimum_101": 0.30, "minimum_120": 0.22}
"""Share of households below a line that are above it a year later, among those not yet long below; see docs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Leaf groups of households and who is in the population of the statistics."""

    index: dict[str, np.ndarray]
    counted: np.ndarray
    history: np.ndarray | None = None  # in the population in all three years before
    eligible: np.ndarray | None = None  # who can be below at all: those below a wider line


def rake(
    standing: np.ndarray,
    dims: list[np.ndarray],
    wanted: list[np.ndarray],
    rounds: int,
    largest: float = 1.6,
) -> list[np.ndarray]:
    """Offsets by group such that the number with standing below their sum is as wanted in each group.

    Parameters
    ----------
    standing : array, n
    dims : list of int arrays, n
        Group of each household per dimension.
    wanted : list of float arrays
        Wanted counts per group; nan leaves the group alone.
    largest : float
        Limit of an offset: keeps groups without anybody below from drifting.
    """
    offsets = [np.zeros(len(goal)) for goal in wanted]
    members = [
        [np.flatnonzero(dim == g) for g in range(len(goal))] for dim, goal in zip(dims, wanted, strict=True)
    ]
    total = np.zeros(len(standing))
    for _ in range(rounds):
        for d, goal in enumerate(wanted):
            for g, count in enumerate(goal):
                rows = members[d][g]
                if not len(rows) or np.isnan(count):
                    continue
                margin = standing[rows] - (total[rows] - offsets[d][g])
                found = float(np.clip(_cut(margin, count), -largest, largest))
                total[rows] += found - offsets[d][g]
                offsets[d][g] = found
    return offsets


def _cut(margin: np.ndarray, count: float) -> float:
    k = int(round(count))
    if k <= 0:
        return float(margin.min()) - 0.3
    if k >= len(margin):
        return float(margin.max()) + 0.3
    part = np.partition(margin, [k - 1, k])
    return float((part[k - 1] + part[k]) / 2)


def below(
    name: str,
    year: int,
    standing: np.ndarray,
    years_below: np.ndarray,
    groups: Groups,
    dials: Dials,
) -> np.ndarray:
    """Distance above the line on the scale of standing (negative: below), over all households given.

    ``years_below`` counts the years in succession that the main earner was below this line before this year.
    """
    long = years_below >= LONG_YEARS
    if dials.fitting:
        _fit(name, year, standing, years_below, groups, dials)
    cut = np.zeros(len(standing))
    for label, mask in (("long", long), ("short", ~long)):
        at = np.flatnonzero(mask)
        for dim in DIMENSIONS:
            cut[at] += dials.offsets(f"{name}:{label}:{dim}:{year}")[groups.index[dim][at]]
        if label == "short":
            cut[at] += dials.offsets(f"{name}:short:years:{year}")[np.minimum(years_below[at], 1)]
    return standing - cut


def _wanted(name: str, year: int, groups: Groups, which: str) -> list[np.ndarray]:
    """Wanted counts per dimension of those below (``all``) or four years or longer below (``long``)."""
    figures = published.line(name, year)
    shares = figures.year if which == "all" else figures.long
    total = figures.total if which == "all" else figures.total_long
    out = []
    for dim in DIMENSIONS:
        size = np.bincount(groups.index[dim][_based(groups, which)], minlength=SIZES[dim]).astype(float)
        if dim == "province":
            share = published.province_low_income(year) * total
            share = share * (total * size.sum() / (share * size).sum())
        else:
            share = np.full(SIZES[dim], np.nan)
            share[: len(shares[dim])] = shares[dim]
            if dim == "origin" and year > 2020:
                share = share * total / _origin_base(name, which)
        out.append(share * size)
    return out


def _based(groups: Groups, which: str) -> np.ndarray:
    """Whom a share is about: long durations are published for households with four years of income."""
    if which == "all" or groups.history is None:
        return groups.counted
    return groups.counted & groups.history


def _origin_base(name: str, which: str) -> float:
    figures = published.line(name, 2020)
    return figures.total if which == "all" else figures.total_long


def _fit(
    name: str, year: int, standing: np.ndarray, years_below: np.ndarray, groups: Groups, dials: Dials
) -> None:
    ok = groups.counted
    every, long_goal = _wanted(name, year, groups, "all"), _wanted(name, year, groups, "long")
    total = float(ok.sum())
    figures = published.line(name, year)
    can = ok if groups.eligible is None else ok & groups.eligible
    long = can & (years_below >= LONG_YEARS)
    in_long = [np.bincount(groups.index[d][long], minlength=SIZES[d]).astype(float) for d in DIMENSIONS]
    goal_long = [np.minimum(g, 0.97 * m) for g, m in zip(long_goal, in_long, strict=True)]
    offsets = rake(standing[long], [groups.index[d][long] for d in DIMENSIONS], goal_long, 12)
    for dim, values in zip(DIMENSIONS, offsets, strict=True):
        dials.keep(f"{name}:long:{dim}:{year}", values)
    cut = sum(values[groups.index[d]] for d, values in zip(DIMENSIONS, offsets, strict=True))
    reached = long & (standing < cut)
    short = can & ~long
    goal = []
    for dim, counts in zip(DIMENSIONS, every, strict=True):
        already = np.bincount(groups.index[dim][reached], minlength=SIZES[dim])
        goal.append(np.maximum(counts - already, 0))
    wanted_short = figures.total * total - reached.sum()
    recent = short & (years_below > 0)
    staying = min((1 - EXIT_SHARE[name]) * recent.sum(), 0.85 * wanted_short)
    years = np.minimum(years_below, 1)
    dims = [groups.index[d][short] for d in DIMENSIONS] + [years[short]]
    goal.append(np.array([wanted_short - staying, staying]))
    order = [len(goal) - 1, *range(len(goal) - 1)]
    found = rake(standing[short], [dims[i] for i in order], [goal[i] for i in order], 25)
    dials.keep(f"{name}:short:years:{year}", found[0])
    for dim, values in zip(DIMENSIONS, found[1:], strict=True):
        dials.keep(f"{name}:short:{dim}:{year}", values)
