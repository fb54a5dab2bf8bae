"""Measures household features from household spells: who lives together now, what changed, how long ago.

Stands on the two views of ``registers`` that features may use; the views have already cut off what lies after the
index date, so an open end here means "still so, as far as was recorded".
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.registers import Known, Recorded
from vroegsignalering.registers.tables import HOUSEHOLD_SPELLS, PERSONS

WINDOW = 36
"""Months that changes are looked back on."""

AGE_BANDS = ((0, "under_25"), (25, "25_34"), (35, "35_44"), (45, "45_54"), (55, "55_66"), (67, "67_plus"))
"""Lower age and slug of each band of the main earner."""


def months_before(column: str, on: date) -> pl.Expr:
    """Whole calendar months from a date column up to ``on``; negative for dates after it."""
    return (on.year * 12 + on.month) - (
        pl.col(column).dt.year() * 12 + pl.col(column).dt.month().cast(pl.Int32)
    )


def months_within(on: date, begins: str = "begins_on", ends: str = "ends_on") -> pl.Expr:
    """Months of a spell that fall in the window before ``on``, 0 to 36."""
    begun = (months_before(begins, on) + 1).clip(0, WINDOW)  # the month of the begin counts
    ended = pl.when(pl.col(ends).is_null()).then(0).otherwise(months_before(ends, on)).clip(0, WINDOW)
    return (begun - ended).clip(0, WINDOW)


def age_band(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Age band of the main earner on the index date."""
    age = on.year - pl.col("birth_year")
    return view.rows(PERSONS).join(units, on="person", how="semi").select("person", age_band=band_of(age))


def band_of(age: pl.Expr) -> pl.Expr:
    """The slug of the age band, null where the age is unknown."""
    passed = pl.sum_horizontal((age >= lower).cast(pl.Int8) for lower, _ in AGE_BANDS[1:])
    slugs = {number: slug for number, (_, slug) in enumerate(AGE_BANDS)}
    return pl.when(age.is_not_null()).then(passed.replace_strict(slugs, return_dtype=pl.String))


def household(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Composition on the index date and changes in the three years before.

    Parameters
    ----------
    view : Recorded or Known
    units : LazyFrame with ``person``, one row per unit
    on : date
        The index date.

    Returns
    -------
    LazyFrame with ``person`` and the household features, one row per unit that the register knows.
    """
    spells = _ordered(view, units)
    return _now(spells, on).join(_changes(spells, on), on="person", how="left", validate="1:1")


def _ordered(view: Recorded | Known, units: pl.LazyFrame) -> pl.LazyFrame:
    place = HOUSEHOLD_SPELLS.column("place_in_household").slug_expr()
    kind = HOUSEHOLD_SPELLS.column("household_type").slug_expr()
    return (
        view.rows(HOUSEHOLD_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(place, kind)
        .sort("person", "begins_on")
        .with_columns(
            is_first=pl.col("person").ne_missing(pl.col("person").shift(1)),
            has_partner=pl.col("place_in_household").str.starts_with("partner"),
        )
        .with_columns(
            had_partner=pl.col("has_partner").shift(1),
            size_before=pl.col("person_count").shift(1),
            children_before=pl.col("child_count").shift(1),
        )
    )


def _now(spells: pl.LazyFrame, on: date) -> pl.LazyFrame:
    birth = (on.year * 12 + on.month) - (
        pl.col("youngest_child_birth_year").cast(pl.Int32) * 12
        + pl.col("youngest_child_birth_month").cast(pl.Int32).fill_null(6)
    )
    last = spells.group_by("person", maintain_order=True).last()
    return last.select(
        "person",
        household_type=household_type_of("household_type"),
        persons_in_household=pl.col("person_count").clip(1, 12),
        children_at_home=pl.col("child_count"),
        age_youngest_child=(on.year - pl.col("youngest_child_birth_year").cast(pl.Int32)).clip(0, 40),
        oldest_child_turns_18_12m=(on.year + 1 - pl.col("oldest_child_birth_year").cast(pl.Int32)) == 18,
        months_since_birth=pl.when(birth.is_between(0, WINDOW)).then(birth),
    )


def household_type_of(column: str) -> pl.Expr:
    """The reader's household types from the register's: single, couple, couple with children, one-parent, other.

    Married and unmarried couples are one type here: marital status is for the audit only.
    """
    kind = pl.col(column)
    return (
        pl.when(kind.str.contains("without_children"))
        .then(pl.lit("couple"))
        .when(kind.str.contains("with_children"))
        .then(pl.lit("couple_with_children"))
        .when(kind.is_in(["single", "one_parent", "institution"]))
        .then(kind)
        .when(kind.is_null() | (kind == "unknown"))
        .then(None)
        .otherwise(pl.lit("other"))
    )


def _changes(spells: pl.LazyFrame, on: date) -> pl.LazyFrame:
    months = months_before("begins_on", on)
    recent = ~pl.col("is_first") & months.is_between(0, WINDOW - 1)
    changed = recent & (pl.col("person_count") != pl.col("size_before"))
    left = recent & pl.col("had_partner") & ~pl.col("has_partner")
    joined = recent & ~pl.col("had_partner") & pl.col("has_partner")
    one_parent = pl.col("place_in_household") == "one_parent"
    marked = spells.select(
        "person",
        changed=pl.when(changed).then(months),
        child_left=pl.when(recent & (pl.col("child_count") < pl.col("children_before"))).then(months),
        left=pl.when(left).then(months),
        joined=pl.when(joined).then(months),
        alone=pl.when(one_parent).then(months_within(on)),
    )
    return marked.group_by("person").agg(
        months_since_household_change=pl.col("changed").min(),
        household_changes_36m=pl.col("changed").count().cast(pl.Int32),
        months_since_child_left=pl.col("child_left").min(),
        months_since_partner_left=pl.col("left").min(),
        months_since_partner_joined=pl.col("joined").min(),
        months_one_parent_36m=pl.col("alone").sum(),
    )
