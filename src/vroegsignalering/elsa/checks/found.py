"""What a check answers: met or not, in one sentence with its numbers, and the tables that the sentence rests on.

Sentences are Dutch templates, translated by ``texts``; a check never says more than its tables do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of one kind, written in the reader's words and order."""

    kind: str
    codes: tuple[str, ...]

    def text(self, texts: Texts) -> str:
        """The words, with commas between them."""
        words = Words(texts)
        return ", ".join(sorted({words(self.kind, code) for code in self.codes}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The machine's half of an answer."""

    is_met: bool
    says: str
    values: Mapping[str, object] = field(default_factory=dict)
    tables: tuple[str, ...] = ()

    def text(self, texts: Texts) -> str:
        """The sentence in the reader's language; fractions, days and codes are written the way that language writes them."""
        said = {name: _written(value, texts) for name, value in self.values.items()}
        return texts(self.says, **said) if said else texts(self.says)


def _written(value: object, texts: Texts) -> object:
    if isinstance(value, Codes):
        return value.text(texts)
    if isinstance(value, date):
        return texts.date(value)
    return texts.number(value, 4).rstrip("0") if isinstance(value, float) else value


def met(says: str, *tables: str, **values: object) -> Found:
    """The machine half is met, and this is what shows it."""
    return Found(is_met=True, says=says, values=values, tables=tables)


def unmet(says: str, *tables: str, **values: object) -> Found:
    """The machine half is not met, and this is what is missing."""
    return Found(is_met=False, says=says, values=values, tables=tables)


def either(is_met: bool, yes: Found, no: Found) -> Found:
    """The first when it holds, else the second."""
    return yes if is_met else no
