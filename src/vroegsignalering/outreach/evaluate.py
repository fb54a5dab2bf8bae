"""What a plan is expected to do before anyone is approached: reached, accepted and helped in need, and at what price.

Over everybody and per group, with cells as the unit of chance. Rates are shares 0-1; a verdict is never "fair".
Expected figures under declared acceptance, no measured effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vroegsignalering.audit.verdicts import OK, TOO_FEW, verdicts
from vroegsignalering.outreach.allocation import table
from vroegsignalering.outreach.beside import acceptance, against, frontier, power
from vroegsignalering.outreach.cells import cells, profiles, search_for
from vroegsignalering.outreach.chance import Blocks, Pair, blocks, interval
from vroegsignalering.outreach.outlook import Outlook, measured, outlook
from vroegsignalering.outreach.outside import scattered
from vroegsignalering.outreach.plan import OutreachPlan
from vroegsignalering.outreach.population import SHOWN, Population
from vroegsignalering.vocabulary import GroupAttribute, Verdict

REPLICATES = 400
OUTSIDE = ("age_band", "household_type", "income_source", "tenure")
JUDGED = tuple(a.value for a in SHOWN if a is not GroupAttribute.GEMEENTE)
WHOLE = (
    "coverage", "needless_contact", "precision", "contacts_per_100", "approached", "reached_in_need",
    "accepted_in_need", "helped_in_need", "needless_contacts", "waiting_weeks",
)  # fmt: skip
GROUPED = (*(name for name in WHOLE if name not in ("precision", "approached")), "allocation_per_need")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """Everything a reader may see of a plan; counts and shares, no keys, no ranks of areas.

    ``plans, groups, frontier, baselines, acceptance, power, scattered, cells, lines`` are polars frames; ``households``
    and ``in_need`` count the population of the plan's year, ``searched`` the households in which cells were sought;
    ``blocked`` says that a gap stands outside the margin, so that people must decide first.

    Parameters
    ----------
    plan : OutreachPlan
    households, in_need, searched : int
    plans, groups, frontier, baselines, acceptance, power, scattered, cells, lines : DataFrame
    blocked : bool
    """

    plan: OutreachPlan
    households: int
    in_need: int
    searched: int
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

    Returns
    -------
    Evaluation

    Raises
    ------
    DeclarationError
        The capacity is zero or above the population, or a feature may not make a cell.
    """
    capacity = plan.capacity(len(people))
    scale = len(searched) / max(len(people), 1)
    seen = profiles(searched, plan.features)
    rules = search_for(
        seen, capacity * scale, conditions=plan.conditions, most=plan.most_cells,
        min_households=plan.min_households * scale, min_in_need=plan.min_in_need * scale,
    )  # fmt: skip
    found = cells(rules, searched, people, min_households=plan.min_households, min_in_need=plan.min_in_need)
    drawn = blocks(found.of, len(found), people.groups.select(OUTSIDE), replicates, plan.seed)
    made = outlook(plan, drawn, capacity)
    own, groups = totals(people, made), by_group(plan, people, made)
    return Evaluation(
        plan=plan,
        households=len(people),
        in_need=int(people.in_need.sum()),
        searched=len(searched),
        plans=whole(plan, own),
        groups=groups,
        frontier=frontier(plan, people, drawn),
        baselines=against(plan, seen, searched, people, own, drawn, capacity),
        acceptance=acceptance(plan, people, drawn, capacity),
        power=power(plan, people, capacity),
        scattered=scattered(people, found, JUDGED, plan.open_route, plan.open_routes),
        cells=found.table,
        lines=table(plan, found, made.now, len(people)),
        blocked=bool((groups["verdict"] == Verdict.OUTSIDE.value).any()),
    )


def totals(people: Population, made: Outlook) -> Pair:
    """Totals over everybody."""
    return made.totals(made.drawn.size, made.drawn.of_blocks(people.in_need.astype(float)))


def row_of(plan: str, found: Pair, n: float, **more: object) -> dict[str, object]:
    """A row of a tidy table: the figure, the middle 95 % of its replicates, and how many it is about."""
    low, high = interval(found[1])
    return {"plan": plan, **more, "value": float(found[0]), "low": low, "high": high, "n": round(float(n))}


def whole(plan: OutreachPlan, sums: Pair) -> pl.DataFrame:
    """``plan, metric, value, low, high, n`` over all households; counts beside shares."""
    found = measured(sums, sums)
    rows = [
        row_of(plan.id, found[name], n=sums[0][5] if name == "coverage" else sums[0][0], metric=name)
        for name in WHOLE
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort("metric")


def by_group(plan: OutreachPlan, people: Population, made: Outlook) -> pl.DataFrame:
    """Measures per group, and for coverage the gap with everybody else and its verdict.

    Returns
    -------
    polars.DataFrame
        ``plan, attribute, group, metric, value, low, high, n, n_outcome, gap, gap_low, gap_high, verdict``; ``n_outcome``
        counts those in need; the verdict rests on the interval of the gap beside the plan's margin.
    """
    total = totals(people, made)
    rows: list[dict[str, object]] = []
    for attribute in JUDGED:
        names, households, need = _counted(made.drawn, people, attribute)
        for place, group in enumerate(names):
            sums = made.totals(households[place], need[place])
            others = (total[0] - sums[0], total[1] - sums[1])
            found, rest = measured(sums, total), measured(others, total)["coverage"]
            few = min(sums[0][5], others[0][5]) < plan.minimum
            counted = {"attribute": attribute, "group": group, "n_outcome": round(sums[0][5])}
            rows += [
                row_of(plan.id, found[metric], n=sums[0][6], metric=metric, **counted)
                | _gap(found[metric], rest, metric, plan, few)
                for metric in GROUPED
            ]
    order = ["plan", "attribute", "group", "metric", "value", "low", "high", "n", "n_outcome"]
    frame = pl.DataFrame(rows, infer_schema_length=None).sort("attribute", "group", "metric")
    return frame.select(*order, "gap", "gap_low", "gap_high", "verdict")


def _counted(drawn: Blocks, people: Population, attribute: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names of the groups, and households and households in need per group and block."""
    column = people.groups[attribute]
    names = column.unique().sort().to_list()
    code = column.replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).to_numpy()
    households = drawn.of_blocks(np.ones(len(people)), code, len(names))
    return names, households, drawn.of_blocks(people.in_need.astype(float), code, len(names))


def _gap(found: Pair, rest: Pair, metric: str, plan: OutreachPlan, few: bool) -> dict[str, object]:
    if metric != "coverage":
        return {"gap": None, "gap_low": None, "gap_high": None, "verdict": None}
    low, high = interval(found[1] - rest[1])
    state = np.array([TOO_FEW if few or np.isnan(low) else OK], dtype=object)
    verdict = verdicts(np.array([low]), np.array([high]), plan.margin, state)[0]
    return {"gap": float(found[0] - rest[0]), "gap_low": low, "gap_high": high, "verdict": verdict}
