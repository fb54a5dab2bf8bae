"""The engine for several selections of the same rows: rows are passed once, however many capacities are asked.

Rows that are chosen by the same selections form a band; what a selection counts is a sum over its bands. Each cluster
has the weights that it has everywhere else, so counts are those of one selection at a time. No scores are ranked here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.audit import counting
from vroegsignalering.audit.engine import OF_PROBABILITY, Array, Cells, Counted, joined, replicated, widen
from vroegsignalering.audit.grouping import Grouping
from vroegsignalering.audit.scores import Scores

AT_ONCE = 16
"""Selections in one pass: so many can differ in 65 536 ways, the most that a band number holds."""


def count_each(
    scores: Scores, grouping: Grouping, flags: Sequence[NDArray[np.bool_]], *, replicates: int, seed: int
) -> list[Counted]:
    """Count the groups of one attribute under each selection.

    Parameters
    ----------
    scores, grouping : n rows each
    flags : sequence of n booleans
        The selections.
    replicates, seed : int
        As in :func:`vroegsignalering.audit.engine.count`.

    Returns
    -------
    list of Counted
        In the order of the selections; sums that need a score (expected, squared error) are not a number.
    """
    if len(flags) > AT_ONCE:
        parts = [flags[at : at + AT_ONCE] for at in range(0, len(flags), AT_ONCE)]
        each = (count_each(scores, grouping, part, replicates=replicates, seed=seed) for part in parts)
        return [one for part in each for one in part]
    groups, (band, chosen) = len(grouping.names), _bands(flags)
    cells, rows = _cells(scores, grouping, band, len(chosen))
    bands, outcome = (cells.codes // 4) % len(chosen), (cells.codes // 2) % 2
    codes = [
        (cells.codes // (4 * len(chosen)) * 2 + outcome) * 2 + chosen[bands, at] for at in range(len(flags))
    ]

    def sums_of(counts: Array | NDArray[np.uint32]) -> list[tuple[Array, Array]]:
        folded = [counting.fold(counts, one, cells.means, groups, 1) for one in codes]
        return [(sums, rest) for sums, rest in folded]

    point, persons = sums_of(cells.sums[0][:, None]), sums_of(rows[:, None])
    blocks = replicated(cells, scores, replicates, seed, sums_of)
    counted = []
    for at in range(len(flags)):
        drawn, rest = joined([block[at] for block in blocks], replicates, groups)
        one = Counted(
            grouping=grouping,
            point=point[at][0][:, :, 0],
            rest_pairs=point[at][1][:, 0],
            persons=persons[at][0][:, :, 0],
            replicates=drawn,
            rest_replicates=rest,
            clustered=scores.cluster is not None or scores.weight is not None,
            widen=widen(scores, replicates),
        )
        for sums in (one.point, one.persons, one.replicates):
            sums[OF_PROBABILITY] = np.nan
        counted.append(one)
    return counted


def _bands(flags: Sequence[NDArray[np.bool_]]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Band of each row, and for each band which selections choose it: uint16 [n], 0/1 [bands, selections]."""
    pattern = np.zeros(len(flags[0]), np.int64)
    for at, flag in enumerate(flags):
        pattern += flag.astype(np.int64) << at
    met, band = np.unique(pattern, return_inverse=True)
    return band.astype(np.uint16), (met[:, None] >> np.arange(len(flags))) & 1


def _cells(
    scores: Scores, grouping: Grouping, band: NDArray[np.uint16], bands: int
) -> tuple[Cells, NDArray[np.float64]]:
    """Cells of group, band and outcome that hold rows, and how many rows each holds."""
    nobody = np.zeros(len(scores), np.int8)
    cell, rows = counting.number_cells(
        grouping.number, scores.outcome, nobody, band, len(grouping.names), bands
    )
    codes = np.flatnonzero(rows)
    place = np.zeros(rows.size, np.int32)
    place[codes] = np.arange(codes.size)
    mass = rows if scores.weight is None else np.bincount(cell, scores.weight, rows.size)
    sums = mass[codes].astype(np.float64)[None, :]
    cells = Cells(codes, counting.renumber(cell, place), sums, np.zeros((2, codes.size)), bands)
    return cells, rows[codes].astype(np.float64)
