"""The participation log: who advised what, what was done, and which objections to the aim itself still stand.

Every piece of advice and every core objection needs a reply by a named person. The log counts; it does not weigh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vroegsignalering.elsa.answers import PARTICIPATION
from vroegsignalering.elsa.declarations import read_toml
from vroegsignalering.errors import DeclarationError

FIELDS = ("who", "asked_on", "question", "advice", "paid", "reply", "replied_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One piece of advice; ``core`` marks an objection to the aim itself."""

    who: str
    asked_on: date
    question: str
    advice: str
    paid: bool
    reply: str
    replied_by: str
    core: bool

    @property
    def is_open(self) -> bool:
        """Whether a reply, or the name of the one who gave it, is still owed."""
        return not self.reply.strip() or not self.replied_by.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """The log, in order of date.

    Examples
    --------
    >>> Participation().open_core_objections
    0
    """

    log: tuple[Advice, ...] = ()

    @classmethod
    def read(cls, folder: Path, *, today: date) -> Participation:
        """Read ``participation.toml``; no file is an empty log, and is shown as one.

        Raises
        ------
        DeclarationError
            A field is missing or a date lies in the future.
        """
        path = Path(folder) / PARTICIPATION
        if not path.is_file():
            return cls()
        raw = read_toml(path)
        where = path.as_posix()
        advice = [_advice(row, False, where, today) for row in raw.get("advice", [])]
        advice += [_advice(row, True, where, today) for row in raw.get("core_objection", [])]
        return cls(log=tuple(sorted(advice, key=lambda a: (a.asked_on, a.who, a.advice))))

    @property
    def open_core_objections(self) -> int:
        """Objections to the aim that nobody answered yet."""
        return sum(a.core and a.is_open for a in self.log)

    @property
    def open_advice(self) -> int:
        """Other advice that nobody answered yet."""
        return sum(not a.core and a.is_open for a in self.log)


def _advice(row: Mapping[str, Any], core: bool, where: str, today: date) -> Advice:
    missing = [name for name in FIELDS if name not in row]
    if missing:
        raise DeclarationError("advice is not complete", where=where, found=f"without {', '.join(missing)}")
    asked_on = row["asked_on"]
    if not isinstance(asked_on, date) or asked_on > today:
        raise DeclarationError(
            "advice needs a date that is not in the future",
            where=where,
            found=str(asked_on),
            mend="asked_on = 2026-11-01",
        )
    texts = {name: str(row[name]) for name in FIELDS if name not in ("asked_on", "paid")}
    return Advice(asked_on=asked_on, paid=bool(row["paid"]), core=core, **texts)
