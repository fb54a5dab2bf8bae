"""Values of metrics: eight people counted by hand, and fairlearn and scikit-learn as independent sources."""

import numpy as np
import polars as pl
import pytest
from sklearn import metrics as sk

from vroegsignalering.audit import METRICS, Preregistration, Scores, audit, capacity_grid

PEER = {
    "selection_rate": lambda y, f: f.mean(),
    "base_rate": lambda y, f: y.mean(),
    "precision": lambda y, f: sk.precision_score(y, f),
    "accuracy": lambda y, f: sk.accuracy_score(y, f),
    "balanced_accuracy": lambda y, f: sk.balanced_accuracy_score(y, f),
    "f1": lambda y, f: sk.f1_score(y, f),
    "true_positive_rate": lambda y, f: sk.recall_score(y, f),
    "true_negative_rate": lambda y, f: sk.recall_score(y, f, pos_label=0),
    "negative_predictive_value": lambda y, f: sk.precision_score(y, f, pos_label=0),
}
PEER_OF_SCORE = {
    "auc": lambda y, p: sk.roc_auc_score(y, p),
    "brier": lambda y, p: sk.brier_score_loss(y, p),
    "mean_risk": lambda y, p: p.mean(),
    "calibration_ratio": lambda y, p: y.sum() / p.sum(),
}


def eight() -> Scores:
    """Group a: tp 2, fp 1, fn 1, tn 0. Group b: tp 0, fp 1, fn 1, tn 2."""
    return Scores(
        outcome=np.array([1, 1, 0, 1, 0, 1, 0, 0]),
        flag=np.array([1, 1, 1, 0, 1, 0, 0, 0]),
        groups=pl.DataFrame({"g": ["a", "a", "a", "a", "b", "b", "b", "b"]}),
    )


def value(table: pl.DataFrame, group: str, metric: str, attribute: str = "g") -> float | None:
    return table.filter(attribute=attribute, group=group, metric=metric)["value"].item()


def test_rates_are_those_counted_by_hand() -> None:
    table = audit(eight(), Preregistration(groups=("g",)), replicates=0)
    assert value(table, "a", "true_positive_rate") == pytest.approx(2 / 3)
    assert value(table, "a", "false_positive_rate") == 1.0
    assert value(table, "a", "precision") == pytest.approx(2 / 3)
    assert value(table, "b", "selection_rate") == 0.25
    assert value(table, "b", "false_omission_rate") == pytest.approx(1 / 3)
    assert value(table, "b", "true_positive_rate_difference") == pytest.approx(-2 / 3)
    assert value(table, "a", "selection_rate_ratio") == pytest.approx(3.0)
    assert value(table, "a", "contacts_per_100") == 75.0
    assert value(table, "a", "allocation_per_need") == pytest.approx((3 / 4) / (3 / 4))
    assert value(table, "b", "allocation_per_need") == pytest.approx((1 / 4) / (1 / 4))
    assert value(table, "all", "true_positive_rate", "all") == 0.5


def test_counts_stand_beside_rates() -> None:
    row = audit(eight(), Preregistration(groups=("g",)), replicates=0).filter(group="a", metric="precision")
    assert row.select("n", "n_outcome", "numerator", "denominator").row(0) == (4, 3, 2, 3)


@pytest.mark.parametrize("grid", [True, False], ids=["scores on a grid", "any scores"])
def test_values_equal_scikit_learn_in_every_group(grid: bool) -> None:
    rng = np.random.default_rng(3)
    risk = rng.beta(1, 3, 4000)
    risk = np.round(risk, 2) if grid else risk
    outcome = (rng.random(4000) < risk).astype(np.int8)
    groups = rng.choice(["a", "b", "c"], 4000)
    scores = Scores(risk=risk, outcome=outcome, groups=pl.DataFrame({"g": groups}))
    table = audit(scores, Preregistration(groups=("g",), threshold=0.3), replicates=0)
    for group in ("a", "b", "c"):
        here = groups == group
        for name, peer in PEER.items():
            theirs = peer(outcome[here], (risk >= 0.3)[here])
            assert value(table, group, name) == pytest.approx(theirs, abs=1e-12), name
        for name, of_score in PEER_OF_SCORE.items():
            assert value(table, group, name) == pytest.approx(
                of_score(outcome[here], risk[here]), abs=1e-12
            ), name


@pytest.mark.parametrize("grid", [True, False], ids=["scores on a grid", "any scores"])
def test_auc_gap_is_with_the_auc_of_all_others(grid: bool) -> None:
    rng = np.random.default_rng(4)
    risk = rng.random(900).round(2) if grid else rng.random(900)
    outcome = (rng.random(900) < 0.3).astype(np.int8)
    groups = rng.choice(["a", "b", "c"], 900)
    scores = Scores(risk=risk, outcome=outcome, groups=pl.DataFrame({"g": groups}))
    table = audit(scores, Preregistration(groups=("g",), threshold=0.5), replicates=16)
    for group in ("a", "b", "c"):
        here = groups == group
        gap = sk.roc_auc_score(outcome[here], risk[here]) - sk.roc_auc_score(outcome[~here], risk[~here])
        assert value(table, group, "auc_difference") == pytest.approx(gap, abs=1e-12)


def test_values_equal_metricframe() -> None:
    fl = pytest.importorskip("fairlearn.metrics")
    rng = np.random.default_rng(5)
    outcome, flag = (rng.random(3000) < 0.3).astype(int), (rng.random(3000) < 0.4).astype(int)
    groups = rng.choice(["a", "b", "c", "d"], 3000)
    names = [
        "selection_rate",
        "true_positive_rate",
        "false_positive_rate",
        "false_negative_rate",
        "true_negative_rate",
    ]
    frame = fl.MetricFrame(
        metrics={name: getattr(fl, name) for name in names},
        y_true=outcome,
        y_pred=flag,
        sensitive_features=groups,
    )
    scores = Scores(outcome=outcome, flag=flag, groups=pl.DataFrame({"g": groups}))
    table = audit(scores, Preregistration(groups=("g",)), replicates=0)
    for name in names:
        for group in "abcd":
            assert value(table, group, name) == pytest.approx(frame.by_group.loc[group, name], abs=1e-12)


def test_weights_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(6)
    risk, weight = rng.random(600), rng.random(600) + 0.5
    outcome = (rng.random(600) < risk).astype(np.int8)
    scores = Scores(risk=risk, outcome=outcome, groups=pl.DataFrame({"g": ["a"] * 600}), weight=weight)
    table = audit(scores, Preregistration(groups=("g",), threshold=0.5), replicates=16)
    assert value(table, "a", "auc") == pytest.approx(
        sk.roc_auc_score(outcome, risk, sample_weight=weight), abs=1e-12
    )
    wanted = sk.recall_score(outcome, risk >= 0.5, sample_weight=weight)
    assert value(table, "a", "true_positive_rate") == pytest.approx(wanted, abs=1e-12)
    assert table.filter(group="a", metric="base_rate")["n"].item() == 600


def test_every_metric_says_what_it_is_and_who_is_harmed() -> None:
    for name, entry in METRICS.items():
        assert name == entry.name
        assert entry.title_nl and entry.says_nl and entry.formula and entry.harmed_nl, name


@pytest.mark.parametrize("weighted", [False, True])
def test_a_grid_says_what_an_audit_at_each_capacity_says(weighted: bool) -> None:
    rng = np.random.default_rng(5)
    scores = Scores(
        risk=rng.random(3000),
        outcome=(rng.random(3000) < 0.2).astype(np.int8),
        groups=pl.DataFrame({"g": rng.choice(["a", "b", "c"], 3000)}),
        cluster=rng.integers(0, 1500, 3000),
        weight=rng.integers(1, 4, 3000).astype(float) if weighted else None,
    )
    asked = Preregistration(groups=("g",), capacities=(0.02, 0.1, 0.3))
    grid = capacity_grid(scores, asked, replicates=64).drop_nulls("n")
    figures = ["value", "low", "high", "n", "n_outcome", "numerator", "denominator", "status"]
    for capacity in asked.capacities:
        alone = audit(scores, Preregistration(groups=("g",), capacity=capacity), replicates=64)
        here = grid.filter(capacity=capacity)
        both = here.join(alone, on=["attribute", "group", "metric"], suffix="_alone", nulls_equal=True)
        assert here.height == both.height > 20
        for name in figures:
            mine, other = both[name], both[f"{name}_alone"]
            assert mine.equals(other) if mine.dtype == pl.String else np.allclose(mine, other, equal_nan=True)


def test_a_grid_of_a_hundred_capacities_counts_each_of_them() -> None:
    rng = np.random.default_rng(6)
    scores = Scores(
        risk=rng.permutation(1000) / 1000,
        outcome=(rng.random(1000) < 0.3).astype(np.int8),
        groups=pl.DataFrame({"g": rng.choice(["a", "b"], 1000)}),
    )
    capacities = tuple(k / 100 for k in range(1, 100))
    grid = capacity_grid(scores, Preregistration(groups=("g",), capacities=capacities), replicates=0)
    whole = grid.filter(attribute="all", metric="precision").sort("capacity")
    assert whole["denominator"].to_list() == [10 * k for k in range(1, 100)]
