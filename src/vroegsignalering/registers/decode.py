"""From a file's own columns to the English frame: keys as one string, sentinels as null with a reason.

Columns are matched in any case, with a year or date in their name, and with the prefix VRL of provisional files.
Values are never repaired: what a declaration does not foresee stays, and ``check`` counts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.raw import RawFile, open_raw
from vroegsignalering.registers.schema import Key, Shape, Table
from vroegsignalering.registers.schema_column import Column, Kind

PERSON_KINDS = ("person", "main_earner")
SECOND_LETTER = 10**12
"""Added to the number of a key with the letter S, so that it never equals one with the letter R."""

_JUNK_NUMBERS = ("", "0", "1")
_PLACEHOLDER = {"{year}": r"(\d{4})", "{date}": r"(\d{8})"}


def decoded(
    file: RegisterFile, columns: Sequence[str] | None = None, *, numbers: bool = False
) -> pl.LazyFrame:
    """The rows of one edition in English columns.

    Parameters
    ----------
    file : RegisterFile
    columns : sequence of str, optional
        English names wanted; all declared ones otherwise. Only these are read.
    numbers : bool
        Whether keys of persons become numbers (:func:`number_expr`); rows in memory stay as they are.

    Returns
    -------
    polars.LazyFrame
        Keys, columns, companions ``<name>_absent``, and ``year`` where the table has it. Rows whose own key does not
        link (letter other than R or S, junk number) are left out.

    Raises
    ------
    RegisterError
        A wanted column is not in the file and is not optional.
    """
    if file.held is not None:
        return file.held.lazy() if columns is None else _chosen(file, columns)
    parts = [
        decode(raw, file.table, file.year, file.ends_on, columns, numbers=numbers)
        for raw in _joined([open_raw(path) for path in file.paths])
    ]
    return parts[0] if len(parts) == 1 else pl.concat(parts, how="vertical")


def _joined(parts: Sequence[RawFile]) -> Sequence[RawFile]:
    """Parts with the same columns as one, which is decoded once."""
    first = parts[0]
    if len(parts) < 2 or any(part.schema != first.schema for part in parts):
        return parts
    return [replace(first, rows=pl.concat([part.rows for part in parts], how="vertical"))]


def _chosen(file: RegisterFile, columns: Sequence[str]) -> pl.LazyFrame:
    """Of rows in memory the columns that decoding with the same words would give."""
    assert file.held is not None
    wanted = _wanted(file.table, columns)
    kept = [name for name in file.held.columns if name.removesuffix("_absent") in wanted or name == "year"]
    return file.held.lazy().select(kept)


def decode(
    raw: RawFile,
    table: Table,
    year: int,
    ends_on: date,
    columns: Sequence[str] | None = None,
    *,
    numbers: bool = False,
) -> pl.LazyFrame:
    """The rows of an opened file, in English columns; see :func:`decoded`."""
    wanted = _wanted(table, columns)
    schema = raw.schema
    keys = [key for key in table.keys if key.name in wanted or key is table.keys[0]]
    texts = [text for key in keys for text in _pair(key, schema, raw.path.name)]
    expressions = [
        number_expr(key) if numbers and key.kind in PERSON_KINDS else key_expr(key) for key in keys
    ]
    for column in table.columns:
        if column.name in wanted:
            expressions += column_exprs(column, schema, year, ends_on, raw.path.name)
    rows = raw.rows.with_columns(texts).select(expressions).filter(pl.col(table.keys[0].name).is_not_null())
    if table.shape is not Shape.LOOKUP and not table.cumulative:
        rows = rows.with_columns(pl.lit(year, dtype=pl.Int32).alias("year"))
    return rows if table.keys[0].name in wanted else rows.drop(table.keys[0].name)


def _wanted(table: Table, columns: Sequence[str] | None) -> frozenset[str]:
    if columns is None:
        return frozenset(table.names())
    for name in columns:
        if name not in table.names() and name != "year":
            table.column(name.removesuffix("_absent"))
    return frozenset(name.removesuffix("_absent") for name in columns) | frozenset(columns)


def match(names: Sequence[str], wanted: str, year: int) -> str | None:
    """The column of a file that a declared name stands for: any case, ``{year}``/``{date}``, VRL prefix.

    Of several years the file's own wins, else the newest.
    """
    by_lower = {name.strip().lower(): name for name in names}
    exact = wanted.replace("{year}", str(year)).replace("{date}", f"{year}1231").lower()
    for candidate in (exact, "vrl" + exact):
        if candidate in by_lower:
            return by_lower[candidate]
    if "{" not in wanted:
        return None
    body = re.escape(wanted.lower())
    for placeholder, pattern in _PLACEHOLDER.items():
        body = body.replace(re.escape(placeholder), pattern)
    hits = {hit.group(1): name for name in by_lower if (hit := re.fullmatch(body, name))}
    near = {found: name for found, name in hits.items() if found.startswith(str(year))} or hits
    return by_lower[near[max(near)]] if near else None


def match_column(names: Sequence[str], column: Column, year: int) -> str | None:
    """The file's column for a declared one, under any of the names it ever had, or that of a Stata copy."""
    for wanted in (column.cbs_in(year), *column.cbs_names(), column.stata_in(year), column.short):
        found = match(names, wanted, year) if wanted else None
        if found is not None:
            return found
    return None


def match_key(names: Sequence[str], key: Key) -> tuple[str, str] | None:
    """The two columns of a key, under any of their names; half a pair is no key."""
    for pair in (key.cbs, *key.also):
        first, second = match(names, pair[0], 0), match(names, pair[1], 0)
        if first is not None and second is not None:
            return first, second
    return None


def key_expr(key: Key) -> pl.Expr:
    """The pair as one string; null when the letter does not link or the number is junk."""
    first, second = _names(key)
    if key.kind in PERSON_KINDS:
        valid = _links(key)
        joined = pl.col(first).str.to_uppercase() + pl.col(second).str.zfill(key.widths[1])
    else:
        valid = (pl.col(first) != "") & (pl.col(second) != "")
        joined = pl.col(first) + pl.col(second)
    return pl.when(valid).then(joined).otherwise(None).alias(key.name)


def number_expr(key: Key) -> pl.Expr:
    """The pair as one number, :data:`SECOND_LETTER` on top for the letter S; null as in :func:`key_expr`.

    A number that links and does not consist of digits stops the reading with ``polars.exceptions.InvalidOperationError``.
    """
    first, second = (pl.col(name) for name in _names(key))
    digits = pl.when(_links(key)).then(second).otherwise(None).cast(pl.UInt64)
    second_letter = (first == "S") | (first == "s")
    return (digits + second_letter.cast(pl.UInt64) * SECOND_LETTER).alias(key.name)


def _names(key: Key) -> tuple[str, str]:
    """What letter and number of a key are called while it is decoded; no declared column has a name with a blank."""
    return f"{key.name} letter", f"{key.name} number"


def _pair(key: Key, schema: pl.Schema, where: str) -> list[pl.Expr]:
    """Letter and number of a key as text without blanks around them."""
    pair = match_key(list(schema), key)
    if pair is None:
        raise RegisterError(
            f"the key {key.name!r} is not complete", where=where, found=f"{len(schema)} columns",
            mend=f"expected both {key.cbs[0]} and {key.cbs[1]}; half a key names nobody",
        )  # fmt: skip
    return [
        as_text(pl.col(found), schema[found]).alias(name)
        for found, name in zip(pair, _names(key), strict=True)
    ]


def _links(key: Key) -> pl.Expr:
    """Whether a person can be linked by this pair."""
    first, second = (pl.col(name) for name in _names(key))
    letters = [letter for link in key.links for letter in (link, link.lower())]
    return first.is_in(letters) & ~second.is_in(_JUNK_NUMBERS)


def as_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Text without blanks around it, also of a column that was stored as a number; null becomes empty."""
    if dtype == pl.String:
        return value.str.strip_chars().fill_null("")
    if dtype.is_float():
        return value.cast(pl.Int64, strict=False).cast(pl.String).fill_null("")
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return value.dt.strftime("%Y%m%d").fill_null("")
    return value.cast(pl.String).fill_null("")


def as_number(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A number, also of text with a decimal comma."""
    if dtype == pl.String:
        plain = value.str.strip_chars().str.replace(",", ".", literal=True)
        return plain.cast(pl.Float64, strict=False)
    return value.cast(pl.Float64, strict=False)


def column_exprs(column: Column, schema: pl.Schema, year: int, ends_on: date, where: str) -> list[pl.Expr]:
    """The decoded column, and its companion with the reason of absence where declared."""
    found = match_column(list(schema), column, year)
    if found is None:
        if column.demanded(year):
            raise RegisterError(
                "a declared column is not in the file", where=f"{where}, column {column.cbs_in(year)}",
                found=f"{len(schema)} columns",
                mend="run `vroeg check` on the folder; if CBS renamed it, declare the name",
            )  # fmt: skip
        empty = pl.lit(None, dtype=column.kind.dtype).alias(column.name)
        return [empty, pl.lit(None, dtype=pl.String).alias(column.absent)] if column.keeps_reason else [empty]
    value, dtype = pl.col(found), schema[found]
    expressions = [_decoder(column, value, dtype, ends_on).alias(column.name)]
    if column.keeps_reason:
        expressions.append(reason_expr(column, value, dtype).alias(column.absent))
    return expressions


def _decoder(column: Column, value: pl.Expr, dtype: pl.DataType, ends_on: date) -> pl.Expr:
    if column.kind in (Kind.CODE, Kind.TEXT):
        return _text(column, value, dtype)
    if column.kind is Kind.DATE:
        return _date(column, value, dtype, ends_on)
    if column.kind is Kind.FLAG:
        return _flag(column, value, dtype)
    numbers = _numbers_without_sentinels(column, value, dtype)
    return numbers.cast(pl.Int32, strict=False) if column.kind is Kind.COUNT else numbers


def _text(column: Column, value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    text = as_text(value, dtype)
    if column.kind is Kind.CODE:
        text = text.str.to_uppercase()
    if dtype != pl.String and column.width and column.width > 1 and _zero_padded(column):
        text = pl.when(text == "").then(text).otherwise(text.str.zfill(column.width))
    gone = [str(found.value) for found in column.sentinels] + [""]
    return pl.when(text.is_in(gone)).then(None).otherwise(text)


def _zero_padded(column: Column) -> bool:
    return not column.codes or all(len(entry.code) == column.width for entry in column.codes)


def _date(column: Column, value: pl.Expr, dtype: pl.DataType, ends_on: date) -> pl.Expr:
    if dtype == pl.Date:
        found = value
    elif isinstance(dtype, pl.Datetime):
        found = value.dt.date()
    else:
        found = as_text(value, dtype).str.to_date("%Y%m%d", strict=False)
    return pl.when(found >= ends_on).then(None).otherwise(found) if column.open_at_edition_end else found


def _flag(column: Column, value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if column.present_when_filled:
        return as_text(value, dtype) != ""
    number = as_number(value, dtype)
    return pl.when(number == 1).then(True).when(number == 0).then(False).otherwise(None)


def _numbers_without_sentinels(column: Column, value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    numbers = as_number(value, dtype)
    gone = [float(found.value) for found in column.sentinels if not isinstance(found.value, str)]
    return pl.when(numbers.is_in(gone)).then(None).otherwise(numbers) if gone else numbers


def reason_expr(column: Column, value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Why a value is null: the sentinel's reason, ``missing`` when the file holds nothing, else null."""
    numeric = column.stored == "F"
    held = as_number(value, dtype) if numeric else as_text(value, dtype)
    absent = held.is_null() if numeric else held == ""
    known = [pl.when(held == pl.lit(found.value)).then(pl.lit(found.reason)) for found in column.sentinels]
    return pl.coalesce(pl.when(absent).then(pl.lit("missing")), *known)
