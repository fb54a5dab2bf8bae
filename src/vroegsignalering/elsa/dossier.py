"""Builds everything that leaves the room for one study: the report in a language, and what goes with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.report import write_report
from vroegsignalering.release import Evidence


def build_report(
    study_folder: Path,
    evidence: Evidence,
    language: str,
    to: Path,
    *,
    today: date | None = None,
    ethics: Path | None = None,
    against: Path | None = None,
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
    return sorted(write_report(material, Gate.of(material), language, Path(to)))
