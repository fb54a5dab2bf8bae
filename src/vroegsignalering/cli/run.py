"""``vroeg run``: studies, from register files to evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vroegsignalering.cli import options
from vroegsignalering.pipeline import RunSettings, run
from vroegsignalering.pipeline.progress import Stages


@click.command("run")
@click.argument("studies", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--registers",
    "registers_folder",
    required=True,
    type=options.PATH,
    help="Folder of register files.",
)
@click.option(
    "--to",
    default=Path("data/evidence"),
    show_default=True,
    type=options.PATH,
    help="Bundles go to TO/<study>.",
)
@click.option(
    "--truth",
    type=options.PATH,
    help="True probabilities, where the process is ours.",
)
@click.option(
    "--format",
    "prefer",
    type=click.Choice(["parquet", "sav", "zsav", "csv", "dta"]),
    help="Format to read when a file is there in several.",
)
@click.option(
    "--lags",
    type=options.PATH,
    help="TOML with publication lags that replace the declared assumptions: [INHATAB] days = 430, source = '...'.",
)
@options.replicates("Bootstrap replicates, by person.")
@click.option(
    "--answers",
    default=Path("ethics/answers"),
    show_default=True,
    type=options.PATH,
    help="People's answers.",
)
@click.option(
    "--models",
    type=options.PATH,
    help="Where model parameters are written; default TO/models.",
)
@click.option(
    "--prove",
    default=0,
    show_default=True,
    type=click.IntRange(0, 2000),
    help="Worlds per planted fault of the proving ground; 0 leaves it out.",
)
@click.option(
    "--plans/--no-plans", default=True, show_default=True, help="Evaluate the study's national plans."
)
@options.processes
@click.option(
    "--work",
    type=options.PATH,
    help="Where finished stages are kept, so that a stopped run goes on; default a folder `work` beside the registers.",
)
@click.option(
    "--keep/--no-keep",
    default=None,
    help="Whether finished stages stay after a good end; without it they stay for synthetic registers only.",
)
@click.option(
    "--ledger",
    type=options.PATH,
    help="Where is kept what was released from these data; default a folder `ledger` in WORK.",
)
def command(
    studies: tuple[Path, ...],
    registers_folder: Path,
    to: Path,
    truth: Path | None,
    prefer: str | None,
    lags: Path | None,
    replicates: int,
    answers: Path,
    models: Path | None,
    prove: int,
    plans: bool,
    workers: int,
    work: Path | None,
    keep: bool | None,
    ledger: Path | None,
) -> None:
    """Run STUDIES (folders such as models/entry) on register files and write their evidence."""
    work = work or registers_folder.absolute().parent / "work"
    settings = RunSettings(
        replicates=replicates,
        prefer=prefer,
        lags=lags,
        truth=truth,
        answers=answers,
        models=models,
        prove=prove,
        plans=plans,
        today=date.today(),
        workers=workers,
        work=work,
        keep=keep,
        ledger=ledger or work / "ledger",
    )
    for bundle in run(studies, registers_folder, to, settings, Stages()):
        click.echo(bundle.as_posix())
