"""``vroeg release``: any long table through the door, or the attack on a table that somebody else
protected."""

from __future__ import annotations

import json
from pathlib import Path

import click
import polars as pl
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.errors import DisclosureError, UsageError
from vroegsignalering.release import files, outside
from vroegsignalering.release.ledger import Ledger
from vroegsignalering.release.profiles import PROFILES, Profile, profile


@click.command("release")
@click.argument("file", type=options.PATH)
@click.option("--dimensions", required=True, help="Columns that name a cell, with commas between them.")
@click.option("--count", required=True, help="Column with the unweighted number of persons.")
@click.option("--value", help="Column with a sum of money, published instead of the count.")
@click.option("--contributors", help="Number of contributors, or their largest amounts joined by ';'.")
@click.option(
    "--margins",
    type=click.Choice(["published", "none"]),
    default="published",
    show_default=True,
    help="Whether totals are published too: then cells must not follow from them.",
)
@click.option("--primary", help="Column that marks unsafe cells already.")
@click.option("--profile", "profile_name", default="standard", show_default=True, help=", ".join(PROFILES))
@click.option("--nested", multiple=True, metavar="CHILD=PARENT", help="Such as gemeente=province.")
@click.option(
    "--rounded-input", type=click.IntRange(min=1), default=1, help="Base to which FILE was rounded."
)
@click.option(
    "--ledger",
    "ledger_folder",
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    help="Folder with what was released before; the table is compared with it and written down.",
)
@click.option("--vintage", help="Names the data behind FILE in the ledger; other data are other persons.")
@click.option("--attack-only", is_flag=True, help="FILE is protected already; say what can be deduced.")
@click.option("--out", type=click.Path(path_type=Path, readable=False, dir_okay=False), help="File to write.")
@options.json_only
def command(
    file: Path,
    dimensions: str,
    count: str,
    value: str | None,
    contributors: str | None,
    margins: str,
    primary: str | None,
    profile_name: str,
    nested: tuple[str, ...],
    rounded_input: int,
    ledger_folder: Path | None,
    vintage: str | None,
    attack_only: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Protect the long table FILE, write it, a log of reasons and the attack on it.

    The default profile is for data without money or poverty, and for synthetic data; for income, wealth or
    poverty from real registers use --profile income. The result is prepared for a checker; it is not
    approved.
    """
    request = files.Request(
        dimensions=tuple(name.strip() for name in dimensions.split(",") if name.strip()),
        count=count,
        value=value,
        contributors=contributors,
        margins=margins,
        primary=primary,
        nested=dict(_pair(one) for one in nested),
        rounded_input=rounded_input,
    )
    chosen = profile(profile_name)
    if attack_only:
        _attack(file, request, chosen, out, as_json)
        return
    if out is None:
        raise UsageError("nowhere to write", mend="name a file with --out")
    if (ledger_folder is None) != (vintage is None):
        raise UsageError("--ledger and --vintage go together", mend="--ledger DIR --vintage 2023-v2")
    ledger = None if ledger_folder is None else Ledger(ledger_folder)
    table = files.read_long(file)
    released = files.protect(table, request, chosen, name=file.stem, ledger=ledger, vintage=vintage or "")
    written = files.write(released, out)
    said = files.summary(released, chosen.width) | {"files": [str(path) for path in written]}
    _say(said, as_json)


def _attack(file: Path, request: files.Request, chosen: Profile, out: Path | None, as_json: bool) -> None:
    found = outside.attack(files.read_long(file), request, width=chosen.width)
    narrow = found.filter(pl.col("width") < chosen.width - 1e-6)
    if out is not None:
        files.write_frame(found, out)
    said = {
        "hidden": found.height,
        "narrowest": files.finite(found["width"].min() if found.height else None),
        "required_width": chosen.width,
        "exposed": narrow.height,
        "exactly_known": found.filter(pl.col("width") < 1e-6).height,
    }
    cells = [
        {**row, "high": files.finite(row["high"]), "width": files.finite(row["width"])}
        for row in found.to_dicts()
    ]
    _say(said | ({"cells": cells} if as_json else {}), as_json)
    if narrow.height:
        raise DisclosureError(
            f"{narrow.height} of {found.height} hidden cells can be deduced to within less than {chosen.width}",
            where=str(file),
            mend="hide more cells: vroeg release without --attack-only does",
        )


def _pair(text: str) -> tuple[str, str]:
    child, _, parent = text.partition("=")
    if not child or not parent:
        raise UsageError(f"--nested {text!r} is not CHILD=PARENT")
    return child.strip(), parent.strip()


def _say(said: dict[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    shown = Table(show_header=False, box=None)
    for key, value in said.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        shown.add_row(key.replace("_", " "), text)
    wide_console().print(shown)
    if said.get("nothing_published"):
        click.echo("Nothing in this table can be published: use wider groups.", err=True)
