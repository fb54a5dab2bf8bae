"""Axioms of poverty and inequality measures, on incomes that hypothesis makes up."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegsignalering.poverty import indicators

# Whole euros in a modest range: with powers of two as scales, a tie with the threshold stays a tie.
incomes = st.lists(st.integers(0, 4000), min_size=2, max_size=25)
modest = settings(max_examples=40, deadline=None)
SHARES = (
    "at_risk_of_poverty_rate",
    "relative_median_poverty_gap",
    "quintile_share_ratio",
    "gini",
    "fgt0",
    "fgt1",
    "fgt2",
)
AMOUNTS = ("at_risk_of_poverty_threshold", "poor_median_income")


def found(
    rows: list[float] | list[int], weight: list[float] | list[int] | None = None
) -> dict[str, float | None]:
    frame = pl.DataFrame({"y": [float(y) for y in rows], "w": [float(w) for w in weight or [1] * len(rows)]})
    table = indicators(frame, income="y", weight="w")
    return dict(zip(table["indicator"], table["value"], strict=True))


def same(left: float | None, right: float | None) -> bool:
    return left is right is None or (left is not None and right == pytest.approx(left, rel=1e-9, abs=1e-12))


@modest
@given(incomes, st.sampled_from([0.25, 0.5, 2.0, 8.0, 1024.0]))
def test_scale_changes_amounts_only(rows, scale):
    before, after = found(rows), found([row * scale for row in rows])
    assert all(same(before[name], after[name]) for name in SHARES)
    assert all(same(None if before[name] is None else before[name] * scale, after[name]) for name in AMOUNTS)


@modest
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 4)), min_size=1, max_size=15))
def test_a_weight_is_as_many_rows(pairs):
    weighted = found([y for y, _ in pairs], [w for _, w in pairs])
    repeated = found([y for y, w in pairs for _ in range(w)])
    assert all(same(weighted[name], repeated[name]) for name in weighted)


@modest
@given(incomes, st.sampled_from([0.001, 0.5, 3.0, 1e6]))
def test_the_unit_of_the_weight_does_not_matter(rows, unit):
    assert all(
        same(one, other)
        for one, other in zip(found(rows).values(), found(rows, [unit] * len(rows)).values(), strict=True)
    )


@modest
@given(incomes, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert all(
        same(one, other) for one, other in zip(found(rows).values(), found(shuffled).values(), strict=True)
    )


@modest
@given(incomes, st.data())
def test_a_transfer_from_rich_to_poor_lowers_inequality_and_the_gap(rows, data):
    ordered = sorted(rows)
    poor = data.draw(st.integers(0, len(ordered) - 2))
    rich = data.draw(st.integers(poor + 1, len(ordered) - 1))
    gift = data.draw(st.integers(0, (ordered[rich] - ordered[poor]) // 2))
    after = list(ordered)
    after[poor], after[rich] = after[poor] + gift, after[rich] - gift
    if sum(ordered):
        assert found(after)["gini"] <= found(ordered)["gini"] + 1e-12

    def squared_gap(incomes: list[int]) -> float:
        table = indicators(pl.DataFrame({"y": [float(y) for y in incomes]}), income="y", absolute=2000.0)
        return table.filter(pl.col("indicator") == "fgt2")["value"].item()

    assert squared_gap(after) <= squared_gap(ordered) + 1e-12


@modest
@given(incomes)
def test_bounds_of_incomes_without_debts(rows):
    measured = found(rows)
    for name in ("at_risk_of_poverty_rate", "fgt0", "fgt1", "fgt2", "gini", "relative_median_poverty_gap"):
        assert measured[name] is None or -1e-12 <= measured[name] <= 1 + 1e-12
    if measured["fgt1"] is not None:
        assert measured["fgt2"] - 1e-12 <= measured["fgt1"] <= measured["fgt0"] + 1e-12


anything = st.tuples(
    st.floats(-1e7, 1e7),  # income
    st.floats(0, 1e6, allow_subnormal=False),  # weight
    st.integers(0, 5),  # household
    st.sampled_from("ab"),
    st.integers(0, 100),  # age
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(anything, min_size=1, max_size=20).filter(lambda rows: any(row[1] > 0 for row in rows)),
    st.booleans(),
)
def test_no_input_gives_a_silent_number(rows, clustered):
    frame = pl.DataFrame(rows, schema=["y", "w", "hh", "g", "age"], orient="row")
    household = "hh" if clustered else None
    table = indicators(frame, income="y", weight="w", household=household, by="g", age="age")
    for value, se, low, high, n in table.select("value", "se", "low", "high", "n").iter_rows():
        assert all(number is None or math.isfinite(number) for number in (value, se, low, high))
        assert se is None or (se >= 0 and value is not None)
        assert low is None or low - 1e-9 * abs(low) <= value <= high + 1e-9 * abs(high)
        assert n <= len(rows)


@modest
@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from("abc")), min_size=1, max_size=25))
def test_the_whole_is_the_weighted_mean_of_its_groups(pairs):
    frame = pl.DataFrame({"y": [float(y) for y, _ in pairs], "g": [g for _, g in pairs]})
    rates = indicators(frame, income="y", by="g").filter(pl.col("indicator") == "fgt0")
    groups = rates.drop_nulls("g")
    whole = rates.filter(pl.col("g").is_null())["value"].item()
    assert (groups["value"] * groups["n"]).sum() / groups["n"].sum() == pytest.approx(whole)
