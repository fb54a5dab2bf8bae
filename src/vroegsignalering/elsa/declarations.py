"""Reads what people declared beside the study: purpose in words, roles, dates, harms, routes, labels.

The files are ``ethics/declarations/common.toml`` and, for a study that differs, ``<study>.toml`` beside it, whose words take
the place of those of the first, one by one: what a study does not say again stays as it is. Plain data: an empty field stays
empty and is shown as owed; nothing is made up.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vroegsignalering.errors import DeclarationError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large

COMMON = "common.toml"
SAMPLE_ORIGINS = ("census", "random", "selected with correction")
"""Origins of training data under which a verdict on groups may be given."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declarations:
    """Sections by name; an absent one is empty.

    Examples
    --------
    >>> Declarations(sections={"stop": {"rule_nl": "Stop bij twijfel."}}).text("stop", "rule", "nl")
    'Stop bij twijfel.'
    """

    sections: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, study: str) -> Declarations:
        """Read the declarations of a study.

        Raises
        ------
        DeclarationError
            A file is not TOML in UTF-8.
        """
        sections: dict[str, Any] = {}
        for name in (COMMON, f"{study}.toml"):
            path = Path(folder) / name
            if path.is_file():
                sections = _laid_over(sections, read_toml(path))
        return cls(sections=sections)

    def section(self, name: str) -> Mapping[str, Any]:
        """A section, empty when nobody wrote it."""
        found = self.sections.get(name, {})
        return found if isinstance(found, Mapping) else {}

    def rows(self, section: str, name: str = "rows") -> list[Mapping[str, Any]]:
        """The list of tables ``name`` inside a section."""
        return [row for row in self.section(section).get(name, []) if isinstance(row, Mapping)]

    def text(self, section: str, name: str, language: str) -> str:
        """A text in Dutch or English, or the one that has no language; empty when nobody wrote it."""
        found = self.section(section)
        return str(found.get(f"{name}_{language}", found.get(name, "")))

    def digest(self) -> str:
        """SHA-256 of the contents, the same however the files are laid out."""
        plain = json.dumps(self.sections, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


def _laid_over(sections: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Sections with the words of ``own`` in the place of theirs; a list is replaced whole."""
    both = {
        name: {**sections[name], **said}
        for name, said in own.items()
        if isinstance(said, Mapping) and isinstance(sections.get(name), Mapping)
    }
    return {**sections, **own, **both}


def is_no_past_selection(declarations: Declarations) -> bool:
    """Whether the training data were not drawn from past selected cases alone; nothing declared counts as selected.

    Examples
    --------
    >>> is_no_past_selection(Declarations(sections={"data": {"sample_origin": "selected"}}))
    False
    """
    return str(declarations.section("data").get("sample_origin", "")) in SAMPLE_ORIGINS


def said(row: Mapping[str, Any], name: str, language: str) -> str:
    """A field of a row in Dutch or English."""
    return str(row.get(f"{name}_{language}", row.get(name, "")))


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as plain data.

    Raises
    ------
    DeclarationError
        The file is not TOML in UTF-8 or cannot be opened.
    """
    refuse_large(path, DECLARATION_BYTES, DeclarationError)
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        found = str(fault) if isinstance(fault, tomllib.TOMLDecodeError) else type(fault).__name__
        raise DeclarationError("not a TOML file in UTF-8", where=path.as_posix(), found=found) from None
