"""Care allowance, child budget and AIO as they are paid: by the rules of :mod:`vroegsignalering.schemes`.

They are worked out from what registers hold. AIO is part of an income already, so it is no money on top: it is told apart
from the state pension. Amounts of other years are those of 2023 moved by the index of wages. Whether somebody claims is the
business of who writes the files; no rule stands here, and nothing here changes an income.
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

OF_AGE, PENSIONER = 18.0, 70.0
MOST_SUPPLEMENT = 0.6
"""Largest part of a state pension that is AIO: who has less than 20 years of it is rare; an assumption."""
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


def supplement(
    state: State, record: Year, worth: Wealth, gross: np.ndarray, other_support: np.ndarray
) -> np.ndarray:
    """AIO: the part of the state pension of each person that is none, where the rule finds the income too low for the household.

    Parameters
    ----------
    state : State
    record : Year
    worth : Wealth
        Over the record's households.
    gross : array over persons
        Gross income of the year as it is written, euros.
    other_support : array over the shard's households
        Allowances and child benefit that are paid within disposable income, euros of the year.

    Returns
    -------
    array over persons
        Share of the state pension that is AIO, 0 to :data:`MOST_SUPPLEMENT`, at full take-up.
    """
    home, n = record.household_of, len(record.composition.size)
    own = _own(record)
    pension = np.bincount(home[own], weights=record.income.persons["state_pension"][own], minlength=n)
    homes = np.flatnonzero(pension[record.homes] > 0)
    at, index = record.homes[homes], inc.WAGE_INDEX[record.year] / inc.WAGE_INDEX[ON.year]
    brought = np.bincount(home[own], weights=gross[own], minlength=n)[at]
    whole = np.bincount(home[record.here], weights=gross[record.here], minlength=n)[at]
    mine = np.where((whole > brought) & (brought >= 0), brought / np.maximum(whole, 1.0), 1.0)
    net = mine * (record.disposable[homes] - other_support[at])
    frame = applicants(state, record, worth, gross, index)[at].with_columns(
        age=pl.lit(PENSIONER),
        partner_age=pl.when("has_partner").then(PENSIONER),
        cost_sharers=_sharers(state, record, own)[at],
        home_equity_eur=(worth.home - worth.mortgage)[homes] / index,
        net_income_eur_month=net / index / 12,
    )
    short = 12 * index * entitlements(frame, ON, schemes=("aio",))["aio_eur_month"].to_numpy()
    share = np.zeros(n)
    share[at] = np.clip(short / pension[at], 0, MOST_SUPPLEMENT)
    return np.where(own, share[home], 0.0)


def _sharers(state: State, record: Year, own: np.ndarray) -> np.ndarray:
    """Adults of 27 and over who live in, over the shard's households."""
    age = (day_of(record.year, 7) - state.persons.birth[: len(own)]) / 365.2425
    other = record.here & ~own & (record.place_of != INMATE) & (age >= 27)
    return np.bincount(record.household_of[other], minlength=len(record.composition.size))


def _own(record: Year) -> np.ndarray:
    """Who applies for a household, alone or as a couple: main earner, head and partner; over persons."""
    main, home = record.income.main_earner, record.household_of
    return np.asarray(
        record.here & ((main[home] == np.arange(len(home))) | among(record.place_of, HEAD, PARTNER))
    )


def applicants(
    state: State, record: Year, worth: Wealth, gross: np.ndarray, index: float = 1.0
) -> pl.DataFrame:
    """Of each household of the shard what the rules look at; euros of the year divided by ``index``.

    Who applies, alone or as a couple, is the main earner, head and partner. All count as of age: some two in ten thousand
    persons are main earners of under 18, and are paid too.
    """
    home, n = record.household_of, len(record.composition.size)
    own = _own(record)
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
