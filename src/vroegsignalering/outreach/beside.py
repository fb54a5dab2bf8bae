"""A plan beside something else: other capacities, other ways to choose, other acceptance, and what a draw can show.

Against random outreach, the rate of the area, the best single rule and an offer to everybody, on the same draws of
cells. Expected figures under declared acceptance, no measured effect.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from scipy.stats import norm

from vroegsignalering.outreach.allocation import fill, through_doors, weeks_of
from vroegsignalering.outreach.cells import Profiles, assign, search
from vroegsignalering.outreach.chance import Blocks, Pair, interval, ratio
from vroegsignalering.outreach.outlook import measured, outlook
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import Population

GRID = (0.01, 0.02, 0.05, 0.1, 0.2)
ACCEPTANCE = (0.5, 0.75, 1.0, 1.25)
BENEFITS = (1.25, 1.5, 2.0, 2.5, 3.0)
COMPARED = ("coverage", "needless_contact", "precision")


def _row(plan: str, found: Pair, n: float, **more: object) -> dict[str, object]:
    low, high = interval(found[1])
    return {"plan": plan, **more, "value": float(found[0]), "low": low, "high": high, "n": round(float(n))}


def frontier(plan: OutreachPlan, people: Population, drawn: Blocks) -> pl.DataFrame:
    """Coverage against needless contact over capacity (a share of households)."""
    need = drawn.of_blocks(people.in_need.astype(float))
    rows = []
    for share in sorted({*GRID, round(plan.capacity(len(people)) / len(people), 6)}):
        sums = outlook(plan, drawn, share * len(people)).totals(drawn.size, need)
        found = measured(sums, sums)
        rows += [_row(plan.id, found[m], n=sums[0][0], capacity=share, metric=m) for m in COMPARED]
    return pl.DataFrame(rows).sort("capacity", "metric")


def against(
    plan: OutreachPlan,
    seen: Profiles,
    searched: Population,
    people: Population,
    own: Pair,
    drawn: Blocks,
    capacity: float,
) -> pl.DataFrame:
    """The plan beside baselines of the same capacity, and beside an offer to everybody.

    Returns
    -------
    polars.DataFrame
        ``plan, baseline, metric, value, low, high, gain, gain_low, gain_high, n``: value is that of the baseline, gain the
        plan's minus the baseline's; the metric ``in_need_per_contact_ratio`` holds the plan's precision over the baseline's,
        ``waiting_weeks`` what the same doors need for the baseline.
    """
    n = len(people)
    plain = {
        "random": np.full(n, capacity / n),
        "area_rate": fill(_area_rate(searched, people), capacity),
        "one_rule": fill(_one_rule(seen, searched, people, capacity), capacity),
        "universal": np.ones(n),
    }
    mine = measured(own, own)
    rows: list[dict[str, object]] = []
    for name, chosen in plain.items():
        sums = _baseline(plan, people, chosen, drawn)
        other = measured(sums, sums)
        for metric in COMPARED:
            low, high = interval(mine[metric][1] - other[metric][1])
            gain = float(mine[metric][0] - other[metric][0])
            row = _row(plan.id, other[metric], n=sums[0][0], baseline=name, metric=metric)
            rows.append(row | {"gain": gain, "gain_low": low, "gain_high": high})
        times = ratio(mine["precision"], other["precision"])
        bare = {"gain": None, "gain_low": None, "gain_high": None}
        rows.append(
            _row(plan.id, times, n=sums[0][0], baseline=name, metric="in_need_per_contact_ratio") | bare
        )
        waits = {"value": weeks_of(plan, float(sums[0][0]), n), "low": None, "high": None}
        kept = {"plan": plan.id, "baseline": name, "metric": "waiting_weeks", "n": round(float(sums[0][0]))}
        rows.append(kept | waits | bare)
    return pl.DataFrame(rows, infer_schema_length=None).sort("baseline", "metric")


def _baseline(plan: OutreachPlan, people: Population, chosen: np.ndarray, drawn: Blocks) -> Pair:
    """Totals for chances per household; replicates are scaled to the same share of contacts."""
    need, chances = people.in_need.astype(float), through_doors(plan, chosen)
    zero = np.zeros(len(people))
    columns = [
        chances[:, 0], *(chances[:, k] * need for k in (1, 2, 3, 0)), need, np.ones(len(people)), zero, zero
    ]  # fmt: skip
    per_block = np.stack([drawn.of_blocks(column) for column in columns], axis=1)
    now, then = per_block.sum(axis=0), drawn.weights @ per_block
    wanted = now[0] * then[:, 6] / now[6]
    then[:, :5] *= (wanted / np.maximum(then[:, 0], 1e-9))[:, None]
    return now, then


def _area_rate(searched: Population, people: Population) -> np.ndarray:
    average = float(searched.in_need.mean())
    rates = searched.groups.select("gemeente", need=pl.Series(searched.in_need)).group_by("gemeente").agg(
        rate=(pl.col("need").sum() + 1) / (pl.len() + 1 / max(average, 1e-6))
    )  # fmt: skip
    found = people.groups.select("gemeente").join(rates, on="gemeente", how="left", maintain_order="left")
    return found["rate"].fill_null(average).to_numpy()


def _one_rule(seen: Profiles, searched: Population, people: Population, capacity: float) -> np.ndarray:
    """The single condition that finds most need at this capacity in the years searched: rare and sharp, or wide."""
    allowed = capacity * len(searched) / len(people)
    best, most = np.zeros(len(people)), -1.0
    for least in (0.02, 0.1, 0.5, 1.0):
        rule = search(seen, conditions=1, most=1, min_households=least * allowed, min_in_need=1)
        found = fill((assign(searched.circumstances, rule) >= 0).astype(float), allowed) @ searched.in_need
        if found > most:
            best, most = (assign(people.circumstances, rule) >= 0).astype(float), float(found)
    return best


def acceptance(plan: OutreachPlan, people: Population, drawn: Blocks, capacity: float) -> pl.DataFrame:
    """Households in need expected to be helped when fewer or more people accept than declared."""
    need = drawn.of_blocks(people.in_need.astype(float))
    rows = []
    for times in ACCEPTANCE:
        steps = tuple(replace(step, accepted=min(step.accepted * times, 1.0)) for step in plan.steps)
        sums = outlook(replace(plan, steps=steps), drawn, capacity).totals(drawn.size, need)
        found = measured(sums, sums)["helped_in_need"]
        rows.append(_row(plan.id, found, n=sums[0][0], times=times, metric="helped_in_need"))
    return pl.DataFrame(rows)


def power(plan: OutreachPlan, people: Population, capacity: float) -> pl.DataFrame:
    """Chance that the random arm shows that the cells find ``times`` as many in need per contact (two-sided, 5 %).

    Returns
    -------
    polars.DataFrame
        ``plan, times, value, n, drawn_needed``: ``n`` contacts are drawn; ``drawn_needed`` would give a chance of 80 %. By the
        arcsine of both shares (Cohen 1988), which holds for small shares better than the plain normal approximation.
    """
    drawn, chosen = capacity * plan.random_arm, capacity * (1 - plan.random_arm)
    base = float(people.in_need.mean())
    rows = []
    for times in BENEFITS:
        size = 2 * (np.arcsin(np.sqrt(min(base * times, 1.0))) - np.arcsin(np.sqrt(base)))
        value = norm.cdf(size * np.sqrt(drawn * chosen / capacity) - norm.isf(0.025))
        needed = (norm.isf(0.025) + norm.isf(0.2)) ** 2 / max(size, 1e-9) ** 2 * capacity / chosen
        row = {"plan": plan.id, "times": times, "value": float(value), "n": round(drawn)}
        rows.append(row | {"drawn_needed": round(float(min(needed, 1e9)))})
    return pl.DataFrame(rows)
