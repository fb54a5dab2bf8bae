"""Proxy strength: how much of a group a feature, or the score itself, gives away.

Leaving an attribute out of a model is not enough when another column says the same. The measure is Cramer's V,
corrected for chance (Bergsma 2013): 0 says nothing about the group, 1 says it all. It is a lead, not a verdict.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.grouping import encode
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.scores import Scores
from vroegsignalering.errors import RegisterError

Array = NDArray[np.float64]
_BINS = 20
SCORE = "score"


def proxy_strength(
    scores: Scores, features: pl.DataFrame | None = None, *, replicates: int = 200, seed: int = 1
) -> pl.DataFrame:
    """Strength of every feature, and of the score, for every attribute.

    Parameters
    ----------
    scores : Scores, n rows
    features : polars frame, n rows, optional
        Numeric columns are cut in 20 bins of about equal size, others taken as they are; null is a level.
    replicates, seed : int
        Poisson draws of the cross tables, and where they start.

    Returns
    -------
    DataFrame ``attribute, feature, value, low, high, n``, strongest first within an attribute

    Raises
    ------
    RegisterError
        Features and scores differ in length.
    """
    if features is not None and features.height != len(scores):
        raise RegisterError(
            "features and scores differ in length", found=f"{features.height} and {len(scores)} rows"
        )
    columns = {} if scores.risk is None else {SCORE: _levels(pl.Series(scores.risk))}
    if features is not None:
        columns |= {name: _levels(features[name]) for name in features.columns}
    rng = np.random.default_rng([seed, 7])
    rows = []
    for attribute in scores.groups.columns:
        grouping = encode(scores.groups, attribute)
        for name, level in columns.items():
            table = np.zeros((len(grouping.names), int(level.max()) + 1))
            np.add.at(table, (grouping.number, level), 1.0)
            drawn = rng.poisson(table, (replicates, *table.shape)).astype(np.float64)
            half = Z_95 * float(np.std([cramers_v(draw) for draw in drawn]))
            value = cramers_v(table)
            rows.append((attribute, name, value, max(value - half, 0.0), min(value + half, 1.0), len(scores)))
    schema = ["attribute", "feature", "value", "low", "high", "n"]
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        ["attribute", "value", "feature"], descending=[False, True, False]
    )


def cramers_v(table: Array) -> float:
    """Chance-corrected Cramer's V of a table of counts.

    Examples
    --------
    >>> cramers_v(np.array([[50.0, 0.0], [0.0, 50.0]]))
    1.0
    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (rows, columns) = table.sum(), table.shape
    if n < 2 or rows < 2 or columns < 2:
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / n
    phi = float((np.square(table - expected) / expected).sum() / n)
    corrected = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    size = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float(np.sqrt(min(corrected / size, 1.0))) if size > 0 else 0.0


def _levels(column: pl.Series) -> NDArray[np.int64]:
    """Numbers of the levels of a column; null is a level of its own."""
    if column.dtype.is_numeric():
        values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        known = values[~np.isnan(values)]
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1])) if known.size else known
        level = np.where(np.isnan(values), edges.size + 1, np.searchsorted(edges, values, side="right"))
    else:
        level = column.cast(pl.String).fill_null("\0").rank("dense").to_numpy().astype(np.int64)
    return np.asarray(np.unique(level, return_inverse=True)[1])
