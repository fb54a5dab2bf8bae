"""Revises an additive model on people and a year of its own: every shape may bend, and is pulled back to what it was.

The last step of calibration (Vergouwe and others 2017; Davis and others 2019), for a year in which a rule changed, so
that no line through the old logit fits: an allowance lifts those just below the line and nobody else. What comes out is
an additive model again, with exact contributions. It is taken only when a likelihood ratio test refuses the line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from vroegsignalering.risk import smooth
from vroegsignalering.risk.backfit import Additive, Rows, TermShape, centre, filled, refreshed, settle
from vroegsignalering.risk.kernels import PLACES, count

PULL = 16.0
"""How firmly a shape is held: beforehand each is taken to move by about a quarter of a log-odds (one over the root)."""

MOST_SWEEPS = 60
FOLDS = 5
"""Parts of the calibration people: shapes bent to four say how loudly they speak of the fifth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Revision:
    """A revised model, and whether the data asked for it.

    Parameters
    ----------
    model : Additive
        Centred on the rows of the fit, as before.
    bent : Additive
        The same as it was fitted, with its smoothing and its rows; what bands are measured on.
    freedom : float
        Effective degrees of freedom that the shapes spent.
    p : float
        Likelihood ratio test of the shapes of before against the revised ones.
    """

    model: Additive
    bent: Additive
    freedom: float
    p: float


def revise(
    standing: Additive, data: Rows, shapes: tuple[TermShape, ...], *, sample: np.ndarray | None
) -> Revision:
    """Bend the shapes of a calibrated model to other rows.

    Parameters
    ----------
    standing : Additive
        The model as it stands, its intercept and slope calibrated; left as it is.
    data : Rows
        People and year to calibrate on, of both outcomes.
    shapes : tuple of TermShape
    sample : int array, optional
        Rows of the warm start.
    """
    start = _anchored(standing, data, shapes)
    loss, _ = _loss(start, data)
    settle(start, data, shapes, sample=sample, most_sweeps=MOST_SWEEPS, tolerance=1e-7)
    reached, curvature = _loss(start, data)
    freedom = sum(_freedom(start, j, shape, curvature[j]) for j, shape in enumerate(shapes))
    p = float(chi2.sf(max(2 * (loss - reached), 0.0), max(freedom, 1.0)))
    return Revision(model=_of_before(start, standing, shapes), bent=start, freedom=freedom, p=p)


def unseen_logits(
    standing: Additive, data: Rows, shapes: tuple[TermShape, ...], *, sketch_rows: int
) -> np.ndarray | None:
    """Logit of each row by a revision on the other four fifths, to draw a line through; None where outcomes are too few.

    Revised shapes speak too loudly of the people they were bent to, and the fewer these are, the louder.

    Parameters
    ----------
    standing, data, shapes : as in :func:`revise`
    sketch_rows : int
        With more than twice as many rows, the first so many are the warm start.
    """
    fold = np.arange(len(data.y)) % FOLDS
    logit = np.empty(len(data.y))
    for one in range(FOLDS):
        others, mine = np.flatnonzero(fold != one), fold == one
        part = data.sampled(others)
        if not part.has_both:
            return None
        sample = np.arange(sketch_rows) if len(others) > 2 * sketch_rows else None
        model = revise(standing, part, shapes, sample=sample).model
        held = data.codes[:, mine]
        logit[mine] = model.intercept + sum(
            table[column] for table, column in zip(model.tables, held, strict=True)
        )
    return logit


def _anchored(standing: Additive, data: Rows, shapes: tuple[TermShape, ...]) -> Additive:
    """The model centred on these rows, with penalties that count from where it stands."""
    weight = np.ones(1) if data.weight is None else data.weight
    rows, outcomes = count(data.codes, data.y, weight, data.weight is not None)
    tables, intercept = standing.tables.copy(), standing.intercept
    for j, shape in enumerate(shapes):
        mean = float(tables[j] @ rows[j] / data.total)
        tables[j, filled(standing.rows[j], shape.size)] -= mean
        intercept += mean
    firmly = [PULL if shape.is_free else shape.first_smoothing for shape in shapes]
    ridge = [PULL / shape.size if shape.is_chain else smooth.TINY_RIDGE for shape in shapes]
    return Additive(
        intercept=intercept,
        tables=tables,
        smoothing=np.array(firmly),
        local=np.ones(tables.shape),
        rows=rows,
        outcomes=outcomes,
        anchor=tables.copy(),
        ridge=np.array(ridge),
    )


def _loss(model: Additive, data: Rows) -> tuple[float, np.ndarray]:
    """Log loss, summed, and curvature per place of each term."""
    residual, curvature = (np.empty(len(data.y), np.float32) for _ in range(2))
    sums, loss, _, _ = refreshed(model, data, residual, curvature)
    return loss, sums


def _freedom(model: Additive, j: int, shape: TermShape, curvature: np.ndarray) -> float:
    """Effective degrees of freedom of one term, others held: never fewer than it has beside them."""
    k = shape.size
    if shape.is_chain:
        nought, strengths = np.zeros(k), model.smoothing[j] * model.local[j, : k - 2]
        _, _, _, spread = smooth.solve_chain(curvature[:k], nought, nought, strengths, model.ridge[j])
        inside = float(curvature[:k] @ spread)
    else:
        inside = float(np.sum(curvature[:k] / (curvature[:k] + model.smoothing[j])))
    beside = curvature[k : min(k + 2, PLACES)]
    return inside + float(np.sum(beside / (beside + smooth.MISSING_RIDGE)))


def _of_before(bent: Additive, standing: Additive, shapes: tuple[TermShape, ...]) -> Additive:
    """The bent shapes over the rows of the fit: its counts, centred on them."""
    model = Additive(
        intercept=bent.intercept,
        tables=bent.tables.copy(),
        smoothing=standing.smoothing,
        local=standing.local,
        rows=standing.rows,
        outcomes=standing.outcomes,
        anchor=standing.anchor,
        ridge=standing.ridge,
        settled=bent.settled,
        sweeps=bent.sweeps,
    )
    for j, shape in enumerate(shapes):
        model.tables[j, ~filled(standing.rows[j], shape.size)] = 0.0
        centre(model, j, shape.size)
    return model
