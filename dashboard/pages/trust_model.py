"""Trust in the model: calibration, gain over simple rules, the price of readability, drift."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, line_chart, row_chart, say, tick
from dashboard.drawing import LineChart, Mark, Point, Row, RowChart, Series
from dashboard.findings import Comparison, Estimate, compare, opened
from dashboard.pages.common import listed
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
    rows = only(table, split=split).sort("expected", nulls_last=True)
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
        footer=view.footer("calibration"),
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
            Row(label=view.word("baseline", r["baseline"]), marks=(_gain(r),))
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
                    footer=view.footer("baselines"),
                ),
            )
        )
    blocks += _readability(view) + _performance(view)
    return blocks


def _gain(row: dict[str, object]) -> Mark:
    value = number(row, "gain")
    return Mark(
        value=value,
        low=number(row, "gain_low"),
        high=number(row, "gain_high"),
        hidden="" if value is not None else "–",
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
        Row(
            label=view.word("metric", r["metric"]),
            marks=(
                Mark(
                    value=number(r, "difference"),
                    low=number(r, "low"),
                    high=number(r, "high"),
                    hidden="" if number(r, "difference") is not None else "–",
                ),
            ),
        )
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
                say=lambda m: say(view, "number")(m),
                title=title,
                footer=view.footer("readability"),
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
    """How inputs and quality move over the years, with named limits."""
    _ = view.texts
    table = view.study.table("drift")
    blocks: list[Block] = []
    if table.height:
        metric = view.choose("metric", _("Maat"), values(table, "metric"), words="metric")
        of_metric = only(table, metric=metric)
        most = (
            of_metric.group_by("feature", maintain_order=True)
            .agg(pl.col("value").max())
            .sort("value", descending=True, nulls_last=True)
        )
        names = [str(f) for f in most["feature"].head(4).to_list()]
        outside = (
            of_metric.filter(pl.col("state").is_in(OUTSIDE))
            if "state" in of_metric.columns
            else of_metric.clear()
        )
        title = drift_title(view, of_metric, outside)
        blocks.append(
            Figure(
                id="drift",
                title=title,
                table="drift",
                rows=of_metric.sort("feature", "year"),
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
                    of_metric,
                    "year",
                    "feature",
                    names,
                    series_label=lambda f: view.word("feature", f),
                    table="drift",
                    title=title,
                    scale="number",
                    y_label=view.word("metric", metric),
                ),
            )
        )
    rows = view.study.table("stability")
    if rows.height:
        metric = view.choose(
            "outcome", _("Bestand tegen"), values(rows, "metric"), words="metric", default="same_selected"
        )
        rows = only(rows, metric=metric)
        same = (
            only(rows, metric="same_selected")["value"].drop_nulls()
            if "metric" in rows.columns
            else pl.Series()
        )
        title = _(
            "{metric}, bij een andere start, steekproef of jaar", metric=opened(view.word("metric", metric))
        )
        if same.len():
            title = _(
                "Bij een andere start, steekproef of jaar blijft {least} tot {most} van de keuze gelijk",
                least=_.percent(float(str(same.min())), 0),
                most=_.percent(float(str(same.max())), 0),
            )
        blocks.append(
            Figure(
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
                drawing=row_chart(
                    view,
                    rows,
                    lambda r: (
                        f"{view.word('what', r['what'])} ({r['part']})"
                        if r.get("part")
                        else view.word("what", r["what"])
                    ),
                    table="stability",
                    title=title,
                    scale="number",
                ),
            )
        )
    return blocks
