"""Alignment of incomes to the lines: who stands below which line in a year, and by how much.

Each household has a standing: the log of its standardised income from components, with slow and quick
unobserved parts. A line is a threshold on standing that differs by leaf group, by where the household lives, by
children, and by years already spent below (state dependence). The offsets were raked once to published shares
by :mod:`.line_fit`; nothing here sees a published figure in a run. A shard that is a cross-section of the country is then aligned
to the shares that the fit left (:mod:`.alignment`).
"""

from __future__ import annotations

import numpy as np

from vroegsignalering.synthesis import line_fit
from vroegsignalering.synthesis.alignment import aligned, keep_shares
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.groups import DIMENSIONS, KNOWN_BY, LONG_YEARS, Groups, staying


def below(
    name: str,
    year: int,
    standing: np.ndarray,
    years_below: np.ndarray,
    groups: Groups,
    dials: Dials,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Distance above the line on the scale of standing (negative: below), over all households given.

    ``years_below`` counts the years in succession that the main earner was below this line before this year. With ``rng`` the
    households are a cross-section of the country, and are aligned.
    """
    if dials.sets("lines"):
        line_fit.fit(name, year, standing, years_below, groups, dials)
    cut = np.zeros(len(standing))
    long = years_below >= LONG_YEARS
    which = long.astype(np.intp)
    for dim in DIMENSIONS:
        offsets = [dials.offsets(f"{name}:{label}:{dim}:{year}") for label in ("short", "long")]
        cut += np.stack(offsets)[which, groups.index[dim]]
    cut += np.where(
        long, 0.0, dials.offsets(f"{name}:stay:{year}")[staying(years_below, groups.index["source"])]
    )
    if name == "low_income":
        cut += np.where(long, 0.0, dials.offsets(f"{name}:family:{year}")[groups.family])
    above = standing - cut
    if dials.sets("lines"):
        keep_shares(name, year, above, years_below, groups, dials)
        return above
    return above if rng is None else aligned(name, year, above, years_below, groups, dials, rng)


def known_for_four_years(
    year: int, trait: np.ndarray, lasting: np.ndarray, groups: Groups, dials: Dials
) -> np.ndarray:
    """Households whose income is known for this year and the three before, as many per group as published.

    Parameters
    ----------
    trait : array
        A standard-normal trait of the main earner that lasts: the same households are known year after year.
    lasting : array of bool
        Below a line for three years or longer: these are known.
    """
    if dials.sets("known"):
        line_fit.fit_known(year, trait, lasting, groups, dials)
    cut = np.zeros(len(trait))
    for dim in KNOWN_BY:
        cut += dials.offsets(f"known:{dim}:{year}")[groups.index[dim]]
    known = lasting | (trait < cut)
    return known if groups.history is None else known & groups.history
