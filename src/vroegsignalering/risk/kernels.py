"""The compiled loops over rows: binning, refreshing the working residual, moving along one feature, scoring.

Rows are worked in a fixed number of blocks whatever the number of cores, and block sums are added in block order,
so that a fit gives the same bytes on every machine of a kind. No random numbers, no clock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit

PLACES = 256
CHUNK = 4096
BLOCK_FROM = 100_000
TABLE_FROM = 50_000
MOST_STEPS = 6
BLOCKS = 4
LANES = 4
"""Rows after each other add to sums of their own: most fall into the same bin, and an addition would wait for the last."""


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=min(BLOCKS, os.cpu_count() or 1))


def in_blocks(work: Callable[[int, int], Any], rows: int) -> list[Any]:
    """``work(start, stop)`` over fixed blocks of rows, in threads; results in block order."""
    if rows < BLOCK_FROM:
        return [work(0, rows)]
    bounds = [rows * b // BLOCKS for b in range(BLOCKS + 1)]
    return list(_pool().map(work, bounds[:-1], bounds[1:]))


def start_table(cuts: np.ndarray) -> np.ndarray:
    """For each upper half of a float32 (sign, exponent, seven bits): the first cut that may lie above such a number."""
    keys = _keys(cuts.astype(np.float32))
    return np.searchsorted(keys, np.arange(65_537), side="left").astype(np.int16)


def _keys(values: np.ndarray) -> np.ndarray:
    bits = values.view(np.uint32)
    ordered = np.where(bits >> 31 == 1, ~bits, bits | np.uint32(0x80000000))
    return (ordered >> np.uint32(16)).astype(np.int64)


def bin_numbers(values: np.ndarray, cuts: np.ndarray, missing: int) -> np.ndarray:
    """The bin of each number: how many cuts lie at or below it; ``missing`` for NaN."""
    if len(values) < TABLE_FROM:
        return np.where(np.isnan(values), missing, np.searchsorted(cuts, values, side="right")).astype(
            np.uint8
        )
    codes = np.empty(len(values), np.uint8)
    values, starts = np.ascontiguousarray(values), start_table(cuts)
    steps = int(np.diff(starts).max())
    with np.errstate(over="ignore"):
        bits = values.astype(np.float32, copy=False).view(np.uint32)
    work, ends = (_walk, np.append(cuts, np.nan)) if steps <= MOST_STEPS else (_halve, cuts)
    in_blocks(
        lambda start, stop: work(values, bits, ends, starts, steps, missing, codes, start, stop), len(values)
    )
    return codes


@njit(cache=True, nogil=True)
def _key(value, bits):  # type: ignore[no-untyped-def]
    b = bits if value != 0.0 else np.uint32(0)  # minus nought is nought
    return (~b if b >> np.uint32(31) else b | np.uint32(0x80000000)) >> np.uint32(16)


@njit(cache=True, nogil=True)
def _walk(values, bits, cuts, starts, steps, missing, codes, start, stop):  # type: ignore[no-untyped-def]
    """A fixed number of steps up from the table's first cut, without a branch; cuts end with a NaN that stops all."""
    for i in range(start, stop):
        value = values[i]
        place = np.int64(starts[_key(value, bits[i])])
        for _ in range(steps):
            place += cuts[place] <= value
        codes[i] = missing if np.isnan(value) else place


@njit(cache=True, nogil=True)
def _halve(values, bits, cuts, starts, steps, missing, codes, start, stop):  # type: ignore[no-untyped-def]
    """A binary search between the table's two cuts, for cuts that lie close together."""
    for i in range(start, stop):
        value = values[i]
        if np.isnan(value):
            codes[i] = missing
            continue
        key = _key(value, bits[i])
        low, high = starts[key], starts[key + 1]
        while low < high:
            middle = (low + high) >> 1
            if cuts[middle] <= value:
                low = middle + 1
            else:
                high = middle
        codes[i] = low


@njit(cache=True, nogil=True)
def _lanes(sums):  # type: ignore[no-untyped-def]
    """Lanes added up in their order: rows x lanes x places to rows x places. A sum over an axis compiles ten times as long."""
    out = np.zeros((sums.shape[0], sums.shape[2]))
    for j in range(sums.shape[0]):
        for lane in range(sums.shape[1]):
            for place in range(sums.shape[2]):
                out[j, place] += sums[j, lane, place]
    return out


@njit(cache=True, nogil=True, fastmath=True)
def refresh(codes, y, weight, weighted, tables, intercept, residual, curvature, start, stop):  # type: ignore[no-untyped-def]
    """Residual and curvature of each row from the tables; curvature summed per bin; log loss, residual, curvature."""
    terms = codes.shape[0]
    sums = np.zeros((terms, LANES, PLACES))
    logit, bent = np.empty(CHUNK, np.float32), np.empty(CHUNK)
    loss, moved, curved = 0.0, 0.0, 0.0
    for begin in range(start, stop, CHUNK):
        m = min(CHUNK, stop - begin)
        logit[:m] = intercept
        for j in range(terms):
            column, table = codes[j], tables[j]
            for i in range(m):
                logit[i] += table[column[begin + i]]
        for i in range(m):
            value = logit[i]
            tail = np.exp(-abs(value))
            small = tail / (np.float32(1.0) + tail)
            risk = np.float32(1.0) - small if value >= 0 else small
            gap = np.float32(y[begin + i]) - risk
            bend = max(small * (np.float32(1.0) - small), np.float32(1e-9))
            residual[begin + i] = gap
            curvature[begin + i] = bend
            times = weight[begin + i] if weighted else 1.0
            bent[i] = times * bend
            moved += times * gap
            curved += times * bend
            loss += times * (max(value, np.float32(0.0)) - value * y[begin + i] + np.log1p(tail))
        for j in range(terms):
            column, into = codes[j], sums[j]
            for i in range(m):
                into[i % LANES, column[begin + i]] += bent[i]
    return _lanes(sums), loss, moved, curved


@njit(cache=True, nogil=True, fastmath=True)
def move(before, step, column, residual, curvature, weight, weighted, start, stop):  # type: ignore[no-untyped-def]
    """Take the previous feature's step out of the linearised residual and sum it per bin of the next feature."""
    sums = np.zeros((1, LANES, PLACES))
    into = sums[0]
    for i in range(start, stop):
        left = residual[i] - curvature[i] * step[before[i]]
        residual[i] = left
        into[i % LANES, column[i]] += weight[i] * left if weighted else left
    return _lanes(sums)[0]


@njit(cache=True, nogil=True)
def score(codes, tables, intercept, out, start, stop):  # type: ignore[no-untyped-def]
    """Logit of each row: intercept plus looked-up terms, in float64."""
    for begin in range(start, stop, CHUNK):
        m = min(CHUNK, stop - begin)
        for i in range(m):
            out[begin + i] = intercept
        for j in range(codes.shape[0]):
            column, table = codes[j], tables[j]
            for i in range(m):
                out[begin + i] += table[column[begin + i]]


@njit(cache=True, nogil=True)
def spread(codes, tables, out, start, stop):  # type: ignore[no-untyped-def]
    """Looked-up terms, rows x terms."""
    for i in range(start, stop):
        for j in range(codes.shape[0]):
            out[i, j] = tables[j, codes[j, i]]


@njit(cache=True, nogil=True)
def along_slope(values, slope, base, absent, out):  # type: ignore[no-untyped-def]
    """``base + slope * value`` into ``out``, ``absent`` for NaN; whether any value is infinite."""
    infinite = False
    for i in range(len(values)):
        value = values[i]
        infinite |= np.isinf(value)
        out[i] = absent if np.isnan(value) else base + slope * value
    return infinite


def count(
    codes: np.ndarray, y: np.ndarray, weight: np.ndarray, weighted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and outcomes per bin of each feature, weighted."""
    parts = in_blocks(lambda start, stop: _count(codes, y, weight, weighted, start, stop), len(y))
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


@njit(cache=True, nogil=True)
def _count(codes, y, weight, weighted, start, stop):  # type: ignore[no-untyped-def]
    rows, outcomes = np.zeros((codes.shape[0], LANES, PLACES)), np.zeros((codes.shape[0], LANES, PLACES))
    for j in range(codes.shape[0]):
        column = codes[j]
        for i in range(start, stop):
            times = weight[i] if weighted else 1.0
            rows[j, i % LANES, column[i]] += times
            outcomes[j, i % LANES, column[i]] += times * y[i]
    return _lanes(rows), _lanes(outcomes)


@njit(cache=True, nogil=True)
def count_pair(first, second, values):  # type: ignore[no-untyped-def]
    """Sum of ``values`` per pair of bins of two features."""
    sums = np.zeros((PLACES, PLACES))
    for i in range(len(first)):
        sums[first[i], second[i]] += values[i]
    return sums


@njit(cache=True, nogil=True)
def sums_by_place(codes, first, second, places):  # type: ignore[no-untyped-def]
    """Sums of two numbers per row, for every feature and place on it: float64 [features, 2, places]."""
    sums = np.zeros((codes.shape[0], 2, places))
    for j in range(codes.shape[0]):
        column, part = codes[j], sums[j]
        for i in range(column.size):
            part[0, column[i]] += first[i]
            part[1, column[i]] += second[i]
    return sums
