"""A walk over the dictionary of an SPSS file before a library reads it: does every length fit the file?

A damaged length makes a reader ask for more memory than any machine has, which ends the process instead of raising. The walk
looks at lengths and record types only, never at a value. Layout: GNU PSPP, *System File Format*, records 2, 3, 4, 6, 7 and 999.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from vroegsignalering.errors import RegisterError

_HEADER = 176
_LAYOUTS = {2, 3}
_LARGEST = 1 << 26
"""Bytes of one record beyond which no dictionary goes: 64 MB."""


def refuse_damaged_dictionary(path: Path) -> None:
    """Walk from the header to the first row.

    Parameters
    ----------
    path : Path
        A ``.sav`` or ``.zsav``; other files pass.

    Raises
    ------
    RegisterError
        A record of unknown kind, a length that does not fit the file, rows wider than their variables, or no end of the
        dictionary.
    """
    if path.suffix.lower() not in (".sav", ".zsav"):
        return
    with path.open("rb") as handle:
        head = handle.read(_HEADER)
        if len(head) < _HEADER:
            raise _damaged(path, f"{len(head)} bytes")
        order = next((o for o in "<>" if struct.unpack(o + "i", head[64:68])[0] in _LAYOUTS), None)
        if order is None:
            raise _damaged(path, "a layout that no version of SPSS writes")
        walk = _Walk(handle, path, order)
        while (kind := walk.number()) != 999:
            walk.record(kind)
        cells = struct.unpack(order + "i", head[68:72])[0]
        if cells > walk.variables:  # some programs write -1 or 0; a reader takes memory for what is said
            raise _damaged(path, f"{cells} cells in a row of {walk.variables}")


class _Walk:
    """A place in the file that moves by the lengths it reads."""

    def __init__(self, handle: BinaryIO, path: Path, order: str) -> None:
        self.handle, self.path, self.order = handle, path, order
        self.size = path.stat().st_size
        self.variables = 0

    def number(self) -> int:
        """The next whole number of four bytes."""
        return int(struct.unpack(self.order + "i", self.bytes(4))[0])

    def bytes(self, length: int) -> bytes:
        """The next bytes, all of them."""
        if not 0 <= length <= _LARGEST or self.handle.tell() + length > self.size:
            raise _damaged(self.path, f"a length of {length} at byte {self.handle.tell()} of {self.size}")
        return self.handle.read(length)

    def record(self, kind: int) -> None:
        """Pass one record by its lengths."""
        if kind == 2:
            self._variable()
            self.variables += 1
        elif kind == 3:
            for _ in range(self._count(16)):
                length = self.bytes(9)[8]
                self.bytes((length + 8) // 8 * 8 - 1)
        elif kind == 4:
            self.bytes(4 * self._count(4))
        elif kind == 6:
            self.bytes(80 * self._count(80))
        elif kind == 7:
            self._extension()
        else:
            raise _damaged(self.path, f"a record of kind {kind}")

    def _count(self, each: int) -> int:
        count = self.number()
        if not 0 <= count <= (self.size - self.handle.tell()) // each:
            raise _damaged(self.path, f"{count} entries announced at byte {self.handle.tell()}")
        return count

    def _variable(self) -> None:
        width, labelled, missings = self.number(), self.number(), self.number()
        if not (-1 <= width <= 255 and labelled in (0, 1) and abs(missings) <= 3):
            raise _damaged(self.path, f"a variable that cannot be, before byte {self.handle.tell()}")
        self.bytes(16)
        if labelled:
            self.bytes((self.number() + 3) // 4 * 4)
        self.bytes(8 * abs(missings))

    def _extension(self) -> None:
        subtype, each = self.number(), self.number()
        content = self.bytes(each * self._count(max(each, 1)))
        if subtype == 16 and (len(content) != 16 or struct.unpack(self.order + "q", content[8:])[0] < -1):
            raise _damaged(self.path, "a number of rows that cannot be")


def _damaged(path: Path, found: str) -> RegisterError:
    return RegisterError(
        "dictionary of the file is damaged", where=path.name, found=found,
        mend="copy the file again; compare its size with the original",
    )  # fmt: skip
