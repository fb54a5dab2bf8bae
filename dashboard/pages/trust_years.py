"""Trust over the years: inputs and quality against named limits, and how stable the choice of households is."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard.charts import columns, line_chart, row_chart
from dashboard.pages.sentences import listed
from dashboard.view import Block, Column, Figure, View, only, values
from vroegsignalering.texts import opened

OUTSIDE = ("act", "watch", "outside", "off", "beyond")
"""States of a figure that has left its limit, or is near it."""


def drift_title(view: View, of_metric: pl.DataFrame, outside: pl.DataFrame) -> str:
    """How many of what is watched stay within their limit, and which leave it."""
    _ = view.texts
    known = of_metric.filter(pl.col("limit").is_not_null()) if "limit" in of_metric.columns else of_metric
    watched = known["feature"].n_unique()
    names = [view.word("feature", f) for f in outside["feature"].unique(maintain_order=True).to_list()]
    if not watched:
        return _("Zo beweegt dit door de jaren; er is geen grens voor afgesproken")
    if not names:
        return _.several(
            "{count} is gevolgd en blijft binnen de afgesproken grens",
            "Alle {count} blijven binnen de afgesproken grens",
            watched,
        )
    return _("Niet altijd binnen de afgesproken grens: {names}", names=listed(names, view))


def drift(view: View) -> list[Block]:
    """How inputs and quality move over the years, with named limits, and what stays the same from start to start."""
    return [figure for figure in (moved(view), stable(view)) if figure]


def moved(view: View) -> Figure | None:
    """What moves most over the years, beside its limit."""
    _ = view.texts
    table = view.study.table("drift")
    if not table.height:
        return None
    metric = view.choose("metric", _("Maat"), values(table, "metric"), words="metric")
    rows = only(table, metric=metric)
    most = (
        rows.group_by("feature", maintain_order=True)
        .agg(pl.col("value").max())
        .sort("value", descending=True, nulls_last=True)
    )
    outside = rows.filter(pl.col("state").is_in(OUTSIDE)) if "state" in rows.columns else rows.clear()
    title = drift_title(view, rows, outside)
    return Figure(
        id="drift",
        title=title,
        table="drift",
        rows=rows.sort("feature", "year"),
        columns=(
            Column("feature", _("kenmerk"), "word", "feature"),
            Column("year", _("jaar"), "year"),
            Column("value", _("waarde"), "number"),
            Column("limit", _("grens"), "number"),
            Column("state", _("oordeel"), "word", "state"),
        ),
        says=(_("De figuur toont de vier die het meest verschuiven; de tabel toont alles."),),
        drawing=line_chart(
            view,
            rows,
            "year",
            "feature",
            [str(f) for f in most["feature"].head(4).to_list()],
            series_label=lambda f: view.word("feature", f),
            table="drift",
            title=title,
            scale="number",
            y_label=view.word("metric", metric),
        ),
    )


def stable(view: View) -> Figure | None:
    """What stays the same with another start, sample or year."""
    _ = view.texts
    table = view.study.table("stability")
    if not table.height:
        return None
    metric = view.choose(
        "outcome", _("Wat blijft gelijk"), values(table, "metric"), words="metric", default="same_selected"
    )
    rows = only(table, metric=metric)
    same = only(rows, metric="same_selected")["value"].drop_nulls()
    title = _(
        "{metric}, bij een andere start, steekproef of jaar", metric=opened(view.word("metric", metric))
    )
    if same.len():
        title = _(
            "Bij een andere start, steekproef of jaar blijft {least} tot {most} van de keuze gelijk",
            least=_.percent(float(str(same.min())), 0),
            most=_.percent(float(str(same.max())), 0),
        )

    def part(row: Mapping[str, object]) -> str:
        what = view.word("what", row["what"])
        return f"{what} ({row['part']})" if row.get("part") else what

    return Figure(
        id="stability",
        title=title,
        table="stability",
        rows=rows,
        columns=columns(
            view,
            Column("what", _("wat"), "word", "what"),
            Column("part", _("welke")),
            Column("metric", _("maat"), "word", "metric"),
            kind="number",
        ),
        drawing=row_chart(view, rows, part, table="stability", title=title, scale="number"),
    )
