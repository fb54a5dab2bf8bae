"""Parts 9 to 13: choices and what flips, privacy, limits, requirements, manifest and signatures."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.ai_act import position
from vroegsignalering.elsa.gate import Finding
from vroegsignalering.elsa.html import Safe, bullets, element, join, table
from vroegsignalering.elsa.label_card import flips, label_alternatives
from vroegsignalering.elsa.report.dossier import Dossier
from vroegsignalering.elsa.report.front import role_title, stage_title


def choices(dossier: Dossier) -> Safe:
    """Part 9: the label and its alternatives, stability, and what flips."""
    _, material = dossier.texts, dossier.material
    card = [
        element(
            "p",
            element("strong", _("Uitkomst:")),
            " ",
            material.declarations.text("label", "definition", _.language),
        ),
        element(
            "p",
            element("strong", _("Wat deze uitkomst mist:")),
            " ",
            material.declarations.text("label", "gap", _.language),
        ),
    ]
    lines = label_alternatives(material)
    turned = flips(material)
    heads = [_("Grens"), _("Paren van groepen die wisselen"), _("Vergeleken paren")]
    body = [
        (dossier.words("line", line), _.number(count.turned), _.number(count.compared))
        for line, count in turned.items()
    ]
    flip = (
        table(
            _("Wat verandert er onder een andere grens: paren van groepen die van plaats wisselen"),
            heads,
            body,
            numeric=(1, 2),
        )
        if body
        else element("p", _("Er zijn geen andere grenzen om mee te vergelijken."), class_="owed")
    )
    lead = element(
        "p",
        _("Gemeten onder: {lines}.", lines=", ".join(dossier.words("line", line) for line in lines) or "–"),
    )
    return element(
        "section",
        element("h2", _("9. Keuzes, en wat er dan verandert"), id_="choices"),
        *card,
        lead,
        flip,
        element("h3", _("Stabiliteit")),
        _stability(dossier),
        aria_labelledby="choices",
    )


def _stability(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("stability")
    if found is None:
        return dossier.absent("stability")
    heads = [_("Waarover en maat"), _("Kleinste"), _("Grootste"), _("Aantal keer")]
    body = []
    for what, metric in found.select("what", "metric").unique().sort("what", "metric").rows():
        own = found.filter((pl.col("what") == what) & (pl.col("metric") == metric)).sort("value")
        shown = own.filter(pl.col("value").is_not_null())
        if shown.height:
            low, high = shown.row(0, named=True), shown.row(-1, named=True)
            ends = (dossier.figure("stability", low), dossier.figure("stability", high))
            name = f"{dossier.words('what', str(what))}: {dossier.words('metric', str(metric))}"
            body.append((name, *ends, dossier.counted("stability", shown)))
    caption = _("Uitkomsten onder kleine veranderingen")
    shown_table = table(caption, heads, body, numeric=(1, 2, 3), widths=(61, 13, 13, 13))
    return join((shown_table, dossier.source("stability")))


def privacy(dossier: Dossier) -> Safe:
    """Part 10: rules used, cells hidden, the attack on the model."""
    _, material = dossier.texts, dossier.material
    tables = material.evidence.manifest.get("tables", {})
    hidden = sum(int(about.get("hidden", 0) or 0) for about in tables.values())
    lead = element(
        "p",
        _(
            "Profiel {profile}. {hidden} cellen zijn verborgen in {n} tabellen. "
            "Aandelen en intervallen zijn berekend uit beschermde aantallen.",
            profile=material.head("profile"),
            hidden=hidden,
            n=len(tables),
        ),
    )
    found = material.table("membership")
    if found is None:
        attack: Safe = dossier.absent("membership")
    else:
        heads = [_("Model en aanval"), _("Kans dat de aanval iemand herkent (0,5 is raden)"), _("Interval")]
        body = [
            (
                f"{dossier.words('model', str(r['model']))}: {dossier.words('metric', str(r['metric']))}",
                dossier.figure("membership", r),
                dossier.span("membership", r, unit="number"),
            )
            for r in found.iter_rows(named=True)
        ]
        attack = join(
            (
                table(
                    _("Verraadt het model wie in de leergegevens zat?"),
                    heads,
                    body,
                    numeric=(1, 2),
                    widths=(48, 26, 26),
                ),
                dossier.source("membership"),
            )
        )
    return element(
        "section",
        element("h2", _("10. Privacy en statistische beveiliging"), id_="privacy"),
        lead,
        attack,
        aria_labelledby="privacy",
    )


def limits(dossier: Dossier) -> Safe:
    """Part 11: what this cannot tell, what it is not for, when to stop, when to look again."""
    _, declared = dossier.texts, dossier.material.declarations
    points = [
        _("Samenhang is geen oorzaak: een verandering in een variabele hoeft de kans niet te veranderen."),
        _("Wie niet in de registers staat, ontbreekt ook hier."),
        _(
            "Een schatting per groep mist mensen die hulp nodig hebben in een groep waarin dat weinig voorkomt."
        ),
        _(
            "Een uitkomst binnen de marge zegt iets over deze gegevens en deze maat, niet dat een gebruik rechtvaardig is."
        ),
    ]
    if dossier.material.is_synthetic:
        points.insert(
            0,
            _(
                "Deze cijfers gaan over nagemaakte mensen. Een gunstige uitkomst hier is geen bewijs voor echte mensen."
            ),
        )
    not_for = declared.section("purpose").get(f"not_for_{_.language}", [])
    box = element("div", element("h3", _("Wat dit niet kan zeggen")), bullets(points), class_="limits")
    return element(
        "section",
        element("h2", _("11. Grenzen"), id_="limits"),
        box,
        element("p", element("strong", _("Niet voor:")), " ", "; ".join(map(str, not_for)) + "."),
        element("p", element("strong", _("Stopregel:")), " ", declared.text("stop", "rule", _.language)),
        element(
            "p",
            element("strong", _("Volgende herziening:")),
            " ",
            f"{_.date(declared.section('dates').get('review_on', _('nog niet beantwoord')))}. ",
            declared.text("dates", "review", _.language),
        ),
        aria_labelledby="limits",
    )


def requirements(dossier: Dossier) -> Safe:
    """Part 12: every requirement with the machine's half and the person's half."""
    _ = dossier.texts
    heads = [_("Nummer en vraag"), _("Fase"), _("Bewijs uit de run"), _("Antwoord van een mens")]
    body = []
    for finding in dossier.gate.findings:
        requirement = finding.requirement
        if finding.machine is None:
            machine: object = "–"
        else:
            mark = _("voldaan") if finding.machine.is_met else _("niet voldaan")
            names = ", ".join(finding.machine.tables)
            rests = f" {_('Tabellen: {names}.', names=names)}" if names else ""
            machine = join((element("strong", f"{mark}. "), finding.machine.text(_), rests))
        body.append(
            (
                f"{requirement.id} {requirement.question(_.language)}",
                f"{stage_title(dossier, requirement.stage)}; {dossier.words('severity', requirement.severity.value)}",
                machine,
                _person(dossier, finding),
            )
        )
    return element(
        "section",
        element("h2", _("12. Vereisten, bewijs en antwoorden"), id_="requirements"),
        table(_("Alle {n} vereisten", n=len(body)), heads, body, widths=(37, 13, 31, 19)),
        _ai_act(dossier),
        aria_labelledby="requirements",
    )


def _person(dossier: Dossier, finding: Finding) -> str:
    _ = dossier.texts
    answer = finding.answer
    if answer is None:
        return (
            _("nog niet beantwoord")
            + f" ({', '.join(role_title(dossier, r.value) for r in finding.requirement.roles)})"
        )
    stale = (
        _("past niet meer bij wat er ligt; opnieuw tekenen")
        if finding.person.value == "stale"
        else answer.position
    )
    return f"{answer.text} – {answer.name}, {role_title(dossier, answer.role.value)}, {_.date(answer.signed_on)} ({stale})"


def _ai_act(dossier: Dossier) -> Safe:
    _, record = dossier.texts, position(dossier.material)
    english = _.language == "en"
    heads = [_("Vraag"), _("Antwoord"), _("Door")]
    body = [
        (
            step.question_en if english else step.question_nl,
            _("nog niet beantwoord") if step.is_open else (step.answer_en if english else step.answer),
            _("software, feit") if step.by == "software" else _("een mens"),
        )
        for step in record.path
    ]
    state = (
        _("Getekend: behandeld als {risk}.", risk=record.risk_group)
        if record.signed
        else _("Tot een mens tekent, wordt dit behandeld als hoog-risico AI.")
    )
    return join(
        (
            element("h3", _("Positie onder de AI-verordening")),
            element("p", state),
            table(_("Pad van antwoorden"), heads, body),
            element("p", record.dates_en if english else record.dates_nl, class_="note"),
        )
    )


HEADS = (
    "study",
    "data_status",
    "persons",
    "seed",
    "code_version",
    "study_hash",
    "preregistration_hash",
    "profile",
    "bundle_sha256",
)
"""What the manifest says of the run, in the order shown."""


def manifest(dossier: Dossier) -> Safe:
    """Part 13: hashes, versions, tables, and empty lines for signatures."""
    _, material = dossier.texts, dossier.material
    pairs = [
        part
        for name in HEADS
        for part in (element("dt", name), element("dd", _hash(material.head(name) or "–")))
    ]
    command = str(material.declarations.section("retest").get("command", ""))
    return element(
        "section",
        element("h2", _("13. Herkomst en handtekeningen"), id_="manifest"),
        element("dl", *pairs),
        element(
            "p",
            _("Narekenen:"),
            " ",
            element("code", command),
            " · ",
            element("code", f"vroeg report models/{material.study}"),
        ),
        _every_table(dossier),
        element(
            "p",
            _(
                "Concept, geen goedkeuring. Wie tekent, tekent voor een antwoord op een vereiste, niet voor het geheel."
            ),
        ),
        table(
            _("Handtekeningen"),
            [_("Nummer"), _("Naam"), _("Rol"), _("Datum"), _("Vereiste")],
            [(str(number), *["\u00a0"] * 4) for number in (1, 2, 3)],
        ),
        aria_labelledby="manifest",
    )


def _every_table(dossier: Dossier) -> Safe:
    _ = dossier.texts
    rows = [
        (
            name,
            str(about.get(f"title_{_.language}", "")),
            _.number(int(about.get("rows", 0))),
            _.number(int(about.get("hidden", 0) or 0)),
            _hash(str(about.get("sha256", ""))[:16]),
        )
        for name, about in sorted(dossier.material.evidence.manifest.get("tables", {}).items())
    ]
    return table(
        _("Alle tabellen in het bewijs"),
        [_("Tabel"), _("Titel"), _("Rijen"), _("Verborgen"), _("Controlegetal")],
        rows,
        numeric=(2, 3),
        widths=(19, 43, 8, 11, 19),
    )


def _hash(said: str) -> Safe:
    return element("span", said, class_="hash")
