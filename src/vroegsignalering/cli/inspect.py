"""``vroeg inspect``: metadata and counts of any file, never a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.registers.inspecting import Inspection, inspect_file
from vroegsignalering.texts import Texts

BROAD = 500
"""A file of more columns is printed as plain lines: a drawn table of thousands of rows takes long."""


@click.command("inspect")
@click.argument("file", type=options.PATH)
@click.option("--headers", is_flag=True, help="Read no row: no counts of empty values.")
@options.language
@options.json_only
def command(file: Path, headers: bool, language: str, as_json: bool) -> None:
    """Columns, types, formats, labels and counts of FILE (.sav .zsav .dta .por .csv .parquet)."""
    found = inspect_file(file, headers_only=headers)
    if as_json:
        click.echo(json.dumps(found.as_record(), ensure_ascii=False, indent=1))
    else:
        _print(found, Texts(language))


def _print(found: Inspection, _: Texts) -> None:
    console = wide_console()
    rows = _.number(found.rows) if found.rows is not None else _("onbekend")
    title = _(
        "{file}: {rows} rijen, {columns} kolommen", file=found.file, rows=rows, columns=found.columns.height
    )
    headings = [
        _("kolom"),
        _("type"),
        _("formaat"),
        _("label"),
        _("codes"),
        _("verklaard ontbrekend"),
        _("leeg"),
    ]
    cells = [_cells(row, _) for row in found.columns.iter_rows(named=True)]
    if len(cells) > BROAD:
        click.echo("\n".join([title, *("\t".join(line) for line in (headings, *cells))]))
    else:
        shown = Table(title=title)
        for heading in headings:
            shown.add_column(heading, overflow="fold")
        for line in cells:
            shown.add_row(*line)
        console.print(shown)
    for name, labels in found.labels.items():
        console.print(
            f"{name}: " + "; ".join(f"{code} = {says}" for code, says in labels.items()), markup=False
        )
    if found.compression:
        words = {"None": _("geen"), "RLE": _("per rij"), "ZLIB": _("in blokken")}
        said = _(
            "{bytes} bytes, codering {encoding}, compressie: {compression}",
            bytes=_.number(found.bytes),
            encoding=found.encoding or _("onbekend"),
            compression=words.get(found.compression, found.compression),
        )
        console.print(said, highlight=False)
    if found.table:
        console.print(_("herkend als {table}, {year}", table=found.table, year=found.year), highlight=False)
    if found.twins:
        console.print(
            _("let op: namen die alleen in hoofdletters verschillen: {names}", names=", ".join(found.twins)),
            highlight=False,
            markup=False,
        )
    if found.remark:
        console.print(
            _(
                "let op: een tekstbestand zegt zelf niet hoeveel rijen het hoort te hebben; vergelijk rijen en bytes met het "
                "origineel, of toets de map met vroeg check"
            )
        )


def _cells(row: dict[str, Any], _: Texts) -> list[str]:
    empty = "" if row["nulls"] is None else _.number(row["nulls"] + (row["empty"] or 0))
    cells = (
        row["name"],
        row["type"],
        row["format"],
        row["label"],
        row["value_labels"] or "",
        row["declared_missing"],
    )
    return ["" if cell is None else str(cell) for cell in (*cells, empty)]
