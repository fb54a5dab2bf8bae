"""Combinations of circumstances with a high or a low recorded rate, found on one half and tested on the other.

A beam search over at most three conditions proposes; households that the search did not see decide, with clustered
intervals and Holm's correction for the number proposed. A subgroup is a description, never a list of households.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm

from vroegsignalering.risk import rules
from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.conditions import Condition, possible
from vroegsignalering.risk.kernels import PLACES, count
from vroegsignalering.risk.shapes import Z95
from vroegsignalering.risk.splits import keys_or_warn
from vroegsignalering.texts import Texts

SEARCH_BINS = 8
MOST_ROWS = 300_000
BEAM = 30
MOST_OVERLAP = 0.5
SCHEMA = {
    "kind": pl.String,
    "rule_nl": pl.String,
    "rule_en": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Float64,
    "n_outcome": pl.Float64,
    "p_adjusted": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    conditions: tuple[Condition, ...]
    rows: np.ndarray
    quality: float


def subgroups(
    X: pl.DataFrame,
    y: np.ndarray,
    *,
    cluster: Any,
    conditions: int = 3,
    number: int = 8,
    min_rows: int = 100,
    titles_nl: Mapping[str, str] | None = None,
    titles_en: Mapping[str, str] | None = None,
    seed: int = 0,
) -> pl.DataFrame:
    """Subgroups with a high or low recorded rate.

    Parameters
    ----------
    X : features (or group attributes) to combine
    y : array of 0/1
    cluster : household keys; None warns
    conditions : int
        Most conditions in one rule.
    number : int
        Subgroups of each kind to propose.
    min_rows : int
        Least rows in either half.
    titles_nl, titles_en : mapping of feature to title
    seed : int

    Returns
    -------
    polars.DataFrame
        ``kind`` (high, low), ``rule_nl, rule_en, value, low, high, n, n_outcome, p_adjusted``: rates of the held-out half
        against the rest of it, p by Holm over all proposed. Those that fail the test are shown with their p.
    """
    hashed = keys_or_warn(cluster, len(y), "subgroups")
    bins = AdditiveRiskClassifier(max_bins=SEARCH_BINS, bands=False, max_sweeps=1, seed=seed).fit(X, y)
    codes = bins.codes(X)
    candidates = _both_ways(possible(bins.bins_, bins.rows_, [0] * len(bins.bins_)))
    search, held = _halves(hashed, seed)
    outcome = np.asarray(y, float)
    proposed = [
        (kind, group)
        for kind, sign in (("high", 1.0), ("low", -1.0))
        for group in _search(
            candidates, codes[:, search], outcome[search], sign, conditions, number, min_rows
        )
    ]
    tested = [_tested(group, codes[:, held], outcome[held], hashed[held]) for _, group in proposed]
    adjusted = holm([p for *_, p in tested])
    titles = ((Texts("nl"), titles_nl or {}), (Texts("en"), titles_en or {}))
    found: list[dict[str, Any]] = []
    for (kind, group), (rate, low, high, n, events, _), p in zip(proposed, tested, adjusted, strict=True):
        rule_nl, rule_en = (_in_words(bins, group, texts, named) for texts, named in titles)
        row = {"kind": kind, "rule_nl": rule_nl, "rule_en": rule_en, "value": rate, "low": low, "high": high}
        found.append({**row, "n": n, "n_outcome": events, "p_adjusted": p})
    return (
        pl.DataFrame(found, schema=SCHEMA)
        .filter(pl.col("n") >= min_rows)
        .sort(["kind", "p_adjusted", "rule_nl"])
    )


def _halves(hashed: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to search in (a sample where they are many) and rows to test on, by household."""
    search, held = (np.flatnonzero(hashed % np.uint64(2) == part) for part in (0, 1))
    if len(search) > MOST_ROWS:
        search = np.sort(np.random.default_rng([seed, 5]).choice(search, MOST_ROWS, replace=False))
    return search, held


def _in_words(bins: AdditiveRiskClassifier, group: _Group, texts: Texts, titles: Mapping[str, str]) -> str:
    said = [rules.said(bins.bins_[one.feature], one.holds, texts, titles) for one in group.conditions]
    return rules.joined(said, texts)


def _both_ways(candidates: list[Condition]) -> list[Condition]:
    return candidates + [c.turned() for c in candidates if c.is_ordered]


def _search(
    candidates: list[Condition],
    codes: np.ndarray,
    y: np.ndarray,
    sign: float,
    most: int,
    number: int,
    least: int,
) -> list[_Group]:
    """Beam search on the difference in rate, measured in standard errors; chosen groups overlap by half at most."""
    features = np.array([one.feature for one in candidates], np.intp)
    holds = np.array([one.holds for one in candidates], bool).reshape(-1, PLACES)
    events_of = y.astype(np.uint8)
    beam = [_Group(conditions=(), rows=np.ones(len(y), bool), quality=0.0)]
    pool: list[_Group] = []
    for _ in range(most):
        grown: dict[bytes, _Group] = {}
        for group in beam:
            used = {c.feature for c in group.conditions}
            inside = np.ascontiguousarray(codes[:, group.rows])
            counted = count(inside, events_of[group.rows], np.ones(1), False)
            n, events = (np.where(holds, part[features], 0.0).sum(axis=1) for part in counted)
            quality = sign * _standardised(n, events, y)
            for place in np.argsort(-quality, kind="stable")[: 2 * BEAM]:
                candidate = candidates[place]
                if (
                    candidate.feature in used
                    or n[place] < least
                    or quality[place] <= max(group.quality, 0.0) * 1.02
                ):
                    continue
                rows = group.rows & candidate.holds[codes[candidate.feature]]
                made = _Group(
                    conditions=(*group.conditions, candidate), rows=rows, quality=float(quality[place])
                )
                grown.setdefault(np.packbits(rows).tobytes(), made)
        beam = sorted(grown.values(), key=lambda one: -one.quality)[:BEAM]
        pool += beam
        if not beam:
            break
    return _different(sorted(pool, key=lambda one: (-one.quality, len(one.conditions))), number)


def _standardised(n: np.ndarray, events: np.ndarray, y: np.ndarray) -> np.ndarray:
    rate = y.mean()
    spread = np.sqrt(rate * (1 - rate) * np.maximum(n, 1) * np.maximum(1 - n / len(y), 1e-9))
    return (events - n * rate) / np.maximum(spread, 1e-12)


def _different(pool: list[_Group], number: int) -> list[_Group]:
    kept: list[_Group] = []
    for group in pool:
        overlaps = [
            (group.rows & other.rows).sum() / max((group.rows | other.rows).sum(), 1) for other in kept
        ]
        if all(share <= MOST_OVERLAP for share in overlaps):
            kept.append(group)
        if len(kept) == number:
            break
    return kept


def _tested(
    group: _Group, codes: np.ndarray, y: np.ndarray, keys: np.ndarray
) -> tuple[float, float, float, float, float, float]:
    """Rate with its clustered interval, rows, outcomes, and p of the difference with the rest, on held-out rows."""
    here = rules.met(codes, [(c.feature, c.holds) for c in group.conditions])
    n, others = float(here.sum()), float((~here).sum())
    if not n or not others:
        return float("nan"), float("nan"), float("nan"), n, 0.0, 1.0
    rate, rest = float(y[here].mean()), float(y[~here].mean())
    _, place = np.unique(keys, return_inverse=True)
    own = np.bincount(place, weights=here * (y - rate) / n)
    gap = np.bincount(place, weights=here * (y - rate) / n - ~here * (y - rest) / others)
    error, gap_error = (float(np.sqrt((part**2).sum())) for part in (own, gap))
    p = float(2 * norm.sf(abs(rate - rest) / max(gap_error, 1e-12)))
    low, high = max(rate - Z95 * error, 0.0), min(rate + Z95 * error, 1.0)
    return rate, low, high, n, float(y[here].sum()), p


def holm(p: list[float]) -> list[float]:
    """Holm's correction.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    out, highest = [0.0] * len(p), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, (len(p) - rank) * p[place])
        out[place] = float(min(highest, 1.0))
    return out
