"""The day, or the first and the last day, that a table is about; decided here once and read by all from the manifest.

A row that has a year of its own says more than its table can. Tables without years are about the days on which the model
is tested, the reference days of the study, or all years of the registers. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

YEARS = ("index_year", "year")
"""Columns that hold the year of a row."""
FIRST_DAY, LAST_DAY = "about_first_day", "about_last_day"
"""Columns in which a table says its own days; no publication plan names them, so the door leaves them behind."""

ABOUT_THE_TEST = frozenset(
    (
        "ablation",
        "baselines",
        "capacity",
        "decomposition",
        "drift",
        "fairness",
        "intersections",
        "proxies",
        "readability",
        "stability",
        "surrogate",
        "thresholds",
        "ways_out",
    )
)
"""About people whom the model did not know, on the days of the table ``factors``."""
ABOUT_THE_STUDY = frozenset(
    (
        "calibration",
        "chances",
        "effects",
        "households",
        "membership",
        "performance",
        "subgroups",
    )
)
"""About the households of the study on all its reference days, which the table ``outcomes`` names."""
ABOUT_THE_REGISTERS = frozenset(("events", "events_lead", "events_trend"))
"""About all years of the registers, which the table ``poverty`` names."""


def with_days(table: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """The table with the days that it is about, beside its columns.

    Examples
    --------
    >>> reference_date("plans", with_days(pl.DataFrame({"n": [10]}), date(2023, 1, 1), date(2023, 12, 31)), {})
    '2023-01-01/2023-12-31'
    """
    return table.with_columns(pl.lit(first).alias(FIRST_DAY), pl.lit(last).alias(LAST_DAY))


def reference_date(name: str, table: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> str:
    """The day that a table is about, ISO 8601, or the first and the last with a slash between; empty when nothing says it.

    Parameters
    ----------
    name : str
        Of the table in the evidence.
    table : polars.DataFrame
        Before it passes the door.
    others : mapping of str to polars.DataFrame
        Tables of the same run, of which ``factors``, ``outcomes`` and ``poverty`` carry the years.

    Examples
    --------
    >>> reference_date("fairness", pl.DataFrame({"n": [10]}), {"factors": pl.DataFrame({"index_year": [2022]})})
    '2022-12-31'
    """
    days = _span(table)
    if FIRST_DAY in table.columns and table.height:
        days = (table[FIRST_DAY].min(), table[LAST_DAY].max())
    elif not days:
        groups = {"factors": ABOUT_THE_TEST, "outcomes": ABOUT_THE_STUDY, "poverty": ABOUT_THE_REGISTERS}
        days = next((_span(others[of]) for of, names in groups.items() if name in names and of in others), ())
    return "/".join(dict.fromkeys(str(day) for day in days))


def _span(table: pl.DataFrame) -> tuple[object, ...]:
    """31 December of the first and of the last year of rows that have one."""
    for column in YEARS:
        if column in table.columns and len(years := table[column].drop_nulls()):
            return date(int(years.min()), 12, 31), date(int(years.max()), 12, 31)  # type: ignore[arg-type]
    return ()
