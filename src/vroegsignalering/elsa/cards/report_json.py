"""``report.json``: the dossier for machines, with a versioned schema. Numbers are read from evidence, never typed."""

from __future__ import annotations

from typing import Any

import polars as pl

from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import best_baseline
from vroegsignalering.elsa.reading import at_capacity, main_model, study_mode
from vroegsignalering.vocabulary import Stage

SCHEMA_VERSION = 1
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_GROUP = {
    "type": "object",
    "required": ["attribute", "group", "metric", "value", "low", "high", "n", "verdict", "source"],
    "properties": {
        "value": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "n": _NUMBER,
        "source": {"type": "string", "pattern": "^[a-z_]+/[0-9]+$"},
    },
}
_GATE = {"type": "object", "required": ["stage", "open", "counts", "blocking", "requirements"]}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "vroegsignalering dossier",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "schema_version",
        "draft",
        "study",
        "data_status",
        "run",
        "hashes",
        "model",
        "groups",
        "gates",
        "answers",
        "tables",
    ],
    "properties": {
        "schema_version": {"const": SCHEMA_VERSION},
        "draft": {"type": "string"},
        "study": {"type": "string"},
        "data_status": {"enum": ["synthetic", "municipal", "real"]},
        "run": {"type": "string"},
        "purpose": {"type": "string"},
        "hashes": {"type": "object", "additionalProperties": {"type": "string"}},
        "model": {"type": "object", "required": ["name", "mode", "capacity"]},
        "gain": {"type": ["object", "null"]},
        "groups": {"type": "array", "items": _GROUP},
        "gates": {"type": "array", "items": _GATE},
        "answers": {"type": "array"},
        "participation": {"type": "object"},
        "sunset": {"type": ["string", "null"]},
        "tables": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
"""JSON Schema of the file; a change that breaks a reader raises :data:`SCHEMA_VERSION`."""


def report_json(material: Material, gate: Gate, language: str = "nl") -> dict[str, Any]:
    """The dossier as plain data."""
    manifest = material.evidence.manifest
    hashes = ("study_hash", "preregistration_hash", "bundle_sha256", "code_version")
    sunset = material.answers.standing.sunset
    best = best_baseline(material)
    return {
        "schema_version": SCHEMA_VERSION,
        "draft": "draft, not an approval",
        "study": material.study,
        "data_status": material.head("data_status"),
        "run": material.run_id,
        "purpose": str(material.definition.get("study", {}).get("purpose", "")),
        "hashes": {name: material.head(name) for name in hashes}
        | {"declarations": material.declarations.digest()},
        "model": {"name": main_model(material), "mode": study_mode(material), "capacity": material.capacity},
        "gain": None
        if best is None
        else {key: best[key] for key in ("baseline", "metric", "gain", "gain_low", "gain_high")},
        "groups": [
            row
            for measure in ("coverage", "needless_contact", "allocation_per_need", "calibration")
            for row in _groups(material, measure)
        ],
        "gates": [gate.plain(stage, language) for stage in Stage],
        "answers": [_answer(f.requirement.id, f.person.value, f.answer) for f in gate.findings],
        "participation": {
            "advice": len(material.participation.log),
            "open_advice": material.participation.open_advice,
            "open_core_objections": material.participation.open_core_objections,
        },
        "sunset": sunset.isoformat() if sunset else None,
        "tables": {
            name: str(about.get("sha256", "")) for name, about in sorted(manifest.get("tables", {}).items())
        },
    }


def _groups(material: Material, measure: str) -> list[dict[str, Any]]:
    rows = at_capacity(material, measure)
    if rows is None:
        return []
    named = rows.with_columns(source=pl.format("fairness/{}", "row"))
    return named.select(
        "attribute", "group", "metric", "value", "low", "high", "n", "verdict", "source"
    ).to_dicts()


def _answer(requirement: str, person: str, answer: Any) -> dict[str, Any]:
    given = (
        None
        if answer is None
        else {
            "role": answer.role.value,
            "name": answer.name,
            "signed_on": answer.signed_on.isoformat(),
            "position": answer.position,
            "text": answer.text,
            "seen": answer.seen,
        }
    )
    return {
        "requirement": requirement,
        "state": person,
        "answer": given,
        "text_nl": "" if given else "nog niet beantwoord",
        "text_en": "" if given else "not yet answered",
    }
