"""``vroeg geo``: a user's own boundaries, as declared geometry in a bundle."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vroegsignalering.cli.wide import wide_console
from vroegsignalering.facts.boundaries_geo import read_boundaries, unmatched
from vroegsignalering.release import Declared
from vroegsignalering.release.declaring import declare


@click.group("geo")
def command() -> None:
    """Boundaries of gemeenten, brought by the user."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, readable=False, dir_okay=False))
@click.option(
    "--to",
    "bundle",
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    required=True,
    help="Folder of a bundle.",
)
@click.option(
    "--source",
    default="boundaries brought by the user",
    show_default=True,
    help="Who made them, and the year.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output and nothing else.")
def import_(file: Path, bundle: Path, source: str, as_json: bool) -> None:
    """Write the gemeente boundaries of FILE (GeoJSON or GeoPackage, 28992 or 4326) into a bundle."""
    outlines = read_boundaries(file)
    theirs, ours = unmatched(outlines)
    declare(
        bundle,
        Declared(
            name="boundaries", table=outlines, source=source, dimensions=("gemeente",),
            title_nl="Grenzen van gemeenten", title_en="Boundaries of municipalities",
        ),
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps({"gemeenten": outlines.height, "only_in_file": theirs, "only_here": ours}))
        return
    console = wide_console()
    console.print(f"{outlines.height} gemeenten written to {bundle}", highlight=False)
    for codes, said in ((theirs, "only in the file"), (ours, "without an outline")):
        if codes:
            more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
            console.print(
                f"{len(codes)} {said}: {', '.join(codes[:8])}{more}. The boundaries may be of another year (herindeling).",
                highlight=False,
            )
