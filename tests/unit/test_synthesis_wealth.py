"""Homes and mortgages: what the model leaves of a loan, and how near homes come to what is published of them."""

from __future__ import annotations

import numpy as np
import pytest

from vroegsignalering.synthesis import wealth as of_wealth
from vroegsignalering.synthesis.dials import calibrated
from vroegsignalering.synthesis.population import first_day
from vroegsignalering.synthesis.wealth import Wealth, wealth
from vroegsignalering.synthesis.year import Year, begin_year, finish_year


def _left(year: int, age: float, thrift: float = 0.0, trait: float = 0.0) -> float:
    found = of_wealth._loan_to_value(
        year, np.array([age]), np.array([thrift]), np.array([0.0]), np.array([trait])
    )
    return float(found[0])


def test_less_is_owed_by_the_old_the_thrifty_and_after_prices_rose() -> None:
    # of 2022, in the middle of all traits: 1.28 of what is left by age, less 0.26
    assert _left(2022, 40) == pytest.approx(1.28 * 0.72 - 0.26)
    assert _left(2022, 62) < _left(2022, 40) < _left(2014, 40)
    assert _left(2022, 40, thrift=1.0) == pytest.approx(_left(2022, 40) - 1.26 * 0.12)
    assert _left(2022, 90) == 0.0
    assert _left(2014, 25) == of_wealth.AT_MOST


@pytest.fixture(scope="module")
def country() -> dict[int, tuple[Year, Wealth]]:
    """Records and wealth of two years of a small country."""
    dials = calibrated()
    state = first_day(np.random.default_rng(11), dials, 20_000, dials.offsets("gemeenten"), False)
    found = {}
    while state.year <= 2022:
        record = begin_year(state, dials, {})
        if record.year in (2014, 2022):
            found[record.year] = (record, wealth(state, record, dials))
        finish_year(state, dials, record)
    return found


@pytest.mark.parametrize(("year", "thousand"), [(2014, 245.0), (2022, 452.0)])
def test_a_home_of_ones_own_is_worth_what_is_published(
    country: dict[int, tuple[Year, Wealth]], year: int, thousand: float
) -> None:
    record, found = country[year]
    own = (record.tenure == 0) & (record.population == 1)
    # StatLine 80056NED, 2014; 62 % of 3 421 billion euros over 4.69 million owners (CBS, November 2023)
    assert found.home[own].mean() / 1_000 == pytest.approx(thousand, rel=0.04)


def test_mortgages_come_to_what_is_published_of_2022(country: dict[int, tuple[Year, Wealth]]) -> None:
    record, found = country[2022]
    counted = record.population == 1
    # 83 % of debts of 931 billion euros over 8.04 million households (CBS, November 2023)
    assert found.mortgage[counted].mean() / 1_000 == pytest.approx(96.0, rel=0.06)
    assert (found.home[found.mortgage > 0] > 0).all()
