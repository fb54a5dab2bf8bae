"""Ablation: what does each feature add? The additive model is fitted again without it, and compared on other people.

Refits keep bins and smoothing and start from the shapes of the whole model, so that fifty of them take seconds. A
feature whose work another one can do shows a small loss: the loss is of this feature beside all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from sklearn.base import clone

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.backfit import Rows, refit_tables
from vroegsignalering.risk.columns import outcome_of
from vroegsignalering.risk.declared import ModelDeclaration, Sample
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.paired import paired

SCHEMA = {
    "feature": pl.String,
    "metric": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def ablation(
    declaration: ModelDeclaration,
    train: Sample,
    test: Sample,
    *,
    directions: Mapping[str, str | None] | None = None,
    capacity: float = 0.05,
    metrics: Sequence[str] = ("coverage",),
) -> pl.DataFrame:
    """Loss when a feature is left out and all others are fitted again.

    Parameters
    ----------
    declaration : ModelDeclaration of an additive model
    train, test : datasets with ``X``, ``y`` and ``cluster``; all is fitted on ``train`` and compared on ``test``
    directions : mapping of feature to "up", "down" or None, optional
    capacity : float, share of rows
    metrics : see :func:`vroegsignalering.risk.paired`

    Returns
    -------
    polars.DataFrame
        ``feature, metric, value, low, high``; value is the quality with the feature less the quality without it, and
        the interval is paired on the test people. Pairs go with each of their features.

    Raises
    ------
    ModelFault
        The declared model is not additive.
    """
    model = declaration.estimator(directions)
    if not isinstance(model, AdditiveRiskClassifier):
        raise ModelFault("an ablation refits an additive model", where="ablation", found=declaration.kind)
    model.set_params(bands=False).fit(train.X, train.y)
    codes, held = model.codes(train.X), model.codes(test.X)
    y = outcome_of(clone(model), train.X, train.y)
    whole = _score(model, codes, y, held, list(range(len(codes))))
    rows = []
    for j, bins in enumerate(model.bins_):
        kept = [term for term in range(len(codes)) if j not in _features(model, term)]
        without = _score(model, codes, y, held, kept)
        for metric in metrics:
            found = paired(metric, whole, without, test.y, cluster=test.cluster, capacity=capacity)
            rows.append((bins.name, metric, found.difference, found.low, found.high))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _features(model: AdditiveRiskClassifier, term: int) -> tuple[int, ...]:
    """Places of the features that a term looks at."""
    if term < len(model.bins_):
        return (term,)
    pair = model.pair_terms_[term - len(model.bins_)]
    return (pair.first, pair.second)


def _score(
    model: AdditiveRiskClassifier, codes: np.ndarray, y: np.ndarray, held: np.ndarray, kept: list[int]
) -> np.ndarray:
    """Risks of the test people by a refit with these terms only."""
    start = model.standing(kept)
    shapes = model.term_shapes()
    data = Rows(codes=np.ascontiguousarray(codes[kept]), y=y, weight=None)
    refit_tables(start, data, tuple(shapes[term] for term in kept))
    logit = start.intercept + sum(
        table[column] for table, column in zip(start.tables, held[kept], strict=True)
    )
    return 1.0 / (1.0 + np.exp(-np.asarray(logit)))
