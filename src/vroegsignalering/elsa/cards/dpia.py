"""Pre-filled DPIA: facts by software; every other question says that it is open and which role answers it.

Question numbers are those of the Rijksmodel DPIA 3.0. Software never marks a task as done and never ticks a judgement;
an import of this file in the official form has not been tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from vroegsignalering.elsa.cards.dpia_facts import Row, Value, facts, lists, owed
from vroegsignalering.elsa.cards.dpia_form import QUESTIONS, REPEATED
from vroegsignalering.elsa.cards.minbzk import DRAFT, NOT_YET
from vroegsignalering.elsa.material import Material

DPIA_URN = "urn:nl:dpia:3.0"
DPIA_KEY = re.compile(r"^[0-9]+(\.[0-9]+)*$")
DPIA_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["metadata", "answers"],
    "properties": {
        "metadata": {
            "type": "object",
            "required": ["urn"],
            "properties": {"urn": {"const": DPIA_URN}, "completedTasks": False},
        },
        "answers": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {DPIA_KEY.pattern: {"type": ["object", "array"]}},
        },
    },
}
"""What the output of the official form asks of a file, less its times of editing: results hold no clock."""


def dpia_prefill(material: Material) -> dict[str, Any]:
    """Facts for a DPIA, under the numbers of the Rijksmodel; what people owe is named with the role that owes it."""
    single, rows = facts(material), lists(material)
    answers: dict[str, Any] = {}
    for key in QUESTIONS:
        parent = _outermost(key)
        if parent is None:
            answers[key] = _answer(key, single.get(key))
        elif parent not in answers:
            answers[parent] = _rows(parent, rows.get(parent, [{}]))
    return {
        "draft": DRAFT,
        "data_status": material.head("data_status"),
        "run": material.run_id,
        "metadata": {"urn": DPIA_URN},
        "owed": _owed_by_role(answers),
        "answers": answers,
    }


def _answer(key: str, value: Value | None) -> dict[str, Value]:
    return {"value": owed(key) if value is None else value}


def _outermost(key: str) -> str | None:
    """The list that a question stands in, the outer one of two; None when it stands alone."""
    parts = key.split(".")
    above = (".".join(parts[:length]) for length in range(1, len(parts)))
    return next((parent for parent in above if parent in REPEATED), None)


def _rows(parent: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A list of the form; where it holds a second list, each row has one row of that."""
    inner = f"{parent}.1"
    if inner in REPEATED:
        return [{"_index": i, inner: _rows(inner, [row])} for i, row in enumerate(rows)]
    keys = [key for key in QUESTIONS if key.startswith(f"{parent}.")]
    return [{"_index": i, **{key: _answer(key, row.get(key)) for key in keys}} for i, row in enumerate(rows)]


def _owed_by_role(answers: object) -> dict[str, int]:
    """How many answers each role owes, by its title."""
    found: Counter[str] = Counter()

    def walk(node: object) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            value = node.get("value")
            if isinstance(value, str) and NOT_YET in value:
                found[value.rpartition(": ")[2]] += 1
            for one in node.values():
                walk(one)

    walk(answers)
    return dict(sorted(found.items()))
