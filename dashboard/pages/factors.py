"""Risk factors by group: what goes together with a higher chance, for whom, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.charts import columns, estimate, paired_chart, row_chart
from dashboard.drawing import RowChart
from dashboard.findings import Comparison, Estimate, compare, points_digits, signed, within
from dashboard.pages.factor_parts import MOST, gap, shape
from dashboard.pages.selections import attributes
from dashboard.pages.sentences import is_debt, is_exit, limits, listed
from dashboard.view import Block, Column, Figure, View, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Risicofactoren per groep")
QUESTION = N_("Wat gaat samen met een hogere kans, en bij wie?")
NOUGHT = Estimate(0.0, 0.0, 0.0)


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    factors = view.study.table("factors")
    notice = view.absent("factors")
    if notice:
        return _("Dit bewijspakket bevat geen factoren per groep."), [notice]
    by = view.choose(
        "by", _("Groepen naar"), attributes(factors), words="attribute", default="household_type"
    )
    mode = view.choose_mode(factors)
    chosen = only(only(factors, attribute=by), mode=mode)
    year = view.choose_year(chosen)
    chosen = only(chosen, index_year=year)
    groups = values(chosen, "group")
    group = view.choose(
        "group", _("Groep"), groups, words="group", default=next((g for g in groups if g != "unknown"), "")
    )
    others = ["none", *[g for g in groups if g != group]]
    second = view.choose(
        "second",
        _("Vergelijk met"),
        others,
        words=lambda g: _("geen andere groep") if g == "none" else view.word("group", g),
    )
    blocks: list[Block] = []
    own, said = contributions(view, chosen, group, second)
    blocks += [own]
    top = str(own.rows["feature"][0]) if own.rows.height else ""
    blocks += [figure for figure in (shape(view, mode, top), gap(view, mode, by, group)) if figure]
    blocks.append(
        limits(
            view,
            _("Geen oorzaak. Iets kan samengaan met een hogere kans zonder die te veroorzaken."),
            _("Niets over één huishouden. Binnen elke groep lopen huishoudens sterk uiteen."),
            _(
                "Geslacht, herkomst en gezondheid zitten niet in het model. Ze staan hier alleen om te controleren."
            ),
        )
    )
    return said, blocks


def contributions(view: View, chosen: pl.DataFrame, group: str, second: str) -> tuple[Figure, str]:
    """What each factor adds or takes away in a group, against all other households."""
    _ = view.texts
    own = (
        only(chosen, group=group)
        .with_columns(size=pl.col("value").abs())
        .sort("size", descending=True, nulls_last=True)
    )
    top = own.head(MOST)["feature"].to_list()
    ways = [(f, compare(e, NOUGHT)) for f, e in _estimates(own)]
    clear = [(f, way) for f, way in ways if way in (Comparison.HIGHER, Comparison.LOWER)]
    up = [f for f, way in clear if way is Comparison.HIGHER]
    down = [f for f, way in clear if way is Comparison.LOWER]
    named = view.word("group", group)
    title = _title(view, named, clear)
    shown = [group] + ([second] if second != "none" else [])
    rows = _in_order(chosen, top, shown)
    says = [
        _(
            "Zo leest u dit: +5 betekent dat deze factor in deze groep samengaat met 5 extra gevallen per 1.000 "
            "huishoudens, vergeleken met alle andere huishoudens."
        )
    ]
    says += _strongest(view, own)
    figure = Figure(
        id="contributions",
        title=title,
        table="factors",
        rows=rows,
        columns=columns(
            view,
            Column("feature", _("factor"), "word", "feature"),
            Column("group", _("groep"), "word", "group"),
            kind="points",
        ),
        says=tuple(says),
        drawing=_drawn(view, rows, shown, title),
        note=_(
            "De streepjes zijn het 95%-interval. Raakt een interval de nul, dan is er geen duidelijk verschil."
        ),
    )
    return figure, _answer(view, named, up, down)


def _in_order(chosen: pl.DataFrame, features: list[str], groups: list[str]) -> pl.DataFrame:
    """Rows of these features and groups, in the order given."""
    place, turn = ({name: k for k, name in enumerate(names)} for names in (features, groups))
    return (
        chosen.filter(pl.col("group").is_in(groups) & pl.col("feature").is_in(features))
        .with_columns(
            place=pl.col("feature").replace_strict(place, return_dtype=pl.Int64),
            turn=pl.col("group").replace_strict(turn, return_dtype=pl.Int64),
        )
        .sort("place", "turn")
        .drop("place", "turn")
    )


def _drawn(view: View, rows: pl.DataFrame, shown: list[str], title: str) -> RowChart:
    """A bar per factor for one group, a pair of marks for two."""
    if len(shown) == 1:
        return row_chart(
            view,
            rows,
            lambda r: view.word("feature", r["feature"]),
            table="factors",
            title=title,
            scale="points",
            kind="bar",
        )
    return paired_chart(
        view,
        rows,
        "feature",
        "group",
        shown,
        label=lambda f: view.word("feature", f),
        series_label=lambda g: view.word("group", g),
        table="factors",
        title=title,
        scale="points",
    )


def _estimates(frame: pl.DataFrame) -> list[tuple[str, Estimate]]:
    return [(str(r["feature"]), estimate(r)) for r in frame.iter_rows(named=True)]


def _title(view: View, group: str, clear: Sequence[tuple[str, Comparison]]) -> str:
    _ = view.texts
    if not clear:
        return _("Bij {group} springt geen factor er duidelijk uit", group=group)
    factor, way = clear[0]
    named = within(view.word("feature", factor))
    if way is Comparison.HIGHER:
        return _(
            "Bij {group} hangt een hogere kans het sterkst samen met {factor}", group=group, factor=named
        )
    return _("Bij {group} hangt een lagere kans het sterkst samen met {factor}", group=group, factor=named)


def _answer(view: View, group: str, up: list[str], down: list[str]) -> str:
    _ = view.texts
    more, less = (listed([within(view.word("feature", f)) for f in way[:2]], view) for way in (up, down))
    toward = _toward(view)
    if more and less:
        return _(
            "Bij {group} gaat een hogere kans om {toward} vooral samen met {more}; een lagere kans met {less}.",
            group=group,
            toward=toward,
            more=more,
            less=less,
        )
    if more:
        return _(
            "Bij {group} gaat een hogere kans om {toward} vooral samen met {more}.",
            group=group,
            toward=toward,
            more=more,
        )
    if less:
        return _(
            "Bij {group} gaat een lagere kans om {toward} vooral samen met {less}.",
            group=group,
            toward=toward,
            less=less,
        )
    return _("Bij {group} is van geen factor duidelijk dat de kans anders is.", group=group)


def _toward(view: View) -> str:
    _ = view.texts
    if is_debt(view):
        return _("problematische schulden te krijgen")
    return _("boven de grens te komen") if is_exit(view) else _("onder de grens te komen")


def _strongest(view: View, own: pl.DataFrame) -> list[str]:
    _ = view.texts
    for row in own.head(1).iter_rows(named=True):
        e = estimate(row)
        if e.value is None or e.low is None or e.high is None:
            return []
        digits = points_digits((e.low, e.value, e.high))
        return [
            _(
                "{factor}: {count} per 1.000, met een 95%-interval van {low} tot {high}.",
                factor=view.word("feature", row["feature"]),
                count=signed(e.value * 1000, _, digits),
                low=signed(e.low * 1000, _, digits),
                high=signed(e.high * 1000, _, digits),
            )
        ]
    return []
