"""``vroeg prove``: power and false alarms of the audit, measured on planted faults."""

from __future__ import annotations

import json
from pathlib import Path

import click
import polars as pl
from rich.table import Table

from vroegsignalering.audit.speaking import write
from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.proving import FAULTS, GROUP_SIZES, SIZES, prove
from vroegsignalering.texts import Texts


@click.command("prove")
@click.option(
    "--replicates", type=int, default=200, show_default=True, help="Worlds per fault, size and group size."
)
@click.option(
    "--fault", "faults", multiple=True, type=click.Choice(list(FAULTS)), help="Only this fault; repeatable."
)
@click.option("--size", "sizes", multiple=True, type=float, help="Only faults of this size; repeatable.")
@click.option(
    "--in-need", "group_sizes", multiple=True, type=int, help="People in need per group; repeatable."
)
@click.option("--workers", type=int, help="Processes; all processors when absent.")
@options.seed
@options.language
@options.json_only
@options.also_table
def command(
    replicates: int,
    faults: tuple[str, ...],
    sizes: tuple[float, ...],
    group_sizes: tuple[int, ...],
    workers: int | None,
    seed: int,
    language: str,
    as_json: bool,
    out: Path | None,
) -> None:
    """Plant faults of known size, run the audit blind, and say how often it notices."""
    table = prove(
        replicates=replicates,
        faults=faults or tuple(FAULTS),
        sizes=sizes or SIZES,
        group_sizes=group_sizes or GROUP_SIZES,
        seed=seed,
        workers=workers,
    )
    if out is not None:
        write(table, out)
    if as_json:
        click.echo(json.dumps(table.to_dicts(), ensure_ascii=False, indent=1))
    else:
        _show(table, Texts(language))


def _show(table: pl.DataFrame, _: Texts) -> None:
    grid = Table(title=_("Zou de audit het merken?"), title_justify="left")
    for name in ("fault", "size", "n_group", "metric", "value"):
        grid.add_column(name)
    for row in table.iter_rows(named=True):
        value = f"{_.percent(row['value'], 0)} ({_.percent(row['low'], 0)} - {_.percent(row['high'], 0)})"
        grid.add_row(row["fault"], _.number(row["size"], 2), str(row["n_group"]), row["metric"], value)
    console = wide_console()
    console.print(grid)
    for row in table.filter(pl.col("fault") == "single_contrast").iter_rows(named=True):
        console.print(
            _(
                "Zijn er {n} mensen met de uitkomst in een groep, dan merkt deze audit een verschil in bereik van "
                "{points} procentpunt in {share} van de gevallen op.",
                n=row["n_group"],
                points=round(100 * row["size"]),
                share=_.percent(row["value"], 0),
            )
        )
