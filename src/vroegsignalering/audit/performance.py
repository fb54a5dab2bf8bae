"""How well the scores do as a whole: discrimination, calibration and reach, with cluster intervals.

``performance`` gives one row per metric, ``calibration`` observed against expected in bins of equal size. Both carry
counts for the door. Log loss and the recalibration line (slope, intercept) use the raw scores.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.engine import count
from vroegsignalering.audit.estimating import design_effects, measure
from vroegsignalering.audit.fairness import REPLICATES, audit
from vroegsignalering.audit.grouping import Grouping
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.recalibration import log_loss
from vroegsignalering.audit.rows import Rows, assemble
from vroegsignalering.audit.scores import Scores
from vroegsignalering.errors import RegisterError

Array = NDArray[np.float64]


def performance(
    scores: Scores, *, capacity: float = 0.05, replicates: int = REPLICATES, seed: int = 1
) -> pl.DataFrame:
    """Performance of the scores over all units.

    Parameters
    ----------
    scores : Scores, n rows, risk on 0-1
    capacity : float, 0-1
        Share of units that can be approached.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Returns
    -------
    DataFrame ``metric, value, low, high, n, n_outcome, numerator, denominator, status``, one row per metric of the
        registry, and ``log_loss``, ``calibration_slope``, ``calibration_intercept``.

    Raises
    ------
    RegisterError
        No risk between 0 and 1.
    """
    _probabilities(scores)
    table = audit(scores, Preregistration(capacity=capacity), replicates=replicates, seed=seed)
    columns = ["metric", "value", "low", "high", "n", "n_outcome", "numerator", "denominator", "status"]
    loss, low, high = log_loss(scores)
    extra = Rows.of(
        {
            "metric": "log_loss",
            "value": np.array([loss]),
            "low": np.array([low]),
            "high": np.array([high]),
            "n": np.array([float(len(scores))]),
            "n_outcome": np.array([float(scores.outcome.sum())]),
            "status": "ok",
        },
        1,
    )
    return pl.concat([table.select(columns), assemble([extra]).select(columns)])


def calibration(
    scores: Scores, *, bins: int = 10, replicates: int = REPLICATES, seed: int = 1
) -> pl.DataFrame:
    """Observed against expected in bins of about equal size (ties stay together).

    Parameters
    ----------
    scores : Scores, n rows, risk on 0-1
    bins : int
        Most bins; ties leave fewer.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Returns
    -------
    DataFrame ``bin`` (1 is the lowest risk), ``expected`` (mean risk), ``value`` (share with the outcome), ``low``,
        ``high``, ``n``, ``n_outcome``, ``numerator``, ``denominator``.

    Raises
    ------
    RegisterError
        No risk between 0 and 1.
    """
    risk = _probabilities(scores)
    edges = np.unique(np.quantile(risk, np.linspace(0, 1, bins + 1)[1:-1]))
    kept, number = np.unique(np.searchsorted(edges, risk, side="right"), return_inverse=True)
    grouping = Grouping("bin", tuple(str(at + 1) for at in range(kept.size)), number.astype(np.int32))
    counted = count(scores, grouping, np.zeros(len(scores), np.bool_), None, replicates=replicates, seed=seed)
    own = measure(counted, METRICS["base_rate"], design_effects(counted))
    expected = METRICS["mean_risk"].of(counted.sums())
    low, high = own.estimate.limits(Z_95)
    keep = slice(0, kept.size)
    return pl.DataFrame(
        {
            "bin": np.arange(1, kept.size + 1),
            "expected": expected[keep],
            "value": own.estimate.value[keep],
            "low": low[keep],
            "high": high[keep],
            "n": own.n[keep].astype(np.int64),
            "n_outcome": own.n_outcome[keep].astype(np.int64),
            "numerator": own.numerator[keep].astype(np.int64),
            "denominator": own.denominator[keep].astype(np.int64),
        }
    )


def _probabilities(scores: Scores) -> Array:
    if scores.risk is None or not scores.is_probability:
        raise RegisterError(
            "calibration needs a risk between 0 and 1",
            found="no score" if scores.risk is None else "scores outside 0-1",
            mend="calibrate the scores first, or use the audit of ranks and flags",
        )
    return scores.risk
