"""The arithmetic of the indicators: compiled loops over rows that are sorted by income, one pass each.

Every function takes plain arrays: ``x`` incomes in ascending order, ``w`` positive weights, ``g`` group codes
``0 .. groups-1``. Nothing here checks input; ``sample`` does. Influence functions follow Deville (1999),
Osier (2009) for the Laeken indicators and Langel and Tillé (2013) for Gini; the threshold enters through its
own influence value, so that a group costs no more than its own rows.
"""

from __future__ import annotations

import numpy as np
from numba import njit

OWN = (
    "fgt0",
    "fgt1",
    "fgt2",
    "poor_median_income",
    "relative_median_poverty_gap",
    "quintile_share_ratio",
    "gini",
)
"""Order of the influence values that :func:`own_influence` fills."""

# Columns of the matrix of group parameters that :func:`own_influence` reads.
RATE, GAP1, GAP2, POOR_MEDIAN, DENSITY_POOR, LOWER, UPPER, LOWER_SUM, RATIO, GINI, WEIGHT, TOTAL = range(12)


@njit(cache=True, nogil=True, error_model="numpy")
def totals(x, w, g, groups):  # type: ignore[no-untyped-def]
    """Rows, weight, weighted income and weighted squared income per group, shape (groups, 4)."""
    out = np.zeros((groups, 4))
    for i in range(x.size):
        k = g[i]
        out[k, 0] += 1.0
        out[k, 1] += w[i]
        out[k, 2] += w[i] * x[i]
        out[k, 3] += w[i] * x[i] * x[i]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def quantiles(x, w, g, weights, shares):  # type: ignore[no-untyped-def]
    """Weighted quantiles per group, shape (groups, shares); NaN for an empty group.

    The income where the cumulated weight passes ``share * weight``; where it is met exactly, the mean of that
    income and the next one, so that unit weights give the ordinary median.
    """
    groups, probes = weights.size, shares.size
    found = np.full((groups, probes), np.nan)
    state = np.zeros((groups, probes), dtype=np.int8)
    running = np.zeros(groups)
    for i in range(x.size):
        k = g[i]
        running[k] += w[i]
        for p in range(probes):
            if state[k, p] == 2:
                continue
            if state[k, p] == 1:
                found[k, p] = 0.5 * (found[k, p] + x[i])
                state[k, p] = 2
                continue
            excess = running[k] - shares[p] * weights[k]
            slack = 1e-11 * weights[k]
            if excess >= -slack:
                found[k, p] = x[i]
                state[k, p] = 1 if excess <= slack else 2
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def below(x, w, g, groups, threshold):  # type: ignore[no-untyped-def]
    """Sums over incomes below the threshold, shape (groups, 5): weight, gap, gap squared, and both slopes.

    The slopes are the derivatives of the two gap sums to the threshold.
    """
    out = np.zeros((groups, 5))
    for i in range(x.size):
        if x[i] >= threshold:
            break
        k = g[i]
        gap = (threshold - x[i]) / threshold
        slope = x[i] / (threshold * threshold)
        out[k, 0] += w[i]
        out[k, 1] += w[i] * gap
        out[k, 2] += w[i] * gap * gap
        out[k, 3] += w[i] * slope
        out[k, 4] += w[i] * 2.0 * gap * slope
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def tails(x, w, g, lower, upper):  # type: ignore[no-untyped-def]
    """Weighted income up to ``lower`` and above ``upper``, and the twice-cumulated sum of Gini, per group.

    Shape (groups, 4): lower sum, upper sum, ``sum w x (2 C - w)`` with ``C`` the cumulated weight, ``sum w w
    x``.
    """
    out = np.zeros((lower.size, 4))
    running = np.zeros(lower.size)
    for i in range(x.size):
        k = g[i]
        running[k] += w[i]
        wx = w[i] * x[i]
        if x[i] <= lower[k]:
            out[k, 0] += wx
        if x[i] > upper[k]:
            out[k, 1] += wx
        out[k, 2] += wx * (2.0 * running[k] - w[i])
        out[k, 3] += w[i] * wx
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def densities(x, w, g, weights, points, widths):  # type: ignore[no-untyped-def]
    """Gaussian kernel density per group at its points, with a width for each, shape (groups, points); NaN where that is."""
    out = np.zeros(points.shape)
    for i in range(x.size):
        k = g[i]
        for p in range(points.shape[1]):
            u = (x[i] - points[k, p]) / widths[k, p]
            if -8.0 < u < 8.0:
                out[k, p] += w[i] * np.exp(-0.5 * u * u)
    for k in range(points.shape[0]):
        for p in range(points.shape[1]):
            if np.isfinite(widths[k, p]) and widths[k, p] > 0 and np.isfinite(points[k, p]):
                out[k, p] /= weights[k] * widths[k, p] * np.sqrt(2.0 * np.pi)
            else:
                out[k, p] = np.nan
    return out


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def own_influence(x, threshold, running, running_sum, q, z):  # type: ignore[no-untyped-def]
    """Fill ``z`` (one value per name in OWN) for one row, the threshold held fixed.

    ``q`` is the row of group parameters; ``running`` and ``running_sum`` the cumulated weight and weighted
    income of the row's group up to and including the row.
    """
    weight = q[WEIGHT]
    under = 1.0 if x < threshold else 0.0
    gap = under * (threshold - x) / threshold
    z[0] = (under - q[RATE]) / weight
    z[1] = (gap - q[GAP1]) / weight
    z[2] = (gap * gap - q[GAP2]) / weight
    half = 1.0 if x <= q[POOR_MEDIAN] else 0.0
    z[3] = (0.5 * z[0] - (half - 0.5 * q[RATE]) / weight) / q[DENSITY_POOR]
    z[4] = -z[3] / threshold
    low = 1.0 if x <= q[LOWER] else 0.0
    high = 1.0 if x <= q[UPPER] else 0.0
    lower_part = x * low - q[LOWER] * (low - 0.2)
    upper_part = x * (1.0 - high) + q[UPPER] * (high - 0.8)
    z[5] = (upper_part - q[RATIO] * lower_part) / q[LOWER_SUM]
    spread = 2.0 * (x * running - running_sum) + q[TOTAL] - x * weight
    z[6] = (spread - q[GINI] * (q[TOTAL] + weight * x)) / (weight * q[TOTAL])


@njit(cache=True, nogil=True, error_model="numpy")
def row_moments(x, w, g, params, threshold, slope, median):  # type: ignore[no-untyped-def]
    """Moments of the weighted influence values when every row is its own cluster.

    Returns shape (groups, len(OWN), 3): sum, sum of squares, and cross sum with the threshold's influence
    ``slope * (share below the median - 1/2)`` over the group's own rows.
    """
    groups = params.shape[0]
    out = np.zeros((groups, 7, 3))
    running, running_sum = np.zeros(groups), np.zeros(groups)
    z = np.zeros(7)
    for i in range(x.size):
        k = g[i]
        running[k] += w[i]
        running_sum[k] += w[i] * x[i]
        own_influence(x[i], threshold, running[k], running_sum[k], params[k], z)
        line = w[i] * slope * ((1.0 if x[i] <= median else 0.0) - 0.5)
        for j in range(7):
            t = w[i] * z[j]
            out[k, j, 0] += t
            out[k, j, 1] += t * t
            out[k, j, 2] += t * line
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def cell_sums(x, w, g, cell, cells, params, threshold):  # type: ignore[no-untyped-def]
    """Weighted influence values summed per cell (a cluster within a group), shape (cells, len(OWN))."""
    out = np.zeros((cells, 7))
    groups = params.shape[0]
    running, running_sum = np.zeros(groups), np.zeros(groups)
    z = np.zeros(7)
    for i in range(x.size):
        k = g[i]
        running[k] += w[i]
        running_sum[k] += w[i] * x[i]
        own_influence(x[i], threshold, running[k], running_sum[k], params[k], z)
        for j in range(7):
            out[cell[i], j] += w[i] * z[j]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def cell_moments(sums, cell_group, cell_cluster, line, groups):  # type: ignore[no-untyped-def]
    """As :func:`row_moments`, from sums per cell and the threshold's influence per cluster."""
    out = np.zeros((groups, 7, 3))
    for c in range(sums.shape[0]):
        k = cell_group[c]
        for j in range(7):
            t = sums[c, j]
            out[k, j, 0] += t
            out[k, j, 1] += t * t
            out[k, j, 2] += t * line[cell_cluster[c]]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def line_sums(x, w, cluster, clusters, slope, median):  # type: ignore[no-untyped-def]
    """The threshold's weighted influence summed per cluster, shape (clusters,)."""
    out = np.zeros(clusters)
    for i in range(x.size):
        out[cluster[i]] += w[i] * slope * ((1.0 if x[i] <= median else 0.0) - 0.5)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def line_moments(x, w, slope, median):  # type: ignore[no-untyped-def]
    """Sum and sum of squares of the threshold's weighted influence, every row its own cluster."""
    total, squares = 0.0, 0.0
    for i in range(x.size):
        t = w[i] * slope * ((1.0 if x[i] <= median else 0.0) - 0.5)
        total += t
        squares += t * t
    return total, squares
