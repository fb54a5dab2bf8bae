"""Rows to counts, once: cells of group x outcome x flag x score level, in compiled loops.

Everything after this reads counts. ``tally`` gives exact sums per group; ``ranked_pairs`` the exact ranking of raw
scores; ``replicate_*`` the same cells under Poisson weights of clusters, 64 replicates at a time, and ``fold`` turns
cells into the sums of every group in every replicate. No statistics live here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from vroegsignalering.audit.keys import fill_weights

SUMS = ("tn", "fp", "fn", "tp", "expected", "squared_error", "pairs")
"""What is known of a group after counting; ``pairs`` counts (outcome, no outcome) pairs that the score ranks rightly."""


@njit(cache=True, nogil=True)
def tally(group, outcome, flag, risk, weight, n_groups):  # type: ignore[no-untyped-def]
    """Sums per group and of the whole (last), without pairs; ``weight`` of size 0 means one each.

    Returns float64 [7, groups + 1].
    """
    sums = np.zeros((7, n_groups + 1))
    weighted = weight.size > 0
    for i in range(group.size):
        w = weight[i] if weighted else 1.0
        g, y = group[i], outcome[i]
        sums[2 * y + flag[i], g] += w
        sums[4, g] += w * risk[i]
        sums[5, g] += w * (risk[i] - y) * (risk[i] - y)
    for g in range(n_groups):
        for what in range(7):
            sums[what, n_groups] += sums[what, g]
    return sums


@njit(cache=True, nogil=True)
def ranked_pairs(order, risk, group, outcome, weight, n_groups):  # type: ignore[no-untyped-def]
    """Exact pairs within each group (last: the whole) and within its rest; ``order`` sorts risk downward.

    Returns float64 [2, groups + 1].
    """
    weighted = weight.size > 0
    within, across = np.zeros(n_groups), np.zeros(n_groups)
    above, tie_1, tie_0 = np.zeros(n_groups), np.zeros(n_groups), np.zeros(n_groups)
    last = np.full(n_groups, np.inf)
    total_0 = 0.0
    for i in range(group.size):
        if outcome[i] == 0:
            total_0 += weight[i] if weighted else 1.0
    all_above = all_pairs = seen_0 = 0.0
    start = 0
    while start < order.size:
        end, block_1, block_0 = start, 0.0, 0.0
        value = risk[order[start]]
        while end < order.size and risk[order[end]] == value:
            i = order[end]
            w = weight[i] if weighted else 1.0
            if outcome[i] == 1:
                block_1 += w
            else:
                block_0 += w
            end += 1
        seen_0 += block_0
        all_pairs += block_0 * (all_above + 0.5 * block_1)
        for at in range(start, end):
            i = order[at]
            g = group[i]
            w = weight[i] if weighted else 1.0
            if last[g] != value:
                within[g] += tie_0[g] * (above[g] + 0.5 * tie_1[g])
                above[g] += tie_1[g]
                tie_1[g] = tie_0[g] = 0.0
                last[g] = value
            if outcome[i] == 1:
                tie_1[g] += w
                across[g] += w * (total_0 - seen_0 + 0.5 * block_0)
            else:
                tie_0[g] += w
                across[g] += w * (all_above + 0.5 * block_1)
        all_above += block_1
        start = end
    pairs = np.zeros((2, n_groups + 1))
    for g in range(n_groups):
        pairs[0, g] = within[g] + tie_0[g] * (above[g] + 0.5 * tie_1[g])
        pairs[1, g] = all_pairs - across[g] + pairs[0, g]
    pairs[0, n_groups] = all_pairs
    return pairs


@njit(cache=True, nogil=True)
def code_range(risk, low, scale, codes):  # type: ignore[no-untyped-def]
    """Codes of risk on an even grid, how often each is seen, its first value, and whether it is its only value."""
    first = np.full(codes, np.nan)
    code = np.empty(risk.size, np.uint16)
    seen = np.zeros(codes, np.int64)
    exact = True
    for i in range(risk.size):
        c = int((risk[i] - low) * scale + 0.5)
        code[i] = c
        if seen[c] == 0:
            first[c] = risk[i]
        elif first[c] != risk[i]:
            exact = False
        seen[c] += 1
    return code, seen, first, exact


@njit(cache=True, nogil=True)
def number_cells(group, outcome, flag, level, n_groups, levels):  # type: ignore[no-untyped-def]
    """Cell of each row (group, level, outcome, flag, in that order of weight) and rows per cell: int32 [n], [cells]."""
    cell = np.empty(group.size, np.int32)
    rows = np.zeros(n_groups * levels * 4, np.int32)
    for i in range(group.size):
        c = ((group[i] * levels + level[i]) * 2 + outcome[i]) * 2 + flag[i]
        cell[i] = c
        rows[c] += 1
    return cell, rows


@njit(cache=True, nogil=True)
def count_cells(group, outcome, flag, level, risk, weight, n_groups, levels):  # type: ignore[no-untyped-def]
    """Cell of each row and sums per cell, for levels that hold several values, or weighted rows.

    Returns
    -------
    cell : int32 [n]
    sums : float64 [3, cells]
        Weight, expected and squared error.
    """
    cell = np.empty(group.size, np.int32)
    sums = np.zeros((n_groups * levels * 4, 3))
    weighted = weight.size > 0
    for i in range(group.size):
        w = weight[i] if weighted else 1.0
        c = ((group[i] * levels + level[i]) * 2 + outcome[i]) * 2 + flag[i]
        cell[i] = c
        sums[c, 0] += w
        sums[c, 1] += w * risk[i]
        sums[c, 2] += w * (risk[i] - outcome[i]) * (risk[i] - outcome[i])
    return cell, sums.T


@njit(cache=True, nogil=True)
def renumber(cell, place):  # type: ignore[no-untyped-def]
    """The place of each row's cell among the cells in use."""
    at = np.empty(cell.size, np.int32)
    for i in range(cell.size):
        at[i] = place[cell[i]]
    return at


@njit(cache=True, nogil=True)
def add_replicates(counts, cell, key, weight, seed, table):  # type: ignore[no-untyped-def]
    """Add to ``counts`` [cells, width] each row under the Poisson weights of its cluster, times its own weight if any.

    ``weight`` is an array, or None for rows that all count once; the compiler keeps the branch that holds.
    """
    width = counts.shape[1]
    weights = np.zeros(width, np.uint32)
    last = ~key[0]
    for i in range(cell.size):
        if key[i] != last:
            last = key[i]
            fill_weights(last, seed, table, weights)
        row = counts[cell[i]]
        for r in range(width):
            if weight is None:
                row[r] += weights[r]
            else:
                row[r] += weight[i] * weights[r]


@njit(cache=True, nogil=True)
def fold(counts, cells, means, n_groups, levels):  # type: ignore[no-untyped-def]
    """Cells in replicates to sums of each group and pairs of each rest.

    Parameters
    ----------
    counts : array [cells, width]
    cells : int array, codes as made by :func:`count_cells`, ascending
    means : float64 [2, cells], mean risk and mean squared error in a cell

    Returns
    -------
    sums : float64 [7, groups + 1, width], the last group being the whole
    rest : float64 [groups + 1, width], pairs among all others
    """
    width = counts.shape[1]
    sums = np.zeros((7, n_groups + 1, width))
    rest = np.zeros((n_groups + 1, width))
    whole = np.zeros((levels, 2, width))
    for c in range(cells.size):
        part = whole[(cells[c] // 4) % levels, (cells[c] // 2) % 2]
        for r in range(width):
            part[r] += counts[c, r]
    c = 0
    for g in range(n_groups):
        own = np.zeros((levels, 2, width))
        while c < cells.size and cells[c] // (4 * levels) == g:
            part = own[(cells[c] // 4) % levels, (cells[c] // 2) % 2]
            for r in range(width):
                part[r] += counts[c, r]
                sums[cells[c] % 4, g, r] += counts[c, r]
                sums[4, g, r] += means[0, c] * counts[c, r]
                sums[5, g, r] += means[1, c] * counts[c, r]
            c += 1
        above, rest_above = np.zeros(width), np.zeros(width)
        for k in range(levels - 1, -1, -1):
            for r in range(width):
                zero, one = own[k, 0, r], own[k, 1, r]
                others_0, others_1 = whole[k, 0, r] - zero, whole[k, 1, r] - one
                sums[6, g, r] += zero * (above[r] + 0.5 * one)
                rest[g, r] += others_0 * (rest_above[r] + 0.5 * others_1)
                above[r] += one
                rest_above[r] += others_1
    for g in range(n_groups):
        for what in range(6):
            for r in range(width):
                sums[what, n_groups, r] += sums[what, g, r]
    above = np.zeros(width)
    for k in range(levels - 1, -1, -1):
        for r in range(width):
            sums[6, n_groups, r] += whole[k, 0, r] * (above[r] + 0.5 * whole[k, 1, r])
            above[r] += whole[k, 1, r]
    return sums, rest
