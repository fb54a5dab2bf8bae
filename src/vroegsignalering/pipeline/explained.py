"""Explanation by group: what goes together with the estimated risk, and how a gap in rates comes about.

Exact contributions, averaged; no household's own explanation leaves. Contributions describe the model, not causes.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.pipeline.fit import Fitted
from vroegsignalering.risk.decomposition import decompose_gap, group_contributions

DECOMPOSED = ("household_type", "income_source", "tenure", "age_band", "origin", "sex")
"""Attributes whose gaps are taken apart; audit-only ones too, since the gap is what the audit is about."""


def factors(fitted: Fitted, model: str, attributes: tuple[str, ...]) -> pl.DataFrame:
    """Mean contribution of every feature in each group against all others, in share points."""
    data = fitted.test
    parts = [
        group_contributions(
            fitted.models[model], data.X, data.groups[name].to_numpy(), cluster=data.cluster
        ).with_columns(attribute=pl.lit(name))
        for name in attributes
    ]
    return pl.concat(parts).with_columns(
        mode=pl.lit(fitted.mode.value), index_year=pl.lit(int(data.year.max()), pl.Int32)
    )


def decompositions(fitted: Fitted, model: str) -> pl.DataFrame:
    """The gap in recorded rate of each group with all others: composition, structure, unexplained."""
    data = fitted.test
    parts = [
        decompose_gap(
            fitted.models[model], data.X, data.y, data.groups[name].to_numpy(), cluster=data.cluster
        ).with_columns(attribute=pl.lit(name))
        for name in DECOMPOSED
        if name in data.groups.columns
    ]
    return pl.concat(parts).with_columns(mode=pl.lit(fitted.mode.value))
