"""From signal to result, in simple counts: the funnel as a delivery tells it. Who drops out, by group, is the audit's."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering.registers.signals.contract import NOT_PICKED_UP
from vroegsignalering.registers.signals.reading import Deliveries

STEPS = ("signal", "picked_up", "contact_attempted", "reached", "result")
"""Steps of the funnel, each a part of the one before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Funnel:
    """Counts of signals by step, and what cases ended in.

    ``steps`` : by, group, step, n, share_of_previous, share_of_signals
        ``by`` is ``all``, ``partner`` or ``contact_kind`` (signals whose case had an attempt of that kind).
    ``results`` : by, group, result, n, share
        End results of the signals that were reached or closed; ``by`` as above.
    """

    steps: pl.DataFrame
    results: pl.DataFrame


def funnel(deliveries: Deliveries) -> Funnel:
    """The funnel of signals: picked up, contact attempted, reached, result.

    A signal is picked up when its case has a day on which that was done, an attempt at contact, or a result other
    than *not picked up*. A result counts for the funnel when the person was reached.
    """
    signals = traced(deliveries)
    kinds = signals.drop("kind_list").join(
        deliveries.contacts.select("case", contact_kind=pl.col("kind").fill_null("unknown")).unique(), on="case", how="inner"
    )  # fmt: skip
    reached_by = deliveries.contacts.group_by("case", contact_kind=pl.col("kind").fill_null("unknown")).agg(
        reached_by_kind=pl.col("reached").fill_null(False).any()
    )
    kinds = kinds.join(reached_by, on=["case", "contact_kind"], how="left").with_columns(
        reached=pl.col("reached_by_kind"), result_known=pl.col("result_known") & pl.col("reached_by_kind")
    )
    parts = [
        ("all", signals.with_columns(group=pl.lit("all"))),
        ("partner", signals.with_columns(group=pl.col("partner"))),
        ("contact_kind", kinds.with_columns(group=pl.col("contact_kind"))),
    ]
    return Funnel(
        steps=pl.concat([_steps(by, rows) for by, rows in parts]),
        results=pl.concat([_results(by, rows) for by, rows in parts]),
    )


def traced(deliveries: Deliveries) -> pl.DataFrame:
    """One row per signal with how far it came: ``picked_up, contact_attempted, reached, result_known, result``."""
    attempts = deliveries.contacts.group_by("case").agg(
        attempts=pl.len(),
        reached=pl.col("reached").fill_null(False).any(),
        kind_list=pl.col("kind").unique().sort(),
    )
    cases = deliveries.cases.select("case", "result", "picked_up_on").join(attempts, on="case", how="left")
    rows = deliveries.signals.join(cases, on="case", how="left")
    attempted = pl.col("attempts").fill_null(0) > 0
    turned_away = pl.col("result").is_in(list(NOT_PICKED_UP.values())).fill_null(False)
    picked = attempted | (
        pl.col("case").is_not_null()
        & ~turned_away
        & (pl.col("picked_up_on").is_not_null() | pl.col("result").is_not_null())
    )
    reached = pl.col("reached").fill_null(False)
    return rows.with_columns(
        picked_up=picked, contact_attempted=attempted, reached=reached,
        result_known=reached & pl.col("result").is_not_null(),
    ).sort("signal")  # fmt: skip


def _steps(by: str, rows: pl.DataFrame) -> pl.DataFrame:
    counted = rows.group_by("group").agg(
        signal=pl.len(),
        picked_up=pl.col("picked_up").sum(),
        contact_attempted=pl.col("contact_attempted").sum(),
        reached=pl.col("reached").sum(),
        result=pl.col("result_known").sum(),
    )
    tall = counted.unpivot(index="group", on=list(STEPS), variable_name="step", value_name="n")
    order = pl.col("step").replace_strict({step: i for i, step in enumerate(STEPS)}, return_dtype=pl.Int8)
    tall = tall.with_columns(pl.lit(by).alias("by"), order.alias("order"), pl.col("n").cast(pl.Int64)).sort(
        "group", "order"
    )
    before = pl.col("n").shift(1).over("group")
    first = pl.col("n").first().over("group")
    return tall.select(
        "by", "group", "step", "n",
        share_of_previous=pl.when(before > 0).then(pl.col("n") / before),
        share_of_signals=pl.when(first > 0).then(pl.col("n") / first),
    )  # fmt: skip


def _results(by: str, rows: pl.DataFrame) -> pl.DataFrame:
    known = rows.filter(pl.col("result").is_not_null())
    counted = known.group_by("group", "result").agg(n=pl.len().cast(pl.Int64))
    return counted.select(
        pl.lit(by).alias("by"), "group", "result", "n", share=pl.col("n") / pl.col("n").sum().over("group")
    ).sort("group", "n", "result", descending=[False, True, False])
