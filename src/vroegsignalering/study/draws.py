"""Chance by key: an opaque number per person, and which part and lot follow from it.

The same person gets the same number on every machine and in every run.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.chance import mixed, shares, unit
from vroegsignalering.registers.decode import SECOND_LETTER
from vroegsignalering.study.definition import Split

_LOT = np.uint64(0xD1B54A32D192ED03)


def opaque(person: pl.Series) -> np.ndarray:
    """An opaque 64-bit number per person key, the same on every machine (splitmix64 of its digits)."""
    if person.dtype != pl.String:
        return mixed((person % SECOND_LETTER).to_numpy().astype(np.uint64))
    digits = person.str.slice(1).cast(pl.UInt64, strict=False)
    if digits.null_count():
        digits = (
            person.str.encode("hex").str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
        )
    return mixed(digits.fill_null(0).to_numpy().astype(np.uint64))


def lot(cluster: np.ndarray) -> np.ndarray:
    """A number from 0 to 1 per person, drawn once for all; independent of the parts."""
    return unit(mixed(cluster ^ _LOT))


def part_of(cluster: np.ndarray, split: Split, seed: int) -> np.ndarray:
    """Which part a person belongs to, 0 train, 1 calibrate, 2 test; the same person always the same part."""
    bounds = [split.train, split.train + split.calibrate]
    return np.digitize(shares(cluster, seed), bounds).astype(np.int8)
