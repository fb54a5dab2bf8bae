"""Chance by key: an opaque number per person, and which part and lot follow from it.

The same person gets the same number on every machine and in every run; no generator is used, so the order of rows
does not matter. A number does not lead back to its key without the key.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.registers.decode import SECOND_LETTER
from vroegsignalering.study.definition import Split

_LOT = np.uint64(0xD1B54A32D192ED03)


def opaque(person: pl.Series) -> np.ndarray:
    """An opaque 64-bit number per person key, the same on every machine (splitmix64 of its digits)."""
    if person.dtype != pl.String:
        return _mix((person % SECOND_LETTER).to_numpy().astype(np.uint64))
    digits = person.str.slice(1).cast(pl.UInt64, strict=False)
    if digits.null_count():
        digits = (
            person.str.encode("hex").str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
        )
    return _mix(digits.fill_null(0).to_numpy().astype(np.uint64))


def _mix(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def lot(cluster: np.ndarray) -> np.ndarray:
    """A number from 0 to 1 per person, drawn once for all; independent of the parts."""
    return (_mix(cluster ^ _LOT) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def part_of(cluster: np.ndarray, split: Split, seed: int) -> np.ndarray:
    """Which part a person belongs to, 0 train, 1 calibrate, 2 test; the same person always the same part."""
    uniform = (_mix(cluster ^ _mix(np.array([seed], np.uint64))) >> np.uint64(11)).astype(
        np.float64
    ) * 2.0**-53
    return np.digitize(uniform, [split.train, split.train + split.calibrate]).astype(np.int8)
