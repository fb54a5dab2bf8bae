"""Indicators on tables small enough to work out by hand, and standard errors against independent methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from vroegsignalering.poverty import as_records, bootstrap, indicators

ONE_TO_TEN = pl.DataFrame({"income": [float(i) for i in range(10, 0, -1)]})


def values(table: pl.DataFrame, **where: object) -> dict[str, float]:
    for column, label in where.items():
        table = table.filter(pl.col(column).eq_missing(pl.lit(label)))
    return dict(zip(table["indicator"], table["value"], strict=True))


def numbers(table: pl.DataFrame, column: str) -> dict[str, float]:
    return dict(zip(table["indicator"], table[column], strict=True))


def test_every_indicator_of_one_to_ten_by_hand():
    found = values(indicators(ONE_TO_TEN, income="income"))
    # median (5 + 6) / 2 = 5.5, threshold 3.3; below it 1, 2, 3, with median 2
    assert found["at_risk_of_poverty_threshold"] == pytest.approx(3.3)
    assert found["at_risk_of_poverty_rate"] == found["fgt0"] == pytest.approx(0.3)
    assert found["poor_median_income"] == 2.0
    assert found["relative_median_poverty_gap"] == pytest.approx((3.3 - 2) / 3.3)
    assert found["fgt1"] == pytest.approx((2.3 + 1.3 + 0.3) / 3.3 / 10)
    assert found["fgt2"] == pytest.approx((2.3**2 + 1.3**2 + 0.3**2) / 3.3**2 / 10)
    # quintiles 2.5 and 8.5: (9 + 10) / (1 + 2)
    assert found["quintile_share_ratio"] == pytest.approx(19 / 3)
    # (2 * 385 - 55) / (10 * 55) - 1
    assert found["gini"] == pytest.approx(0.3)


def test_weights_stand_for_rows():
    weighted = pl.DataFrame({"y": [10.0, 20.0, 40.0, 5.0], "w": [2.0, 1.0, 1.0, 0.0]})
    repeated = pl.DataFrame({"y": [10.0, 10.0, 20.0, 40.0]})
    found, same = indicators(weighted, income="y", weight="w"), indicators(repeated, income="y")
    assert found["value"].to_list() == pytest.approx(same["value"].to_list(), nan_ok=True)
    assert found["n"].unique().to_list() == [3]  # the row of weight zero takes no part
    assert values(found)["at_risk_of_poverty_threshold"] == pytest.approx(0.6 * 15)


def test_the_two_forms_of_gini():
    rows = pl.DataFrame({"y": [1.0, 3.0], "w": [1.0, 2.0]})
    # W = 3, sum wx = 7; 2 sum w x C = 2 * (1*1 + 6*3) = 38; sum w^2 x = 1 + 12 = 13
    eurostat = values(indicators(rows, income="y", weight="w"))["gini"]
    other = values(indicators(rows, income="y", weight="w", gini_form="without_squared_weights"))["gini"]
    assert eurostat == pytest.approx((38 - 13) / 21 - 1)
    assert other == pytest.approx(38 / 21 - 1)


def test_breakdowns_use_the_national_threshold():
    rows = pl.DataFrame({"y": [2.0, 2.0, 10.0, 10.0, 10.0, 10.0], "g": ["a", "a", "a", "b", "b", "b"]})
    table = indicators(rows, income="y", by="g")
    assert values(table, g="a")["at_risk_of_poverty_threshold"] == pytest.approx(6.0)
    assert values(table, g="a")["at_risk_of_poverty_rate"] == pytest.approx(2 / 3)
    assert values(table, g="b")["at_risk_of_poverty_rate"] == 0.0
    assert values(table, g="b")["relative_median_poverty_gap"] is None
    assert values(table, g=None)["at_risk_of_poverty_rate"] == pytest.approx(1 / 3)


def test_two_breakdowns_come_alone_and_crossed():
    rows = pl.DataFrame({"y": [1.0, 2.0, 3.0, 4.0], "g": [1, 1, 2, 2], "h": ["x", "y", "x", "y"]})
    labels = {
        tuple(sorted(record["by"].items()))
        for record in as_records(indicators(rows, income="y", by=["g", "h"]))
    }
    assert labels == {
        (),
        (("g", 1),), (("g", 2),), (("h", "x"),), (("h", "y"),),
        (("g", 1), ("h", "x")), (("g", 1), ("h", "y")), (("g", 2), ("h", "x")), (("g", 2), ("h", "y")),
    }  # fmt: skip


def test_an_absolute_threshold_has_no_error_of_its_own():
    table = indicators(ONE_TO_TEN, income="income", absolute=4.0)
    found, se = values(table), numbers(table, "se")
    assert found["at_risk_of_poverty_threshold"] == 4.0
    assert se["at_risk_of_poverty_threshold"] == 0.0
    assert found["fgt0"] == pytest.approx(0.3)  # strictly below 4
    # a mean of ten: n/(n-1) * p(1-p)/n
    assert se["fgt0"] == pytest.approx((10 / 9 * 0.21 / 10) ** 0.5)
    gaps = np.array([0.75, 0.5, 0.25] + [0.0] * 7)
    assert se["fgt1"] == pytest.approx(gaps.std(ddof=1) / 10**0.5)
    assert se["fgt2"] == pytest.approx((gaps**2).std(ddof=1) / 10**0.5)


def test_rows_of_one_household_are_one_draw():
    twice = pl.DataFrame({"income": [float(i) for i in range(1, 11)] * 2, "hh": list(range(10)) * 2})
    alone = numbers(indicators(ONE_TO_TEN, income="income", absolute=4.0), "se")
    together = numbers(indicators(twice, income="income", household="hh", absolute=4.0), "se")
    for name in (
        "fgt0",
        "fgt1",
        "fgt2",
        "gini",
        "quintile_share_ratio",
    ):  # the others look at a density of rows
        assert together[name] == pytest.approx(alone[name])


def test_gini_error_agrees_with_the_jackknife():
    random = np.random.default_rng(3)
    income, weight = random.lognormal(3, 0.7, 300), random.uniform(0.5, 2, 300)

    def gini(x: np.ndarray, w: np.ndarray) -> float:
        return float((np.abs(x[:, None] - x) * w[:, None] * w).sum() / (2 * w.sum() * (w * x).sum()))

    table = indicators(pl.DataFrame({"y": income, "w": weight}), income="y", weight="w")
    assert values(table)["gini"] == pytest.approx(gini(income, weight))
    kept = [np.delete(np.arange(300), i) for i in range(300)]
    left_out = np.array([gini(income[k], weight[k]) for k in kept])
    jackknife = np.sqrt(299 / 300 * ((left_out - left_out.mean()) ** 2).sum())
    assert numbers(table, "se")["gini"] == pytest.approx(jackknife, rel=0.03)


@pytest.mark.parametrize("household", [None, "hh"])
def test_linearised_errors_agree_with_the_bootstrap(household):
    random = np.random.default_rng(4)
    home = np.arange(3000) // 2
    income = random.lognormal(3, 0.6, 1500)[home] * random.lognormal(0, 0.1, 3000)
    rows = pl.DataFrame(
        {"y": income, "w": random.uniform(0.5, 2, 3000), "hh": home, "g": np.arange(3000) % 2}
    )
    linear = indicators(rows, income="y", weight="w", household=household, by="g")
    drawn = bootstrap(rows, income="y", weight="w", household=household, by="g", replicates=200, seed=2)
    both = drawn.join(linear, on=["g", "indicator"], nulls_equal=True, suffix="_linear")
    assert both.height == 21
    for name, linear_se, drawn_se in both.select("indicator", "se_linear", "se").iter_rows():
        # The bootstrap of the median of a few hundred incomes is itself rough.
        slack = 2.0 if name in ("poor_median_income", "relative_median_poverty_gap") else 1.25
        assert 1 / slack < linear_se / drawn_se < slack, name


def test_linearised_errors_agree_with_fresh_samples():
    random = np.random.default_rng(11)
    value, se = [], []
    for _ in range(150):
        table = indicators(pl.DataFrame({"y": random.lognormal(3, 0.6, 1000)}), income="y")
        value.append(table["value"].to_list())
        se.append(table["se"].to_list())
    ratio = np.mean(se, axis=0) / np.std(value, axis=0, ddof=1)
    assert (ratio > 0.8).all() and (ratio < 1.25).all()


def test_bootstrap_has_one_answer_per_seed():
    first = bootstrap(ONE_TO_TEN, income="income", replicates=20, seed=5)
    assert first.equals(bootstrap(ONE_TO_TEN, income="income", replicates=20, seed=5))
    assert not first.equals(bootstrap(ONE_TO_TEN, income="income", replicates=20, seed=6))


def test_median_ratio_of_the_old():
    rows = pl.DataFrame({"y": [10.0, 20.0, 30.0, 8.0, 12.0], "age": [30, 40, 64, 65, 80]})
    found = values(indicators(rows, income="y", age="age"))
    assert found["relative_median_income_ratio_65"] == pytest.approx(10 / 20)


def test_median_ratio_error_agrees_with_two_independent_medians():
    random = np.random.default_rng(8)
    income, age = random.lognormal(3, 0.5, 4000), random.integers(20, 90, 4000)
    table = indicators(pl.DataFrame({"y": income, "age": age}), income="y", age="age")
    draws = []
    for _ in range(300):
        pick = random.integers(0, 4000, 4000)
        old = age[pick] >= 65
        draws.append(np.median(income[pick][old]) / np.median(income[pick][~old]))
    assert numbers(table, "se")["relative_median_income_ratio_65"] == pytest.approx(np.std(draws), rel=0.2)


def test_pandas_lazy_and_eager_frames_give_the_same():
    pandas = pd.DataFrame({"income": range(1, 11)})
    eager = indicators(ONE_TO_TEN, income="income")
    assert indicators(pandas, income="income").equals(eager)
    assert indicators(ONE_TO_TEN.lazy(), income="income").equals(eager)


def test_intervals_contain_the_value_and_stay_within_a_rate():
    table = indicators(ONE_TO_TEN, income="income")
    rates = table.filter(pl.col("indicator").is_in(["at_risk_of_poverty_rate", "fgt0"]))
    assert (rates["low"] >= 0).all() and (rates["high"] <= 1).all()
    known = table.drop_nulls(["low", "high"])
    assert (known["low"] <= known["value"]).all() and (known["value"] <= known["high"]).all()


def test_no_one_below_the_line_still_has_an_interval():
    table = indicators(pl.DataFrame({"y": [9.0, 10.0, 10.0, 11.0]}), income="y")
    assert values(table)["fgt0"] == 0.0
    assert numbers(table, "high")["fgt0"] == pytest.approx(1.96**2 / (4 + 1.96**2), rel=1e-3)  # Wilson


def test_standard_errors_around_the_poor_are_those_of_fresh_samples():
    """Incomes with a peak at the level of assistance, as registers have: 150 samples of 900, each drawn anew.

    The spread of the estimates over the samples is the truth here, known to about 6 %.
    """
    random = np.random.default_rng(7)
    found = []
    for _ in range(150):
        peak = random.random(900) < 0.08
        income = np.exp(
            np.where(peak, random.normal(9.55, 0.06, size=900), random.normal(10.2, 0.45, size=900))
        )
        table = indicators(pl.DataFrame({"income": income}), income="income")
        found.append(table.select("indicator", "value", "se"))
    drawn = pl.concat(found).group_by("indicator").agg(truth=pl.col("value").std(), says=pl.col("se").mean())
    ratio = dict(zip(drawn["indicator"], drawn["says"] / drawn["truth"], strict=True))
    for name in (
        "poor_median_income",
        "relative_median_poverty_gap",
        "at_risk_of_poverty_rate",
        "fgt1",
        "gini",
    ):
        assert 0.82 < ratio[name] < 1.22, (name, ratio[name])
