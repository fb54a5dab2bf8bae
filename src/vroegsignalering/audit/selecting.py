"""Who is selected: the highest scores within a capacity, or all at or above a threshold.

The capacity is filled exactly and never exceeded. Units that tie at the cut draw lots by a hash of their cluster (of
their row when there is none): the same lots every time, and no order of the file decides who gets an offer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.audit.scores import Scores
from vroegsignalering.errors import UsageError


def select(
    scores: Scores, *, capacity: float | None = None, threshold: float | None = None
) -> NDArray[np.bool_]:
    """Flags of the selected units.

    Parameters
    ----------
    scores : Scores
        When it holds a flag of its own and neither limit is given, that flag.
    capacity : float, 0-1
        Share of the units (of the weight, when there are weights).
    threshold : float
        Selected at or above it.

    Raises
    ------
    UsageError
        Not exactly one way of selecting, or no score to select by.
    """
    if capacity is None and threshold is None:
        if scores.flag is None:
            raise UsageError("no way of selecting", mend="give a capacity, a threshold or a flag")
        return scores.flag
    if capacity is not None and threshold is not None:
        raise UsageError("a capacity and a threshold", mend="give one of them")
    if scores.risk is None:
        raise UsageError(
            "no score to select by", mend="give a score, or a flag without capacity and threshold"
        )
    if threshold is not None:
        return scores.risk >= threshold
    return _highest(scores.risk, float(capacity or 0.0), scores)


def _highest(risk: NDArray[np.float64], capacity: float, scores: Scores) -> NDArray[np.bool_]:
    if scores.weight is not None:
        lots = _lots(scores)
        order = np.lexsort((lots, -risk))
        running = np.cumsum(scores.weight[order])
        flag = np.zeros(len(risk), np.bool_)
        flag[order[running <= capacity * running[-1] * (1 + 1e-12)]] = True
        return flag
    places = int(np.floor(capacity * len(risk) + 1e-9))
    if places == 0:
        return np.zeros(len(risk), np.bool_)
    cut = np.partition(risk, len(risk) - places)[len(risk) - places]
    flag = risk > cut
    tied = np.flatnonzero(risk == cut)
    left = places - int(flag.sum())
    if left < tied.size:
        tied = tied[np.argsort(_lots(scores)[tied], kind="stable")[:left]]
    flag[tied] = True
    return flag


def _lots(scores: Scores) -> NDArray[np.uint64]:
    keys = scores.cluster_keys()
    lots = np.arange(1, len(scores) + 1, dtype=np.uint64) if keys is None else keys
    for turn in (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)):
        lots = (lots ^ (lots >> np.uint64(30))) * turn
    return lots ^ (lots >> np.uint64(31))
