"""Fitting of the lines: offsets by group such that the published shares below each line come out, year by year.

Used while calibrating only. Those below for three years or longer are fitted first, to the shares of four years or
longer; then all others, so that both add up. Persistence of the first years is an assumption (:data:`STAY`),
turned by source as the published long shares go.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import (
    DIMENSIONS,
    KNOWN_BY,
    LONG_YEARS,
    SIZES,
    STAYING,
    Groups,
    staying,
)

STAY = {"low_income": (0.50, 0.62), "minimum_101": (0.60, 0.74), "minimum_120": (0.78, 0.88)}
"""Share of households below a line for one, for two years that are below it a year later, nationally.

With these and the published long shares about 35 % of those below are above a year later: the last published figure
for persons (2013 and 2014: 34 and 35 %), in an older series; later flows were not found.
"""

LONG_MARGIN = {"low_income": 1.35, "minimum_101": 1.45, "minimum_120": 1.65}
"""Households below for three years or longer per household that should be below for four or longer a year later."""
MOST_OF_GROUP = 0.97
"""Largest share of a group that was below for three years and is wanted below for a fourth."""
MOST_STAY = 0.98
"""Largest share of a class that stays below a line for another year."""
ONWARD = 0.75
"""Share of those below for two years that stay for a third, used to see ahead."""
UNSEEN = {
    "low_income:year": 1.006,
    "minimum_101:year": 1.008,
    "minimum_120:year": 1.006,
    "low_income:long": 1.003,
    "minimum_101:long": 1.002,
    "minimum_120:long": 1.004,
    "children": 0.978,
}
"""Factors on wanted counts, from an earlier fit: what the expected leavers leave unexplained; a little room for the long."""
LONG_ROUNDS, SHORT_ROUNDS, KNOWN_ROUNDS = 100, 25, 40
"""Rounds of raking: most for those long below, who are few and nearly all wanted."""
LONG_ORDER = ("tenure", "type", "sex", "origin", "region", "source", "age")
"""Order of dimensions in raking the long: where nearly all of a large group are wanted and few of a small one, both cannot be;
the last dimensions come out, and the large groups of the first miss by little."""
SETTLED = 5e-4
"""Largest move of an offset in a round after which raking stops."""


def rake(
    standing: np.ndarray,
    dims: list[np.ndarray],
    wanted: list[np.ndarray],
    rounds: int,
    largest: float = 40.0,
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
        moved = 0.0
        for d, goal in enumerate(wanted):
            for g, count in enumerate(goal):
                rows = members[d][g]
                if not len(rows) or np.isnan(count):
                    continue
                margin = standing[rows] - (total[rows] - offsets[d][g])
                found = float(np.clip(_cut(margin, count), -largest, largest))
                total[rows] += found - offsets[d][g]
                moved = max(moved, abs(found - offsets[d][g]))
                offsets[d][g] = found
        if moved < SETTLED:
            break
    return offsets


def _cut(margin: np.ndarray, count: float) -> float:
    k = int(round(count))
    if k <= 0:
        return float(margin.min()) - 0.3
    if k >= len(margin):
        return float(margin.max()) + 0.3
    part = np.partition(margin, [k - 1, k])
    return float((part[k - 1] + part[k]) / 2)


def fit(
    name: str, year: int, standing: np.ndarray, years_below: np.ndarray, groups: Groups, dials: Dials
) -> None:
    """Set the offsets of one line in one year."""
    can = groups.counted if groups.eligible is None else groups.counted & groups.eligible
    every = _wanted(name, year, groups, "year")
    lasting = _wanted(name, year, groups, "long")
    long = can & (years_below >= LONG_YEARS)
    room = [np.bincount(groups.index[d][long], minlength=SIZES[d]) for d in DIMENSIONS]
    lasting = _level([_within(goal, members) for goal, members in zip(lasting, room, strict=True)], room)
    goals = dict(zip(DIMENSIONS, lasting, strict=True))
    offsets = rake(
        standing[long],
        [groups.index[d][long] for d in LONG_ORDER],
        [goals[d] for d in LONG_ORDER],
        LONG_ROUNDS,
    )
    for dim, values in zip(LONG_ORDER, offsets, strict=True):
        dials.keep(f"{name}:long:{dim}:{year}", values)
    cut = sum(values[groups.index[d]] for d, values in zip(LONG_ORDER, offsets, strict=True))
    reached = long & (standing < cut)
    short = can & ~long
    goal = []
    for dim, counts in zip(DIMENSIONS, every, strict=True):
        already = np.bincount(groups.index[dim][reached], minlength=SIZES[dim])
        goal.append(np.maximum(counts - already, 0))
    room = [np.bincount(groups.index[d][short], minlength=SIZES[d]) for d in DIMENSIONS]
    _fit_short(name, year, standing, years_below, groups, short, reached, _level(goal, room), dials)


def _fit_short(
    name: str,
    year: int,
    standing: np.ndarray,
    years_below: np.ndarray,
    groups: Groups,
    short: np.ndarray,
    reached: np.ndarray,
    goal: list[np.ndarray],
    dials: Dials,
) -> None:
    """Everybody who was below for less than three years: groups, stayers and families together."""
    source = groups.index["source"]
    stay = staying(years_below, source)
    sources = SIZES["source"]
    stayers = _stayers(
        name,
        year,
        np.bincount(stay[short], minlength=STAYING),
        goal[DIMENSIONS.index("source")],
        np.bincount(source[groups.counted], minlength=sources),
        np.bincount(source[reached], minlength=sources),
    )
    dims = [stay[short]] + [groups.index[d][short] for d in DIMENSIONS]
    goals = [stayers, *goal]
    found = rake(standing[short], dims, goals, SHORT_ROUNDS)
    if name == "low_income":
        cut = np.asarray(sum(values[dim] for values, dim in zip(found, dims, strict=True)))
        families = _families(year, groups, short, standing[short] < cut, reached)
        dims, goals = [*dims, groups.family[short]], [*goals, families]
        found = rake(standing[short], dims, goals, SHORT_ROUNDS)
        dials.keep(f"{name}:family:{year}", found[-1])
    dials.keep(f"{name}:stay:{year}", found[0])
    for dim, values in zip(DIMENSIONS, found[1:], strict=False):
        dials.keep(f"{name}:short:{dim}:{year}", values)


def _stayers(
    name: str, year: int, pool: np.ndarray, by_source: np.ndarray, size: np.ndarray, reached: np.ndarray
) -> np.ndarray:
    """Wanted counts below by class of :func:`~.groups.staying`; class 0 is left to the other dimensions.

    As :data:`STAY` says, but more where the published long share of the next year asks for more entrants to the long
    group (a fifth beyond it, since some rise above the line), and fewer where it asks for less.
    """
    figures = published.line(name, min(year + 1, published.LAST_WRITTEN))
    sources, known = len(by_source), len(figures.long["source"])
    out = np.full(len(pool), np.nan)
    need = np.full(sources, np.nan)
    need[:known] = LONG_MARGIN[name] * figures.long["source"] * size[:known] - reached[:known]
    for at, (share, onward) in enumerate(zip(STAY[name], (ONWARD, 1.0), strict=True)):
        cells = slice(1 + at * sources, 1 + (at + 1) * sources)
        asked = need / np.maximum(onward * pool[cells], 1e-9)
        chance = np.where(np.isnan(asked), share, np.clip(asked, 0.6 * share, MOST_STAY))
        out[cells] = chance * pool[cells]
    for g in range(sources):
        both = [1 + g, 1 + sources + g]
        most = np.inf if np.isnan(by_source[g]) else 0.92 * by_source[g]
        out[both] *= min(1.0, most / max(out[both].sum(), 1e-9))
    return out


def _families(
    year: int, groups: Groups, short: np.ndarray, under: np.ndarray, reached: np.ndarray
) -> np.ndarray:
    """Wanted households below by province and number of minors, such that published numbers of children come out.

    Counts of families below stay as they are nationally; a common odds per further child, and a level per
    province, give the children: half-way between their published share and their count, where a province has more or
    fewer children here.
    """
    relative, level = published.children_low_income(year)
    provinces, ok = len(relative), groups.counted
    kids = np.bincount(groups.province[ok], weights=groups.minors[ok], minlength=provinces)
    share = UNSEEN["children"] * level * published.line("low_income", year).total
    there = published.region_size("children", year)[:provinces]
    there = np.sqrt(kids * there * (kids.sum() / there.sum()))
    goal = relative * there * (share * kids.sum() / (relative * there).sum())
    goal -= np.bincount(groups.province[reached], weights=groups.minors[reached], minlength=provinces)
    family, minors = groups.family[short], groups.minors[short]
    cells = 1 + 3 * provinces
    size = np.bincount(family, minlength=cells)[1:].reshape(-1, 3).astype(float)
    now = np.bincount(family[under], minlength=cells)[1:].reshape(-1, 3) + 0.1
    many = minors >= 3
    mean = np.array([1.0, 2.0, float(minors[many].mean()) if many.any() else 3.0])
    wanted, low, high = now, 0.4, 2.5
    for _ in range(40):
        odds = (low + high) / 2
        tilted = now * odds ** np.arange(3)
        tilted = tilted * (np.maximum(goal, 0) / (tilted @ mean))[:, None]
        wanted = np.minimum(tilted, 0.9 * size)
        low, high = (odds, high) if wanted.sum() > now.sum() else (low, odds)
    return np.concatenate([[np.nan], wanted.ravel()])


def _within(goal: np.ndarray, members: np.ndarray, most: float = MOST_OF_GROUP) -> np.ndarray:
    """No more than a share of the members of a group; what does not fit goes to the other groups in proportion."""
    whole = np.nansum(goal)
    for _ in range(20):
        goal = np.minimum(goal * (whole / max(np.nansum(goal), 1e-9)), most * members)
    return goal


def _level(goals: list[np.ndarray], room: list[np.ndarray]) -> list[np.ndarray]:
    """The same total in every dimension: the smallest that all can reach; groups without a figure keep their part."""
    known = [~np.isnan(goal) for goal in goals]
    whole = [float(goal.sum()) for goal, has in zip(goals, known, strict=True) if has.all()]
    out = []
    for goal, has, members in zip(goals, known, room, strict=True):
        part = min(whole) * members[has].sum() / max(members.sum(), 1)
        out.append(goal * (part / max(goal[has].sum(), 1e-9)))
    return out


def _wanted(name: str, year: int, groups: Groups, which: str) -> list[np.ndarray]:
    """Wanted counts per dimension of those below, or four years or longer below (``long``).

    A group that is simulated larger or smaller than published cannot have both its share and its count: they are
    wanted half-way (the geometric mean). Households that leave within the year are not in the statistics: counts are
    of those expected to stay, raised to all on 1 January.
    """
    figures = published.line(name, year)
    shares = figures.year if which == "year" else figures.long
    total = figures.total if which == "year" else figures.total_long
    at = year - published.FIRST_SIMULATED
    counted = groups.counted
    stays = np.ones(len(counted)) if groups.staying_chance is None else groups.staying_chance
    scale = stays[counted].sum() / published.sizes("total")[0][at]
    out = []
    for dim in DIMENSIONS:
        group = groups.index[dim][counted]
        everybody = np.bincount(group, minlength=SIZES[dim])
        size = np.bincount(group, weights=stays[counted], minlength=SIZES[dim])
        share, true_size = np.full(SIZES[dim], np.nan), size
        if dim == "region":
            share = _without_named(_half_way(published.region_low_income(year), year, size), size) * total
        else:
            leaves = len(shares[dim])
            share[:leaves] = shares[dim]
            true_size = np.r_[published.sizes(dim)[:, at] * scale, size[leaves:]]
        known = ~np.isnan(share)
        goal = share * np.sqrt(size * true_size)
        goal = goal * (total * size[known].sum() / goal[known].sum())
        out.append(goal * everybody / np.maximum(size, 1e-9))
    ages = UNSEEN[f"{name}:{which}"] * out[DIMENSIONS.index("age")].sum()
    return [g * (ages * _part(g, groups, dim) / np.nansum(g)) for g, dim in zip(out, DIMENSIONS, strict=True)]


def _half_way(relative: np.ndarray, year: int, size: np.ndarray) -> np.ndarray:
    """Shares by region over the nation's, half-way to their counts: by the root of the published over the simulated size."""
    whole = _whole(size)
    true_size = published.region_size("households", year) * size.sum()
    return np.asarray(relative * np.sqrt(true_size / np.maximum(whole, 1.0)))


def _without_named(relative: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Regions as classes: a province is what is left of it beside the gemeenten that have a figure of their own."""
    out, whole = relative.copy(), _whole(size)
    for p in range(len(published.PROVINCES)):
        named = _named(p)
        named = named[~np.isnan(relative[named])]
        left = relative[p] * whole[p] - (relative[named] * size[named]).sum()
        out[p] = left / max(size[p], 1.0)
    return out


def _whole(size: np.ndarray) -> np.ndarray:
    """Sizes of regions with each province whole, its named gemeenten too."""
    out = size.astype(float)
    for p in range(len(published.PROVINCES)):
        out[p] += size[_named(p)].sum()
    return out


def _named(province: int) -> np.ndarray:
    """Regions of the gemeenten of a province that have figures of their own."""
    where, provinces = pl_.places(), len(published.PROVINCES)
    return np.unique(where.region[(where.province == province) & (where.region >= provinces)])


def _part(goal: np.ndarray, groups: Groups, dim: str) -> float:
    """Part of the counted households that is in groups with a figure."""
    return float((~np.isnan(goal))[groups.index[dim][groups.counted]].mean())


def fit_known(year: int, trait: np.ndarray, lasting: np.ndarray, groups: Groups, dials: Dials) -> None:
    """Set by group how many of those with a history are known for four years, besides those below for long."""
    history = groups.counted if groups.history is None else groups.counted & groups.history
    rest, goals, room = history & ~lasting, [], []
    for dim in KNOWN_BY:
        index, size = groups.index[dim], SIZES[dim]
        share = np.full(size, np.nan)
        for g, name in enumerate(published.DIMENSIONS[dim]):
            share[g] = published.known_long(name)[year - published.FIRST_SIMULATED]
        goal = share * np.bincount(index[groups.counted], minlength=size)
        members = np.bincount(index[rest], minlength=size)
        goal = np.maximum(goal - np.bincount(index[history & lasting], minlength=size), 0)
        goals.append(_within(goal, members, most=1.0))
        room.append(members)
    goals = _level(goals, room)
    found = rake(trait[rest], [groups.index[dim][rest] for dim in KNOWN_BY], goals, KNOWN_ROUNDS)
    for dim, values in zip(KNOWN_BY, found, strict=True):
        dials.keep(f"known:{dim}:{year}", values)
