"""Fits the declared models of a study in both information modes and scores the people held out.

The test year is opened once, after the preregistration was sealed. Risks stay in memory; what leaves is aggregated
elsewhere and goes through the door.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from vroegsignalering.audit import Scores
from vroegsignalering.registers import Registers
from vroegsignalering.risk import RiskModel
from vroegsignalering.risk.declared import ModelDeclaration, fit_declared, refuse_unknowable
from vroegsignalering.study import FEATURES, STATUSES, Dataset, Direction, StudyDefinition, assemble
from vroegsignalering.vocabulary import InformationMode, Transition

SIGN = {Direction.UP: "up", Direction.DOWN: "down", Direction.FREE: None}
ROUNDING = 5
"""Base to which counts in published parameters are rounded."""

OPPOSITE = {"up": "down", "down": "up", None: None}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """Models of one information mode and the datasets they were fitted, calibrated and tested on."""

    mode: InformationMode
    models: dict[str, RiskModel]
    everyone: Dataset
    train: Dataset
    calibrate: Dataset
    test: Dataset

    def scores(self, model: str) -> Scores:
        """Scores of the test people under one model."""
        return scores_of(self.models[model], self.test)


def scores_of(model: RiskModel, data: Dataset) -> Scores:
    """Risks, recorded outcomes, groups and clusters of a dataset."""
    return Scores(
        risk=model.predict_proba(data.X)[:, 1], outcome=data.y, groups=data.groups, cluster=data.cluster
    )


def directions(definition: StudyDefinition) -> dict[str, str | None]:
    """Monotone direction per feature, turned round for a study of exit."""
    signs = {name: SIGN[FEATURES[name].direction] for name in definition.features}
    if definition.transition is Transition.EXIT:
        return {name: OPPOSITE[sign] for name, sign in signs.items()}
    return signs


def datasets(
    registers: Registers,
    definition: StudyDefinition,
    mode: InformationMode,
    *,
    truth: pl.LazyFrame | None,
    done: Callable[[], None],
) -> Dataset:
    """All index years of a study in one mode."""
    refuse_what_was_not_known(registers, definition, mode)
    return assemble(registers, definition, definition.years[mode].all, mode, truth=truth, done=done)


def refuse_what_was_not_known(
    registers: Registers, definition: StudyDefinition, mode: InformationMode
) -> None:
    """Refuse a study in ``known`` mode whose training outcomes did not exist on the test date."""
    years = definition.years[mode]
    refuse_unknowable(
        mode,
        (*years.train, *years.calibrate),
        years.test,
        horizon_months=definition.horizon_months,
        known_after_days=registers.lag(STATUSES[definition.status].table),
    )


def fit(
    definition: StudyDefinition, declared: Sequence[ModelDeclaration], data: Dataset, mode: InformationMode
) -> Fitted:
    """Fit on train people and years, calibrate on calibrate people and years, keep test people and years apart."""
    years, signs = definition.years[mode], directions(definition)
    train, held = data.of("train", years.train), data.of("calibrate", years.calibrate)
    return Fitted(
        mode=mode,
        models={
            one.id: _published(fit_declared(train, held, one, directions=signs), definition)
            for one in declared
        },
        everyone=data,
        train=train,
        calibrate=held,
        test=data.of("test", years.test),
    )


def _published(model: RiskModel, definition: StudyDefinition) -> RiskModel:
    """The model as it will be published, counts of few persons merged; the audit is about this one, not another."""
    return model.publishable(definition.min_persons, rounding=ROUNDING)
