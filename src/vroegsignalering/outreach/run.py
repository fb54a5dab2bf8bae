"""From a declared plan and registers to its evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vroegsignalering import facts
from vroegsignalering.outreach.evaluate import REPLICATES, Evaluation, evaluate
from vroegsignalering.outreach.gathering import asked_by, gather
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import refuse_real
from vroegsignalering.registers import Registers


def run_plan(
    registers: Registers, plan: OutreachPlan, replicates: int = REPLICATES, *, everywhere: bool = False
) -> Evaluation:
    """Evaluate a plan on synthetic registers.

    Where the plan's own year is a search year too, cells are searched among one half of the people and the plan is judged
    on the other half; a capacity in numbers then holds for that half.

    Parameters
    ----------
    registers : Registers
    plan : OutreachPlan
    replicates : int
        Draws for the intervals.
    everywhere : bool
        Judge a plan for one municipality on all households of the registers, as if every municipality had it.

    Returns
    -------
    Evaluation

    Raises
    ------
    DisclosureError
        The registers count as real CBS data (statistics only).
    DeclarationError
        The plan does not fit these registers: its municipality, years or capacity.
    """
    return next(run_plans(registers, [plan], replicates, everywhere=everywhere))


def run_plans(
    registers: Registers,
    plans: Sequence[OutreachPlan],
    replicates: int = REPLICATES,
    *,
    everywhere: bool = False,
) -> Iterator[Evaluation]:
    """Evaluate several plans; registers are read once for all of them. See :func:`run_plan`.

    Parameters
    ----------
    registers : Registers
    plans : sequence of OutreachPlan
    replicates : int
        Draws for the intervals.
    everywhere : bool
        As in :func:`run_plan`.

    Yields
    ------
    Evaluation
        In the order of the plans.

    Raises
    ------
    DisclosureError
        The registers count as real CBS data (statistics only).
    DeclarationError
        A plan does not fit these registers.
    """
    refuse_real(registers.provenance.status)
    asked = [asked_by(plan, everywhere=everywhere) for plan in plans]
    found = gather(registers, list(dict.fromkeys(asked)))
    for plan, one in zip(plans, asked, strict=True):
        searched, people = found[one]
        own = at_scale(plan, registers.provenance.persons) if everywhere else plan
        yield evaluate(own, searched, people, replicates)


def at_scale(plan: OutreachPlan, persons: int | None) -> OutreachPlan:
    """A plan as if all municipalities had it, or a national one on a sample: as many people at work for each resident.

    A capacity in numbers and the contacts per week change with the residents; the municipality's, or the country's, own
    number is the published one of 2023 (``facts``, table ``gemeenten``). Unknown ``persons`` leave the plan as it is.
    """
    if persons is None:
        return plan
    places = facts.load("gemeenten")
    if plan.gemeente is not None:
        places = places.filter(gm_code=plan.gemeente)
    times = persons / int(places["population_2023"].sum())
    steps = tuple(
        replace(
            step,
            per_week=step.per_week * times,
            capacity=None if step.capacity is None else max(round(step.capacity * times), 1),
        )
        for step in plan.steps
    )
    return replace(plan, steps=steps)
