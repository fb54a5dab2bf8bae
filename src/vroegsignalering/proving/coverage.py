"""Do the intervals hold the truth? Households share an outcome; the audit is told so, or is not.

With the household as the unit of chance 95 % intervals should hold the truth in 95 % of worlds; with rows as the
unit they are too narrow. Both are measured on the same worlds.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.special import ndtr

from vroegsignalering.audit import Preregistration, Scores, audit
from vroegsignalering.audit.intervals import Z_95, wilson
from vroegsignalering.proving.worlds import BASE, CAPACITY, LIFT, households, to_risk

_PEOPLE = 4000
_METRICS = ("base_rate", "selection_rate", "true_positive_rate")


def truths() -> tuple[float, dict[str, float]]:
    """The threshold that selects the capacity, and what each rate is in the endless population."""

    def selected(at: float) -> float:
        return float(BASE * ndtr(LIFT - at) + (1 - BASE) * ndtr(-at) - CAPACITY)

    at = float(brentq(selected, -6.0, 8.0))
    true = {"base_rate": BASE, "selection_rate": CAPACITY, "true_positive_rate": float(ndtr(LIFT - at))}
    return float(to_risk(np.array([at]))[0]), true


def interval_coverage(*, replicates: int, seed: int) -> pl.DataFrame:
    """Share of 95 % intervals that hold the truth, over four groups and three rates per world."""
    threshold, true = truths()
    registered = Preregistration(groups=("group",), metrics=_METRICS, main=(), threshold=threshold)
    held = {"coverage_cluster": 0, "coverage_row": 0}
    total = in_need = 0
    for replicate in range(replicates):
        scores = households(_PEOPLE, np.random.default_rng([seed, 99, replicate]))
        rows = Scores(risk=scores.risk, outcome=scores.outcome, groups=scores.groups)
        for name, data in (("coverage_cluster", scores), ("coverage_row", rows)):
            table = audit(data, registered, replicates=256, seed=replicate + 1)
            rates = table.filter(pl.col("attribute") == "group", pl.col("reference").is_null())
            truth = rates["metric"].replace_strict(true, return_dtype=pl.Float64)
            held[name] += int(((rates["low"] <= truth) & (truth <= rates["high"])).sum())
        total += 4 * len(_METRICS)
        in_need += int(scores.outcome.sum())
    share = np.array([held[name] / total for name in held])
    low, high = wilson(share, np.full(2, float(total)), Z_95)
    return pl.DataFrame(
        {
            "fault": ["none", "none"],
            "size": [0.0, 0.0],
            "n_group": [in_need // (4 * replicates)] * 2,
            "metric": list(held),
            "value": share,
            "low": low,
            "high": high,
            "replicates": [replicates] * 2,
        }
    )
