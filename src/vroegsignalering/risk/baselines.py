"""Baselines that a model must beat: chance, the area's rate, one rule, last year's status, signals of today.

Each is a score for the test people, learned on the training people only. On a tie the simple rule is recommended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.conditions import chosen, possible
from vroegsignalering.risk.declared import Sample
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.paired import paired
from vroegsignalering.risk.splits import hashed_keys

RULE_BINS = 16
AREA_PRIOR = 50.0
BETTER, TIE, WORSE = "model better", "tie", "baseline better"


def baseline_scores(
    train: Sample,
    test: Sample,
    *,
    area: tuple[Any, Any] | None = None,
    status: str | None = None,
    signals: Sequence[str] = (),
    directions: Mapping[str, str | None] | None = None,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Score of every baseline for the test people.

    Parameters
    ----------
    train, test : datasets with ``X``, ``y`` and ``cluster``
    area : (labels of train, labels of test), optional
        Baseline ``area_rate``: the training rate of the area, drawn to the mean where there are few rows.
    status : str, optional
        Feature for ``last_status``, such as years below the line so far; missing counts as none.
    signals : sequence of str
        Features for ``signals``: today's practice approaches who has most of them; missing counts as none.
    directions : mapping, optional
        Declared directions, for ``one_rule``.
    seed : int

    Returns
    -------
    dict of name to float array; a baseline that was not asked for, or whose feature is absent, is not in it
    """
    found = {"random": (hashed_keys(test.cluster) ^ np.uint64(seed)).astype(float)}
    if area is not None:
        found["area_rate"] = _area_rate(area[0], train.y, area[1])
    found["one_rule"] = one_rule(train, test, directions)
    if status is not None:
        found["last_status"] = _summed(test.X, [status])
    if signals:
        found["signals"] = _summed(test.X, signals)
    return found


def _area_rate(of_train: Any, y: np.ndarray, of_test: Any) -> np.ndarray:
    overall = float(np.mean(y))
    rates = (
        pl.DataFrame({"area": pl.Series(of_train).cast(pl.String), "y": y})
        .group_by("area")
        .agg(rate=(pl.col("y").sum() + AREA_PRIOR * overall) / (pl.len() + AREA_PRIOR))
    )
    wanted = pl.DataFrame({"area": pl.Series(of_test).cast(pl.String)})
    joined = wanted.join(rates, on="area", how="left", maintain_order="left")
    return joined["rate"].fill_null(overall).to_numpy()


def one_rule(train: Sample, test: Sample, directions: Mapping[str, str | None] | None = None) -> np.ndarray:
    """The single best condition on the training people: 1 where it points to more risk."""
    wanted = {name: sign for name, sign in (directions or {}).items() if name in train.X.columns}
    shapes = AdditiveRiskClassifier(monotone=wanted, max_bins=RULE_BINS, bands=False, max_sweeps=1)
    shapes.fit(train.X, train.y)
    codes = shapes.codes(train.X)
    candidates = possible(shapes.bins_, shapes.rows_, shapes._directions())
    found, weights = chosen(candidates, codes, np.asarray(train.y, float), np.ones(len(train.y)), 1)
    if not found:
        return np.zeros(len(test.y))
    met = found[0].holds[shapes.codes(test.X)[found[0].feature]]
    return met.astype(float) * float(np.sign(weights[0]))


def _summed(X: pl.DataFrame, names: Sequence[str]) -> np.ndarray:
    absent = sorted(set(names) - set(X.columns))
    if absent:
        raise ModelFault(
            "a baseline names features that X does not have", where="baselines", found=", ".join(absent)
        )
    counted = (pl.col(name).cast(pl.Float64).fill_nan(None).fill_null(0) for name in names)
    return X.select(signals=pl.sum_horizontal(counted))["signals"].to_numpy()


def against_baselines(
    risk: np.ndarray,
    baselines: Mapping[str, np.ndarray],
    y: np.ndarray,
    *,
    cluster: Any = None,
    capacity: float = 0.05,
    metrics: Sequence[str] = ("coverage", "auc"),
) -> pl.DataFrame:
    """Each baseline's quality and the model's gain over it, paired on the same people.

    Parameters
    ----------
    risk : float array, n
        Of the model, 0-1.
    baselines : mapping of name to float array, n
        Other scores of the same people.
    y : array of 0/1, n
    cluster : household keys, n, optional
        Unit of chance.
    capacity : float, 0-1
        Share of rows, for coverage.
    metrics : sequence of str
        As in :func:`paired`.

    Returns
    -------
    polars.DataFrame
        ``baseline, metric, value, low, high, gain, gain_low, gain_high, verdict``; the model itself is a row of its own
        (``baseline`` "model", no gain). Verdict: "model better", "tie" or "baseline better".

    Examples
    --------
    >>> y = np.array([0, 0, 1, 1] * 50)
    >>> table = against_baselines(0.1 + 0.8 * y, {"nothing": np.full(200, 0.5)}, y, metrics=["auc"])
    >>> table.filter(baseline="nothing")["gain"].item()
    0.5
    """
    rows: list[dict[str, Any]] = []
    for metric in metrics:
        for name, score in {"model": risk, **baselines}.items():
            itself = paired(metric, score, risk, y, cluster=cluster, capacity=capacity)
            row = {"baseline": name, "metric": metric, "value": itself.first}
            row |= {"low": itself.first_low, "high": itself.first_high}
            if name != "model":
                row |= {"gain": -itself.difference, "gain_low": -itself.high, "gain_high": -itself.low}
                row["verdict"] = BETTER if itself.high < 0 else WORSE if itself.low > 0 else TIE
            rows.append(row)
    floats = dict.fromkeys(("value", "low", "high", "gain", "gain_low", "gain_high"), pl.Float64)
    schema = {"baseline": pl.String, "metric": pl.String, **floats, "verdict": pl.String}
    return pl.DataFrame(rows, schema=schema)


def recommended(comparison: pl.DataFrame, *, metric: str = "coverage") -> str:
    """What to use: ``"model"``, or the best baseline when the model's gain over it does not exclude nought.

    Parameters
    ----------
    comparison : polars.DataFrame
        As :func:`against_baselines` gives it.
    metric : str
        The one that decides.

    Returns
    -------
    str
    """
    ranked = comparison.filter((pl.col("metric") == metric) & (pl.col("baseline") != "model"))
    best = ranked.sort(["value", "baseline"], descending=[True, False]).row(0, named=True)
    return "model" if best["verdict"] == BETTER else str(best["baseline"])
