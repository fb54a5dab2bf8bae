"""Rows of the tidy table: from arrays to a frame with one shape, whatever was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.estimating import Measured
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.verdicts import OK, SUPPRESSED, statuses, verdict_of_state

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
}
"""Columns of every table of figures and gaps."""


def frame(columns: Mapping[str, Any], rows: int) -> pl.DataFrame:
    """A frame of the one schema; what is absent is null, what is not finite is null."""
    filled = {name: columns.get(name) for name in SCHEMA}
    series = []
    for name, kind in SCHEMA.items():
        held = filled[name]
        if held is None or isinstance(held, str | float):
            held = [held] * rows
        if kind == pl.Int64() and isinstance(held, np.ndarray):
            held = pl.Series(held.astype(np.float64)).fill_nan(None).round().cast(pl.Int64)
        column = pl.Series(name, held, dtype=kind, strict=False)
        if kind == pl.Float64():
            column = column.set(~column.is_finite().fill_null(True), None)
        series.append(column)
    return pl.DataFrame(series)


def hide(table: pl.DataFrame) -> pl.DataFrame:
    """Nothing of a suppressed row but its name."""
    numbers = [
        "value",
        "low",
        "high",
        "n",
        "n_outcome",
        "numerator",
        "denominator",
        "holm",
        "holm_low",
        "holm_high",
        "smallest_gap",
    ]
    hidden = pl.col("status") == SUPPRESSED
    return table.with_columns(
        pl.when(hidden).then(None).otherwise(pl.col(name)).alias(name) for name in numbers
    )


def figures(
    attribute: str,
    names: list[str],
    metric: str,
    own: Measured,
    low: Array,
    high: Array,
    registered: Preregistration,
) -> pl.DataFrame:
    """One row per group for one metric."""
    value = own.estimate.value
    status = statuses(
        value, own.n, own.base, minimum=registered.minimum, suppress_below=registered.suppress_below
    )
    undefined = np.isnan(value)
    columns: dict[str, object] = {
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
        "verdict": [verdict_of_state(state) if state != OK else None for state in status],
    }
    return hide(frame(columns, len(names)))
