"""Care allowance, child budget and AIO as they are paid: amounts by hand from the rules of 2023."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis.allowances import MOST_SUPPLEMENT, applicants, paid, supplement
from vroegsignalering.synthesis.state import CHILD, HEAD, PARTNER, day_of


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
    state, record, gross = _family([20_000, 10_000, 0, 0, 15_000, 0, 40_000])
    who = applicants(state, record, _worth([60_000, 500], [300_000, 0], [250_000, 0]), gross)
    assert who["assessment_income_eur_year"].to_list() == [30_000, 15_000]
    assert who["has_partner"].to_list() == [True, False]
    assert who["wealth_eur"].to_list() == [10_000, 500]
    children = [who[name].to_list() for name in who.columns if name.startswith("children_")]
    assert children == [[1, 0], [0, 0], [1, 0], [0, 1]]


def test_care_allowance_of_2023_by_hand() -> None:
    # standard premium 1 889; norm premium 2.427 % (couple) or 0.123 % (alone) of 25 070, and 13.64 % of what is above
    state, record, gross = _family([20_000, 10_000, 0, 0, 30_000, 0, 40_000])
    couple = 2 * 1_889 - 0.02427 * 25_070 - 0.1364 * (30_000 - 25_070)
    alone = 1_889 - 0.00123 * 25_070 - 0.1364 * (30_000 - 25_070)
    little = _worth([0, 0], [0, 0], [0, 0])
    assert paid(state, record, little, gross)["zorgtoeslag"].tolist() == pytest.approx([couple, alone])
    wealthy = _worth([127_583, 127_583], [0, 0], [0, 0])  # above the limit of one, below that of two
    assert paid(state, record, wealthy, gross)["zorgtoeslag"].tolist() == pytest.approx([couple, 0])
    rich = gross + np.array([0, 0, 0, 0, 8_521, 0, 0])  # a euro above the income limit of one
    assert paid(state, record, little, rich)["zorgtoeslag"].tolist() == pytest.approx([couple, 0])


def test_child_budget_of_2023_by_hand() -> None:
    state, record, gross = _family([40_000, 10_000, 0, 0, 15_000, 0, 0])
    # couple: 1 653 + 1 532 + 267 (13 years), less 6.75 % of income above 43 397; alone: 1 653 + 476 (16 years) + 3 848
    couple = 1_653 + 1_532 + 267 - 0.0675 * (50_000 - 43_397)
    found = paid(state, record, _worth([0, 0], [0, 0], [0, 0]), gross)["kindgebonden_budget"]
    assert found.tolist() == pytest.approx([couple, 1_653 + 476 + 3_848])


def test_another_year_has_the_amounts_of_2023_moved_by_wages() -> None:
    index = inc.WAGE_INDEX[2018] / inc.WAGE_INDEX[2023]
    state, record, gross = _family([20_000, 10_000, 0, 0, 15_000, 0, 0])
    little = _worth([1_000, 1_000], [0, 0], [0, 0])
    now = paid(state, record, little, gross)["zorgtoeslag"]
    earlier = SimpleNamespace(**vars(record) | {"year": 2018})
    older = SimpleNamespace(
        persons=SimpleNamespace(birth=state.persons.birth - (day_of(2023, 7) - day_of(2018, 7)))
    )
    worth = _worth([1_000 * index, 1_000 * index], [0, 0], [0, 0])
    assert paid(older, cast(Any, earlier), worth, gross * index)["zorgtoeslag"].tolist() == pytest.approx(
        (index * now).tolist()
    )


def test_aio_of_2023_by_hand() -> None:
    # norm alone 1 357.66 a month; alone, alone with wealth, with a child of 23 that earns, working, with next to nothing
    home = np.array([0, 1, 2, 2, 3, 4])
    pension = np.array([15_000.0, 15_000, 15_000, 0, 0, 15_000])
    record = SimpleNamespace(
        year=2023,
        household_of=home,
        place_of=np.array([HEAD, HEAD, HEAD, CHILD, HEAD, HEAD], np.int8),
        here=np.ones(6, bool),
        homes=np.arange(5),
        composition=SimpleNamespace(size=np.array([1, 1, 2, 1, 1])),
        income=SimpleNamespace(main_earner=np.array([0, 1, 2, 4, 5]), persons={"state_pension": pension}),
        disposable=np.array([15_800.0, 15_800, 45_000, 9_000, 2_000]),
    )
    born = [1945, 1945, 1945, 2000, 1980, 1945]
    state = SimpleNamespace(persons=SimpleNamespace(birth=np.array([day_of(year) for year in born])))
    worth = _worth([500.0, 50_000, 500, 500, 500], [0.0] * 5, [0.0] * 5)
    gross = np.array([15_000.0, 15_000, 15_000, 40_000, 9_000, 15_000])
    support = np.array([800.0, 800, 0, 0, 0])
    norm = 12 * 1_357.66
    expected = [
        (norm - 15_000) / 15_000, 0, (norm - 45_000 * 15 / 55) / 15_000, 0, 0, MOST_SUPPLEMENT,
    ]  # fmt: skip
    found = supplement(cast(Any, state), cast(Any, record), worth, gross, support)
    assert found == pytest.approx(expected, abs=2e-5)
