"""Ways out on 400 handmade households: with a year of work 30 % leave, without it 10 %, in two strata."""

import numpy as np
import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach import PUBLICATION, ways_out
from vroegsignalering.release import release

STRATA = (("single", 100, 30, 100, 10), ("couple", 50, 20, 150, 15))


def made() -> tuple[pl.DataFrame, np.ndarray, pl.DataFrame]:
    months, y, kinds = [], [], []
    for kind, with_it, out1, without, out0 in STRATA:
        months += [24.0] * with_it + [0.0] * without
        y += [1] * out1 + [0] * (with_it - out1) + [1] * out0 + [0] * (without - out0)
        kinds += [kind] * (with_it + without)
    groups = pl.DataFrame({"household_type": kinds, "age_band": ["35_44"] * len(kinds)})
    return pl.DataFrame({"months_employed_36m": months}), np.array(y), groups


def test_the_difference_is_that_of_mantel_and_haenszel():
    table = ways_out(*made(), ["household_type"])
    whole = table.filter(pl.col("attribute") == "all").row(0, named=True)
    # weights n1 n0 / n: 100 x 100 / 200 = 50 and 50 x 150 / 200 = 37.5; differences 0.2 and 0.3
    assert whole["value"] == pytest.approx((50 * 0.2 + 37.5 * 0.3) / 87.5)
    assert whole["low"] < whole["value"] < whole["high"] and whole["low"] > 0
    assert (whole["n"], whole["n_outcome"]) == (150, 50)
    groups = dict(table.filter(pl.col("attribute") == "household_type").select("group", "value").iter_rows())
    assert groups == pytest.approx({"single": 0.2, "couple": 0.3})


def test_too_few_with_the_circumstance_gives_no_figure():
    X, y, groups = made()
    keep = np.ones(400, bool)
    keep[29:100] = False
    table = ways_out(X.filter(keep), y[keep], groups.filter(keep), ["household_type"])
    assert table.filter(pl.col("group") == "single")["value"].to_list() == [None]


def test_it_is_said_in_words_of_both_languages():
    row = ways_out(*made(), []).row(0, named=True)
    assert row["rule_nl"].endswith("12 of meer") and row["rule_en"].endswith("12 or more")


def test_lengths_that_differ_and_groups_that_lack_a_stratum_are_named_errors():
    X, y, groups = made()
    with pytest.raises(DeclarationError, match="length"):
        ways_out(X, y[:-1], groups, [])
    with pytest.raises(DeclarationError, match="age_band"):
        ways_out(X, y, groups.drop("age_band"), [])


def test_it_passes_the_door():
    table = release(ways_out(*made(), ["household_type"]), PUBLICATION["ways_out"]).table
    assert {"factor", "attribute", "group", "value", "low", "high", "n", "status", "rule_nl"} <= set(
        table.columns
    )
    assert table["value"].null_count() == 0
