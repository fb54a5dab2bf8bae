"""Owner or tenant, and what the household gets for its home: scores, rent allowance, the energy allowance of 2022 and 2023.

How many own or receive is a published number, turned once while fitting (see :mod:`.dials`). Lines are not drawn here.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import Composition
from vroegsignalering.synthesis.income import Income
from vroegsignalering.synthesis.standing import LOW_INCOME_LINE
from vroegsignalering.synthesis.state import State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait

ENERGY_ALLOWANCE = {2022: 1_300.0, 2023: 1_300.0}
"""Euros per household, once in the year, for incomes up to 120 % of the social minimum: the amount that the law advised."""
ENERGY_UNCLAIMED = 1.2
"""Cut on a standard normal above which a household did not get it: about one in nine; an assumption."""


def settle_tenure(
    state: State,
    comp: Composition,
    income: Income,
    homes: np.ndarray,
    kinds: np.ndarray,
    population: np.ndarray,
    dials: Dials,
) -> tuple[np.ndarray, np.ndarray]:
    """Who owns, and who gets rent allowance; owners are marked in the state.

    Parameters
    ----------
    homes, kinds, population : arrays over the households of the year
        Household, leaf type, and population (1 counted, 2 student, 7 without income).

    Returns
    -------
    tenure : array of int
        0 owner, 1 rent, 2 rent with allowance.
    allowance : array of float
        Rent allowance, euros in the year.
    """
    h, year, counted = state.households, state.year, population == 1
    score = _ownership_score(state, comp, income, kinds, homes)
    goal = _goal(0, counted, year, dials)
    owns = dials.passing(f"owner:{year}", np.where(counted, score, np.inf), goal)
    h.owner[homes] = owns | ((population == 7) & (score <= float(dials.numbers[f"owner:{year}"])))  # type: ignore[arg-type]
    allowance = _rent_allowance(state, comp, income, homes, h.owner[homes], counted, dials)
    return np.where(h.owner[homes] == 1, 0, np.where(allowance > 0, 2, 1)), allowance


def _goal(group: int, counted: np.ndarray, year: int, dials: Dials) -> float:
    """Households of a tenure as published, as a share of all that are counted; zero in a run."""
    if not dials.fitting:
        return 0.0
    sizes = published.sizes("tenure")[:, year - published.FIRST_SIMULATED]
    return float(sizes[group] / sizes.sum() * counted.sum() / dials.scale)


def _ownership_score(
    state: State, comp: Composition, income: Income, kinds: np.ndarray, homes: np.ndarray
) -> np.ndarray:
    """Score for owning a home: lower owns first."""
    p, h = state.persons, state.households
    head = comp.head[homes]
    age = (day_of(state.year) - p.birth[head]) / 365.2425
    by_type = np.array([-0.75, -0.85, -0.75, 0.1, 1.0, 1.1, 0.6, 0.2, -0.3])[kinds]
    by_age = np.interp(age, [20, 27, 35, 45, 60, 72, 85], [-1.6, -0.5, 0.15, 0.3, 0.35, 0.1, -0.6])
    where = pl_.places().owner[h.gem[homes]]
    origin = np.where((p.born_abroad[head] == 1) & (p.origin[head] > 0), -0.9, 0.0)
    traits = 0.55 * p.ability[head] + 0.35 * p.thrift[head] + 0.25 * p.footing[head]
    score = by_type + by_age + origin + traits + 2.6 * (where - 0.57)
    return -(score + 0.75 * dwelling_trait(h.address[homes]))


def _rent_allowance(
    state: State,
    comp: Composition,
    income: Income,
    homes: np.ndarray,
    owner: np.ndarray,
    counted: np.ndarray,
    dials: Dials,
) -> np.ndarray:
    """Euros of rent allowance in the year: renters with low incomes, some of whom do not claim."""
    p, year = state.persons, state.year
    net = income.net_household[homes] / income.factor[homes]
    age = (day_of(year) - p.birth[comp.head[homes]]) / 365.2425
    score = np.log(np.maximum(net, 500.0)) + 0.16 * dwelling_trait(state.households.address[homes], 7_919)
    business = among(income.source[homes], 1, 2, 3)
    score = (
        score + np.where(business, 0.35, 0.0) + np.where(age < 23, 0.5, 0.0) - np.where(age > 66, 0.06, 0.0)
    )
    unclaimed = dwelling_trait(state.households.address[homes], 104_729) > np.where(business, 0.67, 1.3)
    score = np.where((owner == 1) | ~counted | unclaimed, np.inf, score)
    goal = _goal(2, counted, year, dials)
    gets = dials.passing(f"rent_allowance:{year}", score, goal)
    cut = float(dials.numbers[f"rent_allowance:{year}"])  # type: ignore[arg-type]
    index = inc.WAGE_INDEX[year]
    amount = index * np.clip(1_500 + 6_500 * (cut - np.minimum(score, cut)), 300, 3_900)
    return np.where(gets, amount, 0.0)


def energy_allowance(
    year: int, minimum: np.ndarray, factor: np.ndarray, counted: np.ndarray, main: np.ndarray
) -> np.ndarray:
    """Euros of the energy allowance in the year: for whom income without it is at most 120 % of the minimum.

    The social minimum of a household is taken as the low-income line times its equivalence factor: near enough here.
    """
    amount = ENERGY_ALLOWANCE.get(year, 0.0)
    without = minimum - 100 * amount / (12 * LOW_INCOME_LINE[year] * factor)
    gets = counted & (without <= 120) & (dwelling_trait(main, 49_979_687) < ENERGY_UNCLAIMED)
    return np.where(gets, amount, 0.0)
