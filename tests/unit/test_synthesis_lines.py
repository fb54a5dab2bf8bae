"""Lines, families, energy allowance and composition: answers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from vroegsignalering.synthesis import calibrate, cells, line_fit, published
from vroegsignalering.synthesis.dials import calibrated
from vroegsignalering.synthesis.groups import DIMENSIONS, SIZES, Groups, staying
from vroegsignalering.synthesis.homes import NOBODY, composition
from vroegsignalering.synthesis.state import (
    CHILD,
    DIED,
    HEAD,
    HOUSEHOLD_FIELDS,
    OTHER,
    PARTNER,
    PERSON_FIELDS,
    Columns,
    State,
    day_of,
)
from vroegsignalering.synthesis.tenure import energy_allowance
from vroegsignalering.synthesis.work import _provided


def test_those_below_for_one_or_two_years_have_a_class_by_source() -> None:
    years, source = np.array([0, 1, 2, 3, 1]), np.array([5, 0, 0, 5, 10])
    assert staying(years, source).tolist() == [0, 1, 12, 0, 11]


def test_dimensions_are_brought_to_the_smallest_total_that_all_can_reach() -> None:
    goals = [np.array([60.0, 40.0]), np.array([50.0, 30.0]), np.array([np.nan, 45.0])]
    room = [np.array([100, 100]), np.array([120, 80]), np.array([100, 100])]
    found = line_fit._level(goals, room)
    assert found[0].tolist() == pytest.approx([48.0, 32.0])
    assert found[1].tolist() == pytest.approx([50.0, 30.0])
    assert found[2][1] == pytest.approx(40.0)  # half of the households: half of the eighty
    assert np.isnan(found[2][0])


def test_children_below_the_line_are_published_by_province() -> None:
    relative, level = published.children_low_income(2017)
    assert level == pytest.approx(8.1 / 7.9)
    assert relative[published.PROVINCES.index("Zuid-Holland")] == pytest.approx(10.1 / 8.1)


def test_after_the_last_regional_figures_children_move_with_families_by_type() -> None:
    # shares below the line in 2021 and 2022 of 83841NED (one parent, couple; all minors or a grown child at home; all),
    # and households of 2022 in thousands, by minors per family
    minors = np.array([273.2 * 1.55, 275.8 * 0.4, 1_202.7 * 1.9, 747.1 * 0.5])
    levels = {
        year: (np.array(shares) * minors).sum() / minors.sum() / whole
        for year, shares, whole in ((2021, (13.7, 6.3, 3.7, 1.4), 6.3), (2022, (8.4, 5.4, 3.3, 1.3), 4.2))
    }
    found = {year: published.children_low_income(year)[1] for year in levels}
    assert found[2022] / found[2021] == pytest.approx(levels[2022] / levels[2021], rel=0.01)
    assert found[2022] > published.children_low_income(2017)[1]


def test_a_province_is_as_large_as_its_count_and_share_say() -> None:
    limburg = published.PROVINCES.index("Limburg")
    # 75.2 thousand persons, 7.1 %; in the nation 1 142.8 thousand, 7.2 %
    assert published.region_size("persons", 2014)[limburg] == pytest.approx((75.2 / 7.1) / (1_142.8 / 7.2))
    assert published.region_size("children", 2014)[limburg] == pytest.approx((19.6 / 10.5) / (320.8 / 9.7))


def test_residents_are_where_they_were_and_in_2023_where_the_table_says() -> None:
    where = cells.pl_.places()
    limburg = where.province == published.PROVINCES.index("Limburg")
    first, last = cells.residents(2014), cells.residents(2023)
    assert last == pytest.approx(where.population / where.population.sum())
    assert first.sum() == pytest.approx(1.0)
    assert (
        first[limburg].sum() > 1.03 * last[limburg].sum()
    )  # 75.2 thousand over 7.1 % is 6.6 % of all provinces; 6.3 % later
    inside = first[limburg] / last[limburg]
    assert inside == pytest.approx(inside[0])


def test_a_region_simulated_too_large_is_wanted_half_way_between_share_and_count() -> None:
    size = published.region_size("households", 2014) * 1e6
    size[: len(published.PROVINCES)] -= [
        size[line_fit._named(p)].sum() for p in range(len(published.PROVINCES))
    ]
    size *= 1e6 / size.sum()
    relative = published.region_low_income(2014)
    limburg = published.PROVINCES.index("Limburg")
    as_published = line_fit._half_way(relative, 2014, size)
    larger = size.copy()
    larger[limburg] *= 1.21
    ratio = line_fit._half_way(relative, 2014, larger)[limburg] / as_published[limburg]
    assert ratio == pytest.approx((larger.sum() / size.sum()) ** 0.5 / 1.1)


def test_regions_are_provinces_and_then_gemeenten_with_figures_of_their_own() -> None:
    found = published.region_low_income(2014)
    assert len(found) == 12 + len(published.named_gemeenten())
    assert found[12 + published.named_gemeenten().index("Amersfoort")] == pytest.approx(7.9 / 8.5)


def test_the_energy_allowance_goes_to_incomes_up_to_120_percent_without_it() -> None:
    minimum, factor = np.array([128.0, 130.0, 128.0, 128.0]), np.array([1.0, 1.0, 1.0, 2.0])
    counted, main = np.array([True, True, False, True]), np.array([7, 7, 7, 7])
    # 1 300 euros are 9.03 % of twelve times 1 200, and half of that for a factor of two
    assert energy_allowance(2022, minimum, factor, counted, main).tolist() == [1_300.0, 0.0, 0.0, 0.0]
    assert energy_allowance(2021, minimum, factor, counted, main).tolist() == [0.0] * 4


def test_the_composition_of_two_households_by_hand() -> None:
    state = State(
        year=2020,
        persons=Columns(PERSON_FIELDS, 7),
        households=Columns(HOUSEHOLD_FIELDS, 2),
        rng=np.random.default_rng(1),
        gem_shares=np.ones(1),
    )
    p = state.persons
    p.household[:] = [0, 0, 0, 0, 1, 1, 1]
    p.place[:] = [HEAD, PARTNER, CHILD, CHILD, HEAD, OTHER, CHILD]
    p.birth[:] = [day_of(y) for y in (1980, 1982, 2001, 2010, 1970, 1990, 2015)]
    p.gone[6] = DIED
    found = composition(state, day_of(2020))
    assert found.size.tolist() == [4, 2]
    assert found.head.tolist() == [0, 4]
    assert found.partner.tolist() == [1, NOBODY]
    assert found.children.tolist() == [2, 0]
    assert (found.minors[0], found.adult_children[0], found.others[1]) == (1, 1, 1)
    assert (found.oldest[0], found.youngest[0]) == (day_of(2001), day_of(2010))


def test_no_more_is_wanted_than_a_group_holds_and_the_rest_goes_to_the_others() -> None:
    found = line_fit._within(np.array([50.0, 30.0, 20.0]), np.array([20, 100, 100]))
    # 97 % of twenty is 19.4; the 80.6 that are left go to the others as three to two
    assert found.tolist() == pytest.approx([19.4, 48.36, 32.24], abs=0.01)


def test_sizes_of_groups_are_the_published_ones_where_there_are_any() -> None:
    director = published.SOURCES.index("Bron: Inkomen als dir.-grootaandeelh.")
    size = published.sizes("source")[director]
    assert size[2020 - published.FIRST_SIMULATED] == pytest.approx(160_000)
    # 2018: of 1.4 in 0.8 %, 1.9 in 1.1 % and 2.0 in 1.2 % (StatLine 83841NED) the last is the least rounded
    assert size[2018 - published.FIRST_SIMULATED] == pytest.approx(2_000 / 0.012)


def test_who_is_known_for_four_years_lies_where_three_rounded_pairs_agree() -> None:
    at = 2021 - published.FIRST_SIMULATED
    # bijstand of 2021: 165.0 thousand are 74.3 % (120), 103.9 are 46.8 % (101), 124.6 are 56.1 %; of 268.8 thousand in all.
    # All three agree between 164.95 / 74.35 % = 221.86 and 165.05 / 74.25 % = 222.29; other years are lower
    assert published.known_long("Bron: Uitkering bijstand")[at] == pytest.approx(164.95 / 0.7435 / 268.8)
    # owners of 2021: 9.3 are 0.2 %, so 3 700 at least of 4 433.3, and all of them at most: that leaves the mean of the years
    owners = published.known_long("Woningbezit: eigen woning")
    assert 3_700 / 4_433.3 < owners[at] < 1
    assert owners[at] == pytest.approx(owners[at + 1])


def test_all_members_of_a_group_can_be_wanted_where_that_is_asked() -> None:
    found = line_fit._within(np.array([50.0, 30.0]), np.array([20, 100]), most=1.0)
    assert found.tolist() == pytest.approx([20.0, 60.0])


def test_a_share_is_half_way_between_count_and_percentage_where_both_can_hold() -> None:
    couples = published.TYPES.index("Type: Paar, zonder kind, vanaf AOW-lft")
    known = published.known_long("Type: Paar, zonder kind, vanaf AOW-lft")[2022 - published.FIRST_SIMULATED]
    # 5.1 thousand of 976.9, and 0.5 % of those known: five per cent apart
    found = published.line("low_income", 2022)
    assert found.long["type"][couples] == pytest.approx((5.1 / 976.9 * 0.005 * known) ** 0.5)
    # owners: 6.3 thousand of 4 416.7 are half more than 0.1 %, which may be 0.15: the count alone
    assert found.long["tenure"][0] == pytest.approx(6.3 / 4_416.7)


def test_lines_set_anew_are_the_mean_over_draws_and_leave_all_other_numbers() -> None:
    families = ("lines", "known")
    one, two = (calibrate.turn(4_000, families, seed) for seed in (20_240, 20_241))
    found, shipped = calibrate.turned(4_000, families, 2), calibrated().numbers
    changed = {name for name in shipped if found.numbers[name] != shipped[name]}
    assert {name.split(":")[0] for name in changed} == {
        "low_income", "minimum_101", "minimum_120", "known", "deciles",
    }  # fmt: skip
    both = (one.offsets("low_income:short:age:2020") + two.offsets("low_income:short:age:2020")) / 2
    assert found.offsets("low_income:short:age:2020") == pytest.approx(both, abs=1e-5)


def test_wanted_counts_are_half_way_between_share_and_count_and_of_those_who_stay() -> None:
    year, n = 2020, 9 * 1_000
    types = np.repeat(np.arange(9), 1_000)
    index = {dim: np.arange(n) % SIZES[dim] for dim in DIMENSIONS} | {"type": types}
    stays = np.where(types == 1, 0.8, 1.0)
    groups = Groups(
        index=index,
        minors=np.zeros(n, int),
        province=np.zeros(n, int),
        counted=np.ones(n, bool),
        staying_chance=stays,
    )
    wanted = line_fit._wanted("low_income", year, groups, "year")[DIMENSIONS.index("type")]
    figures, at = published.line("low_income", year), year - published.FIRST_SIMULATED
    published_size = published.sizes("type")[:, at] * (stays.sum() / published.sizes("total")[0][at])
    half_way = figures.year["type"] * np.sqrt(np.array([1_000, 800] + [1_000] * 7) * published_size)
    assert (wanted / wanted[0]).tolist() == pytest.approx(
        (half_way / half_way[0] * np.where(np.arange(9) == 1, 1 / 0.8, 1.0)).tolist()
    )


def test_a_couple_with_work_is_provided_for() -> None:
    state = _two_couples()
    # the first couple: a partner works; the second: nobody does; a grown child that works provides for nobody
    before = np.array([22, 11, 22, 32, 11])
    assert _provided(state, np.arange(5), before).tolist() == [True, False, False, False, False]


def _two_couples() -> State:
    state = State(
        year=2020,
        persons=Columns(PERSON_FIELDS, 5),
        households=Columns(HOUSEHOLD_FIELDS, 2),
        rng=np.random.default_rng(1),
        gem_shares=np.ones(1),
    )
    state.persons.household[:] = [0, 0, 1, 1, 1]
    state.persons.place[:] = [HEAD, PARTNER, HEAD, PARTNER, CHILD]
    return state
