"""The recalibration line of every group: log-odds of the outcome on log-odds of the risk, with cluster-robust errors.

A slope below 1 means that estimates are too extreme, an intercept above 0 that the outcome is more frequent than
estimated. Newton steps for all groups at once, then the sandwich over clusters.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from vroegsignalering.audit.grouping import Grouping
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.scores import Scores

Array = NDArray[np.float64]
_EDGE = 1e-12
ROUNDS = 60
SETTLED = 1e-6
"""Largest last step of a line that counts as found; one that still moves is undefined."""


@njit(cache=True, nogil=True)
def _step(log_odds, outcome, group, weight, line, n_groups):  # type: ignore[no-untyped-def]
    """Gradient [groups, 2], information [groups, 3] and log loss [groups] of every group's line."""
    gradient, information, loss = np.zeros((n_groups, 2)), np.zeros((n_groups, 3)), np.zeros(n_groups)
    for i in range(log_odds.size):
        g, x = group[i], log_odds[i]
        w = weight[i] if weight.size > 0 else 1.0
        logit = line[g, 0] + line[g, 1] * x
        p = 1.0 / (1.0 + np.exp(-logit))
        loss[g] += w * (max(logit, 0.0) + np.log1p(np.exp(-abs(logit))) - outcome[i] * logit)
        v = w * p * (1.0 - p)
        gradient[g, 0] += w * (outcome[i] - p)
        gradient[g, 1] += w * (outcome[i] - p) * x
        information[g, 0] += v
        information[g, 1] += v * x
        information[g, 2] += v * x * x
    return gradient, information, loss


def recalibration(scores: Scores, grouping: Grouping) -> pl.DataFrame:
    """Slope and intercept per group.

    Returns
    -------
    DataFrame ``group, calibration_slope, calibration_slope_low, calibration_slope_high, calibration_intercept, ...``
        Null where the line is undefined: one outcome only, one score only, or outcomes that the score separates.
    """
    risk = scores.risk if scores.risk is not None else np.full(len(scores), 0.5)
    safe = np.clip(risk, _EDGE, 1.0 - _EDGE)
    log_odds, n_groups = np.log(safe) - np.log1p(-safe), len(grouping.names)
    weight = scores.weight if scores.weight is not None else np.zeros(0)
    line = np.tile([0.0, 1.0], (n_groups, 1))
    inverse, move = np.zeros((n_groups, 2, 2)), np.zeros((n_groups, 2))
    stood, lost = line, np.full(n_groups, np.inf)
    for _ in range(ROUNDS):
        gradient, information, loss = _step(log_odds, scores.outcome, grouping.number, weight, line, n_groups)
        inverse = _inverse(information)
        far = loss > lost + 1e-9 * np.abs(lost)  # a step that raised the loss is taken back by half
        wanted = np.clip(np.einsum("gij,gj->gi", inverse, gradient), -2.0, 2.0)
        move = np.where(far[:, None], move / 2, wanted)
        stood, lost = np.where(far[:, None], stood, line), np.where(far, lost, loss)
        line = stood + np.nan_to_num(move)
        if np.nanmax(np.abs(move), initial=0.0) < 1e-10:
            break
    unsettled = ~(np.abs(move) < SETTLED).all(axis=1)
    line[unsettled | np.isnan(inverse[:, 0, 0]) | (np.abs(line) > 50).any(axis=1)] = np.nan
    error = _sandwich(scores, grouping, log_odds, line, inverse)
    columns: dict[str, object] = {"group": list(grouping.names)}
    for at, name in ((1, "calibration_slope"), (0, "calibration_intercept")):
        columns[name] = line[:, at]
        columns[f"{name}_low"] = line[:, at] - Z_95 * error[:, at]
        columns[f"{name}_high"] = line[:, at] + Z_95 * error[:, at]
    return pl.DataFrame(columns).with_columns(pl.exclude("group").fill_nan(None))


def _inverse(information: Array) -> Array:
    a, b, c = information.T
    determinant = a * c - b * b
    safe = np.where(determinant > 1e-9 * np.maximum(a * c, 1e-30), determinant, np.nan)
    return np.stack([np.stack([c, -b], -1), np.stack([-b, a], -1)], -2) / safe[:, None, None]


def _sandwich(scores: Scores, grouping: Grouping, log_odds: Array, line: Array, inverse: Array) -> Array:
    """Cluster-robust standard errors of intercept and slope per group."""
    own = line[grouping.number]
    with np.errstate(over="ignore"):
        left = scores.outcome - 1.0 / (1.0 + np.exp(-(own[:, 0] + own[:, 1] * log_odds)))
    if scores.weight is not None:
        left = left * scores.weight
    keys = scores.cluster_keys()
    key = np.arange(len(scores), dtype=np.uint64) if keys is None else keys
    parts = pl.DataFrame({"group": grouping.number, "key": key, "a": left, "b": left * log_odds})
    if keys is not None:
        parts = parts.group_by("group", "key", maintain_order=True).agg(pl.col("a", "b").sum())
    group, a, b = (parts[name].to_numpy() for name in ("group", "a", "b"))
    aa, ab, bb = (np.bincount(group, product, len(grouping.names)) for product in (a * a, a * b, b * b))
    middle = np.stack([np.stack([aa, ab], -1), np.stack([ab, bb], -1)], -2)
    variance = np.einsum("gij,gjk,gkl->gil", inverse, middle, inverse)
    return np.sqrt(np.maximum(np.stack([variance[:, 0, 0], variance[:, 1, 1]], -1), 0.0))


def log_loss(scores: Scores) -> tuple[float, float, float]:
    """Mean log loss with its 95 % cluster interval."""
    risk = scores.risk if scores.risk is not None else np.full(len(scores), 0.5)
    safe = np.clip(risk, _EDGE, 1.0 - _EDGE)
    loss = -np.where(scores.outcome == 1, np.log(safe), np.log1p(-safe))
    weight = scores.weight if scores.weight is not None else np.ones(len(scores))
    mean = float(np.average(loss, weights=weight))
    left = weight * (loss - mean) / weight.sum()
    keys = scores.cluster_keys()
    sums = (
        left
        if keys is None
        else pl.DataFrame({"k": keys, "v": left}).group_by("k", maintain_order=True).sum()["v"].to_numpy()
    )
    error = float(np.sqrt(np.square(sums).sum()))
    return mean, max(mean - Z_95 * error, 0.0), mean + Z_95 * error
