"""Checks that need no row: is the file what it says, and are the declared columns there with the declared type?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers import statistical
from vroegsignalering.registers.checking.findings import Finding, Severity
from vroegsignalering.registers.decode import match_column, match_key
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.raw import RawFile, open_raw
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.schema_column import Column, Kind

_NUMERIC = (Kind.AMOUNT, Kind.PERCENT, Kind.NUMBER, Kind.COUNT)


def check_header(file: RegisterFile) -> tuple[list[Finding], list[RawFile]]:
    """Findings about the header of one edition, and its opened parts (none when it cannot be opened)."""
    findings: list[Finding] = []
    opened: list[RawFile] = []
    for path in file.paths:
        try:
            opened.append(open_raw(path))
        except RegisterError as fault:
            findings.append(
                Finding(rule="readable", file=path.name, column="", expected=f"a readable {file.format} file",
                        found=f"{fault.what}{f' ({fault.found})' if fault.found else ''}", mend=fault.mend)
            )  # fmt: skip
    for raw in opened:
        findings += [*_columns(file, raw), *_years(file, raw.path), *_provisional(file, raw.path)]
        if file.format in ("sav", "zsav"):
            findings += _spss(file, raw)
    findings += _parts(opened)
    return findings, opened


def _columns(file: RegisterFile, raw: RawFile) -> list[Finding]:
    names = list(raw.schema)
    findings = _case_twins(names, raw.path)
    for key in file.table.keys:
        if match_key(names, key) is None:
            half = [part for part in key.cbs if part.lower() in {name.lower() for name in names}]
            findings.append(
                Finding(rule="key is a pair", file=raw.path.name, column=" + ".join(key.cbs),
                        expected="both columns of the key", found=f"only {half[0]}" if half else "neither",
                        mend="export both columns; half a key names nobody")
            )  # fmt: skip
    for column in file.table.columns:
        findings += _column(file, raw, column)
    return [*findings, *_optional(file, raw), *_undeclared(file.table, raw, file.year)]


def _column(file: RegisterFile, raw: RawFile, column: Column) -> list[Finding]:
    found = match_column(list(raw.schema), column, file.year)
    if found is None and not column.demanded(file.year):
        return []
    if found is None:
        return [
            Finding(rule="column is there", file=raw.path.name, column=column.cbs_in(file.year),
                    expected=f"column {column.cbs_in(file.year)} ({column.name})", found="no such column",
                    mend="if CBS renamed it, declare the name in tables")
        ]  # fmt: skip
    dtype = raw.schema[found]
    if file.format == "csv" or _fits(column, dtype):
        return []
    return [
        Finding(rule="type", file=raw.path.name, column=found,
                expected="number" if column.stored == "F" else "text", found=str(dtype),
                mend="reading converts it; check that zeros in front survived",
                severity=Severity.NOTE if column.stored == "A" else Severity.FAULT)
    ]  # fmt: skip


def _fits(column: Column, dtype: pl.DataType) -> bool:
    if column.stored == "F":
        return dtype.is_numeric() or dtype == pl.Boolean
    return dtype == pl.String or (column.kind is Kind.DATE and dtype.is_temporal())


def _optional(file: RegisterFile, raw: RawFile) -> list[Finding]:
    names = list(raw.schema)
    absent = [
        column.cbs_in(file.year)
        for column in file.table.columns
        if not column.demanded(file.year) and match_column(names, column, file.year) is None
    ]
    if not absent:
        return []
    return [
        Finding(rule="optional columns", file=raw.path.name, column=", ".join(absent), expected="may be absent",
                found=f"{len(absent)} absent", mend="features that need them are not computed", severity=Severity.NOTE)
    ]  # fmt: skip


def _undeclared(table: Table, raw: RawFile, year: int) -> list[Finding]:
    names = list(raw.schema)
    known = {part for key in table.keys if (pair := match_key(names, key)) for part in pair}
    known |= {found for column in table.columns if (found := match_column(names, column, year))}
    extra = len(names) - len(known)
    if not extra:
        return []
    return [
        Finding(rule="undeclared columns", file=raw.path.name, column="", expected="declared columns",
                found=f"{extra} more column(s), never read", mend="nothing to do; `vroeg inspect` lists them",
                severity=Severity.NOTE)
    ]  # fmt: skip


def _case_twins(names: list[str], path: Path) -> list[Finding]:
    twins = sorted(name for name, n in Counter(name.strip().lower() for name in names).items() if n > 1)
    return [
        Finding(rule="column names differ", file=path.name, column=name, expected="one column of this name",
                found="the same name in another case", mend="rename or drop one of them")
        for name in twins
    ]  # fmt: skip


def _years(file: RegisterFile, path: Path) -> list[Finding]:
    table = file.table
    if table.first_year <= file.year <= (table.last_year or 9999):
        return []
    return [
        Finding(rule="year", file=path.name, column="", expected=f"{table.first_year} to {table.last_year or 'now'}",
                found=str(file.year), mend="the declared meaning of columns may not hold for this year",
                severity=Severity.FAULT)
    ]  # fmt: skip


def _provisional(file: RegisterFile, path: Path) -> list[Finding]:
    if not file.provisional:
        return []
    return [
        Finding(rule="final file", file=path.name, column="", expected="a final file", found="a provisional one (VRL)",
                mend="rerun when the final file is there", severity=Severity.NOTE)
    ]  # fmt: skip


def _spss(file: RegisterFile, raw: RawFile) -> list[Finding]:
    variables = {str(found["name"]): found for found in statistical.metadata(raw.path)["variables"]}
    findings: list[Finding] = []
    for column in file.table.columns:
        name = match_column(list(raw.schema), column, file.year)
        if name is None or name not in variables:
            continue
        header = variables[name]
        width = int(header.get("string_len") or 0)
        if column.stored == "A" and column.width and width > column.width and column.kind is not Kind.TEXT:
            findings.append(
                Finding(rule="width", file=raw.path.name, column=name, expected=f"A{column.width}", found=f"A{width}",
                        mend="look whether the code list changed; reading strips blanks")
            )  # fmt: skip
        if header.get("missing_doubles") or header.get("missing_strings") or header.get("missing_range"):
            findings.append(
                Finding(rule="declared missings", file=raw.path.name, column=name,
                        expected="sentinels not declared as user-missing", found="declared in the file",
                        mend="nothing to do: the stored value is read", severity=Severity.NOTE)
            )  # fmt: skip
    return findings


def _parts(opened: list[RawFile]) -> list[Finding]:
    if len({tuple(raw.schema.items()) for raw in opened}) <= 1:
        return []
    return [
        Finding(rule="parts agree", file=opened[0].path.name, column="", expected="the same columns in every part",
                found=f"{len({tuple(raw.schema.items()) for raw in opened})} different headers",
                mend="write all parts again")
    ]  # fmt: skip
