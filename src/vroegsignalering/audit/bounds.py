"""Bounds of a figure that rests on suppressed counts: everything that the counts may be, chance included.

No suppressed count is guessed or solved for; where it matters, the figure has no value, only two limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.audit.intervals import Z_95, Estimate, difference_limits, wilson
from vroegsignalering.audit.metric import Kind, Metric, Tallies

Array = NDArray[np.float64]
_ENDLESS = 1e12
"""A count that no rule bounds."""


@dataclass(frozen=True, slots=True)
class Between:
    """A figure: its value when the suppressed counts do not matter, its base, and the limits it lies between."""

    value: float
    base: float
    low: float
    high: float
    size: float


NOTHING = Between(np.nan, 0.0, np.nan, np.nan, np.nan)
"""A figure that counts of one group alone cannot give."""


def between(metric: Metric, cells: Array, below: int | None) -> Between:
    """Limits of a metric over everything that the suppressed counts may be, chance included.

    A share is monotone in each count, so its extremes lie at the corners; between them nothing is more extreme.
    """
    low = np.nan_to_num(cells, nan=0.0).sum(axis=1)
    hidden = np.isnan(cells).sum(axis=1)
    high = low + hidden * (_ENDLESS if below is None else max(below - 1, 0))
    corners = np.array(list(product(*[(a, b) if b > a else (a,) for a, b in zip(low, high, strict=True)])))
    sums = np.zeros((7, len(corners)))
    sums[:4] = corners.T
    tallies = Tallies(*sums)
    value, base = metric.of(tallies) / metric.scale, metric.base(tallies)
    size = metric.below(tallies) if metric.kind is Kind.SHARE else base
    down, up = wilson(value, size, Z_95)
    if np.isnan(value).all():
        return Between(np.nan, float(base.max()), np.nan, np.nan, np.nan)
    sure = np.ptp(value) == 0.0 and np.ptp(size) == 0.0
    return Between(
        float(value[0]) * metric.scale if sure else np.nan,
        float(base.min()),
        _clean(np.nanmin(np.fmin(down, value))) * metric.scale,
        _clean(np.nanmax(np.fmax(up, value))) * metric.scale,
        float(size[0]),
    )


def _clean(limit: float) -> float:
    """A limit that only an endless count would come near is 0 or 1 itself."""
    return float(round(limit)) if abs(limit - round(limit)) < 1e-8 else float(limit)


def gap(metric: Metric, own: Between, other: Between) -> Between:
    """One figure less another; without a value where either has none."""
    base = min(own.base, other.base)
    if np.isnan(own.value + other.value):
        return Between(np.nan, base, own.low - other.high, own.high - other.low, np.nan)
    one, two = (
        Estimate(np.array([side.value]), np.zeros(1), np.array([side.size]), metric.kind, metric.scale)
        for side in (own, other)
    )
    low, high = difference_limits(one, two, np.zeros(1), Z_95)
    return Between(own.value - other.value, base, float(low[0]), float(high[0]), np.nan)


def times(own: Between, other: Between) -> Between:
    """One figure over another; NaN over nothing."""

    def over(above: float, below: float) -> float:
        return above / below if below > 0 else np.nan

    return Between(
        over(own.value, other.value),
        min(own.base, other.base),
        over(own.low, other.high),
        over(own.high, other.low),
        np.nan,
    )
