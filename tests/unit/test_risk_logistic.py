"""The logistic model against scikit-learn, with errors per household and a word on separation."""

import json

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from vroegsignalering.risk import (
    DataFault,
    LogisticRiskClassifier,
    ModelFault,
    SeparationWarning,
    from_numbers,
)


@pytest.fixture(scope="module")
def people():
    draw = np.random.default_rng(2)
    X = pl.DataFrame({"months": draw.integers(0, 13, 2000), "debt": draw.normal(1000, 400, 2000)})
    logit = 0.5 - 0.2 * X["months"].to_numpy() + 0.001 * X["debt"].to_numpy()
    return X, (draw.random(2000) < 1 / (1 + np.exp(-logit))).astype(int)


def test_slopes_equal_scikit_learn_without_penalty(people):
    X, y = people
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=5000, solver="newton-cholesky").fit(
        X.to_numpy(), y
    )
    ours = LogisticRiskClassifier().fit(X, y)
    assert ours.coefficients()["effect"].to_numpy() == pytest.approx(peer.coef_[0], rel=1e-5)
    assert ours.predict_proba(X) == pytest.approx(peer.predict_proba(X.to_numpy()), abs=1e-6)


@pytest.mark.filterwarnings("ignore")  # importing the peer warns of its own dependencies
def test_contributions_equal_the_linear_explainer(people):
    import shap

    X, y = people
    ours = LogisticRiskClassifier().fit(X, y)
    slopes = ours.coefficients()["effect"].to_numpy()
    explained = shap.LinearExplainer((slopes, 0.0), X.to_numpy().astype(float)).shap_values(
        X.to_numpy().astype(float)
    )
    reference = explained - explained.mean(axis=0)  # the explainer's background is a sample of the rows
    assert np.abs(ours.contributions(X) - reference).max() < 1e-9


def test_household_errors_do_not_count_the_same_household_twice(people):
    X, y = people
    once = LogisticRiskClassifier().fit(X, y, groups=np.arange(2000))
    twice = LogisticRiskClassifier().fit(pl.concat([X, X]), np.tile(y, 2), groups=np.tile(np.arange(2000), 2))
    assert twice.coefficients()["error"].to_numpy() == pytest.approx(
        once.coefficients()["error"].to_numpy(), rel=1e-6
    )


def test_errors_are_near_the_textbook_ones_when_rows_are_independent(people):
    X, y = people
    model = LogisticRiskClassifier().fit(X, y)
    risk = model.predict_proba(X)[:, 1]
    full = np.column_stack([np.ones(2000), X.to_numpy()])
    textbook = np.sqrt(np.diag(np.linalg.inv(full.T @ (full * (risk * (1 - risk))[:, None]))))[1:]
    assert model.coefficients()["error"].to_numpy() == pytest.approx(textbook, rel=0.1)


def test_words_are_said_against_the_mean_of_all_rows():
    X = pl.DataFrame({"tenure": ["rent"] * 300 + ["own"] * 100})
    y = [1] * 150 + [0] * 150 + [1] * 20 + [0] * 80
    found = LogisticRiskClassifier().fit(X, y).coefficients()
    effects = dict(zip(found["level"], found["effect"], strict=True))
    rent, own = 0.0, np.log(20 / 80)  # log-odds of each word, by hand
    mean = 0.75 * rent + 0.25 * own
    assert effects == {"rent": pytest.approx(rent - mean), "own": pytest.approx(own - mean)}


def test_separation_is_said_by_name_and_numbers_stay_finite(people):
    X, y = people
    split = X.with_columns(tells_all=pl.Series(y))
    with pytest.warns(SeparationWarning, match="tells_all"):
        model = LogisticRiskClassifier().fit(split, y)
    assert model.separated_ == ("tells_all",)
    assert np.isfinite(model.coef_).all()


def test_a_strong_but_honest_effect_is_not_called_separation():
    x = np.repeat([0.0, 1.0], 1000)
    y = np.r_[np.zeros(990), np.ones(10), np.zeros(10), np.ones(990)]
    model = LogisticRiskClassifier().fit(pl.DataFrame({"x": x}), y)
    assert model.separated_ == ()
    assert model.coefficients()["effect"].item() == pytest.approx(2 * np.log(99), rel=1e-6)


def test_gaps_new_words_constants_and_order_are_defined(people):
    X, y = people
    odd = X.with_columns(
        months=pl.when(pl.int_range(pl.len()) % 5 == 0).then(None).otherwise(pl.col("months")),
        constant=pl.lit(1.0),
        absent=pl.lit(None, pl.Float64),
        one=pl.lit("a"),
        words=pl.Series(["a", "b"] * 1000),
    )
    model = LogisticRiskClassifier().fit(odd, y)
    places = [model.terms.index(name) for name in ("constant", "absent", "one")]
    assert np.abs(model.contributions(odd)[:, places]).max() < 1e-9
    shuffled = odd.select(reversed(odd.columns))
    assert (model.predict_proba(shuffled) == model.predict_proba(odd)).all()
    again = from_numbers(json.loads(json.dumps(model.to_numbers())))
    assert (again.predict_proba(odd) == model.predict_proba(odd)).all()
    new = odd.head(1).with_columns(words=pl.lit("c"))
    assert np.isfinite(model.predict_proba(new)).all()
    effects = model.effects()
    assert set(effects["level"].drop_nulls()) == {"missing", "a", "b"}


def test_infinite_numbers_one_class_absent_columns_and_a_wrong_ridge_are_refused(people):
    X, y = people
    with pytest.raises(DataFault, match="infinite"):
        LogisticRiskClassifier().fit(X.with_columns(debt=pl.lit(np.inf)), y)
    with pytest.raises(DataFault, match="one class"):
        LogisticRiskClassifier().fit(X, np.ones(2000))
    with pytest.raises(DataFault, match="absent"):
        LogisticRiskClassifier().fit(X, y).predict_proba(X.drop("debt"))
    with pytest.raises(ModelFault):
        LogisticRiskClassifier(ridge=-1).fit(X, y)


def test_a_weight_of_zero_is_a_row_that_is_not_there(people):
    X, y = people
    keep = np.arange(2000) % 2 == 0
    weighted = LogisticRiskClassifier().fit(X, y, sample_weight=keep.astype(float))
    without = LogisticRiskClassifier().fit(X.filter(keep), y[keep])
    assert weighted.predict_proba(X) == pytest.approx(without.predict_proba(X), abs=1e-8)


@pytest.mark.filterwarnings("ignore::vroegsignalering.risk.SeparationWarning")
def test_three_rows_give_numbers():
    model = LogisticRiskClassifier().fit(pl.DataFrame({"x": [1.0, 2.0, 3.0]}), [0, 0, 1])
    assert (model.predict_proba(pl.DataFrame({"x": [1.0, 3.0]})) > 0).all()


def test_a_rare_outcome_with_long_tails_does_not_send_the_steps_to_and_fro():
    """Whole Newton steps swing between two losses here and never rest; scikit-learn's solver is the other witness."""
    draw = np.random.default_rng(1)
    tails = np.exp(draw.normal(size=(4000, 6)) / 2)
    amount = (draw.random(4000) < 0.02) * draw.exponential(20.0, 4000)
    y = (draw.random(4000) < expit(4.0 * (amount > 0) - 6.0)).astype(int)
    columns = {f"tail_{i}": tails[:, i] for i in range(6)}
    X = pl.DataFrame({**columns, "amount": amount, "some": (amount > 0) + draw.normal(0, 0.01, 4000)})
    ours = LogisticRiskClassifier().fit(X, y).predict_proba(X)[:, 1]
    scaled = (X.to_numpy() - X.to_numpy().mean(axis=0)) / X.to_numpy().std(axis=0)
    peer = LogisticRegression(C=np.inf, max_iter=5000, tol=1e-10).fit(scaled, y)
    assert log_loss(y, ours) == pytest.approx(log_loss(y, peer.predict_proba(scaled)[:, 1]), rel=1e-4)


def test_coefficients_that_had_not_come_to_rest_are_said():
    draw = np.random.default_rng(2)
    X = pl.DataFrame({"months": draw.normal(size=500)})
    y = (draw.random(500) < expit(X["months"].to_numpy() - 1)).astype(int)
    with pytest.warns(ConvergenceWarning, match="come to rest after 2 steps"):
        stopped = LogisticRiskClassifier(max_iter=2).fit(X, y)
    rest = LogisticRiskClassifier().fit(X, y)
    assert log_loss(y, stopped.predict_proba(X)[:, 1]) > log_loss(y, rest.predict_proba(X)[:, 1])


def test_the_number_of_steps_is_the_number_of_steps_done(people):
    X, y = people
    steps = LogisticRiskClassifier().fit(X, y).n_iter_
    assert 1 < steps < 60, "Newton's method rests after a few steps on two thousand rows"
    assert LogisticRiskClassifier(max_iter=steps).fit(X, y).n_iter_ == steps
    with pytest.warns(ConvergenceWarning):
        assert LogisticRiskClassifier(max_iter=steps - 1).fit(X, y).n_iter_ == steps - 1
