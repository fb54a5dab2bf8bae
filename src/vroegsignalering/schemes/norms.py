"""The norm of social assistance for a household, and the words that several rules share.

Participatiewet, articles 20-22a: by age and partner, lower when adults of 27 and over share the costs. The
norm is also the yardstick of municipal schemes ("120 % of the norm").
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition

NEEDS = (
    "age",
    "has_partner",
    "partner_age",
    "children_0_5",
    "children_6_11",
    "children_12_15",
    "children_16_17",
)
NORM_NEEDS = (*NEEDS, "cost_sharers")
ASSET_NEEDS = ("wealth_eur", "home_equity_eur")
NORM = "norm_net_incl_holiday_"

partnered = pl.col("has_partner")
children = pl.sum_horizontal(
    "children_0_5", "children_6_11", "children_12_15", "children_16_17", ignore_nulls=False
)
net_income = pl.col("net_income_eur_month")


def pension_age(p: Parameters) -> float:
    """AOW age on the day, in years."""
    return p("AOW", "pension_age")


def pension_age_in_words(p: Parameters) -> dict[str, float | pl.Expr]:
    """The AOW age as whole years and months, for a text."""
    years, part = divmod(pension_age(p), 1)
    return {"years": years, "months": float(round(part * 12))}


def is_pensioner(p: Parameters) -> pl.Expr:
    """Applicant or partner has reached the AOW age."""
    older = pl.when(partnered).then(pl.max_horizontal("age", "partner_age")).otherwise(pl.col("age"))
    return older >= pension_age(p)


def norm(p: Parameters) -> pl.Expr:
    """Norm in euro per month, net and with holiday allowance, at the household's age and composition.

    With ``k`` adults who share costs, applicant and partner among them, each has ``(40 + 30 k) / k`` percent
    of the couple's norm (article 22a).
    """
    return pl.when(is_pensioner(p)).then(pension_norm(p)).otherwise(working_age_norm(p))


def working_age_norm(p: Parameters) -> pl.Expr:
    """The norm below the AOW age; 18-20 have their own (articles 20, 21, 22a)."""
    single, couple = p("bijstand", NORM + "single_21_AOW"), p("bijstand", NORM + "couple_21_AOW")
    young = p("bijstand", NORM + "single_18_20")
    supplement = pl.when(children > 0).then(0.2 * couple).otherwise(0.0)
    both_young = (pl.col("age") < 21) & (pl.col("partner_age") < 21)
    one_young = (pl.col("age") < 21) | (pl.col("partner_age") < 21)
    of_couple = (
        pl.when(both_young)
        .then(2 * young + supplement)
        .when(one_young)
        .then(young + 0.5 * couple + supplement)
        .otherwise(_shared(couple, pl.lit(couple), 2))
    )
    of_single = pl.when(pl.col("age") < 21).then(young).otherwise(_shared(couple, pl.lit(single), 1))
    return pl.when(partnered).then(of_couple).otherwise(of_single)


def pension_norm(p: Parameters) -> pl.Expr:
    """The norm when applicant or partner has reached the AOW age (article 22)."""
    single, couple = p("bijstand", NORM + "single_AOW"), p("bijstand", NORM + "couple_AOW")
    return (
        pl.when(partnered)
        .then(_shared(couple, pl.lit(couple), 2))
        .otherwise(_shared(couple, pl.lit(single), 1))
    )


def _shared(couple: float, alone: pl.Expr, persons: int) -> pl.Expr:
    sharing = pl.col("cost_sharers") + persons
    each = (0.40 + 0.30 * sharing) / sharing * couple
    return pl.when(pl.col("cost_sharers") > 0).then(persons * each).otherwise(alone)


def asset_limit(p: Parameters) -> pl.Expr:
    """Wealth that the Participatiewet leaves alone: twice as much for couples and single parents."""
    single = p("bijstand", "asset_limit_single")
    double = p("bijstand", "asset_limit_couple_or_single_parent")
    return pl.when(partnered | (children > 0)).then(double).otherwise(single)


def of_age() -> Condition:
    """18 or over."""
    return Condition(says="U bent 18 jaar of ouder.", holds=pl.col("age") >= 18)


def no_student_finance() -> Condition:
    """No student finance."""
    return Condition(says="U en uw partner krijgen geen studiefinanciering.", holds=~pl.col("is_student"))


def little_wealth(p: Parameters) -> Condition:
    """Wealth at or below the limit of the Participatiewet."""
    limit = asset_limit(p)
    return Condition(
        says="Uw vermogen is niet hoger dan € {limit}.",
        holds=pl.col("wealth_eur") <= limit,
        values={"limit": limit},
    )


def modest_home(p: Parameters) -> Condition:
    """Home equity at or below the exemption."""
    limit = p("bijstand", "own_home_exemption")
    return Condition(
        says="De overwaarde van uw eigen woning is niet hoger dan € {limit}.",
        holds=pl.col("home_equity_eur") <= limit,
        values={"limit": limit},
    )


def income_below(amount: pl.Expr) -> Condition:
    """Net income below the norm."""
    return Condition(
        says="Uw netto inkomen is lager dan de norm voor uw huishouden, € {norm} per maand.",
        holds=net_income < amount,
        values={"norm": amount},
    )


def income_up_to(amount: pl.Expr, pct: float) -> Condition:
    """Net income at or below a percentage of the norm."""
    limit = amount * (pct / 100)
    return Condition(
        says="Uw netto inkomen is niet hoger dan {pct}% van de norm, € {limit} per maand.",
        holds=net_income <= limit,
        values={"pct": pct, "limit": limit},
    )
