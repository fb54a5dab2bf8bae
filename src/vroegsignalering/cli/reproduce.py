"""``vroeg reproduce STUDY``: run a study again and compare with its stored evidence, byte for byte."""

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
@click.argument("study", type=options.PATH)
@click.option("--evidence", type=options.PATH, help="The bundle [ethics/evidence/STUDY].")
@click.option(
    "--registers",
    type=options.PATH,
    help="Its register files; made anew without this option.",
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
    study: Path,
    evidence: Path | None,
    registers: Path | None,
    lags: Path | None,
    replicates: int,
    workers: int,
    as_json: bool,
) -> None:
    """Run STUDY again from what its bundle says; exit code 15 and the largest differences if it comes out otherwise."""
    root = study.resolve().parent.parent / "ethics"
    settings = RunSettings(replicates=replicates, lags=lags, answers=root / "answers", today=date.today())
    found = reproduce(
        study,
        evidence or root / "evidence" / study.name,
        registers,
        settings=settings,
        workers=workers,
        stages=Stages(Console(stderr=True, highlight=False, quiet=as_json)),
    )
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        Console().print(f"{found.study}: {found.tables} tables, every byte the same", highlight=False)
