"""Baselines, paired gains, the price of readability, drift and stability."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss, roc_auc_score

from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    DataFault,
    LogisticRiskClassifier,
    ModelDeclaration,
    ModelFault,
    ablation,
    against_baselines,
    baseline_scores,
    black_box,
    calibration_by_year,
    drift,
    paired,
    price_of_readability,
    recommended,
    second_opinion,
    stability,
)
from vroegsignalering.risk.drift import stability_index
from vroegsignalering.risk.second_opinion import boosted_stumps
from vroegsignalering.risk.stability import poisson_weights


@dataclass
class Part:
    X: pl.DataFrame
    y: np.ndarray
    cluster: np.ndarray


def made(seed, rows=3000):
    draw = np.random.default_rng(seed)
    X = pl.DataFrame(
        {
            "income": draw.normal(size=rows),
            "status": draw.integers(0, 2, rows),
            "signals": draw.poisson(0.1, rows),
            "nothing": pl.Series([None] * rows, dtype=pl.Float64),
            "tenure": draw.choice(["rent", "own"], rows),
        }
    )
    truth = expit(-2 - 1.2 * X["income"].to_numpy() + 0.5 * X["status"].to_numpy())
    return Part(X, (draw.random(rows) < truth).astype(int), np.arange(rows)), truth


@pytest.fixture(scope="module")
def parts():
    return made(1)[0], *made(2)


@pytest.fixture(scope="module")
def model(parts):
    return AdditiveRiskClassifier(bands=False).fit(parts[0].X, parts[0].y)


def test_values_equal_scikit_learn(parts, model):
    _, test, truth = parts
    risk = model.predict_proba(test.X)[:, 1]
    found = paired("auc", risk, truth, test.y)
    assert found.first == pytest.approx(roc_auc_score(test.y, risk))
    assert found.second == pytest.approx(roc_auc_score(test.y, truth))
    assert paired("log_loss", risk, truth, test.y).first == pytest.approx(log_loss(test.y, risk))
    tied = np.round(risk, 1)
    assert paired("auc", tied, risk, test.y).first == pytest.approx(roc_auc_score(test.y, tied))


def test_coverage_by_hand():
    score, y = np.array([0.9, 0.8, 0.7, 0.1]), np.array([1, 0, 1, 0])
    assert paired("coverage", score, score, y, capacity=0.5).first == 0.5  # the two highest hold one of two
    ties = np.array([1.0, 1.0, 1.0, 1.0])
    assert paired("coverage", ties, score, y, capacity=0.25).first == 0.25  # chance


@pytest.mark.parametrize("metric", ["auc", "coverage", "log_loss"])
def test_the_interval_is_that_of_repeated_samples(metric):
    wide, differences = [], []
    for seed in range(60):
        part, truth = made(100 + seed, 800)
        other = expit(0.5 * np.log(truth / (1 - truth)) + 0.7 * part.X["status"].to_numpy() - 1)
        found = paired(metric, truth, other, part.y, capacity=0.1)
        wide.append((found.high - found.low) / 2 / 1.96)
        differences.append(found.difference)
    assert np.mean(wide) == pytest.approx(np.std(differences), rel=0.35)


def test_households_are_not_counted_twice(parts, model):
    _, test, truth = parts
    risk = model.predict_proba(test.X)[:, 1]
    once = paired("auc", risk, truth, test.y, cluster=test.cluster)
    twice = paired(
        "auc", *(np.tile(part, 2) for part in (risk, truth, test.y)), cluster=np.tile(test.cluster, 2)
    )
    assert twice.high - twice.low == pytest.approx(once.high - once.low, rel=0.01)


def test_baselines_are_learned_on_training_people_and_beaten(parts, model):
    train, test, _ = parts
    area = (["x", "y", None] * 1000, ["x", "y", "z"] * 1000)
    scores = baseline_scores(
        train, test, area=area, status="status", signals=["signals"], directions={"income": "down"}
    )
    assert list(scores) == ["random", "area_rate", "one_rule", "last_status", "signals"]
    assert scores["signals"].tolist() == test.X["signals"].to_list()
    assert scores["area_rate"][2] == pytest.approx(train.y.mean())  # an area never seen: the mean
    found = against_baselines(
        model.predict_proba(test.X)[:, 1], scores, test.y, cluster=test.cluster, capacity=0.1
    )
    assert recommended(found) == "model"
    ours = found.filter(pl.col("baseline") == "one_rule")
    assert (ours["gain"] > 0).all() and set(ours["verdict"]) == {"model better"}
    assert set(found.filter(pl.col("baseline") == "model")["verdict"]) == {None}


def test_on_a_tie_the_simple_rule_is_recommended(parts):
    _, test, truth = parts
    found = against_baselines(truth, {"rule": truth, "random": np.arange(3000.0)}, test.y)
    assert recommended(found) == "rule"


def test_the_price_of_readability_has_a_bound(parts, model):
    train, test, truth = parts
    unreadable = black_box(train, test, test, rounds=30)
    found = price_of_readability(model.predict_proba(test.X)[:, 1], unreadable, test.y, truth=truth)
    assert found["metric"].to_list() == [
        "auc",
        "coverage",
        "log_loss",
        "auc_bound",
        "coverage_bound",
        "log_loss_bound",
    ]
    assert (found["difference"] - (found["additive"] - found["black_box"])).abs().max() < 1e-12
    assert found.filter(pl.col("metric") == "auc_bound")["difference"].item() < 0.01


def test_unknown_metrics_and_one_class_are_refused(parts):
    _, test, truth = parts
    with pytest.raises(ModelFault):
        paired("beauty", truth, truth, test.y)
    with pytest.raises(DataFault):
        paired("auc", truth, truth, np.zeros(3000))


@pytest.mark.filterwarnings("ignore")  # importing the peer warns of its own dependencies
def test_boosted_stumps_read_out_equal_the_tree_explainer(parts, model):
    import shap

    train, _, _ = parts
    opinion, boosted = boosted_stumps(model, train.X, train.y, rounds=40)
    codes = model.codes(train.X)
    varying = [j for j in range(len(codes)) if codes[j].min() < codes[j].max()]
    matrix = codes[varying].T.astype(float)
    explained = shap.TreeExplainer(boosted).shap_values(matrix[:500])
    ours = opinion.contributions(train.X)[:500]
    assert np.abs(ours[:, varying] - explained).max() < 1e-9
    summed = opinion.intercept_ + opinion.contributions(train.X).sum(axis=1)
    assert np.abs(summed - boosted.decision_function(matrix)).max() < 1e-9


def test_the_second_opinion_agrees_where_the_data_speak(parts, model):
    train, test, _ = parts
    other = second_opinion(model, train.X, train.y, rounds=100)
    ours, theirs = (one.predict_proba(test.X)[:, 1] for one in (model, other))
    assert np.corrcoef(ours, theirs)[0, 1] > 0.95


def test_the_stability_index_by_hand():
    expected = (0.75 - 0.5) * np.log(0.75 / 0.5) + (0.25 - 0.5) * np.log(0.25 / 0.5)
    assert stability_index(np.array([5e6, 5e6]), np.array([7.5e6, 2.5e6])) == pytest.approx(
        expected, rel=1e-4
    )


def test_drift_is_named_where_it_was_planted(parts, model):
    _, test, _ = parts
    year = np.where(np.arange(3000) < 1500, 2021, 2022)
    moved = test.X.with_columns(
        income=pl.when(pl.Series(year == 2022)).then(pl.col("income") - 1.5).otherwise("income")
    )
    found = drift(model, moved, test.y, year, base=2021)
    states = {(r["feature"], r["year"], r["metric"]): r["state"] for r in found.iter_rows(named=True)}
    assert states["income", 2022, "stability_index"] == "act"
    assert states["status", 2022, "stability_index"] == "steady"
    assert states["income", 2021, "stability_index"] == "steady"
    assert states["(all)", 2022, "calibration_ratio"] == "act"
    by_year = calibration_by_year(model, moved, test.y, year)
    assert by_year["n"].sum() == 3000
    with pytest.raises(ModelFault):
        drift(model, moved, test.y, year, base=1999)
    with pytest.raises(ModelFault):
        drift(LogisticRiskClassifier(), moved, test.y, year)


def test_stability_refits_under_every_question(parts):
    train, test, _ = parts
    declared = ModelDeclaration(id="additive", kind="additive")
    year = np.where(np.arange(3000) < 1500, 2019, 2020)
    found = stability(declared, train, test, year=year, region=["n", "s", "s"] * 1000, repeats=1)
    assert set(found["what"]) == {"seed", "resample", "year", "without_region"}
    seed = found.filter((pl.col("what") == "seed") & (pl.col("metric") == "same_selected"))
    assert seed["value"].item() == 1.0  # few rows: no sketch is drawn
    assert found.filter(pl.col("metric") == "same_selected")["value"].is_between(0, 1).all()


def test_resamples_draw_whole_households_at_the_poisson_rate():
    keys = np.repeat(np.arange(20_000), 2)
    weights = poisson_weights(keys, 7)
    assert (weights[::2] == weights[1::2]).all()
    assert weights.mean() == pytest.approx(1, abs=0.03)
    assert weights[::2].var() == pytest.approx(1, abs=0.05)
    assert (weights == 0).mean() == pytest.approx(np.exp(-1), abs=0.015)


def test_an_ablation_finds_what_matters_and_what_another_feature_can_do(parts):
    train, test, _ = parts
    declared = ModelDeclaration(id="additive", kind="additive")
    twins = [replace(part, X=part.X.with_columns(twin="income")) for part in (train, test)]
    alone, beside = (
        {row["feature"]: row for row in ablation(declared, *two, metrics=("auc",)).iter_rows(named=True)}
        for two in ((train, test), twins)
    )
    assert alone["income"]["low"] > 0.02
    assert abs(beside["income"]["value"]) < 0.01  # its twin takes over
    with pytest.raises(ModelFault, match="additive"):
        ablation(ModelDeclaration(id="card", kind="scorecard"), train, test)


@pytest.mark.parametrize(("rows", "rounds"), [(300, 3), (2000, 1)])
def test_a_column_known_for_two_people_does_not_stop_the_black_box(rows, rounds):
    """Under this seed both of 300 are among the rows set apart, and scikit-learn finds nothing to cut in the column."""
    part = made(1, rows=rows)[0]
    rare = pl.Series([1.0, 2.0, *[None] * (rows - 2)], dtype=pl.Float64)
    known = replace(part, X=part.X.with_columns(rare=rare))
    assert len(black_box(known, None, known, seed=151, rounds=rounds)) == rows
