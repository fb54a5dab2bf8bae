"""Registers in shards of whole households, and a shard held in memory with numbers for keys.

A study looks at the same rows for many index dates. A shard is read once, decoded once and sorted once; in memory
the key of a person is one number, so that joins need no text. What is no synthetic country in parts is one shard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl

from vroegsignalering.registers.access import Registers
from vroegsignalering.registers.decode import PERSON_KINDS, SECOND_LETTER, decoded
from vroegsignalering.registers.schema import Table
from vroegsignalering.vocabulary import DataStatus

_PART = re.compile(r"\.part-(\d+)\.parquet$")


def shards(registers: Registers, *, together: int = 1) -> tuple[Registers, ...]:
    """The registers as shards that no household crosses, in order; the registers themselves where there are none.

    Only the parts that ``synthesis`` writes are known to hold whole households: registers of real persons, and files
    in one piece, are one shard.

    Parameters
    ----------
    registers : Registers
    together : int
        So many parts make one shard; the last one may have fewer.
    """
    parts = sorted(_parts(registers))
    if len(parts) < 2:
        return (registers,)
    pieces = {
        (name, year): {_number(path): path for path in file.paths}
        for name, editions in registers.files.items()
        for year, file in editions.items()
    }
    return tuple(
        replace(
            registers,
            files={
                name: {
                    year: replace(file, paths=tuple(pieces[name, year][number] for number in numbers))
                    for year, file in editions.items()
                }
                for name, editions in registers.files.items()
            },
        )
        for numbers in (parts[at : at + together] for at in range(0, len(parts), together))
    )


def sample(registers: Registers, most_persons: int) -> Registers:
    """The first shards with at most so many persons together, or all when there are fewer or no shards.

    Every shard draws its households from the whole country, so that some of them are a sample of all.
    """
    parts, persons = sorted(_parts(registers)), registers.provenance.persons
    if len(parts) < 2 or persons is None or persons <= most_persons:
        return registers
    each = persons / len(parts)
    chosen = set(parts[: max(int(most_persons / each), 1)])
    origin = replace(registers.provenance, persons=round(each * len(chosen)))
    return replace(_only(registers, chosen), provenance=origin)


def _parts(registers: Registers) -> set[int]:
    """Numbers of the parts in which every edition is written; empty when editions differ in that."""
    if registers.provenance.status is not DataStatus.SYNTHETIC:
        return set()
    found: set[int] | None = None
    for editions in registers.files.values():
        for file in editions.values():
            numbers = {_number(path) for path in file.paths}
            if None in numbers or (found is not None and numbers != found):
                return set()
            found = {number for number in numbers if number is not None}
    return found or set()


def _number(path: Path) -> int | None:
    hit = _PART.search(path.name)
    return int(hit.group(1)) if hit else None


def _only(registers: Registers, chosen: set[int]) -> Registers:
    files = {
        name: {
            year: replace(file, paths=tuple(path for path in file.paths if _number(path) in chosen))
            for year, file in editions.items()
        }
        for name, editions in registers.files.items()
    }
    return replace(registers, files=files)


def held(
    registers: Registers, wanted: Mapping[str, Sequence[str] | None], *, numbers: bool = True
) -> Registers:
    """The registers with the wanted tables in memory, sorted by key and time; other tables stay as they are.

    Parameters
    ----------
    registers : Registers
        One shard.
    wanted : mapping of table name to English columns
        Columns that will be asked for; all declared ones when None. Keys, dates and status are there in any case.
    numbers : bool
        Whether keys of persons become numbers, here and in tables that stay on disk.

    Returns
    -------
    Registers
        With numbers for the keys of persons when all of them have digits, else with their text.
    """
    if numbers:
        with suppress(pl.exceptions.InvalidOperationError):  # a key with something else than digits
            return _held(registers, wanted, numbers=True)
    return _held(registers, wanted, numbers=False)


def _held(registers: Registers, wanted: Mapping[str, Sequence[str] | None], *, numbers: bool) -> Registers:
    files = {name: dict(editions) for name, editions in registers.files.items()}
    for name, columns in wanted.items():
        for year, file in registers.files.get(name, {}).items():
            frame = decoded(file, _asked(file.table, columns), numbers=numbers).collect()
            files[name][year] = replace(file, held=_sorted(file.table, frame))
    return replace(registers, files=files, key_type=pl.UInt64() if numbers else pl.String())


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Keys of persons as numbers: their digits, with :data:`SECOND_LETTER` on top for the letter S.

    Examples
    --------
    >>> numbered(pl.DataFrame({"person": ["R000000123", "S000000123"]}))["person"].to_list()
    [123, 1000000000123]
    """
    keys = [name for name in PERSON_KINDS if frame.schema.get(name) == pl.String]
    return frame.with_columns(
        pl.col(name).str.slice(1).cast(pl.UInt64, strict=False)
        + pl.col(name).str.starts_with("S").cast(pl.UInt64) * SECOND_LETTER
        for name in keys
    )


def _asked(table: Table, columns: Sequence[str] | None) -> list[str] | None:
    if columns is None:
        return None
    dates = [name for name in (table.begins, table.ends, *table.born) if name]
    return list(dict.fromkeys([*(key.name for key in table.keys), *table.status, *columns, *dates, "year"]))


def _sorted(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    order = [table.keys[0].name, *([table.begins] if table.begins else [])]
    return frame.sort([name for name in order if name in frame.columns], maintain_order=True)
