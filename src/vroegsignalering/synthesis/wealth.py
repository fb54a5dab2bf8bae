"""Wealth and debt of households on 1 January: savings, homes, mortgages, businesses, student and other debts.

A household's place in the distribution follows its main earner's persistent thrift and ability, its age,
type, tenure and income; savings, homes and mortgages are turned to published medians and totals of all households. Wealth
passes on with the persons, not with the household. No table of wealth that is kept for validation is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.published import FIRST_WRITTEN
from vroegsignalering.synthesis.standing import LOW_INCOME_LINE
from vroegsignalering.synthesis.state import State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.year import Year

HOME_INDEX = {
    2014: 0.522,
    2015: 0.530,
    2016: 0.549,
    2017: 0.584,
    2018: 0.630,
    2019: 0.686,
    2020: 0.741,
    2021: 0.800,
    2022: 0.974,
    2023: 1.000,
}
"""Home values on 1 January over those of 1 January 2023, of which the gemeenten's means in the facts are (379 thousand euros over
all). Own homes came to 140, 185, 215 and 262 thousand euros per household in 2014, 2019, 2021 and 2022 (CBS: StatLine 80056NED;
news 2020/42 and 2023/44); between these, and in 2023, the course of mean WOZ values, general knowledge and not in the facts.
Values of all dwellings follow it too, so that before 2022 they are some 4 % below mean WOZ values."""
OWNED = 0.924
"""Level of homes that are owned, such that they come to those euros per household."""
AT_MOST = 1.022
"""Largest mortgage over the value of the home; of the search of :func:`_loan_to_value`."""
SAVINGS_BY_AGE = (3.5, 9.5, 14.8, 22.6, 28.5, 31.5, 30.7, 29.6)
SAVINGS_BY_TYPE = (9.9, 8.9, 33.4, 29.6)
"""Medians of bank and savings in 2022, thousand euros: by age of the head; alone, one parent, couple, couple with children."""
SAVINGS_YEAR = 2022
BEND = 1.6
"""Logarithm of savings, over those of the middle, from which they rise half as steep."""
SAVINGS_INDEX = {
    2014: 0.516,
    2015: 0.610,
    2016: 0.589,
    2017: 0.628,
    2018: 0.632,
    2019: 0.659,
    2020: 0.678,
    2021: 0.841,
    2022: 1.000,
    2023: 1.030,
}
"""Savings over those of 2022, such that median wealth without the home is 10.9, 12.9, 13.0, 13.7, 14.1, 14.6, 15.7 and 19.7
thousand euros in 2014 to 2021 (CBS, news 2023/44); 2023 is an assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wealth:
    """Euros over the households of :attr:`Year.homes`."""

    bank: np.ndarray
    securities: np.ndarray
    home: np.ndarray
    business: np.ndarray
    mortgage: np.ndarray
    student_debt: np.ndarray
    other_debt: np.ndarray

    @property
    def assets(self) -> np.ndarray:
        """All assets."""
        return np.asarray(self.bank + self.securities + self.home + self.business)

    @property
    def debts(self) -> np.ndarray:
        """All debts."""
        return np.asarray(self.mortgage + self.student_debt + self.other_debt)

    @property
    def net(self) -> np.ndarray:
        """Assets less debts."""
        return np.asarray(self.assets - self.debts)


def wealth(state: State, record: Year, dials: Dials) -> Wealth:
    """Wealth on 1 January of the record's year, euros."""
    p, year = state.persons, record.year
    main = record.income.main_earner[record.homes]
    age = (day_of(year) - p.birth[main]) / 365.2425
    thrift, ability = np.clip(p.thrift[main], -3, 3), np.clip(p.ability[main], -3, 3)
    rank = np.log(np.maximum(record.standardised, 6_000.0) / (LOW_INCOME_LINE[year] * 12)) - 0.8
    spread = _spread(thrift, rank, dwelling_trait(main))
    group = np.digitize(age, [25, 35, 45, 55, 65, 75, 85])
    if dials.sets("savings") and year in (FIRST_WRITTEN, SAVINGS_YEAR):
        _fit_savings(spread, record, group, dials)
    level = dials.offsets("savings:type")[record.type] + dials.offsets("savings:age")[group]
    bank = np.exp(level + spread) * SAVINGS_INDEX[year]
    owner = record.tenure == 0
    home = np.where(owner, OWNED * assessed_value(record) * np.exp(0.22 * ability + 0.25 * rank), 0.0)
    mortgage = home * _loan_to_value(year, age, thrift, rank, dwelling_trait(main, 53))
    rich = np.exp(1.5 * thrift + 0.9 * np.clip(rank, -1, 3) + 0.5 * ability)
    securities = np.where(rich > 12, 7_100 * rich**1.3, 0.0)
    business = np.where(
        among(record.income.source[record.homes], 1, 2), 70_000 * np.exp(0.8 * thrift + 0.7 * rank), 0.0
    )
    student = _student_debt(
        year, age, p.education[main], dwelling_trait(main, 31), dwelling_trait(record.address, 77)
    )
    owing = p.debt[main] - 0.6 * thrift - 0.4 * rank
    other = np.where(owing > 0.3, 1_270 * np.exp(0.75 * np.clip(owing, 0, 4)), 0.0)
    whole = [np.round(v) for v in (bank, securities, home, business, mortgage, student, other)]
    return Wealth(
        bank=whole[0],
        securities=whole[1],
        home=whole[2],
        business=whole[3],
        mortgage=whole[4],
        student_debt=whole[5],
        other_debt=whole[6],
    )


def _spread(thrift: np.ndarray, rank: np.ndarray, trait: np.ndarray) -> np.ndarray:
    """Logarithm of savings over those of the middle of age and type; half as steep from five times these.

    The three numbers, rounded, by least squares to quartiles of 2 and 39 thousand euros and a mean of 43 in 2014 (CBS, StatLine
    80056NED) and a mean of 49.5 in 2022 (83834NED); see decision 0195.
    """
    found = 1.9 * (thrift + 0.75 * np.clip(rank, -1.6, 2.0) + 0.25 * trait + 0.2)
    return np.asarray(np.minimum(found, 0.5 * (found + BEND)))


def _student_debt(
    year: int, age: np.ndarray, education: np.ndarray, borrowing: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """Euros of student debt, less with age: 12.6 billion with 900 thousand households in 2015, 26 with 17 % in 2022 (CBS)."""
    cut, level = np.interp(year, [2015, 2022], [-0.2, -0.7]), np.interp(year, [2017, 2022], [10_000, 13_500])
    holds = (education >= 2) & (age < 40) & (borrowing > cut)
    return np.where(holds, level * np.exp(size) * (50 - age) / 20, 0.0)


def _loan_to_value(
    year: int, age: np.ndarray, thrift: np.ndarray, rank: np.ndarray, trait: np.ndarray
) -> np.ndarray:
    """Mortgage over the value of the home: what is left of the loan by age, over prices since; less what was repaid or brought.

    Coefficients by a search over published figures of all households: median wealth 2014 to 2022, mortgages, owners without
    one and owners who owe more than the home is worth (CBS, news 2014/41, 2020/42 and 2023/44, StatLine 85162NED). Goals and
    tolerances were set beforehand, and are in decision 0195.
    """
    left = np.interp(age, [22, 30, 40, 50, 62, 75, 90], [0.97, 0.88, 0.826, 0.678, 0.529, 0.013, 0.005])
    paid = 0.321 * thrift + 0.161 * np.clip(rank, -0.5, 1.5) + 0.061 * trait
    prices = HOME_INDEX[year] / HOME_INDEX[SAVINGS_YEAR]
    return np.clip(0.842 * left / prices**0.964 - paid - 0.076, 0, AT_MOST)


def assessed_value(record: Year) -> np.ndarray:
    """Value of the dwellings of the record's households by place, year and dwelling alone, euros."""
    woz = pl_.places().woz_eur[record.gem] * HOME_INDEX[record.year]
    return np.asarray(woz * np.exp(0.25 * dwelling_trait(record.address)))


def _fit_savings(spread: np.ndarray, record: Year, group: np.ndarray, dials: Dials) -> None:
    """Levels by type and age of the head such that the published medians of savings come out (83834NED)."""
    ok = among(record.population, 1, 2)
    by_type, by_age = np.zeros(9), np.full(8, 9.5)

    def turn(
        level: np.ndarray, dim: np.ndarray, goals: tuple[float, ...], groups: list[list[int]], part: float
    ) -> None:
        for goal, of in zip(goals, groups, strict=True):
            rows = ok & np.isin(dim, of)
            if rows.any():
                found = np.median(spread[rows] + by_type[record.type[rows]] + by_age[group[rows]])
                level[of] += part * (np.log(goal * 1000 / SAVINGS_INDEX[SAVINGS_YEAR]) - found)

    ages, types = [[g] for g in range(8)], [[0, 1], [2, 3], [6, 7], [4, 5]]
    for _ in range(12):
        turn(by_age, group, SAVINGS_BY_AGE, ages, 1.0)
        turn(by_type, record.type, SAVINGS_BY_TYPE, types, 1.0)
    turn(
        by_age, group, SAVINGS_BY_AGE, ages, 0.65
    )  # the two sets of medians do not quite agree: end between them
    dials.keep("savings:type", by_type)
    dials.keep("savings:age", by_age)


def liquid(found: Wealth) -> np.ndarray:
    """Freely available wealth: savings and securities less other debts."""
    return np.asarray(found.bank + found.securities - found.other_debt)
