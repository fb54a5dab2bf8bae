"""Fits the declared models of a study in both information modes and scores the people held out.

The test year is opened once, after the preregistration was sealed. Risks stay in memory; what leaves is aggregated
elsewhere and goes through the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from vroegsignalering.audit import Scores
from vroegsignalering.registers import Registers
from vroegsignalering.risk import RiskModel
from vroegsignalering.risk.declared import ModelDeclaration, fit_declared, refuse_unknowable
from vroegsignalering.study import FEATURES, PARTS, STATUSES, Dataset, Direction, StudyDefinition
from vroegsignalering.vocabulary import InformationMode, Transition

SIGN = {Direction.UP: "up", Direction.DOWN: "down", Direction.FREE: None}
ROUNDING = 5
"""Base to which counts in published parameters are rounded."""

OPPOSITE = {"up": "down", "down": "up", None: None}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """Models of one information mode and the datasets they were fitted, calibrated and tested on.

    Parameters
    ----------
    mode : InformationMode
    models : dict of RiskModel by name
    everyone : Dataset
        Rows of all parts and years (at most so many of each when the country is large), for drift and subgroups.
    train, calibrate, test : Dataset
    """

    mode: InformationMode
    models: dict[str, RiskModel]
    everyone: Dataset
    train: Dataset
    calibrate: Dataset
    test: Dataset
    _risks: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)

    @property
    def held_out(self) -> Dataset:
        """Test people in the calibration year: the model knows neither them nor what it was calibrated on."""
        inside = np.isin(self.everyone.year, np.unique(self.calibrate.year))
        return self.everyone.where(inside & (self.everyone.part == PARTS.index("test")))

    def risk(self, model: str, split: str = "test") -> np.ndarray:
        """Risk of the calibrate or test people under one model, estimated once."""
        if (model, split) not in self._risks:
            self._risks[model, split] = risk_of(self.models[model], getattr(self, split).X)
        return self._risks[model, split]

    def scores(self, model: str, split: str = "test") -> Scores:
        """Scores of the calibrate or test people under one model."""
        data: Dataset = getattr(self, split)
        return Scores(risk=self.risk(model, split), outcome=data.y, groups=data.groups, cluster=data.cluster)


SLICE = 500_000
"""Rows that are scored at a time: a design of all rows at once would be larger than the rows themselves."""


def risk_of(model: RiskModel, X: pl.DataFrame) -> np.ndarray:
    """Estimated risk of each row, some rows at a time."""
    parts = [model.predict_proba(part)[:, 1] for part in X.iter_slices(SLICE)]
    return np.concatenate(parts)


def directions(definition: StudyDefinition) -> dict[str, str | None]:
    """Monotone direction per feature, turned round for a study of exit."""
    signs = {name: SIGN[FEATURES[name].direction] for name in definition.features}
    if definition.transition is Transition.EXIT:
        return {name: OPPOSITE[sign] for name, sign in signs.items()}
    return signs


def refuse_what_was_not_known(
    registers: Registers, definition: StudyDefinition, mode: InformationMode
) -> None:
    """Refuse a study whose outcomes to train on were not knowable in that mode.

    Raises
    ------
    LeakageError
        See :func:`vroegsignalering.risk.declared.refuse_unknowable`.
    """
    years = definition.years[mode]
    refuse_unknowable(
        mode,
        (*years.train, *years.calibrate),
        years.test,
        horizon_months=definition.horizon_months,
        known_after_days=registers.lag(STATUSES[definition.status].table),
    )


def fit(
    definition: StudyDefinition, declared: Sequence[ModelDeclaration], train: Dataset, calibrate: Dataset
) -> dict[str, RiskModel]:
    """Fit the declared models on train people and years, calibrate on calibrate people and years."""
    signs = directions(definition)
    return {
        one.id: _published(fit_declared(train, calibrate, one, directions=signs), definition)
        for one in declared
    }


def _published(model: RiskModel, definition: StudyDefinition) -> RiskModel:
    """The model as it will be published, counts of few persons merged; the audit is about this one, not another."""
    return model.publishable(definition.min_persons, rounding=ROUNDING)
