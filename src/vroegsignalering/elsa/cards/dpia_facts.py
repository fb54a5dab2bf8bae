"""What software knows for a DPIA, by question of the Rijksmodel 3.0: facts of the run and what people declared.

A question that is absent here is answered by people alone; where a fact needs a judgement, the fact says who owes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vroegsignalering.elsa.cards.dpia_form import LAWS, OPERATIONS, PER_OPERATION, QUESTIONS, RIGHTS, SPECIAL
from vroegsignalering.elsa.cards.minbzk import DRAFT, NOT_YET
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative, register_title
from vroegsignalering.elsa.people import title_of_role
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words
from vroegsignalering.vocabulary import AUDIT_ONLY

WHO = "particuliere huishoudens"
AFTER_THE_DOOR = ("Vrijgeven", "Rapporteren")
"""Operations that meet no personal data any more, only protected tables."""

_NL = Texts("nl")

Value = str | list[str]
Row = Mapping[str, Value]


def owed(key: str) -> str:
    """What stands where only people answer: that it is open, and who owes it.

    Examples
    --------
    >>> owed("11.1.1.1").rpartition(": ")[2]
    'jurist'
    """
    return f"{NOT_YET}. Antwoordt: {title_of_role(QUESTIONS[key].value, _NL)}"


def _judged(key: str, fact: str) -> str:
    """A fact, with the judgement on it still open."""
    return f"{fact} Oordeel: {owed(key)}"


def facts(material: Material) -> dict[str, str]:
    """What software knows of the questions that stand alone."""
    story, declared = Narrative.of(material, _NL), material.declarations
    about = (
        "Nu zijn de gegevens synthetisch; de antwoorden gaan over de verwerking zoals die bedoeld is."
        if material.is_synthetic
        else "De antwoorden gaan over de verwerking van gegevens van echte mensen."
    )
    special = sorted(set(SPECIAL) & set(_audited(material)))
    found = {
        "0": f"{DRAFT}. Feiten ingevuld door software uit run {material.run_id}. {about}",
        "1.1": f"{story.purpose} {story.data_sentence}",
        "2.3": (
            "Kenmerken voor toetsing staan apart en kunnen niet in het model komen. "
            "Kolommen die nooit nodig zijn, worden niet gelezen."
        ),
        "3.2": "Alleen groepscijfers verlaten de verwerking; er is geen uitvoer per persoon of huishouden.",
        "4": _judged(
            "4",
            " ".join((*story.method, *story.enforced))
            + " Er wordt niets automatisch besloten en er is geen clouddienst nodig. "
            "Of het schatten profilering is (AVG art. 4, onder 4), is een oordeel.",
        ),
        "5.2": "Uitgesloten doelen, die de software weigert: " + "; ".join(story.not_for) + ".",
        "7.2": _judged("7.2", f"Adviezen in het logboek van meedenkers: {len(material.participation.log)}."),
        "8.2": "De software draait op één machine en vraagt niets op van buiten.",
        "9.2": "Kandidaten die nog niet beoordeeld zijn: " + "; ".join(LAWS) + ".",
        "10.2": (
            f"Bewaren tot {_until(material)}. {declared.text('retention', 'reason', 'nl')} "
            "Verwijderen wordt met een hash vastgelegd."
        ),
        "12.1.1": "true" if special else "false",
        "12.2.1": "false",
        "12.3.1": "false",
        "12.4": _judged(
            "12.4",
            "Geen variabele van het model is een bijzonder gegeven. Er is geen BSN; sleutels zijn pseudoniemen "
            "en verlaten de verwerking niet.",
        ),
        "13.2": "Het doel is een vaste lijst van helpende doelen; een ander doel wordt geweigerd.",
        "14.1": _judged("14.1", f"{story.gain} Opgeschreven alternatieven: {' '.join(story.alternatives)}"),
        "14.2": _judged("14.2", "Wat elke variabele bijdraagt, staat in tabel ablation."),
        "16.2": " ".join(story.fairness),
        "17.2": "De software dwingt af: " + " ".join(story.enforced),
        "19.2": "concept",
        "19.3.1": str(len(_documents(material))),
    }
    return found | _rights(material)


def _rights(material: Material) -> dict[str, str]:
    """Routes that people declared for rights of section 15, and what the software enforces of them."""
    declared = material.declarations
    said = {
        "rectificatie en aanvulling": declared.text("routes", "correction", "nl"),
        "geen uitsluitend geautomatiseerde besluitvorming": " ".join(Narrative.of(material, _NL).enforced),
        "bezwaar": declared.text("routes", "objection", "nl"),
        "duidelijke informatie": (
            "De uitleg voor inwoners en een conceptkennisgeving (AVG art. 13 en 14) horen bij het dossier."
        ),
    }
    places = {right: f"15.{number}.2" for number, right in enumerate(RIGHTS, start=1)}
    return {places[right]: _judged(places[right], text) for right, text in said.items() if text}


def lists(material: Material) -> dict[str, Sequence[Row]]:
    """What software knows of the rows of each list."""
    items, audited = _items(material), _audited(material)
    names, special = [str(row["2.1.1"]) for row in items], [name for name in SPECIAL if name in audited]
    found: dict[str, Sequence[Row]] = {
        "1.2": [{"1.2.1": "Geen afbeelding bijgevoegd; het stroomschema staat bij 3.3."}],
        "2.1": items or [{}],
        "3.1": [{"3.1.1": name, "3.1.2": what, "3.1.3": _used(name, items)} for name, what in OPERATIONS],
        "3.3": [{"3.3.1": "docs/architecture.md in de broncode: stroomschema van registers tot dossier"}],
        "12.1.2": [
            {
                "12.1.2.1": ["Lezen", "Toetsen"],
                "12.1.2.2": [WHO],
                "12.1.2.3": [audited[name]],
                "12.1.2.4": SPECIAL[name],
            }
            for name in special
        ]
        or [{}],
        "12.2.2": [_not_there("12.2.2", 4)],
        "12.3.2": [_not_there("12.3.2", 4)],
        "16.1": [{"16.1.1": risk, "16.1.2": origin} for risk, origin, _measure in _found_risks(material)],
        "17.1": [
            {"17.1.1": [risk], "17.1.2": origin, "17.1.3": measure}
            for risk, origin, measure in _found_risks(material)
        ],
        "19.1": [{"19.1.1": f"concept, run {material.run_id}", "19.1.3": "feiten ingevuld door software"}],
        "19.3.2": [
            {"19.3.2.1": kind, "19.3.2.2": name, "19.3.2.3": version, "19.3.2.4": where}
            for kind, name, version, where in _documents(material)
        ],
    }
    if not special:
        found["12.1.2"] = [_not_there("12.1.2", 5)]
    for parent in PER_OPERATION:
        found[parent] = [_of_operation(parent, name, names, items, material) for name, _what in OPERATIONS]
    return found


def _of_operation(
    parent: str, name: str, names: Sequence[str], items: Sequence[Row], material: Material
) -> Row:
    """What is known of one operation in one list."""
    purpose, used = Narrative.of(material, _NL).purpose, _used(name, items)
    known: dict[str, Row] = {
        "5.1": {"5.1.1": _judged("5.1.1", f"{name}: {purpose}")},
        "6.1": {"6.1.1.4": used, "6.1.1.5": [WHO] if used else []},
        "8.1": {},
        "9.1": {},
        "10.1": {
            "10.1.1.1": purpose,
            "10.1.1.2": [WHO] if used else [],
            "10.1.1.3": used,
            "10.1.1.4": _judged("10.1.1.4", f"tot {_until(material)}.") if used else "geen persoonsgegevens",
            "10.1.1.5": _judged("10.1.1.5", material.declarations.text("retention", "reason", "nl")),
        },
        "11.1": {},
        "13.1": {"13.1.1.1": [WHO] if used else [], "13.1.1.2": used, "13.1.1.3": purpose},
    }
    return known[parent]


def _until(material: Material) -> str:
    return str(material.declarations.section("retention").get("until", owed("10.1.1.4")))


def _not_there(parent: str, parts: int) -> Row:
    """A list that stays empty because the question above it is answered with no."""
    return {f"{parent}.{part}": "niet van toepassing" for part in range(1, parts + 1)}


def _audited(material: Material) -> dict[str, str]:
    """Protected attributes by which this study is tested, with their titles."""
    table = material.table("fairness")
    if table is None:
        return {}
    there = {part for name in table["attribute"].unique().to_list() for part in str(name).split("*")}
    words = Words(_NL)
    return {name: words("attribute", name) for name in sorted(there & {one.value for one in AUDIT_ONLY})}


def _items(material: Material) -> list[Row]:
    """Personal data: the features of the model, then the attributes that only test it."""
    features = material.table("features")
    rows = [] if features is None else list(features.iter_rows(named=True))
    found: list[Row] = [
        {
            "2.1.1": str(row["title_nl"] or row["feature"]),
            "2.1.2": WHO,
            "2.1.3": register_title(str(row["source_register"]), _NL),
            "2.1.4": "gevoelig" if row["attribute_class"] == "J" else "gewoon",
            "2.1.8": str(row["source_register"]),
        }
        for row in rows
    ]
    found += [
        {
            "2.1.1": title,
            "2.1.2": WHO,
            "2.1.3": "kenmerk dat alleen voor toetsing dient",
            "2.1.4": "bijzonder" if name in SPECIAL else "gevoelig",
            "2.1.8": "registers",
        }
        for name, title in _audited(material).items()
    ]
    return found


def _used(operation: str, items: Sequence[Row]) -> list[str]:
    """Which personal data an operation touches; after the door there are none."""
    names = {str(row["2.1.1"]): str(row["2.1.3"]) for row in items}
    if operation in AFTER_THE_DOOR:
        return []
    return [
        name for name, kind in names.items() if operation != "Schatten" or "alleen voor toetsing" not in kind
    ]


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


def _documents(material: Material) -> list[tuple[str, str, str, str]]:
    """Documents of the file: kind, name, version (SHA-256) and place."""
    study, ethics = f"models/{material.study}", "ethics"
    found = [
        ("bewijs", f"bewijspakket {material.study}", material.head("bundle_sha256"), f"{ethics}/evidence/{material.study}"),
        ("studie", "study.toml", material.hashes.get("study_hash", ""), study),
        ("vooraf vastgelegd plan", "preregistration.toml", material.hashes.get("preregistration_hash", ""), study),
        ("verklaringen", "declarations", material.declarations.digest(), f"{ethics}/declarations"),
    ]  # fmt: skip
    return [document for document in found if document[2]]
