"""Compiles the loops of models, audit and door on invented rows, while registers are still being read.

On a new machine that is half a minute of one processor which would else come after the rows, twice: both fits begin at
the same moment. Where the loops are there already it takes a second. Its numbers go nowhere.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from vroegsignalering.audit import Preregistration
from vroegsignalering.pipeline import explained, tables
from vroegsignalering.pipeline.fit import Fitted
from vroegsignalering.pipeline.jobs import Job
from vroegsignalering.pipeline.rows import EMPTY, ROLES, Kept, gathered, read_rows, write_rows
from vroegsignalering.pipeline.store import Store, code_of, key_of, libraries
from vroegsignalering.release import STANDARD, Plan, release
from vroegsignalering.risk.declared import ModelDeclaration, fit_declared
from vroegsignalering.risk.kernels import TABLE_FROM
from vroegsignalering.study import PARTS, Dataset, StudyDefinition

ROWS = {"train": TABLE_FROM, "calibrate": 2_000, "test": 2_000}
"""Enough to train on that columns are binned as those of a country are."""

BY = "sex"
BEST = "additive"


def compiling(store: Store, study: StudyDefinition) -> Job:
    """The stage, kept as others are; it does nothing that a result depends on."""
    key = key_of(code_of("risk", "audit", "release"), libraries())
    return Job(name="compiled", shown="compiled", key=key, store=store, write=partial(rehearse, study))


def rehearse(study: StudyDefinition, folder: Path) -> str:
    """Fit, audit, explain and release invented rows once, as a study does it."""
    with _few_rows(), TemporaryDirectory(dir=folder) as scratch:
        mode, path = study.primary_mode, Path(scratch) / "rows.arrow"
        write_rows(_invented(study), study, mode, Kept(), path)
        parts = {role: read_rows([path], role, truth=False) for role in ROLES}
        declared = ModelDeclaration.parse({})
        models = {
            one.id: fit_declared(parts["train"], parts["calibrate"], one, directions={"amount": "up"})
            for one in declared
        }
        fitted = Fitted(
            mode=mode, models=models, everyone=gathered(list(parts.values())),
            train=parts["train"], calibrate=parts["calibrate"], test=parts["test"],
        )  # fmt: skip
        tables.performances(fitted, 0.05, 64)
        tables.fairness(fitted, BEST, Preregistration(groups=(BY,), capacity=0.05), 64)
        explained.factors(fitted, BEST, (BY,))
        explained.decompositions(fitted, BEST)
        _hidden()
    return "loops of models, audit and door"


@contextmanager
def _few_rows() -> Iterator[None]:
    """What invented rows make a model say is no news."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _invented(study: StudyDefinition) -> Dataset:
    """A number and a word per row, one group, an outcome that goes together with the number."""
    rng, total = np.random.default_rng(0), sum(ROWS.values())
    years = study.years[study.primary_mode]
    amount, role = rng.normal(size=total).astype(np.float32), np.repeat(list(ROWS), list(ROWS.values()))
    return Dataset(
        X=pl.DataFrame({"amount": amount, "word": rng.choice(["a", "b", "c"], total)}),
        y=(rng.random(total) < 1 / (1 + np.exp(2 - amount))).astype(np.int8),
        groups=pl.DataFrame({BY: rng.choice(["a", "b"], total)}),
        cluster=np.arange(total, dtype=np.uint64),
        year=np.array([getattr(years, name)[0] for name in role], np.int32),
        part=np.array([PARTS.index(name) for name in role], np.int8),
        flow=EMPTY,
        outcomes=EMPTY,
    )


def _hidden() -> None:
    """A small table in which cells are hidden and need company."""
    counts = pl.DataFrame(
        {"a": ["x", "x", "y", "y", "z", "z"], "b": ["p", "q"] * 3, "n": [3, 90, 80, 70, 60, 50]}
    )
    release(
        counts,
        Plan(name="invented", dimensions=("a", "b"), count="n", across=("a", "b"), margins="published"),
        STANDARD,
    )
