"""One factor from close by, and the gap between two groups in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import polars as pl

from dashboard.charts import columns, mark, row_chart, say, tick
from dashboard.drawing import GridChart, Row, RowChart, ShapeChart, Step
from dashboard.findings import signed, within
from dashboard.view import Column, Figure, Kind, View, is_hidden, number, only, values
from vroegsignalering.texts.lexicon import LEXICON

MOST = 12
FAR = 1e300
"""Beyond this an end of a step is open."""


def shape(view: View, mode: str, strongest: str = "") -> Figure | None:
    """One factor over its values, over all households."""
    _ = view.texts
    effects = only(view.study.table("effects"), mode=mode)
    models = values(effects, "model")
    if not models:
        return None
    model = view.choose("model", _("Model"), models, words="model", default="additive")
    effects = only(effects, model=model)
    feature = view.choose(
        "feature",
        _("Factor van dichtbij"),
        values(effects, "feature"),
        words="feature",
        default=strongest or None,
    )
    rows = only(effects, feature=feature)
    named = view.word("feature", feature)
    is_numeric = "from" in rows.columns and rows["from"].null_count() < rows.height
    rows = (
        rows.sort(pl.coalesce("from", "to"), "from", nulls_last=[True, False])
        if is_numeric
        else rows.sort("effect", descending=True)
    )
    title = shape_title(view, rows, named)
    crossed = [
        view.word("feature", f)
        for f in values(effects, "feature")
        if f != feature and feature in f.split(" x ")
    ]
    kind: Kind = "count" if is_numeric and all(v == round(v) for v in ends_of(rows)) else "number"
    first = [Column("from", _("vanaf"), kind), Column("to", _("tot"), kind)] if is_numeric else []
    if rows["level"].null_count() < rows.height:
        first.append(Column("level", _("waarde"), "word", "group"))
    return Figure(
        id="shape",
        title=title,
        table="effects",
        rows=rows,
        columns=(
            *first,
            Column("effect", _("effect (log-odds)"), "number"),
            Column("low", _("van"), "number"),
            Column("high", _("tot"), "number"),
            Column("n", _("aantal"), "count"),
            *((Column("status", _("getoond?"), "status", "status"),) if "status" in rows.columns else ()),
        ),
        says=(
            _("Boven nul hoort bij deze twee waarden samen een hogere kans, eronder een lagere.")
            if " x " in feature
            else _("Boven de nul is de kans hoger dan gemiddeld, eronder lager. De band is de onzekerheid."),
            _whole_effect(view, feature, crossed),
        ),
        drawing=_drawing(view, rows, named, title, is_numeric=is_numeric),
    )


def _drawing(view: View, rows: pl.DataFrame, named: str, title: str, *, is_numeric: bool) -> Any:
    if is_numeric:
        return shape_drawing(view, rows, named, title)
    return (
        pair_drawing(view, rows, title) if " x " in rows["feature"][0] else level_drawing(view, rows, title)
    )


def _whole_effect(view: View, feature: str, crossed: list[str]) -> str:
    """Whether anything of a factor stands elsewhere in the model."""
    _ = view.texts
    if " x " in feature:
        return _("Dit paar komt boven op wat de twee factoren elk voor zich doen.")
    if crossed:
        return _("Deze factor telt ook mee in een paar: {pairs}.", pairs="; ".join(crossed))
    return _("Dit is het hele effect van deze factor in het model: er is geen verborgen rest.")


def ends_of(rows: pl.DataFrame) -> list[float]:
    """Where the steps of a factor begin and end, open ends left out."""
    return [v for v in (*rows["from"].to_list(), *rows["to"].to_list()) if v is not None and abs(v) < FAR]


def shape_title(view: View, rows: pl.DataFrame, named: str) -> str:
    """Where the chance is clearly higher or lower than average, at its most."""
    _ = view.texts
    shown = [r for r in rows.iter_rows(named=True) if not is_hidden(r) and number(r, "effect") is not None]
    higher = [r for r in shown if (number(r, "low") or 0.0) > 0]
    lower = [r for r in shown if (number(r, "high") or 0.0) < 0]
    top = max(higher, key=lambda r: r["effect"], default=None)
    bottom = min(lower, key=lambda r: r["effect"], default=None)
    if top and bottom:
        return _(
            "{factor}: kans duidelijk hoger bij {top}, lager bij {bottom}",
            factor=named,
            top=step_words(view, top),
            bottom=step_words(view, bottom),
        )
    if top:
        return _("{factor}: kans duidelijk hoger bij {top}", factor=named, top=step_words(view, top))
    if bottom:
        return _("{factor}: kans duidelijk lager bij {bottom}", factor=named, bottom=step_words(view, bottom))
    return _("{factor}: geen waarde is duidelijk anders dan gemiddeld", factor=named)


def step_words(view: View, row: Mapping[str, Any]) -> str:
    """A step or level of a factor in words; of whole numbers both ends belong to the step."""
    _ = view.texts
    start, end = number(row, "from"), number(row, "to")
    say = lambda v: _.number(v, 0 if v == round(v) else 2)  # noqa: E731
    if start is None and end is None:
        return view.word("group", row.get("level")) if row.get("level") is not None else _("onbekend")
    if start is None or abs(start) > FAR:
        return _("hoogstens {end}", end=say(end or 0.0))
    if end is None or abs(end) > FAR:
        return _("{start} of meer", start=say(start))
    return say(start) if start == end else f"{say(start)} – {say(end)}"


def shape_drawing(view: View, rows: pl.DataFrame, named: str, title: str) -> ShapeChart:
    """The steps of a factor with numbers."""
    _ = view.texts
    steps = []
    numeric = rows.filter(pl.col("from").is_not_null() | pl.col("to").is_not_null())
    ends = ends_of(numeric)
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    edge = (high - low) * 0.06 or 1.0
    for row in numeric.iter_rows(named=True):
        hidden = is_hidden(row)
        start, end = number(row, "from"), number(row, "to")
        steps.append(
            Step(
                start=low - edge if start is None or abs(start) > FAR else start,
                end=high + edge if end is None or abs(end) > FAR else end,
                effect=None if hidden else number(row, "effect"),
                low=None if hidden else number(row, "low"),
                high=None if hidden else number(row, "high"),
                n=None if hidden else number(row, "n"),
            )
        )
    return ShapeChart(
        steps=widened(sorted(steps, key=lambda s: s.start)),
        tick_y=tick(view, "number"),
        tick_x=lambda v: _.number(v, 0 if v == round(v) else 2),
        x_label=named,
        n_label=_("aantal huishoudens"),
        title=title,
        footer=view.footer("effects", rows),
    )


def widened(steps: list[Step]) -> tuple[Step, ...]:
    """Steps that meet halfway: a factor that counts has values alone, such as 0, 1, 2, with nothing between them."""
    if not steps:
        return ()
    borders = [(a.end + b.start) / 2 for a, b in pairwise(steps)]
    edge = 0.5 if any(s.end <= s.start for s in steps) else 0.0
    starts = [steps[0].start - edge, *borders]
    ends = [*borders, steps[-1].end + edge]
    return tuple(replace(s, start=a, end=b) for s, a, b in zip(steps, starts, ends, strict=True))


def level_drawing(view: View, rows: pl.DataFrame, title: str) -> Any:
    """The levels of a factor with words."""

    def label(row: Mapping[str, Any]) -> str:
        return view.word("group", row["level"]) if row["level"] is not None else view.texts("onbekend")

    return row_chart(
        view,
        rows.with_columns(value=pl.col("effect")),
        label,
        table="effects",
        title=title,
        scale="number",
        from_zero=True,
    )


def pair_drawing(view: View, rows: pl.DataFrame, title: str) -> GridChart:
    """The cells of a pair; values in the order in which they are declared, numbers from low to high."""
    cells: dict[tuple[str, str], float | None] = {}
    lines: dict[str, list[str]] = {}
    for row in rows.sort(pl.col("position").cast(pl.Int64)).iter_rows(named=True):
        one, _, other = str(row["level"]).partition(" x ")
        cells[one, other] = None if is_hidden(row) else number(row, "effect")
        lines.setdefault(one, []).append(other)
    place = {code: max(line.index(code) for line in lines.values() if code in line) for _, code in cells}
    sides = list(lines), sorted(place, key=place.__getitem__)
    first, second = (
        tuple((code, view.words.cell(code)) for code in declared_first(side, feature))
        for side, feature in zip(sides, str(rows["feature"][0]).split(" x "), strict=True)
    )
    return GridChart(
        first=first,
        second=second,
        cells=cells,
        say=lambda value: signed(value, view.texts, 1),
        title=title,
        footer=view.footer("effects", rows),
    )


def declared_first(codes: list[str], feature: str) -> list[str]:
    """Codes in the order in which they are declared, then all others as they stand.

    Examples
    --------
    >>> declared_first(["55_66", "missing", "under_25"], "age_band")
    ['under_25', '55_66', 'missing']
    """
    declared = list(LEXICON.get(f"group.{feature}", {}))
    return sorted(codes, key=lambda code: declared.index(code) if code in declared else len(declared))


PARTS = ("composition", "structure", "unexplained")
PER_PART = 6


def gap(view: View, mode: str, by: str, own: str) -> Figure | None:
    """The gap between two groups, split into what explains it; the rest shown."""
    _ = view.texts
    parts = only(only(view.study.table("decomposition"), mode=mode), attribute=by)
    if not parts.height:
        return None
    pairs = [f"{g}~{r}" for g, r in parts.select("group", "reference").unique(maintain_order=True).rows()]

    def both(pair: str) -> str:
        one, _sign, other = pair.partition("~")
        return _("{one} en {other}", one=view.word("group", one), other=view.word("group", other))

    default = next((p for p in pairs if p.startswith(f"{own}~")), None)
    pair = view.choose("other", _("Verschil tussen"), pairs, words=both, default=default)
    group, _sign, reference = pair.partition("~")
    rows = only(only(parts, group=group), reference=reference)
    rows = rows.with_columns(size=pl.col("value").abs()).sort("size", descending=True, nulls_last=True)
    rows = rows.drop("size")
    title = gap_title(view, rows, both(pair))
    return Figure(
        id="gap",
        title=title,
        table="decomposition",
        rows=rows,
        columns=columns(
            view,
            Column("part", _("deel"), "word", "part"),
            Column("feature", _("factor"), "word", "feature"),
            kind="points",
        ),
        says=(
            _(
                "In gevallen per 1.000 huishoudens. De delen tellen precies op tot het verschil; wat niet "
                "verklaard is, staat erbij."
            ),
        ),
        note=_("De figuur toont per deel de grootste; de tabel toont alles."),
        drawing=gap_drawing(view, rows, title),
    )


def gap_title(view: View, rows: pl.DataFrame, both: str) -> str:
    """The entry that says most about the gap, when its interval does not touch nought."""
    _ = view.texts
    entries = rows.filter(~pl.col("feature").str.starts_with("(")) if rows.height else rows
    for r in entries.iter_rows(named=True):
        low, high, value = (number(r, k) for k in ("low", "high", "value"))
        if value is not None and low is not None and high is not None and (low > 0 or high < 0):
            return _(
                "Verschil tussen {both}: vooral {factor} ({count} per 1.000)",
                both=both,
                factor=within(view.word("feature", r["feature"])),
                count=signed(value * 1000, _, 1),
            )
    return _("Verschil tussen {both}: geen factor springt er duidelijk uit", both=both)


def gap_drawing(view: View, rows: pl.DataFrame, title: str) -> RowChart:
    """The largest entries of each part under its own heading."""
    drawn: list[Row] = []
    for part in PARTS:
        largest = only(rows, part=part).head(PER_PART)
        for k, r in enumerate(largest.iter_rows(named=True)):
            heading = view.word("part", part) if k == 0 else ""
            drawn.append(
                Row(label=view.word("feature", r["feature"]), marks=(mark(r, view),), heading=heading)
            )
    return RowChart(
        rows=tuple(drawn),
        tick=tick(view, "points"),
        say=say(view, "points"),
        kind="bar",
        title=title,
        footer=view.footer("decomposition", rows),
    )
