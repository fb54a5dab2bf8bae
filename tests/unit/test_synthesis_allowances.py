"""Care allowance and child budget as they are paid: amounts by hand from the rules of 2023."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from vroegsignalering.schemes import entitlements, example_households
from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis.allowances import Applicants, applicants, care_allowance, child_budget
from vroegsignalering.synthesis.state import CHILD, HEAD, PARTNER, day_of


def _who(income: list[float], partnered: list[bool], wealth: list[float]) -> Applicants:
    nobody = np.zeros(0, bool)
    return Applicants(
        own=nobody,
        partnered=np.array(partnered),
        income=np.array(income),
        wealth=np.array(wealth),
        equity=np.zeros(len(income)),
    )


def test_care_allowance_of_2023_by_hand() -> None:
    # standard premium 1 889; norm premium 0.123 % (alone) or 2.427 % (couple) of 25 070, and 13.64 % of what is above
    alone = 1_889 - 0.00123 * 25_070 - 0.1364 * (30_000 - 25_070)
    couple = 2 * 1_889 - 0.02427 * 25_070 - 0.1364 * (30_000 - 25_070)
    who = _who(
        [30_000, 30_000, 38_521, 30_000, 30_000],
        [False, True, False, False, True],
        [0, 0, 0, 127_583, 127_583],
    )
    assert care_allowance(2023, who).tolist() == pytest.approx([alone, couple, 0, 0, couple])


def test_another_year_has_the_amounts_of_2023_moved_by_wages() -> None:
    index = inc.WAGE_INDEX[2018] / inc.WAGE_INDEX[2023]
    earlier = care_allowance(2018, _who([30_000 * index], [False], [1_000 * index]))
    assert earlier[0] == pytest.approx(index * care_allowance(2023, _who([30_000], [False], [1_000]))[0])


def _family(gross: list[float]) -> tuple[Any, Any, np.ndarray]:
    """A couple with children of 5 and 13, and a single parent with one of 16; the second head's grown child earns."""
    place = np.array([HEAD, PARTNER, CHILD, CHILD, HEAD, CHILD, CHILD], np.int8)
    birth = np.array([day_of(year) for year in (1980, 1982, 2018, 2010, 1978, 2007, 2000)])
    home = np.array([0, 0, 0, 0, 1, 1, 1])
    record = SimpleNamespace(
        year=2023,
        household_of=home,
        place_of=place,
        here=np.ones(7, bool),
        homes=np.array([0, 1]),
        composition=SimpleNamespace(size=np.array([4, 3])),
        income=SimpleNamespace(main_earner=np.array([0, 4])),
    )
    return SimpleNamespace(persons=SimpleNamespace(birth=birth)), record, np.array(gross)


def _worth(net: list[float], home: list[float], mortgage: list[float]) -> Any:
    return SimpleNamespace(net=np.array(net), home=np.array(home), mortgage=np.array(mortgage))


def test_income_is_that_of_applicant_and_partner_and_the_home_is_no_wealth() -> None:
    _, record, gross = _family([20_000, 10_000, 0, 0, 15_000, 0, 40_000])
    who = applicants(cast(Any, record), _worth([60_000, 500], [300_000, 0], [250_000, 0]), gross)
    assert who.income.tolist() == [30_000, 15_000]
    assert who.partnered.tolist() == [True, False]
    assert who.wealth.tolist() == [10_000, 500]
    assert who.equity.tolist() == [50_000, 0]


def test_child_budget_of_2023_by_hand() -> None:
    state, record, gross = _family([40_000, 10_000, 0, 0, 15_000, 0, 0])
    who = applicants(cast(Any, record), _worth([0, 0], [0, 0], [0, 0]), gross)
    # couple: 1 653 + 1 532 + 267 (13 years), less 6.75 % of income above 43 397; alone: 1 653 + 476 (16 years) + 3 848
    couple = 1_653 + 1_532 + 267 - 0.0675 * (50_000 - 43_397)
    assert child_budget(state, cast(Any, record), who).tolist() == pytest.approx(
        [couple, 1_653 + 476 + 3_848]
    )


def test_paid_amounts_are_those_of_the_schemes() -> None:
    homes = pl.concat([example.frame for example in example_households()], how="vertical_relaxed")
    homes = homes.with_columns(wealth_eur=pl.lit(3_000.0))
    rule = entitlements(homes, date(2023, 7, 1), schemes=["zorgtoeslag"])
    who = _who(
        homes["assessment_income_eur_year"].to_list(),
        homes["has_partner"].to_list(),
        homes["wealth_eur"].to_list(),
    )
    paid = care_allowance(2023, who)
    adult = (homes["age"] >= 18).to_numpy()
    assert adult.any()
    assert (paid > 0)[adult].tolist() == rule["zorgtoeslag_entitled"].to_numpy()[adult].tolist()
