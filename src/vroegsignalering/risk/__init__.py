"""Risk models that a council can read: additive, logistic and scorecard, and what is needed to trust them.

Estimators follow the scikit-learn contract and are their numbers. No model here is a black box, except the one that
``black_box`` fits for the audit's comparison. Nothing here writes an estimate of a household anywhere.
"""

from __future__ import annotations

from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.calibration import Calibration, calibrate, calibration_error
from vroegsignalering.risk.faults import DataFault, GroupWarning, ModelFault, SeparationWarning
from vroegsignalering.risk.logistic import LogisticRiskClassifier
from vroegsignalering.risk.model import RiskModel

__all__ = [
    "AdditiveRiskClassifier",
    "Calibration",
    "DataFault",
    "GroupWarning",
    "LogisticRiskClassifier",
    "ModelFault",
    "RiskModel",
    "SeparationWarning",
    "calibrate",
    "calibration_error",
]
