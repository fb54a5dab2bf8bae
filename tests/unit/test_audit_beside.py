"""What stands beside the main figures: pooling, proxies, conditional parity, scattered need, calibration, seals."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression

from vroegsignalering.audit import (
    Part,
    Preregistration,
    Scores,
    audit,
    calibration,
    capacity_grid,
    conditional,
    mitigate,
    performance,
    proxy_strength,
    read_preregistration,
    scattered_need,
    seal,
)
from vroegsignalering.audit.pooling import main_effects
from vroegsignalering.audit.proxies import cramers_v
from vroegsignalering.audit.reference import metrics_page
from vroegsignalering.errors import DeclarationError, RegisterError, ReproductionError, ReviewOwed

ROOT = Path(__file__).parents[2]


def scores(n: int = 4000, seed: int = 1) -> Scores:
    rng = np.random.default_rng(seed)
    risk = rng.beta(1, 4, n)
    groups = pl.DataFrame({"g": rng.choice(["a", "b"], n), "h": rng.choice(["x", "y", "z"], n)})
    return Scores(risk=risk, outcome=(rng.random(n) < risk).astype(np.int8), groups=groups)


def test_pooling_draws_small_groups_to_their_parts_and_stands_beside_the_raw_figure() -> None:
    rng = np.random.default_rng(1)
    sizes = {("a", "x"): 400, ("a", "y"): 400, ("b", "x"): 400, ("b", "y"): 12}
    first, second = zip(*[key for key, n in sizes.items() for _ in range(n)], strict=True)
    n = len(first)
    flag = rng.random(n) < 0.5
    flag[-12:] = True
    data = Scores(outcome=np.ones(n, int), flag=flag, groups=pl.DataFrame({"g": first, "h": second}))
    table = audit(data, Preregistration(intersections=(("g", "h"),)), replicates=64)
    small = table.filter(group="b*y", metric="true_positive_rate")
    assert small["value"].item() == 1.0
    assert small["status"].item() == "too few"
    assert 0.4 < small["pooled"].item() < 0.95
    assert small["pooled_low"].item() < small["pooled"].item() < small["pooled_high"].item()
    large = table.filter(group="a*x", metric="true_positive_rate")
    assert abs(large["pooled"].item() - large["value"].item()) < 0.05
    assert table.filter(attribute="all")["pooled"].null_count() == table.filter(attribute="all").height


def test_what_the_parts_say_is_a_logistic_model_of_main_effects() -> None:
    """Attributes go together here, so effects of labels one by one would be wrong; scikit-learn is the second opinion."""
    rng = np.random.default_rng(5)
    first, second = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)
    size = np.array([900.0, 100.0, 300.0, 50.0, 800.0, 300.0, 400.0, 20.0, 5.0])
    odds = np.array([-2.0, -1.0, 0.5])[first] + np.array([0.0, 1.0, -0.5])[second]
    yes = rng.binomial(size.astype(int), 1 / (1 + np.exp(-odds))).astype(float)
    dummies = np.stack([first == 1, first == 2, second == 1, second == 2], axis=1).astype(float)
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(
        np.tile(dummies, (2, 1)), np.repeat([1, 0], 9), sample_weight=np.concatenate([yes, size - yes])
    )
    fitted, unsure = main_effects(yes, size, [first, second])
    assert fitted == pytest.approx(peer.decision_function(dummies), abs=0.01)
    assert (unsure > 0).all() and unsure[8] > unsure[0]


def test_cramers_v_knows_all_and_nothing() -> None:
    assert cramers_v(np.array([[500.0, 0.0], [0.0, 500.0]])) == 1.0
    assert cramers_v(np.array([[250.0, 250.0], [250.0, 250.0]])) == 0.0


def test_a_feature_that_gives_the_group_away_is_the_strongest_proxy() -> None:
    data = scores()
    told = pl.DataFrame({"same": data.groups["g"], "noise": np.random.default_rng(2).random(len(data))})
    rows = proxy_strength(data, told, replicates=20).filter(attribute="g")
    assert rows["feature"][0] == "same" and rows["value"][0] == pytest.approx(1.0, abs=0.01)
    assert rows.filter(feature="noise")["value"].item() < 0.05
    assert "score" in rows["feature"].to_list()
    with pytest.raises(RegisterError):
        proxy_strength(data, told.head(3))


def test_a_gap_that_a_legitimate_factor_accounts_for_is_gone_given_the_factor() -> None:
    rng = np.random.default_rng(3)
    group = np.repeat(["a", "b"], 4000)
    factor = rng.random(8000) < np.where(group == "a", 0.8, 0.2)
    flag = rng.random(8000) < np.where(factor, 0.6, 0.1)
    labels = pl.DataFrame({"g": group, "factor": factor.astype(str)})
    data = Scores(outcome=np.zeros(8000, int), flag=flag, groups=labels)
    registered = Preregistration(groups=("g",))
    raw = audit(data, registered, replicates=64).filter(metric="selection_rate_difference", group="a")
    given = conditional(data, registered, "factor").filter(
        metric="selection_rate_difference_given_factor", group="a"
    )
    assert raw["value"].item() > 0.25
    assert abs(given["value"].item()) < 0.03
    assert given["low"].item() < 0 < given["high"].item()
    with pytest.raises(DeclarationError):
        conditional(data, registered, "absent")


def test_scattered_need_is_the_ceiling_of_choosing_cells() -> None:
    # ten cells of ten; cell 0 holds 9 in need (all a), cell 1 holds 5 (all b), eight others one of b each
    cells = np.repeat(np.arange(10), 10)
    outcome, group = np.zeros(100, int), np.array(["b"] * 100, dtype=object)
    outcome[:9], group[:10] = 1, "a"
    outcome[10:15] = 1
    outcome[20::10] = 1
    data = Scores(outcome=outcome, flag=np.zeros(100, int), groups=pl.DataFrame({"g": group.tolist()}))
    registered = Preregistration(groups=("g",), capacity=0.2)
    rows = scattered_need(data, pl.Series(cells), registered).filter(metric="scattered_need")
    held = dict(zip(rows["group"], rows["value"], strict=True))
    assert held == {"all": pytest.approx(8 / 22), "a": 0.0, "b": pytest.approx(8 / 13)}


def test_performance_and_calibration_equal_scikit_learn() -> None:
    data = scores()
    assert data.risk is not None
    held = {
        row["metric"]: row for row in performance(data, capacity=0.05, replicates=64).iter_rows(named=True)
    }
    assert held["log_loss"]["value"] == pytest.approx(sk.log_loss(data.outcome, data.risk), abs=1e-12)
    assert held["auc"]["value"] == pytest.approx(sk.roc_auc_score(data.outcome, data.risk), abs=1e-12)
    assert held["calibration_slope"]["low"] < 1.0 < held["calibration_slope"]["high"]
    odds = np.log(data.risk) - np.log1p(-data.risk)
    line = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(odds[:, None], data.outcome)
    assert held["calibration_slope"]["value"] == pytest.approx(line.coef_[0, 0], abs=1e-4)
    bins = calibration(data, bins=5, replicates=64)
    assert bins["n"].sum() == len(data) and bins["numerator"].sum() == data.outcome.sum()
    assert (bins["low"] <= bins["expected"]).sum() >= 4


def test_the_recalibration_line_of_risks_far_too_extreme_is_found() -> None:
    """Risks three times too wide: whole Newton steps swing to and fro and find no line."""
    draw = np.random.default_rng(1)
    odds = draw.normal(-3, 3, 5000)
    outcome = (draw.random(5000) < expit(2 + 0.3 * odds)).astype(int)
    group = pl.DataFrame({"g": ["a", "b"] * 2500})
    data = Scores(risk=expit(odds), outcome=outcome, groups=group)
    rows = performance(data, capacity=0.05, replicates=32).iter_rows(named=True)
    held = {row["metric"]: row["value"] for row in rows}
    line = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(odds[:, None], outcome)
    assert held["calibration_slope"] == pytest.approx(line.coef_[0, 0], abs=1e-3)
    assert held["calibration_intercept"] == pytest.approx(line.intercept_[0], abs=3e-3)


def test_calibration_of_points_is_refused() -> None:
    data = scores(50)
    assert data.risk is not None
    with pytest.raises(RegisterError, match="between 0 and 1"):
        calibration(Scores(risk=data.risk * 10, outcome=data.outcome, groups=data.groups))


def test_the_grid_of_capacities_rises() -> None:
    rows = capacity_grid(scores(), Preregistration(groups=("g",), capacities=(0.05, 0.2)), replicates=32)
    reach = rows.filter(metric="coverage", attribute="all")["value"].to_list()
    assert reach == sorted(reach) and len(reach) == 2
    assert set(rows["metric"]) >= {"coverage", "miss_rate", "needless_contact", "precision"}


def test_a_seal_shows_a_later_change(tmp_path: Path) -> None:
    path, sealed = tmp_path / "preregistration.toml", tmp_path / "seals.txt"
    path.write_text('version = 1\ngroups = ["sex"]\n', "utf-8")
    first = seal(read_preregistration(path), sealed)
    assert seal(read_preregistration(path), sealed) == first
    path.write_text('version = 1\ngroups = ["sex", "origin"]\n', "utf-8")
    with pytest.raises(ReproductionError, match="changed"):
        seal(read_preregistration(path), sealed)
    path.write_text('version = 2\ngroups = ["sex", "origin"]\n', "utf-8")
    seal(read_preregistration(path), sealed)
    assert [line.split()[0] for line in sealed.read_text("utf-8").splitlines()] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "capacity = 2.0",
        'metrics = ["fairness"]',
        "margin = 0.1",
        "[margins]\ndefault = -1",
        "groups = 3",
        "x =",
    ],
)
def test_a_preregistration_with_an_error_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "preregistration.toml"
    path.write_text(text + "\n", "utf-8")
    with pytest.raises(DeclarationError):
        read_preregistration(path)


@pytest.mark.parametrize("study", ["entry", "exit"])
def test_the_studies_are_preregistered_with_placeholders_that_say_so(study: str) -> None:
    held = read_preregistration(ROOT / "models" / study / "preregistration.toml")
    assert held.study == study and held.capacity == 0.05
    assert held.margin("coverage") == 0.10
    assert held.margin_note == "placeholder, not a norm"


def test_the_page_of_metrics_is_the_registry() -> None:
    assert (ROOT / "docs/reference/metrics.md").read_text("utf-8") == metrics_page()


def parts() -> tuple[Part, Part]:
    rng = np.random.default_rng(5)
    n = 1200
    group = rng.choice(["a", "b"], n)
    features = rng.standard_normal((n, 2))
    features[:, 0] += group == "a"
    outcome = (rng.random(n) < 1 / (1 + np.exp(-features[:, 0]))).astype(np.int8)
    labels = pl.DataFrame({"g": group, "h": rng.choice(["x", "y"], n)})
    half = n // 2
    return (
        Part(X=features[:half], outcome=outcome[:half], groups=labels[:half]),
        Part(X=features[half:], outcome=outcome[half:], groups=labels[half:]),
    )


def test_mitigation_shows_every_group_before_and_after() -> None:
    train, test = parts()
    done = mitigate(LogisticRegression(), train, test, method="reduction", attribute="g", replicates=64)
    pairs = set(done.table.select("attribute", "group").rows())
    assert pairs == {("g", "a"), ("g", "b"), ("h", "x"), ("h", "y"), ("all", "all")}
    change = done.table["after"] - done.table["before"]
    assert (change - done.table["change"]).abs().max() < 1e-12  # type: ignore[operator]
    assert (done.table["change_low"] <= done.table["change"]).all()


def test_thresholds_per_group_owe_a_legal_decision(tmp_path: Path) -> None:
    train, test = parts()
    asked = {"method": "thresholds", "attribute": "g", "replicates": 16}
    with pytest.raises(ReviewOwed, match="legal decision"):
        mitigate(LogisticRegression(), train, test, **asked)  # type: ignore[arg-type]
    decision = tmp_path / "0007.toml"
    decision.write_text('id = "0007"\ndecided_by = "college"\ndecided_on = "2026-10-01"\n', "utf-8")
    with pytest.raises(ReviewOwed, match="legal decision"):
        mitigate(LogisticRegression(), train, test, decision=decision, **asked)  # type: ignore[arg-type]
    decision.write_text(decision.read_text("utf-8") + 'legal_basis = "statute"\n', "utf-8")
    done = mitigate(LogisticRegression(), train, test, decision=decision, **asked)  # type: ignore[arg-type]
    assert done.decision == "0007"
