"""The proving ground: many worlds, a fault in each, the audit run blind, and how often it noticed.

*Noticed* has one meaning: the Holm-adjusted interval of a gap of the planted attribute excludes zero. Replicates are
spread over processes; each has a seed of its own, so the answer does not depend on how many processes there are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import polars as pl

from vroegsignalering.audit import ChainRules, Preregistration, audit, chain_counts
from vroegsignalering.audit.intervals import Z_95, wilson
from vroegsignalering.errors import UsageError
from vroegsignalering.proving.coverage import interval_coverage
from vroegsignalering.proving.faults import FAULTS, Fault
from vroegsignalering.proving.worlds import CAPACITY, STEPS, World, step_counts, world

SIZES = (0.05, 0.10, 0.20)
"""Sizes of planted gaps, share points."""
GROUP_SIZES = (100, 200, 600)
"""People in need per group; a tenth of a group is in need (decision 0144)."""
_CHUNK = 25


@dataclass(frozen=True, slots=True)
class _Task:
    """Some replicates of one fault, size and group size."""

    fault: str
    size: float
    in_need: int
    start: int
    stop: int
    seed: int


def prove(
    *,
    replicates: int = 200,
    faults: Sequence[str] = tuple(FAULTS),
    sizes: Sequence[float] = SIZES,
    group_sizes: Sequence[int] = GROUP_SIZES,
    seed: int = 1,
    workers: int | None = None,
    intervals: bool = True,
) -> pl.DataFrame:
    """Power and false alarms of the audit, and coverage of its intervals.

    Parameters
    ----------
    replicates : int
        Worlds per fault, size and group size.
    faults : sequence of str
        Names in :data:`FAULTS`.
    sizes : sequence of float
        Sizes of faults, on the scale that each fault names.
    group_sizes : sequence of int
        People in need in each group.
    workers : int, optional
        Processes; all processors when absent, 1 stays in this process.
    seed : int
        Start of every draw.
    intervals : bool
        Whether coverage of intervals is measured too, beside the fault ``none``.

    Returns
    -------
    DataFrame ``fault, size, n_group, metric, value, low, high, replicates``
        ``metric`` is ``power``, ``false_alarm``, ``coverage_cluster`` or ``coverage_row`` (share of 95 % intervals that
        hold the truth, with and without the household as the unit of chance).

    Raises
    ------
    UsageError
        No such fault, or fewer than one replicate.

    Examples
    --------
    >>> prove(replicates=4, faults=("none",), group_sizes=(50,), workers=1)["metric"].to_list()[0]
    'false_alarm'
    """
    if replicates < 1:
        raise UsageError("fewer than one replicate", found=str(replicates), mend="--replicates 200")
    for name in faults:
        if name not in FAULTS:
            raise UsageError(f"no fault {name!r}", mend="one of: " + ", ".join(FAULTS))
    tasks = _tasks(replicates, faults, sizes, group_sizes, seed)
    noticed = _run(tasks, workers)
    rows: dict[tuple[str, float, int], int] = {}
    for task, count in zip(tasks, noticed, strict=True):
        key = (task.fault, task.size, task.in_need)
        rows[key] = rows.get(key, 0) + count
    table = _table(rows, replicates)
    if intervals and "none" in faults:
        table = pl.concat([table, interval_coverage(replicates=replicates, seed=seed)])
    return table


def _tasks(
    replicates: int, faults: Sequence[str], sizes: Sequence[float], group_sizes: Sequence[int], seed: int
) -> list[_Task]:
    return [
        _Task(name, size, in_need, start, min(start + _CHUNK, replicates), seed)
        for name in faults
        for size in (sizes if FAULTS[name].size_of else (0.0,))
        for in_need in group_sizes
        for start in range(0, replicates, _CHUNK)
    ]


def _run(tasks: list[_Task], workers: int | None) -> list[int]:
    processes = workers or os.cpu_count() or 1
    if processes == 1:
        return [_noticed(task) for task in tasks]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_noticed, tasks))


def _noticed(task: _Task) -> int:
    fault = FAULTS[task.fault]
    place = list(FAULTS).index(task.fault)
    count = 0
    for replicate in range(task.start, task.stop):
        rng = np.random.default_rng([task.seed, place, round(task.size * 1e6), task.in_need, replicate])
        planted = fault.plant(world(task.in_need, rng), task.size, rng)
        count += notices(planted, fault, seed=replicate + 1)
    return count


def notices(planted: World, fault: Fault, *, seed: int) -> bool:
    """Whether the audit notices: any gap of any group whose Holm-adjusted interval excludes zero."""
    if fault.surface == "cases":
        rules = ChainRules(replicates=8, seed=seed)
        gaps = chain_counts(step_counts(planted.cases), steps=STEPS, rules=rules)
        low, high = gaps["difference_low"], gaps["difference_high"]
    else:
        registered = Preregistration(
            groups=("group", "area") if len(fault.main) > 1 else ("group",),
            metrics=fault.main,
            main=fault.main,
            capacity=CAPACITY,
        )
        table = audit(planted.scores, registered, replicates=256, seed=seed)
        low, high = table["holm_low"], table["holm_high"]
    return bool(((low > 0) | (high < 0)).any())


def _table(rows: dict[tuple[str, float, int], int], replicates: int) -> pl.DataFrame:
    share = np.array(list(rows.values())) / replicates
    low, high = wilson(share, np.full(share.shape, float(replicates)), Z_95)
    return pl.DataFrame(
        {
            "fault": [fault for fault, _, _ in rows],
            "size": [size for _, size, _ in rows],
            "n_group": [in_need for _, _, in_need in rows],
            "metric": ["power" if FAULTS[fault].size_of else "false_alarm" for fault, _, _ in rows],
            "value": share,
            "low": low,
            "high": high,
            "replicates": [replicates] * len(rows),
        },
        schema_overrides={"n_group": pl.Int64, "replicates": pl.Int64},
    )
