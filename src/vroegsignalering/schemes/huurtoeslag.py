"""Huurtoeslag: rent allowance (Wet op de huurtoeslag), rules of 2023.

Rent above the base rent is reimbursed in three slices. The base rent is ``a I^2 + b I`` of the joint income,
never less than its minimum (articles 16-21). Left out: adapted dwellings, large families under 23, service
costs beyond the given rent, and tenants of rooms.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme

_NAME = "huurtoeslag"
_RENT = pl.col("rent_eur_month")
_ADULTS = 1 + norms.partnered.cast(pl.Int64) + pl.col("other_adults")
_PERSONS = _ADULTS + norms.children
_INCOME = pl.col("assessment_income_eur_year") + pl.col("other_adults_income_eur_year")


def _by_kind(p: Parameters, names: tuple[str, str, str, str]) -> pl.Expr:
    """Value by household: single, several persons, and both again from the AOW age."""
    single, multi, single_old, multi_old = (p(_NAME, name) for name in names)
    alone = _PERSONS == 1
    old = pl.when(alone).then(single_old).otherwise(multi_old)
    return pl.when(norms.is_pensioner(p)).then(old).otherwise(pl.when(alone).then(single).otherwise(multi))


def base_rent(p: Parameters) -> pl.Expr:
    """The part of the rent that the household pays itself, euro per month."""
    kinds = ("single", "multi", "AOW_single", "AOW_multi")
    least = ("base_rent_below_AOW", "base_rent_below_AOW", "base_rent_AOW_single", "base_rent_AOW_multi")
    a, b, c, d = (f"factor_a_{kind}" for kind in kinds)
    e, f, g, h = (f"factor_b_{kind}" for kind in kinds)
    income = _INCOME.clip(lower_bound=0.0)
    formula = _by_kind(p, (a, b, c, d)) * income**2 + _by_kind(p, (e, f, g, h)) * income
    points = _by_kind(p, tuple(f"income_point_{kind}" for kind in kinds))  # type: ignore[arg-type]
    return pl.when(income <= points).then(_by_kind(p, least)).otherwise(formula)


def _slice(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Rent between two bounds; unknown when the rent or the lower bound is."""
    return (_RENT.clip(upper_bound=high) - low).clip(lower_bound=0.0)


def _amount(p: Parameters) -> pl.Expr:
    base = base_rent(p)
    quality = pl.lit(p(_NAME, "quality_discount_limit"))
    cap = (
        pl.when(_PERSONS <= 2)
        .then(p(_NAME, "cap_limit_low_1_2_persons"))
        .otherwise(p(_NAME, "cap_limit_high_3plus"))
    )
    full, part, last = (
        p(_NAME, name) / 100
        for name in (
            "reimbursed_up_to_quality_limit",
            "reimbursed_between_quality_and_cap",
            "reimbursed_above_cap",
        )
    )
    above_cap = pl.when((_PERSONS == 1) | norms.is_pensioner(p)).then(last).otherwise(0.0)
    return (
        full * _slice(base, quality)
        + part * _slice(base.clip(lower_bound=quality), cap)
        + above_cap * _slice(base.clip(lower_bound=cap), _RENT)
    )


def _build(p: Parameters) -> Rule:
    young = (pl.col("age") < 23) & (norms.children == 0) & ~(pl.col("partner_age") >= 23).fill_null(False)
    rent_limit = pl.when(young).then(p(_NAME, "quality_discount_limit")).otherwise(p(_NAME, "max_rent"))
    asset_limit = p(_NAME, "asset_limit_per_person") * (1 + norms.partnered.cast(pl.Int64))
    amount = _amount(p)
    return Rule(
        conditions=(
            norms.of_age(),
            Condition(says="U huurt een zelfstandige woning.", holds=pl.col("is_tenant")),
            Condition(
                says="Uw huur is niet hoger dan € {limit} per maand.",
                holds=rent_limit >= _RENT,
                values={"limit": rent_limit},
            ),
            Condition(
                says="Uw vermogen (met uw partner) is niet hoger dan € {limit}.",
                holds=pl.col("wealth_eur") <= asset_limit,
                values={"limit": asset_limit},
            ),
            Condition(
                says="Uw huur is hoger dan wat u bij uw inkomen zelf betaalt, € {base} per maand.",
                holds=base_rent(p) < _RENT,
                values={"base": base_rent(p)},
            ),
        ),
        amount_eur_month=amount,
    )


HUURTOESLAG = Scheme(
    name=_NAME,
    title="Huurtoeslag",
    says="Een bijdrage in de huur van een zelfstandige woning.",
    caveat="Het inkomen en vermogen van alle bewoners telt; vermogen van medebewoners en aangepaste woningen "
    "zijn hier niet meegenomen.",
    apply_at="Dienst Toeslagen",
    needs=(
        *norms.NEEDS,
        "other_adults",
        "is_tenant",
        "rent_eur_month",
        "assessment_income_eur_year",
        "other_adults_income_eur_year",
        "wealth_eur",
    ),
    rhythm="month",
    build=_build,
)
