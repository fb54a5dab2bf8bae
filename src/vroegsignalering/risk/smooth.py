"""One feature's update: a penalised spline on its histogram, its smoothing strength, a monotone projection.

The penalty is the squared second difference over ordered bins (P-spline) or a ridge over words; the smoothing
strength follows Fellner and Schall, as generalised by Wood and Fasiolo (2017): no grid, no validation split. Where a
shape jumps, its own smoothing falls away there, so that a step in a rule stays a step. The system is pentadiagonal, so
a solve and the spreads it needs cost a few microseconds, whatever the number of bins.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TINY_RIDGE = 1e-3
MISSING_RIDGE = 1.0
LEAST_SMOOTHING, MOST_SMOOTHING = 1e-3, 1e11
FREEDOM = 1.0
"""Degrees of Student's t for bends: at one (Cauchy) bands hold true shapes with and without steps at their rate."""


@njit(cache=True, nogil=True)
def solve_chain(curvature, gradient, effect, strengths, ridge):  # type: ignore[no-untyped-def]
    """Solve ``(diag(curvature) + S) d = gradient - S effect`` with ``S = D' diag(strengths) D + ridge I``.

    Parameters
    ----------
    strengths : array, k - 2
        Smoothing of each second difference.

    Returns
    -------
    step : array, k
    bends, doubts : arrays, k - 2
        Square of each second difference at the new effect, and its posterior variance, other terms held.
    spread : array, k
        Posterior variance of each bin, other terms held.
    """
    k = len(curvature)
    main, first, second = penalty_bands(strengths)
    right = gradient - ridge * effect - _rough(main, first, second, effect)
    pivot, low1, low2 = _factor(curvature + ridge + main, first, second)
    step = _substitute(pivot, low1, low2, right)
    v0, v1, v2 = _inverse_bands(pivot, low1, low2)
    new = effect + step
    bends, doubts = np.empty(k - 2), np.empty(k - 2)
    for i in range(k - 2):
        doubt = v0[i] + 4.0 * v0[i + 1] + v0[i + 2] - 4.0 * (v1[i] + v1[i + 1]) + 2.0 * v2[i]
        bends[i] = (new[i] - 2.0 * new[i + 1] + new[i + 2]) ** 2
        doubts[i] = max(doubt, 0.0)
    return step, bends, doubts, v0[:k]


@njit(cache=True, nogil=True)
def _rough(main, first, second, effect):  # type: ignore[no-untyped-def]
    """Penalty times effect."""
    k = len(effect)
    out = main * effect
    for i in range(k):
        if i >= 1:
            out[i] += first[i - 1] * effect[i - 1]
        if i >= 2:
            out[i] += second[i - 2] * effect[i - 2]
        if i + 1 < k:
            out[i] += first[i] * effect[i + 1]
        if i + 2 < k:
            out[i] += second[i] * effect[i + 2]
    return out


@njit(cache=True, nogil=True)
def penalty_bands(strengths):  # type: ignore[no-untyped-def]
    """Main, first and second diagonal of the penalty; the last places of the latter two are nought."""
    k = len(strengths) + 2
    main, first, second = np.zeros(k), np.zeros(k), np.zeros(k)
    for i in range(k - 2):
        main[i] += strengths[i]
        main[i + 1] += 4.0 * strengths[i]
        main[i + 2] += strengths[i]
        first[i] -= 2.0 * strengths[i]
        first[i + 1] -= 2.0 * strengths[i]
        second[i] += strengths[i]
    return main, first, second


@njit(cache=True, nogil=True)
def _factor(main, first, second):  # type: ignore[no-untyped-def]
    k = len(main)
    pivot, low1, low2 = np.zeros(k), np.zeros(k), np.zeros(k)
    for i in range(k):
        pivot[i] = main[i]
        if i >= 1:
            pivot[i] -= pivot[i - 1] * low1[i - 1] ** 2
        if i >= 2:
            pivot[i] -= pivot[i - 2] * low2[i - 2] ** 2
        off = first[i]
        if i >= 1:
            off -= pivot[i - 1] * low1[i - 1] * low2[i - 1]
        low1[i] = off / pivot[i]
        low2[i] = second[i] / pivot[i]
    return pivot, low1, low2


@njit(cache=True, nogil=True)
def _substitute(pivot, low1, low2, right):  # type: ignore[no-untyped-def]
    k = len(pivot)
    out = right.copy()
    for i in range(k):
        if i >= 1:
            out[i] -= low1[i - 1] * out[i - 1]
        if i >= 2:
            out[i] -= low2[i - 2] * out[i - 2]
    for i in range(k):
        out[i] /= pivot[i]
    for i in range(k - 1, -1, -1):
        if i + 1 < k:
            out[i] -= low1[i] * out[i + 1]
        if i + 2 < k:
            out[i] -= low2[i] * out[i + 2]
    return out


@njit(cache=True, nogil=True)
def _inverse_bands(pivot, low1, low2):  # type: ignore[no-untyped-def]
    """The inverse's diagonal and its two nearest neighbours (Hutchinson and de Hoog 1985)."""
    k = len(pivot)
    v0, v1, v2 = np.zeros(k + 2), np.zeros(k + 2), np.zeros(k + 2)
    for i in range(k - 1, -1, -1):
        v2[i] = -low1[i] * v1[i + 1] - low2[i] * v0[i + 2] if i + 2 < k else 0.0
        v1[i] = -low1[i] * v0[i + 1] - low2[i] * v1[i + 1] if i + 1 < k else 0.0
        v0[i] = 1.0 / pivot[i] - low1[i] * v1[i] - low2[i] * v2[i]
    return v0, v1, v2


def smoothing_update(rank: float, smoothing: float, spent: float, bend: float) -> float:
    """The next smoothing strength: effective freedom spent on bending over the bending itself.

    A weak prior on the spread of the bends (Chung and others 2013) holds on to one degree of freedom, so that a shape
    that looks straight does not claim to be certainly straight.
    """
    wanted = (rank - smoothing * spent) / (bend + 1.0 / smoothing)
    return float(np.clip(wanted, LEAST_SMOOTHING, MOST_SMOOTHING))


def local_update(smoothing: float, bends: np.ndarray, doubts: np.ndarray) -> np.ndarray:
    """The next relative smoothing of each second difference: one where the shape is even, near nought where it jumps.

    Second differences follow Student's t around nought (weights as in Lange, Little and Taylor 1989): where one is far
    larger than the others, such as at a step, its own smoothing falls and the shape can follow.
    """
    return (FREEDOM + 1.0) / (FREEDOM + smoothing * (bends + doubts))


def solve_levels(
    curvature: np.ndarray, gradient: np.ndarray, effect: np.ndarray, smoothing: float
) -> tuple[np.ndarray, float, float]:
    """The same for words: a ridge, one number per word."""
    inverse = 1.0 / (curvature + smoothing)
    step = (gradient - smoothing * effect) * inverse
    new = effect + step
    return step, float(inverse.sum()), float(new @ new)


@njit(cache=True, nogil=True)
def monotone(effect, weight, direction):  # type: ignore[no-untyped-def]
    """Nearest effects (weighted) that never fall, or never rise for direction -1: pool adjacent violators."""
    k = len(effect)
    level, mass, length = np.empty(k), np.empty(k), np.empty(k, np.int64)
    top = 0
    for i in range(k):
        level[top], mass[top], length[top] = direction * effect[i], weight[i], 1
        top += 1
        while top > 1 and level[top - 2] > level[top - 1]:
            joined = mass[top - 2] + mass[top - 1]
            level[top - 2] = (level[top - 2] * mass[top - 2] + level[top - 1] * mass[top - 1]) / joined
            mass[top - 2] = joined
            length[top - 2] += length[top - 1]
            top -= 1
    out = np.empty(k)
    at = 0
    for b in range(top):
        for _ in range(length[b]):
            out[at] = direction * level[b]
            at += 1
    return out
