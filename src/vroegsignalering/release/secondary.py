"""Secondary suppression of a crossed table: hypercubes first, then the attack, then repair of what it still
bounds.

Several counts (numerator and complement) share one pattern of hidden cells: a cell hides with all its
columns, and every column must withstand the attack. Tables small enough are tried in several orders and
pruned, cell by cell, with the attack as judge.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.release import hypercubes, optimum
from vroegsignalering.release.cube import Cube

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SMALL = 160
_ORDERS = 6


def hide(cube: Cube, parts: list[Floats], primary: Flags, width: list[Floats]) -> Flags:
    """Hidden cells, such that no hidden cell of any part can be bounded more tightly than its width.

    Parameters
    ----------
    cube : Cube
    parts : list of array
        True values of each count column, one value per cell.
    primary : array of bool
    width : list of array
        Narrowest interval for each part and cell.

    Returns
    -------
    array of bool
    """
    if not primary.any():
        return primary.copy()
    cost = _loss(cube, parts[0])
    moves = hypercubes.patterns(cube)
    small = len(primary) <= _SMALL
    tries = [
        _companions(cube, moves, parts, primary, cost, width, order)
        for order in range(_ORDERS if small else 1)
    ]
    hidden = min(tries, key=lambda one: float(cost[one].sum()))
    hidden = _verified(cube, parts, hidden, cost, width)
    return _pruned(cube, parts, primary, hidden, cost, width) if small else hidden


def _loss(cube: Cube, values: Floats) -> Floats:
    """A sum weighs more than a cell, and a large cell a little more than a small one."""
    return (1.0 + values / max(values.max(initial=0.0), 1.0)) * 3.0**cube.level


def _companions(
    cube: Cube,
    moves: hypercubes.Patterns,
    parts: list[Floats],
    primary: Flags,
    cost: Floats,
    width: list[Floats],
    order: int,
) -> Flags:
    """Hypercubes for each part in turn until no part asks for more."""
    hidden, number = primary.copy(), -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for values, wanted in zip(parts, width, strict=True):
            hidden = hypercubes.protect(cube, moves, values, hidden, cost, wanted, order=order)[0]
    return hidden


def _verified(cube: Cube, parts: list[Floats], hidden: Flags, cost: Floats, width: list[Floats]) -> Flags:
    number = -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for values, wanted in zip(parts, width, strict=True):
            hidden = optimum.repair(cube.sums, values, hidden, cost, wanted)
    return hidden


def _pruned(
    cube: Cube, parts: list[Floats], primary: Flags, hidden: Flags, cost: Floats, width: list[Floats]
) -> Flags:
    """Show again each companion that turns out not to be needed, the dearest first."""
    hidden = hidden.copy()
    companions = np.flatnonzero(hidden & ~primary)
    involved = abs(cube.sums).astype(bool)
    for cell in companions[np.argsort(-cost[companions], kind="stable")]:
        hidden[cell] = False
        if ((involved @ hidden.astype(np.int64)) == 1).any():
            hidden[cell] = True
            continue
        if any(len(optimum.exposed(cube.sums, v, hidden, w)) for v, w in zip(parts, width, strict=True)):
            hidden[cell] = True
    return hidden
