"""Partial pooling for small groups: a shrunken figure beside the raw one, never instead of it.

An intersection is drawn towards what its parts say together (main effects on the log-odds scale), by as much as its own
data are too few to say otherwise. How far groups really differ is estimated from all of them (DerSimonian & Laird).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.audit.engine import Counted
from vroegsignalering.audit.estimating import Measured
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metric import Kind, Tallies

Array = NDArray[np.float64]


def pooled(counted: Counted, own: Measured) -> tuple[Array, Array, Array] | None:
    """Pooled value and 95 % limits of every group of an intersection; None where pooling has no meaning.

    References
    ----------
    Herlihy, Truong, Chouldechova, Dudik 2024 (structured regression for intersectional groups).
    """
    if own.metric.kind is not Kind.SHARE or len(counted.grouping.parts[0]) < 2:
        return None
    value, effective = own.estimate.value[:-1] / own.metric.scale, own.estimate.effective[:-1]
    prior, doubt = _main_effects(counted, own)
    size = np.nan_to_num(effective)
    smooth = (np.nan_to_num(value) * size + 0.5) / (size + 1.0)
    variance = 1.0 / ((size + 1.0) * smooth * (1.0 - smooth))
    mean, low, high = shrink(_odds(smooth), variance, prior, doubt, size > 0)
    scale = own.metric.scale
    return scale * _share(mean), scale * _share(low), scale * _share(high)


def shrink(
    odds: Array, variance: Array, prior: Array, doubt: Array, known: NDArray[np.bool_]
) -> tuple[Array, Array, Array]:
    """Draw each of many noisy log-odds towards its prior; where nothing is known, the prior with its spread.

    Parameters
    ----------
    odds, variance : float arrays
        Each group's own log-odds and how uncertain they are.
    prior, doubt : float arrays
        What its parts say together, and how uncertain that is.
    known : bool array
        Whether a group has data at all.
    """
    left, weight = odds - prior, np.where(known, 1.0 / variance, 0.0)
    total, spread = float(weight.sum()), 0.0
    if known.sum() > 1:
        middle = float((weight * left).sum() / total)
        q = float((weight * np.square(left - middle)).sum())
        spread = max(0.0, (q - (known.sum() - 1)) / (total - float(np.square(weight).sum()) / total))
    between = max(spread, 1e-6)
    own = weight / (weight + 1.0 / between)
    mean = prior + own * left
    posterior = 1.0 / (weight + 1.0 / between)
    error = np.sqrt(posterior + np.square(1.0 - own) * doubt)
    return mean, mean - Z_95 * error, mean + Z_95 * error


def _main_effects(counted: Counted, own: Measured) -> tuple[Array, Array]:
    """Log-odds that the parts of each intersection say together, and their variance."""
    parts, sums, effective = counted.grouping.parts, counted.point, np.nan_to_num(own.estimate.effective)
    overall, doubt = _odds_of(own, sums[:, -1:], float(effective[-1]))
    prior, variance = np.full(len(parts), overall), np.zeros(len(parts))
    for place in range(len(parts[0])):
        labels = np.array([part[place] for part in parts])
        for label in np.unique(labels):
            here = labels == label
            size = float(effective[:-1][here].sum())
            effect, unsure = _odds_of(own, sums[:, :-1][:, here].sum(axis=1, keepdims=True), size)
            prior[here] += effect - overall
            variance[here] += unsure
    return prior, np.maximum(variance - (len(parts[0]) - 1) * doubt, doubt)


def _odds_of(own: Measured, sums: Array, size: float) -> tuple[float, float]:
    """Log-odds of a share and their variance for a sample that is worth ``size``."""
    tallies = Tallies(*sums)
    smooth = (own.metric.above(tallies) + 0.5) / (own.metric.below(tallies) + 1.0)
    return float(_odds(smooth)[0]), float(1.0 / ((size + 1.0) * smooth[0] * (1.0 - smooth[0])))


def _odds(share: Array) -> Array:
    return np.log(share) - np.log1p(-share)


def _share(odds: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
