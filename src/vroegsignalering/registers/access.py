"""``Registers``: a folder of register files, and the four names by which rows are reached.

Nothing is read before rows are collected; the folder may be synthetic or real, and no method tells the difference
except ``provenance``, which the gate reads.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl

from vroegsignalering.errors import LeakageError
from vroegsignalering.registers.decode import decoded
from vroegsignalering.registers.files import RegisterFile, find
from vroegsignalering.registers.provenance import Provenance, read_provenance
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.tables import PERSONS
from vroegsignalering.registers.views import After, Known, Recorded, Status, _born_by, require_table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registers:
    """Register files of one folder.

    Made by :meth:`open`. ``files`` holds editions by table name and year; ``key_type`` is the type of the keys of
    persons, text in files and perhaps numbers in memory (see ``shards``).

    Parameters
    ----------
    folder : Path
    files : mapping of table to year to RegisterFile
    provenance : Provenance
        Proven origin; without proof the data count as real.
    lags : mapping of table to int
        Days, in place of the publication lag that the table declares.
    key_type : polars type
        Type of the keys of persons.
    """

    folder: Path
    files: Mapping[str, Mapping[int, RegisterFile]] = field(repr=False)
    provenance: Provenance
    lags: Mapping[str, int] = field(default_factory=dict)
    key_type: pl.DataType = field(default_factory=pl.String)

    @classmethod
    def open(
        cls, folder: Path | str, *, prefer: str | None = None, lags: Mapping[str, int] | None = None
    ) -> Registers:
        """Find the register files below a folder and prove their origin.

        Parameters
        ----------
        folder : Path or str
        prefer : {"parquet", "sav", "zsav", "csv", "dta"}, optional
            Format that wins when a file is there in several.
        lags : mapping of table name to days, optional
            Publication lags that replace the declared ones (a sensitivity check).

        Raises
        ------
        RegisterError
            No such folder, or no known register file in it.
        """
        folder = Path(folder)
        return cls(
            folder=folder,
            files=find(folder, prefer=prefer),
            provenance=read_provenance(folder),
            lags=dict(lags or {}),
        )

    def status(self, year: int) -> Status:
        """Recorded status of ``year``: who is at risk, nothing else."""
        if not isinstance(year, int) or isinstance(year, bool):
            raise LeakageError("status takes a year", where="registers.status", found=type(year).__name__)
        return Status(registers=self, year=year)

    def recorded(self, until: date) -> Recorded:
        """All that registers say about the time up to ``until``."""
        return Recorded(registers=self, until=_day(until, "recorded"))

    def known(self, on: date) -> Known:
        """What existed on ``on``: reference date plus publication lag had passed."""
        return Known(registers=self, on=_day(on, "known"))

    def after(self, on: date, *, horizon_months: int = 12) -> After:
        """What came after ``on``, at most ``horizon_months`` later; for outcomes."""
        if horizon_months <= 0:
            raise LeakageError(
                "after looks ahead only", where="registers.after", found=f"horizon_months={horizon_months}",
                mend="use recorded() or known() for the past",
            )  # fmt: skip
        day = _day(on, "after")
        return After(registers=self, on=day, until=months_later(day, horizon_months))

    def editions(self, table: Table) -> tuple[RegisterFile, ...]:
        """Files of a table, by year."""
        return tuple(file for _, file in sorted(self.files.get(table.name, {}).items()))

    def years(self, table: Table) -> tuple[int, ...]:
        """Years (or editions) that are there; says nothing about their rows."""
        return tuple(file.year for file in self.editions(table))

    def lag(self, table: Table) -> int:
        """Publication lag of a table in days, declared or replaced on opening."""
        return self.lags.get(table.name, table.lag.days)

    def schema(self, table: Table) -> dict[str, pl.DataType]:
        """Names and types of a table's rows, keys of persons as these registers hold them."""
        keys = {key.name: self.key_type for key in table.keys if key.kind in ("person", "main_earner")}
        return table.schema() | keys

    @property
    def numbers(self) -> bool:
        """Whether keys of persons are numbers."""
        return self.key_type == pl.UInt64

    def demand(self, table: Table) -> None:
        """Raise when the table has no file at all."""
        require_table(table.name in self.files, table)

    def born_by(self, day: date) -> pl.LazyFrame:
        """Keys of persons born by ``day``: who exists at all at that time."""
        self.demand(PERSONS)
        rows = pl.concat(
            [
                decoded(file, ["person", *PERSONS.born], numbers=self.numbers)
                for file in self.editions(PERSONS)[-1:]
            ]
        )
        return _born_by(PERSONS, rows, day).select("person")


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, at most the last of that month.

    Parameters
    ----------
    day : date
    months : int

    Returns
    -------
    date

    Examples
    --------
    >>> months_later(date(2020, 12, 31), 2)
    datetime.date(2021, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(value: date, access: str) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise LeakageError(
            f"{access} takes a date", where=f"registers.{access}", found=type(value).__name__,
            mend="give datetime.date(year, month, day)",
        )  # fmt: skip
    return value
