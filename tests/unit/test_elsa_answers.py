"""People's answers and the locks they open: sealed words, fitting roles, real records, no date from the future."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tests.unit.elsa_bundle import TODAY, material, project, tables
from vroegsignalering.cli.answer import command
from vroegsignalering.elsa import Gate, Register, State, may_export_outreach, may_run, purpose_of
from vroegsignalering.elsa.answers import Answer, Answers, file_sha256, write_answer
from vroegsignalering.elsa.declarations import Declarations
from vroegsignalering.elsa.form import Form
from vroegsignalering.elsa.gate import PersonState
from vroegsignalering.elsa.participation import Participation
from vroegsignalering.elsa.reading import coverage_rows
from vroegsignalering.elsa.register import Role
from vroegsignalering.errors import DeclarationError, ReproductionError, ReviewOwed, UsageError
from vroegsignalering.vocabulary import Purpose, Stage

SIGNERS = {"LP-02": Role.LEGAL, "PM-05": Role.DATA_PROTECTION_OFFICER, "AO-03": Role.POLICY_OWNER}


def register_of(root: Path) -> Register:
    return Register.read(root / "ethics" / "register.toml")


def answered(
    root: Path, id_: str, role: Role, *, position: str = "yes", document: str = "", study: str = "entry"
) -> Path:
    folder = root / "ethics" / "answers"
    given = Answer(
        requirement=id_,
        study=study,
        role=role,
        name="A. Reviewer",
        signed_on=TODAY,
        position=position,
        text="Gezien en besproken.",
        seen=material(root).seen(register_of(root).find(id_)),
        document=document,
        document_sha256=file_sha256(folder / document) if document else "",
    )
    return write_answer(given, folder, register=register_of(root), today=TODAY)


def records(root: Path) -> None:
    """The three records without which data of real people stay shut."""
    for id_, role in SIGNERS.items():
        path = root / "ethics" / "decisions" / f"{id_}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"signed record {id_}", "utf-8")
        answered(root, id_, role, document=f"../decisions/{id_}.txt")


def test_an_answer_that_is_written_is_read_back_and_counts(tmp_path):
    root = project(tmp_path)
    answered(root, "FN-03", Role.POLICY_OWNER)
    finding = Gate.of(material(root)).find("FN-03")
    assert finding.person is PersonState.GIVEN
    assert finding.state(Stage.BEFORE_REAL_DATA) is State.MET


def test_a_no_is_not_hidden(tmp_path):
    root = project(tmp_path)
    answered(root, "FN-03", Role.POLICY_OWNER, position="no")
    assert Gate.of(material(root)).find("FN-03").state(Stage.BEFORE_REAL_DATA) is State.FAILED


def test_an_answer_turns_stale_when_what_it_assessed_changes_and_only_then(tmp_path):
    root = project(tmp_path / "a")
    path = answered(root, "FN-03", Role.POLICY_OWNER)
    given = tables()
    given["stability"] = ("released", given["stability"][1].head(2))
    other = project(tmp_path / "b", given=given)
    (other / "ethics" / "answers" / path.name).write_bytes(path.read_bytes())
    assert Gate.of(material(other)).find("FN-03").person is PersonState.GIVEN
    changed = project(tmp_path / "c", given=tables("outside margin"))
    (changed / "ethics" / "answers" / path.name).write_bytes(path.read_bytes())
    finding = Gate.of(material(changed)).find("FN-03")
    assert finding.person is PersonState.STALE
    assert finding.state(Stage.BEFORE_REAL_DATA) is State.OWED


@pytest.mark.parametrize(
    ("old", "new"), [("Gezien en besproken.", "Alles in orde."), ("A. Reviewer", "B. Other")]
)
def test_words_changed_after_signing_are_refused(tmp_path, old, new):
    root = project(tmp_path)
    path = answered(root, "FN-03", Role.POLICY_OWNER)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ReproductionError, match="no longer fits") as fault:
        material(root)
    assert fault.value.exit_code == 15
    assert new not in str(fault.value)


def test_a_role_that_may_not_answer_is_refused(tmp_path):
    with pytest.raises(DeclarationError, match="may not be answered by output_checker"):
        answered(project(tmp_path), "LP-02", Role.OUTPUT_CHECKER)


def test_a_date_in_the_future_is_refused(tmp_path):
    root = project(tmp_path)
    answered(root, "FN-03", Role.POLICY_OWNER)
    with pytest.raises(DeclarationError, match="future"):
        material(root, today=TODAY - timedelta(days=1))


def test_an_unknown_requirement_is_refused(tmp_path):
    root = project(tmp_path)
    path = answered(root, "FN-03", Role.POLICY_OWNER)
    path.write_text(path.read_text("utf-8").replace('"FN-03"', '"FN-99"'), "utf-8")
    with pytest.raises(DeclarationError, match="unknown requirement 'FN-99'"):
        material(root)


@pytest.mark.parametrize("cut", ["seal", "name", "seen"])
def test_an_answer_without_a_field_is_refused(tmp_path, cut):
    root = project(tmp_path)
    path = answered(root, "FN-03", Role.POLICY_OWNER)
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{cut} ")]
    path.write_text("\n".join(kept), "utf-8")
    with pytest.raises(DeclarationError, match="not complete"):
        material(root)


def test_purposes_other_than_help_are_refused():
    assert {purpose_of(p.value) for p in Purpose} == set(Purpose)
    for word in ("fraud_detection", "handhaving", "sanctie", "credit_scoring", "terugvordering", ""):
        with pytest.raises(DeclarationError, match="refused"):
            purpose_of(word)


def test_synthetic_data_run_for_help_and_for_nothing_else(tmp_path):
    folder = project(tmp_path) / "ethics" / "answers"
    may_run("synthetic", Purpose.RESEARCH, folder)
    with pytest.raises(DeclarationError):
        may_run("synthetic", "fraud_detection", folder)


@pytest.mark.parametrize("status", ["real", "municipal", "no idea"])
def test_data_of_real_people_need_three_signed_records(tmp_path, status):
    root = project(tmp_path)
    folder = root / "ethics" / "answers"
    with pytest.raises(ReviewOwed, match="locked") as owed:
        may_run(status, Purpose.RESEARCH, folder, study="entry", today=TODAY)
    assert {"LP-02", "PM-05", "AO-03"} <= set(str(owed.value).replace("(", " ").replace(")", " ").split())
    with pytest.raises(ReviewOwed):
        may_run(status, Purpose.RESEARCH, folder, study="entry")
    records(root)
    may_run(status, Purpose.RESEARCH, folder, study="entry", today=TODAY)
    with pytest.raises(ReviewOwed):
        may_run(status, Purpose.RESEARCH, folder, study="exit", today=TODAY)


def test_a_record_that_was_changed_after_signing_opens_nothing(tmp_path):
    root = project(tmp_path)
    records(root)
    (root / "ethics" / "decisions" / "PM-05.txt").write_text("another text", "utf-8")
    with pytest.raises(ReproductionError, match="PM-05"):
        may_run("real", Purpose.RESEARCH, root / "ethics" / "answers", study="entry", today=TODAY)


def leaves(root) -> bool:
    """Whether outreach may be exported on this evidence."""
    try:
        may_export_outreach(material(root).evidence, root / "ethics" / "answers", TODAY)
    except ReviewOwed:
        return False
    return True


def test_outreach_leaves_when_nothing_stands_and_only_then(tmp_path):
    assert leaves(project(tmp_path / "without"))
    assert not leaves(project(tmp_path / "with", given=tables("outside margin")))


def test_a_gap_outside_the_margin_locks_outreach_until_it_is_decided_on_this_evidence(tmp_path):
    root = project(tmp_path, given=tables("outside margin"))
    folder = root / "ethics" / "answers"
    with pytest.raises(ReviewOwed, match="1 gaps stand outside"):
        may_export_outreach(material(root).evidence, folder, TODAY)
    answered(root, "FN-12", Role.POLICY_OWNER, position="no")
    with pytest.raises(ReviewOwed):
        may_export_outreach(material(root).evidence, folder, TODAY)
    answered(root, "FN-12", Role.POLICY_OWNER, position="with conditions")
    assert leaves(root)


def test_training_on_past_selection_alone_leaves_no_verdict_and_locks_outreach(tmp_path):
    root = project(tmp_path)
    path = root / "ethics" / "declarations" / "common.toml"
    path.write_text(
        path.read_text("utf-8").replace('sample_origin = "census"', 'sample_origin = "selected"'), "utf-8"
    )
    read = material(root)
    rows = coverage_rows(read)
    assert set(rows["verdict"]) - {"suppressed"} == {"undefined"}
    assert Gate.of(read).find("DQ-04").state(Stage.BEFORE_REAL_DATA) is State.FAILED
    with pytest.raises(ReviewOwed, match="selected before"):
        may_export_outreach(read.evidence, root / "ethics" / "answers", TODAY)


def test_a_specimen_without_evidence_still_knows_the_stop_switch(tmp_path):
    folder = project(tmp_path) / "ethics" / "answers"
    may_export_outreach(None, folder, TODAY)
    (folder / "standing.toml").write_text('stopped = true\nreason = "x"\nsunset = 2030-01-01\n', "utf-8")
    with pytest.raises(ReviewOwed, match="stopped"):
        may_export_outreach(None, folder, TODAY)


def test_a_reviewer_may_accept_what_the_attack_on_a_model_showed(tmp_path):
    given = tables()
    kind, frame = given["membership"]
    given["membership"] = (kind, frame.with_columns(low=pl.lit(0.5001), value=pl.lit(0.502)))
    root = project(tmp_path, given=given)
    assert not Gate.of(material(root)).find("PM-07").machine.is_met
    answered(root, "PM-07", Role.OUTPUT_CHECKER)
    assert Gate.of(material(root)).find("PM-07").machine.is_met


def test_outreach_ends_at_its_sunset_and_without_one(tmp_path):
    root = project(tmp_path)
    folder, evidence = root / "ethics" / "answers", material(root).evidence
    with pytest.raises(ReviewOwed, match="sunset"):
        may_export_outreach(evidence, folder, date(2028, 1, 1))
    (folder / "standing.toml").unlink()
    with pytest.raises(ReviewOwed, match="sunset"):
        may_export_outreach(evidence, folder, TODAY)


def test_one_command_stops_every_export_and_logs_it(tmp_path):
    root = project(tmp_path)
    folder = root / "ethics" / "answers"
    told = [
        "stop",
        "--ethics",
        str(root / "ethics"),
        "--name",
        "C. Stopper",
        "--text",
        'klachten over "toon"',
    ]
    done = CliRunner().invoke(command, told, catch_exceptions=False)
    assert done.exit_code == 0
    with pytest.raises(ReviewOwed, match="stopped"):
        may_export_outreach(material(root).evidence, folder, TODAY)
    assert "C. Stopper" in (folder / "stops.log").read_text("utf-8")
    assert material(root).answers.standing.sunset == date(2027, 12, 31)


def test_the_command_signs_what_was_seen(tmp_path, monkeypatch):
    root = project(tmp_path)
    monkeypatch.chdir(root)
    told = [
        "fn-03",
        "--role",
        "policy_owner",
        "--name",
        "D. Owner",
        "--position",
        "yes",
        "--text",
        "Besproken.",
    ]
    done = CliRunner().invoke(command, told, catch_exceptions=False)
    assert done.exit_code == 0
    read = Answers.read(root / "ethics" / "answers", register=register_of(root), today=date(2100, 1, 1))
    assert [(a.requirement, a.name) for a in read.answers] == [("FN-03", "D. Owner")]
    nameless = CliRunner().invoke(command, ["FN-03", "--text", "x", "--role", "policy_owner"])
    assert isinstance(nameless.exception, UsageError)
    assert isinstance(CliRunner().invoke(command, ["XX-1", "--text", "x"]).exception, DeclarationError)


LOG = """
[[advice]]
who = "panel"
asked_on = 2026-11-01
question = "marges?"
advice = "kleiner"
paid = true
reply = "gedaan"
replied_by = "E."
[[core_objection]]
who = "panel"
asked_on = 2026-11-01
question = "doel?"
advice = "geef liever geld"
paid = true
reply = ""
replied_by = ""
"""


def test_every_advice_and_objection_needs_a_reply(tmp_path):
    root = project(tmp_path)
    (root / "ethics" / "answers" / "participation.toml").write_text(LOG, "utf-8")
    read = material(root)
    assert (read.participation.open_advice, read.participation.open_core_objections) == (0, 1)
    assert Gate.of(read).find("SP-01").state(Stage.BEFORE_REAL_DATA) is State.FAILED


@pytest.mark.parametrize(("old", "new"), [("2026-11-01", "2030-01-01"), ('who = "panel"', 'whom = "panel"')])
def test_a_log_that_is_not_whole_is_refused(tmp_path, old, new):
    (tmp_path / "participation.toml").write_text(LOG.replace(old, new), "utf-8")
    with pytest.raises(DeclarationError, match="advice"):
        Participation.read(tmp_path, today=TODAY)


@pytest.mark.parametrize(
    ("change", "nl", "en"),
    [
        ({"role": "legal"}, "Deze rol mag dit", "This role may not"),
        ({"position": "maybe"}, "Kies een antwoord", "Choose an answer"),
        ({"name": " "}, "Vul uw naam", "Fill in your name"),
        ({"text": ""}, "Vul uw naam", "Fill in your name"),
        ({}, "", ""),
    ],
)
def test_the_form_says_what_is_missing_in_the_language_of_the_reader(tmp_path, change, nl, en):
    finding = Gate.of(material(project(tmp_path))).find("PM-05")
    filled = {"role": Role.DATA_PROTECTION_OFFICER.value, "position": "yes", "name": "A", "text": "Gezien."}
    for language, says in (("nl", nl), ("en", en)):
        form = Form(finding=finding, study="entry", seen="0" * 64, language=language)
        assert form.lacks(filled | change).startswith(says) and bool(form.lacks(filled | change)) == bool(
            says
        )
    fault = DeclarationError("an answer is dated in the future")
    assert (
        Form(finding=finding, study="entry", seen="0" * 64, language="nl")
        .refused(fault)
        .startswith("Uw antwoord is niet")
    )


def test_a_study_says_only_what_differs_and_keeps_the_rest(tmp_path):
    (tmp_path / "common.toml").write_text(
        '[purpose]\nnot_for_nl = ["fraude", "straf"]\nstatement_nl = "a"\n[[harms.rows]]\nid = "one"\n',
        "utf-8",
    )
    (tmp_path / "exit.toml").write_text('[purpose]\nstatement_nl = "b"\n[label]\ngap_nl = "c"\n', "utf-8")
    found = Declarations.read(tmp_path, "exit")
    assert found.section("purpose") == {"not_for_nl": ["fraude", "straf"], "statement_nl": "b"}
    assert found.text("label", "gap", "nl") == "c"
    assert [row["id"] for row in found.rows("harms")] == ["one"]
    assert Declarations.read(tmp_path, "entry").text("purpose", "statement", "nl") == "a"
