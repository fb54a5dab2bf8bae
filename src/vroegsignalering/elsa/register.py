"""Reads ``ethics/register.toml``: every requirement as data, who answers it, when it binds, and what it rests on.

A requirement asks; it never answers itself. This module knows no check and no evidence; ``checks`` and ``gate`` do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from vroegsignalering.errors import DeclarationError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large
from vroegsignalering.vocabulary import Stage


class Who(StrEnum):
    """Who can answer a requirement."""

    MACHINE = "machine"
    PERSON = "person"
    BOTH = "both"


class Severity(StrEnum):
    """Only a blocker keeps a stage closed."""

    BLOCKER = "blocker"
    SHOULD = "should"
    MAY = "may"


class Role(StrEnum):
    """Who may sign; each requirement names the roles that fit it."""

    LEGAL = "legal"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    POLICY_OWNER = "policy_owner"
    EXPERTS_BY_EXPERIENCE = "experts_by_experience"
    OUTPUT_CHECKER = "output_checker"


class WorkState(StrEnum):
    """What a run or a person may say of a requirement; a run never gets past *in review*."""

    OPEN = "open"
    IN_REVIEW = "in review"


STAGES: tuple[Stage, ...] = (Stage.SYNTHETIC_RUN, Stage.BEFORE_REAL_DATA, Stage.BEFORE_OUTREACH)
"""Stages in order; a later one includes what an earlier one asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One question with its source, its check and the roles that may answer.

    ``stage`` is when the machine half binds, ``answer_by`` when the person's half does; ``tables`` are the evidence
    tables that both halves rest on (``"*"``: all of them).

    Parameters
    ----------
    id : str
        Such as ``FN-12``.
    theme : str
        Heading under which it is asked.
    question_nl, question_en : str
        The question in Dutch and in English.
    source : str
        Law, ruling, guideline or framework, with the article.
    who : Who
        Machine, person or both.
    check : str
        Name of the machine's check; empty when there is none.
    roles : tuple of Role
        Who may answer.
    tables : tuple of str
        Evidence tables that both halves rest on.
    severity : Severity
        Only a blocker keeps a stage closed.
    stage, answer_by : Stage
        When the machine's and the person's half bind.
    state : WorkState
        Open or in review.
    """

    id: str
    theme: str
    question_nl: str
    question_en: str
    source: str
    who: Who
    check: str
    roles: tuple[Role, ...]
    tables: tuple[str, ...]
    severity: Severity
    stage: Stage
    answer_by: Stage
    state: WorkState

    def question(self, language: str) -> str:
        """The question in Dutch or English."""
        return self.question_nl if language == "nl" else self.question_en

    def binds(self, stage: Stage) -> bool:
        """Whether the machine half binds at this stage."""
        return STAGES.index(self.stage) <= STAGES.index(stage)

    def answer_binds(self, stage: Stage) -> bool:
        """Whether the person's half binds at this stage."""
        return STAGES.index(self.answer_by) <= STAGES.index(stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All requirements, in the order of the file.

    Parameters
    ----------
    requirements : tuple of Requirement

    Examples
    --------
    >>> register = Register.parse({"version": 1, "requirement": []})
    >>> len(list(register))
    0
    """

    requirements: tuple[Requirement, ...]

    @classmethod
    def read(cls, path: Path) -> Register:
        """Read a register.

        Raises
        ------
        DeclarationError
            The file is absent, is not TOML, or a requirement is not well formed.
        """
        refuse_large(Path(path), DECLARATION_BYTES, DeclarationError)
        try:
            raw = tomllib.loads(Path(path).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            raise DeclarationError(
                "the register of requirements cannot be read",
                where=Path(path).as_posix(),
                found=type(fault).__name__,
            ) from None
        return cls.parse(raw, where=Path(path).as_posix())

    @classmethod
    def parse(cls, raw: dict[str, Any], *, where: str = "register.toml") -> Register:
        """Make a register of parsed TOML."""
        requirements = tuple(_requirement(entry, where) for entry in raw.get("requirement", []))
        ids = [requirement.id for requirement in requirements]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise DeclarationError(
                "a requirement stands in the register twice", where=where, found=", ".join(twice)
            )
        return cls(requirements=requirements)

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self.requirements)

    def __len__(self) -> int:
        return len(self.requirements)

    def find(self, id: str, *, where: str = "") -> Requirement:
        """The requirement with this id.

        Raises
        ------
        DeclarationError
            No requirement has it.
        """
        for requirement in self.requirements:
            if requirement.id == id:
                return requirement
        near = [r.id for r in self.requirements if r.id[:2] == id[:2].upper()]
        raise DeclarationError(
            f"unknown requirement {id!r}",
            where=where,
            mend="an id of ethics/register.toml" + (f", such as {', '.join(near[:8])}" if near else ""),
        )


def _requirement(entry: dict[str, Any], where: str) -> Requirement:
    name = str(entry.get("id", "(without id)"))
    try:
        made = Requirement(
            id=str(entry["id"]),
            theme=str(entry["theme"]),
            question_nl=str(entry["question_nl"]),
            question_en=str(entry["question_en"]),
            source=str(entry["source"]),
            who=Who(entry["who"]),
            check=str(entry.get("check", "")),
            roles=tuple(Role(role) for role in entry["roles"]),
            tables=tuple(str(table) for table in entry.get("tables", [])),
            severity=Severity(entry["severity"]),
            stage=Stage(entry["stage"]),
            answer_by=Stage(entry["answer_by"]),
            state=WorkState(entry.get("state", "open")),
        )
    except (KeyError, ValueError, TypeError) as fault:
        raise DeclarationError(
            f"requirement {name} is not well formed",
            where=where,
            found=str(fault),
            mend="see the entries beside it",
        ) from None
    if (made.who is Who.PERSON) != (made.check == ""):
        raise DeclarationError(
            f"requirement {name}: a machine half needs a check, a person's needs none",
            where=where,
            found=made.who,
        )
    return made
