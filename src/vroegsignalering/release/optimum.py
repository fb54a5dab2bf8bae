"""Secondary cells by optimisation: one linear programme per cell that is still exposed, or the provable
minimum.

:func:`repair` works on any system of sums, linked tables included. :func:`fewest` proves the minimum by
mixed integer programming (Fischetti and Salazar-Gonzalez) and is for tables small enough to prove it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.attack import TOLERANCE, deduce

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FREE = 1e-3


def exposed(sums: sparse.csr_array, values: Floats, hidden: Flags, width: Floats) -> Ints:
    """Hidden cells that an attacker bounds more tightly than their width."""
    low = np.where(hidden, 0.0, values)
    high = np.where(hidden, np.inf, values)
    found = deduce(sums, low, high, enough=float(width[hidden].max(initial=0.0)))
    return np.flatnonzero(hidden & (found.width < width - TOLERANCE))


def repair(sums: sparse.csr_array, values: Floats, hidden: Flags, cost: Floats, width: Floats) -> Flags:
    """Hide more cells until none is exposed, each time along the cheapest move of persons.

    Parameters
    ----------
    sums : sparse array (equations, cells)
    values, cost, width : arrays
    hidden : array of bool

    Returns
    -------
    array of bool
    """
    hidden = hidden.copy()
    while True:
        open_cells = exposed(sums, values, hidden, width)
        if not len(open_cells):
            return hidden
        before = int(hidden.sum())
        for cell in open_cells:
            moved = _cheapest_move(sums, values, hidden, cost, int(cell), float(width[cell]))
            hidden |= np.abs(moved) > TOLERANCE
        if int(hidden.sum()) == before:
            raise DisclosureError(f"{len(open_cells)} cells cannot be protected by hiding others")


def _cheapest_move(
    sums: sparse.csr_array, values: Floats, hidden: Flags, cost: Floats, cell: int, width: float
) -> Floats:
    price = np.where(hidden, _FREE, _FREE + cost)
    limit = 4.0 * width
    down = np.minimum(values, limit)
    up = np.full(len(values), limit)
    up[cell], down[cell] = width, 0.0
    bounds = np.column_stack([np.zeros(2 * len(values)), np.concatenate([up, down])])
    bounds[cell, 0] = width
    answer = linprog(
        np.concatenate([price, price]),
        A_eq=sparse.hstack([sums, -sums]),
        b_eq=np.zeros(sums.shape[0]),
        bounds=bounds,
    )
    if answer.x is None:
        raise DisclosureError("a cell cannot be protected by hiding others")
    return answer.x[: len(values)] - answer.x[len(values) :]


def fewest(
    sums: sparse.csr_array,
    values: Floats,
    primary: Flags,
    cost: Floats,
    width: Floats,
    *,
    nodes: int = 20_000,
) -> Flags | None:
    """The cheapest set of hidden cells in which every hidden cell keeps its width.

    Parameters
    ----------
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
    aimed = [int(cell) for cell in np.flatnonzero(primary)]
    if not aimed:
        return primary.copy()
    while True:
        hidden = _minimum(sums, values, primary, cost, width, aimed, nodes)
        if hidden is None:
            return None
        open_cells = [int(cell) for cell in exposed(sums, values, hidden, width) if cell not in aimed]
        if not open_cells:
            return hidden
        aimed += open_cells


def _minimum(
    sums: sparse.csr_array,
    values: Floats,
    primary: Flags,
    cost: Floats,
    width: Floats,
    aimed: list[int],
    nodes: int,
) -> Flags | None:
    """Choose x; for each aimed cell two tables, one up and one down, that differ by its width where it is
    hidden."""
    cells, equations = len(values), sums.shape[0]
    tables = 2 * len(aimed)
    reach = np.full(cells, 4.0 * float(width.max()))
    down = np.minimum(values, reach)
    blocks = [[sparse.csr_array((equations * tables, cells)), sparse.block_diag([sums] * tables)]]
    eye = sparse.eye_array(cells)
    stacked = sparse.block_diag([eye] * tables)
    upper = sparse.vstack([-sparse.diags_array(reach)] * tables)
    lower = sparse.vstack([sparse.diags_array(down)] * tables)
    rows, columns, signs, asked = [], [], [], []
    for place, cell in enumerate(aimed):
        rows += [place, place, place]
        columns += [cells + 2 * place * cells + cell, cells + (2 * place + 1) * cells + cell, cell]
        signs += [1.0, -1.0, -float(width[cell])]
        asked.append(0.0)
    gap = sparse.csr_array((signs, (rows, columns)), shape=(len(aimed), cells * (1 + tables)))
    constraints = [
        LinearConstraint(sparse.block_array(blocks).tocsr(), 0, 0),
        LinearConstraint(sparse.hstack([upper, stacked]).tocsr(), -np.inf, 0),
        LinearConstraint(sparse.hstack([lower, stacked]).tocsr(), 0, np.inf),
        LinearConstraint(gap, np.array(asked), np.inf),
    ]
    far = np.tile(reach, tables)
    bounds = Bounds(np.concatenate([primary.astype(float), -far]), np.concatenate([np.ones(cells), far]))
    answer = milp(
        np.concatenate([cost, np.zeros(cells * tables)]),
        constraints=constraints,
        bounds=bounds,
        integrality=np.concatenate([np.ones(cells), np.zeros(cells * tables)]),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    return None if answer.status != 0 or answer.x is None else answer.x[:cells] > 0.5
