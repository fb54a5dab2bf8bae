"""Fitting of the first day: rake household cells until types, ages of heads and the age structure come out together.

Used by the calibration script only. The age structure of 2011 is that of 2021, ten years younger, with deaths
given back and net migration taken off: an assumption, since no earlier age table ships with the package.
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.population import BANDS, KINDS, STUDENT, first_day, prior_cells
from vroegsignalering.synthesis.state import State, day_of

STUDENTS_2011, INMATES_2011 = 150_000.0, 235_000.0
NET_MIGRANTS = {
    0: 1.02,
    5: 1.02,
    10: 1.035,
    15: 0.91,
    20: 0.93,
    25: 1.09,
    30: 1.10,
    35: 1.0,
    40: 1.0,
    45: 0.975,
    50: 0.975,
    55: 1.02,
    60: 1.03,
    65: 0.92,
    70: 0.92,
}
"""Residents of 2011 by age then, over the survivors of their cohort in 2021: below one where more came than left.

Turned by hand until the ages of 2021 came out (83502NED).
"""
MEN_AND_WOMEN = {
    30: (1.07, 1.0),
    35: (0.96, 1.0),
    40: (1.03, 1.0),
    55: (1.03, 1.0),
    60: (1.0, 0.97),
    65: (0.91, 1.0),
    70: (0.92, 1.0),
    75: (0.97, 1.0),
    80: (1.03, 1.12),
    85: (1.1, 1.17),
}
"""On top of these, of men and of women; the oldest, since deaths beyond 90 differ from :func:`.rules.death_rate`."""


def ages_2011() -> np.ndarray:
    """Residents on 1 January 2011 by five-year age (0-4 to 90 and over) x sex."""
    later = published.age_structure_2021()
    out = np.zeros((19, 2))
    for band in range(19):
        for sex in (0, 1):
            age = 5.0 * band + 2.5
            alive = 1.0
            for _ in range(10):
                alive *= 1 - float(rules.death_rate(np.array([age]), np.array([sex]))[0])
                age += 1
            if band < 17:
                out[band, sex] = later[band + 2, sex] / alive
            elif band == 17:
                out[band, sex] = (later[19, sex] / alive) * 1.12
            else:
                out[band, sex] = out[17, sex] * 0.42
    for start, share in NET_MIGRANTS.items():
        out[start // 5] *= share
    for start, shares in MEN_AND_WOMEN.items():
        out[start // 5] *= shares
    return out * (rules.POPULATION[2011] * 1e6 / out.sum())


def _classes(state: State) -> tuple[np.ndarray, np.ndarray]:
    """Of each person the household and the age-sex class."""
    p = state.persons
    age = state.age(np.arange(len(p)), day_of(state.year))
    return p.household, np.minimum(age // 5, 18) * 2 + p.sex


def fit_cells(rng: np.random.Generator, pool: int = 400_000, rounds: int = 60) -> np.ndarray:
    """Probabilities of cells (kinds x bands), raked."""
    prior = prior_cells().ravel()
    mixture = np.sqrt(prior * np.maximum(prior.mean(), prior) + prior)
    dials = Dials(numbers={"cells": list(mixture)}, fitting=True)
    state = first_day(rng, dials, pool, np.ones(len(pl_.places().codes)), False)
    cell = state.changes[0]["cell"]
    home, klass = _classes(state)
    margin = ages_2011().ravel()
    weight = prior.copy()
    seen = np.bincount(cell, minlength=len(prior)).astype(float)
    content = np.zeros((len(prior), len(margin)))
    np.add.at(content, (cell[home], klass), 1.0)
    content /= np.maximum(seen, 1)[:, None]
    weight[seen == 0] = 0
    for _ in range(rounds):
        weight = _rake_heads(weight)
        share = margin / np.maximum(weight @ content, 1e-9)
        per_cell = (content * np.log(np.maximum(share, 0.2))).sum(axis=1) / np.maximum(
            content.sum(axis=1), 1e-9
        )
        weight *= np.exp(0.8 * per_cell)
    return _rake_heads(weight)


def fit_places(rng: np.random.Generator, cells: np.ndarray, rounds: int = 4) -> np.ndarray:
    """A factor on the probability of each gemeente, so that its population comes out."""
    where = pl_.places()
    dials = Dials(numbers={"cells": list(cells)})
    factor = np.ones(len(where.codes))
    for _ in range(rounds):
        state = first_day(rng, dials, 400_000, factor, False)
        gem = state.households.gem[state.persons.household]
        found = np.bincount(gem, minlength=len(factor)) + 30.0
        factor *= (residents(published.FIRST_SIMULATED) * found.sum() / found) ** 0.8
    return factor


def fit_moves(state: State, dials: Dials) -> None:
    """Factors on where movers of the state's year go, so that no gemeente drifts from its share of the population."""
    where, p = pl_.places(), state.persons
    living = state.households.gem[p.household[state.present()]]
    found = np.bincount(living, minlength=len(where.codes)) + 20.0
    pull = np.clip((residents(state.year + 1) * found.sum() / found) ** 10, 0.1, 8.0)
    dials.keep(f"gemeenten:{state.year}", dials.offsets("gemeenten") * pull)


def residents(year: int) -> np.ndarray:
    """Share of the nation's residents by gemeente: as in 2023 within a province; provinces as they were, step by step to 2023."""
    where = pl_.places()
    out = where.population / where.population.sum()
    later = np.bincount(where.province, weights=out, minlength=len(published.PROVINCES))
    done = min(max(year - published.LAST_REGIONAL, 0) / (published.LAST_WRITTEN - published.LAST_REGIONAL), 1)
    then = published.region_size("persons", year)[: len(later)]
    then = (1 - done) * then / then.sum() + done * later
    return np.asarray(out * (then / later)[where.province])


def _rake_heads(weight: np.ndarray) -> np.ndarray:
    table = weight.reshape(KINDS, BANDS).copy()
    types = published.sizes("type")[:, 0]
    ages = published.sizes("age")[:, 0]
    bands = [
        range(0, 2),
        range(2, 4),
        range(4, 6),
        range(6, 8),
        range(8, 10),
        range(10, 12),
        range(12, 14),
        range(14, 16),
    ]
    for _ in range(3):
        for group, of in enumerate(bands):
            block = table[:STUDENT, list(of)]
            table[:STUDENT, list(of)] *= 1.035 * ages[group] / max(block.sum(), 1e-9)
        goal = np.concatenate([types * 1.035, [STUDENTS_2011, INMATES_2011]])
        table *= (goal / np.maximum(table.sum(axis=1), 1e-9))[:, None]
    return np.asarray(table.ravel())
