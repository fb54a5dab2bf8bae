"""Unclaimed support: who may be entitled to a scheme and does not use it, beside what is published."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, mark, ordered, row_chart, say, tick
from dashboard.drawing import Mark, Row, RowChart
from dashboard.findings import of_hundred, of_thousand
from dashboard.pages.selections import TOTALS, attributes, total
from dashboard.pages.sentences import headline, limits, listed
from dashboard.pages.unclaimed_schemes import every_scheme
from dashboard.view import Block, Column, Figure, View, number, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Niet gebruikte steun")
QUESTION = N_("Wie laat steun liggen waar recht op is?")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    unclaimed = view.study.table("unclaimed")
    notice = view.absent("unclaimed")
    if notice:
        return _("Dit bewijspakket bevat geen cijfers over niet-gebruik."), [notice]
    year = view.choose_year(unclaimed, "year")
    chosen = only(unclaimed, year=year)
    scheme = view.choose("scheme", _("Regeling"), values(chosen, "scheme"), words="scheme")
    own = only(chosen, scheme=scheme)
    whole = estimate(total(own))
    named = view.word("scheme", scheme)
    few = whole.value is not None and whole.value < 0.01
    said = _(
        "Naar schatting {count} huishoudens met recht op {scheme} gebruiken die niet.",
        count=of_thousand(whole.value or 0.0, _) if few else of_hundred(whole.value, _),
        scheme=named,
    )
    blocks: list[Block] = [per_scheme(view, chosen)]
    names = attributes(own)
    if names:
        by = view.choose("by", _("Groepen naar"), names, words="attribute")
        blocks.append(per_group(view, own, by, scheme))
    blocks += every_scheme(view, year)
    blocks.append(
        limits(
            view,
            _(
                "Niet waarom iemand steun niet gebruikt. Vaak is het onbekendheid, moeite of angst om terug te betalen."
            ),
            _(
                "Recht is hier geschat uit registers. Of iemand echt recht heeft, beslist de gemeente, Dienst Toeslagen of "
                "de Sociale Verzekeringsbank (SVB)."
            ),
        )
    )
    return said, blocks


def per_scheme(view: View, chosen: pl.DataFrame) -> Figure:
    """Every scheme: estimated here, and the published range."""
    _ = view.texts
    rows = chosen.filter(pl.col("attribute").is_in(TOTALS)).sort("value", descending=True, nulls_last=True)
    drawn, outside = [], []
    for r in rows.iter_rows(named=True):
        low, high = number(r, "published_low"), number(r, "published_high")
        marks = [mark(r, view, 0)]
        if low is not None and high is not None:
            marks.append(Mark(value=(low if low == high else None), low=low, high=high, series=1))
            e = estimate(r)
            if e.low is not None and e.high is not None and (e.low > high or e.high < low):
                outside.append(view.word("scheme", r["scheme"]))
        drawn.append(Row(label=view.word("scheme", r["scheme"]), marks=tuple(marks)))
    title = _("Onze schatting past bij wat is gepubliceerd")
    if all(number(r, "published_low") is None for r in rows.iter_rows(named=True)):
        title = _("Voor geen van deze regelingen is gepubliceerd hoeveel niet wordt gebruikt")
    if outside:
        title = _(
            "Bij {schemes} wijkt onze schatting af van wat is gepubliceerd", schemes=listed(outside, view)
        )
    return Figure(
        id="schemes",
        title=title,
        table="unclaimed",
        rows=rows,
        columns=(
            *columns(view, Column("scheme", _("regeling"), "word", "scheme")),
            Column("not_used", _("gebruikt het niet"), "count"),
            Column("published_low", _("gepubliceerd, van"), "share"),
            Column("published_high", _("gepubliceerd, tot"), "share"),
            Column("published_year", _("jaar van publicatie"), "year"),
        ),
        says=(
            _(
                "Van de huishoudens met recht: welk deel gebruikt het niet. Het vierkant of de lijn zonder "
                "punt is wat is gepubliceerd."
            ),
        ),
        drawing=RowChart(
            rows=tuple(drawn),
            tick=tick(view, "share"),
            say=lambda m: say(view, "share")(m) if m.series == 0 else "",
            series=(_("deze studie"), _("gepubliceerd")),
            from_zero=True,
            title=title,
            footer=view.footer("unclaimed", rows),
        ),
    )


def per_group(view: View, own: pl.DataFrame, by: str, scheme: str) -> Figure:
    """One scheme per group."""
    _ = view.texts
    whole = estimate(total(own))
    rows = ordered(only(own, attribute=by), by)
    title = headline(view, _("{scheme} niet gebruikt", scheme=view.word("scheme", scheme)), rows, whole)
    return Figure(
        id="groups",
        title=title,
        table="unclaimed",
        rows=rows,
        columns=(
            *columns(view, Column("group", _("groep"), "word", "group")),
            Column("not_used", _("gebruikt het niet"), "count"),
        ),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("group", r["group"]),
            table="unclaimed",
            title=title,
            reference=whole.value,
            reference_label=_("gemiddeld"),
        ),
    )
