"""``vroeg gate``: what blocks which stage, per study. Parses, calls, prints."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa import Gate, Material, State
from vroegsignalering.elsa.gate import Finding, PersonState
from vroegsignalering.elsa.people import title_of_role
from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.release import Evidence
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import mark
from vroegsignalering.texts.words import Words
from vroegsignalering.vocabulary import Stage

_STAGES = {
    Stage.SYNTHETIC_RUN: mark("synthetische run"),
    Stage.BEFORE_REAL_DATA: mark("vóór echte gegevens"),
    Stage.BEFORE_OUTREACH: mark("vóór benadering"),
}
_STATES = {
    State.MET: mark("voldaan"),
    State.OWED: mark("wacht op een mens"),
    State.FAILED: mark("niet voldaan"),
}
_PERSONS = {
    PersonState.NOT_ASKED: mark("niet gevraagd"),
    PersonState.OWED: mark("nog niet beantwoord"),
    PersonState.STALE: mark("verouderd: het bewijs is sindsdien veranderd"),
    PersonState.REFUSED: mark("met nee beantwoord"),
    PersonState.GIVEN: mark("beantwoord"),
}
_WORDS = {stage.value.replace(" ", "-"): stage for stage in Stage} | {stage.value: stage for stage in Stage}


@click.command("gate")
@click.argument("studies", nargs=-1, type=options.PATH)
@click.option("--stage", type=click.Choice(sorted(_WORDS)), help="One stage; all three without it.")
@click.option(
    "--evidence",
    type=options.PATH,
    help="Folder with one bundle per study, or one bundle.",
)
@options.ethics
@options.language
@options.json_only
def command(
    studies: tuple[Path, ...],
    stage: str | None,
    evidence: Path | None,
    ethics: Path,
    language: str,
    as_json: bool,
) -> None:
    """What evidence meets, what a person owes, what failed. Exit 0 only if nothing of the stage blocks, else 16."""
    bundles = evidence or ethics / "evidence"
    folders = studies or _judgeable(bundles)
    stages = (_WORDS[stage],) if stage else tuple(Stage)
    gates = [_gate(folder, bundles, ethics) for folder in folders]
    plain = [gate.plain(each, language) for gate in gates for each in stages]
    if as_json:
        click.echo(json.dumps(plain if len(plain) > 1 else plain[0], ensure_ascii=False, indent=2))
    else:
        for gate in gates:
            for each in stages:
                _print(gate, each, Texts(language))
    shut = [f"{gate.study}: {each.value}" for gate in gates for each in stages if not gate.is_open(each)]
    if shut and as_json:
        sys.exit(ReviewOwed.exit_code)
    if shut:
        raise ReviewOwed("the gate is shut", found="; ".join(shut), mend="the lines above say who owes what")


def _judgeable(evidence: Path) -> tuple[Path, ...]:
    """The studies of the project that have evidence; one that was never run is named, and judged by nobody."""
    known = sorted(path.parent for path in Path("models").glob("*/study.toml"))
    made = tuple(folder for folder in known if (_bundle(folder, evidence) / "manifest.json").is_file())
    never = [folder.name for folder in known if folder not in made]
    if never:
        Console(stderr=True).print(f"not judged, no evidence yet: {', '.join(never)}", highlight=False)
    if not made:
        raise DeclarationError(
            "no study with evidence here",
            where="models/",
            mend="run it in the project, run a study first, or name a study's folder",
        )
    return made


def _bundle(folder: Path, evidence: Path) -> Path:
    return evidence if (evidence / "manifest.json").is_file() else evidence / folder.name


def _gate(folder: Path, evidence: Path, ethics: Path) -> Gate:
    bundle = Evidence.read(_bundle(folder, evidence))
    return Gate.of(Material.read(folder, bundle, ethics=ethics, today=datetime.now(UTC).date()))


def _print(gate: Gate, stage: Stage, texts: Texts) -> None:
    counts, word, blocking = gate.counts(stage), Words(texts), gate.blocking(stage)
    title = f"{gate.study} · {texts(_STAGES[stage])} · "
    title += " · ".join(f"{counts[state]} {texts(_STATES[state])}" for state in State)
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in ("id", texts("ernst"), texts("stand"), "machine", texts("mens")):
        table.add_column(heading, overflow="fold")
    for finding in gate.findings:
        state = finding.state(stage)
        if finding.concerns(stage) and (state is not State.MET or finding.blocks(stage)):
            table.add_row(
                finding.requirement.id + (" *" if finding.blocks(stage) else ""),
                word("severity", finding.requirement.severity.value),
                texts(_STATES[state]),
                "-" if finding.machine is None else finding.machine.text(texts),
                _person(finding, texts),
            )
    wide_console().print(table)
    if blocking:
        said = texts.several(
            "* {count} vereiste houdt deze fase tegen",
            "* {count} vereisten houden deze fase tegen",
            len(blocking),
        )
        wide_console().print(said, highlight=False)


def _person(finding: Finding, texts: Texts) -> str:
    """What became of the person's half, and whose it is while it is not given."""
    said, roles = texts(_PERSONS[finding.person]), finding.requirement.roles
    if finding.person is PersonState.GIVEN or not roles:
        return said
    return f"{said} ({' / '.join(title_of_role(role.value, texts) for role in roles)})"
