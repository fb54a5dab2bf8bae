"""The relative median income of people of 65 and over: their median income over that of those younger
(Eurostat).

Kept apart because it needs ages; standard errors by linearisation of both medians.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.poverty import kernels
from vroegsignalering.poverty.estimates import PROBES, bandwidths
from vroegsignalering.poverty.sample import Breakdown, Sample

NAME = "relative_median_income_ratio_65"
AGE = 65


def median_ratio(rows: Sample, breakdown: Breakdown, older: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and standard errors per group; NaN where one of the two sides is empty.

    Parameters
    ----------
    older : Boolean array of n rows, in the order of the sample
    """
    groups = breakdown.groups
    codes = breakdown.codes * 2 + older.astype(np.int64)
    basics = kernels.totals(rows.income, rows.weight, codes, groups * 2)
    quantile = kernels.quantiles(rows.income, rows.weight, codes, basics[:, 1], PROBES)
    medians = quantile[:, 2].copy()
    density = kernels.densities(
        rows.income, rows.weight, codes, basics[:, 1], medians[:, None], bandwidths(basics, quantile)[:, None]
    )[:, 0]
    young, old = medians[0::2], medians[1::2]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        value = np.where(young > 0, old / young, np.nan)
        moves = np.stack([-value / young, 1.0 / young], axis=1).ravel() / (basics[:, 1] * density)
        influence = -moves[codes] * ((rows.income <= medians[codes]) - 0.5) * rows.weight
        se = _standard_errors(rows, breakdown, influence)
    se[~np.isfinite(value)] = np.nan
    return value, se


def _standard_errors(rows: Sample, breakdown: Breakdown, influence: np.ndarray) -> np.ndarray:
    cluster = np.arange(rows.income.size) if rows.cluster is None else rows.cluster
    keys, cell = np.unique(cluster * breakdown.groups + breakdown.codes, return_inverse=True)
    sums, group = np.bincount(cell, influence, keys.size), keys % breakdown.groups
    total = np.bincount(group, sums, breakdown.groups)
    squares = np.bincount(group, sums**2, breakdown.groups)
    members = np.bincount(group, minlength=breakdown.groups)
    if rows.clusters < 2:
        return np.full(breakdown.groups, np.nan)
    spread = np.maximum(squares - total**2 / rows.clusters, 0.0)
    se = np.sqrt(rows.clusters / (rows.clusters - 1) * spread)
    se[members < 2] = np.nan
    return np.asarray(se)
