"""Plans on a handmade population of 2,000 households whose need is known.

| who                              | households | in need |
|----------------------------------|------------|---------|
| rent with allowance, one parent  | 100        | 40      |
| rent with allowance, others      | 400        | 20      |
| owner                            | 1500       | 15      |

In all 75 in need, 3.75 %. Women are 60 % everywhere: sex can make no difference.
"""

import copy
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from vroegsignalering.errors import DeclarationError, DisclosureError, EnvironmentFault
from vroegsignalering.outreach import (
    Population,
    assign,
    cells,
    evaluate,
    evidence_tables,
    parse_plan,
    profiles,
    released,
    search,
    search_for,
    write_plan,
)
from vroegsignalering.outreach.allocation import allocate, fill
from vroegsignalering.outreach.beside import power
from vroegsignalering.outreach.conditions import Condition
from vroegsignalering.outreach.evaluate import JUDGED
from vroegsignalering.outreach.export import shown
from vroegsignalering.outreach.population import refuse_real
from vroegsignalering.outreach.run import at_scale
from vroegsignalering.outreach.sheet import call_sheet
from vroegsignalering.outreach.told import blocked_by, in_short, sections
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import DataStatus

PLANS = Path(__file__).parents[2] / "models" / "entry" / "plans"
TABLES = {
    "plans", "plan_groups", "plan_frontier", "plan_baselines", "plan_cells", "plan_lines", "plan_scattered",
    "plan_acceptance", "plan_power",
}  # fmt: skip
FEATURES = ["tenure", "household_type", "age_band"]
BLOCKS = (
    ("rent_with_allowance", "one_parent", 100, 40),
    ("rent_with_allowance", "single", 400, 20),
    ("owner", "couple", 1500, 15),
)


def people() -> Population:
    rows, need = [], []
    for tenure, kind, n, in_need in BLOCKS:
        for number in range(n):
            rows.append(
                (tenure, kind, "25_34" if number % 2 else "35_44", "woman" if number % 5 < 3 else "man")
            )
            need.append(number < in_need)
    frame = pl.DataFrame(rows, schema=["tenure", "household_type", "age_band", "sex"], orient="row")
    groups = frame.with_columns(
        pl.lit("same").alias(name) for name in (*JUDGED, "gemeente") if name not in frame.columns
    )
    return Population(circumstances=frame.drop("sex"), in_need=np.array(need), groups=groups)


@pytest.fixture(scope="module")
def plan():
    raw = copy.deepcopy(tomllib.loads((PLANS / "small_municipality.toml").read_text(encoding="utf-8")))
    raw["cells"]["features"] = FEATURES
    raw["steps"] = [
        {"channel": "visit", "partner": "volunteer", "capacity": 60, "reached": 0.5, "accepted": 0.5, "helped": 0.8,
         "per_week": 10},
        {"channel": "letter", "partner": "library", "capacity": 40, "reached": 1.0, "accepted": 0.1, "helped": 0.5,
         "per_week": 20},
    ]  # fmt: skip
    return parse_plan(raw)


@pytest.fixture(scope="module")
def evaluation(plan):
    return evaluate(plan, people(), people(), replicates=80)


def figure(frame: pl.DataFrame, **where: object) -> float:
    rows = frame.filter(*(pl.col(key) == value for key, value in where.items()))
    assert rows.height == 1
    return rows["value"][0]


def test_the_cell_with_most_need_is_found_and_its_rule_can_be_read(evaluation):
    first = evaluation.cells.row(0, named=True)
    assert first["households"] == 100
    assert "eenouder" in first["rule_nl"].lower() and "one-parent" in first["rule_en"].lower()
    # 40 in need of 100, drawn to 3.75 % with the weight of 200 households
    assert first["rate"] == pytest.approx((40 + 200 * 0.0375) / 300)


def test_cells_grow_with_the_capacity_so_that_it_is_not_left_to_chance():
    # rent with allowance and rent together hold the need of a large country; two cells of fifty would leave the rest to a draw
    seen = profiles(large := country(), ["tenure", "household_type"])
    few, wide = search(seen, most=1), search_for(seen, 4000.0, most=1)
    assert (assign(large.circumstances, few) >= 0).sum() == 1_000  # renters alone, one in five in need
    assert (assign(large.circumstances, wide) >= 0).sum() == 5_000  # all renters, one in ten
    assert search_for(seen, 500.0, most=1) == few


def country() -> Population:
    """1,000 renters alone with 200 in need, 4,000 renters together with 300, 45,000 owners with 450."""
    parts = (("rent", "single", 1_000, 200), ("rent", "couple", 4_000, 300), ("owner", "couple", 45_000, 450))
    rows = [(tenure, kind) for tenure, kind, n, _ in parts for _ in range(n)]
    frame = pl.DataFrame(rows, schema=["tenure", "household_type"], orient="row")
    need = np.concatenate([np.arange(n) < in_need for _, _, n, in_need in parts])
    return Population(circumstances=frame, in_need=need, groups=frame)


def test_no_cell_is_smaller_than_fifty_households_or_ten_in_need(evaluation):
    assert evaluation.cells["households"].min() >= 50
    assert evaluation.cells["expected_in_need"].min() >= 10


def test_smaller_minima_than_those_of_the_suite_are_refused():
    with pytest.raises(DeclarationError, match="that small"):
        cells((), people(), people(), min_households=49)


def test_a_cell_below_the_minimum_falls_away():
    rule = (Condition(feature="household_type", relation="=", value="one_parent"),)
    everybody = people()
    keep = np.ones(2000, bool)
    keep[49:100] = False
    assert len(cells([rule], everybody, everybody)) == 1
    assert len(cells([rule], everybody, everybody.where(keep))) == 0


def test_expected_figures_by_hand(evaluation):
    # 100 contacts: 10 drawn at random, 90 in the first cell (54 visits, 36 letters), so 90 % of it
    everyone = 10 / (2000 - 90)
    chance = 0.9 + 0.1 * everyone
    in_need = 40 * chance + 35 * everyone
    assert figure(evaluation.plans, metric="approached") == pytest.approx(100)
    assert figure(evaluation.plans, metric="coverage") == pytest.approx(in_need / 75)
    assert figure(evaluation.plans, metric="needless_contact") == pytest.approx(1 - in_need / 100)
    assert figure(evaluation.plans, metric="contacts_per_100") == pytest.approx(5)
    # reached: visits 0.5, letters 1.0; the draw goes through the mix of both, 0.6 x 0.5 + 0.4 x 1.0
    reached = 40 * (0.54 * 0.5 + 0.36 * 1.0 + 0.1 * everyone * 0.7) + 35 * everyone * 0.7
    assert figure(evaluation.plans, metric="reached_in_need") == pytest.approx(reached)
    # waiting: 54 visits at 10 a week wait 2.7 weeks on average, 36 letters at 20 a week 0.9
    assert figure(evaluation.plans, metric="waiting_weeks") == pytest.approx((54 * 2.7 + 36 * 0.9) / 90)


def test_baselines_by_hand(evaluation):
    b = evaluation.baselines
    assert figure(b, baseline="random", metric="coverage") == pytest.approx(0.05)
    assert figure(b, baseline="random", metric="precision") == pytest.approx(75 / 2000)
    assert figure(b, baseline="universal", metric="coverage") == pytest.approx(1)
    # one rule, all one-parent households: 100 contacts, 40 in need
    assert figure(b, baseline="one_rule", metric="precision") == pytest.approx(0.4)
    # one area only: its rate says nothing
    assert figure(b, baseline="area_rate", metric="coverage") == pytest.approx(0.05)
    times = figure(b, baseline="random", metric="in_need_per_contact_ratio")
    own = figure(evaluation.plans, metric="precision")
    assert times == pytest.approx(own / 0.0375)


def test_per_group_by_hand_and_equal_groups_lie_within_the_margin(evaluation):
    g = evaluation.groups
    everyone = 10 / (2000 - 90)
    found = figure(g, attribute="tenure", group="owner", metric="coverage")
    assert found == pytest.approx(everyone)
    share = 1500 * everyone / 100
    allocation = figure(g, attribute="tenure", group="owner", metric="allocation_per_need")
    assert allocation == pytest.approx(share / (15 / 75))
    sex = g.filter((pl.col("attribute") == "sex") & (pl.col("metric") == "coverage"))
    assert sex["gap"].abs().max() < 0.03
    assert sex["verdict"].to_list() == ["within margin", "within margin"]


def test_reached_accepted_helped_and_waiting_per_group_by_hand(evaluation):
    everyone = 10 / (2000 - 90)
    single = {"attribute": "household_type", "group": "single"}
    # 400 singles outside the chosen cell: drawn only, through doors of 0.6 x 0.5 + 0.4 x 1.0 reached
    assert figure(evaluation.groups, **single, metric="reached_in_need") == pytest.approx(20 * everyone * 0.7)
    accepted = 20 * everyone * (0.6 * 0.5 * 0.5 + 0.4 * 1.0 * 0.1)
    assert figure(evaluation.groups, **single, metric="accepted_in_need") == pytest.approx(accepted)
    helped = 20 * everyone * (0.6 * 0.5 * 0.5 * 0.8 + 0.4 * 1.0 * 0.1 * 0.5)
    assert figure(evaluation.groups, **single, metric="helped_in_need") == pytest.approx(helped)
    needless = figure(evaluation.groups, **single, metric="needless_contacts")
    assert needless == pytest.approx(380 * everyone)
    one_parent = {"attribute": "household_type", "group": "one_parent"}
    waits = figure(evaluation.groups, **one_parent, metric="waiting_weeks")
    assert waits == pytest.approx((54 * 2.7 + 36 * 0.9) / 90)
    in_groups = evaluation.groups.filter(
        pl.col("attribute") == "tenure", pl.col("metric") == "helped_in_need"
    )
    assert in_groups["value"].sum() == pytest.approx(figure(evaluation.plans, metric="helped_in_need"))


def test_a_universal_offer_waits_longer_and_finds_no_more_per_contact(evaluation):
    b = evaluation.baselines
    # 2,000 households through both doors at once: 1,200 visits at 10 a week, 800 letters at 20 a week, half on average
    waits = figure(b, baseline="universal", metric="waiting_weeks")
    assert waits == pytest.approx(0.6 * 1200 / 10 / 2 + 0.4 * 800 / 20 / 2)
    assert figure(b, baseline="universal", metric="precision") == pytest.approx(75 / 2000)


def test_a_gap_outside_the_margin_blocks_the_plan(plan):
    assert evaluate(replace(plan, minimum=10), people(), people(), replicates=80).blocked


def test_few_in_need_are_too_few_to_judge(evaluation):
    owner = evaluation.groups.filter((pl.col("group") == "owner") & (pl.col("metric") == "coverage"))
    assert owner["verdict"].to_list() == ["too few to judge"]  # 15 in need, 30 asked


def test_the_frontier_rises_and_ends_with_more_needless_contact(evaluation):
    rows = evaluation.frontier.filter(pl.col("metric") == "coverage").sort("capacity")
    assert rows["value"].is_sorted()
    needless = evaluation.frontier.filter(pl.col("metric") == "needless_contact").sort("capacity")["value"]
    assert needless[-1] > needless[0]


def test_half_the_acceptance_is_half_the_help(evaluation):
    rows = dict(evaluation.acceptance.select("times", "value").iter_rows())
    assert rows[0.5] == pytest.approx(rows[1.0] / 2)


def test_power_grows_with_the_benefit(evaluation):
    assert evaluation.power["value"].is_sorted()
    assert evaluation.power["n"].to_list() == [10] * 5


def test_power_by_the_arcsine_of_both_shares(plan):
    # half in need against a quarter: h = 2 (asin sqrt 0.5 - asin sqrt 0.25) = 0.5236; arms of 100 and 900
    whole = replace(plan, random_arm=0.1)
    everybody = people()
    quarter = Population(
        circumstances=everybody.circumstances,
        in_need=np.arange(2000) % 4 == 0,
        groups=everybody.groups,
    )
    row = power(whole, quarter, 1000).filter(pl.col("times") == 2.0).row(0, named=True)
    assert row["value"] == pytest.approx(float(norm.cdf(0.5235988 * np.sqrt(90) - 1.959964)), abs=1e-6)
    assert row["drawn_needed"] == round((1.959964 + 0.8416212) ** 2 / 0.5235988**2 / 0.9)


def test_scattered_need_by_group_names_an_open_route(evaluation):
    rows = evaluation.scattered.filter(pl.col("group") == "owner")
    assert rows["value"].to_list() == [1.0] and rows["open_route"].to_list() == ["library"]
    whole = figure(evaluation.scattered, attribute="all", group="all")
    inside = evaluation.cells["households"].sum()
    assert whole == pytest.approx(15 / 75) and inside == 500
    assert rows.select("n_in_need", "n_outside").row(0) == (15, 15)


def test_a_group_may_have_an_open_route_of_its_own(plan):
    own = replace(plan, open_routes={"tenure": {"owner": "volunteer"}})
    rows = evaluate(own, people(), people(), replicates=20).scattered.filter(pl.col("attribute") == "tenure")
    routes = dict(rows.select("group", "open_route").iter_rows())
    assert routes == {"owner": "volunteer", "rent_with_allowance": "library"}


def test_a_stopped_plan_is_a_random_draw(plan):
    made = evaluate(replace(plan, stopped=True), people(), people(), replicates=20)
    # 100 contacts, through the doors as they are large: 60 visits and 40 letters
    assert made.lines.select("cell", "households").rows() == [("random_draw", 60), ("random_draw", 40)]
    assert figure(made.plans, metric="coverage") == pytest.approx(0.05)


def test_intervals_hold_the_figure_and_the_same_seed_gives_the_same(plan, evaluation):
    counted = evaluation.plans.filter(pl.col("metric") == "coverage")
    assert counted["low"][0] < counted["value"][0] < counted["high"][0]
    again = evaluate(plan, people(), people(), replicates=80)
    assert again.groups.equals(evaluation.groups) and again.baselines.equals(evaluation.baselines)


def test_everywhere_a_plan_has_as_many_people_at_work_for_each_resident(plan):
    # Enkhuizen has 18,885 inhabitants; ten times as many persons, ten times the visits and the pace
    wide = at_scale(plan, 188_850)
    assert [step.capacity for step in wide.steps] == [600, 400]
    assert [step.per_week for step in wide.steps] == pytest.approx([100, 200])
    assert at_scale(plan, None) == plan


def test_an_allocation_never_exceeds_doors_or_cells(plan):
    made = allocate(plan, np.array([30.0, 500.0]), 2000, 100)
    # 90 of the 100 by cells: 54 visits of which 30 in the first cell, then 36 letters
    assert made.placed == pytest.approx(np.array([[30, 0], [24, 36]]))
    assert made.weeks == pytest.approx(np.array([[30 / 2 / 10, 0], [(30 + 24 / 2) / 10, 36 / 2 / 20]]))
    assert made.chances[:, 0].max() <= 1 and made.drawn == pytest.approx(10)


def test_fill_takes_from_high_to_low_and_draws_ties():
    assert fill(np.array([0.1, 0.9, 0.1, 0.5]), 3).tolist() == [0.5, 1.0, 0.5, 1.0]


def test_search_refuses_an_audit_attribute():
    with pytest.raises(DeclarationError, match="may not be defined by 'sex'"):
        profiles(people(), ["sex"])


def test_a_missing_value_meets_no_condition():
    frame = pl.DataFrame({"months_since_move": [None, 3.0, 20.0]})
    condition = Condition(feature="months_since_move", relation="<", value=13.0)
    assert frame.select(condition.holds()).to_series().to_list() == [False, True, False]


def test_registers_of_cbs_are_refused_with_the_law():
    with pytest.raises(DisclosureError) as fault:
        refuse_real(DataStatus.REAL)
    assert "art. 37 and 41" in fault.value.mend
    refuse_real(DataStatus.SYNTHETIC)
    refuse_real(DataStatus.MUNICIPAL)


def test_tables_have_the_columns_of_the_evidence(evaluation):
    tables = evidence_tables([evaluation])
    assert set(tables) == TABLES
    assert {"plan", "metric", "value", "low", "high", "n"} <= set(tables["plans"].columns)
    assert {"plan", "capacity", "metric", "value", "low", "high", "n"} == set(tables["plan_frontier"].columns)
    assert {"plan", "baseline", "metric", "gain", "gain_low", "gain_high"} <= set(
        tables["plan_baselines"].columns
    )
    assert {"plan", "attribute", "group", "metric", "n_outcome", "verdict"} <= set(
        tables["plan_groups"].columns
    )


def test_tables_pass_the_door(evaluation):
    tables = released([evaluation])
    assert set(tables) == TABLES
    frontier = tables["plan_frontier"].table
    assert {"plan", "capacity", "metric", "value", "n", "status"} <= set(frontier.columns)
    coverage = tables["plan_groups"].table.filter(
        pl.col("attribute") == "sex", pl.col("metric") == "coverage"
    )
    assert coverage["verdict"].to_list() == ["within margin", "within margin"]


def test_small_counts_are_left_out_of_what_is_written():
    rows = pl.DataFrame(
        {"group": ["a", "b", "c"], "value": [0.1, 0.2, 0.3], "n": [50, 50, 25], "n_outcome": [9, 30, 20]}
    )
    assert shown(rows)["value"].to_list() == [None, 0.2, None]
    assert shown(rows)["n_outcome"].to_list() == [None, 30, None]


def test_what_is_written_holds_cells_and_counts_only(evaluation, tmp_path):
    folder = write_plan(evaluation, tmp_path / "plan")
    names = {path.name for path in folder.iterdir()}
    assert {"lines.csv", "cells.csv", "call_sheet_nl.html", "call_sheet_en.html"} <= names
    everything = " ".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert not re.search(r"\bR\d{9}\b|GM\d{4}|rank", everything)
    write_plan(evaluation, tmp_path / "plan")
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="something else"):
        write_plan(evaluation, other)
    assert (other / "letter.txt").exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_call_sheet_says_what_a_counter_needs(evaluation, language):
    page = call_sheet(evaluation, Texts(language))
    assert f'<html lang="{language}">' in page and "size:A4" in page
    wanted = ("zorgtoeslag", "Niemand hoeft") if language == "nl" else ("zorgtoeslag", "Nobody has to")
    assert all(word in page for word in wanted)
    assert ("huisbezoek" in page) == (language == "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_plan_is_told_in_sentences_with_its_figures(evaluation, language):
    _ = Texts(language)
    said = " ".join(in_short(evaluation, _))
    everyone = 10 / (2000 - 90)
    in_need = 40 * (0.9 + 0.1 * everyone) + 35 * everyone
    assert (
        _.number(in_need, 1) in said and _.number(in_need / 3.75, 1) in said
    )  # of 100 contacts; times 3.75 %
    assert ("lage-inkomensgrens" in said) == (language == "nl")
    titles = [section.title for section in sections(evaluation, _)]
    assert len(titles) == len(set(titles)) == 8
    assert all(len(row) == len(part.heads) for part in sections(evaluation, _) for row in part.rows)
    text = str(sections(evaluation, _))
    assert "rule_nl" not in text and "random_draw" not in text and "outside margin" not in text


def test_a_blocked_plan_names_the_groups_and_the_gap(plan):
    made = evaluate(replace(plan, minimum=10), people(), people(), replicates=80)
    lines = blocked_by(made, Texts("nl"))
    assert lines and any("koop" in line for line in lines) and all("procentpunt" in line for line in lines)


def test_the_call_sheet_fits_when_printed_and_names_the_doors(evaluation):
    page = call_sheet(
        replace(
            evaluation, plan=replace(evaluation.plan, open_routes={"age_band": {"67_plus": "volunteer"}})
        ),
        Texts("nl"),
    )
    assert "67 of ouder: ook deze deur: vrijwilliger" in page
    assert "31 december 2027" in page and "wethouder" in page and "alderman" not in page
    assert page.index("Bellen en papier") < page.index("zorgtoeslag")


def test_the_call_sheet_says_how_much_is_drawn_when_groups_are_too_small_for_the_capacity(evaluation):
    none = evaluation.lines.row(0, named=True) | {"cell": "c01", "households": 60.0}
    lines = pl.DataFrame([none, none | {"cell": "random_draw", "households": 40.0}])
    page = call_sheet(replace(evaluation, lines=lines), Texts("nl"))
    assert "Een deel wordt geloot: 40% van de contacten, en nooit minder dan 10%." in page


def test_a_stopped_or_blocked_plan_says_so_on_the_sheet(evaluation):
    stopped = replace(evaluation, plan=replace(evaluation.plan, stopped=True), blocked=True)
    page = call_sheet(stopped, Texts("nl"))
    assert "stopgezet" in page and "Niet gebruiken" in page
