"""Room audit: performance, fairness and the chain; scores in, aggregates out.

Everything is counted once and computed from counts. A figure carries its interval, its counts and a verdict that is
never "fair". The room knows no model, no register and no file of the suite: anybody's scores can be audited.
"""

from vroegsignalering.audit.chain import STEPS, ChainRules, chain, chain_counts
from vroegsignalering.audit.conditional import conditional
from vroegsignalering.audit.deliveries import chain_of_deliveries, steps_of
from vroegsignalering.audit.fairness import audit, capacity_grid, threshold_grid
from vroegsignalering.audit.metric import Metric
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.mitigation import Mitigation, Part, before_and_after, mitigate
from vroegsignalering.audit.performance import calibration, performance
from vroegsignalering.audit.preregistration import (
    Preregistration,
    parse_preregistration,
    read_preregistration,
    seal,
)
from vroegsignalering.audit.proxies import proxy_strength
from vroegsignalering.audit.published import audit_counts, read_counts
from vroegsignalering.audit.scattered import scattered_need
from vroegsignalering.audit.scores import Scores

__all__ = [
    "METRICS",
    "STEPS",
    "ChainRules",
    "Metric",
    "Mitigation",
    "Part",
    "Preregistration",
    "Scores",
    "audit",
    "audit_counts",
    "before_and_after",
    "calibration",
    "capacity_grid",
    "chain",
    "chain_counts",
    "chain_of_deliveries",
    "conditional",
    "mitigate",
    "parse_preregistration",
    "performance",
    "proxy_strength",
    "read_counts",
    "read_preregistration",
    "scattered_need",
    "seal",
    "steps_of",
    "threshold_grid",
]
