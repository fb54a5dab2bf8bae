"""The locks: on purpose, on real data, on outreach. Each raises, none can be talked past, and only people's signed
records open them. What may not join X (class A) and what is never selected (class N) is locked in ``study``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from vroegsignalering.elsa.answers import EVERY_STUDY, Answer, Answers
from vroegsignalering.elsa.declarations import Declarations, is_no_past_selection
from vroegsignalering.elsa.material import seen
from vroegsignalering.elsa.reading import MAIN
from vroegsignalering.elsa.register import Register
from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.release import Evidence
from vroegsignalering.vocabulary import DataStatus, Purpose, Verdict

RECORDS = {"LP-02": "legal basis", "PM-05": "DPIA", "AO-03": "IAMA"}
"""Signed records without which data of real people stay shut, by requirement."""


def purpose_of(word: object) -> Purpose:
    """The purpose of helping that a word names.

    Parameters
    ----------
    word : object
        What the study says; anything that is not text is refused too.

    Returns
    -------
    Purpose

    Raises
    ------
    DeclarationError
        The word is not one of them; inspection, sanction, fraud and credit never are.

    Examples
    --------
    >>> purpose_of("offer_of_help").name
    'OUTREACH'
    """
    try:
        return Purpose(str(word))
    except ValueError:
        raise DeclarationError(
            f"purpose {str(word)!r} is refused",
            where="study.toml, [study] purpose",
            found="a purpose that is not one of helping",
            mend=f"one of: {', '.join(Purpose)}",
        ) from None


def may_run(
    data_status: DataStatus | str,
    purpose: Purpose | str,
    answers_folder: Path,
    *,
    study: str = EVERY_STUDY,
    today: date | None = None,
) -> None:
    """Let a run go on, or refuse it.

    Synthetic data may always be used for a purpose of helping. Data of real people, and data whose status is not
    known, need three signed records: the legal basis, the DPIA and the IAMA, each with the file that was signed.

    Parameters
    ----------
    data_status : DataStatus or str
        A word that is not a status counts as real.
    purpose : Purpose or str
    answers_folder : Path
        Such as ``ethics/answers``; the register is expected beside it.
    study : str
        The study for which records must stand; a record given for ``"all"`` counts too.
    today : date, optional
        Needed for data of real people: a signature from the future is no signature.

    Raises
    ------
    DeclarationError
        The purpose is not one of helping, or an answer in the folder is not acceptable.
    ReviewOwed
        A record is owed.
    ReproductionError
        A signature or a record no longer fits its hash.
    """
    purpose_of(purpose)
    if str(data_status) == DataStatus.SYNTHETIC.value:
        return
    if today is None:
        raise ReviewOwed(
            "data of real people are locked", found="no date to check signatures against", mend="pass `today`"
        )
    answers = _read(answers_folder, today)
    owed = [f"{title} ({name})" for name, title in RECORDS.items() if not _signed(answers, name, study)]
    if owed:
        raise ReviewOwed(
            "data of real people are locked",
            where=Path(answers_folder).as_posix(),
            found=f"no signed record of: {', '.join(owed)}",
            mend="`vroeg answer ID --document FILE` by the role that may sign; until then use synthetic data",
        )


def may_export_outreach(evidence: Evidence | None, answers: Path, today: date) -> None:
    """Let an outreach plan leave the run, or refuse it.

    Parameters
    ----------
    evidence : Evidence, optional
        The bundle with the verdicts on which the plan rests; a specimen on synthetic data may have none.
    answers : Path
        Such as ``ethics/answers``.
    today : date
        Today; the clock is read by the command alone.

    Raises
    ------
    ReviewOwed
        The stop switch is set, no sunset date is agreed or it has passed, the model learnt from past selection
        alone (DQ-04), or a gap *outside margin* stands without a signed decision on exactly this evidence (FN-12).
    """
    folder = Path(answers)
    read = _read(folder, today)
    where = (folder / "standing.toml").as_posix()
    if read.standing.stopped:
        raise ReviewOwed(
            "outreach is stopped",
            where=where,
            found=read.standing.reason,
            mend="only who pressed stop may lift it",
        )
    if read.standing.sunset is None or read.standing.sunset < today:
        found = (
            "no sunset date"
            if read.standing.sunset is None
            else f"ended on {read.standing.sunset.isoformat()}"
        )
        raise ReviewOwed(
            "outreach may not go on past its sunset date", where=where, found=found, mend="agree a date"
        )
    if evidence is None:
        return
    declarations = Declarations.read(folder.parent / "declarations", str(evidence.manifest.get("study", "")))
    if not is_no_past_selection(declarations):
        raise ReviewOwed(
            "no verdict stands: the model learnt from cases that were selected before",
            where="ethics/declarations, [data] sample_origin",
            found=str(declarations.section("data").get("sample_origin", "nothing declared")),
            mend="learn from a census, from a random sample, or correct for the selection",
        )
    outside = _outside(evidence)
    if outside and not _decided(evidence, read, folder):
        raise ReviewOwed(
            f"{outside} gaps stand outside the margin without a signed decision",
            where=f"evidence of {evidence.manifest.get('study', '')!r}, table fairness",
            found="counted over all models and both information modes; page one counts the main model in the primary mode",
            mend="`vroeg answer FN-12` by the policy owner, or change the plan",
        )


def _read(folder: Path, today: date) -> Answers:
    register = Register.read(Path(folder).parent / "register.toml")
    return Answers.read(Path(folder), register=register, today=today)


def _signed(answers: Answers, requirement: str, study: str) -> bool:
    latest = answers.to(requirement, study)[-1:]
    return any(answer.document and answer.position != "no" for answer in latest)


def _outside(evidence: Evidence) -> int:
    if "fairness" not in evidence.names():
        return 0
    gaps = pl.col("metric").is_in([f"{name}_difference" for name in MAIN])
    return evidence.table("fairness").filter(gaps & (pl.col("verdict") == Verdict.OUTSIDE.value)).height


def _decided(evidence: Evidence, answers: Answers, folder: Path) -> bool:
    study = str(evidence.manifest.get("study", ""))
    requirement = Register.read(folder.parent / "register.toml").find("FN-12")
    wanted = seen(requirement, evidence, Declarations.read(folder.parent / "declarations", study))
    given: tuple[Answer, ...] = answers.to("FN-12", study)[-1:]
    return any(answer.seen == wanted and answer.position != "no" for answer in given)
