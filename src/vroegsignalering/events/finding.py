"""Finds who had which life event in a year, from spells and yearly registers.

Every finder gives main earners and the month of the event. Units are the main earners of the year before, so that
a household is observed before anything happened to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from vroegsignalering.registers import Recorded, Registers
from vroegsignalering.registers.tables import (
    ADDRESS_SPELLS,
    DEATHS,
    HOUSEHOLD_SPELLS,
    PERSONAL_INCOME,
    PERSONS,
    SOCIO_ECONOMIC_SPELLS,
)
from vroegsignalering.study.measure_work import WORK_STATUS

NEW_YEARS = 5
Finder = Callable[[Recorded, pl.LazyFrame, int], pl.LazyFrame]


def find(registers: Registers, event: str, units: pl.DataFrame, year: int) -> pl.DataFrame:
    """Units that had the event in ``year``.

    Parameters
    ----------
    registers : Registers
    event : str
        Name in :data:`vroegsignalering.events.declared.EVENTS`.
    units : polars.DataFrame
        ``person``: main earners of the year before.
    year : int

    Returns
    -------
    polars.DataFrame
        ``person, month`` (1-12), one row per unit with the event, the first in the year.
    """
    view = registers.recorded(date(year, 12, 31))
    found = FINDERS[event](view, units.lazy().select("person"), year)
    return found.group_by("person").agg(pl.col("month").min().cast(pl.Int8)).sort("person").collect()


def happened(registers: Registers, event: str, panels: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Who had the event in which year, over the years of one or more panels; sought once for all of them.

    Parameters
    ----------
    registers : Registers
    event : str
    panels : sequence of polars.DataFrame
        Rows with ``person, year``: main earners of the year before.

    Returns
    -------
    polars.DataFrame
        ``person, year, month``; each person once, in the first year that it happened.
    """
    parts = [
        find(registers, event, units.select("person"), int(year)).with_columns(year=pl.lit(year, pl.Int32))
        for (year,), units in units_of(panels).group_by("year", maintain_order=True)
    ]
    schema = {"person": pl.String, "month": pl.Int8, "year": pl.Int32}
    found = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    first = found.sort("year", "person").unique("person", keep="first", maintain_order=True)
    return first.select("person", "year", "month")


def units_of(panels: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Every person and year of the panels once; one panel has each once already.

    Parameters
    ----------
    panels : sequence of polars.DataFrame with ``person, year``

    Returns
    -------
    polars.DataFrame
        ``person, year``, sorted by year and person.
    """
    asked = pl.concat([rows.select("person", "year") for rows in panels])
    return (asked.unique() if len(panels) > 1 else asked).sort("year", "person")


def _places(view: Recorded, units: pl.LazyFrame) -> pl.LazyFrame:
    place = HOUSEHOLD_SPELLS.column("place_in_household").slug_expr()
    return (
        view.rows(HOUSEHOLD_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(has_partner=place.str.starts_with("partner"))
        .sort("person", "begins_on")
        .with_columns(
            same=pl.col("person").eq_missing(pl.col("person").shift(1)),
            had_partner=pl.col("has_partner").shift(1),
            household_before=pl.col("brp_household").shift(1),
            youngest_before=pl.col("youngest_child_birth_year").shift(1),
        )
        .filter("same")
    )


def _in_year(frame: pl.LazyFrame, year: int, column: str = "begins_on") -> pl.LazyFrame:
    return frame.filter(pl.col(column).dt.year() == year).select("person", month=pl.col(column).dt.month())


def _turning_18(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    now = view.rows(HOUSEHOLD_SPELLS).filter(
        (pl.col("begins_on").dt.year() <= year)
        & (pl.col("ends_on").is_null() | (pl.col("ends_on").dt.year() >= year))
    )
    eighteen = now.filter(pl.col("oldest_child_birth_year") == year - 18)
    return eighteen.join(units, on="person", how="semi").select("person", month=pl.lit(7))


def _birth(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    rows = view.rows(HOUSEHOLD_SPELLS).join(units, on="person", how="semi")
    born = rows.filter(pl.col("youngest_child_birth_year") == year)
    return born.select("person", month=pl.col("youngest_child_birth_month").fill_null(7))


def _separation(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    left = _places(view, units).filter(pl.col("had_partner") & ~pl.col("has_partner"))
    return _in_year(left, year).join(_bereavement(view, units, year), on="person", how="anti")


def _bereavement(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    died = view.rows(DEATHS).filter(pl.col("died_on").dt.year() == year).select("person", "died_on")
    households = (
        view.rows(HOUSEHOLD_SPELLS)
        .filter(HOUSEHOLD_SPELLS.column("place_in_household").slug_expr().str.starts_with("partner"))
        .select("person", "brp_household")
    )
    of_dead = died.join(households, on="person").select("brp_household", "died_on", dead=pl.col("person"))
    mine = households.join(units, on="person", how="semi").join(of_dead, on="brp_household")
    return mine.filter(pl.col("person") != pl.col("dead")).select(
        "person", month=pl.col("died_on").dt.month()
    )


def _statuses(view: Recorded, units: pl.LazyFrame) -> pl.LazyFrame:
    slug = SOCIO_ECONOMIC_SPELLS.column("socio_economic").slug_expr()
    return (
        view.rows(SOCIO_ECONOMIC_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(now=slug.replace_strict(WORK_STATUS, default="no_income", return_dtype=pl.String))
        .sort("person", "begins_on")
        .with_columns(
            same=pl.col("person").eq_missing(pl.col("person").shift(1)), before=pl.col("now").shift(1)
        )
        .filter(pl.col("same") & (pl.col("now") != pl.col("before")))
    )


def _job_loss(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    after = ["unemployment_benefit", "social_assistance", "other_benefit", "no_income"]
    return _in_year(
        _statuses(view, units).filter((pl.col("before") == "employee") & pl.col("now").is_in(after)), year
    )


def _start_business(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    return _in_year(_statuses(view, units).filter(pl.col("now") == "self_employed"), year)


def _retirement(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    return _in_year(_statuses(view, units).filter(pl.col("now") == "pension"), year)


def _heavy_weather(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    now, before = (
        view.rows(PERSONAL_INCOME, year=one).join(units, on="person", how="semi").select("person", profit)
        for one, profit in (
            (year, pl.col("profit_eur_year").alias("now")),
            (year - 1, pl.col("profit_eur_year").alias("before")),
        )
    )
    both = now.join(before, on="person", how="inner", validate="1:1")
    fell = (pl.col("before") > 5000) & (pl.col("now") < pl.col("before") / 2) & (pl.col("now") != 0)
    return both.filter(fell).select("person", month=pl.lit(7))


def _moving(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    rows = view.rows(ADDRESS_SPELLS).join(units, on="person", how="semi").sort("person", "begins_on")
    moved = rows.filter(pl.col("person").eq_missing(pl.col("person").shift(1)))
    return _in_year(moved, year)


def _new_in_netherlands(view: Recorded, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    born = PERSONS.column("born_in_netherlands").slug_expr()
    abroad = (
        view.rows(PERSONS).filter(born == "born_abroad").join(units, on="person", how="semi").select("person")
    )
    first = view.rows(HOUSEHOLD_SPELLS).group_by("person").agg(since=pl.col("begins_on").min())
    new = abroad.join(first, on="person").filter(pl.col("since").dt.year() > year - NEW_YEARS)
    return new.select("person", month=pl.lit(7))


FINDERS: dict[str, Finder] = {
    "turning_18": _turning_18,
    "birth": _birth,
    "job_loss": _job_loss,
    "start_business": _start_business,
    "business_in_heavy_weather": _heavy_weather,
    "separation": _separation,
    "bereavement": _bereavement,
    "retirement": _retirement,
    "moving": _moving,
    "new_in_netherlands": _new_in_netherlands,
}
"""One finder per declared event."""
