"""``vroeg complaints``: complaints, objections and corrections, counted through the door. Parses, calls, prints."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa.complaints import counted, read_complaints, review_owed
from vroegsignalering.release import Evidence, profile
from vroegsignalering.release.declaring import admit
from vroegsignalering.texts import Texts


@click.command("complaints")
@click.argument("file", type=options.PATH, metavar="FILE.csv")
@click.option(
    "--to",
    "bundle",
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    help="Bundle of the run that the messages are about, such as ethics/evidence/entry: the counts are added to it.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the last review; older messages do not ask for another one.",
)
@options.language
@options.json_only
def command(file: Path, bundle: Path | None, since: datetime | None, language: str, as_json: bool) -> None:
    """Count the messages of FILE (received_on, kind, category; no name, key or text) and say which ask for a review."""
    messages = read_complaints(file, today=datetime.now(UTC).date())
    rules = profile("standard" if bundle is None else str(Evidence.read(bundle).manifest["profile"]))
    released = counted(messages, rules)
    owed = review_owed(messages, since.date() if since else date.min)
    if bundle is not None:
        admit(bundle, released)
    if as_json:
        content = {"counts": released.table.to_dicts(), "review": owed, "to": bundle and bundle.as_posix()}
        click.echo(json.dumps(content, ensure_ascii=False))
        return
    _ = Texts(language)
    shown = Table(title=_("Klachten, bezwaren en correcties"))
    for name in ("kind", "category", "n", "status"):
        shown.add_column(name)
    for row in released.table.select("kind", "category", "n", "status").iter_rows():
        shown.add_row(*("" if value is None else str(value) for value in row))
    wide_console().print(shown)
    lines = [_("Vraagt om een herziening: {what}.", what=what) for what in owed]
    for line in lines or [_("Geen enkele soort vraagt nu om een herziening.")]:
        wide_console().print(line, highlight=False, soft_wrap=True)
