"""What changed since the version before: which tables are new or gone, and how many of their figures differ."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard.charts import columns, estimate, paired_chart
from dashboard.findings import Comparison, compare
from dashboard.pages.selections import TOTALS
from dashboard.study import Study
from dashboard.view import Block, Column, Figure, Prose, View

NOW, BEFORE = "now", "before"


def versions(view: View) -> list[Block]:
    """The headline figure in both versions, and every table with the number of figures that differ."""
    _ = view.texts
    before = view.study.previous
    if before is None:
        return [
            Prose(
                kind="notice",
                title=_("Er is geen vorige versie"),
                paragraphs=(
                    _(
                        "Geef bij het starten twee bewijspakketten van hetzelfde onderzoek, het nieuwste eerst: "
                        "dan staat hier wat er veranderde."
                    ),
                ),
            )
        ]
    return [*([figure] if (figure := headline_rates(view, before)) else []), changed_tables(view, before)]


def headline_rates(view: View, before: Study) -> Figure | None:
    """The share of all households that made the transition, by year, in both versions."""
    _ = view.texts
    parts = []
    for version, study in ((NOW, view.study), (BEFORE, before)):
        rates = study.table("rates")
        if {"attribute", "index_year", "line"} <= set(rates.columns):
            own = rates.filter(pl.col("attribute").is_in(TOTALS) & (pl.col("line") == study.says("line")))
            parts.append(own.with_columns(version=pl.lit(version)))
    if len(parts) < 2:
        return None
    rows = pl.concat(parts, how="diagonal_relaxed").sort("index_year", "version", descending=[False, True])
    rows = rows.with_columns(at=pl.col("index_year").cast(pl.Int64).cast(pl.String))
    moved = []
    for year, pair in rows.group_by("at", maintain_order=True):
        of = {str(r["version"]): estimate(r) for r in pair.iter_rows(named=True)}
        if len(of) == 2 and compare(of[NOW], of[BEFORE]) in (Comparison.HIGHER, Comparison.LOWER):
            moved.append(str(year[0]))
    title = _("Het hoofdcijfer is in geen jaar duidelijk anders dan in de vorige versie")
    if moved:
        title = _(
            "Het hoofdcijfer is duidelijk anders dan in de vorige versie: {years}", years=", ".join(moved)
        )
    words = {NOW: _("deze versie"), BEFORE: _("vorige versie")}
    return Figure(
        id="versions",
        title=title,
        table="rates",
        rows=rows.drop("at"),
        columns=columns(
            view, Column("index_year", _("jaar"), "year"), Column("version", _("versie"), "word", "version")
        ),
        drawing=paired_chart(
            view,
            rows,
            "at",
            "version",
            [NOW, BEFORE],
            label=lambda year: year,
            series_label=lambda version: words[version],
            table="rates",
            title=title,
        ),
    )


def changed_tables(view: View, before: Study) -> Figure:
    """Every table of either version: rows now, rows before, and rows that both have with another value."""
    _ = view.texts
    names = sorted({*view.study.frames, *before.frames})
    found = [
        {
            "name": name,
            "title": str(_about(view.study, before, name).get(f"title_{_.language}") or name),
            "rows_now": float(view.study.table(name).height),
            "rows_before": float(before.table(name).height),
            "differ": float(differing(view.study.table(name), before.table(name))),
        }
        for name in names
    ]
    rows = pl.DataFrame(found).sort("differ", "name", descending=[True, False])
    other = rows.filter((pl.col("differ") > 0) | (pl.col("rows_now") != pl.col("rows_before"))).height
    return Figure(
        id="changed",
        title=_.several(
            "{count} tabel is anders dan in de vorige versie",
            "{count} tabellen zijn anders dan in de vorige versie",
            other,
        ),
        table="rates",
        rows=rows,
        columns=(
            Column("title", _("tabel")),
            Column("rows_now", _("rijen nu"), "count"),
            Column("rows_before", _("rijen eerder"), "count"),
            Column("differ", _("rijen die alleen in een van beide zo staan"), "count"),
        ),
        open_table=True,
    )


def _about(now: Study, before: Study, name: str) -> Mapping[str, object]:
    return now.about(name) or before.about(name)


def differing(one: pl.DataFrame, other: pl.DataFrame) -> int:
    """Rows of either frame that the other does not have just so, in the columns that both have.

    Examples
    --------
    >>> differing(pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [2, 3]}))
    2
    """
    shared = [c for c in one.columns if c in other.columns and one.schema[c] == other.schema[c]]
    if not shared:
        return max(one.height, other.height)
    left, right = one.select(shared), other.select(shared)
    return (
        left.join(right, on=shared, how="anti", nulls_equal=True).height
        + right.join(left, on=shared, how="anti", nulls_equal=True).height
    )
