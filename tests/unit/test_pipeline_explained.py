"""What is published of a model is the whole model: a chance is worked out by hand from start, effects and chances."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, logit

from vroegsignalering.pipeline.explained import chances
from vroegsignalering.risk import AdditiveRiskClassifier, LogisticRiskClassifier
from vroegsignalering.vocabulary import InformationMode

DRAW = np.random.default_rng(3)
X = pl.DataFrame({"x": DRAW.normal(size=4000), "z": DRAW.normal(size=4000)})
Y = (DRAW.random(4000) < expit(2 * X["x"].to_numpy())).astype(int)


def by_hand(read: pl.DataFrame, terms: np.ndarray) -> np.ndarray:
    """Between two sums the log-odds go straight, and on beyond the outermost."""
    sums, odds = read["sum"].to_numpy(), logit(read["chance"].to_numpy())
    at = read["start"][0] + terms.sum(axis=1)
    place = np.clip(np.searchsorted(sums, at) - 1, 0, len(sums) - 2)
    slope = (odds[place + 1] - odds[place]) / (sums[place + 1] - sums[place])
    return expit(odds[place] + slope * (at - sums[place]))


@pytest.mark.parametrize("method", ["none", "curve"])
def test_start_terms_and_chances_are_the_model(method: str) -> None:
    additive = AdditiveRiskClassifier(bands=False).fit(X, Y).calibrated(X, Y, method=method)
    logistic = LogisticRiskClassifier().fit(X, Y).calibrated(X, Y, method=method)
    models = {"additive": additive, "logistic": logistic}
    found = chances(models, InformationMode.KNOWN, 4000)
    for name, model in models.items():
        read = found.filter(model=name)
        assert set(read["by"]) == {"curve" if method == "curve" else "logistic"}
        assert set(read["n"]) == {4000}
        risk = by_hand(read, model.contributions(X))
        assert np.abs(risk - model.predict_proba(X)[:, 1]).max() < 1e-9
