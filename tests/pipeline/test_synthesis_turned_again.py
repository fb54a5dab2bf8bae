"""Numbers set anew beside those that are shipped: only the family that was asked for moves, and it reaches what is published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from vroegsignalering.synthesis import lines, published
from vroegsignalering.synthesis.calibrate import main, turn
from vroegsignalering.synthesis.calibrate import turned as mean_over_draws
from vroegsignalering.synthesis.dials import Dials, calibrated
from vroegsignalering.synthesis.groups import Groups


@pytest.fixture(scope="module")
def turned() -> tuple[Dials, dict[int, tuple[np.ndarray, Groups]]]:
    """A small country turned again, and who was known in it, year by year."""
    seen: dict[int, tuple[np.ndarray, Groups]] = {}
    found = lines.known_for_four_years

    def watch(year: int, trait: np.ndarray, lasting: np.ndarray, groups: Groups, dials: Dials) -> np.ndarray:
        known = found(year, trait, lasting, groups, dials)
        seen[year] = (known, groups)
        return known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "known_for_four_years", watch)
        return turn(60_000, ("known",)), seen


def test_only_the_family_that_was_asked_for_is_set_anew(turned: tuple[Dials, object]) -> None:
    before, after = calibrated().numbers, turned[0].numbers
    moved = {name for name in before if before[name] != after[name]}
    assert moved and all(name.startswith("known:") for name in moved)
    assert set(before) == set(after)


def test_debts_savings_and_cut_points_can_be_set_anew_without_the_lines() -> None:
    before, after = calibrated().numbers, turn(20_000, ("needs", "percentiles", "savings")).numbers
    moved = {name.split(":")[0] for name in before if before[name] != after[name]}
    assert moved == {"needs", "percentiles", "savings"}


def test_the_mean_of_two_draws_keeps_thresholds_and_cut_points_what_they_are() -> None:
    one, other = (turn(20_000, ("needs", "percentiles"), seed).numbers for seed in (20_240, 20_241))
    mean = mean_over_draws(20_000, ("needs", "percentiles"), 2).numbers
    assert mean["needs:none:short:2020"] == pytest.approx(
        (one["needs:none:short:2020"] + other["needs:none:short:2020"]) / 2
    )
    name = "percentiles:wealth:2020"
    assert mean[name] == pytest.approx((np.array(one[name]) + np.array(other[name])) / 2)


@pytest.mark.parametrize("year", [2018, 2021, 2023])
def test_as_many_on_bijstand_are_known_for_four_years_as_are_published(
    turned: tuple[Dials, dict[int, tuple[np.ndarray, Groups]]], year: int
) -> None:
    known, groups = turned[1][year]
    source = published.SOURCES.index("Bron: Uitkering bijstand")
    of = groups.counted & (groups.index["source"] == source)
    # StatLine 83841NED, 120 %: 161.0 thousand are 72.3 % (of 294.8 in all), 165.0 are 74.3 % (268.8), 154.5 are 75.5 % (254.7)
    wanted = {2018: 0.755, 2021: 0.826, 2023: 0.803}[year]
    assert known[of].mean() == pytest.approx(wanted, abs=0.03)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "known", "--draws", "0"], "0 is not in the range x>=1"),
        (["--draws", "2"], "--draws goes with --only"),
        (["--persons", "0"], "0 is not in the range x>=2000"),
    ],
)
def test_a_fit_that_cannot_be_is_refused_in_one_message_and_writes_nothing(
    tmp_path: Path, words: list[str], said: str
) -> None:
    to = tmp_path / "parameters.json"
    found = CliRunner().invoke(main, [*words, "--to", str(to)])
    assert found.exit_code == 2 and said in found.output
    assert not to.exists()
