"""What a table is, declared before it goes through the door: its dimensions, counts, margins and texts.

A column that a plan does not name does not pass. The plan also says which sums an attacker knows, since a
hidden cell is only as safe as the totals around it allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vroegsignalering.errors import DeclarationError

TOTAL = "Total"
"""Value of a dimension in a margin."""

Method = Literal["round", "suppress", "coarse", "controlled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Publication plan of one table.

    Parameters
    ----------
    name : str
        Name in the bundle.
    dimensions : tuple of str
        Columns that together name a row; no nulls, no duplicates.
    count : str
        Unweighted number of persons or households behind the row. A table without one is refused.
    numerator : str, optional
        How many of ``count`` have the outcome. Count, numerator and complement are protected together, and
        ``rate`` with its Wilson interval is written from the protected counts.
    share, share_of : str, optional
        For a table whose rows are different shares: the column with the share (0-1) and the column with
        the count that it is a share of. The door works out the numerator, applies the rule for both
        halves, and writes the share and its ``interval`` anew from protected counts. Rows where ``share_of``
        is null are not shares.
    share_times : str, optional
        Column with the number that the share was multiplied by (100 for contacts per 100); not published.
    amount : str, optional
        A sum of money, not negative, that adds up like the count (crossed tables only). Protected beside
        the count.
    contributions : str, optional
        The largest single contributions to ``amount`` per row, as a list column; judged by dominance and
        the p % rule, never published.
    counts : tuple of str
        Further count columns; rounded like ``count``, and the row is hidden where one lies in 1 ..
        min_cell - 1.
    statistics : tuple of str
        Columns hidden with their row (effects, intervals, verdicts). Floats leave with ``digits``
        significant digits.
    keep : tuple of str
        Columns with no person behind them (reference, unit, text); never hidden.
    across : tuple of str
        Dimensions over which counts add up. Empty: rows do not add up to one another. With one
        (``("group",)``) rows within equal values of the other dimensions add up to a total; with more, a
        crossed table with all margins, which are then published or ``none``.
    margins : {"published", "known", "none"}
        ``published``: rows with ``Total`` are written. ``known``: not written here, but an attacker has
        them from elsewhere. ``none``: nobody has them.
    nested : mapping
        Child dimension to parent dimension, both in ``across`` (gemeente in province).
    together : tuple of str
        Dimensions whose rows hide together: where one metric of a group is hidden, all its metrics are, since
        together they give its counts away. For tables whose rows do not add up to each other along it.
    sensitive : tuple of str
        Dimensions along which group disclosure is judged (no category holds ``group_share`` of a line).
    no_trait : mapping
        Dimension to those of its values whose numerator is no trait of a person: selected by a rule, or the
        half of a share that nobody minds. Group disclosure is not judged there; the other rules are.
    method : {"round", "suppress", "coarse", "controlled"}
        ``round``: small cells hidden, the others rounded to the profile's base. ``suppress``: exact
        counts, secondary suppression. ``coarse``: everything rounded to a base that makes small counts
        nought; for counts only.
        ``controlled``: additive controlled rounding of a crossed table.
    amounts : bool
        The statistics are money: ``min_amount_n`` binds.
    digits : int
        Significant digits of statistics.
    population : str
        Who is counted, in words; goes to ledger and export manifest.
    title_nl, title_en, says_nl, says_en, unit, source, reference_date : str
        Texts for the manifest.

    Raises
    ------
    DeclarationError
        Dimensions or columns contradict each other.
    """

    name: str
    dimensions: tuple[str, ...]
    count: str = "n"
    numerator: str | None = None
    rate: str = "value"
    interval: tuple[str, str] = ("low", "high")
    share: str | None = None
    share_of: str | None = None
    share_times: str | None = None
    amount: str | None = None
    contributions: str | None = None
    counts: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    margins: Literal["published", "known", "none"] = "known"
    nested: Mapping[str, str] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    no_trait: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    method: Method = "round"
    amounts: bool = False
    digits: int = 4
    population: str = ""
    title_nl: str = ""
    title_en: str = ""
    says_nl: str = ""
    says_en: str = ""
    unit: str = ""
    source: str = ""
    reference_date: str = ""

    def __post_init__(self) -> None:
        stray = [
            name
            for name in (*self.across, *self.sensitive, *self.together, *self.no_trait)
            if name not in self.dimensions
        ]
        if stray:
            raise DeclarationError(f"{stray[0]!r} is not a dimension", where=f"plan {self.name!r}")
        if not self.dimensions:
            raise DeclarationError("a table needs a dimension", where=f"plan {self.name!r}")
        if (self.share is None) != (self.share_of is None):
            raise DeclarationError("share and share_of go together", where=f"plan {self.name!r}")
        if self.share and self.numerator:
            raise DeclarationError("a plan has a numerator or a share, not both", where=f"plan {self.name!r}")
        named = [*self.dimensions, *self.hiding, *self.keep]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise DeclarationError(
                f"column {twice[0]!r} has two parts in one plan", where=f"plan {self.name!r}"
            )
        if len(self.across) > 1 and self.margins == "known":
            raise DeclarationError(
                "several dimensions that add up publish their margins, or have none",
                where=f"plan {self.name!r}",
            )
        self._check_nesting()

    def _check_nesting(self) -> None:
        for child, parent in self.nested.items():
            if child not in self.across or parent not in self.across:
                raise DeclarationError(
                    f"nested dimensions {child!r} and {parent!r} must both be added across",
                    where=f"plan {self.name!r}",
                )

    @property
    def count_columns(self) -> tuple[str, ...]:
        """Count, numerator and further counts, in the order of the output."""
        return (self.count, *((self.numerator,) if self.numerator else ()), *self.counts)

    @property
    def hiding(self) -> tuple[str, ...]:
        """Every column that is empty in a hidden row."""
        return (*self.count_columns, *((self.amount,) if self.amount else ()), *self.statistics)

    @property
    def blocks(self) -> tuple[str, ...]:
        """Dimensions that are not added across: each combination is a table of its own."""
        return tuple(name for name in self.dimensions if name not in self.across)

    @property
    def is_crossed(self) -> bool:
        """Margins are written: the sums make a system of their own."""
        return bool(self.across) and self.margins == "published"
