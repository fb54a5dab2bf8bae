"""Around a life event: how much time there is to help, and whether households differed before it already."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, ordered, row_chart
from dashboard.findings import Comparison, Estimate, compare, of_hundred
from dashboard.pages.selections import TOTALS
from dashboard.pages.sentences import listed
from dashboard.view import Column, Figure, View, only
from vroegsignalering.texts import opened

ENOUGH = 6
"""Months between an event and the year below the line that the finding is about: the shown number nearest to it."""
HALF = Estimate(0.5, 0.5, 0.5)
NOUGHT = Estimate(0.0, 0.0, 0.0)


def lead_time(view: View, event: str, outcome: str) -> Figure | None:
    """Of those who came below the line, the share with so many months left to help."""
    _ = view.texts
    table = view.study.table("events_lead")
    if not table.height:
        return None
    rows = only(only(table, event=event), outcome=outcome).sort("months")
    if not rows.height:
        return None
    title, count = _lead_finding(view, event, rows)
    says = _(
        "Van de huishoudens die in het jaar van de gebeurtenis of de twee jaar erna {below} kwamen: het deel bij "
        "wie er tussen de gebeurtenis en het begin van dat jaar nog zo veel maanden waren.",
        below=view.word("outcome", outcome),
    )
    return Figure(
        id="lead",
        title=title,
        table="events_lead",
        rows=rows,
        columns=columns(view, Column("months", _("maanden of meer"), "count")),
        says=(says, count) if count else (says,),
        drawing=row_chart(
            view,
            rows,
            lambda r: _.several("{count} maand of meer", "{count} maanden of meer", int(r["months"])),
            table="events_lead",
            title=title,
            kind="bar",
        ),
    )


def _lead_finding(view: View, event: str, rows: pl.DataFrame) -> tuple[str, str]:
    """What the shown number nearest to :data:`ENOUGH` months says, and that number in words; nothing where none is shown."""
    _, named = view.texts, opened(view.word("event", event))
    too_few = _("{event}: te weinig om te zeggen hoeveel tijd er is om te helpen", event=named)
    shown = [r for r in rows.iter_rows(named=True) if estimate(r).value is not None]
    if not shown:
        return too_few, ""
    near = min(shown, key=lambda r: abs(float(r["months"]) - ENOUGH))
    months = f"{near['months']:.0f}"
    title = {
        Comparison.HIGHER: _(
            "{event}: meestal zijn er nog {months} maanden of meer om te helpen", event=named, months=months
        ),
        Comparison.LOWER: _(
            "{event}: meestal zijn er minder dan {months} maanden om te helpen", event=named, months=months
        ),
        Comparison.SAME: _(
            "{event}: of er meestal {months} maanden of meer zijn om te helpen, is niet te zeggen",
            event=named,
            months=months,
        ),
        Comparison.TOO_FEW: too_few,
    }[compare(estimate(near), HALF)]
    return title, _(
        "{months} maanden of meer: {count}.", months=months, count=of_hundred(estimate(near).value, _)
    )


def before(view: View, event: str, outcome: str, by: str) -> Figure | None:
    """The gap with matched households two years before the event, for all and per group."""
    _ = view.texts
    table = view.study.table("events_trend")
    if not table.height:
        return None
    found = only(only(table, event=event), outcome=outcome)
    whole = found.filter(pl.col("attribute").is_in(TOTALS))
    groups = ordered(found.filter(pl.col("attribute") == by), by)
    rows = pl.concat([whole, groups])
    if not rows.height:
        return None
    clear = (Comparison.HIGHER, Comparison.LOWER)
    seen = [
        (view.word("group", r["group"]), compare(estimate(r), NOUGHT)) for r in rows.iter_rows(named=True)
    ]
    differ = [name for name, way in seen if way in clear]
    if differ:
        title = _(
            "Twee jaar ervoor was er al een duidelijk verschil bij: {groups}", groups=listed(differ, view)
        )
    elif any(way is Comparison.SAME for _name, way in seen):
        title = _("Twee jaar ervoor was er geen duidelijk verschil met vergelijkbare huishoudens")
    else:
        title = _("Twee jaar ervoor: te weinig om iets te zeggen")
    return Figure(
        id="before",
        title=title,
        table="events_trend",
        rows=rows,
        columns=columns(view, Column("group", _("groep"), "word", "group"), kind="points"),
        says=(
            _(
                "Verschil met vergelijkbare huishoudens, per 1.000, twee jaar voor de gebeurtenis. Is het daar al "
                "duidelijk, lees dan wat volgt niet als deel van de gebeurtenis."
            ),
        ),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("group", r["group"]),
            table="events_trend",
            title=title,
            scale="points",
            reference=0.0,
            reference_label=_("geen verschil"),
        ),
    )
