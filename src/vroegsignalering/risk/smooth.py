"""One feature's update: a penalised spline on its histogram, its smoothing strength, a monotone projection.

The penalty is the squared second difference over ordered bins (P-spline) or a ridge over words; the smoothing
strength follows Fellner and Schall, as generalised by Wood and Fasiolo (2017): no grid, no validation split. The
system is pentadiagonal, so a solve and the trace it needs cost a few microseconds, whatever the number of bins.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TINY_RIDGE = 1e-3
MISSING_RIDGE = 1.0
LEAST_SMOOTHING, MOST_SMOOTHING = 1e-3, 1e9


@njit(cache=True, nogil=True)
def solve_chain(curvature, gradient, effect, smoothing, ridge):  # type: ignore[no-untyped-def]
    """Solve ``(diag(curvature) + S) d = gradient - S effect`` with ``S = smoothing D'D + ridge I`` for ordered bins.

    Returns the step ``d``, the trace of ``V D'D`` and ``b'D'D b`` at the new effect, for the smoothing update.
    """
    k = len(curvature)
    main, first, second = _penalty_bands(k)
    rough = np.zeros(k)
    for i in range(k):
        rough[i] = main[i] * effect[i]
        if i >= 1:
            rough[i] += first[i - 1] * effect[i - 1]
        if i >= 2:
            rough[i] += second[i - 2] * effect[i - 2]
        if i + 1 < k:
            rough[i] += first[i] * effect[i + 1]
        if i + 2 < k:
            rough[i] += second[i] * effect[i + 2]
    right = gradient - smoothing * rough - ridge * effect
    pivot, low1, low2 = _factor(curvature + ridge + smoothing * main, smoothing * first, smoothing * second)
    step = _substitute(pivot, low1, low2, right)
    trace = _inverse_trace(pivot, low1, low2, main, first, second)
    new = effect + step
    bend = 0.0
    for i in range(k - 2):
        bend += (new[i] - 2.0 * new[i + 1] + new[i + 2]) ** 2
    return step, trace, bend


@njit(cache=True, nogil=True)
def _penalty_bands(k):  # type: ignore[no-untyped-def]
    main, first, second = np.zeros(k), np.zeros(k), np.zeros(k)
    for i in range(k - 2):
        main[i] += 1.0
        main[i + 1] += 4.0
        main[i + 2] += 1.0
        first[i] -= 2.0
        first[i + 1] -= 2.0
        second[i] += 1.0
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
def _inverse_trace(pivot, low1, low2, main, first, second):  # type: ignore[no-untyped-def]
    """Trace of inverse times penalty, from the inverse's band alone (Hutchinson and de Hoog 1985)."""
    k = len(pivot)
    v0, v1, v2 = np.zeros(k + 2), np.zeros(k + 2), np.zeros(k + 2)
    trace = 0.0
    for i in range(k - 1, -1, -1):
        v2[i] = -low1[i] * v1[i + 1] - low2[i] * v0[i + 2] if i + 2 < k else 0.0
        v1[i] = -low1[i] * v0[i + 1] - low2[i] * v1[i + 1] if i + 1 < k else 0.0
        v0[i] = 1.0 / pivot[i] - low1[i] * v1[i] - low2[i] * v2[i]
        trace += main[i] * v0[i] + 2.0 * (first[i] * v1[i] + second[i] * v2[i])
    return trace


def smoothing_update(rank: int, smoothing: float, trace: float, bend: float) -> float:
    """The next smoothing strength: effective freedom spent on bending over the bending itself."""
    return float(np.clip((rank - smoothing * trace) / max(bend, 1e-12), LEAST_SMOOTHING, MOST_SMOOTHING))


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
