"""Households as they are composed on a day: heads, partners, children, types; and how new ones begin.

Shared by the events of people and by the writing of registers. It changes nothing by itself except where a
function's name says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from vroegsignalering.synthesis.rules import SCHOOL_LEAVING_AGE, pension_days
from vroegsignalering.synthesis.state import CHILD, HEAD, INMATE, OTHER, PARTNER, PRESENT, State, day_of

NOBODY = -1
MINOR_DAYS = 6_575
"""Days of age at which a child is eighteen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Arrays over households on one day; -1 where there is nobody."""

    size: np.ndarray
    head: np.ndarray
    partner: np.ndarray
    children: np.ndarray
    minors: np.ndarray
    adult_children: np.ndarray
    others: np.ndarray
    youngest: np.ndarray  # birth day of the youngest child at home
    oldest: np.ndarray

    @property
    def private(self) -> np.ndarray:
        """Indices of households with a head (institutions have none)."""
        return np.flatnonzero(self.head != NOBODY)


def composition(state: State, day: int) -> Composition:
    """Who forms which household on a day."""
    p, n = state.persons, len(state.households)
    counts = np.zeros((4, n), np.int64)
    members = np.full((2, n), NOBODY, np.int64)
    births = np.empty((2, n), np.int32)
    births[0], births[1] = -(10**6), 10**6
    _compose(p.household, p.place, p.birth, p.gone, day, counts, members, births)
    return Composition(
        size=counts[0],
        head=members[0],
        partner=members[1],
        children=counts[1],
        minors=counts[2],
        adult_children=counts[1] - counts[2],
        others=counts[3],
        youngest=births[0],
        oldest=births[1],
    )


@njit(cache=True, nogil=True)
def _compose(
    household: np.ndarray,
    place: np.ndarray,
    birth: np.ndarray,
    gone: np.ndarray,
    day: int,
    counts: np.ndarray,
    members: np.ndarray,
    births: np.ndarray,
) -> None:
    """One pass over persons: size, children, minors, others; head and partner; births of youngest and eldest child."""
    for who in range(len(household)):
        if gone[who] != PRESENT:
            continue
        home, role = household[who], place[who]
        counts[0, home] += 1
        if role == HEAD:
            members[0, home] = who
        elif role == PARTNER:
            members[1, home] = who
        elif role == OTHER:
            counts[3, home] += 1
        elif role == CHILD:
            counts[1, home] += 1
            if day - birth[who] < MINOR_DAYS:
                counts[2, home] += 1
            births[0, home] = max(births[0, home], birth[who])
            births[1, home] = min(births[1, home], birth[who])


def leaf_type(state: State, comp: Composition, homes: np.ndarray, year: int) -> np.ndarray:
    """Index into the leaf household types of the low-income statistics (see ``published.TYPES``), on 1 January."""
    couple = comp.partner[homes] != NOBODY
    birth = state.persons.birth
    eldest = np.minimum(birth[comp.head[homes]], np.where(couple, birth[comp.partner[homes]], 10**6))
    old = day_of(year) - eldest >= pension_days(year)
    adult, minor = comp.adult_children[homes] > 0, comp.minors[homes] > 0
    alone = comp.size[homes] == 1
    out = np.full(len(homes), 8)
    out[alone] = np.where(old[alone], 1, 0)
    plain = comp.others[homes] == 0
    out[plain & ~couple & minor & ~adult] = 2
    out[plain & ~couple & adult] = 3
    out[plain & couple & minor & ~adult] = 4
    out[plain & couple & adult] = 5
    bare = plain & couple & ~minor & ~adult
    out[bare] = np.where(old[bare], 7, 6)
    return out


def begin_households(state: State, gem: np.ndarray, day: np.ndarray) -> np.ndarray:
    """New private households at new addresses; returns their indices."""
    h = state.households
    new = h.grow(len(gem))
    h.gem[new], h.began[new] = gem, day
    h.address[new] = state.new_addresses(len(gem))
    return new


def appoint_heads(state: State) -> None:
    """Give households that lost their head another: the partner, else the eldest adult; minors alone go into care."""
    p, n = state.persons, len(state.households)
    who = state.present()
    who = who[p.place[who] != INMATE]
    home = p.household[who]
    has_head = np.zeros(n, bool)
    has_head[home[p.place[who] == HEAD]] = True
    orphan = who[~has_head[home]]
    if not len(orphan):
        return
    rank = np.choose(p.place[orphan], [1, 0, 3, 2, 0]) * 100_000 - p.birth[orphan]
    order = np.lexsort((-rank, p.household[orphan]))
    orphan = orphan[order]
    first = np.r_[True, p.household[orphan][1:] != p.household[orphan][:-1]]
    chosen, rest = orphan[first], orphan[~first]
    was_child = p.place[chosen] == CHILD
    p.place[chosen] = HEAD
    siblings = rest[np.isin(p.household[rest], p.household[chosen[was_child]])]
    p.place[siblings] = OTHER
    minors = chosen[state.year * 365.2425 - 719_528 - p.birth[chosen] < 16 * 365.2425 - 365]
    if len(minors):
        p.place[minors] = INMATE
        state.households.kind[p.household[minors]] = 2
        with_minor = np.isin(p.household[siblings], p.household[minors])
        p.place[siblings[with_minor]] = INMATE


def signature(state: State) -> np.ndarray:
    """A number per household that changes when members or address change."""
    p = state.persons
    who = state.present()
    mixed = (who.astype(np.int64) * 2_654_435_761 + 12_345) % 4_294_967_291
    total = np.zeros(len(state.households), np.int64)
    np.add.at(total, p.household[who], mixed)
    return np.asarray(total * 31 + state.households.address)


def is_student(state: State, who: np.ndarray, year: int) -> np.ndarray:
    """Whether persons are in education on 1 January of a year."""
    age = state.age(who, day_of(year))
    return np.asarray(age < SCHOOL_LEAVING_AGE[state.persons.education[who]])
