"""Tables that share margins, protected together by one publication plan.

Cells that name the same persons (same values of the same dimensions) are one cell in all tables: they hide
together, and the attack is run on the sums of all tables at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import crossed, judgement, optimum, presentation, secondary
from vroegsignalering.release.attack import Range, deduce
from vroegsignalering.release.output import Released
from vroegsignalering.release.plan import TOTAL, Plan
from vroegsignalering.release.profiles import STANDARD, Profile
from vroegsignalering.release.table import checked

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ALL_EXACT = 400


def release_linked(
    tables: Sequence[tuple[pl.DataFrame, Plan]], profile: Profile = STANDARD
) -> list[Released]:
    """Protect crossed tables of one count that share margins.

    Parameters
    ----------
    tables : sequence of (table, plan)
        Plans with published margins and no numerator; the same dimension has the same name in all.
    profile : Profile

    Returns
    -------
    list of Released
        In the order of ``tables``; the attack of each is the attack on all of them together.

    Raises
    ------
    DisclosureError
        A plan of another form, or tables that disagree on a shared cell.
    """
    wholes = [_whole(table, plan) for table, plan in tables]
    plans = [plan for _, plan in tables]
    where, values = _joined(wholes, plans)
    reasons = [judgement.unsafe(one.cells, plan, profile) for one, plan in zip(wholes, plans, strict=True)]
    unsafe = np.zeros(len(values), dtype=bool)
    for place, reason in zip(where, reasons, strict=True):
        unsafe[place[reason != ""]] = True
    sums = _all_sums(wholes, where, len(values))
    few = np.zeros(len(values), dtype=bool)
    for place, reason in zip(where, reasons, strict=True):
        few[place[reason == judgement.TOO_FEW]] = True
    told = secondary.told_by_status(values, few, profile.min_cell, profile.told_width)
    hidden = _hide(wholes, where, sums, values, unsafe, profile, told)
    enough = None if int(hidden.sum()) <= _ALL_EXACT else float(profile.width)
    found = deduce(sums, np.where(hidden, 0.0, values), np.where(hidden, np.inf, values), enough=enough)
    made = []
    for one, plan, place, reason in zip(wholes, plans, where, reasons, strict=True):
        reason[unsafe[place] & (reason == "")] = "unsafe in a linked table"
        seen = one.cells.select(plan.dimensions).with_columns(
            pl.lit(plan.count).alias("column"),
            low=found.low[place],
            high=found.high[place],
            width=found.width[place],
        )
        attack = seen.filter(pl.Series(hidden[place]))
        made.append(
            presentation.released(
                one.cells, plan, profile, reason=reason, hidden=hidden[place], attack=attack
            )
        )
    return made


def _whole(table: pl.DataFrame, plan: Plan) -> crossed.Crossed:
    if (
        plan.numerator
        or plan.amount
        or plan.share
        or plan.margins != "published"
        or plan.method != "suppress"
    ):
        raise DisclosureError(
            "linked tables are crossed tables of one count with published margins and suppression",
            where=f"table {plan.name!r}",
        )
    whole = crossed.with_margins(checked(table, plan), plan)
    cells = judgement.with_halves(whole.cells, plan)
    return crossed.Crossed(cells=cells, cube=whole.cube, inner=whole.inner, totals=whole.totals)


def _joined(wholes: list[crossed.Crossed], plans: list[Plan]) -> tuple[list[Ints], Floats]:
    """For each table the place of its cells among all cells, and the value of each of those."""
    number: dict[frozenset[tuple[str, str]], int] = {}
    values: list[float] = []
    where = []
    for one, plan in zip(wholes, plans, strict=True):
        place = np.empty(one.cells.height, dtype=np.int64)
        counts = one.cells[plan.count].to_list()
        for row, cell in enumerate(one.cells.select(plan.dimensions).rows()):
            key = frozenset((name, v) for name, v in zip(plan.dimensions, cell, strict=True) if v != TOTAL)
            place[row] = number.setdefault(key, len(number))
            if place[row] == len(values):
                values.append(float(counts[row]))
            elif values[place[row]] != counts[row]:
                said = ", ".join(f"{name}={value}" for name, value in sorted(key)) or TOTAL
                raise DisclosureError(
                    "linked tables disagree on a cell",
                    where=f"table {plan.name!r}, {said}",
                    mend="count the same",
                )
        where.append(place)
    return where, np.array(values)


def _all_sums(wholes: list[crossed.Crossed], where: list[Ints], number: int) -> sparse.csr_array:
    rows = []
    for one, place in zip(wholes, where, strict=True):
        spread = sparse.csr_array(
            (np.ones(len(place)), (np.arange(len(place)), place)), shape=(len(place), number)
        )
        rows.append(one.cube.sums @ spread)
    return sparse.vstack(rows).tocsr()


def _hide(
    wholes: list[crossed.Crossed],
    where: list[Ints],
    sums: sparse.csr_array,
    values: Floats,
    unsafe: Flags,
    profile: Profile,
    told: Range,
) -> Flags:
    """Each table by itself until none asks for more, then repair of what all sums together still bound."""
    hidden, number = unsafe.copy(), -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        for one, place in zip(wholes, where, strict=True):
            width = np.full(len(place), float(profile.width))
            hidden[place] |= secondary.hide(one.cube, [values[place]], hidden[place], [width])
    cost = np.ones(len(values))
    for one, place in zip(wholes, where, strict=True):
        cost[place] = np.maximum(cost[place], 3.0**one.cube.level)
    known = Range.open(np.full(len(values), float(profile.width)))
    number = -1
    while int(hidden.sum()) != number:
        number = int(hidden.sum())
        hidden = optimum.repair(sums, values, hidden, cost, known)
        hidden = optimum.repair(sums, values, hidden, cost, told)
    return hidden
