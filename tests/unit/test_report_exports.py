"""Cards, forms and the register entry: valid, drafts, and open where a person owes an answer."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from tests.unit.elsa_bundle import material, project
from vroegsignalering.elsa import Gate, Material
from vroegsignalering.elsa.cards.algorithm_register import (
    FIELDS,
    Draft,
    draft_entry,
    entry_schema,
    faults_of_entry,
)
from vroegsignalering.elsa.cards.dpia import DPIA_SCHEMA, dpia_prefill
from vroegsignalering.elsa.cards.iama import facts, iama_card
from vroegsignalering.elsa.cards.minbzk import NOT_YET, SCHEMAS, model_card, system_card
from vroegsignalering.elsa.cards.report_json import SCHEMA, report_json
from vroegsignalering.elsa.cards.sheets import datasheet_markdown, model_card_markdown, models_of
from vroegsignalering.elsa.cards.yaml import to_yaml
from vroegsignalering.elsa.exports import open_questions


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material(project(tmp_path_factory.mktemp("exports")))


@pytest.fixture(scope="module")
def gate(read: Material) -> Gate:
    return Gate.of(read)


def valid(plain: object, schema: dict) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(plain)]


def test_the_standard_has_thirty_one_fields_of_which_two_are_never_sent():
    assert len(FIELDS) == 31
    assert len(entry_schema()["properties"]) == 29
    assert set(entry_schema()["required"]) == {
        "name", "description_short", "organization", "status", "contact_email", "publication_category", "lang",
    }  # fmt: skip


def test_the_draft_entry_is_valid_open_and_not_publishable(read):
    draft = draft_entry(read)
    assert faults_of_entry(draft.entry) == []
    assert isinstance(draft, Draft) and not draft.publishable
    assert draft.entry["status"] == "In ontwikkeling"
    assert "impacttoetsen_grouping" not in draft.entry and "lawful_basis_grouping" not in draft.entry
    assert draft.entry["source_data"].startswith("<p>De gegevens zijn synthetisch")
    assert "organization" in draft.open_fields and "lawful_basis" in draft.open_fields


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "x" * 101, "name"),
        ("status", "Goedgekeurd", "status"),
        ("contact_email", "geen adres", "contact_email"),
        ("goal", "<p>" + "x" * 2501 + "</p>", "goal: 2501"),
        ("goal", "<script>x</script>", "goal: markup"),
        ("description_short", "x" * 351, "350"),
        ("website", "http://a.nl", "website"),
        ("surprise", "x", "surprise"),
    ],
)
def test_an_entry_that_breaks_the_standard_is_found_out(read, field, value, says):
    assert any(says in fault for fault in faults_of_entry(draft_entry(read).entry | {field: value}))


def test_visible_length_is_counted_without_tags(read):
    assert faults_of_entry(draft_entry(read).entry | {"goal": "<p>" * 500 + "x" * 2500}) == []


def test_the_cards_of_minbzk_are_valid_and_set_nothing_beyond_in_review(read, gate):
    system = system_card(read, gate)
    assert valid(system, SCHEMAS["system_card"]) == []
    assert {entry["state"] for entry in system["requirements"]} <= {"to do", "in review"}
    assert system["status"] == "development" and system["legal_base"] == []
    assert NOT_YET in [step["answer"] for step in system["ai_act_profile"]["decision_tree"]["path"]]
    card = model_card(read)
    assert valid(card, SCHEMAS["model_card"]) == []
    assert valid(iama_card(read), SCHEMAS["assessment_card"]) == []


def test_the_model_card_carries_intervals_counts_and_verdicts_beside_each_metric(read):
    metrics = model_card(read)["model_index"][0]["results"][0]["metrics"]
    woman = [m for m in metrics if {"woman"} == {lab["value"] for lab in m["labels"] if lab["name"] == "sex"}]
    by_type = {m["type"]: m["value"] for m in woman if len(m["labels"]) == 2}
    assert by_type == {
        "coverage": "0.42",
        "coverage_ci_low": "0.38",
        "coverage_ci_high": "0.46",
        "coverage_n": "1200",
    }
    crossed = [m for m in metrics if len(m["labels"]) == 3]
    assert {lab["name"] for lab in crossed[0]["labels"]} == {"sex", "age_band", "verdict"}


def test_a_card_without_its_required_fields_is_found_out(read):
    card = model_card(read)
    del card["license"]
    del card["model_index"][0]["results"][0]["measurements"]
    assert len(valid(card, SCHEMAS["model_card"])) == 2


def test_the_dpia_is_prefilled_with_facts_and_never_completed(read):
    form = dpia_prefill(read)
    assert valid(form, DPIA_SCHEMA) == []
    assert "completedTasks" not in form["metadata"]
    data = [(row["2.1.1"]["value"], row["2.1.4"]["value"]) for row in form["answers"]["2.1"]]
    assert data == [
        ("Besteedbaar inkomen", "gevoelig"),
        ("Maanden met werk", "gewoon"),
        ("Huurt de woning", "gevoelig"),
        ("herkomst", "bijzonder"),
        ("geslacht hoofdkostwinner", "gevoelig"),
    ]
    assert valid(form | {"metadata": form["metadata"] | {"completedTasks": []}}, DPIA_SCHEMA)


def leaves(node: object) -> list[tuple[str, object]]:
    """Every answer of a form with its question number."""
    if isinstance(node, list):
        return [leaf for row in node for leaf in leaves(row)]
    if not isinstance(node, dict):
        return []
    own = [
        (key, value["value"]) for key, value in node.items() if isinstance(value, dict) and "value" in value
    ]
    return own + [leaf for value in node.values() for leaf in leaves(value)]


def test_every_question_of_the_dpia_has_a_fact_or_a_role_that_owes_it(read):
    form = dpia_prefill(read)
    found = leaves(form["answers"])
    roles = ("jurist", "functionaris gegevensbescherming", "beleidseigenaar", "ervaringsdeskundigen")
    for key, value in found:
        assert value or key in (
            "6.1.1.4",
            "6.1.1.5",
            "3.1.3",
            "10.1.1.2",
            "10.1.1.3",
            "13.1.1.1",
            "13.1.1.2",
        ), key
        if isinstance(value, str) and NOT_YET in value:
            assert value.endswith(tuple(f"Antwoordt: {role}" for role in roles)), key
    owed = [str(value).rpartition(": ")[2] for _key, value in found if NOT_YET in str(value)]
    assert form["owed"] == {role: owed.count(role) for role in sorted(set(owed))}
    assert {"11.1.1.1", "16.1.3", "18", "19.5.6", "20.1.6"} <= {
        k for k, v in found if str(v).startswith(NOT_YET)
    }


def test_the_dpia_says_which_operation_meets_which_data_and_none_after_the_door(read):
    rows = dpia_prefill(read)["answers"]["3.1"]
    used = {row["3.1.1"]["value"]: row["3.1.3"]["value"] for row in rows}
    assert (
        "geslacht hoofdkostwinner" in used["Toetsen"] and "geslacht hoofdkostwinner" not in used["Schatten"]
    )
    assert used["Vrijgeven"] == used["Rapporteren"] == []


DPIA_IDS = """
0 1.1 1.2 1.2.1 2.1 2.1.1-9 2.3 3.1 3.1.1-3 3.2 3.3 3.3.1 4 5.1 5.1.1 5.2 6.1 6.1.1 6.1.1.1-5 6.2 7.1
7.1.1 7.2 8.1 8.1.1 8.1.1.1-3 8.2 9.1 9.1.1 9.1.1.1-2 9.2 10.1 10.1.1 10.1.1.1-5 10.2 11.1 11.1.1
11.1.1.1-2 11.2 12.1.1 12.1.2 12.1.2.1-5 12.2.1 12.2.2 12.2.2.1-4 12.3.1 12.3.2 12.3.2.1-4 12.4 13.1
13.1.1 13.1.1.1-6 13.2 14.1 14.2 15.1.1-4 15.2.1-4 15.3.1-4 15.4.1-4 15.5.1-4 15.6.1-4 15.7.1-4 15.8.1-4
16.1 16.1.1-8 16.2 17.1 17.1.1-7 17.2 17.3 18 19.1 19.1.1-3 19.2 19.3.1 19.3.2 19.3.2.1-4 19.4.1-6
19.5.1-8 20.1 20.1.1-7
"""
"""Question numbers of the Rijksmodel DPIA 3.0 (MinBZK/par-dpia-form, read 2026-11-26); ``2.1.1-9``: 2.1.1 to 2.1.9."""

IAMA_IDS = [
    "1.1.1", "1.1.2", "1.2.1", "1.2.2", "1.3.1", "1.3.2", "1.3.4", "1.4.1.1", "1.4.1.2", "1.4.1.3", "1.4.2",
    "1.4.3", "2.1.1", "2.1.2", "2.2A.1", "2.2A.2", "2.2A.3", "2.2B.1", "2.2B.2", "2.2B.3", "2.2B.4", "2.3.1",
    "2.3.2", "2.3.3", "2.4.1", "2.4.2", "2.4.3", "2.5.1", "2.5.2", "2.5.3", "3.1.1", "3.1.2", "3.1.3",
    "3.1.4", "3.1.5", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.4.1",
    "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.5.1", "3.5.2", "3.5.3", "3.5.4", "3.5.5", "3.5.6", "3.5.7",
    "4.1.1", "4.1.2", "4.1.3", "4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.3.1", "4.3.2", "4.3.3",
    "4.4.1", "4.4.2", "4.5.1", "4.5.2", "4.5.3", "4.5.4", "5.A.1", "5.A.2", "5.A.3", "5.A.4", "5.A.5",
    "5.A.6", "5.B", "5.C", "1.actiepunten", "2.actiepunten", "3.actiepunten", "4.actiepunten",
    "5.actiepunten",
]  # fmt: skip
"""Question numbers of IAMA 2.0 (MinBZK/par-dpia-form, sources/iama.yaml, February 2026)."""


def ids_in(answers: object) -> set[str]:
    """Every question number in the nested answers of a form."""
    if isinstance(answers, list):
        return {key for row in answers for key in ids_in(row)}
    if not isinstance(answers, dict):
        return set()
    own = {key for key in answers if key[0].isdigit()}
    return own.union(*(ids_in(value) for value in answers.values()))


def written_out(ids: str) -> set[str]:
    """Question numbers with their ranges written out."""
    found: set[str] = set()
    for one in ids.split():
        first, _dash, last = one.partition("-")
        above, _dot, number = first.rpartition(".")
        found |= {f"{above}.{n}" for n in range(int(number), int(last) + 1)} if last else {first}
    return found


def test_the_dpia_has_every_question_of_the_model(read):
    assert ids_in(dpia_prefill(read)["answers"]) == written_out(DPIA_IDS)


def test_the_iama_has_every_question_and_leaves_judgement_to_people(read):
    contents = iama_card(read)["contents"]
    assert [row["question"].split()[0] for row in contents] == IAMA_IDS
    open_ = {row["question"].split()[0] for row in contents if row["answer"] == NOT_YET}
    assert open_ == set(IAMA_IDS) - set(facts(read)) and {"1.3.1", "4.2.1", "5.B", "5.C"} <= open_
    assert all("niet beoordeeld" in row["remarks"] for row in contents if row["answer"] != NOT_YET)


def test_a_version_number_is_not_passed_off_as_a_commit(read, gate):
    system = system_card(read, gate)
    assert "git_commit_hash" not in system["provenance"]
    assert {"name": "code_version", "value": "0.1.0"} in system["labels"]
    [why] = [label["value"] for label in system["labels"] if label["name"] == "git_commit_hash"]
    assert why.startswith("weggelaten / left out")
    assert valid(system, SCHEMAS["system_card"]) == []
    text = to_yaml(system)
    assert '  - !include "model_card.yaml"' in text.splitlines()


def test_report_json_keeps_to_its_schema_and_its_groups_to_the_evidence(read, gate):
    plain = json.loads(json.dumps(report_json(read, gate)))
    assert valid(plain, SCHEMA) == []
    fairness = read.evidence.table("fairness")
    for row in plain["groups"]:
        found = fairness.row(int(row["source"].split("/")[1]), named=True)
        assert (found["attribute"], found["group"], found["value"]) == (
            row["attribute"],
            row["group"],
            row["value"],
        )
    assert all(row["text_en"] == "not yet answered" for row in plain["answers"])


def test_open_questions_say_who_owes_what_by_when(gate):
    rows = list(csv.DictReader(io.StringIO(open_questions(gate))))
    assert len(rows) == 69
    row = next(r for r in rows if r["requirement"] == "PM-05")
    assert (row["roles"], row["answer_by"], row["state"]) == (
        "data_protection_officer",
        "before real data",
        "not yet answered",
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_model_cards_and_datasheet_say_synthetic_first_and_name_limits(read, language):
    assert models_of(read) == ["additive", "logistic"]
    for model in models_of(read):
        card = model_card_markdown(read, model, language)
        assert card.split("\n")[2].startswith(("> Concept", "> Draft")) and "syntheti" in card.split("\n")[2]
    missing = {"nl": "Arbeidsmigranten", "en": "Migrant workers"}[language]
    assert missing in datasheet_markdown(read, language)
    assert "synthetic" in datasheet_markdown(read, "en")


def test_yaml_is_what_a_yaml_reader_would_read(read, gate):
    # a YAML reader is no dependency of the suite: the writer is held to lines worked out by hand
    plain = {"a": 'x: "y"\n', "b": [{"c": 1, "d": []}, "e"], "f": {}, "g": None, "h": True}
    assert to_yaml(plain) == 'a: "x: \\"y\\"\\n"\nb:\n  - c: 1\n    d: []\n  - "e"\nf: {}\ng: null\nh: true\n'


def test_no_export_says_approved(read, gate):
    whole = "\n".join(
        (
            to_yaml(system_card(read, gate)),
            to_yaml(model_card(read)),
            json.dumps(dpia_prefill(read), ensure_ascii=False),
        )
    )
    for word in ("goedgekeurd", "compliant", " approved"):
        assert word not in whole.lower()


def test_a_run_that_recorded_its_commit_names_it_and_needs_no_excuse(read, gate, monkeypatch):
    commit = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setitem(read.evidence.manifest, "code_version", commit)
    system = system_card(read, gate)
    assert system["provenance"]["git_commit_hash"] == commit
    assert "git_commit_hash" not in {label["name"] for label in system["labels"]}
