"""The proving ground: faults are pure and of the size they claim; the audit notices them, and nothing else."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.prove import command
from vroegsignalering.errors import UsageError
from vroegsignalering.proving import FAULTS, prove, world
from vroegsignalering.proving.faults import shift_for_gap
from vroegsignalering.proving.ground import notices
from vroegsignalering.proving.worlds import CAPACITY, to_risk, to_signal

BIG = 4000


def planted(name: str, size: float) -> tuple:
    rng = np.random.default_rng(1)
    before = world(BIG, rng)
    return before, FAULTS[name].plant(before, size, rng)


def coverage_gap(scores) -> float:  # type: ignore[no-untyped-def]
    flag = scores.risk >= np.quantile(scores.risk, 1 - CAPACITY)
    need, group = scores.outcome == 1, scores.groups["group"].to_numpy()
    return float(flag[need & (group == "b")].mean() - flag[need & (group == "a")].mean())


def test_worlds_without_a_fault_are_equal_and_calibrated() -> None:
    scores = world(BIG, np.random.default_rng(1)).scores
    assert abs(coverage_gap(scores)) < 0.03
    assert scores.outcome.sum() / scores.risk.sum() == pytest.approx(1.0, abs=0.03)
    assert to_signal(to_risk(np.array([-1.0, 2.0]))) == pytest.approx([-1.0, 2.0])


def test_faults_are_of_the_size_they_claim() -> None:
    _, proxied = planted("proxy", 0.10)
    assert coverage_gap(proxied.scores) == pytest.approx(0.10, abs=0.025)
    before, unrecorded = planted("label_under_recording", 0.20)
    in_a = (before.scores.groups["group"] == "a").to_numpy()
    assert unrecorded.scores.outcome[in_a].sum() / before.scores.outcome[in_a].sum() == pytest.approx(
        0.8, abs=0.03
    )
    assert (unrecorded.scores.outcome[~in_a] == before.scores.outcome[~in_a]).all()
    before, grown = planted("drift", 0.20)
    assert grown.scores.outcome[in_a].sum() / before.scores.outcome[in_a].sum() == pytest.approx(
        1.2, abs=0.03
    )
    _, unseen = planted("missing_group", 0.10)
    assert (unseen.scores.groups["group"] == "unknown").mean() == pytest.approx(0.05, abs=0.01)
    for name, step in (("selective_signals", "signal"), ("human_step", "picked_up")):
        cases = planted(name, 0.10)[1].cases
        before_step = cases.columns[cases.columns.index(step) - 1]
        shares = (
            cases.filter(pl.col(before_step)).group_by("group").agg(pl.col(step).mean()).sort("group")[step]
        )
        assert shares[1] - shares[0] == pytest.approx(0.10, abs=0.035), name


def test_faults_leave_the_world_they_were_given_alone() -> None:
    rng = np.random.default_rng(2)
    given = world(200, rng)
    risk, outcome = given.scores.risk.copy(), given.scores.outcome.copy()
    cases = given.cases.clone()
    for fault in FAULTS.values():
        fault.plant(given, 0.2, rng)
    assert (given.scores.risk == risk).all() and (given.scores.outcome == outcome).all()
    assert given.cases.equals(cases)


def test_the_shift_grows_with_the_gap() -> None:
    shifts = [shift_for_gap(gap) for gap in (0.0, 0.05, 0.10, 0.20)]
    assert shifts[0] == 0.0 and shifts == sorted(shifts)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.size_of])
def test_a_large_fault_is_noticed(name: str) -> None:
    assert notices(planted(name, 0.4)[1], FAULTS[name], seed=1)


def test_the_table_is_that_of_the_evidence_and_does_not_depend_on_processes() -> None:
    asked = {
        "replicates": 6,
        "faults": ("none_chain", "human_step"),
        "sizes": (0.2,),
        "group_sizes": (100,),
        "seed": 3,
    }
    one, two = prove(workers=1, **asked), prove(workers=2, **asked)
    assert one.equals(two)
    assert one.columns == ["fault", "size", "n_group", "metric", "value", "low", "high", "replicates"]
    assert one["metric"].to_list() == ["false_alarm", "power"]


def test_household_intervals_hold_the_truth_where_row_intervals_do_not() -> None:
    table = prove(replicates=12, faults=("none",), group_sizes=(50,), workers=1)
    held = dict(zip(table["metric"], table["value"], strict=True))
    assert held["coverage_cluster"] > 0.90
    assert held["coverage_row"] < held["coverage_cluster"] - 0.04


def test_without_intervals_the_false_alarm_stands_alone() -> None:
    asked = {"replicates": 2, "faults": ("none",), "group_sizes": (50,), "workers": 1}
    assert prove(**asked, intervals=False).equals(prove(**asked).filter(metric="false_alarm"))


def test_command() -> None:
    asked = [
        "--replicates",
        "3",
        "--fault",
        "single_contrast",
        "--size",
        "0.1",
        "--in-need",
        "200",
        "--workers",
        "1",
    ]
    rows = json.loads(CliRunner().invoke(command, [*asked, "--json"], catch_exceptions=False).stdout)
    assert rows[0]["fault"] == "single_contrast" and rows[0]["replicates"] == 3
    said = CliRunner().invoke(command, [*asked, "--language", "en"], catch_exceptions=False).output
    assert "With 200 people with the outcome" in said


def test_no_replicates_and_no_such_fault_are_refused() -> None:
    with pytest.raises(UsageError):
        prove(replicates=0)
    with pytest.raises(UsageError):
        prove(faults=("gremlin",))
