"""Reads single words of a plan: there, of the right kind, within bounds, or a refusal that names the place.

What a plan may not be stands in ``reading``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vroegsignalering.errors import DeclarationError

_WHY = {
    "opt_out": "a plan needs a route to opt out, in nl and en",
    "random_arm": "a plan needs a share that people draw at random",
    "stop": "a plan needs somebody who may stop it",
    "open_route": "those no group plan can find need an open door",
}


class Words:
    """What a plan says, word by word; a word that is missing or cannot be is named with its place.

    Parameters
    ----------
    raw : mapping
        Tables and keys as ``tomllib`` gives them.
    where : str
        Names the file in messages.
    """

    def __init__(self, raw: Mapping[str, Any], where: str) -> None:
        self.raw, self.where = raw, where

    def get(self, table: str, key: str, kind: type | tuple[type, ...]) -> Any:
        """A required value of a kind."""
        found = self.raw.get(table)
        if not isinstance(found, Mapping) or key not in found:
            raise DeclarationError(
                f"the plan says no {key!r}", where=f"{self.where}, [{table}]", mend=_WHY.get(table, "")
            )
        value = found[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or value == "":
            raise DeclarationError(
                f"{key!r} cannot be read", where=f"{self.where}, [{table}]", found=type(value).__name__
            )
        return value

    def at_least(self, table: str, key: str, least: int) -> int:
        """A whole number that is not too small."""
        value = int(self.get(table, key, int))
        if value < least:
            raise DeclarationError(
                f"{key!r} is too small",
                where=f"{self.where}, [{table}]",
                found=str(value),
                mend=f"at least {least}",
            )
        return value

    def one_of(self, table: str, key: str, known: Sequence[str]) -> str:
        """One of some words."""
        value = str(self.get(table, key, str))
        if value not in known:
            raise DeclarationError(
                f"no {key} {value!r}", where=f"{self.where}, [{table}]", mend=f"one of: {', '.join(known)}"
            )
        return value

    def words_of(self, table: str, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """One or more of some words."""
        found = self.get(table, key, list)
        if not found or not all(isinstance(one, str) and one in known for one in found):
            raise DeclarationError(
                f"{key!r} cannot be read",
                where=f"{self.where}, [{table}]",
                mend=f"some of: {', '.join(known)}",
            )
        return tuple(found)

    def share(self, table: str, key: str) -> float:
        """A share 0-1."""
        value = float(self.get(table, key, (int, float)))
        if not 0 <= value <= 1:
            raise DeclarationError(f"{key!r} must be a share from 0 to 1", where=f"{self.where}, [{table}]")
        return value
