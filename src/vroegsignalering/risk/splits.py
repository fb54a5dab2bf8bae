"""Splits by household or person, so that nobody is in two parts; never by row without a loud warning.

The part of a household follows from a hash of its key and a seed: the same on every machine, whatever the order of
the rows, and the same again next year. Time is split elsewhere, by the years that a study declares.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from vroegsignalering import chance
from vroegsignalering.chance.words import word_keys
from vroegsignalering.risk.faults import GroupWarning, ModelFault


def hashed_keys(keys: Any) -> np.ndarray:
    """A 64-bit number per key, equal on every machine for text and whole numbers.

    Parameters
    ----------
    keys : array or Series of text or whole numbers, n

    Returns
    -------
    uint64 array, n
    """
    series = keys if isinstance(keys, pl.Series) else pl.Series(np.asarray(keys))
    if series.dtype.is_integer():
        return chance.mixed(series.to_numpy().astype(np.uint64, copy=False))
    return chance.mixed(word_keys(series.cast(pl.String).fill_null("")))


def keys_or_warn(group: Any, rows: int, what: str) -> np.ndarray:
    """Hashed household keys; without any, every row is its own and a :class:`GroupWarning` says so."""
    if group is not None:
        hashed = hashed_keys(group)
        if len(hashed) != rows:
            raise ModelFault("group and rows differ in length", where=what, found=f"{len(hashed)} and {rows}")
        return hashed
    warnings.warn(
        f"{what}: no household or person key was given (group=), so every row counts as a household of its own. "
        "Members of one household may then stand on both sides of a split, and intervals come out too narrow.",
        GroupWarning,
        stacklevel=3,
    )
    return chance.mixed(np.arange(rows, dtype=np.uint64))


def split_parts(
    rows: int, *, group: Any, shares: Sequence[float] = (0.6, 0.2, 0.2), seed: int = 0
) -> np.ndarray:
    """The part of each row (0, 1, 2 ...), the same for all rows of a household.

    Parameters
    ----------
    rows : int
    group : household or person keys, n; None warns and splits rows
    shares : shares of households, summing to 1
    seed : int

    Returns
    -------
    int8 array, n

    Raises
    ------
    ModelFault
        The shares do not sum to 1.

    Examples
    --------
    >>> parts = split_parts(4, group=["a", "a", "b", "b"])
    >>> bool(parts[0] == parts[1] and parts[2] == parts[3])
    True
    """
    if abs(sum(shares) - 1) > 1e-9 or min(shares) < 0:
        raise ModelFault(
            "shares of a split must sum to 1", where="split_parts", found=", ".join(map(str, shares))
        )
    place = chance.shares(keys_or_warn(group, rows, "split_parts"), seed)
    return np.digitize(place, np.cumsum(shares)[:-1]).astype(np.int8)


def folds(
    rows: int, *, group: Any, number: int = 5, seed: int = 0
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of row numbers (to fit on, to test on); a household is in one test fold only.

    Parameters
    ----------
    rows : int
    group : household or person keys, n; None warns and splits rows
    number : int, 2 or more
    seed : int

    Yields
    ------
    fit, test : int arrays
        Row numbers.

    Raises
    ------
    ModelFault
        Fewer than two folds.

    Examples
    --------
    >>> [sorted(test.tolist()) for _, test in folds(2, group=["a", "a"], number=2)].count([0, 1])
    1
    """
    if number < 2:
        raise ModelFault("cross-validation needs two folds or more", where="folds", found=str(number))
    fold = (chance.shares(keys_or_warn(group, rows, "folds"), seed) * number).astype(int)
    for one in range(number):
        yield np.flatnonzero(fold != one), np.flatnonzero(fold == one)


def linked_households(person: Any, household: Any) -> np.ndarray:
    """One number per chain of households that share a person over the years: households split and merge.

    Parameters
    ----------
    person, household : keys, n rows (one row per person and year)

    Returns
    -------
    int array, n
        The same number for all rows that any chain of shared persons or households connects.
    """
    persons, person_place = np.unique(np.asarray(person), return_inverse=True)
    homes, home_place = np.unique(np.asarray(household), return_inverse=True)
    size = len(persons) + len(homes)
    links = coo_array(
        (np.ones(len(person_place), np.int8), (person_place, len(persons) + home_place)), shape=(size, size)
    )
    _, component = connected_components(links, directed=False)
    return component[person_place]
