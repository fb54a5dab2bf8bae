"""Care allowance and child budget as they are paid: by the rules of :mod:`vroegsignalering.schemes`, from what registers hold.

Amounts of other years are those of 2023 moved by the index of wages. Whether somebody claims is the business of who writes
the files; no rule stands here, and nothing here changes an income.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from vroegsignalering.schemes import CHILD_BANDS, entitlements
from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis.state import HEAD, INMATE, PARTNER, State, among, day_of
from vroegsignalering.synthesis.wealth import Wealth
from vroegsignalering.synthesis.year import Year

ON = date(2023, 7, 1)
"""Day whose rules are used: the one year of which all parameters are known."""

OF_AGE = 18.0
PAID = ("zorgtoeslag", "kindgebonden_budget")


def paid(state: State, record: Year, worth: Wealth, gross: np.ndarray) -> dict[str, np.ndarray]:
    """Euros of the year by scheme over the shard's households, at full take-up.

    Parameters
    ----------
    state : State
    record : Year
    worth : Wealth
        Over the record's households; without the home, debts taken off.
    gross : array over persons
        Gross income of the year as it is written, euros.
    """
    index = inc.WAGE_INDEX[record.year] / inc.WAGE_INDEX[ON.year]
    rule = entitlements(applicants(state, record, worth, gross, index), ON, schemes=PAID)
    return {name: 12 * index * rule[f"{name}_eur_month"].to_numpy() for name in PAID}


def applicants(
    state: State, record: Year, worth: Wealth, gross: np.ndarray, index: float = 1.0
) -> pl.DataFrame:
    """Of each household of the shard what the rules look at; euros of the year divided by ``index``.

    Who applies, alone or as a couple, is the main earner, head and partner. All count as of age: some two in ten thousand
    persons are main earners of under 18, and are paid too.
    """
    home, n = record.household_of, len(record.composition.size)
    main = record.income.main_earner
    own = record.here & ((main[home] == np.arange(len(home))) | among(record.place_of, HEAD, PARTNER))
    age = (day_of(record.year, 7) - state.persons.birth[: len(home)]) / 365.2425
    child = record.here & ~own & (record.place_of != INMATE)
    wealth = np.zeros(n)
    wealth[record.homes] = worth.net - worth.home + worth.mortgage
    children = {
        name: np.bincount(home[child & (age >= low) & (age < high + 1)], minlength=n)
        for name, (low, high) in CHILD_BANDS.items()
    }
    return pl.DataFrame(
        {
            "age": np.full(n, OF_AGE),
            "has_partner": np.bincount(home[own], minlength=n) > 1,
            "assessment_income_eur_year": np.bincount(home[own], weights=gross[own], minlength=n) / index,
            "wealth_eur": wealth / index,
            **children,
        }
    )
