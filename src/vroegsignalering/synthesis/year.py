"""One year of a shard: work, income, lines, wealth and debts of the households of 1 January, then the events of people.

The order follows the registers: households are those of 1 January, income is that of the whole year. What a
year leaves behind for the files is a :class:`Year`; what it leaves for the next year is the changed state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis import lines, published
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import LONG_YEARS, Groups
from vroegsignalering.synthesis.homes import NOBODY, Composition, composition, is_student, leaf_type
from vroegsignalering.synthesis.income import Income
from vroegsignalering.synthesis.people import live, staying_chance
from vroegsignalering.synthesis.standing import LOW_INCOME_LINE, leaf_groups, percents, standing
from vroegsignalering.synthesis.state import ABOVE, PRESENT, State, among, day_of
from vroegsignalering.synthesis.tenure import energy_allowance, settle_tenure
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.work import PERSONS_PER_HOUSEHOLD, Work, work
from vroegsignalering.synthesis.work import SOURCE_CODES as SOURCE_ORDER

TRIES = 8
"""Tries of a year's work while fitting; a source takes longer steps while it answers to less than was asked. The best counts."""


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
    tried, gaps, step = [], [], np.ones(len(SOURCE_ORDER))
    for _ in range(TRIES):
        income = inc.household(state, comp, work(state, dials, per_household))
        homes = _homes(comp, income)
        _, population = _population(state, comp, income, homes)
        found = np.bincount(income.source[homes][population == 1], minlength=11)[:9]
        tried.append([per_household[code] for code in SOURCE_ORDER])
        gaps.append(np.clip(np.log(goal * found.sum() / np.maximum(found, 1)), -0.5, 0.5))
        if len(gaps) > 1:
            closed = 1 - gaps[-1] / np.where(np.abs(gaps[-2]) > 0.005, gaps[-2], np.inf)
            step = np.clip(0.85 * step / np.clip(closed, 0.35, 1.5), 0.5, 2.5)
        for code, change in zip(SOURCE_ORDER, np.exp(step * gaps[-1]), strict=True):
            first = PERSONS_PER_HOUSEHOLD[code]
            per_household[code] = float(np.clip(per_household[code] * change, 0.4 * first, 3.0 * first))
        state.rng.bit_generator.state = kept
    best = int(np.square(gaps).sum(axis=1).argmin())
    per_household.update(zip(SOURCE_ORDER, tried[best], strict=True))


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
    cut = np.interp(age, [22, 24, 34, 37, 45], [2.6, 1.75, 1.75, 2.6, 2.9])
    return np.asarray(np.where(p.born_abroad[main] == 1, np.minimum(cut, 1.36), cut))


def _standing(state: State, comp: Composition, job: Work, income: Income, dials: Dials) -> Year:
    """The record of the year, of households of 1 January; what they carry on is kept in the state."""
    p, h, year = state.persons, state.households, state.year
    homes = _homes(comp, income)
    main = income.main_earner[homes]
    kinds, population = _population(state, comp, income, homes)
    counted = population == 1
    tenure, allowance = settle_tenure(state, comp, income, homes, kinds, population, dials)
    groups = leaf_groups(state, income, homes, kinds, tenure)
    net = income.net_household[homes] / income.factor[homes]
    stand = standing(state, comp, income, homes)
    index = Groups(
        index=groups,
        minors=comp.minors[homes],
        province=pl_.places().province[h.gem[homes]],
        counted=counted,
        history=(p.line_1[main] != 0) & (p.line_2[main] != 0) & (p.line_3[main] != 0),
        staying_chance=staying_chance(state, comp, homes) if dials.fitting or dials.again else None,
    )
    line, minimum = percents(state, stand, index, main, dials)
    line = np.where(counted, line, 100 * np.maximum(net, 0.0) / (LOW_INCOME_LINE[year] * 12))
    standard = line / 100 * LOW_INCOME_LINE[year] * 12
    factor = income.factor[homes]
    before = (p.low[main].copy(), p.low101[main].copy(), p.low120[main].copy())
    earlier = _earlier(state, main, np.maximum.reduce(before) >= LONG_YEARS, index, dials)
    _remember(state, homes, line, minimum, counted, population == 2)
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
        energy_allowance=energy_allowance(year, minimum, factor, counted & (standard * factor > 2_000), main),
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


def _earlier(
    state: State, main: np.ndarray, lasting: np.ndarray, index: Groups, dials: Dials
) -> tuple[np.ndarray, ...]:
    """Percents of line and minimum one to three years ago; the third only where four years are known."""
    known = lines.known_for_four_years(state.year, dwelling_trait(main, 141_650_939), lasting, index, dials)
    return tuple(
        np.where(known | (ago < 3), getattr(state.persons, f"{what}_{ago}")[main], 0.0)
        for what in ("line", "minimum")
        for ago in (1, 2, 3)
    )


def _remember(
    state: State,
    homes: np.ndarray,
    line: np.ndarray,
    minimum: np.ndarray,
    counted: np.ndarray,
    student: np.ndarray,
) -> None:
    """Carry the household's standing to all its members, for durations and four-year columns.

    A student's year is one of known income above the lines, an assumption: without it fewer main earners below 35 would be
    known for four years than are published.
    """
    p, n = state.persons, len(state.households)
    full = np.zeros((2, n), np.float32)
    full[0, homes] = np.where(counted, line, np.where(student, ABOVE[0], 0))
    full[1, homes] = np.where(counted, minimum, np.where(student, ABOVE[1], 0))
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
