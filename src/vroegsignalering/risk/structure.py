"""Structure: what changes when a group gets its own level and its own returns on the same shapes.

Each group's logit becomes ``level + sum of return x term``; level and returns are drawn to the common model (0 and 1)
by a weak prior, so that small groups keep the common one. Fitted on a fixed sample of rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from vroegsignalering.risk.gap_kernels import returns_shares, returns_step
from vroegsignalering.risk.kernels import in_blocks
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.tables import TableRiskModel

MOST_ROWS = 400_000
RETURN_SPREAD, LEVEL_SPREAD = 0.3, 1.0
ROUNDS = 12


@threadpool_limits.wrap(limits=1, user_api="blas")
def structure_sums(
    model: RiskModel,
    X: Any,
    y: np.ndarray,
    places: np.ndarray,
    groups: int,
    *,
    codes: np.ndarray | None,
    seed: int,
) -> np.ndarray:
    """Mean share points that own returns (per term) and own level (last) add in each group, and their errors.

    Returns
    -------
    array, 2 x groups x (terms + 1)
    """
    rows = np.arange(len(y))
    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.default_rng([seed, 3]).choice(len(y), MOST_ROWS, replace=False))
    if isinstance(model, TableRiskModel):
        found, tables = (model.codes(X) if codes is None else codes), model.tables_
    else:
        found, tables = np.empty((0, len(y)), np.uint8), np.ascontiguousarray(model.contributions(X))
    corners = model.corners
    returns, errors = _own_returns(found, tables, model.intercept_, corners, y, places, groups, rows)
    parts = in_blocks(
        lambda start, stop: returns_shares(
            found, tables, model.intercept_, corners, places, returns, rows, start, stop
        ),
        len(rows),
    )
    number = np.maximum(np.bincount(places[rows], minlength=groups), 1)[:, None]
    values, slopes = sum(parts) / number
    return np.stack([values, np.abs(slopes) * errors])


def _own_returns(
    codes: np.ndarray,
    tables: np.ndarray,
    intercept: float,
    corners: np.ndarray,
    y: np.ndarray,
    places: np.ndarray,
    groups: int,
    rows: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns per term, then level, of each group, and their standard errors."""
    terms = codes.shape[0] or tables.shape[1]
    common = np.append(np.ones(terms), 0.0)
    prior = np.append(np.full(terms, RETURN_SPREAD**-2), LEVEL_SPREAD**-2)
    returns = np.tile(common, (groups, 1))
    inverse = np.zeros((groups, terms + 1, terms + 1))
    for _ in range(ROUNDS):
        parts = in_blocks(
            lambda start, stop, now=returns: returns_step(  # type: ignore[misc]
                codes, tables, intercept, corners, places, y, now, rows, start, stop
            ),
            len(rows),
        )
        gradient, lower = (sum(part[p] for part in parts) for p in range(2))
        bend = lower + np.tril(lower, -1).transpose(0, 2, 1) + np.diag(prior)
        inverse = np.linalg.inv(bend)
        step = np.einsum("gab,gb->ga", inverse, gradient - prior * (returns - common))
        returns = returns + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-8:
            break
    return returns, np.sqrt(np.einsum("gaa->ga", inverse))
