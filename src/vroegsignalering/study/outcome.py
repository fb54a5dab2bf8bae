"""What was recorded one horizon later: below, above, or something else that is counted and never called "not poor".

The person is followed, not the household: the outcome is the status of the household that this person then belongs
to. Death, emigration, institution, student and unknown income are values of their own.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.registers import After, Registers
from vroegsignalering.registers.tables import DEATHS, HOUSEHOLD_INCOME
from vroegsignalering.study.statuses import STATUSES, StatusDeclaration
from vroegsignalering.study.yearly import of_households, of_persons
from vroegsignalering.vocabulary import Outcome


def outcomes(
    registers: Registers, units: pl.DataFrame, index_on: date, status_name: str, horizon_months: int
) -> pl.DataFrame:
    """The recorded outcome of each unit.

    Parameters
    ----------
    registers : Registers
    units : polars.DataFrame
        ``person``, n rows.
    index_on : date
    status_name : str
    horizon_months : int
        A multiple of 12 for yearly registers.

    Returns
    -------
    polars.DataFrame
        ``person, outcome`` (values of :class:`~vroegsignalering.vocabulary.Outcome`), n rows, sorted by person.
    """
    view = registers.after(index_on, horizon_months=horizon_months)
    year = index_on.year + horizon_months // 12
    status = STATUSES[status_name]
    lazy = units.lazy().select("person")
    rows = lazy.join(_later(view, lazy, status, year), on="person", how="left", validate="1:1")
    rows = rows.join(_dead(view), on="person", how="left", validate="1:1")
    return rows.select("person", outcome=_outcome()).sort("person").collect()


def _later(view: After, units: pl.LazyFrame, status: StatusDeclaration, year: int) -> pl.LazyFrame:
    population = HOUSEHOLD_INCOME.column("population").slug_expr()
    households = of_households(view, HOUSEHOLD_INCOME, units, year).with_columns(population, found=True)
    if not status.by_person:
        return households.select("person", "population", "found", below=status.below)
    flags = of_persons(view, status.table, units, year).select("person", below=status.below)
    return households.select("person", "population", "found").join(
        flags, on="person", how="left", validate="1:1"
    )


def _dead(view: After) -> pl.LazyFrame:
    if not view.has(DEATHS):
        return pl.LazyFrame(schema={"person": view.registers.key_type, "died": pl.Boolean})
    return view.rows(DEATHS, ["person"]).unique().with_columns(died=True)


def _outcome() -> pl.Expr:
    population = pl.col("population")
    return (
        pl.when(pl.col("died").fill_null(False))
        .then(pl.lit(Outcome.DIED.value))
        .when(pl.col("found").is_null())
        .then(pl.lit(Outcome.EMIGRATED.value))
        .when(population.is_in(["institution", "institution_no_income"]))
        .then(pl.lit(Outcome.INSTITUTION.value))
        .when(population == "student")
        .then(pl.lit(Outcome.STUDENT.value))
        .when((population != "private") | pl.col("below").is_null())
        .then(pl.lit(Outcome.UNKNOWN_INCOME.value))
        .when(pl.col("below"))
        .then(pl.lit(Outcome.BELOW.value))
        .otherwise(pl.lit(Outcome.ABOVE.value))
    )
