"""Care allowance, child budget and AIO as they are paid: by the rules of 2023, from the income and wealth that registers hold.

Amounts of other years are those of 2023 moved by the index of wages, or of minimums for AIO. Whether somebody claims is the
business of who writes the files. Nothing here changes an income: AIO takes the place of a state pension that is not full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis.state import HEAD, INMATE, PARTNER, State, among, day_of
from vroegsignalering.synthesis.wealth import Wealth
from vroegsignalering.synthesis.year import Year

ON = date(2023, 7, 1)
"""Day whose rules are used: the one year of which all parameters are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicants:
    """Of each household of the shard what the rules look at; euros of the year.

    ``own`` runs over persons: who applies, alone or as a couple (the main earner, head and partner).
    """

    own: np.ndarray
    partnered: np.ndarray
    income: np.ndarray
    wealth: np.ndarray
    equity: np.ndarray


@lru_cache(maxsize=1)
def _parameters() -> Parameters:
    return Parameters(ON)


def applicants(record: Year, worth: Wealth, gross: np.ndarray) -> Applicants:
    """Who applies in each household, with what income and wealth.

    Parameters
    ----------
    record : Year
    worth : Wealth
        Over the record's households; without the home, debts taken off.
    gross : array over persons
        Gross income of the year as it is written, euros.
    """
    home, n = record.household_of, len(record.composition.size)
    is_main = record.income.main_earner[home] == np.arange(len(home))
    own = record.here & (is_main | among(record.place_of, HEAD, PARTNER))
    wealth, equity = np.zeros(n), np.zeros(n)
    equity[record.homes] = worth.home - worth.mortgage
    wealth[record.homes] = worth.net - worth.home + worth.mortgage
    return Applicants(
        own=own,
        partnered=np.bincount(home[own], minlength=n) > 1,
        income=np.bincount(home[own], weights=gross[own], minlength=n),
        wealth=wealth,
        equity=equity,
    )


def care_allowance(year: int, who: Applicants) -> np.ndarray:
    """Euros of zorgtoeslag in the year over households, at full take-up.

    Examples
    --------
    >>> alone = np.array([False])
    >>> who = Applicants(own=alone, partnered=alone, income=np.array([25_070.0]), wealth=np.zeros(1), equity=np.zeros(1))
    >>> care_allowance(2023, who).round(2).tolist()
    [1858.16]
    """
    p, name = _parameters(), "zorgtoeslag"
    index = _moved(year)
    income, wealth = who.income / index, who.wealth / index

    def of(alone: str, couple: str) -> np.ndarray:
        return np.where(who.partnered, p(name, couple), p(name, alone))

    threshold = p(name, "threshold_income")
    own_share = of("pct_threshold_single", "pct_threshold_partner") / 100 * threshold
    own_share = own_share + p(name, "pct_above_threshold") / 100 * np.maximum(income - threshold, 0)
    amount = np.where(who.partnered, 2, 1) * p(name, "standard_premium") - own_share
    may = (income <= of("income_limit_single", "income_limit_partner")) & (
        wealth <= of("asset_limit_single", "asset_limit_partner")
    )
    return np.where(may, np.maximum(amount, 0), 0.0) * index


def child_budget(state: State, record: Year, who: Applicants) -> np.ndarray:
    """Euros of kindgebonden budget in the year over households, at full take-up."""
    p, name = _parameters(), "kindgebonden_budget"
    index, n = _moved(record.year), len(record.composition.size)
    persons = len(record.here)
    age = (day_of(record.year, 7) - state.persons.birth[:persons]) / 365.2425
    child = record.here & ~who.own & (age < 18) & (record.place_of != INMATE)

    def number(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(record.household_of[chosen], minlength=n)

    children = number(child)
    amount = p(name, "first_child") + p(name, "second_and_later_child") * (children - 1)
    amount = amount + p(name, "extra_12_15") * number(child & (age >= 12) & (age < 16))
    amount = amount + p(name, "extra_16_17") * number(child & (age >= 16))
    amount = amount + np.where(who.partnered, 0.0, p(name, "single_parent_supplement"))
    threshold = np.where(
        who.partnered, p(name, "income_threshold_partner"), p(name, "income_threshold_single")
    )
    amount = amount - p(name, "taper_pct") / 100 * np.maximum(who.income / index - threshold, 0)
    limit = np.where(who.partnered, p(name, "asset_limit_partner"), p(name, "asset_limit_single"))
    may = (children > 0) & (who.wealth / index <= limit)
    return np.where(may, np.maximum(amount, 0), 0.0) * index


def _moved(year: int) -> float:
    return inc.WAGE_INDEX[year] / inc.WAGE_INDEX[2023]
