"""What a plan does: its groups in words, and which group goes through which door, with which partner."""

from __future__ import annotations

import polars as pl

from dashboard.view import Column, Figure, View, number, only

DRAWN = "random_draw"
"""The cell of the contacts that are drawn by lot."""


def steps(view: View, plan: str) -> list[Figure]:
    """The groups of a plan and where each goes."""
    return [figure for figure in (cells(view, plan), lines(view, plan)) if figure]


def of_plan(view: View, table: str, plan: str) -> pl.DataFrame:
    """Rows of one plan; none where the bundle lacks the table."""
    found = view.study.table(table)
    return only(found, plan=plan) if found.height else found


def cells(view: View, plan: str) -> Figure | None:
    """The groups of the plan in words; the rule is the whole explanation."""
    _ = view.texts
    rows = of_plan(view, "plan_cells", plan)
    if not rows.height:
        return None
    return Figure(
        id="cells",
        title=_("Het plan in woorden: {count} groepen, elk met één regel", count=_.number(rows.height)),
        table="plan_cells",
        rows=rows,
        columns=(
            Column(f"rule_{_.language}", _("regel")),
            Column("value", _("verwacht in nood"), "share"),
            Column("n", _("aantal"), "count"),
            Column("status", _("getoond?"), "status", "status"),
        ),
        says=(_("Verwacht op grond van eerdere jaren; niet gemeten."),),
        open_table=True,
    )


def lines(view: View, plan: str) -> Figure | None:
    """Who goes where: group, channel, partner, the door for who is not online, households and weeks."""
    _ = view.texts
    rows = of_plan(view, "plan_lines", plan)
    if not rows.height:
        return None
    rows = rows.sort("order")
    rules = of_plan(view, "plan_cells", plan)
    column = f"rule_{_.language}"
    words = dict(rules.select("cell", column).iter_rows()) if column in rules.columns else {}
    said = [_("geloot") if c == DRAWN else str(words.get(c) or c) for c in rows["cell"].to_list()]
    rows = rows.with_columns(rule=pl.Series(said, dtype=pl.String))
    return Figure(
        id="lines",
        title=lines_title(view, rows),
        table="plan_lines",
        rows=rows,
        columns=(
            Column("rule", _("regel")),
            Column("channel", _("kanaal"), "word", "channel"),
            Column("partner", _("partner"), "word", "partner"),
            Column("non_digital", _("niet digitaal"), "word", "channel"),
            Column("n", _("huishoudens"), "count"),
            Column("weeks", _("weken wachten"), "number"),
            Column("status", _("getoond?"), "status", "status"),
        ),
        says=(
            _(
                "De weken zijn het gemiddelde wachten als het werk in deze volgorde gaat. Geloot: huishoudens die niet "
                "op een regel maar door het lot zijn gekozen, om te meten of het plan beter is dan toeval."
            ),
        ),
        open_table=True,
    )


def lines_title(view: View, rows: pl.DataFrame) -> str:
    """The channel that goes to most households, and to how many of all."""
    _ = view.texts
    total: dict[str, float] = {}
    for row in rows.iter_rows(named=True):
        total[str(row["channel"])] = total.get(str(row["channel"]), 0.0) + (number(row, "n") or 0.0)
    most = max(total, key=lambda channel: total[channel])
    return _(
        "Wie gaat waarheen: {channel} voor ongeveer {count} van de {all} huishoudens",
        channel=view.word("channel", most),
        count=_.number(total[most]),
        all=_.number(sum(total.values())),
    )
