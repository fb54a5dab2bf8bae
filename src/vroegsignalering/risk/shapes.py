"""Effects of binned terms as a tidy frame for readers, and as numbers for ``parameters.json``.

Rows of ``effects``: ``feature, from, to, level, effect, low, high, n``. A bin holds ``from <= x < to`` (whole numbers:
both ends included; an open end is null); words, yes/no, missing, other and pairs are said in ``level``. Bins with few
rows can be joined with their neighbours, since a model's shapes are outputs too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.kernels import PLACES

MISSING, OTHER = "missing", "other"
SCHEMA = {
    "feature": pl.String,
    "from": pl.Float64,
    "to": pl.Float64,
    "level": pl.String,
    "effect": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Float64,
}
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One term's table: effect and standard error, rows and outcomes per place (arrays of one length)."""

    feature: str
    effect: np.ndarray
    error: np.ndarray
    rows: np.ndarray
    outcomes: np.ndarray
    places: np.ndarray = field(default_factory=lambda: np.arange(PLACES))
    """Of a joined shape: an old code for each new one."""


def effects_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Tidy frame of effect rows, also of none."""
    return pl.DataFrame(rows, schema=SCHEMA)


def effect_rows(bins: Bins, shape: Shape, *, min_rows: float, same: bool = False) -> list[dict[str, Any]]:
    """Rows of one feature; with ``same``, neighbours of equal effect are one row."""
    if bins.kind == "levels":
        said = [_row(bins.name, shape, [b], level=level) for b, level in enumerate(bins.levels)]
        rare = [b for b in range(bins.size) if _few(shape, [b], min_rows)]
        said = [row for b, row in enumerate(said) if b not in rare]
        apart = [bins.size + 1] if shape.rows[bins.size + 1] > 0 else []
        if rare or apart:
            said.append(_row(bins.name, shape, rare + apart, level=OTHER))
    else:
        runs = _equal_runs(shape, bins.size) if same else _runs(shape, bins.size, min_rows)
        said = [_ordered_row(bins, shape, run) for run in runs if shape.rows[run].sum() > 0]
    if shape.rows[bins.size] > 0:
        said.append(_row(bins.name, shape, [bins.size], level=MISSING))
    return said


def joined_bins(bins: Bins, shape: Shape, min_rows: float) -> tuple[Bins, Shape]:
    """Bins of at least ``min_rows`` rows, outcomes and non-outcomes, and the shape over them."""
    other = [bins.size + 1]
    if bins.kind == "levels":
        rare = [b for b in range(bins.size) if _few(shape, [b], min_rows)]
        runs = [[b] for b in range(bins.size) if b not in rare]
        levels, cuts, other = tuple(bins.levels[b] for (b,) in runs), bins.cuts, rare + other
    else:
        runs = _runs(shape, bins.size, min_rows)
        levels, cuts = (), bins.cuts[[run[0] - 1 for run in runs[1:]]]
    missing = [bins.size]
    held = [*runs, missing, other]
    summed = [[values[run].sum() for run in held] for values in (shape.rows, shape.outcomes)]
    means = [[_mean(values, shape.rows, run) for run in held] for values in (shape.effect, shape.error)]
    few = [run in (missing, other) and _few(shape, run, min_rows) for run in held]
    arrays = [
        np.pad(np.where(few, 0.0, np.array(part)), (0, PLACES - len(held))) for part in (*means, *summed)
    ]
    effect, error, rows, outcomes = arrays
    places = np.pad(np.array([run[0] for run in held]), (0, PLACES - len(held)), mode="edge")
    joined = Shape(
        feature=shape.feature, effect=effect, error=error, rows=rows, outcomes=outcomes, places=places
    )
    return replace(bins, cuts=cuts, levels=levels), joined


def _mean(values: np.ndarray, rows: np.ndarray, run: list[int]) -> float:
    mass = rows[run]
    return float(values[run] @ mass / mass.sum()) if mass.sum() > 0 else float(values[run].mean())


def _few(shape: Shape, places: list[int], min_rows: float) -> bool:
    rows, outcomes = shape.rows[places].sum(), shape.outcomes[places].sum()
    return bool(min(rows, outcomes, rows - outcomes) < min_rows) if min_rows else False


def _equal_runs(shape: Shape, size: int) -> list[list[int]]:
    """Neighbouring bins of the same effect."""
    breaks = np.flatnonzero(np.diff(shape.effect[:size]) != 0) + 1
    return [part.tolist() for part in np.split(np.arange(size), breaks)]


def _runs(shape: Shape, size: int, min_rows: float) -> list[list[int]]:
    """Neighbouring bins joined until rows, outcomes and non-outcomes all reach ``min_rows``; empty bins join too."""
    runs: list[list[int]] = []
    run: list[int] = []
    for place in range(size):
        run.append(place)
        if shape.rows[run].sum() > 0 and not _few(shape, run, min_rows):
            runs.append(run)
            run = []
    if run and runs:
        runs[-1] += run
    elif run:
        runs.append(run)
    return runs


def _ordered_row(bins: Bins, shape: Shape, run: list[int]) -> dict[str, Any]:
    low = None if run[0] == 0 else float(bins.cuts[run[0] - 1])
    high = None if run[-1] == bins.size - 1 else float(bins.cuts[run[-1]])
    if bins.scale == "yes_no" and bins.size == 2 and len(run) == 1:
        return _row(bins.name, shape, run, level=("no", "yes")[run[0]])
    if bins.scale == "whole":
        low = None if low is None else float(np.ceil(low))
        high = None if high is None else float(np.ceil(high) - 1)
    return _row(bins.name, shape, run, low=low, high=high)


def _row(
    feature: str,
    shape: Shape,
    places: list[int],
    *,
    low: float | None = None,
    high: float | None = None,
    level: str | None = None,
) -> dict[str, Any]:
    mass = shape.rows[places]
    share = mass / mass.sum() if mass.sum() > 0 else np.full(len(places), 1 / len(places))
    effect, error = float(shape.effect[places] @ share), float(shape.error[places] @ share)
    return {
        "feature": feature,
        "from": low,
        "to": high,
        "level": level,
        "effect": effect,
        "low": effect - Z95 * error,
        "high": effect + Z95 * error,
        "n": float(mass.sum()),
    }


def shape_numbers(bins: Bins, shape: Shape) -> dict[str, Any]:
    """A feature's term as JSON-able numbers."""
    return {
        "feature": bins.name,
        "kind": bins.kind,
        "scale": bins.scale,
        "cuts": bins.cuts.tolist(),
        "levels": list(bins.levels),
        **arrays_of(shape, bins.size + 2),
    }


def arrays_of(shape: Shape, places: int) -> dict[str, list[float]]:
    """The first places of a shape, missing and other among them."""
    return {name: getattr(shape, name)[:places].tolist() for name in ("effect", "error", "rows", "outcomes")}


def bins_from(numbers: dict[str, Any]) -> Bins:
    """The bins of :func:`shape_numbers`."""
    return Bins(
        name=numbers["feature"],
        kind=numbers["kind"],
        scale=numbers["scale"],
        cuts=np.array(numbers["cuts"], dtype=float),
        levels=tuple(numbers["levels"]),
    )
