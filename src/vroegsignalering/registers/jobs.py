"""Jobs per person and year: SPOLISBUS, the largest file, aggregated lazily before any join."""

from __future__ import annotations

import polars as pl

from vroegsignalering.registers.tables_work import JOBS
from vroegsignalering.registers.views import After, Known, Recorded

NEEDED = (
    "person",
    "job",
    "begins_on",
    "ends_on",
    "base_wage_eur",
    "base_hours",
    "contract",
    "full_time",
    "year",
)
"""Columns that the aggregation reads; nothing else of the file is touched."""


def months_with_job() -> pl.Expr:
    """Calendar months of a year that the rows of a group touch, 0-12: for rows by pay period and by longer stretch alike.

    An aggregation over rows of one year; a row without an end counts for the month in which it begins.
    """
    first = pl.col("begins_on").dt.month().cast(pl.Int64)
    last = pl.col("ends_on").dt.month().cast(pl.Int64).fill_null(first)
    one = pl.lit(1, dtype=pl.Int64)
    months = (2 * one).pow(pl.max_horizontal(first, last)) - (2 * one).pow(first - 1)
    return months.cast(pl.Int64).bitwise_or().bitwise_count_ones().cast(pl.Int32)


def jobs_per_year(view: Recorded | Known | After) -> pl.LazyFrame:
    """One row per person and year, from the rows that a view may see.

    Parameters
    ----------
    view : Recorded, Known or After

    Returns
    -------
    polars.LazyFrame, sorted by nothing, streamed when collected with ``engine="streaming"``
        ``person``, ``year``;
        ``job_count`` : jobs in the year;
        ``months_with_job`` : calendar months that an income period touches, 0-12;
        ``wage_eur_year``, ``hours_year`` : base wage and base hours, summed;
        ``permanent_wage_share``, ``part_time_wage_share`` : share 0-1 of the wage, null without a wage above zero.

    Raises
    ------
    RegisterError
        There is no file of jobs.
    """
    rows = view.rows(JOBS, NEEDED)
    contract, full_time = JOBS.column("contract"), JOBS.column("full_time")
    wage = pl.col("base_wage_eur").fill_null(0.0)
    permanent = pl.col("contract") == contract.code_of("permanent")
    part_time = pl.col("full_time") == full_time.code_of("part_time")
    total = pl.col("wage_eur_year")
    return (
        rows.group_by("person", "year")
        .agg(
            job_count=pl.col("job").n_unique(),
            months_with_job=months_with_job(),
            wage_eur_year=wage.sum(),
            hours_year=pl.col("base_hours").fill_null(0.0).sum(),
            permanent=wage.filter(permanent).sum(),
            part_time=wage.filter(part_time).sum(),
        )
        .with_columns(
            permanent_wage_share=pl.when(total > 0).then(pl.col("permanent") / total),
            part_time_wage_share=pl.when(total > 0).then(pl.col("part_time") / total),
        )
        .drop("permanent", "part_time")
    )
