"""The three estimators keep scikit-learn's contract."""

import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from vroegsignalering.risk import AdditiveRiskClassifier, LogisticRiskClassifier, ScorecardClassifier

MODELS = [AdditiveRiskClassifier, LogisticRiskClassifier, ScorecardClassifier]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", MODELS)
def test_scikit_learns_own_checks_pass(kind):
    results = check_estimator(kind(), on_skip=None)
    skipped = {one["check_name"] for one in results if one["status"] == "skipped"}
    assert skipped <= {"check_array_api_input"}
    assert len(results) > 50


def test_options_survive_a_clone():
    model = AdditiveRiskClassifier(monotone={"debts": "up"}, pairs=(("a", "b"),), seed=4)
    assert clone(model).get_params() == model.get_params()
