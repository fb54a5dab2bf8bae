"""Opens a file of any readable format as a LazyFrame with its own column names, values untouched.

SPSS and Stata through polars-readstat; CSV as text only (``;`` or ``,``, Latin-1 or UTF-8), so that zeros in
front and decimal commas survive until a declaration says what they are. A file that is not what its name says is one clear
error; no value of a person ever stands in it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.registers import statistical
from vroegsignalering.registers.statistical import unreadable

_MAGIC = {"sav": (b"$FL2", b"$FL3"), "zsav": (b"$FL2", b"$FL3"), "parquet": (b"PAR1",)}
STATISTICAL = ("sav", "zsav", "dta", "por")
"""Suffixes of files of statistical packages."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A file that was opened: its columns with their types, and its rows, not yet read."""

    path: Path
    schema: pl.Schema
    rows: pl.LazyFrame


def open_raw(path: Path) -> RawFile:
    """Open a file by its suffix; the header is read, rows are not.

    Raises
    ------
    RegisterError
        Empty, truncated, of another format than its name says, or with a column name twice.
    EnvironmentFault
        The file may not be read.
    """
    suffix = path.suffix.lower().lstrip(".")
    head = _head(path)
    _refuse_impostor(path, suffix, head)
    if suffix in STATISTICAL:
        schema, rows = statistical.scan(path)
        return RawFile(path=path, schema=schema, rows=rows)
    try:
        rows = _scan(path, suffix, head)
        schema = rows.collect_schema()
    except (pl.exceptions.PolarsError, OSError, ValueError) as fault:
        raise unreadable(path, fault) from None
    return RawFile(path=path, schema=schema, rows=rows)


def _head(path: Path, size: int = 65536) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(size)
    except FileNotFoundError:
        raise RegisterError("no such file", where=str(path)) from None
    except IsADirectoryError:
        raise RegisterError(
            "this is a folder, not a file", where=str(path), mend="use `vroeg check`"
        ) from None
    except PermissionError:
        raise EnvironmentFault(
            "a file may not be read", where=str(path), mend="ask for read permission"
        ) from None


def _refuse_impostor(path: Path, suffix: str, head: bytes) -> None:
    if not head:
        raise RegisterError("file is empty", where=path.name, found="0 bytes", mend="copy the file again")
    expected = _MAGIC.get(suffix)
    if expected and not head.startswith(expected):
        raise RegisterError(
            f"file is not what its name says: no {suffix} signature", where=path.name,
            found=_looks_like(head), mend="rename it to its true format, or export it again",
        )  # fmt: skip
    if suffix == "csv" and _looks_like(head) != "text":
        raise RegisterError(
            "file is not what its name says: not a text file", where=path.name, found=_looks_like(head),
            mend="rename it to its true format, or export it again",
        )  # fmt: skip


def _looks_like(head: bytes) -> str:
    if head.startswith((b"$FL2", b"$FL3")):
        return "an SPSS file"
    if head.startswith(b"PAR1"):
        return "a Parquet file"
    if head.startswith(b"<stata_dta>"):
        return "a Stata file"
    if head.startswith(b"PK\x03\x04"):
        return "a zip or Excel file"
    return "binary" if b"\x00" in head[:4096] else "text"


def _scan(path: Path, suffix: str, head: bytes) -> pl.LazyFrame:
    if suffix == "parquet":
        return pl.scan_parquet(path)
    if suffix == "csv":
        return _scan_csv(path, head)
    raise RegisterError(
        f"no reader for .{suffix}", where=path.name, mend="one of: .parquet .sav .zsav .csv .dta"
    )


def separator_of(head: bytes) -> str:
    """Separator of a delimited text: the one of ``;``, tab and ``,`` that is most frequent in the header."""
    first = head.split(b"\n", 1)[0].decode("latin-1")
    return max((";", "\t", ","), key=first.count)


def csv_header(head: bytes) -> list[str]:
    """Column names of a delimited text, in UTF-8 or Latin-1, byte order mark removed."""
    first = head.removeprefix(_BYTE_ORDER_MARK).split(b"\n", 1)[0].rstrip(b"\r")
    return next(csv.reader(io.StringIO(decode_text(first)), delimiter=separator_of(head)), [])


def decode_text(raw: bytes) -> str:
    """Text from UTF-8 where it is valid, else from cp1252, the locale of CBS machines."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _scan_csv(path: Path, head: bytes) -> pl.LazyFrame:
    names = csv_header(head)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RegisterError(
            "a column name occurs twice",
            where=path.name,
            found=", ".join(twice[:5]),
            mend="rename one of the columns",
        )
    return _plain_csv(path, names, separator_of(head))


def _plain_csv(path: Path, names: list[str], separator: str) -> pl.LazyFrame:
    return pl.scan_csv(
        path,
        separator=separator,
        schema=pl.Schema(dict.fromkeys(names, pl.String())),
        encoding="utf8-lossy",
    )
