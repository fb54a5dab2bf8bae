"""What residents read: the page on what is done with which data, the draft notice, the draft letter.

Plain words, phone and paper first. The texts stand in ``ethics/declarations``; an item that nobody wrote is listed
as missing, and an item that the organisation still has to fill in says so. Nothing is ever sent from here.
"""

from __future__ import annotations

from vroegsignalering.elsa.declarations import Declarations, said
from vroegsignalering.elsa.html import Safe, bullets, element, join, page
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import register_title
from vroegsignalering.elsa.style import STYLE
from vroegsignalering.texts import Texts

NOTICE_ITEMS = {
    "controller": "13(1)(a), 14(1)(a)",
    "officer": "13(1)(b), 14(1)(b)",
    "purposes": "13(1)(c), 14(1)(c)",
    "legal_basis": "13(1)(c)-(d), 14(1)(c), 14(2)(b)",
    "categories": "14(1)(d)",
    "source": "14(2)(f)",
    "receivers": "13(1)(e), 14(1)(e)",
    "transfer": "13(1)(f), 14(1)(f)",
    "retention": "13(2)(a), 14(2)(a)",
    "access": "13(2)(b), 14(2)(c)",
    "correction": "13(2)(b), 14(2)(c)",
    "erasure": "13(2)(b), 14(2)(c)",
    "portability": "13(2)(b), 14(2)(c)",
    "objection": "13(2)(b), 14(2)(c)",
    "withdraw_consent": "13(2)(c), 14(2)(d)",
    "complaint": "13(2)(d), 14(2)(e)",
    "obligation": "13(2)(e)",
    "automated_decision": "13(2)(f), 14(2)(g)",
    "further_use": "13(3), 14(4)",
}
"""Items that a notice needs, each with its place in AVG art. 13 and 14."""

LETTER_PARTS = ("offer", "why", "reason", "source", "no_effect")
ROUTES = ("opt_out", "complaint", "correction", "objection")


def notice_lacks(declarations: Declarations) -> list[str]:
    """Items of the notice that nobody wrote, or that were written in one language only."""
    rows = {str(row.get("id", "")): row for row in declarations.rows("notice", "items")}
    return [
        name
        for name in NOTICE_ITEMS
        if not all(rows.get(name, {}).get(f"text_{language}") for language in ("nl", "en"))
    ]


def notice_owed(declarations: Declarations) -> list[str]:
    """Items that stand as a draft and wait for the organisation."""
    return [str(row["id"]) for row in declarations.rows("notice", "items") if row.get("owed")]


def notice(declarations: Declarations, language: str) -> str:
    """The draft notice as a list to tick: every item of AVG art. 13 and 14, its text, or that it is missing."""
    _ = Texts(language)
    rows = {str(row.get("id", "")): row for row in declarations.rows("notice", "items")}
    lacking, owed = set(notice_lacks(declarations)), set(notice_owed(declarations))
    lines = [
        f"# {_('Conceptinformatie voor inwoners')}",
        "",
        f"> {_('Concept, geen goedkeuring. Nog niet gebruikt.')}",
        "",
        _(
            "Punten die er staan: {ready}. Punten die de organisatie nog invult: {owed}. Punten die ontbreken: {lacking}.",
            ready=len(NOTICE_ITEMS) - len(lacking) - len(owed - lacking),
            owed=len(owed - lacking),
            lacking=len(lacking),
        ),
        "",
    ]
    for name, place in NOTICE_ITEMS.items():
        text = said(rows.get(name, {}), "text", language)
        mark = "[ ]" if name in lacking | owed else "[x]"
        state = _("ontbreekt") if name in lacking else text
        lines.append(f"- {mark} AVG {place}: {state}")
    return "\n".join(lines) + "\n"


def letter_lacks(declarations: Declarations) -> list[str]:
    """Parts of the letter, and routes it must name, that nobody wrote."""
    parts = [f"letter.{name}" for name in LETTER_PARTS if not declarations.text("letter", name, "nl")]
    routes = [f"routes.{name}" for name in ROUTES if not declarations.text("routes", name, "nl")]
    return parts + routes


def resident_texts(declarations: Declarations, language: str) -> list[str]:
    """Every declared text that residents read."""
    texts = [said(row, "text", language) for row in declarations.rows("notice", "items")]
    texts += [declarations.text("letter", name, language) for name in LETTER_PARTS]
    texts += [declarations.text("routes", name, language) for name in ROUTES]
    return [text for text in texts if text]


def citizen_page(material: Material, language: str) -> str:
    """The page for everyone: what is done, with which data, why, how to object, where to call."""
    _, declarations = Texts(language), material.declarations
    title = _("Wat doen wij met uw gegevens?")
    band = element(
        "p", _("Dit is een proef met nagemaakte (synthetische) gegevens. Er staat niemand in."), class_="band"
    )
    parts = [
        element("h1", title),
        band if material.is_synthetic else None,
        element(
            "p",
            _("Wij zoeken groepen huishoudens die vaker hulp kunnen gebruiken bij weinig geld."),
            class_="lead",
        ),
        *_what(material, _),
        *_notice(declarations, _),
        *_routes(declarations, _),
    ]
    body = element("main", *parts)
    return page(
        title,
        body,
        language=language,
        style=STYLE,
        description=_("Uitleg voor inwoners over groepscijfers en hulp."),
    )


def letter(declarations: Declarations, reasons: list[str], language: str) -> str:
    """A draft letter to a household in a group that is approached: plain text, phone and paper first.

    Parameters
    ----------
    reasons : list of str
        Circumstances of the group in words, such as titles of features; never a number, never a score.
    """
    _ = Texts(language)
    said_reasons = ", ".join(reasons) or _("dingen die per groep verschillen")
    parts = [
        declarations.text("letter", name, language).replace("{reasons}", said_reasons)
        for name in LETTER_PARTS
    ]
    contact = [
        f"{_('Bellen')}: {declarations.section('routes').get('phone') or _('[nummer invullen]')}",
        f"{_('Langskomen')}: {declarations.section('routes').get('desk') or _('[adres invullen]')}",
        f"{_('Schrijven')}: {declarations.section('routes').get('post') or _('[adres invullen]')}",
    ]
    lines = [
        _("CONCEPT. Nog niet gebruikt. Software verstuurt deze brief nooit."),
        declarations.text("letter", "greeting", language),
        *parts,
        *(declarations.text("routes", name, language) for name in ROUTES),
        "\n".join(contact),
        declarations.text("letter", "sign_off", language),
        _("[naam van een mens]"),
    ]
    return "\n\n".join(lines) + "\n"


def _what(material: Material, _: Texts) -> list[Safe]:
    points = [
        _("Wij kijken naar groepen, nooit naar één persoon."),
        _("Een groep krijgt hoogstens een aanbod. Nee zeggen mag altijd."),
        _("Wij gebruiken dit niet om te controleren of te straffen."),
        _("Wij gebruiken uw herkomst, geslacht en gezondheid niet om groepen te kiezen."),
    ]
    found = material.table("features")
    data = (
        []
        if found is None
        else sorted({register_title(str(v), _) for v in found["source_register"].drop_nulls()})
    )
    sources = (
        element("p", _("De gegevens komen uit {n} registers: {names}.", n=len(data), names=", ".join(data)))
        if data
        else Safe("")
    )
    return [element("h2", _("Wat wij doen en niet doen")), bullets(points), sources]


def _notice(declarations: Declarations, _: Texts) -> list[Safe]:
    rows = declarations.rows("notice", "items")
    return [
        element("h2", _("Waarom, hoe lang en wie")),
        bullets(said(row, "text", _.language) for row in rows),
    ]


def _routes(declarations: Declarations, _: Texts) -> list[Safe]:
    routes = declarations.section("routes")
    lines = [element("p", declarations.text("routes", name, _.language)) for name in ROUTES]
    reach = [
        join((element("strong", f"{_('Bellen')}: "), routes.get("phone") or _("[nummer invullen]"))),
        join((element("strong", f"{_('Langskomen')}: "), routes.get("desk") or _("[adres invullen]"))),
        join((element("strong", f"{_('Schrijven')}: "), routes.get("post") or _("[adres invullen]"))),
    ]
    return [
        element("h2", _("Bezwaar, klacht of stoppen")),
        *lines,
        element("h2", _("Contact zonder computer")),
        bullets(reach),
    ]
