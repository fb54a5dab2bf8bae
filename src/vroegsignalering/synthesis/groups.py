"""Leaf groups of households that the lines are thresholds by, and classes of persistence.

Shared by the lines of a run (:mod:`.lines`) and by their fitting (:mod:`.line_fit`). It holds no figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.synthesis import published

DIMENSIONS = ("type", "age", "source", "sex", "origin", "tenure", "region")
SIZES = {"type": 9, "age": 8, "source": 11, "sex": 2, "origin": 5, "tenure": 3} | {
    "region": len(published.PROVINCES) + len(published.named_gemeenten())
}
KNOWN_BY = ("type", "age", "source", "tenure")
"""Dimensions by which it differs whether four years of income are known."""
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
    staying_chance: np.ndarray | None = None  # chance of being there the whole year; used while fitting only

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
