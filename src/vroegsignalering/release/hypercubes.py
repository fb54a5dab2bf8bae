"""A fast way to find secondary cells: every hidden cell gets companions at the corners of a hypercube.

Along each axis a pattern moves persons from one node to another (or into the total); the product of one
pattern per axis moves the cells at its corners and no sum. If all corners are hidden, an attacker cannot
tell how far they were moved. The width that a hypercube gives to all its corners follows from the counts in
them, so each hypercube is its own proof; the linear-programming attack is run on the result all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vroegsignalering.release.attack import Range
from vroegsignalering.release.cube import Axis, Cube

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MOST_PATTERNS = 600


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patterns:
    """For each node of each axis the moves that it can take part in, as flat arrays for the search.

    ``start[axis, node]`` .. ``start[axis, node + 1]`` are patterns; ``first[p]`` .. ``first[p + 1]`` its
    nodes.
    """

    start: Ints
    first: Ints
    node: Ints
    sign: Ints


def patterns(cube: Cube) -> Patterns:
    """All patterns of a cube's axes."""
    widest = max(len(axis.nodes) for axis in cube.axes)
    start = np.zeros((len(cube.axes), widest + 1), dtype=np.int64)
    first, nodes, signs = [0], [], []
    for i, axis in enumerate(cube.axes):
        moves = _moves(axis)
        for node in range(len(axis.nodes)):
            start[i, node] = len(first) - 1
            for move in moves[node]:
                nodes += [place for place, _ in move]
                signs += [sign for _, sign in move]
                first.append(len(nodes))
        start[i, len(axis.nodes) :] = len(first) - 1
    return Patterns(
        start=start,
        first=np.array(first, dtype=np.int64),
        node=np.array(nodes, dtype=np.int64),
        sign=np.array(signs, dtype=np.int64),
    )


_Move = list[tuple[int, int]]


def _moves(axis: Axis) -> list[list[_Move]]:
    """Per node its moves: one person more at a leaf, one less at another or one more in the whole."""
    if (axis.parent < 0).all():
        return [[[(node, 1)]] for node in range(len(axis.nodes))]
    leaves = [int(leaf) for leaf in np.flatnonzero(axis.is_leaf)]
    paths = {leaf: _path(axis, leaf) for leaf in leaves}
    return [_moves_of(node, leaves, paths) for node in range(len(axis.nodes))]


def _moves_of(node: int, leaves: list[int], paths: dict[int, list[int]]) -> list[_Move]:
    below = [leaf for leaf in leaves if node in paths[leaf]]
    outside = [leaf for leaf in leaves if node not in paths[leaf]]
    step = max(1, len(below) * len(outside) // _MOST_PATTERNS)
    pairs = [(mine, other) for mine in below for other in outside][::step]
    made = [_exchange(paths[mine], paths[other]) for mine, other in pairs]
    return made + [[(place, 1) for place in paths[mine]] for mine in below]


def _exchange(mine: list[int], other: list[int]) -> _Move:
    shared = set(mine) & set(other)
    return [(place, 1) for place in mine if place not in shared] + [
        (place, -1) for place in other if place not in shared
    ]


def _path(axis: Axis, leaf: int) -> list[int]:
    path = [leaf]
    while axis.parent[path[-1]] >= 0:
        path.append(int(axis.parent[path[-1]]))
    return path


def protect(
    cube: Cube,
    moves: Patterns,
    values: Floats,
    known: Range,
    proven: Floats,
    hidden: Flags,
    cost: Floats,
    *,
    order: int = 0,
) -> Flags:
    """More hidden cells, such that each lies on a hypercube of at least its width where one can be found.

    Parameters
    ----------
    cube : Cube
    moves : Patterns
        Of the same cube.
    values : array
        True counts, one per cell.
    known : Range
        What is known of each cell were it hidden, and the width that is asked.
    proven : array
        Widths that hypercubes found before prove for each cell; they stay proven when more is hidden. Added to.
    hidden : array of bool
        Cells hidden so far.
    cost : array
        Loss of information when a cell is hidden.
    order : int
        0 takes large cells first, 1 small ones, others a shuffle with this seed.

    Returns
    -------
    array of bool
    """
    where, sizes = _lookup(cube)
    hidden = hidden.copy()
    _search(
        _queue(np.flatnonzero(hidden), values, order), cube.codes, sizes, where, moves.start, moves.first, moves.node, moves.sign,
        _room(values, known), hidden, cost, known.width, proven,
    )  # fmt: skip
    return hidden


def unproven(
    cube: Cube, moves: Patterns, values: Floats, known: Range, hidden: Flags, *, one_is_enough: bool = False
) -> Ints:
    """Hidden cells whose width no hypercube of hidden cells proves; with ``one_is_enough`` at most the first."""
    where, sizes = _lookup(cube)
    failing = _unproven(
        _queue(np.flatnonzero(hidden & (known.width > 0)), values, 0), cube.codes, sizes, where, moves.start, moves.first,
        moves.node, moves.sign, _room(values, known), hidden.copy(), np.where(hidden, 0.0, 1.0),
        known.width, np.zeros(len(values)), one_is_enough,
    )  # fmt: skip
    return np.flatnonzero(failing)


def _room(values: Floats, known: Range) -> Floats:
    """How far each cell can go down, and up."""
    return np.stack([values - known.floor, known.ceiling - values])


def _lookup(cube: Cube) -> tuple[Ints, Ints]:
    """Place of each cell by its key, and the number of nodes on each axis."""
    sizes = np.array([len(axis.nodes) for axis in cube.axes], dtype=np.int64)
    where = np.full(int(np.prod(sizes)), -1, dtype=np.int64)
    where[cube.keys] = np.arange(len(cube.keys))
    return where, sizes


def _queue(cells: Ints, values: Floats, order: int) -> Ints:
    if order > 1:
        return np.random.default_rng([8, order]).permutation(cells)
    return cells[np.lexsort((cells, values[cells] if order else -values[cells]))]


@njit(cache=True, nogil=True)
def _search(order, codes, sizes, where, start, first, node, sign, room, hidden, cost, width, proven):  # type: ignore[no-untyped-def]
    """For each cell in turn the cheapest hypercube; all its corners become hidden and proven."""
    axes = codes.shape[1]
    choice = np.empty(axes, np.int64)
    best = np.empty(axes, np.int64)
    for cell in order:
        if proven[cell] >= width[cell]:
            continue
        best_cost, best_width = np.inf, 0.0
        for a in range(axes):
            choice[a] = start[a, codes[cell, a]]
        while True:
            loss, reach = _price(choice, best_cost, sizes, where, first, node, sign, room, hidden, cost)
            if reach >= width[cell] and (loss < best_cost or (loss == best_cost and reach > best_width)):
                best_cost, best_width = loss, reach
                best[:] = choice
            if best_cost == 0.0 or not _next(choice, codes[cell], start):
                break
        if best_cost < np.inf:
            _hide(best, best_width, sizes, where, first, node, hidden, proven)


@njit(cache=True, nogil=True)
def _unproven(order, codes, sizes, where, start, first, node, sign, room, hidden, free, width, proven, one):  # type: ignore[no-untyped-def]
    """Cells that lie on no hypercube of their width whose corners are all hidden already."""
    failing = np.zeros(len(width), np.bool_)
    choice = np.empty(codes.shape[1], np.int64)
    for cell in order:
        if proven[cell] >= width[cell]:
            continue
        for a in range(len(choice)):
            choice[a] = start[a, codes[cell, a]]
        while True:
            loss, reach = _price(choice, 0.0, sizes, where, first, node, sign, room, hidden, free)
            if loss == 0.0 and reach >= width[cell]:
                _hide(choice, reach, sizes, where, first, node, hidden, proven)
                break
            if not _next(choice, codes[cell], start):
                failing[cell] = True
                break
        if one and failing[cell]:
            break
    return failing


@njit(cache=True, nogil=True)
def _next(choice, code, start):  # type: ignore[no-untyped-def]
    """The next combination of patterns, or False."""
    for a in range(len(choice) - 1, -1, -1):
        choice[a] += 1
        if choice[a] < start[a, code[a] + 1]:
            return True
        choice[a] = start[a, code[a]]
    return False


@njit(cache=True, nogil=True)
def _next_corner(place, choice, first):  # type: ignore[no-untyped-def]
    """The next corner of a hypercube (which node of the pattern, on each axis), or False."""
    for a in range(len(choice) - 1, -1, -1):
        place[a] += 1
        if first[choice[a]] + place[a] < first[choice[a] + 1]:
            return True
        place[a] = 0
    return False


@njit(cache=True, nogil=True)
def _price(choice, limit, sizes, where, first, node, sign, room, hidden, cost):  # type: ignore[no-untyped-def]
    """Cost of hiding all corners, and the width that the hypercube gives; early out above ``limit``."""
    axes = len(choice)
    place = np.zeros(axes, np.int64)
    loss, up, down = 0.0, np.inf, np.inf
    while True:
        key, way = 0, 1
        for a in range(axes):
            at = first[choice[a]] + place[a]
            key = key * sizes[a] + node[at]
            way *= sign[at]
        cell = where[key]
        if cell < 0:
            return np.inf, -1.0
        if not hidden[cell]:
            loss += cost[cell]
            if loss > limit:
                return np.inf, -1.0
        if way > 0:
            up, down = min(up, room[1, cell]), min(down, room[0, cell])
        else:
            up, down = min(up, room[0, cell]), min(down, room[1, cell])
        if not _next_corner(place, choice, first):
            return loss, up + down


@njit(cache=True, nogil=True)
def _hide(choice, reach, sizes, where, first, node, hidden, proven):  # type: ignore[no-untyped-def]
    axes = len(choice)
    place = np.zeros(axes, np.int64)
    while True:
        key = 0
        for a in range(axes):
            key = key * sizes[a] + node[first[choice[a]] + place[a]]
        hidden[where[key]] = True
        proven[where[key]] = max(proven[where[key]], reach)
        if not _next_corner(place, choice, first):
            return
