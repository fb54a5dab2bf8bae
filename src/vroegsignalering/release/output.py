"""The two types that evidence accepts: `Released` went through the door, `Declared` has no person behind it.

Nothing here decides what is safe; `disclosure.release` does, and is the only maker of `Released`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.plan import Plan
from vroegsignalering.vocabulary import CellStatus

HIDDEN = (CellStatus.PRIMARY.value, CellStatus.SECONDARY.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Released:
    """A table that passed the door, with the reasons and what an attacker can still deduce.

    Attributes
    ----------
    table : polars.DataFrame
        Dimensions, counts, statistics, kept columns and ``status``; hidden values are null.
    plan : Plan
    profile : str
        Name of the profile.
    log : polars.DataFrame
        Dimensions, ``status`` and ``reason``, one row per cell that was not published as it was.
    attack : polars.DataFrame
        Dimensions, ``column``, ``low``, ``high``, ``width``: what the sums tell of each hidden count. A
        cell that no published sum touches is not listed.
    """

    table: pl.DataFrame
    plan: Plan
    profile: str
    log: pl.DataFrame
    attack: pl.DataFrame

    def __post_init__(self) -> None:
        hidden = self.table.filter(pl.col("status").is_in(HIDDEN))
        for name in self.plan.hiding:
            if name in hidden.columns and name != "verdict" and hidden[name].null_count() < hidden.height:
                raise DisclosureError(
                    f"column {name!r} shows a hidden cell", where=f"table {self.plan.name!r}"
                )

    @property
    def name(self) -> str:
        """Name of the table in the bundle."""
        return self.plan.name

    @property
    def hidden(self) -> int:
        """Rows whose values are hidden."""
        return self.table.filter(pl.col("status").is_in(HIDDEN)).height

    @property
    def narrowest(self) -> float | None:
        """Width of the narrowest interval an attacker can deduce, None when no sum touches a hidden cell."""
        width = self.attack["width"].min() if self.attack.height else None
        return None if width is None else float(width)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declared:
    """A table with no person behind it: published figures, parameters of rules, geometry, requirement states.

    Parameters
    ----------
    name : str
        Name in the bundle.
    table : polars.DataFrame
    source : str
        Where it comes from; obligatory.
    dimensions : tuple of str
        Columns by which rows are sorted; without them all columns that are not floats.
    title_nl, title_en, says_nl, says_en : str
        Title, and what the table says, for readers.
    unit, reference_date : str
        Of its figures.

    Raises
    ------
    DisclosureError
        No source is named.
    """

    name: str
    table: pl.DataFrame
    source: str
    dimensions: tuple[str, ...] = field(default=())
    title_nl: str = ""
    title_en: str = ""
    says_nl: str = ""
    says_en: str = ""
    unit: str = ""
    reference_date: str = ""

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise DisclosureError("a declared table names its source", where=f"table {self.name!r}")
