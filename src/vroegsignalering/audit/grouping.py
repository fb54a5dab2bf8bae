"""Groups of one attribute, or of several crossed: their names, and the number of each row's group.

Nothing is counted here; the engine counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Groups of one attribute: names, sorted, the number of each row's group, and the parts of crossed names."""

    attribute: str
    names: tuple[str, ...]
    number: NDArray[np.int32]
    crossed: tuple[tuple[str, ...], ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Labels that each group is made of; one each for a plain attribute."""
        return self.crossed or tuple((name,) for name in self.names)


def encode(groups: pl.DataFrame, attribute: str | tuple[str, ...]) -> Grouping:
    """Number the groups of an attribute, or of an intersection of several (``a*b``), in the order of their names."""
    columns = (attribute,) if isinstance(attribute, str) else attribute
    labels, number = _numbered(groups[columns[0]])
    crossed: list[tuple[str, ...]] = [(label,) for label in labels]
    for column in columns[1:]:
        more, other = _numbered(groups[column])
        joint = (number if len(crossed) * len(more) < 2**31 else number.astype(np.int64)) * len(more) + other
        used = np.flatnonzero(np.bincount(joint, minlength=len(crossed) * len(more)))
        place = np.zeros(len(crossed) * len(more), np.int32)
        place[used] = np.arange(used.size)
        crossed = [(*crossed[at // len(more)], more[at % len(more)]) for at in used]
        number = place[joint]
    names = tuple("*".join(part) for part in crossed)
    return Grouping(
        "*".join(columns), names, np.ascontiguousarray(number), tuple(crossed) if columns[1:] else ()
    )


def _numbered(labels: pl.Series) -> tuple[list[str], NDArray[np.int32]]:
    """Sorted labels in use, and the number of each row's label."""
    kind = labels.dtype
    if not isinstance(kind, pl.Enum):
        kind = pl.Enum(labels.unique().cast(pl.String).sort())
        labels = labels.cast(kind)
    code, names = labels.to_physical().to_numpy(), kind.categories.to_list()
    used = np.flatnonzero(np.bincount(code, minlength=len(names)))
    order = sorted(used.tolist(), key=names.__getitem__)
    place = np.zeros(len(names), np.int32)
    place[order] = np.arange(len(order))
    return [names[at] for at in order], place[code]
