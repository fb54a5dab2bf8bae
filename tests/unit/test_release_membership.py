"""Membership inference against scikit-learn and against a model that remembers."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.membership import as_table, auc, membership


def test_the_area_is_that_of_scikit_learn():
    chance = np.random.default_rng(1)
    inside, outside = chance.normal(0.2, 1, 300).round(1), chance.normal(0, 1, 400).round(1)
    found = auc(inside, outside)
    truth = np.r_[np.ones(300), np.zeros(400)]
    assert found.value == pytest.approx(roc_auc_score(truth, np.r_[inside, outside]))
    assert found.low < found.value < found.high


def test_the_interval_covers_a_half_when_there_is_nothing_to_find():
    chance = np.random.default_rng(2)
    covered = [
        one.low <= 0.5 <= one.high
        for _ in range(200)
        for one in [auc(chance.normal(size=80), chance.normal(size=80))]
    ]
    assert 0.90 <= np.mean(covered) <= 0.99


def test_a_model_that_remembers_is_found_out():
    chance = np.random.default_rng(3)
    outcome, other = chance.integers(0, 2, 500), chance.integers(0, 2, 500)
    remembered = np.where(outcome == 1, 0.8, 0.2)
    loss, _ = membership(remembered, outcome, chance.uniform(0.2, 0.8, 500), other)
    assert loss.low > 0.9
    table = as_table([loss], model="additive")
    assert table.columns == ["model", "metric", "value", "low", "high", "n"] and table["n"][0] == 500


@pytest.mark.parametrize("few", [[0.1] * 9, []])
def test_too_few_are_refused(few):
    with pytest.raises(DisclosureError, match="ten members"):
        auc(few, [0.1] * 20)


def test_scores_that_are_not_numbers_are_refused():
    with pytest.raises(DisclosureError, match="not numbers"):
        auc([np.nan] * 20, [0.1] * 20)
    with pytest.raises(DisclosureError, match="length"):
        membership([0.1] * 20, [1] * 19, [0.1] * 20, [1] * 20)
