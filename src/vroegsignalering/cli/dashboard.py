"""``vroeg dashboard``: serve evidence."""

from __future__ import annotations

from pathlib import Path

import click

from vroegsignalering.cli import options


@click.command("dashboard")
@click.option(
    "--evidence",
    multiple=True,
    type=options.PATH,
    help="Folder with a bundle; repeat for more.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8050,
    show_default=True,
    help="Where it listens; 0 takes a free one.",
)
@click.option(
    "--public", "is_public", is_flag=True, help="Also answer other machines; the map is off until chosen."
)
@click.option(
    "--login",
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    help="File with lines name:hash.",
)
def command(evidence: tuple[Path, ...], port: int, is_public: bool, login: Path | None) -> None:
    """Serve evidence to a browser, on this machine only unless --public is given.

    Without --evidence the bundles under ethics/evidence are served.
    """
    from dashboard.serve import serve

    serve(evidence, port=port, is_public=is_public, login=login)
