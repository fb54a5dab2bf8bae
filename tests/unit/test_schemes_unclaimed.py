"""Unclaimed support, counted by hand, with Wilson's interval from scipy beside the published figures."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from scipy.stats import binomtest

from vroegsignalering.errors import RegisterError
from vroegsignalering.schemes import (
    SCHEMES,
    Measure,
    example_households,
    outside_rule,
    published_non_use,
    reach,
    schemes_with,
    told_table,
    unclaimed,
)

JULY = date(2023, 7, 1)
CHILD = example_households()[0].frame.with_columns(children_0_5=pl.lit(1, dtype=pl.Int64))
NONE = example_households()[0].frame


def households(*received: float | None, without: float | None = 0.0) -> pl.DataFrame:
    """Families with one child and what they received, then one childless household."""
    rows = pl.concat([CHILD] * len(received) + [NONE])
    amounts = pl.Series("received_kinderbijslag_eur_year", [*received, without], dtype=pl.Float64)
    return rows.with_columns(amounts)


def test_counts_by_hand():
    table = unclaimed(households(1046.8, 0.0, 1046.8, None, without=12.0), JULY, schemes=["kinderbijslag"])
    row = table.row(0, named=True)
    assert (row["attribute"], row["group"], row["year"]) == ("all", "all", 2023)
    assert (row["entitled"], row["received"], row["not_used"], row["n"]) == (3.0, 2.0, 1.0, 3)
    assert (row["received_outside_rule"], row["unknown"]) == (1.0, 1.0)
    assert row["value"] == pytest.approx(1 / 3)
    interval = binomtest(1, 3).proportion_ci(method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high), abs=1e-6)
    assert row["eur_month"] == pytest.approx(261.70 / 3)


def test_groups_one_attribute_at_a_time():
    rows = households(0.0, 1.0, 1.0).with_columns(tenure=pl.Series(["rent", "rent", None, "own"]))
    table = unclaimed(rows, JULY, schemes=["kinderbijslag"], by=["tenure"])
    found = {row["group"]: row for row in table.iter_rows(named=True)}
    assert found["rent"]["value"] == 0.5
    assert found["unknown"]["value"] == 0.0
    assert found["own"]["n"] == 0 and found["own"]["value"] is None and found["own"]["high"] is None
    assert found["all"]["entitled"] == found["rent"]["entitled"] + found["unknown"]["entitled"]


def test_weights_widen_the_interval():
    rows = households(0.0, 1.0, 1.0).with_columns(w=pl.Series([4.0, 1.0, 1.0, 1.0]))
    row = unclaimed(rows, JULY, schemes=["kinderbijslag"], weight="w").row(0, named=True)
    assert row["value"] == pytest.approx(4 / 6)
    effective = 6**2 / 18
    interval = binomtest(round(effective * 4 / 6 * 1000), round(effective * 1000)).proportion_ci(
        method="wilson"
    )
    assert row["low"] < interval.low and row["high"] > interval.high
    assert row["n"] == 3


def test_published_figures_stand_beside():
    assert published_non_use("huurtoeslag", 2023)["published_low"] == 0.12
    assert published_non_use("huurtoeslag", 2019)["published_low"] == 0.10
    assert published_non_use("bijstand", 2014) == published_non_use("bijstand", 2018)
    assert published_non_use("aio", 2023) | {} == {
        "published_low": 0.48,
        "published_high": 0.56,
        "published_year": 2019,
        "published_verified": "yes",
    }
    assert published_non_use("huurtoeslag", 2023, "self_employed")["published_low"] == 0.25
    assert published_non_use("kinderbijslag", 2023)["published_low"] is None
    assert published_non_use("huurtoeslag", 2023, "rent")["published_low"] is None


def test_all_schemes_in_one_sorted_table():
    rows = NONE.with_columns(
        pl.lit(0.0).alias(f"received_{name}_eur_year")
        for name in ("bijstand", "aio", "zorgtoeslag", "huurtoeslag", "kindgebonden_budget", "kinderbijslag")
        + ("individuele_inkomenstoeslag", "energietoeslag")
    )
    table = unclaimed(rows, JULY)
    assert table["scheme"].to_list() == sorted(table["scheme"].to_list())
    assert table["scheme"].n_unique() == 8


def test_absent_columns_are_named():
    with pytest.raises(RegisterError, match="lacks columns for unclaimed support") as fault:
        unclaimed(NONE, JULY, schemes=["huurtoeslag"])
    assert fault.value.found == "absent: received_huurtoeslag_eur_year"


def test_every_scheme_is_told_of_with_a_reason_and_what_was_published():
    table = told_table(2023)
    assert sorted(table["scheme"]) == sorted(SCHEMES)
    assert table.select(pl.col("why_nl", "why_en").str.len_chars().min()).min_horizontal().item() > 30
    found = {row["scheme"]: row for row in table.iter_rows(named=True)}
    assert (found["aio"]["measure"], found["aio"]["published_low"], found["aio"]["published_high"]) == (
        "not_used", 0.48, 0.56,
    )  # fmt: skip
    assert (found["huurtoeslag"]["measure"], found["huurtoeslag"]["published_year"]) == ("received", 2021)
    assert found["kinderbijslag"]["published_high"] is None
    told = [schemes_with(measure) for measure in Measure]
    assert sorted(name for names in told for name in names) == sorted(SCHEMES)


def test_reach_counted_by_hand():
    # energy allowance 2023: 120 % of the norm of a single pensioner; one below it, one above it, one of unknown income, one minor
    old = NONE.with_columns(age=pl.lit(70.0), wealth_eur=pl.lit(0.0), net_income_eur_month=pl.lit(900.0))
    rows = pl.concat(
        [
            old,
            old.with_columns(net_income_eur_month=pl.lit(2_500.0)),
            old.with_columns(net_income_eur_month=pl.lit(None, pl.Float64)),
            old.with_columns(age=pl.lit(17.0)),
        ]
    ).with_columns(
        received_huurtoeslag_eur_year=pl.Series([0.0, 100.0, None, 50.0]),
        tenure=pl.Series(["rent", "rent", "rent", "own"]),
    )
    table = reach(rows, JULY, schemes=["energietoeslag", "huurtoeslag"], by=["tenure"])
    found = {
        (row["scheme"], row["group"]): (row["n"], row["n_outcome"]) for row in table.iter_rows(named=True)
    }
    assert found == {
        ("energietoeslag", "all"): (3, 1),
        ("energietoeslag", "rent"): (2, 1),
        ("energietoeslag", "own"): (1, 0),
        ("huurtoeslag", "all"): (3, 2),
        ("huurtoeslag", "rent"): (2, 1),
        ("huurtoeslag", "own"): (1, 1),
    }
    assert set(table["measure"]) == {"entitled", "received"}


def test_who_receives_outside_the_rule_by_hand():
    unused = unclaimed(households(1046.8, 0.0, 1046.8, without=12.0), JULY, schemes=["kinderbijslag"])
    row = outside_rule(unused).row(0, named=True)  # three receive it, one of them without a child
    assert (row["measure"], row["n"], row["n_outcome"]) == ("outside_rule", 3, 1)
