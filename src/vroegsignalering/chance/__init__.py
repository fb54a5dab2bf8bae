"""Chance by key: a number that follows from a key and a seed, the same on every machine and for every order of rows.

No generator is drawn from, so nothing depends on which row comes first. A number does not lead back to its key without
the key. Keys that are text become numbers in :mod:`~vroegsignalering.chance.words`.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

__all__ = ["STEP", "finalised", "mixed", "shares", "unit"]

Bits = TypeVar("Bits", np.uint64, np.ndarray)

STEP = np.uint64(0x9E3779B97F4A7C15)
"""What splitmix64 adds before it mixes: 2**64 over the golden ratio."""


def finalised(z: Bits) -> Bits:
    """Every bit of the input moves every bit of the output: the last step of splitmix64 (Steele, Lea and Flood, 2014).

    Parameters
    ----------
    z : uint64, one or an array

    Returns
    -------
    uint64, as many

    Examples
    --------
    >>> int(finalised(np.zeros(1, np.uint64))[0])
    0
    """
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def mixed(keys: np.ndarray) -> np.ndarray:
    """The number that splitmix64 gives after each key.

    Parameters
    ----------
    keys : uint64 array, n

    Returns
    -------
    uint64 array, n

    Examples
    --------
    >>> hex(mixed(np.zeros(1, np.uint64))[0])  # the first number of splitmix64 from seed 0
    '0xe220a8397b1dcdaf'
    """
    return np.asarray(finalised(keys + STEP))


def shares(keys: np.ndarray, seed: int) -> np.ndarray:
    """A number from 0 to 1 per key, evenly spread; another seed gives numbers that have nothing to do with these.

    Parameters
    ----------
    keys : uint64 array, n
    seed : int, 0 or more

    Returns
    -------
    float array, n
        At least 0, below 1.

    Examples
    --------
    >>> bool((shares(np.arange(3, dtype=np.uint64), 1) < 1).all())
    True
    """
    return unit(mixed(keys ^ mixed(np.array([seed], np.uint64))))


def unit(bits: np.ndarray) -> np.ndarray:
    """The upper 53 bits of each number, as a number from 0 to 1.

    Parameters
    ----------
    bits : uint64 array, n

    Returns
    -------
    float array, n

    Examples
    --------
    >>> float(unit(np.array([2**63], np.uint64))[0])
    0.5
    """
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53)
