"""Who lives of bijstand: how many leave it in a year, and how many have a background outside Europe."""

from __future__ import annotations

import numpy as np
import pytest

from vroegsignalering.synthesis.dials import calibrated
from vroegsignalering.synthesis.population import first_day
from vroegsignalering.synthesis.state import day_of
from vroegsignalering.synthesis.work import ASSISTANCE
from vroegsignalering.synthesis.year import begin_year, finish_year


@pytest.fixture(scope="module")
def found() -> dict[int, dict[str, float]]:
    """Of who receives bijstand in 2016 to 2018 in a small country: who left, background and age at the end of the year."""
    dials = calibrated()
    state = first_day(np.random.default_rng(12), dials, 40_000, dials.offsets("gemeenten"), False)
    out = {}
    while state.year <= 2018:
        year, record = state.year, begin_year(state, dials, {})
        p, here = state.persons, record.here
        had, has = here & (record.job.before == ASSISTANCE), here & (record.job.after == ASSISTANCE)
        age = (day_of(year + 1) - p.birth[: len(here)]) / 365.2425
        out[year] = {
            "left": float((had & ~has).sum() / had.sum()),
            "outside_europe": float((p.origin[: len(here)][has] >= 3).mean()),
            "below_27": float((age[has] < 27).mean()),
        }
        finish_year(state, dials, record)
    return out


def test_a_fifth_leave_in_a_year(found: dict[int, dict[str, float]]) -> None:
    # 118 of 466 thousand in 2017 (CBS, quoted by nu.nl, May 2018), with spells that begin and end within the year
    left = np.mean([found[year]["left"] for year in (2016, 2017, 2018)])
    assert 0.16 < left < 0.26


@pytest.mark.parametrize(("year", "share"), [(2017, 239 / 472), (2018, 235 / 459)])
def test_half_have_a_background_outside_europe(
    found: dict[int, dict[str, float]], year: int, share: float
) -> None:
    # CBS, quoted by nu.nl, August 2017 and May 2018
    assert found[year]["outside_europe"] == pytest.approx(share, abs=0.05)


def test_one_in_twelve_is_below_27(found: dict[int, dict[str, float]]) -> None:
    # some 37 of 433 thousand at the end of 2018 (CBS, quoted by managersonline.nl, March 2019)
    assert found[2018]["below_27"] == pytest.approx(37 / 433, abs=0.025)
