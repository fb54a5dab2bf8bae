"""Reads StatLine exports as people really download them, into one tidy frame with types that can be trusted.

Byte order mark, ``;`` or ``,``, quoted and padded numbers, decimal comma or point, a title above the header and a
source line below the rows, several years in one file, and codes that look like numbers in the first rows. Types are
decided on all rows; symbols for absent figures become null and are counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.limits import whole_file

SYMBOLS = {
    "": "not_possible",
    ".": "unknown_or_secret",
    "-": "nil",
    "x": "secret",
    "*": "provisional_only",
    "--": "nil",
}
"""Symbols that StatLine puts where a figure is absent."""

_CODE_NAME = re.compile(
    r"code|regio|gebied|wijk|buurt|gemeente|perioden|^id$|kenmerk|geslacht|leeftijd", re.IGNORECASE
)
_TOPIC = re.compile(r"\D_\d{1,3}$")
"""Figures in exports of the open-data portal, which begin with ``ID``; every other column is a key, whatever it looks like."""
_POINT = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")
_COMMA = re.compile(r"^-?(\d{1,3}(\.\d{3})+|\d+),\d+$")
_THOUSANDS = re.compile(r"^-?\d{1,3}(\.\d{3})+$")
_PERIOD = re.compile(r"^((?:19|20)\d{2})(?:\s*(JJ|KW|MM|HJ|SJ|X0)\s*\d{2})?\**$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatLine:
    """An export: ``rows`` (text and Float64 columns, plus ``year`` where a period column allows it), and what it said.

    ``title`` is the line above the header, ``source`` the line below the rows; ``absent`` counts symbols by column.
    """

    rows: pl.DataFrame
    title: str
    source: str
    absent: Mapping[str, Mapping[str, int]]


def read_statline(path: Path) -> StatLine:
    """Read an export of StatLine or of the open-data portal.

    Raises
    ------
    RegisterError
        No such file, empty, not a table of text, or rows of different lengths.
    EnvironmentFault
        May not be read.
    """
    lines = _cells(path)
    width = max((len(line) for line in lines), default=0)
    if width < 2:
        raise RegisterError("file is no StatLine table", where=path.name, found=f"{width} column(s)",
                            mend="download it as CSV, not as a page")  # fmt: skip
    header_at = next(i for i, line in enumerate(lines) if len(line) == width and any(cell for cell in line))
    names = _names(lines[header_at])
    body, tail = _body(lines[header_at + 1 :], width)
    odd = sum(len(line) != width for line in body)
    if odd:
        raise RegisterError("rows have different lengths", where=path.name, found=f"{odd} of {len(body)} rows",
                            mend="the file was edited or cut short; download it again")  # fmt: skip
    columns, absent = {}, {}
    from_portal = names[0] == "ID" and any(_TOPIC.search(name) for name in names)
    for i, name in enumerate(names):
        is_key = from_portal and not _TOPIC.search(name)
        columns[name], absent[name] = _column(name, [line[i] for line in body], is_key=is_key)
    rows = pl.DataFrame(columns)
    return StatLine(
        rows=_with_year(rows),
        title=" ".join(cell for line in lines[:header_at] for cell in line if cell),
        source=" ".join(cell for line in tail for cell in line if cell),
        absent={name: counts for name, counts in absent.items() if counts},
    )


def _cells(path: Path) -> list[list[str]]:
    raw = whole_file(path, again="download it again", closed=EnvironmentFault)
    if b"\x00" in raw[:4096] or raw.startswith(b"PK"):
        raise RegisterError("file is not text", where=path.name, mend="download it as CSV, not as Excel")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if text.count('"') % 2:
        raise RegisterError("file is cut short", where=path.name, found="a quoted field without an end",
                            mend="download it again") from None  # fmt: skip
    lines = text.splitlines()
    separator = max((";", "\t", ","), key=lambda mark: sum(line.count(mark) for line in lines[:50]))
    cells = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        return [[cell.strip() for cell in line] for line in cells if any(cell.strip() for cell in line)]
    except csv.Error:
        raise RegisterError("file is no StatLine table", where=path.name, found="a field without an end",
                            mend="download it as CSV, not as a page") from None  # fmt: skip


def _names(header: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for i, cell in enumerate(header, start=1):
        name = cell or f"column_{i}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _body(lines: list[list[str]], width: int) -> tuple[list[list[str]], list[list[str]]]:
    """Rows, and the lines below them that name the source."""
    end = len(lines)
    while (
        end
        and (len(lines[end - 1]) < width or sum(bool(cell) for cell in lines[end - 1]) <= 1)
        and _is_note(lines[end - 1])
    ):
        end -= 1
    return lines[:end], lines[end:]


def _is_note(line: list[str]) -> bool:
    text = " ".join(line).strip().lower()
    return "cbs" in text or "bron" in text or "©" in text or text.startswith(("*", "toelichting"))


def _column(name: str, cells: list[str], *, is_key: bool) -> tuple[pl.Series, dict[str, int]]:
    real = [cell for cell in cells if cell not in SYMBOLS]
    if not real or is_key or _is_code(name, real):
        return pl.Series(name, [cell or None for cell in cells], dtype=pl.String), {}
    commas = any(_COMMA.match(cell) for cell in real)  # then a point between digits groups thousands
    numbers = [None if cell in SYMBOLS else _number(cell, commas=commas) for cell in cells]
    if any(number is None and cell not in SYMBOLS for number, cell in zip(numbers, cells, strict=True)):
        return pl.Series(name, [cell or None for cell in cells], dtype=pl.String), {}
    counts = Counter(SYMBOLS[cell] for cell in cells if cell in SYMBOLS)
    return pl.Series(name, numbers, dtype=pl.Float64), dict(sorted(counts.items()))


def _is_code(name: str, real: list[str]) -> bool:
    """Codes keep their zeros: by name, or because a value has a zero in front."""
    zero_in_front = any(len(cell) > 1 and cell[0] == "0" and cell[1].isdigit() for cell in real)
    return zero_in_front or bool(
        _CODE_NAME.search(name) and not re.search(r"_\d+$|aantal|bedrag|percentage", name, re.I)
    )


def _number(cell: str, *, commas: bool) -> float | None:
    plain = cell.replace(" ", "").replace("\u00a0", "")
    if _POINT.match(plain) and not (commas and _THOUSANDS.match(plain)):
        return float(plain)
    if _COMMA.match(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if _THOUSANDS.match(plain):
        return float(plain.replace(".", ""))
    return None


def _with_year(rows: pl.DataFrame) -> pl.DataFrame:
    for name in rows.columns:
        if not re.search(r"period|jaar", name, re.IGNORECASE) or "year" in rows.columns:
            continue
        cells = [
            str(int(cell)) if isinstance(cell, float) else str(cell or "") for cell in rows[name].to_list()
        ]
        years = [int(hit.group(1)) if (hit := _PERIOD.match(cell.strip())) else None for cell in cells]
        if any(year is not None for year in years):
            return rows.with_columns(pl.Series("year", years, dtype=pl.Int32))
    return rows
