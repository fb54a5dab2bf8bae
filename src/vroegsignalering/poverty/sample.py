"""What the indicators stand on: incomes, weights, clusters and groups as arrays, checked once.

A reader finds here every rule about bad input. Missing, infinite or coded incomes, and missing, NaN or
negative weights, are refused with counts; a weight of zero takes the row out of everything, its ``n``
included; a group that loses all its rows so stays in the result with ``n`` 0 and no values. No person's value
is ever put in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import polars as pl

from vroegsignalering.errors import RegisterError, UsageError, names_in_words

Negative = Literal["keep", "zero", "refuse"]
MISSING_CODES = (999_999_999.0, 9_999_999_999.0, 99_999_999_999.0)
"""Codes for a missing amount in CBS files; taken for an income they would spoil every sum."""

_DENSE = 1_000_000
"""Whole numbers that span no more than this are coded by counting instead of by joining."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breakdown:
    """One way to divide the rows: the whole (no columns), by one column, or crossed."""

    columns: tuple[str, ...]
    labels: tuple[tuple[Any, ...], ...]
    codes: np.ndarray

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Rows in ascending order of income.

    Attributes
    ----------
    income, weight : float arrays of n rows
    row : int array, position of each row in the frame
    cluster : int array of n codes, or None when every row stands alone
    clusters : int
    breakdowns : the whole first, then each column alone, then all crossed
    """

    income: np.ndarray
    weight: np.ndarray
    row: np.ndarray
    cluster: np.ndarray | None
    clusters: int
    breakdowns: tuple[Breakdown, ...]


def as_frame(frame: pl.DataFrame | pl.LazyFrame | pd.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The named columns as a polars frame.

    Raises
    ------
    RegisterError
        A column is absent; the message names the columns that are there.
    """
    names = list(frame.collect_schema().names()) if isinstance(frame, pl.LazyFrame) else list(frame.columns)
    absent = [column for column in columns if column not in names]
    if absent:
        raise RegisterError(
            f"no column {', '.join(map(repr, absent))}",
            found=names_in_words([str(name) for name in names]),
            mend="name a column that is in the file",
        )
    wanted = list(dict.fromkeys(columns))
    if isinstance(frame, pl.LazyFrame):
        return frame.select(wanted).collect()
    if isinstance(frame, pl.DataFrame):
        return frame.select(wanted)
    return pl.from_pandas(frame[wanted])


def sample(
    frame: pl.DataFrame,
    *,
    income: str,
    weight: str | None,
    household: str | None,
    by: Sequence[str],
    negative: Negative,
    drop_missing: bool,
) -> Sample:
    """Check a frame and lay it out for the kernels.

    Raises
    ------
    RegisterError
        An income or weight that cannot be used, a missing household key, or no rows left.
    """
    incomes = _amounts(frame, income, drop_missing=drop_missing)
    weights = _weights(frame, weight)
    used = (weights > 0) & np.isfinite(incomes)
    if not used.any():
        raise RegisterError(
            "no rows to measure",
            where=f"column {income!r}",
            found=f"{frame.height} rows, none used",
            mend="rows need an income and a weight above nought",
        )
    incomes = _negative(incomes, used, income, negative)
    order = _ascending(incomes, used)
    cluster, clusters = _clusters(frame, household, order)
    return Sample(
        income=np.ascontiguousarray(incomes[order]),
        weight=np.ascontiguousarray(weights[order]),
        row=order,
        cluster=cluster,
        clusters=clusters,
        breakdowns=_breakdowns(frame, by, order),
    )


def _ascending(incomes: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Positions of the used rows by income, equal incomes in the order of their rows."""
    kept = np.flatnonzero(used)
    values = pl.DataFrame({"income": incomes if kept.size == incomes.size else incomes[kept]})
    order = values.select(pl.arg_sort_by("income", maintain_order=True))["income"].to_numpy()
    return np.asarray(kept[order])


def _amounts(frame: pl.DataFrame, column: str, *, drop_missing: bool) -> np.ndarray:
    series = frame[column]
    if not frame.height:
        raise RegisterError(
            "no rows to measure",
            where=f"column {column!r}",
            found="0 rows",
            mend="give a file with households",
        )
    if not series.dtype.is_numeric():
        raise RegisterError(
            f"column {column!r} is not a number",
            found=f"type {series.dtype}",
            mend="read it as a number; in a csv with decimal commas the separator must be ';'",
        )
    amounts = series.cast(pl.Float64).to_numpy().astype(np.float64, copy=False)
    infinite = int(np.isinf(amounts).sum())
    if infinite:
        raise RegisterError(
            "infinite incomes",
            where=f"column {column!r}",
            found=f"{infinite} of {amounts.size} rows",
            mend="an amount is a number of euros; look for divisions by zero before the file",
        )
    missing = int(np.isnan(amounts).sum())
    if missing and not drop_missing:
        raise RegisterError(
            "missing incomes",
            where=f"column {column!r}",
            found=f"{missing} of {amounts.size} rows",
            mend="impute them, or leave them out knowingly with drop_missing=True (--drop-missing)",
        )
    coded = int(np.isin(amounts, MISSING_CODES).sum()) if (amounts >= MISSING_CODES[0]).any() else 0
    if coded:
        raise RegisterError(
            "a code for 'missing' stands among the incomes",
            where=f"column {column!r}",
            found=f"{coded} rows of nine, ten or eleven nines",
            mend="make them empty first",
        )
    return amounts


def _weights(frame: pl.DataFrame, column: str | None) -> np.ndarray:
    if column is None:
        return np.ones(frame.height)
    series = frame[column]
    if not series.dtype.is_numeric():
        raise RegisterError(
            f"column {column!r} is not a number", found=f"type {series.dtype}", mend="name a weight"
        )
    weights = series.cast(pl.Float64).to_numpy().astype(np.float64, copy=False)
    for fault, rows in (
        ("missing", np.isnan(weights)),
        ("infinite", np.isinf(weights)),
        ("negative", weights < 0),
    ):
        if rows.any():
            raise RegisterError(
                f"{fault} weights",
                where=f"column {column!r}",
                found=f"{int(rows.sum())} of {weights.size} rows",
                mend="a weight is zero or more; zero leaves the row out",
            )
    if weights.size and not (weights > 0).any():
        raise RegisterError(
            "all weights are zero", where=f"column {column!r}", found=f"{weights.size} rows",
            mend="a row counts from a weight above zero; name another column, or leave --weight out",
        )  # fmt: skip
    return weights


def _negative(incomes: np.ndarray, used: np.ndarray, column: str, treatment: Negative) -> np.ndarray:
    if treatment not in ("keep", "zero", "refuse"):
        raise UsageError(f"unknown treatment of negative incomes {treatment!r}", mend="keep, zero or refuse")
    count = int((incomes[used] < 0).sum())
    if count and treatment == "refuse":
        raise RegisterError("negative incomes", where=f"column {column!r}", found=f"{count} rows")
    return np.maximum(incomes, 0.0) if treatment == "zero" else incomes


def _clusters(frame: pl.DataFrame, household: str | None, order: np.ndarray) -> tuple[np.ndarray | None, int]:
    if household is None:
        return None, order.size
    keys = frame[household]
    missing = keys.null_count()
    if missing:
        raise RegisterError(
            "missing household keys", where=f"column {household!r}", found=f"{missing} of {keys.len()} rows"
        )
    codes, found = _codes(keys.gather(order))
    return codes, len(found)


def _codes(keys: pl.Series) -> tuple[np.ndarray, list[Any]]:
    """Codes 0.. in sorted order of the distinct values, and those values."""
    if keys.dtype.is_integer() and keys.len() and _span(keys) <= _DENSE:
        offset = keys.cast(pl.Int64).to_numpy() - int(keys.min())  # type: ignore[arg-type]
        present = np.bincount(offset) > 0
        return (np.cumsum(present) - 1)[offset], (np.flatnonzero(present) + int(keys.min())).tolist()  # type: ignore[arg-type]
    distinct = keys.unique().sort()
    lookup = pl.DataFrame({"key": distinct, "code": np.arange(distinct.len(), dtype=np.int64)})
    coded = keys.to_frame("key").join(lookup, on="key", how="left", nulls_equal=True, maintain_order="left")
    return coded["code"].to_numpy(), distinct.to_list()


def _span(keys: pl.Series) -> int:
    return int(keys.max()) - int(keys.min())  # type: ignore[arg-type]


def _breakdowns(frame: pl.DataFrame, by: Sequence[str], order: np.ndarray) -> tuple[Breakdown, ...]:
    whole = Breakdown(columns=(), labels=((),), codes=np.zeros(order.size, dtype=np.int64))
    coded = [_codes(_group_column(frame[column])) for column in by]
    single = [
        Breakdown(columns=(column,), labels=tuple((label,) for label in labels), codes=codes[order])
        for column, (codes, labels) in zip(by, coded, strict=True)
    ]
    return (whole, *single, _crossed(by, coded, order)) if len(by) > 1 else (whole, *single)


def _group_column(column: pl.Series) -> pl.Series:
    """Group values as they are; missing ones make the group ``unknown``, and then all are text."""
    if column.dtype.is_float() and column.is_nan().any():
        column = column.fill_nan(None)
    if column.null_count():
        return column.cast(pl.String).fill_null("unknown")
    return column.cast(pl.String) if isinstance(column.dtype, pl.Categorical | pl.Enum) else column


def _crossed(
    by: Sequence[str], coded: Sequence[tuple[np.ndarray, list[Any]]], order: np.ndarray
) -> Breakdown:
    joint = np.zeros_like(coded[0][0])
    for codes, labels in coded:
        joint = joint * len(labels) + codes
    present, codes = np.unique(joint, return_inverse=True)
    crossed = tuple(_unfold(int(code), [found for _, found in coded]) for code in present)
    return Breakdown(columns=tuple(by), labels=crossed, codes=codes.astype(np.int64)[order])


def _unfold(code: int, values: Sequence[list[Any]]) -> tuple[Any, ...]:
    parts: list[Any] = []
    for found in reversed(values):
        code, position = divmod(code, len(found))
        parts.append(found[position])
    return tuple(reversed(parts))
