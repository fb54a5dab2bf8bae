"""From results to tables for the door: tidy, with the counts that the plans ask for.

One function per table; each returns a frame whose columns are exactly those of its plan. Nothing here is public yet.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.audit import (
    METRICS,
    Preregistration,
    audit,
    calibration,
    capacity_grid,
    performance,
    threshold_grid,
)
from vroegsignalering.audit.metric import Kind
from vroegsignalering.pipeline.fit import Fitted, risk_of
from vroegsignalering.release import Plan, Profile, Released, release
from vroegsignalering.release.disclosure import MARKED
from vroegsignalering.risk import calibration_error, calibration_error_by_chance
from vroegsignalering.study import Dataset, StudyDefinition

PUBLISHED = (
    "base_rate",
    "selection_rate",
    "coverage",
    "miss_rate",
    "needless_contact",
    "precision_at_capacity",
    "contacts_per_100",
    "allocation_per_need",
    "calibration_ratio",
    "auc",
    "brier",
)
"""Figures of the audit that are published, with the gaps of the main list; the command ``vroeg audit`` gives all."""

THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
"""Round estimated risks at which *What if* answers; a threshold is a choice of people, so none is special."""

SHARES = {name: one.scale for name, one in METRICS.items() if one.kind is Kind.SHARE}
"""Metrics that are shares of a count, with what they are multiplied by; gaps, ratios and areas are not."""
SAID_TWICE = (
    "true_positive_rate",
    "false_negative_rate",
    "miss_rate",
    "false_discovery_rate",
    "true_negative_rate",
    "negative_predictive_value",
    "accuracy",
    "balanced_accuracy",
    "f1",
)
"""Figures that follow from others of the same table; where one of a pair may not be published, the other gave it back."""


def through_the_door(table: pl.DataFrame, plan: Plan, profile: Profile) -> Released:
    """Release a table by its plan, columns that the plan does not name left behind."""
    rate = {plan.rate, *plan.interval} if plan.numerator else set()
    named = [*plan.dimensions, *plan.count_columns, *plan.statistics, *plan.keep]
    named += [extra for extra in (plan.share, plan.share_of, plan.share_times) if extra]
    named += [MARKED] if MARKED in table.columns else []
    return release(table.select([name for name in dict.fromkeys(named) if name not in rate]), plan, profile)


def flow(data: Dataset) -> pl.DataFrame:
    """Households after each step, by index year."""
    return data.flow.with_columns(position=pl.int_range(pl.len()).over("index_year"))


def outcomes(data: Dataset) -> pl.DataFrame:
    """All recorded outcome values, by index year."""
    return data.outcomes.with_columns(pl.col("n").cast(pl.Int64))


def rates(frame: pl.DataFrame, definition: StudyDefinition) -> pl.DataFrame:
    """Households and transitions by index year and group, of everybody at risk; attribute ``all`` is the whole."""
    counted = [pl.len().cast(pl.Int64).alias("n"), pl.col("y").sum().cast(pl.Int64).alias("n_outcome")]
    parts = [
        frame.group_by("index_year", pl.col(name).alias("group"))
        .agg(counted)
        .with_columns(attribute=pl.lit(name))
        for name in frame.columns
        if name not in ("index_year", "y")
    ]
    whole = (
        frame.group_by("index_year").agg(counted).with_columns(group=pl.lit("all"), attribute=pl.lit("all"))
    )
    columns = ["line", "index_year", "attribute", "group", "n", "n_outcome"]
    return pl.concat(
        part.with_columns(line=pl.lit(definition.status)).select(columns) for part in (*parts, whole)
    )


def effects(fitted: Fitted, min_persons: int) -> pl.DataFrame:
    """Effects of each model, values with too few persons merged."""
    parts = []
    for name, model in fitted.models.items():
        frame = model.effects(min_rows=min_persons)  # type: ignore[call-arg]
        parts.append(
            frame.with_columns(
                pl.lit(name).alias("model"),
                pl.lit(fitted.mode.value).alias("mode"),
                pl.int_range(pl.len()).over("feature").alias("position"),
                pl.col("n").round().cast(pl.Int64),
            )
        )
    return pl.concat(parts, how="diagonal_relaxed")


def performances(fitted: Fitted, capacity: float, replicates: int) -> pl.DataFrame:
    """Performance of each model on calibrate people and on the test people and year; calibration error apart."""
    parts, held = [], fitted.held_out
    for name in fitted.models:
        for split in ("calibrate", "test"):
            table = performance(fitted.scores(name, split), capacity=capacity, replicates=replicates)
            parts.append(_labelled(table, name, fitted).with_columns(split=pl.lit(split)))
        parts += [
            _labelled(_errors(fitted.risk(name), fitted.test), name, fitted).with_columns(
                split=pl.lit("test")
            )
        ]
        if len(held):
            errors = _errors(risk_of(fitted.models[name], held.X), held)
            parts += [_labelled(errors, name, fitted).with_columns(split=pl.lit("held_out"))]
    table = pl.concat(parts, how="diagonal_relaxed")
    return _of_shares(table.filter(~pl.col("metric").is_in(SAID_TWICE)))


def _errors(risk: np.ndarray, data: Dataset) -> pl.DataFrame:
    """Expected calibration error, and what risks without a fault would show on as many households."""
    chance, spread = calibration_error_by_chance(risk)
    values = {"ece": calibration_error(risk, data.y), "ece_by_chance": chance}
    frame = pl.DataFrame({"metric": list(values), "value": list(values.values())})
    return frame.with_columns(
        low=(pl.col("value") - 1.96 * spread).clip(0.0),
        high=pl.col("value") + 1.96 * spread,
        n=pl.lit(float(len(data))),
        n_outcome=pl.lit(float(data.y.sum())),
        status=pl.lit("ok"),
    )


def calibrations(fitted: Fitted, replicates: int) -> pl.DataFrame:
    """Observed against expected for each model, in ten steps."""
    parts = []
    for name in fitted.models:
        for split in ("calibrate", "test"):
            table = calibration(fitted.scores(name, split), replicates=replicates)
            parts.append(_labelled(table, name, fitted).with_columns(split=pl.lit(split)))
    return pl.concat(parts)


def fairness(
    fitted: Fitted, model: str, registered: Preregistration, replicates: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The audit of one model on the test people: attributes, and intersections apart."""
    scores = fitted.scores(model)
    table = _labelled(audit(scores, registered, replicates=replicates), model, fitted)
    table = table.with_columns(capacity=pl.lit(registered.capacity)).filter(
        ~pl.col("metric").str.ends_with("_ratio_ratio")
    )
    gaps = [f"{name}_{kind}" for name in registered.main for kind in ("difference", "largest_gap")]
    table = table.filter(pl.col("metric").is_in([*PUBLISHED, *gaps]))
    table = _of_shares(table.filter(pl.col("n").is_not_null()))
    crossed = pl.col("attribute").str.contains("*", literal=True)
    return table.filter(~crossed), table.filter(crossed)


def _of_shares(table: pl.DataFrame) -> pl.DataFrame:
    """Only shares keep the count that they are a share of; the plan hides all figures of a group together."""
    times = pl.col("metric").replace_strict(SHARES, default=None, return_dtype=pl.Float64)
    return table.with_columns(
        denominator=pl.when(times.is_not_null()).then(pl.col("denominator")), times=times.fill_null(1.0)
    )


def capacities(fitted: Fitted, model: str, registered: Preregistration, replicates: int) -> pl.DataFrame:
    """Coverage, needless contact and the rest over the grid of capacities."""
    table = capacity_grid(fitted.scores(model), registered, replicates=replicates)
    whole = ~pl.col("attribute").str.contains("*", literal=True)
    return _labelled(_of_shares(table.filter(pl.col("n").is_not_null() & whole)), model, fitted)


def thresholds(fitted: Fitted, model: str, registered: Preregistration, replicates: int) -> pl.DataFrame:
    """The same figures when everybody above a round estimated risk is selected."""
    table = threshold_grid(fitted.scores(model), registered, THRESHOLDS, replicates=replicates)
    whole = ~pl.col("attribute").str.contains("*", literal=True)
    return _labelled(_of_shares(table.filter(pl.col("n").is_not_null() & whole)), model, fitted)


def _labelled(table: pl.DataFrame, model: str, fitted: Fitted) -> pl.DataFrame:
    return table.with_columns(pl.lit(model).alias("model"), pl.lit(fitted.mode.value).alias("mode"))
