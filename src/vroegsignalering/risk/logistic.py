"""The logistic risk model: one slope per number, one effect per word, standard errors per household.

Unpenalised by default. Numbers are standardised inside and reported in their own unit; missing is an indicator with
the number at its mean. When some columns split the outcomes completely there is no finite estimate: the model says
which, and falls back to the smallest ridge that gives numbers.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from scipy.linalg import eigh
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from vroegsignalering.risk.columns import Columns, columns_of, outcome_of, same_length, weights_of
from vroegsignalering.risk.design import design_from, design_of
from vroegsignalering.risk.faults import ModelFault, SeparationWarning
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.shapes import Z95, effects_frame

SEPARATED_FROM = 12.0
SEPARATION_RIDGE = 1.0
FLAT = 1e-5
BLOCK = 65_536
LARGEST_STEP, SMALLEST_STEP = 5.0, 1e-7
MOST_HALVINGS = 12
RESOLUTION = 1e-12
"""Relative change of the loss that rounding can make by itself."""


class LogisticRiskClassifier(RiskModel):
    """Logistic regression on standardised numbers and words, with errors clustered on households.

    Parameters
    ----------
    ridge : float, >= 0
        Strength of the squared penalty on standardised columns; 0 is unpenalised.
    categorical : sequence of feature names or places, optional
        Number columns to treat as words. Text and category columns always are.
    max_iter : int

    Attributes
    ----------
    intercept_ : float
        Log-odds at the mean of all columns.
    coef_ : array, one per column of the design, per standard deviation (numbers) or per word
    covariance_ : array, columns x columns
        Per household when ``groups`` were given to ``fit``, else robust per row.
    separated_ : tuple of str
        Features that split the outcomes; their effects come from a fallback ridge.
    n_iter_ : int
        Newton steps done; a model that is read back has none.

    Notes
    -----
    Words are coded against the mean of all rows, so that no level is "the normal one": the effects of a feature,
    weighted by its rows, sum to nought.

    Examples
    --------
    >>> X = pl.DataFrame({"months_worked": [0, 3, 6, 9, 12, 12] * 30})
    >>> model = LogisticRiskClassifier().fit(X, [1, 1, 0, 1, 0, 0] * 30)
    >>> model.coefficients()["effect"][0] < 0
    True
    """

    kind: ClassVar[str] = "logistic"

    def __init__(
        self, ridge: float = 0.0, categorical: list[str | int] | None = None, max_iter: int = 60
    ) -> None:
        self.ridge = ridge
        self.categorical = categorical
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:
        """Fit by Newton's method.

        Parameters
        ----------
        X : polars or pandas frame, polars lazy frame, or numeric array; n x features
        y : n outcomes of two classes
        sample_weight : n weights, zero or more, optional
        groups : n household keys, optional

        Raises
        ------
        DataFault
            One class, an infinite number, a column no model can read, wrong weights.
        """
        if not self.ridge >= 0:
            raise ModelFault(
                "ridge must be nought or more", where="LogisticRiskClassifier", found=f"{self.ridge}"
            )
        columns = columns_of(self, X, reset=True)
        outcome = outcome_of(self, X, y).astype(float)
        weight = weights_of(sample_weight, columns.rows)
        same_length(np.empty((columns.rows, 0)), outcome)
        if weight is not None:
            outcome_of(self, X, np.asarray(y)[weight > 0])
        times = np.ones(columns.rows) if weight is None else weight
        words = {columns.names[c] if isinstance(c, int | np.integer) else c for c in self.categorical or ()}
        self.design_ = design_of(columns, times, words)
        with threadpool_limits(1, user_api="blas"):  # waiting threads would stall beside other work
            self._solve(columns, outcome, times, groups)
        return self

    def _solve(self, columns: Columns, y: np.ndarray, times: np.ndarray, groups: Any) -> None:
        matrix = self.design_.matrix(columns)
        beta, bend, self.n_iter_, converged = _newton(matrix, y, times, self.ridge, self.max_iter)
        self.separated_: tuple[str, ...] = ()
        if self.ridge == 0 and (
            not converged or np.abs(matrix @ beta[1:] + beta[0]).max(initial=0) > SEPARATED_FROM
        ):
            self.separated_ = self._separating(matrix, times, beta, bend)
        if self.separated_:
            self._say_separated()
            beta, bend, self.n_iter_, converged = _newton(matrix, y, times, SEPARATION_RIDGE, self.max_iter)
        if not converged:
            text = f"the coefficients had not come to rest after {self.max_iter} steps: raise max_iter or set a ridge"
            warnings.warn(text, ConvergenceWarning, stacklevel=4)
        self.covariance_ = _covariance(matrix, y, times, beta, bend, groups)[1:, 1:]
        self.intercept_, self.coef_ = float(beta[0]), beta[1:]
        self._centre_words()

    def _separating(
        self, matrix: np.ndarray, times: np.ndarray, beta: np.ndarray, bend: np.ndarray
    ) -> tuple[str, ...]:
        """Features of the directions that vary among rows while the likelihood has gone flat along them."""
        middle = times @ matrix / times.sum()
        square, plain = np.zeros((len(middle), len(middle))), np.zeros(len(middle))
        for first in range(0, len(matrix), BLOCK):
            centred = matrix[first : first + BLOCK] - middle
            square += centred.T @ (centred * times[first : first + BLOCK, None])
            plain += np.einsum("ij,ij->j", centred, centred)
        spread, directions = eigh(square / times.sum())
        real = spread > 1e-8 * max(float(spread.max()), 1e-12)
        whitened = directions[:, real] / np.sqrt(spread[real])
        flatness, along = eigh(whitened.T @ bend[1:, 1:] @ whitened / times.sum())
        flat = whitened @ along[:, flatness < FLAT]
        share = np.abs(flat).max(axis=1, initial=0.0) * np.sqrt(plain / len(matrix))
        large = (share > 0.3) & (np.abs(beta[1:]) > 1e-6)
        return tuple(
            sorted({name for name, is_large in zip(self.design_.features, large, strict=True) if is_large})
        )

    def _say_separated(self) -> None:
        warnings.warn(
            "the data separate: "
            + ", ".join(self.separated_)
            + " split the outcomes completely for some rows, so "
            "their effects have no finite estimate; a ridge of 1 on standardised columns was used instead",
            SeparationWarning,
            stacklevel=4,
        )

    def _centre_words(self) -> None:
        """Write the words of a feature against the mean of all rows, the intercept following."""
        self.intercept_ += float(self.design_.means @ self.coef_)

    @property
    def terms(self) -> tuple[str, ...]:
        """Feature names."""
        return self.design_.names

    def decision_function(self, X: Any) -> np.ndarray:
        """Log-odds of the outcome, one per row."""
        summed = self.contributions(X).sum(axis=1)
        return self.intercept_ + summed

    def contributions(self, X: Any) -> np.ndarray:
        """Exact contribution of each feature, rows x features, log-odds; with ``intercept_`` they sum to the logit."""
        check_is_fitted(self)
        columns = columns_of(self, X, reset=False)
        out = np.empty((columns.rows, len(self.design_.names)), order="F")
        for j, (part, here) in enumerate(zip(self.design_.parts, self.design_.slices, strict=True)):
            part.contribution(columns, self.coef_[here], self.design_.means[here], out[:, j])
        return out

    def coefficients(self) -> pl.DataFrame:
        """Slopes as ``feature, level, effect, error, low, high, odds_ratio``.

        Numbers per one of their own unit, words against the mean of all rows.
        """
        check_is_fitted(self)
        contrast = self.design_.contrasts()
        effect = contrast @ self.coef_
        error = np.sqrt(np.maximum(np.einsum("ab,bc,ac->a", contrast, self.covariance_, contrast), 0.0))
        return pl.DataFrame(
            {
                "feature": list(self.design_.features),
                "level": list(self.design_.levels),
                "effect": effect,
                "error": error,
                "low": effect - Z95 * error,
                "high": effect + Z95 * error,
                "odds_ratio": np.exp(np.clip(effect, -700, 700)),
            },
            schema_overrides={"level": pl.String},
        )

    def effects(self, *, min_rows: float = 0) -> pl.DataFrame:
        """Effects as the same tidy frame as the additive model's: numbers on ten intervals, against the mean."""
        check_is_fitted(self)
        rows: list[dict[str, Any]] = []
        for part, here in zip(self.design_.parts, self.design_.slices, strict=True):
            for place in part.places(min_rows):
                offset = place.values - self.design_.means[here]
                effect = float(offset @ self.coef_[here])
                error = float(np.sqrt(max(offset @ self.covariance_[here, here] @ offset, 0.0)))
                rows.append(
                    {
                        "feature": part.name,
                        "from": place.low,
                        "to": place.high,
                        "level": place.level,
                        "effect": effect,
                        "low": effect - Z95 * error,
                        "high": effect + Z95 * error,
                        "n": place.rows,
                    }
                )
        return effects_frame(rows)

    def publishable(self, min_rows: float, *, rounding: int = 1) -> Self:
        """A copy without counts of few rows; coefficients, and so predictions, stay as they are."""
        copy = deepcopy(self)
        parts = tuple(part.publishable(min_rows, rounding) for part in self.design_.parts)
        copy.design_ = replace(self.design_, parts=parts)
        return copy

    def _stretch(self, intercept: float, slope: float) -> None:
        self.intercept_ = intercept + slope * self.intercept_
        self.coef_ = slope * self.coef_
        self.covariance_ = slope**2 * self.covariance_

    def _numbers(self) -> dict[str, Any]:
        return {
            "design": self.design_.to_numbers(),
            "coef": self.coef_.tolist(),
            "covariance": self.covariance_.tolist(),
            "separated": list(self.separated_),
        }

    def _take(self, numbers: dict[str, Any]) -> None:
        self.design_ = design_from(numbers["design"])
        self.coef_ = np.array(numbers["coef"], dtype=float)
        self.covariance_ = np.array(numbers["covariance"], dtype=float).reshape((len(self.coef_),) * 2)
        self.separated_ = tuple(numbers["separated"])


def _newton(
    matrix: np.ndarray, y: np.ndarray, times: np.ndarray, ridge: float, most: int
) -> tuple[np.ndarray, np.ndarray, int, bool]:
    """Coefficients (intercept first), curvature there, steps done, whether they came to rest; none raises the loss."""
    size = matrix.shape[1] + 1
    beta = np.zeros(size)
    share = float(times @ y / times.sum())
    beta[0] = np.log(share / (1 - share))
    penalty = np.full(size, ridge)
    penalty[0] = 0.0
    gradient, bend, loss = _pieces(matrix, y, times, beta)
    for done in range(1, most + 1):
        step = np.linalg.lstsq(bend + np.diag(penalty), gradient - penalty * beta, rcond=1e-12)[0]
        step *= min(1.0, LARGEST_STEP / max(np.abs(step).max(), 1e-12))
        aim = loss + 0.5 * float(penalty @ beta**2)
        for _ in range(MOST_HALVINGS):
            there = beta + step
            gradient, bend, loss = _pieces(matrix, y, times, there)
            now = loss + 0.5 * float(penalty @ there**2)
            if now <= aim + RESOLUTION * max(abs(aim), 1.0):
                break
            step /= 2
        beta = there
        if abs(aim - now) < RESOLUTION * max(abs(now), 1.0) and np.abs(step).max() < SMALLEST_STEP:
            return beta, bend, done, True
    return beta, bend, most, False


def _pieces(
    matrix: np.ndarray, y: np.ndarray, times: np.ndarray, beta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Gradient, curvature and loss, summed over blocks of rows."""
    size = len(beta)
    gradient, bend, loss = np.zeros(size), np.zeros((size, size)), 0.0
    for start in range(0, len(y), BLOCK):
        rows = slice(start, start + BLOCK)
        part = matrix[rows]
        logit = part @ beta[1:] + beta[0]
        risk = expit(logit)
        gap, curve = times[rows] * (y[rows] - risk), times[rows] * risk * (1 - risk)
        curved = part * curve[:, None]
        gradient[0] += gap.sum()
        gradient[1:] += part.T @ gap
        bend[0, 0] += curve.sum()
        bend[0, 1:] += curved.sum(axis=0)
        bend[1:, 1:] += part.T @ curved
        loss += float(times[rows] @ (np.logaddexp(0, logit) - y[rows] * logit))
    bend[1:, 0] = bend[0, 1:]
    return gradient, bend, loss


def _covariance(
    matrix: np.ndarray, y: np.ndarray, times: np.ndarray, beta: np.ndarray, bend: np.ndarray, groups: Any
) -> np.ndarray:
    """Sandwich covariance per household, or per row when no households are given (Liang and Zeger 1986)."""
    gap = times * (y - expit(matrix @ beta[1:] + beta[0]))
    keys = np.arange(len(y))
    if groups is not None:
        _, keys = np.unique(np.asarray(groups), return_inverse=True)
        same_length(keys, y)
    order = np.argsort(keys, kind="stable")
    heads = np.flatnonzero(np.diff(keys[order], prepend=-1))
    middle = np.zeros_like(bend)
    for first in range(0, len(heads), BLOCK):
        here = heads[first : first + BLOCK]
        stop = heads[first + BLOCK] if first + BLOCK < len(heads) else len(order)
        rows = order[here[0] : stop]
        scores = np.column_stack([gap[rows], matrix[rows] * gap[rows, None]])
        summed = np.add.reduceat(scores, here - here[0], axis=0)
        middle += summed.T @ summed
    inverse = np.linalg.pinv(bend, rcond=1e-12, hermitian=True)
    return inverse @ middle @ inverse * (len(heads) / max(len(heads) - 1, 1))
