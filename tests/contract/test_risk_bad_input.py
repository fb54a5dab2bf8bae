"""What the three estimators do with bad input: one table of cases for all, so that none has its own habits."""

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest

from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    DataFault,
    LogisticRiskClassifier,
    ScorecardClassifier,
    SeparationWarning,
    from_numbers,
)

KINDS = [AdditiveRiskClassifier, LogisticRiskClassifier, ScorecardClassifier]
ROWS = 600
DRAW = np.random.default_rng(1)
PEOPLE = pl.DataFrame(
    {
        "income": DRAW.normal(size=ROWS),
        "debts": DRAW.integers(0, 5, ROWS),
        "tenure": DRAW.choice(["rent", "own", "other"], ROWS),
    }
)
Y = (DRAW.random(ROWS) < 1 / (1 + np.exp(PEOPLE["income"].to_numpy()))).astype(int)

pytestmark = pytest.mark.parametrize("kind", KINDS)


def sound(model, X):
    """Risks strictly between 0 and 1, exact sums, and the same risks from numbers."""
    risk = model.predict_proba(X)[:, 1]
    assert ((risk > 0) & (risk < 1)).all()
    summed = model.intercept_ + model.contributions(X).sum(axis=1)
    assert np.abs(summed - model.decision_function(X)).max() < 1e-9
    again = from_numbers(json.loads(json.dumps(model.to_numbers())))
    assert (again.predict_proba(X)[:, 1] == risk).all()
    return risk


@pytest.mark.parametrize(
    "column",
    [
        pl.lit(3.0),
        pl.lit(None, dtype=pl.Float64),
        pl.lit(float("nan")),
        pl.lit(None),
        pl.lit(None, dtype=pl.String),
        pl.lit("only"),
        pl.lit(True),
    ],
    ids=["constant", "missing numbers", "nan", "null", "missing words", "one level", "always yes"],
)
def test_a_column_that_says_nothing_changes_nothing(kind, column):
    wider = PEOPLE.with_columns(empty=column)
    model = kind().fit(wider, Y)
    assert sound(model, wider) == pytest.approx(kind().fit(PEOPLE, Y).predict_proba(PEOPLE)[:, 1], abs=1e-5)
    assert np.abs(model.contributions(wider)[:, list(model.terms).index("empty")]).max() < 1e-9


def test_nothing_but_a_constant_gives_the_recorded_rate(kind):
    X = pl.DataFrame({"constant": [1.0] * ROWS})
    assert sound(kind().fit(X, Y), X) == pytest.approx(np.full(ROWS, Y.mean()), abs=1e-6)


def test_infinite_numbers_are_binned_or_refused_by_name(kind):
    X = PEOPLE.with_columns(income=pl.when(pl.col("debts") == 0).then(np.inf).otherwise("income"))
    if kind is LogisticRiskClassifier:
        with pytest.raises(DataFault, match="income"):
            kind().fit(X, Y)
    else:
        sound(kind().fit(X, Y), X)


def test_very_large_numbers_do_not_overflow(kind):
    """Another unit of money is the same model."""
    X = PEOPLE.with_columns(pl.col("income") * 1e300)
    plain = kind().fit(PEOPLE, Y).predict_proba(PEOPLE)[:, 1]
    assert sound(kind().fit(X, Y), X) == pytest.approx(plain, abs=1e-6)


@pytest.mark.parametrize("weight", [None, (Y == 0).astype(float)], ids=["all rows", "rows that count"])
def test_one_class_is_refused(kind, weight):
    y = np.zeros(ROWS) if weight is None else Y
    with pytest.raises(DataFault, match="only one class"):
        kind().fit(PEOPLE, y, sample_weight=weight)


@pytest.mark.filterwarnings("ignore::vroegsignalering.risk.SeparationWarning")
@pytest.mark.parametrize("rows", [2, 3])
def test_three_rows_give_a_risk_near_the_middle(kind, rows):
    X = PEOPLE.head(rows)
    risk = sound(kind().fit(X, [0, 1, 0][:rows]), X)
    assert ((risk > 0.05) & (risk < 0.95)).all()


def test_no_rows_are_refused(kind):
    with pytest.raises(DataFault, match="nothing"):
        kind().fit(PEOPLE.head(0), [])


def test_a_word_never_seen_has_a_risk_between_those_that_were(kind):
    model = kind().fit(PEOPLE, Y)
    by_word = [
        model.predict_proba(PEOPLE.with_columns(tenure=pl.lit(w)))[:, 1] for w in ("rent", "own", "other")
    ]
    new = model.predict_proba(PEOPLE.with_columns(tenure=pl.lit("houseboat")))[:, 1]
    assert (new >= np.min(by_word, axis=0) - 1e-12).all()
    assert (new <= np.max(by_word, axis=0) + 1e-12).all()


def test_words_where_numbers_were_are_refused_without_showing_them(kind):
    model = kind().fit(PEOPLE, Y)
    with pytest.raises(DataFault, match="income") as fault:
        model.predict_proba(PEOPLE.with_columns(income=pl.lit("jansen")))
    assert "jansen" not in str(fault.value)


@pytest.mark.parametrize("column", ["income", "tenure"])
def test_separable_data_stay_finite_and_the_logistic_model_says_so(kind, column):
    split = PEOPLE["income"] > 0 if column == "income" else PEOPLE["tenure"] == "rent"
    y = split.cast(int).to_numpy()
    if kind is LogisticRiskClassifier:
        with pytest.warns(SeparationWarning, match=column):
            model = kind().fit(PEOPLE, y)
    else:
        model = kind().fit(PEOPLE, y)
    risk = sound(model, PEOPLE)
    assert risk[y == 1].mean() - risk[y == 0].mean() > 0.7


@pytest.mark.parametrize("weight", [np.zeros(ROWS), -np.ones(ROWS), np.full(ROWS, np.nan)])
def test_weights_that_are_no_weights_are_refused(kind, weight):
    with pytest.raises(DataFault, match="weights"):
        kind().fit(PEOPLE, Y, sample_weight=weight)


def test_a_weight_of_nought_is_a_row_that_is_not_there(kind):
    some = np.arange(ROWS) % 2
    weighted = kind().fit(PEOPLE, Y, sample_weight=some.astype(float))
    fewer = kind().fit(PEOPLE.filter(some == 1), Y[some == 1])
    assert weighted.predict_proba(PEOPLE) == pytest.approx(fewer.predict_proba(PEOPLE), abs=1e-5)


def test_columns_are_found_by_name(kind):
    model = kind().fit(PEOPLE, Y)
    expected = model.predict_proba(PEOPLE)
    assert (model.predict_proba(PEOPLE.select("tenure", "debts", "income")) == expected).all()
    assert (model.predict_proba(PEOPLE.to_pandas()[["tenure", "income", "debts"]]) == expected).all()
    with pytest.raises(DataFault, match="absent: income, debts"):
        model.predict_proba(PEOPLE.select("tenure").with_columns(other=1))


def test_two_columns_of_one_name_are_refused(kind):
    frame = PEOPLE.to_pandas()
    with pytest.raises(DataFault, match="same name"):
        kind().fit(pd.concat([frame, frame[["income"]]], axis=1), Y)
