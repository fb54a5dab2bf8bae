"""Poverty over the years, counted by hand on a few units."""

from __future__ import annotations

import polars as pl
import pytest

from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.poverty import long_term, persistence, spell_lengths, transition_matrix

NAMES = {"unit": "id", "year": "year", "below": "low"}


def panel(**histories: str) -> pl.DataFrame:
    """One letter a year from 2018: B below, A above, ? unknown status, . no record."""
    status = {"B": True, "A": False, "?": None}
    rows = [
        (unit, 2018 + position, status[letter])
        for unit, history in histories.items()
        for position, letter in enumerate(history)
        if letter != "."
    ]
    return pl.DataFrame(rows, schema={"id": pl.String, "year": pl.Int64, "low": pl.Boolean}, orient="row")


def test_long_term_is_four_years_in_succession():
    rows = long_term(panel(a="BBBBB", b="BBABB"), **NAMES)
    assert rows.filter(pl.col("id") == "a")["is_long_term"].to_list() == [None, None, None, True, True]
    # in b the year above the line says no, whatever lies before
    assert rows.filter(pl.col("id") == "b")["is_long_term"].to_list() == [None, None, False, False, False]


def test_a_gap_is_not_a_year_above_and_breaks_nothing_silently():
    rows = long_term(panel(a="BB.BBB"), **NAMES, years=3)
    assert rows["is_long_term"].to_list() == [None, None, None, None, True]


def test_three_years_for_the_basic_needs_line():
    assert long_term(panel(a="BBB"), **NAMES, years=3)["is_long_term"].to_list() == [None, None, True]


def test_persistence_is_now_and_two_of_three_before():
    rows = panel(a="BBAB", b="BAAB", c="BBBA", d="ABBB", e=".BBB", f="BB?B")
    found = persistence(rows, **NAMES, at=2021)
    # known in all four: a yes, b no, c no, d yes
    assert found["value"].item() == 0.5
    assert found["n"].item() == 4


def test_persistence_with_weights():
    rows = panel(a="BBBB", b="AAAA").with_columns(w=pl.when(pl.col("id") == "a").then(3.0).otherwise(1.0))
    assert persistence(rows, **NAMES, at=2021, weight="w")["value"].item() == 0.75


def test_persistence_of_nobody_is_null():
    assert persistence(panel(a="BB"), **NAMES, at=2021)["value"].to_list() == [None]


def test_transitions_by_hand():
    rows = panel(a="BBA", b="BAA", c="AB.").with_columns(
        state=pl.when("low").then(pl.lit("below")).otherwise(pl.lit("above"))
    )
    found = transition_matrix(rows, unit="id", year="year", state="state")
    shares = {(start, end): value for start, end, value in found.select("from", "to", "value").iter_rows()}
    # from below: a to below, a to above, b to above; from above: b to above, c to below
    assert shares == pytest.approx(
        {
            ("below", "below"): 1 / 3,
            ("below", "above"): 2 / 3,
            ("above", "above"): 0.5,
            ("above", "below"): 0.5,
        }
    )
    assert found.filter(pl.col("from") == "below")["n"].unique().to_list() == [3]


def test_rows_of_the_matrix_add_up_to_one():
    rows = panel(a="BBABA", b="ABABB", c="AAABB")
    found = transition_matrix(rows, unit="id", year="year", state="low")
    assert found.group_by("from").agg(pl.col("value").sum())["value"].to_list() == pytest.approx([1.0, 1.0])


def test_spells_by_hand():
    # a: two years, ended; b: one year, ended; c: under way at the end; d: began before the data; e: cut by an unknown
    rows = panel(a="ABBA", b="ABAA", c="AABB", d="BBBA", e="AB?A")
    found = spell_lengths(rows, **NAMES)
    assert found["n"].to_list() == [4, 2]
    # after one year b of four ends (e is censored); after two years a of two ends (c is censored)
    assert found["still_below"].to_list() == pytest.approx([3 / 4, 3 / 8])
    assert found["ended"].to_list() == [1.0, 1.0] and found["censored"].to_list() == [1.0, 1.0]


def test_a_year_without_record_ends_no_spell():
    assert spell_lengths(panel(a="AB.A"), **NAMES)["still_below"].to_list() == [1.0]


def test_no_spells():
    assert spell_lengths(panel(a="AAA"), **NAMES).height == 0


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (panel(a="BB").drop("low"), "no column 'low'"),
        (panel(a="BB").with_columns(low=pl.lit("yes")), "not true or false"),
        (panel(a="BB").with_columns(year=pl.lit("2018")), "not a calendar year"),
        (pl.concat([panel(a="BB"), panel(a="B")]), "a year twice"),
        (panel(a="BB").with_columns(id=pl.lit(None, dtype=pl.String)), "key or year is missing"),
    ],
)
def test_histories_that_cannot_be_used(rows, says):
    with pytest.raises(RegisterError, match=says):
        long_term(rows, **NAMES)


@pytest.mark.parametrize("weight", [None, -1.0, float("nan")])
def test_weights_that_cannot_be_used(weight):
    rows = panel(a="BB").with_columns(w=pl.lit(weight, dtype=pl.Float64))
    with pytest.raises(RegisterError, match="missing or negative weights"):
        spell_lengths(rows, **NAMES, weight="w")


def test_long_term_of_one_year():
    with pytest.raises(UsageError):
        long_term(panel(a="BB"), **NAMES, years=1)
