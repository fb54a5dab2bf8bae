"""Register files: what they are (schema, tables), finding, reading, writing, checking, and signal deliveries.

A reader opens a folder with ``Registers.open`` and reaches rows by four names only: ``status``, ``recorded``,
``known``, ``after``. CBS names live in ``tables*.py``; everything above this room speaks English.
"""

from vroegsignalering.registers.access import Registers, months_later
from vroegsignalering.registers.keys import link
from vroegsignalering.registers.provenance import Provenance, read_provenance, write_provenance
from vroegsignalering.registers.schema import Key, Shape, Table
from vroegsignalering.registers.schema_column import Code, Column, Kind, Sentinel
from vroegsignalering.registers.views import After, Known, Recorded, Status
from vroegsignalering.registers.writing import encode, file_name, write_table

__all__ = [
    "After",
    "Code",
    "Column",
    "Key",
    "Kind",
    "Known",
    "Provenance",
    "Recorded",
    "Registers",
    "Sentinel",
    "Shape",
    "Status",
    "Table",
    "encode",
    "file_name",
    "link",
    "months_later",
    "read_provenance",
    "write_provenance",
    "write_table",
]
