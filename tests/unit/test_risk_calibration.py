"""Calibration: the smallest change that the data do not refuse."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    ModelFault,
    calibrate,
    calibration_error,
    calibration_error_by_chance,
    calibration_error_without_chance,
    from_numbers,
)
from vroegsignalering.risk.calibration import Calibration

DRAW = np.random.default_rng(10)
LOGIT = DRAW.normal(-2, 1.2, 30_000)


@pytest.mark.parametrize(("intercept", "slope", "expected"), [(0.5, 1.0, "intercept"), (0.3, 0.6, "slope")])
def test_the_ladder_stops_where_it_should(intercept, slope, expected):
    y = np.random.default_rng(1).random(30_000) < expit(intercept + slope * LOGIT)
    found = calibrate(LOGIT, y)
    assert found.method == expected
    assert (found.intercept, found.slope) == pytest.approx((intercept, slope), abs=0.08)


def test_a_calibrated_logit_is_mostly_left_alone():
    methods = [
        calibrate(LOGIT, np.random.default_rng(s).random(30_000) < expit(LOGIT)).method for s in range(20)
    ]
    assert methods.count("none") >= 15  # three tests at 5 %: 17 of 20 are expected


def test_slope_equals_a_logistic_regression_on_the_logit():
    y = DRAW.random(30_000) < expit(0.2 + 0.7 * LOGIT)
    peer = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10).fit(LOGIT[:, None], y)
    found = calibrate(LOGIT, y, method="slope")
    assert (found.intercept, found.slope) == pytest.approx((peer.intercept_[0], peer.coef_[0, 0]), rel=1e-4)


def test_a_model_calibrated_on_another_year_has_the_right_mean_and_keeps_exact_sums():
    x = DRAW.normal(size=8000)
    X = pl.DataFrame({"x": x})
    model = AdditiveRiskClassifier().fit(X, DRAW.random(8000) < expit(-2 + x))
    later = (DRAW.random(8000) < expit(-1.5 + x)).astype(int)
    moved = model.calibrated(X, later)
    assert moved.calibration_.method == "intercept"
    assert moved.predict_proba(X)[:, 1].mean() == pytest.approx(later.mean(), abs=1e-6)
    logit = moved.intercept_ + moved.contributions(X).sum(axis=1)
    assert np.abs(expit(logit) - moved.predict_proba(X)[:, 1]).max() < 1e-9
    assert (from_numbers(moved.to_numbers()).predict_proba(X) == moved.predict_proba(X)).all()
    assert not hasattr(model, "calibration_")


def test_a_bend_that_no_line_mends_becomes_a_curve_that_keeps_the_order():
    draw = np.random.default_rng(12)
    logit = draw.normal(0, 1.5, 60_000)
    truth = expit(np.where(logit < 0, 0.4 * logit, 1.6 * logit))
    y = draw.random(60_000) < truth
    found = calibrate(logit, y)
    assert found.method == "curve" and found.p_curve < 1e-6
    lined = found.intercept + found.slope * logit
    assert calibration_error(expit(lined), truth) > 0.02
    assert calibration_error(expit(found.bent(lined)), truth) < 0.005
    rising = found.bent(np.sort(lined))
    assert (np.diff(rising) > 0).all()


def test_a_step_among_low_risks_is_held():
    """Where risks are low few rows say much; a rate that steps there, in a quarter of the rows, must not be smoothed away."""
    draw = np.random.default_rng(3)
    logit = np.where(
        draw.random(200_000) < 0.25, draw.uniform(-2.8, -2.2, 200_000), draw.normal(0, 1, 200_000)
    )
    truth = np.where(logit < -2.5, expit(-3.0), np.maximum(expit(logit), expit(-2.3)))
    y = draw.random(200_000) < truth
    found = calibrate(logit, y, method="curve")
    risk = expit(found.bent(found.intercept + found.slope * logit))
    assert calibration_error(risk, truth) < 0.005
    below = logit < -2.5
    assert risk[below].mean() == pytest.approx(expit(-3.0), abs=0.004)


def test_a_curve_rises_where_the_outcomes_fall():
    draw = np.random.default_rng(4)
    logit = draw.uniform(-3, 3, 100_000)
    dip = np.where(np.abs(logit) < 0.5, -1.0, 0.0)
    found = calibrate(logit, draw.random(100_000) < expit(logit + dip), method="curve")
    assert found.logits.size >= 4
    slopes = np.diff(found.corners[1]) / np.diff(found.corners[0])
    assert slopes.min() >= 0.05 - 1e-9


def test_corners_that_hold_nothing_go():
    draw = np.random.default_rng(5)
    logit = draw.normal(0, 1.5, 100_000)
    y = draw.random(100_000) < expit(np.where(logit < 0, 0.4 * logit, 1.6 * logit))  # one bend
    assert 3 <= calibrate(logit, y, method="curve").logits.size < 32  # of 64 that are tried


def test_a_curve_by_hand_is_straight_between_its_corners_and_beyond():
    found = Calibration(
        method="curve", logits=np.array([-1.0, 0.0, 2.0]), risks=expit(np.array([-2.0, 0.0, 1.0]))
    )
    # slopes 2 and 1/2; the outermost go on
    assert found.bent(np.array([-2.0, -0.5, 0.0, 1.0, 4.0])) == pytest.approx([-4.0, -1.0, 0.0, 0.5, 2.0])
    assert Calibration.from_numbers(found.to_numbers()).bent(LOGIT) == pytest.approx(found.bent(LOGIT), abs=0)


def test_a_model_with_a_curve_never_says_never_and_survives_numbers():
    x = DRAW.normal(size=4000)
    X, y = pl.DataFrame({"x": x}), (DRAW.random(4000) < expit(3 * x)).astype(int)
    model = AdditiveRiskClassifier(bands=False).fit(X, y).calibrated(X, y, method="curve")
    logit = model.intercept_ + model.contributions(X).sum(axis=1)
    assert np.abs(logit - model.decision_function(X)).max() < 1e-9
    risk = model.predict_proba(X)[np.argsort(logit), 1]
    assert (np.diff(risk) >= 0).all() and risk[0] > 0 and risk[-1] < 1
    assert (from_numbers(model.to_numbers()).predict_proba(X) == model.predict_proba(X)).all()


def test_few_distinct_logits_have_no_curve():
    y = np.tile([0, 1, 1, 0, 1], 40)
    assert calibrate(np.tile([0.0, 1.0], 100), y, method="curve").bent(LOGIT) == pytest.approx(LOGIT, abs=0)


def test_one_class_in_the_calibration_year_changes_nothing():
    assert calibrate(LOGIT, np.zeros(30_000)).method == "none"


def test_the_error_by_hand():
    risk = np.array([0.1, 0.1, 0.5, 0.5])
    y = np.array([0, 1, 1, 1])
    # two bins: |0.5 - 0.1| and |1.0 - 0.5|, half the rows each
    assert calibration_error(risk, y, bins=2) == pytest.approx(0.45)


def test_the_error_by_chance_is_that_of_repeated_outcomes():
    draw = np.random.default_rng(7)
    risk = draw.beta(1, 20, 4000)
    met = [calibration_error(risk, draw.random(4000) < risk, bins=10) for _ in range(400)]
    mean, spread = calibration_error_by_chance(risk, bins=10)
    assert mean == pytest.approx(np.mean(met), rel=0.05)
    assert spread == pytest.approx(np.std(met), rel=0.12)


def test_the_error_without_chance_by_hand():
    # one bin: gap 0.5; its outcomes vary by 0.5 x 0.5 / 4
    found = calibration_error_without_chance(np.full(4, 0.5), np.ones(4), bins=1)
    assert found[0] == pytest.approx((0.25 - 0.0625) ** 0.5)
    spread = (2 * 0.0625**2 + 4 * 0.0625 * 0.1875) ** 0.5
    assert found[1] == 0.0 and found[2] == pytest.approx((0.1875 + 1.96 * spread) ** 0.5, rel=1e-4)


@pytest.mark.parametrize("fault", [0.0, 0.03])
def test_the_error_without_chance_is_the_fault_and_its_interval_holds_it(fault):
    draw = np.random.default_rng(8)
    risk = 0.2 + 0.4 * (np.arange(8000) + 0.5) / 8000
    signs = np.where(np.arange(8000) // 400 % 2 == 0, 1, -1)  # of the twenty bins
    found = [
        calibration_error_without_chance(risk, draw.random(8000) < risk + fault * signs) for _ in range(300)
    ]
    squares = np.array(found) ** 2
    held = np.mean([low <= fault <= high for _, low, high in found])
    assert np.mean([one for one, _, _ in found]) == pytest.approx(fault, abs=0.007)
    assert held > 0.9 and (squares[:, 1] <= squares[:, 2]).all()


def test_held_out_people_are_calibrated_within_two_thousandths():
    draw = np.random.default_rng(2)
    x = draw.normal(size=400_000)
    truth = expit(-3 + x)
    y = draw.random(400_000) < truth
    X = pl.DataFrame({"x": x})
    model = AdditiveRiskClassifier(bands=False).fit(X.head(150_000), y[:150_000])
    moved = model.calibrated(X.slice(150_000, 150_000), y[150_000:300_000])
    held = moved.predict_proba(X.tail(100_000))[:, 1]
    assert calibration_error(held, truth[300_000:]) < 0.002


def test_unknown_methods_and_classes_are_refused():
    with pytest.raises(ModelFault):
        calibrate(LOGIT, LOGIT > 0, method="platt")
    model = AdditiveRiskClassifier(bands=False).fit(pl.DataFrame({"x": [1.0, 2.0] * 20}), [0, 1] * 20)
    with pytest.raises(ModelFault):
        model.calibrated(pl.DataFrame({"x": [1.0]}), [2])


def test_a_logit_three_times_too_wide_finds_its_line_and_does_not_swing():
    """Whole Newton steps swing here, and once left such a model with its intercept moved only."""
    draw = np.random.default_rng(1)
    logit = draw.normal(-3, 3, 5000)
    y = (draw.random(5000) < expit(2 + 0.3 * logit)).astype(float)
    found = calibrate(logit, y)
    peer = LogisticRegression(C=np.inf, tol=1e-10).fit(logit[:, None], y)
    assert found.method == "slope"
    assert found.slope == pytest.approx(peer.coef_[0, 0], abs=1e-4)
    assert found.intercept == pytest.approx(peer.intercept_[0], abs=1e-3)
