"""The study: who is at risk, what was recorded about them, what happened a year later.

Declared in ``models/<study>/study.toml``; read through the four accesses of ``registers`` and nothing else. The study
does not know whether its data are synthetic. Groups stand beside X, never in it.
"""

from vroegsignalering.study.cohort import Cohort, cohort
from vroegsignalering.study.dataset import PARTS, Dataset, assemble
from vroegsignalering.study.declared import FEATURES
from vroegsignalering.study.definition import StudyDefinition, Years
from vroegsignalering.study.features import Direction, Feature, Kind
from vroegsignalering.study.outcome import outcomes
from vroegsignalering.study.statuses import STATUSES, StatusDeclaration

__all__ = [
    "FEATURES",
    "PARTS",
    "STATUSES",
    "Cohort",
    "Dataset",
    "Direction",
    "Feature",
    "Kind",
    "StatusDeclaration",
    "StudyDefinition",
    "Years",
    "assemble",
    "cohort",
    "outcomes",
]
