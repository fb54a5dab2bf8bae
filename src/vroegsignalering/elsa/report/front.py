"""Page one: what a reviewer needs before anything else, and what it may not be used for."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.gate import PersonState, State
from vroegsignalering.elsa.html import Safe, element, join, table
from vroegsignalering.elsa.narrative import best_baseline, data_sentence, doers
from vroegsignalering.elsa.people import title_of_role
from vroegsignalering.elsa.reading import by_verdict, coverage_rows, everyone, outside_gaps, undecided_gaps
from vroegsignalering.elsa.report.dossier import Dossier
from vroegsignalering.vocabulary import Stage

MOST_GROUPS = 7
"""Groups on page one; the rest stands in part 5."""


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
    title = _("Winst boven de beste eenvoudiger regel")
    if best is None:
        return _card(title, dossier.absent("baselines"))
    better = float(best["gain_low"] or 0) > 0
    advice = (
        _("Het model voegt aantoonbaar iets toe.")
        if better
        else _("Dat is een gelijke stand: neem de eenvoudiger regel.")
    )
    low, high = (dossier.points("baselines", best, name) for name in ("gain_low", "gain_high"))
    return _card(
        title,
        element(
            "p",
            _(
                "Verschil in bereik met de beste eenvoudiger regel ({rule}), bij even veel contacten:",
                rule=dossier.words("baseline", str(best["baseline"])),
            ),
            " ",
            dossier.points("baselines", best, "gain"),
            f" {_('procentpunt')} (",
            low,
            f" {_('tot')} ",
            high,
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
        element(
            "p",
            _("Einddatum: {day} (voorlopig, tot de beleidseigenaar tekent).", day=_.date(sunset))
            if sunset and not material.is_signed("AO-07")
            else _("Einddatum: {day}.", day=_.date(sunset) if sunset else _("nog niet beantwoord")),
        ),
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
    shown = by_verdict(rows).head(MOST_GROUPS)
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
        _("Groepen waarvan het bereik verborgen is om mensen te beschermen:"),
        " ",
        dossier.counted("fairness", rows.filter(pl.col("value").is_null())),
        ". ",
        _("De groepen staan op oordeel, niet op hoogte; de rest staat in deel 5."),
    )
    whole = everyone(dossier.material, "coverage")
    total = (
        element(
            "p",
            _("Van alle {doers}, wordt gevonden:", doers=doers(dossier.material, _)),
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
        _("Aantal"),
        _("Verschil met de anderen"),
    ]
    body = [
        (
            dossier.group(row),
            dossier.estimate("fairness", row),
            dossier.whole("fairness", row),
            dossier.verdict(row["verdict"]),
        )
        for row in shown.iter_rows(named=True)
    ]
    caption = _("Bereik bij een capaciteit van {share}", share=_.percent(dossier.material.capacity, 0))
    return join((title, lead, total, table(caption, heads, body, numeric=(2,), widths=(38, 22, 10, 30))))


def _blockers(dossier: Dossier) -> Safe:
    """Per stage what is met, owed and failed, and which blockers wait for whom."""
    _, gate = dossier.texts, dossier.gate
    rows = []
    for stage in Stage:
        counts = gate.counts(stage)
        rows.append(
            (
                stage_title(dossier, stage),
                _.number(counts[State.MET]),
                _.number(counts[State.OWED]),
                _.number(counts[State.FAILED]),
                _.number(len(gate.blocking(stage))),
            )
        )
    heads = [
        _("Fase"),
        _("Voldaan"),
        _("Wacht op een mens"),
        _("Niet voldaan"),
        _("Blokkeert"),
    ]
    shown = table(_("Vereisten per fase"), heads, rows, numeric=(1, 2, 3, 4), widths=(28, 15, 22, 18, 17))
    owners = [_owners(dossier, stage) for stage in Stage]
    return join((element("h3", _("Wat nog openstaat")), shown, *owners, _people(dossier)))


def _owners(dossier: Dossier, stage: Stage) -> Safe | None:
    """Blockers that this stage adds to the one before, each under every role that may answer it."""
    _, stages = dossier.texts, list(Stage)
    before = stages[: stages.index(stage)]
    known = {f.requirement.id for one in before for f in dossier.gate.blocking(one)}
    ids: dict[str, list[str]] = {}
    for finding in dossier.gate.blocking(stage):
        if finding.requirement.id not in known:
            roles = [role_title(dossier, role.value) for role in finding.requirement.roles]
            ids.setdefault(f" {_('of')} ".join(roles), []).append(finding.requirement.id)
    if not ids:
        return None
    said = "; ".join(f"{roles}: {', '.join(names)}" for roles, names in sorted(ids.items()))
    return element(
        "p", element("strong", _("Blokkeert {stage}:", stage=stage_title(dossier, stage))), f" {said}."
    )


def _people(dossier: Dossier) -> Safe:
    _, log = dossier.texts, dossier.material.participation
    stale = sum(f.person is PersonState.STALE for f in dossier.gate.findings)
    advice = (
        _(
            "Adviezen: {all}, zonder antwoord: {advice}. Kernbezwaren zonder antwoord: {core}.",
            all=len(log.log),
            advice=log.open_advice,
            core=log.open_core_objections,
        )
        if log.log
        else _("Nog niemand met ervaring is om advies gevraagd; kernbezwaren zijn dus niet bekend.")
    )
    rest = _("Antwoorden die niet meer passen bij wat er ligt: {stale}.", stale=stale)
    return element("p", advice, " ", rest)


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
