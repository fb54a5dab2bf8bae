"""Builds everything that leaves the room for one study: the report in a language, and what goes with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from vroegsignalering.elsa.cards.report_json import report_json
from vroegsignalering.elsa.exports import write_exports
from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.report import write_report
from vroegsignalering.elsa.versions import change_section, changes, read_report
from vroegsignalering.release import Evidence
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


def build_report(
    study_folder: Path,
    evidence: Evidence,
    language: str,
    to: Path,
    *,
    today: date | None = None,
    ethics: Path | None = None,
    against: Path | None = None,
    pdf: bool = True,
) -> list[Path]:
    """Write the dossier of a study.

    Parameters
    ----------
    study_folder : Path
        Such as ``models/entry``.
    evidence : Evidence
        The bundle of that study.
    language : {"nl", "en"}
    to : Path
        Folder to write to; made if need be.
    today : date, optional
        Against which dates of answers and terms are checked; the day in UTC without it. It is not printed.
    ethics : Path, optional
        ``ethics`` beside ``models`` without it.
    against : Path, optional
        An earlier ``report.json`` or its folder: a section says what changed.
    pdf : bool
        Whether the report is written as PDF too; that is most of the time it takes.

    Returns
    -------
    list of Path
        What was written, in order of name.

    Raises
    ------
    DeclarationError
        The evidence was made for another study, or a declaration or answer is not acceptable.
    """
    folder = ethics or Path(study_folder).resolve().parent.parent / "ethics"
    day = today or datetime.now(UTC).date()
    material = Material.read(Path(study_folder), evidence, ethics=folder, today=day)
    gate = Gate.of(material)
    change = None
    if against is not None:
        texts = Texts(language)
        found = changes(read_report(Path(against)), report_json(material, gate))
        change = change_section(found, texts, Words.of_study(texts, material.head))
    written = write_report(material, gate, language, Path(to), change=change, pdf=pdf)
    return sorted({*written, *write_exports(material, gate, language, Path(to))})
