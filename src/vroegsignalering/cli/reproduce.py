"""``vroeg reproduce STUDY...``: run studies again and compare with their stored evidence, byte for byte."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from vroegsignalering.cli import options
from vroegsignalering.pipeline import RunSettings
from vroegsignalering.pipeline.progress import Stages
from vroegsignalering.pipeline.reproduce import reproduce


@click.command("reproduce")
@click.argument("studies", metavar="STUDY...", type=options.PATH, nargs=-1, required=True)
@click.option("--evidence", type=options.PATH, help="The bundle of the one study [ethics/evidence/STUDY].")
@click.option(
    "--registers",
    type=options.PATH,
    help="The register files; made anew without this option, once for all studies.",
)
@click.option(
    "--lags",
    type=options.PATH,
    help="TOML with the publication lags that the bundle was made with, as `vroeg run --lags` took it.",
)
@options.replicates("Bootstrap replicates, where the bundle does not name them.")
@options.processes
@options.json_only
def command(
    studies: tuple[Path, ...],
    evidence: Path | None,
    registers: Path | None,
    lags: Path | None,
    replicates: int,
    workers: int,
    as_json: bool,
) -> None:
    """Run each STUDY again from what its bundle says; exit code 15 and the largest differences if it comes out otherwise.

    With --json one object a line, one line a study.
    """
    if evidence is not None and len(studies) > 1:
        raise click.UsageError("--evidence names the bundle of one study; name one STUDY, or leave it out.")
    root = studies[0].resolve().parent.parent / "ethics"
    found = reproduce(
        {study: evidence or root / "evidence" / study.name for study in studies},
        registers,
        settings=RunSettings(replicates=replicates, lags=lags, answers=root / "answers", today=date.today()),
        workers=workers,
        stages=Stages(Console(stderr=True, highlight=False, quiet=as_json)),
    )
    for one in found:
        if as_json:
            click.echo(json.dumps(asdict(one)))
        else:
            Console().print(f"{one.study}: {one.tables} tables, every byte the same", highlight=False)
