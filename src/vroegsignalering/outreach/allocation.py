"""Who is approached under a plan or a baseline, as chances per household: cells in order, doors in order, a random arm.

Within a cell nobody goes before another: who is approached is drawn. A plan that has been stopped approaches by
random draw alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vroegsignalering.outreach.cells import Cells
from vroegsignalering.outreach.plan import OutreachPlan, Step

STAGES = ("approached", "reached", "accepted", "helped", "by_cell", "weeks")
"""Chances that a household is approached, reached, accepts, is helped (if in need), is approached because of its cell,
and the weeks that this takes (zero when it is not)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Chances per cell, of one population or of each of many (replicates come first in the shape).

    Parameters
    ----------
    chances : float array, (..., cells + 1, 6)
        Per stage of :data:`STAGES`; the last row is for households in no cell.
    placed : float array, (..., cells, steps)
        Households of each cell that go through each door.
    weeks : float array, (..., cells, steps)
        Weeks that these wait on average.
    drawn : float array, (...)
        Households approached by random draw.
    """

    chances: np.ndarray
    placed: np.ndarray
    weeks: np.ndarray
    drawn: np.ndarray


def allocate(
    plan: OutreachPlan, sizes: np.ndarray, n: np.ndarray | float, capacity: np.ndarray | float
) -> Allocation:
    """The allocation of a plan over its cells, in one population or in many at once.

    Cells and doors are two rods of households laid beside each other: where they overlap, that cell goes through that door.

    Parameters
    ----------
    plan : OutreachPlan
    sizes : float array, (..., cells)
        Households per cell, highest expected rate first.
    n : float or float array, (...)
        All households.
    capacity : float or float array, (...)
        Households approached in all; doors grow or shrink alike.
    """
    n = np.asarray(n, float)
    total = np.minimum(np.asarray(capacity, float), n)
    share = door_shares(plan, float(np.mean(n)))
    arm = 1.0 if plan.stopped else plan.random_arm
    rooms = ((1 - arm) * total)[..., None] * share
    placed, weeks = _overlap(plan.steps, sizes, rooms, share, total)
    rates = np.stack([_rates(step) for step in plan.steps])
    of_cell = placed / np.maximum(sizes, 1e-12)[..., None]
    by_cell = _with_none(of_cell @ rates)
    met = placed.sum(axis=(-1, -2))
    everyone = np.clip((total - met) / np.maximum(n - met, 1.0), 0, 1)[..., None, None]
    stages = by_cell + (1 - by_cell[..., :1]) * everyone * (share @ rates)
    waited = _with_none((of_cell * weeks).sum(axis=-1, keepdims=True))
    chances = np.concatenate([stages, by_cell[..., :1], waited], axis=-1)
    return Allocation(chances=chances, placed=placed, weeks=weeks, drawn=total - met)


def door_shares(plan: OutreachPlan, n: float) -> np.ndarray:
    """Share of the capacity that each door has."""
    size = np.array([step.households(round(n)) for step in plan.steps])
    return np.asarray(size / size.sum())


def _with_none(of_cells: np.ndarray) -> np.ndarray:
    """A row of zeros added for households in no cell."""
    return np.concatenate([of_cells, np.zeros((*of_cells.shape[:-2], 1, of_cells.shape[-1]))], axis=-2)


def _overlap(
    steps: tuple[Step, ...], sizes: np.ndarray, rooms: np.ndarray, share: np.ndarray, total: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Households of each cell through each door, and the weeks until they are half done."""
    ends, closes = np.cumsum(sizes, axis=-1)[..., :, None], np.cumsum(rooms, axis=-1)[..., None, :]
    first = np.maximum(ends - sizes[..., :, None], closes - rooms[..., None, :])
    placed = np.clip(np.minimum(ends, closes) - first, 0, None)
    before = np.clip(first - (closes - rooms[..., None, :]), 0, None)
    pace = np.array([step.per_week for step in steps])
    return placed, np.where(placed > 0, (before + placed / 2) / pace, 0.0)


def _rates(step: Step) -> np.ndarray:
    return np.cumprod([1.0, step.reached, step.accepted, step.helped])


def through_doors(plan: OutreachPlan, chosen: np.ndarray) -> np.ndarray:
    """Chances of a baseline, n x 4: households approached with the chances ``chosen`` through the same mix of doors."""
    mixed = door_shares(plan, len(chosen)) @ np.stack([_rates(step) for step in plan.steps])
    return np.asarray(chosen[:, None] * mixed)


def weeks_of(plan: OutreachPlan, households: float, n: float) -> float:
    """Average weeks that households wait who are approached without any order, through all doors at once."""
    share, pace = door_shares(plan, n), np.array([step.per_week for step in plan.steps])
    return float(share @ (households * share / pace / 2))


def fill(score: np.ndarray, capacity: float) -> np.ndarray:
    """Chances when groups of equal score are approached from high to low until the capacity is used; ties are drawn.

    Examples
    --------
    >>> fill(np.array([0.3, 0.1, 0.3, 0.1]), 3.0).tolist()
    [1.0, 0.5, 1.0, 0.5]
    """
    levels, place, sizes = np.unique(-score, return_inverse=True, return_counts=True)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    share = np.clip((capacity - before) / sizes, 0, 1)
    return np.asarray(share[place] if len(levels) else np.zeros(len(score)))


def table(plan: OutreachPlan, found: Cells, made: Allocation, n: float) -> pl.DataFrame:
    """Who goes where: ``order, cell, channel, partner, non_digital, households, weeks``; no keys and no areas.

    The draw goes through all doors alike.
    """
    names = found.table["cell"].to_list()
    rows: list[tuple[object, ...]] = []
    for cell, step in np.argwhere(made.placed > 0):
        households, weeks = float(made.placed[cell, step]), float(made.weeks[cell, step])
        rows.append((len(rows) + 1, names[cell], *_door(plan.steps[step]), round(households), weeks))
    for step, share in zip(plan.steps, door_shares(plan, n), strict=True):
        rows.append(
            (len(rows) + 1, "random_draw", *_door(step), round(float(made.drawn) * float(share)), None)
        )
    columns = {
        "order": pl.Int64, "cell": pl.String, "channel": pl.String, "partner": pl.String, "non_digital": pl.String,
        "households": pl.Int64, "weeks": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _door(step: Step) -> tuple[str, str, str]:
    return step.channel, step.partner, step.non_digital
