"""The calibrated numbers of the model, and the two ways to use them: set them, or turn them to published totals.

A run reads them from ``parameters.json`` and never looks at totals, so that shards need nothing of each
other. The fitting script (:mod:`.calibrate`) runs the same code once with :class:`Dials` in fitting mode,
where each threshold is turned until the wanted number of persons or households passes it, and the found value
is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import numpy as np

from vroegsignalering.errors import DeclarationError


@dataclass(slots=True, kw_only=True)
class Dials:
    """Thresholds and offsets by name.

    Parameters
    ----------
    numbers : dict of str to float or list of float
    fitting : bool
        In fitting mode asking for a threshold sets it.
    again : frozenset of str
        Families of numbers that are set anew while all others are used as they are: ``lines``, and first words of names.
    scale : float
        Simulated persons per person of the Netherlands; used where thresholds are set.
    """

    numbers: dict[str, object] = field(default_factory=dict)
    fitting: bool = False
    again: frozenset[str] = frozenset()
    scale: float = 1.0

    def sets(self, family: str) -> bool:
        """Whether the numbers of a family are being set."""
        return self.fitting or family in self.again

    def passing(
        self, name: str, score: np.ndarray, wanted: float, *, weight: np.ndarray | None = None
    ) -> np.ndarray:
        """Which of ``score`` (lower goes first) pass threshold ``name``; where it is set ``wanted * scale`` of them.

        Parameters
        ----------
        name : str
        score : array of float
            ``inf`` never passes.
        wanted : float
            A national count.
        weight : array of float, optional
            What each counts for in fitting (the persons of a household).
        """
        if self.sets(name.partition(":")[0]):
            self.numbers[name] = _threshold(score, wanted * self.scale, weight)
        return score <= float(self._get(name))  # type: ignore[arg-type]

    def offsets(self, name: str) -> np.ndarray:
        """A stored list of numbers."""
        return np.asarray(self._get(name), dtype=np.float64)

    def keep(self, name: str, values: np.ndarray) -> None:
        """Store a list of numbers (fitting mode)."""
        self.numbers[name] = [round(float(v), 5) for v in np.atleast_1d(values)]

    def _get(self, name: str) -> object:
        try:
            return self.numbers[name]
        except KeyError:
            raise DeclarationError(
                f"parameter {name!r} is not calibrated",
                where="synthesis/parameters.json",
                mend="run python -m vroegsignalering.synthesis.calibrate",
            ) from None


def _threshold(score: np.ndarray, wanted: float, weight: np.ndarray | None = None) -> float:
    finite = score[np.isfinite(score)]
    if weight is not None:
        order = np.argsort(finite, kind="stable")
        reached = np.cumsum(weight[np.isfinite(score)][order])
        wanted = float(np.searchsorted(reached, wanted))
    k = int(round(wanted))
    if k <= 0 or finite.size == 0:
        return -1.0e9
    if k >= finite.size:
        return float(finite.max())
    part = np.partition(finite, [k - 1, k])
    return float((part[k - 1] + part[k]) / 2)


@lru_cache(maxsize=1)
def _stored() -> dict[str, object]:
    entry = files("vroegsignalering.synthesis") / "parameters.json"
    numbers: dict[str, object] = json.loads(entry.read_text(encoding="utf-8"))
    return numbers


def calibrated() -> Dials:
    """The dials as shipped with the package."""
    return Dials(numbers=_stored())
