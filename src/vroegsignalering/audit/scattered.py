"""Scattered need: the ceiling of any method that helps by area or group.

People in need who live among few others in need are missed by construction when whole cells are chosen, however good
the estimates are. The share of each group's need that lies outside the best cells is shown beside coverage.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.audit.fairness import audit
from vroegsignalering.audit.grouping import encode
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.scores import Scores, labelled
from vroegsignalering.errors import RegisterError


def scattered_need(
    scores: Scores,
    cells: pl.Series,
    preregistration: Preregistration,
    *,
    replicates: int = 256,
    seed: int = 1,
) -> pl.DataFrame:
    """Share of each group's need in cells below the selection line.

    Parameters
    ----------
    scores : Scores, n rows
        Only its outcome and groups are used.
    cells : series, n rows
        Cell of each unit; the unit of chance.
    preregistration : Preregistration
        Its capacity sets the line: the cells with the highest recorded share in need that fit within it.
    replicates, seed : int
        Bootstrap draws over cells, and where they start.

    Returns
    -------
    DataFrame as of :func:`vroegsignalering.audit.audit`, with the metric ``scattered_need``.

    Raises
    ------
    RegisterError
        Cells and scores differ in length, or no capacity is declared.
    """
    if len(cells) != len(scores):
        raise RegisterError("cells and scores differ in length", found=f"{len(cells)} and {len(scores)} rows")
    if preregistration.capacity is None:
        raise RegisterError("no capacity", where="scattered need", mend="declare a capacity")
    flag = best_cells(cells, scores.outcome, preregistration.capacity)
    whole = Scores(outcome=scores.outcome, groups=scores.groups, flag=flag, cluster=cells)
    registered = Preregistration(
        groups=preregistration.groups,
        intersections=preregistration.intersections,
        metrics=("scattered_need",),
        main=("scattered_need",),
        margins=preregistration.margins,
        default_margin=preregistration.default_margin,
        minimum=preregistration.minimum,
        suppress_below=preregistration.suppress_below,
        references=preregistration.references,
        against=preregistration.against,
    )
    return audit(whole, registered, replicates=replicates, seed=seed)


def best_cells(cells: pl.Series, outcome: np.ndarray, capacity: float) -> np.ndarray:
    """Units in the cells with the highest share in need that together fit within the capacity."""
    grouping = encode(pl.DataFrame({"cell": labelled(cells)}), "cell")
    size = np.bincount(grouping.number, minlength=len(grouping.names))
    need = np.bincount(grouping.number, weights=outcome, minlength=len(grouping.names))
    order = np.lexsort((np.arange(size.size), -need / size))
    chosen = np.zeros(size.size, np.bool_)
    chosen[order[np.cumsum(size[order]) <= capacity * size.sum() + 1e-9]] = True
    return np.asarray(chosen[grouping.number])
