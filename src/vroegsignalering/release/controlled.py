"""Additive controlled rounding: every cell to a multiple of the base next to it, and the sums still add
up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from vroegsignalering.errors import DisclosureError

Floats = NDArray[np.float64]


def round_additively(sums: sparse.csr_array, values: Floats, base: int, *, nodes: int = 2_000) -> Floats:
    """Rounded values that keep every sum, as near to the true ones as can be.

    Parameters
    ----------
    sums : sparse array (equations, cells)
    values : array of whole numbers
    base : int
    nodes : int
        Most branches to look at, a count and not a time.

    Returns
    -------
    array
        Each value at the multiple of ``base`` just below or above it; multiples stay. Where a table of
        three or more dimensions has no such rounding, one step further is allowed.

    Raises
    ------
    DisclosureError
        No additive rounding was found.

    References
    ----------
    Cox (1987), A constructive procedure for unbiased controlled rounding; Salazar-Gonzalez (2005).
    """
    for further in (0, 1):
        found = _nearest(sums, values, base, further, nodes)
        if found is not None:
            return found
    raise DisclosureError("no rounding keeps all sums", mend="publish fewer margins, or suppress")


def _nearest(sums: sparse.csr_array, values: Floats, base: int, further: int, nodes: int) -> Floats | None:
    """Steps above the multiple below; the distance of the extra steps is charged linearly."""
    below = np.floor(values / base)
    rest = values / base - below
    is_multiple = rest == 0
    most = np.where(is_multiple, further, 1 + further)
    least = np.maximum(np.full(len(values), -float(further)), -below)
    cells = len(values)
    # steps = least .. most; the cost of one step up is 1 - 2 * rest, of each step beyond it is dear
    cost = np.concatenate([1.0 - 2.0 * rest, np.full(2 * cells, 10.0)])
    system = sparse.hstack([sums, sums, -sums])
    bounds = Bounds(
        np.zeros(3 * cells),
        np.concatenate([np.where(is_multiple, 0.0, 1.0), np.maximum(most - (~is_multiple), 0.0), -least]),
    )
    limits = [LinearConstraint(system.tocsr(), -(sums @ below), -(sums @ below))]
    answer = milp(
        cost, constraints=limits, bounds=bounds, integrality=np.ones(3 * cells), options={"node_limit": nodes}
    )
    if answer.x is None:
        return None
    steps = np.rint(answer.x)
    return base * (below + steps[:cells] + steps[cells : 2 * cells] - steps[2 * cells :])
