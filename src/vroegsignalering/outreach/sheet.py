"""The call sheet of a plan: one printable A4 page for a counter, in Dutch or English.

Which groups, what offer, which schemes to check, where to refer; telephone and paper first. It names no household, no
street and no risk, and says how to say no.
"""

from __future__ import annotations

from html import escape
from typing import Any

from vroegsignalering.outreach.evaluate import Evaluation
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import mark as N_
from vroegsignalering.texts.words import Words

WORDS = {
    "visit": N_("huisbezoek"),
    "call": N_("telefoon"),
    "letter": N_("brief op papier"),
    "desk": N_("balie"),
    "email": N_("e-mail"),
    "message": N_("bericht"),
    "municipality": N_("gemeente"),
    "housing_association": N_("woningcorporatie"),
    "health_insurer": N_("zorgverzekeraar"),
    "library": N_("informatiepunt in de bibliotheek"),
    "volunteer": N_("vrijwilliger"),
    "energy_supplier": N_("energieleverancier"),
}
"""Channels and partners in Dutch."""

SCHEMES = {
    "zorgtoeslag": N_("Zorgtoeslag"),
    "huurtoeslag": N_("Huurtoeslag"),
    "bijstand": N_("Bijstand"),
    "kindgebonden_budget": N_("Kindgebonden budget"),
    "kinderbijslag": N_("Kinderbijslag"),
    "individuele_inkomenstoeslag": N_("Individuele inkomenstoeslag"),
    "aio": N_("AIO-aanvulling"),
    "energietoeslag": N_("Energietoeslag"),
}
"""Schemes that a plan may name."""

STYLE = """@page{size:A4;margin:12mm}
body{font:10pt/1.35 "Atkinson Hyperlegible",Verdana,sans-serif;color:#1a1a1a;max-width:186mm;margin:0 auto;padding:0}
h1{font-size:15pt;margin:0 0 1mm}h2{font-size:11.5pt;margin:3mm 0 1mm;break-after:avoid}p{margin:1mm 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.6mm 1.5mm;
border-bottom:.3mm solid #888}tr,section{break-inside:avoid}
td:nth-child(2){white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}ul{margin:1mm 0;padding-left:4.5mm}.two{columns:2;column-gap:8mm}
.two h2{margin-top:0}.two section{padding-top:3mm}.note{border:.4mm solid #1a1a1a;padding:1mm 3mm}"""


def call_sheet(evaluation: Evaluation, texts: Texts) -> str:
    """The sheet as a whole HTML page.

    Parameters
    ----------
    evaluation : Evaluation
    texts : Texts
        The reader's language.
    """
    _, plan = texts, evaluation.plan
    title = plan.title_nl if _.language == "nl" else plan.title_en
    below = (
        (_("Wat u aanbiedt"), _offer(evaluation, _)),
        (_("Waar u naar verwijst"), _referrals(evaluation, _)),
        (_("Afspraken"), _agreements(evaluation, _)),
    )
    parts = [
        f"<h1>{escape(_('Belblad: {title}', title=title))}</h1>",
        f"<p>{escape(_('Wij bieden hulp aan. Niemand hoeft mee te doen. Een nee heeft geen gevolgen.'))}</p>",
        _blocked(evaluation, _),
        f"<h2>{escape(_('Wie, door welke deur, door wie'))}</h2>{_lines(evaluation, _)}",
        f'<div class="two">{"".join(f"<section><h2>{escape(h)}</h2>{part}</section>" for h, part in below)}</div>',
    ]
    head = f'<!doctype html>\n<html lang="{_.language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    return f"{head}<style>{STYLE}</style></head>\n<body>{''.join(parts)}</body></html>\n"


def _blocked(evaluation: Evaluation, _: Texts) -> str:
    said = []
    if evaluation.plan.stopped:
        said.append(_("Dit plan is stopgezet. Er wordt alleen nog geloot."))
    if evaluation.blocked:
        said.append(
            _("Niet gebruiken: een groep wordt te weinig of te veel bereikt. Mensen moeten eerst beslissen.")
        )
    return "".join(f'<p class="note"><strong>{escape(text)}</strong></p>' for text in said)


def door_of(line: dict[str, Any], _: Texts) -> str:
    """How a group is approached: the channel, and before a digital one the door that is not digital."""
    how = _(WORDS[line["channel"]])
    if line["non_digital"] == line["channel"]:
        return how
    return _("{door}; wie wil ook: {channel}", channel=how, door=_(WORDS[line["non_digital"]]))


def _lines(evaluation: Evaluation, _: Texts) -> str:
    rules = dict(evaluation.cells.select("cell", f"rule_{_.language}").iter_rows())
    head = (_("Groep"), _("Hoe"), _("Door"), _("Huishoudens"))
    rows, before = [], ""
    for line in evaluation.lines.iter_rows(named=True):
        rule = rules.get(line["cell"], _("Door loting uit alle huishoudens van dit plan"))
        if line["cell"] == before and line["cell"] in rules:
            rule = _("dezelfde groep, wie nog niet is benaderd")
        before = line["cell"]
        cells = (rule, door_of(line, _), _(WORDS[line["partner"]]))
        said = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr>{said}<td class="n">{_.number(line["households"])}</td></tr>')
    heads = "".join(f'<th scope="col"{" class=n" if h == head[3] else ""}>{escape(h)}</th>' for h in head)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _offer(evaluation: Evaluation, _: Texts) -> str:
    points = [
        _("Bellen en papier gaan altijd voor. Niemand hoeft een computer te gebruiken."),
        _("Zeg wie u bent en dat u hulp aanbiedt. Zeg ook dat wij een hele groep benaderen, niet deze persoon."),
        _("Vraag hoe het gaat en luister. Vul niets in voor de ander."),
        _("Kijk samen of deze regelingen passen: {schemes}.",
          schemes=", ".join(_inside(_(SCHEMES[name])) for name in evaluation.plan.schemes)),
    ]  # fmt: skip
    return _listed(points)


def _referrals(evaluation: Evaluation, _: Texts) -> str:
    plan, words = evaluation.plan, Words(_)
    points = [_("Iedereen kan terecht bij: {partner}.", partner=_(WORDS[plan.open_route]))]
    points += [
        _(
            "{group}: ook deze deur: {partner}.",
            group=words("group", group).capitalize(),
            partner=_(WORDS[partner]),
        )
        for own in plan.open_routes.values()
        for group, partner in own.items()
    ]
    return _listed(points)


def _agreements(evaluation: Evaluation, _: Texts) -> str:
    plan = evaluation.plan
    points = [
        _("Probeer het hoogstens {count} keer. Laat iemand daarna {months} maanden met rust.",
          count=plan.most_attempts, months=plan.quiet_months),
        _("Wil iemand geen contact? Zeg dan: {route}", route=plan.opt_out_nl if _.language == "nl" else plan.opt_out_en),
        _("Dit plan stopt op {day}. Stoppen kan eerder, door: {who}.",
          day=_.date(plan.sunset_on),
          who=plan.stop_by_nl if _.language == "nl" else plan.stop_by_en),
        _("Een deel wordt geloot: {share} van de contacten, en nooit minder dan {least}. Zo blijft te zien of het plan helpt.",
          share=_.percent(_drawn(evaluation), 0), least=_.percent(plan.random_arm, 0)),
    ]  # fmt: skip
    return _listed(points)


def _listed(points: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in points)}</ul>"


def _drawn(evaluation: Evaluation) -> float:
    """Share of the contacts that is drawn: the random arm, and what is left when the groups are too small for the capacity."""
    lines = evaluation.lines
    drawn = lines.filter(cell="random_draw")["households"].sum()
    return float(drawn) / float(lines["households"].sum())


def _inside(name: str) -> str:
    """A name for the middle of a sentence; abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
