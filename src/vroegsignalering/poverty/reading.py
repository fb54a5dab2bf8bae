"""Reads one table of any researcher, whatever program wrote it: CSV, Parquet, SPSS or Stata.

A small reader for the command ``vroeg indicators``: it takes the file as it is. Register files with declared
columns, codes for missing and checks are read by the room ``registers``, not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from vroegsignalering.errors import RegisterError, UsageError

_HEAD = 1 << 16
_DECIMAL_COMMA = re.compile(r"(?:^|[;\t])-?\d+,\d+(?:[;\t\r]|$)", re.MULTILINE)
"""A whole field such as ``1200,50``; a comma inside a text is not one."""


def read_table(path: str | Path) -> pl.DataFrame:
    """All columns of a file as a polars frame.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.txt`` (comma, or semicolon with decimal commas, or tab; UTF-8 or Windows-1252),
        ``.parquet``, ``.sav``, ``.zsav``, ``.dta``. SPSS user-missing values come as missing.

    Returns
    -------
    DataFrame

    Raises
    ------
    UsageError
        Another kind of file.
    RegisterError
        The file is absent, empty or not what its name says.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "incomes.csv"
    ...     pl.DataFrame({"id": [1], "income": [1234.5]}).write_csv(file)
    ...     read_table(file)["income"].to_list()
    [1234.5]
    """
    path = Path(path)
    if not path.is_file():
        raise RegisterError("no such file", where=str(path), mend="check the path")
    kind = path.suffix.lower()
    if kind not in _READERS:
        raise UsageError(
            f"cannot read a {kind or 'nameless'} file", where=path.name, mend="one of: " + " ".join(_READERS)
        )
    if path.stat().st_size == 0:
        raise RegisterError("the file is empty", where=path.name)
    try:
        return _READERS[kind](path)
    except (pl.exceptions.PolarsError, pyreadstat.ReadstatError, ValueError, OSError) as fault:
        raise RegisterError(
            f"the file cannot be read as {kind}",
            where=path.name,
            found=type(fault).__name__,
            mend="is it complete?",
        ) from None


def _csv(path: Path) -> pl.DataFrame:
    with path.open("rb") as handle:
        start = handle.read(_HEAD)
    if b"\x00" in start:
        raise RegisterError(
            "the file is not what its name says: not a text", where=path.name, mend="rename it"
        )
    head = start.decode("utf-8-sig", errors="replace")
    separator = max(";\t,", key=head.split("\n", 1)[0].count)
    commas = separator != "," and _DECIMAL_COMMA.search(head) is not None
    read = partial(
        pl.read_csv,
        separator=separator,
        decimal_comma=commas,
        infer_schema_length=None,
        null_values=["", "NA", "."],
    )
    try:
        return read(path)
    except pl.exceptions.ComputeError as fault:
        if "utf-8" not in str(fault).lower():
            raise
        return read(path.read_bytes().decode("cp1252").encode())


def _spss(path: Path) -> pl.DataFrame:
    return _statistical(pyreadstat.read_sav, path)


def _stata(path: Path) -> pl.DataFrame:
    return _statistical(pyreadstat.read_dta, path)


def _statistical(read: Callable[..., Any], path: Path) -> pl.DataFrame:
    try:
        columns, _ = read(str(path), output_format="dict")
    except OverflowError:  # a date that no calendar holds: dates stay numbers then
        columns, _ = read(str(path), output_format="dict", disable_datetime_conversion=True)
    return pl.from_dict(columns, strict=False)


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".csv": _csv,
    ".txt": _csv,
    ".parquet": pl.read_parquet,
    ".sav": _spss,
    ".zsav": _spss,
    ".dta": _stata,
}
