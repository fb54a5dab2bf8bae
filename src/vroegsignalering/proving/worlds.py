"""Invented worlds in which nothing is wrong: calibrated scores, equal groups, a chain that treats all alike.

Two groups of equal need, a second attribute that goes together with nothing, and a chain of cases. Households, where
wanted, share their outcome, their score and mostly their group, as register data do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit import Scores

BASE, LIFT, CAPACITY = 0.10, 1.8, 0.10
"""Share in need, how far need moves the score (standard deviations), and the share that can be approached."""
CHAIN = (("signal", 0.80), ("picked_up", 0.70), ("reached", 0.50), ("accepted", 0.35))
"""Steps after an arrear, with the share that goes on from the step before."""
STEPS = ("arrear", *(step for step, _ in CHAIN))
_HOUSEHOLD = (0.39, 0.33, 0.12, 0.12, 0.04)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Scores of units and cases of a chain, both with the attribute ``group`` (``a`` and ``b``) and ``area``.

    Parameters
    ----------
    scores : Scores, n people
    cases : DataFrame, one row per case
    """

    scores: Scores
    cases: pl.DataFrame


def world(in_need: int, rng: np.random.Generator) -> World:
    """A world with about ``in_need`` people in need, and as many cases, in each of two groups.

    Parameters
    ----------
    in_need : int
        People in need in each group, about.
    rng : numpy Generator

    Returns
    -------
    World

    Examples
    --------
    >>> world(50, np.random.default_rng(1)).scores.groups["group"].value_counts().sort("group")["count"].to_list()
    [500, 500]
    """
    n = 2 * int(round(in_need / BASE))
    group = np.repeat(["a", "b"], n // 2)
    outcome = (rng.random(n) < BASE).astype(np.int8)
    signal = rng.standard_normal(n) + LIFT * outcome
    groups = pl.DataFrame({"group": group, "area": _areas(n, rng)})
    return World(Scores(risk=to_risk(signal), outcome=outcome, groups=groups), _cases(in_need, rng))


def _areas(n: int, rng: np.random.Generator) -> NDArray[np.str_]:
    return np.array(["north", "east", "south", "west"])[rng.integers(0, 4, n)]


def to_risk(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """The calibrated risk of a signal: what Bayes' rule says of it."""
    odds = np.log(BASE / (1.0 - BASE)) + LIFT * signal - LIFT * LIFT / 2.0
    return 1.0 / (1.0 + np.exp(-odds))


def to_signal(risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of :func:`to_risk`."""
    odds = np.log(risk) - np.log1p(-risk)
    return np.asarray((odds - np.log(BASE / (1.0 - BASE)) + LIFT * LIFT / 2.0) / LIFT)


def _cases(in_need: int, rng: np.random.Generator) -> pl.DataFrame:
    n = 2 * in_need
    there = np.ones(n, np.bool_)
    columns: dict[str, object] = {
        "group": np.repeat(["a", "b"], in_need),
        "area": _areas(n, rng),
        "arrear": there,
    }
    for step, share in CHAIN:
        there = there & (rng.random(n) < share)
        columns[step] = there
    return pl.DataFrame(columns)


def step_counts(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases counted per group and step, for both attributes: ``attribute, group, step, n``."""
    return pl.concat(
        cases.group_by(pl.col(attribute).alias("group"), maintain_order=True)
        .agg(pl.col(STEPS).sum().cast(pl.Int64))
        .unpivot(STEPS, index="group", variable_name="step", value_name="n")
        .select(pl.lit(attribute).alias("attribute"), "group", "step", "n")
        for attribute in ("group", "area")
    )


def households(people: int, rng: np.random.Generator) -> Scores:
    """Scores of people in households that share their outcome and score, and for half of them their group.

    The cluster is the household; a row bootstrap would count each household's outcome as often as it has members.
    """
    sizes = rng.choice(np.arange(1, 6), size=people, p=_HOUSEHOLD)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), people)) + 1]
    number = np.repeat(np.arange(sizes.size), sizes)
    need = (rng.random(sizes.size) < BASE).astype(np.int8)
    signal = rng.standard_normal(sizes.size) + LIFT * need
    together = rng.random(sizes.size) < 0.5
    shared = rng.integers(0, 4, sizes.size)
    own = rng.integers(0, 4, number.size)
    group = np.where(together[number], shared[number], own)
    groups = pl.DataFrame({"group": np.array(["a", "b", "c", "d"])[group]})
    return Scores(risk=to_risk(signal)[number], outcome=need[number], groups=groups, cluster=number)
