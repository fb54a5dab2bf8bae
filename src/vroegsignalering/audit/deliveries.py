"""From signal deliveries (DDAS) to the frame that the chain audits: one row per signal, a yes/no per step.

The exchange format ends at the result of a case; whether help was really given afterwards is not in it, so ``helped``
is absent rather than guessed. A result that is not yet registered is unknown, not a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from vroegsignalering.audit.chain import ChainRules, chain

if TYPE_CHECKING:
    from vroegsignalering.registers.signals import Deliveries

ACCEPTED = ("advice_or_quick_fix", "financial_help", "other_help")
"""Results in which the person took up an offer; *paid or arranged* needs none and counts as not accepted."""
ATTRIBUTES = ("partner", "age_band", "way")
WAYS = ("home_visit", "telephone", "letter", "card", "email", "text_message", "other", "administrative")
"""Every way of contact of the exchange format, from most to least effort; a case counts by the first that was tried."""


def steps_of(deliveries: Deliveries) -> pl.DataFrame:
    """One row per signal: ``signal, picked_up, contact, reached, accepted`` with its attributes and its case.

    ``way`` is the way of contact with most effort that was tried (``none`` without an attempt, ``unknown`` when the
    delivery does not say how): who was hard to reach is visited more often, so it says nothing about which way works.

    Parameters
    ----------
    deliveries : Deliveries
        As read by ``registers.signals.read_deliveries``.

    Returns
    -------
    DataFrame, one row per signal
        ``case, partner, age_band, gemeente_code, way`` and the steps as yes or no; null where nothing was registered.
    """
    from vroegsignalering.registers.signals.funnel import traced  # only deliveries need the registers room

    accepted = pl.col("reached") & pl.col("result").is_in(ACCEPTED)
    case = pl.coalesce(pl.format("case {}", "case"), pl.format("signal {}", "signal"))
    return traced(deliveries).select(
        case.alias("case"),
        "partner",
        "age_band",
        "gemeente_code",
        way=_way(),
        signal=pl.lit(True),
        picked_up="picked_up",
        contact="contact_attempted",
        reached="reached",
        accepted=pl.when(pl.col("reached") & pl.col("result").is_null()).then(None).otherwise(accepted),
    )


def _way() -> pl.Expr:
    tried = pl.col("kind_list")
    found = pl.when(tried.list.len().fill_null(0) > 0).then(pl.lit("unknown")).otherwise(pl.lit("none"))
    for way in reversed(WAYS):
        found = pl.when(tried.list.contains(way).fill_null(False)).then(pl.lit(way)).otherwise(found)
    return found


def chain_of_deliveries(
    deliveries: Deliveries, *, attributes: Sequence[str] = ATTRIBUTES, rules: ChainRules | None = None
) -> pl.DataFrame:
    """The chain audit of signal deliveries; cases are the unit of chance. See :func:`chain`.

    Parameters
    ----------
    deliveries : Deliveries
        As read by ``registers.signals.read_deliveries``.
    attributes : sequence of str
        Columns of :func:`steps_of` that make the groups.
    rules : ChainRules, optional
        Margin, minimum and references; the defaults when absent.

    Returns
    -------
    DataFrame as of :func:`chain`.

    Raises
    ------
    RegisterError
        An attribute is not there.
    """
    return chain(steps_of(deliveries), attributes=attributes, cluster="case", rules=rules)
