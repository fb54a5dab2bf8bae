"""Verdicts: the whole interval decides; statuses come before verdicts; the main list is corrected together."""

import numpy as np
import polars as pl
import pytest

from vroegsignalering.audit import Preregistration, Scores, audit
from vroegsignalering.audit.verdicts import verdicts


def planted(rate_a: float, rate_b: float, in_need: int) -> Scores:
    """Two groups in which everyone has the outcome; a share of each is selected."""
    flags = [np.arange(in_need) < round(rate * in_need) for rate in (rate_a, rate_b)]
    groups = pl.DataFrame({"g": ["a"] * in_need + ["b"] * in_need})
    return Scores(outcome=np.ones(2 * in_need, int), flag=np.concatenate(flags).astype(int), groups=groups)


def said(scores: Scores, **choices: object) -> str:
    registered = Preregistration(groups=("g",), main=("true_positive_rate",), **choices)  # type: ignore[arg-type]
    row = audit(scores, registered, replicates=32).filter(metric="true_positive_rate_difference", group="a")
    return row["verdict"].item()


def test_the_whole_interval_decides() -> None:
    ok = np.array(["ok"] * 3, dtype=object)
    low, high = np.array([-0.05, 0.12, 0.05]), np.array([0.09, 0.20, 0.15])
    assert verdicts(low, high, 0.10, ok) == ["within margin", "outside margin", "indeterminate"]


@pytest.mark.parametrize(
    ("rate_a", "in_need", "verdict"),
    [
        (0.50, 5000, "within margin"),
        (0.75, 5000, "outside margin"),
        (0.60, 200, "indeterminate"),
        (0.60, 20, "too few to judge"),
    ],
)
def test_verdicts_on_planted_gaps(rate_a: float, in_need: int, verdict: str) -> None:
    assert said(planted(rate_a, 0.50, in_need)) == verdict


def test_a_group_without_the_outcome_is_undefined() -> None:
    scores = Scores(
        outcome=np.array([0] * 40 + [1] * 40),
        flag=np.ones(80, int),
        groups=pl.DataFrame({"g": ["a"] * 40 + ["b"] * 40}),
    )
    table = audit(scores, Preregistration(groups=("g",)), replicates=32)
    row = table.filter(group="a", metric="true_positive_rate")
    assert row.select("value", "low", "status", "verdict").row(0) == (None, None, "undefined", "undefined")
    assert table.filter(group="a", metric="true_positive_rate_difference")["verdict"].item() == "undefined"


def test_one_person_is_suppressed_down_to_the_count() -> None:
    groups = pl.DataFrame({"g": ["a"] + ["b"] * 60})
    scores = Scores(outcome=np.ones(61, int), flag=np.ones(61, int), groups=groups)
    row = audit(scores, Preregistration(groups=("g",))).filter(group="a", metric="selection_rate")
    assert row.select("value", "n", "n_outcome", "numerator", "status").row(0) == (
        None,
        None,
        None,
        None,
        "suppressed",
    )


def test_the_main_list_is_one_family_and_a_pair_counts_once() -> None:
    scores = planted(0.58, 0.50, 500)
    one = audit(scores, Preregistration(groups=("g",), main=("true_positive_rate",)), replicates=32)
    rows = one.filter(metric="true_positive_rate_difference")
    assert rows["holm"].n_unique() == 1  # a against the rest is b against the rest
    assert rows["holm_low"][0] == pytest.approx(rows["low"][0])  # a family of one needs no correction
    two = audit(
        scores, Preregistration(groups=("g",), main=("true_positive_rate", "selection_rate")), replicates=32
    )
    wider = two.filter(metric="true_positive_rate_difference")
    assert wider["holm_low"][0] < rows["holm_low"][0]
    assert wider["low"][0] == rows["low"][0]


def test_what_is_not_on_the_main_list_is_exploratory() -> None:
    table = audit(
        planted(0.5, 0.5, 100), Preregistration(groups=("g",), main=("true_positive_rate",)), replicates=32
    )
    assert table.filter(metric="selection_rate_difference")["holm"].null_count() == 2


def test_the_smallest_gap_that_the_data_could_show_has_the_power_it_claims() -> None:
    # with 388 per group, 0.5 against 0.6 is seen in four of five samples (normal approximation)
    table = audit(
        planted(0.5, 0.5, 388), Preregistration(groups=("g",), main=("true_positive_rate",)), replicates=32
    )
    visible = table.filter(metric="true_positive_rate_difference")["smallest_gap"][0]
    assert visible == pytest.approx(0.10, abs=0.003)


def test_a_named_group_is_the_reference_and_has_no_gap_with_itself() -> None:
    registered = Preregistration(groups=("g",), references={"g": "b"})
    gaps = audit(planted(0.6, 0.5, 100), registered, replicates=32).filter(
        metric="true_positive_rate_difference"
    )
    assert gaps.select("group", "reference").rows() == [("a", "b")]
    assert gaps["value"].item() == pytest.approx(0.1)


def test_against_the_whole() -> None:
    registered = Preregistration(groups=("g",), against="overall")
    gaps = audit(planted(0.6, 0.5, 100), registered, replicates=64).filter(
        metric="true_positive_rate_difference"
    )
    assert gaps["reference"].to_list() == ["overall", "overall"]
    assert gaps["value"].to_list() == pytest.approx([0.05, -0.05])


def test_the_largest_gap_allows_for_chance() -> None:
    rng = np.random.default_rng(2)
    groups = pl.DataFrame({"g": rng.choice(list("abcdefgh"), 4000)})
    scores = Scores(outcome=np.ones(4000, int), flag=(rng.random(4000) < 0.5).astype(int), groups=groups)
    row = audit(scores, Preregistration(groups=("g",))).filter(metric="true_positive_rate_largest_gap")
    assert row["low"].item() == 0.0
    assert 0.0 < row["value"].item() < row["smallest_gap"].item()
