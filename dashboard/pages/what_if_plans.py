"""What if a municipality works by another plan: what each plan reaches, against simpler ways and per group."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dashboard.charts import columns, estimate, line_chart, ordered, row_chart
from dashboard.findings import Comparison, Estimate, compare, of_hundred
from dashboard.pages.selections import attributes
from dashboard.pages.sentences import headline, lacking, listed
from dashboard.pages.what_if_doubts import doubts
from dashboard.pages.what_if_steps import steps
from dashboard.view import Block, Column, Figure, View, number, only, scale_of, values
from vroegsignalering.texts import opened

EVERYBODY = "universal"
"""The way that does not keep to the number of contacts, so that it stands in the table and not in the drawing."""


def has_plans(view: View) -> bool:
    """Whether the bundle compares plans."""
    frontier = view.study.table("plan_frontier")
    return {"plan", "capacity", "value"} <= set(frontier.columns) and frontier.height > 0


def plans(view: View) -> tuple[str, list[Block]]:
    """One plan beside simpler ways, all plans over capacity, and the plan per group."""
    _ = view.texts
    frontier = view.study.table("plan_frontier")
    plan = view.choose("plan", _("Plan"), values(frontier, "plan"), words="plan")
    metric = view.choose("metric", _("Maat"), values(frontier, "metric"), words="metric", default="coverage")
    beside, answer = beside_simpler(view, plan, metric)
    groups = only(view.study.table("plan_groups"), plan=plan, metric=metric)
    names = attributes(groups) or attributes(view.study.table("plan_scattered"))
    by = view.choose("by", _("Groepen naar"), names, words="attribute", default="household_type")
    found = [beside, over_capacity(view, frontier, plan, metric), per_group(view, groups, plan, metric, by)]
    blocks: list[Block] = [
        figure for figure in (*found, *steps(view, plan), *doubts(view, plan, by)) if figure
    ]
    blocks += lacking(
        view,
        plan_cells=_("de groepen van het plan in woorden"),
        plan_lines=_("welke groep door welke deur gaat"),
        plan_scattered=_("nood die geen enkele groep van het plan vindt"),
        plan_acceptance=_("wat er gebeurt als minder of meer mensen ja zeggen"),
        plan_power=_("wat de loting kan laten zien"),
    )
    return answer, blocks


def beside_simpler(view: View, plan: str, metric: str) -> tuple[Figure | None, str]:
    """The gain of the plan over each simpler way at the same number of contacts, with its interval."""
    _ = view.texts
    table = only(view.study.table("plan_baselines"), plan=plan, metric=metric)
    named = view.word("plan", plan)
    said = _("{plan}: een vergelijking met simpeler werkwijzen is er niet.", plan=opened(named))
    if not table.height or "gain" not in table.columns:
        return None, said
    even = pl.col("gain").is_not_null() & (pl.col("baseline") != EVERYBODY)
    rows = table.filter(even).sort("gain", "baseline", descending=[True, False])
    nought = Estimate(0.0, 0.0, 0.0)
    ways: dict[Comparison, list[str]] = {way: [] for way in Comparison}
    for r in rows.iter_rows(named=True):
        gain = Estimate(number(r, "gain"), number(r, "gain_low"), number(r, "gain_high"))
        ways[compare(gain, nought)].append(view.word("baseline", r["baseline"]))
    measure = opened(view.word("metric", metric))
    if ways[Comparison.HIGHER]:
        title = _(
            "{metric}: duidelijk hoger dan {others}",
            metric=measure,
            others=listed(ways[Comparison.HIGHER], view),
        )
    elif ways[Comparison.LOWER]:
        title = _(
            "{metric}: duidelijk lager dan {others}",
            metric=measure,
            others=listed(ways[Comparison.LOWER], view),
        )
    else:
        title = _("{metric}: niet te onderscheiden van simpeler werkwijzen", metric=measure)
    figure = Figure(
        id="simpler",
        title=title,
        table="plan_baselines",
        rows=table,
        columns=(
            *columns(
                view, Column("baseline", _("simpeler werkwijze"), "word", "baseline"), kind=scale_of(metric)
            ),
            Column("gain", _("verschil van het plan ermee"), "share"),
            Column("gain_low", _("van"), "share"),
            Column("gain_high", _("tot"), "share"),
        ),
        says=(
            _(
                "Bij evenveel contacten: wat het plan meer of minder doet dan elke simpeler werkwijze, in procentpunten. "
                "Iedereen een aanbod doen kost veel meer contacten en staat alleen in de tabel."
            ),
        ),
        drawing=row_chart(
            view,
            rows.with_columns(value="gain", low="gain_low", high="gain_high"),
            lambda r: view.word("baseline", r["baseline"]),
            table="plan_baselines",
            title=title,
            from_zero=True,
        ),
    )
    return figure, f"{opened(named)}. {title}."


def over_capacity(view: View, frontier: pl.DataFrame, plan: str, metric: str) -> Figure:
    """All plans as the number of contacts grows; the chosen one first."""
    _ = view.texts
    rows = only(frontier, metric=metric).sort("plan", "capacity")
    names = [plan, *[p for p in values(rows, "plan") if p != plan]][:4]
    own = only(rows, plan=plan).filter(pl.col("value").is_not_null())
    title = _("Plannen naast elkaar: te weinig om iets te zeggen")
    if own.height:
        last = own.row(-1, named=True)
        title = _(
            "{metric}: {count} als {share} wordt benaderd",
            metric=opened(view.word("metric", metric)),
            count=of_hundred(estimate(last).value, _),
            share=_.percent(last["capacity"], 0),
        )
    chart = line_chart(
        view,
        rows,
        "capacity",
        "plan",
        names,
        series_label=lambda p: view.word("plan", p),
        table="plan_frontier",
        title=title,
        x_label=_("deel van de huishoudens dat wordt benaderd"),
        y_label=view.word("metric", metric),
    )
    return Figure(
        id="plans",
        title=title,
        table="plan_frontier",
        rows=rows,
        columns=columns(
            view, Column("plan", _("plan"), "word", "plan"), Column("capacity", _("capaciteit"), "share")
        ),
        says=(_("Elke lijn is een plan. De streepjes zijn het 95%-interval."),),
        drawing=replace(chart, tick_x=lambda v: _.percent(v, 0 if v >= 0.01 else 1)),
    )


def per_group(view: View, table: pl.DataFrame, plan: str, metric: str, by: str) -> Figure | None:
    """The plan per group, against all groups of that attribute together."""
    _ = view.texts
    if by not in attributes(table):
        return None
    rows = ordered(only(table, attribute=by), by)
    whole = next(
        (
            estimate(r)
            for r in only(view.study.table("plans"), plan=plan, metric=metric).iter_rows(named=True)
        ),
        Estimate(None),
    )
    title = headline(view, view.word("metric", metric), rows, whole)
    kind = scale_of(metric)
    return Figure(
        id="groups",
        title=title,
        table="plan_groups",
        rows=rows,
        columns=columns(view, Column("group", _("groep"), "word", "group"), kind=kind),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("group", r["group"]),
            table="plan_groups",
            title=title,
            scale=kind,
            reference=whole.value,
            reference_label=_("het hele plan"),
        ),
    )
