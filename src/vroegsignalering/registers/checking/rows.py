"""Checks of rows: keys, codes, numbers, dates, spells; each is a count, all counts of a file in one lazy pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers import statistical
from vroegsignalering.registers.checking.findings import Finding, Severity
from vroegsignalering.registers.decode import as_number, as_text, decode, match_column, match_key
from vroegsignalering.registers.ends import refuse_wrong_end_of_rows
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.raw import RawFile
from vroegsignalering.registers.schema import Key, Shape, Table
from vroegsignalering.registers.schema_column import Column, Kind

_OLDEST = date(1850, 1, 1)
_NUMERIC = (Kind.AMOUNT, Kind.PERCENT, Kind.NUMBER, Kind.COUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One expectation of rows: ``broken`` counts the rows that break it."""

    rule: str
    column: str
    expected: str
    found: str
    mend: str
    broken: pl.Expr
    severity: Severity = Severity.FAULT


def check_rows(file: RegisterFile, opened: list[RawFile]) -> list[Finding]:
    """Findings about the rows of one edition."""
    findings: list[Finding] = []
    for raw in opened:
        spss = file.format in ("sav", "zsav")
        refuse_wrong_end_of_rows(raw.path, statistical.metadata(raw.path) if spss else {})
        rules = list(rules_of(file, raw))
        counts = _collect(
            raw, [rule.broken.alias(str(i)) for i, rule in enumerate(rules)] + [pl.len().alias("rows")]
        )
        total = int(counts["rows"][0])
        if total == 0:
            findings.append(
                Finding(rule="rows", file=raw.path.name, column="", expected="at least one row", found="no rows",
                        rows=0, mend="export the file again",
                        severity=Severity.NOTE if file.table.rare else Severity.FAULT)
            )  # fmt: skip
            continue
        for i, rule in enumerate(rules):
            broken = int(counts[str(i)][0] or 0)
            if broken:
                findings.append(
                    Finding(rule=rule.rule, file=raw.path.name, column=rule.column, expected=rule.expected,
                            found=rule.found, rows=broken, mend=rule.mend, severity=rule.severity)
                )  # fmt: skip
    return findings + _of_units(file, opened)


def rules_of(file: RegisterFile, raw: RawFile) -> Iterator[Rule]:
    """All expectations that a file's own columns can be held to."""
    names = list(raw.schema)
    for key in file.table.keys:
        pair = match_key(names, key)
        if pair:
            yield from _key_rules(key, raw.schema, pair, own=key is file.table.keys[0])
    for column in file.table.columns:
        found = match_column(names, column, file.year)
        if found is not None:
            yield from _column_rules(file, column, pl.col(found), raw.schema[found], found)
    yield from _birth_rules(file, raw)


def _key_rules(key: Key, schema: pl.Schema, pair: tuple[str, str], *, own: bool) -> Iterator[Rule]:
    letter, number = (as_text(pl.col(name), schema[name]) for name in pair)
    severity = Severity.FAULT if own else Severity.NOTE
    if key.kind not in ("person", "main_earner"):
        if key.kind == "address":
            yield Rule(rule="kind of address", column=pair[0], expected="B or H", found="another letter",
                       mend="such objects stand in NIETVSLGTAB", severity=Severity.NOTE,
                       broken=(~letter.is_in([*key.links, ""])).sum())  # fmt: skip
            yield Rule(rule="key is filled", column=pair[1], expected="a number", found="empty",
                       mend="rows without an address do not link", broken=(number == "").sum())  # fmt: skip
        return
    upper = letter.str.to_uppercase()
    yield Rule(rule="letter links", column=pair[0], expected="R or S", found="a letter that may not be linked",
               mend="these rows are left out" if own else "the link is read as absent", severity=severity,
               broken=(~upper.is_in([*key.links]) & (letter != "")).sum())  # fmt: skip
    yield Rule(rule="key is filled", column=pair[0], expected="a letter and a number", found="empty", severity=severity,
               mend="these rows are left out" if own else "the link is read as absent",
               broken=((letter == "") | (number == "")).sum())  # fmt: skip
    yield Rule(rule="junk number", column=pair[1], expected="nine digits", found="0 or 1",
               mend="these rows are left out", severity=severity, broken=number.is_in(["0", "1"]).sum())  # fmt: skip
    short = (number.str.len_chars() < key.widths[1]) & ~number.is_in(["", "0", "1"])
    yield Rule(rule="zeros in front", column=pair[1], expected="nine digits, zeros in front", severity=severity,
               found="fewer digits", mend="the file passed through a program that dropped zeros; export it again",
               broken=short.sum())  # fmt: skip
    odd = ~number.str.contains(r"^\d*$") | (number.str.len_chars() > key.widths[1])
    linking = upper.is_in([*key.links])
    yield Rule(rule="nine digits", column=pair[1], expected="nine digits", found="other characters or more digits",
               mend="look whether columns were shifted", severity=severity, broken=(odd & linking).sum())  # fmt: skip


def _column_rules(
    file: RegisterFile, column: Column, value: pl.Expr, dtype: pl.DataType, found: str
) -> Iterator[Rule]:
    if column.kind is Kind.CODE:
        yield from _code_rules(column, value, dtype, found)
    elif column.kind is Kind.DATE:
        yield from _date_rules(file, column, value, dtype, found)
    elif column.kind is Kind.FLAG and not column.present_when_filled:
        number = as_number(value, dtype)
        known = [0.0, 1.0, *_numeric_sentinels(column)]
        yield Rule(rule="yes or no", column=found, expected="0 or 1", found="another value",
                   mend="look whether the labels changed", broken=(~number.is_in(known)).sum())  # fmt: skip
    elif column.kind in _NUMERIC:
        yield from _number_rules(column, value, dtype, found)


def _code_rules(column: Column, value: pl.Expr, dtype: pl.DataType, found: str) -> Iterator[Rule]:
    text = as_text(value, dtype)
    if dtype != pl.String and column.width:
        text = pl.when(text == "").then(text).otherwise(text.str.zfill(max(len(c.code) for c in column.codes) if
               column.codes and len({len(c.code) for c in column.codes}) == 1 else 1))  # fmt: skip
    listed = [entry.code for entry in column.codes] + [str(s.value) for s in column.sentinels]
    if column.closed and column.codes:
        yield Rule(rule="code is listed", column=found, expected=f"one of {len(column.codes)} codes",
                   found="a code that is not in the list", mend="look in `vroeg inspect` for labels; extend the list",
                   broken=(~text.str.to_uppercase().is_in(listed) & (text != "")).sum())  # fmt: skip
        lower = text != text.str.to_uppercase()
        yield Rule(rule="case of codes", column=found, expected="capitals", found="small letters",
                   mend="nothing to do: read as capitals", severity=Severity.NOTE, broken=lower.sum())  # fmt: skip
    if "" not in [s.value for s in column.sentinels]:
        yield Rule(rule="code is filled", column=found, expected="a code", found="empty",
                   mend="read as unknown", severity=Severity.NOTE, broken=(text == "").sum())  # fmt: skip
    if column.align_right and dtype == pl.String and column.width:
        raw = value.fill_null("")
        left = (raw.str.strip_chars() != "") & (raw.str.len_chars() < column.width)
        yield Rule(rule="alignment", column=found, expected=f"right-aligned in {column.width}", found="another alignment",
                   mend="nothing to do: blanks are stripped", severity=Severity.NOTE, broken=left.sum())  # fmt: skip


def _date_rules(
    file: RegisterFile, column: Column, value: pl.Expr, dtype: pl.DataType, found: str
) -> Iterator[Rule]:
    if dtype.is_temporal():
        parsed, text = value.cast(pl.Date), as_text(value, dtype)
    else:
        text = as_text(value, dtype)
        parsed = text.str.to_date("%Y%m%d", strict=False)
    gone = ["", *(str(sentinel.value) for sentinel in column.sentinels)]
    yield Rule(rule="date", column=found, expected="YYYYMMDD", found="no date",
               mend="read as unknown; look whether a sentinel must be declared",
               broken=(parsed.is_null() & ~text.is_in(gone)).sum())  # fmt: skip
    yield Rule(rule="date in range", column=found, expected=f"from {_OLDEST.year}", found="earlier",
               mend="look whether the column was shifted", broken=(parsed < _OLDEST).sum())  # fmt: skip
    if column.name == file.table.begins:
        yield Rule(rule="begins in time", column=found, expected=f"on or before {file.ends_on}",
                   found="begins after the edition ends", mend="look whether this is another edition",
                   broken=(parsed > file.ends_on).sum())  # fmt: skip


def _number_rules(column: Column, value: pl.Expr, dtype: pl.DataType, found: str) -> Iterator[Rule]:
    number = as_number(value, dtype)
    declared = _numeric_sentinels(column)
    text_sentinels = ["", *(str(s.value) for s in column.sentinels if isinstance(s.value, str))]
    real = ~number.is_in(declared)
    if dtype == pl.String:
        text = as_text(value, dtype)
        yield Rule(rule="number", column=found, expected="a number", found="text",
                   mend="look whether the column was shifted, or a sentinel must be declared",
                   broken=(number.is_null() & ~text.is_in(text_sentinels)).sum())  # fmt: skip
    nines = [float("9" * n) for n in range(8, 12) if float("9" * n) not in declared]
    yield Rule(rule="sentinel is declared", column=found, expected=", ".join(f"{s:.0f}" for s in declared) or "none",
               found="a row of nines of another length", mend="declare it as a sentinel, with its source",
               broken=number.is_in(nines).sum())  # fmt: skip
    bounded = real & ~number.is_in(nines)
    if column.low is not None:
        yield Rule(rule="range", column=found, expected=f"at least {column.low:g}", found="lower",
                   mend="if it is a code for no value, declare it as a sentinel; else widen the range, with a source",
                   broken=(bounded & (number < column.low)).sum())  # fmt: skip
    if column.high is not None:
        yield Rule(rule="range", column=found, expected=f"at most {column.high:g}", found="higher",
                   mend="if it is a code for no value, declare it as a sentinel; else widen the range, with a source",
                   broken=(bounded & (number > column.high)).sum())  # fmt: skip
    if column.kind is Kind.COUNT:
        yield Rule(rule="whole number", column=found, expected="a whole number", found="a fraction",
                   mend="look whether this is another variable", broken=(number != number.round(0)).sum())  # fmt: skip


def _numeric_sentinels(column: Column) -> list[float]:
    return [float(s.value) for s in column.sentinels if not isinstance(s.value, str)]


def _birth_rules(file: RegisterFile, raw: RawFile) -> Iterator[Rule]:
    if not file.table.born:
        return
    columns = [file.table.column(name) for name in file.table.born]
    found = [match_column(list(raw.schema), column, file.year) for column in columns]
    names = [name for name in found if name is not None]
    if len(names) < 3:
        return
    year, month, day = (
        as_number(pl.col(name), raw.schema[name]).cast(pl.Int32, strict=False) for name in names
    )
    text = (
        year.cast(pl.String).str.zfill(4)
        + month.cast(pl.String).str.zfill(2)
        + day.cast(pl.String).str.zfill(2)
    )
    born = text.str.to_date("%Y%m%d", strict=False)
    yield Rule(rule="birth date", column=" + ".join(names), expected="a day of the calendar", found="no such day",
               mend="look whether the three columns were shifted",
               broken=(born.is_null() & text.is_not_null()).sum())  # fmt: skip
    yield Rule(rule="birth date", column=" + ".join(names), expected=f"on or before {file.ends_on}", found="later",
               mend="look whether this is another edition", broken=(born > file.ends_on).sum())  # fmt: skip


def _collect(raw: RawFile, expressions: list[pl.Expr]) -> pl.DataFrame:
    try:
        return raw.rows.select(expressions).collect(engine="streaming")
    except RegisterError:
        raise
    except statistical.BROKEN as fault:
        raise statistical.unreadable(raw.path, fault) from None


def _of_units(file: RegisterFile, opened: list[RawFile]) -> list[Finding]:
    table = file.table
    try:
        parts = [decode(raw, table, file.year, file.ends_on) for raw in opened]
    except RegisterError:
        return []
    if not parts:
        return []
    rows = pl.concat(parts, how="vertical")
    return [*_duplicates(file, table, rows), *_spells(file, table, rows), *_own_household(file, table, rows)]


def _duplicates(file: RegisterFile, table: Table, rows: pl.LazyFrame) -> list[Finding]:
    if not table.unique:
        return []
    unique = list(table.unique)
    found = rows.select((pl.len() - pl.struct(unique).n_unique()).alias("n")).collect(engine="streaming")
    again = int(found["n"][0])
    if not again:
        return []
    return [
        Finding(rule="unique", file=file.paths[0].name, column=" + ".join(unique), expected="once per edition",
                found="more than once", rows=again, mend="look whether two files were joined; duplicates multiply rows")
    ]  # fmt: skip


def _spells(file: RegisterFile, table: Table, rows: pl.LazyFrame) -> list[Finding]:
    if table.shape is not Shape.SPELLS or table.begins is None or table.ends is None:
        return []
    begins, ends = pl.col(table.begins), pl.col(table.ends)
    unit = table.keys[0].name
    until = ends.fill_null(date(9999, 12, 31))
    ordered = rows.select(unit, begins, until.alias("until")).sort(unit, table.begins, "until")
    before = pl.col("until").shift(1).over(unit)
    counted = ordered.select(
        reversed=(pl.col("until") < begins).sum(), overlapping=(begins <= before).sum()
    ).collect(engine="streaming")
    name = file.paths[0].name
    findings = []
    if int(counted["reversed"][0]):
        findings.append(
            Finding(rule="begin before end", file=name, column=f"{table.begins}, {table.ends}",
                    expected="the end on or after the begin", found="an end before the begin",
                    rows=int(counted["reversed"][0]), mend="such spells hold no day and are never found")
        )  # fmt: skip
    if int(counted["overlapping"][0]) and not table.overlaps_allowed:
        findings.append(
            Finding(rule="no overlap", file=name, column=f"{table.begins}, {table.ends}",
                    expected="spells of one unit do not overlap", found="overlapping spells",
                    rows=int(counted["overlapping"][0]), mend="a date would find two spells; look which version is right")
        )  # fmt: skip
    return findings


def _own_household(file: RegisterFile, table: Table, rows: pl.LazyFrame) -> list[Finding]:
    if table.name not in ("person_to_household", "personal_income"):
        return []
    earners = rows.filter(pl.col("main_earner").is_not_null()).select("person", "main_earner")
    own = earners.select(pl.col("main_earner").alias("person")).unique()
    astray = own.join(earners.filter(pl.col("person") == pl.col("main_earner")), on="person", how="anti")
    lost = int(astray.select(pl.len()).collect(engine="streaming").item())
    if not lost:
        return []
    return [
        Finding(rule="main earner is a member", file=file.paths[0].name, column="main_earner",
                expected="each main earner is in the own household", found="main earners without a row of their own",
                rows=lost, mend="look whether persons are missing from the file")
    ]  # fmt: skip
