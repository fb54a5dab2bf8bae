"""The numbers under a figure: a real table, its source, its downloads; every cell carries its exact value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dash import html

from dashboard.findings import (
    Interval,
    chance_text,
    plain_number,
    points_digits,
    share_digits,
    signed,
)
from dashboard.plain import tag
from dashboard.provenance import OF_NOBODY, origin, reference_date
from dashboard.state import State
from dashboard.view import (
    Built,
    Column,
    Figure,
    is_hidden,
    number,
    scale_of,
)

MOST_ROWS = 400
ESTIMATE = ("low", "value", "high")
"""Columns of a value and the ends of its interval: one number of decimals for the three, that tells the ends apart."""
WORDED = ("text", "word", "status", "date")
"""Kinds of columns that are no numbers."""

SENTENCE = 60
"""Characters from which a cell is a sentence that wants a wide column."""


def source(built: Built, page: str, state: State, one: Figure) -> Any:
    """Source, reference date, how many cells are hidden, downloads and the link to this figure."""
    _ = built.texts
    said = [_("Bron: {source}", source=origin(built.study, one.table, built.words))]
    date = reference_date(built.study, one.table, one.rows, _)
    if date:
        said.append(_("Peildatum: {date}", date=date))
    hidden = sum(is_hidden(row) for row in one.rows.iter_rows(named=True))
    if hidden:
        said.append(
            _.several(
                "{count} cel verborgen om mensen te beschermen",
                "{count} cellen verborgen om mensen te beschermen",
                hidden,
            )
        )
    if built.study.is_synthetic and one.table not in OF_NOBODY:
        said.append(_("synthetische data"))
    query = state.query()
    name = {"aria-describedby": one.id}
    links = [html.A("CSV", href=f"/data/{page}/{one.id}.csv{query}", download="", **cast(Any, name))]
    if one.drawing is not None:
        href = f"/figure/{page}/{one.id}.svg{query}{'&' if query else '?'}download=1"
        links.append(html.A("SVG", href=href, download="", **cast(Any, name)))
    links.append(html.A(_("link naar deze figuur"), href=f"{query or '?'}#{one.id}", **cast(Any, name)))
    parts: list[Any] = []
    for entry in links:
        parts += [entry, " "]
    return html.Figcaption([html.Span(" · ".join(said) + ". "), html.Span(parts, className="downloads")])


def table(built: Built, one: Figure) -> Any:
    """A real table; every number carries its exact value in ``data-value``."""
    _ = built.texts
    columns = [c for c in one.columns if says_something(one, c)]
    head = tag(
        "Tr",
        [tag("Th", c.label, scope="col", className="" if c.kind in WORDED else "num") for c in columns],
    )
    body = [
        tag("Tr", [cell(built, c, row, first=k == 0) for k, c in enumerate(columns)])
        for row in one.rows.head(MOST_ROWS).iter_rows(named=True)
    ]
    more = []
    if one.rows.height > MOST_ROWS:
        more = [
            html.P(
                _("De eerste {count} rijen. Alle rijen staan in het CSV-bestand.", count=_.number(MOST_ROWS)),
                className="note",
            )
        ]
    return html.Div(
        [html.Table([html.Caption(one.title, className="out"), html.Thead(head), html.Tbody(body)]), *more],
        className="scroll",
        tabIndex="0",
        role="region",
        **cast(Any, {"aria-label": _("Tabel: {title}", title=one.title)}),
    )


def says_something(one: Figure, column: Column) -> bool:
    """Whether a column has a value in any row that is shown; one that is empty all the way down is left out."""
    if column.key not in one.rows.columns:
        return False
    if column.key in ESTIMATE:
        return True
    shown = [row for row in one.rows.iter_rows(named=True) if not is_hidden(row)]
    if column.kind in WORDED:
        return any(row[column.key] not in (None, "") for row in shown) or not shown
    return any(number(row, column.key) is not None for row in shown) or not shown


def cell(built: Built, column: Column, row: Mapping[str, Any], first: bool) -> Any:
    """One cell, formatted by its kind; a number carries its exact value."""
    text = written(built, column, row)
    if column.kind in WORDED:
        if first:
            return tag("Th", text, scope="row")
        is_marked = column.kind == "status" and is_hidden(row)
        kind = "when" if column.kind == "date" else "sentence" if len(text) > SENTENCE else ""
        return tag("Td", text, className="hidden-cell" if is_marked else kind)
    value = number(row, column.key)
    if value is None:
        return tag("Td", text, className="num hidden-cell" if is_hidden(row) else "num")
    return tag("Td", text, className="num", **{"data-value": f"{value:.6g}"})


def written(built: Built, column: Column, row: Mapping[str, Any]) -> str:
    """What a cell says: words, a number as its column writes it, or why there is none."""
    raw = row.get(column.key)
    if column.kind == "text":
        return built.words.listed(column.words, str(raw or ""))
    if column.kind == "date":
        return built.texts.date(str(raw or ""))
    if column.kind in ("word", "status"):
        return built.words(column.words or column.key, "" if raw is None else str(raw))
    value = number(row, column.key)
    if value is None:
        return built.words.absent(row.get("status"), brief=True)
    return say(built, column, row, value)


def interval(row: Mapping[str, Any]) -> Interval | None:
    """Low end, value and high end of a row that has all three."""
    low, value, high = (number(row, key) for key in ESTIMATE)
    return None if low is None or value is None or high is None else (low, value, high)


def say(built: Built, column: Column, row: Mapping[str, Any], value: float) -> str:
    """A number as its column, or for a mixed column its row, says it."""
    _ = built.texts
    ends = interval(row) if column.key in ESTIMATE else None
    match scale_of(str(row.get("metric"))) if column.kind == "measure" else column.kind:
        case "share":
            digits = share_digits(ends) if ends else 2 if value < 0.01 else 1
            return _.percent(value, max(1, digits))
        case "gap":
            return signed(value * 100, _, 1)
        case "points":
            digits = points_digits(ends) if ends else 1
            return signed(value * 1000, _, digits)
        case "euro":
            return "€ " + _.number(value)
        case "year":
            return f"{value:.0f}"
        case "count":
            return plain_number(value, _)
        case "chance":
            return chance_text(value, _)
        case _other:
            digits = 0 if value == round(value) and abs(value) >= 10 else 2 if abs(value) >= 10 else 3
            return plain_number(value, _, digits)
