"""What one column of a register file is: its kind, codes, sentinels, older names, and how sure we are of each.

CBS names stand in the declarations, English names in results. Nothing here opens a file; tables are in
:mod:`~vroegsignalering.registers.schema`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.vocabulary import AttributeClass


class Sure(StrEnum):
    """How sure we are of a declaration; nobody here could open the real files."""

    VERIFIED = "verified"
    INFERRED = "inferred"


class Kind(StrEnum):
    """What a column holds, in the English frame."""

    CODE = "code"
    TEXT = "text"
    AMOUNT = "amount"
    PERCENT = "percent"
    NUMBER = "number"
    COUNT = "count"
    DATE = "date"
    FLAG = "flag"

    @property
    def dtype(self) -> pl.DataType:
        """The polars type of the decoded column."""
        return _DTYPES[self]


_DTYPES: dict[Kind, pl.DataType] = {
    Kind.CODE: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.AMOUNT: pl.Float64(),
    Kind.PERCENT: pl.Float64(),
    Kind.NUMBER: pl.Float64(),
    Kind.COUNT: pl.Int32(),
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
}


STATA_WIDTH = 32
"""Stata cuts names at this length; a copy keeps only the beginning of a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of a list: as the register writes it (without padding), in words, and as an English slug.

    Parameters
    ----------
    code : str
        As the register writes it, without padding.
    nl, en : str
        In words.
    slug : str
        English name for results.
    sure : Sure
        How sure we are of it.
    """

    code: str
    nl: str
    en: str
    slug: str
    sure: Sure = Sure.VERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentinel:
    """A value that is no value: 9999999999, ``99``, dashes, -1; with the reason why it stands there.

    Parameters
    ----------
    value : str or float
        As it stands in the file.
    reason : str
        Why there is no value.
    """

    value: str | float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A declared column.

    Parameters
    ----------
    cbs : str
        Name in the file, any case; may hold ``{year}`` or ``{date}`` where CBS puts a year or date in the name.
    name : str
        English name, with its unit.
    kind : Kind
        What it holds once decoded.
    stored : {"A", "F"}
        Stored as text or as a number.
    width, decimals : int, optional
        SPSS width (A4, F10.0); None where nobody saw it.
    codes : tuple of Code
        Closed list unless ``closed`` is false.
    sentinels : tuple of Sentinel
        Values that become null; the first is what :func:`encode` writes for a null without a reason.
    keeps_reason : bool
        Decoding adds ``<name>_absent`` with the reason.
    low, high : float, optional
        Range outside which a value is suspicious.
    earlier : tuple of (int, str)
        Older names: ``(2018, "OLDNAME")`` was used up to and including 2018.
    short : str, optional
        Name in a Stata copy, for a name that cut at 32 letters would be that of another column too.
    optional : bool
        May be absent from a real file without a complaint.
    since : int, optional
        First year that the file holds it; before, it is absent or empty.
    until : int, optional
        Last year that the file fills it; after, it is empty.
    attribute_class : AttributeClass
        What it may do in a study.
    nl, en : str
        What it holds, in words.
    align_right : bool
        Text is padded on the left.
    present_when_filled : bool
        Yes or no: anything filled in means yes.
    open_at_edition_end : bool
        A date on or after the last day of the edition means that the spell goes on; it becomes null.
    sure : Sure
        How sure we are of the declaration.
    source : str
        Where it was read.
    """

    cbs: str
    name: str
    kind: Kind
    nl: str
    en: str
    stored: str = "A"
    width: int | None = None
    decimals: int = 0
    codes: tuple[Code, ...] = ()
    closed: bool = True
    sentinels: tuple[Sentinel, ...] = ()
    keeps_reason: bool = False
    low: float | None = None
    high: float | None = None
    earlier: tuple[tuple[int, str], ...] = ()
    short: str = ""
    optional: bool = False
    since: int | None = None
    until: int | None = None
    align_right: bool = False
    present_when_filled: bool = False
    open_at_edition_end: bool = False
    attribute_class: AttributeClass = AttributeClass.JUSTIFIED
    sure: Sure = Sure.VERIFIED
    source: str = ""

    @property
    def absent(self) -> str:
        """Name of the companion column with the reason of absence."""
        return f"{self.name}_absent"

    def demanded(self, year: int) -> bool:
        """Whether the file of a year must hold the column."""
        return not self.optional and (self.since is None or year >= self.since)

    def cbs_in(self, year: int) -> str:
        """The CBS name in the file of ``year``."""
        for until, name in sorted(self.earlier):
            if year <= until:
                return _dated(name, year)
        return _dated(self.cbs, year)

    def stata_in(self, year: int) -> str:
        """The name in a Stata copy of ``year``: small letters, at most :data:`STATA_WIDTH`."""
        return (_dated(self.short, year) if self.short else self.cbs_in(year)).lower()[:STATA_WIDTH]

    def cbs_names(self) -> tuple[str, ...]:
        """All names it ever had, newest first, placeholders kept."""
        return (self.cbs, *(name for _, name in sorted(self.earlier, reverse=True)))

    def label(self, code: str, language: str = "nl") -> str:
        """The label of a code, or the code itself when the list does not hold it."""
        for entry in self.codes:
            if entry.code == code:
                return entry.nl if language == "nl" else entry.en
        return code

    def slugs(self) -> dict[str, str]:
        """From register code to English slug."""
        return {entry.code: entry.slug for entry in self.codes}

    def code_of(self, slug: str) -> str:
        """The register code behind an English slug; of several, the first declared.

        Raises
        ------
        DeclarationError
            No code has that slug.
        """
        for entry in self.codes:
            if entry.slug == slug:
                return entry.code
        raise DeclarationError(
            f"no code with slug {slug!r}",
            where=f"column {self.name}",
            mend=f"one of: {', '.join(sorted({entry.slug for entry in self.codes}))}",
        )

    def slug_expr(self, *, missing: str = "unknown", other: str = "other") -> pl.Expr:
        """A polars expression from register codes to English slugs, named as the column.

        Examples
        --------
        >>> from vroegsignalering.registers.tables import PERSONS
        >>> rows = pl.DataFrame({"sex": ["1", "2", None]})
        >>> rows.select(PERSONS.column("sex").slug_expr())["sex"].to_list()
        ['man', 'woman', 'unknown']
        """
        mapped = pl.col(self.name).replace_strict(self.slugs(), default=other, return_dtype=pl.String)
        return pl.when(pl.col(self.name).is_null()).then(pl.lit(missing)).otherwise(mapped).alias(self.name)

    def code_expr(self, source: str | pl.Expr | None = None) -> pl.Expr:
        """A polars expression from English slugs back to register codes, named as the column."""
        back = {entry.slug: entry.code for entry in reversed(self.codes)}
        slugs = pl.col(self.name) if source is None else pl.col(source) if isinstance(source, str) else source
        return slugs.replace_strict(back, default=None, return_dtype=pl.String).alias(self.name)


def _dated(name: str, year: int) -> str:
    return name.replace("{year}", str(year)).replace("{date}", f"{year}1231")
