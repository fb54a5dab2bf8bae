"""One measure by group, the way a reviewer reads it: plain words, a drawing with intervals, a table, crossings."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.html import Safe, bullets, element, join, table
from vroegsignalering.elsa.narrative import doers
from vroegsignalering.elsa.reading import CROSSED, at_capacity, by_verdict, crossings, everyone
from vroegsignalering.elsa.report.charts import Point, intervals
from vroegsignalering.elsa.report.dossier import MOST_ROWS, Dossier, Row
from vroegsignalering.texts import opened

MOST_CROSSED = 12
"""Crossings printed per measure; the rest stands in the evidence, and the caption says so."""

RATIO_MEASURES = frozenset({"allocation_per_need", "calibration"})


def measure(dossier: Dossier, name: str, title: str) -> Safe:
    """One measure by group: in plain words, drawn, as a table, and its crossings."""
    _, rows = dossier.texts, at_capacity(dossier.material, name)
    head = element("h3", title)
    if rows is None or not rows.height:
        return join((head, dossier.absent("fairness")))
    plain = rows.filter(~pl.col("attribute").str.contains(CROSSED))
    whole = everyone(dossier.material, name)
    reference = float(str(whole["value"])) if whole and whole["value"] is not None else None
    drawing = intervals(
        _points(dossier, plain.head(MOST_ROWS)),
        title=_("{title}, per groep met interval", title=title),
        id_=name.replace("_", "-"),
        texts=_,
        reference=reference,
        percent=name not in RATIO_MEASURES,
    )
    figure = element(
        "figure",
        drawing,
        element(
            "figcaption", title, ". ", _("De stippellijn is iedereen samen.") if reference is not None else ""
        ),
    )
    parts = [
        head,
        _plain_words(dossier, plain) if name == "coverage" else None,
        figure,
        _table(dossier, "fairness", plain, title, name),
        dossier.source("fairness"),
        _crossed(dossier, name, title),
    ]
    return join(parts)


def _crossed(dossier: Dossier, name: str, title: str) -> Safe | None:
    found = crossings(dossier.material)
    if found is None:
        return None
    rows = at_capacity(dossier.material, name, found[0])
    crossed = None if rows is None else rows.filter(pl.col("attribute").str.contains(CROSSED))
    if crossed is None or not crossed.height:
        return None
    _ = dossier.texts
    small = crossed.filter(pl.col("value").is_null())
    shown = by_verdict(crossed.filter(pl.col("value").is_not_null()))
    said = element(
        "p",
        _("Verborgen kruisingen:"),
        " ",
        dossier.counted(found[0], small),
        ".",
        f" {_('Ze zijn te klein of beschermen een ander cijfer; tabel {name} noemt ze alle.', name=found[0])}"
        if small.height
        else "",
    )
    if not shown.height:
        return said
    caption = _("Kruisingen: {title}", title=title)
    if shown.height > MOST_CROSSED:
        caption += " " + _(
            "({n} van {all}, op oordeel; de rest staat in tabel {name})",
            n=MOST_CROSSED,
            all=shown.height,
            name=found[0],
        )
    parts = (
        _table(dossier, found[0], shown.head(MOST_CROSSED), caption, name),
        said,
        dossier.source(found[0]),
    )
    return join(parts)


def _table(dossier: Dossier, origin: str, rows: pl.DataFrame, caption: str, name: str) -> Safe:
    _ = dossier.texts
    unit = "number" if name in RATIO_MEASURES else "share"
    heads = [
        _("Groep"),
        _("Waarde (interval)"),
        _("Aantal"),
        opened(dossier.words("metric", "base_rate")),
        _("Verschil in procentpunt") if unit == "share" else _("Verschil met de anderen"),
        _("Oordeel"),
    ]
    body = [
        (
            dossier.group(r),
            dossier.estimate(origin, r, unit=unit),
            dossier.whole(origin, r),
            dossier.whole(origin, r, "n_outcome"),
            _gap(dossier, origin, r, unit),
            dossier.verdict(r["verdict"]),
        )
        for r in rows.iter_rows(named=True)
    ]
    return table(caption, heads, body, numeric=(2, 3), widths=(34, 20, 8, 8, 17, 13))


def _gap(dossier: Dossier, origin: str, row: Row, unit: str) -> Safe:
    if row.get("gap") is None:
        return Safe("–")
    gap_row = dict(row) | {"row": row["gap_row"]}
    if unit == "share":
        ends = [
            dossier.points(origin, gap_row, column, of=column.replace("gap_", ""))
            for column in ("gap_low", "gap_high")
            if row.get(column) is not None
        ]
        value = dossier.points(origin, gap_row, "gap", of="value")
    else:
        renamed = gap_row | {"value": row["gap"], "low": row["gap_low"], "high": row["gap_high"]}
        value = dossier.figure(origin, renamed, "value", 2)
        ends = [
            dossier.figure(origin, renamed, column, 2)
            for column in ("low", "high")
            if renamed.get(column) is not None
        ]
    between = join((" (", ends[0], f" {dossier.texts('tot')} ", ends[1], ")")) if len(ends) == 2 else Safe("")
    return join((value, between))


def _plain_words(dossier: Dossier, rows: pl.DataFrame) -> Safe | None:
    """The plain twin: so many out of a hundred, for the largest and the smallest that can be shown."""
    _ = dossier.texts
    shown = rows.filter(pl.col("low").is_not_null() & pl.col("high").is_not_null()).sort("value")
    if shown.height < 2:
        return None
    said_rows = [shown.row(0, named=True), shown.row(-1, named=True)]
    lines = [
        join(
            (
                dossier.group(r),
                ": ",
                _("van de 100 {doers}, worden er", doers=doers(dossier.material, _)),
                " ",
                dossier.whole_span("fairness", r, 100),
                " ",
                _("gevonden."),
            )
        )
        for r in said_rows
    ]
    return join((element("p", _("In gewone woorden, voor de groepen aan beide uiteinden:")), bullets(lines)))


def _points(dossier: Dossier, rows: pl.DataFrame) -> list[Point]:
    return [
        Point(
            label=dossier.group(r),
            value=r["value"],
            low=r["low"],
            high=r["high"],
            absent=dossier.words.absent(r["status"], brief=True),
        )
        for r in rows.iter_rows(named=True)
    ]
