"""Confidence bands of an additive model: how sure the shape of each term is, all terms taken together.

The covariance is the Bayesian one of penalised smoothing (Nychka 1988; Marra and Wood 2012), joint over all terms,
so that features that go together widen each other's bands, plus the doubt about the smoothing itself. Bends are
described by at most thirty cubic splines a term. With households of more rows the middle of the sandwich is summed per household.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import BSpline
from scipy.linalg import cho_factor, cho_solve
from threadpoolctl import threadpool_limits

from vroegsignalering.risk import smooth
from vroegsignalering.risk.backfit import Additive, Rows, TermShape, refreshed
from vroegsignalering.risk.kernels import PLACES, count_pair

MOST_SPLINES = 30
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
    bases = [_basis(shape, model.rows[j]) for j, shape in enumerate(shapes)]
    starts = np.concatenate([[0], np.cumsum([basis.shape[1] for basis in bases])])
    bend = _curvature(part, bases, starts, curvature * times) * scale
    penalty = _penalty(model, shapes, bases, starts)
    inverse = cho_solve(cho_factor(bend + penalty), np.eye(int(starts[-1])))
    doubt = [_smoothing_doubt(model, j, shape, bases[j], starts, inverse) for j, shape in enumerate(shapes)]
    if clusters is not None:
        of_part = clusters if sample is None else clusters[sample]
        middle = _middle(part, bases, starts, residual * times, of_part) * scale
        inverse = inverse @ (middle + penalty) @ inverse
    return _errors(model, bases, starts, inverse, doubt)


def _basis(shape: TermShape, rows: np.ndarray) -> np.ndarray:
    """Places x splines: cubic splines over ordered bins, one column for every word, missing and other where met."""
    k = shape.size
    main = np.eye(k)
    if shape.is_chain and k > MOST_SPLINES:
        inner = np.linspace(0, k - 1, MOST_SPLINES - 2)
        knots = np.concatenate([[0.0] * 3, inner, [k - 1.0] * 3])
        main = BSpline.design_matrix(np.arange(k, dtype=float), knots, 3).toarray()
    extra = [place for place in (k, k + 1) if place < PLACES and rows[place] > 0]
    basis = np.zeros((PLACES, main.shape[1] + len(extra)))
    basis[:k, : main.shape[1]] = main
    for column, place in enumerate(extra):
        basis[place, main.shape[1] + column] = 1.0
    return basis


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


def _penalty(
    model: Additive, shapes: tuple[TermShape, ...], bases: list[np.ndarray], starts: np.ndarray
) -> np.ndarray:
    penalty = np.zeros((int(starts[-1]),) * 2)
    for j, shape in enumerate(shapes):
        k, strength = shape.size, float(model.smoothing[j])
        square = np.diag(np.full(PLACES, smooth.MISSING_RIDGE))
        square[:k, :k] = smooth.TINY_RIDGE * np.eye(k)
        if shape.is_chain:
            second = np.diff(np.eye(k), 2, axis=0)
            square[:k, :k] += strength * second.T @ second
        else:
            square[:k, :k] += strength * np.eye(k)
        one = slice(starts[j], starts[j + 1])
        penalty[one, one] = bases[j].T @ square @ bases[j]
    return penalty


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
    model: Additive, j: int, shape: TermShape, basis: np.ndarray, starts: np.ndarray, inverse: np.ndarray
) -> np.ndarray:
    """How far a shape would move with its smoothing strength, per standard error of the log strength, per place.

    Wood, Pya and Saefken 2016: the shape's derivative to the log strength, times the spread of that, which is about
    two over the freedom spent on bending.
    """
    if not shape.is_chain:
        return np.zeros(PLACES)
    one = slice(starts[j], starts[j + 1])
    second = np.diff(np.eye(shape.size), 2, axis=0)
    bent = second @ basis[: shape.size]
    own = inverse[one, one]
    strength = float(model.smoothing[j])
    freedom = np.linalg.matrix_rank(bent)
    spent = max(freedom - strength * float(np.sum(own * (bent.T @ bent))), 0.5)
    moved = basis @ (own @ (strength * bent.T @ (second @ model.tables[j, : shape.size])))
    return moved * np.sqrt(2.0 / spent)


def _errors(
    model: Additive,
    bases: list[np.ndarray],
    starts: np.ndarray,
    covariance: np.ndarray,
    doubt: list[np.ndarray],
) -> np.ndarray:
    errors = np.zeros_like(model.tables)
    for j, basis in enumerate(bases):
        one = slice(starts[j], starts[j + 1])
        centred = basis - (model.rows[j] @ basis) / max(model.rows[j].sum(), 1e-12)
        spread = np.einsum("ab,bc,ac->a", centred, covariance[one, one], centred, optimize=True)
        shift = doubt[j] - (model.rows[j] @ doubt[j]) / max(model.rows[j].sum(), 1e-12)
        errors[j] = np.where(basis.any(axis=1), np.sqrt(np.maximum(spread, 0.0) + shift**2), 0.0)
    return errors
