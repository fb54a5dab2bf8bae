"""Bad input to the indicators: a clear error or a defined result, never a silent number."""

from __future__ import annotations

import polars as pl
import pytest

from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.poverty import bootstrap, indicators

INCOMES = [10.0, 12.0, 14.0, 30.0]


def with_weights(weights: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame({"y": INCOMES, "w": pl.Series(weights, dtype=pl.Float64)})


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([1.0, None, 1.0, 1.0], "missing weights"),
        ([1.0, float("nan"), 1.0, 1.0], "missing weights"),
        ([1.0, float("inf"), 1.0, 1.0], "infinite weights"),
        ([1.0, -1.0, 1.0, 1.0], "negative weights"),
        ([0.0, 0.0, 0.0, 0.0], "all weights are zero"),
    ],
)
def test_weights_that_cannot_be_used(weights, says):
    with pytest.raises(RegisterError, match=says) as fault:
        indicators(with_weights(weights), income="y", weight="w")
    assert "of 4" in fault.value.found or "4 rows" in fault.value.found
    assert fault.value.exit_code == 12


def test_a_weight_of_zero_leaves_the_row_out():
    without = indicators(pl.DataFrame({"y": INCOMES[:3], "w": [1.0] * 3}), income="y", weight="w")
    assert indicators(with_weights([1.0, 1.0, 1.0, 0.0]), income="y", weight="w").equals(without)


def test_an_income_column_of_text():
    with pytest.raises(RegisterError, match="'y' is not a number"):
        indicators(pl.DataFrame({"y": ["1.000", "2.000"]}), income="y")


def test_a_weight_column_of_text():
    with pytest.raises(RegisterError, match="'w' is not a number"):
        indicators(pl.DataFrame({"y": [1.0], "w": ["a"]}), income="y", weight="w")


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_missing_incomes_are_refused_or_left_out_knowingly(gap):
    rows = pl.DataFrame({"y": pl.Series([*INCOMES, gap], dtype=pl.Float64)})
    with pytest.raises(RegisterError, match="missing incomes") as fault:
        indicators(rows, income="y")
    assert fault.value.found == "1 of 5 rows"
    kept = indicators(rows, income="y", drop_missing=True)
    assert kept.equals(indicators(rows[:4], income="y"))


def test_infinite_incomes():
    with pytest.raises(RegisterError, match="infinite"):
        indicators(pl.DataFrame({"y": [1.0, float("inf")]}), income="y")


@pytest.mark.parametrize("code", [999_999_999, 9_999_999_999, 99_999_999_999])
def test_a_code_for_missing_is_not_an_income(code):
    with pytest.raises(RegisterError, match="a code for 'missing'") as fault:
        indicators(pl.DataFrame({"y": [20_000, code]}), income="y")
    assert fault.value.found.startswith("1 rows")


def test_an_absent_column_names_those_that_are_there():
    with pytest.raises(RegisterError, match="no column 'inkomen'") as fault:
        indicators(pl.DataFrame({"y": INCOMES, "w": INCOMES}), income="inkomen")
    assert fault.value.found == "y, w"


def test_messages_hold_no_values():
    rows = pl.DataFrame({"y": [123456.78, None], "w": [1.0, 1.0]})
    with pytest.raises(RegisterError) as fault:
        indicators(rows, income="y", weight="w")
    assert "123456" not in str(fault.value)


def test_no_rows():
    with pytest.raises(RegisterError, match="no rows to measure"):
        indicators(pl.DataFrame({"y": pl.Series([], dtype=pl.Float64)}), income="y")


def test_only_missing_rows():
    with pytest.raises(RegisterError, match="no rows to measure"):
        indicators(pl.DataFrame({"y": pl.Series([None], dtype=pl.Float64)}), income="y", drop_missing=True)


def test_a_group_that_loses_all_its_rows_stays_with_n_zero():
    rows = pl.DataFrame({"y": INCOMES, "w": [1.0, 1.0, 1.0, 0.0], "g": ["a", "a", "a", "b"]})
    gone = indicators(rows, income="y", weight="w", by="g").filter(pl.col("g") == "b")
    rest = gone.filter(pl.col("indicator") != "at_risk_of_poverty_threshold")
    assert rest["n"].unique().to_list() == [0]
    assert rest["value"].null_count() == rest["se"].null_count() == rest["high"].null_count() == rest.height


def test_one_household_has_values_and_no_standard_errors():
    table = indicators(pl.DataFrame({"y": [10.0, 20.0], "hh": [1, 1]}), income="y", household="hh")
    assert table["se"].null_count() == table.height
    assert table.filter(pl.col("indicator") == "gini")["value"].item() == pytest.approx(1 / 6)


def test_one_row():
    table = indicators(pl.DataFrame({"y": [10.0]}), income="y")
    found = dict(zip(table["indicator"], table["value"], strict=True))
    assert (found["gini"], found["fgt0"], found["poor_median_income"]) == (0.0, 0.0, None)
    assert table["se"].null_count() == table.height


def test_equal_incomes():
    found = indicators(pl.DataFrame({"y": [5.0] * 6}), income="y")
    assert dict(zip(found["indicator"], found["value"], strict=True))["gini"] == pytest.approx(0.0)


def test_zero_incomes_count_and_an_all_zero_column_is_defined():
    table = indicators(pl.DataFrame({"y": [0.0, 0.0, 0.0]}), income="y")
    found = dict(zip(table["indicator"], table["value"], strict=True))
    assert found["at_risk_of_poverty_threshold"] == 0.0
    assert found["at_risk_of_poverty_rate"] == 0.0  # nobody is strictly below zero
    assert found["gini"] is None and found["fgt1"] is None and found["quintile_share_ratio"] is None


def test_negative_incomes_are_kept_taken_as_zero_or_refused():
    rows = pl.DataFrame({"y": [-10.0, 10.0, 10.0, 10.0]})
    kept = indicators(rows, income="y", absolute=5.0)
    zero = indicators(rows, income="y", absolute=5.0, negative="zero")
    assert kept.filter(pl.col("indicator") == "fgt1")["value"].item() == pytest.approx(3 / 4)  # gap of 15 / 5
    assert zero.filter(pl.col("indicator") == "fgt1")["value"].item() == pytest.approx(1 / 4)
    with pytest.raises(RegisterError, match="negative incomes"):
        indicators(rows, income="y", negative="refuse")


def test_missing_group_labels_are_their_own_group():
    table = indicators(pl.DataFrame({"y": INCOMES, "g": [1, 1, None, 2]}), income="y", by="g")
    assert set(table["g"].drop_nulls()) == {"1", "2", "unknown"}


def test_missing_household_keys():
    with pytest.raises(RegisterError, match="missing household keys"):
        indicators(pl.DataFrame({"y": INCOMES, "hh": [1, 1, None, 2]}), income="y", household="hh")


@pytest.mark.parametrize(
    "call",
    [
        {"threshold": 0.0},
        {"threshold": float("nan")},
        {"absolute": -1.0},
        {"absolute": 0.0},
        {"gini_form": "other"},
        {"negative": "drop"},
        {"by": ["g", "g"]},
        {"by": ["n"]},
    ],
)
def test_calls_that_make_no_sense(call):
    rows = pl.DataFrame({"y": INCOMES, "g": [1, 1, 2, 2], "n": [1, 1, 2, 2]})
    with pytest.raises(UsageError):
        indicators(rows, income="y", **call)


@pytest.mark.parametrize("ages", [[1.0, None, 3.0, 4.0], [1.0, -2.0, 3.0, 4.0], ["a", "b", "c", "d"]])
def test_ages_that_cannot_be_used(ages):
    with pytest.raises(RegisterError, match="age"):
        indicators(pl.DataFrame({"y": INCOMES, "age": ages}), income="y", age="age")


def test_a_bootstrap_of_one():
    with pytest.raises(UsageError):
        bootstrap(pl.DataFrame({"y": INCOMES}), income="y", replicates=1)


def test_a_median_below_zero_gives_no_rate():
    table = indicators(pl.DataFrame({"y": [-10.0, -10.0, -10.0, 5.0]}), income="y")
    found = dict(zip(table["indicator"], table["value"], strict=True))
    assert found["at_risk_of_poverty_threshold"] == -6.0
    for name in ("at_risk_of_poverty_rate", "fgt0", "fgt1", "poor_median_income"):
        assert found[name] is None, name
