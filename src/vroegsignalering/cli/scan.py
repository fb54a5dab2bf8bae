"""``vroeg scan``: is there a person in this artefact?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.scan_text import LONGEST
from vroegsignalering.release.scanner import longest_of, scan


@click.command("scan")
@click.argument("path", type=options.PATH)
@click.option("--evidence", type=options.PATH, help="Bundle from which PATH was built.")
@click.option("--longest", type=click.IntRange(min=1), help="Longest array that aggregates explain.")
@options.json_only
def command(path: Path, evidence: Path | None, longest: int | None, as_json: bool) -> None:
    """Look through PATH (HTML, PDF, zip, JSON, notebook, image, Parquet, CSV, text, or a folder of these)
    for persons.

    Findings name kind and place, never a value. No finding is no proof.
    """
    limit = longest or (longest_of(evidence) if evidence else LONGEST)
    found = scan(path, longest=limit)
    if as_json:
        said = {"path": str(path), "longest": limit, "findings": [asdict(one) for one in found]}
        click.echo(json.dumps(said, ensure_ascii=False))
    elif found:
        table = Table(box=None)
        for name in ("path", "kind", "place", "count"):
            table.add_column(name)
        for one in found:
            table.add_row(one.path, one.kind, one.place, str(one.count))
        wide_console().print(table)
    else:
        click.echo("Nothing met that looks like a person.")
    if found:
        kinds = ", ".join(sorted({one.kind for one in found}))
        raise DisclosureError(
            f"{len(found)} findings", where=str(path), found=kinds, mend="take the data out"
        )
