"""Drift between years: do the features, their contributions and the calibration still look like those of the fit?

Limits have names and are declared here: a population stability index of 0.10 asks for watching and 0.25 for acting
(usual in credit scoring since Siddiqi 2006); a calibration ratio outside 0.9-1.1 for watching, outside 0.8-1.25 for
acting. They are conventions, not norms. What a shift means for people is for people to say.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.kernels import PLACES
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.tables import TableRiskModel

PSI_WATCH, PSI_ACT = 0.10, 0.25
RATIO_WATCH, RATIO_ACT = (0.9, 1.1), (0.8, 1.25)
STEADY, WATCH, ACT = "steady", "watch", "act"
COARSE = 10
ALL = "(all)"
SCHEMA = {
    "feature": pl.String,
    "year": pl.Int64,
    "metric": pl.String,
    "value": pl.Float64,
    "limit": pl.Float64,
    "state": pl.String,
}


def stability_index(expected: np.ndarray, met: np.ndarray) -> float:
    """Population stability index of two sets of counts over the same bins, half a row added to each bin.

    Examples
    --------
    >>> stability_index(np.array([50, 50]), np.array([500, 500]))
    0.0
    """
    one, other = (np.asarray(part, float) + 0.5 for part in (expected, met))
    one, other = one / one.sum(), other / other.sum()
    return float(((other - one) * np.log(other / one)).sum())


def drift(
    model: TableRiskModel, X: Any, y: np.ndarray, year: np.ndarray, *, base: int | None = None
) -> pl.DataFrame:
    """Drift of every year against a base year, or against the rows of the fit.

    Parameters
    ----------
    model : additive model or scorecard
    X, y, year : rows of the years to look at
    base : int, optional
        A year among ``year`` to compare with; None compares with the rows that the model was fitted on.

    Returns
    -------
    polars.DataFrame
        ``feature, year, metric, value, limit, state``. Metrics: ``stability_index`` and ``contribution_shift``
        (log-odds, change of the mean contribution) per feature; ``calibration_ratio`` (recorded / estimated), ``rate``
        and ``mean_risk`` over all.

    Raises
    ------
    ModelFault
        The model has no bins, or the base year has no rows.
    """
    if not isinstance(model, TableRiskModel):
        raise ModelFault(
            "drift per feature needs the bins of an additive model or a scorecard", where="drift"
        )
    codes, risk = model.codes(X), model.predict_proba(X)[:, 1]
    counts = {int(one): _counts(codes[:, year == one]) for one in np.unique(year)}
    if base is not None and base not in counts:
        raise ModelFault(f"no rows of base year {base}", where="drift", found=", ".join(map(str, counts)))
    expected = model.rows_ if base is None else counts[base]
    found: list[dict[str, Any]] = []
    for one, met in counts.items():
        found += _of_features(model, expected, met, one)
        found += _of_all(risk[year == one], np.asarray(y)[year == one], one)
    return pl.DataFrame(found, schema=SCHEMA)


def _counts(codes: np.ndarray) -> np.ndarray:
    return np.stack([np.bincount(column, minlength=PLACES) for column in codes]).astype(float)


def _of_features(
    model: TableRiskModel, expected: np.ndarray, met: np.ndarray, year: int
) -> list[dict[str, Any]]:
    found = []
    for j, term in enumerate(model.terms):
        index = stability_index(*_coarser(expected[j], met[j]))
        shift = _mean(model.tables_[j], met[j]) - _mean(model.tables_[j], expected[j])
        words = {"feature": term, "year": year}
        found.append(
            {
                **words,
                "metric": "stability_index",
                "value": index,
                "limit": PSI_ACT,
                "state": _of_index(index),
            }
        )
        found.append({**words, "metric": "contribution_shift", "value": shift})
    return found


def _coarser(expected: np.ndarray, met: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both counts on about ten bins of equal expected number: many thin bins would measure chance."""
    filled = np.flatnonzero(expected + met > 0)
    below = np.cumsum(expected[filled]) - expected[filled] / 2
    place = np.minimum((below * COARSE / max(expected.sum(), 1e-12)).astype(int), COARSE - 1)
    return tuple(np.bincount(place, weights=part[filled], minlength=COARSE) for part in (expected, met))  # type: ignore[return-value]


def _mean(table: np.ndarray, rows: np.ndarray) -> float:
    return float(table @ rows / max(rows.sum(), 1e-12))


def _of_index(value: float) -> str:
    return ACT if value >= PSI_ACT else WATCH if value >= PSI_WATCH else STEADY


def _of_all(risk: np.ndarray, y: np.ndarray, year: int) -> list[dict[str, Any]]:
    ratio = float(y.mean() / risk.mean())
    outside = [not low <= ratio <= high for low, high in (RATIO_WATCH, RATIO_ACT)]
    state = ACT if outside[1] else WATCH if outside[0] else STEADY
    limit = RATIO_ACT[1] if ratio >= 1 else RATIO_ACT[0]
    words = {"feature": ALL, "year": year}
    return [
        {**words, "metric": "calibration_ratio", "value": ratio, "limit": limit, "state": state},
        {**words, "metric": "rate", "value": float(y.mean())},
        {**words, "metric": "mean_risk", "value": float(risk.mean())},
    ]


def calibration_by_year(
    model: RiskModel, X: Any, y: np.ndarray, year: np.ndarray, *, bins: int = 10
) -> pl.DataFrame:
    """Estimated and recorded share per year and tenth of the risk: ``year, bin, expected, value, n``.

    Parameters
    ----------
    model : RiskModel
    X : frame, n rows
    y : array of 0/1, n
    year : int array, n
    bins : int
        Parts of equal numbers of rows.

    Returns
    -------
    polars.DataFrame, one row per year and bin (0 is the lowest risk)
        ``expected`` and ``value`` are shares 0-1.
    """
    risk = model.predict_proba(X)[:, 1]
    rows = []
    for one in np.unique(year):
        mine, outcome = risk[year == one], np.asarray(y)[year == one]
        place = np.argsort(np.argsort(mine, kind="stable"), kind="stable") * bins // len(mine)
        for b in range(bins):
            here = place == b
            if here.any():
                row = {
                    "expected": float(mine[here].mean()),
                    "value": float(outcome[here].mean()),
                    "n": int(here.sum()),
                }
                rows.append({"year": int(one), "bin": b, **row})
    return pl.DataFrame(rows)
