"""People's answers: read, sealed, checked; by role, with name, date and the hash of what was seen.

An answer is accepted only if its requirement exists, its role may give it, its date is not in the future and its
seal fits its words. An answer whose *seen* hash no longer fits is kept and called stale: the person saw something
else. The software writes answers for a person; it never thinks of one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from vroegsignalering.elsa.declarations import read_toml
from vroegsignalering.elsa.register import Register, Role
from vroegsignalering.errors import DeclarationError, ReproductionError

EVERY_STUDY = "all"
SEALED = (
    "requirement",
    "study",
    "role",
    "name",
    "signed_on",
    "position",
    "text",
    "seen",
    "document",
    "document_sha256",
)
POSITIONS = ("yes", "no", "with conditions")
"""What a person may conclude: the requirement is met, is not, or is met under conditions written in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One signed answer.

    Parameters
    ----------
    requirement, study : str
        ``study`` is a study's id, or ``"all"``.
    role : Role
    name : str
        Who signs.
    signed_on : date
    position : {"yes", "no", "with conditions"}
    text : str
        The answer in the person's own words.
    seen : str
        SHA-256 of what the person saw (see :func:`vroegsignalering.elsa.gate.seen`).
    document, document_sha256 : str
        A signed record (a DPIA, an IAMA, a legal note) beside ``answers/`` and its hash; empty when there is none.
    seal : str
        SHA-256 over all fields above; a later change of any word shows.
    """

    requirement: str
    study: str
    role: Role
    name: str
    signed_on: date
    position: str
    text: str
    seen: str
    document: str = ""
    document_sha256: str = ""
    seal: str = ""

    def sealed(self) -> Answer:
        """The same answer with the seal that fits it."""
        return replace(self, seal=_seal(self))

    def covers(self, study: str) -> bool:
        """Whether it was given for this study or for all of them."""
        return self.study in (study, EVERY_STUDY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Standing orders of people: the stop switch and the last day of use."""

    stopped: bool = False
    reason: str = ""
    sunset: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All accepted answers of a folder, in order of file name, and the standing orders.

    Parameters
    ----------
    answers : tuple of Answer
        In order of file name.
    standing : Standing
        The stop switch and the last day of use.
    folder : Path
        Where they were read.
    """

    answers: tuple[Answer, ...] = ()
    standing: Standing = field(default_factory=Standing)
    folder: Path = Path("ethics/answers")

    @classmethod
    def read(cls, folder: Path, *, register: Register, today: date) -> Answers:
        """Read and check every answer.

        Raises
        ------
        DeclarationError
            Unknown requirement, a role that may not answer it, a date in the future, a field missing.
        ReproductionError
            A seal or the hash of a document does not fit.
        """
        folder = Path(folder)
        if not folder.is_dir():
            return cls(folder=folder)
        paths = sorted(p for p in folder.glob("*.toml") if p.name not in (STANDING, PARTICIPATION))
        answers = tuple(_read_answer(path, register, today) for path in paths)
        standing = read_standing(folder)
        return cls(answers=answers, standing=standing, folder=folder)

    def to(self, requirement: str, study: str) -> tuple[Answer, ...]:
        """Answers to one requirement that cover one study, latest last."""
        found = [a for a in self.answers if a.requirement == requirement and a.covers(study)]
        return tuple(sorted(found, key=lambda a: (a.signed_on, a.role, a.name)))


STANDING, PARTICIPATION = "standing.toml", "participation.toml"


def read_standing(folder: Path) -> Standing:
    """The stop switch and the sunset date; no file means no switch set and no sunset agreed.

    Raises
    ------
    DeclarationError
        The file is not TOML, or a field has another type.
    """
    path = Path(folder) / STANDING
    if not path.is_file():
        return Standing()
    raw = read_toml(path)
    stopped, sunset = raw.get("stopped"), raw.get("sunset")
    if not isinstance(stopped, bool) or not (sunset is None or isinstance(sunset, date)):
        raise DeclarationError(
            "standing orders need `stopped = true|false` and `sunset = a date`",
            where=path.as_posix(),
            mend="sunset = 2027-12-31, without quotes",
        )
    return Standing(stopped=stopped, reason=str(raw.get("reason", "")), sunset=sunset)


def write_answer(answer: Answer, folder: Path, *, register: Register, today: date) -> Path:
    """Seal an answer and write it, after the same checks that reading makes.

    Returns
    -------
    Path
        ``<folder>/<requirement>.<study>.<role>.toml``; an earlier answer of that role is replaced.
    """
    sealed = answer.sealed()
    path = Path(folder) / f"{sealed.requirement}.{sealed.study}.{sealed.role.value}.toml"
    _accept(sealed, path, register, today)
    lines = [f"{name} = {_toml(getattr(sealed, name))}" for name in (*SEALED, "seal")]
    write_whole(path, "\n".join(lines) + "\n")
    return path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under a temporary name and rename it, so that nothing is left half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    temporary.replace(path)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _read_answer(path: Path, register: Register, today: date) -> Answer:
    raw = read_toml(path)
    answer = _parse(raw, path)
    _accept(answer, path, register, today)
    return answer


def _parse(raw: Mapping[str, Any], path: Path) -> Answer:
    where = path.as_posix()
    missing = [name for name in (*SEALED, "seal") if name not in raw]
    unknown = sorted(set(raw) - {*SEALED, "seal"})
    if missing or unknown:
        found = ", ".join([*(f"{m} is missing" for m in missing), *(f"{u} is not known" for u in unknown)])
        raise DeclarationError(
            "an answer is not complete", where=where, found=found, mend="write it with `vroeg answer ID`"
        )
    if not isinstance(raw["signed_on"], date):
        raise DeclarationError(
            "an answer has no date", where=where, mend="signed_on = 2027-01-31, without quotes"
        )
    try:
        role = Role(raw["role"])
    except ValueError:
        raise DeclarationError(
            f"unknown role {raw['role']!r}", where=where, mend=f"one of: {', '.join(Role)}"
        ) from None
    texts = {name: str(raw[name]) for name in (*SEALED, "seal") if name not in ("role", "signed_on")}
    return Answer(role=role, signed_on=raw["signed_on"], **texts)


def _accept(answer: Answer, path: Path, register: Register, today: date) -> None:
    where = path.as_posix()
    requirement = register.find(answer.requirement, where=where)
    if answer.role not in requirement.roles:
        raise DeclarationError(
            f"{answer.requirement} may not be answered by {answer.role.value}",
            where=where,
            mend=f"it takes: {', '.join(role.value for role in requirement.roles)}",
        )
    if answer.signed_on > today:
        raise DeclarationError(
            "an answer is dated in the future",
            where=where,
            found=answer.signed_on.isoformat(),
            mend="the day of signing",
        )
    if answer.position not in POSITIONS or not answer.name.strip() or not answer.text.strip():
        raise DeclarationError(
            "an answer needs a name, a text and a position",
            where=where,
            mend=f"position: {', '.join(POSITIONS)}",
        )
    if answer.seal != _seal(answer):
        raise ReproductionError(
            "a signature no longer fits what was signed",
            where=where,
            found="words were changed after signing",
            mend="ask the person to sign again with `vroeg answer`",
        )
    _fits_document(answer, path)


def _fits_document(answer: Answer, path: Path) -> None:
    if not answer.document:
        return
    document = path.parent / answer.document
    if not document.is_file() or file_sha256(document) != answer.document_sha256:
        raise ReproductionError(
            f"the record behind {answer.requirement} is not the one that was signed",
            where=document.as_posix(),
            found="another hash" if document.is_file() else "no such file",
            mend="put the signed record back, or sign the new one",
        )


def _seal(answer: Answer) -> str:
    plain = json.dumps([str(getattr(answer, name)) for name in SEALED], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
