"""``vroeg geo``: a user's own boundaries, as declared geometry in a bundle."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.facts.boundaries import read_boundaries, unmatched
from vroegsignalering.facts.gemeenten import FIRST_YEAR, LAST_YEAR
from vroegsignalering.release import Declared
from vroegsignalering.release.declaring import declare

_SAID = {
    "merged": "in the file that merged before {year}",
    "divided": "in the file that were divided before {year}",
    "later": "in the file that did not exist yet in {year}",
    "unknown": "in the file that are no gemeente of any known year",
    "no_outline": "of {year} without an outline",
}
"""What is said of codes that do not match, by status."""


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
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    default=LAST_YEAR,
    show_default=True,
    help="Division into gemeenten that the codes are held to.",
)
@options.json_only
def import_(file: Path, bundle: Path, source: str, year: int, as_json: bool) -> None:
    """Write the gemeente boundaries of FILE (GeoJSON or GeoPackage, 28992 or 4326) into a bundle."""
    outlines = read_boundaries(file, year)
    odd = unmatched(outlines, year)
    declare(
        bundle,
        Declared(
            name="boundaries", table=outlines, source=source, dimensions=("gemeente",),
            title_nl="Grenzen van gemeenten", title_en="Boundaries of municipalities",
        ),
    )  # fmt: skip
    if as_json:
        record = {"gemeenten": outlines.height, "year": year, "unmatched": odd.to_dicts()}
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    console = wide_console()
    console.print(
        f"{outlines.height} gemeente{'' if outlines.height == 1 else 'n'} written to {bundle}",
        highlight=False,
    )
    for status, said in _SAID.items():
        rows = odd.filter(status=status)
        if rows.height:
            shown = [
                row["code"] + (f" -> {row['new_code']}" if row["new_code"] else "")
                for row in rows.head(8).to_dicts()
            ]
            more = f" and {rows.height - 8} more" if rows.height > 8 else ""
            console.print(
                f"{rows.height} {said.format(year=year)}: {', '.join(shown)}{more}", highlight=False
            )
