"""The grid of a pair: every cell with its number, hidden ones hatched, absent ones blank, the longer side down."""

import re

import pytest

from dashboard.drawing import GridChart
from dashboard.pages.factor_parts import declared_first
from vroegsignalering.texts import Texts

AGES = ("under_25", "25_34", "35_44")


def chart(**changes):
    cells = {
        ("under_25", "job"): 0.5,
        ("25_34", "job"): -1.25,
        ("35_44", "job"): None,
        ("25_34", "benefit"): 0.0,
    }
    given = {
        "first": tuple((age, age) for age in AGES),
        "second": (("job", "a job"), ("benefit", "a benefit")),
        "cells": cells,
        "say": lambda value: f"{value:+.1f}",
        "title": "age by work",
    }
    return GridChart(**(given | changes))


@pytest.mark.parametrize("width", [320, 760])
def test_every_cell_says_its_number_and_a_hidden_one_is_hatched(width):
    drawn = chart().svg(width, "light", Texts("en"))
    for said in ("+0.5", "-1.2", "+0.0", "a job", "a benefit", *AGES):
        assert f">{said}<" in drawn
    assert drawn.count('fill="url(#h)"') == 1
    assert len(re.findall(r'<rect class="f[01]"', drawn)) == 3  # two cells of the six are not there
    assert 'aria-label="age by work"' in drawn


def test_the_longer_side_goes_down():
    upright = chart()
    lying = chart(
        first=upright.second,
        second=upright.first,
        cells={(other, one): value for (one, other), value in upright.cells.items()},
    )
    assert lying.svg(500, "light", Texts("en")) == upright.svg(500, "light", Texts("en"))


def test_a_larger_effect_has_a_deeper_tint():
    drawn = chart().svg(500, "light", Texts("en"))
    tints = {
        kind: float(tint)
        for kind, tint in re.findall(r'class="(f[01])"[^>]*opacity="([0-9.]+)"', drawn)
        if tint != "0.06"
    }
    assert tints["f0"] > tints["f1"]  # -1.25 beside +0.5


def test_values_stand_in_the_order_in_which_they_are_declared():
    assert declared_first(["35_44", "missing", "under_25"], "age_band") == ["under_25", "35_44", "missing"]
    assert declared_first(["<= 1", "2", ">= 3"], "persons_in_household") == ["<= 1", "2", ">= 3"]
