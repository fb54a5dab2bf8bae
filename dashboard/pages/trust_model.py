"""Trust in the model: calibration, gain over simple rules, the price of readability."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, say, tick
from dashboard.drawing import LineChart, Mark, Point, Row, RowChart, Series
from dashboard.findings import Comparison, Estimate, compare
from dashboard.pages.sentences import listed
from dashboard.view import Block, Column, Figure, View, number, only, values


def calibration(view: View) -> list[Block]:
    """Expected against observed, per bin of the score."""
    _ = view.texts
    table = view.study.table("calibration")
    model = view.choose("model", _("Model"), values(table, "model"), words="model", default="additive")
    table = only(table, model=model)
    mode = view.choose_mode(table)
    table = only(table, mode=mode)
    split = "test" if "test" in values(table, "split") else (values(table, "split") or [""])[-1]
    rows = only(table, split=split).sort(pl.col("bin").cast(pl.Int64, strict=False), "bin", nulls_last=True)
    points, off = [], 0
    for r in rows.iter_rows(named=True):
        e, expected = estimate(r), number(r, "expected")
        if expected is None:
            continue
        points.append(Point(x=expected, value=e.value, low=e.low, high=e.high))
        off += compare(e, Estimate(expected)) in (Comparison.HIGHER, Comparison.LOWER)
    seen = sum(p.value is not None for p in points)
    title = _("De geschatte kans klopt in {ok} van de {all} klassen", ok=seen - off, all=seen)
    if not seen:
        title = _("Te weinig huishoudens om te zeggen of de kans klopt")
    percent = tick(view, "share")
    drawing = LineChart(
        series=(Series(name=view.word("model", model), points=tuple(points)),),
        tick_y=percent,
        tick_x=percent,
        x_label=_("geschatte kans"),
        y_label=_("wat werkelijk gebeurde, met 95%-interval"),
        diagonal=True,
        every_x=False,
        title=title,
        footer=view.footer("calibration", rows),
    )
    return [
        Figure(
            id="calibration",
            title=title,
            table="calibration",
            rows=rows,
            columns=columns(view, Column("bin", _("klasse")), Column("expected", _("verwacht"), "share")),
            says=(
                _(
                    "Op de schuine lijn is de schatting precies goed. Getoetst bij mensen die het model nooit zag."
                ),
            ),
            drawing=drawing if points else None,
        )
    ]


def baselines(view: View) -> list[Block]:
    """The model beside simple rules, and the price of readability."""
    _ = view.texts
    blocks: list[Block] = []
    table = view.study.table("baselines")
    if table.height:
        metric = view.choose("metric", _("Maat"), values(table, "metric"), words="metric", default="coverage")
        rows = only(table, metric=metric).sort("gain", descending=True, nulls_last=True)
        gains = [
            Row(
                label=view.word("baseline", r["baseline"]), marks=(_mark(r, "gain", "gain_low", "gain_high"),)
            )
            for r in rows.iter_rows(named=True)
            if r["baseline"] != "model"
        ]
        worst = [
            r
            for r in rows.iter_rows(named=True)
            if number(r, "gain_low") is not None and float(r["gain_low"]) <= 0
        ]
        title = _("Het model doet het duidelijk beter dan elke simpele regel")
        if worst:
            title = _(
                "Niet duidelijk beter dan: {rule}. Dan verdient de simpele regel de voorkeur",
                rule=view.word("baseline", worst[0]["baseline"]),
            )
        blocks.append(
            Figure(
                id="baselines",
                title=title,
                table="baselines",
                rows=rows,
                columns=(
                    Column("baseline", _("regel"), "word", "baseline"),
                    Column("value", _("waarde"), "number"),
                    Column("gain", _("winst van het model"), "number"),
                    Column("gain_low", _("van"), "number"),
                    Column("gain_high", _("tot"), "number"),
                    Column("verdict", _("oordeel van de toets"), "word", "verdict"),
                ),
                says=(
                    _(
                        "De winst van het model boven elke regel, op: {metric}.",
                        metric=view.word("metric", metric),
                    ),
                ),
                drawing=RowChart(
                    rows=tuple(gains),
                    tick=tick(view, "number"),
                    say=say(view, "number"),
                    kind="bar",
                    title=title,
                    footer=view.footer("baselines", rows),
                ),
            )
        )
    blocks += _readability(view) + _performance(view)
    return blocks


def _mark(row: dict[str, object], value: str, low: str, high: str) -> Mark:
    """A mark from the named columns."""
    found = number(row, value)
    return Mark(
        value=found, low=number(row, low), high=number(row, high), hidden="" if found is not None else "–"
    )


def _readability(view: View) -> list[Block]:
    _ = view.texts
    rows = view.study.table("readability")
    if not rows.height:
        return []
    clear = [r for r in rows.iter_rows(named=True) if _clearly_worse(r)]
    title = _("Het leesbare model is niet duidelijk minder dan een ondoorzichtig")
    if clear:
        title = _(
            "De prijs van een leesbaar model: duidelijk minder op {metrics}",
            metrics=listed([view.word("metric", r["metric"]) for r in clear], view, 2),
        )
    drawn = [
        Row(label=view.word("metric", r["metric"]), marks=(_mark(r, "difference", "low", "high"),))
        for r in rows.iter_rows(named=True)
    ]
    shown = [c for c in ("additive", "black_box", "difference", "low", "high") if c in rows.columns]
    label = {
        "additive": _("leesbaar"),
        "black_box": _("ondoorzichtig"),
        "difference": _("verschil"),
        "low": _("van"),
        "high": _("tot"),
    }
    return [
        Figure(
            id="readability",
            title=title,
            table="readability",
            rows=rows,
            columns=(
                Column("metric", _("maat"), "word", "metric"),
                *(Column(c, label[c], "number") for c in shown),
            ),
            says=(
                _(
                    "Het leesbare model min een ondoorzichtig model. Dat laatste bestaat alleen in deze toets en wordt "
                    "niet gebruikt. “Het best mogelijke” kent de kans die de verzonnen wereld zelf gebruikte."
                ),
            ),
            drawing=RowChart(
                rows=tuple(drawn),
                tick=tick(view, "number"),
                say=say(view, "number"),
                title=title,
                footer=view.footer("readability", rows),
            )
            if "difference" in rows.columns
            else None,
        )
    ]


def _clearly_worse(row: dict[str, object]) -> bool:
    """Whether the readable model is clearly worse; a loss is worse when it is higher."""
    low, high = number(row, "low"), number(row, "high")
    if low is None or high is None:
        return False
    return low > 0 if "loss" in str(row["metric"]) else high < 0


def _performance(view: View) -> list[Block]:
    _ = view.texts
    rows = only(view.study.table("performance"), split="test")
    if not rows.height:
        return []
    return [
        Figure(
            id="performance",
            title=_("Kwaliteit van alle modellen bij mensen die geen model eerder zag"),
            table="performance",
            rows=rows.sort("metric", "model", "mode"),
            columns=columns(
                view,
                Column("metric", _("maat"), "word", "metric"),
                Column("model", _("model"), "word", "model"),
                Column("mode", _("gegevens"), "word", "mode"),
                kind="number",
            ),
        )
    ]
