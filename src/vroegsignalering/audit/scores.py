"""What an audit reads: scores (or flags), recorded outcomes, groups and clusters, checked at birth.

Same length and order or it is not made. Groups are strings; the missing labels are a group of their own, ``"unknown"``,
which is never dropped and never joins a label that somebody wrote. The model itself is unknown here: anybody's scores
can be audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.keys import key_hashes
from vroegsignalering.errors import RegisterError

UNKNOWN, MISSING = "unknown", "missing"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Scores and recorded outcomes of n units, with their groups beside them.

    Parameters
    ----------
    risk : float array, n, optional
        Estimated risk; 0-1 for calibration and Brier, any finite number for ranking. Absent when only ``flag`` is known.
    outcome : int8 array, n
        1 where the outcome was recorded, 0 where it was not.
    groups : polars frame, n rows
        One string (or category) column per attribute; null becomes ``"unknown"``, or ``"missing"`` where the column
        has a label ``"unknown"`` itself.
    cluster : array of strings or integers, n, optional
        The unit of chance: person key, household, outreach cell. Absent: every row its own.
    weight : float array, n, optional
        Positive weights; counts stay unweighted, rates become weighted.
    flag : bool array, n, optional
        Who was selected, when the selection is given instead of computed.

    Raises
    ------
    RegisterError
        Lengths differ, a score is not a finite number, an outcome is not 0 or 1, a weight is not positive.

    Examples
    --------
    >>> scores = Scores(risk=np.array([0.9, 0.1]), outcome=np.array([1, 0]), groups=pl.DataFrame({"sex": ["f", None]}))
    >>> scores.groups["sex"].to_list()
    ['f', 'unknown']
    """

    outcome: NDArray[np.int8]
    groups: pl.DataFrame
    risk: NDArray[np.float64] | None = None
    cluster: NDArray[np.generic] | pl.Series | None = None
    weight: NDArray[np.float64] | None = None
    flag: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        n = len(self.outcome)
        if n == 0:
            raise RegisterError("no rows to audit", mend="give a table with at least one row")
        if self.risk is None and self.flag is None:
            raise RegisterError("neither a score nor a flag", mend="give risk, flag or both")
        labels = self.groups if self.groups.width else None
        parts = {"groups": labels, "risk": self.risk, "cluster": self.cluster, "weight": self.weight}
        for name, part in (parts | {"flag": self.flag}).items():
            if part is not None and len(part) != n:
                raise RegisterError(f"{name} and outcome differ in length", found=f"{len(part)} and {n} rows")
        if self.risk is not None:
            object.__setattr__(self, "risk", _finite(self.risk, "score"))
        if self.weight is not None:
            object.__setattr__(self, "weight", _positive(self.weight))
        if self.flag is not None:
            object.__setattr__(self, "flag", _binary(self.flag, "flag").astype(np.bool_))
        object.__setattr__(self, "outcome", _binary(self.outcome, "outcome"))
        object.__setattr__(self, "groups", self.groups.with_columns(map(labelled, self.groups)))

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def is_probability(self) -> bool:
        """Whether every score lies between 0 and 1, so that calibration and Brier mean something."""
        return self.risk is not None and bool(self.risk.min() >= 0.0) and bool(self.risk.max() <= 1.0)

    def cluster_keys(self) -> NDArray[np.uint64] | None:
        """Order-free 64-bit keys of the clusters, or None when every row is its own."""
        return None if self.cluster is None else key_hashes(self.cluster)


def labelled(column: pl.Series) -> pl.Series:
    """Labels as text, with the missing as a group of their own.

    Complete categories stay as they are (they are smaller).

    Parameters
    ----------
    column : Series
        Labels of any kind; null where missing.

    Returns
    -------
    Series of text without nulls

    Examples
    --------
    >>> labelled(pl.Series(["f", None])).to_list(), labelled(pl.Series(["f", "unknown", None])).to_list()
    (['f', 'unknown'], ['f', 'unknown', 'missing'])
    """
    if column.dtype in (pl.Enum, pl.Categorical) and column.null_count() == 0:
        return column
    if column.dtype == pl.Object:
        column = pl.Series(column.name, column.to_list(), dtype=pl.String, strict=False)
    text = column.cast(pl.String)
    return text.fill_null(_free_name(text)) if text.null_count() else text


def _free_name(labels: pl.Series) -> str:
    """The first name for missing labels that nobody uses as a label."""
    used = set(labels.unique())
    names = chain((UNKNOWN, MISSING), (f"{MISSING} {number}" for number in count(2)))
    return next(name for name in names if name not in used)


def _finite(values: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    numbers = np.ascontiguousarray(values, dtype=np.float64)
    strange = int(np.count_nonzero(~np.isfinite(numbers)))
    if strange:
        raise RegisterError(
            f"a {name} is missing or not a finite number",
            found=f"{strange} of {len(numbers)} rows",
            mend="give every row a score, or leave the rows out yourself and say so",
        )
    return numbers


def _positive(values: NDArray[np.float64]) -> NDArray[np.float64]:
    weight = _finite(values, "weight")
    if (weight <= 0).any():
        raise RegisterError(
            "a weight is zero or below", found=f"{int((weight <= 0).sum())} of {len(weight)} rows"
        )
    return weight


def _binary(values: NDArray[np.generic], name: str) -> NDArray[np.int8]:
    array = np.asarray(values)
    if array.dtype.kind not in "bifu" or not np.isin(array, (0, 1)).all():
        raise RegisterError(
            f"{name} is not 0 or 1",
            found=f"{array.dtype} values" if array.dtype.kind not in "bifu" else "other numbers",
            mend="map it to 0 and 1 first; on the command line with --positive VALUE",
        )
    return np.ascontiguousarray(array, dtype=np.int8)
