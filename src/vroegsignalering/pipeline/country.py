"""Tables about the country as recorded: shares below each line, by year, group and area.

Counts only; the lines are those of ``study.STATUSES``, never one flag. Households and persons are counted apart.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.release.profiles import STANDARD
from vroegsignalering.study import STATUSES
from vroegsignalering.study.groups import Grouped, groups
from vroegsignalering.vocabulary import GroupAttribute

SHOWN = (
    GroupAttribute.AGE_BAND,
    GroupAttribute.HOUSEHOLD_TYPE,
    GroupAttribute.INCOME_SOURCE,
    GroupAttribute.TENURE,
    GroupAttribute.PROVINCE,
)
"""Attributes by which the country is shown; audit-only attributes stay with the audit."""

LINES = tuple(name for name in STATUSES if name != "problematic_debt")
MOST_PERSONS = int(HOUSEHOLD_INCOME.column("person_count").high or 98)
"""The largest household that the register knows."""
COLUMNS = ["line", "year", "attribute", "group", "unit_of_count", "n", "n_outcome"]


GEMEENTEN_FROM = 1_000_000
"""Persons from which areas are shown by gemeente: with fewer, small places vanish at the door."""


def area_shown(persons: int | None, declared: GroupAttribute) -> GroupAttribute:
    """Areas by gemeente when there are enough synthetic persons, else as the study declares."""
    enough = persons is not None and persons >= GEMEENTEN_FROM
    return GroupAttribute.GEMEENTE if enough else declared


def poverty(
    registers: Registers,
    years: tuple[int, ...],
    area: GroupAttribute,
    grouped: Grouped = groups,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households and persons below each line, by year and group; and the same by area.

    Parameters
    ----------
    registers : Registers
    years : tuple of int
    area : GroupAttribute
        Province or gemeente.
    grouped : callable
        Who gives the groups of main earners, when several ask for them.

    Returns
    -------
    two polars.DataFrame
        ``line, year, attribute, group, unit_of_count, n, n_outcome`` and
        ``line, year, province, gemeente, band, n, n_outcome``
    """
    by_group, by_area = [], []
    for year in years:
        rows = _households(registers, year, area, grouped)
        for line in LINES:
            if year < STATUSES[line].first_year:
                continue
            known = rows.filter(pl.col(line).is_not_null())
            by_group += [_counted(known, line, year, name.value) for name in SHOWN]
            by_group.append(_counted(known.with_columns(all=pl.lit("all")), line, year, "all"))
            by_area += _areas(known, line, year, area)
    return pl.concat(by_group), pl.concat(by_area)


def _households(registers: Registers, year: int, area: GroupAttribute, grouped: Grouped) -> pl.DataFrame:
    """Private households with income of a year: one row each, with persons, groups and a column per line."""
    on = date(year, 12, 31)
    recorded = registers.recorded(on)
    population = HOUSEHOLD_INCOME.column("population").slug_expr()
    wanted = [
        "main_earner",
        "population",
        "person_count",
        "low_income_percent",
        "social_minimum_percent",
        "eu_line_percent",
    ]
    rows = (
        recorded.rows(HOUSEHOLD_INCOME, wanted, year=year)
        .filter(population == "private")
        .rename({"main_earner": "person"})
    )
    for line in LINES:
        status = STATUSES[line]
        if year < status.first_year:
            continue
        if not status.by_person:
            rows = rows.with_columns(status.below.alias(line))
        elif recorded.has(status.table):
            flags = recorded.rows(status.table, year=year).select("person", status.below.alias(line))
            rows = rows.join(flags, on="person", how="left", validate="1:1")
        else:
            rows = rows.with_columns(pl.lit(None, pl.Boolean).alias(line))
    found = rows.sort("person").collect()
    attributes = tuple(dict.fromkeys((*SHOWN, area, GroupAttribute.PROVINCE)))
    return pl.concat([found, grouped(recorded, found.select("person"), on, attributes)], how="horizontal")


def _counted(rows: pl.DataFrame, line: str, year: int, attribute: str) -> pl.DataFrame:
    most = MOST_PERSONS  # a count that no household has would be most of any sum
    count = pl.col("person_count")
    persons = pl.when(count.is_between(1, most)).then(count).otherwise(1)
    counted = rows.group_by(pl.col(attribute).alias("group")).agg(
        households=pl.len(),
        households_below=pl.col(line).sum(),
        persons=persons.sum(),
        persons_below=(persons * pl.col(line)).sum(),
    )
    return pl.concat(
        counted.select(
            line=pl.lit(line),
            year=pl.lit(year, pl.Int32),
            attribute=pl.lit(attribute),
            group="group",
            unit_of_count=pl.lit(unit),
            n=pl.col(unit).cast(pl.Int64),
            n_outcome=pl.col(f"{unit}_below").cast(pl.Int64),
        )
        for unit in ("households", "persons")
    )


def guarded(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts with ``marked``: why the door must hide a row of persons, which are a sum of household sizes.

    Marked is every row in which one household could be more than half of the persons, of all or of either half, for
    all that the number of households says. Few households hide their persons by the plan (``together``).

    Parameters
    ----------
    counts : polars.DataFrame
        :data:`COLUMNS`, both units of count.

    Returns
    -------
    polars.DataFrame
        With ``marked``: ``"dominance"`` or null.
    """
    keys = ["line", "year", "attribute", "group"]
    households = counts.filter(unit_of_count="households").select(*keys, h="n", h_below="n_outcome")
    both = counts.join(households, on=keys, how="left", maintain_order="left")
    halves = [("n", "h"), ("n_outcome", "h_below")]
    sizes = [(pl.col(persons), pl.col(number)) for persons, number in halves]
    sizes.append((sizes[0][0] - sizes[1][0], sizes[0][1] - sizes[1][1]))
    dominated = pl.any_horizontal(
        pl.min_horizontal(persons - number + 1, MOST_PERSONS) > STANDARD.dominance_share * persons
        for persons, number in sizes
    )
    is_sum = pl.col("unit_of_count") == "persons"
    return both.with_columns(marked=pl.when(is_sum & dominated).then(pl.lit("dominance"))).drop(
        "h", "h_below"
    )


def _areas(rows: pl.DataFrame, line: str, year: int, area: GroupAttribute) -> list[pl.DataFrame]:
    """Households below a line by province (gemeente ``all``) and, where the study shows them, by gemeente."""
    keys = [["province"]] + ([["province", "gemeente"]] if area is GroupAttribute.GEMEENTE else [])
    counted = [pl.len().cast(pl.Int64).alias("n"), pl.col(line).sum().cast(pl.Int64).alias("n_outcome")]
    parts = []
    for key in keys:
        part = rows.group_by(key).agg(counted)
        if "gemeente" not in key:
            part = part.with_columns(gemeente=pl.lit("all"))
        parts.append(
            part.select(
                line=pl.lit(line),
                year=pl.lit(year, pl.Int32),
                province="province",
                gemeente="gemeente",
                band=pl.lit(None, pl.String),
                n="n",
                n_outcome="n_outcome",
            )
        )
    return parts
