"""Page one: what a reviewer needs before anything else, and what it may not be used for."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.gate import PersonState, State
from vroegsignalering.elsa.html import Safe, element, join, table
from vroegsignalering.elsa.narrative import baseline_title, best_baseline, data_sentence
from vroegsignalering.elsa.people import title_of_role
from vroegsignalering.elsa.reading import coverage_rows, everyone, outside_gaps, undecided_gaps
from vroegsignalering.elsa.report.dossier import Dossier
from vroegsignalering.vocabulary import Stage, Verdict

FIRST = (
    Verdict.OUTSIDE,
    Verdict.INDETERMINATE,
    Verdict.TOO_FEW,
    Verdict.SUPPRESSED,
    Verdict.UNDEFINED,
    Verdict.WITHIN,
)
MOST_GROUPS = 7


def page_one(dossier: Dossier) -> Safe:
    """The first section."""
    _ = dossier.texts
    title = element("h2", _("Op één bladzijde"), id_="front")
    cards = element("div", _purpose(dossier), _data(dossier), _gain(dossier), _stop(dossier), class_="grid")
    parts = (title, cards, _coverage(dossier), _blockers(dossier), _roles(dossier))
    return element("section", *parts, class_="first", aria_labelledby="front")


def _card(title: str, *parts: object) -> Safe:
    return element("div", element("h3", title), *parts, class_="card")


def _purpose(dossier: Dossier) -> Safe:
    _, declared = dossier.texts, dossier.material.declarations
    not_for = declared.section("purpose").get(f"not_for_{_.language}", [])
    return _card(
        _("Waarvoor, en waarvoor niet"),
        element("p", declared.text("purpose", "statement", _.language)),
        element("p", element("strong", _("Niet voor:")), " ", "; ".join(map(str, not_for)) + "."),
    )


def _data(dossier: Dossier) -> Safe:
    _, material = dossier.texts, dossier.material
    missing = [said(row, "group", _.language) for row in material.declarations.rows("missing")]
    return _card(
        _("Gegevens, en wie ontbreekt"),
        element("p", data_sentence(material, _)),
        element(
            "p",
            element("strong", _("Ontbreken:")),
            " ",
            "; ".join(missing) + "." if missing else _("nog niet benoemd"),
        ),
    )


def _gain(dossier: Dossier) -> Safe:
    _, best = dossier.texts, best_baseline(dossier.material)
    title = _("Winst op de eenvoudigste weg")
    if best is None:
        return _card(title, dossier.absent("baselines"))
    better = float(best["gain_low"] or 0) > 0
    advice = (
        _("Het model voegt aantoonbaar iets toe.")
        if better
        else _("Dat is een gelijke stand: neem de eenvoudiger regel.")
    )
    span = (
        dossier.points("baselines", best, "gain_low"),
        f" {_('tot')} ",
        dossier.points("baselines", best, "gain_high"),
        f" {_('procentpunt')}",
    )
    return _card(
        title,
        element(
            "p",
            _("Tegenover {rule}:", rule=baseline_title(str(best["baseline"]), _)),
            " ",
            dossier.points("baselines", best, "gain"),
            " (",
            *span,
            ").",
        ),
        element("p", advice),
    )


def _stop(dossier: Dossier) -> Safe:
    _, material = dossier.texts, dossier.material
    sunset = material.answers.standing.sunset
    return _card(
        _("Stopregel"),
        element("p", material.declarations.text("stop", "rule", _.language)),
        element("p", _("Einddatum: {day}.", day=sunset.isoformat() if sunset else _("nog niet beantwoord"))),
        element("p", _("De stopknop is ingedrukt."), class_="owed")
        if material.answers.standing.stopped
        else None,
    )


def _coverage(dossier: Dossier) -> Safe:
    _ = dossier.texts
    rows = coverage_rows(dossier.material)
    title = element("h3", _("Wie wordt gevonden: bereik per groep"))
    if rows is None or not rows.height:
        return join((title, dossier.absent("fairness")))
    order = {verdict.value: i for i, verdict in enumerate(FIRST)}
    ranked = rows.with_columns(
        place=pl.col("verdict").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    )
    shown = ranked.sort("place", "attribute", "group").head(MOST_GROUPS)
    outside, unsure = outside_gaps(dossier.material), undecided_gaps(dossier.material)
    lead = element(
        "p",
        _("Verschillen buiten de vooraf gekozen marge, over alle maten:"),
        " ",
        dossier.counted("fairness", outside),
        ". ",
        _("Onbeslist:"),
        " ",
        dossier.counted("fairness", unsure),
        ". ",
        _("De groepen staan op oordeel, niet op hoogte; de rest staat in deel 5."),
    )
    whole = everyone(dossier.material, "coverage")
    total = (
        element(
            "p",
            _("Van alle huishoudens om wie het gaat wordt gevonden:"),
            " ",
            dossier.estimate("fairness", whole),
            ".",
        )
        if whole
        else None
    )
    heads = [
        _("Groep"),
        _("Bereik (interval)"),
        _("Aantal huishoudens"),
        _("Oordeel over het verschil met de anderen"),
    ]
    body = [
        (
            dossier.group(row),
            dossier.estimate("fairness", row),
            dossier.whole("fairness", row),
            _verdict(dossier, row["verdict"]),
        )
        for row in shown.iter_rows(named=True)
    ]
    caption = _("Bereik bij een capaciteit van {share}", share=_.percent(dossier.material.capacity, 0))
    return join((title, lead, total, table(caption, heads, body, numeric=(2,))))


def _verdict(dossier: Dossier, verdict: object) -> str:
    return dossier.words("verdict", str(verdict)) if verdict else dossier.texts("geen oordeel")


def _blockers(dossier: Dossier) -> Safe:
    _, gate = dossier.texts, dossier.gate
    rows = []
    for stage in Stage:
        counts = gate.counts(stage)
        owners = sorted({role.value for f in gate.blocking(stage) for role in f.requirement.roles})
        rows.append(
            (
                stage_title(dossier, stage),
                _.number(counts[State.MET]),
                _.number(counts[State.OWED]),
                _.number(counts[State.FAILED]),
                _.number(len(gate.blocking(stage))),
                ", ".join(role_title(dossier, role) for role in owners) or "–",
            )
        )
    heads = [
        _("Fase"),
        _("Voldaan"),
        _("Wacht op een mens"),
        _("Niet voldaan"),
        _("Blokkeert"),
        _("Wie is aan zet"),
    ]
    log, refused = dossier.material.participation, sum(f.person is PersonState.STALE for f in gate.findings)
    people = _(
        "Adviezen zonder antwoord: {advice}. Kernbezwaren zonder antwoord: {core}. "
        "Antwoorden die niet meer passen bij wat er ligt: {stale}.",
        advice=log.open_advice,
        core=log.open_core_objections,
        stale=refused,
    )
    return join(
        (
            element("h3", _("Wat nog openstaat")),
            table(_("Vereisten per fase"), heads, rows, numeric=(1, 2, 3, 4)),
            element("p", people),
        )
    )


def _roles(dossier: Dossier) -> Safe:
    _ = dossier.texts
    rows = dossier.material.declarations.rows("responsible")
    items = [
        join(
            (
                said(row, "role", _.language),
                ": ",
                str(row["name"])
                if row.get("name")
                else element("span", _("nog niet beantwoord"), class_="owed"),
                ". ",
            )
        )
        for row in rows
    ]
    return join((element("h3", _("Verantwoordelijke rollen")), element("p", *items)))


def stage_title(dossier: Dossier, stage: Stage) -> str:
    """A stage in words."""
    _ = dossier.texts
    return {
        Stage.SYNTHETIC_RUN: _("synthetische run"),
        Stage.BEFORE_REAL_DATA: _("vóór echte gegevens"),
        Stage.BEFORE_OUTREACH: _("vóór benadering"),
    }[stage]


def role_title(dossier: Dossier, role: str) -> str:
    """A role in words."""
    return title_of_role(role, dossier.texts)
