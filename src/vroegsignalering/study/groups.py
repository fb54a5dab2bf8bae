"""Group attributes of the units: by which results are shown, beside X and never in it.

Class A attributes (sex, origin, marital status, disability benefit, new in the Netherlands) are read here for the
audit and for statistics only. Terms of origin are those of CBS since 2022. Unknown is a group of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from vroegsignalering import facts
from vroegsignalering.registers import Recorded
from vroegsignalering.registers.tables import (
    ADDRESS_REGION,
    ADDRESS_REGION_OTHER,
    ADDRESS_SPELLS,
    CIVIL_STATUS_SPELLS,
    EDUCATION,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    PERSONAL_INCOME,
    PERSONS,
)
from vroegsignalering.study.measure_household import age_band, household_type_of
from vroegsignalering.study.measure_money import income_source
from vroegsignalering.study.measure_work import education
from vroegsignalering.study.yearly import latest, of_households, of_persons
from vroegsignalering.vocabulary import GroupAttribute

Grouped = Callable[[Recorded, pl.DataFrame, date, tuple[GroupAttribute, ...]], pl.DataFrame]
"""Gives group attributes of units on a day, as :func:`groups` does."""

UNKNOWN = "unknown"
NEW_IN_NETHERLANDS_YEARS = 5
"""Years since the first registration during which somebody born abroad counts as new in the Netherlands."""


def groups(view: Recorded, units: pl.DataFrame, on: date, wanted: tuple[GroupAttribute, ...]) -> pl.DataFrame:
    """Group attributes of each unit on the index date.

    Parameters
    ----------
    view : Recorded
    units : polars.DataFrame
        ``person``, n rows, sorted.
    on : date
    wanted : tuple of GroupAttribute

    Returns
    -------
    polars.DataFrame
        n rows in the order of ``units``, one String column per attribute wanted; ``unknown`` for the unknown, and for
        everybody where the register was not delivered.
    """
    lazy = units.lazy().select("person")
    columns = [attribute.value for attribute in wanted]
    frames = [lazy]
    for names, register, measure in _FAMILIES:
        if names & set(columns) and view.has(register):
            frames.append(measure(view, lazy, on))
    absent = [name for name in columns if not any(name in f.collect_schema().names() for f in frames)]
    frames.append(lazy.with_columns(pl.lit(None, pl.String).alias(name) for name in absent))
    wide = frames[0]
    for frame in frames[1:]:
        wide = wide.join(frame, on="person", how="left", validate="1:1")
    return wide.sort("person").select(pl.col(c).fill_null(UNKNOWN) for c in columns).collect()


def _household(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    kind = HOUSEHOLD_SPELLS.column("household_type").slug_expr()
    return (
        view.rows(HOUSEHOLD_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(kind)
        .sort("person", "begins_on")
        .group_by("person", maintain_order=True)
        .agg(pl.col("household_type").last())
        .select("person", household_type=household_type_of("household_type"))
    )


def _income(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    tenure = HOUSEHOLD_INCOME.column("tenure").slug_expr()
    return of_households(view, HOUSEHOLD_INCOME, units, latest(view, HOUSEHOLD_INCOME, on)).select(
        "person", income_source(), tenure=pl.when(tenure != UNKNOWN).then(tenure)
    )


def _disability(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    receives = (pl.col("disability_benefit_eur_year") > 0) | (pl.col("sickness_benefit_eur_year") > 0)
    rows = of_persons(view, PERSONAL_INCOME, units, latest(view, PERSONAL_INCOME, on))
    return rows.select("person", disability_benefit=_yes_no(receives.fill_null(False)))


def _yes_no(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit("yes")).otherwise(pl.lit("no"))


def region(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Gemeente, province and urbanity of the address on the index date; objects outside the address register too."""
    files = [ADDRESS_REGION] + ([ADDRESS_REGION_OTHER] if view.has(ADDRESS_REGION_OTHER) else [])
    regions = pl.concat([view.rows(table).select("address", "gemeente_code") for table in files])
    places = (
        facts.load("gemeenten")
        .lazy()
        .select(
            gemeente_code=pl.col("gm_code").str.slice(2),
            gemeente=pl.col("gm_code"),
            province=pl.col("province"),
            urbanity=pl.col("sted_2021").cast(pl.String),
        )
    )
    return (
        view.rows(ADDRESS_SPELLS)
        .join(units, on="person", how="semi")
        .sort("person", "begins_on")
        .group_by("person", maintain_order=True)
        .agg(pl.col("address").last())
        .join(
            regions,
            on="address",
            how="left",
            validate="m:1",
        )
        .join(places, on="gemeente_code", how="left", validate="m:1")
        .select("person", "gemeente", "province", "urbanity")
    )


def _person(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    born = PERSONS.column("born_in_netherlands").slug_expr()
    parents = PERSONS.column("parents_born_abroad").slug_expr()
    origin = (
        pl.when(born == "born_abroad")
        .then(pl.lit("born_abroad"))
        .when((born == "born_in_netherlands") & (parents == "none"))
        .then(pl.lit("netherlands"))
        .when((born == "born_in_netherlands") & parents.is_in(["one", "both"]))
        .then(pl.lit("born_here_parent_abroad"))
    )
    sex = PERSONS.column("sex").slug_expr()
    first = (
        view.rows(HOUSEHOLD_SPELLS)
        .join(units, on="person", how="semi")
        .group_by("person")
        .agg(first_seen=pl.col("begins_on").min())
    )
    since = on.year - pl.col("first_seen").dt.year()
    new = (pl.col("origin") == "born_abroad") & (since < NEW_IN_NETHERLANDS_YEARS)
    return (
        view.rows(PERSONS)
        .join(units, on="person", how="semi")
        .select("person", origin=origin, sex=pl.when(sex != UNKNOWN).then(sex))
        .join(first, on="person", how="left", validate="1:1")
        .with_columns(
            new_in_netherlands=pl.when(pl.col("origin").is_not_null()).then(_yes_no(new.fill_null(False)))
        )
        .drop("first_seen")
    )


def _marital(view: Recorded, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    slug = CIVIL_STATUS_SPELLS.column("civil_status").slug_expr()
    kind = (
        pl.when(slug.is_in(["married", "registered_partnership"]))
        .then(pl.lit("married_or_partnership"))
        .when(slug.str.starts_with("widowed"))
        .then(pl.lit("widowed"))
        .when(slug.is_in(["divorced", "dissolved_partnership"]))
        .then(pl.lit("divorced"))
        .when(slug == "never_married")
        .then(slug)
    )
    return (
        view.rows(CIVIL_STATUS_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(marital_status=kind)
        .sort("person", "begins_on")
        .group_by("person", maintain_order=True)
        .agg(pl.col("marital_status").last())
    )


_FAMILIES = (
    ({"age_band"}, PERSONS, age_band),
    ({"household_type"}, HOUSEHOLD_SPELLS, _household),
    ({"income_source", "tenure"}, HOUSEHOLD_INCOME, _income),
    ({"education"}, EDUCATION, education),
    ({"gemeente", "province", "urbanity"}, ADDRESS_SPELLS, region),
    ({"sex", "origin", "new_in_netherlands"}, PERSONS, _person),
    ({"marital_status"}, CIVIL_STATUS_SPELLS, _marital),
    ({"disability_benefit"}, PERSONAL_INCOME, _disability),
)
"""Attributes, the register that holds them, and who reads it; without the register everybody is ``unknown``."""
