"""What a plan is expected to do before anyone is approached: reached, accepted and helped in need, and at what price.

Against random outreach, the rate of the area, the best single rule and an offer to everybody, on the same draws of
cells. Rates are shares 0-1; a verdict is never "fair". Expected figures under declared acceptance, no measured effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.stats import norm

from vroegsignalering.audit.verdicts import OK, TOO_FEW, verdicts
from vroegsignalering.outreach.allocation import allocate, fill, table, through_doors
from vroegsignalering.outreach.cells import Rule, assign, cells, scattered, search
from vroegsignalering.outreach.chance import Blocks, Pair, blocks, interval, ratio
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import SHOWN, Population
from vroegsignalering.vocabulary import GroupAttribute, Verdict

REPLICATES = 400
GRID = (0.01, 0.02, 0.05, 0.1, 0.2)
ACCEPTANCE = (0.5, 0.75, 1.0, 1.25)
BENEFITS = (1.25, 1.5, 2.0, 2.5, 3.0)
OUTSIDE = ("age_band", "household_type", "income_source", "tenure")
JUDGED = tuple(a.value for a in SHOWN if a is not GroupAttribute.GEMEENTE)
METRICS = ("coverage", "needless_contact", "contacts_per_100", "allocation_per_need")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """Everything a reader may see of a plan; counts and shares, no keys, no ranks of areas.

    ``plans, groups, frontier, baselines, acceptance, power, scattered, cells, lines`` are polars frames; ``blocked``
    says that a gap stands outside the margin, so that people must decide first.
    """

    plan: OutreachPlan
    plans: pl.DataFrame
    groups: pl.DataFrame
    frontier: pl.DataFrame
    baselines: pl.DataFrame
    acceptance: pl.DataFrame
    power: pl.DataFrame
    scattered: pl.DataFrame
    cells: pl.DataFrame
    lines: pl.DataFrame
    blocked: bool


def evaluate(
    plan: OutreachPlan, searched: Population, people: Population, replicates: int = REPLICATES
) -> Evaluation:
    """Search cells in earlier years, judge the plan on the households of its own year.

    Parameters
    ----------
    plan : OutreachPlan
    searched, people : Population
        Households of the search years and of the plan's year.
    replicates : int
        Bootstrap draws.

    Raises
    ------
    DeclarationError
        The capacity is zero or above the population, or a feature may not make a cell.
    """
    capacity = plan.capacity(len(people))
    scale = len(searched) / max(len(people), 1)
    rules = search(
        searched, plan.features, conditions=plan.conditions, most=plan.most_cells,
        min_households=plan.min_households * scale, min_in_need=plan.min_in_need * scale,
    )  # fmt: skip
    found = cells(rules, searched, people, min_households=plan.min_households, min_in_need=plan.min_in_need)
    drawn = blocks(found.of, len(found), people.groups.select(OUTSIDE), replicates, plan.seed)
    made = outlook(plan, people, drawn, capacity)
    groups = by_group(plan, people, made)
    return Evaluation(
        plan=plan,
        plans=whole(plan, people, made),
        groups=groups,
        frontier=frontier(plan, people, drawn),
        baselines=against(plan, searched, people, made, drawn, capacity),
        acceptance=acceptance(plan, people, drawn, capacity),
        power=power(plan, people, capacity),
        scattered=scattered(people, found, JUDGED, plan.open_route),
        cells=found.table,
        lines=table(plan, found, allocate(plan, made.sizes, len(people), capacity)),
        blocked=bool((groups["verdict"] == Verdict.OUTSIDE.value).any()),
    )


def _row(plan: str, found: Pair, n: float, **more: object) -> dict[str, object]:
    low, high = interval(found[1])
    return {"plan": plan, **more, "value": float(found[0]), "low": low, "high": high, "n": round(float(n))}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """A plan over the blocks: chances now (blocks x 4) and, allocated anew, in each replicate (replicates x blocks x 4)."""

    drawn: Blocks
    sizes: np.ndarray
    chances: np.ndarray
    again: np.ndarray
    weeks: float

    def sums(self, in_need: np.ndarray, keep: np.ndarray | None = None) -> Pair:
        """Approached; in need and reached, accepted, helped, approached; in need; households: totals and replicates."""
        kept = np.ones(len(in_need)) if keep is None else keep.astype(float)
        households, need = self.drawn.of_blocks(kept), self.drawn.of_blocks(kept * in_need)
        per_block = np.stack([households, need, need, need, need, need, households], axis=1)
        use = [0, 1, 2, 3, 0]
        now = np.concatenate([self.chances[:, use], np.ones((len(need), 2))], axis=1)
        then = np.einsum("rb,rbk,bk->rk", self.drawn.weights, self.again[:, :, use], per_block[:, :5])
        return (now * per_block).sum(axis=0), np.concatenate(
            [then, self.drawn.weights @ per_block[:, 5:]], axis=1
        )


def outlook(plan: OutreachPlan, people: Population, drawn: Blocks, capacity: float) -> Outlook:
    """The plan at a capacity, allocated once and once more in every replicate of the cells."""
    size = drawn.of_blocks(np.ones(len(people)))
    row = np.minimum(np.arange(len(size)), drawn.cells)
    made = allocate(plan, size[: drawn.cells], len(people), capacity)
    again = np.empty((*drawn.weights.shape, 4))
    for replicate, weight in enumerate(drawn.weights):
        there = weight * size
        n = float(there.sum())
        share = capacity * n / len(people)
        again[replicate] = allocate(plan, there[: drawn.cells], n, share).chances[row]
    return Outlook(
        drawn=drawn, sizes=size[: drawn.cells], chances=made.chances[row], again=again, weeks=made.weeks
    )


def _baseline(plan: OutreachPlan, people: Population, chosen: np.ndarray, drawn: Blocks) -> Pair:
    """As :meth:`Outlook.sums` for chances per household; replicates are scaled to the same share of contacts."""
    need, chances = people.in_need.astype(float), through_doors(plan, chosen)
    in_need = chances * need[:, None]
    columns = np.column_stack([chances[:, 0], in_need[:, 1:], in_need[:, 0], need, np.ones(len(people))])
    now, then = drawn.sums(columns)
    wanted = now[0] * then[:, 6] / now[6]
    then[:, :5] *= (wanted / np.maximum(then[:, 0], 1e-9))[:, None]
    return now, then


def _measured(sums: Pair, whole: Pair) -> dict[str, Pair]:
    def at(found: Pair, column: int) -> Pair:
        return found[0][column], found[1][:, column]

    precision = ratio(at(sums, 4), at(sums, 0))
    per_100 = ratio(at(sums, 0), at(sums, 6))
    offers, need = ratio(at(sums, 0), at(whole, 0)), ratio(at(sums, 5), at(whole, 5))
    return {
        "coverage": ratio(at(sums, 4), at(sums, 5)),
        "needless_contact": (1 - precision[0], 1 - precision[1]),
        "precision": precision,
        "contacts_per_100": (100 * per_100[0], 100 * per_100[1]),
        "allocation_per_need": ratio(offers, need),
    }


def _per_population(sums: Pair) -> np.ndarray:
    """Replicates of counts in a population of the same size."""
    return np.asarray(sums[1] * (sums[0][6] / sums[1][:, 6])[:, None])


def whole(plan: OutreachPlan, people: Population, made: Outlook) -> pl.DataFrame:
    """``plan, metric, value, low, high, n`` over all households; counts beside shares."""
    sums = made.sums(people.in_need)
    measured = _measured(sums, sums)
    rows = [
        _row(plan.id, measured[m], n=sums[0][5] if m == "coverage" else sums[0][0], metric=m)
        for m in ("coverage", "needless_contact", "precision", "contacts_per_100")
    ]
    again = _per_population(sums)
    counted = {"approached": 0, "reached_in_need": 1, "accepted_in_need": 2, "helped_in_need": 3}
    rows += [_row(plan.id, (sums[0][c], again[:, c]), n=sums[0][0], metric=m) for m, c in counted.items()]
    needless = (sums[0][0] - sums[0][4], again[:, 0] - again[:, 4])
    rows.append(_row(plan.id, needless, n=sums[0][0], metric="needless_contacts"))
    rows.append({"plan": plan.id, "metric": "waiting_weeks", "value": made.weeks, "low": None, "high": None,
                 "n": round(sums[0][0])})  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None).sort("metric")


def by_group(plan: OutreachPlan, people: Population, made: Outlook) -> pl.DataFrame:
    """Measures per group, and for coverage the gap with everybody else and its verdict.

    Returns
    -------
    polars.DataFrame
        ``plan, attribute, group, metric, value, low, high, n, n_outcome, gap, gap_low, gap_high, verdict``; ``n_outcome``
        counts those in need; the verdict rests on the interval of the gap beside the plan's margin.
    """
    total = made.sums(people.in_need)
    rows: list[dict[str, object]] = []
    for attribute in JUDGED:
        names = people.groups[attribute]
        for group in names.unique().sort().to_list():
            sums = made.sums(people.in_need, (names == group).to_numpy())
            others = (total[0] - sums[0], total[1] - sums[1])
            measured, rest = _measured(sums, total), _measured(others, total)["coverage"]
            few = min(sums[0][5], others[0][5]) < plan.minimum
            for metric in METRICS:
                row = _row(
                    plan.id, measured[metric], n=sums[0][6], attribute=attribute, group=group, metric=metric
                )
                rows.append(
                    row | {"n_outcome": round(sums[0][5])} | _gap(measured[metric], rest, metric, plan, few)
                )
    return pl.DataFrame(rows, infer_schema_length=None).sort("attribute", "group", "metric")


def _gap(
    found: Pair,
    rest: Pair,
    metric: str,
    plan: OutreachPlan,
    few: bool,
) -> dict[str, object]:
    if metric != "coverage":
        return {"gap": None, "gap_low": None, "gap_high": None, "verdict": None}
    low, high = interval(found[1] - rest[1])
    state = np.array([TOO_FEW if few or np.isnan(low) else OK], dtype=object)
    verdict = verdicts(np.array([low]), np.array([high]), plan.margin, state)[0]
    return {"gap": float(found[0] - rest[0]), "gap_low": low, "gap_high": high, "verdict": verdict}


def frontier(plan: OutreachPlan, people: Population, drawn: Blocks) -> pl.DataFrame:
    """Coverage against needless contact over capacity (a share of households)."""
    rows = []
    for share in sorted({*GRID, plan.capacity(len(people)) / len(people)}):
        sums = outlook(plan, people, drawn, share * len(people)).sums(people.in_need)
        measured = _measured(sums, sums)
        rows += [
            _row(plan.id, measured[m], n=sums[0][0], capacity=share, metric=m)
            for m in ("coverage", "needless_contact", "precision")
        ]
    return pl.DataFrame(rows).sort("capacity", "metric")


def against(
    plan: OutreachPlan,
    searched: Population,
    people: Population,
    made: Outlook,
    drawn: Blocks,
    capacity: float,
) -> pl.DataFrame:
    """The plan beside baselines of the same capacity, and beside an offer to everybody.

    Returns
    -------
    polars.DataFrame
        ``plan, baseline, metric, value, low, high, gain, gain_low, gain_high, n``: value is that of the baseline, gain the
        plan's minus the baseline's; the metric ``in_need_per_contact_ratio`` holds the plan's precision over the baseline's.
    """
    n = len(people)
    plain = {
        "random": np.full(n, capacity / n),
        "area_rate": fill(_area_rate(searched, people), capacity),
        "one_rule": fill(_one_rule(plan, searched, people, capacity), capacity),
        "universal": np.ones(n),
    }
    own = made.sums(people.in_need)
    measured = _measured(own, own)
    rows = []
    for name, chosen in plain.items():
        sums = _baseline(plan, people, chosen, drawn)
        other = _measured(sums, sums)
        for metric in ("coverage", "needless_contact", "precision"):
            row = _row(plan.id, other[metric], n=sums[0][0], baseline=name, metric=metric)
            low, high = interval(measured[metric][1] - other[metric][1])
            gain = float(measured[metric][0] - other[metric][0])
            rows.append(row | {"gain": gain, "gain_low": low, "gain_high": high})
        times = ratio(measured["precision"], other["precision"])
        row = _row(plan.id, times, n=sums[0][0], baseline=name, metric="in_need_per_contact_ratio")
        rows.append(row | {"gain": None, "gain_low": None, "gain_high": None})
    return pl.DataFrame(rows, infer_schema_length=None).sort("baseline", "metric")


def _area_rate(searched: Population, people: Population) -> np.ndarray:
    rates = searched.groups.select("gemeente", need=pl.Series(searched.in_need)).group_by("gemeente").agg(
        rate=(pl.col("need").sum() + 1) / (pl.len() + 1 / max(searched.in_need.mean(), 1e-6))
    )  # fmt: skip
    found = people.groups.select("gemeente").join(rates, on="gemeente", how="left", maintain_order="left")
    return found["rate"].fill_null(float(searched.in_need.mean())).to_numpy()


def _one_rule(plan: OutreachPlan, searched: Population, people: Population, capacity: float) -> np.ndarray:
    """The single condition that finds most need at this capacity in the years searched: rare and sharp, or wide."""
    allowed = capacity * len(searched) / len(people)
    best, most = np.zeros(len(people)), -1.0
    for least in (0.02, 0.1, 0.5, 1.0):
        rule: Sequence[Rule] = search(
            searched, plan.features, conditions=1, most=1, min_households=least * allowed, min_in_need=1
        )
        found = fill((assign(searched.circumstances, rule) >= 0).astype(float), allowed) @ searched.in_need
        if found > most:
            best, most = (assign(people.circumstances, rule) >= 0).astype(float), float(found)
    return best


def acceptance(plan: OutreachPlan, people: Population, drawn: Blocks, capacity: float) -> pl.DataFrame:
    """Households in need expected to be helped when fewer or more people accept than declared."""
    rows = []
    for times in ACCEPTANCE:
        steps = tuple(replace(step, accepted=min(step.accepted * times, 1.0)) for step in plan.steps)
        sums = outlook(replace(plan, steps=steps), people, drawn, capacity).sums(people.in_need)
        rows.append(
            _row(
                plan.id,
                (sums[0][3], _per_population(sums)[:, 3]),
                n=sums[0][0],
                times=times,
                metric="helped_in_need",
            )
        )
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
