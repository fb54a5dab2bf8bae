"""A draft entry for the Dutch Algorithm Register, publication standard 1.0, and the rules it is held to.

The rules were derived from the register's own configuration and the guide (2024-2025); no official schema of an entry
exists. The draft is a local file: nothing is delivered anywhere, and it stays unpublishable until people signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from vroegsignalering.elsa.ai_act import position
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.json_schema import validator
from vroegsignalering.texts import Texts

TO_FILL_IN = "NOG NIET BEANTWOORD (in te vullen door de organisatie)"
THEMES = (
    "Organisatie en bedrijfsvoering",
    "Cultuur en recreatie",
    "Economie",
    "Overheidsfinanciën",
    "Wonen",
    "Internationaal",
    "Migratie en integratie",
    "Natuur en milieu",
    "Onderwijs en wetenschap",
    "Openbare orde en veiligheid",
    "Recht",
    "Ruimte en infrastructuur",
    "Sociale zekerheid",
    "Verkeer",
    "Werk",
    "Zorg en gezondheid",
)
STATUSES = ("In ontwikkeling", "In gebruik", "Buiten gebruik")
CATEGORIES = ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes")
SAFE_LENGTH = 350
"""Length kept for the short description: the guide speaks of less than 350, the register takes 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: longest visible text, whether it must be filled, whether simple HTML is allowed, who fills it."""

    name: str
    most: int | None = None
    required: bool = False
    html: bool = False
    pattern: str = ""
    one_of: tuple[str, ...] = ()
    many_of: tuple[str, ...] = ()
    links: bool = False
    by: str = "run"


_HTTPS = "^https://"
_MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"
_CONTACT = r"^(https://\S+|[^@\s]+@[^@\s]+\.[^@\s]+)$"
FIELDS = (
    Field(name="name", most=100, required=True),
    Field(name="description_short", most=400, required=True),
    Field(name="organization", most=100, required=True, by="person"),
    Field(name="category", many_of=THEMES),
    Field(name="status", required=True, one_of=STATUSES),
    Field(name="begin_date", most=7, pattern=_MONTH, by="person"),
    Field(name="end_date", most=7, pattern=_MONTH, by="person"),
    Field(name="contact_email", most=500, required=True, pattern=_CONTACT, by="person"),
    Field(name="website", most=500, pattern=_HTTPS, by="person"),
    Field(name="publication_category", required=True, one_of=CATEGORIES),
    Field(name="url", most=500, pattern=_HTTPS, by="person"),
    Field(name="goal", most=2500, html=True),
    Field(name="proportionality", most=2500, html=True, by="both"),
    Field(name="human_intervention", most=2500, html=True, by="both"),
    Field(name="risks", most=2500, html=True),
    Field(name="lawful_basis", most=2500, html=True, by="person"),
    Field(name="lawful_basis_grouping", links=True, by="person"),
    Field(name="process_index_url", most=500, pattern=_HTTPS, by="person"),
    Field(name="impacttoetsen_grouping", links=True, by="person"),
    Field(name="impacttoetsen", most=2500, html=True),
    Field(name="source_data", most=2500, html=True),
    Field(name="source_data_grouping", links=True, by="person"),
    Field(name="methods_and_models", most=5000, html=True),
    Field(name="provider", most=200),
    Field(name="publiccode", most=500, pattern=_HTTPS, by="person"),
    Field(name="lang", required=True, one_of=("nld",)),
    Field(name="standard_version", one_of=("1.0",)),
    Field(name="source_id", most=100),
    Field(name="tags", most=2500, html=True),
    Field(name="lars", by="register"),
    Field(name="publication_dt", by="register"),
)
"""All 31 fields of the standard; the last two are set by the register itself and never sent."""

TAGS_ALLOWED = frozenset({"div", "br", "p", "ul", "ol", "li"})
PLACEHOLDER_CONTACT = "https://example.org/contact-nog-invullen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft entry with what is still open in it."""

    entry: dict[str, Any]
    open_fields: tuple[str, ...]
    signed: bool
    publishable: bool

    def plain(self, material: Material) -> dict[str, Any]:
        """The draft as it is written to a file."""
        return {
            "draft": "concept, geen goedkeuring",
            "data_status": material.head("data_status"),
            "run": material.run_id,
            "publishable": self.publishable,
            "open_fields": list(self.open_fields),
            "entry": self.entry,
        }


def entry_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an entry, built from :data:`FIELDS`."""
    sent = [field for field in FIELDS if field.by != "register"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Algoritmeregister, publicatiestandaard 1.0 (afgeleid)",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in sent if field.required],
        "properties": {field.name: _property(field) for field in sent},
    }


def faults_of_entry(entry: dict[str, Any]) -> list[str]:
    """What keeps an entry from being accepted: schema, visible length, tags that would be stripped."""
    found = [
        f"{'.'.join(map(str, e.path)) or 'entry'}: {e.message[:80]}"
        for e in validator(entry_schema()).iter_errors(entry)
    ]
    for field in FIELDS:
        text = str(entry.get(field.name, ""))
        visible = re.sub(r"<[^>]+>", "", text)
        if field.html and field.most and len(visible) > field.most:
            found.append(f"{field.name}: {len(visible)} characters, at most {field.most}")
        tags = {tag.lower() for tag in re.findall(r"</?\s*([a-zA-Z0-9]+)", text)}
        if tags - (TAGS_ALLOWED if field.html else frozenset()):
            found.append(f"{field.name}: markup that is not allowed")
    if len(str(entry.get("description_short", ""))) > SAFE_LENGTH:
        found.append(f"description_short: more than {SAFE_LENGTH} characters")
    return sorted(found)


def draft_entry(material: Material) -> Draft:
    """The entry as far as a run may fill it; what a person owes carries a visible mark."""
    story = Narrative.of(material, Texts("nl"))
    signed = all(material.is_signed(name) for name in ("TC-01", "LP-02", "PM-05", "AO-03"))
    high = position(material).signed and position(material).risk_group == "hoog-risico AI"
    entry: dict[str, Any] = {
        "name": _cut(f"Groepen vinden voor vroege hulp ({material.title('nl')})", 100),
        "description_short": _cut(story.short, SAFE_LENGTH),
        "organization": "INVULLEN DOOR ORGANISATIE",
        "category": ["Sociale zekerheid"],
        "status": "In ontwikkeling",
        "contact_email": PLACEHOLDER_CONTACT,
        "publication_category": CATEGORIES[0] if high else CATEGORIES[1],
        "goal": _paragraphs(story.data_sentence, story.purpose, story.next_steps),
        "proportionality": _paragraphs(*story.alternatives, story.gain, f"Weging: {TO_FILL_IN}."),
        "human_intervention": _paragraphs(*story.enforced, f"Rol en ruimte van medewerkers: {TO_FILL_IN}."),
        "risks": _paragraphs(*story.fairness, story.stop),
        "lawful_basis": _paragraphs(TO_FILL_IN),
        "impacttoetsen": _paragraphs("DPIA en IAMA: nog niet beantwoord. Software vulde alleen feiten in."),
        "source_data": _paragraphs(story.data_sentence, *story.sources),
        "methods_and_models": _paragraphs(story.data_sentence, *story.method),
        "provider": "Intern ontwikkeld",
        "lang": "nld",
        "standard_version": "1.0",
        "source_id": f"{material.study}-{material.run_id}",
        "tags": "geldzorgen, vroege hulp, groepen, armoede",
    }
    open_fields = tuple(f.name for f in FIELDS if f.by in ("person", "both"))
    return Draft(entry=entry, open_fields=open_fields, signed=signed, publishable=signed and not open_fields)


def _property(field: Field) -> dict[str, Any]:
    if field.links:
        link = {"type": "string", "minLength": 1, "maxLength": 500, "pattern": _HTTPS}
        item = {
            "type": "object",
            "properties": {"title": {"type": "string", "minLength": 1}, "link": link},
            "required": ["title"] if field.name == "impacttoetsen_grouping" else ["title", "link"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": item}
    if field.many_of:
        return {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "enum": list(field.many_of)},
        }
    made: dict[str, Any] = {"type": "string"}
    if field.one_of:
        made["enum"] = list(field.one_of)
    if field.most and not field.html:
        made["maxLength"] = field.most
    if field.required:
        made["minLength"] = 1
    if field.pattern:
        made["pattern"] = field.pattern
    return made


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{re.sub('<[^>]*>', '', text)}</p>" for text in texts if text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
