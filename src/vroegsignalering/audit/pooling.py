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
from vroegsignalering.audit.metric import Kind

Array = NDArray[np.float64]
_SWEEPS, _PULL = 200, 0.1


def pooled(counted: Counted, own: Measured) -> tuple[Array, Array, Array] | None:
    """Pooled value and 95 % limits of every group of an intersection; None where pooling has no meaning.

    References
    ----------
    Herlihy, Truong, Chouldechova, Dudik 2024 (structured regression for intersectional groups).
    """
    if own.metric.kind is not Kind.SHARE or len(counted.grouping.parts[0]) < 2:
        return None
    value, size = own.estimate.value[:-1] / own.metric.scale, np.nan_to_num(own.estimate.effective[:-1])
    yes = np.nan_to_num(value) * size
    codes = [
        np.unique(np.array(labels), return_inverse=True)[1]
        for labels in zip(*counted.grouping.parts, strict=True)
    ]
    prior, doubt = main_effects(yes, size, codes)
    smooth = (yes + 0.5) / (size + 1.0)
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


def main_effects(yes: Array, size: Array, codes: list[NDArray[np.int64]]) -> tuple[Array, Array]:
    """What the labels of each intersection say together: an additive model of log-odds, fitted label by label.

    Each label's effect is that of the label itself, the other labels of its people taken into account, so a group of
    mostly poor renters does not lend "renter" the effect of "poor". A weak pull to nought keeps labels finite of which
    nobody, or everybody, counts.

    Parameters
    ----------
    yes, size : float arrays, groups
        Cases that count, of how many.
    codes : list of int arrays, groups
        Number of each group's label, per attribute.

    Returns
    -------
    odds, variance : float arrays, groups
        Fitted log-odds and about how uncertain they are (labels taken as independent).

    Examples
    --------
    >>> rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> odds, _ = main_effects(np.array([10.0, 20.0, 20.0, 0.0]), np.array([100.0, 100.0, 100.0, 0.0]), [rows, columns])
    >>> bool(odds[1] < odds[3] < 0)
    True
    """
    everyone = np.zeros(len(size), dtype=np.int64)
    odds = np.zeros(len(size))
    layers = [everyone, *codes]
    effects = [np.zeros(int(code.max(initial=0)) + 1) for code in layers]
    for _ in range(_SWEEPS):
        largest = 0.0
        for place, code in enumerate(layers):
            share = _share(odds)
            pull = 0.0 if place == 0 else _PULL
            off = np.bincount(code, yes - size * share) - pull * effects[place]
            known = np.bincount(code, size * share * (1.0 - share)) + pull
            step = np.clip(off / np.maximum(known, _PULL), -1.0, 1.0)
            effects[place] += step
            odds = odds + step[code]
            largest = max(largest, float(np.abs(step).max(initial=0.0)))
        if largest < 1e-8:
            break
    share = _share(odds)
    unsure = [1.0 / (np.bincount(code, size * share * (1.0 - share)) + _PULL)[code] for code in layers]
    return odds, np.maximum(sum(unsure[1:]) - (len(codes) - 1) * unsure[0], unsure[0])


def _odds(share: Array) -> Array:
    return np.log(share) - np.log1p(-share)


def _share(odds: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
