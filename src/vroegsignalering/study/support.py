"""Support that goes unused: households of a register year as the rules of schemes see them.

What registers do not hold is left out and said: rents are in no register, so rent allowance is not computed from
them. Entitlement here is an estimate from yearly figures, no decision on anyone, and never a feature.

The net income that the Participatiewet looks at is in no register either. It is worked out: disposable income of the
household, less assistance, allowances and child benefits, less the energy allowance of 2022 and 2023 (special assistance,
article 35), and of what is left the part that applicant and partner bring in, as their share of gross income.

Assistance of a household in which applicant or partner has a state pension is AIO; all other assistance is bijstand. The
register holds one column for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from vroegsignalering.registers import Recorded, Registers
from vroegsignalering.registers.tables import (
    HOUSEHOLD_INCOME,
    HOUSEHOLD_WEALTH,
    PERSON_TO_HOUSEHOLD,
    PERSONAL_INCOME,
    PERSONS,
)
from vroegsignalering.schemes import CHILD_BANDS, energy_allowance, entitlements

SCHEMES = ("bijstand", "zorgtoeslag", "kindgebonden_budget")
"""Schemes whose rules can be read from registers."""

ASSISTANCE = "social_assistance_eur_year"
RECEIVED = {
    "zorgtoeslag": "care_allowance_eur_year",
    "kindgebonden_budget": "child_budget_eur_year",
}
WANTED: dict[str, tuple[str, ...] | None] = {
    "persons": None,
    "person_to_household": None,
    "household_income": None,
    "household_wealth": None,
    "personal_income": None,
}
"""Tables that are read here, for shards that are held in memory."""

_ALLOWANCES = (
    ASSISTANCE,
    "care_allowance_eur_year",
    "child_budget_eur_year",
    "rent_allowance_eur_year",
    "child_benefit_eur_year",
)


def households(registers: Registers, year: int, among: pl.LazyFrame | None = None) -> pl.DataFrame:
    """Private households of a year in the columns that the schemes need, with the amounts received.

    Parameters
    ----------
    registers : Registers
    year : int
        An income year of the registers.
    among : LazyFrame, optional
        ``main_earner``: only these households.

    Returns
    -------
    polars.DataFrame
        ``main_earner`` and the columns that :func:`vroegsignalering.schemes.unclaimed` reads, sorted by ``main_earner``.
    """
    view = registers.recorded(date(year, 12, 31))
    composed = _members(view, year, among).group_by("main_earner").agg(_composition())
    energy = pl.col("other_provision").clip(0, energy_allowance(year))
    rows = (
        _private(view, year)
        .join(composed, on="main_earner", how="inner", validate="1:1")
        .join(_wealth(view, year), on="main_earner", how="left", validate="1:1")
        .with_columns(
            net_income_eur_month=_own_share() * (pl.col("disposable") - pl.col("allowances") - energy) / 12
        )
        .drop("disposable", "allowances", "other_provision", "own_gross", "all_gross")
    )
    return rows.sort("main_earner").collect()


def judged(rows: pl.DataFrame, year: int, schemes: Sequence[str]) -> pl.DataFrame:
    """Per household and scheme whether it is entitled by the rules of that year, and whether it goes without.

    Parameters
    ----------
    rows : polars.DataFrame
        As :func:`households` gives it.
    year : int
    schemes : sequence of str
        Of :data:`SCHEMES`.

    Returns
    -------
    polars.DataFrame
        ``main_earner`` and per scheme ``<scheme>_entitled`` and ``<scheme>_unclaimed`` (Boolean; null: cannot be judged).
    """
    found = entitlements(rows, date(year, 7, 1), schemes=schemes)
    both = pl.concat([rows, found], how="horizontal")
    entitled = {name: pl.col(f"{name}_entitled") for name in schemes}
    without = {
        f"{name}_unclaimed": is_entitled & ~(pl.col(f"received_{name}_eur_year") > 0)
        for name, is_entitled in entitled.items()
    }
    return both.select("main_earner", *entitled.values(), **without)


def _members(view: Recorded, year: int, among: pl.LazyFrame | None) -> pl.LazyFrame:
    position = PERSONAL_INCOME.column("earner_position").slug_expr()
    born = view.rows(PERSONS, ["person", "birth_year", "birth_month"])
    income = view.rows(PERSONAL_INCOME, year=year).drop("main_earner", "year").with_columns(position)
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=year)
    if among is not None:
        links = links.join(among, on="main_earner", how="semi")
    middle_of_year = (year + 0.5) - (pl.col("birth_year") + (pl.col("birth_month").fill_null(6) - 0.5) / 12)
    return (
        links.join(born, on="person", how="left", validate="m:1")
        .join(income, on="person", how="left", validate="1:1")
        .with_columns(
            age=middle_of_year,
            is_main=pl.col("person") == pl.col("main_earner"),
            is_partner=pl.col("earner_position")
            .is_in(["married_partner", "unmarried_partner"])
            .fill_null(False),
        )
    )


def _composition() -> list[pl.Expr]:
    applicant = pl.col("is_main") | pl.col("is_partner")
    adult = ~applicant & (pl.col("age") >= 18)
    # the taxable income may be absent from a delivery; gross personal income is then the nearest the register has
    taxed = pl.coalesce("taxable_income_eur_year", "personal_gross_income_eur_year")
    grant = pl.col("student_grant_eur_year").fill_null(0) > 0
    children = [
        (~applicant & pl.col("age").floor().is_between(low, high)).sum().cast(pl.Int64).alias(name)
        for name, (low, high) in CHILD_BANDS.items()
    ]
    gross = pl.col("personal_gross_income_eur_year").fill_null(0) - pl.col(ASSISTANCE).fill_null(0)
    assistance = pl.col(ASSISTANCE).fill_null(0).filter(applicant).sum()
    pensioned = (applicant & (pl.col("state_pension_eur_year").fill_null(0) > 0)).any()
    received = [
        pl.col(column)
        .fill_null(0)
        .filter(applicant | (scheme == "zorgtoeslag"))
        .sum()
        .alias(f"received_{scheme}_eur_year")
        for scheme, column in RECEIVED.items()
    ]
    return [
        pl.col("age").filter("is_main").first().alias("age"),
        pl.col("is_partner").any().alias("has_partner"),
        pl.col("age").filter("is_partner").first().alias("partner_age"),
        adult.sum().cast(pl.Int64).alias("other_adults"),
        (adult & (pl.col("age") >= 27) & ~grant).sum().cast(pl.Int64).alias("cost_sharers"),
        (applicant & grant).any().alias("is_student"),
        taxed.filter(applicant).sum().alias("assessment_income_eur_year"),
        taxed.filter(adult).sum().alias("other_adults_income_eur_year"),
        pl.sum_horizontal(pl.col(name).fill_null(0) for name in _ALLOWANCES).sum().alias("allowances"),
        pl.col("other_social_provision_eur_year").fill_null(0).sum().alias("other_provision"),
        gross.filter(applicant).sum().alias("own_gross"),
        gross.sum().alias("all_gross"),
        pl.when(pensioned).then(0.0).otherwise(assistance).alias("received_bijstand_eur_year"),
        pl.when(pensioned).then(assistance).otherwise(0.0).alias("received_aio_eur_year"),
        *children,
        *received,
    ]


def _own_share() -> pl.Expr:
    """Share of applicant and partner in the gross income, assistance aside; 1 where others bring in nothing."""
    own, whole = pl.col("own_gross"), pl.col("all_gross")
    shared = (pl.col("other_adults") > 0) & (whole > own) & (own >= 0)
    return pl.when(shared).then(own / whole).otherwise(1.0)


def _private(view: Recorded, year: int) -> pl.LazyFrame:
    population = HOUSEHOLD_INCOME.column("population").slug_expr()
    rows = view.rows(HOUSEHOLD_INCOME, ["main_earner", "population", "disposable_income_eur_year"], year=year)
    kept = rows.filter(population == "private")
    return kept.select("main_earner", disposable=pl.col("disposable_income_eur_year"))


def _wealth(view: Recorded, year: int) -> pl.LazyFrame:
    rows = view.rows(HOUSEHOLD_WEALTH, year=year)
    return rows.select(
        "main_earner",
        wealth_eur=pl.col("net_wealth_without_home_eur"),
        home_equity_eur=(pl.col("own_home_eur") - pl.col("mortgage_eur")).fill_null(0),
    )
