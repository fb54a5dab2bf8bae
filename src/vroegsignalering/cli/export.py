"""``vroeg export``: the bundle for an output checker."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vroegsignalering.cli import options
from vroegsignalering.errors import ReviewOwed
from vroegsignalering.release.export import export


@click.command("export")
@click.argument("bundle", type=options.PATH)
@click.option(
    "--to",
    "to",
    required=True,
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    help="Zip to write.",
)
@click.option(
    "--add",
    multiple=True,
    type=options.PATH,
    help="A figure or text made from the bundle.",
)
@options.json_only
def command(bundle: Path, to: Path, add: tuple[Path, ...], as_json: bool) -> None:
    """Pack the evidence in BUNDLE into one flat zip, a manifest per file and a draft of the control form.

    Ends with exit code 16 when something needs a person's review. It never says that anything may leave.
    """
    made = export(bundle, to, extra=add)
    if as_json:
        said = {"zip": str(made.path), "files": sorted(made.files), "review": made.review}
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        click.echo(
            f"{made.path}: {len(made.files)} files, each with a manifest, and a draft of the control form"
        )
        for line in made.review:
            click.echo(f"  to review: {line}")
    if made.review:
        raise ReviewOwed(f"{len(made.review)} points need a person's review", where=str(made.path))
