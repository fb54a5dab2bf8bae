"""Cells: groups of households that can be approached, found as a short list of readable rules.

Rules are tried in order; a household belongs to the first that fits, so the list is the whole explanation. A cell has
at least 50 households and 10 expected in need: below that, people could be singled out and the figure says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach.conditions import Condition, banded, check_features, possible
from vroegsignalering.outreach.population import Population
from vroegsignalering.texts import Texts

MIN_HOUSEHOLDS, MIN_IN_NEED = 50, 10
DRAWN_TO_AVERAGE = 200
"""Households by which the rate of a cell is drawn to the average; a small cell needs a high rate to be chosen."""

LEAST_LIFT = 1.2
BEAM = 12
CELL_SIZES = (0.0, 0.5, 1.0, 2.0)
"""Least sizes of a cell that are tried, as parts of the capacity over the number of cells."""

SPARE = 1.2
"""A rule is searched a little larger than the minimum, since the year of the plan differs from the years searched."""

Rule = tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Cells of one population.

    Parameters
    ----------
    table : polars.DataFrame
        ``cell, rule_nl, rule_en, households, rate, expected_in_need``, highest expected rate first; the rate is that of
        the years searched, drawn to the average.
    of : int array, n
        Place of each household's cell in ``table``; -1 for those in none.
    average : float
        Rate over all households of the years searched.
    """

    table: pl.DataFrame
    of: np.ndarray
    average: float

    def __len__(self) -> int:
        return self.table.height


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profiles:
    """Households with like circumstances taken together, so that a search reads thousands of rows, not millions.

    Parameters
    ----------
    candidates : list of Condition
        Every condition that some household meets.
    met : bool array, conditions x profiles
    counts : float array, profiles x 2
        Households, and those in need.
    """

    candidates: list[Condition]
    met: np.ndarray
    counts: np.ndarray

    @property
    def average(self) -> float:
        """Share in need over all households."""
        n, need = self.counts.sum(axis=0)
        return float(need / n) if n else 0.0


def profiles(people: Population, features: Sequence[str]) -> Profiles:
    """Profiles of the households among which rules are searched.

    Parameters
    ----------
    people : Population
        Households of earlier years, or other households; the plan is judged on others.
    features : sequence of str
        Allowed features.

    Returns
    -------
    Profiles
        Households with the same circumstances together: their number, and how many are in need.

    Raises
    ------
    DeclarationError
        A feature may not make a cell.
    """
    check_features(features, "[cells] features")
    shares = banded(people.circumstances, features).with_columns(need=pl.Series(people.in_need))
    like = shares.group_by(list(features)).agg(n=pl.len(), need=pl.col("need").sum()).sort(list(features))
    candidates = possible(like, features)
    met = np.zeros((len(candidates), like.height), bool)
    for place, condition in enumerate(candidates):
        met[place] = like.select(condition.holds()).to_series().to_numpy()
    counts = np.stack([like["n"].to_numpy(), like["need"].to_numpy()], axis=1).astype(float)
    return Profiles(candidates=candidates, met=met, counts=counts)


def search(
    seen: Profiles,
    *,
    conditions: int = 3,
    most: int = 12,
    min_households: float = MIN_HOUSEHOLDS,
    min_in_need: float = MIN_IN_NEED,
) -> tuple[Rule, ...]:
    """Rules that find need, in order.

    Parameters
    ----------
    seen : Profiles
    conditions : int
        Most conditions in a rule.
    most : int
        Most rules.
    min_households, min_in_need : float
        Least size of a rule in the households searched.

    Returns
    -------
    tuple of Rule
        In the order found; empty when none is large enough.
    """
    left = np.ones(len(seen.counts), bool)
    rules: list[Rule] = []
    least = (max(min_households, 1.0) * SPARE, min_in_need * SPARE)
    while len(rules) < most:
        rule = _best(seen, left, conditions, least)
        if rule is None:
            break
        rules.append(tuple(seen.candidates[place] for place in rule))
        left &= ~np.logical_and.reduce(seen.met[list(rule)])
    return tuple(rules)


def search_for(
    seen: Profiles,
    capacity: float,
    *,
    conditions: int = 3,
    most: int = 12,
    min_households: float = MIN_HOUSEHOLDS,
    min_in_need: float = MIN_IN_NEED,
) -> tuple[Rule, ...]:
    """Of rule lists with smaller and with larger cells, the one that is expected to find most need within a capacity.

    A few sharp cells leave capacity over in a large country; a few wide ones find little in a small town.

    Parameters
    ----------
    seen : Profiles
    capacity : float
        Households that can be approached, in the households searched.
    conditions, most, min_households, min_in_need
        As in :func:`search`.

    Returns
    -------
    tuple of Rule
    """
    best: tuple[Rule, ...] = ()
    most_found = -1.0
    for part in CELL_SIZES:
        least = max(min_households, part * capacity / most)
        rules = search(seen, conditions=conditions, most=most, min_households=least, min_in_need=min_in_need)
        found = _expected(seen, rules, capacity)
        if found > most_found * 1.001:
            best, most_found = rules, found
    return best


def _expected(seen: Profiles, rules: Sequence[Rule], capacity: float) -> float:
    """In need among the households that fill a capacity, the highest rates first and everybody else at random."""
    left = np.ones(len(seen.counts), bool)
    rated = [(seen.average, np.inf)]
    for rule in rules:
        inside = left & np.logical_and.reduce([seen.met[seen.candidates.index(one)] for one in rule])
        n, need = seen.counts[inside].sum(axis=0)
        rated.append((float(_drawn(need, n, seen.average)), float(n)))
        left &= ~inside
    found, room = 0.0, capacity
    for rate, n in sorted(rated, key=lambda one: -one[0]):
        took = min(n, room)
        found, room = found + rate * took, room - took
    return found


def _best(seen: Profiles, left: np.ndarray, most: int, least: tuple[float, float]) -> tuple[int, ...] | None:
    """The rule of at most ``most`` conditions with the highest rate among households in no rule yet."""
    candidates, met, counts, average = seen.candidates, seen.met, seen.counts, seen.average
    beam: list[tuple[int, ...]] = [()]
    best, best_rate = None, average * LEAST_LIFT
    for _ in range(most):
        grown: dict[tuple[int, ...], float] = {}
        for rule in beam:
            inside = left & np.logical_and.reduce(met[list(rule)]) if rule else left
            sums = met[:, inside].astype(np.float64) @ counts[inside]
            rates = _drawn(sums[:, 1], sums[:, 0], average)
            fits = (sums[:, 0] >= least[0]) & (sums[:, 1] >= least[1])
            used = {(candidates[place].feature, candidates[place].relation) for place in rule}
            for place in np.argsort(-np.where(fits, rates, -1), kind="stable")[: 2 * BEAM]:
                key = (candidates[place].feature, candidates[place].relation)
                if fits[place] and key not in used:
                    grown[tuple(sorted((*rule, int(place))))] = float(rates[place])
        ordered = sorted(grown.items(), key=lambda one: (-one[1], one[0]))
        beam = [rule for rule, _rate in ordered[:BEAM]]
        if ordered and ordered[0][1] > best_rate * (1.02 if best else 1.0):
            best, best_rate = ordered[0]
    return best


def _drawn(need: Any, households: Any, average: float) -> Any:
    return (need + DRAWN_TO_AVERAGE * average) / (households + DRAWN_TO_AVERAGE)


def assign(circumstances: pl.DataFrame, rules: Sequence[Rule]) -> np.ndarray:
    """Place of the first rule that each household meets; -1 when none.

    Parameters
    ----------
    circumstances : DataFrame, n households
    rules : sequence of Rule
        In order.

    Returns
    -------
    array of int, n
    """
    chosen = pl.lit(-1, pl.Int32)
    for place in reversed(range(len(rules))):
        fits = pl.all_horizontal(condition.holds() for condition in rules[place])
        chosen = pl.when(fits).then(pl.lit(place, pl.Int32)).otherwise(chosen)
    found = circumstances.lazy().select(chosen.alias("cell")).collect()["cell"].to_numpy()
    return found if len(found) == circumstances.height else np.full(circumstances.height, -1, np.int32)


def cells(
    rules: Sequence[Rule],
    searched: Population,
    people: Population,
    *,
    min_households: float = MIN_HOUSEHOLDS,
    min_in_need: float = MIN_IN_NEED,
) -> Cells:
    """The cells of a population by rules found elsewhere; those below the minimum fall away.

    Parameters
    ----------
    rules : sequence of Rule
    searched : Population
        Households in which the rules were found: they give the expected rates.
    people : Population
        Households that the plan is for.
    min_households, min_in_need : float
        Never below 50 households and 10 expected in need.

    Returns
    -------
    Cells
        Numbered by expected rate, the highest first.

    Raises
    ------
    DeclarationError
        A minimum is below that of the suite.
    """
    if min_households < MIN_HOUSEHOLDS or min_in_need < MIN_IN_NEED:
        raise DeclarationError(
            "cells may not be that small",
            found=f"{min_households:g} households, {min_in_need:g} in need",
            mend=f"at least {MIN_HOUSEHOLDS} households and {MIN_IN_NEED} expected in need",
        )
    before, now = assign(searched.circumstances, rules), assign(people.circumstances, rules)
    average = float(searched.in_need.mean()) if len(searched) else 0.0
    k = len(rules)
    then_n = np.bincount(before + 1, minlength=k + 1)[1:]
    then_need = np.bincount(before + 1, weights=searched.in_need, minlength=k + 1)[1:]
    n = np.bincount(now + 1, minlength=k + 1)[1:]
    rates = _drawn(then_need, then_n, average)
    keep = np.flatnonzero((n >= min_households) & (n * rates >= min_in_need))
    order = keep[np.lexsort((keep, -rates[keep]))]
    place = np.full(k + 1, -1)
    place[order + 1] = np.arange(len(order))
    table = pl.DataFrame(
        {
            "cell": [f"c{number + 1:02d}" for number in range(len(order))],
            "rule_nl": [said(rules[o], Texts("nl")) for o in order],
            "rule_en": [said(rules[o], Texts("en")) for o in order],
            "households": n[order].astype(np.int64),
            "rate": rates[order],
            "expected_in_need": n[order] * rates[order],
        },
        schema_overrides={"cell": pl.String, "rule_nl": pl.String, "rule_en": pl.String},
    )
    return Cells(table=table, of=place[now + 1], average=average)


def said(rule: Rule, texts: Texts) -> str:
    """A rule in words, its conditions beside each other: all of them must hold."""
    text = "; ".join(condition.says(texts) for condition in rule)
    return text[:1].upper() + text[1:]
