"""One year of a shard: work, income, lines, wealth and debts of the households of 1 January, then the events of people.

The order follows the registers: households are those of 1 January, income is that of the whole year. What a
year leaves behind for the files is a :class:`Year`; what it leaves for the next year is the changed state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis import lines, published
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import LONG_YEARS, Groups
from vroegsignalering.synthesis.homes import NOBODY, Composition, composition, leaf_type
from vroegsignalering.synthesis.income import Income
from vroegsignalering.synthesis.people import is_student, live, staying_chance
from vroegsignalering.synthesis.state import PRESENT, State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.work import PERSONS_PER_HOUSEHOLD, Work, work
from vroegsignalering.synthesis.work import SOURCE_CODES as SOURCE_ORDER

LOW_INCOME_LINE = {
    2011: 955.0,
    2012: 980.0,
    2013: 1_005.0,
    2014: 1_020.0,
    2015: 1_030.0,
    2016: 1_030.0,
    2017: 1_040.0,
    2018: 1_060.0,
    2019: 1_090.0,
    2020: 1_100.0,
    2021: 1_120.0,
    2022: 1_200.0,
    2023: 1_246.0,
}
"""Euros a month for one person: published 2015-2019 and 2022, derived 2020; the others move with prices (assumption)."""

STANDARDISED_2022 = np.array([17_500, 21_250, 24_650, 28_350, 32_100, 35_900, 40_100, 45_700, 55_000.0])
"""Deciles of standardised income without students (83934NED), the lowest three less the mean rent allowance there."""
QUICK = np.array([0.07, 0.10, 0.30, 0.40, 0.10, 0.05, 0.06, 0.06, 0.03, 0.10, 0.30])
"""Spread of the yearly, unobserved part of log income by main source: assumptions that make flows differ by source."""
ENERGY_ALLOWANCE = {2022: 1_300.0, 2023: 1_300.0}
"""Euros per household, once in the year, for incomes up to 120 % of the social minimum: the amount that the law advised."""
ENERGY_UNCLAIMED = 1.2
"""Cut on a standard normal above which a household did not get it: about one in nine; an assumption."""


@dataclass(slots=True, kw_only=True)
class Year:
    """What the registers of one year are written from; arrays over persons or households of 1 January."""

    year: int
    homes: np.ndarray
    composition: Composition
    job: Work
    income: Income
    type: np.ndarray
    population: np.ndarray  # 1 private, 2 student, 3 institution, 7 private without income
    tenure: np.ndarray  # 0 owner, 1 rent, 2 rent with allowance
    rent_allowance: np.ndarray
    energy_allowance: np.ndarray
    line_percent: np.ndarray
    minimum_percent: np.ndarray
    standardised: np.ndarray
    disposable: np.ndarray
    part_year: np.ndarray
    gem: np.ndarray
    address: np.ndarray
    married: np.ndarray
    earlier: tuple[
        np.ndarray, ...
    ]  # percents of the line and the minimum one to three years ago, of the main earner
    household_of: np.ndarray
    place_of: np.ndarray
    here: np.ndarray
    years_low: np.ndarray
    years_101: np.ndarray
    years_120: np.ndarray


def begin_year(state: State, dials: Dials, per_household: dict[int, float]) -> Year:
    """Work, income and standing in the state's year, of the households of 1 January."""
    comp = composition(state, day_of(state.year))
    if dials.fitting:
        _settle(state, comp, dials, per_household)
    job = work(state, dials, per_household)
    income = inc.household(state, comp, job)
    return _standing(state, comp, job, income, dials)


def finish_year(state: State, dials: Dials, record: Year) -> None:
    """The events of people; afterwards the state stands on 1 January of the next year."""
    state.persons.secm[:] = record.job.after
    inc.swing(state)
    live(state, dials)
    p, before = state.persons, len(record.household_of)
    main = record.income.main_earner[record.homes]
    left = (p.gone[main] != PRESENT) & (p.gone_on[main] < day_of(record.year) + 330)
    stayed = record.here & (p.gone[:before] == PRESENT) & (p.birth[:before] < day_of(record.year - 18))
    left &= (
        np.bincount(record.household_of[stayed], minlength=len(record.composition.size))[record.homes] == 0
    )
    record.part_year = left & among(record.population, 1, 2)


def _settle(state: State, comp: Composition, dials: Dials, per_household: dict[int, float]) -> None:
    """Fitting only: try the year's work a few times, each time with the persons per household that the last try asks for."""
    goal = published.sizes("source")[:, state.year - published.FIRST_SIMULATED]
    goal = goal / goal.sum()
    kept = state.rng.bit_generator.state
    for power in (0.9, 0.8, 0.7, 0.6, 0.5):
        income = inc.household(state, comp, work(state, dials, per_household))
        homes = _homes(comp, income)
        _, population = _population(state, comp, income, homes)
        found = np.bincount(income.source[homes][population == 1], minlength=11)[:9]
        ratio = goal * found.sum() / np.maximum(found, 1)
        for code, value in zip(SOURCE_ORDER, ratio, strict=True):
            change = float(np.clip(value, 0.6, 1.6) ** power)
            first = PERSONS_PER_HOUSEHOLD[code]
            per_household[code] = float(np.clip(per_household[code] * change, 0.4 * first, 3.0 * first))
        state.rng.bit_generator.state = kept


def _homes(comp: Composition, income: Income) -> np.ndarray:
    """Private households with a main earner."""
    homes = np.flatnonzero(income.main_earner != NOBODY)
    return np.asarray(homes[comp.head[homes] != NOBODY])


def _population(
    state: State, comp: Composition, income: Income, homes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Leaf type, and population: 1 private, 2 student, 7 without income."""
    kinds = leaf_type(state, comp, homes, state.year)
    main = income.main_earner[homes]
    student = is_student(state, main, state.year) & among(income.source[homes], 0, 9) & (kinds == 0)
    nothing = (income.source[homes] == 10) | (income.net_household[homes] <= 0)
    nothing |= dwelling_trait(main, 67_867_967) > _unknown_cut(state, main)
    return kinds, np.where(student, 2, np.where(nothing, 7, 1))


def _unknown_cut(state: State, main: np.ndarray) -> np.ndarray:
    """Cut on a standard normal above which a household's income is not known: the young and those from abroad more often."""
    p = state.persons
    age = (day_of(state.year) - p.birth[main]) / 365.2425
    cut = np.interp(age, [22, 24, 34, 37, 45], [2.6, 1.5, 1.5, 2.6, 2.9])
    return np.asarray(np.where(p.born_abroad[main] == 1, np.minimum(cut, 1.3), cut))


def _tenure_goal(group: int, counted: np.ndarray, year: int, dials: Dials) -> float:
    """Households of a tenure as published, as a share of all that are counted; zero in a run."""
    if not dials.fitting:
        return 0.0
    sizes = published.sizes("tenure")[:, year - published.FIRST_SIMULATED]
    return float(sizes[group] / sizes.sum() * counted.sum() / dials.scale)


def _tenure(
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


def _groups(
    state: State, income: Income, homes: np.ndarray, kinds: np.ndarray, tenure: np.ndarray
) -> dict[str, np.ndarray]:
    p, h = state.persons, state.households
    main = income.main_earner[homes]
    age = (day_of(state.year) - p.birth[main]) / 365.2425
    western = among(p.origin[main], 1, 2)
    second = (p.born_abroad[main] == 0) & (p.parents_abroad[main] > 0)
    origin = np.where(p.born_abroad[main] == 1, np.where(western, 1, 3), np.where(western, 2, 4))
    origin = np.where((p.origin[main] == 0) | ~(second | (p.born_abroad[main] == 1)), 0, origin)
    where = pl_.places()
    return {
        "type": kinds,
        "age": np.digitize(age, [25, 35, 45, 55, 65, 75, 85]),
        "source": income.source[homes],
        "sex": p.sex[main].astype(int),
        "origin": origin,
        "tenure": tenure,
        "region": where.region[h.gem[homes]],
    }


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
    goal = _tenure_goal(2, counted, year, dials)
    gets = dials.passing(f"rent_allowance:{year}", score, goal)
    cut = float(dials.numbers[f"rent_allowance:{year}"])  # type: ignore[arg-type]
    index = inc.WAGE_INDEX[year]
    amount = index * np.clip(1_500 + 6_500 * (cut - np.minimum(score, cut)), 300, 3_900)
    return np.where(gets, amount, 0.0)


def _standing(state: State, comp: Composition, job: Work, income: Income, dials: Dials) -> Year:
    p, h, rng, year = state.persons, state.households, state.rng, state.year
    homes = _homes(comp, income)
    main = income.main_earner[homes]
    kinds, population = _population(state, comp, income, homes)
    counted = population == 1
    score = _tenure(state, comp, income, kinds, homes)
    goal = _tenure_goal(0, counted, year, dials)
    owns = dials.passing(f"owner:{year}", np.where(counted, score, np.inf), goal)
    h.owner[homes] = owns | ((population == 7) & (score <= float(dials.numbers[f"owner:{year}"])))  # type: ignore[arg-type]
    allowance = _rent_allowance(state, comp, income, homes, h.owner[homes], counted, dials)
    tenure = np.where(h.owner[homes] == 1, 0, np.where(allowance > 0, 2, 1))
    groups = _groups(state, income, homes, kinds, tenure)
    net = income.net_household[homes] / income.factor[homes]
    standing = np.log(np.maximum(net, 800.0) / (LOW_INCOME_LINE[year] * 12)) + QUICK[
        income.source[homes]
    ] * rng.standard_normal(len(homes))
    standing += 0.10 * np.clip(p.swing[main], -2.5, 2.5) - 0.03 * pl_.places().poverty_tilt[h.gem[homes]]
    standing -= 0.17 * np.maximum(comp.minors[homes] - 1, 0)
    standing += 0.06 * np.minimum(p.since_low[main] - 5, 0)
    index = Groups(
        index=groups,
        minors=comp.minors[homes],
        province=pl_.places().province[h.gem[homes]],
        counted=counted,
        history=(p.line_1[main] != 0) & (p.line_2[main] != 0) & (p.line_3[main] != 0),
        staying_chance=staying_chance(state, comp, homes) if dials.fitting else None,
    )
    line, minimum = _percents(state, standing, index, main, dials)
    line = np.where(counted, line, 100 * np.maximum(net, 0.0) / (LOW_INCOME_LINE[year] * 12))
    standard = line / 100 * LOW_INCOME_LINE[year] * 12
    factor = income.factor[homes]
    before = (p.low[main].copy(), p.low101[main].copy(), p.low120[main].copy())
    lasting = np.maximum.reduce(before) >= LONG_YEARS
    known = lines.known_for_four_years(year, dwelling_trait(main, 141_650_939), lasting, index, dials)
    earlier = tuple(
        np.where(known | (ago < 3), getattr(p, f"{what}_{ago}")[main], 0.0)
        for what in ("line", "minimum")
        for ago in (1, 2, 3)
    )
    _remember(state, homes, line, minimum, counted)
    return Year(
        year=year,
        homes=homes,
        composition=comp,
        job=job,
        income=income,
        type=kinds,
        population=population,
        tenure=tenure,
        rent_allowance=allowance,
        energy_allowance=_energy_allowance(
            year, minimum, factor, counted & (standard * factor > 2_000), main
        ),
        line_percent=line,
        minimum_percent=minimum,
        standardised=standard + allowance / factor,
        disposable=standard * factor + allowance,
        part_year=np.zeros(len(homes), bool),
        gem=h.gem[homes].copy(),
        address=h.address[homes].copy(),
        married=h.married.copy(),
        earlier=earlier,
        household_of=p.household.copy(),
        place_of=p.place.copy(),
        here=p.gone == PRESENT,
        years_low=before[0],
        years_101=before[1],
        years_120=before[2],
    )


def _percents(
    state: State,
    standing: np.ndarray,
    groups: Groups,
    main: np.ndarray,
    dials: Dials,
) -> tuple[np.ndarray, np.ndarray]:
    """Income in percent of the low-income line and of the social minimum."""
    p, year, counted = state.persons, state.year, groups.counted
    above = lines.below("low_income", year, standing, p.low[main], groups, dials)
    noisy = standing + 0.02 * state.rng.standard_normal(len(standing))
    above_120 = lines.below("minimum_120", year, noisy, p.low120[main], groups, dials)
    inner = replace(groups, eligible=above_120 < 0)
    above_101 = lines.below("minimum_101", year, noisy, p.low101[main], inner, dials)
    level = _level(above, counted, year, dials)
    source = groups.index["source"]
    negative = (level < -0.9) & among(source, 2, 3)
    percent = 100 * np.exp(level)
    percent = np.where(negative, -percent, percent)
    percent = np.where(above < 0, np.minimum(percent, 99.0), np.maximum(percent, 101.0))
    both_below = np.minimum(above_101, above_120)
    above_101 = np.where(above_120 < 0, above_101, np.maximum(above_101, 0.001))
    gap = np.maximum(above_101 - above_120, 0.02)
    minimum = 101 * np.exp(np.clip(above_101 / gap, -8, 12) * np.log(120 / 101))
    minimum = np.where(
        above_101 < 0, np.minimum(101 * np.exp(0.6 * above_101), 100.0), np.maximum(minimum, 102.0)
    )
    minimum = np.where(above_120 < 0, np.minimum(minimum, 119.0), np.maximum(minimum, 121.0))
    richer = np.maximum(percent * 1.02, 121.0)
    minimum = np.where(
        (above_120 > 0.08) & (both_below > 0.08), np.maximum(minimum.clip(max=160), richer), minimum
    )
    return np.round(percent, 4), np.round(minimum, 4)


def _energy_allowance(
    year: int, minimum: np.ndarray, factor: np.ndarray, counted: np.ndarray, main: np.ndarray
) -> np.ndarray:
    """Euros of the energy allowance in the year: for whom income without it is at most 120 % of the minimum.

    The social minimum of a household is taken as the low-income line times its equivalence factor: near enough here.
    """
    amount = ENERGY_ALLOWANCE.get(year, 0.0)
    without = minimum - 100 * amount / (12 * LOW_INCOME_LINE[year] * factor)
    gets = counted & (without <= 120) & (dwelling_trait(main, 49_979_687) < ENERGY_UNCLAIMED)
    return np.where(gets, amount, 0.0)


def _level(above: np.ndarray, counted: np.ndarray, year: int, dials: Dials) -> np.ndarray:
    """Log of income over the line: the published deciles above it, half the distance below it."""
    if dials.fitting:
        knots = np.quantile(above[counted], np.linspace(0.1, 0.9, 9))
        dials.keep(f"deciles:{year}", np.maximum.accumulate(np.maximum(knots, 0.01 * np.arange(1, 10))))
    knots = dials.offsets(f"deciles:{year}")
    index = inc.WAGE_INDEX[year] * (0.97 if year < 2020 else 1.0)
    values = np.log(
        np.maximum(STANDARDISED_2022 * index / (LOW_INCOME_LINE[year] * 12), 1.01 + 0.01 * np.arange(9))
    )
    inside = np.interp(above, np.r_[0.0, knots], np.r_[0.0, values])
    tail = values[-1] + np.clip(above - knots[-1], 0, 3.0)
    return np.where(above < 0, np.maximum(0.5 * above, -3.0), np.where(above > knots[-1], tail, inside))


def _remember(
    state: State, homes: np.ndarray, line: np.ndarray, minimum: np.ndarray, counted: np.ndarray
) -> None:
    """Carry the household's standing to all its members, for durations and four-year columns."""
    p, n = state.persons, len(state.households)
    full = np.zeros((2, n), np.float32)
    full[0, homes] = np.where(counted, line, 0)
    full[1, homes] = np.where(counted, minimum, 0)
    mine, least = full[0][p.household], full[1][p.household]
    for name, values in (("line", mine), ("minimum", least)):
        setattr(p, f"{name}_3", getattr(p, f"{name}_2"))
        setattr(p, f"{name}_2", getattr(p, f"{name}_1"))
        setattr(p, f"{name}_1", values)
    low = (mine < 100) & (mine != 0)
    p.since_low[:] = np.where(low, 0, np.minimum(p.since_low + 1, 9))
    for name, below in (
        ("low", low),
        ("low101", (least < 101) & (least != 0)),
        ("low120", (least < 120) & (least != 0)),
    ):
        setattr(p, name, np.where(below, np.minimum(getattr(p, name) + 1, 9), 0).astype(np.int8))
