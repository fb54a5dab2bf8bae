"""Groups and intersections: which groups have a clearly higher or lower chance, and which cannot be told apart."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, mark, natural, ordered, row_chart, say, tick
from dashboard.drawing import Row, RowChart
from dashboard.findings import Comparison, Estimate, compare, of_thousand
from dashboard.pages.selections import attributes, clear_groups, is_crossed, split_crossed, total
from dashboard.pages.sentences import crossed_word, deed, headline, limits, listed
from dashboard.view import Block, Column, Figure, View, only, values
from vroegsignalering.texts import opened
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Groepen en combinaties")
QUESTION = N_("Welke groepen hebben een hogere kans?")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    rates = view.study.table("rates")
    notice = view.absent("rates")
    if notice:
        return _("Dit bewijspakket bevat geen cijfers per groep."), [notice]
    line = view.choose_line(rates)
    year = view.choose_year(only(rates, line=line))
    chosen = only(only(rates, line=line), index_year=year)
    by = view.choose("by", _("Groepen naar"), attributes(chosen), words="attribute", default="household_type")
    average = estimate(total(chosen))
    rows = with_comparison(ordered(only(chosen, attribute=by), by), average)
    found = clear_groups(rows, average)
    blocks: list[Block] = [by_group(view, rows, average, line, by)]
    crossed = crossings(view, chosen, by, average)
    blocks += [crossed] if crossed else []
    combined = combinations(view, average)
    blocks += [combined] if combined else []
    blocks.append(
        limits(
            view,
            _("Geen rangorde. Waar intervallen elkaar raken, is er geen duidelijk verschil."),
            _(
                "Niets over één huishouden in een groep: de meeste huishoudens in elke groep maken dit niet mee."
            ),
            _("Kleine groepen zijn verborgen om mensen te beschermen. Verborgen betekent niet nul."),
        )
    )
    return answer(view, found, by), blocks


def with_comparison(rows: pl.DataFrame, average: Estimate) -> pl.DataFrame:
    """The rows with a column that says how each compares with the average."""
    said = [compare(estimate(r), average).value for r in rows.iter_rows(named=True)]
    return rows.with_columns(comparison=pl.Series(said, dtype=pl.String))


def answer(view: View, found: dict[Comparison, list[str]], by: str) -> str:
    """The answer in one or two sentences."""
    _ = view.texts
    named = opened(view.word("attribute", by))
    higher = [view.word("group", g) for g in found[Comparison.HIGHER]]
    lower = [view.word("group", g) for g in found[Comparison.LOWER]]
    if higher and lower:
        return _(
            "{by}: duidelijk hoger dan gemiddeld bij {higher}, duidelijk lager bij {lower}.",
            by=named,
            higher=listed(higher, view),
            lower=listed(lower, view),
        )
    if higher or lower:
        text = (
            _("{by}: duidelijk hoger dan gemiddeld bij {groups}.")
            if higher
            else _("{by}: duidelijk lager dan gemiddeld bij {groups}.")
        )
        return text.format(by=named, groups=listed(higher or lower, view))
    return _("{by}: geen groep is duidelijk van het gemiddelde te onderscheiden.", by=named)


def by_group(view: View, rows: pl.DataFrame, average: Estimate, line: str, by: str) -> Figure:
    """The rate per group against the average."""
    _ = view.texts
    title = headline(view, view.word("attribute", by), rows, average)
    top = [r for r in rows.iter_rows(named=True) if r["comparison"] == Comparison.HIGHER.value]
    says = [_("Gemiddeld: {said} huishoudens {deed}.", said=natural(view, average), deed=deed(view, line))]
    if top:
        first = max(top, key=lambda r: r["value"])
        title = _(
            "{group}: {count}, duidelijk meer dan gemiddeld",
            group=opened(view.word("group", first["group"])),
            count=of_thousand(first["value"], _),
        )
    return Figure(
        id="groups",
        title=title,
        table="rates",
        rows=rows,
        columns=_columns(view),
        says=tuple(says),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("group", r["group"]),
            table="rates",
            title=title,
            reference=average.value,
            reference_label=_("gemiddeld"),
        ),
    )


def _columns(view: View) -> tuple[Column, ...]:
    _ = view.texts
    return (
        *columns(view, Column("group", _("groep"), "word", "group"))[:-1],
        Column("comparison", _("vergeleken met gemiddeld"), "word", "comparison"),
        Column("status", _("getoond?"), "status", "status"),
    )


def crossings(view: View, chosen: pl.DataFrame, by: str, average: Estimate) -> Figure | None:
    """Two attributes at once; small combinations are hatched."""
    _ = view.texts
    table = "rates"
    if not attributes(chosen, crossed=True):
        table, chosen = "intersections", crossed_rates(view)
        if not chosen.height:
            return None
    names = [a for a in attributes(chosen, crossed=True) if by in split_crossed(a)]
    names = names or attributes(chosen, crossed=True)
    both = view.choose(
        "with",
        _("Combinatie"),
        names,
        words=lambda a: " × ".join(view.word("attribute", p) for p in split_crossed(a)),
    )
    rows = with_comparison(by_parts(only(chosen, attribute=both), both), average)
    drawn = under_headings(view, rows, both)
    hidden = sum(r.marks[0].value is None for r in drawn)
    title = headline(
        view,
        " × ".join(view.word("attribute", p) for p in split_crossed(both)),
        rows,
        average,
        lambda g: crossed_word(view, both, g),
    )
    return Figure(
        id="combinations",
        title=title,
        table=table,
        rows=rows,
        columns=_columns(view),
        says=(
            _(
                "{count} combinaties, waarvan {hidden} verborgen om mensen te beschermen.",
                count=len(drawn),
                hidden=hidden,
            ),
        ),
        drawing=RowChart(
            rows=tuple(drawn),
            tick=tick(view, "share"),
            say=say(view, "share"),
            reference=average.value,
            reference_label=_("gemiddeld"),
            title=title,
            footer=view.footer(table, rows),
        ),
    )


def by_parts(rows: pl.DataFrame, both: str) -> pl.DataFrame:
    """Combinations in the declared order of their first half, then of their second."""
    for k, attribute in reversed(list(enumerate(split_crossed(both)))):
        part = pl.Series("part", [split_crossed(group)[k] for group in rows["group"]], dtype=pl.String)
        rows = ordered(rows.with_columns(part), attribute, "part").drop("part")
    return rows


def under_headings(view: View, rows: pl.DataFrame, both: str) -> list[Row]:
    """A row per combination, under a heading for its first half."""
    found: list[Row] = []
    before = ""
    for r in rows.iter_rows(named=True):
        parts = split_crossed(str(r["group"]))
        first = view.word("group", parts[0])
        if parts[0] in ("yes", "no", "unknown"):
            first = f"{view.word('attribute', split_crossed(both)[0])}: {first}"
        heading = first if first != before and is_crossed(both) else ""
        before = first
        label = " × ".join(view.word("group", p) for p in parts[1:]) or first
        found.append(Row(label=label, marks=(mark(r, view),), heading=heading))
    return found


def crossed_rates(view: View) -> pl.DataFrame:
    """Rates of crossed groups among the test people, from the audit's table of intersections."""
    found = only(view.study.table("intersections"), metric="base_rate")
    for column in ("mode", "model", "capacity"):
        seen = values(found, column)
        if seen:
            found = only(found, **{column: "recorded" if "recorded" in seen else seen[0]})
    return found


def combinations(view: View, average: Estimate) -> Figure | None:
    """Combinations with a high or low chance, found by a search and tested on other people."""
    _ = view.texts
    found = view.study.table("subgroups")
    if not found.height:
        return None
    rule = f"rule_{view.state.language}"
    rows = found.sort("kind", rule)
    ways = [compare(estimate(r), average) for r in rows.iter_rows(named=True)]
    title = _(
        "Van {all} gevonden combinaties liggen er {higher} duidelijk boven het gemiddelde en {lower} eronder",
        all=len(ways),
        higher=ways.count(Comparison.HIGHER),
        lower=ways.count(Comparison.LOWER),
    )
    return Figure(
        id="subgroups",
        title=title,
        table="subgroups",
        rows=rows,
        columns=(
            Column(rule, _("combinatie")),
            Column("kind", _("soort"), "word", "kind"),
            *columns(view)[:-1],
            *(
                (Column("p_adjusted", _("p, gecorrigeerd"), "chance"),)
                if "p_adjusted" in rows.columns
                else ()
            ),
        ),
        says=(
            _(
                "Gezocht bij de ene helft van de mensen, getoetst bij de andere, met correctie voor het aantal "
                "vergelijkingen."
            ),
        ),
        drawing=row_chart(
            view,
            rows,
            lambda r: str(r[rule] or ""),
            table="subgroups",
            title=title,
            reference=average.value,
            reference_label=_("gemiddeld"),
        ),
    )
