"""Two scores on the same households: each one's quality, and the difference with an interval that knows they are paired.

AUC, coverage at a capacity and log loss are means of influences; the influences of two scores are subtracted row by
row and summed per household before the spread is taken (DeLong 1988; clustered as in Obuchowski 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from vroegsignalering.risk.faults import DataFault, ModelFault
from vroegsignalering.risk.shapes import Z95

METRICS = ("auc", "coverage", "log_loss")
CLOSEST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """One metric of two scores: values, difference (first less second), 95 % intervals.

    Parameters
    ----------
    metric : str
    first, first_low, first_high : float
        The first score's own value, and its interval.
    second : float
    difference, low, high : float
        In the unit of the metric.
    """

    metric: str
    first: float
    first_low: float
    first_high: float
    second: float
    difference: float
    low: float
    high: float


def paired(
    metric: str,
    first: np.ndarray,
    second: np.ndarray,
    y: np.ndarray,
    *,
    cluster: Any = None,
    capacity: float = 0.05,
) -> Paired:
    """Compare two scores on the same rows.

    Parameters
    ----------
    metric : {"auc", "coverage", "log_loss"}
        Coverage: share of the recorded outcomes among the ``capacity`` highest scores; ties share places.
    first, second : float arrays, n; risks 0-1 for log loss, any ranking otherwise
    y : array of 0/1, n
    cluster : household keys, n, optional
    capacity : float, share of rows

    Returns
    -------
    Paired

    Raises
    ------
    DataFault
        The rows hold one outcome only.

    Examples
    --------
    >>> y = np.array([0, 0, 1, 1])
    >>> paired("auc", np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.5, 0.5, 0.5, 0.5]), y).difference
    0.5
    """
    outcome = np.asarray(y, dtype=float)
    if not 0 < outcome.sum() < len(outcome):
        raise DataFault("a comparison needs both outcomes among the test people", where="y")
    (one, ours), (other, theirs) = (_influence(metric, score, outcome, capacity) for score in (first, second))
    error, own = _error(ours - theirs, cluster), _error(ours, cluster)
    return Paired(
        metric=metric,
        first=one,
        first_low=one - Z95 * own,
        first_high=one + Z95 * own,
        second=other,
        difference=one - other,
        low=one - other - Z95 * error,
        high=one - other + Z95 * error,
    )


def _influence(metric: str, score: np.ndarray, y: np.ndarray, capacity: float) -> tuple[float, np.ndarray]:
    if metric == "auc":
        return auc_influence(np.asarray(score, float), y)
    if metric == "coverage":
        return coverage_influence(np.asarray(score, float), y, capacity)
    if metric == "log_loss":
        risk = np.clip(score, CLOSEST, 1 - CLOSEST)
        loss = -(y * np.log(risk) + (1 - y) * np.log1p(-risk))
        return float(loss.mean()), (loss - loss.mean()) / len(y)
    raise ModelFault(f"no metric {metric!r}", where="paired", mend="one of: " + ", ".join(METRICS))


def auc_influence(score: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Area under the curve, ties counting half, and each row's influence on it."""
    is_event = y > 0
    events, others = int(is_event.sum()), int((~is_event).sum())
    rank = rankdata(score)
    placement = np.empty(len(y))
    placement[is_event] = (rank[is_event] - rankdata(score[is_event])) / others
    placement[~is_event] = 1 - (rank[~is_event] - rankdata(score[~is_event])) / events
    area = float(placement[is_event].mean())
    return area, (placement - area) / np.where(is_event, events, others)


def coverage_influence(score: np.ndarray, y: np.ndarray, capacity: float) -> tuple[float, np.ndarray]:
    """Share of outcomes within the capacity, and influences, the moving threshold included."""
    places = max(capacity * len(score), 1.0)
    cut = np.sort(score)[::-1][min(int(np.ceil(places)) - 1, len(score) - 1)]
    above, tied = score > cut, score == cut
    flag = above + tied * ((places - above.sum()) / max(tied.sum(), 1))
    covered = float(flag @ y / y.sum())
    near = np.abs(rankdata(-score) - places) <= max(0.1 * places, 50)
    at_cut = float(y[near].mean()) if near.any() else float(y.mean())
    moving = at_cut * (flag - places / len(score)) / y.sum()
    return covered, (flag - covered) * y / y.sum() - moving


def _error(influence: np.ndarray, cluster: Any) -> float:
    if cluster is None:
        summed = influence
    else:
        _, place = np.unique(np.asarray(cluster), return_inverse=True)
        summed = np.bincount(place, weights=influence)
    return float(np.sqrt((summed**2).sum() * len(summed) / max(len(summed) - 1, 1)))
