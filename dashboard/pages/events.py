"""Life events: how the chance develops after an event, beside comparable households without it."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, line_chart, ordered, paired_chart, row_chart
from dashboard.findings import Comparison, compare, of_hundred, of_thousand
from dashboard.pages.events_before import before, lead_time
from dashboard.pages.selections import TOTALS, attributes
from dashboard.pages.sentences import lacking, limits, listed
from dashboard.view import Block, Column, Figure, View, number, only, values
from vroegsignalering.texts import opened
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Levensgebeurtenissen")
QUESTION = N_("Wat gebeurt er na een gebeurtenis als baanverlies of een scheiding?")
ARMS = ("event", "matched")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    events = view.study.table("events")
    notice = view.absent("events")
    if notice:
        return _("Dit bewijspakket bevat geen levensgebeurtenissen."), [notice]
    event = view.choose("event", _("Gebeurtenis"), values(events, "event"), words="event")
    chosen = only(events, event=event)
    outcome = view.choose("outcome", _("Uitkomst"), values(chosen, "outcome"), words="outcome")
    chosen = only(chosen, outcome=outcome)
    whole = chosen.filter(pl.col("attribute").is_in(TOTALS)) if "attribute" in chosen.columns else chosen
    blocks: list[Block] = []
    said = _("Voor deze gebeurtenis zijn er te weinig huishoudens.")
    if whole.height:
        figure, said = over_months(view, whole, event)
        blocks.append(figure)
    names = attributes(chosen)
    by = view.choose("by", _("Groepen naar"), names, words="attribute") if names else ""
    blocks += [
        figure
        for figure in (
            group_figure(view, chosen, by),
            before(view, event, outcome, by),
            lead_time(view, event, outcome),
            schemes(view, event),
        )
        if figure
    ]
    blocks += lacking(
        view,
        events_trend=_("of huishoudens voor de gebeurtenis al verschilden"),
        events_lead=_("hoeveel tijd er is om te helpen"),
        events_schemes=_("regelingen die na de gebeurtenis blijven liggen"),
    )
    blocks.append(
        limits(
            view,
            _(
                "Geen bewezen gevolg. Vergelijkbare huishoudens lijken op elkaar in wat bekend is, niet in alles."
            ),
            _("Niets over wat een huishouden moet doen. Het gaat om groepen."),
        )
    )
    return said, blocks


def over_months(view: View, rows: pl.DataFrame, event: str) -> tuple[Figure, str]:
    """Both arms over the months before and after."""
    _ = view.texts
    title, said = first_year(view, rows, event)
    says = []
    if "matched" in values(rows, "arm"):
        says.append(_("De stippellijn staat voor huishoudens die in alles wat bekend is op hen lijken."))
        if (rows["months"] == -12).any():
            says.append(
                _(
                    "Wie meetelt, was een jaar ervoor niet {below}. Daarom is het aandeel daar nul.",
                    below=view.word("outcome", values(rows, "outcome")[0]),
                )
            )
    figure = Figure(
        id="months",
        title=title,
        table="events",
        rows=rows.sort("arm", "months"),
        columns=columns(
            view, Column("arm", _("groep"), "word", "arm"), Column("months", _("maanden"), "count")
        ),
        says=tuple(says),
        drawing=line_chart(
            view,
            rows,
            "months",
            "arm",
            [a for a in ARMS if a in values(rows, "arm")],
            series_label=lambda a: view.word("arm", a),
            table="events",
            title=title,
            x_label=_("maanden sinds de gebeurtenis"),
            y_label=_("aandeel van de huishoudens, met 95%-interval"),
            mark_x=0.0 if (rows["months"] < 0).any() else None,
            mark_label=_("gebeurtenis"),
        ),
    )
    return figure, said


def first_year(view: View, rows: pl.DataFrame, event: str) -> tuple[str, str]:
    """Title and answer: both arms compared at the first moment from a year on."""
    _ = view.texts
    named = view.word("event", event)
    after = (
        rows.filter(pl.col("months") >= 12).sort("months")
        if (rows["months"] >= 12).any()
        else rows.sort("months")
    )
    at = float(after["months"][0])
    arms = {str(r["arm"]): estimate(r) for r in after.filter(pl.col("months") == at).iter_rows(named=True)}
    one, other = (arms.get(a) for a in ARMS)
    below = (
        view.word("outcome", values(rows, "outcome")[0]) if values(rows, "outcome") else _("onder de grens")
    )
    title = _("{event}: te weinig om iets te zeggen", event=opened(named))
    said = title + "."
    if one and other and one.value is not None and other.value is not None:
        words = {
            Comparison.HIGHER: _("{event}: daarna duidelijk vaker {below}", event=opened(named), below=below),
            Comparison.LOWER: _(
                "{event}: daarna duidelijk minder vaak {below}", event=opened(named), below=below
            ),
            Comparison.SAME: _("{event}: daarna geen duidelijk verschil", event=opened(named)),
            Comparison.TOO_FEW: title,
        }
        title = words[compare(one, other)]
        said = _(
            "Gebeurtenis “{event}”: {months} maanden later zijn {one} huishoudens {below}, tegen {other} bij "
            "vergelijkbare huishoudens zonder die gebeurtenis.",
            months=f"{at:.0f}",
            event=named,
            one=of_thousand(one.value, _),
            other=of_thousand(other.value, _),
            below=below,
        )
    elif one and one.value is not None and "matched" not in values(rows, "arm"):
        title = _("{event}: {one} {below}", event=opened(named), one=of_thousand(one.value, _), below=below)
        said = _(
            "{title}, {months} maanden later. Iedereen maakt dit mee; er is geen vergelijking.",
            title=title,
            months=f"{at:.0f}",
        )
    return title, said


def group_figure(view: View, chosen: pl.DataFrame, by: str) -> Figure | None:
    """Both arms per group, at the first moment from a year on."""
    _ = view.texts
    if not by:
        return None
    rows = only(chosen, attribute=by)
    months = sorted({float(m) for m in rows["months"].to_list()})
    at = next((m for m in months if m >= 12), months[-1])
    rows = ordered(rows.filter(pl.col("months") == at).sort("arm"), by)
    title = group_title(view, rows, f"{at:.0f}")
    return Figure(
        id="groups",
        title=title,
        table="events",
        rows=rows,
        columns=columns(
            view, Column("group", _("groep"), "word", "group"), Column("arm", _("arm"), "word", "arm")
        ),
        drawing=paired_chart(
            view,
            rows,
            "group",
            "arm",
            [a for a in ARMS if a in values(rows, "arm")],
            label=lambda g: view.word("group", g),
            series_label=lambda a: view.word("arm", a),
            table="events",
            title=title,
        ),
    )


def group_title(view: View, rows: pl.DataFrame, months: str) -> str:
    """In which groups the event goes together with clearly more households below the line."""
    _ = view.texts
    ways: dict[Comparison, list[str]] = {way: [] for way in Comparison}
    for group in values(rows, "group"):
        arms = {str(r["arm"]): estimate(r) for r in only(rows, group=group).iter_rows(named=True)}
        if all(a in arms for a in ARMS):
            ways[compare(*(arms[a] for a in ARMS))].append(view.word("group", group))
    if ways[Comparison.HIGHER]:
        return _(
            "Na {months} maanden duidelijk vaker onder de grens: {groups}",
            months=months,
            groups=listed(ways[Comparison.HIGHER], view),
        )
    if ways[Comparison.LOWER]:
        return _(
            "Na {months} maanden duidelijk minder vaak onder de grens: {groups}",
            months=months,
            groups=listed(ways[Comparison.LOWER], view),
        )
    if ways[Comparison.SAME]:
        return _("Na {months} maanden in geen groep een duidelijk verschil", months=months)
    return _("Na {months} maanden: groepen zijn te klein om iets te zeggen", months=months)


def schemes(view: View, event: str) -> Figure | None:
    """Which support people may be entitled to after the event."""
    _ = view.texts
    rows = (
        only(view.study.table("events_schemes"), event=event).sort("value", descending=True, nulls_last=True)
        if view.study.table("events_schemes").height
        else pl.DataFrame()
    )
    if not rows.height:
        return None
    shown = [number(r, "value") for r in rows.iter_rows(named=True)]
    title = _("Regelingen na deze gebeurtenis: te weinig om iets te zeggen")
    if shown[0] is not None:
        title = _(
            "Na deze gebeurtenis blijft het vaakst liggen: {scheme} ({count})",
            scheme=view.word("scheme", rows["scheme"][0]),
            count=of_hundred(shown[0], _),
        )
    return Figure(
        id="schemes",
        title=title,
        table="events_schemes",
        rows=rows,
        columns=(
            *columns(view, Column("scheme", _("regeling"), "word", "scheme")),
            Column("of_entitled", _("deel van wie er recht op kan hebben"), "share"),
            Column("value_others", _("aandeel zonder de gebeurtenis"), "share"),
        ),
        says=(
            _(
                "Aandeel huishoudens dat er volgens de regels recht op kan hebben en de regeling in het jaar erna niet "
                "kreeg. Het is een aanwijzing, geen besluit."
            ),
        ),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("scheme", r["scheme"]),
            table="events_schemes",
            title=title,
            kind="bar",
        )
        if any(v is not None for v in shown)
        else None,
    )
