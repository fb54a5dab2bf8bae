"""Our contract of a signal delivery, written from the exchange format DDAS of Dutch municipalities, v0.9.

Says what must be there, of what type, and which words are allowed; Dutch words stay in this module and get an
English slug. Fields that name a person are allowed in a delivery and never leave the reader.
"""

from __future__ import annotations

from typing import Any

VERSION = "0.9"
"""Version of the exchange format that this contract was written from."""

PARTNERS = {
    "Energie": "energy",
    "Huur": "rent",
    "Hypotheek": "mortgage",
    "CAK Zorgverzekeringen": "health_insurance_administration",
    "Zorg": "health_insurance",
    "Water": "water",
    "DUO": "student_loans",
    "Belastingdienst": "tax_office",
    "CAK Eigen bijdrage": "care_contribution",
    "Overige": "other",
    "Dienst Toeslagen": "allowances_office",
}
"""Signal partners: who reports an arrear."""

CONTACT_KINDS = {
    "Mail": "email",
    "Brief": "letter",
    "SMS/Whatsapp": "text_message",
    "Telefoon": "telephone",
    "Huisbezoek": "home_visit",
    "Kaartje": "card",
    "Overige": "other",
    "Administratief": "administrative",
}
"""How the municipality tried to reach somebody."""

NOT_PICKED_UP = {
    "Niet opgepakt: herhaalde melding": "not_picked_up_repeated",
    "Niet opgepakt: onterecht signaal": "not_picked_up_unjust_signal",
    "Inwoner is overleden": "deceased",
    "Persoon is geen inwoner (meer) in de gemeente": "not_a_resident",
    "Niet opgepakt: andere reden": "not_picked_up_other",
}
"""Ends before any help was offered."""

RESULTS = NOT_PICKED_UP | {
    "Inwoner al bekend bij schuldhulpverlening": "already_in_debt_help",
    "Inwoner heeft al een ander lopend traject": "already_in_other_help",
    "Definitief geen contact kunnen krijgen": "never_reached",
    "Geen reactie na eerder contact": "no_response_after_contact",
    "Inwoner hoeft geen hulp vanuit vroegsignalering": "no_help_wanted",
    "Inwoner heeft zelf al betaald/betalingsregeling getroffen": "paid_or_arranged",
    "(Budget)advies en/of quick fix": "advice_or_quick_fix",
    "Vervolghulp en/of verwijzing financieel": "financial_help",
    "Verwijzing zonder contact": "referred_without_contact",
    "Vervolghulp en/of verwijzing niet financieel": "other_help",
}
"""End results of a case."""

STATUSES = {"Nog niet opgepakt": "not_yet_picked_up"} | NOT_PICKED_UP
"""States of a signal that is in no case."""

PARTS_OF_DAY = {"Ochtend": "morning", "Middag": "afternoon", "Avond": "evening"}


def label(slug: str, language: str) -> str:
    """A partner, contact kind or result in words: the exchange format's own in Dutch, the slug's in English.

    Examples
    --------
    >>> label("home_visit", "nl"), label("home_visit", "en")
    ('Huisbezoek', 'home visit')
    """
    if language == "nl":
        for words in (PARTNERS, CONTACT_KINDS, RESULTS, STATUSES):
            for dutch, known in words.items():
                if known == slug:
                    return dutch
    return slug.replace("_", " ")


DIRECT_IDENTIFIERS = frozenset(
    {
        "Burgerservicenummer",
        "Voorletters",
        "Voorvoegsel",
        "Achternaam",
        "Geboortedatum",
        "Straatnaam",
        "Postcode",
        "Huisnummer",
        "Huisnummertoevoeging",
        "Plaatsnaam",
    }
)
"""Fields of a client that never leave the reader; of the birth date only an age band does."""

_TEXT: dict[str, Any] = {"type": "string"}
_YES_NO: dict[str, Any] = {"type": "boolean"}
_DAY: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"}
_MOMENT: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$",
}
_GEMEENTE: dict[str, Any] = {"type": "string", "pattern": r"^(GM)?\d{4}$"}


def _object(
    properties: dict[str, Any], required: tuple[str, ...] = (), *, closed: bool = False
) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties, "required": list(required)}
    return found | {"additionalProperties": False} if closed else found


def _list(items: dict[str, Any], at_least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": at_least}


def _one_of(words: dict[str, str]) -> dict[str, Any]:
    return {"enum": list(words)}


_SIGNAL = _object(
    {
        "ID": _TEXT | {"minLength": 1},
        "crisissignaal": _YES_NO,
        "warmeOverdracht": _YES_NO,
        "bedrag": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
        "ontstaansdatum": _DAY,
        "signaaldatum": _DAY,
        "status": _one_of(STATUSES),
        "signaalpartner": _object({"type": _one_of(PARTNERS)}, ("type",)),
        "client": _object(
            dict.fromkeys(sorted(DIRECT_IDENTIFIERS - {"Geboortedatum"}), _TEXT) | {"Geboortedatum": _DAY}
        ),
    },
    ("ID", "signaalpartner", "client"),
    closed=True,
)

_CONTACT = _object(
    {"soort": _one_of(CONTACT_KINDS), "bereikt": _YES_NO, "datum": _DAY, "dagdeel": _one_of(PARTS_OF_DAY)}
)

_CASE = _object(
    {
        "resultaat": _one_of(RESULTS),
        "matchingsdatum": _DAY,
        "startdatum_matchtingperiode": _DAY,
        "einddatum_matchingperiode": _DAY,
        "datum_opgepakt": _DAY,
        "vroegsignalen": _list(_object({"ID": _TEXT}, ("ID",), closed=True), at_least=1),
        "contactpogingen": _list(_CONTACT),
    }
)

_ORGANISATION = _object(
    {
        "naam": _TEXT,
        "kvk-nummer": _TEXT,
        "contactpersoonen": _list(
            _object(dict.fromkeys(("naam", "telefoonnummer", "email", "functietitel"), _TEXT)), at_least=1
        ),
    }
)

_DELIVERY = _object(
    {
        "teller": {"type": "integer"},
        "gemeentecode": _GEMEENTE,
        "aanleverende_organisatie": _ORGANISATION,
        "vroegsignalen": _list(_SIGNAL),
        "vroegsignaalzaken": _list(_CASE),
    },
    ("teller", "gemeentecode", "aanleverende_organisatie"),
    closed=True,
)

CONTRACT: dict[str, Any] = _object(
    {
        "codeGegevensleverancier": _TEXT,
        "startdatumLevering": _DAY,
        "einddatumLevering": _DAY,
        "aanleverdatumEnTijd": _MOMENT,
        "leveringen": _list(_DELIVERY, at_least=1),
    },
    ("codeGegevensleverancier", "startdatumLevering", "einddatumLevering", "aanleverdatumEnTijd"),
    closed=True,
) | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
"""The contract as a JSON schema; stricter than the exchange format where a count would otherwise be impossible."""
