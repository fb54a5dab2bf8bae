"""From a declared plan and registers to its evaluation."""

from __future__ import annotations

import numpy as np

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach.evaluate import REPLICATES, Evaluation, evaluate
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import Population, population, refuse_real
from vroegsignalering.registers import Registers


def run_plan(registers: Registers, plan: OutreachPlan, replicates: int = REPLICATES) -> Evaluation:
    """Evaluate a plan on synthetic registers, or on a municipality's own.

    Parameters
    ----------
    registers : Registers
    plan : OutreachPlan
    replicates : int
        Draws for the intervals.

    Raises
    ------
    DisclosureError
        The registers count as real CBS data (statistics only).
    DeclarationError
        The plan does not fit these registers: its municipality, years or capacity.
    """
    refuse_real(registers.provenance.status)
    wanted = tuple(dict.fromkeys((*plan.features, *((plan.entrance,) if plan.entrance else ()))))
    searched = population(registers, plan.need, wanted, plan.search_years)
    people = population(registers, plan.need, wanted, (plan.year,))
    return evaluate(plan, _within(searched, plan), _within(people, plan), replicates)


def _within(people: Population, plan: OutreachPlan) -> Population:
    if plan.entrance is not None:
        people = people.where(_had(people, plan.entrance))
    if plan.gemeente is None:
        return people
    here = (people.groups["gemeente"] == plan.gemeente).to_numpy()
    if not here.any():
        raise DeclarationError(
            f"no household of municipality {plan.gemeente} in these registers",
            where=f"plan {plan.id}",
            mend="make them with `vroeg synthesise --gemeente`, or leave gemeente empty",
        )
    return people.where(here)


def _had(people: Population, entrance: str) -> np.ndarray:
    """Households with the life event through which a plan enters: within a year, or coming within one."""
    column = people.circumstances[entrance]
    had = column < 13 if entrance.startswith("months_since") else column >= 1
    return had.fill_null(False).to_numpy()
