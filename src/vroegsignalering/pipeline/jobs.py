"""Stages of a run that leave tables or models: kept in the store, done side by side, each said in one line.

A job knows the hash of all it depends on; one whose result is in the store is not done again, and that is said. Tables
here are results before protection: they lie where the registers lie, and pass the door later.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from vroegsignalering.outreach import PUBLICATION
from vroegsignalering.pipeline import plans, plans_beside, plans_country
from vroegsignalering.pipeline.progress import Stages
from vroegsignalering.pipeline.store import Store
from vroegsignalering.processes import in_processes
from vroegsignalering.release import Plan

Named = tuple[str, pl.DataFrame]
Planned = tuple[Plan, pl.DataFrame]
Made = tuple[list[Named], str]
"""Tables by name, and the line in which the stage says what it did."""

SAID = "said.json"

PLANS: dict[str, Plan] = {
    one.name: one
    for module in (plans, plans_beside, plans_country)
    for one in vars(module).values()
    if isinstance(one, Plan)
} | PUBLICATION
"""Every publication plan by the name of its table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """One stage.

    Parameters
    ----------
    name : str
        Among all stages of the run.
    shown : str
        Name that a reader sees.
    key : str
        Hash of all that the result depends on.
    store : Store
    write : callable
        Writes its files into the folder that it is given and returns the line that is said; it travels to a worker.
    after : tuple of str
        Names of the jobs whose files it reads.
    """

    name: str
    shown: str
    key: str
    store: Store
    write: Callable[[Path], str]
    after: tuple[str, ...] = ()

    def folder(self) -> Path:
        """Where its files stand, checked; made now when they are not there."""
        return self.store.once(self.name, self.key, partial(_write_said, self.write))

    def tables(self) -> list[Named]:
        """Tables of a job made by :func:`tables_job`."""
        paths = sorted(self.folder().glob("*.arrow"))
        return [(path.name.split(".")[1], pl.read_ipc(path)) for path in paths]


def tables_job(
    store: Store,
    name: str,
    key: str,
    make: Callable[[], Made],
    *,
    shown: str = "",
    after: tuple[str, ...] = (),
) -> Job:
    """A stage whose result is tables."""
    write = partial(_write_tables, make)
    return Job(name=name, shown=shown or name, key=key, store=store, write=write, after=after)


def do_jobs(jobs: Sequence[Job], workers: int, stages: Stages) -> None:
    """Do the jobs whose result is not there yet, side by side, and say one line for each.

    Parameters
    ----------
    jobs : sequence of Job
        Those that others need come before them.
    workers : int
    stages : Stages
    """
    missing = []
    for job in jobs:
        if job.store.has(job.name, job.key):
            stages.kept(job.shown)
        else:
            missing.append(job)
    waiting = list(missing)

    def done() -> None:
        step()
        for job in [one for one in waiting if one.store.is_there(one.name, one.key)]:
            waiting.remove(job)
            found = json.loads((job.folder() / SAID).read_text(encoding="utf-8"))
            stages.line(job.shown, found["said"], found["seconds"])

    needs = [[at for at, other in enumerate(missing) if other.name in job.after] for job in missing]
    with stages.bar("stages", len(missing)) as step:
        in_processes(_do, missing, workers, done, needs=needs)


def _do(job: Job) -> None:
    job.folder()


def planned(found: Iterable[Named]) -> list[Planned]:
    """Tables with their plans."""
    return [(PLANS[name], table) for name, table in found]


def _write_tables(make: Callable[[], Made], folder: Path) -> str:
    found, said = make()
    for at, (name, table) in enumerate(found):
        table.write_ipc(folder / f"{at:03d}.{name}.arrow")
    return said


def _write_said(write: Callable[[Path], str], folder: Path) -> None:
    begun = time.perf_counter()
    said = write(folder)
    content = {"said": said, "seconds": round(time.perf_counter() - begun, 1)}
    (folder / SAID).write_text(json.dumps(content), encoding="utf-8")
