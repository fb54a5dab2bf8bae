"""Households as the rules see them: the columns, and households described in a TOML file.

A described household is invented or is one's own; nothing of it is stored. The files in ``households/`` are
the examples that ship with the suite.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import DeclarationError, RegisterError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large

COLUMNS: dict[str, tuple[type[pl.DataType], str]] = {
    "age": (pl.Float64, "age of the applicant, in years; parts of a year count at the pension age"),
    "has_partner": (pl.Boolean, "lives with a partner"),
    "partner_age": (pl.Float64, "age of the partner; empty without one"),
    "children_0_5": (pl.Int64, "children at home aged 0-5"),
    "children_6_11": (pl.Int64, "children at home aged 6-11"),
    "children_12_15": (pl.Int64, "children at home aged 12-15"),
    "children_16_17": (pl.Int64, "children at home aged 16-17"),
    "other_adults": (pl.Int64, "other persons of 18 and over at the address, partner not counted"),
    "cost_sharers": (pl.Int64, "those of them who are 27 or over and do not study (kostendelers)"),
    "is_student": (pl.Boolean, "applicant or partner has student finance"),
    "is_tenant": (pl.Boolean, "rents a self-contained dwelling"),
    "rent_eur_month": (pl.Float64, "rent for the allowance (rekenhuur), euro per month; 0 for owners"),
    "assessment_income_eur_year": (
        pl.Float64,
        "assessment income (toetsingsinkomen) of applicant and partner",
    ),
    "other_adults_income_eur_year": (pl.Float64, "assessment income of the other adults together"),
    "net_income_eur_month": (
        pl.Float64,
        "net income of applicant and partner with holiday pay; no bijstand, AIO, allowances or child benefits",
    ),
    "wealth_eur": (pl.Float64, "savings and investments less debts on 1 January, own home not counted"),
    "home_equity_eur": (pl.Float64, "value of the own home less its mortgage; 0 for tenants"),
    "low_income_months": (pl.Int64, "months in a row with an income on the level of the bijstand norm"),
}
"""Columns that rules may read: type, and meaning. Each scheme names the ones it needs."""

_DEFAULTS: dict[str, Any] = {
    "has_partner": False,
    "partner_age": None,
    "other_adults": 0,
    "is_student": False,
    "other_adults_income_eur_year": 0.0,
    "home_equity_eur": 0.0,
    "low_income_months": 0,
}
CHILD_BANDS = {
    "children_0_5": (0, 5),
    "children_6_11": (6, 11),
    "children_12_15": (12, 15),
    "children_16_17": (16, 17),
}
"""First and last whole year of age of the children that a column of :data:`COLUMNS` counts."""
_KINDS = {pl.Boolean: "true or false", pl.Float64: "a number", pl.Int64: "a whole number"}
_NOT_NEGATIVE = ("age", "partner_age", "other_adults", "cost_sharers", "rent_eur_month", "low_income_months")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DescribedHousehold:
    """One household described by hand.

    ``frame`` has one row with every name of COLUMNS; ``municipal`` what its gemeente sets itself.

    Parameters
    ----------
    name, title_nl, title_en : str
    on : date
        Day on which it is described.
    frame : DataFrame, one row
    municipal : dict of (scheme, parameter) to number
    """

    name: str
    title_nl: str
    title_en: str
    on: date
    frame: pl.DataFrame
    municipal: dict[tuple[str, str], float]


def require_columns(households: pl.DataFrame, needed: Iterable[str], *, why: str) -> None:
    """Refuse a frame without the columns that rules need, or with them as text.

    Raises
    ------
    RegisterError
        Names every column that is absent or of another kind.
    """
    wanted = list(dict.fromkeys(needed))
    absent = [name for name in wanted if name not in households.columns]
    if absent:
        raise RegisterError(
            f"the household frame lacks columns for {why}",
            found=f"absent: {', '.join(absent)}",
            mend="see vroegsignalering.schemes.COLUMNS for what each holds, or leave the scheme out",
        )
    wrong = [name for name in wanted if not _fits(households.schema[name], name)]
    if wrong:
        kinds = ", ".join(f"{name} is {households.schema[name]}" for name in wrong)
        raise RegisterError(f"columns of another type than {why} needs", found=kinds, mend="cast them first")


def _fits(kind: pl.DataType, name: str) -> bool:
    if name in COLUMNS and COLUMNS[name][0] is pl.Boolean:
        return kind == pl.Boolean or kind == pl.Null
    return kind.is_numeric() or kind == pl.Null


def read_household(path: str | Path) -> DescribedHousehold:
    """A household from a TOML file.

    Parameters
    ----------
    path : str or Path
        A ``.toml`` file, as those in ``schemes/households``.

    Returns
    -------
    DescribedHousehold

    Raises
    ------
    DeclarationError
        The file is absent, is not TOML, or says something that is not understood.
    """
    path = Path(path)
    if not path.is_file():
        raise DeclarationError(
            "no such household file", where=str(path), mend="vroeg schemes --examples lists some"
        )
    refuse_large(path, DECLARATION_BYTES, DeclarationError)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DeclarationError("not a TOML file", where=path.name, found=type(fault).__name__) from None
    return _household(said, path.stem)


def example_households() -> tuple[DescribedHousehold, ...]:
    """The invented households that ship with the suite, sorted by name.

    Returns
    -------
    tuple of DescribedHousehold

    Examples
    --------
    >>> len(example_households()) >= 6
    True
    """
    folder = files("vroegsignalering.schemes") / "households"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        _household(tomllib.loads((folder / name).read_text(encoding="utf-8")), name.removesuffix(".toml"))
        for name in names
    )


def _household(said: dict[str, Any], name: str) -> DescribedHousehold:
    said = dict(said)
    titles = {key: str(said.pop(key, name)) for key in ("title_nl", "title_en")}
    on = said.pop("date", date(2023, 7, 1))
    if not isinstance(on, date):
        raise DeclarationError(
            "date is not a date", where=name, mend="write date = 2023-07-01, without quotes"
        )
    municipal = _municipal(said.pop("individuele_inkomenstoeslag", {}), name)
    row = {**_DEFAULTS, **_children(said.pop("children_ages", []), name), **said}
    row.setdefault("cost_sharers", row["other_adults"])
    if row.get("is_tenant") is False:
        row.setdefault("rent_eur_month", 0.0)
    _check(row, name)
    frame = pl.DataFrame({key: pl.Series([row[key]], dtype=kind) for key, (kind, _) in COLUMNS.items()})
    return DescribedHousehold(name=name, **titles, on=on, frame=frame, municipal=municipal)


def _children(ages: object, name: str) -> dict[str, int]:
    whole = isinstance(ages, list) and all(type(age) is int for age in ages)
    if not whole or any(not 0 <= age <= 17 for age in ages):  # type: ignore[attr-defined]
        raise DeclarationError(
            "children_ages must be ages from 0 to 17",
            where=name,
            mend="children_ages = [4, 9]; others are other_adults",
        )
    counted: Sequence[int] = ages  # type: ignore[assignment]
    return {band: sum(low <= age <= high for age in counted) for band, (low, high) in CHILD_BANDS.items()}


def _municipal(said: dict[str, Any], name: str) -> dict[tuple[str, str], float]:
    for key, value in said.items():
        if not _is_number(value):
            raise DeclarationError(f"{key} is not a number", where=f"{name}, [individuele_inkomenstoeslag]")
    return {("individuele_inkomenstoeslag", key): float(value) for key, value in said.items()}


def _check(row: dict[str, Any], name: str) -> None:
    for key in row:
        if key not in COLUMNS:
            near = get_close_matches(key, [*COLUMNS, "children_ages"], n=1)
            raise DeclarationError(
                f"{key!r} is not understood",
                where=name,
                mend=f"did you mean {near[0]!r}?" if near else "remove it",
            )
    absent = [key for key in COLUMNS if key not in row]
    if absent:
        raise DeclarationError(
            "the household is not complete", where=name, found=f"absent: {', '.join(absent)}"
        )
    for key, (kind, _) in COLUMNS.items():
        if not _is_kind(row[key], kind):
            raise DeclarationError(f"{key} is not {_KINDS[kind]}", where=name)
    below = [key for key in _NOT_NEGATIVE if row[key] is not None and row[key] < 0]
    if below:
        raise DeclarationError("a negative age, count or rent", where=name, found=", ".join(below))
    if row["has_partner"] and row["partner_age"] is None:
        raise DeclarationError("a partner without age", where=name, mend="give partner_age")


def _is_kind(value: object, kind: type[pl.DataType]) -> bool:
    if kind is pl.Boolean:
        return isinstance(value, bool)
    return value is None or (_is_number(value) and (kind is pl.Float64 or isinstance(value, int)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
