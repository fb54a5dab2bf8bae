"""A tiny clean tree of register files: twelve persons in six households, three years, every declared table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from vroegsignalering.registers import write_table
from vroegsignalering.registers.schema import Shape, Table
from vroegsignalering.registers.schema_column import Column, Kind
from vroegsignalering.registers.tables import ALL

YEARS = (2019, 2020, 2021)
PERSONS_COUNT = 12
PEOPLE = [f"R{number:09d}" for number in range(1, PERSONS_COUNT + 1)]
EARNERS = [person for person in PEOPLE[::2] for _ in (0, 1)]
ADDRESSES = [f"B{number:012d}" for number in range(1, 7) for _ in (0, 1)]
HOUSEHOLDS = [f"{number:012d}20150101" for number in range(1, 7) for _ in (0, 1)]

_KEYS = {
    "person": PEOPLE,
    "main_earner": EARNERS,
    "address": ADDRESSES,
    "brp_household": HOUSEHOLDS,
    "partner": [PEOPLE[i + 1 if i % 2 == 0 else i - 1] for i in range(PERSONS_COUNT)],
    "father": PEOPLE[:1] * PERSONS_COUNT,
    "mother": PEOPLE[1:2] * PERSONS_COUNT,
    "other_insured": PEOPLE,
}
_NUMBERS = {"birth_year": 1970, "birth_month": 5, "birth_day": 17, "age_years": 49, "youngest_child_birth_year": 2010,
            "youngest_child_birth_month": 3, "oldest_child_birth_year": 2008, "published_year": 2015}  # fmt: skip


def rows_of(table: Table, year: int) -> pl.DataFrame:
    """A clean frame of one edition, in English columns."""
    unit = table.unique[0] if table.unique else "person"
    one_per_household = unit in ("main_earner", "address")
    count = PERSONS_COUNT // 2 if one_per_household else PERSONS_COUNT
    columns: dict[str, pl.Series] = {}
    for key in table.keys:
        values = _KEYS[key.name][::2] if one_per_household else _KEYS[key.name]
        columns[key.name] = pl.Series(values[:count])
    for column in table.columns:
        columns[column.name] = _values(table, column, count, year)
    return pl.DataFrame(columns)


def _values(table: Table, column: Column, count: int, year: int) -> pl.Series:
    if column.name in ("union_end", "ending"):
        return pl.Series([None] * count, dtype=pl.String)
    first = year if table.shape is Shape.SPELLS and not table.cumulative else 2015
    if column.kind is Kind.CODE:
        codes = [entry.code for entry in column.codes]
        return pl.Series([codes[i % len(codes)] for i in range(count)])
    if column.kind is Kind.TEXT:
        text = "0344" if column.name == "gemeente_code" else "1"
        return pl.Series([f"JOB{i:03d}" if column.name == "job" else text for i in range(count)])
    if column.kind is Kind.DATE:
        day = None if column.name in ("ends_on", "benefit_ends_on") else date(first, 1, 1)
        return pl.Series([day] * count, dtype=pl.Date)
    if column.kind is Kind.FLAG:
        return pl.Series([i % 3 == 0 for i in range(count)])
    if column.kind is Kind.COUNT:
        return pl.Series([_NUMBERS.get(column.name, 2)] * count, dtype=pl.Int32)
    middle = 50.0 if column.high == 100 else 1000.0
    return pl.Series([middle + i + (year - 2019) for i in range(count)], dtype=pl.Float64)


def years_of(table: Table) -> tuple[int, ...]:
    """Years of the tree's editions; of a series that ended earlier, its last ones."""
    if table.cumulative:
        return YEARS[-1:]
    ended = table.last_year is not None and table.last_year < YEARS[-1]
    return tuple(year - YEARS[-1] + table.last_year for year in YEARS) if ended else YEARS


def write_tree(
    folder: Path, formats: tuple[str, ...] = ("parquet",), tables: tuple[Table, ...] = ALL
) -> Path:
    """Write the tree; spell files and lookups once, of the last year."""
    for table in tables:
        for year in years_of(table):
            write_table(table, rows_of(table, year), year, folder, formats)
    return folder


def path_of(folder: Path, start: str) -> Path:
    """The one file below the folder whose name starts so."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name.startswith(start)]
    assert len(found) == 1, [path.name for path in found]
    return found[0]
