"""Start: how do things stand? Key figures, the years, the lines, and what this does not say."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, line_chart, natural, row_chart
from dashboard.findings import Comparison, Estimate, compare, of_thousand, share_text
from dashboard.pages.selections import attributes, clear_groups, total
from dashboard.pages.sentences import deed, is_debt, is_exit, limits, listed
from dashboard.view import Block, Column, Fact, Facts, Figure, Prose, View, only, values
from vroegsignalering.texts import opened
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Start")
QUESTION = N_("Hoe staat het ervoor?")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    rates = view.study.table("rates")
    notice = view.absent("rates")
    if notice:
        return _("Dit bewijspakket bevat geen cijfers per jaar."), [notice]
    both = pl.concat([f.select("line") for f in (rates, view.study.table("poverty")) if "line" in f.columns])
    line = view.choose_line(both)
    of_line = only(rates, line=line)
    if not of_line.height:
        answer, blocks = below_only(view, line)
    else:
        answer, blocks = entering(view, of_line, line)
    blocks += [
        limits(
            view,
            _("Niet wie het betreft. Dit dashboard toont groepen en nooit een persoon of adres."),
            _("Niet waardoor het komt. Wat samengaat met een hogere kans, is nog geen oorzaak."),
            _("Niet wat er nu gebeurt. Inkomens worden pas lang na het jaar vastgelegd."),
        ),
        reading(view),
    ]
    return answer, blocks


def entering(view: View, of_line: pl.DataFrame, line: str) -> tuple[str, list[Block]]:
    """The study's own line: who crossed it within a year."""
    _ = view.texts
    year = view.choose_year(of_line)
    of_year = only(of_line, index_year=year)
    now = estimate(total(of_year))
    answer = _(
        "{share} huishoudens {deed}, gerekend vanaf 31 december {year}.",
        share=opened(of_thousand(now.value, _)),
        deed=deed(view, line),
        year=year,
    )
    blocks: list[Block] = [key_figures(view, of_line, line, year, now), sentences(view, of_year, now)]
    blocks += [
        over_years(view, of_line, "index_year", _("hoeveel huishoudens {deed}", deed=deed(view, line)))
    ]
    lines = by_lines(view, only(view.study.table("rates"), index_year=year), year)
    return answer, [*blocks, *([lines] if lines else [])]


def below_only(view: View, line: str) -> tuple[str, list[Block]]:
    """Another line: who stood below it; crossings within a year exist for the study's own line only."""
    _ = view.texts
    rows = only(view.study.table("poverty"), line=line, attribute="all", unit_of_count="households")
    year = view.choose_year(rows, "year")
    now = estimate(next(only(rows, year=year).iter_rows(named=True), None))
    named = view.word("line", line)
    answer = _(
        "{share} huishoudens stonden in {year} onder de {line}.",
        share=opened(of_thousand(now.value, _)),
        year=year,
        line=named,
    )
    view.remarks.append(
        _(
            "Wie binnen een jaar de grens overging, is alleen bekend voor de {own}.",
            own=view.word("line", view.study.says("line")),
        )
    )
    figure = over_years(
        view, rows, "year", _("hoeveel huishoudens onder de {line} stonden", line=named), "poverty"
    )
    lines = by_lines(view, pl.DataFrame(), year)
    return answer, [figure, *([lines] if lines else [])]


def key_figures(view: View, of_line: pl.DataFrame, line: str, year: str, now: Estimate) -> Facts:
    """Up to four numbers with their interval and a comparison."""
    _ = view.texts
    facts = [
        Fact(
            label=_said(
                view,
                _("Kwam eronder in een jaar"),
                _("Kwam erboven in een jaar"),
                _("Kreeg problematische schulden in een jaar"),
            ),
            value=of_thousand(now.value, _),
            interval=share_text(now.value, now.low, now.high, _),
            says=since(view, of_line, year, now),
        )
    ]
    poverty = only(view.study.table("poverty"), line=line, attribute="all")
    for unit, label in (
        ("households", _("Huishoudens onder de grens")),
        ("persons", _("Personen onder de grens")),
    ):
        of_unit = only(poverty, unit_of_count=unit) if "unit_of_count" in poverty.columns else pl.DataFrame()
        years = [y for y in values(of_unit, "year") if y <= year]
        if years:
            e = estimate(next(only(of_unit, year=max(years)).iter_rows(named=True)))
            facts.append(
                Fact(
                    label=label,
                    value=of_thousand(e.value, _),
                    interval=share_text(e.value, e.low, e.high, _),
                    says=_("in {year}", year=max(years)),
                )
            )
    reached = reach(view)
    if reached is not None and reached[1].value is not None:
        facts.append(
            Fact(
                label=_("Bereikt als 1 op de {k} hulp krijgt aangeboden", k=round(1 / reached[0])),
                value=_("{count} van de 100", count=_.number(round(reached[1].value * 100))),
                interval=share_text(reached[1].value, reached[1].low, reached[1].high, _),
                says=_said(
                    view,
                    _("van wie later onder de grens komt"),
                    _("van wie later boven de grens komt"),
                    _("van wie later problematische schulden krijgt"),
                ),
            )
        )
    return Facts(facts=tuple(facts[:4]))


def _said(view: View, entry: str, leaving: str, debt: str) -> str:
    return debt if is_debt(view) else leaving if is_exit(view) else entry


def reach(view: View) -> tuple[float, Estimate] | None:
    """Coverage at the capacity nearest to one in twenty, over all households."""
    grid = only(view.study.table("capacity"), metric="coverage", mode="recorded", attribute="all")
    if not grid.height:
        return None
    nearest = grid.with_columns(away=(pl.col("capacity") - 0.05).abs()).sort("away", "model")
    row = next(nearest.iter_rows(named=True))
    return float(row["capacity"]), estimate(row)


def since(view: View, of_line: pl.DataFrame, year: str, now: Estimate) -> str:
    """The change from the year before, in words."""
    _ = view.texts
    earlier = (
        estimate(total(only(of_line, index_year=str(int(year) - 1)))) if year.isdigit() else Estimate(None)
    )
    if earlier.value is None:
        return ""
    said = {
        Comparison.HIGHER: _("duidelijk hoger dan een jaar eerder"),
        Comparison.LOWER: _("duidelijk lager dan een jaar eerder"),
        Comparison.SAME: _("niet te onderscheiden van een jaar eerder"),
        Comparison.TOO_FEW: _("te weinig om met een jaar eerder te vergelijken"),
    }
    return said[compare(now, earlier)]


def sentences(view: View, of_year: pl.DataFrame, now: Estimate) -> Prose:
    """Up to three sentences about groups, made from the intervals."""
    _ = view.texts
    items = []
    for attribute in [
        a for a in ("income_source", "household_type", "tenure", "age_band") if a in attributes(of_year)
    ]:
        found = clear_groups(only(of_year, attribute=attribute), now)
        higher = [view.word("group", g) for g in found[Comparison.HIGHER] if g != "unknown"]
        if higher:
            items.append(
                _(
                    "{attribute}: duidelijk hoger dan gemiddeld bij {groups}.",
                    attribute=opened(view.word("attribute", attribute)),
                    groups=listed(higher, view),
                )
            )
    if not items:
        items.append(_("Geen groep wijkt duidelijk af van het gemiddelde."))
    return Prose(title=_("In het kort"), items=tuple(items[:3]))


def over_years(view: View, of_line: pl.DataFrame, column: str, what: str, table: str = "rates") -> Figure:
    """The share per year."""
    _ = view.texts
    rows = of_line.filter(pl.col("attribute").is_in(("all", "total"))).sort(column)
    first, last = (estimate(r) for r in (rows.row(0, named=True), rows.row(-1, named=True)))
    years = values(rows, column)
    said = {
        Comparison.HIGHER: _("In {last} duidelijk meer dan in {first}", first=years[0], last=years[-1]),
        Comparison.LOWER: _("In {last} duidelijk minder dan in {first}", first=years[0], last=years[-1]),
        Comparison.SAME: _("{first} en {last} zijn niet te onderscheiden", first=years[0], last=years[-1]),
        Comparison.TOO_FEW: _("Te weinig om de jaren te vergelijken"),
    }
    title = said[compare(last, first)]
    return Figure(
        id="years",
        title=title,
        table=table,
        rows=rows,
        columns=columns(view, Column(column, _("jaar"), "year")),
        says=(
            _("Per jaar: {what}. In {year}: {said}.", what=what, year=years[-1], said=natural(view, last)),
        ),
        drawing=line_chart(
            view,
            rows,
            column,
            "",
            ("",),
            series_label=lambda s: s,
            table=table,
            title=title,
            y_label=_("aandeel van de huishoudens, met 95%-interval"),
        ),
    )


def by_lines(view: View, of_year: pl.DataFrame, year: str) -> Figure | None:
    """One year by every line, crossings where the bundle has them, else who stood below: the story depends on the line."""
    _ = view.texts
    table = "rates"
    if len(values(of_year, "line")) < 2:
        table, of_year = (
            "poverty",
            only(view.study.table("poverty"), attribute="all", unit_of_count="households"),
        )
        years = [y for y in sorted(values(of_year, "year")) if y <= year]
        if not years:
            return None
        year = years[-1]
        of_year = only(of_year, year=year)
    rows = of_year.filter(pl.col("attribute").is_in(("all", "total"))).sort("value", nulls_last=True)
    known = [e.value for e in (estimate(r) for r in rows.iter_rows(named=True)) if e.value is not None]
    title = _("Hoeveel het er zijn, hangt af van de grens")
    says: tuple[str, ...] = ()
    if len(known) > 1:
        low, high = of_thousand(min(known), _), of_thousand(max(known), _)
        title = _("Van {low} tot {high} huishoudens: het hangt af van de grens", low=low, high=high)
        says = (
            _(
                "In {year} liep het van {low} tot {high}, bij dezelfde huishoudens.",
                year=year,
                low=low,
                high=high,
            )
            if table == "rates"
            else _(
                "In {year} stonden {low} tot {high} huishoudens onder een grens: dat hangt ervan af welke grens u neemt.",
                year=year,
                low=low,
                high=high,
            ),
        )
    return Figure(
        id="lines",
        title=title,
        table=table,
        rows=rows,
        columns=columns(view, Column("line", _("grens"), "word", "line")),
        says=says,
        drawing=row_chart(
            view, rows, lambda r: view.word("line", r["line"]), table=table, title=title, kind="bar"
        ),
    )


def reading(view: View) -> Prose:
    """Where to go next."""
    _ = view.texts
    return Prose(
        title=_("Verder lezen"),
        links=(
            (_("Wat gaat samen met een hogere kans, en bij wie?"), "/factoren"),
            (_("Welke groepen hebben een hogere kans?"), "/groepen"),
            (_("Voor wie werkt het model minder goed?"), "/eerlijkheid"),
            (_("Kan ik dit vertrouwen?"), "/vertrouwen"),
            *(
                ((_("Wat is er anders dan de vorige versie?"), "/vertrouwen?measure=versions"),)
                if view.study.previous
                else ()
            ),
        ),
    )
