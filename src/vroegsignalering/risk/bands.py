"""Confidence bands of an additive model: how sure the shape of each term is, all terms taken together.

The covariance is the Bayesian one of penalised smoothing (Nychka 1988; Marra and Wood 2012), plus the doubt about the
smoothing itself. What the data say about a shape is described in the shape's own modes (Demmler and Reinsch 1975) and
is joint over all terms, so that features that go together widen each other's bands; what only the smoothing says is
the term's own. With households of more rows the middle of the sandwich is summed per household.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eig_banded
from threadpoolctl import threadpool_limits

from vroegsignalering.risk import smooth
from vroegsignalering.risk.backfit import Additive, Rows, TermShape, refreshed
from vroegsignalering.risk.kernels import PLACES, count_pair

MOST_MODES = 40
MOST_PENALTY = 50.0
"""Per unit of curvature: of modes that are penalised more, the data say less than a fiftieth; they are the term's own."""

LEVEL_RIDGE = 1e-3
"""Per unit of curvature: ties down the level of a term, which the intercept shares and centring takes out again."""

CLUSTER_BLOCK = 2048


@threadpool_limits.wrap(
    limits=1, user_api="blas"
)  # small products; waiting threads would stall beside other work
def standard_errors(
    model: Additive,
    data: Rows,
    shapes: tuple[TermShape, ...],
    *,
    sample: np.ndarray | None,
    clusters: np.ndarray | None,
) -> np.ndarray:
    """Standard error of every place of every term, terms x 256, log-odds.

    Parameters
    ----------
    sample : int array, optional
        Rows to measure the curvature on; scaled to all rows.
    clusters : int array, optional
        Household of each row of ``data``; None when rows are independent.
    """
    part = data if sample is None else data.sampled(sample)
    residual, curvature = (np.empty(len(part.y), np.float32) for _ in range(2))
    refreshed(model, part, residual, curvature)
    times = np.ones(len(part.y)) if part.weight is None else part.weight
    scale = data.total / part.total
    summed = [np.bincount(codes, weights=curvature * times, minlength=PLACES) * scale for codes in part.codes]
    modes = [_modes(model, j, shape, summed[j]) for j, shape in enumerate(shapes)]
    bases = [one.basis for one in modes]
    starts = np.concatenate([[0], np.cumsum([basis.shape[1] for basis in bases])])
    bend = _curvature(part, bases, starts, curvature * times) * scale
    penalty = _penalty(model, shapes, modes, starts)
    inverse = cho_solve(cho_factor(bend + penalty), np.eye(int(starts[-1])))
    doubt = [_smoothing_doubt(model, j, shape, modes[j], inverse[a:b, a:b])
             for j, (shape, a, b) in enumerate(zip(shapes, starts[:-1], starts[1:], strict=True))]  # fmt: skip
    if clusters is not None:
        of_part = clusters if sample is None else clusters[sample]
        middle = _middle(part, bases, starts, residual * times, of_part) * scale
        inverse = inverse @ (middle + penalty) @ inverse
    return _errors(model, modes, starts, inverse, doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """How one term can move: a basis over its places, penalty per column, own variance that the basis leaves out."""

    basis: np.ndarray
    penalty: np.ndarray
    left: np.ndarray


def _modes(model: Additive, j: int, shape: TermShape, curvature: np.ndarray) -> Modes:
    """A chain's leading modes; one column for every word, missing and other where met."""
    k, left = shape.size, np.zeros(PLACES)
    if shape.is_chain:
        main, penalty, left[:k] = _chain_modes(curvature[:k], model.smoothing[j] * model.local[j, : k - 2])
    else:
        main, penalty = np.eye(k), np.full(k, float(model.smoothing[j]))
    extra = [place for place in (k, k + 1) if place < PLACES and model.rows[j, place] > 0]
    basis = np.zeros((PLACES, main.shape[1] + len(extra)))
    basis[:k, : main.shape[1]] = main
    basis[extra, main.shape[1] + np.arange(len(extra))] = 1.0
    return Modes(
        basis=basis, penalty=np.append(penalty, np.full(len(extra), smooth.MISSING_RIDGE)), left=left
    )


def _chain_modes(curvature: np.ndarray, strengths: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Modes with curvature one each, least penalised first; their penalties; the variance of all later ones."""
    k = len(curvature)
    scale = 1.0 / np.sqrt(curvature + smooth.TINY_RIDGE)
    bands = np.array(smooth.penalty_bands(strengths))
    for lag in range(3):
        bands[lag, : k - lag] *= scale[: k - lag] * scale[lag:]
    last = min(k, MOST_MODES) - 1
    penalty, vectors = eig_banded(bands, lower=True, select="i", select_range=(0, last))
    heard = max(int(np.count_nonzero(penalty < MOST_PENALTY)), min(k, 3))
    penalty = np.maximum(penalty[:heard], LEVEL_RIDGE)
    basis = scale[:, None] * vectors[:, :heard]
    nought = np.zeros(k)
    _, _, _, spread = smooth.solve_chain(curvature, nought, nought, strengths, smooth.TINY_RIDGE)
    return basis, penalty, np.maximum(spread - basis**2 @ (1.0 / (1.0 + penalty)), 0.0)


def _penalty(
    model: Additive, shapes: tuple[TermShape, ...], modes: list[Modes], starts: np.ndarray
) -> np.ndarray:
    """Penalties of all columns; of chains also the pull on every bin, beyond the one that a fit has."""
    penalty = np.diag(np.concatenate([one.penalty for one in modes]))
    for j, (shape, mine, a, b) in enumerate(zip(shapes, modes, starts[:-1], starts[1:], strict=True)):
        if shape.is_chain and model.ridge[j] > smooth.TINY_RIDGE:
            penalty[a:b, a:b] += model.ridge[j] * mine.basis.T @ mine.basis
    return penalty


def _curvature(part: Rows, bases: list[np.ndarray], starts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Curvature of the log likelihood in the bases, the intercept taken out."""
    size = int(starts[-1])
    bend, along = np.zeros((size, size)), np.zeros(size)
    for a, basis in enumerate(bases):
        one = slice(starts[a], starts[a + 1])
        summed = np.bincount(part.codes[a], weights=values, minlength=PLACES)
        along[one] = basis.T @ summed
        bend[one, one] = basis.T @ (basis * summed[:, None])
        for b in range(a):
            other = slice(starts[b], starts[b + 1])
            both = basis.T @ count_pair(part.codes[a], part.codes[b], values) @ bases[b]
            bend[one, other], bend[other, one] = both, both.T
    return bend - np.outer(along, along) / values.sum()


def _middle(
    part: Rows, bases: list[np.ndarray], starts: np.ndarray, residual: np.ndarray, clusters: np.ndarray
) -> np.ndarray:
    """Sum over households of the outer product of their scores, small-sample factor included."""
    order = np.argsort(clusters, kind="stable")
    begins = np.flatnonzero(np.diff(clusters[order], prepend=clusters[order[0]] - 1))
    middle = np.zeros((int(starts[-1]),) * 2)
    for first in range(0, len(begins), CLUSTER_BLOCK):
        heads = begins[first : first + CLUSTER_BLOCK]
        stop = begins[first + CLUSTER_BLOCK] if first + CLUSTER_BLOCK < len(begins) else len(order)
        rows = order[heads[0] : stop]
        scores = (
            np.hstack([basis[part.codes[j, rows]] for j, basis in enumerate(bases)]) * residual[rows, None]
        )
        summed = np.add.reduceat(scores, heads - heads[0], axis=0)
        middle += summed.T @ summed
    return middle * (len(begins) / max(len(begins) - 1, 1))


def _smoothing_doubt(
    model: Additive, j: int, shape: TermShape, modes: Modes, inverse: np.ndarray
) -> np.ndarray:
    """How far a shape would move with its smoothing strength, per standard error of the log strength, per place.

    Wood, Pya and Saefken 2016: the shape's derivative to the log strength, times the spread of that, which is about
    two over the freedom spent on bending.
    """
    if not shape.is_chain:
        return np.zeros(PLACES)
    k, strength = shape.size, float(model.smoothing[j]) * model.local[j, : shape.size - 2]
    bent = np.diff(modes.basis[:k], 2, axis=0)
    spent = max(float(np.sum(1.0 / (1.0 + modes.penalty))) - 2.0, 0.5)
    moved = modes.basis @ (
        inverse @ (bent.T @ (strength * np.diff(model.tables[j, :k] - model.anchor[j, :k], 2)))
    )
    return moved * np.sqrt(2.0 / spent)


def _errors(
    model: Additive, modes: list[Modes], starts: np.ndarray, covariance: np.ndarray, doubt: list[np.ndarray]
) -> np.ndarray:
    errors = np.zeros_like(model.tables)
    for j, (mine, a, b) in enumerate(zip(modes, starts[:-1], starts[1:], strict=True)):
        share = model.rows[j] / max(model.rows[j].sum(), 1e-12)
        centred = mine.basis - share @ mine.basis
        spread = np.einsum("ab,bc,ac->a", centred, covariance[a:b, a:b], centred, optimize=True)
        variance = np.maximum(spread, 0.0) + mine.left + (doubt[j] - share @ doubt[j]) ** 2
        errors[j] = np.where(mine.basis.any(axis=1), np.sqrt(variance), 0.0)
    return errors
