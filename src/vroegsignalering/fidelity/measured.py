"""Tidy measured values: shares, counts and quantiles with their simulation standard errors.

Each function takes a frame of units and gives rows ``year, group_dim, group, measure, achieved, se``, in the
units of the published tables (percent, thousands). Errors treat households as independent draws: persons of one
household are drawn together, so rows of persons name the household (``cluster``). Variances use the share of Agresti
and Coull (two successes and two failures more), so that a cell in which nobody was drawn has an error too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

SCHEMA = {
    "year": pl.String,
    "group_dim": pl.String,
    "group": pl.String,
    "measure": pl.String,
    "achieved": pl.Float64,
    "se": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where values belong: year, dimension, and the Netherlands' persons per person in the registers."""

    year: str
    group_dim: str
    scale: float


def _row(cells: Cells, group: str, measure: str, value: float, se: float) -> dict[str, object]:
    return {
        "year": cells.year,
        "group_dim": cells.group_dim,
        "group": group,
        "measure": measure,
        "achieved": value,
        "se": se,
    }


def rows(found: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Collected rows as a frame."""
    return pl.DataFrame(list(found), schema=SCHEMA)


def _masks(units: pl.DataFrame, wanted: dict[str, pl.Expr]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each condition as two arrays: holds, and is known."""
    each = (flag.alias(str(at)) for at, flag in enumerate(wanted.values()))
    row, *held = units.select(pl.int_range(pl.len()).alias("row"), *each)  # a constant holds for every row
    out = {}
    everywhere = np.ones(len(row), bool)
    for name, column in zip(wanted, held, strict=True):
        if column.null_count():
            out[name] = (column.fill_null(False).to_numpy(), column.is_not_null().to_numpy())
        else:
            out[name] = (column.to_numpy(), everywhere)
    return out


def _binomial(k: int, n: int) -> float:
    """Standard error of the share ``k / n`` of independent draws, by Agresti and Coull (1998)."""
    p = (k + 2) / (n + 4)
    return float(np.sqrt(p * (1 - p) / (n + 4)))


def _clusters(units: pl.DataFrame, cluster: str | None) -> np.ndarray | None:
    """A number per unit that says which household it belongs to."""
    return None if cluster is None else units[cluster].rank("dense").fill_null(0).to_numpy().astype(np.int64)


def _growth(held: np.ndarray, sizes: np.ndarray, n: int) -> float:
    """By how much the error of a share grows because whole households are drawn, never less than 1.

    From the household of each who is held, and all sizes: one sum of squares over households.
    """
    p = len(held) / n
    if p in (0.0, 1.0):
        return 1.0
    homes, together = np.unique(held, return_counts=True)
    squares = (together**2).sum() - 2 * p * (together * sizes[homes]).sum() + p**2 * (sizes**2).sum()
    return float(max(np.sqrt(squares / (n * p * (1 - p))), 1.0))


def shares(
    units: pl.DataFrame,
    cells: Cells,
    groups: dict[str, pl.Expr],
    flags: dict[str, pl.Expr],
    cluster: str | None = None,
) -> list[dict[str, object]]:
    """Percent of each group for which a flag holds, of those for whom it is known; empty groups are left out.

    ``cluster`` names the column of the household where units are persons.
    """
    if not units.height:
        return []
    home = _clusters(units, cluster)
    members, held = _masks(units, groups), _masks(units, flags)
    out = []
    for group, (inside, _) in members.items():
        for name, (flag, known) in held.items():
            at = inside & known
            n = int(np.count_nonzero(at))
            if n:
                with_flag = inside & flag
                k = int(np.count_nonzero(with_flag))
                design = 1.0 if home is None else _growth(home[with_flag], np.bincount(home[at]), n)
                out.append(_row(cells, group, name, 100 * k / n, 100 * design * _binomial(k, n)))
    return out


def counts(
    units: pl.DataFrame,
    cells: Cells,
    groups: dict[str, pl.Expr],
    measures: dict[str, tuple[pl.Expr, float]],
    cluster: str | None = None,
) -> list[dict[str, object]]:
    """Units per group for which a condition holds, raised to the Netherlands and divided by the second of the pair."""
    total = max(units.height, 1)
    home = _clusters(units, cluster)
    sizes = None if home is None else np.bincount(home)
    members = _masks(units, groups)
    held = _masks(units, {name: flag for name, (flag, _) in measures.items()})
    out = []
    for group, (inside, _) in members.items():
        for name, (flag, _) in held.items():
            held_here = inside & flag
            n = int(np.count_nonzero(held_here))
            factor = cells.scale / measures[name][1]
            growth = 1.0 if home is None or sizes is None else _growth(home[held_here], sizes, total)
            spread = total * _binomial(n, total) * growth
            out.append(_row(cells, group, name, n * factor, factor * spread))
    return out


def quantile(
    values: np.ndarray, at: float, cells: Cells, group: str, measure: str, unit: float
) -> dict[str, object]:
    """A quantile with the error that follows from the binomial spread of its rank."""
    values = np.sort(values[np.isfinite(values)])
    n = len(values)
    spread = np.sqrt(at * (1 - at) / max(n, 1))
    low, mid, high = (
        np.quantile(values, np.clip([at - spread, at, at + spread], 0, 1)) if n else (np.nan,) * 3
    )
    return _row(cells, group, measure, float(mid) / unit, float(high - low) / 2 / unit)


def mean(values: np.ndarray, cells: Cells, group: str, measure: str, unit: float) -> dict[str, object]:
    """A mean with its standard error."""
    return _row(
        cells,
        group,
        measure,
        float(values.mean()) / unit,
        float(values.std() / np.sqrt(max(len(values), 1))) / unit,
    )
