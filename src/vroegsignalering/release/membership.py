"""Membership inference: can somebody who knows a household tell from the model whether it was in the
training data?

Arrays in, one number with its interval out; 0.5 is guessing. A model that remembers nobody cannot be told
apart from one that never saw them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from vroegsignalering.errors import DisclosureError

_Z95 = 1.959963984540054
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackResult:
    """Area under the ROC curve of one attack, with a 95 % DeLong interval.

    Parameters
    ----------
    attack : str
        Name of the attack.
    value, low, high : float, 0-1
        Area under the curve (0.5: the attacker learns nothing) and its interval.
    n, n_other : int
        Rows in the training data, and rows outside.
    """

    attack: str
    value: float
    low: float
    high: float
    n: int
    n_other: int


def auc(inside: ArrayLike, outside: ArrayLike, *, attack: str = "score") -> AttackResult:
    """How well a score that should be higher for members tells them from others.

    Parameters
    ----------
    inside, outside : arrays
        The attacker's score of members and of others.

    Returns
    -------
    AttackResult

    Raises
    ------
    DisclosureError
        Fewer than ten on either side, or scores that are not numbers.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), Comparing the areas under correlated ROC curves.

    Examples
    --------
    >>> auc(np.arange(10.0), np.arange(10.0)).value
    0.5
    """
    members, others = np.asarray(inside, dtype=np.float64), np.asarray(outside, dtype=np.float64)
    if min(len(members), len(others)) < 10:
        raise DisclosureError("an attack needs ten members and ten others at least")
    if not (np.isfinite(members).all() and np.isfinite(others).all()):
        raise DisclosureError("scores of the attack are not numbers")
    together = rankdata(np.concatenate([members, others]))
    m, k = len(members), len(others)
    above = (together[:m] - rankdata(members)) / k
    below = 1.0 - (together[m:] - rankdata(others)) / m
    area = float(above.mean())
    half = _Z95 * float(np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / k))
    return AttackResult(
        attack=attack, value=area, low=max(0.0, area - half), high=min(1.0, area + half), n=m, n_other=k
    )


def membership(
    member_risk: ArrayLike, member_outcome: ArrayLike, other_risk: ArrayLike, other_outcome: ArrayLike
) -> list[AttackResult]:
    """Two attacks on a model's risks: by its loss on the recorded outcome, and by its confidence alone.

    Parameters
    ----------
    member_risk, other_risk : arrays of float, 0-1
        Estimated risk of those in the training data and of those who are not.
    member_outcome, other_outcome : arrays of 0 or 1

    Returns
    -------
    list of AttackResult
        ``loss`` and ``confidence``; an area of 0.5 within the interval says that the attack does not work.
    """
    inside, outside = _scores(member_risk, member_outcome), _scores(other_risk, other_outcome)
    return [auc(inside[name], outside[name], attack=name) for name in ("loss", "confidence")]


def as_table(results: list[AttackResult], *, model: str) -> pl.DataFrame:
    """Rows for the table ``membership``: model, metric, value, low, high, n (the smaller side)."""
    return pl.DataFrame(
        {
            "model": [model] * len(results),
            "metric": [f"attack AUC, {one.attack}" for one in results],
            "value": [one.value for one in results],
            "low": [one.low for one in results],
            "high": [one.high for one in results],
            "n": [min(one.n, one.n_other) for one in results],
        }
    )


def _scores(risk: ArrayLike, outcome: ArrayLike) -> dict[str, NDArray[np.float64]]:
    p = np.clip(np.asarray(risk, dtype=np.float64), _TINY, 1 - _TINY)
    y = np.asarray(outcome, dtype=np.float64)
    if p.shape != y.shape:
        raise DisclosureError("risks and outcomes differ in length", found=f"{p.shape[0]} and {y.shape[0]}")
    return {"loss": y * np.log(p) + (1 - y) * np.log(1 - p), "confidence": np.abs(p - 0.5)}
