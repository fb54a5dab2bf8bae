"""Where a file must end, by its own header: bytes that are missing or too many are a fault, not a silence.

Cheap checks look at sizes and the last bytes (:func:`refuse_wrong_end`); of a row-compressed ``.sav`` only a walk
over its codes tells (:func:`refuse_wrong_end_of_rows`), so ``inspect`` and ``check`` do that and a study does not.
No value is read.
"""

from __future__ import annotations

import mmap
import struct
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from vroegsignalering.errors import RegisterError

_SEGMENT = 8
_STATA_END, _STATA_MAP = b"</stata_dta>", b"<map>"
_LABEL_TABLE = 4 + 33 + 3
"""Bytes before a table of value labels in Stata files before version 117: its length, name and padding."""

_BLOCKS_HEAD, _BLOCKS_TABLE, _BLOCK = struct.Struct("<qqq"), struct.Struct("<qqii"), struct.Struct("<qqii")
_LARGEST_BLOCK = 1 << 26
"""Bytes of a block of a ``.zsav`` once unpacked; SPSS writes blocks of 4 190 208."""

_TAIL = 1 << 16
_PARQUET = b"PAR1"
"""What a Parquet file begins and ends with; twice in a row is the seam of two files."""
_PORTABLE_LINE, _PORTABLE_HEAD = 80, 200


def refuse_wrong_end(path: Path, header: dict[str, Any]) -> None:
    """Hold the size and the last bytes of a file to its header.

    Raises
    ------
    RegisterError
        The file is cut short, or bytes follow its end.
    """
    suffix = path.suffix.lower()
    if suffix in (".sav", ".zsav"):
        _spss(path, header)
    elif suffix == ".dta":
        _stata(path, header)
    elif suffix == ".por":
        _portable(path)


def refuse_wrong_end_of_rows(path: Path, header: dict[str, Any]) -> None:
    """Walk over the codes of a row-compressed ``.sav``, and look for a second Parquet file behind the first.

    Raises
    ------
    RegisterError
        The codes end before the last row, or bytes follow it.
    """
    if path.suffix.lower() == ".parquet" and _holds(path, _PARQUET * 2):
        raise _wrong(path, "a second Parquet file behind the first")
    rows = int(header.get("row_count") or 0)
    if path.suffix.lower() not in (".sav", ".zsav") or header.get("compression") != "RLE" or rows <= 0:
        return
    from vroegsignalering.registers.codes_walk import end_of_codes

    offset, cells = int(header["data_offset"]), rows * _cells(header)
    size = path.stat().st_size
    codes = (
        np.memmap(path, dtype=np.uint8, mode="r", offset=offset) if size > offset else np.zeros(0, np.uint8)
    )
    end = int(end_of_codes(codes, cells))
    if end < 0:
        raise _short(path, f"its codes end before row {rows}")
    rest = np.asarray(codes[end:][:_TAIL])
    if rest.size and not np.isin(rest[:_SEGMENT], (0, 252)).all() or rest.size > _SEGMENT:
        raise _wrong(path, f"{size - offset - end} bytes after the last row")


def _portable(path: Path) -> None:
    """Lines of eighty, the last filled with Z's; the two hundred letters that begin a file occur once."""
    lines = _tail(path).splitlines()
    if not lines or len(lines[-1]) != _PORTABLE_LINE or not lines[-1].endswith(b"Z"):
        raise _wrong(path, "its last line is not a whole one with the Z's that end a portable file")
    with path.open("rb") as handle:
        head = handle.read(_PORTABLE_HEAD)
    if _holds(path, head, start=1):
        raise _wrong(path, "a second file behind the first")


def _holds(path: Path, these: bytes, start: int = 0) -> bool:
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(these, start) >= 0


def _spss(path: Path, header: dict[str, Any]) -> None:
    rows, offset = int(header.get("row_count") or 0), header.get("data_offset")
    if offset is None or rows <= 0:
        return
    size = path.stat().st_size
    if header.get("compression") == "None":
        promised = int(offset) + rows * _cells(header) * _SEGMENT
    elif header.get("compression") == "ZLIB":
        promised = _end_of_blocks(path, int(offset), size)
    else:
        return
    if size < promised:
        raise _short(path, f"{size} bytes, its header promises {promised}")
    if size > promised:
        raise _wrong(path, f"{size - promised} bytes more than its header promises")


def _end_of_blocks(path: Path, offset: int, size: int) -> int:
    """End of a ``.zsav`` by its own head, after its table of blocks was held to the file: a reader allocates what it says.

    Layout of the PSPP developer's guide, "Compressed data": a head of three numbers, the blocks, and a table with the place
    and size of each block.
    """
    with path.open("rb") as handle:
        handle.seek(offset)
        head = handle.read(_BLOCKS_HEAD.size)
        if len(head) < _BLOCKS_HEAD.size:
            raise _short(path, f"{size} bytes")
        itself, table_at, length = _BLOCKS_HEAD.unpack(head)
        if size < table_at + length and itself == offset and length > 0:
            raise _short(path, f"{size} bytes, its header promises {table_at + length}")
        if itself != offset or table_at < offset or length < _BLOCKS_TABLE.size:
            raise _wrong(path, "a head of compressed rows that does not fit the file")
        handle.seek(table_at)
        table = handle.read(length)
    _refuse_odd_blocks(path, table, offset, table_at)
    return int(table_at + length)


def _refuse_odd_blocks(path: Path, table: bytes, offset: int, table_at: int) -> None:
    _bias, _zero, most, count = _BLOCKS_TABLE.unpack_from(table)
    if len(table) != _BLOCKS_TABLE.size + count * _BLOCK.size or not 0 < most <= _LARGEST_BLOCK:
        raise _wrong(path, "a table of compressed blocks that does not fit the file")
    plain, packed = offset, offset + _BLOCKS_HEAD.size
    for block in _BLOCK.iter_unpack(table[_BLOCKS_TABLE.size :]):
        if block[:2] != (plain, packed) or not 0 < block[2] <= most or block[3] <= 0:
            raise _wrong(path, "a compressed block that does not follow the one before")
        plain, packed = plain + block[2], packed + block[3]
    if packed != table_at:
        raise _wrong(path, "compressed blocks that do not fill the file")


def _cells(header: dict[str, Any]) -> int:
    """Segments of eight bytes in a row."""
    return sum(_segments(variable) for variable in header["variables"])


def _segments(variable: dict[str, Any]) -> int:
    pieces = int(variable.get("storage_width_segments") or 1)
    if variable.get("type") != "Str" or int(variable.get("string_len") or 0) <= 255:
        return ceil(int(variable.get("storage_width_bytes") or _SEGMENT) / _SEGMENT)
    width = int(variable.get("storage_width_bytes") or _SEGMENT)
    return pieces * ceil(ceil(width / pieces) / _SEGMENT)


def _stata(path: Path, header: dict[str, Any]) -> None:
    if int(header.get("version") or 0) >= 117:
        tail = _tail(path)
        if not tail.endswith(_STATA_END):
            if _STATA_END in tail:
                raise _wrong(
                    path, f"{len(tail) - tail.rfind(_STATA_END) - len(_STATA_END)} bytes after its end"
                )
            raise _short(path, f"no {_STATA_END.decode()} at its end")
        more = path.stat().st_size - _stata_end(path, header)
        if more:
            raise _wrong(path, f"{abs(more)} bytes {'more' if more > 0 else 'less'} than its map promises")
        return
    at, size = header.get("value_labels_offset"), path.stat().st_size
    if at is None:
        return
    if size < int(at):
        raise _short(path, f"{size} bytes, its header promises {at}")
    order = "<" if header.get("byte_order") == "Little" else ">"
    with path.open("rb") as handle:
        handle.seek(int(at))
        rest = handle.read()
    while rest:
        length = struct.unpack(order + "i", rest[:4])[0] if len(rest) >= _LABEL_TABLE else -1
        if length < 0 or _LABEL_TABLE + length > len(rest):
            raise _wrong(path, f"{len(rest)} bytes after its last row that are no value labels")
        rest = rest[_LABEL_TABLE + length :]


def _stata_end(path: Path, header: dict[str, Any]) -> int:
    """End of the file by its map, the fourteenth offset; the file's own size where it has no map."""
    with path.open("rb") as handle:
        head = handle.read(_TAIL)
    at = head.find(_STATA_MAP)
    offsets = head[at + len(_STATA_MAP) :][: 14 * _SEGMENT] if at >= 0 else b""
    order = "<" if header.get("byte_order") == "Little" else ">"
    whole = struct.unpack(order + "14q", offsets)[-1] if len(offsets) == 14 * _SEGMENT else 0
    return int(whole) or path.stat().st_size


def _tail(path: Path) -> bytes:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - _TAIL))
        return handle.read()


def _short(path: Path, found: str) -> RegisterError:
    return RegisterError("file is cut short", where=path.name, found=found, mend="copy the file again")


def _wrong(path: Path, found: str) -> RegisterError:
    return RegisterError(
        "file does not end where its header says", where=path.name, found=found,
        mend="something was appended, or it is damaged: copy the file again and compare its size with the original",
    )  # fmt: skip
