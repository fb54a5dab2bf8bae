"""Finds register files in a tree of folders, as CBS really names them.

Any case of extension, date prefixes, versionless names, provisional (VRL) files, converted copies and parts of a
large Parquet file (``INHA2020TABV1.part-0003.parquet``). Of several versions the highest wins; what was passed
over is kept, so that ``check`` can report it. No file is opened here.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.tables import ALL

FORMATS = ("parquet", "sav", "zsav", "csv", "dta")
"""Formats that are read, in order of preference when a file exists in several."""

_PLACEHOLDERS = {
    "{year}": r"(?P<year>(?:19|20)\d{2})",
    "{month}": r"(?P<month>\d{2})",
    "{quarter}": r"(?P<quarter>[1-4])",
    "V{version}": r"(?:[ _]?V(?P<version>\d{1,3}))?",
    "{version}": r"(?P<version>\d{1,3})",
}
_ENDING = r"(?:\.part-(?P<part>\d+))?\.(?P<format>parquet|sav|zsav|csv|dta)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """One edition of a table on disk, perhaps in parts.

    ``paths`` are sorted; ``passed_over`` are older versions, provisional ones and other formats of the same edition.
    ``held`` are its rows in English columns, where they were read once and are kept in memory (see ``shards``).
    """

    table: Table
    year: int
    version: int
    format: str
    paths: tuple[Path, ...]
    month: int = 12
    provisional: bool = False
    passed_over: tuple[Path, ...] = ()
    held: pl.DataFrame | None = field(default=None, repr=False, compare=False)

    @property
    def ends_on(self) -> date:
        """Last day that the edition covers."""
        if self.month >= 12:
            return date(self.year, 12, 31)
        return date.fromordinal(date(self.year, self.month + 1, 1).toordinal() - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    table: Table
    year: int
    version: int
    month: int
    provisional: bool
    format: str
    path: Path

    def rank(self, preferred: tuple[str, ...]) -> tuple[bool, int, int, int]:
        return (not self.provisional, self.month, self.version, -preferred.index(self.format))


def find(
    folder: Path, *, prefer: str | None = None, tables: Iterable[Table] = ALL
) -> dict[str, dict[int, RegisterFile]]:
    """Editions by table name and year.

    Parameters
    ----------
    folder : Path
        Searched with all folders below it.
    prefer : str, optional
        Format that wins when an edition exists in several (``"sav"``).
    tables : iterable of Table

    Raises
    ------
    RegisterError
        The folder is not there or cannot be read, or holds no register file that is known.
    """
    order = _preference(prefer)
    matches: dict[tuple[str, int], list[_Match]] = defaultdict(list)
    wanted = tuple(tables)
    for path in walk(folder):
        found = recognise(path, wanted)
        if found is not None:
            matches[found.table.name, found.year].append(found)
    if not matches:
        raise RegisterError(
            "no register files found",
            where=folder.name or str(folder),
            mend="point at the folder that holds CBS files (GBAPERSOON2023TABV1.sav and the like)",
        )
    return _editions(matches, order)


def editions_by_format(
    folder: Path, form: str, tables: Iterable[Table] = ALL
) -> dict[str, dict[int, RegisterFile]]:
    """Editions of one format only, by table name and year; empty when there are none."""
    matches: dict[tuple[str, int], list[_Match]] = defaultdict(list)
    wanted = tuple(tables)
    for path in walk(folder):
        found = recognise(path, wanted)
        if found is not None and found.format == form:
            matches[found.table.name, found.year].append(found)
    return _editions(matches, _preference(form))


def strangers(folder: Path) -> list[Path]:
    """Data files below a folder whose name is that of no declared register file."""
    return [
        path
        for path in walk(folder)
        if path.suffix.lower().lstrip(".") in FORMATS and recognise(path) is None
    ]


def walk(folder: Path) -> list[Path]:
    """All files below a folder, sorted; folders below it that may not be read are left out (:func:`closed_folders`).

    Raises
    ------
    RegisterError
        The folder itself is not there, is a file, or may not be read.
    """
    return _walked(folder)[0]


def closed_folders(folder: Path) -> list[Path]:
    """Folders below it that may not be read: on a shared drive there may be many, and ``check`` names each."""
    return _walked(folder)[1]


def _walked(folder: Path) -> tuple[list[Path], list[Path]]:
    if folder.is_file():
        raise RegisterError(
            "this is a file, not a folder", where=str(folder), mend="give its folder, or use `vroeg inspect`"
        )
    if not folder.is_dir():
        raise RegisterError(
            "no such folder", where=str(folder), mend="give the folder that holds the register files"
        )
    found: list[Path] = []
    closed: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=lambda fault: closed.append(Path(fault.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent) / name for name in sorted(files) if not name.startswith(".")]
    if folder in closed:
        raise RegisterError("a folder cannot be read", where=str(folder), mend="ask for read permission")
    return found, sorted(closed)


def recognise(path: Path, tables: tuple[Table, ...] = ALL) -> _Match | None:
    """What a file is by its name, or None."""
    for table in tables:
        for pattern in _patterns(table):
            hit = pattern.match(path.name)
            if hit:
                return _match(table, hit, path)
    return None


def _match(table: Table, hit: re.Match[str], path: Path) -> _Match:
    parts = hit.groupdict()
    month = parts.get("month") or (int(parts["quarter"]) * 3 if parts.get("quarter") else 12)
    return _Match(
        table=table,
        year=int(parts["year"]),
        version=int(parts.get("version") or 0),
        month=min(max(int(month), 1), 12) if table.shape != "lookup" else 12,
        provisional=bool(parts.get("provisional")),
        format=parts["format"].lower(),
        path=path,
    )


@lru_cache(maxsize=256)
def _patterns_of(file_names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(template) for template in file_names)


def _patterns(table: Table) -> tuple[re.Pattern[str], ...]:
    return _patterns_of(table.file_names)


def _compiled(template: str) -> re.Pattern[str]:
    pieces = re.split(r"(V\{version\}|\{\w+\})", template)
    body = "".join(_PLACEHOLDERS.get(piece) or re.escape(piece) for piece in pieces)
    return re.compile(r"^(?:\d{6}[ _])?(?P<provisional>VRL)?" + body + _ENDING, re.IGNORECASE)


def _editions(
    matches: dict[tuple[str, int], list[_Match]], order: tuple[str, ...]
) -> dict[str, dict[int, RegisterFile]]:
    editions: dict[str, dict[int, RegisterFile]] = defaultdict(dict)
    for (name, year), group in sorted(matches.items(), key=lambda item: item[0]):
        editions[name][year] = _edition(group, order)
    return dict(editions)


def _preference(prefer: str | None) -> tuple[str, ...]:
    if prefer is None:
        return FORMATS
    if prefer not in FORMATS:
        raise UsageError(f"no reader for format {prefer!r}", mend=f"one of: {', '.join(FORMATS)}")
    return (prefer, *(known for known in FORMATS if known != prefer))


def _edition(group: list[_Match], order: tuple[str, ...]) -> RegisterFile:
    best = max(group, key=lambda match: match.rank(order))
    same = [match for match in group if match.rank(order) == best.rank(order)]
    parts = sorted({match.path for match in same if match.path.parent == best.path.parent})
    whole = [path for path in parts if ".part-" not in path.name.lower()]
    chosen = whole[:1] or parts
    return RegisterFile(
        table=best.table,
        year=best.year,
        version=best.version,
        format=best.format,
        paths=tuple(chosen),
        month=best.month,
        provisional=best.provisional,
        passed_over=tuple(sorted({match.path for match in group} - set(chosen))),
    )
