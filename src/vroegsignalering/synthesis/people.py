"""A year in the life of people, in its order: die, leave home, part, have children, migrate, couple, move, marry.

Every household has one day in the year on which all that happens to it happens, so that spells stay coherent.
The numbers of events are thresholds on (chance / rate), turned once to published totals; see :mod:`.dials`.
Homes left and reached are in :mod:`.moves`, couples in :mod:`.unions`; deaths, births and care stand here.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import (
    NOBODY,
    Composition,
    appoint_heads,
    begin_households,
    composition,
    signature,
)
from vroegsignalering.synthesis.moves import emigration_rate, leave_home, migrate, move
from vroegsignalering.synthesis.origins import inherit_origin
from vroegsignalering.synthesis.population import give_traits
from vroegsignalering.synthesis.state import CHILD, DIED, HEAD, INMATE, PARTNER, PRESENT, State, among, day_of
from vroegsignalering.synthesis.unions import couple, end_unions, marry, part

FERTILITY_BY_ORIGIN = np.array([1.0, 1.0, 1.0, 2.1, 1.4, 1.3, 1.6, 1.7, 1.3, 1.4])
"""Births to women born abroad against all women, by origin as in :mod:`.origins`: turned to who was born here (85384NED)."""


def live(state: State, dials: Dials) -> None:
    """One year of events; afterwards the state is that of 1 January of the next year."""
    if not state.closed:
        state.gem_shares = dials.offsets(f"gemeenten:{state.year}")
    days = day_of(state.year) + state.rng.integers(0, 365, len(state.households)).astype(np.int32)
    before = signature(state)
    _die(state, days)
    days = leave_home(state, dials, days)
    days = part(state, dials, days)
    _bear(state, dials, days)
    days = _institutions(state, days)
    days = migrate(state, dials, days)
    couple(state, dials, days, before)
    move(state, days)
    marry(state, days)
    appoint_heads(state)
    after = signature(state)
    changed = np.flatnonzero(before != after[: len(before)])
    state.households.began[changed] = np.maximum(state.households.began[changed], days[changed])
    state.year += 1


def _die(state: State, days: np.ndarray) -> None:
    p, rng = state.persons, state.rng
    who = state.present()
    age = state.age(who, day_of(state.year, 7))
    comp = composition(state, day_of(state.year))
    paired = (comp.partner[p.household[who]] != NOBODY) & (p.place[who] != CHILD)
    dying = who[rng.random(len(who)) < _death_rate(age, p.sex[who], paired)]
    end_unions(state, comp, np.unique(p.household[dying[p.place[dying] != CHILD]]), days, "O")
    state.depart(dying, DIED, days)
    appoint_heads(state)


def _death_rate(age: np.ndarray, sex: np.ndarray, paired: np.ndarray) -> np.ndarray:
    return rules.death_rate(age.astype(float), sex) * np.where(paired, 0.76, 1.19)


def staying_chance(state: State, comp: Composition, homes: np.ndarray) -> np.ndarray:
    """Chance that a household is still there eleven months on, and so in the statistics of its year's income."""
    p, head = state.persons, comp.head[homes]
    alone = comp.size[homes] - comp.minors[homes] == 1
    age = state.age(head, day_of(state.year, 7))
    dies = np.where(alone, _death_rate(age, p.sex[head], ~alone), 0.0)
    return 1.0 - 330 / 365 * (dies + emigration_rate(state, comp, homes))


def _bear(state: State, dials: Dials, days: np.ndarray) -> None:
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year))
    woman = np.flatnonzero((p.gone == PRESENT) & (p.sex == 1) & among(p.place, HEAD, PARTNER))
    age = state.age(woman, day_of(year, 7))
    woman, age = woman[(age >= 16) & (age < 46)], age[(age >= 16) & (age < 46)]
    home = p.household[woman]
    rate = rules.birth_rate(age.astype(float), comp.partner[home] != NOBODY, comp.children[home])
    rate = rate * np.where(p.born_abroad[woman] == 1, FERTILITY_BY_ORIGIN[p.origin[woman]], 1.0)
    score = rng.random(len(woman)) / np.maximum(rate, 1e-9)
    mother = woman[dials.passing(f"birth:{year}", score, rules.BIRTHS[year] * 1000.0)]
    home = p.household[mother]
    child = p.grow(len(mother))
    p.birth[child], p.household[child] = days[home], home
    p.sex[child] = rng.random(len(child)) < 0.488
    p.place[child], p.mother[child], p.here_from[child] = CHILD, mother, -1
    other = np.where(comp.head[home] == mother, comp.partner[home], comp.head[home])
    p.father[child] = other
    inherit_origin(state, child)
    give_traits(state, child)
    p.secm[child] = 31


def _institutions(state: State, days: np.ndarray) -> np.ndarray:
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year))
    who = state.present()
    who = who[among(p.place[who], HEAD, PARTNER)]
    age = state.age(who, day_of(year)).astype(float)
    rate = rules.institution_rate(age, comp.size[p.household[who]] == 1)
    goes = who[rng.random(len(who)) < rate]
    home = p.household[goes]
    end_unions(state, comp, np.unique(home), days, "-")
    new = begin_households(state, state.households.gem[home], days[home])
    state.households.kind[new] = 2
    p.household[goes], p.place[goes] = new, INMATE
    appoint_heads(state)
    return np.concatenate([days, days[home]])
