"""Arrears, problematic debt, default on health insurance, debt arrangements, and the basic-needs line.

All follow one hidden, slowly moving propensity of the main earner and what the household has: income, home,
children, savings. Levels by year are thresholds turned to published shares; who is above them follows the
score. What goes together with what is an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.line_fit import rake
from vroegsignalering.synthesis.places import places
from vroegsignalering.synthesis.standing import LOW_INCOME_LINE
from vroegsignalering.synthesis.state import (
    CHILD,
    HEAD,
    INMATE,
    OTHER,
    PARTNER,
    PRESENT,
    State,
    among,
    day_of,
)
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.wealth import Wealth, liquid
from vroegsignalering.synthesis.work import NOTHING
from vroegsignalering.synthesis.year import Year

PROBLEMATIC_SHARE = {2011: 0.0865, 2014: 0.086, 2017: 0.083, 2019: 0.079, 2020: 0.0765, 2023: 0.0765}
"""Households with registered problematic debt, 31 December; published for 1 January 2015-2020, kept level after."""
DEFAULT_SHARE = {2011: 0.021, 2014: 0.022, 2017: 0.017, 2021: 0.0113, 2022: 0.0111, 2023: 0.011}
"""Defaulters on health insurance among adults (81066ned for 2021-2022; 2014 and 2017 not verified)."""
NEEDS_SHARE = {2018: 0.071, 2019: 0.063, 2020: 0.051, 2021: 0.049, 2022: 0.034, 2023: 0.027}
NEEDS_CHILDREN = {2018: 0.086, 2019: 0.075, 2020: 0.062, 2021: 0.056, 2022: 0.040, 2023: 0.028}
NEEDS_LONG = {2020: 0.025, 2021: 0.021, 2022: 0.013, 2023: 0.010}
NEEDS_BY_PLACE = 0.25
"""How much the modelled poverty of a gemeente (:mod:`.places`) weighs in who is below the basic-needs line: an assumption."""
NEEDS_IN_CITY = {"GM0363": 0.05, "GM0518": 0.06, "GM0599": 0.01}
"""On top of it in Amsterdam, The Hague and Rotterdam: by hand, to their published shares of 2023."""
SLOW = 0.97
"""Yearly persistence of the propensity to debt: so that about a quarter of those in problematic debt are new."""
OUTSIDE = 50.0
"""Score of households whose liquid wealth keeps them above the basic-needs line."""
POSITIONS = (
    "thuiswonend kind",
    "alleenstaand",
    "ongehuwd zonder kinderen",
    "gehuwd zonder kinderen",
    "ongehuwd met kinderen",
    "gehuwd met kinderen",
    "ouder in eenouderhh",
    "institutioneel",
    "overig",
)
DEFAULT_BY_POSITION = np.array([0.017, 0.0142, 0.011, 0.002, 0.020, 0.006, 0.0275, 0.020, 0.029])
DEFAULT_BY_BENEFIT = np.array([np.nan, 0.047, 0.0212, 0.031, 0.003])
"""None, bijstand, disability, unemployment, in education."""
DEFAULT_IN_2021 = {"position": {1: 0.015, 6: 0.029}, "benefit": {1: 0.053, 2: 0.022, 3: 0.029}}
"""What is published of 2021 apart; the levels above are those of 2022 and serve the other years (81066ned)."""
DEFAULT_FITTED = (2014, 2018, 2021, 2022)
"""Years in which those levels are turned anew, because groups change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """Flags of one year, 31 December: over the record's households and over persons."""

    score: np.ndarray
    problematic: np.ndarray
    needs: np.ndarray
    needs_long: np.ndarray
    housing_eur: np.ndarray
    default: np.ndarray  # over persons
    arrangement_from: np.ndarray  # over persons, day or 0


def debts(state: State, record: Year, worth: Wealth, dials: Dials) -> Debts:
    """Debt flags of the record's year; moves the hidden propensity on by a year."""
    p, rng = state.persons, state.rng
    p.debt[:] = SLOW * p.debt + np.sqrt(1 - SLOW**2) * rng.standard_normal(len(p))
    score = _score(state, record, worth)
    private = among(record.population, 1, 2, 7)
    share = float(np.interp(record.year, list(PROBLEMATIC_SHARE), list(PROBLEMATIC_SHARE.values())))
    wanted = share * private.sum() / dials.scale if dials.sets("problematic") else 0.0
    problematic = dials.passing(f"problematic:{record.year}", np.where(private, -score, np.inf), wanted)
    housing = _housing(state, record)
    needs, long = _needs(state, record, worth, housing, dials)
    default = _default(state, record, score, dials)
    arrangement = _arrangements(state, record, problematic)
    return Debts(
        score=score,
        problematic=problematic,
        needs=needs,
        needs_long=long,
        housing_eur=housing,
        default=default,
        arrangement_from=arrangement,
    )


def _score(state: State, record: Year, worth: Wealth) -> np.ndarray:
    p = state.persons
    main = record.income.main_earner[record.homes]
    age = (day_of(record.year) - p.birth[main]) / 365.2425
    source = record.income.source[record.homes]
    low = np.clip(2.0 - record.line_percent / 100, -1.5, 1.5)
    kids = among(record.type, 2, 3, 4, 5)
    return np.asarray(
        2.1 * p.debt[main]
        - 0.5 * p.thrift[main]
        + 0.5 * low
        + 0.8 * (record.tenure > 0)
        + 0.2 * (source == 5)
        + 0.35 * among(source, 2, 3)
        + 1.08 * kids
        + np.interp(age, [20, 30, 50, 65, 80], [0.0, 0.35, 0.3, -0.4, -1.0])
        - 0.12 * np.log1p(np.maximum(worth.bank, 0) / 1_000)
    )


def _housing(state: State, record: Year) -> np.ndarray:
    """Actual cost of housing and energy, euros a month: rent or mortgage interest, less nothing; an assumption."""
    level = record.standardised / (LOW_INCOME_LINE[record.year] * 12)
    trait = dwelling_trait(record.homes)
    rent = 0.45 * LOW_INCOME_LINE[record.year] * np.clip(level, 0.8, 2.0) ** 0.45 * np.exp(0.14 * trait)
    own = 0.38 * LOW_INCOME_LINE[record.year] * np.clip(level, 0.8, 3.0) ** 0.6 * np.exp(0.35 * trait)
    energy = (105.0 if record.year < 2022 else 165.0) * np.sqrt(record.income.factor[record.homes])
    return np.asarray(np.where(record.tenure > 0, rent, own) + energy)


def _needs(
    state: State, record: Year, worth: Wealth, housing: np.ndarray, dials: Dials
) -> tuple[np.ndarray, np.ndarray]:
    """Below the basic-needs line: what is left after actual housing, against needs, with a test of liquid wealth."""
    p, year = state.persons, record.year
    none = np.zeros(len(record.homes), bool)
    if year < min(NEEDS_SHARE):
        return none, none
    home = record.homes
    factor = record.income.factor[home]
    line = LOW_INCOME_LINE[year] * 12
    room = (record.disposable - 12 * housing) / factor / (0.62 * line)
    rich = liquid(worth) > 1.2 * line * factor
    main = record.income.main_earner[home]
    counted = (record.population == 1) & ~rich
    years_before = p.needs[main]
    score = np.log(np.maximum(room, 0.02)) - _needs_by_place()[record.gem]
    score = np.where(counted, score, np.where(record.population == 1, OUTSIDE, np.inf))
    persons = record.composition.size[home]
    minors = record.composition.minors[home]
    needs = _by_children(score, persons, minors, years_before, year, dials)
    flag = np.zeros(len(state.households), bool)
    flag[home[needs]] = True
    mine = flag[p.household] & (p.gone == PRESENT)
    long = needs & (years_before >= 2)
    p.needs[:] = np.where(mine, np.minimum(p.needs + 1, 9), 0)
    return needs, long


@cache
def _needs_by_place() -> np.ndarray:
    """How far below the line a gemeente itself puts a household, in log of what is left after housing."""
    where = places()
    city = np.array([NEEDS_IN_CITY.get(code, 0.0) for code in where.codes])
    return np.asarray(NEEDS_BY_PLACE * where.poverty_tilt + city)


def _by_children(
    score: np.ndarray, persons: np.ndarray, minors: np.ndarray, before: np.ndarray, year: int, dials: Dials
) -> np.ndarray:
    """Thresholds apart by children and by years below, so that shares of persons, children and three years come out."""
    needs = np.zeros(len(score), bool)
    counted = score <= OUTSIDE
    long_share = NEEDS_LONG.get(year, 0.0)
    all_persons, all_minors = persons[counted].sum(), minors[counted].sum()
    of_children = NEEDS_CHILDREN[year] * all_minors
    long_ratio = long_share / NEEDS_SHARE[year]
    for label, mask in (("children", minors > 0), ("none", minors == 0)):
        weight = minors if label == "children" else persons
        goal = of_children
        if label == "none":
            goal = NEEDS_SHARE[year] * all_persons - persons[needs].sum()
        for part in ("long", "short"):
            of = mask & ((before >= 2) == (part == "long"))
            want = goal * long_ratio if part == "long" else goal - weight[needs & mask].sum()
            wanted = want / dials.scale if dials.sets("needs") else 0.0
            needs |= of & dials.passing(
                f"needs:{label}:{part}:{year}", np.where(of, score, np.inf), wanted, weight=weight
            )
    return needs & (score < OUTSIDE)


def position(state: State, record: Year) -> np.ndarray:
    """Index into :data:`POSITIONS` over persons of 1 January."""
    comp, n = record.composition, len(record.household_of)
    home, place = record.household_of, record.place_of
    couple = comp.partner[home] >= 0
    kids = comp.children[home] > 0
    married = record.married[home] == 1
    out = np.full(n, 8)
    adult = among(place, HEAD, PARTNER)
    out[adult & couple] = 2 + 2 * kids[adult & couple] + married[adult & couple]
    out[adult & ~couple & kids] = 6
    out[adult & (comp.size[home] == 1)] = 1
    out[place == CHILD] = 0
    out[place == OTHER] = 8
    out[place == INMATE] = 7
    return out


def _default(state: State, record: Year, score: np.ndarray, dials: Dials) -> np.ndarray:
    """Adults in default on their health insurance on 31 December, among residents of 1 January."""
    p, n = state.persons, len(record.household_of)
    home_score = np.full(len(record.composition.size), -1.0)
    home_score[record.homes] = score
    own = home_score[record.household_of] + 0.8 * dwelling_trait(np.arange(n), 11) + 0.7 * p.debt[:n]
    age = (day_of(record.year) - p.birth[:n]) / 365.2425
    own = own + np.where(p.sex[:n] == 0, 0.45, 0.0) + np.where(p.parents_abroad[:n] > 0, 0.45, 0.0)
    own = own + np.interp(age, [18, 25, 32, 45, 65], [0.0, 0.3, 0.45, 0.15, 0.0])
    counted = record.here & (age >= 18)
    state_now = record.job.after[:n]
    benefit = np.select([state_now == 22, state_now == 24, state_now == 21, state_now >= 26], [1, 2, 3, 4], 0)
    benefit = np.where(state_now == NOTHING, 0, benefit)
    where = position(state, record)
    since = max(year for year in DEFAULT_FITTED if year <= record.year)
    if dials.sets("default") and record.year == since:
        _fit_default(own, where, benefit, counted, since, dials)
    cut = (
        dials.offsets(f"default:position:{since}")[where] + dials.offsets(f"default:benefit:{since}")[benefit]
    )
    share = float(np.interp(record.year, list(DEFAULT_SHARE), list(DEFAULT_SHARE.values())))
    wanted = share * counted.sum() / dials.scale if dials.sets("default") else 0.0
    margin = np.where(counted, -(own - cut), np.inf)
    return dials.passing(f"default:{record.year}", margin, wanted)


def _fit_default(
    own: np.ndarray,
    where: np.ndarray,
    benefit: np.ndarray,
    counted: np.ndarray,
    year: int,
    dials: Dials,
) -> None:
    """Levels by place in the household and benefit: shares of 2022, and for 2021 its own where published."""
    who = np.flatnonzero(counted)
    by_position, by_benefit = DEFAULT_BY_POSITION.copy(), DEFAULT_BY_BENEFIT.copy()
    if year == 2021:
        for shares, known in ((by_position, "position"), (by_benefit, "benefit")):
            shares[list(DEFAULT_IN_2021[known])] = list(DEFAULT_IN_2021[known].values())
    goal = [
        by_position * np.bincount(where[who], minlength=9),
        by_benefit * np.bincount(benefit[who], minlength=5),
    ]
    found = rake(-own[who], [where[who], benefit[who]], goal, 20, 12.0)
    dials.keep(f"default:position:{year}", -found[0])
    dials.keep(f"default:benefit:{year}", -found[1])


def _arrangements(state: State, record: Year, problematic: np.ndarray) -> np.ndarray:
    """Statutory debt arrangements: about one in fifty households with problematic debt a year, for three years."""
    p, rng = state.persons, state.rng
    n = len(record.household_of)
    main = record.income.main_earner[record.homes]
    running = p.wsnp_from[main] > day_of(record.year - 3)
    chosen = main[problematic & ~running & (rng.random(len(main)) < 0.018)]
    p.wsnp_from[chosen] = day_of(record.year) + rng.integers(0, 365, len(chosen))
    out = np.zeros(n, np.int32)
    out[chosen] = p.wsnp_from[chosen]
    return out
