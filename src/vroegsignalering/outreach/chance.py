"""Intervals with cells as the unit of chance: whole cells are drawn again, and households within them.

An interval over households alone would be too narrow, since a plan switches whole cells on or off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

Pair = tuple[np.ndarray, np.ndarray]
"""A figure and its replicates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Blocks of households drawn together: cells, and like households outside the cells.

    ``of`` gives each household's block, the ``cells`` first; ``size`` the households per block; ``weights`` is replicates x
    blocks.
    """

    of: np.ndarray
    cells: int
    size: np.ndarray
    weights: np.ndarray

    def of_blocks(self, column: np.ndarray, code: np.ndarray | None = None, codes: int = 1) -> np.ndarray:
        """Total of a column per block; with ``code`` (of ``codes`` groups) per group and block."""
        count = self.weights.shape[1]
        place = self.of if code is None else code * count + self.of
        total = np.bincount(place, weights=column, minlength=codes * count)
        return total if code is None else total.reshape(codes, count)

    def folded(self, counts: np.ndarray) -> Pair:
        """Counts per cell and, in the last place, outside all cells; now and in each replicate."""
        inside, outside = counts[: self.cells], counts[self.cells :]
        now = np.append(inside, outside.sum())
        return now, np.column_stack(
            [self.weights[:, : self.cells] * inside, self.weights[:, self.cells :] @ outside]
        )

    def sums(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Totals (k) and their replicates (replicates x k) of n x k columns."""
        per_block = np.stack([self.of_blocks(column) for column in columns.T], axis=1)
        return per_block.sum(axis=0), self.weights @ per_block


def blocks(cell: np.ndarray, cells: int, outside: pl.DataFrame, replicates: int, seed: int) -> Blocks:
    """Blocks for a bootstrap.

    Parameters
    ----------
    cell : int array, n
        -1 outside the cells.
    cells : int
        How many cells there are.
    outside : polars.DataFrame, n rows
        Groups by which households outside the cells are taken together.
    replicates : int
    seed : int
    """
    key = outside.select(pl.concat_str(pl.all(), separator="|")).to_series()
    names = key.filter(pl.Series(cell < 0)).unique().sort()
    number = key.replace_strict(names, pl.Series(range(len(names)), dtype=pl.Int64), default=0).to_numpy()
    of = np.where(cell >= 0, cell, cells + number)
    size = np.bincount(of, minlength=cells + len(names))
    generator = np.random.default_rng([seed, 10])
    again = [
        generator.multinomial(count, np.full(count, 1 / count), size=replicates)
        for count in (cells, len(names))
        if count
    ]
    drawn = np.concatenate(again, axis=1)
    weights = generator.poisson(drawn * size) / np.maximum(size, 1)
    return Blocks(of=of, cells=cells, size=size.astype(float), weights=weights.astype(float))


def interval(replicates: np.ndarray) -> tuple[float, float]:
    """Middle 95 % of finite replicates; NaN when fewer than half are."""
    finite = replicates[np.isfinite(replicates)]
    if len(finite) < max(len(replicates) / 2, 2):
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [0.025, 0.975])
    return float(low), float(high)


def ratio(top: Pair, bottom: Pair) -> Pair:
    """A ratio of totals and of their replicates; NaN where nothing stands below the line."""
    return _over(top[0], bottom[0]), _over(top[1], bottom[1])


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    there = np.asarray(bottom) > 0
    return np.where(there, top / np.where(there, bottom, 1.0), np.nan)
