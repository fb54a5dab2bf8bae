"""``vroeg indicators``: poverty and inequality indicators with standard errors, of any file of incomes."""

from __future__ import annotations

import json

import click
import polars as pl
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.errors import UsageError
from vroegsignalering.poverty import TITLES, as_records, indicators, read_table
from vroegsignalering.texts import Texts

MOST_MEDIANS = 10
"""Times the median: a larger share was meant as a percentage, and would make everybody poor in silence."""


@click.command("indicators")
@click.argument("file", type=click.Path(readable=False))
@click.option("--income", required=True, metavar="COL", help="Standardised disposable income.")
@click.option("--weight", metavar="COL", help="Sampling weight, zero or more.")
@click.option("--household", metavar="COL", help="Household key: its rows count as one draw.")
@click.option("--age", metavar="COL", help="Age in years: adds the median ratio of 65 and over.")
@click.option(
    "--by", multiple=True, metavar="COL", help="Break down by this column; twice: each, and both crossed."
)
@click.option("--threshold", type=float, default=0.6, show_default=True, help="Share of the national median.")
@click.option("--absolute", type=float, metavar="EUR", help="A threshold in the unit of income instead.")
@click.option("--drop-missing", is_flag=True, help="Leave rows without income out instead of refusing them.")
@options.language
@options.json_only
def command(
    file: str,
    income: str,
    weight: str | None,
    household: str | None,
    age: str | None,
    by: tuple[str, ...],
    threshold: float,
    absolute: float | None,
    drop_missing: bool,
    language: str,
    as_json: bool,
) -> None:
    """Poverty and inequality indicators of FILE (.csv, .parquet, .sav, .dta), with 95 % intervals."""
    if threshold > MOST_MEDIANS:
        raise UsageError(
            "a threshold is a share of the median", found=f"{threshold:g}", mend="0.6 for 60 percent of it"
        )
    table = indicators(
        read_table(file),
        income=income,
        weight=weight,
        household=household,
        age=age,
        by=by,
        threshold=threshold,
        absolute=absolute,
        drop_missing=drop_missing,
    )
    if as_json:
        click.echo(json.dumps(as_records(table), ensure_ascii=False, indent=1, default=str))
    else:
        _print(table, by, Texts(language))


def _print(table: pl.DataFrame, by: tuple[str, ...], _: Texts) -> None:
    shown = Table(
        title=_("Armoede en ongelijkheid"),
        caption=_("Grenzen van het 95%-interval; geen afscherming toegepast."),
    )
    for heading in (*by, _("indicator"), _("waarde"), _("standaardfout"), _("onder"), _("boven"), "n"):
        shown.add_column(heading, justify="left" if heading in (*by, _("indicator")) else "right")
    for row in table.iter_rows(named=True):
        digits = 2 if abs(row["value"] or 0) >= 50 else 4
        numbers = [
            _.number(row[key], digits) if row[key] is not None else "–"
            for key in ("value", "se", "low", "high")
        ]
        groups = ["" if row[column] is None else str(row[column]) for column in by]
        shown.add_row(*groups, _(TITLES[row["indicator"]]), *numbers, _.number(row["n"]))
    wide_console().print(shown)
