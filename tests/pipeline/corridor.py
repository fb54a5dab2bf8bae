"""What the corridor's tests share: where things are, and checksums of a folder."""

from __future__ import annotations

import hashlib
import json
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import polars as pl
from rich.console import Console

from vroegsignalering.pipeline import RunSettings, run
from vroegsignalering.pipeline.progress import Stages
from vroegsignalering.registers import write_provenance

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A finished run of both studies on a small Netherlands."""

    folder: Path
    studies: list[Path]
    bundles: list[Path]
    settings: RunSettings
    calls: list[str]

    @property
    def registers(self) -> Path:
        return self.folder / "registers"

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text("utf-8")


def quiet() -> Stages:
    """Stages that say nothing."""
    return Stages(Console(quiet=True))


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Every attempt to open a connection or look up a name is refused and listed."""
    calls: list[str] = []

    def refuse(*asked: object, **more: object) -> NoReturn:
        calls.append(repr(asked))
        raise OSError("no connection may be opened here")

    with (
        patch.object(socket.socket, "connect", refuse),
        patch.object(socket.socket, "connect_ex", refuse),
        patch.object(socket.socket, "bind", refuse),
        patch.object(socket, "create_connection", refuse),
        patch.object(socket, "getaddrinfo", refuse),
    ):
        yield calls


@contextmanager
def few_persons() -> Iterator[None]:
    """So few persons that limits of some ratios overflow; those rows are hidden at the door."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(overflow|invalid value) encountered", RuntimeWarning)
        yield


def walk(
    studies: list[Path], registers: Path, to: Path, settings: RunSettings, console: Console | None = None
) -> list[Path]:
    """Run studies on a small Netherlands."""
    with few_persons():
        return run(studies, registers, to, settings, Stages(console) if console else quiet())


def planted(registers: Path, to: Path) -> set[str]:
    """A copy of the parquet registers with one marked value in every column that can hold one; the marks.

    Keys stay, since a broken key only drops its row; a mark is a number of seven digits, or capitals that no code
    has, as wide as the column allows. Columns of fewer than four characters cannot hold a mark.
    """
    marks: set[str] = set()
    for at, path in enumerate(sorted(registers.rglob("*.parquet"))):
        rows = pl.read_parquet(path)
        for position, name in enumerate(rows.columns):
            mark = _mark(rows[name], 100 * at + position)
            if name.startswith("RIN") or mark is None or not rows.height:
                continue
            row = (37 * position + 11) % rows.height
            rows[row, name] = mark
            marks |= _written(mark)
        target = to / path.relative_to(registers)
        target.parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(target)
    origin = json.loads((registers / "provenance.json").read_text("utf-8"))
    kept = {key: origin[key] for key in ("persons", "years", "seed", "vintage")}
    write_provenance(to, **kept | {"years": tuple(kept["years"])})
    return marks


def _mark(column: pl.Series, number: int) -> str | int | float | None:
    if column.dtype.is_float() or column.dtype in (pl.Int32, pl.Int64):
        return 7_000_000 + number
    if column.dtype == pl.String:
        width = int(column.str.len_chars().max() or 0)  # type: ignore[arg-type]
        return f"ZQXJ{number:04d}"[:width] if width >= 4 else None
    return None


def _written(mark: str | int | float) -> set[str]:
    """How a mark would look in a log or a table, six significant digits included."""
    if isinstance(mark, str):
        return {mark}
    return {
        f"{mark}",
        f"{mark}.0",
        f"{mark:.6g}",
        f"{mark:.5e}",
        f"{float(f'{mark:.6g}'):.0f}",
        f"{float(f'{mark:.6g}')}",
    }


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
