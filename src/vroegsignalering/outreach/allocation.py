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

STAGES = ("approached", "reached", "accepted", "helped")


Line = tuple[int, int, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """Chances per cell.

    Parameters
    ----------
    chances : float array, (cells + 1) x 4
        Chance that a household of the cell is approached, reached, accepts, is helped (if in need); the last row is for
        households in no cell.
    lines : tuple of (cell, step, households, weeks)
    drawn : float
        Households approached by random draw.
    weeks : float
        Average waiting time of those approached.
    """

    chances: np.ndarray
    lines: tuple[Line, ...]
    drawn: float
    weeks: float


def allocate(plan: OutreachPlan, sizes: np.ndarray, n: float, capacity: float) -> Allocation:
    """The allocation of a plan over its cells.

    Parameters
    ----------
    plan : OutreachPlan
    sizes : float array
        Households per cell, highest expected rate first.
    n : float
        All households.
    capacity : float
        Households approached in all; doors grow or shrink alike.
    """
    total = min(capacity, n)
    drawn = total if plan.stopped else total * plan.random_arm
    own = sum(step.households(round(n)) for step in plan.steps)
    lines = _lines(plan.steps, sizes, total - drawn, n, total / own)
    by_cell = np.zeros((len(sizes) + 1, 4))
    for cell, step, households, _weeks in lines:
        by_cell[cell] += households / sizes[cell] * _rates(plan.steps[step])
    placed = sum(line[2] for line in lines)
    everyone = min((total - placed) / max(n - placed, 1.0), 1.0)
    chances = by_cell + (1 - by_cell[:, :1]) * everyone * _mixed(plan.steps, n)
    weeks = sum(line[2] * line[3] for line in lines) / placed if placed else _wait(plan.steps, total, n)
    return Allocation(chances=chances, lines=tuple(lines), drawn=total - placed, weeks=weeks)


def _lines(steps: tuple[Step, ...], sizes: np.ndarray, budget: float, n: float, scale: float) -> list[Line]:
    """Cell, step, households and weeks: cells in order fill the doors in order."""
    lines = []
    rooms = [step.households(round(n)) * scale for step in steps]
    shrink = budget / max(sum(rooms), 1e-9)
    step, room = 0, rooms[0] * shrink
    for cell, size in enumerate(sizes):
        left = size
        while left > 1e-9 and step < len(steps):
            took = min(left, room)
            if took > 0:
                before = rooms[step] * shrink - room
                lines.append((cell, step, took, (before + took / 2) / steps[step].per_week))
            left, room = left - took, room - took
            if room <= 1e-9:
                step += 1
                room = rooms[step] * shrink if step < len(steps) else 0.0
    return lines


def _rates(step: Step) -> np.ndarray:
    return np.cumprod([1.0, step.reached, step.accepted, step.helped])


def _mixed(steps: tuple[Step, ...], n: float) -> np.ndarray:
    size = np.array([step.households(round(n)) for step in steps])
    return np.asarray(np.average([_rates(step) for step in steps], axis=0, weights=size))


def _wait(steps: tuple[Step, ...], total: float, n: float) -> float:
    own = sum(step.households(round(n)) for step in steps)
    return sum((step.households(round(n)) / own) ** 2 * total / 2 / step.per_week for step in steps)


def through_doors(plan: OutreachPlan, chosen: np.ndarray) -> np.ndarray:
    """Chances of a baseline, n x 4: households approached with the chances ``chosen`` through the same mix of doors."""
    return np.asarray(chosen[:, None] * _mixed(plan.steps, len(chosen)))


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


def table(plan: OutreachPlan, found: Cells, made: Allocation) -> pl.DataFrame:
    """Who goes where: ``order, cell, channel, partner, non_digital, households, weeks``; no keys and no areas."""
    names = found.table["cell"].to_list()
    rows: list[tuple[object, ...]] = [
        (number + 1, names[cell], *_door(plan.steps[step]), round(households), weeks)
        for number, (cell, step, households, weeks) in enumerate(made.lines)
    ]
    rows.append((len(rows) + 1, "random_draw", *_door(plan.steps[0]), round(made.drawn), None))
    columns = {
        "order": pl.Int64, "cell": pl.String, "channel": pl.String, "partner": pl.String, "non_digital": pl.String,
        "households": pl.Int64, "weeks": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _door(step: Step) -> tuple[str, str, str]:
    return step.channel, step.partner, step.non_digital
