"""Trust in the data and the check: fidelity, planted faults, privacy, who is in."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, line_chart, row_chart, say, tick
from dashboard.drawing import Mark, Row, RowChart
from dashboard.view import Block, Column, Figure, View, number, only, values
from vroegsignalering.texts import opened


def fidelity(view: View) -> list[Block]:
    """Published against achieved; calibration and validation targets apart."""
    _ = view.texts
    table = view.study.table("fidelity")
    role = view.choose("other", _("Soort cijfer"), values(table, "role"), words="role")
    of_role = only(table, role=role)
    source = view.choose("group", _("Tabel"), values(of_role, "table"), words="published_table")
    year = view.choose_year(only(of_role, table=source), "year")
    rows = only(only(of_role, table=source), year=year)
    dims = view.choose("by", _("Groepen naar"), values(rows, "group_dim"), words="published_dimension")
    measure = view.choose(
        "metric", _("Maat"), values(only(rows, group_dim=dims), "measure"), words="published_measure"
    )
    rows = only(only(rows, group_dim=dims), measure=measure)
    ok = of_role.filter(pl.col("status") == "ok").height
    can = of_role.filter(pl.col("status").is_in(("ok", "off"))).height
    title = _("{ok} van de {all} vergeleken cijfers kloppen", ok=_.number(ok), all=_.number(can))
    return [
        Figure(
            id="fidelity",
            title=title,
            table="fidelity",
            rows=rows,
            columns=(
                Column("group", _("groep"), "word", "published_group"),
                Column("published", _("gepubliceerd"), "number"),
                Column("achieved", _("bij ons"), "number"),
                Column("ratio", _("verhouding"), "number"),
                Column("se", _("standaardfout"), "number"),
                Column("status", _("oordeel"), "word", "state"),
            ),
            says=(
                _(
                    "Verhouding 1 betekent: precies wat is gepubliceerd. De cijfers “om te toetsen” zitten niet in de "
                    "bijstelling."
                ),
            ),
            drawing=_ratios(view, rows, title),
        )
    ]


def _ratios(view: View, rows: pl.DataFrame, title: str) -> RowChart | None:
    """Achieved over published by group, thirty at most, against one."""
    _ = view.texts
    drawn = tuple(
        Row(
            label=view.word("published_group", r["group"]),
            marks=(
                Mark(
                    value=number(r, "ratio"),
                    hidden="" if number(r, "ratio") is not None else _("niet te berekenen"),
                ),
            ),
        )
        for r in rows.head(30).iter_rows(named=True)
    )
    if not drawn:
        return None
    return RowChart(
        rows=drawn,
        tick=tick(view, "number"),
        say=say(view, "number"),
        reference=1.0,
        reference_label=_("gepubliceerd"),
        title=title,
        footer=view.footer("fidelity", rows),
    )


def proving(view: View) -> list[Block]:
    """Planted faults: would the audit have noticed?"""
    _ = view.texts
    table = view.study.table("proving")
    fault = view.choose("fault", _("Ingebouwde fout"), values(table, "fault"), words="fault")
    rows = only(table, fault=fault)
    metric = view.choose("metric", _("Maat"), values(rows, "metric"), words="metric", default="power")
    rows = only(rows, metric=metric)
    sizes = sorted(values(rows, "size"), key=_sortable)[:4]
    if "size" in rows.columns and rows["size"].dtype.is_numeric():
        rows = rows.with_columns(
            size_name=pl.col("size").map_elements(lambda v: f"{v:.10g}", return_dtype=pl.String)
        )
    else:
        rows = rows.with_columns(
            size_name=pl.col("size").cast(pl.String) if "size" in rows.columns else pl.lit("")
        )
    title = proving_title(view, rows, metric, fault)
    return [
        Figure(
            id="proving",
            title=title,
            table="proving",
            rows=rows.drop("size_name").sort("size", "n_group"),
            columns=(
                Column("size", _("grootte van de fout"), "number"),
                Column("n_group", _("grootte van de groep"), "count"),
                Column("value", _("kans"), "share"),
                Column("low", _("van"), "share"),
                Column("high", _("tot"), "share"),
                Column("replicates", _("herhalingen"), "count"),
            ),
            says=(
                _(
                    "Wij bouwen een bekende fout in en kijken hoe vaak de toets die ziet. Bij kleine groepen "
                    "ziet de toets minder."
                ),
            ),
            drawing=line_chart(
                view,
                rows,
                "n_group",
                "size_name",
                sizes,
                series_label=lambda s: _(
                    "fout van {size}", size=s.replace(".", "," if _.language == "nl" else ".")
                ),
                table="proving",
                title=title,
                x_label=_("huishoudens in de groep"),
                y_label=view.word("metric", metric),
            ),
        )
    ]


def proving_title(view: View, rows: pl.DataFrame, metric: str, fault: str) -> str:
    """How often the audit sees the fault in the largest group that was tried."""
    _ = view.texts
    last = rows.filter(pl.col("value").is_not_null()).sort("n_group", "size")
    if not last.height:
        return _("{fault}: te weinig om iets te zeggen", fault=opened(view.word("fault", fault)))
    r = last.row(-1, named=True)
    return _(
        "{fault}: {metric} is {count} bij {n} huishoudens in de groep",
        fault=opened(view.word("fault", fault)),
        metric=view.word("metric", metric),
        count=_.percent(r["value"], 0),
        n=_.number(r["n_group"]),
    )


def _sortable(text: str) -> tuple[int, float, str]:
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text)


def privacy(view: View) -> list[Block]:
    """Could an attack tell who was in the data?"""
    _ = view.texts
    rows = view.study.table("membership")
    sure = [e for e in (estimate(r) for r in rows.iter_rows(named=True)) if e.low is not None]
    title = _("Een aanval raadt niet beter dan een munt")
    if any(e.low is not None and e.low > 0.5 for e in sure):
        title = _("Een aanval raadt iets beter dan een munt")
    return [
        Figure(
            id="membership",
            title=title,
            table="membership",
            rows=rows,
            columns=columns(
                view,
                Column("model", _("model"), "word", "model"),
                Column("metric", _("maat"), "word", "metric"),
                kind="number",
            ),
            says=(_("Bij 0,5 kan een aanvaller niet zien of iemand in de gegevens zat. Bij 1 altijd."),),
            drawing=row_chart(
                view,
                rows,
                lambda r: view.word("model", r["model"]),
                table="membership",
                title=title,
                scale="number",
                reference=0.5,
                reference_label=_("munt opgooien"),
            ),
        )
    ]


def cohort(view: View) -> list[Block]:
    """Who falls out on the way, and what became of everybody."""
    return [figure for figure in (flow(view), outcomes(view)) if figure]


def flow(view: View) -> Figure | None:
    """Step by step: who falls out and who is left."""
    _ = view.texts
    table = view.study.table("cohort_flow")
    if not table.height:
        return None
    table = only(table, mode=view.choose_mode(table))
    rows = only(table, index_year=view.choose_year(table))
    is_numbered = "position" in rows.columns
    rows = rows.sort("position") if is_numbered else rows.sort("left", descending=True, nulls_last=True)
    title = _("Stap voor stap: wie afvalt en wie overblijft")
    left = [v for v in (number(r, "left") for r in rows.iter_rows(named=True)) if v is not None]
    if len(left) > 1:
        title = _(
            "Van {all} huishoudens blijven er {left} over, stap voor stap",
            all=_.number(max(left)),
            left=_.number(min(left)),
        )
    return Figure(
        id="flow",
        title=title,
        table="cohort_flow",
        rows=rows,
        columns=(
            Column("step", _("wie blijft"), "word", "cohort_step"),
            Column("excluded", _("vallen af"), "count"),
            Column("left", _("blijven over"), "count"),
        ),
        open_table=True,
    )


def outcomes(view: View) -> Figure | None:
    """What became of all households a year later."""
    _ = view.texts
    table = view.study.table("outcomes")
    if not table.height:
        return None
    years = sorted(values(table, "index_year"), reverse=True)
    year = view.state.get("year") if view.state.get("year") in years else years[0]
    rows = only(table, index_year=year)
    count = "value" if "value" in rows.columns and rows["value"].null_count() < rows.height else "n"
    rows = rows.sort(count, descending=True, nulls_last=True)
    top = next((r for r in rows.iter_rows(named=True) if number(r, count) is not None), None)
    title = _("Wat er een jaar later van alle huishoudens werd, {year}", year=year)
    if top is not None:
        title = _(
            "Een jaar na 31 december {year} het vaakst: {outcome} ({count} huishoudens)",
            year=year,
            outcome=view.word("outcome", top["outcome"]),
            count=_.number(top[count]),
        )
    return Figure(
        id="outcomes",
        title=title,
        table="outcomes",
        rows=rows,
        columns=(
            Column("outcome", _("uitkomst"), "word", "outcome"),
            Column(count, _("huishoudens"), "count"),
            Column("status", _("getoond?"), "status", "status"),
        ),
        says=(_("Overlijden, vertrek en onbekend inkomen tellen nooit als “boven de grens”."),),
        open_table=True,
    )
