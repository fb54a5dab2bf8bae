"""Protection of rows that add up to one known total: the common case, in closed form, for all blocks at once.

An attacker who knows the total of a block and its published rows knows the sum of the hidden ones. Rows
are added to the hidden ones, smallest first, until every hidden count could lie anywhere in an interval of
the profile's width. The same formula is the attack, so what is reported is what was tested.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One count column as an attacker sees it: bounds of each row were it published, bounds of each
    block's total.

    ``total_low`` is -inf and ``total_high`` inf where the total is not known.
    """

    name: str
    low: Floats
    high: Floats
    total_low: Floats
    total_high: Floats


def intervals(part: Part, block: Ints, hidden: Flags) -> tuple[Floats, Floats]:
    """What the total of its block tells of each row of a part, were it hidden.

    Returns
    -------
    low, high : arrays, one value per row, meaningful where ``hidden``
    """
    blocks = len(part.total_low)
    shown = ~hidden
    n_hidden = np.bincount(block, weights=hidden, minlength=blocks)
    shown_low = np.bincount(block, weights=np.where(shown, part.low, 0.0), minlength=blocks)
    shown_high = np.bincount(block, weights=np.where(shown, part.high, 0.0), minlength=blocks)
    alone = np.maximum(0.0, part.total_low - shown_high)
    low = np.where(n_hidden == 1, alone, 0.0)[block]
    high = np.maximum(0.0, part.total_high - shown_low)[block]
    return low, high


def protect(parts: list[Part], block: Ints, primary: Flags, size: Ints, width: float) -> Flags:
    """Hidden rows, primary and secondary, such that no interval of any part is narrower than ``width``.

    Parameters
    ----------
    parts : list of Part
    block : array of int
        Block of each row, 0 .. blocks - 1.
    primary : array of bool
        Rows that must be hidden.
    size : array of int
        Loss when a row is hidden; small rows go first.
    width : float

    Returns
    -------
    array of bool
        A block whose every row is hidden cannot be helped further; its total is then itself too small to
        be known.
    """
    hidden = primary.copy()
    order = np.lexsort((size, size < width, block))
    for _ in range(int(np.bincount(block).max(initial=0)) if len(block) else 0):
        wanting = _wanting(parts, block, hidden, width)
        if not wanting.any():
            break
        candidates = order[(~hidden & wanting[block])[order]]
        if not len(candidates):
            break
        _, first = np.unique(block[candidates], return_index=True)
        hidden[candidates[first]] = True
    return hidden


def _wanting(parts: list[Part], block: Ints, hidden: Flags, width: float) -> Flags:
    wanting = np.zeros(len(parts[0].total_low), dtype=bool)
    for part in parts:
        low, high = intervals(part, block, hidden)
        wanting[block[hidden & (high - low < width)]] = True
    return wanting
