"""The basic-needs line of CBS, SCP and Nibud (2024), for households whose costs are known.

Below the line: what is left after the actual costs of housing, energy and health is less than the other
minimal needs of the household, *and* liquid wealth is under a year of the line. No register file carries
those costs, so studies on registers read the recorded status instead; this rule serves described households
and data of others.

Published are the totals of five kinds of household and, for a single person, rent and energy in it. The rest
is derived, and said so: a couple of 2023 follows the ratio of 2024, further persons add the published steps,
rent is the same for all, energy grows with the root of the persons, and health is the standard premium per
adult.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering import facts
from vroegsignalering.errors import DeclarationError, RegisterError
from vroegsignalering.poverty.lines import BASIC_NEEDS

COST_COLUMNS = {
    "disposable_income_eur_month": "net income of the household with all allowances, euro per month",
    "housing_eur_month": "rent or mortgage and other costs of the dwelling, euro per month",
    "energy_eur_month": "energy, euro per month",
    "health_eur_month": "premiums and own payments for care, euro per month",
    "liquid_wealth_eur": "bank balances, savings and securities, euro",
    "adults": "persons of 18 and over",
    "children": "persons below 18",
    "teenagers": "those of them who are 13-17",
}
"""Columns that :func:`below_basic_needs` reads."""
_LINE = "poverty_line_new_CBS_SCP_Nibud"
_MONTHS_OF_WEALTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicNeeds:
    """Amounts of one year, euro per month; ``further_adult``, ``child`` and the teenagers are steps per person.

    Parameters
    ----------
    year : int
    single, couple : float
    further_adult, child, teenager, teenager_of_single_parent : float
    rent, energy, health_per_adult : float
        What the line counts on for these costs.
    """

    year: int
    single: float
    couple: float
    further_adult: float
    child: float
    teenager: float
    teenager_of_single_parent: float
    rent: float
    energy: float
    health_per_adult: float

    def line(self, adults: pl.Expr, children: pl.Expr, teenagers: pl.Expr) -> pl.Expr:
        """The line with standard costs, euro per month."""
        basis = (
            pl.when(adults == 1).then(self.single).otherwise(self.couple + (adults - 2) * self.further_adult)
        )
        per_teenager = pl.when(adults == 1).then(self.teenager_of_single_parent).otherwise(self.teenager)
        return basis + (children - teenagers) * self.child + teenagers * per_teenager

    def other_needs(self, adults: pl.Expr, children: pl.Expr, teenagers: pl.Expr) -> pl.Expr:
        """The line less its standard rent, energy and health cost, euro per month."""
        energy = self.energy * (adults + children).cast(pl.Float64).sqrt()
        return self.line(adults, children, teenagers) - self.rent - energy - adults * self.health_per_adult


def basic_needs(year: int) -> BasicNeeds:
    """The amounts of a year.

    Parameters
    ----------
    year : int

    Returns
    -------
    BasicNeeds
        Euro per month.

    Raises
    ------
    DeclarationError
        Nothing was published for that year.

    Examples
    --------
    >>> basic_needs(2023).single
    1510.0
    """
    amounts = _published()
    if (year, "single") not in amounts:
        known = sorted({y for y, household in amounts if household == "single"})
        raise DeclarationError(f"no basic-needs line for {year}", found=", ".join(map(str, known)))
    single = amounts[year, "single"]
    couple = amounts.get((year, "couple"), single * amounts[2024, "couple"] / amounts[2024, "single"])
    children = amounts.get(
        (year, "couple + 2 children <=12"), amounts.get((year, "couple + 2 children <13"), 0.0)
    )
    teenager = (amounts[year, "couple + 2 teenagers"] - couple) / 2
    alone = amounts.get((year, "single parent + 2 teenagers"))
    growth = single / amounts[2023, "single"]
    return BasicNeeds(
        year=year,
        single=single,
        couple=couple,
        further_adult=couple - single,
        child=(children - couple) / 2,
        teenager=teenager,
        teenager_of_single_parent=teenager if alone is None else (alone - single) / 2,
        rent=amounts[2023, "single: rent component"] * growth,
        energy=amounts[2023, "single: energy component"] * growth,
        health_per_adult=_standard_premium(year) / 12,
    )


def below_basic_needs(households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Who is below the basic-needs line, and who is near it.

    Parameters
    ----------
    households : polars.DataFrame, one row per household, columns as in ``COST_COLUMNS``
    year : int
        Year of the amounts.

    Returns
    -------
    polars.DataFrame
        Same rows in the same order: ``below_basic_needs_line``, ``near_basic_needs_line`` (Boolean; null
        where a cost is unknown), ``left_eur_month`` (left after the actual costs), ``other_needs_eur_month``.
        Near: left over is at most a quarter of the line above the needs, and wealth is as short.

    Raises
    ------
    RegisterError
        A column is absent or not a number.
    DeclarationError
        Nothing was published for that year.
    """
    _check(households)
    needs = basic_needs(year)
    people = (pl.col("adults"), pl.col("children"), pl.col("teenagers"))
    line = needs.line(*people)
    costs = pl.col("housing_eur_month") + pl.col("energy_eur_month") + pl.col("health_eur_month")
    left = pl.col("disposable_income_eur_month") - costs
    short = left - needs.other_needs(*people)
    little_wealth = pl.col("liquid_wealth_eur") < _MONTHS_OF_WEALTH * line
    return households.select(
        below_basic_needs_line=(short < 0) & little_wealth,
        near_basic_needs_line=(short >= 0) & (short <= BASIC_NEEDS.near_share * line) & little_wealth,
        left_eur_month=left,
        other_needs_eur_month=needs.other_needs(*people),
    )


def _check(households: pl.DataFrame) -> None:
    absent = [name for name in COST_COLUMNS if name not in households.columns]
    if absent:
        raise RegisterError(
            "the basic-needs line cannot be applied without actual costs",
            found=f"absent: {', '.join(absent)}",
            mend="on registers read the recorded status; see poverty.COST_COLUMNS",
        )
    text = [name for name in COST_COLUMNS if not households.schema[name].is_numeric()]
    if text:
        raise RegisterError("columns that are not numbers", found=", ".join(text), mend="cast them first")


def _published() -> dict[tuple[int, str], float]:
    rows = facts.load("thresholds").filter(pl.col("definition") == _LINE)
    return {(int(row["year"]), row["household"]): float(row["value"]) for row in rows.iter_rows(named=True)}


def _standard_premium(year: int) -> float:
    rows = facts.load("scheme_parameters").filter(
        (pl.col("scheme") == "zorgtoeslag")
        & (pl.col("parameter") == "standard_premium")
        & (pl.col("year").cast(pl.String) == str(year))
    )
    return float(rows["value"][0])
