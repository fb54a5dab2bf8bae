"""What every risk model of this room answers: a logit that is a sum, a risk, contributions, effects, numbers.

A model is its numbers: ``to_numbers()`` is JSON-able and complete, ``from_numbers()`` gives identical predictions.
Nothing here is written to disk, and no estimate of a single household leaves through anything but the caller.
"""

from __future__ import annotations

from abc import abstractmethod
from copy import deepcopy
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from vroegsignalering.risk.calibration import Calibration, calibrate
from vroegsignalering.risk.columns import weights_of
from vroegsignalering.risk.curve import STRAIGHT
from vroegsignalering.risk.faults import ModelFault

FORMAT = 1


class RiskModel(ClassifierMixin, BaseEstimator):
    """Base of the three readable models: two classes, missing values and words allowed."""

    kind: ClassVar[str] = ""
    classes_: np.ndarray
    n_features_in_: int
    feature_names_in_: np.ndarray
    intercept_: float

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags

    @abstractmethod
    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:
        """Fit the model."""

    @abstractmethod
    def decision_function(self, X: Any) -> np.ndarray:
        """Logit, one per row: the log-odds of the outcome, but for the curve of calibration where there is one."""

    @abstractmethod
    def contributions(self, X: Any) -> np.ndarray:
        """Exact contribution of each term, rows x terms, log-odds; with ``intercept_`` they sum to the logit."""

    @abstractmethod
    def effects(self) -> pl.DataFrame:
        """Tidy frame of effects."""

    @abstractmethod
    def publishable(self, min_rows: float, *, rounding: int = 1) -> Self:
        """A copy whose numbers hold no count or mean of fewer than ``min_rows`` rows: the model to publish."""

    @property
    @abstractmethod
    def terms(self) -> tuple[str, ...]:
        """Names of the columns of :meth:`contributions`."""

    @abstractmethod
    def _stretch(self, intercept: float, slope: float) -> None:
        """Make the logit ``intercept + slope * logit``, in place."""

    @abstractmethod
    def _numbers(self) -> dict[str, Any]:
        """The model's own numbers."""

    @abstractmethod
    def _take(self, numbers: dict[str, Any]) -> None:
        """The inverse of :meth:`_numbers`, in place."""

    def predict_proba(self, X: Any) -> np.ndarray:
        """Risk of the first and of the second class, rows x 2."""
        risk = self.risk_at(self.decision_function(X))
        return np.column_stack([1.0 - risk, risk])

    def risk_at(self, logit: np.ndarray) -> np.ndarray:
        """Risk of each logit: by the logistic function, after the curve of calibration where there is one."""
        found: Calibration | None = getattr(self, "calibration_", None)
        return expit(logit if found is None else found.bent(logit))

    @property
    def corners(self) -> np.ndarray:
        """Corners of the curve of calibration, 2 x corners; none without one."""
        found: Calibration | None = getattr(self, "calibration_", None)
        return STRAIGHT if found is None else found.corners

    def predict(self, X: Any) -> np.ndarray:
        """The more likely class. For offers of help use a capacity, not this half."""
        likely = self.predict_proba(X)[:, 1] > 0.5
        return self.classes_[likely.astype(int)]

    def calibrated(self, X: Any, y: Any, sample_weight: Any = None, *, method: str = "auto") -> Self:
        """A copy calibrated on people and a year the model was not fitted on.

        Parameters
        ----------
        X, y, sample_weight : as in fit
        method : {"auto", "none", "intercept", "slope", "curve"}
            ``auto`` takes the smallest change that a likelihood ratio test does not refuse.

        Returns
        -------
        RiskModel
            ``calibration_`` says what was done. Contributions stay exact: an intercept and a slope are worked into
            the terms. With a curve they sum to the logit that is read off it.
        """
        check_is_fitted(self)
        outcome = outcome_like(self, y)
        found = calibrate(
            self.decision_function(X), outcome, weights_of(sample_weight, len(outcome)), method=method
        )
        copy = deepcopy(self)
        copy.calibration_ = found
        if found.method != "none":
            copy._stretch(found.intercept, found.slope)
        return copy

    def to_numbers(self) -> dict[str, Any]:
        """All that the model is, as JSON-able numbers and words."""
        check_is_fitted(self)
        names = getattr(self, "feature_names_in_", None)
        curve: Calibration | None = getattr(self, "calibration_", None)
        return {
            "kind": self.kind,
            "format": FORMAT,
            "classes": [value.item() for value in self.classes_],
            "features": None if names is None else [str(name) for name in names],
            "n_features": int(self.n_features_in_),
            "calibration": None if curve is None else curve.to_numbers(),
            "intercept": float(self.intercept_),
            **self._numbers(),
        }

    @classmethod
    def from_numbers(cls, numbers: dict[str, Any]) -> Self:
        """A model with identical predictions from :meth:`to_numbers`.

        Raises
        ------
        ModelFault
            The numbers are of another kind of model or of a later format.
        """
        if numbers.get("kind") != cls.kind or numbers.get("format") != FORMAT:
            raise ModelFault(
                f"these are not numbers of a {cls.kind} model of format {FORMAT}",
                where="parameters",
                found=f"kind {numbers.get('kind')!r}, format {numbers.get('format')!r}",
                mend="read them with the class that wrote them, or with vroegsignalering.risk.from_numbers",
            )
        model = cls()
        model.classes_ = np.array(numbers["classes"])
        model.n_features_in_ = int(numbers["n_features"])
        if numbers["features"] is not None:
            model.feature_names_in_ = np.array(numbers["features"], dtype=object)
        if numbers["calibration"] is not None:
            model.calibration_ = Calibration.from_numbers(numbers["calibration"])
        model.intercept_ = float(numbers["intercept"])
        model._take(numbers)
        return model


def outcome_like(model: RiskModel, y: Any) -> np.ndarray:
    """The outcome as 0/1 in the model's classes; one class alone is allowed here."""
    values = np.asarray(y)
    if not np.isin(values, model.classes_).all():
        raise ModelFault("the outcome holds other classes than the model was fitted on", where="y")
    return (values == model.classes_[1]).astype(np.uint8)
