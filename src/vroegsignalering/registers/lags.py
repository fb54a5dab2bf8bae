"""Publication lags from a file: who knows when a register was delivered replaces the assumption of its declaration.

Every declared lag is an assumption with its reason (``docs/decisions/0100``), since no public source gives days. The file
names a table, the days between the reference date and delivery, and where that was read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from vroegsignalering.errors import DeclarationError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large
from vroegsignalering.registers.tables import ALL

MOST_DAYS = 3660
"""Ten years: a longer lag is a slip of the pen."""


def read_lags(path: Path) -> dict[str, int]:
    """Publication lags by English name of the table, in days.

    Parameters
    ----------
    path : Path
        TOML with a table per register, under its CBS or its English name: ``[INHATAB]``, ``days = 430`` and
        ``source = "delivery calendar of 2026"``.

    Returns
    -------
    dict of str to int

    Raises
    ------
    DeclarationError
        No such file, not TOML, a register that is not declared, days that are no whole number from 0 to
        :data:`MOST_DAYS`, or no source.
    """
    if not path.is_file():
        raise DeclarationError(
            "no such file of publication lags", where=str(path), mend="see `vroeg run --help`"
        )
    refuse_large(path, DECLARATION_BYTES, DeclarationError)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DeclarationError("not a TOML file", where=path.name, found=type(fault).__name__,
                               mend='write [INHATAB], and below it days = 430 and source = "..."') from None  # fmt: skip
    except PermissionError:
        raise DeclarationError(
            "a file may not be read", where=path.name, mend="ask for read permission"
        ) from None
    lags: dict[str, int] = {}
    for name, entry in said.items():
        table = _table(name, path)
        if table in lags:
            raise DeclarationError(
                f"{table} is named twice", where=path.name, mend="keep one of the two names"
            )
        lags[table] = _days(name, entry, path)
    return lags


def _table(name: str, path: Path) -> str:
    known = {one.lower(): table.name for table in ALL for one in (table.name, table.cbs)}
    if name.lower() not in known:
        near = get_close_matches(name.lower(), known, n=1)
        raise DeclarationError(
            f"no register {name!r} is declared", where=path.name,
            mend=f"did you mean {near[0]!r}?" if near else "docs/reference/registers.md names them",
        )  # fmt: skip
    return known[name.lower()]


def _days(name: str, entry: Any, path: Path) -> int:
    where = f"{path.name}, [{name}]"
    if not isinstance(entry, Mapping):
        raise DeclarationError(
            f"{name} is no table", where=where, mend=f"write [{name}], and below it days and source"
        )
    stray = sorted(set(entry) - {"days", "source"})
    if stray:
        raise DeclarationError(
            f"{stray[0]!r} is not understood", where=where, mend="days and source, nothing else"
        )
    days = entry.get("days")
    if type(days) is not int or not 0 <= days <= MOST_DAYS:
        raise DeclarationError(
            "days is not a whole number of days", where=where, found=type(days).__name__ if type(days) is not int else str(days),
            mend=f"from 0 to {MOST_DAYS}, counted from the reference date of the register",
        )  # fmt: skip
    if not isinstance(entry.get("source"), str) or not entry["source"].strip():
        raise DeclarationError(
            "a lag without a source", where=where, mend='say who or what tells so: source = "..."'
        )
    return days
