"""Alignment of incomes to the lines: who stands below which line in a year, and by how much.

Each household has a standing: the log of its standardised income from components, with slow and quick
unobserved parts. A line is a threshold on standing that differs by leaf group, by where the household lives, by
children, and by years already spent below (state dependence). The offsets were raked once to published shares
by :mod:`.line_fit`; nothing here sees a published figure in a run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import line_fit, published
from vroegsignalering.synthesis.dials import Dials

DIMENSIONS = ("type", "age", "source", "sex", "origin", "tenure", "region")
SIZES = {"type": 9, "age": 8, "source": 11, "sex": 2, "origin": 5, "tenure": 3} | {
    "region": len(published.PROVINCES) + len(published.named_gemeenten())
}
LONG_YEARS = 3
"""Years already below after which one more makes it four: the "long" group."""
FAMILIES = 1 + 3 * len(published.PROVINCES)
"""Classes of minors by province: none, then one, two, three or more per province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Leaf groups of households and who is in the population of the statistics."""

    index: dict[str, np.ndarray]
    minors: np.ndarray
    province: np.ndarray
    counted: np.ndarray
    history: np.ndarray | None = None  # in the population in all three years before
    eligible: np.ndarray | None = None  # who can be below at all: those below a wider line

    @property
    def family(self) -> np.ndarray:
        """Class of minors by province, see :data:`FAMILIES`."""
        few = np.minimum(self.minors, 3)
        return np.asarray(np.where(few > 0, self.province * 3 + few, 0))


def staying(years_below: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Class of those below for one or two years, by source: 0 for all others, 1-11 after one year, 12-22 after two."""
    recent = (years_below == 1) | (years_below == 2)
    return np.asarray(np.where(recent, 1 + source + SIZES["source"] * (years_below - 1.0), 0)).astype(int)


STAYING = 1 + 2 * SIZES["source"]


def below(
    name: str,
    year: int,
    standing: np.ndarray,
    years_below: np.ndarray,
    groups: Groups,
    dials: Dials,
) -> np.ndarray:
    """Distance above the line on the scale of standing (negative: below), over all households given.

    ``years_below`` counts the years in succession that the main earner was below this line before this year.
    """
    if dials.fitting:
        line_fit.fit(name, year, standing, years_below, groups, dials)
    cut = np.zeros(len(standing))
    long = years_below >= LONG_YEARS
    for label, mask in (("long", long), ("short", ~long)):
        at = np.flatnonzero(mask)
        for dim in DIMENSIONS:
            cut[at] += dials.offsets(f"{name}:{label}:{dim}:{year}")[groups.index[dim][at]]
    cut += np.where(
        long, 0.0, dials.offsets(f"{name}:stay:{year}")[staying(years_below, groups.index["source"])]
    )
    if name == "low_income":
        cut += np.where(long, 0.0, dials.offsets(f"{name}:family:{year}")[groups.family])
    return standing - cut
