"""Poverty and inequality indicators with standard errors, on any frame of persons or households.

Definitions are those of Eurostat (Laeken indicators) and of Foster, Greer and Thorbecke. The result is a tidy frame;
nothing is plotted, nothing is suppressed: what may be published is for the room ``release``.
Each is written out, with references, in the docstring of the package.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
import polars as pl

from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.poverty.elderly import AGE, median_ratio
from vroegsignalering.poverty.elderly import NAME as RATIO_65
from vroegsignalering.poverty.estimates import Estimates, Line, estimate, national_line
from vroegsignalering.poverty.kernels import OWN
from vroegsignalering.poverty.sample import Breakdown, Negative, Sample, as_frame, sample

GiniForm = Literal["eurostat", "without_squared_weights"]
RATES = ("at_risk_of_poverty_rate", "fgt0")
NAMES = (
    "at_risk_of_poverty_threshold",
    "at_risk_of_poverty_rate",
    "relative_median_poverty_gap",
    "quintile_share_ratio",
    "gini",
    "fgt0",
    "fgt1",
    "fgt2",
    "poor_median_income",
)
TITLES = {
    "at_risk_of_poverty_threshold": "Grens",
    "at_risk_of_poverty_rate": "Aandeel onder de grens",
    "relative_median_poverty_gap": "Kloof tussen de grens en de mediaan eronder",
    "quintile_share_ratio": "Hoogste vijfde tegen laagste vijfde (S80/S20)",
    "gini": "Gini-coëfficiënt",
    "fgt0": "FGT0: aandeel onder de grens",
    "fgt1": "FGT1: gemiddelde kloof",
    "fgt2": "FGT2: gemiddelde gekwadrateerde kloof",
    "poor_median_income": "Mediaan inkomen onder de grens",
    RATIO_65: "Mediaan van 65-plus tegen die van jongeren",
}
"""Dutch names of the indicators; their English stands in the catalogue."""
_Z95 = 1.959963984540054


def indicators(
    frame: pl.DataFrame | pl.LazyFrame | pd.DataFrame,
    *,
    income: str,
    weight: str | None = None,
    household: str | None = None,
    age: str | None = None,
    by: str | Sequence[str] = (),
    threshold: float = 0.6,
    absolute: float | None = None,
    gini_form: GiniForm = "eurostat",
    negative: Negative = "keep",
    drop_missing: bool = False,
) -> pl.DataFrame:
    """All indicators, for the whole and per group, with linearised standard errors.

    Definitions, both forms of Gini, negative and zero incomes, and references: ``help(vroegsignalering.poverty)``.

    Parameters
    ----------
    frame : polars or pandas frame, one row per person or household
    income : str
        Equivalised (standardised) disposable income; its unit is the unit of amounts in the result.
    weight : str, optional
        Sampling weight, zero or more; a row of weight zero takes no part. Absent: one each.
    household : str, optional
        Key of the household. Its rows count as one draw in the standard errors.
    age : str, optional
        Age in years; adds ``relative_median_income_ratio_65``.
    by : str or sequence of str
        Breakdowns: the whole, each column alone, and all columns crossed.
    threshold : float
        Share of the national median that makes the threshold, above 0.
    absolute : float, optional
        A threshold in the unit of income instead; then it has no standard error.
    gini_form : {"eurostat", "without_squared_weights"}
    negative : {"keep", "zero", "refuse"}
    drop_missing : bool
        Leave rows without income out; without it they are an error.

    Returns
    -------
    polars.DataFrame
        One column per name in ``by`` (null: not broken down by it), then ``indicator``, ``value``, ``se``, ``low``, ``high``
        (95 %), ``n`` (rows of positive weight). Rates and gaps are shares 0-1. What is undefined is null.

    Raises
    ------
    RegisterError
        A column is absent or text, or holds incomes or weights that cannot be used.
    UsageError
        A threshold that is not positive, an unknown form, a name in ``by`` twice or in use in the result.

    Examples
    --------
    >>> table = indicators(pl.DataFrame({"income": [5.0, 10.0, 10.0, 20.0]}), income="income")
    >>> dict(zip(table["indicator"], table["value"]))["at_risk_of_poverty_rate"]
    0.25
    """
    columns = (by,) if isinstance(by, str) else tuple(by)
    _check_call(columns, threshold, absolute, gini_form)
    data = as_frame(frame, [name for name in (income, weight, household, age, *columns) if name is not None])
    rows = sample(data, income=income, weight=weight, household=household, by=columns, negative=negative,
                  drop_missing=drop_missing)  # fmt: skip
    older = None if age is None else _older(data[age], age)[rows.row]
    return _estimated(rows, national_line(rows, threshold, absolute), columns, gini_form, older)


def _estimated(
    rows: Sample, line: Line, columns: tuple[str, ...], gini_form: GiniForm, older: np.ndarray | None
) -> pl.DataFrame:
    """The tidy result of every breakdown, side by side on threads."""
    with ThreadPoolExecutor() as pool:  # the kernels release the interpreter's lock
        estimates = list(pool.map(partial(estimate, rows, line=line), rows.breakdowns))
    parts = []
    for breakdown, found in zip(rows.breakdowns, estimates, strict=True):
        if gini_form == "without_squared_weights":
            found = _without_squared_weights(rows, breakdown, found)
        ratio = None if older is None else median_ratio(rows, breakdown, older)
        parts.append(_tidy(rows, breakdown, found, line, columns, ratio))
    return pl.concat(parts, how="vertical_relaxed")


def as_records(table: pl.DataFrame) -> list[dict[str, Any]]:
    """The result of :func:`indicators` as a list for JSON, groups under ``by``.

    Parameters
    ----------
    table : DataFrame
        One row per indicator and group.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> as_records(indicators(pl.DataFrame({"income": [1.0, 2.0]}), income="income"))[0]["by"]
    {}
    """
    groups = table.columns[: table.columns.index("indicator")]
    records = []
    for row in table.iter_rows(named=True):
        by = {name: row.pop(name) for name in groups}
        records.append({"by": {name: label for name, label in by.items() if label is not None}, **row})
    return records


def _check_call(by: tuple[str, ...], threshold: float, absolute: float | None, gini_form: str) -> None:
    taken = {"indicator", "value", "se", "low", "high", "n"} & set(by)
    if taken or len(set(by)) != len(by):
        raise UsageError(
            "columns to break down by must differ from each other and from the result's own",
            found=", ".join(by),
            mend="rename the column",
        )
    if not (math.isfinite(threshold) and threshold > 0):
        raise UsageError("a threshold is a positive share of the median", mend="0.6 is the European one")
    if absolute is not None and not (math.isfinite(absolute) and absolute > 0):
        raise UsageError(
            "an absolute threshold is a positive amount", mend="in the unit of the income column"
        )
    if gini_form not in ("eurostat", "without_squared_weights"):
        raise UsageError(f"unknown form of Gini {gini_form!r}", mend="eurostat or without_squared_weights")


def _older(ages: pl.Series, column: str) -> np.ndarray:
    if not ages.dtype.is_numeric():
        raise RegisterError(
            f"column {column!r} is not a number", found=f"type {ages.dtype}", mend="name an age"
        )
    years = ages.cast(pl.Float64).to_numpy()
    bad = int((~np.isfinite(years) | (years < 0)).sum())
    if bad:
        raise RegisterError(
            "missing or negative ages", where=f"column {column!r}", found=f"{bad} of {years.size} rows"
        )
    return np.asarray(years >= AGE)


def _without_squared_weights(rows: Sample, breakdown: Breakdown, found: Estimates) -> Estimates:
    squares = np.bincount(breakdown.codes, rows.weight**2 * rows.income, breakdown.groups)
    weights = np.bincount(breakdown.codes, rows.weight, breakdown.groups)
    totals = np.bincount(breakdown.codes, rows.weight * rows.income, breakdown.groups)
    value = found.value.copy()
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        value[:, OWN.index("gini")] += squares / (weights * totals)
    return Estimates(value=value, se=found.se, n=found.n)


def _tidy(
    rows: Sample,
    breakdown: Breakdown,
    found: Estimates,
    line: Line,
    columns: Sequence[str],
    ratio: tuple[np.ndarray, np.ndarray] | None,
) -> pl.DataFrame:
    value = {name: found.value[:, position] for position, name in enumerate(OWN)}
    se = {name: found.se[:, position] for position, name in enumerate(OWN)}
    value["at_risk_of_poverty_rate"], se["at_risk_of_poverty_rate"] = value["fgt0"], se["fgt0"]
    value["at_risk_of_poverty_threshold"] = np.full(breakdown.groups, line.threshold)
    se["at_risk_of_poverty_threshold"] = np.full(breakdown.groups, line.se)
    names: tuple[str, ...] = NAMES
    if ratio is not None:
        value[RATIO_65], se[RATIO_65] = ratio
        names = (*NAMES, RATIO_65)
    records = []
    for group, label in enumerate(breakdown.labels):
        labels = dict(zip(breakdown.columns, label, strict=True))
        for name in names:
            n = rows.income.size if name == NAMES[0] else int(found.n[group])
            estimate = _interval(name, float(value[name][group]), float(se[name][group]), n)
            records.append(
                {**{column: labels.get(column) for column in columns}, "indicator": name, **estimate}
            )
    kinds = {
        "indicator": pl.String,
        **dict.fromkeys(("value", "se", "low", "high"), pl.Float64),
        "n": pl.Int64,
    }
    return pl.DataFrame(records, schema_overrides=kinds, infer_schema_length=None)


def _interval(name: str, value: float, se: float, n: int) -> dict[str, float | int | None]:
    """Value with its 95 % interval; where all or none are below the line, Wilson's, not width zero."""
    low, high = value - _Z95 * se, value + _Z95 * se
    if name in RATES:
        if value in (0.0, 1.0) and n > 0:
            edge = _Z95**2 / (n + _Z95**2)
            low, high = (0.0, edge) if value == 0.0 else (1.0 - edge, 1.0)
        low, high = max(low, 0.0), min(high, 1.0)
    numbers = {"value": value, "se": se, "low": low, "high": high}
    return {**{key: number if math.isfinite(number) else None for key, number in numbers.items()}, "n": n}
