"""Income of a year, built up from components: wages, profit, benefits, pensions, allowances, less a simplified tax.

Amounts follow scheme parameters of 2023 moved by an index; tax has the two brackets and two main credits of
box 1. What is simplified is listed in the docs. Household income here is before the alignment of
:mod:`.lines`, which scales it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from vroegsignalering.synthesis import work as w
from vroegsignalering.synthesis.homes import NOBODY, Composition
from vroegsignalering.synthesis.state import CHILD, HEAD, INMATE, PARTNER, PRESENT, State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.work import Work

WAGE_INDEX = {
    2011: 0.83,
    2012: 0.84,
    2013: 0.855,
    2014: 0.865,
    2015: 0.875,
    2016: 0.89,
    2017: 0.90,
    2018: 0.92,
    2019: 0.94,
    2020: 0.965,
    2021: 0.98,
    2022: 1.0,
    2023: 1.06,
}
"""Wages relative to 2022: an assumption near the published course of collective agreements."""
MINIMUM_INDEX = WAGE_INDEX | {2023: 1.1}
EDUCATION_PREMIUM = np.array([-0.22, -0.13, 0.0, 0.26, 0.46])
COMPONENTS = (
    "wage",
    "profit",
    "unemployment",
    "disability",
    "state_pension",
    "pension",
    "assistance",
    "other_provision",
    "student_grant",
    "supplement",
)
"""Parts of a person's gross income; ``supplement`` is AIO, which tops up a state pension that was not built up in full."""
SOURCE_OF_COMPONENT = {
    "unemployment": 4,
    "assistance": 5,
    "other_provision": 6,
    "disability": 7,
    "state_pension": 8,
    "pension": 8,
    "supplement": 8,
}
ARRIVED, SPREAD_OF_ARRIVAL = 32.0, 11.0
"""Age at which those born outside Europe who are old by now came to the Netherlands: an assumption, no table was found."""
BUILT_UP_A_YEAR = 0.02
"""Part of the state pension that each year of living here from the age of 17 on gives (AOW, articles 7 and 13)."""
SUPPLEMENT_CLAIMED = 0.05
"""Cut on a standard normal above which a household does not ask for AIO: 52 % of the entitled, half-way between the 48 and 56
published for 2019 (facts/non_take_up)."""


@dataclass(slots=True, kw_only=True)
class Income:
    """Income of persons (components) and of households of one year, before alignment.

    ``persons`` maps component to euros over persons; the other arrays run over households.
    """

    persons: dict[str, np.ndarray]
    gross_person: np.ndarray
    net_household: np.ndarray
    factor: np.ndarray
    main_earner: np.ndarray
    source: np.ndarray
    child_benefit: np.ndarray
    supplement: np.ndarray
    wage_potential: np.ndarray
    hours: np.ndarray


def equivalence(comp: Composition) -> np.ndarray:
    """CBS equivalence factor by adults and children, fitted to the four factors that can be derived from published lines."""
    minors = np.minimum(comp.minors, 6)
    adults = np.maximum(comp.size - comp.minors, 1)
    first = np.where(adults == 1, 0.33, 0.27)
    more = np.where(adults == 1, 0.195, 0.237)
    children = np.where(minors > 0, first + more * (minors - 1), 0.0)
    return np.asarray(1 + 0.41 * (adults > 1) + 0.36 * np.maximum(adults - 2, 0) + children)


def tax(gross: np.ndarray, earned: np.ndarray, pensioner: np.ndarray, index: float) -> np.ndarray:
    """Income tax and premiums of a year (box 1 of 2023, brackets moved by ``index``), euros."""
    limit = 73_031.0 * index
    low = np.where(pensioner, 0.1903, 0.3693)
    first = (
        np.minimum(gross, 37_149 * index) * low
        + np.clip(gross - 37_149 * index, 0, limit - 37_149 * index) * 0.3693
    )
    levy = first + np.maximum(gross - limit, 0) * 0.495
    general = (
        np.where(pensioner, 0.52, 1.0) * index * np.clip(3_070 - 0.06095 * (gross / index - 22_660), 0, 3_070)
    )
    labour = np.interp(
        earned / index, [0, 10_741, 23_201, 37_691, 115_295], [0, 884, 4_605, 5_052, 0]
    ) * np.where(pensioner, 0.52, 1.0)
    return np.asarray(np.maximum(levy - general - labour * index, 0))


def _wage(
    state: State, who: np.ndarray, age: np.ndarray, minors: np.ndarray, alone: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gross wage of a full year in the person's usual hours, euros of the year; and those hours over full time."""
    p = state.persons
    a, f = np.clip(p.ability[who], -3, 3), np.clip(p.footing[who], -3, 3)
    log = 10.62 + EDUCATION_PREMIUM[p.education[who]] + 0.17 * a + 0.07 * f
    log += np.interp(age, [16, 20, 25, 32, 42, 52, 66], [-1.0, -0.62, -0.3, -0.08, 0.06, 0.1, 0.06])
    woman = p.sex[who] == 1
    hours = np.where(woman & ~alone, np.where(minors > 0, 0.57, 0.67), np.where(woman, 0.8, 0.98)) * np.exp(
        0.12 * np.clip(p.swing[who], -2.5, 1.2)
    )
    hours = np.minimum(hours, 1.05)
    return np.asarray(np.exp(log) * hours * WAGE_INDEX[state.year]), hours


def swing(state: State) -> None:
    """Move the slow, unobserved part of income by a year (autoregressive)."""
    p = state.persons
    p.swing[:] = 0.82 * p.swing + np.sqrt(1 - 0.82**2) * state.rng.standard_normal(len(p))


def personal(
    state: State, comp: Composition, job: Work
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Gross components of persons, their wage potential and their usual hours over full time."""
    p, rng, year = state.persons, state.rng, state.year
    n = len(p)
    who = np.arange(n)
    age = (day_of(year, 7) - p.birth) / 365.2425
    minors = comp.minors[p.household]
    alone = (comp.partner[p.household] == NOBODY) & among(p.place, HEAD)
    potential, hours = _wage(state, who, age, minors, alone)
    mi = MINIMUM_INDEX[year] / MINIMUM_INDEX[2023]
    noise = np.exp(0.06 * rng.standard_normal(n))
    risky = np.exp(0.55 * np.clip(p.footing, -2, 2) * 0.5 + 0.55 * rng.standard_normal(n) - 0.1)
    saved = np.exp(0.7 * np.clip(p.ability, -2.5, 2.5) + 0.35 * np.clip(p.thrift, -2.5, 2.5))
    early = age < 64
    built = _built_up(state)
    pension = np.where(
        early,
        0.55 * potential,
        np.where((p.sex == 1) & ~alone, 2_400.0, np.where(p.sex == 1, 7_500.0, 16_500.0))
        * saved
        * built**2
        * mi,
    )
    yearly = {
        w.EMPLOYEE: ("wage", potential * noise),
        w.DIRECTOR: ("wage", 1.55 * potential * noise),
        w.BUSINESS: ("profit", 1.02 * potential * risky),
        w.OTHER_BUSINESS: ("profit", 0.3 * potential * risky),
        w.UNEMPLOYED: ("unemployment", np.minimum(0.7 * potential, 46_000 * mi)),
        w.DISABLED: ("disability", np.maximum(np.minimum(0.68 * potential, 44_000 * mi), 17_500 * mi)),
        w.OTHER_PROVISION: ("other_provision", np.full(n, 16_800.0 * mi)),
        w.ASSISTANCE: ("assistance", np.where(alone, 17_300.0, 11_400.0) * mi),
        w.PENSION: ("pension", pension),
        w.STUDENT_PAID: ("student_grant", np.where(age >= 18, 3_300.0, 0.0)),
    }
    out = {name: np.zeros(n) for name in COMPONENTS}
    months = {True: job.month - 1.0, False: 13.0 - job.month}
    for first, states in ((True, job.before), (False, job.after)):
        share = months[first] / 12
        for code, (name, amount) in yearly.items():
            of = np.flatnonzero((states == code) & (share > 0))
            out[name][of] += amount[of] * share[of]
        aow = np.flatnonzero((states == w.PENSION) & ~early & (share > 0))
        out["state_pension"][aow] += full_state_pension(alone[aow], mi) * built[aow] * share[aow]
        side = np.flatnonzero((states == w.STUDENT_PAID) & (share > 0))
        out["wage"][side] += 5_200 * noise[side] * WAGE_INDEX[year] * share[side]
    return out, potential, hours


def full_state_pension(alone: np.ndarray, index: float) -> np.ndarray:
    """State pension of a year for who built up all of it, euros: alone or with a partner."""
    return np.where(alone, 18_400.0, 12_580.0) * index


def _built_up(state: State) -> np.ndarray:
    """Part of the state pension that each person built up: less for who came from outside Europe as an adult."""
    p = state.persons
    arrived = ARRIVED + SPREAD_OF_ARRIVAL * dwelling_trait(np.arange(len(p)), 32_452_843)
    missed = np.clip(BUILT_UP_A_YEAR * (arrived - 17), 0, 0.9)
    return np.asarray(np.where((p.born_abroad == 1) & (p.origin >= 3), 1 - missed, 1.0))


def asks_supplement(comp: Composition) -> np.ndarray:
    """Whether each household would ask for AIO; the same households do not, year after year."""
    return np.asarray(dwelling_trait(np.maximum(comp.head, 0), 49_979_687) < SUPPLEMENT_CLAIMED)


def supplement(state: State, comp: Composition, parts: dict[str, np.ndarray], mi: float) -> np.ndarray:
    """AIO over persons: tenants of whom all of head and partner have a state pension, up to what a full one would be.

    Wealth is not looked at: it follows from income later in the year. It is paid to the head. This is what standing is built
    from; what is written as AIO follows from the aligned income (:mod:`.allowances`).
    """
    p, h, n = state.persons, state.households, len(state.households)
    own = np.flatnonzero(among(p.place, HEAD, PARTNER) & (p.gone == PRESENT))
    home, old = p.household[own], parts["state_pension"][own] > 0
    alone = comp.partner[home] == NOBODY
    gross = np.asarray(sum(parts[name][own] for name in COMPONENTS))
    short = np.bincount(home, weights=full_state_pension(alone, mi) - gross, minlength=n)
    all_old = np.bincount(home[~old], minlength=n) == 0
    gets = np.flatnonzero(
        (comp.head != NOBODY) & all_old & (short > 0) & asks_supplement(comp) & (h.owner == 0)
    )
    out = np.zeros(len(p))
    out[comp.head[gets]] = short[gets]
    return out


def household(state: State, comp: Composition, job: Work) -> Income:
    """Income of all households of the year, before alignment."""
    p, n = state.persons, len(state.households)
    index = WAGE_INDEX[state.year] / WAGE_INDEX[2023]
    parts, potential, hours = personal(state, comp, job)
    parts["supplement"] = supplement(state, comp, parts, MINIMUM_INDEX[state.year] / MINIMUM_INDEX[2023])
    present = state.present()
    absent = np.ones(len(p), bool)
    absent[present] = False
    for name in COMPONENTS:
        parts[name][absent] = 0.0
    gross = np.asarray(sum(parts[name] for name in COMPONENTS))
    earned = parts["wage"] + parts["profit"]
    pensioner = parts["state_pension"] > 0
    net = (
        gross - tax(gross, earned, pensioner, index) - 0.055 * np.minimum(gross, 66_000 * index) * (gross > 0)
    )
    net = net - 1_640 * index * (state_age(state) >= 18)
    home = p.household
    counts = present[p.place[present] != INMATE]
    total = np.bincount(home[counts], weights=net[counts], minlength=n)
    gross_home = np.bincount(home[counts], weights=gross[counts], minlength=n)
    benefit, budget, care = _allowances(comp, gross_home, index)
    main = _main_earner(state, gross, n)
    return Income(
        persons=parts,
        gross_person=gross,
        net_household=total + benefit + budget + care,
        factor=equivalence(comp),
        main_earner=main,
        source=_main_source(state, parts, job, n, main),
        child_benefit=benefit,
        supplement=np.bincount(home, weights=parts["supplement"], minlength=n),
        wage_potential=potential,
        hours=hours,
    )


def state_age(state: State) -> np.ndarray:
    """Age in years in the middle of the year, over persons."""
    return np.asarray((day_of(state.year, 7) - state.persons.birth) / 365.2425)


def _allowances(
    comp: Composition, gross: np.ndarray, index: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Child benefit, child budget and care allowance of households by rule of thumb: what standing is built from.

    What is paid follows from the aligned income (:mod:`.allowances`).
    """
    kids = comp.minors
    couple = comp.partner != NOBODY
    benefit = 1_240.0 * index * kids
    budget = np.where(kids > 0, 1_450.0 * kids + np.where(couple, 0.0, 3_400.0), 0.0) * index
    budget = np.maximum(budget - 0.0675 * np.maximum(gross - np.where(couple, 38_000, 25_000) * index, 0), 0)
    top = np.where(couple, 2_800.0, 1_500.0) * index
    care = np.maximum(top - 0.136 * np.maximum(gross - 25_070 * index, 0) * np.where(couple, 0.9, 1), 0)
    return benefit, budget, np.where(comp.size > 0, care, 0.0)


def _main_earner(state: State, gross: np.ndarray, n: int) -> np.ndarray:
    """The adult with the highest income, ties to the elder; -1 for institutions and empty households."""
    p = state.persons
    who = state.present()
    adult = who[
        among(p.place[who], HEAD, PARTNER) | ((p.place[who] != INMATE) & (state_age(state)[who] >= 18))
    ]
    weight = gross[adult] * np.where(
        p.place[adult] == CHILD, 0.1, np.where(among(p.place[adult], HEAD, PARTNER), 1.0, 0.55)
    )
    weight = weight - p.birth[adult] * 1e-6 - np.where(p.place[adult] == CHILD, 1.0, 0.0)
    out = _last_highest(weight, adult, p.household[adult], n)
    inmate = who[p.place[who] == INMATE]
    out[p.household[inmate]] = inmate
    return out


def _main_source(
    state: State, parts: dict[str, np.ndarray], job: Work, n: int, main: np.ndarray
) -> np.ndarray:
    """Largest component of the household as an index into ``published.SOURCES``; 9 students' grant, 10 none."""
    p = state.persons
    who = state.present()
    home = p.household[who]
    amounts = np.zeros((10, n))
    states = np.where(job.month[who] > 6, job.before[who], job.after[who])
    wage, profit = parts["wage"][who], parts["profit"][who]
    dga = states == w.DIRECTOR
    other = states == w.OTHER_BUSINESS
    for group, value in (
        (0, np.where(dga, 0, wage)),
        (1, np.where(dga, wage, 0)),
        (2, np.where(other, 0, profit)),
        (3, np.where(other, profit, 0)),
        (9, parts["student_grant"][who]),
    ):
        amounts[group] = np.bincount(home, weights=value, minlength=n)
    for name, group in SOURCE_OF_COMPONENT.items():
        amounts[group] += np.bincount(home, weights=parts[name][who], minlength=n)
    most, source = np.zeros(n), np.zeros(n, np.int64)
    for group, amount in enumerate(amounts):
        more = amount > most
        source[more] = group
        np.maximum(most, amount, out=most)
    source[most < 1.0] = 10
    return source


@njit(cache=True, nogil=True)
def _last_highest(weight: np.ndarray, who: np.ndarray, home: np.ndarray, n: int) -> np.ndarray:
    """Of each household the person with the highest weight, the last of equals; -1 where there is nobody."""
    out = np.full(n, -1, np.int64)
    best = np.zeros(n)
    for at in range(len(who)):
        to = home[at]
        if out[to] < 0 or weight[at] >= best[to]:
            out[to], best[to] = who[at], weight[at]
    return out
