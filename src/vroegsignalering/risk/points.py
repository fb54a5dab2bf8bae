"""From weights to whole points: the scale and the rounding that lose least, judged on exact counts.

With at most twelve conditions there are few combinations of answers; all rows are counted once per combination and
every rounding is then judged exactly, on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.risk.conditions import Condition, indicators, newton_cells

SCALES = 24
ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Whole points, and the logistic line over the score."""

    points: np.ndarray
    intercept: float
    slope: float
    loss: float


def whole_points(
    conditions: list[Condition],
    weights: np.ndarray,
    codes: np.ndarray,
    y: np.ndarray,
    times: np.ndarray,
    most: int,
) -> Points:
    """The best whole points between ``-most`` and ``most``."""
    matrix = indicators(conditions, codes)
    key = matrix.astype(np.int64) @ (1 << np.arange(matrix.shape[1], dtype=np.int64))
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    answers = matrix[first].astype(np.int64)
    mass = np.bincount(place, weights=times)
    events = np.bincount(place, weights=times * y)
    largest = float(np.abs(weights).max(initial=0.0))
    if largest == 0:
        return _judged(np.zeros(len(weights), np.int64), answers, mass, events)
    tried = [
        _judged(np.rint(weights / largest * scale).astype(np.int64), answers, mass, events)
        for scale in np.linspace(1.0, most, SCALES)
    ]
    best = min(tried, key=lambda one: one.loss)
    for _ in range(ROUNDS):
        moved = _moved(best, weights, answers, mass, events, most)
        if moved.loss >= best.loss - 1e-9:
            break
        best = moved
    return best


def _moved(
    best: Points, weights: np.ndarray, answers: np.ndarray, mass: np.ndarray, events: np.ndarray, most: int
) -> Points:
    """The best change of one condition by one point; no point changes its sign."""
    tried = [best]
    for place in range(len(best.points)):
        for step in (-1, 1):
            points = best.points.copy()
            points[place] += step
            if abs(points[place]) <= most and points[place] * weights[place] >= 0:
                tried.append(_judged(points, answers, mass, events))
    return min(tried, key=lambda one: one.loss)


def _judged(points: np.ndarray, answers: np.ndarray, mass: np.ndarray, events: np.ndarray) -> Points:
    score = answers @ points
    values, place = np.unique(score, return_inverse=True)
    rows = np.bincount(place, weights=mass)
    outcomes = np.bincount(place, weights=events)
    beta = newton_cells(values[:, None].astype(float), rows, outcomes)
    logit = beta[0] + beta[1] * values
    loss = float(rows @ np.logaddexp(0, logit) - outcomes @ logit)
    return Points(points=points, intercept=float(beta[0]), slope=float(beta[1]), loss=loss)
