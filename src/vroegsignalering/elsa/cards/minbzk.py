"""System, model and assessment card in the reporting standard of MinBZK (0.1a14, work in progress by its authors).

The standard's text and its schema differ in places; the schema is followed. There is no field for uncertainty or
counts, so companion metrics carry them. Software fills in facts and sets no state beyond *in review*.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from vroegsignalering.elsa.ai_act import OPEN_SOURCE, position
from vroegsignalering.elsa.cards.yaml import Include
from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.elsa.reading import coverage_rows, main_model, narrowed, parts_of
from vroegsignalering.texts import Texts

VERSION = "0.1a14"
NOT_YET = "NOG NIET BEANTWOORD (mens) / NOT YET ANSWERED (human)"
DRAFT = "concept, geen goedkeuring / draft, not an approval"
_TEXT: dict[str, Any] = {"type": "string"}
_COMMIT = re.compile(r"[0-9a-f]{40}")


def _list_of(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "object", "required": list(required), "properties": properties},
    }


_LABELS = _list_of(("name", "type", "dtype", "value"))
_RESULTS = _list_of(
    ("task", "datasets", "metrics", "measurements"),
    task=_list_of(("type",)),
    datasets=_list_of(("type", "name")),
    metrics=_list_of(("type", "name", "dtype", "value"), labels=_LABELS, value=_TEXT),
    measurements={"type": "object"},
)
SCHEMAS: dict[str, dict[str, Any]] = {
    "system_card": {
        "type": "object",
        "required": ["schema_version"],
        "properties": {
            "schema_version": {"const": VERSION},
            "instruments": _list_of(("urn",)),
            "requirements": _list_of(("urn", "state")),
            "measures": _list_of(("urn", "state", "value")),
            "labels": _list_of(("name",)),
            "legal_base": _list_of(("name",)),
            "ai_act_profile": {
                "type": "object",
                "properties": {"decision_tree": {"type": "object", "required": ["version", "path"]}},
            },
        },
    },
    "model_card": {
        "type": "object",
        "required": ["license", "model_index"],
        "properties": {
            "license": {"type": "object", "required": ["license_name"]},
            "model_index": _list_of(
                ("name", "model", "artifacts", "parameters", "results"),
                parameters=_list_of(("name",)),
                results=_RESULTS,
            ),
        },
    },
    "assessment_card": {
        "type": "object",
        "required": ["name", "date", "contents"],
        "properties": {"contents": _list_of(("question", "answer")), "date": _TEXT},
    },
}
"""What the standard's schemas require of the fields that are written here, as JSON Schema."""


def system_card(material: Material, gate: Gate) -> dict[str, Any]:
    """The card of the whole system."""
    story, record = Narrative.of(material, Texts("nl")), position(material)
    profile = {
        "type": "AI-systeem",
        "open_source": OPEN_SOURCE,
        "risk_group": record.risk_group,
        "decision_tree": {
            "version": record.version,
            "path": [
                {
                    "question": step.question_nl,
                    "answer": NOT_YET if step.is_open else step.answer,
                }
                for step in record.path
            ],
        },
    }
    return {
        "schema_version": VERSION,
        "provenance": provenance(material),
        "name": material.title("nl"),
        "description": f"{DRAFT}. {story.purpose} {story.data_sentence}",
        "instruments": [{"urn": "urn:nl:aivt:tr:iama:1.0", "required": True}],
        "owners": [],
        "ai_act_profile": profile,
        "requirements": [
            {
                "urn": f"urn:vroegsignalering:{f.requirement.id}",
                "state": "in review" if f.work_state.value == "in review" else "to do",
            }
            for f in gate.findings
        ],
        "measures": [],
        "labels": [
            {"name": "data_status", "value": material.head("data_status")},
            {"name": "unit", "value": "group"},
            {"name": "purpose", "value": str(material.definition.get("study", {}).get("purpose", ""))},
            {"name": "run", "value": material.run_id},
            {"name": "code_version", "value": material.head("code_version")},
            {"name": "approval", "value": DRAFT},
            *_no_commit(material),
        ],
        "status": "development",
        "goal_and_impact": f"{story.purpose} {story.next_steps}",
        "considerations": f"{story.gain} Weging: {NOT_YET}",
        "risk_management": " ".join((*story.fairness, story.stop)),
        "human_intervention": " ".join((*story.enforced, NOT_YET)),
        "legal_base": [],
        "used_data": " ".join((story.data_sentence, *story.sources)),
        "technical_design": " ".join(story.method),
        "external_providers": [],
        "references": [],
        "models": [Include("model_card.yaml")],
        "assessments": [Include("assessment_iama_draft.yaml")],
    }


def model_card(material: Material) -> dict[str, Any]:
    """The card of the main model with its results per group."""
    name = main_model(material)
    origin = [
        {"name": name, "dtype": "string", "value": material.head(field), "labels": []}
        for name, field in (("evidence_sha256", "bundle_sha256"), ("code_version", "code_version"))
    ]
    result = {
        "task": [{"type": "binary-classification", "name": material.title("nl")}],
        "datasets": [
            {
                "type": material.head("data_status") or "unknown",
                "name": f"registers ({material.head('data_status')})",
                "split": "test",
            }
        ],
        "metrics": [*_performance(material), *_coverage(material)],
        "measurements": {"bar_plots": [], "graph_plots": _calibration(material)},
    }
    return {
        "provenance": provenance(material),
        "name": f"{material.study}: {name}",
        "language": ["nl", "en"],
        "license": {"license_name": "EUPL-1.2"},
        "tags": [material.head("data_status"), "groups", "draft"],
        "owners": [],
        "model_index": [
            {
                "name": name,
                "model": f"models/{material.study}/{name}/parameters.json",
                "artifacts": [],
                "parameters": origin,
                "results": [result],
            }
        ],
    }


def _no_commit(material: Material) -> list[dict[str, str]]:
    """Why the optional ``git_commit_hash`` is absent, under ``labels``: a key of our own has no other place in the standard."""
    if "git_commit_hash" in provenance(material):
        return []
    why = (
        "weggelaten / left out: equal runs give equal bytes, so a run records its code version and no commit; "
        "evidence_sha256 and code_version say which result and which code"
    )
    return [{"name": "git_commit_hash", "value": why}]


def provenance(material: Material) -> dict[str, str]:
    """Where a card comes from; a commit only if the run recorded one, since a version number is no commit."""
    version = material.head("code_version")
    commit = {"git_commit_hash": version} if _COMMIT.fullmatch(version) else {}
    return {**commit, "uri": f"run:{material.run_id}", "author": "vroegsignalering"}


def _performance(material: Material) -> list[dict[str, Any]]:
    table = material.table("performance")
    if table is None:
        return []
    rows = narrowed(material, table).filter(pl.col("split") == "test").sort("metric")
    return [entry for row in rows.iter_rows(named=True) for entry in _metric(str(row["metric"]), row, [])]


def _coverage(material: Material) -> list[dict[str, Any]]:
    rows = coverage_rows(material)
    if rows is None:
        return []
    found: list[dict[str, Any]] = []
    for row in rows.iter_rows(named=True):
        names, groups = parts_of(row["attribute"]), parts_of(row["group"])
        labels = [
            {"name": a, "type": "group", "dtype": "string", "value": g}
            for a, g in zip(names, groups, strict=False)
        ]
        labels.append(
            {
                "name": "verdict",
                "type": "verdict",
                "dtype": "string",
                "value": str(row["verdict"] or "none").replace(" ", "_"),
            }
        )
        found += _metric("coverage", row, labels)
    return found


def _metric(name: str, row: dict[str, Any], labels: list[dict[str, str]]) -> list[dict[str, Any]]:
    parts = {"": "value", "_ci_low": "low", "_ci_high": "high", "_n": "n"}
    return [
        {
            "type": name + end,
            "name": name + end,
            "dtype": "float",
            "value": f"{row[column]:.6g}",
            "labels": labels,
        }
        for end, column in parts.items()
        if row.get(column) is not None
    ]


def _calibration(material: Material) -> list[dict[str, Any]]:
    table = material.table("calibration")
    if table is None:
        return []
    rows = (
        narrowed(material, table)
        .filter((pl.col("split") == "test") & pl.col("value").is_not_null())
        .sort("expected")
    )
    points = [{"x_value": r["expected"], "y_value": r["value"]} for r in rows.iter_rows(named=True)]
    return [
        {
            "type": "calibration",
            "name": "calibration",
            "results": [{"class": "below", "feature": "estimate", "data": points}],
        }
    ]
