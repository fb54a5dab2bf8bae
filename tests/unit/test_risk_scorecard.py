"""The scorecard: few conditions, whole points, a table that rises and never says 0 or 100 %."""

import json

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from vroegsignalering.risk import DataFault, ModelFault, ScorecardClassifier, from_numbers


@pytest.fixture(scope="module")
def people():
    draw = np.random.default_rng(6)
    X = pl.DataFrame(
        {
            "arrears": draw.integers(0, 4, 4000),
            "income": draw.normal(30_000, 8_000, 4000),
            "tenure": draw.choice(["rent", "own"], 4000),
            "noise": draw.normal(size=4000),
        }
    )
    logit = (
        -2.5
        + 1.2 * (X["arrears"].to_numpy() >= 2)
        + 1.2 * (X["income"].to_numpy() < 25_000)
        + 0.6 * (X["tenure"] == "rent").to_numpy()
    )
    return X, (draw.random(4000) < expit(logit)).astype(int)


@pytest.fixture(scope="module")
def card(people):
    return ScorecardClassifier(max_conditions=4, monotone={"income": "down", "arrears": "up"}).fit(*people)


def test_it_finds_what_was_planted(card):
    said = card.points_["condition"].to_list()
    assert any(text == "arrears >= 2" for text in said)
    assert any(text.startswith("income < 2") for text in said)
    assert len(said) <= 4


def test_points_are_whole_and_within_bounds(card):
    assert card.points_.schema["points"] == pl.Int64
    assert card.points_["points"].abs().max() <= 9


def test_the_table_rises_and_gives_every_households_risk(people, card):
    X, _ = people
    table = card.risk_table()
    assert (table["risk"].diff().drop_nulls() > 0).all()
    assert table["risk"].min() > 0 and table["risk"].max() < 1
    by_score = dict(zip(table["score"], table["risk"], strict=True))
    expected = [by_score[score] for score in card.score_points(X)]
    assert card.predict_proba(X)[:, 1] == pytest.approx(expected, abs=1e-12)
    assert table["n"].sum() == 4000


def test_a_perfect_condition_still_leaves_doubt():
    X = pl.DataFrame({"tells": [0, 1] * 500})
    table = ScorecardClassifier(max_conditions=1).fit(X, [0, 1] * 500).risk_table()
    assert table["risk"].min() > 0 and table["risk"].max() < 1


def test_contributions_sum_to_the_logit(people, card):
    X, _ = people
    summed = card.intercept_ + card.contributions(X).sum(axis=1)
    assert np.abs(expit(summed) - card.predict_proba(X)[:, 1]).max() < 1e-9


def test_it_ranks_nearly_as_well_as_the_truth(people, card):
    X, y = people
    assert roc_auc_score(y, card.predict_proba(X)[:, 1]) > 0.70


def test_a_round_trip_and_a_calibration_keep_card_and_risk_together(people, card):
    X, y = people
    again = from_numbers(json.loads(json.dumps(card.to_numbers())))
    assert (again.predict_proba(X) == card.predict_proba(X)).all()
    moved = card.calibrated(X, 1 - y, method="intercept")
    by_score = dict(zip(moved.risk_table()["score"], moved.risk_table()["risk"], strict=True))
    assert moved.predict_proba(X)[:, 1] == pytest.approx([by_score[s] for s in moved.score_points(X)])
    assert moved.points_.equals(card.points_)


def test_few_rows_are_not_published(people, card):
    table = card.publishable(500, rounding=5).risk_table(min_rows=500)
    assert table["observed"].null_count() > 0
    assert all(n is None or n % 5 == 0 for n in table["n"])


def test_against_a_direction_no_condition_is_chosen(people):
    X, y = people
    wrong = ScorecardClassifier(max_conditions=4, monotone={"income": "up"}).fit(X, y)
    assert "income" not in wrong.points_["feature"].to_list()


def test_noise_alone_gives_an_empty_card():
    draw = np.random.default_rng(0)
    X, y = pl.DataFrame({"noise": draw.normal(size=400)}), draw.random(400) < 0.3
    model = ScorecardClassifier(max_conditions=3).fit(X, y)
    assert model.points_.height <= 1
    assert model.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=1e-6)


def test_bad_input_is_refused(people):
    X, y = people
    with pytest.raises(ModelFault):
        ScorecardClassifier(max_conditions=0).fit(X, y)
    with pytest.raises(DataFault, match="one class"):
        ScorecardClassifier().fit(X, np.ones(4000))
    with pytest.raises(DataFault, match="absent"):
        ScorecardClassifier(max_conditions=2).fit(X, y).predict_proba(X.drop("arrears"))
