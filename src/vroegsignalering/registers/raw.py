"""Opens a file of any readable format as a LazyFrame with its own column names, values untouched.

SPSS and Stata through :mod:`~vroegsignalering.registers.statistical`, text through
:mod:`~vroegsignalering.registers.delimited`. A file that is not what its name says is one clear
error; no value of a person ever stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers import delimited, statistical
from vroegsignalering.registers.statistical import unreadable

_MAGIC = {"sav": (b"$FL2", b"$FL3"), "zsav": (b"$FL2", b"$FL3"), "parquet": (b"PAR1",)}
_STATA = b"<stata_dta>"
STATISTICAL = ("sav", "zsav", "dta", "por")
"""Suffixes of files of statistical packages."""


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
        Not there, not readable, empty, cut short, longer than its header says, of another format than its name says, or
        with a column name twice.
    """
    suffix = path.suffix.lower().lstrip(".")
    _refuse_impostor(path, suffix, _head(path))
    if suffix == "csv":
        schema, rows = delimited.scan(path)
    elif suffix in STATISTICAL:
        schema, rows = statistical.scan(path)
    elif suffix == "parquet":
        schema, rows = _parquet(path)
    else:
        raise RegisterError(
            f"no reader for {path.suffix or 'a file without suffix'}", where=path.name,
            mend="one of: .parquet .sav .zsav .dta .por .csv",
        )  # fmt: skip
    return RawFile(path=path, schema=schema, rows=rows)


def _parquet(path: Path) -> tuple[pl.Schema, pl.LazyFrame]:
    try:
        rows = pl.scan_parquet(path)
        return rows.collect_schema(), rows
    except (pl.exceptions.PolarsError, OSError, ValueError) as fault:
        raise unreadable(path, fault) from None


def _head(path: Path, size: int = 65536) -> bytes:
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise RegisterError("this is no ordinary file", where=str(path), mend="give a file on disk")
        with path.open("rb") as handle:
            return handle.read(size)
    except FileNotFoundError:
        raise RegisterError("no such file", where=str(path)) from None
    except IsADirectoryError:
        raise RegisterError(
            "this is a folder, not a file", where=str(path), mend="use `vroeg check`"
        ) from None
    except PermissionError:
        raise RegisterError(
            "a file may not be read", where=str(path), mend="ask for read permission"
        ) from None
    except OSError as fault:
        raise RegisterError(
            "a file cannot be opened",
            where=str(path),
            found=str(fault.strerror),
            mend="copy it to another disk",
        ) from None


def _refuse_impostor(path: Path, suffix: str, head: bytes) -> None:
    if not head:
        raise RegisterError("file is empty", where=path.name, found="0 bytes", mend="copy the file again")
    expected = _MAGIC.get(suffix)
    if (expected and not head.startswith(expected)) or (suffix == "dta" and not _is_stata(head)):
        raise RegisterError(
            f"file is not what its name says: no {suffix} signature", where=path.name,
            found=_looks_like(head), mend="rename it to its true format, or export it again",
        )  # fmt: skip
    if suffix == "csv" and _looks_like(head) != "text":
        raise RegisterError(
            "file is not what its name says: not a text file", where=path.name, found=_looks_like(head),
            mend="rename it to its true format, or export it again",
        )  # fmt: skip


def _is_stata(head: bytes) -> bool:
    """The tag of version 117 and later, or the first two bytes of an older file: version and byte order."""
    return head.startswith(_STATA) or (104 <= head[0] <= 115 and head[1:2] in (b"\x01", b"\x02"))


def _looks_like(head: bytes) -> str:
    if head.startswith((b"$FL2", b"$FL3")):
        return "an SPSS file"
    if head.startswith(b"PAR1"):
        return "a Parquet file"
    if _is_stata(head):
        return "a Stata file"
    if head.startswith(b"PK\x03\x04"):
        return "a zip or Excel file"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text in UTF-16"
    return "binary" if b"\x00" in head else "text"
