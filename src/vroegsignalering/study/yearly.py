"""Rows of yearly tables for a set of units: which year is the latest, and which household a person was in then."""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.registers import After, Known, Recorded, Status
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.tables import PERSON_TO_HOUSEHOLD

View = Status | Recorded | Known | After


def latest(view: View, table: Table, on: date, back: int = 0) -> int:
    """The latest year of ``table`` that the view holds up to ``on``, less ``back``; 0 where it holds none."""
    years = [year for year in view.covers(table) if year <= on.year]
    return max(years) - back if years else 0


def latest_whole(view: Recorded | Known, table: Table, on: date, back: int = 0) -> int:
    """As :func:`latest`, for spells that are summed per year: of a year that is not told of to its end, no sum is taken."""
    years = [year for year in view.covers(table) if date(year, 12, 31) <= min(on, view.horizon(table))]
    return max(years) - back if years else 0


def of_persons(view: View, table: Table, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    """Rows of a person table in one year, for the units only."""
    return view.rows(table, year=year).join(units, on="person", how="semi")


def of_households(view: View, table: Table, units: pl.LazyFrame, year: int) -> pl.LazyFrame:
    """Rows of a household table in one year, for the household that each unit was in *in that year*.

    Returns
    -------
    LazyFrame with ``person``, ``main_earner`` and the columns of ``table``; units without a household are absent.
    """
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=year).join(
        units, on="person", how="semi"
    )
    rows = view.rows(table, year=year)
    return links.join(rows, on="main_earner", how="inner", validate="m:1")
