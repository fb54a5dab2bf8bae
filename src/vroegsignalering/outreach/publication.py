"""How tables of outreach pass the door: publication plans, and one call that takes evaluations through it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from vroegsignalering.outreach.evaluate import Evaluation
from vroegsignalering.outreach.export import evidence_tables
from vroegsignalering.release import Plan, Released, release

_POPULATION = "main earners of private households above the low-income line"
_FIGURES = ("value", "low", "high")


def _plan(name: str, dimensions: tuple[str, ...], words: tuple[str, str, str, str], **more: Any) -> Plan:
    title_nl, title_en, says_nl, says_en = words
    return Plan(
        name=name,
        dimensions=dimensions,
        population=_POPULATION,
        title_nl=title_nl,
        title_en=title_en,
        says_nl=says_nl,
        says_en=says_en,
        **more,
    )


PUBLICATION: dict[str, Plan] = {
    "plans": _plan(
        "plans",
        ("plan", "metric"),
        (
            "Wat een plan naar verwachting doet",
            "What a plan is expected to do",
            "Verwacht, vooraf berekend; niet gemeten.",
            "Expected, worked out beforehand; not measured.",
        ),
        statistics=_FIGURES,
        unit="as the metric says",
    ),
    "plan_groups": _plan(
        "plan_groups",
        ("plan", "attribute", "group", "metric"),
        (
            "Wie een plan bereikt, per groep",
            "Whom a plan reaches, by group",
            "Bereik, onnodig contact en aandeel naar nood. Cellen zijn de eenheid van toeval.",
            "Coverage, needless contact and allocation by need. Cells are the unit of chance.",
        ),
        counts=("n_outcome",),
        statistics=(*_FIGURES, "gap", "gap_low", "gap_high", "verdict"),
        across=("group",),
        together=("metric",),
        unit="as the metric says",
    ),
    "plan_frontier": _plan(
        "plan_frontier",
        ("plan", "capacity", "metric"),
        (
            "Bereik en onnodig contact als er meer capaciteit is",
            "Coverage and needless contact as the capacity grows",
            "De capaciteit is een deel van de huishoudens.",
            "The capacity is a share of the households.",
        ),
        statistics=_FIGURES,
        unit="share",
    ),
    "plan_baselines": _plan(
        "plan_baselines",
        ("plan", "baseline", "metric"),
        (
            "Een plan naast andere manieren",
            "A plan beside other ways",
            "Loting, gebied, één regel, en een aanbod aan iedereen, met dezelfde trekkingen.",
            "A random draw, the area, one rule, and an offer to everybody, on the same draws.",
        ),
        statistics=(*_FIGURES, "gain", "gain_low", "gain_high"),
        unit="as the metric says",
    ),
    "plan_cells": _plan(
        "plan_cells",
        ("plan", "cell"),
        (
            "De groepen van een plan",
            "The groups of a plan",
            "De regel in woorden is de hele uitleg; het verwachte deel in nood komt uit eerdere jaren.",
            "The rule in words is the whole explanation; the share expected in need comes from earlier years.",
        ),
        statistics=("value", "expected_in_need"),
        keep=("rule_nl", "rule_en"),
        unit="share of households expected in need",
    ),
    "plan_lines": _plan(
        "plan_lines",
        ("plan", "order"),
        (
            "Wie gaat waarheen",
            "Who goes where",
            "Welke groep, door welke deur, door welke partner, en hoe lang dat duurt.",
            "Which group, through which door, by which partner, and how long it takes.",
        ),
        statistics=("weeks",),
        keep=("cell", "channel", "partner", "non_digital"),
        unit="households",
    ),
    "plan_scattered": _plan(
        "plan_scattered",
        ("plan", "attribute", "group"),
        (
            "Nood die geen enkele groep vindt",
            "Need that no group finds",
            "Deel van de nood buiten alle groepen van het plan, en de open deur voor deze huishoudens.",
            "Share of the need outside all groups of the plan, and the open door for these households.",
        ),
        numerator="n_outside",
        keep=("open_route",),
        across=("group",),
        unit="share of households in need",
    ),
    "plan_acceptance": _plan(
        "plan_acceptance",
        ("plan", "times", "metric"),
        (
            "Als minder of meer mensen ja zeggen",
            "If fewer or more people say yes",
            "Huishoudens in nood die naar verwachting worden geholpen, bij andere aannames.",
            "Households in need that are expected to be helped, under other assumptions.",
        ),
        statistics=_FIGURES,
        unit="households",
    ),
    "plan_power": _plan(
        "plan_power",
        ("plan", "times"),
        (
            "Wat de loting kan laten zien",
            "What the random draw can show",
            "Kans dat de gelote contacten aantonen dat het plan zo veel keer meer nood vindt.",
            "Chance that the contacts drawn show that the plan finds so many times as much need.",
        ),
        statistics=("value", "drawn_needed"),
        unit="probability",
    ),
    "ways_out": _plan(
        "ways_out",
        ("factor", "attribute", "group"),
        (
            "Wat gaat samen met boven de grens komen",
            "What goes together with getting above the line",
            "Verschil binnen dezelfde leeftijd en soort huishouden; een samenhang, geen oorzaak.",
            "Difference within the same age and type of household; an association, no cause.",
        ),
        counts=("n_outcome",),
        statistics=_FIGURES,
        keep=("rule_nl", "rule_en", "offer_nl", "offer_en"),
        across=("group",),
        unit="difference in shares",
    ),
}
"""Publication plans by name of the evidence table."""


def released(evaluations: Iterable[Evaluation], ways: pl.DataFrame | None = None) -> dict[str, Released]:
    """Tables of evaluated plans, and of ways out, through the door.

    Parameters
    ----------
    evaluations : iterable of Evaluation
    ways : polars.DataFrame, optional
        As :func:`vroegsignalering.outreach.ways_out` gives it.

    Returns
    -------
    dict of name to Released
        Tables that may leave.

    Raises
    ------
    DisclosureError
        A table cannot pass.
    """
    tables = evidence_tables(evaluations)
    if ways is not None:
        tables["ways_out"] = ways
    return {name: release(table, PUBLICATION[name]) for name, table in tables.items()}
