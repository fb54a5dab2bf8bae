"""Stability: would another seed, other households, another year or another region give another model?

Each question refits the declared model and compares on the same test people: how far the risks move, how much of the
highest shares stays the same, how far the shapes move. Resamples draw whole households. Where only the
rows change an additive model keeps its bins; every model is fitted from nothing, since one that starts from the shapes
of another stays too near them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.declared import ModelDeclaration, Sample
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.paired import auc_influence
from vroegsignalering.risk.splits import hashed_keys

SCHEMA = {"what": pl.String, "part": pl.String, "metric": pl.String, "value": pl.Float64}
FEW_OUTCOMES = 20


def stability(
    declaration: ModelDeclaration,
    train: Sample,
    test: Sample,
    *,
    directions: Mapping[str, str | None] | None = None,
    year: np.ndarray | None = None,
    region: Any = None,
    repeats: int = 3,
    capacity: float = 0.05,
) -> pl.DataFrame:
    """Refit under other seeds, resamples of households, single years, and without each region.

    Parameters
    ----------
    declaration : ModelDeclaration
    train, test : datasets with ``X``, ``y`` and ``cluster``
    year, region : n of train, optional
    repeats : int
        Seeds and resamples to try.
    capacity : float
    directions : mapping of feature to "up", "down" or None, optional
        Signs that the model must keep.

    Returns
    -------
    polars.DataFrame
        ``what`` (seed, resample, year, without_region), ``part``, ``metric``: ``risk_change`` (mean absolute, share
        points), ``same_selected`` (share of the highest ``capacity`` that stays), ``auc_change``, ``largest_shape_change``
        (log-odds, mean over rows, of the feature that moved most).
    """
    base = _fitted(declaration, train, None, directions)
    codes = base.codes(train.X) if isinstance(base, AdditiveRiskClassifier) else None
    ours = base.predict_proba(test.X)[:, 1], base.contributions(test.X)
    rows: list[dict[str, Any]] = []
    for what, part, changed, weight in _variants(declaration, train, year, region, repeats):
        if weight is not None and not FEW_OUTCOMES <= (train.y * (weight > 0)).sum() < (weight > 0).sum():
            continue
        if weight is not None and codes is not None:
            other: RiskModel = base.fitted_again(codes, train.y, weight)
        else:
            other = _fitted(changed, train, weight, directions)
        rows += [{"what": what, "part": part, **found} for found in _compared(ours, other, test, capacity)]
    return pl.DataFrame(rows, schema=SCHEMA)


def _fitted(
    declaration: ModelDeclaration,
    train: Sample,
    weight: np.ndarray | None,
    directions: Mapping[str, str | None] | None,
) -> RiskModel:
    model = declaration.estimator(directions)
    if "bands" in model.get_params():
        model.set_params(bands=False)
    return model.fit(train.X, train.y, sample_weight=weight)


def _variants(
    declaration: ModelDeclaration, train: Sample, year: np.ndarray | None, region: Any, repeats: int
) -> Iterator[tuple[str, str, ModelDeclaration, np.ndarray | None]]:
    for one in range(1, repeats + 1):
        yield "seed", str(one), replace(declaration, seed=declaration.seed + one), None
    for one in range(1, repeats + 1):
        yield "resample", str(one), declaration, poisson_weights(train.cluster, declaration.seed + one)
    for one in np.unique(year) if year is not None else ():
        yield "year", str(one), declaration, (year == one).astype(float)
    if region is not None:
        labels = np.asarray(pl.Series(region).cast(pl.String).fill_null("unknown"))
        for one in np.unique(labels):
            yield "without_region", str(one), declaration, (labels != one).astype(float)


def poisson_weights(cluster: Any, seed: int) -> np.ndarray:
    """How often each row counts in a resample of households: Poisson(1) by hash, the same for a whole household."""
    hashed = hashed_keys(cluster)
    salted = hashed_keys(hashed ^ hashed_keys(np.array([seed]))[0])
    uniform = (salted >> np.uint64(11)).astype(float) * 2.0**-53
    below = np.cumsum(np.exp(-1.0) / np.array([1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0]))
    return np.searchsorted(below, uniform, side="right").astype(float)


def _compared(
    base: tuple[np.ndarray, np.ndarray], other: RiskModel, test: Sample, capacity: float
) -> list[dict[str, Any]]:
    """Risks and contributions of the test people under the declared model, against those of another fit."""
    ours, theirs = base[0], other.predict_proba(test.X)[:, 1]
    places = max(int(capacity * len(ours)), 1)
    top = [set(np.argsort(-risk, kind="stable")[:places].tolist()) for risk in (ours, theirs)]
    moved = np.abs(base[1] - other.contributions(test.X)).mean(axis=0)
    outcome = np.asarray(test.y, float)
    areas = [auc_influence(risk, outcome)[0] for risk in (theirs, ours)]
    values = {
        "risk_change": float(np.abs(ours - theirs).mean()),
        "same_selected": len(top[0] & top[1]) / places,
        "auc_change": areas[0] - areas[1],
        "largest_shape_change": float(moved.max(initial=0.0)),
    }
    return [{"metric": metric, "value": value} for metric, value in values.items()]
