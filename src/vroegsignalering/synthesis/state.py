"""The simulated Netherlands as arrays: one entry per person ever present, one per household ever formed.

Structure of arrays, so that every step is a few passes over contiguous memory. Persistent traits (ability,
footing, thrift, the slow part of income) sit on persons, so that poverty has persisters, leavers and
relapsers even when households change. It holds data only; the rules are in ``people``, ``work``, ``income``,
``lines``, ``wealth`` and ``debts``.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date

import numpy as np

CHILD, HEAD, PARTNER, OTHER, INMATE = 0, 1, 2, 3, 4
"""Place in the household; INMATE lives in an institution."""

PRESENT, DIED, EMIGRATED = 0, 1, 2

ABOVE = (150.0, 200.0)
"""Percent of the low-income line and of the social minimum that stands for a year above both, where no income is simulated."""

_EPOCH = date(1970, 1, 1).toordinal()

PERSON_FIELDS: dict[str, type] = {
    "birth": np.int32,  # days since 1970-01-01
    "sex": np.int8,  # 0 man, 1 woman
    "origin": np.int8,
    "born_abroad": np.int8,
    "parents_abroad": np.int8,
    "education": np.int8,  # final level 0-4
    "ability": np.float32,
    "footing": np.float32,
    "thrift": np.float32,
    "swing": np.float32,  # the slow part of income that nobody observes
    "household": np.int64,
    "place": np.int8,
    "mother": np.int32,
    "father": np.int32,
    "gone": np.int8,
    "gone_on": np.int32,
    "here_from": np.int32,
    "secm": np.int8,  # socio-economic category on 1 January
    "low": np.int8,  # years in succession below the low-income line, capped at 9
    "low101": np.int8,
    "low120": np.int8,
    "needs": np.int8,  # same for basic needs
    "since_low": np.int8,  # years since last below the low-income line, capped at 9
    "line_1": np.float32,  # percent of the low-income line one, two, three years ago; 0 outside the population
    "line_2": np.float32,
    "line_3": np.float32,
    "minimum_1": np.float32,
    "minimum_2": np.float32,
    "minimum_3": np.float32,
    "debt": np.float32,
    "arrear": np.int8,
    "wanbetaler": np.int8,
    "wsnp_from": np.int32,
}
HOUSEHOLD_FIELDS: dict[str, type] = {
    "gem": np.int16,
    "owner": np.int8,
    "address": np.int64,
    "began": np.int32,  # day on which the present composition or address began
    "married": np.int8,
    "union_from": np.int32,
    "kind": np.int8,  # 0 private, 1 student, 2 institution
}


class Columns:
    """Arrays of equal length that grow together."""

    def __init__(self, fields: dict[str, type], size: int) -> None:
        self._fields = fields
        for name, kind in fields.items():
            setattr(self, name, np.zeros(size, dtype=kind))

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self._fields))))

    def __getattr__(self, name: str) -> np.ndarray:
        raise AttributeError(name)

    def grow(self, by: int) -> np.ndarray:
        """Append ``by`` zero entries and return their indices."""
        start = len(self)
        for name, kind in self._fields.items():
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(by, dtype=kind)]))
        return np.arange(start, start + by)

    def copy(self) -> Columns:
        """An independent copy."""
        out = copy.copy(self)
        for name in self._fields:
            setattr(out, name, getattr(self, name).copy())
        return out


@dataclass(slots=True, kw_only=True)
class State:
    """One shard at the start of a year.

    Parameters
    ----------
    year : int
        The state is that of 1 January of this year.
    persons, households : Columns
    rng : numpy.random.Generator
        The shard's only source of chance.
    closed : bool
        True for a single gemeente, where movers stay inside.
    whole : bool
        Whether the shard is a cross-section of the country, so that the shares of the country are its own.
    """

    year: int
    persons: Columns
    households: Columns
    rng: np.random.Generator
    gem_shares: np.ndarray
    closed: bool = False
    whole: bool = True
    addresses: int = 0
    changes: list[dict[str, np.ndarray]] = field(default_factory=list)

    def new_addresses(self, count: int) -> np.ndarray:
        """Fresh address numbers within the shard."""
        start = self.addresses
        self.addresses += count
        return np.arange(start, start + count, dtype=np.int64)

    def present(self) -> np.ndarray:
        """Indices of residents."""
        return np.flatnonzero(self.persons.gone == PRESENT)

    def depart(self, who: np.ndarray, how: int, days: np.ndarray) -> None:
        """Persons die or leave the country (``DIED``, ``EMIGRATED``) on the day of their household."""
        p = self.persons
        p.gone[who] = how
        p.gone_on[who] = days[p.household[who]]

    def age(self, who: np.ndarray, day: int) -> np.ndarray:
        """Whole years of age on a day (days since 1970)."""
        return ((day - self.persons.birth[who]) / 365.2425).astype(np.int32)

    def copy(self, rng: np.random.Generator) -> State:
        """An independent copy with another source of chance."""
        return State(
            year=self.year,
            persons=self.persons.copy(),
            households=self.households.copy(),
            rng=rng,
            gem_shares=self.gem_shares,
            closed=self.closed,
            whole=self.whole,
            addresses=self.addresses,
        )


def among(codes: np.ndarray, *wanted: int) -> np.ndarray:
    """Which codes are one of a few wanted; for few, much faster than ``np.isin``.

    Parameters
    ----------
    codes : array of int
    wanted : int

    Returns
    -------
    array of bool

    Examples
    --------
    >>> among(np.array([1, 4, 2]), HEAD, PARTNER).tolist()
    [True, False, True]
    """
    found = np.asarray(codes == wanted[0])
    for code in wanted[1:]:
        found |= codes == code
    return found


def day_of(year: int, month: int = 1, day: int = 1) -> int:
    """Days since 1970-01-01."""
    return date(year, month, day).toordinal() - _EPOCH
