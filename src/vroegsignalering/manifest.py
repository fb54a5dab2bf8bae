"""Reads ``study.toml`` and ``preregistration.toml`` of a study folder into parsed text and hashes.

Each room parses its own part from what is read here (study its tables, risk its models, audit its margins); this
module only knows that the files exist, are TOML, and what they hash to. It computes nothing.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vroegsignalering.errors import DeclarationError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large
from vroegsignalering.study import StudyDefinition

STUDY, PREREGISTRATION = "study.toml", "preregistration.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A study folder, read once.

    Parameters
    ----------
    folder : Path
        Such as ``models/entry``.
    study : StudyDefinition
        The parsed study.
    raw_study, raw_preregistration : mapping
        The parsed TOML, for the rooms that read their own part.
    study_hash, preregistration_hash : str
        SHA-256 of the files' bytes with line ends made ``\\n``; empty when there is no such file.
    """

    folder: Path
    study: StudyDefinition
    raw_study: Mapping[str, Any]
    raw_preregistration: Mapping[str, Any]
    study_hash: str
    preregistration_hash: str

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the declarations of a study.

        Raises
        ------
        DeclarationError
            The folder or ``study.toml`` is absent, or a file is not TOML.
        """
        folder = Path(folder)
        if not (folder / STUDY).is_file():
            raise DeclarationError(
                f"no study at {folder.as_posix()!r}",
                where=(folder / STUDY).as_posix(),
                found=", ".join(sorted(p.parent.as_posix() for p in folder.parent.glob(f"*/{STUDY}")))
                or "no study here",
                mend="name a folder that holds a study.toml, such as models/entry",
            )
        raw_study, study_hash = _read(folder / STUDY)
        raw_prereg, prereg_hash = (
            _read(folder / PREREGISTRATION) if (folder / PREREGISTRATION).is_file() else ({}, "")
        )
        return cls(
            folder=folder,
            study=StudyDefinition.parse(raw_study, where=(folder / STUDY).as_posix()),
            raw_study=raw_study,
            raw_preregistration=raw_prereg,
            study_hash=study_hash,
            preregistration_hash=prereg_hash,
        )


def _read(path: Path) -> tuple[dict[str, Any], str]:
    refuse_large(path, DECLARATION_BYTES, DeclarationError)
    try:
        text = path.read_text("utf-8").replace("\r\n", "\n")
        return tomllib.loads(text), hashlib.sha256(text.encode()).hexdigest()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DeclarationError("not a TOML file in UTF-8", where=path.as_posix(), found=str(fault)) from None
