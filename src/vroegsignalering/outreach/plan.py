"""A plan of outreach, as people declare it in TOML; what lacks a safeguard is refused, not repaired.

A plan offers help to groups. It needs a capacity, a door that is not digital, a way to opt out, a share drawn at
random by people, a date on which it ends, and somebody who may stop it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach.need import Need

CHANNELS = {"visit": False, "call": False, "letter": False, "desk": False, "email": True, "message": True}
"""Channels, and whether each is digital."""

PARTNERS = (
    "municipality",
    "housing_association",
    "health_insurer",
    "library",
    "volunteer",
    "energy_supplier",
)
FALLBACK = "random_draw"
OFFERED = (
    "zorgtoeslag",
    "huurtoeslag",
    "bijstand",
    "kindgebonden_budget",
    "kinderbijslag",
    "individuele_inkomenstoeslag",
    "aio",
    "energietoeslag",
)
"""Schemes that a plan may offer to check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One door: who goes there, how many fit, and how many people answer.

    ``capacity`` counts households (or ``share`` of them, 0-1); ``reached``, ``accepted`` and ``helped`` are shares 0-1,
    each of the one before; ``per_week`` households.

    Parameters
    ----------
    channel, partner, non_digital : str
        The way, who goes, and the way without a screen.
    reached, accepted, helped : float, 0-1
    per_week : float
        Households.
    capacity : int, optional
        Households.
    share : float, 0-1, optional
        Instead of ``capacity``.
    """

    channel: str
    partner: str
    non_digital: str
    reached: float
    accepted: float
    helped: float
    per_week: float
    capacity: int | None = None
    share: float | None = None

    def households(self, population: int) -> float:
        """Capacity in households."""
        return float(self.capacity) if self.capacity is not None else float(self.share or 0) * population


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachPlan:
    """A declared plan; :func:`~vroegsignalering.outreach.reading.read_plan` reads it.

    Parameters
    ----------
    id, title_nl, title_en : str
    gemeente : str, optional
        The municipality; None: every household in the registers.
    sunset_on : date
        Last day of the plan.
    need : Need
        What counts as being in need.
    search_years : tuple of int
        Years in which cells are sought.
    year : int
        Year on which the plan is judged.
    features : tuple of str
        Circumstances that may make a cell.
    entrance : str, optional
        Life event at which people are met.
    conditions, most_cells : int
        Most conditions in a cell, most cells.
    min_households, min_in_need : float
        Least size of a cell: households, and expected among them in need.
    steps : tuple of Step
        Doors, in order.
    random_arm : float, 0-1
        Share of the capacity that is drawn at random.
    random_by : str
        Who decided on that share.
    most_attempts, quiet_months : int
        Attempts per household, and months of rest after them.
    opt_out_nl, opt_out_en : str
        How someone says no, in words.
    open_route : str
        Partner whose door is open to everybody.
    open_routes : mapping of attribute to group to partner
        Doors for some groups.
    stopped : bool
        A stopped plan falls back to a random draw.
    stop_by_nl, stop_by_en : str
        Who may stop it.
    margin : float, 0-1
        Gap in coverage between groups that may exist before people must decide.
    minimum : int
        Groups with fewer are too small to judge.
    schemes : tuple of str
        Schemes that the plan offers.
    seed : int
    """

    id: str
    title_nl: str
    title_en: str
    gemeente: str | None
    sunset_on: date
    need: Need
    search_years: tuple[int, ...]
    year: int
    features: tuple[str, ...]
    entrance: str | None
    conditions: int
    most_cells: int
    min_households: float
    min_in_need: float
    steps: tuple[Step, ...]
    random_arm: float
    random_by: str
    most_attempts: int
    quiet_months: int
    opt_out_nl: str
    opt_out_en: str
    open_route: str
    open_routes: Mapping[str, Mapping[str, str]]
    stopped: bool
    stop_by_nl: str
    stop_by_en: str
    margin: float
    minimum: int
    schemes: tuple[str, ...]
    seed: int

    def capacity(self, population: int) -> float:
        """Households that all steps together can approach.

        Raises
        ------
        DeclarationError
            Zero, or more than there are.
        """
        total = sum(step.households(population) for step in self.steps)
        if not 0 < total <= population:
            raise DeclarationError(
                "capacity must be above zero and at most the population",
                where=f"plan {self.id}, [[steps]]",
                found=f"{total:.0f} of {population} households",
            )
        return total
