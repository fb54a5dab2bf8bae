"""What is left of the error of calibration when chance is taken off, beside what ``tables`` says of it.

On the test people and year, and on test people in the year of calibration, whom the model knows as little as what it was
calibrated on. Counted as all of ``performance``; nothing here is public yet.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.pipeline.fit import Fitted, risk_of
from vroegsignalering.risk import calibration_error_without_chance
from vroegsignalering.study import Dataset


def without_chance(fitted: Fitted) -> pl.DataFrame:
    """Rows of ``performance``: error of calibration less what chance gives, of each model, with a 95 % interval."""
    held, rows = fitted.held_out, []
    for name, model in fitted.models.items():
        rows.append(_row(name, "test", fitted.risk(name), fitted.test))
        if len(held):
            rows.append(_row(name, "held_out", risk_of(model, held.X), held))
    return pl.DataFrame(rows).with_columns(mode=pl.lit(fitted.mode.value))


def _row(model: str, split: str, risk: np.ndarray, data: Dataset) -> dict[str, str | float]:
    value, low, high = calibration_error_without_chance(risk, data.y)
    return {
        "model": model,
        "split": split,
        "metric": "ece_without_chance",
        "value": value,
        "low": low,
        "high": high,
        "n": float(len(data)),
        "n_outcome": float(data.y.sum()),
        "status": "ok",
        "times": 1.0,
    }
