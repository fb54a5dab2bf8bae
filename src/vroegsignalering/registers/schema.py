"""What a register file is: tables, keys, publication lags, breaks; its columns are in ``schema_column``.

A reader finds here the words in which ``tables*.py`` declares the CBS files. Above this room everything has an
English name; a CBS name never leaves it. Nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers.schema_column import Column, Sure


class Shape(StrEnum):
    """What one row is, in time."""

    YEARLY = "yearly"
    """One row per unit per year; the frame carries ``year``."""
    SPELLS = "spells"
    """Rows with a begin and an end."""
    LOOKUP = "lookup"
    """Facts that hold at any time (a birth date, the region of an address): one edition is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A pair of CBS columns that together name a person, household or address; half of it names nobody.

    Parameters
    ----------
    name : str
        English name of the two together.
    cbs : (str, str)
        CBS columns: the kind of number, and the number.
    widths : (int, int)
        Characters of each.
    kind : str
        What it names; keys of one kind may join.
    links : frozenset of str
        Kinds of number that can be linked.
    also : tuple of (str, str)
        Other names of the pair in real files.
    """

    name: str
    cbs: tuple[str, str]
    widths: tuple[int, int]
    kind: str
    links: frozenset[str] = frozenset({"R", "S"})
    also: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KEY_KINDS:
            raise DeclarationError(f"key {self.name!r} is of no known kind", found=self.kind)


KEY_KINDS = ("person", "main_earner", "address", "brp_household")
"""Kinds of keys. Only ``person`` and ``main_earner`` share values: a main earner is a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Days between the date that a row is about and the day it exists for us, with its source."""

    days: int
    source: str
    sure: Sure = Sure.INFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A break in the series: figures before and after ``year`` do not compare."""

    year: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A declared register file.

    Parameters
    ----------
    cbs, name : str
        CBS name ("INHATAB") and English name ("household_income").
    theme : str
        Folder of CBS ("InkomenBestedingen").
    shape : Shape
        Yearly rows, spells or a lookup.
    keys : tuple of Key
        The first one is the unit's own.
    file_names : tuple of str
        Patterns with ``{year}``, ``{month}``, ``{version}``; the first is used for writing.
    unique : tuple of str
        English names that together occur once per edition.
    reference : (month, day)
        Date within the year that a yearly row describes.
    lag : Lag
        Publication lag, counted from the reference date (or a spell's begin and end).
    cumulative : bool
        Each edition holds all earlier years too (BUS files); only one edition is read.
    begins, ends : str, optional
        English names of the date columns of spells.
    born : tuple of str
        Year, month and day columns before which a row does not exist (persons).
    rare : bool
        A row is something that happens to few: the file of a small population may have none.
    status : tuple of str
        Columns that ``status(year)`` may give; empty: the table says nothing about who is at risk.
    nl, en : str
        What the file holds, in words.
    columns : tuple of Column
    overlaps_allowed : bool
        Spells of one unit may overlap.
    first_year : int
    last_year : int, optional
        Years of which there are editions; None: it goes on.
    breaks : tuple of Break
        Years before and after which figures do not compare.
    coverage : str
        Who is in it, in words.
    sure : Sure
        How sure we are of the declaration.
    source : str
        Where it was read.
    """

    cbs: str
    name: str
    theme: str
    shape: Shape
    nl: str
    en: str
    keys: tuple[Key, ...]
    columns: tuple[Column, ...]
    file_names: tuple[str, ...]
    unique: tuple[str, ...]
    lag: Lag
    reference: tuple[int, int] = (12, 31)
    cumulative: bool = False
    begins: str | None = None
    ends: str | None = None
    born: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    overlaps_allowed: bool = False
    rare: bool = False
    first_year: int = 1994
    last_year: int | None = None
    breaks: tuple[Break, ...] = ()
    coverage: str = ""
    sure: Sure = Sure.VERIFIED
    source: str = ""

    def column(self, name: str) -> Column:
        """The column with this English name.

        Raises
        ------
        DeclarationError
            The table declares no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(
            f"no column {name!r}", where=f"table {self.name}", mend=f"one of: {', '.join(self.names())}"
        )

    def key(self, name: str) -> Key:
        """The key with this English name."""
        for key in self.keys:
            if key.name == name:
                return key
        raise DeclarationError(
            f"no key {name!r}",
            where=f"table {self.name}",
            mend=f"one of: {', '.join(k.name for k in self.keys)}",
        )

    def names(self) -> tuple[str, ...]:
        """English names of keys and columns, in order."""
        return (*(key.name for key in self.keys), *(column.name for column in self.columns))

    def reference_date(self, year: int) -> date:
        """The date that the rows of ``year`` describe."""
        return date(year, *self.reference)

    def known_from(self, year: int) -> date:
        """The day from which the rows of ``year`` exist for us."""
        return self.reference_date(year) + timedelta(days=self.lag.days)

    def schema(self) -> dict[str, pl.DataType]:
        """Names and polars types of the decoded frame."""
        found: dict[str, pl.DataType] = {key.name: pl.String() for key in self.keys}
        for column in self.columns:
            found[column.name] = column.kind.dtype
            if column.keeps_reason:
                found[column.absent] = pl.String()
        if self.shape is not Shape.LOOKUP and not self.cumulative:
            found["year"] = pl.Int32()
        return found
