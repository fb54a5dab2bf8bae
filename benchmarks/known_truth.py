"""Households whose true risk is known: thirty mixed columns, an additive logit, three rows in a hundred with the outcome.

Twelve numbers that matter (straight, bent, stepped, humped), eight that do not, four yes/no, six lists of words; all tied
together by three hidden circumstances, so that columns go together as they do in registers. Only numpy: peers in
another environment read the same rows.
"""

from __future__ import annotations

import numpy as np

LEVELS = (5, 8, 12, 5, 10, 40)
NUMBERS = tuple(f"number_{j:02d}" for j in range(20))
YES_NO = tuple(f"yes_no_{j}" for j in range(4))
WORDS = tuple(f"words_{j}" for j in range(6))
COLUMNS = NUMBERS + YES_NO + WORDS
FIRST_WORDS = 24
DIRECTIONS = {
    "number_00": "down", "number_01": "down", "number_02": "down", "number_03": "up", "number_04": "up",
    "number_08": "down", "number_09": "up", "yes_no_0": "up", "yes_no_1": "up", "yes_no_2": "down",
}  # fmt: skip
INTERCEPT = -5.6


def true_shapes(X: np.ndarray) -> np.ndarray:
    """What each column adds to the true log-odds, rows x 30."""
    f = np.zeros(X.shape, np.float32)
    f[:, 0] = -1.1 * np.log1p(np.exp(1.5 * X[:, 0])) + 1.1
    f[:, 1] = -0.7 * np.tanh(X[:, 1])
    f[:, 2] = -0.5 * X[:, 2]
    f[:, 3] = 0.9 * (X[:, 3] > 1.0)
    f[:, 4] = 0.35 * np.maximum(X[:, 4], 0) ** 1.5
    f[:, 5] = 0.30 * X[:, 5] ** 2 - 0.3
    f[:, 6] = 0.4 * np.sin(2 * X[:, 6])
    f[:, 7] = 0.5 * np.exp(-((X[:, 7] - 1) ** 2) / 0.1)
    f[:, 8] = -0.25 * X[:, 8]
    f[:, 9] = 0.6 / (1 + np.exp(-4 * (X[:, 9] - 0.5)))
    f[:, 10] = 0.2 * np.abs(X[:, 10])
    f[:, 11] = -0.3 * (np.abs(X[:, 11]) < 0.5)
    for j, effect in zip(range(20, 24), (0.8, 0.4, -0.5, 0.0), strict=True):
        f[:, j] = effect * X[:, j]
    draw = np.random.default_rng(77)
    for j, levels, spread in zip(range(24, 30), LEVELS, (0.5, 0.4, 0.3, 0.0, 0.3, 0.25), strict=True):
        f[:, j] = (draw.normal(size=levels) * spread).astype(np.float32)[X[:, j].astype(np.int64)]
    return f


def households(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns (float32, words as codes), outcome (int8) and true risk (float32)."""
    draw = np.random.default_rng(seed)
    hidden = draw.normal(size=(rows, 3)).astype(np.float32)
    load = np.random.default_rng(5).normal(size=(3, 20)).astype(np.float32) * 0.35
    X = np.empty((rows, 30), np.float32)
    X[:, :20] = hidden @ load
    for j in range(20):
        own = np.float32(np.sqrt(max(0.3, 1 - (load[:, j] ** 2).sum())))
        X[:, j] += draw.standard_normal(rows, dtype=np.float32) * own
    for j in range(20, 24):
        X[:, j] = draw.random(rows) < 0.15 + 0.1 * (hidden[:, j % 3] > 0.5)
    for j, levels in zip(range(24, 30), LEVELS, strict=True):
        mass = np.arange(levels, 0, -1) ** 1.2
        X[:, j] = np.minimum(np.searchsorted(np.cumsum(mass / mass.sum()), draw.random(rows)), levels - 1)
    truth = 1 / (1 + np.exp(-(true_shapes(X).sum(axis=1) + INTERCEPT)))
    return X, (draw.random(rows) < truth).astype(np.int8), truth.astype(np.float32)


def expected_auc(score: np.ndarray, truth: np.ndarray) -> float:
    """AUC without the noise of outcomes: each row counts as an outcome by its true risk."""
    order = np.argsort(score, kind="stable")
    risk = truth[order].astype(float)
    below = np.cumsum(1 - risk) - (1 - risk) / 2
    return float((risk * below).sum() / (risk.sum() * (1 - risk).sum()))
