"""The chain: the same audit over the steps from signal to help, each conditional on the step before.

One implementation for signal deliveries, outreach plans and the dashboard, from one row per case or from counts. A
step that was not registered is unknown: counted beside, never taken for a "no". Holm over all steps as one family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from vroegsignalering.audit.engine import Counted, count, from_cells
from vroegsignalering.audit.estimating import design_effects, measure
from vroegsignalering.audit.gaps import Contrast, against, family
from vroegsignalering.audit.grouping import encode
from vroegsignalering.audit.intervals import Z_95
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import PLACEHOLDER, Preregistration
from vroegsignalering.audit.rows import assemble, figures
from vroegsignalering.audit.scores import Scores, labelled
from vroegsignalering.errors import RegisterError

STEPS = ("signal", "picked_up", "contact", "reached", "accepted", "helped")
"""The steps of early signalling of arrears, in order; a chain may lack some."""
ALL = "all"
_SHARE = METRICS["true_positive_rate"]
_GAPS = {
    "attribute": pl.String,
    "group": pl.String,
    "step": pl.String,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "reference": pl.String,
    "holm": pl.Float64,
    "verdict": pl.String,
    "smallest_gap": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRules:
    """Choices of a chain audit: margin, minimum to judge, named references, replicates and seed.

    Parameters
    ----------
    margin : float, 0-1
        Gap that may exist before a verdict says so; a placeholder until people set it.
    minimum : int
        Cases at the step before; below it there are too few to judge.
    suppress_below : int
        Groups smaller than this are not shown at all.
    references : mapping of attribute to group
        Named references; without one, a group is compared with the rest.
    replicates, seed : int
        Bootstrap draws over clusters, and where they start.

    Examples
    --------
    >>> ChainRules(margin=0.05).registered().default_margin
    0.05
    """

    margin: float = PLACEHOLDER
    minimum: int = 30
    suppress_below: int = 2
    references: Mapping[str, str] = field(default_factory=dict)
    replicates: int = 256
    seed: int = 1

    def registered(self) -> Preregistration:
        """The same as a preregistration."""
        return Preregistration(
            default_margin=self.margin,
            minimum=self.minimum,
            suppress_below=self.suppress_below,
            references=self.references,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One step of one attribute: its rates, and its gaps when there are two groups or more."""

    step: str
    rates: pl.DataFrame
    contrast: Contrast | None


def chain(
    cases: pl.DataFrame,
    *,
    attributes: Sequence[str] = (),
    cluster: str | None = None,
    steps: Sequence[str] = STEPS,
    rules: ChainRules | None = None,
) -> pl.DataFrame:
    """Audit a chain from one row per case.

    Parameters
    ----------
    cases : DataFrame
        A Boolean column for every step that is there; null where the step was not registered.
    attributes : sequence of str
        Columns of groups; missing labels are a group of their own.
    cluster : str, optional
        Column of the unit of chance: a household with several cases, an area.
    steps : sequence of str
        Names in order; those that are not columns are skipped.
    rules : ChainRules, optional
        Margin, minimum and references; the defaults when absent.

    Returns
    -------
    DataFrame, one row per attribute, group and step after the first
        ``attribute, group, step, from_step, n_from`` (cases at the step before, registered), ``n`` (of which went on),
        ``n_unknown``, ``value`` (share that went on), ``low, high, of_all`` (share of the first step),
        ``difference`` with its reference, ``difference_low, difference_high`` (Holm-adjusted), ``holm, status,
        verdict, largest_loss``.

    Raises
    ------
    RegisterError
        Fewer than two steps, a step that is not yes/no, an attribute that is not there.

    Examples
    --------
    >>> cases = pl.DataFrame({"signal": [True] * 4, "reached": [True, True, False, None]})
    >>> chain(cases).select("step", "n_from", "n", "n_unknown").row(0)
    ('reached', 3, 2, 1)
    """
    rules = rules or ChainRules()
    there = [step for step in steps if step in cases.columns]
    _check(cases, there, [*attributes, *([cluster] if cluster else [])])
    cases = cases.with_columns(labelled(cases[name]) for name in dict.fromkeys(attributes))
    parts = [
        part
        for before, step in zip(there, there[1:], strict=False)
        for attribute in (ALL, *attributes)
        for part in _of_cases(cases, there[0], before, step, attribute, cluster, rules)
    ]
    return _joined(parts, rules, there)


def chain_counts(
    counts: pl.DataFrame, *, steps: Sequence[str] = STEPS, rules: ChainRules | None = None
) -> pl.DataFrame:
    """Audit a chain from counts: ``attribute, group, step, n``, one row per group and step.

    Parameters
    ----------
    counts : DataFrame
        Columns above; ``n`` cases, a step never more than the one before.
    steps : sequence of str
        Names in order; those that are not there are skipped.
    rules : ChainRules, optional
        Margin, minimum and references; the defaults when absent.

    Returns
    -------
    DataFrame as of :func:`chain`.

    Raises
    ------
    RegisterError
        A step holds more cases than the one before.

    Examples
    --------
    >>> counts = pl.DataFrame({"attribute": ["age"] * 4, "group": ["young", "young", "old", "old"],
    ...                        "step": ["signal", "reached"] * 2, "n": [100, 40, 100, 60]})
    >>> chain_counts(counts).filter(attribute="age").sort("group").select("group", "value").rows()
    [('old', 0.6), ('young', 0.4)]
    """
    rules = rules or ChainRules()
    there = [step for step in steps if step in set(counts["step"])]
    if len(there) < 2:
        raise RegisterError("a chain needs two steps", found=", ".join(sorted(set(counts["step"]))))
    wide = counts.pivot(on="step", index=["attribute", "group"], values="n", maintain_order=True)
    parts = [
        part
        for before, step in zip(there, there[1:], strict=False)
        for attribute in wide["attribute"].unique(maintain_order=True)
        for part in _of_counts(wide.filter(attribute=attribute), there[0], before, step, rules)
    ]
    return _joined(parts, rules, there)


def _check(cases: pl.DataFrame, there: list[str], others: list[str]) -> None:
    if len(there) < 2:
        found = ", ".join(cases.columns)
        raise RegisterError(
            "a chain needs two steps", found=found, mend="two or more of: " + ", ".join(STEPS)
        )
    for step in there:
        if cases[step].dtype not in (pl.Boolean, pl.Null):
            raise RegisterError(
                f"step {step!r} is not yes/no", found=str(cases[step].dtype), mend="make it Boolean"
            )
    for name in others:
        if name not in cases.columns:
            raise RegisterError(f"no column {name!r}", found=", ".join(cases.columns))


def _of_cases(
    cases: pl.DataFrame,
    first: str,
    before: str,
    step: str,
    attribute: str,
    cluster: str | None,
    rules: ChainRules,
) -> list[_Step]:
    """One step of one attribute, from rows; nothing where nobody came so far."""
    labels = cases.with_columns(_label(attribute).alias("group"))
    came = labels.filter(pl.col(before).fill_null(False))
    known = came.filter(pl.col(step).is_not_null())
    if known.height == 0:
        return []
    went_on = known[step].to_numpy().astype(np.bool_)
    scores = Scores(
        outcome=np.ones(known.height, np.int8),
        flag=went_on,
        groups=known.select(pl.col("group").alias(attribute)),
        cluster=None if cluster is None else known[cluster],
    )
    grouping = encode(scores.groups, attribute)
    counted = count(scores, grouping, went_on, None, replicates=rules.replicates, seed=rules.seed)
    groups = pl.DataFrame({"group": grouping.names})
    unknown = _sizes(came.filter(pl.col(step).is_null()), "n_unknown")
    unknown = groups.join(unknown, on="group", how="left").fill_null(0)
    start = _sizes(labels.filter(pl.col(first).fill_null(False)), "start")
    return [_measured(counted, before, step, unknown, start, rules)]


def _label(attribute: str) -> pl.Expr:
    return pl.lit(ALL) if attribute == ALL else pl.col(attribute).cast(pl.String)


def _sizes(labels: pl.DataFrame, name: str) -> pl.DataFrame:
    return labels.group_by("group").agg(pl.len().cast(pl.Int64).alias(name))


def _of_counts(mine: pl.DataFrame, first: str, before: str, step: str, rules: ChainRules) -> list[_Step]:
    """One step of one attribute, from counts."""
    known = mine.drop_nulls([before, step])
    attribute = mine["attribute"][0]
    if (known[step] > known[before]).any():
        raise RegisterError(f"more cases at {step!r} than at {before!r}", where=f"attribute {attribute!r}")
    if known.height == 0:
        return []
    went, came = known[step].to_numpy().astype(np.float64), known[before].to_numpy().astype(np.float64)
    cells = np.stack([np.zeros_like(went), np.zeros_like(went), came - went, went])
    names = tuple(known["group"])
    counted = from_cells(attribute, names, cells, replicates=rules.replicates, seed=rules.seed)
    unknown = known.select("group", n_unknown=pl.lit(None, pl.Int64))
    start = known.select("group", start=pl.col(first).cast(pl.Int64))
    return [_measured(counted, before, step, unknown, start, rules)]


def _measured(
    counted: Counted, before: str, step: str, unknown: pl.DataFrame, start: pl.DataFrame, rules: ChainRules
) -> _Step:
    registered, attribute = rules.registered(), counted.grouping.attribute
    names = list(counted.grouping.names)
    own = measure(counted, _SHARE, design_effects(counted))
    low, high = own.estimate.limits(Z_95)
    rows = figures(attribute, [*names, ALL], _SHARE.name, own, low, high, registered)
    shown = assemble([rows.pick(0, len(names))])
    rates = (
        shown.join(unknown, on="group", how="left")
        .join(start, on="group", how="left")
        .select(
            "attribute",
            "group",
            pl.lit(step).alias("step"),
            pl.lit(before).alias("from_step"),
            pl.col("denominator").alias("n_from"),
            pl.col("numerator").alias("n"),
            "n_unknown",
            "value",
            "low",
            "high",
            (pl.col("numerator") / pl.col("start")).alias("of_all"),
            "status",
        )
    )
    if len(names) < 2:
        return _Step(step, rates, None)
    rest = counted.of_rest()
    _, contrast = against(counted, own, measure(rest, _SHARE, design_effects(rest)), registered)
    return _Step(step, rates, contrast)


def _joined(parts: list[_Step], rules: ChainRules, there: Sequence[str]) -> pl.DataFrame:
    """Rates with their Holm-adjusted gaps, sorted, and the step at which each group loses most people."""
    if not parts:
        raise RegisterError("nobody is at the first step", mend="give cases with a signal")
    lost = (pl.col("n_from") - pl.col("n")).fill_null(-1)
    order = {step: at for at, step in enumerate(there)}
    return (
        pl.concat([part.rates for part in parts])
        .join(_gap_rows(parts, rules), on=["attribute", "group", "step"], how="left")
        .sort(
            pl.col("attribute") != ALL,
            "attribute",
            "group",
            pl.col("step").replace_strict(order, return_dtype=pl.Int64),
        )
        .with_columns(largest_loss=(lost == lost.max().over("attribute", "group")) & (lost > 0))
    )


def _gap_rows(parts: list[_Step], rules: ChainRules) -> pl.DataFrame:
    held = [(part.step, part.contrast) for part in parts if part.contrast is not None]
    if not held:
        return pl.DataFrame(schema=_GAPS)
    adjusted = family([contrast for _, contrast in held], rules.registered())
    rows = []
    for (step, contrast), limits in zip(held, adjusted, strict=True):
        gap = pl.Series("difference", contrast.one.value - contrast.other.value).fill_nan(None)
        rows.append(
            limits.with_columns(
                gap,
                step=pl.lit(step),
                reference=pl.lit(rules.references.get(contrast.attribute, "rest")),
            ).rename({"holm_low": "difference_low", "holm_high": "difference_high"})
        )
    return pl.concat(rows).select(_GAPS.keys())
