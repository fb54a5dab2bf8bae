"""The line and the year that a reader chose, answered on every page.

A page whose figures exist for the study's own line alone still says how many households stood below the chosen line
in the chosen year, by the groups that the page shows; and says plainly which line its other figures are about.
"""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, natural, ordered, row_chart
from dashboard.findings import Estimate
from dashboard.pages.selections import TOTALS, attributes
from dashboard.pages.sentences import headline
from dashboard.study import Library, Study
from dashboard.view import Block, Column, Figure, Prose, View, only, values

EVERYWHERE = ("start", "where", "about")
"""Pages that answer for every line by themselves, and the one that is about no line."""


def study_of_line(library: Library, asked: Study, line: str) -> Study:
    """The study of the same transition at the chosen line, where a bundle of it is served; else the asked one."""
    if not line or line == asked.says("line"):
        return asked
    same = (s for s in library.studies if s.says("transition") == asked.says("transition"))
    return next((s for s in same if s.says("line") == line), asked)


def answered(view: View) -> list[Block]:
    """Controls for line and year where the page has none, and what can be said for that choice."""
    if view.page in EVERYWHERE:
        return []
    poverty = only(view.study.table("poverty"), unit_of_count="households")
    own = view.study.says("line")
    lines = [own, *[one for one in values(poverty, "line") if one != own]]
    has = {c.key for c in view.controls}
    line = _line(view, lines, "line" in has)
    years = sorted(values(only(poverty, line=line), "year"), reverse=True)
    if not years:
        return []
    year = _year(view, years, "year" in has)
    if line != own:
        _tell(view, line, own)
    elif view.state.get("year") == year and "year" not in has:
        view.remarks.append(
            view.texts(
                "U koos het jaar {year}. De eerste figuur hieronder gaat over dat jaar; bij elke andere figuur staat de "
                "eigen peildatum.",
                year=year,
            )
        )
    rows = only(only(poverty, line=line), year=year)
    is_asked = line != own or (view.state.get("year") == year and "year" not in has)
    by = next((c.value for c in view.controls if c.key == "by" and c.value in attributes(rows)), "")
    by = by or next(iter(attributes(rows)), "")
    return [
        in_short(view, rows, line, year),
        *([below(view, rows, line, year, by)] if is_asked and by else []),
    ]


def _line(view: View, lines: list[str], has: bool) -> str:
    asked = view.state.get("line")
    if has:
        return next(c.value for c in view.controls if c.key == "line")
    if len(lines) < 2:
        return lines[0]
    chosen = view.choose("line", view.texts("Grens"), lines, words="line", default=lines[0], aside=True)
    return chosen if asked else lines[0]


def _year(view: View, years: list[str], has: bool) -> str:
    if not has:
        return view.choose("year", view.texts("Jaar"), years, aside=True)
    shown = next(c.value for c in view.controls if c.key == "year")
    return shown if shown in years else years[0]


def _tell(view: View, line: str, own: str) -> None:
    view.remarks.append(
        view.texts(
            "U koos de {asked}. De eerste figuur hieronder gaat over die grens. De andere cijfers op deze pagina zijn "
            "berekend voor de {own}; een onderzoek voor een andere grens maakt u met een eigen study.toml.",
            asked=view.word("line", line),
            own=view.word("line", own),
        )
    )


def in_short(view: View, rows: pl.DataFrame, line: str, year: str) -> Prose:
    """One sentence: how many households stood below the line in the year."""
    _ = view.texts
    return Prose(
        kind="context",
        paragraphs=(
            _(
                "Onder de {line} stonden in {year} {said} huishoudens.",
                line=view.word("line", line),
                year=year,
                said=natural(view, _whole(rows)),
            ),
        ),
    )


def below(view: View, rows: pl.DataFrame, line: str, year: str, by: str) -> Figure:
    """Households below the chosen line in the chosen year, per group."""
    _ = view.texts
    whole = _whole(rows)
    of_group = ordered(only(rows, attribute=by), by)
    title = headline(
        view,
        _("onder de {line} in {year}", line=view.word("line", line), year=year),
        of_group,
        whole,
    )
    return Figure(
        id="line",
        title=title,
        table="poverty",
        rows=of_group,
        columns=columns(view, Column("group", _("groep"), "word", "group")),
        says=(_("Alle huishoudens samen: {said}.", said=natural(view, whole)),),
        drawing=row_chart(
            view,
            of_group,
            lambda r: view.word("group", r["group"]),
            table="poverty",
            title=title,
            reference=whole.value,
            reference_label=_("gemiddeld"),
        ),
    )


def _whole(rows: pl.DataFrame) -> Estimate:
    found = rows.filter(pl.col("attribute").is_in(TOTALS))
    return next((estimate(r) for r in found.iter_rows(named=True)), Estimate(None))
