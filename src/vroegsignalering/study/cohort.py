"""Who is at risk on an index date, and how many fell out at each step.

The cohort is retrospective, as in CBS's own studies: the income of year t is recorded long after 31 December of t, so
"above the line now" is read through ``status(year)``, the one access that says so. The unit is the main earner of a
private household; the steps are the flow chart of the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from vroegsignalering.registers import Registers, Status
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME, HOUSEHOLD_SPELLS
from vroegsignalering.study.statuses import STATUSES, StatusDeclaration
from vroegsignalering.vocabulary import Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the flow: who stays in, in words and as an expression over the frame of candidates."""

    name: str
    says: str
    keeps: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """Units at risk on one index date.

    Parameters
    ----------
    index_on : date
    units : polars.DataFrame
        ``person``, one row per unit, sorted.
    flow : polars.DataFrame
        ``index_year, step, says, excluded, left``: counts of households at each step.
    """

    index_on: date
    units: pl.DataFrame
    flow: pl.DataFrame


def steps(transition: Transition, status: StatusDeclaration) -> tuple[Step, ...]:
    """The steps of the flow for a transition and a status."""
    at_risk = (
        Step(name="above", says=f"not {status.says_en}", keeps=~pl.col("below"))
        if transition is Transition.ENTRY
        else Step(name="below", says=status.says_en, keeps=pl.col("below"))
    )
    return (
        Step(
            name="private",
            says="private household",
            keeps=pl.col("population").is_in(
                ["private", "student", "private_no_income", "private_unclassified"]
            ),
        ),
        Step(name="no_students", says="no student household", keeps=pl.col("population") != "student"),
        Step(
            name="with_income", says="household with observed income", keeps=pl.col("population") == "private"
        ),
        Step(
            name="resident",
            says="main earner lives in a private household on the day",
            keeps=pl.col("resident"),
        ),
        Step(name="status_known", says="status recorded", keeps=pl.col("below").is_not_null()),
        at_risk,
    )


def cohort(registers: Registers, transition: Transition, status_name: str, year: int) -> Cohort:
    """Main earners at risk on 31 December of ``year``.

    Parameters
    ----------
    registers : Registers
    transition : Transition
        Entry: those not below the line; exit: those below it.
    status_name : str
        One of :data:`vroegsignalering.study.statuses.STATUSES`.
    year : int

    Returns
    -------
    Cohort
    """
    transition, status = Transition(transition), STATUSES[status_name]
    candidates = _candidates(registers.status(year), status, year)
    left, rows = candidates.height, []
    for step in steps(transition, status):
        candidates = candidates.filter(step.keeps.fill_null(False))
        rows.append((year, step.name, step.says, left - candidates.height, candidates.height))
        left = candidates.height
    flow = pl.DataFrame(rows, schema=["index_year", "step", "says", "excluded", "left"], orient="row")
    return Cohort(index_on=date(year, 12, 31), units=candidates.select("person").sort("person"), flow=flow)


def _candidates(view: Status, status: StatusDeclaration, year: int) -> pl.DataFrame:
    households = (
        view.rows(HOUSEHOLD_INCOME)
        .with_columns(HOUSEHOLD_INCOME.column("population").slug_expr())
        .with_columns(person=pl.col("main_earner"))
    )
    if status.by_person:
        flags = view.rows(status.table).select("person", below=status.below)
        households = households.join(flags, on="person", how="left", validate="1:1")
    else:
        households = households.with_columns(below=status.below)
    place = HOUSEHOLD_SPELLS.column("place_in_household").slug_expr()
    residents = (
        view.rows(HOUSEHOLD_SPELLS).filter(place != "institution").select("person", resident=True).unique()
    )
    return (
        households.select("person", "population", "below")
        .join(residents, on="person", how="left", validate="1:1")
        .with_columns(pl.col("resident").fill_null(False))
        .collect()
    )
