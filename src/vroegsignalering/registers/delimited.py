"""Delimited text as converted copies really are: ``;`` or ``,`` or tab, decimal commas, UTF-8 or Windows-1252.

Every field stays text, so that zeros in front and decimal commas survive until a declaration says what they are. Read in
blocks of whole lines, each made UTF-8 on its own: a file larger than memory streams, and no letter is lost.
"""

from __future__ import annotations

import csv
import io
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
        No header, a column without a name or with one twice, or a last line with fewer fields than the header: cut short.
        On collecting, a line with more fields than the header.
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
    rows = register_io_source(
        _source(path, schema, separator, skip=len(head)), schema=schema, validate_schema=False
    )
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


def ends_with_a_line(path: Path) -> bool:
    """Whether the last line has an end; a text that was cut inside its last field has none."""
    return _tail(path).endswith((b"\n", b"\r"))


def _refuse_odd_names(path: Path, names: list[str]) -> None:
    if not any(name.strip() for name in names):
        raise RegisterError(
            "no column names in the first line", where=path.name, found=f"{len(names)} empty name(s)",
            mend="export it again, with a header line",
        )  # fmt: skip
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
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
    tail = _tail(path)
    if ends_with_a_line(path) or b'"' in tail.rsplit(b"\n", 1)[-1] or b"\n" not in tail:
        return
    fields = tail.rsplit(b"\n", 1)[-1].count(separator.encode()) + 1
    if fields < columns:
        raise RegisterError(
            "file is cut short", where=path.name, found=f"its last line has {fields} of {columns} fields and no end",
            mend="copy the file again",
        )  # fmt: skip


def _tail(path: Path) -> bytes:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - _TAIL))
        return handle.read()


def _source(
    path: Path, schema: pl.Schema, separator: str, skip: int
) -> Callable[..., Iterator[pl.DataFrame]]:
    names = list(schema)

    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = names if with_columns is None else with_columns
        left = n_rows
        try:
            for block in blocks(path, skip):
                if len(names) > 1:
                    block = block.rstrip(b"\r\n")  # empty lines at the end are no rows
                if not block:
                    continue
                rows = _parsed(block, schema, separator, wanted)
                rows = rows if left is None else rows.head(left)
                left = left if left is None else left - rows.height
                yield rows if predicate is None else rows.filter(predicate)
                if left == 0:
                    return
        except _FAULTS as fault:
            raise unreadable(path, fault) from None

    return batches


def _parsed(block: bytes, schema: pl.Schema, separator: str, wanted: list[str]) -> pl.DataFrame:
    text = block if block.isascii() else decode_text(block).encode()
    places = [place for place, name in enumerate(schema) if name in set(wanted)]
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
