"""``vroeg synthesise``: write CBS-named register files of a synthetic Netherlands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from vroegsignalering.cli import options
from vroegsignalering.pipeline.capacity import synthesis_fits
from vroegsignalering.pipeline.faults import named_faults
from vroegsignalering.pipeline.lock import alone
from vroegsignalering.pipeline.store import code_of
from vroegsignalering.synthesis import make_plan, synthesise
from vroegsignalering.texts import Texts

MAKERS = ("synthesis", "registers", "facts", "vocabulary.py")
"""Rooms whose code makes the registers: with other code a finished country is made anew."""


@click.command(name="synthesise")
@click.option("--persons", default=None, help="Residents on 1 January of the last year: a number, or all.")
@click.option("--gemeente", default=None, metavar="GMxxxx", help="Every household of one gemeente instead.")
@click.option("--years", default="2014-2023", show_default=True, help="First and last year written.")
@click.option("--seed", default=1, show_default=True, type=int, help="Another seed is another country.")
@click.option("--to", "folder", required=True, type=options.PATH, help="Target folder.")
@click.option(
    "--format", "formats", default="parquet", show_default=True, help="parquet, sav, csv, dta; or several."
)
@click.option("--signals", is_flag=True, help="Also write DDAS deliveries of early-warning signals.")
@click.option(
    "--truth", is_flag=True, help="Also write true probabilities of a subset, apart from the registers."
)
@click.option(
    "--overwrite", is_flag=True, help="Replace what the target folder holds, once the new country is whole."
)
@options.processes
@options.language
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(
    persons: str | None,
    gemeente: str | None,
    years: str,
    seed: int,
    folder: Path,
    formats: str,
    signals: bool,
    truth: bool,
    overwrite: bool,
    workers: int,
    language: str,
    as_json: bool,
) -> None:
    """Write CBS-named register files of a synthetic Netherlands, with proof that they are synthetic."""
    plan = make_plan(persons, years, seed, gemeente=gemeente, formats=formats, signals=signals, truth=truth)
    synthesis_fits(min(workers, plan.shards))
    console, _ = Console(stderr=True), Texts(language)
    stages = {"households": _("huishoudens"), "files": _("bestanden")}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with named_faults(), alone(folder), Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stages[stage], total=total)
            bars.update(tasks[stage], completed=done, total=total)

        with _told(folder):
            path = synthesise(
                plan, folder, workers=workers, overwrite=overwrite, progress=report, code=code_of(*MAKERS)
            )
    if not tasks:
        console.print(_("al gemaakt en onveranderd; niets gedaan"))
    if as_json:
        content = json.loads(path.read_text(encoding="utf-8"))
        click.echo(
            json.dumps({k: v for k, v in content.items() if k != "files"} | {"files": len(content["files"])})
        )
    else:
        said = _(
            "{n} personen, {first}-{last}: {folder}",
            n=_.number(plan.persons),
            first=plan.years[0],
            last=plan.years[1],
            folder=folder,
        )
        console.print(said)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Who stops it is told what is kept."""
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.add_note(f"  where: {folder}")
        stop.add_note("  found: the country is not finished and counts as none; its finished shards are kept")
        stop.add_note("  mend:  the same command goes on where this one stopped")
        raise
