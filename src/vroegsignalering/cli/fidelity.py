"""``vroeg fidelity``: published figures against what a folder of registers gives."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.fidelity import fidelity, read_targets, summary
from vroegsignalering.registers import Registers
from vroegsignalering.texts import Texts


@click.command(name="fidelity")
@click.argument("folder", type=options.PATH)
@click.option(
    "--targets",
    "targets_path",
    type=options.PATH,
    help="Tidy CSV of published figures.",
)
@options.language
@click.option("--json", "as_json", is_flag=True, help="Rows and summary as JSON.")
def command(folder: Path, targets_path: Path | None, language: str, as_json: bool) -> None:
    """Published figures against achieved ones, per row and per table."""
    targets = read_targets(targets_path)
    compared = fidelity(Registers.open(folder), targets)
    tables = summary(compared)
    if as_json:
        click.echo(
            json.dumps({"rows": compared.to_dicts(), "summary": tables.to_dicts()}, ensure_ascii=False)
        )
        return
    console, _ = Console(width=160), Texts(language)
    heads = [
        _("tabel"),
        _("jaar"),
        _("groep"),
        _("maat"),
        _("gepubliceerd"),
        _("in de registers"),
        _("verhouding"),
        _("fout"),
    ]
    statuses = {"ok": _("goed"), "off": _("wijkt af"), "not computable": _("niet te berekenen")}
    shown = Table(*heads, _("oordeel"))
    for row in compared.iter_rows(named=True):
        shown.add_row(
            row["table"],
            str(row["year"]),
            row["group"],
            row["measure"],
            _number(row["published"]),
            _number(row["achieved"]),
            _number(row["ratio"]),
            _number(row["se"]),
            statuses[row["status"]],
        )
    console.print(shown)
    roles = {"calibration": _("gebruikt bij het ijken"), "validation": _("apart gehouden")}
    for role, title in roles.items():
        per_table = Table(
            _("tabel"),
            _("rijen"),
            _("berekend"),
            _("goed"),
            _("deel goed"),
            _("mediaan verschil"),
            title=title,
        )
        for row in tables.filter(tables["role"] == role).iter_rows(named=True):
            per_table.add_row(
                row["table"],
                str(row["rows"]),
                str(row["computed"]),
                str(row["ok"]),
                _number(row["share_ok"]),
                _number(row["median_difference"]),
            )
        console.print(per_table)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
