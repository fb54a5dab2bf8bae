"""What a plan may not lack, and what it may not ask: every refusal has a name."""

import copy
import tomllib
from datetime import date
from pathlib import Path

import pytest

from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.outreach import parse_plan, read_plan
from vroegsignalering.outreach.conditions import Condition
from vroegsignalering.outreach.plan import CHANNELS, OFFERED, PARTNERS
from vroegsignalering.outreach.sheet import SCHEMES, WORDS
from vroegsignalering.texts import Texts

PLANS = Path(__file__).parents[2] / "models" / "entry" / "plans"
EXAMPLE = tomllib.loads((PLANS / "small_municipality.toml").read_text(encoding="utf-8"))


def changed(table: str, key: str, value: object) -> dict[str, object]:
    raw = copy.deepcopy(EXAMPLE)
    raw[table][key] = value
    return raw


def with_step(**change: object) -> dict[str, object]:
    raw = copy.deepcopy(EXAMPLE)
    step = raw["steps"][0]
    for key, value in change.items():
        if value is None:
            step.pop(key, None)
        else:
            step[key] = value
    return raw


def without(table: str) -> dict[str, object]:
    raw = copy.deepcopy(EXAMPLE)
    del raw[table]
    return raw


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_plans_that_ship_can_be_read(path):
    plan = read_plan(path, today=date(2026, 12, 1))
    assert plan.id == path.stem
    assert plan.random_arm > 0 and plan.opt_out_nl and plan.opt_out_en and plan.stop_by_nl and plan.stop_by_en


def test_the_example_plans():
    assert sorted(path.stem for path in PLANS.glob("*.toml")) == [
        "large_municipality", "small_municipality", "turning_18", "unused_support"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (without("steps"), "needs a capacity"),
        (with_step(capacity_share=0), "above zero"),
        (with_step(capacity_share=1.5), "at most the population"),
        (with_step(capacity_share=None), "needs a capacity"),
        (with_step(accepted=None), "no acceptance rates"),
        (with_step(channel="email"), "not digital"),
        (with_step(channel="drone"), "no channel"),
        (with_step(partner="police"), "no partner"),
        (with_step(accepted=1.4), "share from 0 to 1"),
        (without("opt_out"), "'route_nl'"),
        (without("random_arm"), "'share'"),
        (changed("random_arm", "share", 0), "random arm"),
        (without("stop"), "'fallback'"),
        (changed("stop", "fallback", "continue"), "random draw"),
        (changed("plan", "gemeente", "GM9999"), "no municipality"),
        (changed("plan", "purpose", "inspection"), "offer of help"),
        (changed("need", "enters", "wealth"), "no status"),
        (changed("need", "unclaimed", ["huurtoeslag"]), "cannot be read"),
        (changed("need", "horizon_months", 6), "whole years"),
        (changed("time", "search", [2021, 2022]), "cannot know yet"),
        (changed("time", "search", []), "no years to search"),
        (changed("offer", "schemes", ["gratis_geld"]), "'schemes' cannot be read"),
        (changed("open_route", "partner", "police"), "no partner"),
        (changed("open_route", "sex", {"woman": "library"}), "no open route for 'sex'"),
        (changed("open_route", "age_band", {"67_plus": "police"}), "no open route"),
        (changed("limits", "most_attempts", 0), "too small"),
        (changed("limits", "quiet_months", 0), "too small"),
        (changed("plan", "id", "../x"), "short name"),
        (with_step(capacity=True, capacity_share=None), "above zero"),
        (changed("cells", "features", ["shoe_size"]), "no feature"),
        (changed("cells", "features", []), "no features"),
        (changed("cells", "entrance", "age_band"), "no life event"),
    ],
)
def test_a_plan_without_a_safeguard_is_refused(raw, says):
    with pytest.raises(DeclarationError, match=says):
        parse_plan(raw)


@pytest.mark.parametrize(
    "attribute", ["sex", "origin", "marital_status", "disability_benefit", "new_in_netherlands"]
)
def test_an_audit_attribute_never_makes_a_cell_and_the_law_says_why(attribute):
    with pytest.raises(DeclarationError) as fault:
        parse_plan(changed("cells", "features", ["age_band", attribute]))
    assert "gelijke behandeling" in fault.value.mend


def test_a_plan_that_does_not_say_what_need_is_is_refused():
    raw = changed("need", "enters", "")
    raw["need"] |= {"arrears": False, "unclaimed": []}
    with pytest.raises(DeclarationError, match="what need is"):
        parse_plan(raw)
    raw["need"]["unclaimed"] = ["bijstand"]
    assert parse_plan(raw).need.kinds == ("unclaimed",)


def test_a_search_year_may_be_the_plans_own_year_since_other_people_are_searched_then():
    raw = changed("time", "search", [2021])
    assert parse_plan(raw).search_years == (2021,)


def test_every_word_of_a_plan_has_a_word_for_readers():
    assert {*CHANNELS, *PARTNERS} <= set(WORDS) and set(OFFERED) == set(SCHEMES)


def test_an_area_never_makes_a_cell():
    with pytest.raises(DeclarationError, match="never selected"):
        parse_plan(changed("cells", "features", ["postcode"]))


def test_a_plan_past_its_sunset_date_is_refused_and_on_the_day_itself_it_is_not():
    raw = changed("plan", "sunset_on", date(2025, 1, 31))
    with pytest.raises(ReviewOwed, match="sunset"):
        parse_plan(raw, today=date(2025, 2, 1))
    assert parse_plan(raw, today=date(2025, 1, 31)).sunset_on == date(2025, 1, 31)


def test_a_digital_channel_with_a_paper_door_may_be_used():
    plan = parse_plan(with_step(channel="email", non_digital="letter"))
    assert plan.steps[0].non_digital == "letter"


def test_a_capacity_above_the_population_is_refused():
    raw = with_step(capacity=500, capacity_share=None)
    with pytest.raises(DeclarationError, match="at most the population") as fault:
        parse_plan(raw).capacity(400)
    assert "of 400 households" in fault.value.found


def test_a_file_that_is_no_toml_or_no_file_is_a_named_error(tmp_path):
    (tmp_path / "plan.toml").write_text("[plan", encoding="utf-8")
    with pytest.raises(DeclarationError, match="TOML"):
        read_plan(tmp_path / "plan.toml")
    with pytest.raises(DeclarationError, match="no such plan"):
        read_plan(tmp_path / "other.toml")


def test_frequent_conditions_are_said_in_the_words_of_a_counter():
    below = Condition(feature="years_below_line_3y", relation=">=", value=2.0)
    assert (
        below.says(Texts("nl")) == "twee jaar of langer onder de lage-inkomensgrens in de afgelopen drie jaar"
    )
    arrears = Condition(feature="years_health_insurance_default_3y", relation=">=", value=1.0)
    assert arrears.says(Texts("en")) == "behind on the health insurance premium in the past three years"
