"""The door: a tidy table and its plan go in, a table that may be seen comes out, with reasons and attack.

Rates, intervals and n leave as computed from protected counts only. Nothing here reads a file or knows a
person; it prepares an output for a checker and never says "approved".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release import crossed, judgement, known_totals, money, presentation, secondary
from vroegsignalering.release.controlled import round_additively
from vroegsignalering.release.output import Released
from vroegsignalering.release.plan import Plan
from vroegsignalering.release.profiles import STANDARD, Profile
from vroegsignalering.release.table import checked

MARKED = "marked"
"""Column by which a caller marks rows as unsafe, beside the rules: Boolean, or the reason in words."""


def release(
    table: pl.DataFrame, plan: Plan, profile: Profile = STANDARD, *, rounded_input: int = 1
) -> Released:
    """Protect a table by its plan.

    Parameters
    ----------
    table : polars.DataFrame
        One row per cell, the columns that the plan names and no others; ``status`` is replaced, a Boolean
        ``marked`` says that a row is unsafe whatever the rules say.
    plan : Plan
    profile : Profile
    rounded_input : int
        Base to which the table was rounded by whoever made it; listed margins may then differ from their
        cells.

    Returns
    -------
    Released

    Raises
    ------
    DisclosureError
        The table breaks its plan, or has no unweighted count.

    Examples
    --------
    >>> counts = {"n": [900, 700, 4], "n_outcome": [90, 30, 1]}
    >>> homes = pl.DataFrame({"tenure": ["rent", "own", "else"], **counts})
    >>> plan = Plan(name="rates", dimensions=("tenure",), numerator="n_outcome", across=("tenure",))
    >>> release(homes, plan).table.select("tenure", "n", "value", "status").rows()
    [('else', None, None, 'primary'), ('own', None, None, 'secondary'), ('rent', 900, 0.1, 'rounded')]
    """
    cells = checked(table, plan)
    if plan.is_crossed:
        return _crossed(cells, plan, profile, rounded_input)
    if plan.amount and plan.across and plan.margins == "known":
        raise DisclosureError("amounts go with published margins, or with none", where=f"table {plan.name!r}")
    cells = judgement.with_halves(cells, plan)
    if plan.method == "coarse":
        return _coarse(cells, plan, profile)
    reason = _reasons(cells, plan, profile)
    if plan.amount:
        _judge_money(reason, cells, cells, sparse.eye_array(cells.height, format="csr"), plan, profile)
    hidden, attack = known_totals.hide(cells, plan, profile, reason != "")
    return presentation.released(cells, plan, profile, reason=reason, hidden=hidden, attack=attack)


def _reasons(cells: pl.DataFrame, plan: Plan, profile: Profile) -> NDArray[np.object_]:
    reason = judgement.unsafe(cells, plan, profile)
    if MARKED in cells.columns:
        marked = cells[MARKED]
        if marked.dtype == pl.Boolean:
            marked = pl.select(pl.when(marked).then(pl.lit("marked unsafe"))).to_series()
        said = marked.fill_null("").to_numpy()
        reason = np.where(reason == "", said, reason)
    return reason


def _coarse(cells: pl.DataFrame, plan: Plan, profile: Profile) -> Released:
    if plan.numerator or plan.share or plan.statistics:
        raise DisclosureError("the method 'coarse' is for counts only", where=f"table {plan.name!r}")
    nothing = np.zeros(cells.height, dtype=bool)
    return presentation.released(
        cells,
        plan,
        profile,
        reason=np.full(cells.height, "", dtype=object),
        hidden=nothing,
        attack=known_totals.no_attack(cells, plan),
    )


def _crossed(table: pl.DataFrame, plan: Plan, profile: Profile, rounded_input: int) -> Released:
    whole = crossed.with_margins(table, plan, rounded_to=rounded_input)
    cells = judgement.with_halves(whole.cells, plan)
    if plan.method == "controlled":
        return _additive(cells, whole, plan, profile)
    reason = _reasons(cells, plan, profile)
    parts = [(name, counts.astype(np.float64)) for name, counts in known_totals.count_parts(cells, plan)]
    width = [np.full(cells.height, float(profile.width)) for _ in parts]
    if plan.amount:
        amounts = cells[plan.amount].to_numpy()
        parts.append((plan.amount, amounts))
        width.append(money.width(amounts, profile))
        _judge_money(reason, cells, whole.inner, whole.totals, plan, profile)
    told = secondary.told_by_status(
        parts[0][1], reason == judgement.TOO_FEW, profile.min_cell, profile.told_width
    )
    hidden = secondary.hide(whole.cube, [values for _, values in parts], reason != "", width, told)
    short_of_the_whole = whole.cube.level < whole.cube.level.max(initial=0)
    if hidden[short_of_the_whole].all() and _only_small(reason) and not (plan.numerator or plan.amount):
        return _additive(cells, whole, plan, profile)
    hidden, attack = crossed.attacked(whole, parts, hidden, width, plan.dimensions, told)
    return presentation.released(cells, plan, profile, reason=reason, hidden=hidden, attack=attack)


def _judge_money(
    reason: NDArray[np.object_],
    cells: pl.DataFrame,
    inner: pl.DataFrame,
    totals: sparse.csr_array,
    plan: Plan,
    profile: Profile,
) -> None:
    """Add the rules for sums of money to the reasons; ``totals`` adds rows of ``inner`` up to ``cells``."""
    amounts = cells[str(plan.amount)].to_numpy()
    few = cells[plan.count].to_numpy() < profile.min_amount_n
    reason[few & (amounts > 0) & (reason == "")] = "too few for an amount"
    if plan.contributions:
        lists = money.contributions(inner[plan.contributions], f"table {plan.name!r}")
        for said, flags in money.unsafe(lists, totals, amounts, profile).items():
            reason[flags & (reason == "")] = said


def _only_small(reason: NDArray[np.object_]) -> bool:
    """Nothing is unsafe but for being small, and something is."""
    return set(reason) == {"", judgement.TOO_FEW}


def _additive(cells: pl.DataFrame, whole: crossed.Crossed, plan: Plan, profile: Profile) -> Released:
    """Suppression would empty the table: every cell rounded so that sums stay sums."""
    if plan.numerator or plan.statistics or plan.counts or plan.amount:
        raise DisclosureError("controlled rounding is for one count", where=f"table {plan.name!r}")
    values = cells[plan.count].to_numpy().astype(np.float64)
    base = profile.coarse_to
    rounded = round_additively(whole.cube.sums, values, base).astype(np.int64)
    shown = cells.with_columns(pl.Series(plan.count, rounded))
    nothing = np.zeros(cells.height, dtype=bool)
    return presentation.released(
        shown,
        replace(plan, method="controlled"),
        profile,
        reason=np.full(cells.height, "", dtype=object),
        hidden=nothing,
        attack=crossed.rounded_report(whole, plan.count, rounded, base, plan.dimensions),
        rounded=True,
    )
