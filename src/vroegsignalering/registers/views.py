"""The four ways to reach a row, and the time that each may see.

``Status`` defines who is at risk and nothing else; ``Recorded`` gives what registers say about the time up to a
date; ``Known`` what also existed on that date; ``After`` what came later, for outcomes. A spell that ends after
what a view may see is open in it, so that the future cannot leak through an end date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from vroegsignalering.errors import LeakageError, RegisterError
from vroegsignalering.registers.decode import decoded
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.schema import Shape, Table
from vroegsignalering.registers.schema_column import Kind

if TYPE_CHECKING:
    from vroegsignalering.registers.access import Registers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _View:
    registers: Registers = field(repr=False)

    def covers(self, table: Table) -> tuple[int, ...]:
        """Years (or editions) of the table that this view reads; empty when there are none."""
        return tuple(file.year for file in self._files(table))

    def has(self, table: Table) -> bool:
        """Whether the table is there for this view."""
        return bool(self._files(table))

    def rows(
        self, table: Table, columns: Sequence[str] | None = None, *, year: int | None = None
    ) -> pl.LazyFrame:
        """The rows that this view may see, in English columns.

        Parameters
        ----------
        table : Table
        columns : sequence of str, optional
            Only these English columns are read; key and dates included only when named.
        year : int, optional
            Only the edition of this year, of a table whose rows carry ``year``; no other is opened.

        Returns
        -------
        polars.LazyFrame
            ``table.schema()``, or the columns asked for. No rows when no year falls in the view.

        Raises
        ------
        LeakageError
            The view may not give this table, or not these columns.
        RegisterError
            The table is not in the folder at all, or a declared column is missing.
        """
        files = self._files(table)
        if year is not None:
            files = tuple(file for file in files if file.year == year)
        self.registers.demand(table)
        needed = self._needed(table, columns)
        if not files:
            rows = pl.LazyFrame(schema=self.registers.schema(table))
        else:
            rows = pl.concat(
                [decoded(file, needed, numbers=self.registers.numbers) for file in files], how="vertical"
            )
            rows = self._limited(table, rows)
        return rows if columns is None else rows.select(list(dict.fromkeys(columns)))

    def _files(self, table: Table) -> tuple[RegisterFile, ...]:
        raise NotImplementedError

    def _limited(self, table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        raise NotImplementedError

    def _needed(self, table: Table, columns: Sequence[str] | None) -> list[str] | None:
        if columns is None:
            return None
        dates = [name for name in (table.begins, table.ends, *table.born) if name]
        return list(dict.fromkeys([*columns, *dates, table.keys[0].name]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Status(_View):
    """Recorded status of a year, to define a cohort: yearly rows of that year, spells that hold its last day.

    Parameters
    ----------
    year : int
    registers : Registers
    """

    year: int

    def rows(
        self, table: Table, columns: Sequence[str] | None = None, *, year: int | None = None
    ) -> pl.LazyFrame:
        """Keys and status columns of the year; anything else is refused."""
        if not table.status:
            raise LeakageError(
                f"status({self.year}) gives no rows of {table.name}",
                where="registers.status",
                mend="status defines who is at risk; take features from recorded() or known()",
            )
        allowed = [*(key.name for key in table.keys), *_status_columns(table), *self._with_year(table)]
        beyond = sorted(set(columns or ()) - set(allowed))
        if beyond:
            raise LeakageError(
                f"status({self.year}) does not give {', '.join(beyond)}",
                where=f"table {table.name}",
                mend=f"it gives: {', '.join(allowed)}; features come from recorded() or known()",
            )
        return _View.rows(self, table, allowed if columns is None else columns, year=year)

    def _with_year(self, table: Table) -> list[str]:
        return ["year"] if table.shape is Shape.YEARLY else []

    def _files(self, table: Table) -> tuple[RegisterFile, ...]:
        if table.shape is Shape.YEARLY:
            return tuple(f for f in self.registers.editions(table) if f.year == self.year)
        return _edition_for(self.registers.editions(table), self.year)

    def _limited(self, table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        last = date(self.year, 12, 31)
        if table.shape is Shape.SPELLS:
            return _masked(table, rows, last).filter(_holds(table, last))
        return _born_by(table, rows, last)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded(_View):
    """All rows that describe time up to and including ``until``, whenever they became available.

    Parameters
    ----------
    until : date
    registers : Registers
    """

    until: date

    def horizon(self, table: Table) -> date:
        """The last day that this view tells of: the same for every table."""
        return self.until

    def _files(self, table: Table) -> tuple[RegisterFile, ...]:
        return _files_until(self.registers, table, self.until)

    def _limited(self, table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        return _limited_to(self.registers, table, rows, self.until)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known(_View):
    """Rows that describe time up to ``on`` and, by the table's publication lag, existed on that day.

    Parameters
    ----------
    on : date
    registers : Registers
    """

    on: date

    def horizon(self, table: Table) -> date:
        """The last day that this table could tell of on ``on``."""
        return self.on - timedelta(days=self.registers.lag(table))

    def _files(self, table: Table) -> tuple[RegisterFile, ...]:
        return _files_until(self.registers, table, self.horizon(table))

    def _limited(self, table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        return _limited_to(self.registers, table, rows, self.horizon(table))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class After(_View):
    """What came after ``on``, up to ``until``: for outcomes, never for features.

    Yearly rows with a reference date after ``on``; spells that touch the time after ``on``, ends beyond ``until``
    open.

    Parameters
    ----------
    on, until : date
    registers : Registers
    """

    on: date
    until: date

    def rows(
        self, table: Table, columns: Sequence[str] | None = None, *, year: int | None = None
    ) -> pl.LazyFrame:
        """Rows of the time after ``on``; lookups are refused, they hold no time."""
        if table.shape is Shape.LOOKUP:
            raise LeakageError(
                f"after({self.on}) gives no rows of {table.name}",
                where="registers.after",
                mend="facts without a date come from recorded() or known()",
            )
        return _View.rows(self, table, columns, year=year)

    def _files(self, table: Table) -> tuple[RegisterFile, ...]:
        editions = self.registers.editions(table)
        if table.cumulative:
            return _edition_for(editions, self.until.year)
        if table.shape is Shape.SPELLS:
            return tuple(f for f in editions if f.ends_on > self.on and date(f.year, 1, 1) <= self.until)
        return tuple(f for f in editions if self.on < table.reference_date(f.year) <= self.until)

    def _limited(self, table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        rows = _masked(table, rows, self.until)
        if table.shape is not Shape.SPELLS or table.begins is None:
            return rows
        if table.ends is None:
            return rows.filter(pl.col(table.begins) > self.on)
        return rows.filter(pl.col(table.ends).is_null() | (pl.col(table.ends) > self.on))


def _status_columns(table: Table) -> list[str]:
    kept = []
    for name in table.status:
        if name in [key.name for key in table.keys]:
            continue
        kept.append(name)
        if table.column(name).keeps_reason:
            kept.append(table.column(name).absent)
    return kept


def _files_until(registers: Registers, table: Table, until: date) -> tuple[RegisterFile, ...]:
    editions = registers.editions(table)
    if table.cumulative:
        return _edition_for(editions, until.year)
    if table.shape is Shape.SPELLS:
        return tuple(f for f in editions if date(f.year, 1, 1) <= until)
    return tuple(f for f in editions if table.reference_date(f.year) <= until)


def _edition_for(editions: tuple[RegisterFile, ...], year: int) -> tuple[RegisterFile, ...]:
    """Of a cumulative file the first edition that covers the year; the newest when all are older."""
    if not editions:
        return ()
    for file in editions:
        if file.year >= year:
            return (file,)
    return (editions[-1],)


def _limited_to(registers: Registers, table: Table, rows: pl.LazyFrame, until: date) -> pl.LazyFrame:
    rows = _masked(table, rows, until)
    if table.born:
        return _born_by(table, rows, until)
    if table.name == "parents":
        return rows.join(registers.born_by(until), on="person", how="semi")
    return rows


def _masked(table: Table, rows: pl.LazyFrame, until: date) -> pl.LazyFrame:
    """Spells begun by ``until``; any later date, and how a spell ended later, has not happened yet."""
    if table.begins is not None:
        rows = rows.filter(pl.col(table.begins) <= until)
    dates = [c.name for c in table.columns if c.kind is Kind.DATE and c.name != table.begins]
    masks = [(name, pl.col(name) <= until) for name in dates]
    if table.ends is not None:
        masks += [(c.name, pl.col(table.ends) <= until) for c in table.columns if c.name in HOW_IT_ENDED]
    present = set(rows.collect_schema().names()) if masks else set()
    return rows.with_columns(
        pl.when(happened).then(pl.col(name)).otherwise(None).alias(name)
        for name, happened in masks
        if name in present
    )


HOW_IT_ENDED = frozenset({"union_end", "ending"})
"""Columns that tell how a spell ended; as unknown as its end until then."""


def _holds(table: Table, day: date) -> pl.Expr:
    begins, ends = pl.col(table.begins or ""), table.ends
    holds = begins <= day
    return holds if ends is None else holds & (pl.col(ends).is_null() | (pl.col(ends) >= day))


def _born_by(table: Table, rows: pl.LazyFrame, day: date) -> pl.LazyFrame:
    if not table.born:
        return rows
    year, month, _ = (pl.col(name) for name in table.born)
    return rows.filter((year < day.year) | ((year == day.year) & (month.fill_null(1) <= day.month)))


def require_table(found: bool, table: Table) -> None:
    """Raise when a table that is asked for has no file at all."""
    if not found:
        raise RegisterError(
            f"no file of {table.cbs}",
            where="the folder of registers",
            mend=f"expected a name like {table.file_names[0]}; without it this study cannot run",
        )
