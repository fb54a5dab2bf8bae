"""Traces of persons in tables: key columns, identifiers with a value of their own on each row, rows without
a count."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import pyarrow.parquet

from vroegsignalering.release.scan_text import (
    BSN_LIKE,
    LONG_ARRAY,
    NINE_DIGITS,
    REGISTER_KEY,
    UNREADABLE,
    Finding,
    is_key_column,
    keys_in,
    passes_eleven,
)

_COUNTS = {
    "n", "count", "counts", "persons", "households", "personen", "huishoudens", "aantal", "status", "rows",
    "population", "source_id",
}  # fmt: skip
"""Columns that say a row is an aggregate or a published figure."""

_UNIQUE_SHARE = 0.5
_FEWEST_UNIQUE = 50


def csv(content: bytes, path: str, longest: int) -> list[Finding]:
    """A CSV file, separators ``,`` and ``;``."""
    head = content[: content.find(b"\n")] if b"\n" in content else content
    separator = ";" if head.count(b";") > head.count(b",") else ","
    try:
        table = pl.read_csv(
            BytesIO(content),
            separator=separator,
            infer_schema=False,
            truncate_ragged_lines=True,
            comment_prefix="#",
        )
    except pl.exceptions.PolarsError:
        return keys_in(content.decode("utf-8", errors="replace"), path)
    return table_findings(table, path, longest)


def parquet(content: bytes, path: str, longest: int) -> list[Finding]:
    """A Parquet file, its embedded metadata included."""
    try:
        table = pl.read_parquet(BytesIO(content))
        metadata = pyarrow.parquet.read_metadata(BytesIO(content)).metadata or {}
    except (pl.exceptions.PolarsError, pyarrow.ArrowException, OSError):
        return [Finding(path=path, kind=UNREADABLE)]
    said = [
        finding
        for key, value in metadata.items()
        if key != b"ARROW:schema"
        for finding in keys_in(value.decode("utf-8", errors="replace"), path, "metadata")
    ]
    return table_findings(table, path, longest) + said


def table_findings(table: pl.DataFrame, path: str, longest: int) -> list[Finding]:
    """Key columns, nine-digit values, and a table of single rows."""
    found = [
        Finding(path=path, kind=REGISTER_KEY, place=name, count=table.height)
        for name in table.columns
        if is_key_column(name) and table.height
    ]
    for name in table.columns:
        found += _in_column(table[name], path)
    counted = any(name.lower() in _COUNTS or name.lower().startswith("n_") for name in table.columns)
    if table.height > longest and not counted:
        found.append(Finding(path=path, kind=LONG_ARRAY, place="rows without a count", count=table.height))
    elif not counted and _has_identifier(table):
        found.append(Finding(path=path, kind=LONG_ARRAY, place="rows with an identifier", count=table.height))
    return found


def _in_column(column: pl.Series, path: str) -> list[Finding]:
    if column.dtype == pl.List or column.dtype == pl.Struct or column.dtype == pl.Binary:
        return []
    text = (
        column.drop_nulls()
        .cast(pl.String, strict=False)
        .drop_nulls()
        .str.strip_chars()
        .str.strip_chars("'\"")
    )
    prefixed = int(text.str.contains(r"^[A-Z]\d{9}$").sum())
    digits = text.filter(text.str.contains(r"^\d{9}$") & ~text.str.ends_with("000"))
    bsn = sum(passes_eleven(value) for value in digits.unique())
    found = []
    if prefixed:
        found.append(Finding(path=path, kind=REGISTER_KEY, place=column.name, count=prefixed))
    if bsn:
        found.append(Finding(path=path, kind=BSN_LIKE, place=column.name, count=bsn))
    if digits.len() > bsn:
        found.append(Finding(path=path, kind=NINE_DIGITS, place=column.name, count=digits.len() - bsn))
    if column.dtype == pl.String:
        inside = text.filter(text.str.len_chars() > 10)
        found += keys_in("\n".join(inside.unique().sort()), path, column.name)
    return found


def _has_identifier(table: pl.DataFrame) -> bool:
    """A column of long numbers, another on nearly every row."""
    if table.height < _FEWEST_UNIQUE:
        return False
    for name in table.columns:
        column = table[name]
        if column.dtype != pl.String and not column.dtype.is_integer():
            continue
        text = column.cast(pl.String).drop_nulls()
        long = text.filter(text.str.contains(r"^[A-Z]?\d{8,}$"))
        if long.n_unique() > _UNIQUE_SHARE * table.height:
            return True
    return False
