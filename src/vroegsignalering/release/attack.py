"""The attack: what can be worked out of a hidden cell from every published cell and every sum.

An attacker knows that counts are not negative, each published cell (to its rounding), and which cells add
up to which. For each hidden cell the smallest and largest value that fit all of that are found by linear
programming (HiGHS), for parts of the table that hang together one at a time; a part with one sum has a formula. The interval
contains what an attacker who also demands whole numbers would get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from vroegsignalering.errors import DisclosureError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOLERANCE = 1e-6
_BATCH = 4000
_MOST_ROUNDS, _WORTH_A_ROUND = 60, 2
"""Rounds of witness tables; a round costs two programmes, so it must settle as many cells."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Range:
    """What an attacker knows of a hidden cell before sums are used, and how much of it must stay open.

    Attributes
    ----------
    floor, ceiling : arrays
        Lowest and highest value of each cell were it hidden.
    width : array
        Narrowest interval of each cell were it hidden; nought where none is asked.
    """

    floor: Floats
    ceiling: Floats
    width: Floats

    @classmethod
    def open(cls, width: Floats) -> Range:
        """Nothing is known but that counts are not negative."""
        return cls(floor=np.zeros(len(width)), ceiling=np.full(len(width), np.inf), width=width)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deduced:
    """What is known of each hidden cell.

    Attributes
    ----------
    low, high : arrays, one value per cell
        For a published cell its own bounds.
    exact : array of bool
        False where the search stopped since the interval is at least as wide as asked; it then contains
        [low, high].
    """

    low: Floats
    high: Floats
    exact: Flags

    @property
    def width(self) -> Floats:
        """Width of each interval."""
        return np.where(np.isinf(self.high), np.inf, self.high - self.low)


def deduce(
    sums: sparse.csr_array, low: Floats, high: Floats, *, enough: Floats | float | None = None
) -> Deduced:
    """The interval of every cell that is not published exactly.

    Parameters
    ----------
    sums : sparse array (equations, cells)
        Each row times the cells is nought.
    low, high : arrays
        Bounds of each cell before sums are used: equal where published, ``0, inf`` where hidden.
    enough : float or array (cells,), optional
        Stop looking at a cell once its interval is known to be this wide; cells of which nought is asked are not
        looked at, and the interval given for them may be empty.

    Returns
    -------
    Deduced

    Raises
    ------
    DisclosureError
        No table fits what is published.
    """
    unknown = high > low
    rest = -(sums @ np.where(unknown, 0.0, low))
    system = sums[:, np.flatnonzero(unknown)].tocsr()
    touched = np.diff(system.indptr) > 0
    off = ~touched & (np.abs(rest) > TOLERANCE * np.maximum(1.0, np.abs(rest)))
    if off.any():
        raise DisclosureError(f"{int(off.sum())} published sums do not add up")
    found_low, found_high, exact = (
        low[unknown].copy(),
        high[unknown].copy(),
        np.ones(unknown.sum(), dtype=bool),
    )
    asked = (
        None if enough is None else np.broadcast_to(np.asarray(enough, dtype=np.float64), low.shape)[unknown]
    )
    for equations, cells in _parts(system, touched):
        part = system[equations][:, cells]
        wanted = None if asked is None else asked[cells]
        answer = _solve(part, rest[equations], low[unknown][cells], high[unknown][cells], wanted)
        found_low[cells], found_high[cells], exact[cells] = answer
    everything = Deduced(low=low.copy(), high=high.copy(), exact=np.ones(len(low), dtype=bool))
    everything.low[unknown], everything.high[unknown], everything.exact[unknown] = (
        found_low,
        found_high,
        exact,
    )
    return everything


def _parts(system: sparse.csr_array, touched: Flags) -> list[tuple[Ints, Ints]]:
    """Equations and cells that hang together."""
    equations, cells = system.shape
    both = sparse.block_array([[None, abs(system)], [abs(system).T, None]]).tocsr()
    number, label = connected_components(both, directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.searchsorted(label[order], np.arange(1, number)))
    parts = []
    for group in groups:
        rows = group[group < equations]
        if len(rows) and touched[rows].any():
            parts.append((rows, group[group >= equations] - equations))
    return parts


_Answer = tuple[Floats, Floats, Flags]


def _solve(part: sparse.csr_array, rest: Floats, low: Floats, high: Floats, enough: Floats | None) -> _Answer:
    if part.shape[0] == 1:
        return _one_sum(part, rest[0], low, high)
    if enough is None:
        found = _all_bounds(part, rest, low, high, np.arange(len(low)))
        return found[0], found[1], np.ones(len(low), dtype=bool)
    return _until(part, rest, low, high, enough)


def _one_sum(part: sparse.csr_array, rest: float, low: Floats, high: Floats) -> _Answer:
    """sum of sign x cell = rest, each cell within its bounds."""
    sign = part.toarray()[0]
    least = np.where(sign > 0, low, -high)
    most = np.where(sign > 0, high, -low)
    infinite_least, infinite_most = np.isinf(least), np.isinf(most)
    others_least = _all_but_one(least, infinite_least, -np.inf)
    others_most = _all_but_one(most, infinite_most, np.inf)
    term_low, term_high = np.maximum(least, rest - others_most), np.minimum(most, rest - others_least)
    if (term_low > term_high + TOLERANCE * max(1.0, abs(rest))).any():
        raise _no_table()
    found_low = np.where(sign > 0, term_low, -term_high)
    found_high = np.where(sign > 0, term_high, -term_low)
    return found_low, found_high, np.ones(len(low), dtype=bool)


def _all_but_one(terms: Floats, infinite: Flags, infinity: float) -> Floats:
    finite = np.where(infinite, 0.0, terms)
    others = finite.sum() - finite
    return np.where(infinite.sum() - infinite > 0, infinity, others)


def _all_bounds(
    part: sparse.csr_array, rest: Floats, low: Floats, high: Floats, cells: Ints
) -> tuple[Floats, Floats]:
    """Exact bounds of these cells, many small programmes stacked into one."""
    asked, direction = np.tile(cells, 2), np.repeat([1.0, -1.0], len(cells))
    found, size = np.empty(len(asked)), max(1, _BATCH // part.shape[1])
    for start in range(0, len(asked), size):
        batch = slice(start, start + size)
        found[batch] = _stacked(part, rest, low, high, asked[batch], direction[batch])
    return found[: len(cells)], found[len(cells) :]


def _stacked(
    part: sparse.csr_array, rest: Floats, low: Floats, high: Floats, asked: Ints, direction: Floats
) -> Floats:
    """Lowest value of each cell that is asked, or highest where the direction is down: a copy of the part for each."""
    copies = len(asked)
    cost = np.zeros(copies * part.shape[1])
    place = np.arange(copies) * part.shape[1] + asked
    cost[place] = direction
    limit = _reach(rest, low, high)
    answer = cheapest(
        cost,
        _copied(part, copies),
        np.tile(rest, copies),
        np.tile(low, copies),
        np.tile(np.minimum(high, limit), copies),
    )
    if answer is None:
        raise _no_table()
    found = answer[place]
    return np.where(found > limit / 2, np.inf, found)


def _copied(part: sparse.csr_array, copies: int) -> sparse.csc_array:
    """Copies of a part along the diagonal."""
    one, each = part.tocsc(), np.arange(copies)[:, None]
    equations, cells = one.shape
    ends = np.concatenate([[0], (one.indptr[1:] + one.nnz * each).ravel()])
    return sparse.csc_array(
        (np.tile(one.data, copies), (one.indices + equations * each).ravel(), ends),
        shape=(copies * equations, copies * cells),
    )


def cheapest(cost: Floats, sums: sparse.sparray, rest: Floats, low: Floats, high: Floats) -> Floats | None:
    """The table within bounds whose sums are ``rest`` and that costs least (HiGHS); None when no table is."""
    answer = milp(cost, constraints=LinearConstraint(sums, rest, rest), bounds=Bounds(low, high))
    return None if answer.x is None else np.asarray(answer.x, dtype=np.float64)


def _no_table() -> DisclosureError:
    return DisclosureError("no table fits what is published: its sums do not add up")


def _reach(rest: Floats, low: Floats, high: Floats) -> float:
    """Instead of infinity a value far above any that is bounded; a cell that comes near it has no upper bound."""
    finite = high[np.isfinite(high)]
    return float(10.0 * (1e4 + np.abs(rest).sum() + np.abs(low).sum() + np.abs(finite).sum()))


def _until(part: sparse.csr_array, rest: Floats, low: Floats, high: Floats, enough: Floats) -> _Answer:
    """Witness tables first: every table that fits widens the known interval of every cell at once.

    Two tables a round, pushed apart at random on the cells that are not known to be wide enough; while a round
    settles many of them, another follows. The few that are left have their bounds worked out one by one.
    """
    cells = part.shape[1]
    seen_low, seen_high = np.full(cells, np.inf), np.full(cells, -np.inf)
    limit = np.minimum(high, _reach(rest, low, high))
    chance = np.random.default_rng([8, cells])
    lacking = enough > 0
    for _ in range(_MOST_ROUNDS):
        before = int(lacking.sum())
        if before * cells <= _BATCH:
            break
        push = np.where(lacking, chance.uniform(0.5, 1.5, cells) * chance.choice([-1.0, 1.0], cells), 0.0)
        for sign in (1.0, -1.0):
            table = cheapest(sign * push, part, rest, low, limit)
            if table is None:
                raise _no_table()
            seen_low, seen_high = np.minimum(seen_low, table), np.maximum(seen_high, table)
        lacking &= ~(seen_high - seen_low >= enough)
        if before - int(lacking.sum()) < _WORTH_A_ROUND:
            break
    left = np.flatnonzero(lacking)
    exact = np.zeros(cells, dtype=bool)
    if len(left):
        seen_low[left], seen_high[left] = _all_bounds(part, rest, low, high, left)
        exact[left] = True
    return seen_low, seen_high, exact
