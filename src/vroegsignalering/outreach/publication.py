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
        keep=("rule_nl", "rule_en"),
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

    Raises
    ------
    DisclosureError
        A table cannot pass.
    """
    tables = evidence_tables(evaluations)
    if ways is not None:
        tables["ways_out"] = ways
    return {name: release(table, PUBLICATION[name]) for name, table in tables.items()}
