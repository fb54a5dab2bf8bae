"""Secondary suppression of a crossed table: hypercubes for every hidden cell, then companions that are not
needed go.

Several counts (numerator and complement) share one pattern of hidden cells: a cell hides with all its
columns, and every column must keep its width. What is returned is proven by hypercubes; the attack by
linear programming is run on it by :func:`crossed.report`, and :func:`repaired` hides more where that attack
still bounds a cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.release import hypercubes, optimum
from vroegsignalering.release.cube import Cube

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SMALL = 400
_ORDERS = 8


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
    tries = []
    for order in range(_ORDERS if small else 1):
        hidden = _companions(cube, moves, parts, primary, cost, width, order)
        tries.append(_pruned(cube, moves, parts, primary, hidden, cost, width) if small else hidden)
    return min(tries, key=lambda one: float(cost[one].sum()))


def repaired(cube: Cube, parts: list[Floats], hidden: Flags, width: list[Floats]) -> Flags:
    """More hidden cells until the attack bounds none more tightly than its width."""
    cost, number = _loss(cube, parts[0]), -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for values, wanted in zip(parts, width, strict=True):
            hidden = optimum.repair(cube.sums, values, hidden, cost, wanted)
    return hidden


def _loss(cube: Cube, values: Floats) -> Floats:
    """A sum weighs more than a cell, and a large cell a little more than a small one."""
    return (1.0 + 0.5 * values / max(values.max(initial=0.0), 1.0)) * 3.0**cube.level


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


def _pruned(
    cube: Cube,
    moves: hypercubes.Patterns,
    parts: list[Floats],
    primary: Flags,
    hidden: Flags,
    cost: Floats,
    width: list[Floats],
) -> Flags:
    """Show again each companion that turns out not to be needed, the dearest first."""
    hidden = hidden.copy()
    companions = np.flatnonzero(hidden & ~primary)
    for cell in companions[np.argsort(-cost[companions], kind="stable")]:
        hidden[cell] = False
        hidden[cell] = not all(
            hypercubes.holds(cube, moves, values, hidden, wanted)
            for values, wanted in zip(parts, width, strict=True)
        )
    return hidden
