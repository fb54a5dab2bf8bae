"""Options that several commands share, each said once: the language, JSON, a table beside, a path, a seed, the ethics folder.

A command that means something else by an option (``vroeg synthesise --json``) declares its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vroegsignalering.texts import LANGUAGES

PATH = click.Path(path_type=Path, readable=False)
"""A path as text; whether it can be read is said by who reads it, in four parts."""

language = click.option(
    "--language", type=click.Choice(LANGUAGES), default="nl", show_default=True, help="Of what is printed."
)
against = click.option(
    "--against",
    type=click.Choice(["rest", "overall"]),
    default="rest",
    show_default=True,
    help="What each group stands against: all others, or everybody.",
)
ethics = click.option(
    "--ethics",
    type=PATH,
    default=Path("ethics"),
    show_default=True,
    help="Folder with requirements and answers.",
)
seed = click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws.")
json_only = click.option("--json", "as_json", is_flag=True, help="JSON on standard output and nothing else.")
also_table = click.option(
    "--out", type=PATH, metavar="FILE", help="Also write the tidy table (.csv, .parquet, .json)."
)
processes = click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; no result depends on it.",
)


def replicates(help_text: str) -> Callable[[Any], Any]:
    """Replicates of the bootstrap of a study; ``help_text`` says of what."""
    return click.option(
        "--replicates", default=256, show_default=True, type=click.IntRange(32, 5000), help=help_text
    )
