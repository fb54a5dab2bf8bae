"""Points and linearised standard errors of all indicators for one breakdown.

Stands on ``kernels`` (the loops) and ``sample`` (checked arrays). The variance is that of the total of the
influence values between clusters, drawn with replacement: ``n/(n-1) * sum (t_c - mean t)^2`` over all
clusters of the sample, a group being a domain of it. No strata and no finite population correction: said, not
hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.poverty import kernels
from vroegsignalering.poverty.sample import Breakdown, Sample

PROBES = np.array([0.2, 0.25, 0.5, 0.75, 0.8])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The national threshold and how it moves with the sample.

    ``slope`` is the influence of a row below the median on the threshold, per unit weight; zero for an
    absolute threshold, NaN where the density at the median is undefined.
    """

    threshold: float
    median: float
    slope: float
    se: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates:
    """Values and standard errors, shape (groups, len(kernels.OWN)), rows per group, clusters per group."""

    value: np.ndarray
    se: np.ndarray
    n: np.ndarray


def national_line(sample: Sample, share: float, absolute: float | None) -> Line:
    """The threshold that every breakdown uses: a share of the national median, or an absolute amount."""
    whole = sample.breakdowns[0].codes
    basics = kernels.totals(sample.income, sample.weight, whole, 1)
    quantile = kernels.quantiles(sample.income, sample.weight, whole, basics[:, 1], PROBES)
    median = float(quantile[0, 2])
    if absolute is not None:
        return Line(threshold=float(absolute), median=median, slope=0.0, se=0.0)
    widths = bandwidths(basics, quantile)
    density = kernels.densities(
        sample.income, sample.weight, whole, basics[:, 1], np.array([[median]]), widths[:, None]
    )[0, 0]
    slope = -share / (basics[0, 1] * density) if density > 0 else np.nan
    return Line(threshold=share * median, median=median, slope=slope, se=_line_se(sample, slope, median))


def points(sample: Sample, codes: np.ndarray, groups: int, threshold: float) -> np.ndarray:
    """Values only, shape (groups, len(kernels.OWN)); what the bootstrap repeats."""
    return _describe(sample.income, sample.weight, codes, groups, threshold)[0]


def estimate(sample: Sample, breakdown: Breakdown, line: Line) -> Estimates:
    """Values and standard errors for every group of a breakdown."""
    groups, codes = breakdown.groups, breakdown.codes
    value, params, moves, n = _describe(sample.income, sample.weight, codes, groups, line.threshold)
    if sample.cluster is None:
        arrays = (sample.income, sample.weight)
        moments = kernels.row_moments(*arrays, codes, params, line.threshold, line.slope, line.median)
        _, line_squares = kernels.line_moments(*arrays, line.slope, line.median)
        line_total = kernels.line_moments(*arrays, line.slope, line.median)[0]
        members = n
    else:
        moments, line_total, line_squares, members = _clustered(sample, breakdown, params, line)
    moves = np.zeros_like(moves) if line.slope == 0.0 else moves
    with np.errstate(invalid="ignore", over="ignore"):  # undefined influence values end as no standard error
        total = moments[:, :, 0] + moves * line_total
        squares = moments[:, :, 1] + 2.0 * moves * moments[:, :, 2] + moves**2 * line_squares
        se = _standard_error(total, squares, sample.clusters)
    se[members < 2] = np.nan
    se[~np.isfinite(value)] = np.nan
    return Estimates(value=value, se=se, n=n.astype(np.int64))


def bandwidths(basics: np.ndarray, quantile: np.ndarray) -> np.ndarray:
    """Kernel width per group: ``0.9 * min(sd, IQR/1.349) * n^(-1/5)`` (Silverman 1986, 3.31).

    The density at the median of the poor takes the width of the poor alone: theirs is a narrow part of the distribution,
    often with a peak at the level of social assistance, and the width of everybody would smooth it away (the standard
    error of that median came out 1.7 times too large).
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = basics[:, 2] / basics[:, 1]
        sd = np.sqrt(np.maximum(basics[:, 3] / basics[:, 1] - mean**2, 0.0))
        iqr = (quantile[:, 3] - quantile[:, 1]) / 1.349
        spread = np.where(iqr > 0, np.minimum(sd, iqr), sd)
        return np.asarray(0.9 * spread * basics[:, 0] ** -0.2)


def _describe(
    x: np.ndarray, w: np.ndarray, codes: np.ndarray, groups: int, threshold: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Values, parameters of the influence functions, moves with the threshold, and rows, per group."""
    basics = kernels.totals(x, w, codes, groups)
    weights, totals = basics[:, 1], basics[:, 2]
    quantile = kernels.quantiles(x, w, codes, weights, PROBES)
    sums = kernels.below(x, w, codes, groups, threshold)
    head = int(np.searchsorted(x, threshold, side="left"))
    poor = (x[:head], w[:head], codes[:head])
    of_poor = kernels.quantiles(*poor, sums[:, 0], PROBES)
    poor_median = of_poor[:, 2].copy()
    tails = kernels.tails(x, w, codes, quantile[:, 0], quantile[:, 4])
    spots = np.stack([np.full(groups, threshold), poor_median], axis=1)
    wide, narrow = bandwidths(basics, quantile), bandwidths(kernels.totals(*poor, groups), of_poor)
    widths = np.stack([wide, np.where(narrow > 0, narrow, wide)], axis=1)
    density = kernels.densities(x, w, codes, weights, spots, widths)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        shares = sums / weights[:, None]
        ratio = np.where((tails[:, 0] > 0) & (tails[:, 1] > 0), tails[:, 1] / tails[:, 0], np.nan)
        gini = np.where(totals > 0, tails[:, 2] / (weights * totals) - 1.0, np.nan)
        at_poor_median = 0.5 * density[:, 0] / density[:, 1]
        gap = 1.0 - poor_median / threshold if threshold > 0 else np.full(groups, np.nan)
        gap_moves = -at_poor_median / threshold + poor_median / threshold**2 if threshold > 0 else gap
    if threshold <= 0:
        shares[:, 1:] = np.nan
    if threshold < 0:  # a share of a median below zero says nothing about poverty
        shares[:, 0] = poor_median[:] = np.nan
    value = np.stack([shares[:, 0], shares[:, 1], shares[:, 2], poor_median, gap, ratio, gini], axis=1)
    flat = np.zeros(groups)
    moves = np.stack(
        [density[:, 0], shares[:, 3], shares[:, 4], at_poor_median, gap_moves, flat, flat], axis=1
    )
    params = np.stack(
        [shares[:, 0], shares[:, 1], shares[:, 2], poor_median, density[:, 1]]
        + [quantile[:, 0], quantile[:, 4], tails[:, 0], ratio, gini, weights, totals],
        axis=1,
    )
    return value, params, moves, basics[:, 0]


def _clustered(
    sample: Sample, breakdown: Breakdown, params: np.ndarray, line: Line
) -> tuple[np.ndarray, float, float, np.ndarray]:
    """Moments when rows of one household count as one draw; a household may lie in several groups."""
    assert sample.cluster is not None
    x, w, groups = sample.income, sample.weight, breakdown.groups
    per_cluster = kernels.line_sums(x, w, sample.cluster, sample.clusters, line.slope, line.median)
    if groups == 1:
        cell, keys = sample.cluster, np.arange(sample.clusters)
    else:
        keys, cell = np.unique(sample.cluster * groups + breakdown.codes, return_inverse=True)
    sums = kernels.cell_sums(x, w, breakdown.codes, cell, keys.size, params, line.threshold)
    moments = kernels.cell_moments(sums, keys % groups, keys // groups, per_cluster, groups)
    members = np.bincount(keys % groups, minlength=groups)
    return moments, float(per_cluster.sum()), float((per_cluster**2).sum()), members


def _line_se(sample: Sample, slope: float, median: float) -> float:
    if sample.cluster is None:
        total, squares = kernels.line_moments(sample.income, sample.weight, slope, median)
    else:
        sums = kernels.line_sums(sample.income, sample.weight, sample.cluster, sample.clusters, slope, median)
        total, squares = float(sums.sum()), float((sums**2).sum())
    return float(_standard_error(np.array(total), np.array(squares), sample.clusters))


def _standard_error(total: np.ndarray, squares: np.ndarray, clusters: int) -> np.ndarray:
    """Root of ``n/(n-1)`` times the spread of the cluster totals; NaN with fewer than two clusters."""
    if clusters < 2:
        return np.full(np.shape(total), np.nan)
    spread = np.maximum(squares - total**2 / clusters, 0.0)
    return np.asarray(np.sqrt(clusters / (clusters - 1) * spread))
