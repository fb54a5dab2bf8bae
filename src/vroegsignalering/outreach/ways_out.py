"""Ways out: which circumstances go together with getting above the line, and for which groups.

From the exit study. Households with and without a circumstance are compared within the same age band and type of
household; the difference is an association and no promise that changing the circumstance would bring anybody out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.outreach.cells import said
from vroegsignalering.outreach.conditions import Condition
from vroegsignalering.texts import LANGUAGES, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A circumstance, and what a counter may offer that has to do with it.

    Parameters
    ----------
    condition : Condition
    offer_nl, offer_en : str
        An offer, never a condition for help and no promise.
    """

    condition: Condition
    offer_nl: str
    offer_en: str


def _factor(feature: str, relation: str, value: str | float, offer_nl: str, offer_en: str) -> Factor:
    return Factor(
        condition=Condition(feature=feature, relation=relation, value=value),
        offer_nl=offer_nl,
        offer_en=offer_en,
    )


FACTORS = (
    _factor("months_employed_36m", ">=", 12.0, "Hulp bij werk vinden en houden; samen kijken wat er overblijft.",
            "Help to find and keep work; see together what is left after wages."),
    _factor("months_self_employed_36m", ">=", 24.0, "Praten over het bedrijf: bijstand, schulden, stoppen.",
            "A talk about the business: support for the self-employed (Bbz), debts, closing down."),
    _factor("months_social_assistance_36m", ">=", 12.0, "Werken zonder zekerheid te verliezen: vrijlating en begeleiding.",
            "Work without losing security: earnings that may be kept, and guidance."),
    _factor("work_changes_36m", ">=", 1.0, "Hulp bij wisselend inkomen: toeslagen aanpassen.",
            "Help with income that changes: adjust allowances in time."),
    _factor("months_since_partner_joined", "<", 13.0, "Toeslagen en bijstand opnieuw bekijken: nu gelden andere regels.",
            "Look at allowances and assistance again: other rules hold now."),
    _factor("months_since_move", "<", 13.0, "Woonlasten doorrekenen: huurtoeslag, energie, kwijtschelding van lokale heffingen.",
            "Work out housing costs: rent allowance, energy, remission of local taxes."),
    _factor("partner_work_status", "=", "employee", "Kinderopvang en werkuren van beide partners bespreken, als zij dat willen.",
            "Talk about child care and working hours of both partners, if they wish."),
    _factor("education", "=", "higher", "Scholing en erkenning van diploma's; kosten laten vergoeden.",
            "Training and recognition of diplomas; have the costs paid."),
    _factor("years_below_line_3y", ">=", 2.0, "Individuele inkomenstoeslag en een vaste begeleider: lang weinig hebben put uit.",
            "Individual income supplement and one steady helper: having little for long wears out."),
    _factor("years_health_insurance_default_3y", ">=", 1.0, "Regeling met de zorgverzekeraar en schuldhulp, zonder wachttijd.",
            "An arrangement with the health insurer and debt help, without waiting."),
)  # fmt: skip
"""Circumstances that an offer of help can speak about, each with its offer."""

WITHIN = ("age_band", "household_type")
LEAST = 30
"""Least households with, and without, the circumstance in a group."""

Z_95 = 1.959964


def ways_out(X: pl.DataFrame, y: np.ndarray, groups: pl.DataFrame, attributes: Sequence[str]) -> pl.DataFrame:
    """Difference in the share that gets above the line, with and without each circumstance, by group.

    Parameters
    ----------
    X : polars.DataFrame, n rows
        Features of an exit study, one index year, so that nobody counts twice.
    y : int array, n
        1 for those who got above the line.
    groups : polars.DataFrame, n rows
        Must hold ``age_band`` and ``household_type``.
    attributes : sequence of str
        Attributes to show beside the whole (attribute ``all``).

    Returns
    -------
    polars.DataFrame
        ``factor, attribute, group, rule_nl, rule_en, offer_nl, offer_en, value, low, high, n, n_outcome``: the
        difference weighted over age band
        and type of household by Mantel and Haenszel, in shares; ``n`` households with the circumstance, ``n_outcome`` of
        them got above the line. Null where fewer than 30 have it, or do not.

    Raises
    ------
    DeclarationError
        Lengths differ, or the groups lack what is held equal.
    """
    if not X.height == len(y) == groups.height:
        raise DeclarationError("X, y and groups differ in length", where="ways out")
    if absent := [name for name in WITHIN if name not in groups.columns]:
        raise DeclarationError(f"groups lack {', '.join(absent)}", where="ways out")
    base = groups.with_columns(pl.lit("all").alias("all"), y=pl.Series(y).cast(pl.Int64))
    parts = []
    for factor in FACTORS:
        if factor.condition.feature not in X.columns:
            continue
        rows = base.with_columns(has=X.select(factor.condition.holds()).to_series())
        parts += [_compared(rows, factor, name) for name in ("all", *attributes)]
    return pl.concat(parts).sort("factor", "attribute", "group") if parts else pl.DataFrame()


def _compared(rows: pl.DataFrame, factor: Factor, attribute: str) -> pl.DataFrame:
    has = pl.col("has")
    strata = rows.with_columns(group=pl.col(attribute).cast(pl.String)).group_by("group", *WITHIN).agg(
        n1=has.sum().cast(pl.Float64), n0=(~has).sum().cast(pl.Float64),
        y1=(pl.col("y") * has).sum().cast(pl.Float64), y0=(pl.col("y") * ~has).sum().cast(pl.Float64),
    )  # fmt: skip
    totals = strata.group_by("group").agg(
        with_it=pl.col("n1").sum(), without=pl.col("n0").sum(), out=pl.col("y1").sum()
    )
    both = strata.filter((pl.col("n1") > 0) & (pl.col("n0") > 0)).sort("group", *WITHIN)
    weight = pl.col("n1") * pl.col("n0") / (pl.col("n1") + pl.col("n0"))
    smooth = [(pl.col(f"y{k}") + 0.5) / (pl.col(f"n{k}") + 1) for k in (0, 1)]
    spread = sum((p * (1 - p) / pl.col(f"n{k}") for k, p in enumerate(smooth)), start=pl.lit(0.0))
    made = both.group_by("group", maintain_order=True).agg(
        value=(weight * (pl.col("y1") / pl.col("n1") - pl.col("y0") / pl.col("n0"))).sum() / weight.sum(),
        error=(weight**2 * spread).sum().sqrt() / weight.sum(),
    )
    enough = (pl.col("with_it") >= LEAST) & (pl.col("without") >= LEAST)
    figures = {"value": pl.col("value"), "low": pl.col("value") - Z_95 * pl.col("error"),
               "high": pl.col("value") + Z_95 * pl.col("error")}  # fmt: skip
    return totals.join(made, on="group", how="left", validate="1:1").select(
        pl.lit(factor.condition.feature).alias("factor"), pl.lit(attribute).alias("attribute"), "group",
        *(pl.lit(said((factor.condition,), Texts(code))).alias(f"rule_{code}") for code in LANGUAGES),
        pl.lit(factor.offer_nl).alias("offer_nl"), pl.lit(factor.offer_en).alias("offer_en"),
        *(pl.when(enough).then(figure).alias(name) for name, figure in figures.items()),
        n=pl.col("with_it").cast(pl.Int64), n_outcome=pl.col("out").cast(pl.Int64),
    )  # fmt: skip
