"""Pre-filled DPIA and IAMA: facts by software, judgement left open and said to be open.

Question numbers are those of the Rijksmodel DPIA 3.0 and of IAMA 2.0; the questions are in our own words. Software
never marks a task as done, and an import of these files in the official form has not been tried.
"""

from __future__ import annotations

import re
from typing import Any

from vroegsignalering.elsa.cards.minbzk import DRAFT, NOT_YET
from vroegsignalering.elsa.declarations import said
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
    "5.2",
    "6.2",
    "7.2",
    "8.2",
    "9.2",
    "11.2",
    "13.2",
    "15.1",
    "15.2",
    "15.3",
    "15.4",
    "15.5",
    "15.7",
    "15.8",
    "18",
    "19.1",
)
OPEN_IAMA = {
    "1.1.1": "Wat is de aanleiding en welk probleem lost het op?",
    "1.2.1": "Welke publieke waarden worden geholpen?",
    "1.2.2": "Welke publieke waarden komen in het gedrang?",
    "1.3.1": "Is dit een verboden praktijk?",
    "1.3.2": "Welke wettelijke taak en grondslag?",
    "1.4.1": "Wie bouwt, gebruikt en onderhoudt, en wie is eindverantwoordelijk?",
    "3.1.1": "In welk proces, wanneer, hoe vaak en waar?",
    "3.2.1": "Wat doen medewerkers, mogen zij afwijken, en weten zij genoeg?",
    "3.4.2": "Hoe melden medewerkers en betrokkenen een fout?",
    "3.5.4": "Wat vinden de mensen om wie het gaat?",
    "3.5.6": "Welke gevolgen voor de samenleving zijn ongewenst?",
    "4.1.1": "Welke grondrechten worden geraakt?",
    "4.2.1": "Is het hoog risico onder de AI-verordening?",
    "4.3.1": "Hoe zwaar weegt het recht en hoe ernstig is de inbreuk?",
    "5.B": "Advies over gebruik en voorwaarden",
    "5.C": "Welke restrisico's blijven en wie aanvaardt die?",
}
"""Questions that only people answer."""


def dpia_prefill(material: Material) -> dict[str, Any]:
    """Facts for a DPIA, under the numbers of the Rijksmodel."""
    story = Narrative.of(material, Texts("nl"))
    answers: dict[str, Any] = {
        "1.1": _value(f"{story.purpose} {story.data_sentence}"),
        "2.1": _personal_data(material),
        "3.1": [
            {"_index": i, "3.1.1": _value(name), "3.1.2": _value(what)}
            for i, (name, what) in enumerate(_operations())
        ],
        "4": _value(" ".join((*story.method, *story.enforced))),
        "10.2": _value(
            f"Bewaren tot {material.declarations.section('retention').get('until', NOT_YET)}. "
            + material.declarations.text("retention", "reason", "nl")
        ),
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
        "17.2": _value(
            "De software dwingt af: " + " ".join(story.enforced) + f" Restrisico en eigenaar: {NOT_YET}"
        ),
        "19.3": _value(f"Bewijs {material.head('bundle_sha256')}"),
    }
    answers |= {key: _value(NOT_YET) for key in _LEFT_OPEN}
    return {
        "draft": DRAFT,
        "data_status": material.head("data_status"),
        "run": material.run_id,
        "metadata": {"urn": DPIA_URN},
        "answers": {
            key: answers[key] for key in sorted(answers, key=lambda k: [int(part) for part in k.split(".")])
        },
    }


def iama_card(material: Material) -> dict[str, Any]:
    """IAMA answers as an assessment card: facts where a run has them, the rest openly open."""
    story = Narrative.of(material, Texts("nl"))
    facts = {
        "1.1.2": ("Wat is het doel?", f"{story.purpose} Niet voor: {'; '.join(story.not_for)}."),
        "1.4.3": ("Hoe stopt men?", story.stop),
        "2.1.1": ("Hoe werkt het en leert het zelf?", " ".join(story.method)),
        "2.1.2": ("Welke alternatieven zijn er?", f"{story.gain} {' '.join(story.alternatives)}"),
        "2.2B.1": (
            "Uit welke bronnen komen leer- en toetsgegevens?",
            " ".join((story.data_sentence, *story.sources)),
        ),
        "2.2B.3": (
            "Wie ontbreekt in de gegevens?",
            "; ".join(said(r, "group", "nl") for r in material.declarations.rows("missing")),
        ),
        "2.4.1": ("Welke maat is leidend?", "Bereik per groep bij vaste capaciteit, vooraf vastgelegd."),
        "2.4.3": ("Wat zijn ongewenste gevolgen van fouten?", " ".join(story.fairness)),
        "3.4.1": ("Hoe wordt bewaakt en bijgestuurd?", material.declarations.text("drift", "action", "nl")),
        "3.4.4": ("Kan het doel verschuiven?", "Een doel buiten hulp wordt door de software geweigerd."),
        "4.2.3": (
            "Is er direct of indirect onderscheid?",
            "Sterkte van stille vervangers staat in tabel proxies. Oordeel: " + NOT_YET,
        ),
        "4.4.1": ("Bereikt het zijn doel?", story.gain),
    }
    contents = [
        {
            "question": f"{key} {question}",
            "urn": f"urn:nl:iama:2.0:{key}",
            "answer": answer,
            "remarks": "ingevuld door software, niet beoordeeld",
        }
        for key, (question, answer) in facts.items()
    ]
    contents += [
        {"question": f"{key} {question}", "urn": f"urn:nl:iama:2.0:{key}", "answer": NOT_YET}
        for key, question in OPEN_IAMA.items()
    ]
    return {
        "provenance": {
            "git_commit_hash": material.head("code_version"),
            "uri": f"run:{material.run_id}",
            "author": "vroegsignalering",
        },
        "name": f"IAMA (concept) {material.title('nl')}: {DRAFT}",
        "date": "0000-00-00",
        "contents": sorted(contents, key=lambda row: row["question"]),
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
            "2.1.5": _value(NOT_YET),
        }
        for i, r in enumerate(features.iter_rows(named=True))
    ]


def _operations() -> tuple[tuple[str, str], ...]:
    return (
        ("Lezen", "registers lezen en toetsen aan hun verklaarde vorm"),
        ("Cohort", "huishoudens kiezen volgens de studie, met een telling van elke afvaller"),
        ("Schatten", "een leesbaar model op leergegevens schatten"),
        ("Toetsen", "verschillen tussen groepen meten met beschermde kenmerken die niet in het model zitten"),
        ("Vrijgeven", "tabellen beveiligen; alleen groepscijfers gaan naar buiten"),
        ("Rapporteren", "dossier en kaarten maken uit vrijgegeven tabellen"),
    )


def _risks(material: Material) -> list[dict[str, Any]]:
    found = [
        ("kleine groepen zijn niet te beoordelen", "toets op groepen"),
        ("een variabele vervangt stil een beschermd kenmerk", "toets op vervangers"),
        ("de wereld verandert en het model niet", "meting van verschuivingen"),
        ("gebruik voor een ander doel", "slot op het doel"),
    ]
    if material.is_synthetic:
        found.append(
            ("uitkomsten op synthetische gegevens gelden niet voor echte mensen", "herkomst van gegevens")
        )
    return [
        {
            "_index": i,
            "16.1.1": _value(risk),
            "16.1.2": _value(origin),
            "16.1.3": _value(NOT_YET),
            "16.1.5": _value(NOT_YET),
        }
        for i, (risk, origin) in enumerate(found)
    ]
