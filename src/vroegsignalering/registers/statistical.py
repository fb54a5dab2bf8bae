"""SPSS, Stata and SPSS-portable files through polars-readstat, with pyreadstat as fallback.

Rows keep their order and values stay as stored: declared user-missings, which readers would turn into null, come
back as the value that was there, so that a declaration can say what it means. Nothing here prints a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import polars_readstat
import pyreadstat
from polars.io.plugins import register_io_source

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.dictionary import refuse_damaged_dictionary
from vroegsignalering.registers.ends import refuse_wrong_end

_RAW_SUFFIX = "__declared_missing"
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What polars raises over a damaged file while rows are collected; a panic is no ordinary exception."""

_READER_FAULTS = (RuntimeError, ValueError, pl.exceptions.PolarsError, OSError)


def unreadable(path: Path, fault: BaseException) -> RegisterError:
    """The error of a file that broke while being read; the reader's own words are kept out, they may hold values."""
    return RegisterError(
        "file cannot be read: damaged, cut short or of another format",
        where=path.name,
        found=type(fault).__name__,
        mend="copy the file again; compare its size with the original; try `vroeg inspect` on it",
    )


def metadata(path: Path) -> dict[str, Any]:
    """What the header says: row count, compression, encoding, and per variable type, width, label, missings.

    Raises
    ------
    RegisterError
        The header cannot be read.
    """
    refuse_damaged_dictionary(path)
    if path.suffix.lower() == ".por":
        return _portable(path)
    try:
        found: dict[str, Any] = polars_readstat.ScanReadstat(str(path)).metadata
    except BaseException as fault:
        if isinstance(fault, (KeyboardInterrupt, SystemExit)):
            raise
        raise unreadable(path, fault) from None
    return found


def _portable(path: Path) -> dict[str, Any]:
    """Through pyreadstat alone: of a damaged portable file polars-readstat asks for terabytes, which ends the process."""
    try:
        _, found = pyreadstat.read_por(str(path), metadataonly=True)
    except Exception as fault:
        raise unreadable(path, fault) from None
    return {"variables": [_portable_variable(name, found) for name in found.column_names]}


def _portable_variable(name: str, found: Any) -> dict[str, Any]:
    ranges = [(one["lo"], one["hi"]) for one in found.missing_ranges.get(name, [])]
    bounds = [bound for low, high in ranges for bound in ((low,) if low == high else (low, high))]
    texts = any(isinstance(bound, str) for bound in bounds)
    return {
        "name": name,
        "label": found.column_names_to_labels.get(name),
        "format": found.original_variable_types.get(name),
        "value_labels": found.variable_value_labels.get(name),
        "missing_strings" if texts else "missing_doubles": bounds,
        "missing_range": any(low != high for low, high in ranges),
    }


def scan(path: Path) -> tuple[pl.Schema, pl.LazyFrame]:
    """Schema and lazy rows of a .sav, .zsav, .dta or .por.

    Raises
    ------
    RegisterError
        At once when the header is damaged or the file does not end where it says; on collecting when compressed rows
        turn out to be cut short.
    """
    header = metadata(path)
    refuse_wrong_end(path, header)
    _refuse_twins(path, header)
    restored = _with_declared_missings(header)
    if path.suffix.lower() == ".por":
        rows = _through_pyreadstat(path)
        return rows.collect_schema(), rows
    try:
        reader = polars_readstat.ScanReadstat(str(path), preserve_order=True)
        schema = reader.schema
    except _READER_FAULTS:
        rows = _through_pyreadstat(path)
        return rows.collect_schema(), rows
    rows = register_io_source(_source(path, restored), schema=schema, validate_schema=False)
    return schema, rows


def _source(path: Path, restored: list[str]) -> Callable[..., Iterator[pl.DataFrame]]:
    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = with_columns
        try:
            lazy = _lazy(path, [name for name in restored if wanted is None or name in wanted])
            lazy = lazy.select(wanted) if wanted is not None else lazy
            lazy = lazy.head(n_rows) if n_rows is not None else lazy
            for batch in lazy.collect_batches(maintain_order=True):
                yield batch if predicate is None else batch.filter(predicate)
        except _READER_FAULTS as fault:
            raise unreadable(path, fault) from None

    return batches


def _lazy(path: Path, restored: list[str]) -> pl.LazyFrame:
    if not restored:
        return polars_readstat.scan_readstat(str(path), preserve_order=True)
    options = polars_readstat.InformativeNullOpts(
        columns=restored, suffix=_RAW_SUFFIX, use_value_labels=False
    )
    rows = polars_readstat.scan_readstat(str(path), preserve_order=True, informative_nulls=options)
    schema = rows.collect_schema()
    back = [
        pl.coalesce(pl.col(name), pl.col(name + _RAW_SUFFIX).cast(schema[name], strict=False)).alias(name)
        for name in restored
        if name + _RAW_SUFFIX in schema
    ]
    return rows.with_columns(back).select(name for name in schema if not name.endswith(_RAW_SUFFIX))


def _with_declared_missings(header: dict[str, Any]) -> list[str]:
    return [
        str(variable["name"])
        for variable in header.get("variables", [])
        if variable.get("missing_doubles") or variable.get("missing_strings") or variable.get("missing_range")
    ]


def _refuse_twins(path: Path, header: dict[str, Any]) -> None:
    names = [str(variable["name"]) for variable in header.get("variables", [])]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise RegisterError("a column name occurs twice", where=path.name, found=", ".join(twice[:5]))


def _through_pyreadstat(path: Path) -> pl.LazyFrame:
    suffix = path.suffix.lower()
    readers: dict[str, Callable[..., Any]] = {".dta": pyreadstat.read_dta, ".por": pyreadstat.read_por}
    read: Callable[..., Any] = readers.get(suffix, pyreadstat.read_sav)
    options = {} if suffix == ".por" else {"user_missing": True}
    try:
        frame, _ = read(str(path), output_format="polars", **options)
    except Exception as fault:
        raise unreadable(path, fault) from None
    return frame.lazy()
