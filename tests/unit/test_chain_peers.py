"""Municipalities beside others of their size: sets by inhabitants, differences by hand, no ranks."""

import polars as pl
import pytest

from vroegsignalering.pipeline.outreach_chain import beside_peers, telling, with_peers


def steps(counts: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Signals per municipality: how many, and how many of them were reached."""
    rows = [
        {"gemeente_code": code, "case": f"{code}-{at}", "signal": True, "reached": at < reached}
        for code, (n, reached) in counts.items()
        for at in range(n)
    ]
    return pl.DataFrame(rows)


def test_peers_are_municipalities_of_like_size():
    # Groningen 238,147, Enkhuizen 18,885 and Heerde 19,214 inhabitants in 2023; GM9999 does not exist
    table = with_peers(steps(dict.fromkeys(("GM0014", "GM0388", "GM0246", "GM9999"), (1, 1))))
    assert dict(table.select("gemeente_code", "size").iter_rows()) == {
        "GM0014": "100k", "GM0388": "small", "GM0246": "small", "GM9999": "unknown"
    }  # fmt: skip


def test_a_municipality_is_held_against_the_rest_of_its_size_and_listed_by_code():
    table = beside_peers(
        with_peers(steps({"GM0388": (200, 100), "GM0246": (400, 100), "GM0014": (500, 400)}))
    )
    assert table["gemeente"].to_list() == ["GM0246", "GM0388"]  # alone of its size: not shown
    assert table["value"].to_list() == pytest.approx([0.25, 0.5])
    assert table["difference"].to_list() == pytest.approx([-0.25, 0.25])
    assert not any("rank" in name for name in table.columns)


def test_few_signals_are_not_compared():
    assert beside_peers(with_peers(steps({"GM0388": (99, 50), "GM0246": (400, 100)}))).height == 0


def test_a_step_that_nearly_all_pass_is_left_out_and_does_not_break_the_chain():
    cases = pl.DataFrame(
        {
            "signal": [True] * 40,
            "picked_up": [True] * 30 + [False] * 10,
            "contact": [True] * 28 + [False] * 2 + [False] * 10,
            "reached": [True] * 12 + [False] * 28,
        }
    )
    assert telling(cases).columns == ["signal", "picked_up", "reached"]


def test_the_step_after_one_that_all_but_a_few_passed_is_marked():
    few = [
        {"gemeente_code": code, "case": f"{code}-{at}", "signal": True, "picked_up": at < 180, "contact": at < passed,
         "reached": at < passed // 2}
        for code, passed in (("GM0388", 177), ("GM0246", 150))
        for at in range(200)
    ]  # fmt: skip
    table = beside_peers(with_peers(pl.DataFrame(few)))
    marked = table.filter(pl.col("marked").is_not_null()).select("gemeente", "step").rows()
    assert marked == [("GM0388", "reached")]  # 180 passed one step, 177 came to the next: 3 would be read off
