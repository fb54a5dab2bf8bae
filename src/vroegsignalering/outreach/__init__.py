"""Outreach: a plan to offer help to groups, never to persons, judged before anyone is approached.

Cells that can be approached, the plan that people declare, and what it is expected to reach, miss and cost in
needless contact. No key of a person leaves this room, no area is ranked, and no estimate of a household is written.
Registers of CBS persons are refused: they are for statistics only.
"""

from vroegsignalering.outreach.cells import (
    Cells,
    Profiles,
    assign,
    cells,
    profiles,
    search,
    search_for,
)
from vroegsignalering.outreach.evaluate import Evaluation, evaluate
from vroegsignalering.outreach.export import evidence_tables, write_plan
from vroegsignalering.outreach.need import Need
from vroegsignalering.outreach.outside import scattered
from vroegsignalering.outreach.plan import OutreachPlan, Step
from vroegsignalering.outreach.population import Population, Scope, population, refuse_real
from vroegsignalering.outreach.publication import PUBLICATION, released
from vroegsignalering.outreach.reading import parse_plan, read_plan
from vroegsignalering.outreach.run import run_plan, run_plans
from vroegsignalering.outreach.ways_out import ways_out

__all__ = [
    "PUBLICATION",
    "Cells",
    "Evaluation",
    "Need",
    "OutreachPlan",
    "Population",
    "Profiles",
    "Scope",
    "Step",
    "assign",
    "cells",
    "evaluate",
    "evidence_tables",
    "parse_plan",
    "population",
    "profiles",
    "read_plan",
    "refuse_real",
    "released",
    "run_plan",
    "run_plans",
    "scattered",
    "search",
    "search_for",
    "ways_out",
    "write_plan",
]
