"""The bootstrap as a check on the linearised standard errors.

Clusters (households, or rows) are drawn with replacement as many times as there are, and every indicator is
computed again, threshold included. One seed gives one answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import polars as pl

from vroegsignalering.errors import UsageError
from vroegsignalering.poverty.estimates import national_line, points
from vroegsignalering.poverty.kernels import OWN
from vroegsignalering.poverty.sample import Breakdown, Sample, as_frame, sample

_STAGE = 5


def bootstrap(
    frame: pl.DataFrame | pl.LazyFrame | pd.DataFrame,
    *,
    income: str,
    weight: str | None = None,
    household: str | None = None,
    by: str | Sequence[str] = (),
    threshold: float = 0.6,
    absolute: float | None = None,
    replicates: int = 200,
    seed: int = 1,
) -> pl.DataFrame:
    """Standard errors and percentile intervals of all indicators, by resampling.

    Parameters
    ----------
    frame, income, weight, household, by, threshold, absolute
        As in ``indicators``.
    replicates : int
        Number of resamples, 2 or more; 200 give a standard error to about 5 %.
    seed : int
        Same seed, same result.

    Returns
    -------
    polars.DataFrame
        The columns of ``by``, then ``indicator``, ``se``, ``low``, ``high`` (2.5 and 97.5 percentile),
        ``replicates`` (in which the indicator is defined).

    Raises
    ------
    UsageError
        Fewer than two resamples.
    """
    if replicates < 2:
        raise UsageError("two resamples or more", found=str(replicates))
    columns = (by,) if isinstance(by, str) else tuple(by)
    wanted = [name for name in (income, weight, household, *columns) if name is not None]
    rows = sample(
        as_frame(frame, wanted),
        income=income,
        weight=weight,
        household=household,
        by=columns,
        negative="keep",
        drop_missing=False,
    )
    drawn = _resamples(rows, threshold, absolute, replicates, seed)
    records = []
    for position, breakdown in enumerate(rows.breakdowns):
        for group, label in enumerate(breakdown.labels):
            labels = dict(zip(breakdown.columns, label, strict=True))
            for column, name in enumerate(OWN):
                spread = _spread([values[position][group, column] for values in drawn])
                records.append({**{c: labels.get(c) for c in columns}, "indicator": name, **spread})
    return pl.DataFrame(records, infer_schema_length=None)


def _resamples(
    rows: Sample, threshold: float, absolute: float | None, replicates: int, seed: int
) -> list[list[np.ndarray]]:
    random = np.random.default_rng([seed, _STAGE])
    found = []
    for _ in range(replicates):
        times = np.bincount(random.integers(0, rows.clusters, rows.clusters), minlength=rows.clusters)
        per_row = times if rows.cluster is None else times[rows.cluster]
        kept = np.flatnonzero(per_row)
        again = Sample(
            income=rows.income[kept],
            weight=rows.weight[kept] * per_row[kept],
            row=rows.row[kept],
            cluster=None,
            clusters=kept.size,
            breakdowns=(Breakdown(columns=(), labels=((),), codes=np.zeros(kept.size, dtype=np.int64)),),
        )
        line = national_line(again, threshold, absolute)
        found.append([points(again, b.codes[kept], b.groups, line.threshold) for b in rows.breakdowns])
    return found


def _spread(values: Sequence[float]) -> dict[str, float | int | None]:
    defined = np.array([value for value in values if np.isfinite(value)])
    if defined.size < 2:
        return {"se": None, "low": None, "high": None, "replicates": int(defined.size)}
    low, high = np.quantile(defined, [0.025, 0.975])
    return {
        "se": float(defined.std(ddof=1)),
        "low": float(low),
        "high": float(high),
        "replicates": int(defined.size),
    }
