"""``vroeg signals``: deliveries of early-warning signals (DDAS) and their funnel."""

from __future__ import annotations

import json
from pathlib import Path

import click
import polars as pl
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.registers.signals import Deliveries, Funnel, funnel, label, read_deliveries
from vroegsignalering.texts import Texts


@click.command("signals")
@click.argument("files", nargs=-1, required=True, type=options.PATH)
@options.language
@options.json_only
def command(files: tuple[Path, ...], language: str, as_json: bool) -> None:
    """The funnel of FILES: signal, picked up, contact attempted, reached, result; identifiers are never kept."""
    deliveries = read_deliveries(files)
    counts = funnel(deliveries)
    if as_json:
        click.echo(json.dumps(_record(deliveries, counts), ensure_ascii=False, indent=1))
    else:
        _print(deliveries, counts, Texts(language))


def _record(deliveries: Deliveries, counts: Funnel) -> dict[str, object]:
    return {
        "begins_on": deliveries.begins_on.isoformat(),
        "ends_on": deliveries.ends_on.isoformat(),
        "files": deliveries.files,
        "repeated": deliveries.repeated,
        "in_several_cases": deliveries.in_several_cases,
        "unresolved": int(deliveries.cases["unresolved_count"].sum()),
        "funnel": counts.steps.to_dicts(),
        "results": counts.results.to_dicts(),
    }


def _print(deliveries: Deliveries, counts: Funnel, _: Texts) -> None:
    console = wide_console()
    titles = {
        "all": _("Alle signalen"),
        "partner": _("Per signaalpartner"),
        "contact_kind": _("Per contactsoort"),
    }
    console.print(_result_table(counts.results.filter(pl.col("by") == "all"), _))
    for by, title in titles.items():
        rows = counts.steps.filter(pl.col("by") == by)
        if rows.height:
            console.print(_funnel_table(rows, title, _))
    unresolved = int(deliveries.cases["unresolved_count"].sum())
    console.print(_("Geen afscherming toegepast: niet bedoeld om te publiceren."), highlight=False)
    if unresolved:
        console.print(_("{n} verwijzingen naar signalen die in geen levering staan", n=_.number(unresolved)))
    if deliveries.in_several_cases:
        said = _(
            "{n} signalen staan in meer dan één zaak; elk telt mee in de eerste",
            n=_.number(deliveries.in_several_cases),
        )
        console.print(said, highlight=False)


def _funnel_table(rows: pl.DataFrame, title: str, _: Texts) -> Table:
    shown = Table(title=title)
    steps = (_("signaal"), _("opgepakt"), _("contact gezocht"), _("bereikt"), _("resultaat"))
    shown.add_column("")
    for step in steps:
        shown.add_column(step, justify="right")
    for (group,), part in rows.group_by("group", maintain_order=True):
        cells = [
            _.number(row["n"])
            + ("" if row["share_of_previous"] is None else f" ({_.percent(row['share_of_previous'], 0)})")
            for row in part.iter_rows(named=True)
        ]
        shown.add_row(_("alle") if group == "all" else label(str(group), _.language), *cells)
    return shown


def _result_table(rows: pl.DataFrame, _: Texts) -> Table:
    shown = Table(title=_("Eindresultaten"))
    shown.add_column(_("resultaat"))
    shown.add_column("n", justify="right")
    shown.add_column(_("aandeel"), justify="right")
    for row in rows.iter_rows(named=True):
        shown.add_row(label(row["result"], _.language), _.number(row["n"]), _.percent(row["share"]))
    return shown
