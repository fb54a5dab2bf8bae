"""The curve of calibration: from an additive logit to the log-odds that were met, straight between a few corners.

Where factors do not add up on the logit, no line through it calibrates. A rising curve does, and changes no ranking. The
sum of looked-up terms stays what it was and is read off one published curve, as a score is read off its table.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.special import expit

from vroegsignalering.risk.smooth import monotone

FEWEST_CORNERS, MOST_CORNERS, ROWS_A_CORNER = 12, 64, 500
"""A bend may lie anywhere, and be sharp: with many rows corners are tried closely, and those that hold nothing go again."""

CELLS = 4096
STRENGTHS = tuple(10.0**power for power in range(5, -4, -1))
"""Smoothing that is tried, from nearly a line to nearly free, as a multiple of what the data say."""

SAME_RISK = 0.0005
"""A corner goes where the curve without it is nowhere further off than this."""

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
    """The curve that foretells best by Akaike's criterion among some that rise everywhere.

    Corners lie where equal numbers of rows are; changes of slope are smoothed (a penalised spline of degree one, Eilers and
    Marx 1996), so that without reason the curve is the line that it started as. Where it would fall, neighbours are pooled.

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
    corners = _places(at, mass, int(np.count_nonzero(times)))
    if len(corners) < 4:
        return STRAIGHT, 0.0, 0.0
    basis, rough = _basis(at, corners), _roughness(corners)
    before, best, found = _loss(at, mass, outcomes), np.inf, (STRAIGHT, 0.0, 0.0)
    heights = corners.copy()
    for strength in STRENGTHS:
        heights, freedom, firm = _solved(basis, rough, mass, outcomes, heights, strength)
        rising = _rising(corners, heights, firm)
        lost = _loss(basis @ rising, mass, outcomes)
        if lost + freedom < best:
            best, found = lost + freedom, (np.stack([corners, rising]), freedom - 2.0, before - lost)
    return _needed(found[0]), found[1], found[2]


def _cells(logit: np.ndarray, y: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean logit, rows and outcomes of cells of neighbours: as good as the rows, and few."""
    order = np.argsort(logit, kind="stable")
    order = order[times[order] > 0]
    heads = np.unique(np.linspace(0, len(order), CELLS + 1).astype(int)[:-1])
    sums = [np.add.reduceat(part[order], heads) for part in (times * logit, times, times * y)]
    return sums[0] / sums[1], sums[1], sums[2]


def _places(at: np.ndarray, mass: np.ndarray, rows: int) -> np.ndarray:
    number = min(max(rows // ROWS_A_CORNER, FEWEST_CORNERS), MOST_CORNERS)
    below = np.cumsum(mass) - mass / 2
    wanted = (np.arange(number) + 0.5) / number * mass.sum()
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
) -> tuple[np.ndarray, float, np.ndarray]:
    """Heights of the corners under one strength of smoothing, their effective degrees of freedom, and how firm each is."""
    for _ in range(50):
        risk = expit(basis @ heights)
        bend = (basis * (mass * risk * (1 - risk))[:, None]).T @ basis
        penalty = strength * np.trace(bend) / np.trace(rough) * rough
        step = np.linalg.solve(bend + penalty, basis.T @ (outcomes - mass * risk) - penalty @ heights)
        heights = heights + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return heights, float(np.trace(np.linalg.solve(bend + penalty, bend))), np.diag(bend)


def _rising(corners: np.ndarray, heights: np.ndarray, firm: np.ndarray) -> np.ndarray:
    """Nearest heights that rise everywhere, by the least slope or more."""
    least = LEAST_SLOPE * corners
    pooled: np.ndarray = monotone(heights - least, firm, 1.0)
    return pooled + least


def _needed(corners: np.ndarray) -> np.ndarray:
    """The curve without corners that hold nothing (Douglas and Peucker 1973)."""
    last = corners.shape[1] - 1
    kept, spans = np.isin(np.arange(last + 1), (0, last)), [(0, last)]
    while spans:
        first, last = spans.pop()
        inside = slice(first + 1, last)
        straight = np.interp(corners[0, inside], corners[0, [first, last]], corners[1, [first, last]])
        off = np.abs(expit(straight) - expit(corners[1, inside]))
        if off.max(initial=0.0) > SAME_RISK:
            middle = first + 1 + int(off.argmax())
            kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return corners[:, kept]


def _loss(value: np.ndarray, mass: np.ndarray, outcomes: np.ndarray) -> float:
    return float(mass @ np.logaddexp(0.0, value) - outcomes @ value)
