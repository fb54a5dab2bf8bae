"""Delimited text as converted copies really are: ``;`` or ``,`` or tab, decimal commas, UTF-8 or Windows-1252.

Every field stays text, so that zeros in front and decimal commas survive until a declaration says what they are. Read in
blocks of whole lines, each made UTF-8 on its own: a file larger than memory streams, and no letter is lost.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.statistical import unreadable

BLOCK = 1 << 24
"""Bytes that are parsed at once."""

_LONGEST_HEADER = 1 << 24
_TAIL = 1 << 16
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FAULTS = (pl.exceptions.PolarsError, OSError)


def scan(path: Path) -> tuple[pl.Schema, pl.LazyFrame]:
    """Schema, all text, and lazy rows of a delimited file.

    Raises
    ------
    RegisterError
        No header, a column without a name or with one twice, or a last line without an end: cut short.
        On collecting, a line with more or fewer fields than the header, the header once more among the rows (a file
        behind a file), or bytes that are no text.
    """
    with path.open("rb") as handle:
        head = handle.readline(_LONGEST_HEADER)
    try:
        names, separator = csv_header(head), separator_of(head)
    except csv.Error as fault:
        raise unreadable(path, fault) from None
    _refuse_odd_names(path, names)
    _refuse_cut_line(path, len(names), separator)
    schema = pl.Schema(dict.fromkeys(names, pl.String()))
    rows = register_io_source(_source(path, schema, separator, head), schema=schema, validate_schema=False)
    return schema, rows


def separator_of(head: bytes) -> str:
    """Separator of a delimited text: the one of ``;``, tab and ``,`` that is most frequent in the header."""
    first = head.split(b"\n", 1)[0].decode("latin-1")
    return max((";", "\t", ","), key=first.count)


def csv_header(head: bytes) -> list[str]:
    """Column names of a delimited text, in UTF-8 or Windows-1252, byte order mark removed."""
    first = head.removeprefix(_BYTE_ORDER_MARK).split(b"\n", 1)[0].rstrip(b"\r")
    return next(csv.reader(io.StringIO(decode_text(first)), delimiter=separator_of(head)), [])


def decode_text(raw: bytes) -> str:
    """Text from UTF-8 where it is valid, else from cp1252, the locale of CBS machines."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _refuse_odd_names(path: Path, names: list[str]) -> None:
    if not any(name.strip() for name in names):
        raise RegisterError(
            "no column names in the first line", where=path.name, found=f"{len(names)} empty name(s)",
            mend="export it again, with a header line",
        )  # fmt: skip
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice == [""]:
        raise RegisterError(
            "columns without a name", where=path.name, found=f"{names.count('')} of {len(names)} columns",
            mend="name them, or remove the separators at the end of the lines",
        )  # fmt: skip
    if twice:
        raise RegisterError(
            "a column name occurs twice", where=path.name, found=", ".join(name for name in twice if name)[:200],
            mend="rename one of the columns",
        )  # fmt: skip


def _refuse_cut_line(path: Path, columns: int, separator: str) -> None:
    """A last line without an end: every program that exports a table writes one, so the rest is missing."""
    tail = _tail(path)
    if tail.endswith((b"\n", b"\r")):
        return
    last = tail.rsplit(b"\n", 1)[-1]
    fields = last.count(separator.encode()) + 1
    short = f"its last line has {fields} of {columns} fields and no end" if fields < columns else None
    raise RegisterError(
        "file is cut short", where=path.name, found=short or "its last line has no end",
        mend="copy the file again; if it is whole, add an end to its last line",
    )  # fmt: skip


def _tail(path: Path) -> bytes:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - _TAIL))
        return handle.read()


def _source(
    path: Path, schema: pl.Schema, separator: str, head: bytes
) -> Callable[..., Iterator[pl.DataFrame]]:
    names = list(schema)

    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = names if with_columns is None else with_columns
        left = n_rows
        try:
            for block in blocks(path, len(head)):
                if len(names) > 1:
                    block = block.rstrip(b"\r\n")  # empty lines at the end are no rows
                if not block:
                    continue
                _refuse_odd_lines(path, block, len(names), separator)
                _refuse_second_header(path, block, head)
                rows = _parsed(block, schema, separator, wanted)
                rows = rows if left is None else rows.head(left)
                left = left if left is None else left - rows.height
                yield rows if predicate is None else rows.filter(predicate)
                if left == 0:
                    return
        except _FAULTS as fault:
            raise unreadable(path, fault) from None

    return batches


def _refuse_odd_lines(path: Path, block: bytes, columns: int, separator: str) -> None:
    """What was appended to a text, or lost from it: zero bytes, lines with fields too few. Quotes may hide separators."""
    if b"\x00" in block:
        raise RegisterError(
            "bytes that are no text",
            where=path.name,
            found="zero bytes among the rows",
            mend="copy the file again",
        )
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if b'"' not in block and block.count(separator.encode()) != lines * (columns - 1):
        raise RegisterError(
            "lines with another number of fields than the header", where=path.name,
            found=f"{columns} columns in the header", mend="look whether lines were broken, cut or appended; export it again",
        )  # fmt: skip


def _refuse_second_header(path: Path, block: bytes, head: bytes) -> None:
    """A text has one header: the same line among the rows is a second file behind the first, with or without its mark."""
    line = _bare(head)
    if line in block and any(_bare(other) == line for other in block.split(b"\n")):
        raise RegisterError(
            "the header stands among the rows too", where=path.name, found="a second file behind the first",
            mend="copy the file again, or keep one of the two; rows that are read twice count twice",
        )  # fmt: skip


def _bare(line: bytes) -> bytes:
    return line.removeprefix(_BYTE_ORDER_MARK).rstrip(b"\r\n")


def _parsed(block: bytes, schema: pl.Schema, separator: str, wanted: list[str]) -> pl.DataFrame:
    text = block if block.isascii() else decode_text(block).encode()
    asked = set(wanted)
    places = [place for place, name in enumerate(schema) if name in asked]
    rows = pl.read_csv(
        text, separator=separator, has_header=False, schema=schema, columns=places
    )  # fmt: skip
    return rows.select(wanted)


def blocks(path: Path, skip: int, size: int = BLOCK) -> Iterator[bytes]:
    """The bytes after ``skip``, in pieces that end with a line; a line break between quotes ends none."""
    with path.open("rb") as handle:
        handle.seek(skip)
        held = b""
        while piece := handle.read(size):
            held += piece
            end = _last_whole_line(held)
            if end:
                yield held[:end]
                held = held[end:]
        if held.strip():
            yield held


def _last_whole_line(held: bytes) -> int:
    """Where the last line ends that is not inside quotes; 0 when there is none."""
    end = held.rfind(b"\n") + 1
    open_quote = held.count(b'"', 0, end) % 2 == 1
    while end and open_quote:
        before = held.rfind(b"\n", 0, end - 1) + 1
        open_quote ^= held.count(b'"', before, end) % 2 == 1
        end = before
    return end
