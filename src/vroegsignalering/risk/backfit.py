"""Fits an additive logit on binned columns by backfitting on histograms: no design matrix, a few passes over bytes.

A sweep refreshes every row's residual exactly and then visits the terms one after another, taking each step out of
the linearised residual while the next term is summed. A sweep that raises the log loss, as the first ones do where
many features say the same of a rare outcome, is taken back by halves. A sample of rows finds shapes and smoothing; all
rows then need three or four sweeps. It knows nothing of columns' names, frames or files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vroegsignalering.risk import smooth
from vroegsignalering.risk.kernels import PLACES, count, in_blocks, move, refresh

FIRST_SMOOTHING = {"ordered": 100.0, "levels": 4.0, "pair": 4.0}
LARGEST_STEP = 1.5
FREEZE_AFTER = 25
FEW_LEVELS = 5
WEAK_RIDGE = 1.0
FULL_SWEEPS = 4
MOST_HALVINGS = 8
TOO_FAR, SETTLED = 2e-2, 2e-3
"""Share by which the log loss may rise in a sweep, and by which it may move at the end.

A smoother shape may ask for a rise of up to a hundredth; a swing raises the loss by a tenth and more. Taking back the
former costs five times the refreshes and finds nothing better.
"""
REFIT_SWEEPS, REFIT_TOLERANCE = 12, 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class TermShape:
    """What one term is: its kind, its places, its direction.

    Parameters
    ----------
    kind : {"ordered", "levels", "pair"}
    size : int
        Places without those of missing (``size``) and other (``size + 1``).
    direction : {-1, 0, 1}
        Falling, free or rising over ordered bins.
    lines : int array, lines x places, optional
        Of a pair: places that follow each other along its direction. Of others, all places do.
    """

    kind: str
    size: int
    direction: int = 0
    lines: np.ndarray | None = field(default=None, compare=False)

    @property
    def is_chain(self) -> bool:
        """Whether neighbours are smoothed together; with three bins or fewer there is nothing to smooth."""
        return self.kind == "ordered" and self.size > 3

    @property
    def is_free(self) -> bool:
        """Whether a weak ridge of its own is enough: too few numbers to learn how much they differ."""
        return not self.is_chain and self.kind != "pair" and self.size <= FEW_LEVELS

    @property
    def first_smoothing(self) -> float:
        """Where the smoothing starts; free terms stay there."""
        return WEAK_RIDGE if self.is_free else FIRST_SMOOTHING[self.kind]


@dataclass(slots=True, kw_only=True, eq=False)
class Rows:
    """Binned rows: ``codes`` terms x rows (uint8), outcome 0/1 (uint8), weight (float64) or None."""

    codes: np.ndarray
    y: np.ndarray
    weight: np.ndarray | None

    @property
    def total(self) -> float:
        """Number of rows, weighted."""
        return float(len(self.y) if self.weight is None else self.weight.sum())

    @property
    def has_both(self) -> bool:
        """Whether both outcomes are among the rows that count."""
        counted = self.y if self.weight is None else self.y[self.weight > 0]
        return bool(0 < counted.sum() < len(counted))

    def sampled(self, rows: np.ndarray) -> Rows:
        """A sample of the rows."""
        return Rows(
            codes=np.ascontiguousarray(self.codes[:, rows]),
            y=self.y[rows],
            weight=None if self.weight is None else self.weight[rows],
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Additive:
    """A fitted additive logit in tables.

    Parameters
    ----------
    intercept : float
    tables : terms x 256, log-odds; mean nought over the rows of the fit
    smoothing : one strength per term
    local : terms x 256
        Relative smoothing of each second difference of a chain; one elsewhere.
    rows, outcomes : terms x 256, weighted counts
    anchor : terms x 256
        Shapes that penalties pull to: nought in a fit, the shapes of before in a revision.
    ridge : one per term
        Pull on every bin of a chain; hardly any in a fit.
    sweeps : int
    loss : float
        Mean log loss on the rows of the fit.
    settled : bool
        Whether the last sweep hardly changed the log loss.
    """

    intercept: float
    tables: np.ndarray
    smoothing: np.ndarray
    local: np.ndarray
    rows: np.ndarray
    outcomes: np.ndarray
    anchor: np.ndarray
    ridge: np.ndarray
    sweeps: int = 0
    loss: float = np.inf
    settled: bool = True


def fit_tables(
    data: Rows,
    shapes: tuple[TermShape, ...],
    *,
    sample: np.ndarray | None,
    most_sweeps: int,
    tolerance: float = 1e-7,
) -> Additive:
    """Fit; ``sample`` are the rows of the warm start, None to use all rows from the start."""
    rows, outcomes = count(data.codes, data.y, *_weighted(data))
    share = float(np.clip(outcomes[0].sum() / data.total, 1e-9, 1 - 1e-9))
    model = Additive(
        intercept=float(np.log(share / (1 - share))),
        tables=np.zeros((len(shapes), PLACES)),
        smoothing=np.array([shape.first_smoothing for shape in shapes]),
        local=np.ones((len(shapes), PLACES)),
        rows=rows,
        outcomes=outcomes,
        anchor=np.zeros((len(shapes), PLACES)),
        ridge=np.full(len(shapes), smooth.TINY_RIDGE),
    )
    settle(model, data, shapes, sample=sample, most_sweeps=most_sweeps, tolerance=tolerance)
    return model


def settle(
    model: Additive,
    data: Rows,
    shapes: tuple[TermShape, ...],
    *,
    sample: np.ndarray | None,
    most_sweeps: int,
    tolerance: float,
) -> None:
    """Sweep from where the model stands, in place; with a sample, first over that and then a few times over all rows."""
    if sample is None:
        _sweeps(model, data, shapes, most_sweeps, tolerance, FREEZE_AFTER)
    else:
        _sweeps(model, data.sampled(sample), shapes, most_sweeps, 10 * tolerance, FREEZE_AFTER)
        _sweeps(model, data, shapes, min(FULL_SWEEPS, most_sweeps), 10 * tolerance, FULL_SWEEPS - 1)


def refit_tables(model: Additive, data: Rows, shapes: tuple[TermShape, ...]) -> None:
    """Fit again from where the model stands, in place, its smoothing held."""
    _sweeps(model, data, shapes, REFIT_SWEEPS, REFIT_TOLERANCE, 0)


def _weighted(data: Rows) -> tuple[np.ndarray, bool]:
    return (np.ones(1), False) if data.weight is None else (data.weight, True)


def _sweeps(
    model: Additive, data: Rows, shapes: tuple[TermShape, ...], most: int, tolerance: float, freeze_after: int
) -> None:
    """Sweep until the log loss stands still; a sweep that went too far is taken back by halves."""
    residual = np.empty(len(data.y), np.float32)
    curvature = np.empty(len(data.y), np.float32)
    before: tuple[float, np.ndarray, float] | None = None
    for sweep in range(most):
        sums, loss, moved, curved = refreshed(model, data, residual, curvature)
        if before is not None:
            intercept, tables, lost = before
            for _ in range(MOST_HALVINGS):
                if loss <= lost * (1 + TOO_FAR):
                    break
                model.intercept = (model.intercept + intercept) / 2
                model.tables = (model.tables + tables) / 2
                sums, loss, moved, curved = refreshed(model, data, residual, curvature)
            model.settled = abs(lost - loss) <= SETTLED * lost
            if sweep > 2 and abs(lost - loss) < tolerance * data.total:
                break
        before = model.intercept, model.tables.copy(), loss
        shift = float(np.clip(moved / max(curved, 1e-12), -LARGEST_STEP, LARGEST_STEP))
        model.intercept += shift
        largest = _visit(model, data, shapes, residual, curvature, sums, shift, sweep < freeze_after)
        model.sweeps += 1
        if largest < 1e-7:
            break
    for _ in range(2 if len(data.y) < 1_000_000 else 1):
        _, loss, moved, curved = refreshed(model, data, residual, curvature)
        model.intercept += float(np.clip(moved / max(curved, 1e-12), -LARGEST_STEP, LARGEST_STEP))
        model.loss = loss / data.total


def refreshed(
    model: Additive, data: Rows, residual: np.ndarray, curvature: np.ndarray
) -> tuple[np.ndarray, float, float, float]:
    """Exact residual and curvature of all rows (written in place), with the sums over them."""
    tables, intercept = model.tables.astype(np.float32), np.float32(model.intercept)
    weight, weighted = _weighted(data)
    parts = in_blocks(
        lambda start, stop: refresh(
            data.codes, data.y, weight, weighted, tables, intercept, residual, curvature, start, stop
        ),
        len(data.y),
    )
    sums, loss, moved, curved = (sum(part[p] for part in parts) for p in range(4))
    return sums, loss, moved, curved


def _visit(
    model: Additive,
    data: Rows,
    shapes: tuple[TermShape, ...],
    residual: np.ndarray,
    curvature: np.ndarray,
    sums: np.ndarray,
    shift: float,
    free: bool,
) -> float:
    """One round over the terms; the largest step taken."""
    weight, weighted = _weighted(data)
    step, previous, largest = np.full(PLACES, shift, np.float32), data.codes[0], abs(shift)
    for j, shape in enumerate(shapes):
        column = data.codes[j]
        taken, last = step, previous
        parts = in_blocks(
            lambda start, stop, taken=taken, last=last, column=column: move(  # type: ignore[misc]
                last, taken, column, residual, curvature, weight, weighted, start, stop
            ),
            len(data.y),
        )
        step = _update(model, j, shape, sum(parts), sums[j], free)
        largest = max(largest, float(np.abs(step).max()))
        previous = column
    return largest


def _update(
    model: Additive, j: int, shape: TermShape, gradient: np.ndarray, curvature: np.ndarray, free: bool
) -> np.ndarray:
    """Move term ``j``; the step its rows took, before centring."""
    k, table = shape.size, model.tables[j]
    step = np.zeros(PLACES)
    if k > 1 or shape.kind == "levels":
        step[:k] = _solve(model, j, shape, gradient[:k], curvature[:k], free)
    for place in (k, k + 1):
        if place < PLACES and model.rows[j, place] > 0:
            pull = gradient[place] - smooth.MISSING_RIDGE * (table[place] - model.anchor[j, place])
            step[place] = pull / (curvature[place] + smooth.MISSING_RIDGE)
    np.clip(step, -LARGEST_STEP, LARGEST_STEP, out=step)
    if shape.direction and k > 1:
        firm = curvature[:k] + (smooth.TINY_RIDGE if shape.lines is None else model.smoothing[j])
        wanted = table[:k] + step[:k]
        for line in np.arange(k)[None] if shape.lines is None else shape.lines:
            wanted[line] = smooth.monotone(wanted[line], firm[line], float(shape.direction))
        step[:k] = wanted - table[:k]
    table += step
    centre(model, j, k)
    return step.astype(np.float32)


def _solve(
    model: Additive, j: int, shape: TermShape, gradient: np.ndarray, curvature: np.ndarray, free: bool
) -> np.ndarray:
    effect = model.tables[j, : shape.size] - model.anchor[j, : shape.size]
    strength = float(model.smoothing[j])
    if shape.is_chain:
        local = model.local[j, : shape.size - 2]
        step, bends, doubts, _ = smooth.solve_chain(
            curvature, gradient, effect, strength * local, model.ridge[j]
        )
        if free:
            model.smoothing[j] = smooth.smoothing_update(
                shape.size - 2, strength, float(local @ doubts), float(local @ bends)
            )
            local[:] = smooth.local_update(float(model.smoothing[j]), bends, doubts)
        return step
    step, trace, bend = smooth.solve_levels(curvature, gradient, effect, strength)
    if free and not shape.is_free:
        model.smoothing[j] = smooth.smoothing_update(shape.size, strength, trace, bend)
    return step


def centre(model: Additive, j: int, k: int) -> None:
    """Move the term's mean over the rows into the intercept; places without rows outside the chain stay at nought."""
    table, rows = model.tables[j], model.rows[j]
    mean = float(table @ rows / max(rows.sum(), 1e-12))
    table[filled(rows, k)] -= mean
    model.intercept += mean


def filled(rows: np.ndarray, k: int) -> np.ndarray:
    """Places of a term that speak: all of a chain or list of words with rows, and missing and other when met."""
    found = rows > 0
    found[:k] = found[:k].any()
    return found
