"""Declared pairs of features: a small grid on top of two shapes, purified so that the shapes keep what is theirs.

At most fifteen coarse bins a feature. A pair is looked up like any other term; it is never searched for here. Where one of
the two has a direction, the grid keeps it too: shape and grid both rise (or fall) along it, so their sum does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vroegsignalering.risk.backfit import Additive
from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.kernels import PLACES
from vroegsignalering.risk.shapes import Shape, effect_rows

MOST_COARSE = 15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two features crossed on coarse bins.

    Parameters
    ----------
    first, second : int
        Places of the features among the model's features.
    first_coarse, second_coarse : uint8 array of 256
        From a feature's code to its coarse bin.
    direction : {-1, 0, 1}
        Falling, free or rising along the one of the two that has a direction.
    along : {0, 1}
        Which of the two that is.
    """

    first: int
    second: int
    first_coarse: np.ndarray
    second_coarse: np.ndarray
    direction: int = 0
    along: int = 0

    @property
    def width(self) -> int:
        """Coarse bins of the second feature."""
        return int(self.second_coarse.max()) + 1

    @property
    def size(self) -> int:
        """Cells of the grid."""
        return (int(self.first_coarse.max()) + 1) * self.width

    @property
    def lines(self) -> np.ndarray:
        """Cells along the direction, one line per bin of the other feature; without those of missing. Empty without one."""
        grid = np.arange(self.size).reshape(-1, self.width)
        along = grid.T if self.along == 0 else grid
        return along[:, :-1] if self.direction else along[:0]

    def kept(self, effect: np.ndarray, few: np.ndarray) -> np.ndarray:
        """Effects of the cells with those of ``few`` rows at nought or, along a direction, as the nearest before or after."""
        out = np.where(few, 0.0, effect)
        for line in self.lines:
            enough = np.flatnonzero(~few[line])
            if len(enough):
                nearest = np.maximum(np.searchsorted(enough, np.arange(len(line)), side="right") - 1, 0)
                out[line] = effect[line[enough[nearest]]]
        return out

    def codes(self, features: np.ndarray) -> np.ndarray:
        """Cell of each row, uint8, from features x rows codes."""
        first = self.first_coarse[features[self.first]]
        return (first * np.uint8(self.width) + self.second_coarse[features[self.second]]).astype(np.uint8)

    def over(self, first_places: np.ndarray, second_places: np.ndarray) -> Pair:
        """The same grid for features whose codes were joined; ``places`` gives an old code for each new one."""
        return replace(
            self,
            first_coarse=self.first_coarse[first_places],
            second_coarse=self.second_coarse[second_places],
        )


def coarse(bins: Bins, rows: np.ndarray) -> np.ndarray:
    """Map codes to at most fifteen coarse bins of equal weight; missing and other share the last one."""
    most = MOST_COARSE - 1
    places = np.arange(bins.size)
    if bins.kind == "levels" or bins.size <= most:
        inner = np.minimum(places, most - 1)
    else:
        below = np.cumsum(rows[: bins.size]) - rows[: bins.size] / 2
        inner = np.minimum((below * most / max(rows[: bins.size].sum(), 1e-12)).astype(int), most - 1)
    _, inner = np.unique(inner, return_inverse=True)
    out = np.full(PLACES, int(inner.max(initial=-1)) + 1, np.uint8)
    out[: bins.size] = inner
    return out


def refuse_unfit_pairs(
    pairs: Sequence[Sequence[str]], names: list[str], directions: list[int], *, where: str = "pairs"
) -> None:
    """Refuse pairs that the model cannot hold.

    Parameters
    ----------
    pairs : sequence of two names each
    names : list of str
        Features of the model.
    directions : list of int
        One per feature; of a pair at most one has a direction.
    where : str
        File and table, for messages.

    Raises
    ------
    ModelFault
        Not two different features of X, or two that both have a direction.
    """
    unknown = sorted({name for pair in pairs for name in pair} - set(names))
    if unknown or any(len(set(pair)) != 2 for pair in pairs):
        raise ModelFault(
            "pairs must name two features of X each",
            where=where,
            found=", ".join(unknown) or "a feature beside itself",
            mend="name two different features that the model uses",
        )
    directed = {name for name, sign in zip(names, directions, strict=True) if sign}
    both = [" x ".join(pair) for pair in pairs if set(pair) <= directed]
    if both:
        raise ModelFault(
            "a pair keeps one direction, not two",
            where=where,
            found=", ".join(both),
            mend="drop the direction of one of the two, or the pair",
        )


def crossed(pair: Sequence[str], bins: Sequence[Bins], rows: np.ndarray, directions: list[int]) -> Pair:
    """The grid of two named features; ``rows`` is the weight of each code, features x 256."""
    names = [one.name for one in bins]
    a, b = names.index(pair[0]), names.index(pair[1])
    coarsened = coarse(bins[a], rows[a]), coarse(bins[b], rows[b])
    return directed(
        Pair(first=a, second=b, first_coarse=coarsened[0], second_coarse=coarsened[1]), directions
    )


def directed(pair: Pair, directions: list[int]) -> Pair:
    """The pair with the direction that one of its features has."""
    along = 0 if directions[pair.first] else 1
    return replace(pair, direction=directions[(pair.first, pair.second)[along]], along=along)


def purify(model: Additive, pairs: tuple[Pair, ...], features: int, rounds: int = 30) -> None:
    """Move what a pair holds of its two features, and of the mean, into their shapes; predictions do not change.

    What a pair holds of a feature with a direction stays: taken out, neither of the two need keep the direction.
    """
    for p, pair in enumerate(pairs):
        term = features + p
        grid = model.tables[term, : pair.size].reshape(-1, pair.width)
        mass = np.maximum(model.rows[term, : pair.size].reshape(-1, pair.width), 1e-9)
        free = [axis for axis in (0, 1) if not pair.direction or axis != pair.along]
        for _ in range(rounds):
            for axis in free:
                mean = (grid * mass).sum(axis=1 - axis) / mass.sum(axis=1 - axis)
                grid -= np.expand_dims(mean, 1 - axis)
                place, mapped = ((pair.first, pair.first_coarse), (pair.second, pair.second_coarse))[axis]
                model.tables[place] += mean[mapped]
    for j in range(features):
        mean = float(model.tables[j] @ model.rows[j] / max(model.rows[j].sum(), 1e-12))
        model.tables[j] -= mean
        model.intercept += mean


def pair_rows(pair: Pair, bins: tuple[Bins, ...], shape: Shape, min_rows: float) -> list[dict[str, Any]]:
    """Effect rows of a pair, one for each cell with rows that somebody can be in."""
    first, second = (
        coarse_words(bins[place], mapped)
        for place, mapped in ((pair.first, pair.first_coarse), (pair.second, pair.second_coarse))
    )
    levels = tuple(f"{one} x {other}" for one in first for other in second)[: pair.size]
    grid = Bins(name=shape.feature, kind="levels", cuts=np.empty(0), levels=levels)
    padded = (
        np.append(values[: PLACES - 2], [0.0, 0.0])
        for values in (shape.effect, shape.error, shape.rows, shape.outcomes)
    )
    effect, error, rows, outcomes = padded
    whole = Shape(feature=shape.feature, effect=effect, error=error, rows=rows, outcomes=outcomes)
    reached = {f"{one} x {other}" for one in first for other in second if one and other}
    return [
        row for row in effect_rows(grid, whole, min_rows=min_rows) if row["n"] > 0 and row["level"] in reached
    ]


def coarse_words(bins: Bins, mapped: np.ndarray) -> list[str]:
    """What each coarse bin of a feature holds: codes of levels, or numbers from the first to the last.

    One that holds nothing any more, since its bins were joined with others to publish them, has no words.

    Examples
    --------
    >>> ages = Bins(name="age", kind="ordered", cuts=np.array([18.0, 65.0]))
    >>> coarse_words(ages, np.minimum(np.arange(256), 3).astype(np.uint8))
    ['< 18', '18 - 65', '>= 65', 'missing']
    """
    said = []
    for place in range(int(mapped.max())):  # the last one holds missing, whatever was joined before it
        inside = np.flatnonzero(mapped[: bins.size] == place)
        if not len(inside):
            said.append("")
        elif bins.kind == "levels":
            said.append(" / ".join(bins.levels[b] for b in inside))
        else:
            said.append(_numbers(bins, int(inside[0]), int(inside[-1])))
    return [*said, "missing"]


def _numbers(bins: Bins, first: int, last: int) -> str:
    """Numbers from one bin to another, without words; whole numbers with both ends in them."""
    low = bins.cuts[first - 1] if first else None
    high = bins.cuts[last] if last < len(bins.cuts) else None
    if bins.scale == "yes_no":
        return "no" if low is None else "yes"
    if bins.scale == "real":
        return f"{low:g} - {high:g}" if low is not None and high is not None else _open(low, high, "<")
    low = None if low is None else np.ceil(low)
    high = None if high is None else np.ceil(high) - 1
    if low is None or high is None:
        return _open(low, high, "<=")
    return f"{low:g}" if low == high else f"{low:g} - {high:g}"


def _open(low: float | None, high: float | None, below: str) -> str:
    return f"{below} {high:g}" if high is not None else f">= {low:g}" if low is not None else "all"
