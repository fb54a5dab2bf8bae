"""The gate: per requirement what evidence meets, what a person owes, what failed, and what keeps a stage shut.

Software never approves. The highest state that a run can give a requirement is *in review*; met means that the
machine's half is met and that a person, where one was asked, has signed for the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vroegsignalering.elsa.answers import Answer
from vroegsignalering.elsa.checks import CHECKS, Found
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.register import Register, Requirement, Severity, Who, WorkState
from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import Stage


class State(StrEnum):
    """What the gate says of a requirement."""

    MET = "met by evidence"
    OWED = "owed by a person"
    FAILED = "failed"


class PersonState(StrEnum):
    """What became of the person's half."""

    NOT_ASKED = "not asked"
    OWED = "not yet answered"
    STALE = "stale"
    REFUSED = "answered no"
    GIVEN = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One requirement of one study at the gate.

    Parameters
    ----------
    requirement : Requirement
    machine : Found or None
        What the check found; None where the requirement has no check.
    person : PersonState
        What became of the person's half.
    answer : Answer or None
        The latest one.
    """

    requirement: Requirement
    machine: Found | None
    person: PersonState
    answer: Answer | None

    def state(self, stage: Stage) -> State:
        """The state at a stage: a half that does not bind yet does not count against it."""
        if self.machine is not None and not self.machine.is_met and self.requirement.binds(stage):
            return State.FAILED
        if self.requirement.answer_binds(stage):
            if self.person is PersonState.REFUSED:
                return State.FAILED
            if self.person in (PersonState.OWED, PersonState.STALE):
                return State.OWED
        return State.MET

    def concerns(self, stage: Stage) -> bool:
        """Whether either half binds at this stage."""
        return self.requirement.binds(stage) or self.requirement.answer_binds(stage)

    def blocks(self, stage: Stage) -> bool:
        """Whether it keeps the stage shut."""
        return (
            self.concerns(stage)
            and self.requirement.severity is Severity.BLOCKER
            and self.state(stage) is not State.MET
        )

    @property
    def work_state(self) -> WorkState:
        """What a run may set in a card: open, or in review once the machine's half is met."""
        done = self.machine is None or self.machine.is_met
        return WorkState.IN_REVIEW if done else WorkState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gate:
    """All findings of one study.

    Parameters
    ----------
    study : str
        Id of the study.
    findings : tuple of Finding
        One per requirement, in the order of the register.

    Examples
    --------
    >>> Gate(study="entry", findings=()).is_open(Stage.SYNTHETIC_RUN)
    True
    """

    study: str
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, material: Material) -> Gate:
        """Run every check of the register on one study."""
        faults = unknown_checks(material.register)
        if faults:
            raise DeclarationError("the register names checks that do not exist", found=", ".join(faults))
        return cls(study=material.study, findings=tuple(_finding(r, material) for r in material.register))

    def blocking(self, stage: Stage) -> tuple[Finding, ...]:
        """Findings that keep the stage shut."""
        return tuple(finding for finding in self.findings if finding.blocks(stage))

    def is_open(self, stage: Stage) -> bool:
        """Whether nothing of this stage blocks."""
        return not self.blocking(stage)

    def counts(self, stage: Stage) -> dict[State, int]:
        """How many requirements that bind at the stage are in each state."""
        found = Counter(f.state(stage) for f in self.findings if f.concerns(stage))
        return {state: found.get(state, 0) for state in State}

    def find(self, id: str) -> Finding:
        """The finding of one requirement."""
        for finding in self.findings:
            if finding.requirement.id == id:
                return finding
        raise DeclarationError(f"unknown requirement {id!r}")

    def pass_or_raise(self, stage: Stage) -> None:
        """Go on, or say what blocks.

        Raises
        ------
        ReviewOwed
            Something of this stage blocks.
        """
        blocking = self.blocking(stage)
        if blocking:
            ids = ", ".join(f.requirement.id for f in blocking)
            raise ReviewOwed(
                f"study {self.study!r} is blocked for the stage {stage.value!r}",
                found=f"{len(blocking)} blockers: {ids}",
                mend=f"vroeg gate --stage '{stage.value}' shows who owes what",
            )

    def plain(self, stage: Stage, language: str) -> dict[str, Any]:
        """The findings of a stage as plain data, for ``--json`` and ``report.json``."""
        texts = Texts(language)
        rows = [_row(finding, stage, texts) for finding in self.findings if finding.concerns(stage)]
        return {
            "study": self.study,
            "stage": stage.value,
            "open": self.is_open(stage),
            "counts": {state.value: count for state, count in self.counts(stage).items()},
            "blocking": [finding.requirement.id for finding in self.blocking(stage)],
            "requirements": rows,
        }


def unknown_checks(register: Register) -> list[str]:
    """Names of checks that the register wants and that do not exist, sorted."""
    return sorted({r.check for r in register if r.check and r.check not in CHECKS})


def _finding(requirement: Requirement, material: Material) -> Finding:
    machine = CHECKS[requirement.check](material) if requirement.check else None
    given = material.answers.to(requirement.id, material.study)
    latest = given[-1] if given else None
    return Finding(
        requirement=requirement, machine=machine, person=_person(requirement, latest, material), answer=latest
    )


def _person(requirement: Requirement, latest: Answer | None, material: Material) -> PersonState:
    if requirement.who is Who.MACHINE:
        return PersonState.NOT_ASKED
    if latest is None:
        return PersonState.OWED
    if latest.seen != material.seen(requirement):
        return PersonState.STALE
    return PersonState.REFUSED if latest.position == "no" else PersonState.GIVEN


def _row(finding: Finding, stage: Stage, texts: Texts) -> dict[str, Any]:
    requirement, machine = finding.requirement, finding.machine
    return {
        "id": requirement.id,
        "question": requirement.question(texts.language),
        "severity": requirement.severity.value,
        "stage": requirement.stage.value,
        "answer_by": requirement.answer_by.value,
        "state": finding.state(stage).value,
        "blocks": finding.blocks(stage),
        "machine": None
        if machine is None
        else {"met": machine.is_met, "says": machine.text(texts), "tables": list(machine.tables)},
        "person": finding.person.value,
        "roles": [role.value for role in requirement.roles],
    }
