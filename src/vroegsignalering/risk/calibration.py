"""Calibration on a year and people of their own: nothing, an intercept, a slope, or a rising curve.

The smallest change that the data do not refuse is taken (the updating ladder of Davis and others 2019). Its last step,
a revision of the shapes, is the additive model's own (see ``revision``). Class weights never enter here. Also the expected
calibration error, by bins of equal numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit
from scipy.special import logit as log_odds
from scipy.stats import chi2

from vroegsignalering.risk.curve import STRAIGHT, bent_all, fitted_curve
from vroegsignalering.risk.faults import ModelFault

Method = Literal["none", "intercept", "slope", "curve", "revision"]
METHODS = ("auto", "none", "intercept", "slope", "curve")
REVISION: Literal["revision"] = "revision"
"""Of additive models only."""

REFUSE_BELOW = 0.05
WORTH_A_CURVE = 0.002
"""Error of calibration without chance up to which the line is kept, refused or not: with millions of rows every line is."""
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What was done to a model's logit.

    Parameters
    ----------
    method : {"none", "intercept", "slope", "curve", "revision"}
    intercept, slope : float
        New logit = intercept + slope x old logit; before the shapes were bent, if they were.
    p_intercept, p_slope, p_curve, p_revision : float
        Likelihood ratio tests of nothing against an intercept, of an intercept against a slope, and of that line against
        a curve and against revised shapes.
    freedom : float
        Effective degrees of freedom of the revised shapes; nought when none were tried.
    logits, risks : float arrays
        Corners of the curve from the new logit to the risk, straight in log-odds between them; empty without one.
    """

    method: Method
    intercept: float = 0.0
    slope: float = 1.0
    p_intercept: float = 1.0
    p_slope: float = 1.0
    p_curve: float = 1.0
    p_revision: float = 1.0
    freedom: float = 0.0
    logits: np.ndarray
    risks: np.ndarray

    @property
    def corners(self) -> np.ndarray:
        """Logits and log-odds of the curve, 2 x corners."""
        return np.stack([self.logits, log_odds(self.risks)])

    def bent(self, logit: np.ndarray) -> np.ndarray:
        """Log-odds after the curve; without one the logit itself."""
        return bent_all(logit, self.corners)

    def to_numbers(self) -> dict[str, Any]:
        """JSON-able numbers."""
        return {
            "method": self.method,
            "intercept": self.intercept,
            "slope": self.slope,
            "p_intercept": self.p_intercept,
            "p_slope": self.p_slope,
            "p_curve": self.p_curve,
            "p_revision": self.p_revision,
            "freedom": self.freedom,
            "logits": self.logits.tolist(),
            "risks": self.risks.tolist(),
        }

    @classmethod
    def from_numbers(cls, numbers: dict[str, Any]) -> Calibration:
        """The inverse of :meth:`to_numbers`."""
        arrays = {name: np.array(numbers[name], dtype=float) for name in ("logits", "risks")}
        return cls(**{**numbers, **arrays})


def calibrate(
    logit: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None, *, method: str = "auto"
) -> Calibration:
    """Find the calibration of a logit on an outcome.

    Parameters
    ----------
    logit : float array, n
    y : array of 0/1, n
    weight : float array, n, optional
    method : {"auto", "none", "intercept", "slope", "curve"}

    Returns
    -------
    Calibration
        With the p-values of the tests; ``auto`` takes the simplest that they do not refuse.

    Raises
    ------
    ModelFault
        The method is unknown.
    """
    if method not in METHODS:
        raise ModelFault(
            f"no calibration {method!r}", where="calibrate", mend="one of: " + ", ".join(METHODS)
        )
    times = np.ones(len(y)) if weight is None else weight
    events = float(times @ y)
    if method == "none" or events <= 0 or events >= times.sum():
        return Calibration(method="none", logits=STRAIGHT[0], risks=STRAIGHT[1])
    nothing = _loss(logit, y, times, 0.0, 1.0)
    shift, _ = _newton(logit, y, times, slope_free=False)
    moved = _loss(logit, y, times, shift, 1.0)
    line = _newton(logit, y, times, slope_free=True)
    tilted = _loss(logit, y, times, *line)
    corners, freedom, gain = STRAIGHT, 0.0, 0.0
    if method in ("auto", "curve"):
        corners, freedom, gain = fitted_curve(line[0] + line[1] * logit, y, times)
    p_shift, p_tilt = (_p(found, 1.0) for found in (nothing - moved, moved - tilted))
    p_bend = _p(gain, max(freedom, 1.0))
    chosen = method
    if method == "auto":
        missed, _, _ = calibration_error_without_chance(expit(line[0] + line[1] * logit), y)
        refused = (p_bend if missed > WORTH_A_CURVE else 1.0, p_tilt, p_shift, 0.0)
        steps = ("curve", "slope", "intercept", "none")
        chosen = next(step for step, p in zip(steps, refused, strict=True) if p < REFUSE_BELOW)
    intercept, slope = {"intercept": (shift, 1.0), "none": (0.0, 1.0)}.get(chosen, line)
    at, height = corners if chosen == "curve" else STRAIGHT
    return Calibration(
        method=chosen,  # type: ignore[arg-type]
        intercept=intercept,
        slope=slope,
        p_intercept=p_shift,
        p_slope=p_tilt,
        p_curve=p_bend,
        logits=at,
        risks=expit(height),
    )


def _p(gain: float, freedom: float) -> float:
    """Of a likelihood ratio test."""
    return float(chi2.sf(max(2 * gain, 0.0), freedom))


def _loss(logit: np.ndarray, y: np.ndarray, times: np.ndarray, intercept: float, slope: float) -> float:
    value = intercept + slope * logit
    return float(times @ (np.logaddexp(0.0, value) - y * value))


def _newton(logit: np.ndarray, y: np.ndarray, times: np.ndarray, *, slope_free: bool) -> tuple[float, float]:
    """Intercept and slope of the line; a step that raises the loss is halved."""
    intercept, slope = 0.0, 1.0
    middle = float(times @ logit / times.sum())
    centred = logit - middle
    for _ in range(50):
        risk = expit(intercept + slope * logit)
        bend = times * risk * (1 - risk) + 1e-12
        gap = times * (y - risk)
        if slope_free:
            square = np.array([[bend.sum(), bend @ centred], [bend @ centred, bend @ centred**2 + 1e-9]])
            step = np.linalg.solve(square, np.array([gap.sum(), gap @ centred]))
        else:
            step = np.array([gap.sum() / bend.sum(), 0.0])
        step = np.clip(step, -2, 2)
        lost = _loss(logit, y, times, intercept, slope)
        while np.abs(step).max() > 1e-12:
            there = intercept + step[0] - step[1] * middle, slope + step[1]
            if _loss(logit, y, times, *there) <= lost:
                break
            step /= 2
        if np.abs(step).max() <= 1e-12:
            break
        intercept, slope = there
    return float(intercept), float(slope)


def calibration_error(
    risk: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None, *, bins: int = 20
) -> float:
    """Expected calibration error: mean of |observed - estimated| over bins of equal numbers of rows.

    Parameters
    ----------
    risk : float array, 0-1
    y : array of 0/1, or the true probability
    weight : float array, optional
    bins : int

    Returns
    -------
    float
        Share, 0-1.

    Examples
    --------
    >>> calibration_error(np.array([0.25, 0.25, 0.25, 0.25]), np.array([1, 0, 0, 0]), bins=1)
    0.0
    """
    times = np.ones(len(risk)) if weight is None else weight
    gap = np.bincount(_places(risk, times, bins), weights=times * (np.asarray(y) - risk), minlength=bins)
    return float(np.abs(gap).sum() / times.sum())


def calibration_error_by_chance(risk: np.ndarray, *, bins: int = 20) -> tuple[float, float]:
    """Mean and standard deviation of the error that risks without any fault would show on as many rows.

    Outcomes fall around their risk, so an observed error is never nought; compare it with this. Sums of outcomes per bin
    are taken as normal.

    Parameters
    ----------
    risk : float array, 0-1
    bins : int

    Returns
    -------
    mean, spread : float
        Shares, 0-1.

    Examples
    --------
    >>> mean, spread = calibration_error_by_chance(np.full(10_000, 0.5), bins=1)
    >>> round(mean, 4)  # 0.005 * sqrt(2 / pi)
    0.004
    """
    places = _places(risk, np.ones(len(risk)), bins)
    variance = np.bincount(places, weights=risk * (1 - risk), minlength=bins) / len(risk) ** 2
    mean = np.sqrt(2 / np.pi) * np.sqrt(variance).sum()
    return float(mean), float(np.sqrt((1 - 2 / np.pi) * variance.sum()))


def calibration_error_without_chance(
    risk: np.ndarray, y: np.ndarray, *, bins: int = 20
) -> tuple[float, float, float]:
    """Root mean square error of calibration over bins, less what chance alone gives, with a 95 % interval.

    From the square of every bin's gap the variance of its outcomes is taken off (Kumar, Liang and Ma 2019; Broecker 2012),
    so that it tends to nought, not to what chance gives, where risks have no fault. It weighs large gaps more than
    :func:`calibration_error` and so lies above that error less its chance.

    Parameters
    ----------
    risk : float array, 0-1
    y : array of 0/1
    bins : int

    Returns
    -------
    value, low, high : float
        Shares, 0-1; nought where chance explains all.

    Examples
    --------
    >>> calibration_error_without_chance(np.full(10_000, 0.5), np.arange(10_000) % 2, bins=1)[0]
    0.0
    """
    places = _places(risk, np.ones(len(risk)), bins)
    size = np.maximum(np.bincount(places, minlength=bins), 1.0)
    gap = np.bincount(places, weights=np.asarray(y) - risk, minlength=bins) / size
    chance = np.bincount(places, weights=risk * (1 - risk), minlength=bins) / size**2
    share, fault = size / size.sum(), np.maximum(gap**2 - chance, 0.0)
    square = float(share @ (gap**2 - chance))
    spread = float(np.sqrt(share**2 @ (2 * chance**2 + 4 * chance * fault)))
    found = [max(square + sides * spread, 0.0) ** 0.5 for sides in (0.0, -Z95, Z95)]
    return found[0], found[1], found[2]


def _places(risk: np.ndarray, times: np.ndarray, bins: int) -> np.ndarray:
    """The bin of each row: equal numbers of rows, from low to high risk."""
    order = np.argsort(risk, kind="stable")
    below = np.cumsum(times[order])
    places = np.empty(len(risk), np.int64)
    places[order] = np.minimum((below - times[order] / 2) * bins / below[-1], bins - 1)
    return places
