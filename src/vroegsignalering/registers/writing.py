"""From English frames to register files as CBS writes them: names, widths, alignment, sentinels, formats.

The inverse of :mod:`~vroegsignalering.registers.decode`; synthesis writes through :func:`encode` and
:func:`write_table` and nothing else. Files are written under a temporary name and renamed, so that nothing
half-written stays behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import polars_readstat
import pyreadstat

from vroegsignalering.errors import DeclarationError, EnvironmentFault
from vroegsignalering.registers.schema import Key, Table
from vroegsignalering.registers.schema_column import Column, Kind

WRITABLE = ("parquet", "sav", "zsav", "csv", "dta")
"""Formats that :func:`write_table` writes; ``zsav`` and ``dta`` for tests and exchange."""


_STATA_LABEL = 80
_SPSS_CLOCK = (92, b"01 Jan 0000:00:00")
"""Where an SPSS header holds day and time of writing (17 bytes), and what stands there instead: no clock in results."""


def encode(table: Table, frame: pl.DataFrame, year: int) -> pl.DataFrame:
    """English columns to the CBS columns of ``year``.

    Parameters
    ----------
    table : Table
    frame : polars.DataFrame
        Keys and columns by English name; ``year`` and unknown companions are ignored. An optional column may be left
        out and is then not written; a companion ``<name>_absent`` chooses the sentinel of a null.
    year : int
        Edition.

    Returns
    -------
    polars.DataFrame
        CBS names in declared order; text columns padded as declared, numbers as Float64.

    Raises
    ------
    DeclarationError
        A key or a column that is not optional is missing, or a column is not declared.

    Examples
    --------
    >>> from vroegsignalering.registers.tables import HEALTH_INSURANCE_DEFAULT
    >>> encode(HEALTH_INSURANCE_DEFAULT, pl.DataFrame({"person": ["R000000012"]}), 2020).row(0)
    ('R', '000000012')
    """
    return frame.select(_encoders(table, year, tuple(frame.columns)))


@lru_cache(maxsize=1_024)
def _encoders(table: Table, year: int, names: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    """One expression per CBS column; shards ask for the same ones again and again."""
    _refuse_unknown(table, names)
    expressions: dict[str, pl.Expr] = {}
    for key in table.keys:
        expressions |= _key_parts(key)
    for column in table.columns:
        if column.name in names:
            expressions[column.cbs_in(year)] = _encoder(column, column.absent in names, year)
    return tuple(expression.alias(name) for name, expression in expressions.items())


def _refuse_unknown(table: Table, names: Sequence[str]) -> None:
    known = {*table.names(), "year", *(column.absent for column in table.columns)}
    strange = sorted(set(names) - known)
    needed = [key.name for key in table.keys] + [
        column.name for column in table.columns if not column.optional
    ]
    missing = [name for name in needed if name not in names]
    if strange or missing:
        raise DeclarationError(
            "frame does not fit the declared table",
            where=f"table {table.name}",
            found=f"not declared: {', '.join(strange) or 'none'}; missing: {', '.join(missing) or 'none'}",
            mend="use the English names of docs/reference/registers.md",
        )


def _key_parts(key: Key) -> dict[str, pl.Expr]:
    first, second = key.cbs
    joined = pl.col(key.name)
    if key.kind == "brp_household":
        return {
            first: joined.str.slice(0, key.widths[0]).fill_null(""),
            second: joined.str.slice(key.widths[0]),
        }
    return {
        first: joined.str.slice(0, 1).fill_null("-"),
        second: joined.str.slice(1).fill_null("-" * key.widths[1]),
    }


def _encoder(column: Column, has_reason: bool, year: int) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind is Kind.DATE:
        written = _day(value)
    elif column.kind is Kind.FLAG:
        written = _flag(column, value)
    elif column.stored == "A":
        written = _padded(column, value)
    else:
        written = value.cast(pl.Float64)
    return written.fill_null(_absence(column, has_reason, year))


def _day(value: pl.Expr) -> pl.Expr:
    """Dates as eight digits: each day between the first and the last is written once, and looked up from there."""
    day = value.cast(pl.Date).to_physical()
    first, last = (end.fill_null(0) for end in (day.min(), day.max()))
    every = pl.int_range(first, last + 1, dtype=pl.Int32).cast(pl.Date)
    return every.dt.strftime("%Y%m%d").gather(day - first)


def _flag(column: Column, value: pl.Expr) -> pl.Expr:
    if column.present_when_filled:
        return pl.when(value).then(pl.lit("1")).otherwise(pl.lit(""))
    if column.stored == "A":
        return pl.when(value).then(pl.lit("1")).when(~value).then(pl.lit("0"))
    return value.cast(pl.Float64)


def _padded(column: Column, value: pl.Expr) -> pl.Expr:
    text = value.cast(pl.String)
    if column.kind is Kind.COUNT and column.width:
        return text.str.zfill(column.width)
    return text.str.pad_start(column.width, " ") if column.align_right and column.width else text


def _absence(column: Column, has_reason: bool, year: int) -> pl.Expr:
    empty: str | float | None = "" if column.stored == "A" else None
    if column.open_at_edition_end:
        default: str | float | None = f"{year}1231"
    else:
        default = column.sentinels[0].value if column.sentinels else empty
    dtype = pl.String if column.stored == "A" else pl.Float64
    fallback = pl.lit(default, dtype=dtype)
    if not has_reason:
        return fallback
    reason = pl.col(column.absent)
    known = [
        pl.when(reason == found.reason).then(pl.lit(found.value, dtype=dtype)) for found in column.sentinels
    ]
    return (
        pl.when(reason == "missing").then(pl.lit(empty, dtype=dtype)).otherwise(pl.coalesce(*known, fallback))
    )


def file_name(table: Table, year: int, *, version: int = 1, part: int | None = None) -> str:
    """The CBS file name of an edition, without suffix.

    Parameters
    ----------
    table : Table
    year : int
        Of the edition.
    version : int
        Version number of CBS.
    part : int, optional
        Number of a part, where an edition is written in parts.

    Returns
    -------
    str

    Examples
    --------
    >>> from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
    >>> file_name(HOUSEHOLD_INCOME, 2020)
    'INHA2020TABV1'
    """
    values = {"{year}": str(year), "{month}": "12", "{quarter}": "4", "{version}": str(version)}
    name = table.file_names[0]
    for placeholder, value in values.items():
        name = name.replace(placeholder, value)
    return name if part is None else f"{name}.part-{part:04d}"


def folder_of(table: Table, year: int, folder: Path) -> Path:
    """Where an edition stands: theme, file, year, as on the drives of CBS."""
    return folder / table.theme / table.cbs / str(year)


def write_table(
    table: Table,
    frame: pl.DataFrame,
    year: int,
    folder: Path,
    formats: Sequence[str] = ("parquet",),
    *,
    part: int | None = None,
) -> tuple[Path, ...]:
    """Write one edition, in every format asked for.

    Parameters
    ----------
    table : Table
    frame : polars.DataFrame
        English columns, see :func:`encode`.
    year : int
        Edition. For tables that are ``cumulative`` write one edition, of the last year, with all rows.
    folder : Path
        Root of the tree; sub-folders are made.
    formats : sequence of {"parquet", "sav", "zsav", "csv", "dta"}
    part : int, optional
        Number of a part of a large Parquet file.

    Returns
    -------
    tuple of Path
        Files written.

    Raises
    ------
    EnvironmentFault
        The disk is full or may not be written.
    """
    unknown = sorted(set(formats) - set(WRITABLE))
    if unknown:
        raise DeclarationError(f"cannot write {', '.join(unknown)}", mend=f"one of: {', '.join(WRITABLE)}")
    rows = encode(table, frame, year)
    home = folder_of(table, year, folder)
    written = tuple(home / f"{file_name(table, year, part=part)}.{suffix}" for suffix in formats)
    if len(written) == 1:
        write_rows(table, rows, year, written[0])
        return written
    with ThreadPoolExecutor(max_workers=len(written)) as pool:  # one format waits for no other
        list(pool.map(lambda path: write_rows(table, rows, year, path), written))
    return written


def write_rows(table: Table, rows: pl.DataFrame, year: int, path: Path) -> None:
    """Write encoded rows to one file; its suffix says how."""
    writers: dict[str, Callable[[Path], None]] = {
        ".parquet": lambda to: rows.write_parquet(
            to, compression="zstd", compression_level=1, statistics=False
        ),
        ".csv": lambda to: write_csv(rows, to),
        ".sav": lambda to: write_spss(table, rows, year, to),
        ".zsav": lambda to: write_spss(table, rows, year, to),
        ".dta": lambda to: write_stata(table, rows, year, to),
    }
    temporary = path.with_name(f".{path.stem}.writing{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writers[path.suffix](temporary)
        temporary.replace(path)
    except OSError as fault:
        raise EnvironmentFault(
            "a register file cannot be written", where=str(path), found=str(fault.strerror)
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_csv(rows: pl.DataFrame, path: Path) -> None:
    """As copies in CBS folders are: ``;``, decimal comma; whole numbers without a fraction."""
    whole = [
        name
        for name, dtype in rows.schema.items()
        if dtype.is_float() and rows[name].drop_nulls().round(0).eq(rows[name].drop_nulls()).all()
    ]
    rows.with_columns(pl.col(whole).cast(pl.Int64)).write_csv(path, separator=";", decimal_comma=True)


def write_stata(table: Table, rows: pl.DataFrame, year: int, path: Path) -> None:
    """As Stata copies are: small letters, names of at most 32; the label of a variable begins with its whole name."""
    short = {name: name.lower() for name in rows.columns}
    short |= {
        column.cbs_in(year): column.stata_in(year) for column in table.columns if column.cbs_in(year) in short
    }
    says = {column.cbs_in(year): column.nl for column in table.columns}
    labels = {short[name]: f"{name}: {says[name]}"[:_STATA_LABEL] for name in short if name in says}
    polars_readstat.write_readstat(rows.rename(short), str(path), format="dta", variable_labels=labels)


def write_spss(table: Table, rows: pl.DataFrame, year: int, path: Path) -> None:
    """SPSS with declared widths, formats and labels; sentinels are not declared as user-missing, as at CBS."""
    widths: dict[str, int] = {}
    formats: dict[str, str] = {}
    for key in table.keys:
        widths |= dict(zip(key.cbs, key.widths, strict=True))
    for column in table.columns:
        name = column.cbs_in(year)
        if column.stored == "A":
            widths[name] = column.width or 8
        else:
            formats[name] = f"F{max(column.width or 8, 1)}.{column.decimals}"
    present = set(rows.columns)
    labels = {column.cbs_in(year): column.nl for column in table.columns if column.cbs_in(year) in present}
    formats = {name: form for name, form in formats.items() if name in present}
    widths = {name: width for name, width in widths.items() if name in present}
    if path.suffix == ".zsav":  # polars-readstat compresses rows only, which is no .zsav
        all_formats: dict[str, Any] = formats | {name: f"A{width}" for name, width in widths.items()}
        named: dict[str, Any] = dict(labels)
        pyreadstat.write_sav(rows, str(path), compress=True, column_labels=named, variable_format=all_formats)
    else:
        polars_readstat.write_readstat(
            rows,
            str(path),
            format="sav",
            string_widths=widths,
            variable_format=formats,
            variable_labels=labels,
        )
    place, instead = _SPSS_CLOCK
    with path.open("r+b") as file:
        file.seek(place)
        file.write(instead)
