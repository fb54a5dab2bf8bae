"""``inspect``: what a file holds, in metadata and counts; never a value of a person.

This is what one runs first inside a closed environment. Labels of codes and declared missings are metadata and
are shown; names that look like values (a text file without a header line) are hidden.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import looks_like_a_value
from vroegsignalering.registers import statistical
from vroegsignalering.registers.ends import refuse_wrong_end_of_rows
from vroegsignalering.registers.files import recognise
from vroegsignalering.registers.raw import STATISTICAL, open_raw

NO_COUNT_INSIDE = (
    "a text does not say how many rows it should hold: cut between two lines it looks whole; "
    "compare rows and bytes with the original, or run `vroeg check` on its folder"
)
"""Remark on every delimited text."""

COLUMNS = pl.Schema(
    {
        "name": pl.String,
        "type": pl.String,
        "format": pl.String,
        "label": pl.String,
        "value_labels": pl.Int64,
        "declared_missing": pl.String,
        "nulls": pl.Int64,
        "empty": pl.Int64,
    }
)
"""Columns of :attr:`Inspection.columns`; ``nulls`` and ``empty`` are null when rows were not read."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inspection:
    """Metadata and counts of a file.

    ``columns`` has one row per column, see :data:`COLUMNS`; ``labels`` the value labels that the file declares, by
    column; ``table`` and ``year`` what the file is by its name, if that is known; ``remark`` what is odd about the
    whole; ``twins`` columns whose names differ in nothing but capitals: registers are read in any case, so only one of
    them can be meant.
    """

    file: str
    format: str
    bytes: int
    rows: int | None
    columns: pl.DataFrame
    labels: dict[str, dict[str, str]]
    encoding: str | None = None
    compression: str | None = None
    table: str | None = None
    year: int | None = None
    remark: str | None = None
    twins: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """JSON-able, keys as the fields."""
        return {
            "file": self.file,
            "format": self.format,
            "bytes": self.bytes,
            "rows": self.rows,
            "encoding": self.encoding,
            "compression": self.compression,
            "table": self.table,
            "year": self.year,
            "remark": self.remark,
            "twins": list(self.twins),
            "columns": self.columns.to_dicts(),
            "labels": self.labels,
        }


def inspect_file(path: Path, *, headers_only: bool = False) -> Inspection:
    """Describe a file without showing what stands in it.

    Parameters
    ----------
    path : Path
        ``.sav``, ``.zsav``, ``.dta``, ``.por``, ``.csv`` or ``.parquet``.
    headers_only : bool
        Read no row: no null counts; row count where the header tells it.

    Raises
    ------
    RegisterError
        Not readable, empty, damaged, not what its name says, or not ending where its header says.
    """
    raw = open_raw(path)
    suffix = path.suffix.lower().lstrip(".")
    header = statistical.metadata(path) if suffix in STATISTICAL else {}
    variables = {str(found["name"]): found for found in header.get("variables", [])}
    if not headers_only:
        refuse_wrong_end_of_rows(path, header)
    counted = {} if headers_only else _counts(path, raw.rows, raw.schema)
    names = _safe_names(list(raw.schema)) if suffix == "csv" else {name: name for name in raw.schema}
    known = recognise(path)
    columns = [
        _column(names[name], dtype, variables.get(name, {}), counted, name)
        for name, dtype in raw.schema.items()
    ]
    return Inspection(
        file=path.name,
        format=suffix,
        bytes=path.stat().st_size,
        rows=counted.get("rows", _header_rows(header, path, suffix)),
        columns=pl.DataFrame(columns, schema=COLUMNS),
        labels={
            name: {str(code): str(label) for code, label in sorted(found["value_labels"].items())}
            for name, found in variables.items()
            if isinstance(found.get("value_labels"), dict)
        },
        encoding=header.get("encoding"),
        compression=header.get("compression"),
        table=known.table.name if known else None,
        year=known.year if known else None,
        remark=NO_COUNT_INSIDE if suffix == "csv" else None,
        twins=_twins(list(names.values())),
    )


def _counts(path: Path, rows: pl.LazyFrame, schema: pl.Schema) -> dict[str, int]:
    expressions = [pl.len().alias("rows")]
    for i, (name, dtype) in enumerate(schema.items()):
        expressions.append(pl.col(name).null_count().alias(f"n{i}"))
        if dtype == pl.String:
            expressions.append((pl.col(name).str.strip_chars() == "").sum().alias(f"e{i}"))
    try:
        found = rows.select(expressions).collect(engine="streaming").row(0, named=True)
    except statistical.BROKEN as fault:
        raise statistical.unreadable(path, fault) from None
    counts = {"rows": int(found["rows"])}
    for i, name in enumerate(schema):
        counts[f"nulls:{name}"] = int(found[f"n{i}"])
        if f"e{i}" in found:
            counts[f"empty:{name}"] = int(found[f"e{i}"] or 0)
    return counts


def _column(
    shown: str, dtype: pl.DataType, variable: dict[str, Any], counted: dict[str, int], name: str
) -> dict[str, Any]:
    return {
        "name": shown,
        "type": str(dtype),
        "format": _format(variable),
        "label": variable.get("label"),
        "value_labels": len(variable.get("value_labels") or {}),
        "declared_missing": _missing(variable),
        "nulls": counted.get(f"nulls:{name}"),
        "empty": counted.get(f"empty:{name}"),
    }


def _format(variable: dict[str, Any]) -> str | None:
    if not variable:
        return None
    if variable.get("type") == "Str":
        return f"A{variable.get('string_len')}"
    if "format_width" in variable:
        return f"F{variable['format_width']}.{variable.get('format_decimals') or 0}"
    return str(variable.get("format") or "") or None


def _missing(variable: dict[str, Any]) -> str | None:
    values = [f"{value:g}" for value in variable.get("missing_doubles") or []]
    values += [str(value) for value in variable.get("missing_strings") or []]
    if not values:
        return None
    return " thru ".join(values[:2]) + "".join(f"; {v}" for v in values[2:]) if variable.get("missing_range") else (
        "; ".join(values)
    )  # fmt: skip


def _safe_names(names: list[str]) -> dict[str, str]:
    if not any(looks_like_a_value(name) for name in names):
        return {name: name for name in names}
    return {name: f"column {i} (hidden)" for i, name in enumerate(names, start=1)}


def _twins(names: list[str]) -> tuple[str, ...]:
    times = Counter(name.casefold() for name in names)
    return tuple(name for name in names if times[name.casefold()] > 1)


def _header_rows(header: dict[str, Any], path: Path, suffix: str) -> int | None:
    if suffix == "parquet":
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())
    rows = header.get("row_count")
    return int(rows) if rows is not None and int(rows) >= 0 else None
