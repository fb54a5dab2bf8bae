"""Gaps between groups: with the rest, the whole or a named group; the largest gap; Holm over the main list.

No group is "normal": without a named reference each stands against all others. Differences and ratios carry intervals
from the same replicates as the rates, so that people of one household in two groups do not count as news twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.engine import Counted
from vroegsignalering.audit.estimating import Measured, correlation
from vroegsignalering.audit.intervals import (
    Z_95,
    Estimate,
    difference_limits,
    holm,
    p_values,
    ratio_limits,
    smallest_visible,
)
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import OVERALL, REST, Preregistration
from vroegsignalering.audit.rows import Rows
from vroegsignalering.audit.verdicts import OK, statuses, verdict_of_state, verdicts
from vroegsignalering.errors import DeclarationError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """The gaps of one metric and attribute, kept until the whole family is known."""

    attribute: str
    metric: str
    groups: list[str]
    one: Estimate
    other: Estimate
    rho: Array
    status: NDArray[np.object_]
    mirrored: bool

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Gaps that count in the family: judged, and not the mirror of another."""
        counts = np.asarray(self.status == OK)
        if self.mirrored:
            counts[1] = False
        return counts


def against(
    counted: Counted, own: Measured, rest: Measured, registered: Preregistration
) -> tuple[list[Rows], Contrast]:
    """Differences and ratios of every group with its reference."""
    names = list(counted.grouping.names)
    other, reference, keep, independent = _reference(counted, own, rest, registered)
    one = _pick(own, np.asarray(keep))
    rho = correlation(one.drawn, other.drawn, independent=independent and own.metric.step is None)
    status = _status(one.estimate.value - other.estimate.value, one, other, registered)
    contrast = Contrast(
        attribute=counted.grouping.attribute,
        metric=own.metric.name,
        groups=[names[at] for at in keep],
        one=one.estimate,
        other=other.estimate,
        rho=rho,
        status=status,
        mirrored=len(keep) == 2 and reference == REST,
    )
    shared = {
        "attribute": contrast.attribute,
        "group": contrast.groups,
        "n": one.n,
        "n_outcome": one.n_outcome,
        "reference": reference,
    }
    columns = [
        shared | _differences(contrast, registered.margin(own.metric.name)),
        shared | _ratios(contrast, one, other, registered),
    ]
    return [Rows.of(each, len(keep)).hiding() for each in columns], contrast


def _status(value: Array, one: Measured, other: Measured, registered: Preregistration) -> NDArray[np.object_]:
    """Status of gaps: the weaker side decides."""
    base, n = np.minimum(one.base, other.base), np.minimum(one.n, other.n)
    return statuses(value, n, base, minimum=registered.minimum, suppress_below=registered.suppress_below)


def _differences(contrast: Contrast, margin: float) -> dict[str, object]:
    one, other, rho = contrast.one, contrast.other, contrast.rho
    low, high = difference_limits(one, other, rho, Z_95)
    return {
        "metric": contrast.metric + "_difference",
        "value": one.value - other.value,
        "low": low,
        "high": high,
        "status": contrast.status.tolist(),
        "verdict": verdicts(low, high, margin, contrast.status),
        "margin": margin,
        "smallest_gap": smallest_visible(one, other, rho, Z_95),
    }


def _ratios(
    contrast: Contrast, one: Measured, other: Measured, registered: Preregistration
) -> dict[str, object]:
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(contrast.other.value > 0, contrast.one.value / contrast.other.value, np.nan)
    status = _status(times, one, other, registered)
    low, high = ratio_limits(contrast.one, contrast.other, contrast.rho, Z_95)
    return {
        "metric": contrast.metric + "_ratio",
        "value": times,
        "low": low,
        "high": high,
        "status": status.tolist(),
        "verdict": [verdict_of_state(state) for state in status],
    }


def _reference(
    counted: Counted, own: Measured, rest: Measured, registered: Preregistration
) -> tuple[Measured, str, list[int], bool]:
    """The other side of each gap, its name, which groups stand against it, and whether rows are independent."""
    attribute, names = counted.grouping.attribute, counted.grouping.names
    named = registered.references.get(attribute, registered.against)
    everyone = list(range(len(names)))
    if named == REST:
        return _pick(rest, np.asarray(everyone)), REST, everyone, not counted.clustered
    if named == OVERALL:
        return _pick(own, np.full(len(names), len(names))), OVERALL, everyone, False
    if named not in names:
        raise DeclarationError(
            f"no group {named!r} to refer to",
            where=f"attribute {attribute!r}",
            found=", ".join(names[:12]),
            mend="name a group that is there",
        )
    keep = [at for at in everyone if names[at] != named]
    return _pick(own, np.full(len(keep), names.index(named))), named, keep, not counted.clustered


def _pick(measured: Measured, at: NDArray[np.int64]) -> Measured:
    old = measured.estimate
    return Measured(
        metric=measured.metric,
        estimate=Estimate(old.value[at], old.error[at], old.effective[at], old.kind, old.scale),
        drawn=measured.drawn[at],
        n=measured.n[at],
        n_outcome=measured.n_outcome[at],
        numerator=measured.numerator[at],
        denominator=measured.denominator[at],
        base=measured.base[at],
    )


def largest(counted: Counted, own: Measured, registered: Preregistration) -> list[Rows]:
    """The largest gap among groups that can be judged, with simultaneous limits.

    ``smallest_gap`` is the largest gap that chance alone would show in 95 % of cases if all groups were equal; the
    limits allow for it, since the highest minus the lowest of many noisy rates is large by construction.
    """
    value = own.estimate.value[:-1]
    fit = np.flatnonzero(~np.isnan(value) & (own.base[:-1] >= registered.minimum))
    if fit.size < 2 or own.drawn.shape[1] < 20:
        return []
    top, bottom = fit[np.argmax(value[fit])], fit[np.argmin(value[fit])]
    gap = float(value[top] - value[bottom])
    noise = np.nan_to_num(own.drawn[fit] - value[fit, None])
    by_chance = float(np.quantile(noise.max(axis=0) - noise.min(axis=0), 0.95))
    low, high = np.array([max(0.0, gap - by_chance)]), np.array([gap + by_chance])
    margin = registered.margin(own.metric.name)
    status = np.array(["ok"], dtype=object)
    names = counted.grouping.names
    columns: dict[str, object] = {
        "attribute": counted.grouping.attribute,
        "group": [names[top]],
        "metric": own.metric.name + "_largest_gap",
        "value": [gap],
        "low": low,
        "high": high,
        "n": own.n[[top]],
        "n_outcome": own.n_outcome[[top]],
        "reference": names[bottom],
        "status": ["ok"],
        "verdict": verdicts(low, high, margin, status),
        "margin": margin,
        "smallest_gap": [by_chance],
    }
    return [Rows.of(columns, 1)]


def correct_main(table: pl.DataFrame, contrasts: list[Contrast], registered: Preregistration) -> pl.DataFrame:
    """Holm over the main list; everything else keeps its own interval and is exploratory (``holm`` null).

    The family holds every judged difference of a main metric in a main attribute; where an attribute has two groups,
    the second gap with the rest repeats the first and is not counted again. Adjusted limits stand beside the 95 %
    ones; the verdict and the smallest visible gap of the main list rest on them.
    """
    if not contrasts:
        return table
    parts = [
        _named(contrast, rows)
        for contrast, rows in zip(contrasts, family(contrasts, registered), strict=True)
    ]
    keys = ["attribute", "group", "metric"]
    fresh = pl.concat(parts).unique(keys, keep="first", maintain_order=True)
    return table.update(fresh, on=keys, how="left").select(table.columns)


def main_list(contrasts: list[Contrast], registered: Preregistration) -> list[Contrast]:
    """The contrasts of the main list; a count that is shown under two names is one contrast."""
    main = {METRICS[name].count_name for name in registered.main}
    once = {METRICS[contrast.metric].count_name: contrast for contrast in reversed(contrasts)}
    return [contrast for name, contrast in once.items() if name in main]


def family(contrasts: list[Contrast], registered: Preregistration) -> list[pl.DataFrame]:
    """Holm over all gaps of several contrasts as one family: rows of adjusted limits and verdicts per contrast."""
    adjusted, level = holm(_p_of(contrasts))
    parts, start = [], 0
    for contrast in contrasts:
        here = slice(start, start := start + contrast.rho.size)
        parts.append(_corrected(contrast, adjusted[here], level[here], registered))
    return parts


def _p_of(contrasts: list[Contrast]) -> Array:
    """p-values of all gaps, NaN for those that do not count; estimates of one kind are searched together."""
    starts = np.cumsum([0, *(contrast.rho.size for contrast in contrasts)])
    found = np.full(starts[-1], np.nan)
    kinds = [(contrast.one.kind, contrast.one.scale) for contrast in contrasts]
    for kind in dict.fromkeys(kinds):
        alike = [at for at, own in enumerate(kinds) if own == kind]
        one, other = (_joined(contrasts, alike, side) for side in ("one", "other"))
        rho = np.concatenate([contrasts[at].rho for at in alike])
        places = np.concatenate([np.arange(starts[at], starts[at + 1]) for at in alike])
        found[places] = p_values(one, other, rho)
    counts = np.concatenate([contrast.counts for contrast in contrasts])
    return np.where(counts, found, np.nan)


def _joined(contrasts: list[Contrast], alike: list[int], side: str) -> Estimate:
    """Estimates of one side of several contrasts of the same kind, end to end."""
    held: list[Estimate] = [getattr(contrasts[at], side) for at in alike]
    return Estimate(
        value=np.concatenate([each.value for each in held]),
        error=np.concatenate([each.error for each in held]),
        effective=np.concatenate([each.effective for each in held]),
        kind=held[0].kind,
        scale=held[0].scale,
    )


def _named(contrast: Contrast, rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows also under the other names of the metric."""
    count = METRICS[contrast.metric].count_name
    names = [name for name, entry in METRICS.items() if entry.count_name == count]
    return pl.concat([rows.with_columns(metric=pl.lit(f"{name}_difference")) for name in names])


def _corrected(
    contrast: Contrast, adjusted: Array, level: Array, registered: Preregistration
) -> pl.DataFrame:
    if contrast.mirrored:
        adjusted, level = adjusted[[0, 0]], level[[0, 0]]
    z = np.where(np.isnan(level), Z_95, level)
    low, high = difference_limits(contrast.one, contrast.other, contrast.rho, z)
    return pl.DataFrame(
        {
            "attribute": contrast.attribute,
            "group": contrast.groups,
            "metric": contrast.metric + "_difference",
            "verdict": verdicts(low, high, registered.margin(contrast.metric), contrast.status),
            "holm": adjusted,
            "holm_low": np.where(np.isnan(adjusted), np.nan, low),
            "holm_high": np.where(np.isnan(adjusted), np.nan, high),
            "smallest_gap": smallest_visible(contrast.one, contrast.other, contrast.rho, z),
        },
        nan_to_null=True,
    )
