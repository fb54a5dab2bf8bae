"""What a metric is: sums of a group go in, a value with a definition and a bearer of harm comes out.

:class:`Tallies` are the sums of groups, :class:`Metric` one entry of the registry in :mod:`metrics`. A share of nothing is
undefined, never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Sums of groups: arrays of one shape (groups, or groups x replicates), and those of the whole."""

    tn: Array
    fp: Array
    fn: Array
    tp: Array
    expected: Array
    squared_error: Array
    pairs: Array
    whole: Tallies | None = None

    @property
    def n(self) -> Array:
        """Units."""
        return self.tn + self.fp + self.fn + self.tp

    @property
    def outcome(self) -> Array:
        """Units with the outcome recorded."""
        return self.fn + self.tp

    @property
    def without(self) -> Array:
        """Units without the outcome."""
        return self.tn + self.fp

    @property
    def selected(self) -> Array:
        """Units selected."""
        return self.fp + self.tp


class Kind(StrEnum):
    """How a metric varies by chance, and so which interval it gets."""

    SHARE = "share"
    BOUNDED = "bounded"
    RATIO = "ratio"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric: its definition in words and formula, its counts, and who is harmed by a gap.

    Parameters
    ----------
    name : str
        As in every table of the suite.
    title_nl, says_nl : str
        Short title and definition for readers (source language); English in the catalogue.
    formula : str
        In the four counts tn, fp, fn, tp, the risk p and the outcome y.
    harmed_nl : str
        Who bears the harm of a gap.
    above, below : callable
        Numerator and denominator as functions of :class:`Tallies`.
    kind : Kind
    needs : {"", "flag", "risk", "probability", "capacity", "cells", "line"}
        What the scores must hold.
    scale : float
        The value is ``scale * above / below``.
    peer : str
        Name of the same metric in scikit-learn or fairlearn; empty when there is none.
    judged_on : callable, optional
        The count that decides whether there are too few to judge; the denominator when absent.
    step : callable, optional
        What one event adds to the numerator of a ratio; 1 when absent.
    same_as : str
        The metric that is the same count under another name; a family of tests holds it once.
    """

    name: str
    title_nl: str
    says_nl: str
    formula: str
    harmed_nl: str
    above: Callable[[Tallies], Array]
    below: Callable[[Tallies], Array]
    kind: Kind = Kind.SHARE
    needs: str = "flag"
    scale: float = 1.0
    peer: str = ""
    judged_on: Callable[[Tallies], Array] | None = None
    step: Callable[[Tallies], Array] | None = None
    same_as: str = ""

    @property
    def count_name(self) -> str:
        """The name of the count that this is, under whatever name it is shown."""
        return self.same_as or self.name

    def of(self, sums: Tallies) -> Array:
        """Value per group; NaN where undefined."""
        return self.scale * share(self.above(sums), self.below(sums))

    def base(self, sums: Tallies) -> Array:
        """The count on which a judgement rests."""
        return self.below(sums) if self.judged_on is None else self.judged_on(sums)

    def one_event(self, sums: Tallies) -> Array:
        """What the metric would be with one event, for the upper limit of a ratio of zero."""
        one = np.ones_like(sums.n) if self.step is None else self.step(sums)
        return share(one, self.below(sums))


def share(above: Array, below: Array) -> Array:
    """``above / below``, undefined (NaN) where there is nothing below."""
    below = np.asarray(below, dtype=np.float64)
    return np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
