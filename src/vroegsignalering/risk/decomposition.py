"""Why the risk of a group differs: exact contributions per feature, in share points, summing to the difference.

Contributions of a row follow Aumann and Shapley along the straight line from the mean household to this one; for an
additive logit that is a formula, without sampling, also where a curve of calibration follows. Composition (other features)
stands apart from structure (the same features, another outcome) and from what stays unexplained. They describe the
model, not causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.gap_kernels import MOST_STRATA, add_rows
from vroegsignalering.risk.kernels import in_blocks
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.shapes import Z95
from vroegsignalering.risk.splits import hashed_keys
from vroegsignalering.risk.structure import structure_sums
from vroegsignalering.risk.tables import TableRiskModel

REST = "rest"
LEVEL, UNEXPLAINED = "(level)", "(unexplained)"
UNKNOWN = 2**32 - 1
Scale = Literal["share", "log_odds"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupSums:
    """Sums per group, pseudo-household and column; columns are terms, then risk, outcome and rows.

    Parameters
    ----------
    groups : tuple of str, sorted
    terms : tuple of str
    sums : array, groups x strata x (terms + 3)
        Strata are up to 128 bundles of households by hash; spread over them measures the uncertainty.
    """

    groups: tuple[str, ...]
    terms: tuple[str, ...]
    sums: np.ndarray

    def mean(self, group: str, reference: str = REST) -> tuple[np.ndarray, np.ndarray]:
        """Difference of means of a group and its reference per column, and its standard error per household."""
        here = self.sums[self.groups.index(group)]
        there = self.sums.sum(axis=0) - here if reference == REST else self.sums[self.groups.index(reference)]
        ours, theirs = (_mean(part) for part in (here, there))
        spread = _influence(here, ours) - _influence(there, theirs)
        strata = np.count_nonzero((here[:, -1] + there[:, -1]) > 0)
        error = np.sqrt((spread**2).sum(axis=0) * strata / max(strata - 1, 1))
        return ours - theirs, error

    def rows(self, group: str) -> float:
        """Number of rows of a group."""
        return float(self.sums[self.groups.index(group), :, -1].sum())


def _mean(part: np.ndarray) -> np.ndarray:
    return part[:, :-1].sum(axis=0) / max(part[:, -1].sum(), 1e-12)


def _influence(part: np.ndarray, mean: np.ndarray) -> np.ndarray:
    return (part[:, :-1] - mean * part[:, -1:]) / max(part[:, -1].sum(), 1e-12)


def group_sums(
    model: RiskModel,
    X: Any,
    labels: Any,
    *,
    y: Any = None,
    cluster: Any = None,
    scale: Scale = "share",
    codes: np.ndarray | None = None,
) -> GroupSums:
    """One pass over the rows: contributions summed per group and bundle of households.

    Parameters
    ----------
    model : a fitted readable model
    X : as in ``predict_proba``; ignored when ``codes`` are given
    labels : n group labels; missing is "unknown"
    y : n outcomes, optional; nought where not given
    cluster : n household keys, optional; without them rows are independent
    scale : {"share", "log_odds"}
    codes : terms x rows uint8, optional
        ``model.codes(X)`` of a table model, when it is at hand.
    """
    places, groups = _group_places(labels)
    rows = len(places)
    outcome = np.zeros(rows, np.int8) if y is None else np.asarray(y, dtype=float)
    hashed = hashed_keys(np.arange(rows) if cluster is None else cluster)
    cells = places * np.int32(MOST_STRATA) + (hashed % np.uint64(MOST_STRATA)).astype(np.int32)
    if isinstance(model, TableRiskModel):
        found = model.codes(X) if codes is None else codes
        tables = model.tables_
    else:
        found, tables = _as_tables(model.contributions(X))
    if found.shape[1] != rows:
        raise ModelFault("labels and X differ in length", found=f"{rows} and {found.shape[1]}")
    number, shares, corners = len(groups) * MOST_STRATA, scale == "share", model.corners
    parts = in_blocks(
        lambda start, stop: add_rows(
            found, tables, model.intercept_, corners, cells, outcome, number, shares, start, stop
        ),
        rows,
    )
    sums = sum(parts).T.reshape(len(groups), MOST_STRATA, -1)
    return GroupSums(groups=groups, terms=model.terms, sums=np.ascontiguousarray(sums))


def _as_tables(contributions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix of contributions in the form of codes and tables: every row its own place."""
    return np.empty((0, len(contributions)), np.uint8), np.ascontiguousarray(contributions)


def _group_places(labels: Any) -> tuple[np.ndarray, tuple[str, ...]]:
    """Place of each row's group in the sorted names, int32; labels that are categories already are not spelled out."""
    series = labels if isinstance(labels, pl.Series) else pl.Series(np.asarray(labels))
    if not isinstance(series.dtype, pl.Categorical | pl.Enum):
        series = series.cast(pl.String).cast(pl.Categorical)
    met = series.unique()
    names = met.cast(pl.String).fill_null("unknown")
    groups = tuple(names.unique().sort().to_list())
    numbers = met.to_physical().fill_null(UNKNOWN).to_numpy()
    place_of = {int(number): groups.index(name) for number, name in zip(numbers, names, strict=True)}
    codes = series.to_physical().cast(pl.UInt32).fill_null(UNKNOWN)
    keys, values = pl.Series(place_of.keys(), dtype=pl.UInt32), pl.Series(place_of.values(), dtype=pl.Int32)
    return codes.replace_strict(keys, values, return_dtype=pl.Int32).to_numpy(), groups


def group_contributions(
    model: RiskModel,
    X: Any,
    labels: Any,
    *,
    cluster: Any = None,
    scale: Scale = "share",
    codes: np.ndarray | None = None,
) -> pl.DataFrame:
    """Mean contribution of every feature in each group against all others, with intervals.

    Parameters
    ----------
    model : RiskModel
    X : frame, n rows
    labels : n
        Group of each row.
    cluster : household keys, n, optional
        Unit of chance.
    scale : {"share", "log_odds"}
    codes : int array, n, optional
        Bins of the features when they are known already.

    Returns
    -------
    polars.DataFrame
        ``group, feature, value, low, high, n``; value in share points (0-1) or log-odds. Over features it sums to the
        difference in mean estimated risk (or logit) between the group and all others.
    """
    sums = group_sums(model, X, labels, cluster=cluster, scale=scale, codes=codes)
    found = []
    for group in sums.groups if len(sums.groups) > 1 else ():
        value, error = sums.mean(group)
        for j, term in enumerate(sums.terms):
            found.append(_row(value[j], error[j], group=group, feature=term, n=sums.rows(group)))
    return pl.DataFrame(found, schema=_schema("group", "feature"))


def decompose_gap(
    model: RiskModel,
    X: Any,
    y: Any,
    labels: Any,
    *,
    reference: str = REST,
    cluster: Any = None,
    structure: bool = True,
    seed: int = 0,
    codes: np.ndarray | None = None,
) -> pl.DataFrame:
    """The gap in recorded rate between each group and a reference, split into parts that sum to it exactly.

    Parameters
    ----------
    model, X, labels, cluster, codes : as in :func:`group_sums`
    y : n outcomes 0/1
    reference : str
        ``"rest"``: all others; or a group.
    structure : bool
        Refit each group's level and returns (on at most 400 000 rows) to tell structure from the unexplained.
    seed : int
        Draws those rows.

    Returns
    -------
    polars.DataFrame
        ``group, reference, feature, part, value, low, high, n``; ``part`` is ``composition`` or ``structure`` per
        feature (structure also for "(level)"), and ``unexplained`` once. Values in share points, 0-1.

    Raises
    ------
    ModelFault
        No such reference group.
    """
    places, groups = _group_places(labels)
    if reference != REST and reference not in groups:
        raise ModelFault(f"no group {reference!r} to compare with", mend="one of: rest, " + ", ".join(groups))
    held = model.codes(X) if isinstance(model, TableRiskModel) and codes is None else codes
    sums = group_sums(model, X, labels, y=y, cluster=cluster, codes=held)
    extra = np.zeros((2, len(groups), len(sums.terms) + 1))
    if structure and len(groups) > 1:
        extra = structure_sums(model, X, np.asarray(y, float), places, len(groups), codes=held, seed=seed)
    found: list[dict[str, Any]] = []
    for group in groups if len(groups) > 1 else ():
        if group != reference:
            found += _parts(sums, extra, group, reference, structure)
    return pl.DataFrame(found, schema=_schema("group", "reference", "feature", "part"))


def _parts(
    sums: GroupSums, extra: np.ndarray, group: str, reference: str, structure: bool
) -> list[dict[str, Any]]:
    value, error = sums.mean(group, reference)
    terms, here = len(sums.terms), sums.groups.index(group)
    returns, returns_error = _against(extra, sums, here, reference)
    gap = value[terms + 1]
    words = {"group": group, "reference": reference, "n": sums.rows(group)}
    found = [
        _row(value[j], error[j], **words, feature=term, part="composition")
        for j, term in enumerate(sums.terms)
    ]
    if structure:
        found += [
            _row(returns[j], returns_error[j], **words, feature=term, part="structure")
            for j, term in enumerate((*sums.terms, LEVEL))
        ]
    rest = gap - value[:terms].sum() - returns.sum()
    return [
        *found,
        _row(
            rest,
            _rest_error(sums, group, reference),
            **words,
            feature=UNEXPLAINED,
            part="unexplained",
        ),
    ]


def _against(extra: np.ndarray, sums: GroupSums, here: int, reference: str) -> tuple[np.ndarray, np.ndarray]:
    """Structure of a group less that of its reference, and its standard error."""
    weight = sums.sums[:, :, -1].sum(axis=1)
    if reference == REST:
        weight[here] = 0.0
    else:
        weight = np.eye(len(sums.groups))[sums.groups.index(reference)]
    share = weight / max(weight.sum(), 1e-12)
    error = np.sqrt(extra[1, here] ** 2 + share**2 @ extra[1] ** 2)
    return extra[0, here] - share @ extra[0], error


def _rest_error(sums: GroupSums, group: str, reference: str) -> float:
    """Standard error of recorded minus estimated per household."""
    terms = len(sums.terms)
    moved = sums.sums.copy()
    moved[:, :, terms + 1] -= moved[:, :, terms]
    _, error = GroupSums(groups=sums.groups, terms=sums.terms, sums=moved).mean(group, reference)
    return float(error[terms + 1])


def _row(value: float, error: float, **words: Any) -> dict[str, Any]:
    known = np.isfinite(error)
    return {
        **words,
        "value": float(value),
        "low": float(value - Z95 * error) if known else None,
        "high": float(value + Z95 * error) if known else None,
    }


def _schema(*words: str) -> dict[str, Any]:
    return {**dict.fromkeys(words, pl.String), **dict.fromkeys(("value", "low", "high", "n"), pl.Float64)}
