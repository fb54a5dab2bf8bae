"""Rules of income support, with dated parameters: who may be entitled to what, and how much of it goes
unused.

An indication and no decision. The rules read a frame of households (``COLUMNS``); nothing here reads a
register.
"""

from vroegsignalering.schemes.energietoeslag import energy_allowance
from vroegsignalering.schemes.households import (
    CHILD_BANDS,
    COLUMNS,
    DescribedHousehold,
    example_households,
    read_household,
)
from vroegsignalering.schemes.outcomes import (
    SCHEMES,
    Outcome,
    Reason,
    entitlements,
    example_outcomes,
    known_years,
    overview,
)
from vroegsignalering.schemes.parameters import Parameter, Parameters, scheme_parameters_table
from vroegsignalering.schemes.reach import TOLD, Measure, Told, outside_rule, reach, schemes_with, told_table
from vroegsignalering.schemes.rule import Condition, Rule, Scheme
from vroegsignalering.schemes.unclaimed import published_non_use, unclaimed

__all__ = [
    "CHILD_BANDS",
    "COLUMNS",
    "SCHEMES",
    "TOLD",
    "Condition",
    "DescribedHousehold",
    "Measure",
    "Outcome",
    "Parameter",
    "Parameters",
    "Reason",
    "Rule",
    "Scheme",
    "Told",
    "energy_allowance",
    "entitlements",
    "example_households",
    "example_outcomes",
    "known_years",
    "outside_rule",
    "overview",
    "published_non_use",
    "reach",
    "read_household",
    "scheme_parameters_table",
    "schemes_with",
    "told_table",
    "unclaimed",
]
