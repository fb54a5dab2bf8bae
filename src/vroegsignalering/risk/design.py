"""The design of the logistic model: standardised numbers, indicators of missing, indicators of words.

Each feature is a part with its own columns; a word never seen before, and a number that is missing where none was,
stand at the mean and so contribute nought. Infinite numbers are refused: a slope would carry them anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk.bins import quantile_cuts
from vroegsignalering.risk.columns import Columns, places_of
from vroegsignalering.risk.faults import DataFault
from vroegsignalering.risk.kernels import along_slope
from vroegsignalering.risk.shapes import MISSING, OTHER

MOST_WORDS = 253
INTERVALS = 10
FEWEST_BEHIND_A_MEAN = 10
"""Rows behind a published mean of a bin; below it the bin's edge stands there."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """A place on a feature to report: its ends or its word, its design values, its rows."""

    low: float | None
    high: float | None
    level: str | None
    values: np.ndarray
    rows: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One feature's columns.

    Parameters
    ----------
    name : str
    levels : tuple of str, None for numbers
        Words with a column of their own; rarer ones share ``other``.
    has_missing, has_other : bool
    yes_no : bool
        A number that is nought or one.
    mean, spread : float
        Of a number.
    middles, cuts : float arrays
        Of the intervals on which a slope is reported.
    level_rows : float array
        Rows per interval or word, then missing, then other.
    """

    name: str
    levels: tuple[str, ...] | None
    has_missing: bool
    has_other: bool = False
    yes_no: bool = False
    mean: float = 0.0
    spread: float = 0.0
    middles: np.ndarray = field(default_factory=lambda: np.empty(0))
    cuts: np.ndarray = field(default_factory=lambda: np.empty(0))
    level_rows: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def labels(self) -> list[str | None]:
        """What each column stands for; None is the slope."""
        main: list[str | None] = (
            list(self.levels) if self.levels is not None else [None] if self.spread > 0 else []
        )
        return main + [MISSING] * self.has_missing + [OTHER] * self.has_other

    def publishable(self, min_rows: float, rounding: int) -> Part:
        """The same part with counts of few rows left out and the others rounded; effects stay."""
        kept = np.where(self.level_rows < min_rows, 0.0, np.round(self.level_rows / rounding) * rounding)
        return replace(self, level_rows=kept)

    def matrix(self, columns: Columns) -> np.ndarray:
        """Rows x columns of this part."""
        return self._numbers(columns) if self.levels is None else self._words(columns)

    def _numbers(self, columns: Columns) -> np.ndarray:
        values = columns.numbers(self.name).astype(float)
        refuse_infinite(self.name, values)
        absent = np.isnan(values)
        parts = []
        if self.spread > 0:
            parts.append(np.where(absent, 0.0, (values - self.mean) / self.spread))
        if self.has_missing:
            parts.append(absent.astype(float))
        return np.column_stack(parts) if parts else np.empty((len(values), 0))

    def contribution(self, columns: Columns, coef: np.ndarray, means: np.ndarray, out: np.ndarray) -> None:
        """Log-odds of each row against the mean of all rows, ``(matrix - means) @ coef``, written into ``out``."""
        if self.levels is not None:
            out[:] = (np.append(coef, 0.0) - means @ coef)[self._labels_of(columns)]
            return
        values = columns.numbers(self.name).astype(float, copy=False)
        slope = float(coef[0]) / self.spread if self.spread > 0 else 0.0
        base = -float(means @ coef)
        absent = base + (float(coef[-1]) if self.has_missing else 0.0)
        if along_slope(values, slope, base - slope * self.mean, absent, out):
            refuse_infinite(self.name, values)

    def _words(self, columns: Columns) -> np.ndarray:
        return np.eye(len(self.labels) + 1)[self._labels_of(columns), :-1]

    def _labels_of(self, columns: Columns) -> np.ndarray:
        """Column that each row's word fills; one past the last for none."""
        levels, none = self.levels or (), len(self.labels)
        missing = len(levels) if self.has_missing else none
        other = len(levels) + self.has_missing if self.has_other else none
        return np.array([*range(len(levels)), missing, other])[places_of(columns.text(self.name), levels)]

    def places(self, min_rows: float) -> list[Place]:
        """Places to report, those of fewer than ``min_rows`` rows left out."""
        size, found = len(self.labels), []
        if self.levels is None:
            edges = [None, *self.cuts.tolist(), None]
            for b, middle in enumerate(self.middles if self.spread > 0 else ()):
                values = np.zeros(size)
                values[0] = (middle - self.mean) / self.spread
                ends = (None, None) if self.yes_no else (edges[b], edges[b + 1])
                word = ("no", "yes")[b] if self.yes_no else None
                rows = float(self.level_rows[b])
                found.append(Place(low=ends[0], high=ends[1], level=word, values=values, rows=rows))
            first = int(self.spread > 0)
        else:
            first = 0
        offset = len(self.middles) if self.levels is None else 0
        for column, label in enumerate(self.labels[first:]):
            values = np.zeros(size)
            values[first + column] = 1.0
            rows = float(self.level_rows[offset + column])
            found.append(Place(low=None, high=None, level=label, values=values, rows=rows))
        return [place for place in found if place.rows >= max(min_rows, 1e-12)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """All parts, and the weighted mean of every column."""

    parts: tuple[Part, ...]
    means: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """Feature names."""
        return tuple(part.name for part in self.parts)

    @property
    def slices(self) -> list[slice]:
        """Columns of each part."""
        ends = np.cumsum([0, *(len(part.labels) for part in self.parts)]).tolist()
        return [slice(a, b) for a, b in zip(ends[:-1], ends[1:], strict=True)]

    @property
    def features(self) -> tuple[str, ...]:
        """Feature of each column."""
        return tuple(part.name for part in self.parts for _ in part.labels)

    @property
    def levels(self) -> tuple[str | None, ...]:
        """Word of each column, None for a slope."""
        return tuple(label for part in self.parts for label in part.labels)

    def contrasts(self) -> np.ndarray:
        """What is reported, columns x columns: a slope per unit, missing against the mean number, words against all rows."""
        square = np.eye(len(self.means))
        for part, here in zip(self.parts, self.slices, strict=True):
            if part.levels is not None:
                square[here, here] -= self.means[here]
            elif part.spread > 0:
                square[here.start, here.start] = 1.0 / part.spread
        return square

    def matrix(self, columns: Columns) -> np.ndarray:
        """Rows x columns."""
        found = np.empty((columns.rows, len(self.means)))
        for part, here in zip(self.parts, self.slices, strict=True):
            found[:, here] = part.matrix(columns)
        return found

    def to_numbers(self) -> dict[str, Any]:
        """JSON-able numbers."""
        return {
            "means": self.means.tolist(),
            "parts": [
                {
                    "name": part.name,
                    "levels": None if part.levels is None else list(part.levels),
                    "has_missing": part.has_missing,
                    "has_other": part.has_other,
                    "yes_no": part.yes_no,
                    "mean": part.mean,
                    "spread": part.spread,
                    "middles": part.middles.tolist(),
                    "cuts": part.cuts.tolist(),
                    "level_rows": part.level_rows.tolist(),
                }
                for part in self.parts
            ],
        }


def design_from(numbers: dict[str, Any]) -> Design:
    """The inverse of ``Design.to_numbers``."""
    parts = []
    for part in numbers["parts"]:
        arrays = {name: np.array(part[name], dtype=float) for name in ("middles", "cuts", "level_rows")}
        levels = None if part["levels"] is None else tuple(part["levels"])
        parts.append(Part(**{**part, **arrays, "levels": levels}))
    return Design(parts=tuple(parts), means=np.array(numbers["means"], dtype=float))


def design_of(columns: Columns, times: np.ndarray, words: set[str]) -> Design:
    """Learn the design from the rows that count."""
    parts = []
    for name in columns.names:
        as_words = name in columns.words or name in words
        parts.append(_word_part(columns, name, times) if as_words else _number_part(columns, name, times))
    means = [times @ part.matrix(columns) / times.sum() for part in parts]
    return Design(parts=tuple(parts), means=np.concatenate(means))


def _number_part(columns: Columns, name: str, times: np.ndarray) -> Part:
    values = columns.numbers(name).astype(float)
    refuse_infinite(name, values)
    met = ~np.isnan(values) & (times > 0)
    missing = float(times[np.isnan(values)].sum())
    mass = float(times[met].sum())
    unit = float(np.abs(values[met]).max(initial=0.0)) or 1.0  # squares of the largest numbers would not fit
    mean = unit * float(times[met] @ (values[met] / unit) / mass) if mass else 0.0
    spread = (
        unit * float(np.sqrt(times[met] @ (values[met] / unit - mean / unit) ** 2 / mass)) if mass else 0.0
    )
    if spread <= 1e-12 * max(abs(mean), 1.0):
        spread = 0.0
    cuts = quantile_cuts(values, times, INTERVALS) if spread else np.empty(0)
    place = np.searchsorted(cuts, values[met], side="right")
    rows = np.bincount(place, weights=times[met], minlength=len(cuts) + 1)
    sums = np.bincount(place, weights=times[met] * values[met], minlength=len(cuts) + 1)
    return Part(
        name=name,
        levels=None,
        has_missing=missing > 0 and mass > 0,
        yes_no=len(cuts) == 1 and bool(np.isin(values[met], (0.0, 1.0)).all()),
        mean=mean,
        spread=spread,
        middles=_middles(rows, sums, cuts),
        cuts=cuts,
        level_rows=np.append(rows, [missing, 0.0]),
    )


def _middles(rows: np.ndarray, sums: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Mean of each bin; a bin with few rows gets its edge, since the mean of one row is that row's value."""
    if not len(cuts):
        return sums / np.maximum(rows, 1e-12)
    edges = np.append(cuts, cuts[-1])
    return np.where(rows >= FEWEST_BEHIND_A_MEAN, sums / np.maximum(rows, 1e-12), edges)


def _word_part(columns: Columns, name: str, times: np.ndarray) -> Part:
    words = columns.text(name).cast(pl.String)
    counted = {}
    codes = words.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    rows = np.bincount(codes, weights=times)
    ordered = words.drop_nulls().unique().sort().to_list()
    for code, level in enumerate(ordered, start=1):
        if rows[code] > 0:
            counted[level] = float(rows[code])
    ranked = sorted(counted, key=lambda level: (-counted[level], level))
    kept, rare = ranked[:MOST_WORDS], ranked[MOST_WORDS:]
    missing = float(rows[0]) if words.null_count() else 0.0
    other = sum(counted[level] for level in rare)
    tail = [missing] * (missing > 0) + [other] * bool(rare)
    return Part(
        name=name,
        levels=tuple(kept),
        has_missing=missing > 0,
        has_other=bool(rare),
        level_rows=np.array([*(counted[level] for level in kept), *tail]),
    )


def refuse_infinite(name: str, values: np.ndarray) -> None:
    """Infinite numbers cannot be standardised."""
    wrong = int(np.isinf(values).sum())
    if wrong:
        raise DataFault(
            f"column {name!r} holds infinite numbers (inf), which a slope cannot take",
            where="X",
            found=f"{wrong} of {len(values)} rows",
            mend="make them missing, or use the additive model, which puts them in the outermost bin",
        )
