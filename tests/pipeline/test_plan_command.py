"""``vroeg plan`` from registers to call sheet, on a very small synthetic Netherlands."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from vroegsignalering.cli.plan import command
from vroegsignalering.errors import DeclarationError, DisclosureError
from vroegsignalering.outreach import Need, Scope, population, read_plan
from vroegsignalering.outreach.gathering import asked_by, gather
from vroegsignalering.pipeline.support import unused_support, with_groups
from vroegsignalering.registers import Registers
from vroegsignalering.synthesis import make_plan, synthesise

PLAN = Path(__file__).parents[2] / "models" / "entry" / "plans" / "small_municipality.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("plan") / "registers"
    synthesise(make_plan(2_500, "2019-2022", 1), target)
    return target


@pytest.fixture
def plan(tmp_path) -> Path:
    text = PLAN.read_text(encoding="utf-8").replace("search = [2017, 2018, 2019, 2020]", "search = [2020]")
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    return tmp_path / "plan.toml"


def test_a_plan_is_evaluated_and_written(folder, plan, tmp_path):
    args = [str(plan), "--everywhere", "--registers", str(folder), "--to", str(tmp_path / "out"), "--json"]
    result = CliRunner().invoke(command, args, catch_exceptions=False)
    said = json.loads(result.stdout)
    assert said["plan"] == "small_municipality"
    assert {row["baseline"] for row in said["baselines"]} == {"random", "area_rate", "one_rule", "universal"}
    assert (tmp_path / "out" / "call_sheet_nl.html").exists()
    shown = CliRunner().invoke(command, args[:4] + ["--language", "en"], catch_exceptions=False)
    assert "Of every 100 households approached" in shown.stdout


def test_registers_that_cannot_prove_to_be_synthetic_are_refused_with_the_law(folder, plan, tmp_path):
    real = tmp_path / "real"
    shutil.copytree(folder, real)
    (real / "provenance.json").unlink()
    result = CliRunner().invoke(command, [str(plan), "--registers", str(real)])
    assert isinstance(result.exception, DisclosureError)
    assert "art. 37 and 41" in result.exception.mend


def test_a_municipality_that_is_not_in_the_registers_is_a_named_error(folder, plan):
    plan.write_text(
        plan.read_text(encoding="utf-8").replace('gemeente = "GM0388"', 'gemeente = "GM0088"'),
        encoding="utf-8",
    )
    result = CliRunner().invoke(command, [str(plan), "--registers", str(folder)])
    assert isinstance(result.exception, DeclarationError)
    assert "GM0088" in str(result.exception)


def test_need_with_arrears_holds_need_without(folder):
    registers = Registers.open(folder)
    without = population(registers, Need(enters="low_income"), ["tenure"], (2021,))
    behind = population(registers, Need(enters="low_income", arrears=True), ["tenure"], (2021,))
    assert len(without) == len(behind) > 500
    assert (behind.in_need >= without.in_need).all() and behind.in_need.sum() > without.in_need.sum()


def test_need_by_unclaimed_support_is_about_everybody_and_is_what_the_rules_say(folder):
    registers = Registers.open(folder)
    need = Need(unclaimed=("bijstand",))
    all_households = population(registers, need, ["tenure"], (2021,))
    above = population(registers, Need(enters="low_income"), ["tenure"], (2021,))
    assert len(all_households) > len(above)  # those below the line are in it too
    # everybody who gets no social assistance in 2022 and is entitled to it: the table of unclaimed support counts them
    counted = unused_support([with_groups(registers, 2022)], 2022, schemes=("bijstand",))
    counted = counted.filter(attribute="all")["not_used"][0]
    assert 0 < all_households.in_need.sum() <= counted


def test_shards_in_memory_give_the_households_that_the_files_give(folder, plan):
    registers, declared = Registers.open(folder), read_plan(plan)
    one = asked_by(declared, everywhere=True)
    searched, people = gather(registers, [one])[one]
    again = population(registers, declared.need, declared.features, (2021,))
    assert people.circumstances.equals(again.circumstances) and people.groups.equals(again.groups)
    assert (people.in_need == again.in_need).all()
    assert searched.years == (2020,) and searched.groups.columns == ["gemeente"]


def test_two_halves_are_other_people_and_together_everybody(folder):
    registers, need = Registers.open(folder), Need(enters="low_income")
    halves = [population(registers, need, ["tenure"], (2021,), scope=Scope(half=half)) for half in (0, 1)]
    whole = population(registers, need, ["tenure"], (2021,))
    assert len(halves[0]) + len(halves[1]) == len(whole)
    assert 0.4 < len(halves[0]) / len(whole) < 0.6


def test_a_year_without_the_year_after_is_a_named_error(folder):
    with pytest.raises(DeclarationError, match="2022"):
        population(Registers.open(folder), Need(enters="low_income"), ["tenure"], (2022,))
