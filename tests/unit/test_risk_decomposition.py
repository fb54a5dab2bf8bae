"""Gaps fall apart into parts that sum to them; the parts equal the integral along the line."""

from copy import deepcopy

import numpy as np
import polars as pl
import pytest
from scipy.integrate import quad
from scipy.special import expit

from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    LogisticRiskClassifier,
    ModelFault,
    decompose_gap,
    group_contributions,
)
from vroegsignalering.risk.calibration import Calibration


@pytest.fixture(scope="module")
def people():
    draw = np.random.default_rng(4)
    group = draw.choice(["a", "b", "c"], 3000, p=[0.5, 0.3, 0.2])
    X = pl.DataFrame({"income": draw.normal(0, 1, 3000) - (group == "b"), "kids": draw.integers(0, 4, 3000)})
    level = np.where(group == "c", 0.8, 0.0)  # the same features, another outcome
    y = (draw.random(3000) < expit(-1.5 - X["income"].to_numpy() + level)).astype(int)
    return X, y, group, AdditiveRiskClassifier(bands=False).fit(X, y)


def test_one_households_share_is_the_integral_along_the_line(people):
    X, _, _, model = people
    alone = X.head(2)
    terms = model.contributions(alone)
    share = group_contributions(model, alone, ["one", "two"])
    ours = share.filter(pl.col("group") == "one")["value"].to_numpy()

    def integral(row, j):
        def slope(t):
            risk = expit(model.intercept_ + t * terms[row].sum())
            return risk * (1 - risk)

        return terms[row, j] * quad(slope, 0, 1, epsabs=1e-13)[0]

    assert ours == pytest.approx([integral(0, j) - integral(1, j) for j in range(2)], abs=1e-10)


@pytest.mark.parametrize("kind", ["additive", "logistic"])
def test_contributions_sum_to_the_difference_in_risk(people, kind):
    X, y, group, model = people
    model = model if kind == "additive" else LogisticRiskClassifier().fit(X, y)
    risk = model.predict_proba(X)[:, 1]
    found = group_contributions(model, X, group)
    for one in "abc":
        gap = risk[group == one].mean() - risk[group != one].mean()
        assert found.filter(pl.col("group") == one)["value"].sum() == pytest.approx(gap, abs=1e-12)


@pytest.mark.parametrize("reference", ["rest", "a"])
def test_the_parts_sum_to_the_recorded_gap(people, reference):
    X, y, group, model = people
    found = decompose_gap(model, X, y, group, reference=reference)
    for one in "bc":
        others = group != one if reference == "rest" else group == "a"
        gap = y[group == one].mean() - y[others].mean()
        assert found.filter(pl.col("group") == one)["value"].sum() == pytest.approx(gap, abs=1e-12)


def test_composition_and_structure_are_told_apart(people):
    X, y, group, model = people
    found = decompose_gap(model, X, y, group, reference="a")
    total = found.group_by("group", "part").agg(pl.col("value").sum())
    parts = {(row["group"], row["part"]): row["value"] for row in total.iter_rows(named=True)}
    assert parts["b", "composition"] > 0.1 > abs(parts["b", "structure"]) * 2
    assert parts["c", "structure"] > 0.08 > abs(parts["c", "composition"]) * 2
    assert abs(parts["b", "unexplained"]) < 0.02
    income = found.filter(
        (pl.col("group") == "b") & (pl.col("part") == "composition") & (pl.col("feature") == "income")
    )
    assert income["low"].item() > 0


def test_without_structure_the_rest_is_unexplained(people):
    X, y, group, model = people
    found = decompose_gap(model, X, y, group, reference="a", structure=False)
    assert set(found["part"]) == {"composition", "unexplained"}
    rest = found.filter((pl.col("group") == "c") & (pl.col("part") == "unexplained"))
    assert rest["low"].item() > 0


def test_intervals_know_households(people):
    X, _, group, model = people
    twice = pl.concat([X, X])
    keys = np.tile(np.arange(3000), 2)
    alone = group_contributions(model, X, group, cluster=np.arange(3000))
    repeated = group_contributions(model, twice, np.tile(group, 2), cluster=keys)
    width = (repeated["high"] - repeated["low"]) / (alone["high"] - alone["low"])
    assert width.to_numpy() == pytest.approx(np.ones(len(width)), rel=1e-6)


def test_intervals_cover_at_their_rate(people):
    X, _, _, model = people
    draw = np.random.default_rng(12)
    missed = []
    for _ in range(60):  # labels at random: the true difference is nought
        labels = draw.choice(["x", "y"], 3000)
        found = group_contributions(model, X, labels).filter(
            (pl.col("group") == "x") & (pl.col("feature") == "income")
        )
        missed.append(not found["low"].item() <= 0 <= found["high"].item())
    assert np.mean(missed) < 0.15


def test_missing_labels_are_a_group_and_one_group_has_no_gap(people):
    X, y, _, model = people
    labels = pl.Series([None, "a"] * 1500)
    assert set(group_contributions(model, X, labels)["group"]) == {"a", "unknown"}
    assert decompose_gap(model, X, y, ["a"] * 3000).is_empty()


def test_behind_a_curve_of_calibration_parts_still_sum_to_the_gap_exactly(people):
    X, y, group, model = people
    corners = {"logits": np.array([-4.0, -2.0, 0.0, 3.0]), "risks": expit(np.array([-5.0, -2.0, 1.0, 2.0]))}
    curved = deepcopy(model)
    curved.calibration_ = Calibration(method="curve", **corners)
    risk, labels = curved.predict_proba(X)[:, 1], np.asarray(group)
    met = group_contributions(curved, X, group).group_by("group").agg(pl.col("value").sum())
    for label, value in met.iter_rows():
        mine = labels == label
        assert value == pytest.approx(risk[mine].mean() - risk[~mine].mean(), abs=1e-9)
    parts = decompose_gap(curved, X, y, group).group_by("group").agg(pl.col("value").sum())
    for label, value in parts.iter_rows():
        mine = labels == label
        assert value == pytest.approx(y[mine].mean() - y[~mine].mean(), abs=1e-9)


def test_what_cannot_be_decomposed_is_refused(people):
    X, y, group, model = people
    with pytest.raises(ModelFault, match="no group"):
        decompose_gap(model, X, y, group, reference="z")
    with pytest.raises(ModelFault, match="length"):
        group_contributions(model, X, group[:10])
