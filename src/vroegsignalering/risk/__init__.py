"""Risk models that a council can read: additive, logistic and scorecard, and what is needed to trust them.

Estimators follow the scikit-learn contract and are their numbers. No model here is a black box, except the one that
``black_box`` fits for the audit's comparison. Nothing here writes an estimate of a household anywhere.
"""

from __future__ import annotations

from typing import Any

from vroegsignalering.risk.ablation import ablation
from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.baselines import against_baselines, baseline_scores, recommended
from vroegsignalering.risk.black_box import black_box, price_of_readability
from vroegsignalering.risk.calibration import (
    Calibration,
    calibrate,
    calibration_error,
    calibration_error_by_chance,
    calibration_error_without_chance,
)
from vroegsignalering.risk.declared import (
    CLASSES,
    ModelDeclaration,
    fit_declared,
    knowable_years,
    refuse_unknowable,
)
from vroegsignalering.risk.decomposition import decompose_gap, group_contributions
from vroegsignalering.risk.drift import calibration_by_year, drift
from vroegsignalering.risk.faults import DataFault, GroupWarning, ModelFault, SeparationWarning
from vroegsignalering.risk.logistic import LogisticRiskClassifier
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.paired import Paired, paired
from vroegsignalering.risk.scorecard import ScorecardClassifier
from vroegsignalering.risk.second_opinion import second_opinion
from vroegsignalering.risk.sentences import of_hundred
from vroegsignalering.risk.splits import folds, linked_households, split_parts
from vroegsignalering.risk.stability import stability
from vroegsignalering.risk.subgroups import subgroups
from vroegsignalering.risk.surrogate import surrogate_tree


def from_numbers(numbers: dict[str, Any]) -> RiskModel:
    """A model of whatever kind its numbers are of, with identical predictions.

    Parameters
    ----------
    numbers : dict
        As ``to_numbers()`` of a model gives them.

    Returns
    -------
    RiskModel

    Raises
    ------
    ModelFault
        The kind or the format is unknown.
    """
    kind = CLASSES.get(str(numbers.get("kind")))
    if kind is None:
        raise ModelFault("no such kind of model", where="parameters", found=repr(numbers.get("kind")))
    return kind.from_numbers(numbers)


__all__ = [
    "AdditiveRiskClassifier",
    "Calibration",
    "DataFault",
    "GroupWarning",
    "LogisticRiskClassifier",
    "ModelDeclaration",
    "ModelFault",
    "Paired",
    "RiskModel",
    "ScorecardClassifier",
    "SeparationWarning",
    "ablation",
    "against_baselines",
    "baseline_scores",
    "black_box",
    "calibrate",
    "calibration_by_year",
    "calibration_error",
    "calibration_error_by_chance",
    "calibration_error_without_chance",
    "decompose_gap",
    "drift",
    "fit_declared",
    "folds",
    "from_numbers",
    "group_contributions",
    "knowable_years",
    "linked_households",
    "of_hundred",
    "paired",
    "price_of_readability",
    "recommended",
    "refuse_unknowable",
    "second_opinion",
    "split_parts",
    "stability",
    "subgroups",
    "surrogate_tree",
]
