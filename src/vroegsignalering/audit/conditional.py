"""Conditional parity: the gap that is left among people who are alike on a stated legitimate factor.

Strata of the factor are weighted as Mantel and Haenszel do, so that strata without both sides weigh nothing. Naming a
factor is a claim that it is legitimate; the claim belongs to people, the arithmetic is here.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.engine import count
from vroegsignalering.audit.estimating import spread
from vroegsignalering.audit.grouping import encode
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metric import Array, Metric, Tallies, share
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import REST, Preregistration
from vroegsignalering.audit.rows import Rows, assemble
from vroegsignalering.audit.scores import Scores
from vroegsignalering.audit.selecting import select
from vroegsignalering.audit.verdicts import statuses, verdicts
from vroegsignalering.errors import DeclarationError


def conditional(
    scores: Scores,
    preregistration: Preregistration,
    factor: str,
    *,
    metrics: tuple[str, ...] = ("selection_rate", "true_positive_rate", "false_positive_rate"),
    replicates: int = 256,
    seed: int = 1,
) -> pl.DataFrame:
    """Gaps of each group with the rest, within levels of a legitimate factor.

    Parameters
    ----------
    scores : Scores
        ``factor`` is one of its groups' columns, or one added for this.
    factor : str
        Column; other columns than the attribute itself only.
    preregistration : Preregistration
        Its groups, margins and selection.
    metrics : tuple of str
        Names in :data:`METRICS`.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Returns
    -------
    DataFrame as of :func:`vroegsignalering.audit.audit`: ``<metric>_difference_given_<factor>``, reference ``rest``.

    Raises
    ------
    DeclarationError
        No such column.
    """
    if factor not in scores.groups.columns:
        raise DeclarationError(f"no factor {factor!r}", found=", ".join(scores.groups.columns))
    flag = select(scores, capacity=preregistration.capacity, threshold=preregistration.threshold)
    parts = []
    for attribute in preregistration.groups:
        if attribute == factor:
            continue
        grouping = encode(scores.groups, (attribute, factor))
        counted = count(scores, grouping, flag, None, replicates=replicates, seed=seed)
        groups, strata = (np.array([part[at] for part in grouping.parts]) for at in (0, 1))
        for name in metrics:
            cells = [sums[:, :-1] for sums in (counted.point, counted.replicates, counted.persons)]
            parts.append(_rows(attribute, factor, METRICS[name], cells, groups, strata, preregistration))
    return assemble(parts)


def _rows(
    attribute: str,
    factor: str,
    metric: Metric,
    cells: list[Array],
    groups: NDArray[np.str_],
    strata: NDArray[np.str_],
    registered: Preregistration,
) -> Rows:
    names = np.unique(groups)
    point, drawn, persons = cells
    gap = np.array([_gap(metric, point, groups == name, strata) for name in names], dtype=np.float64)
    error = spread(np.array([_gap(metric, drawn, groups == name, strata) for name in names]))
    totals = [Tallies(*persons[:, groups == name].sum(axis=1)) for name in names]
    n, n_outcome = (np.array([float(getattr(total, what)) for total in totals]) for what in ("n", "outcome"))
    base = np.array([float(metric.base(total)) for total in totals])
    status = statuses(gap, n, base, minimum=registered.minimum, suppress_below=registered.suppress_below)
    low, high = gap - Z_95 * error, gap + Z_95 * error
    margin = registered.margin(metric.name)
    columns = {
        "attribute": attribute,
        "group": names.tolist(),
        "metric": f"{metric.name}_difference_given_{factor}",
        "value": gap,
        "low": low,
        "high": high,
        "n": n,
        "n_outcome": n_outcome,
        "reference": REST,
        "status": status.tolist(),
        "verdict": verdicts(low, high, margin, status),
        "margin": margin,
    }
    return Rows.of(columns, len(names)).hiding()


def _gap(metric: Metric, sums: Array, inside: NDArray[np.bool_], strata: NDArray[np.str_]) -> Array:
    """Mantel-Haenszel difference of a share between a group and all others, over strata."""
    total = np.zeros(sums.shape[2:])
    weights = np.zeros(sums.shape[2:])
    for level in np.unique(strata):
        here = strata == level
        own, rest = (Tallies(*sums[:, here & side].sum(axis=1)) for side in (inside, np.logical_not(inside)))
        below, others = metric.below(own), metric.below(rest)
        weight = np.nan_to_num(share(below * others, below + others))
        gap = share(metric.above(own), below) - share(metric.above(rest), others)
        total = total + weight * np.nan_to_num(gap)
        weights = weights + weight
    return share(total, weights)
