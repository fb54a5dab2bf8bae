"""Dated parameters of income support: value, unit, source and whether anyone verified it.

They are the table of ``facts.scheme_parameters``. A value
holds from its date until the next one, and never beyond the year it was published for: a year without a value
is a clear error, not last year's amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from vroegsignalering import facts
from vroegsignalering.errors import DeclarationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value of a rule in one period.

    ``verified`` is False for a value whose source page was not kept or that comes from general knowledge;
    every reader sees that mark.

    Parameters
    ----------
    scheme, name : str
    valid_from, valid_to : date
        First and last day.
    value : float
    unit : str
        Such as euro per month.
    source : str
        Law with its article, or page.
    verified : bool
    note : str
    """

    scheme: str
    name: str
    valid_from: date
    valid_to: date
    value: float
    unit: str
    source: str
    verified: bool
    note: str


class Parameters:
    """The values of all schemes on one day; remembers which were asked for.

    Parameters
    ----------
    on : date
    replaced : mapping of (scheme, name) to value, optional
        What a gemeente sets itself; marked as given, not as published.

    Examples
    --------
    >>> Parameters(date(2023, 7, 1))("bijstand", "asset_limit_single")
    7605.0
    """

    def __init__(self, on: date, replaced: Mapping[tuple[str, str], float] | None = None) -> None:
        self.on = on
        self._replaced = dict(replaced or {})
        self._used: dict[tuple[str, str], Parameter] = {}

    def __call__(self, scheme: str, name: str) -> float:
        """The value that holds on the day.

        Raises
        ------
        DeclarationError
            No value is known for that day.
        """
        parameter = self._find(scheme, name)
        self._used[scheme, name] = parameter
        return parameter.value

    @property
    def used(self) -> tuple[Parameter, ...]:
        """Parameters asked for so far, in that order."""
        return tuple(self._used.values())

    def _find(self, scheme: str, name: str) -> Parameter:
        if (scheme, name) in self._replaced:
            return _given(scheme, name, self._replaced[scheme, name], self.on)
        known = [p for p in all_parameters() if (p.scheme, p.name) == (scheme, name)]
        for parameter in known:
            if parameter.valid_from <= self.on <= parameter.valid_to:
                return parameter
        years = sorted({str(year) for p in known for year in range(p.valid_from.year, p.valid_to.year + 1)})
        raise DeclarationError(
            f"{scheme}: no {name} on {self.on}",
            where=f"parameters of {scheme}",
            found=f"known for {', '.join(years)}" if years else "never published here",
            mend="choose a date in those years, or add the amount with its source",
        )


def _given(scheme: str, name: str, value: float, on: date) -> Parameter:
    return Parameter(
        scheme=scheme,
        name=name,
        valid_from=on,
        valid_to=on,
        value=value,
        unit=next((p.unit for p in all_parameters() if (p.scheme, p.name) == (scheme, name)), ""),
        source="as given with the household",
        verified=False,
        note="",
    )


@lru_cache(maxsize=1)
def all_parameters() -> tuple[Parameter, ...]:
    """Every dated parameter, sorted by scheme, name and date."""
    rows = sorted(
        (
            row | {"valid_from": begin, "value": value, "scheme": scheme}
            for row, scheme, begin, value in _readable()
        ),
        key=lambda row: (row["scheme"], row["parameter"], row["valid_from"]),
    )
    found = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        ends = date(int(re.findall(r"\d{4}", str(row["year"]))[-1]), 12, 31)
        if following and all(following[key] == row[key] for key in ("scheme", "parameter")):
            ends = min(ends, following["valid_from"] - timedelta(days=1))
        found.append(_parameter(row, ends))
    return tuple(found)


def _parameter(row: dict[str, Any], ends: date) -> Parameter:
    return Parameter(
        scheme=row["scheme"],
        name=row["parameter"],
        valid_from=row["valid_from"],
        valid_to=ends,
        value=row["value"],
        unit=row["unit"],
        source=row["source"],
        verified=row["verified"] == "yes" and row["source_type"] not in facts.UNVERIFIED,
        note=row["note"] or "",
    )


def _readable() -> Iterator[tuple[dict[str, Any], str, date, float]]:
    """Rows with a date and a number; a row for two schemes comes twice."""
    for row in facts.scheme_parameters().iter_rows(named=True):
        begin, value = _date(row["valid_from"]), _number(row["value"])
        if begin is not None and value is not None:
            for scheme in row["scheme"].split("+"):
                yield row, scheme, begin, value


def _date(text: str | None) -> date | None:
    """``2023-07-01``, ``2022-11`` or ``2022``; None when there is none."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    return date(*(parts + [1, 1])[:3])


def _number(text: str | None) -> float | None:
    """A number, or an age such as ``66y10m`` in years."""
    age = re.fullmatch(r"(\d+)y(\d+)m", text or "")
    if age:
        return int(age[1]) + int(age[2]) / 12
    try:
        return float(text or "")
    except ValueError:
        return None


def scheme_parameters_table() -> pl.DataFrame:
    """The evidence table ``scheme_rules``: every parameter with its period, unit, source and mark.

    Returns
    -------
    polars.DataFrame
        ``scheme``, ``parameter``, ``valid_from``, ``valid_to`` (dates), ``value``, ``unit``, ``source``,
        ``verified`` (yes, no).

    Examples
    --------
    >>> scheme_parameters_table().columns[:3]
    ['scheme', 'parameter', 'valid_from']
    """
    return pl.DataFrame(
        [
            {
                "scheme": p.scheme,
                "parameter": p.name,
                "valid_from": p.valid_from,
                "valid_to": p.valid_to,
                "value": p.value,
                "unit": p.unit,
                "source": p.source,
                "verified": "yes" if p.verified else "no",
            }
            for p in all_parameters()
        ]
    )
