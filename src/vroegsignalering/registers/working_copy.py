"""A working copy of register files in Parquet: each file is read once, declared columns only.

A study reads the same file for many index dates; a large ``.sav`` on a network drive should not be read thirty times.
The copy holds persons, so it lives in a folder that the caller deletes, and it keeps the provenance of the original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from vroegsignalering.registers.access import Registers
from vroegsignalering.registers.decode import match_column, match_key
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.raw import open_raw
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.statistical import unreadable


def copies_needed(registers: Registers, tables: Iterable[Table]) -> int:
    """How many files of these tables are not Parquet yet."""
    return sum(file.format != "parquet" for table in tables for file in registers.editions(table))


Place = Callable[[RegisterFile, Callable[[Path], None]], Path]
"""Gives the folder where the copy of a file stands; calls the function that writes it when it is not there yet."""


def working_copy(
    registers: Registers, tables: Iterable[Table], place: Place, *, at_once: int = 1
) -> Registers:
    """The same registers, read from Parquet copies where they are in another format.

    Parameters
    ----------
    registers : Registers
    tables : iterable of Table
        Tables that will be read; others are left as they are.
    place : callable
        Decides where a copy stands; the caller removes it.
    at_once : int
        Files that are read at the same time, in threads; ``place`` is called from them.

    Raises
    ------
    RegisterError
        A file cannot be read to its end.
    """
    files = {name: dict(editions) for name, editions in registers.files.items()}
    wanted = [file for table in tables for file in registers.editions(table) if file.format != "parquet"]
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        folders = pool.map(lambda file: place(file, partial(_copy, file)), wanted)
        for file, folder in zip(wanted, folders, strict=True):
            copies = tuple(_target(file, folder, number) for number in range(len(file.paths)))
            files[file.table.name][file.year] = replace(file, format="parquet", paths=copies)
    return replace(registers, files=files)


def _target(file: RegisterFile, folder: Path, number: int) -> Path:
    return folder / f"{file.table.cbs}-{file.year}-{number}.parquet"


def _copy(file: RegisterFile, folder: Path) -> None:
    for number, path in enumerate(file.paths):
        raw = open_raw(path)
        try:
            rows = raw.rows.select(_declared(file, list(raw.schema)))
            rows.sink_parquet(_target(file, folder, number), compression="lz4")
        except pl.exceptions.PolarsError as fault:
            raise unreadable(path, fault) from None


def _declared(file: RegisterFile, names: list[str]) -> list[str]:
    keys = (match_key(names, key) for key in file.table.keys)
    columns = (match_column(names, column, file.year) for column in file.table.columns)
    found = [name for pair in keys if pair for name in pair] + [name for name in columns if name]
    return list(dict.fromkeys(found))
