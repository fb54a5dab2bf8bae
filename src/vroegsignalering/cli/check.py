"""``vroeg check``: register files against the declared tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.registers.checking import Report, check
from vroegsignalering.registers.checking.dutch import in_dutch
from vroegsignalering.registers.checking.quality import COUNTED, by_file
from vroegsignalering.registers.files import FORMATS
from vroegsignalering.texts import Texts


@click.command("check")
@click.argument("folder", type=options.PATH)
@click.option("--headers", is_flag=True, help="Read no row; checks names, columns and types only.")
@click.option("--format", "only", type=click.Choice(FORMATS), help="Check files of this format only.")
@click.option(
    "--quality",
    type=options.PATH,
    help="Write the data-quality report to this CSV.",
)
@click.option("--notes/--no-notes", default=True, show_default=True, help="Show what is worth knowing too.")
@options.language
@options.json_only
def command(
    folder: Path,
    headers: bool,
    only: str | None,
    quality: Path | None,
    notes: bool,
    language: str,
    as_json: bool,
) -> None:
    """Hold every register file below FOLDER to its declaration; exit 0 when clean, 12 otherwise."""
    errors = Console(stderr=True)
    with errors.status("...") as status:
        report = check(folder, headers_only=headers, only=only, progress=status.update)
    if quality is not None:
        report.write_quality(quality)
    if as_json:
        click.echo(json.dumps(report.as_record(), ensure_ascii=False, indent=1))
    else:
        _print(report, Texts(language), notes=notes)
    if not report.clean:
        sys.exit(12)


def _quality(report: Report, _: Texts) -> Table:
    shown = Table(title=_("Kwaliteit per bestand"))
    counted = (_("dubbel"), _("overlappend"), _("code niet in lijst"), _("code voor ontbrekend onbekend"),
               _("sleutel koppelt niet"), _("kwijt bij koppelen"))  # fmt: skip
    shown.add_column(_("bestand"), overflow="fold")
    for heading in (_("jaar"), _("rijen"), _("leeg"), *counted):
        shown.add_column(heading, justify="right")
    for row in by_file(report.quality).iter_rows(named=True):
        numbers = [_.number(row[name]) for name in COUNTED]
        empty = "" if row["missing"] is None else _.percent(row["missing"])
        shown.add_row(row["file"], str(row["year"]), _.number(row["rows"]), empty, *numbers)
    return shown


def _print(report: Report, _: Texts, *, notes: bool) -> None:
    findings = report.findings if notes else report.faults
    console = wide_console()
    if findings.height:
        headings = (
            _("ernst"),
            _("bestand"),
            _("kolom"),
            _("verwacht"),
            _("gevonden"),
            _("rijen"),
            _("herstel"),
        )
        shown = Table(title=_("Registerbestanden getoetst aan de beschrijving"))
        for heading in headings:
            shown.add_column(heading, overflow="fold", justify="right" if heading == _("rijen") else "left")
        for row in findings.iter_rows(named=True):
            rows = "" if row["rows"] is None else _.number(row["rows"])
            severity = _("fout") if row["severity"] == "fault" else _("opmerking")
            words = (row["expected"], row["found"], row["mend"])
            expected, found, mend = (in_dutch(one) if _.language == "nl" else one for one in words)
            shown.add_row(severity, row["file"], row["column"], expected, found, rows, mend)
        console.print(shown)
    if report.quality.height:
        console.print(_quality(report, _))
    counts = {"files": _.number(report.files), "faults": _.number(report.faults.height)}
    console.print(_("{files} bestanden, {faults} fouten", **counts), highlight=False)
