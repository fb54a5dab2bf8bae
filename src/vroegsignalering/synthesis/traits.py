"""Hidden traits of persons, households and dwellings that never change: a normal number that follows from their number.

Nothing is drawn: the same number and salt give the same trait in every year, run and worker. Numbers are small within a
shard, so that traits are worked out once per process and looked up afterwards.
"""

from __future__ import annotations

import numpy as np

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_KEPT = 1_000_000
"""Numbers below which traits are kept: far above those of a shard, so that memory stays small."""

_known: dict[int, np.ndarray] = {}


def dwelling_trait(number: np.ndarray, salt: int = 0) -> np.ndarray:
    """A standard-normal trait, the same every year.

    Parameters
    ----------
    number : array of int
        Of persons, households or addresses within the shard; -1 (nobody) gives an arbitrary trait.
    salt : int
        One per trait.

    Returns
    -------
    array of float
    """
    highest = int(number.max(initial=0)) + 1
    if highest > _KEPT:
        return _normal(number.astype(np.int64) + salt)
    known = _known.get(salt)
    if known is None or len(known) < highest:
        known = _known[salt] = _normal(np.arange(salt, salt + min(2 * highest, _KEPT)))
    return known[number]


def right_half(number: np.ndarray) -> np.ndarray:
    """Whether the trait of a number lies above zero: the first bit of what it is made of."""
    return np.asarray((number.astype(np.uint64) * _MIXER) >> np.uint64(63) == 1)


def _normal(number: np.ndarray) -> np.ndarray:
    mixed = (number.astype(np.uint64) * _MIXER) >> np.uint64(40)
    u = (mixed.astype(np.float64) + 0.5) / 2**24
    return np.asarray(np.sqrt(2) * _erfinv(2 * u - 1))


def _erfinv(x: np.ndarray) -> np.ndarray:
    """Winitzki's approximation, error below 0.003: enough for a hidden trait."""
    log = np.log(1 - x * x)
    first = 2 / (np.pi * 0.147) + log / 2
    return np.asarray(np.sign(x) * np.sqrt(np.sqrt(first**2 - log / 0.147) - first))
