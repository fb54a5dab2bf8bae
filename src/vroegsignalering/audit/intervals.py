"""Intervals that neither flatter nor alarm: Wilson on the effective number, MOVER for gaps, Holm for many gaps.

A share gets a Wilson interval on the effective sample size that the cluster bootstrap implies, so that a rate of 0 or
1 keeps an honest width. A gap combines the two one-sided distances (MOVER, Zou & Donner 2008) with the correlation of
the replicates; its p-value is the level at which that interval just reaches zero, so p and interval never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from vroegsignalering.audit.metric import Kind

Array = NDArray[np.float64]
Z_95 = float(ndtri(0.975))


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Values of one metric with what their chance is made of, all of one shape.

    Parameters
    ----------
    value : float array
        NaN where undefined.
    error : float array
        Standard error over replicates (0 where unknown).
    effective : float array
        Effective sample size for shares and bounded metrics; events for ratios.
    kind : Kind
    scale : float
        Value and error are on this scale; limits are computed on 0-1.
    """

    value: Array
    error: Array
    effective: Array
    kind: Kind
    scale: float = 1.0

    def limits(self, z: Array | float) -> tuple[Array, Array]:
        """Lower and upper limit at ``z`` standard errors."""
        if self.kind is Kind.RATIO:
            return _ratio_limits(self.value, self.error, self.effective, z)
        low, high = wilson(self.value / self.scale, self.effective, z)
        return low * self.scale, high * self.scale


def wilson(value: Array, n: Array, z: Array | float) -> tuple[Array, Array]:
    """Wilson score limits of a share; n may be fractional.

    References
    ----------
    Wilson 1927; Korn & Graubard 1998 for the effective sample size.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson(np.array(0.5), np.array(30.0), 1.96)]
    [0.3315, 0.6685]
    """
    n = np.where(n > 0, n, np.nan)
    square = np.square(z) / n
    middle = (value + square / 2.0) / (1.0 + square)
    half = np.sqrt(np.maximum(value * (1.0 - value) * square + np.square(square) / 4.0, 0.0)) / (1.0 + square)
    return np.clip(np.minimum(middle - half, value), 0.0, 1.0), np.clip(
        np.maximum(middle + half, value), 0.0, 1.0
    )


def _ratio_limits(value: Array, error: Array, events: Array, z: Array | float) -> tuple[Array, Array]:
    """Log-normal limits; a ratio of zero gets the upper limit of a count of zero, given in ``error``."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # an upper limit may be infinite
        spread = np.where(value > 0, error / value, 0.0)
        low, high = value * np.exp(-z * spread), value * np.exp(z * spread)
    return low, np.where(value > 0, high, error * np.square(z) + 0.0 * events)


def difference_limits(one: Estimate, other: Estimate, rho: Array, z: Array | float) -> tuple[Array, Array]:
    """Limits of ``one - other`` (MOVER with correlation ``rho``)."""
    low_1, high_1 = one.limits(z)
    low_2, high_2 = other.limits(z)
    gap = one.value - other.value
    down = _combine(one.value - low_1, high_2 - other.value, rho)
    up = _combine(high_1 - one.value, other.value - low_2, rho)
    return gap - down, gap + up


def _combine(a: Array, b: Array, rho: Array) -> Array:
    with np.errstate(invalid="ignore", over="ignore"):
        return np.sqrt(np.maximum(a * a + b * b - 2.0 * rho * a * b, 0.0))


def ratio_limits(one: Estimate, other: Estimate, rho: Array, z: Array | float) -> tuple[Array, Array]:
    """Limits of ``one / other`` by MOVER on the log scale; the upper one is infinite when ``other`` may be zero."""
    low_1, high_1 = one.limits(z)
    low_2, high_2 = other.limits(z)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        gap = np.log(one.value) - np.log(other.value)
        down = _combine(np.log(one.value / low_1), np.log(high_2 / other.value), rho)
        up = _combine(np.log(high_1 / one.value), np.log(other.value / low_2), rho)
        low = np.where(one.value > 0, np.exp(gap - down), 0.0)
        high = np.where(one.value > 0, np.exp(gap + up), high_1 / low_2)
    return low, high


def p_values(one: Estimate, other: Estimate, rho: Array) -> Array:
    """Two-sided p-value of "no gap": the level at which the interval of the difference just reaches zero."""
    low, high = np.zeros_like(one.value), np.full_like(one.value, 40.0)
    for _ in range(50):
        z = (low + high) / 2.0
        down, up = difference_limits(one, other, rho, z)
        excludes = (down > 0) | (up < 0)
        low, high = np.where(excludes, z, low), np.where(excludes, high, z)
    p = 2.0 * ndtr(-low)
    return np.where(np.isnan(one.value - other.value), np.nan, p)


def holm(p: Array) -> tuple[Array, Array]:
    """Holm-adjusted p-values, and the ``z`` at which each gap's own interval is drawn.

    The smallest p of k is judged at ``0.05 / k``, the next at ``0.05 / (k - 1)``, as long as all before were
    rejected; from the first that is not, every interval stays at that level. NaN is left out of the family.

    Examples
    --------
    >>> [round(float(p), 3) for p in holm(np.array([0.01, 0.04, 0.03]))[0]]
    [0.03, 0.06, 0.06]
    """
    adjusted, level = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    running, stopped = 0.0, 0
    for rank, at in enumerate(order):
        left = len(order) - rank
        running = max(running, min(1.0, left * float(p[at])))
        adjusted[at] = running
        stopped = stopped or (left if running > 0.05 else 0)
        level[at] = 0.05 / (stopped or left)
    return adjusted, -ndtri(level / 2.0)


def smallest_visible(one: Estimate, other: Estimate, rho: Array, z: Array | float) -> Array:
    """The gap that these data would show in four of five repetitions, judged at ``z``."""
    low, high = difference_limits(one, other, rho, z)
    return (high - low) / 2.0 * (1.0 + float(ndtri(0.8)) / np.asarray(z))
