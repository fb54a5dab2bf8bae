"""A number per word, by FNV-1a over its bytes: the same in every version of every library.

The hash of a word is public and quick, so it hides nothing; it only serves to draw by (Fowler, Noll and Vo, 1991).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def _hashed(offsets: NDArray[np.int64], text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    keys = np.empty(offsets.size - 1, np.uint64)
    for i in range(keys.size):
        h = np.uint64(0xCBF29CE484222325)
        for j in range(offsets[i], offsets[i + 1]):
            h = (h ^ np.uint64(text[j])) * np.uint64(0x100000001B3)
        keys[i] = h
    return keys


def word_keys(words: pl.Series) -> NDArray[np.uint64]:
    """64-bit keys of text; equal words, equal keys.

    Parameters
    ----------
    words : Series of text, n
        Without nulls: what a missing key means is for the caller to say.

    Returns
    -------
    uint64 array, n

    Examples
    --------
    >>> hex(word_keys(pl.Series(["a"]))[0])  # the published example of FNV-1a
    '0xaf63dc4c8601ec8c'
    """
    text = words.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = text.buffers()
    starts = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    return np.asarray(
        _hashed(starts, np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8))
    )
