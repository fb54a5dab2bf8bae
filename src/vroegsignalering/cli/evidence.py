"""``vroeg evidence``: what changed between two bundles."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.release.difference import Difference, compare
from vroegsignalering.release.evidence import Evidence

_MOST = 12


@click.group("evidence")
def command() -> None:
    """Bundles of evidence."""


@command.command("diff")
@click.argument("old", type=options.PATH)
@click.argument("new", type=options.PATH)
@options.json_only
def diff(old: Path, new: Path, as_json: bool) -> None:
    """What changed from the bundle OLD to the bundle NEW, and by how much."""
    found = compare(Evidence.read(old), Evidence.read(new))
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        _print(found)


def _print(found: Difference) -> None:
    console = wide_console()
    if found.is_empty:
        console.print("The bundles say the same.")
        return
    for key, (was, now) in found.header.items():
        console.print(f"{key}: {was!r} became {now!r}", highlight=False)
    for word, names in (("added", found.added), ("removed", found.removed)):
        if names:
            console.print(f"tables {word}: {', '.join(names)}", highlight=False)
    for one in found.tables:
        console.print(
            f"{one.name}: {one.rows_added} rows added, {one.rows_removed} removed, {one.changes.height} values changed",
            highlight=False,
        )
        if one.changes.height:
            console.print(_table(found.as_dict(_MOST)["tables"][one.name]["changes"]))


def _table(changes: list[dict[str, object]]) -> Table:
    shown = Table(box=None)
    for name in ("row", "column", "old", "new", "by"):
        shown.add_column(name)
    for change in changes:
        by = change["by"]
        change_by = f"{by:+.4g}" if isinstance(by, float) else ""
        shown.add_row(
            str(change["row"]), str(change["column"]), str(change["old"]), str(change["new"]), change_by
        )
    return shown
