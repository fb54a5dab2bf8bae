"""Models that are tables: binned columns, one looked-up number per term, an intercept.

Shared by the additive model and the scorecard: codes, scores, contributions, effects, publishing. Nothing is fitted
here.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Self

import numpy as np
import polars as pl
from sklearn.utils.validation import check_is_fitted

from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.columns import Columns, columns_of
from vroegsignalering.risk.kernels import in_blocks, score, spread
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.pairs import Pair, pair_rows
from vroegsignalering.risk.shapes import Shape, effect_rows, effects_frame, joined_bins


class TableRiskModel(RiskModel):
    """A risk model whose logit is an intercept plus looked-up terms.

    Attributes
    ----------
    intercept_ : float
    tables_, errors_ : terms x 256 arrays
        Effect on the log-odds and its standard error per bin.
    rows_, outcomes_ : terms x 256 arrays
        Weighted rows and outcomes per bin.
    """

    bins_: tuple[Bins, ...]
    pair_terms_: tuple[Pair, ...]
    tables_: np.ndarray
    errors_: np.ndarray
    rows_: np.ndarray
    outcomes_: np.ndarray

    @property
    def terms(self) -> tuple[str, ...]:
        """Feature names, then pairs as "one x other"."""
        names = [bins.name for bins in self.bins_]
        return (*names, *(f"{names[pair.first]} x {names[pair.second]}" for pair in self.pair_terms_))

    def codes(self, X: Any) -> np.ndarray:
        """Bin of each row for each term, terms x rows, uint8: what the tables are looked up by."""
        check_is_fitted(self)
        return self._with_pairs(self._feature_codes(columns_of(self, X, reset=False)))

    def decision_function(self, X: Any) -> np.ndarray:
        """Log-odds of the outcome, one per row: intercept plus looked-up terms."""
        return self.logit_of(self.codes(X))

    def logit_of(self, codes: np.ndarray) -> np.ndarray:
        """Log-odds from :meth:`codes`, for who scores the same rows more than once."""
        logit = np.empty(codes.shape[1])
        in_blocks(
            lambda start, stop: score(codes, self.tables_, self.intercept_, logit, start, stop), len(logit)
        )
        return logit

    def contributions(self, X: Any) -> np.ndarray:
        """Exact contribution of each term, rows x terms, log-odds; with ``intercept_`` they sum to the logit."""
        return self.contributions_of(self.codes(X))

    def contributions_of(self, codes: np.ndarray) -> np.ndarray:
        """Contributions from :meth:`codes`, for who explains the same rows more than once."""
        out = np.empty((codes.shape[1], len(codes)))
        in_blocks(lambda start, stop: spread(codes, self.tables_, out, start, stop), len(out))
        return out

    def effects(self, *, min_rows: float = 0) -> pl.DataFrame:
        """Shapes as a tidy frame ``feature, from, to, level, effect, low, high, n``.

        Parameters
        ----------
        min_rows : float
            Neighbouring bins are joined until rows, outcomes and non-outcomes each reach it; rare words go to "other".
        """
        check_is_fitted(self)
        said: list[dict[str, Any]] = []
        for j, bins in enumerate(self.bins_):
            said += effect_rows(bins, self._shape(j), min_rows=min_rows)
        for p, pair in enumerate(self.pair_terms_):
            said += pair_rows(pair, self.bins_, self._shape(len(self.bins_) + p), min_rows)
        return effects_frame(said)

    def _shape(self, j: int) -> Shape:
        return Shape(
            feature=self.terms[j],
            effect=self.tables_[j],
            error=self.errors_[j],
            rows=self.rows_[j],
            outcomes=self.outcomes_[j],
        )

    def publishable(self, min_rows: float, *, rounding: int = 1) -> Self:
        """A copy whose every bin holds at least ``min_rows`` rows, outcomes and non-outcomes: the model to publish.

        Neighbouring bins are joined and rare words pooled with other words, each keeping the mean effect of its rows; pairs
        keep their grid, but cells with too few are set to nought, or along a direction to their nearest. Predictions of the
        copy are those of its numbers.

        Parameters
        ----------
        min_rows : float
        rounding : int
            Counts are rounded to multiples of this.
        """
        check_is_fitted(self)
        copy = deepcopy(self)
        joined = [joined_bins(bins, self._shape(j), min_rows) for j, bins in enumerate(self.bins_)]
        copy.bins_ = tuple(bins for bins, _ in joined)
        for j, (_, shape) in enumerate(joined):
            for name, values in (("tables_", shape.effect), ("errors_", shape.error)):
                getattr(copy, name)[j] = values
            copy.rows_[j], copy.outcomes_[j] = shape.rows, shape.outcomes
        copy.pair_terms_ = tuple(
            pair.over(joined[pair.first][1].places, joined[pair.second][1].places)
            for pair in self.pair_terms_
        )
        for j, pair in enumerate(copy.pair_terms_, start=len(self.bins_)):
            few = np.minimum(copy.outcomes_[j], copy.rows_[j] - copy.outcomes_[j]) < min_rows
            size = slice(0, pair.size)
            copy.tables_[j, size] = pair.kept(copy.tables_[j, size], few[size])
            copy.errors_[j, size] = pair.kept(copy.errors_[j, size], few[size])
            copy.rows_[j, few], copy.outcomes_[j, few] = 0.0, 0.0
        copy.rows_ = np.round(copy.rows_ / rounding) * rounding
        copy.outcomes_ = np.round(copy.outcomes_ / rounding) * rounding
        return copy

    def _feature_codes(self, columns: Columns) -> np.ndarray:
        codes = np.empty((len(self.bins_), columns.rows), np.uint8)
        for j, bins in enumerate(self.bins_):
            codes[j] = bins.codes(columns)
        return codes

    def _with_pairs(self, features: np.ndarray) -> np.ndarray:
        if not self.pair_terms_:
            return features
        return np.vstack([features, *(pair.codes(features)[None] for pair in self.pair_terms_)])

    def _stretch(self, intercept: float, slope: float) -> None:
        self.intercept_ = intercept + slope * self.intercept_
        self.tables_ = slope * self.tables_
        self.errors_ = abs(slope) * self.errors_
