"""Measures features of income, wealth and debt, of the household that the unit was in in each year.

The year of "latest" depends on the view: with all that was recorded it is the index year itself, with what was known
on the day it lies about two years back. Unknown stays null; nothing is filled in.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import polars as pl

from vroegsignalering.registers import Known, Recorded
from vroegsignalering.registers.tables import (
    DEBT_ARRANGEMENTS,
    HEALTH_INSURANCE_DEFAULT,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_WEALTH,
    PERSON_TO_HOUSEHOLD,
    PERSONAL_INCOME,
)
from vroegsignalering.study.measure_household import WINDOW, months_before
from vroegsignalering.study.yearly import latest, of_households, of_persons

INCOME_SOURCE = {
    "wage": "wage",
    "director_owner": "self_employed",
    "self_employed": "self_employed",
    "other_self_employed": "self_employed",
    "unemployment_benefit": "unemployment_benefit",
    "social_assistance": "social_assistance",
    "other_social_provision": "other_benefit",
    "sickness_or_disability_benefit": "other_benefit",
    "pension": "pension",
    "student_grant": "student_grant",
    "income_from_wealth": "income_from_wealth",
}
"""From the register's main sources to the ones a feature may use; sickness and disability are "other benefit"."""


def income_source() -> pl.Expr:
    """The main source of income that a feature may use, null where unknown."""
    slug = HOUSEHOLD_INCOME.column("income_source").slug_expr()
    return slug.replace_strict(INCOME_SOURCE, default=None, return_dtype=pl.String).alias("income_source")


def income(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Income relative to the line, its changes and its sources, one row per unit."""
    years = [
        _ratio(view, units, latest(view, HOUSEHOLD_INCOME, on, back), f"back{back}") for back in range(4)
    ]
    wide = reduce(lambda left, right: left.join(right, on="person", how="left", validate="1:1"), years, units)
    before = [pl.col(f"back{back}") for back in (1, 2, 3)]
    three = [pl.col(f"back{back}") for back in (0, 1, 2)]
    nothing_known = pl.all_horizontal(column.is_null() for column in before)
    ratios = wide.select(
        "person",
        income_to_line=pl.col("back0"),
        income_to_line_1y=pl.col("back1"),
        income_to_line_2y=pl.col("back2"),
        income_change_1y=pl.col("back0") - pl.col("back1"),
        income_lowest_3y=pl.min_horizontal(three),
        years_below_line_3y=pl.when(~nothing_known).then(_count(column < 1 for column in before)),
        years_since_below_line=pl.coalesce(
            pl.when(column < 1).then(pl.lit(back, pl.Int32)) for back, column in enumerate(before, start=1)
        ),
        years_near_line_3y=pl.when(pl.any_horizontal(c.is_not_null() for c in three)).then(
            _count(column.is_between(1, 1.2) for column in three)
        ),
    )
    return ratios.join(_now(view, units, on), on="person", how="left", validate="1:1")


def _count(conditions: object) -> pl.Expr:
    return pl.sum_horizontal(c.fill_null(False).cast(pl.Int32) for c in conditions)  # type: ignore[attr-defined]


def _ratio(view: Recorded | Known, units: pl.LazyFrame, year: int, name: str) -> pl.LazyFrame:
    rows = of_households(view, HOUSEHOLD_INCOME, units, year)
    return rows.select("person", (pl.col("low_income_percent") / 100).clip(-1, 10).alias(name))


def _now(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    year = latest(view, HOUSEHOLD_INCOME, on)
    tenure = HOUSEHOLD_INCOME.column("tenure").slug_expr()
    return of_households(view, HOUSEHOLD_INCOME, units, year).select(
        "person",
        income_source(),
        income_to_social_minimum=(pl.col("social_minimum_percent") / 100).clip(-1, 15),
        benefit_share=(pl.col("benefit_income_percent") / 100).clip(0, 1),
        persons_with_income=pl.col("earner_count").clip(0, 8),
        tenure=pl.when(tenure.is_in(["owner", "rent", "rent_with_allowance"])).then(tenure),
    )


def personal(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """What part of the household's gross income the unit earns, and what part of that is profit."""
    year = latest(view, PERSONAL_INCOME, on)
    persons = of_persons(view, PERSONAL_INCOME, units, year).select(
        "person", gross=pl.col("personal_gross_income_eur_year"), profit=pl.col("profit_eur_year")
    )
    households = of_households(view, HOUSEHOLD_INCOME, units, year).select(
        "person", household=pl.col("gross_income_eur_year")
    )
    return persons.join(households, on="person", how="left", validate="1:1").select(
        "person",
        main_earner_share=pl.when(pl.col("household") > 0).then(
            (pl.col("gross") / pl.col("household")).clip(0, 1)
        ),
        profit_share=pl.when(pl.col("gross") > 0).then((pl.col("profit") / pl.col("gross")).clip(-1, 1)),
    )


def wealth(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Buffers and debts of the household on 1 January of the latest year, and the change of savings."""
    year = latest(view, HOUSEHOLD_WEALTH, on)
    before = of_households(view, HOUSEHOLD_WEALTH, units, year - 1).select(
        "person", earlier=pl.col("bank_savings_eur")
    )
    now = of_households(view, HOUSEHOLD_WEALTH, units, year)
    return now.join(before, on="person", how="left", validate="1:1").select(
        "person",
        savings_eur=pl.col("bank_savings_eur"),
        savings_change_1y_eur=pl.col("bank_savings_eur") - pl.col("earlier"),
        other_debts_eur=pl.col("other_debts_eur"),
        student_debt_eur=pl.col("student_debt_eur"),
        home_equity_eur=pl.col("own_home_eur") - pl.col("mortgage_eur"),
        wealth_without_home_eur=pl.col("net_wealth_without_home_eur"),
        business_wealth_eur=pl.col("business_assets_eur"),
    )


def default(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Default on health insurance by anyone in the unit's household; a row in the register is a defaulter."""
    year = latest(view, HEALTH_INSURANCE_DEFAULT, on)
    marks = [_in_default(view, units, year - back, f"back{back}") for back in range(3)]
    wide = reduce(lambda left, right: left.join(right, on="person", how="left", validate="1:1"), marks, units)
    years = [pl.col(f"back{back}").fill_null(False) for back in range(3)]
    return wide.select(
        "person",
        health_insurance_default=years[0],
        years_health_insurance_default_3y=pl.sum_horizontal(y.cast(pl.Int32) for y in years),
    )


def _in_default(view: Recorded | Known, units: pl.LazyFrame, year: int, name: str) -> pl.LazyFrame:
    known = [y for y in view.covers(PERSON_TO_HOUSEHOLD) if y <= year]
    household_year = max(known) if known else 0
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=household_year)
    defaulters = view.rows(HEALTH_INSURANCE_DEFAULT, year=year).select("person")
    households = links.join(defaulters, on="person", how="semi").select("main_earner").unique()
    return (
        links.join(units, on="person", how="semi")
        .join(households, on="main_earner", how="semi")
        .select("person", pl.lit(True).alias(name))
    )


def arrangement(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Whether a statutory debt arrangement ran in the three years before the index date."""
    running = pl.col("ends_on").is_null() | (months_before("ends_on", on) < WINDOW)
    those = view.rows(DEBT_ARRANGEMENTS).filter(running).select("person").unique()
    return units.join(those.with_columns(debt_arrangement_36m=True), on="person", how="left").with_columns(
        pl.col("debt_arrangement_36m").fill_null(False)
    )
