"""Couples: who parts, who comes to live together, who marries, and the unions that end by it.

The numbers are thresholds on (chance / rate) like all events of :mod:`.people`, which calls these in its order.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import (
    NOBODY,
    Composition,
    begin_households,
    composition,
    is_student,
    leaf_type,
    signature,
)
from vroegsignalering.synthesis.moves import next_gemeente
from vroegsignalering.synthesis.state import HEAD, OTHER, PARTNER, State, day_of

NEVER = np.inf
OLDEST_TO_COUPLE = 80
"""Age up to which people alone come to live together: an assumption; from 67 on at the rate of 67."""


def end_unions(state: State, comp: Composition, homes: np.ndarray, days: np.ndarray, reason: str) -> None:
    """Log marriages that end (``S`` parted, ``O`` died; ``-`` lives on apart) and unmark them; both must still be in place."""
    h = state.households
    homes = homes[h.married[homes] == 1]
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


def part(state: State, dials: Dials, days: np.ndarray) -> np.ndarray:
    """Couples who part: one leaves, more often the man where there are children; returns the days with those of the new homes."""
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
        goal = (published.size_of("type", 2, year + 1) + published.size_of("type", 3, year + 1)) * 1.04
        wanted = 1.09 * max(goal - one.sum() / dials.scale, 0) + 13_000
    parts = kids & dials.passing(f"part:{year}", np.where(kids, score, NEVER), wanted)
    parts |= ~kids & (score < 1.0)
    homes = couples[parts]
    end_unions(state, comp, homes, days, "S")
    man_goes = rng.random(len(homes)) < np.where(comp.children[homes] > 0, 0.86, 0.5)
    head_is_man = p.sex[comp.head[homes]] == 0
    goes = np.where(man_goes == head_is_man, comp.head[homes], comp.partner[homes])
    stays = np.where(man_goes == head_is_man, comp.partner[homes], comp.head[homes])
    new = begin_households(state, next_gemeente(state, homes, 0.25), days[homes])
    p.household[goes], p.place[goes], p.place[stays] = new, HEAD, HEAD
    return np.concatenate([days, days[homes]])


def couple(state: State, dials: Dials, days: np.ndarray, before: np.ndarray) -> None:
    """Form couples among people alone or with children, then a few shared homes; turned to the number of singles."""
    year = state.year
    now = signature(state)
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
    young = age < OLDEST_TO_COUPLE
    homes, head, age = homes[young], head[young], age[young]
    wanted = [0.0, 0.0]
    if dials.fitting:
        wanted = _unions_wanted(state, comp, dials)
    _pair(state, dials, "couple", (homes, head, age), days, PARTNER, wanted[0])
    left = state.persons.place[head] == HEAD
    left &= composition(state, day_of(year + 1)).size[homes] == 1
    left &= state.persons.household[head] == homes
    _pair(state, dials, "share", (homes[left], head[left], age[left]), days, OTHER, wanted[1])


def _unions_wanted(state: State, comp: Composition, dials: Dials) -> list[float]:
    """Fitting only: couples and shared homes that bring the numbers of the year to the published ones."""
    year = state.year
    homes = comp.private
    kinds = leaf_type(state, comp, homes, year + 1)
    private = ~is_student(state, comp.head[homes], year + 1) | (comp.size[homes] > 1)
    singles = ((kinds == 0) & private & (state.households.kind[homes] != 2)).sum() / dials.scale
    excess = 0.98 * singles - published.size_of("type", 0, year + 1)
    shared = max(1.04 * published.size_of("type", 8, year + 1) - (kinds == 8).sum() / dials.scale, 0)
    return [max(excess / 2 / 0.92, 0), shared]


def _pair(
    state: State,
    dials: Dials,
    name: str,
    pool: tuple[np.ndarray, np.ndarray, np.ndarray],
    days: np.ndarray,
    place: int,
    wanted: float,
) -> None:
    """Match two sides of a pool by age and ability, and let the guests move in with the hosts."""
    p, h, rng = state.persons, state.households, state.rng
    homes, head, age = pool
    score = rng.random(len(head)) / np.maximum(rules.union_rate(age), 1e-9)
    man = p.sex[head] == 0
    if place == OTHER:
        man = rng.random(len(head)) < 0.5
    sides = {"m": man, "w": ~man}
    passing = [
        dials.passing(f"{name}:{label}:{state.year}", np.where(side, score, NEVER), wanted) & side
        for label, side in sides.items()
    ]
    n = min(
        round(sum(int(side.sum()) for side in passing) / 2), *(int(side.sum()) for side in sides.values())
    )
    one, two = (
        _in_order(label, np.flatnonzero(side), n, score, state, head, age) for label, side in sides.items()
    )
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


def _in_order(
    label: str, side: np.ndarray, n: int, score: np.ndarray, state: State, head: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """The ``n`` of a side whose score is lowest, by age and ability: like finds like.

    Both sides give as many, the mean of those whose score passes: in a small shard the scarcer side would set the number,
    and fewer couples would form than in a large one.
    """
    chosen = side[np.argsort(score[side], kind="stable")[:n]]
    years_apart = -2.3 if label == "w" else 0.0
    near = 1.5 * state.persons.ability[head[chosen]] + 2.5 * state.rng.standard_normal(n)
    return np.asarray(chosen[np.argsort(age[chosen] - years_apart + near, kind="stable")])


def marry(state: State, days: np.ndarray) -> None:
    """Couples who live together unmarried and marry in the year."""
    h, rng = state.households, state.rng
    comp = composition(state, day_of(state.year))
    couples = np.flatnonzero((comp.partner != NOBODY) & (comp.head != NOBODY) & (h.married == 0))
    weds = couples[rng.random(len(couples)) < np.where(comp.children[couples] > 0, 0.12, 0.07)]
    h.married[weds] = 1
    h.union_from[weds] = days[weds]
    h.began[weds] = np.maximum(h.began[weds], days[weds])
