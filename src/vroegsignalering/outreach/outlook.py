"""What a plan is expected to reach at a capacity: totals over blocks of households, now and in every replicate.

Whole cells are drawn again and the plan is allocated anew in each replicate, so that an interval knows that a plan
switches cells on or off. Totals first, measures from totals; no figure here belongs to a household.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vroegsignalering.outreach.allocation import Allocation, allocate
from vroegsignalering.outreach.chance import Blocks, Pair, ratio
from vroegsignalering.outreach.plan import OutreachPlan

TOTALS = ("approached", "reached", "accepted", "helped", "met", "need", "households", "by_cell", "weeks")
"""Households approached; in need and reached, accepted, helped, approached; in need; all; approached because of their
cell; the weeks that those wait together."""

COUNTS = {"reached_in_need": 1, "accepted_in_need": 2, "helped_in_need": 3}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """A plan over the blocks: allocated now, and allocated anew in each replicate.

    Parameters
    ----------
    drawn : Blocks
    now, again : Allocation
    """

    drawn: Blocks
    now: Allocation
    again: Allocation

    def totals(self, households: np.ndarray, need: np.ndarray) -> Pair:
        """Totals (9, as in :data:`TOTALS`) and their replicates (replicates x 9) from counts per block."""
        there, in_need = self.drawn.folded(households), self.drawn.folded(need)
        found = []
        for place, made in enumerate((self.now, self.again)):
            h, d, chance = there[place], in_need[place], np.moveaxis(made.chances, -1, 0)
            parts = [
                h * chance[0],
                *(d * chance[k] for k in (1, 2, 3, 0)),
                d,
                h,
                h * chance[4],
                h * chance[5],
            ]
            found.append(np.stack([part.sum(axis=-1) for part in parts], axis=-1))
        return found[0], found[1]


def outlook(plan: OutreachPlan, drawn: Blocks, capacity: float) -> Outlook:
    """The plan at a capacity, allocated once and once more in every replicate of the cells."""
    n, cells = float(drawn.size.sum()), drawn.cells
    there = drawn.weights * drawn.size
    then = there.sum(axis=1)
    return Outlook(
        drawn=drawn,
        now=allocate(plan, drawn.size[:cells], n, capacity),
        again=allocate(plan, there[:, :cells], then, capacity * then / n),
    )


def measured(sums: Pair, whole: Pair) -> dict[str, Pair]:
    """Measures of a group, or of everybody when both are the same totals.

    Returns
    -------
    dict of name to (figure, replicates)
        Shares 0-1, but for ``contacts_per_100`` and the counts: these are replicated in a population of equal size.
    """

    def at(found: Pair, name: str) -> Pair:
        column = TOTALS.index(name)
        return found[0][column], found[1][:, column]

    size = np.where(whole[1][:, 6] > 0, whole[0][6] / np.maximum(whole[1][:, 6], 1e-9), np.nan)
    precision = ratio(at(sums, "met"), at(sums, "approached"))
    per_100 = ratio(at(sums, "approached"), at(sums, "households"))
    offers = ratio(at(sums, "approached"), at(whole, "approached"))
    counts = {name: (sums[0][k], sums[1][:, k] * size) for name, k in COUNTS.items()}
    needless = (sums[0][0] - sums[0][4], (sums[1][:, 0] - sums[1][:, 4]) * size)
    return {
        "coverage": ratio(at(sums, "met"), at(sums, "need")),
        "needless_contact": (1 - precision[0], 1 - precision[1]),
        "precision": precision,
        "contacts_per_100": (100 * per_100[0], 100 * per_100[1]),
        "allocation_per_need": ratio(offers, ratio(at(sums, "need"), at(whole, "need"))),
        "approached": (sums[0][0], sums[1][:, 0] * size),
        **counts,
        "needless_contacts": needless,
        "waiting_weeks": ratio(at(sums, "weeks"), at(sums, "by_cell")),
    }
