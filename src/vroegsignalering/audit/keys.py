"""Keys and chance without state: a cluster's weight in a replicate is a function of its key, the seed and the replicate.

That makes a bootstrap reproducible and free of row order, machine and number of threads.
"""

from __future__ import annotations

from math import exp, factorial
from typing import Any

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from vroegsignalering.chance import STEP, finalised
from vroegsignalering.chance.words import word_keys

mix: Any = njit(inline="always")(finalised)


def key_hashes(values: NDArray[np.generic] | pl.Series) -> NDArray[np.uint64]:
    """64-bit keys of text or whole numbers; equal values, equal keys.

    Parameters
    ----------
    values : array or series, n
        Strings or integers; null is a key of its own.

    Examples
    --------
    >>> bool(key_hashes(np.array(["a", "b", "a"]))[0] == key_hashes(np.array(["x", "a"]))[1])
    True
    """
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    if series.dtype.is_integer() and series.null_count() == 0:
        return series.cast(pl.Int64, wrap_numerical=True).to_numpy().view(np.uint64)
    return word_keys(series.cast(pl.String).fill_null("\0"))


def poisson_table(bits: int = 16) -> NDArray[np.uint8]:
    """Poisson(1) weights by the inverse of their distribution, for ``bits`` random bits."""
    mass = np.cumsum([exp(-1.0) / factorial(k) for k in range(12)])
    return np.searchsorted(mass, (np.arange(2**bits) + 0.5) / 2**bits).astype(np.uint8)


@njit(inline="always")
def fill_weights(key, seed, table, weights):  # type: ignore[no-untyped-def]
    """Poisson(1) weights of one cluster in ``weights.size`` replicates (a multiple of four)."""
    base = mix(key * STEP + seed)
    for b in range(weights.size // 4):
        z = mix(base + np.uint64(b + 1) * np.uint64(0xD1B54A32D192ED03))
        weights[4 * b] = table[z & np.uint64(0xFFFF)]
        weights[4 * b + 1] = table[(z >> np.uint64(16)) & np.uint64(0xFFFF)]
        weights[4 * b + 2] = table[(z >> np.uint64(32)) & np.uint64(0xFFFF)]
        weights[4 * b + 3] = table[z >> np.uint64(48)]
