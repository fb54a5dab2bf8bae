"""Explanation by group: what goes together with the estimated risk, and how a gap in rates comes about.

Exact contributions, averaged; no household's own explanation leaves. Contributions describe the model, not causes.
Also how a sum of contributions becomes a chance, so that whoever has the effects can read the whole model.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from vroegsignalering.pipeline.fit import Fitted
from vroegsignalering.risk import RiskModel
from vroegsignalering.risk.decomposition import decompose_gap, group_contributions
from vroegsignalering.risk.tables import TableRiskModel
from vroegsignalering.vocabulary import InformationMode

DECOMPOSED = ("household_type", "income_source", "tenure", "age_band", "origin", "sex")
"""Attributes whose gaps are taken apart; audit-only ones too, since the gap is what the audit is about."""

SUMS = np.arange(-5.0, 6.0)
"""Sums of which the chance is told where a model has no curve of calibration."""


def chances(models: Mapping[str, RiskModel], mode: InformationMode, calibrated_on: int) -> pl.DataFrame:
    """The chance at some sums of each model, and the start to which its effects are added.

    With a curve of calibration the sums are its corners: between them, and beyond, the log-odds go straight on.
    ``calibrated_on`` counts the household-years by which start and curve were set.
    """
    parts = []
    for name, model in models.items():
        sums = model.corners[0] if model.corners.size else SUMS
        parts.append(
            pl.DataFrame({"sum": sums, "chance": model.risk_at(sums)}).with_columns(
                pl.lit(name).alias("model"),
                pl.lit(mode.value).alias("mode"),
                pl.int_range(pl.len()).alias("position"),
                pl.lit(float(model.intercept_)).alias("start"),
                pl.lit("curve" if model.corners.size else "logistic").alias("by"),
                pl.lit(calibrated_on, pl.Int64).alias("n"),
            )
        )
    return pl.concat(parts)


def factors(fitted: Fitted, model: str, attributes: tuple[str, ...]) -> pl.DataFrame:
    """Mean contribution of every feature in each group against all others, in share points."""
    data, codes = fitted.test, _codes(fitted, model)
    parts = [
        group_contributions(
            fitted.models[model], data.X, data.groups[name], cluster=data.cluster, codes=codes
        ).with_columns(attribute=pl.lit(name))
        for name in attributes
    ]
    return pl.concat(parts).with_columns(
        mode=pl.lit(fitted.mode.value), index_year=pl.lit(int(data.year.max()), pl.Int32)
    )


def decompositions(fitted: Fitted, model: str) -> pl.DataFrame:
    """The gap in recorded rate of each group with all others: composition, structure, unexplained."""
    data, codes = fitted.test, _codes(fitted, model)
    parts = [
        decompose_gap(
            fitted.models[model], data.X, data.y, data.groups[name], cluster=data.cluster, codes=codes
        ).with_columns(attribute=pl.lit(name))
        for name in DECOMPOSED
        if name in data.groups.columns
    ]
    return pl.concat(parts).with_columns(mode=pl.lit(fitted.mode.value))


def _codes(fitted: Fitted, model: str) -> np.ndarray | None:
    """Places of the test people in the tables of a table model, looked up once for all attributes."""
    found = fitted.models[model]
    return found.codes(fitted.test.X) if isinstance(found, TableRiskModel) else None
