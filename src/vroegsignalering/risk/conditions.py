"""Conditions of a scorecard: where they come from, which are chosen, how sure their weights are.

A condition is a set of bins of one feature: at or above a cut, below a cut, one word, missing. Chosen by the score
test on the residual, refitted each time, and exchanged while an exchange helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.kernels import PLACES, sums_by_place

MOST_WORDS = 12
LEAST_SHARE = 0.002
LEAST_GAIN = 6.6
EXCHANGES = 3
RIDGE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """A yes/no question on one feature.

    Parameters
    ----------
    feature : int
    says : str
        Such as ``months_worked < 3``.
    holds : bool array of 256
        Codes for which the answer is yes.
    sign : {-1, 0, 1}
        Sign that its points may have; 0 leaves it free.
    """

    feature: int
    says: str
    holds: np.ndarray
    sign: int = 0

    def turned(self) -> Condition:
        """The opposite of an ordered condition: below instead of at or above."""
        low, high = (" >= ", " < ") if " >= " in self.says else (" < ", " >= ")
        return Condition(
            feature=self.feature, says=self.says.replace(low, high), holds=self._others(), sign=-self.sign
        )

    def _others(self) -> np.ndarray:
        last = int(np.flatnonzero(self.holds).max())
        out = np.zeros(PLACES, bool)
        out[: last + 1] = ~self.holds[: last + 1]
        return out

    @property
    def is_ordered(self) -> bool:
        """Whether it is a cut."""
        return " >= " in self.says


def possible(bins: tuple[Bins, ...], rows: np.ndarray, directions: list[int]) -> list[Condition]:
    """Every condition that at least 0.2 % of the rows meet and 0.2 % do not."""
    found = []
    for j, column in enumerate(bins):
        named = list(_of_column(j, column, directions[j]))
        least = LEAST_SHARE * rows[j].sum()
        found += [c for c in named if least <= rows[j][c.holds].sum() <= rows[j].sum() - least]
    return found


def _of_column(j: int, column: Bins, direction: int) -> list[Condition]:
    places = np.arange(PLACES)
    found = []
    if column.kind == "ordered":
        for b, cut in enumerate(column.cuts):
            holds = (places > b) & (places < column.size)
            if column.scale != "real":
                cut = np.ceil(cut)
            says = f"{column.name} >= {cut:g}"
            found.append(Condition(feature=j, says=says, holds=holds, sign=direction))
    else:
        for b, level in enumerate(column.levels[:MOST_WORDS]):
            found.append(Condition(feature=j, says=f"{column.name} = {level}", holds=places == b))
    return [*found, Condition(feature=j, says=f"{column.name} is missing", holds=places == column.size)]


def indicators(conditions: list[Condition], codes: np.ndarray) -> np.ndarray:
    """Rows x conditions, 0/1 as float."""
    if not conditions:
        return np.empty((codes.shape[1], 0))
    return np.column_stack([c.holds[codes[c.feature]] for c in conditions]).astype(float)


def chosen(
    candidates: list[Condition], codes: np.ndarray, y: np.ndarray, times: np.ndarray, most: int
) -> tuple[list[Condition], np.ndarray]:
    """At most ``most`` conditions and their log-odds weights."""
    picked: list[int] = []
    beta = refit(np.empty((len(y), 0)), y, times)
    while len(picked) < most:
        best = _best(candidates, picked, codes, y, times, beta)
        if best is None:
            break
        picked.append(best)
        beta = refit(indicators([candidates[p] for p in picked], codes), y, times)
    for _ in range(EXCHANGES if len(picked) == most else 0):
        if not _exchange(candidates, picked, codes, y, times):
            break
    picked = _allowed(candidates, picked, codes, y, times)
    conditions = [candidates[p] for p in picked]
    beta = refit(indicators(conditions, codes), y, times)
    for place, condition in enumerate(conditions):
        if condition.is_ordered and beta[place + 1] < 0:
            conditions[place] = condition.turned()
    return conditions, refit(indicators(conditions, codes), y, times)[1:]


def _allowed(
    candidates: list[Condition], picked: list[int], codes: np.ndarray, y: np.ndarray, times: np.ndarray
) -> list[int]:
    """Without conditions whose refitted weight goes against their declared direction."""
    while True:
        beta = refit(indicators([candidates[p] for p in picked], codes), y, times)[1:]
        wrong = [p for p, weight in zip(picked, beta, strict=True) if candidates[p].sign * weight < 0]
        if not wrong:
            return picked
        picked = [p for p in picked if p != wrong[0]]


def _best(
    candidates: list[Condition],
    picked: list[int],
    codes: np.ndarray,
    y: np.ndarray,
    times: np.ndarray,
    beta: np.ndarray,
) -> int | None:
    """The candidate with the largest score test given those picked, if it gains enough."""
    risk = expit(indicators([candidates[p] for p in picked], codes) @ beta[1:] + beta[0])
    residual, curve = times * (y - risk), times * risk * (1 - risk)
    total = curve.sum()
    sums = sums_by_place(codes, residual, curve, PLACES)
    best, most = None, LEAST_GAIN
    for place, candidate in enumerate(candidates):
        gradient, bend = (float(part[candidate.holds].sum()) for part in sums[candidate.feature])
        spread = bend * (1 - bend / max(total, 1e-12)) + RIDGE
        gain = gradient**2 / spread
        if place not in picked and gain > most and candidate.sign * gradient >= 0:
            best, most = place, gain
    return best


def _exchange(
    candidates: list[Condition], picked: list[int], codes: np.ndarray, y: np.ndarray, times: np.ndarray
) -> bool:
    """Replace, in place, any one condition by a better one; whether anything changed."""
    changed = False
    for place in range(len(picked)):
        others = picked[:place] + picked[place + 1 :]
        kept = indicators([candidates[p] for p in others], codes)
        best = _best(candidates, others, codes, y, times, refit(kept, y, times))
        if best is None or best == picked[place]:
            continue
        now, then = (
            loss(indicators([candidates[p] for p in (*others, one)], codes), y, times)
            for one in (picked[place], best)
        )
        if then < now - 1e-9 * abs(now):
            picked[place], changed = best, True
    return changed


def loss(matrix: np.ndarray, y: np.ndarray, times: np.ndarray) -> float:
    """Log loss after a refit."""
    beta = refit(matrix, y, times)
    logit = matrix @ beta[1:] + beta[0]
    return float(times @ (np.logaddexp(0, logit) - y * logit))


def refit(matrix: np.ndarray, y: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Intercept and weights by Newton's method, with a tiny ridge for separated conditions.

    Rows with the same answers are one cell, so a refit costs a pass for the cells and little more.
    """
    key = matrix.astype(np.int64) @ (1 << np.arange(matrix.shape[1], dtype=np.int64))
    cells, first, place = np.unique(key, return_index=True, return_inverse=True)
    mass = np.bincount(place, weights=times, minlength=len(cells))
    events = np.bincount(place, weights=times * y, minlength=len(cells))
    return newton_cells(matrix[first], mass, events)


def newton_cells(answers: np.ndarray, mass: np.ndarray, events: np.ndarray) -> np.ndarray:
    """The same from cells: answers, rows and outcomes of each."""
    full = np.column_stack([np.ones(len(mass)), answers])
    ridge = np.full(full.shape[1], RIDGE)
    ridge[0] = 0.0
    beta = np.zeros(full.shape[1])
    share = np.clip(events.sum() / mass.sum(), 1e-6, 1 - 1e-6)
    beta[0] = np.log(share / (1 - share))
    lost = _lost(full, mass, events, ridge, beta)
    for _ in range(60):
        risk = expit(full @ beta)
        bend = full.T @ (full * (mass * risk * (1 - risk))[:, None]) + np.diag(ridge + 1e-9)
        step = np.clip(np.linalg.solve(bend, full.T @ (events - mass * risk) - ridge * beta), -2, 2)
        now = _lost(full, mass, events, ridge, beta + step)
        while now > lost + 1e-9 * abs(lost) and np.abs(step).max() > 1e-10:
            step /= 2
            now = _lost(full, mass, events, ridge, beta + step)
        beta, lost = beta + step, now
        if np.abs(step).max() < 1e-10:
            break
    return beta


def _lost(
    full: np.ndarray, mass: np.ndarray, events: np.ndarray, ridge: np.ndarray, beta: np.ndarray
) -> float:
    """Penalised log loss of cells: no step of Newton's may raise it."""
    logit = full @ beta
    return float(mass @ np.logaddexp(0, logit) - events @ logit + ridge @ beta**2 / 2)


def covariance_of(
    conditions: list[Condition], codes: np.ndarray, y: np.ndarray, times: np.ndarray, groups: Any
) -> np.ndarray:
    """Sandwich covariance of the weights, per household when keys are given."""
    matrix = indicators(conditions, codes)
    beta = refit(matrix, y, times)
    full = np.column_stack([np.ones(len(y)), matrix])
    risk = expit(full @ beta)
    inverse = np.linalg.pinv(full.T @ (full * (times * risk * (1 - risk))[:, None]), hermitian=True)
    scores = full * (times * (y - risk))[:, None]
    if groups is not None:
        _, place = np.unique(np.asarray(groups), return_inverse=True)
        scores = np.column_stack([np.bincount(place, weights=column) for column in scores.T])
    return (inverse @ scores.T @ scores @ inverse)[1:, 1:]
