"""Keys and chance without state: a cluster's weight in a replicate is a function of its key, the seed and the replicate.

That makes a bootstrap reproducible and free of row order, machine and number of threads. The keys are FNV-1a hashes of
the text, so they are the same in every version of every library.
"""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@njit(inline="always")
def mix(z):  # type: ignore[no-untyped-def]
    """Finaliser of splitmix64: every bit of the input moves every bit of the output."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _fnv(offsets: NDArray[np.int64], text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    keys = np.empty(offsets.size - 1, np.uint64)
    for i in range(keys.size):
        h = np.uint64(0xCBF29CE484222325)
        for j in range(offsets[i], offsets[i + 1]):
            h = (h ^ np.uint64(text[j])) * np.uint64(0x100000001B3)
        keys[i] = h
    return keys


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
    text = series.cast(pl.String).fill_null("\0").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = text.buffers()
    starts = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    return _fnv(starts, np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8))


def poisson_table(bits: int = 16) -> NDArray[np.uint8]:
    """Poisson(1) weights by the inverse of their distribution, for ``bits`` random bits."""
    mass = np.cumsum([exp(-1.0) / factorial(k) for k in range(12)])
    return np.searchsorted(mass, (np.arange(2**bits) + 0.5) / 2**bits).astype(np.uint8)


@njit(inline="always")
def fill_weights(key, seed, table, weights):  # type: ignore[no-untyped-def]
    """Poisson(1) weights of one cluster in ``weights.size`` replicates (a multiple of four)."""
    base = mix(key * _SPREAD + seed)
    for b in range(weights.size // 4):
        z = mix(base + np.uint64(b + 1) * np.uint64(0xD1B54A32D192ED03))
        weights[4 * b] = table[z & np.uint64(0xFFFF)]
        weights[4 * b + 1] = table[(z >> np.uint64(16)) & np.uint64(0xFFFF)]
        weights[4 * b + 2] = table[(z >> np.uint64(32)) & np.uint64(0xFFFF)]
        weights[4 * b + 3] = table[z >> np.uint64(48)]
