"""From a released frame to a drawing: which column is the label, which the value; nothing is computed anew.

Groups stay in their declared order; a hidden cell stays in its place, hatched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import polars as pl

from dashboard.drawing import LineChart, Mark, Point, Row, RowChart, Series
from dashboard.findings import (
    Estimate,
    digits_apart,
    number_text,
    of_thousand,
    points_text,
    share_text,
    signed,
)
from dashboard.view import Column, View, is_hidden, number
from vroegsignalering.texts.lexicon import LEXICON

Scale = Literal["share", "points", "number"]
LONGEST_LABEL = 60


def estimate(row: Mapping[str, object] | None) -> Estimate:
    """Value and interval of a row; all None when hidden or absent."""
    if row is None or is_hidden(row):
        return Estimate(None)
    return Estimate(number(row, "value"), number(row, "low"), number(row, "high"))


def hidden_words(row: Mapping[str, object], view: View) -> str:
    """Why a cell is empty, in a few words."""
    return view.words.absent(row.get("status"))


def mark(row: Mapping[str, object], view: View, series: int = 0) -> Mark:
    """A row as a mark."""
    e = estimate(row)
    return Mark(
        value=e.value,
        low=e.low,
        high=e.high,
        series=series,
        hidden="" if e.value is not None else hidden_words(row, view),
    )


def say(view: View, scale: Scale) -> Callable[[Mark], str]:
    """How a mark is written beside its row."""
    _ = view.texts
    if scale == "share":
        return lambda m: share_text(m.value, m.low, m.high, _)
    if scale == "points":
        return lambda m: points_text(m.value, m.low, m.high, _)
    return lambda m: number_text(m.value, m.low, m.high, _)


def tick(view: View, scale: Scale) -> Callable[[float], str]:
    """How a value is written on the axis."""
    _ = view.texts
    if scale == "share":
        return lambda v: _.percent(
            v,
            0 if abs(v * 100 - round(v * 100)) < 1e-6 else 1 if abs(v * 1000 - round(v * 1000)) < 1e-6 else 2,
        )
    if scale == "points":
        return lambda v: signed(v * 1000, _, 0 if abs(v * 1000 - round(v * 1000)) < 1e-6 else 1)
    return lambda v: (
        f"{_.number(v, 3 if abs(v) < 10 and v != round(v) else 0).rstrip('0').rstrip(',.') if v != round(v) else _.number(v)}"
    )


def ordered(frame: pl.DataFrame, attribute: str, column: str = "group") -> pl.DataFrame:
    """Groups in the order in which they are declared, others by name after them, unknown last; rows of a group as they were.

    An order by a figure would be a rank.

    Examples
    --------
    >>> ordered(pl.DataFrame({"group": ["unknown", "master", "primary"]}), "education")["group"].to_list()
    ['primary', 'master', 'unknown']
    """
    declared = list(LEXICON.get(f"group.{attribute}", {}))
    groups = sorted(
        frame[column].unique().to_list(),
        key=lambda g: (g == "unknown", declared.index(g) if g in declared else len(declared), g),
    )
    place = {group: k for k, group in enumerate(groups)}
    return frame.sort(pl.col(column).replace_strict(place, return_dtype=pl.Int64), maintain_order=True)


def row_chart(
    view: View,
    frame: pl.DataFrame,
    label: Callable[[Mapping[str, Any]], str],
    *,
    table: str,
    title: str,
    scale: Scale = "share",
    kind: Literal["dot", "bar"] = "dot",
    reference: float | None = None,
    reference_label: str = "",
    from_zero: bool = False,
) -> RowChart:
    """One mark per row of the frame."""
    rows = tuple(Row(label=label(r), marks=(mark(r, view),)) for r in frame.iter_rows(named=True))
    return RowChart(
        rows=rows,
        tick=tick(view, scale),
        say=say(view, scale),
        kind=kind,
        reference=reference,
        reference_label=reference_label,
        from_zero=from_zero,
        title=title,
        footer=view.footer(table, frame),
    )


def paired_chart(
    view: View,
    frame: pl.DataFrame,
    column: str,
    series_column: str,
    series: Sequence[str],
    *,
    label: Callable[[str], str],
    series_label: Callable[[str], str],
    table: str,
    title: str,
    scale: Scale = "share",
    kind: Literal["dot", "bar"] = "dot",
) -> RowChart:
    """One row per value of ``column``, one mark per series (at most four)."""
    rows: list[Row] = []
    for code in frame[column].unique(maintain_order=True).to_list():
        part = {str(r[series_column]): r for r in frame.filter(pl.col(column) == code).iter_rows(named=True)}
        marks = tuple(mark(part[s], view, k) for k, s in enumerate(series[:4]) if s in part)
        rows.append(Row(label=label(str(code)), marks=marks))
    return RowChart(
        rows=tuple(rows),
        tick=tick(view, scale),
        say=say(view, scale),
        kind=kind,
        series=tuple(series_label(s) for s in series[:4]),
        title=title,
        footer=view.footer(table, frame),
    )


def line_chart(
    view: View,
    frame: pl.DataFrame,
    x: str,
    series_column: str,
    series: Sequence[str],
    *,
    series_label: Callable[[str], str],
    table: str,
    title: str,
    scale: Scale = "share",
    x_label: str = "",
    y_label: str = "",
    mark_x: float | None = None,
    mark_label: str = "",
) -> LineChart:
    """One line per series (at most four) over the numbers of column ``x``."""
    lines = []
    for name in series[:4]:
        part = frame.filter(pl.col(series_column) == name) if series_column else frame
        points = []
        for r in part.sort(x).iter_rows(named=True):
            e = estimate(r)
            points.append(Point(x=float(r[x]), value=e.value, low=e.low, high=e.high))
        lines.append(Series(name=series_label(name), points=tuple(points)))
    return LineChart(
        series=tuple(lines),
        tick_y=tick(view, scale),
        tick_x=lambda v: f"{v:.0f}".replace("-", "−"),
        x_label=x_label,
        y_label=y_label,
        mark_x=mark_x,
        mark_label=mark_label,
        title=title,
        footer=view.footer(table, frame),
    )


def columns(
    view: View, *first: Column, kind: Literal["share", "points", "number", "measure"] = "share"
) -> tuple[Column, ...]:
    """The given columns, then value, interval, n and status."""
    _ = view.texts
    names = {"share": _("aandeel"), "points": _("per 1.000"), "number": _("waarde"), "measure": _("waarde")}
    return (
        *first,
        Column("value", names[kind], kind),
        Column("low", _("van"), kind),
        Column("high", _("tot"), kind),
        Column("n", _("aantal"), "count"),
        Column("status", _("getoond?"), "status", "status"),
    )


def natural(view: View, e: Estimate) -> str:
    """A share as "x of 1,000", with its interval; one decimal more where whole numbers would not tell its ends apart."""
    _ = view.texts
    if e.value is None:
        return _("verborgen om mensen te beschermen")
    if e.low is None or e.high is None:
        return of_thousand(e.value, _)
    digits = digits_apart((e.low, e.value, e.high), 1000, 0 if e.value * 1000 >= 10 else 1)
    return _(
        "{said} ({low} tot {high})",
        said=of_thousand(e.value, _)
        if digits == 0
        else _("{count} van de 1.000", count=_.number(e.value * 1000, digits)),
        low=_.number(e.low * 1000, digits),
        high=_.number(e.high * 1000, digits),
    )
