"""Fits the declared models of a study in both information modes and scores the people held out.

The test year is opened once, after the preregistration was sealed. Risks stay in memory; what leaves is aggregated
elsewhere and goes through the door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from vroegsignalering.audit import Scores
from vroegsignalering.registers import Registers
from vroegsignalering.risk import AdditiveRiskClassifier, LogisticRiskClassifier, RiskModel
from vroegsignalering.study import FEATURES, Dataset, Direction, StudyDefinition, assemble
from vroegsignalering.vocabulary import InformationMode, Transition

SIGN = {Direction.UP: "up", Direction.DOWN: "down", Direction.FREE: None}
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
    return assemble(registers, definition, definition.index_years, mode, truth=truth, done=done)


def fit(definition: StudyDefinition, data: Dataset, mode: InformationMode) -> Fitted:
    """Fit on train people and years, calibrate on calibrate people and years, keep test people and years apart."""
    train = data.of("train", definition.train_years)
    held = data.of("calibrate", definition.calibrate_years)
    models: dict[str, RiskModel] = {
        "logistic": LogisticRiskClassifier(),
        "additive": AdditiveRiskClassifier(monotone=directions(definition)),
    }
    fitted = {}
    for name, model in models.items():
        model.fit(train.X, train.y, groups=train.cluster)
        fitted[name] = model.calibrated(held.X, held.y)
    return Fitted(
        mode=mode,
        models=fitted,
        everyone=data,
        train=train,
        calibrate=held,
        test=data.of("test", definition.test_years),
    )
