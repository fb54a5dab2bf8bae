"""A year in the life of people: die, leave home, part, have children, migrate, couple, move.

Every household has one day in the year on which all that happens to it happens, so that spells stay coherent.
The numbers of events are thresholds on (chance / rate), turned once to published totals; see :mod:`.dials`.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import (
    NOBODY,
    Composition,
    appoint_heads,
    begin_households,
    composition,
    leaf_type,
)
from vroegsignalering.synthesis.population import IMMIGRANT_GROUPS, draw_origin, give_traits, inherit_origin
from vroegsignalering.synthesis.state import (
    CHILD,
    DIED,
    EMIGRATED,
    HEAD,
    INMATE,
    OTHER,
    PARTNER,
    PRESENT,
    State,
    among,
    day_of,
)

NEVER = np.inf
WOMEN_ARRIVING = 0.45
"""Share of women among those who arrive from abroad alone or at the head of a household: an assumption."""
FERTILITY_BY_ORIGIN = np.array([1.0, 1.0, 1.0, 2.1, 1.4, 1.3, 1.6, 1.7, 1.3, 1.4])
"""Births to women born abroad against all women, by origin as in :mod:`.population`: turned to who was born here (85384NED)."""


def live(state: State, dials: Dials) -> None:
    """One year of events; afterwards the state is that of 1 January of the next year."""
    if not state.closed:
        state.gem_shares = dials.offsets(f"gemeenten:{state.year}")
    days = day_of(state.year) + state.rng.integers(0, 365, len(state.households)).astype(np.int32)
    before = _signature(state)
    _die(state, days)
    days = _leave_home(state, dials, days)
    days = _part(state, dials, days)
    _bear(state, dials, days)
    days = _institutions(state, days)
    days = _migrate(state, dials, days)
    _couple(state, dials, days, before)
    _move(state, days)
    _marry(state, days)
    appoint_heads(state)
    after = _signature(state)
    changed = np.flatnonzero(before != after[: len(before)])
    state.households.began[changed] = np.maximum(state.households.began[changed], days[changed])
    state.year += 1


def _signature(state: State) -> np.ndarray:
    """A number per household that changes when members or address change."""
    p = state.persons
    who = state.present()
    mixed = (who.astype(np.int64) * 2_654_435_761 + 12_345) % 4_294_967_291
    total = np.zeros(len(state.households), np.int64)
    np.add.at(total, p.household[who], mixed)
    return np.asarray(total * 31 + state.households.address)


def _depart(state: State, who: np.ndarray, how: int, days: np.ndarray) -> None:
    p = state.persons
    p.gone[who] = how
    p.gone_on[who] = days[p.household[who]]


def _die(state: State, days: np.ndarray) -> None:
    p, rng = state.persons, state.rng
    who = state.present()
    age = state.age(who, day_of(state.year, 7))
    comp = composition(state, day_of(state.year))
    paired = (comp.partner[p.household[who]] != NOBODY) & (p.place[who] != CHILD)
    dying = who[rng.random(len(who)) < _death_rate(age, p.sex[who], paired)]
    _end_unions(state, np.unique(p.household[dying[p.place[dying] != CHILD]]), days, "O")
    _depart(state, dying, DIED, days)
    appoint_heads(state)


def _death_rate(age: np.ndarray, sex: np.ndarray, paired: np.ndarray) -> np.ndarray:
    return rules.death_rate(age.astype(float), sex) * np.where(paired, 0.77, 1.18)


def _emigration_rate(state: State, comp: Composition, homes: np.ndarray) -> np.ndarray:
    """Yearly chance that a household leaves the country: those who came lately leave most."""
    p, year, head = state.persons, state.year, comp.head[homes]
    recent = p.here_from[head] > day_of(year - 6 if year > 2016 else 2010)
    rate = np.where(p.born_abroad[head] == 1, np.where(recent, 0.06, 0.012), 0.0055)
    return rate * np.where(comp.size[homes] > 2, 0.6, 1.2) * (state.age(head, day_of(year)) < 65)


def staying_chance(state: State, comp: Composition, homes: np.ndarray) -> np.ndarray:
    """Chance that a household is still there eleven months on, and so in the statistics of its year's income."""
    p, head = state.persons, comp.head[homes]
    alone = comp.size[homes] - comp.minors[homes] == 1
    age = state.age(head, day_of(state.year, 7))
    dies = np.where(alone, _death_rate(age, p.sex[head], ~alone), 0.0)
    return 1.0 - 330 / 365 * (dies + _emigration_rate(state, comp, homes))


def _end_unions(state: State, homes: np.ndarray, days: np.ndarray, reason: str) -> None:
    """Log marriages that end (``S`` parted, ``O`` died; ``-`` lives on apart) and unmark them; both must still be in place."""
    h = state.households
    homes = homes[h.married[homes] == 1]
    comp = composition(state, day_of(state.year))
    both = homes[(comp.partner[homes] != NOBODY) & (comp.head[homes] != NOBODY)]
    state.changes.append(
        {
            "one": comp.head[both],
            "two": comp.partner[both],
            "from": h.union_from[both].copy(),
            "to": days[both] if reason != "-" else np.full(len(both), 10**6, np.int32),
            "died": np.full(len(both), reason == "O"),
        }
    )
    h.married[homes] = 0


def _target(dimension: str, group: int, year: int) -> float:
    return float(published.sizes(dimension)[group][year - published.FIRST_SIMULATED])


def _leave_home(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year + 1))
    child = np.flatnonzero((p.gone == PRESENT) & (p.place == CHILD))
    age = state.age(child, day_of(year + 1))
    child, age = child[age >= 17], age[age >= 17]
    studies = is_student(state, child, year + 1) & (p.education[child] >= 3)
    rate = rules.leave_home_rate(age.astype(float), p.sex[child]) * np.where(
        studies, 1.8, np.where(age < 24, 0.35, 0.80)
    )
    score = rng.random(len(child)) / np.maximum(rate, 1e-9)
    wanted = 0.0
    if dials.fitting:
        adults = int((age >= 18).sum())
        homes = max(int((comp.adult_children[comp.private] > 0).sum()), 1)
        goal = _target("type", 3, year + 1) + _target("type", 5, year + 1)
        wanted = adults / dials.scale - goal * adults / homes
    leaving = child[dials.passing(f"leave:{year}", score, wanted)]
    gem = _next_gemeente(state, p.household[leaving], 0.2)
    day = days[p.household[leaving]]
    new = begin_households(state, gem, day)
    p.household[leaving], p.place[leaving] = new, HEAD
    return np.concatenate([days, day])


def _next_gemeente(
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


def _part(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year + 1))
    couples = np.flatnonzero((comp.partner != NOBODY) & (comp.head != NOBODY))
    age = state.age(comp.head[couples], day_of(year))
    kids = comp.children[couples] > 0
    young_kids = np.where(kids & (comp.adult_children[couples] == 0), 1.8, 1.0)
    young_kids *= np.choose(np.minimum(comp.children[couples], 3), [1.0, 1.45, 0.85, 0.6])
    score = rng.random(len(couples)) / (rules.separation_rate(age.astype(float)) * young_kids)
    wanted = 0.0
    if dials.fitting:
        one = (comp.children > 0) & (comp.partner == NOBODY) & (comp.others == 0) & (comp.head != NOBODY)
        goal = (_target("type", 2, year + 1) + _target("type", 3, year + 1)) * 1.04
        wanted = 1.09 * max(goal - one.sum() / dials.scale, 0) + 13_000
    parts = kids & dials.passing(f"part:{year}", np.where(kids, score, NEVER), wanted)
    parts |= ~kids & (score < 1.0)
    homes = couples[parts]
    _end_unions(state, homes, days, "S")
    man_goes = rng.random(len(homes)) < np.where(comp.children[homes] > 0, 0.86, 0.5)
    head_is_man = p.sex[comp.head[homes]] == 0
    goes = np.where(man_goes == head_is_man, comp.head[homes], comp.partner[homes])
    stays = np.where(man_goes == head_is_man, comp.partner[homes], comp.head[homes])
    new = begin_households(state, _next_gemeente(state, homes, 0.25), days[homes])
    p.household[goes], p.place[goes], p.place[stays] = new, HEAD, HEAD
    return np.concatenate([days, days[homes]])


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
    _end_unions(state, np.unique(home), days, "-")
    new = begin_households(state, state.households.gem[home], days[home])
    state.households.kind[new] = 2
    p.household[goes], p.place[goes] = new, INMATE
    appoint_heads(state)
    return np.concatenate([days, days[home]])


def _migrate(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    p, rng, year = state.persons, state.rng, state.year
    comp = composition(state, day_of(year))
    homes = comp.private
    leaving = homes[rng.random(len(homes)) < _emigration_rate(state, comp, homes)]
    gone = np.zeros(len(state.households), bool)
    gone[leaving] = True
    who = state.present()
    _depart(state, who[gone[p.household[who]]], EMIGRATED, days)
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


def _couple(state: State, dials: Dials, days: np.ndarray, before: np.ndarray) -> None:
    """Form couples among people alone or with children, then a few shared homes; turned to the number of singles."""
    year = state.year
    now = _signature(state)
    touched = np.ones(len(now), bool)
    touched[: len(before)] = before != now[: len(before)]
    touched[len(before) :] = False
    comp = composition(state, day_of(year + 1))
    homes = comp.private
    single = (comp.partner[homes] == NOBODY) & (comp.others[homes] == 0) & ~touched[homes]
    single &= comp.adult_children[homes] == 0
    homes = homes[single]
    head = comp.head[homes]
    age = state.age(head, day_of(year + 1)).astype(float)
    homes, head, age = homes[age < 67], head[age < 67], age[age < 67]
    wanted = [0.0, 0.0]
    if dials.fitting:
        wanted = _unions_wanted(state, comp, dials)
    _pair(state, dials, "couple", (homes, head, age), days, PARTNER, wanted[0])
    left = state.persons.place[head] == HEAD
    left &= composition(state, day_of(year + 1)).size[homes] == 1
    left &= state.persons.household[head] == homes
    _pair(state, dials, "share", (homes[left], head[left], age[left]), days, OTHER, wanted[1])


def _unions_wanted(state: State, comp: Composition, dials: Dials) -> list[float]:
    year = state.year
    homes = comp.private
    kinds = leaf_type(state, comp, homes, year + 1)
    private = ~is_student(state, comp.head[homes], year + 1) | (comp.size[homes] > 1)
    singles = ((kinds == 0) & private & (state.households.kind[homes] != 2)).sum() / dials.scale
    excess = 0.975 * singles - _target("type", 0, year + 1)
    shared = max(1.05 * _target("type", 8, year + 1) - (kinds == 8).sum() / dials.scale, 0)
    return [max(excess / 2 / 0.94, 0), shared]


def is_student(state: State, who: np.ndarray, year: int) -> np.ndarray:
    """Whether persons are in education on 1 January of a year."""
    age = state.age(who, day_of(year))
    return np.asarray(age < rules.SCHOOL_LEAVING_AGE[state.persons.education[who]])


def _pair(
    state: State,
    dials: Dials,
    name: str,
    pool: tuple[np.ndarray, np.ndarray, np.ndarray],
    days: np.ndarray,
    place: int,
    wanted: float,
) -> None:
    p, h, rng = state.persons, state.households, state.rng
    homes, head, age = pool
    score = rng.random(len(head)) / np.maximum(rules.union_rate(age), 1e-9)
    man = p.sex[head] == 0
    if place == OTHER:
        man = rng.random(len(head)) < 0.5
    sides = []
    for label, mask in (("m", man), ("w", ~man)):
        passing = dials.passing(f"{name}:{label}:{state.year}", np.where(mask, score, NEVER), wanted)
        chosen = np.flatnonzero(passing & mask)
        years_apart = -2.3 if label == "w" else 0.0
        order = np.argsort(
            age[chosen]
            - years_apart
            + 1.5 * p.ability[head[chosen]]
            + 2.5 * rng.standard_normal(len(chosen)),
            kind="stable",
        )
        sides.append(chosen[order])
    n = min(len(sides[0]), len(sides[1]))
    one, two = sides[0][:n], sides[1][:n]
    comp = composition(state, day_of(state.year))
    swap = comp.children[homes[two]] > comp.children[homes[one]]
    host, guest = np.where(swap, two, one), np.where(swap, one, two)
    days[homes[guest]] = days[homes[host]]
    target = np.full(len(h), NOBODY, np.int32)
    target[homes[guest]] = homes[host]
    who = state.present()
    moving = who[target[p.household[who]] != NOBODY]
    p.household[moving] = target[p.household[moving]]
    p.place[head[guest]] = place
    h.union_from[homes[host]] = days[homes[host]]


def _move(state: State, days: np.ndarray) -> None:
    h, rng = state.households, state.rng
    comp = composition(state, day_of(state.year))
    homes = comp.private
    homes = homes[h.began[homes] < day_of(state.year)]
    age = state.age(comp.head[homes], day_of(state.year)).astype(float)
    moves = homes[rng.random(len(homes)) < rules.move_rate(age, h.owner[homes])]
    for kind in range(3):
        has_kids, alone = comp.children[moves] > 0, comp.size[moves] == 1
        of = moves[np.where(has_kids, 2, np.where(alone, 0, 1)) == kind]
        h.gem[of] = _next_gemeente(state, of, 0.14, kind, old=kind == 1)
    h.address[moves] = state.new_addresses(len(moves))


def _marry(state: State, days: np.ndarray) -> None:
    h, rng = state.households, state.rng
    comp = composition(state, day_of(state.year))
    couples = np.flatnonzero((comp.partner != NOBODY) & (comp.head != NOBODY) & (h.married == 0))
    weds = couples[rng.random(len(couples)) < np.where(comp.children[couples] > 0, 0.12, 0.07)]
    h.married[weds] = 1
    h.union_from[weds] = days[weds]
    h.began[weds] = np.maximum(h.began[weds], days[weds])
