"""For the audit only: what would a model cost or gain that nobody can read?

Gradient boosting with all interactions, fitted on the same rows, compared on the same test people. It is never an
alternative to the readable models: it has no effects, no numbers, and is not written anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.special import logit
from threadpoolctl import threadpool_limits

from vroegsignalering.risk.calibration import calibrate
from vroegsignalering.risk.declared import Sample
from vroegsignalering.risk.paired import METRICS, paired

MOST_LEVELS = 254
EARLY_FROM = 1000
"""Rows from which a tenth is set apart to see when to stop."""
LEAST_KNOWN = 50
"""Rows in which a column must then be known: with fewer, all may be set apart, and scikit-learn cannot cut nothing."""


def black_box(
    train: Sample, calibration: Sample | None, test: Sample, *, seed: int = 0, rounds: int = 200
) -> np.ndarray:
    """Risks of the test people by gradient boosting with all interactions; for comparison in the audit, nothing else.

    Parameters
    ----------
    train, calibration, test : datasets; with ``calibration`` the risks get the same intercept or slope as other models
    seed : int
    rounds : int
        Most boosting rounds; with a thousand training rows or more a tenth of them says when to stop.

    Returns
    -------
    float array, rows of ``test``
        Risks 0-1.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    early = len(train.y) >= EARLY_FROM
    used = [name for name in train.X.columns if _varies(train.X[name], LEAST_KNOWN if early else 2)]
    levels = {
        name: train.X[name]
        .cast(pl.String)
        .drop_nulls()
        .value_counts(sort=True)[name]
        .head(MOST_LEVELS)
        .to_list()
        for name, dtype in train.X.select(used).schema.items()
        if not dtype.is_numeric() and dtype != pl.Boolean
    }
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        early_stopping=early,
        categorical_features=[name in levels for name in used],
        random_state=seed,
    )

    def score(sample: Sample) -> np.ndarray:
        return model.predict_proba(_matrix(sample.X.select(used), levels))[:, 1]

    with threadpool_limits(1, user_api="openmp"):  # waiting threads would stall beside any other work
        model.fit(_matrix(train.X.select(used), levels), train.y)
        risk = score(test)
        held = None if calibration is None else score(calibration)
    if calibration is None or held is None:
        return risk
    found = calibrate(logit(np.clip(held, 1e-9, 1 - 1e-9)), np.asarray(calibration.y))
    moved = found.intercept + found.slope * logit(np.clip(risk, 1e-9, 1 - 1e-9))
    return 1.0 / (1.0 + np.exp(-moved))


def _varies(column: pl.Series, least: int) -> bool:
    """Whether there is something to cut on, known for ``least`` rows."""
    known = column.drop_nulls()
    return known.len() >= least and known.n_unique() > 1


def _matrix(X: pl.DataFrame, levels: dict[str, list[str]]) -> np.ndarray:
    """Numbers, and words as codes in the order of their frequency; unseen words are missing."""
    parts = []
    for name in X.columns:
        if name in levels:
            codes = (
                X[name]
                .cast(pl.String)
                .replace_strict(
                    pl.Series(levels[name], dtype=pl.String),
                    pl.Series(range(len(levels[name])), dtype=pl.Float64),
                    default=None,
                    return_dtype=pl.Float64,
                )
            )
            parts.append(codes.to_numpy())
        else:
            parts.append(X[name].cast(pl.Float64).to_numpy())
    return np.column_stack(parts)


def price_of_readability(
    risk: np.ndarray,
    unreadable: np.ndarray,
    y: np.ndarray,
    *,
    truth: np.ndarray | None = None,
    cluster: Any = None,
    capacity: float = 0.05,
    metrics: Sequence[str] = METRICS,
) -> pl.DataFrame:
    """Readable model against black box, and against the true probability as the bound where it is known.

    Parameters
    ----------
    risk, unreadable : float arrays, n, of the same test people
    y : array of 0/1, n
    truth : float array, n, optional
        True probability; rows where it is NaN are left out of the bound.
    cluster : household keys, n, optional
        Unit of chance.
    capacity : float, 0-1
        Share of rows, for coverage.
    metrics : sequence of str
        As in :func:`paired`.

    Returns
    -------
    polars.DataFrame
        ``metric, additive, black_box, difference, low, high``; difference = readable less unreadable. With ``truth``,
        rows ``auc_bound`` and so on compare the readable model with the truth in the place of the black box.
    """
    rows = [_price(metric, metric, risk, unreadable, y, cluster, capacity) for metric in metrics]
    if truth is not None and np.isfinite(truth).any():
        known = np.isfinite(truth)
        keys = None if cluster is None else np.asarray(cluster)[known]
        rows += [
            _price(f"{metric}_bound", metric, risk[known], truth[known], np.asarray(y)[known], keys, capacity)
            for metric in metrics
        ]
    return pl.DataFrame(rows)


def _price(
    said: str, metric: str, one: np.ndarray, other: np.ndarray, y: np.ndarray, cluster: Any, capacity: float
) -> dict[str, Any]:
    found = paired(metric, one, other, y, cluster=cluster, capacity=capacity)
    return {
        "metric": said,
        "additive": found.first,
        "black_box": found.second,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
    }
