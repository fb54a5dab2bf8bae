"""Example households: invented, marked so; what households like these experience, and what changes if one thing changes."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, mark, natural, say, tick
from dashboard.drawing import Row, RowChart
from dashboard.findings import Comparison, Estimate, compare
from dashboard.pages.sentences import deed, limits
from dashboard.view import Block, Column, Figure, Prose, View, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Voorbeeldhuishoudens")
QUESTION = N_("Wat maken huishoudens zoals deze mee?")
AS_IS = ("", "none", "as_is", "base", "baseline")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    table = view.study.table("households")
    notice = view.absent("households")
    if notice:
        return _("Dit bewijspakket bevat geen voorbeeldhuishoudens."), [notice]
    household = view.choose("household", _("Huishouden"), values(table, "household"), words="household")
    rows = base_first(only(table, household=household))
    base = next((estimate(r) for r in rows.iter_rows(named=True) if r["change"] in AS_IS), None)
    named = view.word("household", household)
    answer = _(
        "{name}: van huishoudens zoals dit {deed} er {said}.",
        name=named,
        deed=deed(view, view.study.says("line")),
        said=natural(view, base) if base else _("een onbekend aantal"),
    )
    invented = Prose(
        kind="notice",
        title=_("Dit huishouden is verzonnen"),
        paragraphs=(
            _(
                "Er is geen huishouden dat zo heet of precies zo leeft. Het cijfer is dat van een groep, nooit "
                "van een persoon."
            ),
        ),
    )
    fitting = schemes(view)
    return answer, [
        invented,
        changes(view, rows, base, named),
        *([fitting] if fitting else []),
        further(view),
        limits(
            view,
            _("Niet wat er met één huishouden gaat gebeuren. Huishoudens zoals dit lopen sterk uiteen."),
            _("Niet dat een verandering deze uitkomst veroorzaakt. Het zijn verschillen tussen groepen."),
        ),
    ]


def base_first(rows: pl.DataFrame) -> pl.DataFrame:
    """The household as it is, then its changes by name."""
    rows = rows.with_columns(pl.col("change").fill_null(""))
    as_is = pl.col("change").is_in(AS_IS)
    return pl.concat([rows.filter(as_is), rows.filter(~as_is).sort("change")])


def change_words(view: View, change: str) -> str:
    """What is different, in words."""
    return view.texts("zoals het nu is") if change in AS_IS else view.word("change", change)


def changes(view: View, rows: pl.DataFrame, base: Estimate | None, named: str) -> Figure:
    """One thing different at a time, beside the household as it is."""
    _ = view.texts
    clear = clear_changes(view, rows, base)
    title = _("{name}: één ding anders geeft geen duidelijk verschil", name=named)
    if clear:
        change, way = clear[0]
        title = _("{name}: {change} gaat samen met een {word} kans", name=named, change=change, word=way)
    marks = [
        Row(
            label=change_words(view, str(r["change"])),
            marks=(mark(r, view, 0 if r["change"] in AS_IS else 1),),
        )
        for r in rows.iter_rows(named=True)
    ]
    says = [
        _("Eén ding anders, “{change}”: een {word} kans.", change=change, word=way) for change, way in clear
    ]
    return Figure(
        id="changes",
        title=title,
        table="households",
        rows=rows,
        columns=columns(view, Column("change", _("verandering"), "word", "change")),
        says=tuple(says[:3]),
        drawing=RowChart(
            rows=tuple(marks),
            tick=tick(view, "share"),
            say=say(view, "share"),
            reference=base.value if base else None,
            reference_label=_("zoals het nu is"),
            title=title,
            footer=view.footer("households", rows),
        ),
    )


def clear_changes(view: View, rows: pl.DataFrame, base: Estimate | None) -> list[tuple[str, str]]:
    """Changes that go together with a clearly higher or lower chance, in words."""
    _ = view.texts
    if base is None:
        return []
    said = {Comparison.HIGHER: _("duidelijk hogere"), Comparison.LOWER: _("duidelijk lagere")}
    ways = [
        (change_words(view, str(r["change"])), compare(estimate(r), base))
        for r in rows.iter_rows(named=True)
        if r["change"] not in AS_IS
    ]
    return [(change, said[way]) for change, way in ways if way in said]


def schemes(view: View) -> Figure | None:
    """Which schemes may fit a described, invented household by the rules of its day."""
    _ = view.texts
    table = view.study.table("household_schemes")
    if not table.height:
        return None
    described = view.choose("other", _("Regelingen voor"), values(table, "household"), words="household")
    rows = only(table, household=described).sort(
        "eur_month", "scheme", descending=[True, False], nulls_last=True
    )
    fitting = only(rows, entitled="yes")
    named = view.word("household", described)
    title = _("{name}: geen regeling past volgens deze regels", name=named)
    if fitting.height:
        title = _.several(
            "{name}: {count} regeling kan passen",
            "{name}: {count} regelingen kunnen passen",
            fitting.height,
            name=named,
        )
    return Figure(
        id="schemes",
        title=title,
        table="household_schemes",
        rows=rows,
        columns=(
            Column("scheme", _("regeling"), "word", "scheme"),
            Column("entitled", _("misschien recht"), "word", "group"),
            Column("eur_month", _("euro per maand"), "euro"),
            Column("not_met", _("voorwaarden waar het niet aan voldoet"), "count"),
            Column("on", _("regels van"), "date"),
            Column("verified", _("bedragen nagekeken"), "word", "group"),
        ),
        says=(
            _(
                "Een verzonnen huishouden, met de landelijke regels van die dag. Dit is een indicatie en geen besluit: "
                "vraag het na bij wie de regeling uitvoert."
            ),
        ),
        open_table=True,
    )


def further(view: View) -> Prose:
    """Where to go on with schemes."""
    _ = view.texts
    return Prose(
        title=_("Verder met regelingen"),
        paragraphs=(
            _(
                "Uw eigen beschreven huishouden doorrekenen kan op uw computer, met het commando vroeg schemes."
            ),
        ),
        links=(
            (_("Bekijk de regels en bedragen"), "/over#regelingen"),
            (_("Wie laat steun liggen?"), "/niet-gebruikt"),
        ),
    )
