"""Turns blocks into Dash components: one pattern for every figure, with its table, downloads and source.

A figure is a ``figure`` with a finding as heading, sentences, an image with a text alternative, a real table, links to
CSV, SVG and itself. Hidden cells are hatched and named.
"""

from __future__ import annotations

from typing import Any, cast

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dashboard.drawing.tiles import Area, by_province
from dashboard.plain import tag
from dashboard.state import State
from dashboard.tables import source, table, written
from dashboard.view import (
    Block,
    Built,
    Control,
    Facts,
    Figure,
    Grid,
    MapList,
    Prose,
)

WIDE, NARROW = 760, 340
BRIEF, LONG = 9, 26
"""Letters up to which two choices fit beside each other on a telephone, and beyond which one needs more room."""
SHORT, LONG_TABLE = 20, 60
"""Rows up to which a grid is shown whole, and beyond which a table is opened and printed only when a reader asks."""


def heading(level: int, text: str, **more: Any) -> Any:
    """A heading of the right level."""
    return {1: html.H1, 2: html.H2, 3: html.H3, 4: html.H4}[level](text, **more)


def block(built: Built, page: str, state: State, one: Block) -> Any:
    """The component of a block."""
    if isinstance(one, Figure):
        return figure(built, page, state, one)
    if isinstance(one, Facts):
        return facts(one)
    if isinstance(one, MapList):
        return map_list(built, page, state, one)
    if isinstance(one, Grid):
        return grid(built, page, state, one)
    if one.kind == "context":
        return context(built, one)
    return prose(one, state)


def prose(one: Prose, state: State) -> Any:
    """Sentences or a list under a heading."""
    parts: list[Any] = (
        [heading(one.level, one.title, **({"id": one.anchor} if one.anchor else {}))] if one.title else []
    )
    parts += [html.P(text) for text in one.paragraphs]
    if one.items:
        tag = html.Ol if one.kind == "steps" else html.Ul
        parts.append(tag([html.Li(text) for text in one.items]))
    if one.links:
        parts.append(
            html.Ul([html.Li(link(href, text, state)) for text, href in one.links], className="links")
        )
    if one.kind == "notice":
        return html.Div(parts, className="prose notice", role="note")
    return html.Section(parts, className=f"prose {one.kind}")


def context(built: Built, one: Prose) -> Any:
    """The sentence about the chosen line and year, with the choices that change it."""
    _ = built.texts
    choices: list[Any] = [control(c) for c in built.controls if c.aside]
    return html.Section(
        [html.P(one.paragraphs[0]), html.Div(choices, className="choices")],
        className="context",
        **cast(Any, {"aria-label": _("Grens en jaar")}),
    )


def link(href: str, text: str, state: State, **more: Any) -> Any:
    """A link inside the dashboard that keeps the shared choices; other addresses stay as they are."""
    if href.startswith(("/data", "/table")) or href.startswith("http"):
        return html.A(text, href=href, **more)
    path, _, mark = href.partition("#")
    path, _, own = path.partition("?")
    asked = dict(state.shared().asked) | dict(State.read(own).asked)
    where = path + State(tuple(sorted(asked.items()))).query() + (f"#{mark}" if mark else "")
    return html.A(text, href=where, className="go", **more)


def facts(one: Facts) -> Any:
    """Key figures as a description list."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(f.label),
                    html.Dd(
                        [
                            big(f.value),
                            *([html.Span(f.interval, className="interval")] if f.interval else []),
                            *([html.Span(f.says, className="says")] if f.says else []),
                        ]
                    ),
                ],
                className="fact",
            )
            for f in one.facts
        ],
        className="facts",
    )


def big(said: str) -> Any:
    """A key figure with its number large and the rest of its words small."""
    number, _space, rest = said.partition(" ")
    parts: list[Any] = [number, *([" ", html.Small(rest)] if rest else [])]
    return html.Span(parts, className="big")


def figure(built: Built, page: str, state: State, one: Figure, level: int = 2) -> Any:
    """A finding with drawing, table and downloads."""
    _ = built.texts
    parts: list[Any] = [heading(level, one.title, id=one.id)]
    parts += [html.P(text, className="says") for text in one.says]
    if one.drawing is not None:
        parts.append(picture(page, state, one))
    if one.note:
        parts.append(html.P(one.note, className="note"))
    parts += numbers(built, one, is_open=one.open_table or one.drawing is None)
    parts.append(source(built, page, state, one))
    return html.Figure(parts, className="figure", **cast(Any, {"aria-labelledby": one.id}))


def numbers(built: Built, one: Figure, *, is_open: bool) -> list[Any]:
    """The table under a figure; a long one stays shut, and on paper a sentence takes its place until it is opened."""
    _ = built.texts
    count = one.rows.height
    is_long = count > LONG_TABLE
    shut = _(
        "Deze tabel heeft {count} rijen en staat niet op papier. Open de tabel voor u afdrukt, of download het CSV-bestand.",
        count=_.number(count),
    )
    return [
        html.Details(
            [html.Summary(_("Tabel met alle getallen")), table(built, one)],
            open=is_open and not is_long,
            className="numbers long" if is_long else "numbers",
        ),
        *([html.P(shut, className="note paper")] if is_long else []),
    ]


def picture(page: str, state: State, one: Figure) -> Any:
    """The drawing as an image, in a wide and a narrow version."""
    base = f"/figure/{page}/{one.id}.svg{state.query(w=None)}"
    joint = "&" if "?" in base else "?"
    alt = " ".join([one.title, *one.says])
    return html.Picture(
        [
            html.Source(media="(max-width: 640px)", srcSet=f"{base}{joint}w={NARROW}"),
            html.Img(src=f"{base}{joint}w={WIDE}", alt=alt, className="drawing"),
        ]
    )


def control(one: Control) -> Any:
    """A select with a visible label; its value goes to the address, the address makes the page."""
    id = {"type": "choice", "key": one.key, "was": one.value}
    data = cast(Any, [{"value": v, "label": label} for v, label in one.options])
    if one.many:
        picked = [v for v in one.value.split(",") if v]
        return dmc.MultiSelect(
            id=id,
            label=one.label,
            data=data,
            value=picked,
            searchable=True,
            className="choice wide",
            withScrollArea=False,
            comboboxProps={"withinPortal": False},
        )
    return dmc.Select(
        id=id,
        label=one.label,
        data=data,
        value=one.value,
        allowDeselect=False,
        searchable=len(one.options) > 15,
        className=f"choice{_room(one)}",
        withScrollArea=False,
        comboboxProps={"withinPortal": False},
    )


def _room(one: Control) -> str:
    """The class for a choice of short or of long words."""
    longest = max((len(label) for _value, label in one.options), default=0)
    return " brief" if longest <= BRIEF else " long" if longest > LONG else ""


def map_list(built: Built, page: str, state: State, one: MapList) -> Any:
    """The map, and under it every gemeente by name within its province: reachable by keyboard, no rank."""
    _ = built.texts
    said = {code: words for code, _name, _province, words in one.areas}
    areas = tuple(Area(code=c, name=n, province=p, q=0, r=0, band=None) for c, n, p, _w in one.areas)
    provinces = [
        html.Details(
            [
                html.Summary(_("{province}: {count} gemeenten", province=province, count=len(found))),
                html.Ul(
                    [
                        tag(
                            "Li",
                            [
                                tag("A", a.name, href=state.query(gemeente=a.code), className="go"),
                                tag("Span", f" {said[a.code]}", className="band"),
                            ],
                        )
                        for a in found
                    ]
                ),
            ]
        )
        for province, found in by_province(areas).items()
    ]
    return html.Div(
        [
            figure(built, page, state, one.figure),
            html.Section([html.H3(_("Gemeenten op naam")), *provinces], className="by-name"),
        ]
    )


def grid(built: Built, page: str, state: State, one: Grid) -> Any:
    """A long table to search in; only its first column can be sorted, so that no place gets a rank."""
    _ = built.texts
    columns = [
        {
            "field": c.key,
            "headerName": c.label,
            "sortable": k == 0,
            "filter": "agTextColumnFilter" if c.kind in ("text", "word") else False,
            "type": "rightAligned" if c.kind not in ("text", "word", "status") else None,
            "minWidth": 190 if c.key == "said" else 140 if k == 0 else 110,
            "flex": 2 if k == 0 or c.key == "said" else 1,
        }
        for k, c in enumerate(one.figure.columns)
    ]
    long = one.figure.rows.height > SHORT
    rows = [
        {c.key: written(built, c, row) for c in one.figure.columns}
        for row in one.figure.rows.iter_rows(named=True)
    ]
    return html.Section(
        [
            html.H2(one.title, id=one.id),
            dag.AgGrid(
                id=f"grid-{one.id}",
                rowData=rows,
                columnDefs=columns,
                dashGridOptions={
                    "localeText": grid_texts(built),
                    "domLayout": "normal" if long else "autoHeight",
                    "animateRows": False,
                },
                className="places",
                style={"height": "480px" if long else None, "width": "100%"},
            ),
            *numbers(built, one.figure, is_open=False),
            source(built, page, state, one.figure),
        ],
        className="figure",
    )


def grid_texts(built: Built) -> dict[str, str]:
    """The grid's own words in the reader's language."""
    _ = built.texts
    return {
        "filterOoo": _("Zoek…"),
        "contains": _("bevat"),
        "notContains": _("bevat niet"),
        "equals": _("is gelijk aan"),
        "notEqual": _("is niet gelijk aan"),
        "startsWith": _("begint met"),
        "endsWith": _("eindigt op"),
        "blank": _("leeg"),
        "notBlank": _("niet leeg"),
        "andCondition": _("en"),
        "orCondition": _("of"),
        "noRowsToShow": _("Geen rijen"),
        "ariaFilterInput": _("Zoek in deze kolom"),
        "ariaSearchFilterValues": _("Zoek in deze kolom"),
    }
