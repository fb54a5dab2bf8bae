"""From counts to estimates: the value of a metric in every group with its standard error and effective number.

The effective number is what the cluster bootstrap says the sample is worth; it is never more than the count itself.
Where all or none have the property, the design effect of the group's other shares stands in. No verdicts here.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.audit.engine import Counted
from vroegsignalering.audit.intervals import Estimate
from vroegsignalering.audit.metric import Kind, Metric
from vroegsignalering.audit.metrics import METRICS

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One metric in all groups of an attribute (last: the whole).

    Parameters
    ----------
    metric : Metric
    estimate : Estimate
    drawn : float64 [groups + 1, R]
        Values in the replicates.
    n, n_outcome, numerator, denominator, base : float64 [groups + 1]
        Unweighted counts; ``base`` is the count that a judgement rests on.
    """

    metric: Metric
    estimate: Estimate
    drawn: Array
    n: Array
    n_outcome: Array
    numerator: Array
    denominator: Array
    base: Array


def measure(counted: Counted, metric: Metric, design: Array | None = None) -> Measured:
    """Estimate one metric in all groups.

    Parameters
    ----------
    counted : Counted
    metric : Metric
    design : float64 [groups + 1], optional
        Design effects, to compute them once for many metrics.
    """
    sums, persons, draws = counted.sums(), counted.counts(), counted.drawn()
    value, drawn = metric.of(sums), metric.of(draws)
    error = spread(drawn) * counted.widen
    below, base = metric.below(persons), metric.base(persons)
    size = below if metric.kind is Kind.SHARE else base
    if metric.kind is Kind.RATIO:
        effective = base
        error = np.where(value > 0, error, metric.one_event(sums))
    elif metric.kind is Kind.SHARE and not counted.clustered:
        effective = size
    else:
        effective = _effective(
            value / metric.scale,
            error / metric.scale,
            size,
            design_effects(counted) if design is None else design,
        )
        if metric.kind is Kind.SHARE:
            effective = np.minimum(effective, size)
    shares = metric.kind is Kind.SHARE
    return Measured(
        metric=metric,
        estimate=Estimate(value, error, effective, metric.kind, metric.scale),
        drawn=drawn,
        n=persons.n,
        n_outcome=persons.outcome,
        numerator=metric.above(persons) if shares else np.full(value.shape, np.nan),
        denominator=below if shares else np.full(value.shape, np.nan),
        base=base,
    )


def spread(drawn: Array) -> Array:
    """Standard error over replicates; 0 where there are fewer than two defined ones."""
    if drawn.shape[-1] < 2:
        return np.zeros(drawn.shape[:-1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nan_to_num(np.nanstd(drawn, axis=-1, ddof=1))


def _effective(value: Array, error: Array, size: Array, design: Array) -> Array:
    binomial = value * (1.0 - value)
    known = (error > 0) & (binomial > 0)
    from_error = np.divide(binomial, np.square(error), out=np.zeros_like(value), where=known)
    return np.where(known, from_error, size / design)


def design_effects(counted: Counted) -> Array:
    """How much wider chance is than for independent rows, per group: the larger of two shares' design effects."""
    effect = np.ones(counted.point.shape[1])
    for name in ("base_rate", "selection_rate"):
        metric = METRICS[name]
        value, error = metric.of(counted.sums()), spread(metric.of(counted.drawn())) * counted.widen
        binomial = np.nan_to_num(value * (1.0 - value))
        n = counted.counts().n
        own = np.divide(np.square(error) * n, binomial, out=np.ones_like(effect), where=binomial > 0)
        effect = np.maximum(effect, own)
    return effect


def correlation(one: Array, other: Array, *, independent: bool) -> Array:
    """Correlation of two groups' values over replicates; 0 where their rows vary independently."""
    if independent or one.shape[-1] < 8:
        return np.zeros(one.shape[:-1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        a, b = (
            one - np.nanmean(one, axis=-1, keepdims=True),
            other - np.nanmean(other, axis=-1, keepdims=True),
        )
        rho = np.nanmean(a * b, axis=-1) / np.sqrt(np.nanmean(a * a, axis=-1) * np.nanmean(b * b, axis=-1))
    return np.clip(np.nan_to_num(rho), -0.99, 0.99)
