"""Households for plans, gathered shard by shard: a shard is read once for all plans and years.

Cells are searched in the first shards only, which are a sample of all, so that time and memory do not grow with the
country; the plan itself is judged on everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach.need import Need
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import AREA, Population, Scope, check_years, population
from vroegsignalering.registers import Registers
from vroegsignalering.registers.schema import Shape
from vroegsignalering.registers.shards import held, sample, shards
from vroegsignalering.study import FEATURES, STATUSES
from vroegsignalering.study.support import WANTED as FOR_SUPPORT

MOST_SEARCHED = 400_000
"""Persons in whose households cells are searched, when there are more: a cell of one in a thousand then has about 600
households in four search years, and its rate a 95 % interval of some two points."""

RARE = 5
"""With a life event as entrance so many times more: few households have it."""

LOOK_BACK = 3
"""Years before an index date that features look back on."""

WANTED: dict[str, tuple[str, ...] | None] = {
    "persons": ("sex", "birth_year", "birth_month", "parents_born_abroad", "born_in_netherlands"),
    "deaths": None,
    "household_spells": None,
    "person_to_household": None,
    "household_income": (
        "population",
        "earner_count",
        "income_source",
        "tenure",
        "low_income_percent",
        "social_minimum_percent",
        "eu_line_percent",
        "benefit_income_percent",
    ),
    "personal_income": ("sickness_benefit_eur_year", "disability_benefit_eur_year"),
    "socio_economic_spells": ("socio_economic",),
    "address_spells": None,
    "address_region": None,
    "health_insurance_default": None,
    "debt_arrangements": None,
}
"""Tables and columns that every plan reads; features and need may ask for more."""

Households = tuple[Population, Population]
"""Those among which cells are searched, and those of the plan's own year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan asks of registers; plans that ask the same are given the same households."""

    need: Need
    features: tuple[str, ...]
    search_years: tuple[int, ...]
    year: int
    gemeente: str | None
    entrance: str | None

    @property
    def split(self) -> bool:
        """Whether cells are searched among one half of the people, since the plan's own year is searched."""
        return self.year in self.search_years

    @property
    def searched(self) -> Scope:
        """Households among which cells are searched."""
        return Scope(gemeente=self.gemeente, entrance=self.entrance, half=0 if self.split else None)

    @property
    def own(self) -> Scope:
        """Households on which the plan is judged."""
        return Scope(gemeente=self.gemeente, entrance=self.entrance, half=1 if self.split else None)


def asked_by(plan: OutreachPlan, *, everywhere: bool = False) -> Asked:
    """What a plan asks; its municipality is left out when it is judged everywhere."""
    return Asked(
        need=plan.need,
        features=plan.features,
        search_years=plan.search_years,
        year=plan.year,
        gemeente=None if everywhere else plan.gemeente,
        entrance=plan.entrance,
    )


def gather(registers: Registers, asked: Sequence[Asked]) -> dict[Asked, Households]:
    """Households for one or more plans; each shard is read once for all of them.

    Parameters
    ----------
    registers : Registers
    asked : sequence of Asked

    Raises
    ------
    DeclarationError
        A year is not in the registers, or nobody is left.
    """
    for one in asked:
        check_years(registers, one.need, (*one.search_years, one.year))
    parts = shards(registers)
    searched_in = {one: _sampled(registers, one) for one in asked}
    found: dict[Asked, tuple[list[Population], list[Population]]] = {one: ([], []) for one in asked}
    for number, part in enumerate(parts):
        years = [one.year for one in asked]
        years += [year for one in asked if number < searched_in[one] for year in one.search_years]
        ahead = max(one.need.horizon_months for one in asked) // 12
        shard = held(_around(part, years, ahead), _wanted(asked))
        for one, (searched, people) in found.items():
            people.append(population(shard, one.need, one.features, (one.year,), scope=one.own))
            if number < searched_in[one]:
                rows = population(
                    shard, one.need, one.features, one.search_years, scope=one.searched, shown=AREA
                )
                searched.append(rows)
    return {one: _somebody(one, _stacked(s), _stacked(p)) for one, (s, p) in found.items()}


def _sampled(registers: Registers, one: Asked) -> int:
    """In how many of the first shards cells are searched."""
    return len(shards(sample(registers, MOST_SEARCHED * (RARE if one.entrance else 1))))


def _wanted(asked: Sequence[Asked]) -> dict[str, tuple[str, ...] | None]:
    """All tables that are read; columns are those of :data:`WANTED` where nothing else is asked."""
    sources = {FEATURES[name].source_register for one in asked for name in one.features}
    sources |= {STATUSES[one.need.enters].table.name for one in asked if one.need.enters is not None}
    more = sources - {"persons", "household_income", "household_spells", "socio_economic_spells"}
    wanted = WANTED | dict.fromkeys(sorted(more))
    return wanted | FOR_SUPPORT if any(one.need.unclaimed for one in asked) else wanted


def _around(registers: Registers, years: Iterable[int], ahead: int) -> Registers:
    """The registers with yearly files of the years that a plan looks at only; spells as they are."""
    first, last = min(years) - LOOK_BACK, max(years) + ahead
    files = {
        name: {
            year: file
            for year, file in editions.items()
            if file.table.shape is not Shape.YEARLY or first <= year <= last
        }
        for name, editions in registers.files.items()
    }
    return replace(registers, files=files)


def _stacked(parts: list[Population]) -> Population:
    return Population(
        circumstances=pl.concat([p.circumstances for p in parts]),
        in_need=np.concatenate([p.in_need for p in parts]),
        groups=pl.concat([p.groups for p in parts]),
        years=parts[0].years,
    )


def _somebody(one: Asked, searched: Population, people: Population) -> Households:
    if len(searched) and len(people):
        return searched, people
    who = f"of municipality {one.gemeente} " if one.gemeente else ""
    raise DeclarationError(
        f"no household {who}in these registers",
        where=f"plan for {one.year}",
        found="nobody",
        mend="make them with `vroeg synthesise --gemeente`, or use --everywhere",
    )
