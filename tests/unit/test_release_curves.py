"""Bins, curves and log lines are outputs too."""

import numpy as np
import pytest

from vroegsignalering.errors import DeclarationError, DisclosureError
from vroegsignalering.release import Plan, for_log, merged_bins, release, stepped


def test_small_bins_join_their_neighbours():
    assert merged_bins([50, 4, 8, 30, 3]).tolist() == [0, 1, 1, 2, 2]
    assert merged_bins([50, 50, 50], [4, 4, 4]).tolist() == [0, 0, 0]
    assert merged_bins([50, 50, 50], [10, 4, 12]).tolist() == [0, 1, 1]


def test_too_few_altogether_is_refused():
    with pytest.raises(DisclosureError, match="too few"):
        merged_bins([4, 3])


def test_a_curve_steps_over_ten_of_each_and_keeps_everybody():
    chance = np.random.default_rng(1)
    risk = chance.random(3000).round(2)
    outcome = (chance.random(3000) < risk * 0.3).astype(int)
    curve = stepped(risk, outcome, steps=100)
    assert curve["n"].sum() == 3000 and curve["n_outcome"].sum() == outcome.sum()
    assert curve["n_outcome"].min() >= 10 and (curve["n"] - curve["n_outcome"]).min() >= 10
    assert curve["risk"].is_sorted(descending=True) and 10 < curve.height <= 100
    plan = Plan(
        name="calibration", dimensions=("step",), numerator="n_outcome", keep=("risk",), across=("step",)
    )
    assert release(curve, plan).hidden == 0


def test_a_log_line_rounds():
    assert for_log(41_203) == "41 205" and for_log(9) == "fewer than 10"


def test_several_dimensions_publish_their_margins_or_have_none():
    with pytest.raises(DeclarationError, match="margins"):
        Plan(name="t", dimensions=("a", "b"), across=("a", "b"))
