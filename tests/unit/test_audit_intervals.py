"""Intervals and corrections against scipy and published figures."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from vroegsignalering.audit import Preregistration, Scores, audit
from vroegsignalering.audit.intervals import (
    Z_95,
    Estimate,
    difference_limits,
    holm,
    p_values,
    ratio_limits,
    wilson,
)
from vroegsignalering.audit.metric import Kind


def share(successes: int, n: int) -> Estimate:
    return Estimate(np.array([successes / n]), np.zeros(1), np.array([float(n)]), Kind.SHARE)


@pytest.mark.parametrize(("successes", "n"), [(0, 20), (7, 30), (30, 30), (1, 1000)])
def test_wilson_is_that_of_scipy(successes: int, n: int) -> None:
    low, high = wilson(np.array(successes / n), np.array(float(n)), Z_95)
    theirs = stats.binomtest(successes, n).proportion_ci(method="wilson")
    assert (float(low), float(high)) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_a_gap_has_newcombe_limits() -> None:
    # Newcombe 1998, method 10, example (a): 56/70 - 48/80 = 0.2 [0.0524, 0.3339]
    low, high = difference_limits(share(56, 70), share(48, 80), np.zeros(1), Z_95)
    assert (low[0], high[0]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_p_value_and_interval_never_disagree() -> None:
    one, other = share(56, 70), share(48, 80)
    p = p_values(one, other, np.zeros(1))
    z = stats.norm.isf(p / 2)
    low, _ = difference_limits(one, other, np.zeros(1), z)
    assert low[0] == pytest.approx(0.0, abs=1e-6)
    assert p[0] == pytest.approx(0.0084, abs=0.002)


def test_ratio_of_nothing_has_a_finite_upper_limit() -> None:
    low, high = ratio_limits(share(0, 50), share(25, 50), np.zeros(1), Z_95)
    assert low[0] == 0.0
    assert 0.05 < high[0] < 0.5


def test_holm_is_holms() -> None:
    adjusted, level = holm(np.array([0.01, 0.04, 0.03, np.nan]))
    assert adjusted[:3].tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(adjusted[3])
    assert level[:3] == pytest.approx([stats.norm.isf(0.05 / 6), *[stats.norm.isf(0.05 / 4)] * 2])


def test_a_rate_of_one_keeps_a_width() -> None:
    groups = pl.DataFrame({"g": ["a"] * 40})
    scores = Scores(
        outcome=np.ones(40, int), flag=np.ones(40, int), groups=groups, cluster=np.arange(40) // 2
    )
    row = audit(scores, Preregistration(groups=("g",))).filter(attribute="g", metric="true_positive_rate")
    assert row["value"].item() == 1.0
    assert row["low"].item() < 0.95


def test_people_of_one_household_do_not_count_twice() -> None:
    rng = np.random.default_rng(1)
    need = (rng.random(500) < 0.3).astype(int)
    groups = pl.DataFrame({"g": ["a"] * 2000})
    rows = {"outcome": np.repeat(need, 4), "flag": np.repeat(need, 4), "groups": groups}
    whole = Preregistration(groups=("g",))
    alone = audit(Scores(**rows), whole).filter(attribute="g", metric="base_rate")
    household = audit(Scores(**rows, cluster=np.repeat(np.arange(500), 4)), whole).filter(
        attribute="g", metric="base_rate"
    )
    wider = (household["high"] - household["low"]).item() / (alone["high"] - alone["low"]).item()
    assert wider == pytest.approx(2.0, rel=0.15)  # the design effect of four alike is 4, its root is 2


def test_few_clusters_widen_as_students_t_does() -> None:
    rng = np.random.default_rng(7)
    cell = rng.integers(0, 8, 2000)
    flag = rng.random(2000) < 0.2 + 0.07 * cell
    groups = pl.DataFrame({"g": ["a"] * 2000})
    rows = {"outcome": np.ones(2000, int), "flag": flag, "groups": groups}
    table = audit(Scores(**rows, cluster=cell), Preregistration(groups=("g",)), replicates=1024)
    row = table.filter(attribute="g", metric="selection_rate")
    sizes = np.bincount(cell, minlength=8)
    left = np.bincount(cell, weights=flag) - flag.mean() * sizes
    half = stats.t.ppf(0.975, 7) * np.sqrt(np.square(left).sum()) / 2000  # linearised, by hand
    assert (row["high"] - row["low"]).item() / 2 == pytest.approx(half, rel=0.12)
