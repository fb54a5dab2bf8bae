"""Mitigation, off by default: one function, and a before/after table of *all* groups is part of its result.

Reductions train a model under a constraint; thresholds cut each group elsewhere, which is direct distinction and is
refused without a recorded legal decision. A gap may turn elsewhere when it shrinks here: that is why every declared
group is in the table, with the interval of the change.
"""

from __future__ import annotations

import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.engine import count
from vroegsignalering.audit.estimating import measure, spread
from vroegsignalering.audit.fairness import ALL
from vroegsignalering.audit.grouping import encode
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.scores import Scores, labelled
from vroegsignalering.errors import DeclarationError, ReviewOwed

CONSTRAINTS = (
    "true_positive_rate_parity",
    "false_positive_rate_parity",
    "demographic_parity",
    "equalized_odds",
)
COMPARED = ("selection_rate", "true_positive_rate", "false_positive_rate", "precision", "accuracy")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Rows of one split: features, outcome, groups and clusters, of one length.

    Parameters
    ----------
    X : frame or array, n rows
        Features, as the estimator takes them.
    outcome : array of 0 and 1, n rows
    groups : DataFrame, n rows
        One column per attribute.
    cluster : array, n rows, optional
        Unit of chance, such as the household; each row its own when absent.
    """

    X: Any
    outcome: NDArray[np.int8]
    groups: pl.DataFrame
    cluster: NDArray[np.generic] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mitigation:
    """What was done, by whose decision, and what it changed for everyone.

    Parameters
    ----------
    method, constraint, attribute : str
    decision : str
        Identifier of the legal decision; empty for reductions.
    table : DataFrame
        ``attribute, group, metric, before, before_low, before_high, after, after_low, after_high, change, change_low,
        change_high, n, n_outcome``.
    """

    method: str
    constraint: str
    attribute: str
    decision: str
    table: pl.DataFrame


def mitigate(
    estimator: Any,
    train: Part,
    test: Part,
    *,
    method: str,
    attribute: str,
    constraint: str = "true_positive_rate_parity",
    decision: Path | None = None,
    replicates: int = 256,
    seed: int = 1,
) -> Mitigation:
    """Fit under a constraint on one split and show what changes for every group on another.

    Parameters
    ----------
    estimator : scikit-learn classifier
        Cloned, never changed.
    train, test : Part
    method : {"reduction", "thresholds"}
        fairlearn's ``ExponentiatedGradient`` or ``ThresholdOptimizer``.
    attribute : str
        Column of groups that the constraint is about.
    decision : Path, optional
        TOML with ``id, decided_by, decided_on, legal_basis``; owed for thresholds.
    constraint : str
        One of ``CONSTRAINTS``, such as ``true_positive_rate_parity``.
    replicates, seed : int
        Bootstrap draws for the intervals, and where they and the estimator start.

    Returns
    -------
    Mitigation
        Its table is that of :func:`before_and_after` on ``test``.

    Raises
    ------
    ReviewOwed
        Thresholds per group without a recorded legal decision.
    DeclarationError
        No such method, constraint or attribute.
    """
    if method not in ("reduction", "thresholds"):
        raise DeclarationError(f"no mitigation {method!r}", mend="reduction or thresholds")
    if constraint not in CONSTRAINTS:
        raise DeclarationError(f"no constraint {constraint!r}", mend="one of: " + ", ".join(CONSTRAINTS))
    if attribute not in train.groups.columns or attribute not in test.groups.columns:
        raise DeclarationError(f"no attribute {attribute!r}", found=", ".join(train.groups.columns))
    said = legal_decision(decision) if method == "thresholds" else ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fairlearn against the newest pandas
        before, after = _flags(estimator, train, test, method, attribute, constraint, seed)
    table = before_and_after(test, before, after, replicates=replicates, seed=seed)
    return Mitigation(method=method, constraint=constraint, attribute=attribute, decision=said, table=table)


def legal_decision(path: Path | None) -> str:
    """The identifier of a recorded legal decision; software never takes it.

    Raises
    ------
    ReviewOwed
        There is none, or it lacks who, when or on what ground.
    """
    needed = ("id", "decided_by", "decided_on", "legal_basis")
    held: dict[str, Any] = {}
    if path is not None and Path(path).is_file():
        try:
            held = tomllib.loads(Path(path).read_text("utf-8"))
        except tomllib.TOMLDecodeError:
            held = {}
    absent = [name for name in needed if not str(held.get(name, "")).strip()]
    if absent:
        raise ReviewOwed(
            "group-specific thresholds are direct distinction and need a recorded legal decision",
            where="no file" if path is None else Path(path).as_posix(),
            found="without " + ", ".join(absent),
            mend="let people decide and record "
            + ", ".join(needed)
            + "; or try changes that need no attribute first",
        )
    return str(held["id"])


def _flags(
    estimator: Any, train: Part, test: Part, method: str, attribute: str, constraint: str, seed: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Selections of the plain and of the mitigated model on the test split."""
    from fairlearn import postprocessing, reductions
    from sklearn.base import clone

    plain = clone(estimator).fit(train.X, train.outcome)
    before = np.asarray(plain.predict(test.X)).astype(np.bool_)
    sensitive, there = (labelled(part.groups[attribute]).to_numpy() for part in (train, test))
    if method == "thresholds":
        cut = postprocessing.ThresholdOptimizer(
            estimator=plain, constraints=constraint, prefit=True, predict_method="predict_proba"
        )
        cut.fit(train.X, train.outcome, sensitive_features=sensitive)
        after = cut.predict(test.X, sensitive_features=there, random_state=seed)
    else:
        moments = {
            "true_positive_rate_parity": reductions.TruePositiveRateParity,
            "false_positive_rate_parity": reductions.FalsePositiveRateParity,
            "demographic_parity": reductions.DemographicParity,
            "equalized_odds": reductions.EqualizedOdds,
        }
        search = reductions.ExponentiatedGradient(clone(estimator), constraints=moments[constraint]())
        search.fit(train.X, train.outcome, sensitive_features=sensitive)
        after = search.predict(test.X, random_state=seed)
    return before, np.asarray(after).astype(np.bool_)


def before_and_after(
    test: Part, before: NDArray[np.bool_], after: NDArray[np.bool_], *, replicates: int = 256, seed: int = 1
) -> pl.DataFrame:
    """Two selections of the same units, compared for every group of every attribute, with paired intervals.

    Parameters
    ----------
    test : Part, n rows
    before, after : array of bool, n rows
        Who was selected.
    replicates, seed : int
        Bootstrap draws over clusters, the same for both selections, and where they start.

    Returns
    -------
    DataFrame, one row per attribute, group and metric, and the whole once (``all``)
        ``before``, ``after`` and ``change`` (after less before), each with ``_low`` and ``_high`` (95 %), ``n``, ``n_outcome``.
    """
    cluster = np.arange(len(test.outcome)) if test.cluster is None else test.cluster
    registered = Preregistration(groups=tuple(test.groups.columns))
    parts = []
    for place, attribute in enumerate(registered.groups):
        counted = []
        for flag in (before, after):
            scores = Scores(outcome=test.outcome, groups=test.groups, flag=flag, cluster=cluster)
            grouping = encode(scores.groups, attribute)
            counted.append(count(scores, grouping, flag, None, replicates=replicates, seed=seed))
        names = [*grouping.names, ALL]
        for name in COMPARED:
            one, two = (measure(each, METRICS[name]) for each in counted)
            change, error = two.estimate.value - one.estimate.value, spread(two.drawn - one.drawn)
            (low_1, high_1), (low_2, high_2) = one.estimate.limits(Z_95), two.estimate.limits(Z_95)
            block = pl.DataFrame(
                {
                    "attribute": [attribute] * len(grouping.names) + [ALL],
                    "group": names,
                    "metric": name,
                    "before": one.estimate.value,
                    "before_low": low_1,
                    "before_high": high_1,
                    "after": two.estimate.value,
                    "after_low": low_2,
                    "after_high": high_2,
                    "change": change,
                    "change_low": change - Z_95 * error,
                    "change_high": change + Z_95 * error,
                    "n": one.n.astype(np.int64),
                    "n_outcome": one.n_outcome.astype(np.int64),
                }
            )
            parts.append(block if place == 0 else block.head(len(grouping.names)))
    return pl.concat(parts).with_columns(pl.selectors.float().fill_nan(None))
