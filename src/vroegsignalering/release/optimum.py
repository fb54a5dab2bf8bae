"""Secondary cells by optimisation: one linear programme per cell that is still exposed, or the provable
minimum.

:func:`repair` works on any system of sums, linked tables included. :func:`fewest` proves the minimum by
mixed integer programming (Fischetti and Salazar-Gonzalez) and is for tables small enough to prove it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.attack import TOLERANCE, Range, cheapest, deduce

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FREE = 1e-3
_FEW = 60
"""So few hidden cells have their bounds worked out at once."""


def exposed(
    sums: sparse.csr_array, values: Floats, hidden: Flags, known: Range, wide: Flags | None = None
) -> Ints:
    """Hidden cells that an attacker bounds more tightly than their width, but for those known to be ``wide``."""
    asked = hidden & (known.width > 0)
    if wide is not None:
        asked &= ~wide
    if not asked.any():
        return np.zeros(0, dtype=np.int64)
    low = np.where(hidden, known.floor, values)
    high = np.where(hidden, known.ceiling, values)
    everything = wide is None and int(hidden.sum()) <= _FEW
    enough = None if everything else np.where(asked, known.width, 0.0)
    found = deduce(sums, low, high, enough=enough)
    return np.flatnonzero(asked & (found.width < known.width - TOLERANCE))


def repair(
    sums: sparse.csr_array,
    values: Floats,
    hidden: Flags,
    cost: Floats,
    known: Range,
    wide: Flags | None = None,
) -> Flags:
    """Hide more cells until none is exposed, each time along the cheapest move of persons.

    What is wide enough stays so when more is hidden, and is not looked at again.

    Parameters
    ----------
    sums : sparse array (equations, cells)
    values, cost : arrays
    hidden : array of bool
    known : Range
    wide : array of bool, optional
        Cells already proven to keep their width.

    Returns
    -------
    array of bool
        Every cell, where no move protects one of them.
    """
    hidden = hidden.copy()
    wide = np.zeros(len(values), dtype=bool) if wide is None else wide.copy()
    while True:
        open_cells = exposed(sums, values, hidden, known, wide)
        if not len(open_cells):
            return hidden
        wide |= hidden
        wide[open_cells] = False
        before = int(hidden.sum())
        for cell in open_cells:
            for step in _steps(values, known, int(cell)):
                moved = _cheapest_move(sums, values, hidden, cost, known, int(cell), step)
                hidden |= True if moved is None else np.abs(moved) > TOLERANCE
        if int(hidden.sum()) == before:
            raise DisclosureError(f"{len(open_cells)} cells cannot be protected by hiding others")


def _steps(values: Floats, known: Range, cell: int) -> list[float]:
    """How far a cell moves up and then down to cover its width."""
    up = float(min(known.width[cell], known.ceiling[cell] - values[cell]))
    return [step for step in (up, up - float(known.width[cell])) if step]


def _cheapest_move(
    sums: sparse.csr_array,
    values: Floats,
    hidden: Flags,
    cost: Floats,
    known: Range,
    cell: int,
    step: float,
) -> Floats | None:
    """The move of persons that takes ``cell`` up or down by ``step``, keeps all sums and hides the least; None if none."""
    price = np.where(hidden, _FREE, _FREE + cost)
    limit = 4.0 * max(abs(step), float(known.width[cell]))
    down = np.clip(values - known.floor, 0.0, limit)
    up = np.clip(known.ceiling - values, 0.0, limit)
    least = np.zeros(2 * len(values))
    up[cell], down[cell] = max(step, 0.0), max(-step, 0.0)
    least[cell], least[len(values) + cell] = up[cell], down[cell]
    both, most = sparse.hstack([sums, -sums]), np.concatenate([up, down])
    answer = cheapest(np.concatenate([price, price]), both, np.zeros(sums.shape[0]), least, most)
    return None if answer is None else answer[: len(values)] - answer[len(values) :]


def fewest(
    sums: sparse.csr_array,
    asked: list[tuple[Floats, Range]],
    primary: Flags,
    cost: Floats,
    *,
    nodes: int = 20_000,
) -> Flags | None:
    """The cheapest set of hidden cells in which every hidden cell keeps its width.

    Parameters
    ----------
    sums : sparse array (equations, cells)
    asked : list of (values, Range)
        One per attack: the true counts, and what the attacker knows of each cell were it hidden.
    primary : array of bool
    cost : array
    nodes : int
        Most branches to look at; a count, not a time, so that every machine gives the same answer.

    Returns
    -------
    array of bool, or None when the minimum was not proven.

    References
    ----------
    Fischetti and Salazar-Gonzalez (2001), Solving the cell suppression problem on tabular data with linear
    constraints.
    """
    if not primary.any():
        return primary.copy()
    aimed = [set(np.flatnonzero(primary & (known.width > 0)).tolist()) for _, known in asked]
    while True:
        hidden = _minimum(sums, asked, primary, cost, aimed, nodes)
        if hidden is None:
            return None
        more = [
            set(exposed(sums, values, hidden, known).tolist()) - cells
            for (values, known), cells in zip(asked, aimed, strict=True)
        ]
        if not any(more):
            return hidden
        aimed = [cells | new for cells, new in zip(aimed, more, strict=True)]


def _minimum(
    sums: sparse.csr_array,
    asked: list[tuple[Floats, Range]],
    primary: Flags,
    cost: Floats,
    aimed: list[set[int]],
    nodes: int,
) -> Flags | None:
    """Choose x; for each aimed cell of each attack two tables, one up and one down, that differ by its width where it
    is hidden."""
    cells, equations = len(cost), sums.shape[0]
    pairs = [(place, cell) for place, aims in enumerate(aimed) for cell in sorted(aims)]
    tables = 2 * len(pairs)
    reach = 4.0 * max(float(known.width.max()) for _, known in asked)
    rooms = [np.clip([values - known.floor, known.ceiling - values], 0.0, reach) for values, known in asked]
    eye = sparse.eye_array(cells)
    stacked = sparse.block_diag([eye] * tables)
    upper = sparse.vstack([-sparse.diags_array(rooms[place][1]) for place, _ in pairs for _ in range(2)])
    lower = sparse.vstack([sparse.diags_array(rooms[place][0]) for place, _ in pairs for _ in range(2)])
    rows, columns, signs = [], [], []
    for at, (place, cell) in enumerate(pairs):
        rows += [at, at, at]
        columns += [cells + 2 * at * cells + cell, cells + (2 * at + 1) * cells + cell, cell]
        signs += [1.0, -1.0, -float(asked[place][1].width[cell])]
    gap = sparse.csr_array((signs, (rows, columns)), shape=(len(pairs), cells * (1 + tables)))
    sums_kept = [[sparse.csr_array((equations * tables, cells)), sparse.block_diag([sums] * tables)]]
    constraints = [
        LinearConstraint(sparse.block_array(sums_kept).tocsr(), 0, 0),
        LinearConstraint(sparse.hstack([upper, stacked]).tocsr(), -np.inf, 0),
        LinearConstraint(sparse.hstack([lower, stacked]).tocsr(), 0, np.inf),
        LinearConstraint(gap, 0, np.inf),
    ]
    far = np.full(cells * tables, reach)
    bounds = Bounds(np.concatenate([primary.astype(float), -far]), np.concatenate([np.ones(cells), far]))
    answer = milp(
        np.concatenate([cost, np.zeros(cells * tables)]),
        constraints=constraints,
        bounds=bounds,
        integrality=np.concatenate([np.ones(cells), np.zeros(cells * tables)]),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    return None if answer.status != 0 or answer.x is None else answer.x[:cells] > 0.5
