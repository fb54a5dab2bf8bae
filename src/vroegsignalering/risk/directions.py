"""Directions that people declared for a shape: up, down or free, one for each feature; read here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.faults import ModelFault

DIRECTIONS = {"up": 1, "down": -1, None: 0, 1: 1, -1: -1, 0: 0}
"""Words and signs that a direction may be given as."""


def directions_of(bins: Sequence[Bins], declared: Mapping[str, Any] | Sequence[Any] | None) -> list[int]:
    """The direction of every feature: 1 up, -1 down, 0 free.

    Parameters
    ----------
    bins : sequence of Bins
        The features of the model.
    declared : mapping of name to direction, or one direction per feature, optional
        Features that a mapping leaves out are free; so are all, when absent.

    Raises
    ------
    ModelFault
        Another number of directions, a feature that is not there, another word, or a direction for words.

    Examples
    --------
    >>> directions_of([], None)
    []
    """
    names = [one.name for one in bins]
    given = declared if declared is not None else {}
    if not isinstance(given, Mapping) and len(given) != len(names):
        found = f"{len(given)} of {len(names)}"
        raise ModelFault("monotone needs one direction per feature", where="monotone", found=found)
    listed: Any = given.items() if isinstance(given, Mapping) else zip(names, given, strict=True)
    wanted: dict[str, Any] = dict(listed)
    unknown = sorted(set(wanted) - set(names)) + [str(v) for v in wanted.values() if v not in DIRECTIONS]
    words = [one.name for one in bins if one.kind == "levels" and DIRECTIONS.get(wanted.get(one.name))]
    if unknown or words:
        raise ModelFault(
            "monotone names what cannot have a direction",
            where="monotone",
            found=", ".join(unknown + words),
            mend="name numeric features of X and say up, down or None",
        )
    return [DIRECTIONS[wanted.get(name)] for name in names]
