"""The additive risk model: one shape per feature, a few declared pairs, nothing hidden.

Numbers are cut into bins and smoothed by penalised splines, words get one number each, missing has its own. The
estimate is a table look-up: intercept plus terms. Fitted by backfitting on histograms (see ``backfit``).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from vroegsignalering.risk.backfit import Additive, Rows, TermShape, fit_tables
from vroegsignalering.risk.bands import standard_errors
from vroegsignalering.risk.bins import MOST_BINS, SAMPLE_ROWS, bins_of
from vroegsignalering.risk.calibration import REFUSE_BELOW, REVISION, calibrate
from vroegsignalering.risk.columns import Columns, columns_of, outcome_of, same_length, weights_of
from vroegsignalering.risk.curve import STRAIGHT
from vroegsignalering.risk.directions import directions_of
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.kernels import PLACES, count
from vroegsignalering.risk.model import outcome_like
from vroegsignalering.risk.pairs import Pair, crossed, directed, purify, refuse_unfit_pairs
from vroegsignalering.risk.revision import Revision, revise, unseen_logits
from vroegsignalering.risk.shapes import arrays_of, bins_from, shape_numbers
from vroegsignalering.risk.smooth import TINY_RIDGE
from vroegsignalering.risk.tables import TableRiskModel


class AdditiveRiskClassifier(TableRiskModel):
    """Additive logit on binned features with smooth or monotone shapes.

    Parameters
    ----------
    monotone : mapping of feature to {"up", "down", None}, or sequence with one direction per feature, optional
        Direction in which the risk may move over an ordered feature.
    categorical : sequence of feature names or places, optional
        Number columns to treat as words. Text and category columns always are.
    pairs : sequence of (feature, feature)
        Declared pairs; none is searched for. One of the two may have a direction, and keeps it.
    max_bins : int, 2-253
    sketch_rows : int
        Rows of the warm start; with more than twice as many rows, all rows then need a few sweeps only.
    max_sweeps : int
    bands : bool
        Whether to measure standard errors.
    seed : int
        Draws the sketch. Nothing else is random.

    Attributes
    ----------
    intercept_ : float
        Log-odds at the mean of all shapes.
    tables_, errors_ : terms x 256 arrays
        Effect on the log-odds and its standard error per bin.
    smoothing_ : array, one strength per term
    local_ : terms x 256 array
        Relative smoothing of each second difference; only a fit has it, numbers do not.

    Notes
    -----
    A fit whose log loss still moves at the end warns (``ConvergenceWarning``).
    Weights say how many times a row counts. ``X`` may be a polars lazy frame, read one column at a time.

    References
    ----------
    Eilers and Marx 1996 (P-splines); Wood and Fasiolo 2017 (smoothing); Marra and Wood 2012 (bands).

    Examples
    --------
    >>> import polars as pl
    >>> X = pl.DataFrame({"arrears": [0, 0, 1, 2, 3, 3] * 40, "tenure": ["rent", "own"] * 120})
    >>> model = AdditiveRiskClassifier(monotone={"arrears": "up"}).fit(X, [0, 0, 0, 1, 0, 1] * 40)
    >>> model.contributions(X).shape
    (240, 2)
    """

    kind: ClassVar[str] = "additive"

    def __init__(
        self,
        monotone: Mapping[str, str | None] | Sequence[int | str | None] | None = None,
        categorical: Sequence[str | int] | None = None,
        pairs: Sequence[tuple[str, str]] = (),
        max_bins: int = MOST_BINS,
        sketch_rows: int = 150_000,
        max_sweeps: int = 60,
        bands: bool = True,
        seed: int = 0,
    ) -> None:
        self.monotone = monotone
        self.categorical = categorical
        self.pairs = pairs
        self.max_bins = max_bins
        self.sketch_rows = sketch_rows
        self.max_sweeps = max_sweeps
        self.bands = bands
        self.seed = seed

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:
        """Fit the shapes.

        Parameters
        ----------
        X : polars or pandas frame, polars lazy frame, or numeric array; n x features
        y : n outcomes of two classes
        sample_weight : n weights, zero or more, optional
        groups : n household keys, optional
            Bands are then measured per household, not per row.

        Raises
        ------
        DataFault
            One class, a column no model can read, wrong weights.
        ModelFault
            Options that do not fit the columns.
        """
        if not 2 <= self.max_bins <= MOST_BINS:
            raise ModelFault(f"max_bins must lie between 2 and {MOST_BINS}", where="AdditiveRiskClassifier")
        columns = columns_of(self, X, reset=True)
        outcome = outcome_of(self, X, y)
        weight = weights_of(sample_weight, columns.rows)
        same_length(np.empty((columns.rows, 0)), outcome)
        if weight is not None:
            outcome_of(self, X, np.asarray(y)[weight > 0])
        features = self._cut(columns, weight)
        self.pair_terms_ = self._pair_terms(features, outcome, weight)
        data = Rows(codes=self._with_pairs(features), y=outcome, weight=weight)
        self._fit_terms(data, groups)
        return self

    def _cut(self, columns: Columns, weight: np.ndarray | None) -> np.ndarray:
        """Learn the bins and code the rows, one column at a time; each column is read once."""
        sample = None
        if columns.rows > SAMPLE_ROWS:
            draws = np.random.default_rng([self.seed, 1]).integers(0, columns.rows, SAMPLE_ROWS)
            sample = np.sort(draws)
        words = {columns.names[c] if isinstance(c, int | np.integer) else c for c in self.categorical or ()}
        self._declared(words, columns, "categorical")
        found, codes = [], np.empty((len(columns.names), columns.rows), np.uint8)
        for j, name in enumerate(columns.names):
            found.append(
                bins_of(columns, name, weight, as_levels=name in words, most=self.max_bins, sample=sample)
            )
            codes[j] = found[j].codes(columns)
        self.bins_ = tuple(found)
        return codes

    def _declared(self, named: set[str], columns: Columns, option: str) -> None:
        unknown = sorted(set(named) - set(columns.names))
        if unknown:
            raise ModelFault(
                f"{option} names columns that X does not have",
                where="AdditiveRiskClassifier",
                found=", ".join(map(str, unknown)),
            )

    def _directions(self) -> list[int]:
        return directions_of(self.bins_, self.monotone)

    def _pair_terms(self, features: np.ndarray, y: np.ndarray, weight: np.ndarray | None) -> tuple[Pair, ...]:
        if not self.pairs:
            return ()
        directions = self._directions()
        refuse_unfit_pairs(self.pairs, [bins.name for bins in self.bins_], directions)
        rows, _ = count(features, y, np.ones(1) if weight is None else weight, weight is not None)
        return tuple(crossed(pair, self.bins_, rows, directions) for pair in self.pairs)

    def term_shapes(self) -> tuple[TermShape, ...]:
        """Kind, places and direction of every term: features, then pairs."""
        features = (
            TermShape(kind=bins.kind, size=bins.size, direction=direction)
            for bins, direction in zip(self.bins_, self._directions(), strict=True)
        )
        pairs = (
            TermShape(kind="pair", size=one.size, direction=one.direction, lines=one.lines)
            for one in self.pair_terms_
        )
        return (*features, *pairs)

    def _fit_terms(self, data: Rows, groups: Any) -> None:
        shapes = self.term_shapes()
        sample = self._sketch(len(data.y))
        model = fit_tables(data, shapes, sample=sample, most_sweeps=self.max_sweeps)
        if not model.settled:
            warnings.warn(
                f"the shapes had not settled after {model.sweeps} sweeps: raise max_sweeps",
                ConvergenceWarning,
                stacklevel=3,
            )
        if self.pair_terms_:
            purify(model, self.pair_terms_, len(self.bins_))
        self.errors_ = np.zeros_like(model.tables)
        if self.bands:
            clusters = None
            if groups is not None:
                _, clusters = np.unique(np.asarray(groups), return_inverse=True)
                same_length(clusters, data.y)
            self.errors_ = standard_errors(model, data, shapes, sample=sample, clusters=clusters)
        self._keep(model)

    def calibrated(self, X: Any, y: Any, sample_weight: Any = None, *, method: str = "auto") -> Self:
        """A copy calibrated on other people and a later year; here ``auto`` has one more step.

        Parameters
        ----------
        X, y, sample_weight : as in fit
        method : {"auto", "none", "intercept", "slope", "curve", "revision"}
            ``auto`` takes the smallest change that a likelihood ratio test does not refuse; the largest is ``revision``,
            in which every shape may bend (see :func:`vroegsignalering.risk.revision.revise`).

        Returns
        -------
        AdditiveRiskClassifier
            ``calibration_`` says what was done. Contributions stay exact. Bands of revised shapes hold the doubt of the fit
            and that of the revision.
        """
        moved = super().calibrated(X, y, sample_weight, method="slope" if method == REVISION else method)
        outcome = outcome_like(self, y)
        data = Rows(codes=moved.codes(X), y=outcome, weight=weights_of(sample_weight, len(outcome)))
        if method not in ("auto", REVISION) or not data.has_both:
            return moved
        sample, before, shapes = self._sketch(len(outcome)), moved.standing(), moved.term_shapes()
        found = revise(before, data, shapes, sample=sample)
        said = replace(moved.calibration_, p_revision=found.p, freedom=found.freedom)
        if method == REVISION or found.p < REFUSE_BELOW:
            said = replace(said, method=REVISION, p_curve=1.0, logits=STRAIGHT[0], risks=STRAIGHT[1])
            moved._bend(found, data, sample)
            unseen = unseen_logits(before, data, shapes, sketch_rows=self.sketch_rows)
            if unseen is not None:
                last = calibrate(unseen, outcome, data.weight, method="slope")
                moved._stretch(last.intercept, last.slope)
                last = calibrate(last.intercept + last.slope * unseen, outcome, data.weight)
                said = replace(said, p_curve=last.p_curve, logits=last.logits, risks=last.risks)
        moved.calibration_ = said
        return moved

    def _bend(self, found: Revision, data: Rows, sample: np.ndarray | None) -> None:
        """Take the shapes of a revision, in place."""
        if not found.model.settled:
            warnings.warn(
                "the revised shapes had not settled: read them with care", ConvergenceWarning, stacklevel=4
            )
        if self.pair_terms_:
            purify(found.model, self.pair_terms_, len(self.bins_))
        if self.errors_.any():
            doubt = standard_errors(found.bent, data, self.term_shapes(), sample=sample, clusters=None)
            self.errors_ = np.hypot(self.errors_, doubt)
        self.intercept_, self.tables_ = found.model.intercept, found.model.tables

    def _sketch(self, rows: int) -> np.ndarray | None:
        """Rows of the warm start, when there are many."""
        if rows <= 2 * self.sketch_rows:
            return None
        draw = np.random.default_rng([self.seed, 2])
        return np.sort(draw.choice(rows, self.sketch_rows, replace=False))

    def standing(self, terms: Sequence[int] | None = None) -> Additive:
        """A copy of the tables, of all terms or of some, from which a refit can start."""
        kept = np.arange(len(self.tables_)) if terms is None else np.asarray(terms)
        return Additive(
            intercept=self.intercept_,
            tables=self.tables_[kept].copy(),
            smoothing=self.smoothing_[kept].copy(),
            local=getattr(self, "local_", np.ones_like(self.tables_))[kept].copy(),
            rows=self.rows_[kept],
            outcomes=self.outcomes_[kept],
            anchor=np.zeros((len(kept), PLACES)),
            ridge=np.full(len(kept), TINY_RIDGE),
        )

    def fitted_again(self, codes: np.ndarray, y: np.ndarray, weight: np.ndarray) -> Self:
        """A copy with the same bins, fitted from nothing to weighted rows; without bands.

        Parameters
        ----------
        codes : terms x n, of :meth:`codes`
        y : n outcomes 0/1
        weight : n
        """
        copy = deepcopy(self)
        copy.bands = False
        copy._fit_terms(Rows(codes=codes, y=y.astype(np.uint8), weight=weight), None)
        return copy

    def _keep(self, model: Additive) -> None:
        self.intercept_ = model.intercept
        self.tables_ = model.tables
        self.smoothing_, self.local_ = model.smoothing, model.local
        self.rows_, self.outcomes_ = model.rows, model.outcomes
        self.n_iter_ = max(model.sweeps, 1)
        self.loss_ = model.loss

    def _numbers(self) -> dict[str, Any]:
        features = len(self.bins_)
        return {
            "terms": [shape_numbers(bins, self._shape(j)) for j, bins in enumerate(self.bins_)],
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "first_coarse": pair.first_coarse[: self.bins_[pair.first].size + 1].tolist(),
                    "second_coarse": pair.second_coarse[: self.bins_[pair.second].size + 1].tolist(),
                    **arrays_of(self._shape(features + p), pair.size),
                }
                for p, pair in enumerate(self.pair_terms_)
            ],
            "directions": self._directions(),
            "smoothing": self.smoothing_.tolist(),
            "sweeps": self.n_iter_,
            "loss": self.loss_,
        }

    def _take(self, numbers: dict[str, Any]) -> None:
        self.bins_ = tuple(bins_from(term) for term in numbers["terms"])
        self.pair_terms_ = tuple(
            directed(
                Pair(
                    first=pair["first"],
                    second=pair["second"],
                    first_coarse=_places(pair["first_coarse"]),
                    second_coarse=_places(pair["second_coarse"]),
                ),
                numbers["directions"],
            )
            for pair in numbers["pairs"]
        )
        terms = [*numbers["terms"], *numbers["pairs"]]
        stacked = {
            name: np.array([np.pad(term[name], (0, PLACES - len(term[name]))) for term in terms])
            for name in ("effect", "error", "rows", "outcomes")
        }
        self.tables_, self.errors_ = stacked["effect"], stacked["error"]
        self.rows_, self.outcomes_ = stacked["rows"], stacked["outcomes"]
        self.monotone = numbers.get("directions")
        self.smoothing_ = np.array(numbers["smoothing"])
        self.n_iter_, self.loss_ = numbers["sweeps"], numbers["loss"]


def _places(listed: list[int]) -> np.ndarray:
    """A map over 256 codes from its first places; all later codes go where missing goes."""
    out = np.full(PLACES, listed[-1], np.uint8)
    out[: len(listed)] = listed
    return out
