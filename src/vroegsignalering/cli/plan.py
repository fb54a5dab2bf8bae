"""``vroeg plan``: an outreach plan to groups, judged before anyone is approached."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa.locks import may_export_outreach, may_run
from vroegsignalering.elsa.retention import refuse_expired
from vroegsignalering.errors import UsageError
from vroegsignalering.outreach import Evaluation, read_plan, refuse_real, run_plan, write_plan
from vroegsignalering.outreach.export import TABLES, shown
from vroegsignalering.outreach.told import Section, blocked_by, in_short, sections
from vroegsignalering.registers import Registers
from vroegsignalering.release import Evidence
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import DataStatus, Purpose


@click.command("plan")
@click.argument("file", type=options.PATH, metavar="FILE.toml")
@click.option(
    "--registers", "folder", type=options.PATH, required=True, metavar="DIR", help="Folder of register files."
)
@click.option(
    "--to",
    type=options.PATH,
    metavar="DIR",
    help="Write tables and call sheets.",
)
@click.option(
    "--everywhere",
    is_flag=True,
    help="Judge the plan on all households of the registers, as if every municipality had it; people at work in proportion.",
)
@click.option(
    "--answers",
    type=options.PATH,
    default=Path("ethics/answers"),
    show_default=True,
    help="Stop switch, sunset date and signed decisions, asked with --to.",
)
@click.option(
    "--evidence",
    type=options.PATH,
    metavar="DIR",
    help="Bundle of the study the plan rests on: with --to, a gap outside the margin without a signed decision refuses.",
)
@options.language
@options.json_only
def command(
    file: Path,
    folder: Path,
    to: Path | None,
    everywhere: bool,
    answers: Path,
    evidence: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Evaluate an outreach plan: whom it reaches, whom it misses, and at what price in needless contact."""
    today = date.today()
    plan = read_plan(file, today=today)
    registers = Registers.open(folder, prefer="parquet")
    refuse_real(registers.provenance.status)
    may_run(registers.provenance.status, Purpose.OUTREACH, answers, today=today)
    refuse_expired(folder, answers, registers.provenance.status, today)
    if to is not None:
        _may_leave(evidence, answers, registers.provenance.status, today)
    evaluation = run_plan(registers, plan, everywhere=everywhere)
    if to is not None:
        write_plan(evaluation, to)
    if as_json:
        tables = {name: shown(getattr(evaluation, name)).to_dicts() for name in TABLES}
        counts = {"households": evaluation.households, "in_need": evaluation.in_need}
        content = {
            "plan": plan.id,
            "need": plan.need.kinds,
            "blocked": evaluation.blocked,
            **counts,
            **tables,
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _show(evaluation, Texts(language), to)


def _may_leave(evidence: Path | None, answers: Path, status: DataStatus, today: date) -> None:
    """The locks on what leaves for outreach; only a specimen on synthetic data may do without evidence."""
    if evidence is None and status is not DataStatus.SYNTHETIC:
        raise UsageError(
            "call sheets need the evidence that they rest on", mend="--evidence ethics/evidence/STUDY"
        )
    may_export_outreach(None if evidence is None else Evidence.read(evidence), answers, today)


def _show(evaluation: Evaluation, _: Texts, to: Path | None) -> None:
    console = wide_console()
    plan = evaluation.plan
    console.print(plan.title_nl if _.language == "nl" else plan.title_en, style="bold")
    reasons = blocked_by(evaluation, _)
    if reasons:
        console.print(
            _("Geblokkeerd: niet iedere groep wordt gelijk bereikt. Mensen moeten eerst beslissen."),
            style="bold",
        )
        for reason in reasons:
            console.print(f"  - {reason}", highlight=False)
    console.print()
    for sentence in in_short(evaluation, _):
        console.print(sentence, highlight=False)
    for section in sections(evaluation, _):
        console.print()
        console.print(_table(section))
    if to is not None:
        console.print(_("Geschreven: {folder}", folder=str(to)))


def _table(section: Section) -> Table:
    made = Table(
        title=section.title,
        caption=section.says,
        title_justify="left",
        caption_justify="left",
        title_style="bold",
    )
    for name in section.heads:
        made.add_column(name, overflow="fold")
    for row in section.rows:
        made.add_row(*row)
    return made
