"""``vroeg plan`` from registers to call sheet, on a very small synthetic Netherlands."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from vroegsignalering.cli.plan import command
from vroegsignalering.errors import DeclarationError, DisclosureError
from vroegsignalering.outreach import Need, population
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
    args = [str(plan), "--registers", str(folder), "--to", str(tmp_path / "out"), "--json"]
    result = CliRunner().invoke(command, args, catch_exceptions=False)
    said = json.loads(result.stdout)
    assert said["plan"] == "small_municipality"
    assert {row["baseline"] for row in said["baselines"]} == {"random", "area_rate", "one_rule", "universal"}
    assert (tmp_path / "out" / "call_sheet_nl.html").exists()
    shown = CliRunner().invoke(command, args[:3] + ["--language", "en"], catch_exceptions=False)
    assert "What the plan is expected to do" in shown.stdout


def test_registers_that_cannot_prove_to_be_synthetic_are_refused_with_the_law(folder, plan, tmp_path):
    real = tmp_path / "real"
    shutil.copytree(folder, real)
    (real / "provenance.json").unlink()
    result = CliRunner().invoke(command, [str(plan), "--registers", str(real)])
    assert isinstance(result.exception, DisclosureError)
    assert "art. 37 and 41" in result.exception.mend


def test_a_municipality_that_is_not_in_the_registers_is_a_named_error(folder, plan):
    plan.write_text(
        plan.read_text(encoding="utf-8").replace('gemeente = ""', 'gemeente = "GM0088"'), encoding="utf-8"
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


def test_a_year_without_the_year_after_is_a_named_error(folder):
    with pytest.raises(DeclarationError, match="2022"):
        population(Registers.open(folder), Need(enters="low_income"), ["tenure"], (2022,))
