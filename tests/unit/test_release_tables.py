"""The door on small tables counted by hand, and every kind of bad input."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from vroegsignalering.audit import METRICS
from vroegsignalering.audit.metric import Kind
from vroegsignalering.errors import DeclarationError, DisclosureError
from vroegsignalering.pipeline.plans import NO_TRAIT
from vroegsignalering.release import INCOME, STANDARD, Plan, profile, release
from vroegsignalering.release.controlled import round_additively
from vroegsignalering.release.crossed import with_margins

ROWS = Plan(name="rows", dimensions=("group",))
TABLE = Plan(name="table", dimensions=("a", "b"), across=("a", "b"), margins="published", method="suppress")


def groups(**counts: int) -> pl.DataFrame:
    return pl.DataFrame({"group": list(counts), "n": list(counts.values())})


def crossed(*rows: tuple[str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["a", "b", "n"], orient="row")


def statuses(released) -> dict:
    return dict(released.table.select("group", "status").rows())


def test_a_lonely_hidden_row_takes_the_smallest_companion():
    plan = Plan(name="homes", dimensions=("group",), across=("group",), method="suppress")
    released = release(groups(few=9, some=103, many=250), plan)
    assert statuses(released) == {"few": "primary", "some": "secondary", "many": "published"}
    assert dict(released.attack.select("group", "width").rows()) == {"few": 112.0, "some": 112.0}


def test_rows_that_do_not_add_up_hide_alone():
    released = release(groups(few=9, many=103), ROWS)
    assert released.table.rows() == [("few", None, "primary"), ("many", 105, "rounded")]
    assert released.log.rows()[0] == ("few", "primary", "too few")


@pytest.mark.parametrize(
    ("yes", "status"), [(0, "primary"), (9, "primary"), (10, "rounded"), (190, "primary")]
)
def test_both_halves_of_a_share_hold_ten(yes, status):
    table = groups(all=195).with_columns(yes=pl.lit(yes))
    released = release(table, Plan(name="rates", dimensions=("group",), numerator="yes"))
    assert statuses(released)["all"] == status


def test_a_group_of_whom_nine_in_ten_have_the_outcome_is_hidden():
    table = groups(crowded=200, mixed=200).with_columns(yes=pl.Series([180, 179]))
    released = release(table, Plan(name="rates", dimensions=("group",), numerator="yes"))
    assert statuses(released) == {"crowded": "primary", "mixed": "rounded"}


def test_rates_and_intervals_follow_from_rounded_counts():
    table = groups(all=1001).with_columns(yes=pl.lit(102))
    row = release(table, Plan(name="rates", dimensions=("group",), numerator="yes")).table.row(0, named=True)
    wilson = binomtest(100, 1000).proportion_ci(method="wilson")
    assert (row["n"], row["yes"], row["value"]) == (1000, 100, 0.1)
    assert (row["low"], row["high"]) == pytest.approx((wilson.low, wilson.high), rel=1e-3)


def test_shares_of_different_counts_are_written_anew():
    table = pl.DataFrame(
        {
            "group": ["a", "b", "c"],
            "value": [0.333, 0.05, 0.7],
            "n": [900, 900, 900],
            "n_outcome": [300, 100, None],
            "low": [0.3, 0.0, 0.6],
            "verdict": ["within margin"] * 3,
        }
    )
    plan = Plan(
        name="fairness", dimensions=("group",), share="value", share_of="n_outcome", counts=("n_outcome",),
        statistics=("low", "verdict"),
    )  # fmt: skip
    shown = {row["group"]: row for row in release(table, plan).table.to_dicts()}
    assert shown["a"]["value"] == pytest.approx(100 / 300, abs=1e-4)
    assert shown["b"] | {"status": ""} == {
        "group": "b", "n": None, "n_outcome": None, "value": None, "low": None, "verdict": "suppressed", "status": "",
    }  # fmt: skip
    assert shown["c"]["value"] == 0.7


def test_income_counts_go_to_hundreds_and_shares_need_a_hundred():
    table = groups(a=1049, b=1050, c=99).with_columns(yes=pl.lit(40))
    plan = Plan(name="rates", dimensions=("group",), numerator="yes")
    shown = release(table, plan, INCOME).table.rows_by_key("group", named=True, unique=True)
    assert (shown["a"]["n"], shown["b"]["n"], shown["c"]["n"]) == (1000, 1100, None)


def test_every_threshold_says_where_it_comes_from():
    for one in (STANDARD, INCOME):
        for name, threshold in one.thresholds.items():
            assert threshold.source and getattr(one, name) == threshold.value


def test_a_crossed_table_by_hand():
    table = crossed(("x", "p", 3), ("x", "q", 40), ("y", "p", 50), ("y", "q", 60))
    shown = {row[:2]: row[2:] for row in release(table, TABLE).table.rows()}
    assert shown[("x", "p")] == (None, "primary")
    assert all(shown[cell] == (None, "secondary") for cell in [("x", "q"), ("y", "p"), ("y", "q")])
    assert shown[("Total", "Total")] == (153, "published") and shown[("x", "Total")] == (43, "published")


def test_gemeenten_add_up_to_provinces():
    table = pl.DataFrame(
        {
            "province": ["A", "A", "A", "B", "B"],
            "gemeente": ["a1", "a2", "a3", "b1", "b2"],
            "n": [4, 30, 50, 70, 80],
        }
    )
    plan = Plan(
        name="areas", dimensions=("province", "gemeente"), across=("province", "gemeente"),
        nested={"gemeente": "province"}, margins="published", method="suppress",
    )  # fmt: skip
    released = release(table, plan)
    shown = {row[:2]: row[2:] for row in released.table.rows()}
    assert shown[("A", "Total")] == (84, "published") and shown[("Total", "Total")] == (234, "published")
    assert shown[("A", "a1")] == (None, "primary") and shown[("A", "a2")] == (None, "secondary")
    assert len(shown) == 8 and released.narrowest == 34


def test_group_disclosure_hides_the_crowd_and_the_nought_beside_it():
    table = crossed(("x", "p", 0), ("x", "q", 200), ("y", "p", 90), ("y", "q", 110))
    plan = Plan(
        name="t", dimensions=("a", "b"), across=("a", "b"), margins="published", method="suppress",
        sensitive=("b",),
    )  # fmt: skip
    log = {row[:2]: row[3] for row in release(table, plan).log.rows()}
    assert log[("x", "q")] == "group share along b"
    assert log[("x", "p")] == "nought beside a group share along b"


def test_a_nought_elsewhere_is_published():
    table = crossed(
        ("x", "p", 0), ("x", "q", 50), ("x", "r", 60), ("y", "p", 90), ("y", "q", 70), ("y", "r", 60)
    )
    assert (release(table, TABLE).table["status"] == "published").all()


def test_dominance_and_p_percent():
    table = pl.DataFrame(
        {
            "a": ["x", "x", "y", "y"],
            "b": ["p", "q", "p", "q"],
            "n": [20, 20, 20, 20],
            "eur": [1000.0, 1000.0, 1000.0, 1000.0],
            "largest": [[510.0, 10.0], [480.0, 475.0], [100.0, 90.0], [100.0, 100.0]],
        }
    )
    plan = Plan(
        name="money", dimensions=("a", "b"), across=("a", "b"), margins="published", method="suppress", amount="eur",
        contributions="largest",
    )  # fmt: skip
    log = {row[:2]: row[3] for row in release(table, plan).log.rows()}
    assert log[("x", "p")] == "dominance"
    assert log[("x", "q")] == "p % rule"
    assert log[("y", "p")] == "protects other cells"


def test_where_suppression_would_empty_a_table_it_is_rounded_and_adds_up():
    table = crossed(("x", "p", 1), ("x", "q", 2), ("y", "p", 3), ("y", "q", 5))
    released = release(table, TABLE)
    shown = {row[:2]: row[2] for row in released.table.rows()}
    assert set(released.table["status"]) == {"rounded"}
    assert shown[("x", "p")] + shown[("x", "q")] == shown[("x", "Total")]
    assert all(value % 20 == 0 for value in shown.values())
    assert released.narrowest >= 10


@pytest.mark.parametrize("seed", range(8))
def test_controlled_rounding_stays_next_to_the_truth(seed):
    chance = np.random.default_rng(seed)
    table = pl.DataFrame({"a": ["x", "y", "z"] * 4, "b": sorted("pqrs" * 3), "n": chance.integers(0, 60, 12)})
    whole = with_margins(table, TABLE)
    values = whole.cells["n"].to_numpy().astype(float)
    rounded = round_additively(whole.cube.sums, values, 10)
    assert np.abs(whole.cube.sums @ rounded).max() == 0
    assert np.abs(rounded - values).max() < 10 and (rounded % 10 == 0).all()


def test_marked_everywhere_hides_everything():
    table = crossed(("x", "p", 300), ("y", "q", 400)).with_columns(marked=True)
    released = release(table, TABLE)
    inner = released.table.filter((pl.col("a") != "Total") & (pl.col("b") != "Total"))
    assert inner["n"].null_count() == 2 and released.narrowest >= 10


def test_an_empty_table_stays_empty():
    empty = pl.DataFrame(schema={"a": pl.String, "b": pl.String, "n": pl.Int64})
    released = release(empty, TABLE)
    assert released.table.height == 0 and released.hidden == 0 and released.narrowest is None
    assert release(groups(a=1).clear(), ROWS).table.height == 0


def test_coarse_counts_hide_small_differences():
    flow = pl.DataFrame({"step": [1, 2], "excluded": [3, 50], "left": [1000, 950]})
    plan = Plan(name="flow", dimensions=("step",), count="left", counts=("excluded",), method="coarse")
    assert release(flow, plan).table.rows() == [(1, 1000, 0, "rounded"), (2, 960, 60, "rounded")]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (groups(a=-1), "negative"),
        (groups(a=1).with_columns(n=pl.lit(1.5)), "not whole numbers"),
        (groups(a=1).with_columns(n=pl.lit(None, pl.Int64)), "missing"),
        (groups(a=1).with_columns(n=pl.lit("many")), "not numeric"),
        (pl.concat([groups(a=20), groups(a=30)]), "duplicate"),
        (pl.DataFrame({"group": ["a", None], "n": [20, 30]}), "no value in dimension"),
        (pl.DataFrame({"group": ["a", " "], "n": [20, 30]}), "no value in dimension"),
        (pl.DataFrame({"group": ["a"], "weighted": [20.5]}), "no unweighted count"),
        (groups(a=20).with_columns(person=pl.lit("x")), "not in the plan"),
    ],
)
def test_bad_input_is_refused(table, said):
    with pytest.raises(DisclosureError, match=said):
        release(table, ROWS)


def test_margins_that_do_not_add_up_are_named():
    rows = [("x", "p", 20), ("x", "q", 30), ("y", "p", 40), ("y", "q", 50), ("x", "Total", 52)]
    with pytest.raises(DisclosureError, match="a=x, b=Total"):
        release(crossed(*rows), TABLE)
    assert release(crossed(*rows), TABLE, rounded_input=5).hidden == 0


def test_a_numerator_above_its_count_is_refused():
    table = groups(a=20).with_columns(yes=pl.lit(21))
    with pytest.raises(DisclosureError, match="more in 'yes'"):
        release(table, Plan(name="rates", dimensions=("group",), numerator="yes"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"dimensions": ()},
        {"across": ("b",)},
        {"share": "value"},
        {"statistics": ("n",)},
        {"nested": {"a": "group"}},
        {"numerator": "y", "share": "v", "share_of": "w"},
    ],
)
def test_plans_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(DeclarationError):
        Plan(**({"name": "p", "dimensions": ("group",)} | wrong))


def test_an_unknown_profile_is_refused():
    with pytest.raises(DeclarationError, match="income"):
        profile("loose")


def test_metrics_of_one_group_hide_together_where_the_plan_says_so():
    table = pl.DataFrame(
        {
            "group": ["a", "a", "b", "b"],
            "metric": ["coverage", "precision"] * 2,
            "value": [0.97, 0.4, 0.5, 0.4],
            "n": [900] * 4,
            "of": [100, 240, 100, 240],
        }
    )
    words = {"name": "fairness", "dimensions": ("group", "metric"), "share": "value", "share_of": "of"}
    assert release(table, Plan(**words)).table["status"].to_list() == ["primary", *["rounded"] * 3]
    assert release(table, Plan(**words, together=("metric",))).table["status"].to_list() == [
        "primary", "secondary", "rounded", "rounded",
    ]  # fmt: skip


SHARES = Plan(
    name="shares",
    dimensions=("group",),
    share="value",
    share_of="of",
    share_times="times",
    statistics=("low", "high"),
)


def shares(numerator: int, of: int, times: float = 1.0) -> pl.DataFrame:
    ends = binomtest(numerator, of).proportion_ci(method="wilson")
    value = {"value": times * numerator / of, "low": times * ends.low, "high": times * ends.high}
    return pl.DataFrame([{"group": "a", "n": of, "of": of, "times": times, **value}])


def test_the_interval_of_a_share_does_not_give_its_exact_count_back():
    """All numerators that round to 80 of 545 leave as one row, interval included."""
    shown = {
        release(shares(numerator, 545), SHARES).table.select("value", "low", "high").row(0)
        for numerator in range(78, 83)
    }
    assert len(shown) == 1
    value, low, high = shown.pop()
    ends = binomtest(80, 545).proportion_ci(method="wilson")
    assert value == pytest.approx(80 / 545, abs=1e-4)
    assert (low, high) == (pytest.approx(ends.low, abs=2e-3), pytest.approx(ends.high, abs=2e-3))


def test_contacts_per_hundred_leave_by_the_same_rules_as_the_share():
    share, hundred = release(shares(88, 1776), SHARES).table, release(shares(88, 1776, 100.0), SHARES).table
    assert hundred["value"][0] == pytest.approx(100 * share["value"][0], rel=1e-3)
    assert hundred["value"][0] == pytest.approx(100 * 90 / 1775, rel=1e-3)
    assert release(shares(4, 1776, 100.0), SHARES).table["status"].to_list() == ["primary"]


SELECTED = Plan(
    name="selected", dimensions=("group", "metric"), share="value", share_of="of", across=("group",), together=("metric",)
)  # fmt: skip


def figures(*rows: tuple[str, str, int, int, int]) -> pl.DataFrame:
    """Rows of group, metric, households, how many of them the share is of, and how many of those it counts."""
    table = pl.DataFrame(rows, schema=["group", "metric", "n", "of", "yes"], orient="row")
    return table.with_columns(value=pl.col("yes") / pl.col("of")).drop("yes")


def test_that_nearly_all_are_missed_by_a_rule_hides_nobody():
    """Of 400 with the outcome a rule selects 20: 95 % is missed, which is no trait of theirs; a base rate of 95 % is."""
    table = figures(
        ("all", "base_rate", 1000, 1000, 400), ("all", "coverage", 1000, 400, 20), ("all", "miss_rate", 1000, 400, 380)
    )  # fmt: skip
    assert set(release(table, SELECTED).table["status"]) == {"primary", "secondary"}
    plan = replace(SELECTED, no_trait={"metric": NO_TRAIT})
    shown = release(table, plan).table
    assert shown["status"].to_list() == ["rounded"] * 3
    assert dict(shown.select("metric", "value").rows())["miss_rate"] == pytest.approx(0.95)
    few = figures(("all", "base_rate", 1000, 1000, 950), ("all", "coverage", 1000, 950, 500))
    assert set(release(few, plan).table["status"]) == {"primary", "secondary"}
    tiny = figures(("all", "coverage", 1000, 400, 9))
    assert release(tiny, plan).table["status"].to_list() == ["primary"]


def test_a_total_of_shares_is_known_by_what_they_are_shares_of():
    """73 of 180 are found; who sees two of three groups would know the third: 3, fewer than ten."""
    table = figures(
        ("a", "coverage", 1000, 40, 3), ("b", "coverage", 1000, 60, 30), ("c", "coverage", 1200, 80, 40)
    )  # fmt: skip
    released = release(table, replace(SELECTED, method="suppress"))
    assert statuses(released) == {"a": "primary", "b": "secondary", "c": "published"}


def test_a_share_and_its_complement_are_shown_alike():
    """Of 200 selected 190 have the outcome: precision 95 %, needless contact 5 %; one gives the other back."""
    table = figures(("all", "precision", 1000, 200, 190), ("all", "needless_contact", 1000, 200, 10))
    shown = release(table, replace(SELECTED, no_trait={"metric": NO_TRAIT})).table
    assert shown["status"].to_list() == ["rounded"] * 2


def test_every_share_of_the_audit_says_whether_it_tells_of_a_person():
    shares = {name for name, one in METRICS.items() if one.kind is Kind.SHARE}
    of_persons = {"base_rate", "false_omission_rate", "accuracy", "scattered_need"}
    assert shares == of_persons | set(NO_TRAIT) and not of_persons & set(NO_TRAIT)
