"""A year of work: who is employed, in business, on a benefit, retired, at school, and from which month.

Each state keeps its people with a yearly chance that depends on ability and footing; entrants are those with
the lowest chance / rate, turned once so that households by main source of income come out as published. At
most one change a year per person; an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import NOBODY, composition
from vroegsignalering.synthesis.state import HEAD, PARTNER, State, among, day_of

EMPLOYEE, DIRECTOR, BUSINESS, OTHER_BUSINESS = 11, 12, 13, 14
UNEMPLOYED, ASSISTANCE, OTHER_PROVISION, DISABLED, PENSION = 21, 22, 23, 24, 25
STUDENT_PAID, STUDENT, NOTHING = 26, 31, 32
SOURCE_CODES = (
    EMPLOYEE,
    DIRECTOR,
    BUSINESS,
    OTHER_BUSINESS,
    UNEMPLOYED,
    ASSISTANCE,
    OTHER_PROVISION,
    DISABLED,
    PENSION,
)
LEAVE = {
    DIRECTOR: 0.05,
    BUSINESS: 0.10,
    OTHER_BUSINESS: 0.4,
    UNEMPLOYED: 0.85,
    ASSISTANCE: 0.06,
    OTHER_PROVISION: 0.15,
    DISABLED: 0.07,
}
"""Yearly chance of leaving a state at average traits: assumptions; no table of transitions is published but for bijstand, where
this is the chance of who is settled in it (:data:`LEAVE_EARLY` before)."""
POOR_STAY = 0.3
"""Part of the others' chance of leaving another social provision, for who lived on little before: an assumption."""
PARTNER_EARNS = 0.7
"""Yearly chance of leaving bijstand for who lives with a partner that has work: most at once; an assumption."""
SETTLED = 3
"""Years in succession below 120 % of the social minimum from which bijstand is rarely left: an assumption."""
LEAVE_EARLY = 0.75
"""Yearly chance of leaving bijstand before that, at average traits: such that a fifth of those who receive it leave in a year.
Published are 118 thousand in 2017 (CBS, quoted by nu.nl) and 84 to 100 thousand in 2019 to 2022 (82662NED), of some 440, with
spells that begin and end within a year, which yearly steps do not have."""
POOR_BEFORE = np.array([1.0, 2, 4, 8, 8, 8, 8, 8, 8, 8])
"""Relative rate of entering bijstand by years in succession that the household was below 120 % of the social minimum: who asks
for it has mostly lived on little for a while; sizes are assumptions, no table of entrants by earlier income was found."""
BY_ORIGIN = np.array([1.0, 5.0, 3.3])
"""Relative rate of entering bijstand: others, born outside Europe, one or two parents born there. Turned by hand to the persons
on bijstand with a non-western background: 239 of 472 thousand in June 2017, 235 of 459 in March 2018 (CBS, as quoted by nu.nl and
NRC); here 49 and 52 % at the end of 2017 and 2018."""
ORDER = (DIRECTOR, BUSINESS, OTHER_BUSINESS, DISABLED, OTHER_PROVISION, UNEMPLOYED, ASSISTANCE)
PERSONS_PER_HOUSEHOLD = {11: 1.72, 12: 1.25, 13: 1.5, 14: 1.8, 21: 2.2, 22: 1.15, 23: 1.5, 24: 1.9, 25: 1.5}
"""First guess of persons in a state per household that mainly lives of it; corrected year by year while fitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """States over persons: until ``month`` the first, from ``month`` (1-12, 13 = no change) the second."""

    before: np.ndarray
    after: np.ndarray
    month: np.ndarray


def work(state: State, dials: Dials, per_household: dict[int, float]) -> Work:
    """States of all persons over the state's year."""
    p, year = state.persons, state.year
    who = state.present()
    before = p.secm[who].copy()
    after = _after(state, dials, who, before, per_household)
    if year == published.FIRST_SIMULATED:
        before = after.copy()  # the first year only sets the stage: states that last all year
    month = np.where(before == after, 13, state.rng.integers(1, 13, len(who)))
    # a spell of unemployment that ends does so in the first half of the year: an assumption, so that a stock can fall
    month = np.where((before == UNEMPLOYED) & (month < 13), (month + 1) // 2, month)
    month = _deterministic_months(state, who, after, month, year)
    out = [np.full(len(p), fill, np.int8) for fill in (NOTHING, NOTHING, 13)]
    for array, values in zip(out, (before, after, month), strict=True):
        array[who] = values
    return Work(before=out[0], after=out[1], month=out[2])


def _deterministic_months(
    state: State, who: np.ndarray, after: np.ndarray, month: np.ndarray, year: int
) -> np.ndarray:
    """The state pension begins in the month in which its age is reached."""
    p = state.persons
    reached = p.birth[who] + rules.pension_days(year)
    turning = (after == PENSION) & (reached >= day_of(year)) & (reached < day_of(year + 1)) & (month < 13)
    return np.where(turning, np.clip((reached - day_of(year)) // 31 + 1, 1, 12), month)


def _after(
    state: State, dials: Dials, who: np.ndarray, before: np.ndarray, per_household: dict[int, float]
) -> np.ndarray:
    p, rng, year = state.persons, state.rng, state.year
    end = day_of(year + 1)
    age = (end - p.birth[who]) / 365.2425
    after = np.full(len(who), STUDENT, np.int8)
    school = age < rules.SCHOOL_LEAVING_AGE[p.education[who]]
    paid = school & (age >= 16) & (rng.random(len(who)) < np.where(before == STUDENT_PAID, 0.9, 0.45))
    after[paid] = STUDENT_PAID
    retired = ~school & (
        (end - p.birth[who] >= rules.pension_days(year)) | ((before == PENSION) & (age > 50))
    )
    after[retired] = PENSION
    core = np.flatnonzero(~school & ~retired)
    after[core] = _choices(state, dials, who, core, age, before, int(retired.sum()), per_household)
    return _spouses(state, who, after)


def _choices(
    state: State,
    dials: Dials,
    who: np.ndarray,
    core: np.ndarray,
    age: np.ndarray,
    before: np.ndarray,
    retired: int,
    per_household: dict[int, float],
) -> np.ndarray:
    """States of those neither at school nor retired: who stays, who enters what, in the order of :data:`ORDER`."""
    rng, everyone = state.rng, len(who)
    traits = {name: values[core] for name, values in _traits(state, who, age, before).items()}
    persistence = np.exp(0.3 * traits["ability"] + 0.3 * traits["footing"])
    after = np.full(len(core), NOTHING, np.int8)
    free = np.ones(len(core), bool)
    for code in (PENSION, *ORDER, EMPLOYEE):
        stayers = retired if code == PENSION else 0
        if code in LEAVE:
            draw = rng.random(everyone)[core]
            leave = LEAVE[code] * persistence
            if code == ASSISTANCE:
                leave = np.where(traits["poor"] < SETTLED, LEAVE_EARLY * persistence, leave)
                leave = np.where(traits["provided"], PARTNER_EARNS, leave)
            if code == OTHER_PROVISION:
                leave = np.where(traits["poor"] > 0, POOR_STAY * leave, leave)
            stays = free & (traits["before"] == code) & (draw >= leave)
            after[stays] = code
            free &= ~stays
            stayers = int(stays.sum())
        draw = rng.random(everyone)[core]
        enters = _enter(state, dials, code, traits, free, draw, stayers, per_household)
        after[enters] = code
        free &= ~enters
    return after


def _spouses(state: State, who: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Bijstand is for a couple: a partner without income of one who receives it receives it too."""
    p = state.persons
    adult = among(p.place[who], HEAD, PARTNER)
    receives = np.zeros(len(state.households), bool)
    receives[p.household[who[adult & (after == ASSISTANCE)]]] = True
    return np.where(adult & (after == NOTHING) & receives[p.household[who]], ASSISTANCE, after).astype(
        np.int8
    )


def _traits(state: State, who: np.ndarray, age: np.ndarray, before: np.ndarray) -> dict[str, np.ndarray]:
    p = state.persons
    comp = composition(state, day_of(state.year))
    home = p.household[who]
    earning = np.bincount(home[before < STUDENT_PAID], minlength=len(state.households))
    head = p.place[who] == HEAD
    recent = p.here_from[who] > day_of(state.year - 3)
    refugee = recent & among(p.origin[who], 7, 9)
    return {
        "ability": np.clip(p.ability[who], -3, 3),
        "footing": np.clip(p.footing[who], -3, 3),
        "age": age,
        "before": before,
        "alone": comp.partner[home] == NOBODY,
        "poor": p.low120[who],
        "provided": _provided(state, who, before),
        "sole": head & (earning[home] == 0),
        "refugee": refugee,
        "woman": p.sex[who] == 1,
        "nonwestern": np.where(p.origin[who] < 3, 0, np.where(p.born_abroad[who] == 1, 1, 2)),
    }


def _provided(state: State, who: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Who lives with a partner that has work: the law gives such a couple no bijstand."""
    p = state.persons
    pair = np.isin(p.place[who], [HEAD, PARTNER])
    works = pair & (before < UNEMPLOYED)
    count = np.bincount(p.household[who[works]], minlength=len(state.households))
    return pair & (count[p.household[who]] > works)


def _from(before: np.ndarray, weights: dict[int, float], rest: float) -> np.ndarray:
    out = np.full(len(before), rest)
    for code, weight in weights.items():
        out[before == code] = weight
    return out


def _rate(code: int, t: dict[str, np.ndarray]) -> np.ndarray:
    """Relative rate of entering a state: plausible signs and sizes; assumptions."""
    a, f, age, b = t["ability"], t["footing"], t["age"], t["before"]
    if code == DIRECTOR:
        return np.asarray(
            np.exp(0.9 * a) * _from(b, {11: 1, 13: 4}, 0.05) * np.interp(age, [25, 40, 60], [0.1, 1, 1])
        )
    if code == BUSINESS:
        return np.asarray(
            np.exp(0.15 * a) * _from(b, {11: 1, 32: 0.9, 21: 2}, 0.4) * np.where(t["woman"], 0.6, 1)
        )
    if code == OTHER_BUSINESS:
        return np.asarray(
            np.exp(-0.3 * f) * _from(b, {32: 1.5, 11: 0.15}, 0.5) * np.where(t["alone"], 2, 0.5)
        )
    if code == DISABLED:
        return np.asarray(
            np.exp(-0.8 * f - 0.3 * a + 0.04 * (age - 40)) * _from(b, {11: 1, 21: 2.5, 22: 0.3}, 0.4)
        )
    if code == OTHER_PROVISION:
        young = np.exp(-1.6 * a - 0.5 * f) * (age < 30)
        return np.asarray((young + 2.0 * (age > 57) * (b == UNEMPLOYED) + 0.02) * _from(b, {11: 0.05}, 1.0))
    if code == UNEMPLOYED:
        return np.asarray(np.exp(-0.35 * f - 0.2 * a) * _from(b, {11: 1}, 0.0) * np.where(t["alone"], 1.3, 1))
    if code == ASSISTANCE:
        push = _from(b, {32: 1, 21: 1.0, 14: 0.6, 13: 0.3, 11: 0.04}, 0.5) * np.where(t["refugee"], 15, 1)
        place = np.where(t["alone"], 4.0, np.where(t["provided"], 0.01, 0.5))
        return np.asarray(
            push * BY_ORIGIN[t["nonwestern"]] * np.exp(-0.9 * a - 0.8 * f) * place * POOR_BEFORE[t["poor"]]
        )
    if code == PENSION:
        return np.asarray(np.where(age > 57, np.exp(0.5 * (age - 62)), 0.0) * _from(b, {11: 1, 24: 0.7}, 0.5))
    idle = np.where(t["sole"], 25.0, 0.25)
    stay = _from(b, {11: 40.0, 31: 4, 26: 8, 21: 3, 13: 3, 12: 3}, 1.0)
    return np.asarray(
        np.where(b == NOTHING, idle, stay)
        * np.where(t["woman"] & ~t["alone"], 0.5, 1.0)
        * np.exp(0.4 * a + 0.5 * f)
    )


def _enter(
    state: State,
    dials: Dials,
    code: int,
    traits: dict[str, np.ndarray],
    free: np.ndarray,
    draw: np.ndarray,
    stayers: int,
    per_household: dict[int, float],
) -> np.ndarray:
    rate = np.where(free, _rate(code, traits), 0.0)
    score = np.where(rate > 0, draw / np.maximum(rate, 1e-12), np.inf)
    wanted = 0.0
    if dials.fitting:
        at = state.year + 1 - published.FIRST_SIMULATED
        households = float(
            published.sizes("source")[SOURCE_CODES.index(code)][min(at, len(published.YEARS) - 1)]
        )
        wanted = households * per_household[code] - stayers / dials.scale
    return dials.passing(f"work:{code}:{state.year}", score, wanted) & free
