"""Rows of the tidy table: columns of one shape, whatever was measured, made into one frame at the end.

What is suppressed keeps nothing but its name, what is not finite is null, counts are whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.estimating import Measured
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.verdicts import SUPPRESSED, statuses, verdict_of_state

Array = NDArray[np.float64]
SCHEMA: dict[str, pl.DataType] = {
    "attribute": pl.String(),
    "group": pl.String(),
    "metric": pl.String(),
    "value": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "n": pl.Int64(),
    "n_outcome": pl.Int64(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "reference": pl.String(),
    "status": pl.String(),
    "verdict": pl.String(),
    "holm": pl.Float64(),
    "holm_low": pl.Float64(),
    "holm_high": pl.Float64(),
    "margin": pl.Float64(),
    "smallest_gap": pl.Float64(),
    "pooled": pl.Float64(),
    "pooled_low": pl.Float64(),
    "pooled_high": pl.Float64(),
}
"""Columns of every table of figures and gaps."""
_NUMBERS = (
    "value",
    "low",
    "high",
    "n",
    "n_outcome",
    "numerator",
    "denominator",
    "smallest_gap",
    "pooled",
    "pooled_low",
    "pooled_high",
)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some rows, column by column; a column that is absent is null, a single value stands for all rows."""

    columns: dict[str, list[Any]]

    @classmethod
    def of(cls, columns: Mapping[str, Any], rows: int) -> Rows:
        """Rows from arrays, lists or single values."""
        held = {}
        for name in SCHEMA:
            column = columns.get(name)
            if isinstance(column, np.ndarray):
                held[name] = column.tolist()
            else:
                held[name] = list(column) if isinstance(column, list | tuple) else [column] * rows
        return cls(held)

    def hiding(self) -> Rows:
        """Nothing of a suppressed row but its name."""
        shown = [state != SUPPRESSED for state in self.columns["status"]]
        if all(shown):
            return self
        held = dict(self.columns)
        for name in _NUMBERS:
            held[name] = [value if show else None for value, show in zip(held[name], shown, strict=True)]
        return Rows(held)

    def pick(self, start: int, stop: int, **changed: str) -> Rows:
        """Some of the rows, with changed labels."""
        held = {name: column[start:stop] for name, column in self.columns.items()}
        return Rows(held | {name: [label] * (stop - start) for name, label in changed.items()})


def assemble(parts: Sequence[Rows]) -> pl.DataFrame:
    """One frame of all rows."""
    series = []
    for name, kind in SCHEMA.items():
        held = list(chain.from_iterable(part.columns[name] for part in parts))
        if kind == pl.String():
            series.append(pl.Series(name, held, dtype=pl.String))
            continue
        numbers = np.array(held, dtype=np.float64)  # None becomes NaN
        if kind == pl.Int64():
            numbers = np.rint(numbers)
        numbers[~np.isfinite(numbers)] = np.nan
        series.append(pl.Series(name, numbers, nan_to_null=True).cast(kind))
    return pl.DataFrame(series)


def figures(
    attribute: str,
    names: list[str],
    metric: str,
    own: Measured,
    low: Array,
    high: Array,
    registered: Preregistration,
    pooled: tuple[Array, Array, Array] | None = None,
) -> Rows:
    """One row per group for one metric; partially pooled figures beside, for all groups but the whole."""
    value = own.estimate.value
    status = statuses(
        value, own.n, own.base, minimum=registered.minimum, suppress_below=registered.suppress_below
    )
    undefined = np.isnan(value)
    columns: dict[str, Any] = {
        "attribute": attribute,
        "group": names,
        "metric": metric,
        "value": value,
        "low": np.where(undefined, np.nan, low),
        "high": np.where(undefined, np.nan, high),
        "n": own.n,
        "n_outcome": own.n_outcome,
        "numerator": own.numerator,
        "denominator": own.denominator,
        "status": status.tolist(),
        "verdict": [verdict_of_state(state) for state in status],
    }
    if pooled is not None:
        for name, column in zip(("pooled", "pooled_low", "pooled_high"), pooled, strict=True):
            columns[name] = np.append(column, np.nan)
    return Rows.of(columns, len(names)).hiding()
