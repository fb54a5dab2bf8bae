"""What if: another capacity, counted in households; who is reached, who is missed, who is approached needlessly."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dashboard.charts import columns, estimate, line_chart, paired_chart
from dashboard.drawing import IconArray
from dashboard.findings import share_text
from dashboard.pages.common import TOTALS, attributes, is_exit, limits
from dashboard.view import Block, Column, Figure, View, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Wat als")
QUESTION = N_("Wat verandert er als u meer of minder huishoudens kunt benaderen?")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    grid = view.study.table("capacity")
    notice = view.absent("capacity")
    if notice:
        return _("Dit bewijspakket bevat geen keuzes voor capaciteit."), [notice, *plans(view)]
    model = view.choose("model", _("Model"), values(grid, "model"), words="model", default="additive")
    grid = only(grid, model=model)
    mode = view.choose_mode(grid)
    grid = only(grid, mode=mode)
    options = sorted(values(grid, "capacity"), key=float)
    said = lambda c: _.percent(float(c), 0 if float(c) >= 0.01 else 1)  # noqa: E731
    capacity = view.choose("capacity", _("Capaciteit"), options, words=said, default="0.05")
    others = ["none", *[o for o in options if o != capacity]]
    other = view.choose(
        "other",
        _("Vergelijk met"),
        others,
        words=lambda c: _("geen andere keuze") if c == "none" else said(c),
    )
    made = [of_thousand_households(view, grid, c) for c in (capacity, other) if c != "none"]
    answer = made[0][1]
    blocks: list[Block] = [figure for figure, _said in made]
    by_group = coverage_by_group(view, grid, [c for c in (capacity, other) if c != "none"])
    blocks += [by_group] if by_group else []
    blocks += plans(view)
    blocks.append(
        limits(
            view,
            _("Niet hoeveel mensen echt geholpen zijn. Benaderd worden is nog geen hulp."),
            _("Niet welke keuze de juiste is. Dat is een afweging voor mensen, niet voor een model."),
        )
    )
    return answer, blocks


def of_thousand_households(view: View, grid: pl.DataFrame, capacity: str) -> tuple[Figure, str]:
    """One thousand households as icons, counted from published coverage and precision."""
    _ = view.texts
    rows = only(grid, capacity=capacity).filter(pl.col("attribute").is_in(TOTALS))
    found = {str(r["metric"]): estimate(r) for r in rows.iter_rows(named=True)}
    precision = next((found[m].value for m in ("precision", "precision_at_capacity") if m in found), None)
    coverage = next((found[m].value for m in ("coverage", "coverage_at_capacity") if m in found), None)
    approached = round(float(capacity) * 1000)
    drawing, said, says = None, "", [_("Bij deze keuze zijn er te weinig huishoudens om te tellen.")]
    title = _("Van 1.000 huishoudens: {count} benaderd", count=approached)
    if precision is not None and coverage:
        rightly = min(round(approached * precision), approached)
        missed = max(round(approached * precision / coverage) - rightly, 0)
        title = _("Van 1.000 huishoudens: {a} terecht benaderd, {b} gemist", a=rightly, b=missed)
        said = _(
            "Wie {approached} van de 1.000 huishoudens benadert, bereikt er {a} die later onder de grens komen, "
            "mist er {b}, en benadert er {c} voor wie het niet nodig bleek.",
            approached=approached,
            a=rightly,
            b=missed,
            c=approached - rightly,
        )
        if is_exit(view):
            said = _(
                "Wie {approached} van de 1.000 huishoudens benadert, bereikt er {a} die later boven de grens komen, "
                "mist er {b}, en benadert er {c} bij wie dat niet gebeurt.",
                approached=approached,
                a=rightly,
                b=missed,
                c=approached - rightly,
            )
        says = [_("Elk teken is een huishouden. Wie gemist wordt, heeft de hulp misschien het meest nodig.")]
        drawing = IconArray(
            kinds=(
                (_("terecht benaderd"), rightly),
                (_("gemist"), missed),
                (_("onnodig benaderd"), approached - rightly),
            ),
            rest=_("niet benaderd, niet nodig"),
            title=title,
            footer=view.footer("capacity"),
        )
    figure = Figure(
        id=f"thousand-{capacity.replace('.', '')}",
        title=title,
        table="capacity",
        rows=rows,
        columns=columns(view, Column("metric", _("maat"), "word", "metric")),
        says=tuple(says),
        drawing=drawing,
        note=_("Geteld uit de getoonde cijfers en afgerond op hele huishoudens."),
    )
    return figure, said or title + "."


def coverage_by_group(view: View, grid: pl.DataFrame, capacities: list[str]) -> Figure | None:
    """Coverage, or another measure, per group for one or two capacities."""
    _ = view.texts
    names = attributes(grid)
    if not names:
        return None
    by = view.choose("by", _("Groepen naar"), names, words="attribute")
    metric = view.choose("metric", _("Maat"), values(grid, "metric"), words="metric", default="coverage")
    wanted = [float(c) for c in capacities]
    rows = (
        only(only(grid, attribute=by), metric=metric)
        .filter(pl.col("capacity").is_in(wanted))
        .sort("group", "capacity")
    )
    rows = rows.with_columns(
        choice=pl.col("capacity").map_elements(lambda c: f"{c:.10g}", return_dtype=pl.String)
    )
    named = view.word("metric", metric)
    title = _("{metric}, naar {by}", metric=named.capitalize(), by=view.word("attribute", by))
    return Figure(
        id="groups",
        title=title,
        table="capacity",
        rows=rows.drop("choice"),
        columns=columns(
            view, Column("group", _("groep"), "word", "group"), Column("capacity", _("capaciteit"), "share")
        ),
        drawing=paired_chart(
            view,
            rows,
            "group",
            "choice",
            capacities,
            label=lambda g: view.word("group", g),
            series_label=lambda c: _("{share} benaderd", share=_.percent(float(c), 0)),
            table="capacity",
            title=title,
            kind="dot",
        ),
    )


def plans(view: View) -> list[Block]:
    """Outreach plans side by side: what each reaches as the capacity grows."""
    _ = view.texts
    frontier = view.study.table("plan_frontier")
    if not {"plan", "capacity", "value"} <= set(frontier.columns) or not frontier.height:
        return []
    metric = next(
        (m for m in ("coverage", *values(frontier, "metric")) if m in values(frontier, "metric")), ""
    )
    rows = only(frontier, metric=metric)
    names = values(rows, "plan")[:4]
    title = _("Plannen naast elkaar: wat ze bereiken als er meer capaciteit is")
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
        y_label=_("bereikt van wie onder de grens komt"),
    )
    figure = Figure(
        id="plans",
        title=title,
        table="plan_frontier",
        rows=rows,
        columns=columns(
            view, Column("plan", _("plan"), "word", "plan"), Column("capacity", _("capaciteit"), "share")
        ),
        says=tuple(_plan_says(view)),
        drawing=replace(chart, tick_x=lambda v: _.percent(v, 0 if v >= 0.01 else 1)),
    )
    return [figure]


def _plan_says(view: View) -> list[str]:
    _ = view.texts
    found = view.study.table("plan_baselines")
    says = []
    if {"plan", "baseline", "gain", "gain_low", "gain_high"} <= set(found.columns):
        for r in found.sort("plan", "gain").head(2).iter_rows(named=True):
            if r["gain"] is not None:
                says.append(
                    _(
                        "{plan} tegenover {baseline}: {gain} van wie het nodig heeft.",
                        plan=view.word("plan", r["plan"]).capitalize(),
                        baseline=view.word("baseline", r["baseline"]),
                        gain=share_text(r["gain"], r["gain_low"], r["gain_high"], _),
                    )
                )
    return says
