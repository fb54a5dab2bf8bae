"""The chain of a municipality beside all others of its size: by name, with intervals, no ranks."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, row_chart
from dashboard.findings import Comparison, Estimate, compare
from dashboard.pages.sentences import listed
from dashboard.view import Column, Figure, View, is_hidden, number, only, values

NOUGHT = Estimate(0.0, 0.0, 0.0)


def difference(row: dict[str, object]) -> Estimate:
    """The share that goes on here minus that of all others of this size."""
    if is_hidden(row):
        return Estimate(None)
    return Estimate(*(number(row, key) for key in ("difference", "difference_low", "difference_high")))


def beside_peers(view: View, table: pl.DataFrame, step: str) -> Figure:
    """One municipality over all steps, once chosen; else all of them at one step, by name."""
    _ = view.texts
    known = {
        str(t["gemeente"]): str(t.get("name") or "") for t in view.study.table("tiles").iter_rows(named=True)
    }
    codes = values(table, "gemeente")
    names = {code: known.get(code) or code for code in codes}
    codes.sort(key=lambda code: names[code])
    own = view.choose(
        "gemeente",
        _("Uw gemeente"),
        ["none", *codes],
        words=lambda code: _("geen keuze") if code == "none" else names[code],
    )
    table = table.with_columns(name=pl.col("gemeente").replace_strict(names, return_dtype=pl.String))
    if own == "none":
        return every_one(view, only(table, step=step).sort("name", "gemeente"), step)
    return one(view, only(table, gemeente=own), names[own])


def _figure(view: View, title: str, rows: pl.DataFrame, *first: Column, drawn: pl.DataFrame | None) -> Figure:
    _ = view.texts
    about = _(
        "Het verschil is met alle andere gemeenten van die grootte samen, in mensen per 1.000 bij de stap ervoor."
    )
    drawing = None
    if drawn is not None:
        drawing = row_chart(
            view,
            drawn.with_columns(value="difference", low="difference_low", high="difference_high"),
            lambda r: view.word("step", r["step"]),
            table="chain_peers",
            title=title,
            scale="points",
            reference=0.0,
            reference_label=_("geen verschil"),
        )
    return Figure(
        id="peers",
        title=title,
        table="chain_peers",
        rows=rows,
        columns=(
            *columns(view, *first, Column("peers", _("vergeleken met"), "word", "group.size")),
            Column("difference", _("verschil per 1.000"), "points"),
            Column("difference_low", _("van"), "points"),
            Column("difference_high", _("tot"), "points"),
        ),
        says=(about,),
        note=_("Geen rangorde. Gemeenten leggen resultaten verschillend vast."),
        drawing=drawing,
        open_table=drawing is None,
    )


def every_one(view: View, rows: pl.DataFrame, step: str) -> Figure:
    """How many municipalities clearly differ from others of their size at one step, and all of them by name."""
    _ = view.texts
    ways = [compare(difference(r), NOUGHT) for r in rows.iter_rows(named=True)]
    title = _(
        "Stap “{step}”, naast even grote gemeenten: "
        "{higher} duidelijk hoger, {lower} duidelijk lager, {same} zonder duidelijk verschil",
        step=view.word("step", step),
        higher=ways.count(Comparison.HIGHER),
        lower=ways.count(Comparison.LOWER),
        same=ways.count(Comparison.SAME),
    )
    return _figure(view, title, rows, Column("name", _("gemeente")), drawn=None)


def one(view: View, rows: pl.DataFrame, name: str) -> Figure:
    """At which steps one municipality clearly differs from others of its size."""
    _ = view.texts
    ways: dict[Comparison, list[str]] = {way: [] for way in Comparison}
    for r in rows.iter_rows(named=True):
        ways[compare(difference(r), NOUGHT)].append(view.word("step", r["step"]))
    if ways[Comparison.LOWER]:
        steps = listed(ways[Comparison.LOWER], view)
        title = _("{name}: duidelijk lager dan even grote gemeenten bij {steps}", name=name, steps=steps)
    elif ways[Comparison.HIGHER]:
        steps = listed(ways[Comparison.HIGHER], view)
        title = _("{name}: duidelijk hoger dan even grote gemeenten bij {steps}", name=name, steps=steps)
    elif ways[Comparison.SAME]:
        title = _("{name}: niet te onderscheiden van even grote gemeenten", name=name)
    else:
        title = _("{name}: te weinig om iets te zeggen", name=name)
    return _figure(view, title, rows, Column("step", _("stap"), "word", "step"), drawn=rows)
