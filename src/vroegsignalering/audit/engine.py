"""One engine on counts: an attribute's groups, their exact sums, and the same sums under replicates.

``Counted`` holds what is counted of the groups that ``grouping`` names. Points are exact; replicates read cells of at
most 256 score levels (their ranking is approximate by less than a level, which moves a width, never a point). It
knows nothing of margins, verdicts or files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from vroegsignalering.audit import counting
from vroegsignalering.audit.grouping import Grouping
from vroegsignalering.audit.keys import poisson_table
from vroegsignalering.audit.metric import Tallies
from vroegsignalering.audit.scores import Scores

BLOCK = 64
LEVELS, CODES = 256, 65_536
_CELL_LIMIT = 1 << 14
_FEW_ROWS = 20_000
OF_PROBABILITY = [4, 5]
"""Places of ``expected`` and ``squared_error`` in the sums: undefined for scores that are no probabilities."""
Array = NDArray[np.float64]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Scores on a ladder of levels; exact when a level holds one value only, then ``value`` holds it."""

    level: NDArray[np.uint16]
    levels: int
    exact: bool
    value: Array
    order: NDArray[np.int64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What is counted of the groups of one attribute; the last place is the whole.

    Parameters
    ----------
    grouping : Grouping
    point : float64 [7, groups + 1]
        Sums in the order of :data:`counting.SUMS`, exact.
    rest_pairs : float64 [groups + 1]
    persons : float64 [7, groups + 1]
        The same, unweighted.
    replicates : float64 [7, groups + 1, R]
    rest_replicates : float64 [groups + 1, R]
    clustered : bool
        Whether rows share clusters or carry weights; without, rows of different groups vary independently.
    widen : float
        Factor on bootstrap errors for few clusters and few replicates (Student's t against the normal).
    """

    grouping: Grouping
    point: Array
    rest_pairs: Array
    persons: Array
    replicates: Array
    rest_replicates: Array
    clustered: bool
    widen: float = 1.0

    def sums(self) -> Tallies:
        """Exact sums of the groups."""
        return _tallies(self.point)

    def drawn(self) -> Tallies:
        """Sums of the groups in each replicate."""
        return _tallies(self.replicates)

    def counts(self) -> Tallies:
        """Unweighted sums of the groups."""
        return _tallies(self.persons)

    def of_rest(self) -> Counted:
        """The same for all others of each group; the last place stays the whole."""
        return Counted(
            grouping=self.grouping,
            point=_others(self.point, self.rest_pairs),
            rest_pairs=self.rest_pairs,
            persons=_others(self.persons, self.rest_pairs),
            replicates=_others(self.replicates, self.rest_replicates),
            rest_replicates=self.rest_replicates,
            clustered=self.clustered,
            widen=self.widen,
        )


def _tallies(sums: Array) -> Tallies:
    tn, fp, fn, tp, expected, squared_error, pairs = sums
    whole = Tallies(*np.broadcast_to(sums[:, -1:], sums.shape))
    return Tallies(tn, fp, fn, tp, expected, squared_error, pairs, whole)


def _others(sums: Array, pairs: Array) -> Array:
    others = np.maximum(sums[:, -1:] - sums, 0.0)
    others[6] = pairs
    others[:, -1] = sums[:, -1]
    return others


def ladder(risk: Array) -> Ladder:
    """Put scores on levels; exact (no sort needed) when no more than 2 048 distinct values lie on an even grid."""
    low, high = float(risk.min()), float(risk.max())
    scale = (CODES - 1) / (high - low) if high > low else 0.0
    code, seen, first, exact = counting.code_range(risk, low, scale if np.isfinite(scale) else 0.0, CODES)
    used = np.flatnonzero(seen)
    exact = bool(exact) and used.size <= 2048
    if exact:
        level, levels = np.cumsum(seen > 0) - 1, int(used.size)
    else:
        level, levels = _merge(seen, LEVELS)
    order = None if exact else np.argsort(-risk, kind="stable")
    return Ladder(level.astype(np.uint16)[code], levels, exact, first[used], order)


def _merge(seen: Array, levels: int) -> tuple[NDArray[np.int64], int]:
    """Join neighbouring codes to at most ``levels`` levels of about equal size."""
    middle = np.cumsum(seen) - seen / 2.0
    wanted = np.minimum((middle * levels / max(seen.sum(), 1)).astype(np.int64), levels - 1)
    kept, level = np.unique(wanted, return_inverse=True)
    return level, int(kept.size)


def count(
    scores: Scores,
    grouping: Grouping,
    flag: NDArray[np.bool_],
    steps: Ladder | None,
    *,
    replicates: int,
    seed: int,
) -> Counted:
    """Count the groups of one attribute, with replicates of the cluster (or row) bootstrap.

    Parameters
    ----------
    scores, grouping, flag : n rows each
    steps : Ladder, optional
        Levels of the scores; None when there is no score.
    replicates : int
        Drawn in blocks of 64, cut back in the result. 0 for points only.
    seed : int
        Same seed, same clusters: same replicates, whatever the order of rows.
    """
    groups, number, picked = len(grouping.names), grouping.number, flag.view(np.int8)
    risk = scores.risk if scores.risk is not None else np.zeros(len(scores))
    weight = scores.weight if scores.weight is not None else np.zeros(0)
    cells = _cells(number, scores, picked, steps, groups, risk, weight)
    rest = np.zeros(groups + 1)
    if steps is None or steps.exact:
        rows = cells.sums[0][:, None]
        if scores.weight is None:
            rows = rows.astype(np.uint32)  # as replicates have them, so that one form is compiled
        sums, others = counting.fold(rows, cells.codes, cells.means, groups, cells.levels)
        point, rest = sums[:, :, 0], others[:, 0]
    else:
        point = counting.tally(number, scores.outcome, picked, risk, weight, groups)
        point[6], rest = counting.ranked_pairs(steps.order, risk, number, scores.outcome, weight, groups)
    persons = point
    if weight.size:
        persons = counting.tally(number, scores.outcome, picked, risk, np.zeros(0), groups)
    drawn, drawn_rest = joined([], 0, groups)
    if replicates:
        coarse = _coarse(cells, groups)
        drawn, drawn_rest = joined(
            replicated(coarse, scores, replicates, seed, lambda drawn: _folded(coarse, drawn, groups)),
            replicates,
        )
    if not scores.is_probability:
        for sums in (point, persons, drawn):
            sums[OF_PROBABILITY] = np.nan
    return Counted(
        grouping=grouping,
        point=point,
        rest_pairs=rest,
        persons=persons,
        replicates=drawn,
        rest_replicates=drawn_rest,
        clustered=scores.cluster is not None or scores.weight is not None,
        widen=widen(scores, replicates),
    )


def widen(scores: Scores, replicates: int) -> float:
    """Factor on bootstrap errors: Student's t over the normal, for few clusters and for a finite number of replicates.

    The second is taken far in the tail, where the gaps of a long main list are judged.
    """
    drawn = float(stdtrit(replicates - 1, 0.999) / ndtri(0.999)) if replicates > 1 else 1.0
    keys = scores.cluster_keys()
    if keys is None or np.unique(keys[:: max(1, keys.size // 5000)]).size >= 1000:
        return drawn
    clusters = np.unique(keys).size
    return drawn * float(stdtrit(max(clusters - 1, 1), 0.975) / ndtri(0.975))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells in use: their codes, the place of each row, their sums and means."""

    codes: NDArray[np.int64]
    place: NDArray[np.int32]
    sums: Array
    means: Array
    levels: int


def _cells(
    number: NDArray[np.int32],
    scores: Scores,
    picked: NDArray[np.int8],
    steps: Ladder | None,
    groups: int,
    risk: Array,
    weight: Array,
) -> Cells:
    """Count rows into cells, and keep the cells that hold any."""
    level, levels = (np.zeros(len(scores), np.uint16), 1) if steps is None else (steps.level, steps.levels)
    if weight.size == 0 and (steps.exact if steps is not None else scores.risk is None):
        cell, rows = counting.number_cells(number, scores.outcome, picked, level, groups, levels)
        codes = np.flatnonzero(rows)
        value = steps.value[(codes // 4) % levels] if steps is not None else np.zeros(codes.size)
        means = np.stack([value, np.square(value - (codes // 2) % 2)])
        weights = rows[codes].astype(np.float64)
        return Cells(codes, cell, np.vstack([weights, means * weights]), means, levels)
    cell, sums = counting.count_cells(number, scores.outcome, picked, level, risk, weight, groups, levels)
    codes = np.flatnonzero(sums[0] > 0)
    kept = np.ascontiguousarray(sums[:, codes])
    return Cells(codes, cell, kept, np.ascontiguousarray(kept[1:] / kept[0]), levels)


def _coarse(cells: Cells, groups: int) -> Cells:
    """At most 256 levels (fewer with very many groups), so that replicates stay in fast memory; rows find their place."""
    wanted = int(np.clip(_CELL_LIMIT // max(groups, 1), 16, LEVELS))
    kind, level, group = cells.codes % 4, (cells.codes // 4) % cells.levels, cells.codes // (4 * cells.levels)
    merged, levels = np.arange(cells.levels), cells.levels
    if cells.levels > wanted:
        mass = np.bincount(level, weights=cells.sums[0], minlength=cells.levels).astype(np.float64)
        merged, levels = _merge(mass, wanted)
    codes = (group * levels + merged[level]) * 4 + kind
    distinct, target = np.unique(codes, return_inverse=True)
    sums = np.stack([np.bincount(target, row, distinct.size).astype(np.float64) for row in cells.sums])
    place = np.zeros(groups * cells.levels * 4, np.int32)
    place[cells.codes] = target
    at = counting.renumber(cells.place, place)
    return Cells(distinct, at, sums, np.ascontiguousarray(sums[1:] / sums[0]), levels)


def _folded(cells: Cells, counts: NDArray[np.uint32], groups: int) -> tuple[Array, Array]:
    sums, rest = counting.fold(counts, cells.codes, cells.means, groups, cells.levels)
    return sums, rest


def joined(parts: Sequence[tuple[Array, Array]], replicates: int, groups: int = 0) -> tuple[Array, Array]:
    """Blocks of replicates side by side, cut back to what was asked; empty ones of so many groups when there is none."""
    if not parts:
        return np.zeros((7, groups + 1, 0)), np.zeros((groups + 1, 0))
    sums = np.concatenate([part[0] for part in parts], axis=2)[:, :, :replicates]
    return sums, np.concatenate([part[1] for part in parts], axis=1)[:, :replicates]


def replicated(
    cells: Cells, scores: Scores, replicates: int, seed: int, then: Callable[[NDArray[np.uint32]], Result]
) -> list[Result]:
    """What ``then`` makes of the counts of every block of 64 replicates, blocks shared over the processors."""
    keys = scores.cluster_keys()
    if keys is None and scores.weight is not None:
        keys = np.arange(1, len(scores) + 1, dtype=np.uint64)
    table, starts = poisson_table(), range(0, replicates, BLOCK)
    kind = np.uint32 if scores.weight is None else np.float64

    def block(start: int) -> Result:
        salt = np.uint64(seed * 1_000_003 + start)
        if keys is None:
            draw = np.random.default_rng([seed, start]).poisson(
                cells.sums[0][:, None], (cells.codes.size, BLOCK)
            )
            counts = draw.astype(np.uint32)
        else:
            counts = np.zeros((cells.codes.size, BLOCK), kind)
            counting.add_replicates(counts, cells.place, keys, scores.weight, salt, table)
        return then(counts)

    if len(scores) < _FEW_ROWS:  # threads cost more than they save
        return [block(start) for start in starts]
    with ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1)) as pool:
        return list(pool.map(block, starts))


def from_cells(
    attribute: str, groups: tuple[str, ...], cells: Array, *, replicates: int, seed: int
) -> Counted:
    """Counts that somebody else counted, as the engine holds them.

    Parameters
    ----------
    attribute, groups : names
    cells : float64 [4, groups]
        tn, fp, fn, tp.
    replicates, seed : int
        Poisson counts, as for independent rows.
    """
    own = np.zeros((7, len(groups) + 1))
    own[:4, :-1] = cells
    own[:, -1] = own[:, :-1].sum(axis=1)
    drawn = np.zeros((7, len(groups) + 1, replicates))
    rng = np.random.default_rng([seed, len(groups)])
    drawn[:4, :-1] = rng.poisson(own[:4, :-1, None], (4, len(groups), replicates))
    drawn[:4, -1] = drawn[:4, :-1].sum(axis=1)
    nobody = Grouping(attribute, groups, np.zeros(0, np.int32))
    return Counted(
        grouping=nobody,
        point=own,
        rest_pairs=np.zeros(len(groups) + 1),
        persons=own,
        replicates=drawn,
        rest_replicates=np.zeros((len(groups) + 1, replicates)),
        clustered=False,
    )
