"""Who lives elsewhere from now on: children leave home, households move, leave the country or arrive from abroad.

Called by :mod:`.people` in the order of a year's events; nothing here forms or ends a couple.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import Composition, begin_households, composition, is_student
from vroegsignalering.synthesis.origins import IMMIGRANT_GROUPS, draw_origin
from vroegsignalering.synthesis.population import give_traits
from vroegsignalering.synthesis.state import CHILD, EMIGRATED, HEAD, PARTNER, PRESENT, State, day_of

WOMEN_ARRIVING = 0.45
"""Share of women among those who arrive from abroad alone or at the head of a household: an assumption."""


def leave_home(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    """Children of 17 and older who go to live on their own; returns the days with those of the new homes."""
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year + 1))
    child = np.flatnonzero((p.gone == PRESENT) & (p.place == CHILD))
    age = state.age(child, day_of(year + 1))
    child, age = child[age >= 17], age[age >= 17]
    studies = is_student(state, child, year + 1) & (p.education[child] >= 3)
    rate = rules.leave_home_rate(age.astype(float), p.sex[child]) * np.where(
        studies, 0.62, np.where(age < 24, 0.30, 0.80)
    )
    score = rng.random(len(child)) / np.maximum(rate, 1e-9)
    wanted = 0.0
    if dials.fitting:
        adults = int((age >= 18).sum())
        homes = max(int((comp.adult_children[comp.private] > 0).sum()), 1)
        goal = published.size_of("type", 3, year + 1) + published.size_of("type", 5, year + 1)
        wanted = adults / dials.scale - goal * adults / homes
    leaving = child[dials.passing(f"leave:{year}", score, wanted)]
    gem = next_gemeente(state, p.household[leaving], 0.2)
    day = days[p.household[leaving]]
    new = begin_households(state, gem, day)
    p.household[leaving], p.place[leaving] = new, HEAD
    return np.concatenate([days, day])


def next_gemeente(
    state: State, homes: np.ndarray, away: float, kind: int = 0, old: bool = False
) -> np.ndarray:
    """The same gemeente, or with probability ``away`` another one that suits the kind of household."""
    gem = state.households.gem[homes].copy()
    if state.closed or not len(gem):
        return gem
    moves = state.rng.random(len(gem)) < away
    count = int(moves.sum())
    age_class = np.full(count, 2 if old else 1)
    gem[moves] = pl_.draw_gemeente(state.rng, np.full(count, kind), age_class, state.gem_shares)
    return gem


def move(state: State, days: np.ndarray) -> None:
    """Households that move whole, most of them within the gemeente."""
    h, rng = state.households, state.rng
    comp = composition(state, day_of(state.year))
    homes = comp.private
    homes = homes[h.began[homes] < day_of(state.year)]
    age = state.age(comp.head[homes], day_of(state.year)).astype(float)
    moves = homes[rng.random(len(homes)) < rules.move_rate(age, h.owner[homes])]
    for kind in range(3):
        has_kids, alone = comp.children[moves] > 0, comp.size[moves] == 1
        of = moves[np.where(has_kids, 2, np.where(alone, 0, 1)) == kind]
        h.gem[of] = next_gemeente(state, of, 0.14, kind, old=kind == 1)
    h.address[moves] = state.new_addresses(len(moves))


def emigration_rate(state: State, comp: Composition, homes: np.ndarray) -> np.ndarray:
    """Yearly chance that a household leaves the country: those who came lately leave most."""
    p, year, head = state.persons, state.year, comp.head[homes]
    recent = p.here_from[head] > day_of(year - 6 if year > 2016 else 2010)
    rate = np.where(p.born_abroad[head] == 1, np.where(recent, 0.06, 0.012), 0.0055)
    return rate * np.where(comp.size[homes] > 2, 0.6, 1.2) * (state.age(head, day_of(year)) < 65)


def migrate(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    """Households leave the country, others arrive; returns the days with those of the new homes."""
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year))
    homes = comp.private
    leaving = homes[rng.random(len(homes)) < emigration_rate(state, comp, homes)]
    gone = np.zeros(len(state.households), bool)
    gone[leaving] = True
    who = state.present()
    state.depart(who[gone[p.household[who]]], EMIGRATED, days)
    rate_in = f"immigrants:{year}"
    present = len(state.present())
    if dials.fitting:
        needed = rules.POPULATION[year + 1] * 1e6 * dials.scale - present
        dials.keep(rate_in, np.array([max(needed, 0) / 1.53 / present]))
    count = int(rng.poisson(dials.offsets(rate_in)[0] * present))
    return _arrive(state, count, days)


def _arrive(state: State, count: int, days: np.ndarray) -> np.ndarray:
    """New households from abroad: singles, couples and families, mostly young."""
    p, rng = state.persons, state.rng
    kind = np.searchsorted([0.66, 0.80], rng.random(count))
    age = np.clip(17 + rng.gamma(2.2, 6.2, count), 18, 80)
    gem = pl_.draw_gemeente(rng, kind, np.ones(count, np.int64), state.gem_shares)
    day = (day_of(state.year) + rng.integers(0, 365, count)).astype(np.int32)
    new = begin_households(state, gem, day)
    refugee = 1.6 if state.year in (2015, 2016, 2022) else 1.0
    five = np.where(rng.random(count) < 0.07, 0, np.where(rng.random(count) < 0.48 / refugee, 1, 3))
    origin = draw_origin(rng, five, IMMIGRANT_GROUPS)

    def add(rows: np.ndarray, years: np.ndarray, sex: np.ndarray, place: int) -> np.ndarray:
        who = p.grow(len(rows))
        p.birth[who] = (day[rows] - years * 365.2425).astype(np.int32)
        p.household[who], p.place[who], p.sex[who] = new[rows], place, sex
        p.origin[who] = origin[rows]
        p.born_abroad[who] = np.where(five[rows] > 0, 1, 0)
        p.parents_abroad[who] = np.where(five[rows] > 0, 2, 0)
        p.here_from[who], p.mother[who], p.father[who] = day[rows], -1, -1
        p.secm[who] = np.where(years < 15, 31, np.where(rng.random(len(rows)) < 0.62, 11, 32))
        return who

    every = np.arange(count)
    head = add(every, age, (rng.random(count) < WOMEN_ARRIVING).astype(np.int8), HEAD)
    pair = np.flatnonzero(kind > 0)
    other = add(pair, np.maximum(age[pair] - 2, 18), 1 - p.sex[head[pair]], PARTNER)
    family = np.flatnonzero(kind == 2)
    for _ in range(2):
        some = family[rng.random(len(family)) < 0.8]
        years = np.minimum(16 * rng.random(len(some)), age[some] - 17.5)
        child = add(some, np.maximum(years, 0.1), (rng.random(len(some)) < 0.488).astype(np.int8), CHILD)
        p.mother[child] = head[some]
    give_traits(
        state,
        np.concatenate(
            [head, other, np.flatnonzero((p.here_from >= day_of(state.year)) & (p.place == CHILD))]
        ),
    )
    return np.concatenate([days, day])
