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
    # of 2022, in the middle of all traits: 0.842 of the 0.826 that is left at 40, less 0.076
    assert _left(2022, 40) == pytest.approx(0.842 * 0.826 - 0.076)
    assert _left(2022, 62) < _left(2022, 40) < _left(2014, 40)
    assert _left(2022, 40, thrift=1.0) == pytest.approx(_left(2022, 40) - 0.321)
    assert _left(2022, 90) == 0.0
    assert _left(2014, 25) == of_wealth.AT_MOST


def test_savings_rise_half_as_steep_from_five_times_those_of_the_middle() -> None:
    at = np.array([-1.0, 0.0, 1.0, 2.0])
    found = of_wealth._spread(at, np.zeros(4), np.zeros(4))
    # 1.9 times thrift and 0.2; from 1.6 on half of what is above it
    assert found == pytest.approx([-1.52, 0.38, 1.6 + 0.5 * 0.68, 1.6 + 0.5 * 2.58])


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


def test_a_home_of_ones_own_is_worth_what_is_published(country: dict[int, tuple[Year, Wealth]]) -> None:
    record, found = country[2022]
    own = (record.tenure == 0) & (record.population == 1)
    # 62 % of 3 421 billion euros over 4.69 million owners (CBS, November 2023)
    assert found.home[own].mean() / 1_000 == pytest.approx(452.0, rel=0.04)


@pytest.mark.parametrize(("year", "thousand"), [(2014, 140.4), (2022, 262.1)])
def test_own_homes_come_to_what_is_published(
    country: dict[int, tuple[Year, Wealth]], year: int, thousand: float
) -> None:
    record, found = country[year]
    # StatLine 80056NED, 2014: 245 thousand euros for 57.3 %; 2 106.6 billion over 8.04 million households (CBS, November 2023)
    assert found.home[record.population == 1].mean() / 1_000 == pytest.approx(thousand, rel=0.04)


@pytest.mark.parametrize(("year", "thousand", "within"), [(2014, 88.0, 0.12), (2022, 96.0, 0.06)])
def test_mortgages_come_to_what_is_published(
    country: dict[int, tuple[Year, Wealth]], year: int, thousand: float, within: float
) -> None:
    record, found = country[year]
    # some 88 of 80056NED (the model has a tenth more); 83 % of 931 billion euros over 8.04 million households (2023/44)
    assert found.mortgage[record.population == 1].mean() / 1_000 == pytest.approx(thousand, rel=within)
    assert (found.home[found.mortgage > 0] > 0).all()


def test_a_third_of_owners_owed_more_than_the_home_was_worth_in_2014(
    country: dict[int, tuple[Year, Wealth]],
) -> None:
    record, found = country[2014]
    own = (record.tenure == 0) & (record.population == 1)
    # CBS, news 2014/41
    assert (found.mortgage > found.home)[own].mean() == pytest.approx(0.33, abs=0.04)


@pytest.mark.parametrize(("year", "thousand"), [(2014, 17.3), (2022, 135.1)])
def test_the_middle_household_has_what_is_published(
    country: dict[int, tuple[Year, Wealth]], year: int, thousand: float
) -> None:
    record, found = country[year]
    # CBS, news 2023/44
    assert np.median(found.net[record.population == 1]) / 1_000 == pytest.approx(thousand, rel=0.12)


def test_savings_of_2014_have_the_published_quartiles(country: dict[int, tuple[Year, Wealth]]) -> None:
    record, found = country[2014]
    quartiles = np.quantile(found.bank[record.population == 1], [0.25, 0.5, 0.75]) / 1_000
    # StatLine 80056NED: 2, 11 and 39 thousand euros, in whole thousands
    assert quartiles == pytest.approx([2.0, 11.0, 39.0], rel=0.2)
