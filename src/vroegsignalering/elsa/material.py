"""What checks and reports read: one study's evidence and the plain data that people declared around it.

Everything here has already passed the door or was written by a person; no row of a register comes near. A table
that a bundle does not hold is ``None``, and whoever reads it says so.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.elsa.answers import Answers
from vroegsignalering.elsa.declarations import Declarations
from vroegsignalering.elsa.participation import Participation
from vroegsignalering.elsa.register import Register, Requirement
from vroegsignalering.errors import DeclarationError
from vroegsignalering.release import Evidence

DEFAULT_CAPACITY = 0.05
"""Share of households that can be approached, when neither study nor preregistration says."""

KEYS_OF_A_STUDY = ("study.toml", "preregistration.toml")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """One study as a reviewer meets it.

    Parameters
    ----------
    study : str
        The study's id.
    evidence : Evidence
    definition, preregistration : mapping
        ``study.toml`` and ``preregistration.toml``, parsed; empty where there is no file.
    hashes : mapping
        SHA-256 of those two files as they are now.
    register : Register
        The requirements.
    declarations : Declarations
        What people declared of the study.
    answers : Answers
        What people answered.
    participation : Participation
        The log of advice.
    today : date
        Day of the review.
    folder : Path
        Where the studies are.
    """

    study: str
    evidence: Evidence
    register: Register
    definition: Mapping[str, Any] = field(default_factory=dict)
    preregistration: Mapping[str, Any] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    declarations: Declarations = field(default_factory=Declarations)
    answers: Answers = field(default_factory=Answers)
    participation: Participation = field(default_factory=Participation)
    today: date
    folder: Path = Path("models")

    @classmethod
    def read(cls, study_folder: Path, evidence: Evidence, *, ethics: Path, today: date) -> Material:
        """Read a study's folder and the ethics folder around its evidence.

        Raises
        ------
        DeclarationError
            No such study, or the evidence was made for another one.
        """
        definition, study_hash = _plain(Path(study_folder) / KEYS_OF_A_STUDY[0])
        if not definition:
            raise DeclarationError(
                f"no study at {Path(study_folder).as_posix()!r}",
                mend="a folder with study.toml, such as models/entry",
            )
        preregistration, preregistration_hash = _plain(Path(study_folder) / KEYS_OF_A_STUDY[1])
        study = str(definition.get("study", {}).get("id", Path(study_folder).name))
        made_for = str(evidence.manifest.get("study", ""))
        if made_for != study:
            raise DeclarationError(
                "this evidence was made for another study",
                where=f"study {study!r}",
                found=f"evidence of {made_for!r}",
                mend=f"name the bundle of {study!r} with --evidence",
            )
        register = Register.read(Path(ethics) / "register.toml")
        return cls(
            study=study,
            evidence=evidence,
            register=register,
            definition=definition,
            preregistration=preregistration,
            hashes={"study_hash": study_hash, "preregistration_hash": preregistration_hash},
            declarations=Declarations.read(Path(ethics) / "declarations", study),
            answers=Answers.read(Path(ethics) / "answers", register=register, today=today),
            participation=Participation.read(Path(ethics) / "answers", today=today),
            today=today,
            folder=Path(study_folder),
        )

    def table(self, name: str) -> pl.DataFrame | None:
        """An evidence table, or None when the bundle does not hold it or holds it empty.

        The column ``row`` is the row's number in the CSV file (from 0), so that a sentence can name its source.
        """
        if name not in self.evidence.names():
            return None
        found = self.evidence.table(name)
        return found.with_row_index("row") if found.height else None

    def head(self, name: str) -> str:
        """A field of the manifest as text; empty when the manifest has none."""
        found = self.evidence.manifest.get(name)
        return "" if found is None else str(found)

    @property
    def is_synthetic(self) -> bool:
        """Whether the manifest says that nobody real is behind the numbers."""
        return self.head("data_status") == "synthetic"

    @property
    def run_id(self) -> str:
        """Short name of the run: the first twelve characters of the bundle's checksum."""
        return self.head("bundle_sha256")[:12]

    @property
    def capacity(self) -> float:
        """The planned capacity as a share of households."""
        declared = self.preregistration.get("capacity", self.definition.get("capacity", {}))
        share = declared.get("share") if isinstance(declared, Mapping) else declared
        return float(share or DEFAULT_CAPACITY)

    def title(self, language: str) -> str:
        """The study's title."""
        study = self.definition.get("study", {})
        return str(study.get(f"title_{language}", study.get("title_nl", self.study)))

    def seen(self, requirement: Requirement) -> str:
        """SHA-256 of what someone who answers this requirement sees; it changes when that changes.

        See :func:`seen`.
        """
        return seen(requirement, self.evidence, self.declarations)

    def is_signed(self, requirement: str) -> bool:
        """Whether the latest answer to a requirement is no refusal and fits what is on the table now."""
        wanted = self.seen(self.register.find(requirement))
        latest = self.answers.to(requirement, self.study)[-1:]
        return any(answer.seen == wanted and answer.position != "no" for answer in latest)


def seen(requirement: Requirement, evidence: Evidence, declarations: Declarations) -> str:
    """SHA-256 of what someone who answers this requirement sees; it changes when that changes.

    It covers the question, the study, the preregistration, the data status, the declarations, and the evidence
    tables that the requirement rests on: no more, so that an answer is not lost over a table it never read.

    Parameters
    ----------
    requirement : Requirement
    evidence : Evidence
        Bundle of the study; only its manifest is read.
    declarations : Declarations

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    manifest = evidence.manifest
    tables = manifest.get("tables", {})
    names = sorted(tables) if "*" in requirement.tables else sorted(set(requirement.tables) & set(tables))
    what = {
        "question": requirement.question_nl,
        "made": {
            key: manifest.get(key) for key in ("study", "study_hash", "preregistration_hash", "data_status")
        },
        "declarations": declarations.digest(),
        "tables": {name: tables[name].get("sha256", "") for name in names},
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(path: Path) -> tuple[dict[str, Any], str]:
    if not path.is_file():
        return {}, ""
    try:
        text = path.read_text("utf-8").replace("\r\n", "\n")
        return tomllib.loads(text), hashlib.sha256(text.encode()).hexdigest()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DeclarationError("not a TOML file in UTF-8", where=path.as_posix(), found=str(fault)) from None
