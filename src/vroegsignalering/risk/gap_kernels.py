"""The compiled passes behind the decomposition: contributions summed per group, returns refitted per group.

For a row with logit ``e``, mean logit ``c`` and terms ``f``, term ``j`` contributes ``f[j] * (p(e) - p(c)) / (e - c)``
share points: Aumann-Shapley along the straight line, in closed form, whatever rising curve ``p`` takes a logit to a
risk. Rows are worked in fixed blocks.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from vroegsignalering.risk.curve import bent

MOST_STRATA = 128
RUN = 1024


@njit(cache=True, nogil=True)
def risk_of(logit):  # type: ignore[no-untyped-def]
    """Logistic function without overflow."""
    if logit >= 0:
        return 1.0 / (1.0 + np.exp(-logit))
    tail = np.exp(logit)
    return tail / (1.0 + tail)


@njit(cache=True, nogil=True)
def slope_between(one, other, corners):  # type: ignore[no-untyped-def]
    """Mean slope of the risk between two logits: share points per unit of logit."""
    if abs(one - other) < 1e-8:
        value, slope = bent(0.5 * (one + other), corners)
        middle = risk_of(value)
        return middle * (1.0 - middle) * slope
    return (risk_of(bent(one, corners)[0]) - risk_of(bent(other, corners)[0])) / (one - other)


@njit(cache=True, nogil=True)
def fill_terms(codes, tables, row, terms):  # type: ignore[no-untyped-def]
    """Terms of one row, from codes and tables or, without codes, from a matrix; their sum."""
    total = 0.0
    for j in range(len(terms)):
        terms[j] = tables[j, codes[j, row]] if codes.shape[0] else tables[row, j]
        total += terms[j]
    return total


@njit(cache=True, nogil=True)
def fill_chunk(codes, tables, begin, values):  # type: ignore[no-untyped-def]
    """Terms of a run of rows, terms x rows, from codes and tables or, without codes, from a matrix."""
    for j in range(values.shape[0]):
        into = values[j]
        if codes.shape[0]:
            column, table = codes[j], tables[j]
            for i in range(values.shape[1]):
                into[i] = table[column[begin + i]]
        else:
            for i in range(values.shape[1]):
                into[i] = tables[begin + i, j]


@njit(cache=True, nogil=True)
def add_rows(codes, tables, intercept, corners, cells, y, number, shares, start, stop):  # type: ignore[no-untyped-def]
    """(terms, risk, outcome, rows) x cells sums over a block of rows; a cell is a group and stratum.

    Worked in runs of rows that stay in the processor's cache, one column after the other, so that a column's sums do too.
    """
    size = codes.shape[0] if codes.shape[0] else tables.shape[1]
    sums = np.zeros((size + 3, number))
    buffer = np.empty((size, RUN))
    logit, scale = np.empty(RUN), np.ones(RUN)
    for begin in range(start, stop, RUN):
        m = min(RUN, stop - begin)
        values = buffer[:, :m]
        fill_chunk(codes, tables, begin, values)
        logit[:m] = intercept
        for j in range(size):
            for i in range(m):
                logit[i] += values[j, i]
        if shares:
            for i in range(m):
                scale[i] = slope_between(logit[i], intercept, corners)
        here = cells[begin : begin + m]
        for j in range(size):
            into = sums[j]
            for i in range(m):
                into[here[i]] += values[j, i] * scale[i]
        for i in range(m):
            sums[size, here[i]] += risk_of(bent(logit[i], corners)[0])
            sums[size + 1, here[i]] += y[begin + i]
            sums[size + 2, here[i]] += 1.0
    return sums


@njit(cache=True, nogil=True)
def returns_step(codes, tables, intercept, corners, places, y, returns, rows, start, stop):  # type: ignore[no-untyped-def]
    """Gradient and curvature of each group's log likelihood in its level and returns, over a block of sampled rows."""
    groups, size = returns.shape
    gradient = np.zeros((groups, size))
    bend = np.zeros((groups, size, size))
    terms = np.empty(size - 1)
    for place in range(start, stop):
        i = rows[place]
        fill_terms(codes, tables, i, terms)
        mine = returns[places[i]]
        logit = intercept + mine[size - 1]
        for j in range(size - 1):
            logit += terms[j] * mine[j]
        value, slope = bent(logit, corners)
        risk = risk_of(value)
        gap, curve = slope * (y[i] - risk), slope * slope * risk * (1.0 - risk)
        into, square = gradient[places[i]], bend[places[i]]
        for j in range(size - 1):
            into[j] += gap * terms[j]
            for k in range(j + 1):
                square[j, k] += curve * terms[j] * terms[k]
            square[size - 1, j] += curve * terms[j]
        into[size - 1] += gap
        square[size - 1, size - 1] += curve
    return gradient, bend


@njit(cache=True, nogil=True)
def returns_shares(codes, tables, intercept, corners, places, returns, rows, start, stop):  # type: ignore[no-untyped-def]
    """Share points that a group's own level and returns add, per group and term, and slopes for their errors."""
    groups, size = returns.shape
    sums = np.zeros((2, groups, size))
    terms = np.empty(size - 1)
    for place in range(start, stop):
        i = rows[place]
        common = intercept + fill_terms(codes, tables, i, terms)
        mine = returns[places[i]]
        own = intercept + mine[size - 1]
        for j in range(size - 1):
            own += terms[j] * mine[j]
        scale = slope_between(own, common, corners)
        for j in range(size - 1):
            sums[0, places[i], j] += scale * terms[j] * (mine[j] - 1.0)
            sums[1, places[i], j] += scale * terms[j]
        sums[0, places[i], size - 1] += scale * mine[size - 1]
        sums[1, places[i], size - 1] += scale
    return sums
