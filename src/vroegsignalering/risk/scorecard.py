"""The scorecard: at most N whole-number points on readable conditions, and one table from score to risk.

Conditions are chosen one by one where they explain most of what is left, then exchanged while that helps; weights are
scaled and rounded to whole points, judged on the exact counts of every combination. The risk is a logistic line over
the score: it rises with every point and is never exactly 0 or 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.columns import outcome_of, weights_of
from vroegsignalering.risk.conditions import Condition, chosen, covariance_of, possible
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.kernels import PLACES
from vroegsignalering.risk.points import whole_points
from vroegsignalering.risk.shapes import bins_from, effect_rows, effects_frame, shape_numbers
from vroegsignalering.risk.tables import TableRiskModel

COARSE_BINS = 16


class ScorecardClassifier(TableRiskModel):
    """At most ``max_conditions`` whole-number points, and a table from score to risk.

    Parameters
    ----------
    max_conditions : int, 1-12
    most_points : int
        Points of one condition lie between minus and plus this.
    monotone : mapping of feature to {"up", "down", None}, or sequence, optional
        No condition is chosen against a declared direction.
    categorical : sequence of feature names or places, optional
        Number columns to treat as words.

    Attributes
    ----------
    points_ : polars.DataFrame
        ``condition, feature, points, n``.
    slope_ : float
        Log-odds per point.

    Examples
    --------
    >>> X = pl.DataFrame({"arrears": [0, 0, 1, 2, 3, 3] * 40, "tenure": ["rent", "own"] * 120})
    >>> card = ScorecardClassifier(max_conditions=2).fit(X, [0, 0, 0, 1, 0, 1] * 40)
    >>> card.points_.height <= 2
    True
    """

    kind: ClassVar[str] = "scorecard"

    def __init__(
        self,
        max_conditions: int = 10,
        most_points: int = 9,
        monotone: Mapping[str, str | None] | Sequence[int | str | None] | None = None,
        categorical: Sequence[str | int] | None = None,
    ) -> None:
        self.max_conditions = max_conditions
        self.most_points = most_points
        self.monotone = monotone
        self.categorical = categorical

    @threadpool_limits.wrap(limits=1, user_api="blas")
    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:
        """Choose conditions and points.

        Parameters
        ----------
        X, y, sample_weight, groups : as in :class:`AdditiveRiskClassifier`

        Raises
        ------
        DataFault, ModelFault
            As in :class:`AdditiveRiskClassifier`; or ``max_conditions`` outside 1-12.
        """
        if not 1 <= self.max_conditions <= 12 or self.most_points < 1:
            raise ModelFault(
                "a scorecard has 1 to 12 conditions and at least 1 point", where="ScorecardClassifier"
            )
        shapes = AdditiveRiskClassifier(
            monotone=self.monotone, categorical=self.categorical, max_bins=COARSE_BINS, bands=False
        ).fit(X, y, sample_weight)
        for name in ("classes_", "n_features_in_", "feature_names_in_", "bins_", "rows_", "outcomes_"):
            if hasattr(shapes, name):
                setattr(self, name, getattr(shapes, name))
        self.pair_terms_ = ()
        codes = shapes.codes(X)
        outcome = outcome_of(self, X, y).astype(float)
        weight = weights_of(sample_weight, len(outcome))
        times = np.ones(len(outcome)) if weight is None else weight
        candidates = possible(self.bins_, self.rows_, shapes._directions())
        conditions, weights = chosen(candidates, codes, outcome, times, self.max_conditions)
        cells = whole_points(conditions, weights, codes, outcome, times, self.most_points)
        self._keep(conditions, cells.points, cells.intercept, cells.slope)
        held = [c for c, points in zip(conditions, cells.points, strict=True) if points]
        spread = covariance_of(held, codes, outcome, times, groups)
        self._set_errors(held, spread)
        self._set_scores(codes, outcome, times)
        self.n_iter_ = 1
        return self

    def _keep(self, conditions: list[Condition], points: np.ndarray, intercept: float, slope: float) -> None:
        self.conditions_ = [
            (condition, int(given)) for condition, given in zip(conditions, points, strict=True) if given
        ]
        self.slope_ = slope
        self.tables_ = np.zeros((len(self.bins_), PLACES))
        for condition, given in self.conditions_:
            self.tables_[condition.feature] += slope * given * condition.holds
        means = (self.tables_ * self.rows_).sum(axis=1) / np.maximum(self.rows_.sum(axis=1), 1e-12)
        self.tables_ -= means[:, None]
        self.intercept_ = intercept + float(means.sum())

    def _set_errors(self, conditions: list[Condition], covariance: np.ndarray) -> None:
        """Standard errors of each feature's steps, from the unrounded weights."""
        self.errors_ = np.zeros_like(self.tables_)
        for j in range(len(self.bins_)):
            mine = [c for c, condition in enumerate(conditions) if condition.feature == j]
            if not mine:
                continue
            holds = np.array([conditions[c].holds for c in mine], float)
            centred = holds - (holds @ self.rows_[j] / self.rows_[j].sum())[:, None]
            square = covariance[np.ix_(mine, mine)]
            self.errors_[j] = np.sqrt(np.maximum(np.einsum("ab,ac,cb->b", centred, square, centred), 0.0))

    def _set_scores(self, codes: np.ndarray, y: np.ndarray, times: np.ndarray) -> None:
        score = self._scores_of(codes)
        values, place = np.unique(score, return_inverse=True)
        self.score_rows_ = np.bincount(place, weights=times)
        self.score_outcomes_ = np.bincount(place, weights=times * y)
        self.score_values_ = values

    def _scores_of(self, codes: np.ndarray) -> np.ndarray:
        score = np.zeros(codes.shape[1], np.int64)
        for condition, given in self.conditions_:
            score += given * condition.holds[codes[condition.feature]]
        return score

    def score_points(self, X: Any) -> np.ndarray:
        """Score in whole points of each row."""
        check_is_fitted(self)
        return self._scores_of(self.codes(X))

    @property
    def points_(self) -> pl.DataFrame:
        """The card: ``condition, feature, points, n``."""
        said = []
        for condition, given in self.conditions_:
            rows = float(self.rows_[condition.feature] @ condition.holds)
            name = self.bins_[condition.feature].name
            said.append({"condition": condition.says, "feature": name, "points": given, "n": rows})
        return pl.DataFrame(
            said, schema={"condition": pl.String, "feature": pl.String, "points": pl.Int64, "n": pl.Float64}
        )

    def risk_table(self, *, min_rows: float = 0) -> pl.DataFrame:
        """Score to risk: ``score, risk, observed, n``; scores with few rows or outcomes say no observed share."""
        check_is_fitted(self)
        rows, outcomes = self.score_rows_, self.score_outcomes_
        enough = np.minimum(outcomes, rows - outcomes) >= min_rows
        return pl.DataFrame(
            {
                "score": self.score_values_.astype(int),
                "risk": self.risk_at(self._base() + self.slope_ * self.score_values_),
                "observed": [
                    float(o / r) if ok and r > 0 else None
                    for o, r, ok in zip(outcomes, rows, enough, strict=True)
                ],
                "n": [float(r) if ok else None for r, ok in zip(rows, enough, strict=True)],
            },
            schema_overrides={"observed": pl.Float64, "n": pl.Float64},
        )

    def effects(self, *, min_rows: float = 0) -> pl.DataFrame:
        """Steps of the features on the card, as the tidy frame of the other models.

        Parameters
        ----------
        min_rows : float
            Rare words are joined; steps are as coarse as the card itself.
        """
        check_is_fitted(self)
        used = sorted({condition.feature for condition, _ in self.conditions_})
        said = [effect_rows(self.bins_[j], self._shape(j), min_rows=min_rows, same=True) for j in used]
        return effects_frame([row for rows in said for row in rows])

    def _base(self) -> float:
        """Log-odds at score nought."""
        means = sum(
            self.slope_
            * given
            * float(self.rows_[c.feature] @ c.holds)
            / max(float(self.rows_[c.feature].sum()), 1e-12)
            for c, given in self.conditions_
        )
        return self.intercept_ - means

    def _stretch(self, intercept: float, slope: float) -> None:
        super()._stretch(intercept, slope)
        self.slope_ = slope * self.slope_

    def publishable(self, min_rows: float, *, rounding: int = 1) -> Self:
        """A copy without counts of few rows; points and risks stay as they are, since they are few and coarse."""
        copy = deepcopy(self)
        few = np.minimum(copy.score_outcomes_, copy.score_rows_ - copy.score_outcomes_) < min_rows
        copy.score_rows_ = np.where(few, 0.0, np.round(copy.score_rows_ / rounding) * rounding)
        copy.score_outcomes_ = np.where(few, 0.0, np.round(copy.score_outcomes_ / rounding) * rounding)
        return copy

    def _numbers(self) -> dict[str, Any]:
        return {
            "slope": self.slope_,
            "conditions": [
                {
                    "feature": c.feature,
                    "says": c.says,
                    "points": given,
                    "holds": np.flatnonzero(c.holds).tolist(),
                }
                for c, given in self.conditions_
            ],
            "scores": {
                "values": self.score_values_.tolist(),
                "rows": self.score_rows_.tolist(),
                "outcomes": self.score_outcomes_.tolist(),
            },
            "terms": [shape_numbers(bins, self._shape(j)) for j, bins in enumerate(self.bins_)],
        }

    def _take(self, numbers: dict[str, Any]) -> None:
        self.bins_ = tuple(bins_from(term) for term in numbers["terms"])
        self.pair_terms_ = ()
        for name, held in (
            ("tables_", "effect"),
            ("errors_", "error"),
            ("rows_", "rows"),
            ("outcomes_", "outcomes"),
        ):
            setattr(
                self, name, np.array([np.pad(t[held], (0, PLACES - len(t[held]))) for t in numbers["terms"]])
            )
        self.slope_ = numbers["slope"]
        self.conditions_ = []
        for listed in numbers["conditions"]:
            holds = np.zeros(PLACES, bool)
            holds[listed["holds"]] = True
            condition = Condition(feature=listed["feature"], says=listed["says"], holds=holds)
            self.conditions_.append((condition, listed["points"]))
        scores = numbers["scores"]
        self.score_values_ = np.array(scores["values"], dtype=np.int64)
        self.score_rows_, self.score_outcomes_ = np.array(scores["rows"]), np.array(scores["outcomes"])
        self.n_iter_ = 1
