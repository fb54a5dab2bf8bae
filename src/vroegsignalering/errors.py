"""One family of errors: what, where, found, mend, each kind with its own exit code.

Inside a closed environment the exit code may be all a researcher gets to see, so every kind has one.
A message holds names and counts, never a person's value. Nothing here prints; ``cli`` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

_LOOKS_LIKE_A_VALUE = re.compile(r"^\s*$|^[\d\s.,:;/+-]+$|.*\d{7,}.*|.*[@\x00-\x08\ufffd].*", re.DOTALL)


def looks_like_a_value(name: str) -> bool:
    """Whether a column name may be a value of a person: the first row of a text that has no header line.

    Examples
    --------
    >>> looks_like_a_value("000000123"), looks_like_a_value("INHBESTINKH")
    (True, False)
    """
    return _LOOKS_LIKE_A_VALUE.match(name) is not None


def names_in_words(names: Sequence[str]) -> str:
    """Column names for a message: the first twenty, or only their number when one of them looks like a value.

    Examples
    --------
    >>> names_in_words(["income", "weight"]), names_in_words(["R", "000000123"])
    ('income, weight', '2 columns')
    """
    if any(looks_like_a_value(name) for name in names):
        return f"{len(names)} columns"
    return ", ".join(names[:20])


class VroegError(Exception):
    """A fault that a user can mend.

    Parameters
    ----------
    what : str
        What is wrong, in one clause.
    where : str, optional
        File, column, study, section.
    found : str, optional
        What was met instead, as names and counts.
    mend : str, optional
        What to do about it.

    Examples
    --------
    >>> str(DeclarationError("no min_persons", where="study.toml, [release]", mend="take it from the output rules"))
    'no min_persons\\n  where: study.toml, [release]\\n  mend:  take it from the output rules'
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", found: str = "", mend: str = "") -> None:
        self.what, self.where, self.found, self.mend = what, where, found, mend
        super().__init__(what)

    def __str__(self) -> str:
        parts = [self.what]
        parts += [f"  {label:<6} {text}" for label, text in self._parts() if text]
        return "\n".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip back from a worker process."""
        return (_rebuild, (type(self), self.what, self.where, self.found, self.mend))

    def _parts(self) -> tuple[tuple[str, str], ...]:
        return (("where:", self.where), ("found:", self.found), ("mend:", self.mend))


def _rebuild(kind: type[VroegError], what: str, where: str, found: str, mend: str) -> VroegError:
    return kind(what, where=where, found=found, mend=mend)


class UsageError(VroegError):
    """The command was called with words that do not fit."""

    exit_code = 2


class DeclarationError(VroegError):
    """A study, feature, model, line or plan is declared wrongly."""

    exit_code = 11


class RegisterError(VroegError):
    """A register or other input file does not hold what its declaration promises."""

    exit_code = 12


class LeakageError(VroegError):
    """Something asks for rows that could not be known at the time."""

    exit_code = 13


class DisclosureError(VroegError):
    """An output cannot pass the door, or holds what may belong to a person."""

    exit_code = 14


class ReproductionError(VroegError):
    """A rerun or a stored bundle differs from what its checksums say."""

    exit_code = 15


class ReviewOwed(VroegError):
    """A person's review or answer is owed before this may go on."""

    exit_code = 16


class EnvironmentFault(VroegError):
    """The machine cannot do it: disk, memory, permission, a missing library."""

    exit_code = 17
