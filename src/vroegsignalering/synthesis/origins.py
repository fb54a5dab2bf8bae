"""Where people or their parents were born: the five groups of the old classification and ten detailed origins.

Shares are assumptions around published totals, each beside its number. Traits and education are in :mod:`.population`.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.state import CHILD, HEAD, INMATE, State, among, day_of

ORIGIN_SHARES_HEAD = np.array([0.801, 0.047, 0.059, 0.0745, 0.0187])
WESTERN_GROUPS = (np.array([1, 2]), np.array([[0.885, 0.115], [0.59, 0.41]]))
NONWESTERN_GROUPS = (
    np.array([3, 4, 5, 6, 7, 8, 9]),
    np.array(
        [[0.0935, 0.049, 0.152, 0.114, 0.125, 0.115, 0.350], [0.335, 0.079, 0.262, 0.283, 0.03, 0.034, 0.04]]
    ),
)
FAMILY_TILT = np.array([3.9, 2.25, 1.65, 2.85, 1.3, 1.0, 0.45])
"""Parents with children at home against all adults, by origin of :data:`NONWESTERN_GROUPS`: an assumption on fertility."""
IMMIGRANT_GROUPS = np.array([0.033, 0.06, 0.055, 0.076, 0.153, 0.13, 0.49])
"""Shares of those origins among arrivals after 2011; an assumption."""


def _pick(rng: np.random.Generator, shares: np.ndarray, count: int) -> np.ndarray:
    """Indices drawn from shares."""
    return np.searchsorted(np.cumsum(shares / shares.sum())[:-1], rng.random(count))


def draw_origin(rng: np.random.Generator, five: np.ndarray, first: np.ndarray | None = None) -> np.ndarray:
    """Detailed origin (0-9) for the five groups of the old classification.

    Parameters
    ----------
    first : array of 7, optional
        Shares among the first generation of non-western origin; those of 2011 without it.
    """
    out = np.zeros(len(five), np.int8)
    nonwestern = NONWESTERN_GROUPS[1][0] if first is None else first
    rows = (
        (WESTERN_GROUPS[0], WESTERN_GROUPS[1][0]),
        (WESTERN_GROUPS[0], WESTERN_GROUPS[1][1]),
        (NONWESTERN_GROUPS[0], nonwestern),
        (NONWESTERN_GROUPS[0], NONWESTERN_GROUPS[1][1]),
    )
    for index, (groups, shares) in enumerate(rows):
        mask = five == index + 1
        out[mask] = groups[_pick(rng, shares, int(mask.sum()))]
    return out


def give_origins(state: State, kind: np.ndarray) -> None:
    """Origin of heads by gemeente, age and kind of household, of the others given the head, of children given their parents."""
    p, h, rng, where = state.persons, state.households, state.rng, pl_.places()
    adults = np.flatnonzero(p.place != CHILD)
    head = adults[(p.place[adults] == HEAD) | (p.place[adults] == INMATE)]
    gem = h.gem[p.household[head]]
    age = state.age(head, day_of(state.year))
    weights = np.tile(ORIGIN_SHARES_HEAD, (len(head), 1))
    weights[:, [1, 2]] *= where.western[gem][:, None]
    weights[:, [3, 4]] *= where.nonwestern[gem][:, None]
    weights[:, 3] *= np.interp(age, [20, 35, 55, 70, 85], [0.8, 1.5, 1.2, 0.5, 0.2])
    weights[:, 4] *= np.interp(age, [20, 30, 40, 50], [3.4, 2.6, 0.9, 0.05])
    family = among(kind[p.household[head]], 2, 3, 4, 5)
    weights[:, 3] *= np.where(family, 2.05, np.where(kind[p.household[head]] >= 6, 0.5, 0.95))
    weights[:, 1] *= np.interp(age, [20, 30, 50, 75], [1.6, 1.5, 0.9, 0.6])
    cumulative = np.cumsum(weights, axis=1)
    five_head = (rng.random(len(head)) * cumulative[:, -1])[:, None] > cumulative
    five = np.zeros(len(h), np.int64)
    five[p.household[head]] = five_head.sum(axis=1)
    own = five[p.household[adults]]
    rest = (p.place[adults] != HEAD) & (p.place[adults] != INMATE)
    other = rest & (
        rng.random(len(adults))
        < np.where(own == 0, 0.09, np.where(own == 3, 0.10, np.where(own == 1, 0.25, 0.35)))
    )
    own = np.where(other, np.where(own == 0, _pick(rng, ORIGIN_SHARES_HEAD + 1e-9, len(adults)), 0), own)
    parent = among(kind[p.household[adults]], 2, 3, 4, 5)
    for of, tilt in ((parent, FAMILY_TILT), (~parent, 1.3 - 0.3 * FAMILY_TILT)):
        p.origin[adults[of]] = draw_origin(rng, own[of], NONWESTERN_GROUPS[1][0] * tilt)
    p.born_abroad[adults] = among(own, 1, 3)
    p.parents_abroad[adults] = np.where(
        own == 0, 0, np.where(among(own, 1, 3), 2, 1 + (rng.random(len(adults)) < 0.5))
    )
    inherit_origin(state, np.flatnonzero(p.place == CHILD))


def inherit_origin(state: State, children: np.ndarray) -> None:
    """Children born here take the origin of the parent who was born abroad, the mother first."""
    p = state.persons
    out, count = np.zeros(len(children), np.int8), np.zeros(len(children), np.int8)
    for parent in (p.father[children], p.mother[children]):
        abroad = (parent >= 0) & (p.born_abroad[np.maximum(parent, 0)] == 1)
        out = np.where(abroad, p.origin[np.maximum(parent, 0)], out)
        count = count + abroad
    p.origin[children] = out
    p.born_abroad[children] = 0
    p.parents_abroad[children] = count
