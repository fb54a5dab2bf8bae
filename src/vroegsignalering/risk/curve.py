"""The curve of calibration: from an additive logit to the log-odds that were met, straight between a few corners.

Where factors do not add up on the logit, no line through it calibrates. A rising curve does, and changes no ranking. The
sum of looked-up terms stays what it was and is read off one published curve, as a score is read off its table.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.special import expit

CORNERS = 12
CELLS = 4096
STRENGTHS = tuple(10.0**power for power in range(3, -4, -1))
"""Smoothing that is tried, from nearly a line to nearly free, as a multiple of what the data say."""

LEAST_SLOPE = 0.05
"""A curve that rises less than this between two corners would leave no order among people."""

STRAIGHT = np.empty((2, 0))
"""No corners: the logit as it is."""


@njit(cache=True, nogil=True)
def bent(logit, corners):  # type: ignore[no-untyped-def]
    """Log-odds after the curve, and its slope there; beyond the outermost corners it goes straight on."""
    last = corners.shape[1] - 1
    if last < 1:
        return logit, 1.0
    at, height = corners[0], corners[1]
    place = min(max(np.searchsorted(at, logit) - 1, 0), last - 1)
    slope = (height[place + 1] - height[place]) / (at[place + 1] - at[place])
    return height[place] + slope * (logit - at[place]), slope


@njit(cache=True, nogil=True)
def bent_all(logit, corners):  # type: ignore[no-untyped-def]
    """:func:`bent` of every row."""
    out = np.empty(len(logit))
    for i in range(len(logit)):
        out[i] = bent(logit[i], corners)[0]
    return out


def fitted_curve(logit: np.ndarray, y: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, float, float]:
    """The curve that foretells best by Akaike's criterion among those that rise everywhere.

    Corners lie where equal parts of the information are; changes of slope are smoothed (a penalised spline of degree one,
    Eilers and Marx 1996), so that without reason the curve is the line that it started as.

    Parameters
    ----------
    logit : float array, n; calibrated by a line already
    y : array of 0/1, n
    times : float array, n
        How many times each row counts.

    Returns
    -------
    corners : array, 2 x corners
        Logits and log-odds; empty where no curve can be drawn.
    freedom : float
        Effective degrees of freedom beyond those of a line.
    gain : float
        Log likelihood gained over the logit as it is.
    """
    at, mass, outcomes = _cells(logit, y, times)
    corners = _places(at, mass * expit(at) * expit(-at))
    if len(corners) < 4:
        return STRAIGHT, 0.0, 0.0
    basis, rough = _basis(at, corners), _roughness(corners)
    before, heights = _loss(at, mass, outcomes), corners.copy()
    best, found = np.inf, (STRAIGHT, 0.0, 0.0)
    for strength in STRENGTHS:
        heights, freedom = _solved(basis, rough, mass, outcomes, heights, strength)
        if (np.diff(heights) < LEAST_SLOPE * np.diff(corners)).any():
            break
        lost = _loss(basis @ heights, mass, outcomes)
        if lost + freedom < best:
            best, found = lost + freedom, (np.stack([corners, heights]), freedom - 2.0, before - lost)
    return found


def _cells(logit: np.ndarray, y: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean logit, rows and outcomes of cells of neighbours: as good as the rows, and few."""
    order = np.argsort(logit, kind="stable")
    order = order[times[order] > 0]
    heads = np.unique(np.linspace(0, len(order), CELLS + 1).astype(int)[:-1])
    sums = [np.add.reduceat(part[order], heads) for part in (times * logit, times, times * y)]
    return sums[0] / sums[1], sums[1], sums[2]


def _places(at: np.ndarray, information: np.ndarray) -> np.ndarray:
    below = np.cumsum(information) - information / 2
    wanted = (np.arange(CORNERS) + 0.5) / CORNERS * information.sum()
    found = np.interp(wanted, below, at)
    return found[np.diff(found, prepend=-np.inf) > 1e-3]


def _basis(at: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Share of every corner's height in the curve, cells x corners."""
    return np.column_stack([bent_all(at, np.stack([corners, unit])) for unit in np.eye(len(corners))])


def _roughness(corners: np.ndarray) -> np.ndarray:
    """Penalty on changes of slope: nought for a line."""
    slopes = np.diff(np.eye(len(corners)), axis=0) / np.diff(corners)[:, None]
    change = np.diff(slopes, axis=0)
    return change.T @ change


def _solved(
    basis: np.ndarray,
    rough: np.ndarray,
    mass: np.ndarray,
    outcomes: np.ndarray,
    heights: np.ndarray,
    strength: float,
) -> tuple[np.ndarray, float]:
    """Heights of the corners under one strength of smoothing, and their effective degrees of freedom."""
    for _ in range(50):
        risk = expit(basis @ heights)
        bend = (basis * (mass * risk * (1 - risk))[:, None]).T @ basis
        penalty = strength * np.trace(bend) / np.trace(rough) * rough
        step = np.linalg.solve(bend + penalty, basis.T @ (outcomes - mass * risk) - penalty @ heights)
        heights = heights + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return heights, float(np.trace(np.linalg.solve(bend + penalty, bend)))


def _loss(value: np.ndarray, mass: np.ndarray, outcomes: np.ndarray) -> float:
    return float(mass @ np.logaddexp(0.0, value) - outcomes @ value)
