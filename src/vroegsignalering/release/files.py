"""A long table in a file: read, sent through the door, written with its log and the attack on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import DisclosureError, EnvironmentFault, UsageError
from vroegsignalering.release.disclosure import release
from vroegsignalering.release.ledger import Ledger, release_once
from vroegsignalering.release.output import HIDDEN, Released
from vroegsignalering.release.plan import Plan
from vroegsignalering.release.profiles import Profile

_MARKS = {"1", "true", "yes", "ja", "y", "x", "primary", "unsafe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user says of a table in a file; the options of ``vroeg release``.

    Parameters
    ----------
    dimensions : tuple of str
    count : str
        Unweighted number of persons per cell.
    value : str, optional
        Sum of money per cell, published instead of the count.
    contributors : str, optional
        Number of contributors per cell, or their largest amounts joined by ``;``.
    margins : {"published", "none"}
    primary : str, optional
        Column that marks unsafe cells already.
    nested : mapping
        Child dimension to parent dimension.
    rounded_input : int
    """

    dimensions: tuple[str, ...]
    count: str
    value: str | None = None
    contributors: str | None = None
    margins: str = "published"
    primary: str | None = None
    nested: Mapping[str, str] = field(default_factory=dict)
    rounded_input: int = 1


def read_long(path: str | Path) -> pl.DataFrame:
    """A long table from CSV (comma or semicolon, UTF-8 or Windows-1252), Parquet or JSON.

    Raises
    ------
    UsageError
        The file is not there, of another kind, or cannot be read.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError("no such file", where=str(path))
    readers: dict[str, Any] = {
        ".csv": lambda: _read_text(path),
        ".parquet": lambda: pl.read_parquet(path),
        ".json": lambda: pl.DataFrame(json.loads(path.read_text(encoding="utf-8"))),
    }
    if path.suffix.lower() not in readers:
        raise UsageError(
            f"cannot read {path.suffix or 'a file without suffix'}", where=str(path), mend="csv, parquet"
        )
    try:
        table: pl.DataFrame = readers[path.suffix.lower()]()
    except (pl.exceptions.PolarsError, ValueError, TypeError) as fault:
        if path.suffix.lower() == ".csv" and not path.read_text(encoding="utf-8", errors="replace").strip():
            raise DisclosureError("an empty file", where=str(path), mend="copy the file again") from None
        raise UsageError("not a readable table", where=str(path), found=type(fault).__name__) from None
    return table


def _read_text(path: Path) -> pl.DataFrame:
    """Semicolons mean decimal commas, as Dutch spreadsheets write them."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    heading = text.partition("\n")[0]
    dutch = heading.count(";") > heading.count(",")
    return pl.read_csv(
        text.encode(), separator=";" if dutch else ",", decimal_comma=dutch, infer_schema_length=None
    )


def protect(
    table: pl.DataFrame,
    request: Request,
    profile: Profile,
    *,
    name: str = "table",
    ledger: Ledger | None = None,
    vintage: str = "",
) -> Released:
    """Send a user's long table through the door.

    Parameters
    ----------
    table, request, profile
    name : str
    ledger : Ledger, optional
        Earlier tables of the project; the table is compared with those of the same ``vintage`` and written down.
    vintage : str
        Names the data behind the table.

    Returns
    -------
    Released
        With the user's column names; see :func:`published` for the form that is written.
    """
    _check_named(table, request)
    plan, prepared = _planned(table, request, name)
    if ledger is not None:
        return release_once(
            prepared, plan, profile, ledger=ledger, vintage=vintage, rounded_input=request.rounded_input
        )
    return release(prepared, plan, profile, rounded_input=request.rounded_input)


def published(released: Released) -> pl.DataFrame:
    """Dimensions, ``value`` and ``status``: the form in which a protected table leaves."""
    value = released.plan.amount or released.plan.count
    return released.table.select(*released.plan.dimensions, pl.col(value).alias("value"), "status")


def summary(released: Released, width: float) -> dict[str, Any]:
    """Counts of cells by status, and the attack in three numbers."""
    status = released.table["status"]
    return {
        "table": released.name,
        "profile": released.profile,
        "cells": released.table.height,
        **{one: int((status == one).sum()) for one in ("published", "rounded", *HIDDEN)},
        "hidden": released.hidden,
        "narrowest": finite(released.narrowest),
        "required_width": width,
        "nothing_published": released.table.height > 0 and released.hidden == released.table.height,
    }


def write(released: Released, out: str | Path) -> list[Path]:
    """Write the table, ``<stem>.log.csv`` and ``<stem>.attack.csv`` beside it, each renamed into place."""
    out = Path(out)
    frames = {
        out: published(released),
        out.with_name(f"{out.stem}.log.csv"): released.log,
        out.with_name(f"{out.stem}.attack.csv"): released.attack,
    }
    for path, frame in frames.items():
        write_frame(frame, path)
    return list(frames)


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """One frame as CSV, Parquet or JSON by its suffix, under a temporary name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.part")
    try:
        if path.suffix == ".parquet":
            frame.write_parquet(made)
        elif path.suffix == ".json":
            made.write_text(
                json.dumps(frame.to_dicts(), ensure_ascii=False, default=str) + "\n", encoding="utf-8"
            )
        else:
            made.write_bytes(frame.write_csv(line_terminator="\n").encode())
        made.replace(path)
    except OSError as fault:
        raise EnvironmentFault("cannot write", where=str(path), found=str(fault.strerror)) from None
    finally:
        made.unlink(missing_ok=True)


def _check_named(table: pl.DataFrame, request: Request) -> None:
    others = (request.count, request.value, request.contributors, request.primary)
    missing = [name for name in (*request.dimensions, *others) if name and name not in table.columns]
    if missing:
        if request.count in missing:
            raise DisclosureError(
                f"no unweighted count {request.count!r}",
                found=", ".join(table.columns),
                mend="name it with --count",
            )
        raise UsageError(f"no column {missing[0]!r}", found=", ".join(table.columns))


def _planned(table: pl.DataFrame, request: Request, name: str) -> tuple[Plan, pl.DataFrame]:
    """The plan that the request amounts to, and the table with the columns that it names."""
    contributions = request.contributors
    columns = [*request.dimensions, request.count]
    counted = False
    if request.value:
        columns.append(request.value)
    if contributions:
        columns.append(contributions)
        counted = table[contributions].dtype.is_numeric() or table.is_empty()
    prepared = table.select(list(dict.fromkeys(columns)))
    if request.primary:
        prepared = prepared.with_columns(marked=_marks(table[request.primary]))
    plan = Plan(
        name=name,
        dimensions=request.dimensions,
        count=request.count,
        across=request.dimensions,
        margins="published" if request.margins == "published" else "none",
        nested=request.nested,
        sensitive=request.dimensions,
        method="suppress",
        amount=request.value,
        counts=(contributions,) if contributions and counted and contributions != request.count else (),
        contributions=contributions if contributions and not counted else None,
    )
    return plan, prepared


def _marks(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        return column.fill_null(False)
    if column.dtype.is_numeric():
        return column.fill_null(0) != 0
    return column.cast(pl.String).fill_null("").str.to_lowercase().is_in(list(_MARKS))


def finite(value: Any) -> Any:
    """Infinity as None, which JSON can say."""
    return None if value is None or value == float("inf") else value
