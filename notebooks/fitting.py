"""One quick fit for the notebooks that look at a model: four years of a declared study, one declared kind of model.

The steps are those of the pipeline; notebook 07 writes them out.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import polars as pl

from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.fit import Fitted, directions
from vroegsignalering.pipeline.shard_pass import WANTED
from vroegsignalering.registers import Registers
from vroegsignalering.registers.shards import held, numbered
from vroegsignalering.risk import ModelDeclaration, SeparationWarning, fit_declared
from vroegsignalering.risk.declared import Kind
from vroegsignalering.study import assemble
from vroegsignalering.synthesis.practice import practice_registers

TRAIN, CALIBRATE, TEST = (2019, 2020), (2021,), (2022,)
OPTIONS = {"logistic": {"ridge": 1.0}}
"""A small country has few rows per slope: a weak ridge lets the steps come to rest; the studies themselves have none."""


def practice_in_memory() -> Registers:
    """The practice registers, decoded once for all years; files that ``VS_REGISTERS`` names may be large and stay on disk."""
    opened = Registers.open(practice_registers())
    return opened if os.environ.get("VS_REGISTERS") else held(opened, WANTED)


def practice_fit(study: str, kind: Kind, *, truth: pl.LazyFrame | None = None) -> Fitted:
    """Fit one kind of model on the practice registers, on train people and years only.

    Parameters
    ----------
    study : str
        A folder in ``models/``: ``entry``, ``exit``.
    kind : {"additive", "logistic", "scorecard"}
    truth : polars.LazyFrame, optional
        True probabilities, kept beside the rows; the fit does not see them.
    """
    definition = Manifest.read(Path(__file__).parents[1] / "models" / study).study
    registers, mode = practice_in_memory(), definition.primary_mode
    if truth is not None and registers.numbers:
        truth = numbered(truth.collect()).lazy()
    data = assemble(registers, definition, (*TRAIN, *CALIBRATE, *TEST), mode, truth=truth)
    train, calibrate = data.of("train", TRAIN), data.of("calibrate", CALIBRATE)
    declared = ModelDeclaration(id=kind, kind=kind, options=OPTIONS.get(kind, {}), seed=definition.seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SeparationWarning)  # a small country holds some rare values
        model = fit_declared(train, calibrate, declared, directions=directions(definition))
    test = data.of("test", TEST)
    return Fitted(mode=mode, models={kind: model}, everyone=data, train=train, calibrate=calibrate, test=test)
