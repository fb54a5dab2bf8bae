"""The first day: households and persons on 1 January 2011, drawn from cells that were raked to published margins.

A cell is a household type by five-year age of the head; its probability is calibrated so that types, ages of
heads and the age structure of persons come out together. Everything else (children, partners, origin,
education, gemeente, tenure) is drawn given the cell. No record of a person enters.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.origins import give_origins
from vroegsignalering.synthesis.published import FIRST_SIMULATED
from vroegsignalering.synthesis.state import (
    ABOVE,
    CHILD,
    HEAD,
    HOUSEHOLD_FIELDS,
    INMATE,
    OTHER,
    PARTNER,
    PERSON_FIELDS,
    Columns,
    State,
    among,
    day_of,
)

BANDS = 16  # five-year age of the head: 15-19 to 90 and over
STUDENT, INSTITUTION = 9, 10
KINDS = 11
CHILDREN = {  # shares of 1, 2, 3, 4 children; from 71487ned 2023, spread over the leaf types by assumption
    2: (0.60, 0.28, 0.09, 0.03),
    3: (0.76, 0.19, 0.04, 0.01),
    4: (0.27, 0.455, 0.195, 0.08),
    5: (0.44, 0.40, 0.125, 0.035),
}
COUPLE_KINDS = (4, 5, 6, 7)
MOVERS_DILUTE = 1.35
"""Exponent on differences of education between provinces at birth or arrival: moves make them smaller. Turned to 2022 by hand."""
MOVED_APART = np.array(
    [
        [0.980, 1.032, 0.992, 0.986, 1.024],
        [1.068, 0.984, 1.002, 0.968, 1.046],
        [1.068, 1.028, 1.009, 0.935, 0.975],
        [1.063, 1.018, 0.994, 0.970, 1.004],
        [1.247, 1.016, 0.983, 0.939, 0.928],
        [1.031, 1.007, 1.008, 0.983, 0.961],
        [1.160, 1.056, 0.994, 0.960, 0.949],
        [1.061, 1.052, 1.003, 0.970, 0.961],
        [0.977, 1.052, 1.010, 0.982, 0.954],
        [1.003, 0.998, 0.994, 0.987, 1.074],
        [1.005, 1.031, 0.999, 0.987, 0.954],
        [1.017, 1.017, 0.998, 0.982, 1.008],
    ]
)
"""Achieved over published shares of education (85525NED, 2022), provinces x levels, in a million persons (seed 1): once with
differences to the power :data:`MOVERS_DILUTE` alone, then, to the power 0.7, with that divided out. Divided out to the power
of the differences. Limburg has no figure: half of the nation's, then the nation's."""
EDUCATION_COHORTS = (1940, 1955, 1970, 1985)
EDUCATION_SHARES = np.array(
    [
        [0.18, 0.33, 0.34, 0.11, 0.04],
        [0.065, 0.245, 0.425, 0.18, 0.085],
        [0.045, 0.17, 0.45, 0.215, 0.12],
        [0.033, 0.112, 0.435, 0.25, 0.17],
        [0.03, 0.10, 0.42, 0.265, 0.185],
    ]
)

FOOTHOLD = np.array([0, 0, 0, 1.4, 0.8, 0.45, 1.0, 1.35, 0.7, 1.0])
"""What is taken off ability and footing of who was born outside Europe, by origin as in :mod:`.origins`, over the mean of all
(about one): least for Suriname (school in Dutch, here for long), most for Morocco and the rest of Africa (little schooling,
refugees). Assumptions: signs and order follow what is known of participation in work and schooling by origin."""


def prior_cells() -> np.ndarray:
    """Starting weights of cells (kinds x bands) before raking: an assumption about who heads which household."""
    centre = np.arange(15, 15 + 5 * BANDS, 5) + 2.5
    bell = {
        0: (40, 17),
        1: (76, 8),
        2: (40, 8),
        3: (54, 8),
        4: (40, 8),
        5: (51, 6),
        6: (50, 15),
        7: (72, 7),
        8: (48, 15),
        9: (21, 1.6),
        10: (82, 11),
    }
    total = np.array([1536, 809, 246, 206, 1350, 640, 1300, 773, 137, 300, 235]) * 1000.0
    cells = np.array([np.exp(-0.5 * ((centre - m) / s) ** 2) for m, s in bell.values()])
    cells[[0, 6], 10:] = 0
    cells[[1, 7], :10] = 0
    cells[2:6, 0] = 0
    cells[[3, 5], :4] = 0
    cells[9, 3:] = 0
    return np.asarray(cells / cells.sum(axis=1, keepdims=True) * total[:, None])


def first_day(
    rng: np.random.Generator, dials: Dials, households: int, allowed: np.ndarray, closed: bool
) -> State:
    """A shard on 1 January of the first simulated year.

    Parameters
    ----------
    households : int
        Households to draw, those of students and institutions included.
    allowed : array over gemeenten
        Factor on each gemeente's probability.
    closed : bool
        Keep movers within the allowed gemeenten.
    """
    cells = dials.offsets("cells")
    drawn = rng.choice(len(cells), size=households, p=cells / cells.sum())
    kind, band = drawn // BANDS, drawn % BANDS
    state = State(
        year=FIRST_SIMULATED,
        persons=Columns(PERSON_FIELDS, 0),
        households=Columns(HOUSEHOLD_FIELDS, households),
        rng=rng,
        gem_shares=allowed,
        closed=closed,
        whole=not closed,
    )
    if dials.fitting:
        state.changes.append({"cell": drawn})
    age = 15 + 5 * band + 5 * rng.random(households)
    age = np.where(kind == STUDENT, np.maximum(age, 18), np.maximum(age, 17))
    age = np.where((band == BANDS - 1), 90 + rng.exponential(2.5, households), age)
    _people(state, kind, age)
    _settle(state, kind, age)
    give_origins(state, kind)
    give_traits(state, np.arange(len(state.persons)))
    return state


def _people(state: State, kind: np.ndarray, age: np.ndarray) -> None:
    rng, n = state.rng, len(kind)
    share = np.choose(kind, [0.0, 0.74, 0.86, 0.81, 0.0, 0.0, 0.0, 0.0, 0.4, 0.5, 0.62])
    alone = np.interp(age, [20, 30, 40, 50, 60], [0.43, 0.36, 0.34, 0.42, 0.5])
    woman = rng.random(n) < np.where(kind == 0, alone, share)
    _add(state, np.arange(n), age, woman.astype(np.int8), np.where(kind == INSTITUTION, INMATE, HEAD))
    couples = np.flatnonzero(np.isin(kind, COUPLE_KINDS))
    partner_age = np.maximum(age[couples] - 2.3 + 3.2 * rng.standard_normal(len(couples)), 18)
    _add(state, couples, partner_age, np.ones(len(couples), np.int8), np.full(len(couples), PARTNER))
    others = np.flatnonzero(kind == 8)
    other_age = np.clip(age[others] + 8 * rng.standard_normal(len(others)), 18, 90)
    _add(
        state, others, other_age, (rng.random(len(others)) < 0.5).astype(np.int8), np.full(len(others), OTHER)
    )
    mother_age = age.copy()
    mother_age[couples] = partner_age
    _children(state, kind, mother_age)


def _add(
    state: State, households: np.ndarray, age: np.ndarray, sex: np.ndarray, place: np.ndarray
) -> np.ndarray:
    """New residents of given age in years on the state's day."""
    p = state.persons
    who = p.grow(len(households))
    p.birth[who] = (day_of(state.year) - age * 365.2425).astype(np.int32) - 1
    p.sex[who], p.place[who], p.household[who] = sex, place, households
    p.mother[who] = p.father[who] = -1
    p.here_from[who] = -1
    return who


def _children(state: State, kind: np.ndarray, mother_age: np.ndarray) -> None:
    rng = state.rng
    for of, shares in CHILDREN.items():
        homes = np.flatnonzero(kind == of)
        count = 1 + np.searchsorted(np.cumsum(shares)[:-1], rng.random(len(homes)))
        low, high = (18.0, 29.0) if of in (3, 5) else (0.0, 17.9)
        first = mother_age[homes] - (30.2 + 4.3 * rng.standard_normal(len(homes)))
        at_most = np.minimum(high, mother_age[homes] - 16)
        first = np.where(
            (first < low) | (first > at_most), low + (at_most - low) * rng.random(len(homes)) ** 0.8, first
        )
        age = np.clip(first, min(low, 0.0), None)
        for k in range(4):
            has = count > k
            _add(
                state,
                homes[has],
                np.maximum(age[has], 0.01),
                (rng.random(has.sum()) < 0.488).astype(np.int8),
                np.zeros(has.sum(), np.int8) + CHILD,
            )
            age = age - np.clip(2.8 + 1.3 * rng.standard_normal(len(homes)), 1.0, None)
            age = np.where(age < 0, 5.0 * rng.random(len(homes)), age)


def _settle(state: State, kind: np.ndarray, age: np.ndarray) -> None:
    """Gemeente, address and kind of household; who is whose parent."""
    h, p, rng = state.households, state.persons, state.rng
    group = np.choose(kind, [0, 0, 2, 2, 2, 2, 1, 1, 1, 0, 0])
    h.gem[:] = pl_.draw_gemeente(rng, group, pl_.in_class(age), state.gem_shares)
    h.address[:] = state.new_addresses(len(h))
    h.began[:] = day_of(state.year) - (365.25 * np.minimum(rng.gamma(1.5, 5.0, len(h)), age - 16)).astype(int)
    h.kind[:] = np.where(kind == STUDENT, 1, np.where(kind == INSTITUTION, 2, 0))
    married = rng.random(len(h)) < np.interp(age, [20, 30, 45, 65, 80], [0.15, 0.62, 0.86, 0.92, 0.95])
    h.married[:] = married & np.isin(kind, COUPLE_KINDS)
    h.union_from[:] = h.began
    head = np.full(len(h), -1, np.int32)
    partner = np.full(len(h), -1, np.int32)
    who = np.arange(len(p), dtype=np.int32)
    head[p.household[p.place == HEAD]] = who[p.place == HEAD]
    partner[p.household[p.place == PARTNER]] = who[p.place == PARTNER]
    child = p.place == CHILD
    home = p.household[child]
    one, two = head[home], partner[home]
    is_woman = p.sex[one] == 1
    p.mother[child] = np.where(is_woman, one, two)
    p.father[child] = np.where(is_woman, two, one)


def give_traits(state: State, who: np.ndarray) -> None:
    """Persistent traits that nobody observes, and the level of education that goes together with them."""
    p, rng = state.persons, state.rng
    n = len(who)
    mother = p.mother[who]
    family = np.where(mother >= 0, p.ability[np.maximum(mother, 0)], rng.standard_normal(n))
    newcomer = (p.born_abroad[who] == 1) & among(p.origin[who], 3, 4, 5, 6, 7, 8, 9)
    far = np.where(newcomer, FOOTHOLD[p.origin[who]], 0.0)
    p.ability[who] = 0.4 * family + 0.9165 * rng.standard_normal(n) - 0.45 * far
    if state.year == FIRST_SIMULATED:
        _like_partner(state)
    p.footing[who] = rng.standard_normal(n) - 0.35 * far
    p.thrift[who] = rng.standard_normal(n)
    p.swing[who] = rng.standard_normal(n)
    p.debt[who] = rng.standard_normal(n)
    schooling = 0.75 * p.ability[who] + 0.66 * rng.standard_normal(n)
    if state.year == FIRST_SIMULATED:
        _histories(state, who)
    cohort = np.digitize(p.birth[who] / 365.2425 + 1970, EDUCATION_COHORTS)
    gem = state.households.gem[p.household[who]]
    cuts = _education_cuts()[cohort, pl_.places().province[gem]]
    p.education[who] = (schooling[:, None] > cuts).sum(axis=1)


def _like_partner(state: State) -> None:
    """Partners are alike: on the first day a partner's ability goes together with the head's."""
    p = state.persons
    heads = np.flatnonzero(p.place == HEAD)
    of_home = np.zeros(len(state.households), np.float32)
    of_home[p.household[heads]] = p.ability[heads]
    two = np.flatnonzero(p.place == PARTNER)
    p.ability[two] = 0.45 * of_home[p.household[two]] + 0.89 * p.ability[two]


def _histories(state: State, who: np.ndarray) -> None:
    """One to three years below a line before the first day, for those whose head stands weakest: an assumption to start from."""
    p = state.persons
    weak = p.ability + p.footing
    heads = np.flatnonzero(p.place == HEAD)
    of_home = np.zeros(len(state.households), np.float32)
    of_home[p.household[heads]] = weak[heads]
    mine = of_home[p.household[who]]
    for name, share in (("low", 0.085), ("low101", 0.08), ("low120", 0.19)):
        cuts = np.quantile(of_home, share * np.array([1.0, 1.3, 1.7]))
        getattr(p, name)[who] = (mine[:, None] < cuts).sum(axis=1)
    for ago in (1, 2, 3):
        getattr(p, f"line_{ago}")[who] = np.where(p.low[who] >= ago, 90.0, ABOVE[0])
        getattr(p, f"minimum_{ago}")[who] = np.where(
            p.low101[who] >= ago, 95.0, np.where(p.low120[who] >= ago, 110.0, ABOVE[1])
        )


def _education_cuts() -> np.ndarray:
    """Cut points on a standard normal, cohorts x provinces x 4."""
    from statistics import NormalDist

    from vroegsignalering.synthesis.published import education_by_province

    tilt = (education_by_province() / MOVED_APART) ** MOVERS_DILUTE
    shares = EDUCATION_SHARES[:, None, :] * tilt[None, :, :]
    cumulative = np.cumsum(shares / shares.sum(axis=2, keepdims=True), axis=2)[:, :, :4]
    inverse = np.vectorize(NormalDist().inv_cdf)
    return np.asarray(inverse(cumulative))
