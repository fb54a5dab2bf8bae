"""Tables about offers of help: plans judged before use, ways out of low income, and the proving ground of the audit.

Plans run on synthetic registers only; from data of real persons there are none. A plan for one municipality
is judged on all households here, as if every municipality had it; ``vroeg plan`` judges it on its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from vroegsignalering.outreach import evidence_tables, read_plan, run_plans, ways_out
from vroegsignalering.pipeline.dates import with_days
from vroegsignalering.pipeline.fit import Fitted
from vroegsignalering.pipeline.jobs import Named
from vroegsignalering.proving import prove
from vroegsignalering.registers import Registers
from vroegsignalering.vocabulary import DataStatus, Transition

WAYS_OUT_BY = ("household_type", "age_band")


def plan_tables(folder: Path, registers: Registers, today: date) -> list[Named]:
    """Evaluations of the study's plans; none on registers of real persons."""
    if registers.provenance.status is not DataStatus.SYNTHETIC:
        return []
    plans = [read_plan(file, today=today) for file in sorted((folder / "plans").glob("*.toml"))]
    if not plans:
        return []
    found = evidence_tables(run_plans(registers, plans, everywhere=True))
    years = [plan.year for plan in plans]
    first, last = date(min(years), 12, 31), date(max(years), 12, 31)
    return [(name, with_days(table, first, last)) for name, table in found.items()]


def way_out_table(fitted: Callable[[], Fitted], transition: Transition) -> list[Named]:
    """Circumstances that go together with getting above the line, in a study of exit; nothing in another."""
    if transition is not Transition.EXIT:
        return []
    data = fitted().everyone
    last = data.where(data.year == np.max(data.year))
    return [("ways_out", ways_out(last.X, last.y, last.groups, WAYS_OUT_BY))]


def proving_table(replicates: int) -> pl.DataFrame:
    """Power and false alarms of the audit on planted faults; invented worlds, no person behind them.

    Every fault at 200 people in need per group, and the single contrast at 600 too: about a minute per 100 worlds.
    """
    every = prove(replicates=replicates, sizes=(0.10,), group_sizes=(200,))
    large = prove(replicates=replicates, faults=("single_contrast",), sizes=(0.10,), group_sizes=(600,))
    found = pl.concat([every, large]).sort("fault", "size", "n_group", "metric")
    return found.with_columns(n=pl.col("replicates"))
