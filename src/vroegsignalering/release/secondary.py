"""Secondary suppression of a crossed table: hypercubes for every hidden cell, then companions that are not
needed go.

Several counts (numerator and complement) share one pattern of hidden cells: a cell hides with all its
columns, and every column must keep its width. What is returned is proven by hypercubes; the attack by
linear programming is run on it by :func:`crossed.report`, and :func:`repaired` hides more where that attack
still bounds a cell. Whoever sees the statuses knows more than that; :func:`told_by_status` says what.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.release import hypercubes, optimum
from vroegsignalering.release.attack import Range
from vroegsignalering.release.cube import Cube

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SMALL = 400
_ORDERS = 8
_TINY = 60
"""Cells of a table whose companions the attack itself prunes."""
_PROVABLE = 30
"""Cells of a table whose fewest companions can be proven; it is searched a second way."""
_TRIES = 3


def hide(
    cube: Cube,
    parts: list[Floats],
    primary: Flags,
    width: list[Floats],
    told: Range | None = None,
) -> Flags:
    """Hidden cells, such that no hidden cell of any part can be bounded more tightly than its width.

    Parameters
    ----------
    cube : Cube
    parts : list of array
        True values of each count column, one value per cell.
    primary : array of bool
    width : list of array
        Narrowest interval for each part and cell.
    told : Range, optional
        What the status of a hidden cell tells of its first part, from :func:`told_by_status`.

    Returns
    -------
    array of bool
    """
    if not primary.any():
        return primary.copy()
    cost = _loss(cube, parts[0])
    moves = hypercubes.patterns(cube)
    asked = _asked(parts, width, told)
    small = len(primary) <= _SMALL
    tries = []
    for order in range(_ORDERS if small else 1):
        hidden = _companions(cube, moves, asked, primary, cost, order)
        tries.append(_pruned(cube, moves, asked, primary, hidden, cost) if small else hidden)
    tries.sort(key=lambda one: float(cost[one].sum()))
    best = _repaired(cube, moves, asked, tries[0], cost)
    if len(primary) > _TINY:
        return best
    best = _pruned_by_attack(cube, moves, asked, primary, best, cost)
    if _withstands(cube, moves, asked, primary):
        return primary.copy()
    if len(primary) > _PROVABLE or int((best & ~primary).sum()) <= 2:
        return best
    other = _repaired(cube, moves, asked, primary, cost)
    other = _pruned_by_attack(cube, moves, asked, primary, other, cost)
    best = min((best, other), key=lambda one: float(cost[one].sum()))
    return _with_one_more(cube, moves, asked, primary, best, cost)


def repaired(
    cube: Cube, parts: list[Floats], hidden: Flags, width: list[Floats], told: Range | None = None
) -> Flags:
    """More hidden cells until the attack bounds none more tightly than its width, the status taken into account."""
    asked = _asked(parts, width, told)
    return _repaired(cube, hypercubes.patterns(cube), asked, hidden, _loss(cube, parts[0]))


_Asked = list[tuple[Floats, Range]]


def _asked(parts: list[Floats], width: list[Floats], told: Range | None) -> _Asked:
    """Every count with what is known of it; the first one twice where statuses tell more."""
    asked = [(values, Range.open(wanted)) for values, wanted in zip(parts, width, strict=True)]
    return asked if told is None else [*asked, (parts[0], told)]


def told_by_status(values: Floats, few: Flags, least: int, width: int) -> Range:
    """What ``primary`` and ``secondary`` in a published table tell of a count.

    Parameters
    ----------
    values : array
    few : array of bool
        Cells that hide for being small: an attacker knows them to hold 1 .. least - 1 (0 where noughts hide).
    least : int
        The threshold; a cell that hides to protect others holds as many, or nobody.
    width : int
        Narrowest interval that must be left of a small cell.
    """
    none = few & (values == 0)
    companion = np.where(values >= least, float(least), 0.0)
    return Range(
        floor=np.where(few, np.where(none, 0.0, 1.0), companion),
        ceiling=np.where(few, float(least - 1), np.inf),
        width=np.where(few, float(width), 0.0),
    )


def _loss(cube: Cube, values: Floats) -> Floats:
    """A sum weighs more than a cell, and a large cell a little more than a small one."""
    return (1.0 + 0.5 * values / max(values.max(initial=0.0), 1.0)) * 3.0**cube.level


def _repaired(cube: Cube, moves: hypercubes.Patterns, asked: _Asked, hidden: Flags, cost: Floats) -> Flags:
    """The same; cells that a hypercube of hidden cells proves wide enough are not attacked again."""
    number = -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for values, known in asked:
            wide = _wide(cube, moves, values, hidden, known)
            hidden = optimum.repair(cube.sums, values, hidden, cost, known, wide)
    return hidden


def _companions(
    cube: Cube, moves: hypercubes.Patterns, asked: _Asked, primary: Flags, cost: Floats, order: int
) -> Flags:
    """Hypercubes for each part in turn until no part asks for more."""
    hidden, number, proven = primary.copy(), -1, [np.zeros(len(primary)) for _ in asked]
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for (values, known), widths in zip(asked, proven, strict=True):
            hidden = hypercubes.protect(cube, moves, values, known, widths, hidden, cost, order=order)
    return hidden


def _pruned(
    cube: Cube, moves: hypercubes.Patterns, asked: _Asked, primary: Flags, hidden: Flags, cost: Floats
) -> Flags:
    """Show again each companion that turns out not to be needed, the dearest first.

    What no hypercube proves with it, none needs to prove without it.
    """
    hidden = hidden.copy()
    companions = np.flatnonzero(hidden & ~primary)
    for cell in companions[np.argsort(-cost[companions], kind="stable")]:
        hidden[cell] = False
        hidden[cell] = any(
            len(hypercubes.unproven(cube, moves, values, known, hidden, one_is_enough=True))
            for values, known in asked
        )
    return hidden


def _pruned_by_attack(
    cube: Cube, moves: hypercubes.Patterns, asked: _Asked, primary: Flags, hidden: Flags, cost: Floats
) -> Flags:
    """The same by the attack itself, which sees more than single hypercubes; for tables that it solves at once."""
    hidden = hidden.copy()
    companions = np.flatnonzero(hidden & ~primary)
    for cell in companions[np.argsort(-cost[companions], kind="stable")]:
        hidden[cell] = False
        hidden[cell] = not _withstands(cube, moves, asked, hidden)
    return hidden


def _with_one_more(
    cube: Cube, moves: hypercubes.Patterns, asked: _Asked, primary: Flags, best: Flags, cost: Floats
) -> Flags:
    """The cheapest single companion that is enough, where there is one; else what was found."""
    shown = np.flatnonzero(~primary)
    for cell in shown[np.argsort(cost[shown], kind="stable")]:
        hidden = primary.copy()
        hidden[cell] = True
        if _withstands(cube, moves, asked, hidden):
            return hidden
    return best


def _withstands(cube: Cube, moves: hypercubes.Patterns, asked: _Asked, hidden: Flags) -> bool:
    """No attack bounds a hidden cell too tightly, of those that no hypercube proves wide enough."""
    return not any(
        len(optimum.exposed(cube.sums, values, hidden, known, _wide(cube, moves, values, hidden, known)))
        for values, known in asked
    )


def _wide(cube: Cube, moves: hypercubes.Patterns, values: Floats, hidden: Flags, known: Range) -> Flags:
    wide = hidden.copy()
    wide[hypercubes.unproven(cube, moves, values, known, hidden)] = False
    return wide
