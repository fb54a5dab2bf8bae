"""The fairness audit: rates of every group, gaps with the rest, verdicts beside preregistered margins.

One call, ``audit(scores, preregistration)``, gives a tidy table; ``capacity_grid`` and ``threshold_grid`` the same
figures at several capacities or thresholds. Rates carry their counts, so that the door can protect counts and derive
rates from protected ones. The main list is Holm-corrected as one family; everything else is exploratory (``holm`` is
null).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.banded import count_each
from vroegsignalering.audit.engine import Counted, count, ladder
from vroegsignalering.audit.estimating import design_effects, measure
from vroegsignalering.audit.gaps import Contrast, against, correct_main, largest, main_list
from vroegsignalering.audit.grouping import Grouping, encode
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metric import Metric
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.pooling import pooled
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.recalibration import recalibration
from vroegsignalering.audit.rows import Rows, assemble, figures
from vroegsignalering.audit.scores import Scores
from vroegsignalering.audit.selecting import select
from vroegsignalering.audit.verdicts import statuses, verdict_of_state

ALL = "all"
REPLICATES = 256
LINES = ("calibration_slope", "calibration_intercept")


def audit(
    scores: Scores, preregistration: Preregistration, *, replicates: int = REPLICATES, seed: int = 1
) -> pl.DataFrame:
    """Audit scores (or flags) for the groups that stand beside them.

    Parameters
    ----------
    scores : Scores, n rows
    preregistration : Preregistration
        Its capacity or threshold selects; with neither, the scores' own flag does.
    replicates : int
        Of the cluster bootstrap (of rows when there is no cluster).
    seed : int

    Returns
    -------
    DataFrame, one row per attribute, group and metric; attribute ``"all"`` is the whole
        ``attribute, group, metric, value, low, high, n, n_outcome, numerator, denominator, reference, status,
        verdict, holm, holm_low, holm_high, margin, smallest_gap``. Gaps are ``<metric>_difference``,
        ``<metric>_ratio`` and ``<metric>_largest_gap``; ``low`` and ``high`` are 95 % limits, verdicts of the main
        list rest on the Holm-adjusted ones.

    Raises
    ------
    DeclarationError
        A declared attribute is not among the groups, a named reference not among its groups.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> scores = Scores(risk=rng.random(400), outcome=(rng.random(400) < 0.3).astype(np.int8),
    ...                 groups=pl.DataFrame({"sex": ["f", "m"] * 200}))
    >>> table = audit(scores, Preregistration(groups=("sex",), capacity=0.05, metrics=("coverage",)), replicates=64)
    >>> table.filter(metric="coverage")["group"].to_list()
    ['all', 'f', 'm']
    """
    flag = select(scores, capacity=preregistration.capacity, threshold=preregistration.threshold)
    wanted = answerable(scores, preregistration)
    steps = ladder(scores.risk) if scores.risk is not None else None
    parts: list[Rows] = []
    family: list[Contrast] = []
    for place, names in enumerate(_attributes(scores, preregistration)):
        grouping = encode(scores.groups, names) if names else _everyone(len(scores))
        counted = count(scores, grouping, flag, steps, replicates=replicates, seed=seed)
        rows, contrasts = rows_of(counted, wanted, preregistration, whole=place == 0)
        parts += rows + lines(scores, counted, preregistration, whole=place == 0)
        family += main_list(contrasts, preregistration) if len(names) == 1 else []
    return correct_main(assemble(parts), family, preregistration)


def answerable(scores: Scores, preregistration: Preregistration) -> tuple[Metric, ...]:
    """The preregistered metrics that these scores can answer; the others are left out (never shown as zero)."""
    holds = {"", "flag", "cells"}
    if scores.risk is not None:
        holds |= {"risk", "probability"}
    if preregistration.capacity is not None:
        holds.add("capacity")
    return tuple(METRICS[name] for name in preregistration.metrics if METRICS[name].needs in holds)


def _attributes(scores: Scores, preregistration: Preregistration) -> Iterable[tuple[str, ...]]:
    preregistration.refuse_absent(scores.groups.columns)
    return [(name,) for name in preregistration.groups] + list(preregistration.intersections) or [()]


def _everyone(n: int) -> Grouping:
    return Grouping(ALL, (ALL,), np.zeros(n, np.int32))


def rows_of(
    counted: Counted, wanted: tuple[Metric, ...], registered: Preregistration, *, whole: bool
) -> tuple[list[Rows], list[Contrast]]:
    """Rows of one attribute: rates, gaps and the largest gap, for every metric; the whole once."""
    parts: list[Rows] = []
    contrasts: list[Contrast] = []
    design, rest = design_effects(counted), counted.of_rest()
    rest_design = design_effects(rest)
    names = counted.grouping.names
    for metric in wanted:
        own = measure(counted, metric, design)
        low, high = own.estimate.limits(Z_95)
        shown = figures(
            counted.grouping.attribute,
            [*names, ALL],
            metric.name,
            own,
            low,
            high,
            registered,
            pooled(counted, own),
        )
        if whole:
            parts.append(shown.pick(len(names), len(names) + 1, attribute=ALL))
        if counted.grouping.attribute == ALL:
            continue
        parts.append(shown.pick(0, len(names)))
        if len(names) > 1:
            gaps, contrast = against(counted, own, measure(rest, metric, rest_design), registered)
            contrasts.append(contrast)
            parts += gaps + largest(counted, own, registered)
    return parts, contrasts


def lines(scores: Scores, counted: Counted, registered: Preregistration, *, whole: bool) -> list[Rows]:
    """Slope and intercept of every group, for risks between 0 and 1."""
    wanted = [name for name in LINES if name in registered.metrics]
    if not wanted or not scores.is_probability:
        return []
    attribute, names, persons = counted.grouping.attribute, list(counted.grouping.names), counted.counts()
    fitted = (
        []
        if attribute == ALL
        else [(attribute, names, recalibration(scores, counted.grouping), slice(0, len(names)))]
    )
    if whole:
        fitted.append(
            (ALL, [ALL], recalibration(scores, _everyone(len(scores))), slice(len(names), len(names) + 1))
        )
    parts = []
    for place, labels, line, at in fitted:
        for name in wanted:
            value, low, high = (
                line[column].fill_null(np.nan).to_numpy() for column in (name, f"{name}_low", f"{name}_high")
            )
            base = np.minimum(persons.outcome, persons.without)[at]
            status = statuses(
                value,
                persons.n[at],
                base,
                minimum=registered.minimum,
                suppress_below=registered.suppress_below,
            )
            columns = {
                "attribute": place, "group": labels, "metric": name, "value": value, "low": low, "high": high,
                "n": persons.n[at], "n_outcome": persons.outcome[at], "status": status.tolist(),
                "verdict": [verdict_of_state(state) for state in status],
            }  # fmt: skip
            parts.append(Rows.of(columns, len(labels)).hiding())
    return parts


def capacity_grid(
    scores: Scores, preregistration: Preregistration, *, replicates: int = 128, seed: int = 1
) -> pl.DataFrame:
    """Coverage, needless contact, precision and the rest at each of the preregistered capacities.

    Parameters
    ----------
    scores : Scores, n rows
    preregistration : Preregistration
        Its ``capacities`` (shares of the units, 0-1) are the grid.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Returns
    -------
    DataFrame with ``capacity`` before the columns of :func:`audit`, rates only (no gaps).
    """
    chosen = {capacity: select(scores, capacity=capacity) for capacity in preregistration.capacities}
    return _grid(scores, preregistration, "capacity", chosen, replicates, seed)


def threshold_grid(
    scores: Scores,
    preregistration: Preregistration,
    thresholds: tuple[float, ...],
    *,
    replicates: int = 128,
    seed: int = 1,
) -> pl.DataFrame:
    """The same figures for everybody whose risk is at or above each threshold, however many that are.

    Parameters
    ----------
    thresholds : tuple of float, 0-1
        Estimated risks; ``contacts_per_100`` says how many units each selects.
    scores : Scores, n rows, risk on 0-1
    preregistration : Preregistration
        Its groups and metrics.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Returns
    -------
    DataFrame with ``threshold`` before the columns of :func:`audit`, rates only (no gaps).
    """
    chosen = {limit: select(scores, threshold=limit) for limit in thresholds}
    return _grid(scores, preregistration, "threshold", chosen, replicates, seed)


def _grid(
    scores: Scores,
    preregistration: Preregistration,
    column: str,
    chosen: Mapping[float, NDArray[np.bool_]],
    replicates: int,
    seed: int,
) -> pl.DataFrame:
    rows: list[list[Rows]] = [[] for _ in chosen]
    for place, names in enumerate(_attributes(scores, preregistration)):
        grouping = encode(scores.groups, names) if names else _everyone(len(scores))
        flags = list(chosen.values())
        for at, counted in enumerate(count_each(scores, grouping, flags, replicates=replicates, seed=seed)):
            rows[at] += _rates(counted, preregistration, whole=place == 0)
    return pl.concat(
        assemble(part).select(pl.lit(limit).alias(column), pl.all())
        for limit, part in zip(chosen, rows, strict=True)
    )


_AT_CAPACITY = (
    "coverage",
    "miss_rate",
    "needless_contact",
    "precision",
    "contacts_per_100",
    "allocation_per_need",
)


def _rates(counted: Counted, registered: Preregistration, *, whole: bool) -> list[Rows]:
    design, names = design_effects(counted), counted.grouping.names
    parts = []
    for name in _AT_CAPACITY:
        own = measure(counted, METRICS[name], design)
        low, high = own.estimate.limits(Z_95)
        shown = figures(counted.grouping.attribute, [*names, ALL], name, own, low, high, registered)
        if whole:
            parts.append(shown.pick(len(names), len(names) + 1, attribute=ALL))
        if counted.grouping.attribute != ALL:
            parts.append(shown.pick(0, len(names)))
    return parts
