"""The gate: halves bind when they should, blockers block, exit codes say so."""

import json

import pytest
from click.testing import CliRunner

from tests.unit.elsa_bundle import ROOT, TODAY, material, project, tables, write_bundle
from vroegsignalering.cli.gate import command
from vroegsignalering.elsa import CHECKS, Gate, Material, Register, State
from vroegsignalering.elsa.gate import PersonState, unknown_checks
from vroegsignalering.elsa.register import Who, WorkState
from vroegsignalering.errors import DeclarationError, ReproductionError, ReviewOwed
from vroegsignalering.release import Evidence
from vroegsignalering.vocabulary import Stage


@pytest.fixture(scope="module")
def shipped() -> Register:
    return Register.read(ROOT / "ethics" / "register.toml")


def test_the_register_holds_every_requirement_once_with_a_check_for_each_machine_half(shipped):
    assert len(shipped) == 69
    assert unknown_checks(shipped) == []
    assert {r.id for r in shipped if r.stage is Stage.SYNTHETIC_RUN and r.check not in CHECKS} == set()
    assert {r.id for r in shipped if r.who is Who.PERSON} == {"RS-02"}


def test_every_check_is_used_by_a_requirement(shipped):
    assert {r.check for r in shipped if r.check} == set(CHECKS)


def test_a_whole_bundle_opens_the_synthetic_stage_and_no_other(tmp_path):
    gate = Gate.of(material(project(tmp_path)))
    assert gate.is_open(Stage.SYNTHETIC_RUN)
    assert gate.counts(Stage.SYNTHETIC_RUN) == {State.MET: 39, State.OWED: 0, State.FAILED: 0}
    assert not gate.is_open(Stage.BEFORE_REAL_DATA)
    assert not gate.is_open(Stage.BEFORE_OUTREACH)


def test_the_persons_half_of_a_synthetic_requirement_is_owed_before_real_data(tmp_path):
    finding = Gate.of(material(project(tmp_path))).find("FN-03")
    assert finding.person is PersonState.OWED
    assert finding.state(Stage.SYNTHETIC_RUN) is State.MET
    assert finding.state(Stage.BEFORE_REAL_DATA) is State.OWED


def test_a_run_never_sets_more_than_in_review(tmp_path):
    gate = Gate.of(material(project(tmp_path)))
    assert {finding.work_state for finding in gate.findings} <= {WorkState.OPEN, WorkState.IN_REVIEW}
    assert {state.value for state in WorkState} == {"open", "in review"}


def test_a_missing_table_shuts_the_gate_and_is_named(tmp_path):
    given = tables()
    del given["fairness"]
    gate = Gate.of(material(project(tmp_path, given=given)))
    assert {"FN-03", "FN-08"} <= {f.requirement.id for f in gate.blocking(Stage.SYNTHETIC_RUN)}
    with pytest.raises(ReviewOwed, match="FN-03") as owed:
        gate.pass_or_raise(Stage.SYNTHETIC_RUN)
    assert owed.value.exit_code == 16


def test_evidence_of_another_study_is_refused(tmp_path):
    root = project(tmp_path)
    other = write_bundle(tmp_path / "other", tables(), study="exit")
    with pytest.raises(DeclarationError, match="another study"):
        Material.read(root / "models" / "entry", Evidence.read(other), ethics=root / "ethics", today=TODAY)


def test_a_table_changed_after_the_run_is_refused(tmp_path):
    root = project(tmp_path)
    path = root / "ethics" / "evidence" / "entry" / "tables" / "fairness.csv"
    path.write_text(path.read_text("utf-8").replace("0.4,", "0.9,"), "utf-8")
    with pytest.raises(ReproductionError):
        material(root)


def test_unknown_ids_and_checks_are_named():
    with pytest.raises(DeclarationError, match="unknown requirement 'XX-99'"):
        Register.read(ROOT / "ethics" / "register.toml").find("XX-99")


@pytest.mark.parametrize(
    ("field", "value"), [("severity", "fatal"), ("stage", "someday"), ("who", "nobody"), ("roles", ["king"])]
)
def test_a_register_with_an_unknown_word_is_refused(tmp_path, field, value):
    entry = {
        "id": "ZZ-01",
        "theme": "t",
        "question_nl": "v?",
        "question_en": "q?",
        "source": "s",
        "who": "both",
        "check": "output_is_aggregate",
        "roles": ["legal"],
        "severity": "should",
        "stage": "synthetic run",
        "answer_by": "before real data",
    }
    assert len(Register.parse({"requirement": [entry]})) == 1
    with pytest.raises(DeclarationError, match="ZZ-01"):
        Register.parse({"requirement": [entry | {field: value}]})


def test_the_command_answers_with_json_and_exit_codes(tmp_path, monkeypatch):
    root = project(tmp_path)
    monkeypatch.chdir(root)
    good = CliRunner().invoke(command, ["--stage", "synthetic-run", "--json"])
    assert good.exit_code == 0
    plain = json.loads(good.stdout)
    assert plain["open"] is True and plain["blocking"] == []
    bad = CliRunner().invoke(command, ["--stage", "before-outreach", "--json"])
    assert bad.exit_code == 16
    assert "FN-12" in json.loads(bad.stdout)["blocking"]
    shown = CliRunner().invoke(command, ["--stage", "before-outreach"])
    assert isinstance(shown.exception, ReviewOwed)


def test_a_study_that_was_never_run_is_named_and_does_not_shut_the_gate(tmp_path, monkeypatch):
    root = project(tmp_path)
    (root / "models" / "debt").mkdir()
    (root / "models" / "debt" / "study.toml").write_text('[study]\nid = "debt"\n', "utf-8")
    monkeypatch.chdir(root)
    done = CliRunner().invoke(command, ["--stage", "synthetic-run", "--json"], catch_exceptions=False)
    assert done.exit_code == 0 and json.loads(done.stdout)["study"] == "entry"
    assert "no evidence yet: debt" in done.stderr
    named = CliRunner().invoke(command, ["models/debt", "--stage", "synthetic-run"])
    assert isinstance(named.exception, ReproductionError)
