"""``vroeg plan``: an outreach plan to groups, judged before anyone is approached."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import polars as pl
from rich.table import Table

from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa.locks import may_export_outreach, may_run
from vroegsignalering.elsa.retention import refuse_expired
from vroegsignalering.errors import UsageError
from vroegsignalering.outreach import Evaluation, read_plan, refuse_real, run_plan, write_plan
from vroegsignalering.outreach.export import TABLES, shown
from vroegsignalering.registers import Registers
from vroegsignalering.release import Evidence
from vroegsignalering.texts import LANGUAGES, Texts
from vroegsignalering.vocabulary import DataStatus, Purpose


@click.command("plan")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.toml")
@click.option("--registers", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR")
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="Write tables and call sheets.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    default=Path("ethics/answers"),
    show_default=True,
    help="Signed records; needed for a municipality's own data.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Bundle of the study the plan rests on: with --to, a gap outside the margin without a signed decision refuses.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="nl", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output and nothing else.")
def command(
    file: Path,
    folder: Path,
    to: Path | None,
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
    evaluation = run_plan(registers, plan)
    if to is not None:
        write_plan(evaluation, to)
    if as_json:
        tables = {name: shown(getattr(evaluation, name)).to_dicts() for name in TABLES}
        content = {"plan": plan.id, "blocked": evaluation.blocked, **tables}
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
    rule = f"rule_{_.language}"
    console.print(
        _table(
            _("Groepen om te benaderen"),
            evaluation.cells.select("cell", rule, "households", "rate", "expected_in_need"),
            _,
        )
    )
    console.print(_table(_("Wie gaat waarheen"), evaluation.lines, _))
    console.print(_table(_("Wat het plan naar verwachting doet"), evaluation.plans.drop("plan"), _))
    console.print(_table(_("Naast andere manieren"), evaluation.baselines.drop("plan"), _))
    told = shown(evaluation.groups).filter(pl.col("metric") == "coverage").drop("plan", "metric")
    console.print(_table(_("Bereik per groep"), told, _))
    if evaluation.blocked:
        console.print(
            _("Geblokkeerd: voor een groep ligt het bereik buiten de marge. Mensen moeten eerst beslissen.")
        )
    if to is not None:
        console.print(_("Geschreven: {folder}", folder=str(to)))


def _table(title: str, frame: pl.DataFrame, _: Texts) -> Table:
    made = Table(title=title)
    for name in frame.columns:
        made.add_column(name, overflow="fold")
    for row in frame.iter_rows():
        made.add_row(*(_said(value, _) for value in row))
    return made


def _said(value: object, _: Texts) -> str:
    if value is None or value != value:
        return ""
    return _.number(value, 3) if isinstance(value, float) else str(value)
