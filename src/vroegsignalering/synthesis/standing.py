"""Where a household stands towards the lines: its standing, its leaf groups, and income in percent of line and minimum.

Thresholds on standing are those of :mod:`.lines`; amounts of the low-income line and deciles of income stand here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis import lines
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import Groups
from vroegsignalering.synthesis.homes import Composition
from vroegsignalering.synthesis.income import Income
from vroegsignalering.synthesis.state import State, among, day_of

LOW_INCOME_LINE = {
    2011: 955.0,
    2012: 980.0,
    2013: 1_005.0,
    2014: 1_020.0,
    2015: 1_030.0,
    2016: 1_030.0,
    2017: 1_040.0,
    2018: 1_060.0,
    2019: 1_090.0,
    2020: 1_100.0,
    2021: 1_120.0,
    2022: 1_200.0,
    2023: 1_246.0,
}
"""Euros a month for one person: published 2015-2019 and 2022, derived 2020; the others move with prices (assumption)."""
STANDARDISED_2022 = np.array([17_500, 21_250, 24_650, 28_350, 32_100, 35_900, 40_100, 45_700, 55_000.0])
"""Deciles of standardised income without students (83934NED), the lowest three less the mean rent allowance there."""
QUICK = np.array([0.07, 0.10, 0.30, 0.40, 0.10, 0.05, 0.06, 0.06, 0.03, 0.10, 0.30])
"""Spread of the yearly, unobserved part of log income by main source: assumptions that make flows differ by source."""
SUPPLEMENTED = 0.3
"""Added to the standing of who has AIO, which fills an income up to the social minimum: a size by assumption."""


def standing(state: State, comp: Composition, income: Income, homes: np.ndarray) -> np.ndarray:
    """Log of standardised income over the line, with quick and slow unobserved parts, by household of the year."""
    p, main, rng = state.persons, income.main_earner[homes], state.rng
    net = income.net_household[homes] / income.factor[homes]
    out = np.log(np.maximum(net, 800.0) / (LOW_INCOME_LINE[state.year] * 12)) + QUICK[
        income.source[homes]
    ] * rng.standard_normal(len(homes))
    where = state.households.gem[homes]
    out += 0.10 * np.clip(p.swing[main], -2.5, 2.5) - 0.03 * pl_.places().poverty_tilt[where]
    out -= 0.17 * np.maximum(comp.minors[homes] - 1, 0)
    out += 0.06 * np.minimum(p.since_low[main] - 5, 0)
    out += SUPPLEMENTED * (income.supplement[homes] > 0)
    return np.asarray(out)


def leaf_groups(
    state: State, income: Income, homes: np.ndarray, kinds: np.ndarray, tenure: np.ndarray
) -> dict[str, np.ndarray]:
    """Leaf group of each household by dimension (see :data:`.groups.DIMENSIONS`)."""
    p, h = state.persons, state.households
    main = income.main_earner[homes]
    age = (day_of(state.year) - p.birth[main]) / 365.2425
    western = among(p.origin[main], 1, 2)
    second = (p.born_abroad[main] == 0) & (p.parents_abroad[main] > 0)
    origin = np.where(p.born_abroad[main] == 1, np.where(western, 1, 3), np.where(western, 2, 4))
    origin = np.where((p.origin[main] == 0) | ~(second | (p.born_abroad[main] == 1)), 0, origin)
    where = pl_.places()
    return {
        "type": kinds,
        "age": np.digitize(age, [25, 35, 45, 55, 65, 75, 85]),
        "source": income.source[homes],
        "sex": p.sex[main].astype(int),
        "origin": origin,
        "tenure": tenure,
        "region": where.region[h.gem[homes]],
    }


def percents(
    state: State,
    standing: np.ndarray,
    groups: Groups,
    main: np.ndarray,
    dials: Dials,
) -> tuple[np.ndarray, np.ndarray]:
    """Income in percent of the low-income line and of the social minimum."""
    p, year, counted = state.persons, state.year, groups.counted
    rng = state.rng if state.whole else None
    above = lines.below("low_income", year, standing, p.low[main], groups, dials, rng)
    noisy = standing + 0.02 * state.rng.standard_normal(len(standing))
    above_120 = lines.below("minimum_120", year, noisy, p.low120[main], groups, dials, rng)
    inner = replace(groups, eligible=above_120 < 0)
    above_101 = lines.below("minimum_101", year, noisy, p.low101[main], inner, dials, rng)
    level = _level(above, counted, year, dials)
    source = groups.index["source"]
    negative = (level < -0.9) & among(source, 2, 3)
    percent = 100 * np.exp(level)
    percent = np.where(negative, -percent, percent)
    percent = np.where(above < 0, np.minimum(percent, 99.0), np.maximum(percent, 101.0))
    both_below = np.minimum(above_101, above_120)
    above_101 = np.where(above_120 < 0, above_101, np.maximum(above_101, 0.001))
    gap = np.maximum(above_101 - above_120, 0.02)
    minimum = 101 * np.exp(np.clip(above_101 / gap, -8, 12) * np.log(120 / 101))
    minimum = np.where(
        above_101 < 0, np.minimum(101 * np.exp(0.6 * above_101), 100.0), np.maximum(minimum, 102.0)
    )
    minimum = np.where(above_120 < 0, np.minimum(minimum, 119.0), np.maximum(minimum, 121.0))
    richer = np.maximum(percent * 1.02, 121.0)
    minimum = np.where(
        (above_120 > 0.08) & (both_below > 0.08), np.maximum(minimum.clip(max=160), richer), minimum
    )
    return np.round(percent, 4), np.round(minimum, 4)


def _level(above: np.ndarray, counted: np.ndarray, year: int, dials: Dials) -> np.ndarray:
    """Log of income over the line: the published deciles above it, half the distance below it."""
    if dials.sets("lines"):
        knots = np.quantile(above[counted], np.linspace(0.1, 0.9, 9))
        dials.keep(f"deciles:{year}", np.maximum.accumulate(np.maximum(knots, 0.01 * np.arange(1, 10))))
    knots = dials.offsets(f"deciles:{year}")
    index = inc.WAGE_INDEX[year] * (0.97 if year < 2020 else 1.0)
    values = np.log(
        np.maximum(STANDARDISED_2022 * index / (LOW_INCOME_LINE[year] * 12), 1.01 + 0.01 * np.arange(9))
    )
    inside = np.interp(above, np.r_[0.0, knots], np.r_[0.0, values])
    tail = values[-1] + np.clip(above - knots[-1], 0, 3.0)
    return np.where(above < 0, np.maximum(0.5 * above, -3.0), np.where(above > knots[-1], tail, inside))
