"""Room audit: performance, fairness and the chain; scores in, aggregates out.

Everything is counted once and computed from counts. A figure carries its interval, its counts and a verdict that is
never "fair". The room knows no model, no register and no file of the suite: anybody's scores can be audited.
"""

from vroegsignalering.audit.fairness import audit, capacity_grid
from vroegsignalering.audit.metric import Metric
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.performance import calibration, performance
from vroegsignalering.audit.preregistration import (
    Preregistration,
    parse_preregistration,
    read_preregistration,
    seal,
)
from vroegsignalering.audit.scores import Scores

__all__ = [
    "METRICS",
    "Metric",
    "Preregistration",
    "Scores",
    "audit",
    "calibration",
    "capacity_grid",
    "parse_preregistration",
    "performance",
    "read_preregistration",
    "seal",
]
