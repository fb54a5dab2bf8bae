"""``vroeg report STUDY``: the ELSA dossier of a study. Parses, calls, prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa.dossier import build_report
from vroegsignalering.elsa.report import can_write_pdf
from vroegsignalering.release import Evidence
from vroegsignalering.texts import LANGUAGES


def _each_language(build: Callable[[str], list[Path]], languages: Sequence[str]) -> list[list[Path]]:
    """Every language's dossier; the first is made here, so that a fault is met once, the others beside it."""
    if len(languages) == 1:
        return [build(languages[0])]
    with ProcessPoolExecutor(len(languages) - 1, mp_context=get_context("spawn")) as pool:
        others = [pool.submit(build, each) for each in languages[1:]]
        first = build(languages[0])
        return [first, *(other.result() for other in others)]


@click.command("report")
@click.argument("study", type=options.PATH)
@click.option("--language", type=click.Choice(LANGUAGES), help="One language; both without it.")
@click.option("--to", type=options.PATH, help="Folder to write to [ethics/reports/STUDY].")
@click.option("--evidence", type=options.PATH, help="The bundle [ethics/evidence/STUDY].")
@click.option("--ethics", type=options.PATH, help="The ethics folder [beside models].")
@click.option(
    "--against",
    type=options.PATH,
    help="An older report.json or bundle: say what changed.",
)
@click.option("--pdf/--no-pdf", default=True, show_default=True, help="The report as PDF beside the HTML.")
@options.json_only
def command(
    study: Path,
    language: str | None,
    to: Path | None,
    evidence: Path | None,
    ethics: Path | None,
    against: Path | None,
    pdf: bool,
    as_json: bool,
) -> None:
    """The dossier: HTML and PDF in Dutch and English, cards and forms, report.json. Never an approval."""
    root = ethics or study.resolve().parent.parent / "ethics"
    bundle = Evidence.read(evidence or root / "evidence" / study.name)
    folder = to or root / "reports" / study.name
    build = partial(
        build_report,
        study,
        bundle,
        to=folder,
        today=datetime.now(UTC).date(),
        ethics=root,
        against=against,
        pdf=pdf,
    )
    files = sorted(
        {path for made in _each_language(build, (language,) if language else LANGUAGES) for path in made}
    )
    if as_json:
        click.echo(json.dumps({"study": study.name, "files": [path.as_posix() for path in files]}, indent=2))
        return
    for path in files:
        wide_console().print(path.as_posix(), highlight=False, soft_wrap=True)
    if pdf and not can_write_pdf():
        Console(stderr=True).print(
            "No PDF: this machine lacks Pango (a system library). The HTML is complete."
        )
