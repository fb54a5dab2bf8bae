"""Pre-filled DPIA: facts by software, judgement left open and said to be open.

Question numbers are those of the Rijksmodel DPIA 3.0. Software never marks a task as done, and an import of this file
in the official form has not been tried.
"""

from __future__ import annotations

import re
from typing import Any

from vroegsignalering.elsa.cards.minbzk import DRAFT, NOT_YET
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.texts import Texts

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
_LEFT_OPEN = (
    *("1.2", "2.3", "3.2", "3.3", "5.2", "6.2", "7.2", "8.2", "9.2", "11.2", "13.2"),
    *("15.1", "15.2", "15.3", "15.4", "15.5", "15.7", "15.8", "16.2", "17.3", "18"),
    *("19.1", "19.2", "19.4", "19.5", "20.1"),
)
"""Questions of one text that only people answer."""

_PER_OPERATION = {"6.1": 5, "8.1": 3, "9.1": 2, "10.1": 5, "11.1": 2, "13.1": 6}
"""Questions that are asked anew for each operation, and how many parts each has."""


def dpia_prefill(material: Material) -> dict[str, Any]:
    """Facts for a DPIA, under the numbers of the Rijksmodel."""
    story = Narrative.of(material, Texts("nl"))
    answers: dict[str, Any] = {
        "1.1": _value(f"{story.purpose} {story.data_sentence}"),
        "2.1": _personal_data(material),
        "3.1": [
            {"_index": i, "3.1.1": _value(name), "3.1.2": _value(what), "3.1.3": _value(NOT_YET)}
            for i, (name, what) in enumerate(_OPERATIONS)
        ],
        "4": _value(" ".join((*story.method, *story.enforced))),
        "5.1": [
            {"_index": i, "5.1.1": _value(f"{name}: {story.purpose} Oordeel: {NOT_YET}")}
            for i, (name, _what) in enumerate(_OPERATIONS)
        ],
        "7.1": [{"_index": 0, "7.1.1": _value(NOT_YET)}],
        "10.2": _value(
            f"Bewaren tot {material.declarations.section('retention').get('until', NOT_YET)}. "
            + material.declarations.text("retention", "reason", "nl")
        ),
        **{key: _value(f"Oordeel: {NOT_YET}") for key in ("12.1", "12.2", "12.3")},
        "12.4": _value(
            "Geen variabele van het model is een bijzonder gegeven. Kenmerken voor toetsing staan apart. "
            f"Uitzondering en artikel: {NOT_YET}"
        ),
        "14.1": _value(
            f"{story.gain} Opgeschreven alternatieven: {' '.join(story.alternatives)} Oordeel: {NOT_YET}"
        ),
        "14.2": _value(f"Bijdrage per variabele staat in tabel ablation. Oordeel: {NOT_YET}"),
        "15.6": _value(" ".join(story.enforced) + f" Oordeel: {NOT_YET}"),
        "16.1": _risks(material),
        "17.1": _measures(material),
        "17.2": _value(
            "De software dwingt af: " + " ".join(story.enforced) + f" Restrisico en eigenaar: {NOT_YET}"
        ),
        "19.3": _value(f"Bewijs {material.head('bundle_sha256')}"),
    }
    answers |= {key: _value(NOT_YET) for key in _LEFT_OPEN}
    answers |= {key: _asked_of_each(key, parts) for key, parts in _PER_OPERATION.items()}
    return {
        "draft": DRAFT,
        "data_status": material.head("data_status"),
        "run": material.run_id,
        "metadata": {"urn": DPIA_URN},
        "answers": {
            key: answers[key] for key in sorted(answers, key=lambda k: [int(part) for part in k.split(".")])
        },
    }


def _value(text: str) -> dict[str, str]:
    return {"value": text}


def _personal_data(material: Material) -> list[dict[str, Any]]:
    features = material.table("features")
    if features is None:
        return []
    return [
        {
            "_index": i,
            "2.1.1": _value(str(r["title_nl"] or r["feature"])),
            "2.1.2": _value("particuliere huishoudens"),
            "2.1.3": _value(str(r["source_register"])),
            "2.1.4": _value("gevoelig" if r["attribute_class"] == "J" else "gewoon"),
            **{f"2.1.{part}": _value(NOT_YET) for part in range(5, 10)},
        }
        for i, r in enumerate(features.iter_rows(named=True))
    ]


_OPERATIONS = (
    ("Lezen", "registers lezen en toetsen aan hun verklaarde vorm"),
    ("Cohort", "huishoudens kiezen volgens de studie, met een telling van elke afvaller"),
    ("Schatten", "een leesbaar model op leergegevens schatten"),
    ("Toetsen", "verschillen tussen groepen meten met beschermde kenmerken die niet in het model zitten"),
    ("Vrijgeven", "tabellen beveiligen; alleen groepscijfers gaan naar buiten"),
    ("Rapporteren", "dossier en kaarten maken uit vrijgegeven tabellen"),
)
"""What is done with the data, step by step."""


def _asked_of_each(key: str, parts: int) -> list[dict[str, Any]]:
    """One open row per operation: ``6.1`` holds ``6.1.1``, which holds ``6.1.1.1`` and on."""
    row = {"_index": 0} | {f"{key}.1.{part}": _value(NOT_YET) for part in range(1, parts + 1)}
    return [{"_index": i, f"{key}.1": [dict(row)]} for i in range(len(_OPERATIONS))]


def _found_risks(material: Material) -> list[tuple[str, str, str]]:
    """Risks that the checks look for: what, where it comes from, and what the software does about it."""
    found = [
        (
            "kleine groepen zijn niet te beoordelen",
            "toets op groepen",
            "te weinig mensen is een eigen oordeel",
        ),
        (
            "een variabele vervangt stil een beschermd kenmerk",
            "toets op vervangers",
            "de sterkte van elke vervanger wordt gemeten",
        ),
        (
            "de wereld verandert en het model niet",
            "meting van verschuivingen",
            "verschuiving heeft een grens",
        ),
        ("gebruik voor een ander doel", "slot op het doel", "een ander doel dan hulp wordt geweigerd"),
    ]
    if material.is_synthetic:
        found.append(
            (
                "uitkomsten op synthetische gegevens gelden niet voor echte mensen",
                "herkomst van gegevens",
                "elk bestand en elke pagina zegt dat de gegevens synthetisch zijn",
            )
        )
    return found


def _risks(material: Material) -> list[dict[str, Any]]:
    return [
        {"_index": i, "16.1.1": _value(risk), "16.1.2": _value(origin)}
        | {f"16.1.{part}": _value(NOT_YET) for part in range(3, 9)}
        for i, (risk, origin, _measure) in enumerate(_found_risks(material))
    ]


def _measures(material: Material) -> list[dict[str, Any]]:
    return [
        {"_index": i, "17.1.1": _value(risk), "17.1.2": _value(origin), "17.1.3": _value(measure)}
        | {f"17.1.{part}": _value(NOT_YET) for part in range(4, 8)}
        for i, (risk, origin, measure) in enumerate(_found_risks(material))
    ]
