"""A second opinion on the shapes: boosted stumps on the same bins, read out as the same kind of tables.

Another method, no smoothing, no shared code for the fit. Where it and the additive model differ, the data leave the
shape open. Its tables are exact: each stump looks at one feature, so the sum is read off by predicting along it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.columns import outcome_of
from vroegsignalering.risk.faults import ModelFault


def second_opinion(
    model: AdditiveRiskClassifier,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    rounds: int = 300,
    seed: int = 0,
) -> AdditiveRiskClassifier:
    """The shapes that gradient boosting without interactions finds on the bins of a fitted model.

    Parameters
    ----------
    model : fitted additive model without pairs; gives bins only
    X, y, sample_weight : rows to fit on
    rounds : int
    seed : int

    Returns
    -------
    AdditiveRiskClassifier
        Same bins, shapes of the boosted stumps, no bands.
    """
    found, _ = boosted_stumps(model, X, y, sample_weight, rounds=rounds, seed=seed)
    return found


def boosted_stumps(
    model: AdditiveRiskClassifier,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    rounds: int = 300,
    seed: int = 0,
) -> tuple[AdditiveRiskClassifier, Any]:
    """The same, with the scikit-learn model behind it; words are cut in the order of their codes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if model.pair_terms_:
        raise ModelFault(
            "a second opinion is on single features; the model has pairs", where="second_opinion"
        )
    codes = model.codes(X)
    outcome = outcome_of(deepcopy(model), X, y)
    boosted = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        max_leaf_nodes=2,
        max_iter=rounds,
        max_bins=255,
        early_stopping=False,
        random_state=seed,
    )
    varying = [j for j in range(len(codes)) if codes[j].min() < codes[j].max()]
    with threadpool_limits(1, user_api="openmp"):
        boosted.fit(codes[varying].T.astype(float), outcome, sample_weight=sample_weight)
        copy = _tables(model, boosted, varying, codes)
    return copy, boosted


def _tables(
    model: AdditiveRiskClassifier, boosted: Any, varying: list[int], codes: np.ndarray
) -> AdditiveRiskClassifier:
    """Tables by predicting along each feature, centred on the rows that the stumps were fitted on."""
    copy = deepcopy(model)
    copy.tables_, copy.errors_ = np.zeros_like(model.tables_), np.zeros_like(model.errors_)
    origin = np.zeros(len(varying))
    base = float(boosted.decision_function(origin[None])[0])
    copy.intercept_ = base
    for column, j in enumerate(varying):
        along = np.zeros((256, len(varying)))
        along[:, column] = np.arange(256)
        table = boosted.decision_function(along) - base
        mean = float(table[codes[j]].mean())
        copy.tables_[j] = table - mean
        copy.intercept_ += mean
    return copy
