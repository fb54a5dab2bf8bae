"""Cuts every column once into at most 253 bins, so that a model is a table and 18 million rows are bytes.

Numeric columns are cut at weighted quantiles; cuts are rounded to a thousandth of the column's spread, which keeps
them readable and keeps a person's value out of them. Missing is a bin of its own; a word never seen before has a
place too (effect nought unless rare words were pooled there). Infinite numbers fall in the outermost bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from vroegsignalering.risk.columns import Columns, places_of
from vroegsignalering.risk.kernels import bin_numbers

MOST_BINS = 253
SAMPLE_ROWS = 200_000
TAIL_ROWS, MOST_TAILS = 20, 6

Kind = Literal["ordered", "levels"]
Scale = Literal["real", "whole", "yes_no"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bins:
    """How one column becomes bytes: ``0..size-1``, then ``size`` for missing and ``size + 1`` for other words.

    Parameters
    ----------
    name : str
    kind : {"ordered", "levels"}
    cuts : float array, ascending
        Bin ``b`` of an ordered column holds ``cuts[b-1] <= x < cuts[b]``.
    levels : tuple of str
        Words of a levels column, the most frequent first.
    scale : {"real", "whole", "yes_no"}
        What the numbers are, for readers; no prediction depends on it.
    """

    name: str
    kind: Kind
    cuts: np.ndarray
    levels: tuple[str, ...] = ()
    scale: Scale = "real"

    @property
    def size(self) -> int:
        """Number of bins without the places for missing and other."""
        return len(self.cuts) + 1 if self.kind == "ordered" else len(self.levels)

    def codes(self, columns: Columns) -> np.ndarray:
        """The column as uint8 codes, one per row."""
        if self.kind == "levels":
            return self._level_codes(columns.text(self.name))
        return bin_numbers(columns.numbers(self.name), self.cuts, self.size)

    def _level_codes(self, words: pl.Series) -> np.ndarray:
        return places_of(words, self.levels).astype(np.uint8)


def bins_of(
    columns: Columns,
    name: str,
    weight: np.ndarray | None,
    *,
    as_levels: bool,
    most: int,
    sample: np.ndarray | None,
) -> Bins:
    """The bins of one column, learned from all rows (words) or a fixed sample of them (numbers)."""
    if as_levels or name in columns.words:
        return _level_bins(name, columns.text(name), weight, most)
    values = columns.numbers(name)
    if sample is not None:
        values, weight = values[sample], None if weight is None else weight[sample]
    return Bins(name=name, kind="ordered", cuts=quantile_cuts(values, weight, most), scale=_scale(values))


def _scale(values: np.ndarray) -> Scale:
    met = values[np.isfinite(values)]
    if not len(met) or not bool((met == np.floor(met)).all()):
        return "real"
    return "yes_no" if met.min() >= 0 and met.max() <= 1 else "whole"


def _level_bins(name: str, words: pl.Series, weight: np.ndarray | None, most: int) -> Bins:
    counted = (
        pl.DataFrame({"level": words.cast(pl.String), "n": np.ones(len(words)) if weight is None else weight})
        .lazy()
        .filter(pl.col("level").is_not_null() & (pl.col("n") > 0))
        .group_by("level", maintain_order=True)
        .agg(pl.col("n").sum())
        .sort(["n", "level"], descending=[True, False])
        .head(most)
        .collect()
    )
    return Bins(name=name, kind="levels", cuts=np.empty(0), levels=tuple(counted["level"].to_list()))


def quantile_cuts(values: np.ndarray, weight: np.ndarray | None, most: int) -> np.ndarray:
    """Ascending cuts between distinct values, at most ``most - 1``, at weighted quantiles."""
    keep = np.isfinite(values)
    values = values[keep].astype(np.float64)
    mass = np.ones(len(values)) if weight is None else weight[keep]
    values, mass = values[mass > 0], mass[mass > 0]
    distinct, place = np.unique(values, return_inverse=True)
    if len(distinct) < 2:
        return np.empty(0)
    below = np.cumsum(np.bincount(place, weights=mass))
    if len(distinct) <= most:
        chosen = np.arange(len(distinct) - 1)
    else:
        steps = below[-1] * _shares(most, below[-1])
        chosen = np.unique(np.clip(np.searchsorted(below, steps - 1e-9 * below[-1]), 0, len(distinct) - 2))
    lower, upper = distinct[chosen], distinct[chosen + 1]
    return _readable(lower / 2 + upper / 2, distinct, below)


def _shares(most: int, mass: float) -> np.ndarray:
    """Shares of the rows below each cut: even steps, but halves of halves in the tails, where shapes are steep.

    A tail bin holds at least :data:`TAIL_ROWS` rows.
    """
    tails = int(np.clip(np.log2(max(mass / most / TAIL_ROWS, 1.0)), 0, MOST_TAILS))
    tails = min(tails, (most - 1) // 8)
    even = np.arange(1, most - 2 * tails) / (most - 2 * tails)
    outer = even[0] * 0.5 ** np.arange(tails, 0, -1)
    return np.concatenate([outer, even, 1.0 - outer[::-1]])


def _readable(cuts: np.ndarray, distinct: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Cuts rounded to a thousandth of the spread of the middle nine tenths; twins fall together."""
    low, high = distinct[
        np.searchsorted(below, below[-1] * np.array([0.05, 0.95])).clip(0, len(distinct) - 1)
    ]
    with np.errstate(over="ignore"):
        spread = high - low if high > low else distinct[-1] - distinct[0]
    if not np.isfinite(spread):
        return np.unique(cuts)
    digits = 3 - int(np.floor(np.log10(spread)))
    if abs(digits) > 300:
        return np.unique(cuts)
    rounded = np.unique(np.round(cuts, digits) if digits <= 15 else cuts)
    return rounded[(rounded > distinct[0]) & (rounded <= distinct[-1])]
