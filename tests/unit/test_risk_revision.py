"""Revision: shapes bend to a year in which a rule changed, and only then."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from vroegsignalering.errors import DeclarationError
from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    LogisticRiskClassifier,
    ModelFault,
    calibrate,
    calibration_error,
    from_numbers,
)
from vroegsignalering.risk.declared import ModelDeclaration

ALLOWANCE = 2.5
"""Log-odds that a payment in the later year takes off, for households of income 0.8 to 1.2 only."""


def households(seed, rows, *, allowance):
    """Income, children and tenure, with the true probability of falling below the line."""
    draw = np.random.default_rng(seed)
    income, children = draw.gamma(6, 0.25, rows), draw.integers(0, 4, rows)
    tenure = np.array(["own", "rent"])[draw.integers(0, 2, rows)]
    near = (income > 0.8) & (income < 1.2)
    logit = 1.5 - 2.5 * income + 0.3 * children + 0.5 * (tenure == "rent") - allowance * near
    X = pl.DataFrame({"income": income, "children": children, "tenure": tenure})
    truth = expit(logit)
    return X, (draw.random(rows) < truth).astype(int), truth


@pytest.fixture(scope="module")
def before():
    X, y, _ = households(1, 40_000, allowance=0)
    return AdditiveRiskClassifier(monotone={"children": "up"}).fit(X, y)


@pytest.fixture(scope="module")
def later():
    return households(2, 20_000, allowance=ALLOWANCE)


@pytest.fixture(scope="module")
def revised(before, later):
    return before.calibrated(later[0], later[1])


def test_a_rule_that_changed_bends_shapes_and_no_line_would_do(before, later, revised):
    X, _, truth = households(3, 50_000, allowance=ALLOWANCE)
    line = before.calibrated(later[0], later[1], method="slope")
    errors = [calibration_error(one.predict_proba(X)[:, 1], truth) for one in (line, revised)]
    assert revised.calibration_.method == "revision" and revised.calibration_.p_revision < 1e-6
    assert errors[0] > 0.03 and errors[1] < 0.01
    assert np.abs(revised.predict_proba(X)[:, 1] - truth).mean() < 0.015


def test_few_people_bend_shapes_and_risks_of_others_are_not_too_bold(before):
    slopes = []
    for seed in range(4):
        few, outcome, _ = households(20 + seed, 1_000, allowance=ALLOWANCE)
        X, met, _ = households(30 + seed, 50_000, allowance=ALLOWANCE)
        moved = before.calibrated(few, outcome, method="revision")
        slopes.append(calibrate(moved.decision_function(X), met, method="slope").slope)
    assert np.mean(slopes) == pytest.approx(1.0, abs=0.1)


def test_shapes_that_nothing_happened_to_stay_where_they_were(before, revised):
    X, _, _ = households(4, 5_000, allowance=0)
    moved = np.abs(revised.contributions(X) - before.contributions(X)).mean(axis=0)
    assert moved[0] > 0.5  # income
    assert moved[1] < 0.1 and moved[2] < 0.1  # children, tenure


def test_contributions_stay_exact_and_numbers_complete(later, revised):
    X, risk = later[0], revised.predict_proba(later[0])[:, 1]
    assert np.abs(expit(revised.intercept_ + revised.contributions(X).sum(axis=1)) - risk).max() < 1e-9
    assert (from_numbers(revised.to_numbers()).predict_proba(X)[:, 1] == risk).all()


def test_a_direction_is_kept(revised):
    shape = revised.term_shapes()[1]
    assert (np.diff(revised.tables_[1, : shape.size]) >= -1e-12).all()


def test_bands_hold_the_doubt_of_both_years(before, revised):
    filled = before.errors_ > 0
    assert (revised.errors_[filled] > before.errors_[filled]).all()


def test_a_revision_of_published_numbers_is_that_of_the_fit(before, later, revised):
    again = from_numbers(before.to_numbers()).calibrated(later[0], later[1])
    assert np.abs(again.tables_ - revised.tables_).max() < 1e-12


def test_numbers_remember_directions_when_the_later_year_goes_the_other_way(before):
    X, _, truth = households(9, 20_000, allowance=ALLOWANCE)
    fewer = np.random.default_rng(9).random(20_000) < truth * (1 - 0.3 * X["children"].to_numpy())
    again = from_numbers(before.to_numbers()).calibrated(X, fewer)
    shape = again.term_shapes()[1]
    assert again.calibration_.method == "revision" and shape.direction == 1
    assert (np.diff(again.tables_[1, : shape.size]) >= -1e-12).all()


def test_a_year_without_a_change_is_mostly_left_alone():
    X, y, _ = households(5, 60_000, allowance=0)
    model = AdditiveRiskClassifier(bands=False).fit(X, y)
    methods = []
    for seed in range(20):
        other, outcome, _ = households(100 + seed, 4_000, allowance=0)
        methods.append(model.calibrated(other, outcome).calibration_.method)
    assert methods.count("revision") <= 3  # a test at 5 %: one of 20 is expected


def test_few_people_do_not_bend_shapes():
    X, y, _ = households(6, 5_000, allowance=0)
    model = AdditiveRiskClassifier(bands=False).fit(X, y)
    few, outcome, _ = households(7, 60, allowance=ALLOWANCE)
    assert model.calibrated(few, outcome).calibration_.method != "revision"


def test_one_class_in_the_later_year_changes_nothing(before, later):
    assert before.calibrated(later[0], np.zeros(later[0].height)).calibration_.method == "none"
    nobody = before.calibrated(later[0], later[1], sample_weight=(later[1] == 0).astype(float))
    assert nobody.calibration_.method == "none"


def test_declared_pairs_are_revised_too():
    draw = np.random.default_rng(8)
    X = pl.DataFrame({"a": draw.normal(size=8000), "b": draw.normal(size=8000)})
    both = (X["a"].to_numpy() > 0) & (X["b"].to_numpy() > 0)
    y = draw.random(8000) < expit(-1 + both)
    model = AdditiveRiskClassifier(bands=False, pairs=[("a", "b")]).fit(X, y)
    moved = model.calibrated(X, draw.random(8000) < expit(-1 - 2 * both))
    assert moved.calibration_.method == "revision"
    corner = pl.DataFrame({"a": [1.0], "b": [1.0]})
    # from log-odds 0 to -3 in truth; cells of few rows are pulled back on the way
    assert model.decision_function(corner)[0] == pytest.approx(0.0, abs=0.5)
    assert -3.5 < moved.decision_function(corner)[0] < -1.75


def test_other_models_have_no_shapes_to_bend(later):
    X, y, _ = later
    with pytest.raises(ModelFault, match="revision"):
        LogisticRiskClassifier().fit(X, y).calibrated(X, y, method="revision")
    declared = {"models": [{"id": "one", "kind": "logistic", "calibrate": "revision"}]}
    with pytest.raises(DeclarationError, match="calibration"):
        ModelDeclaration.parse(declared)
    declared["models"][0]["kind"] = "additive"
    assert ModelDeclaration.parse(declared)[0].calibrate == "revision"
