"""What two years of registers give of published flows: into and out of low income, bijstand and problematic debt.

Persons are followed by their key; who died or left is not in the second year and counts neither as out nor as staying.
A relapse is an entry of somebody who was below the line in an earlier year that the folder holds.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.fidelity import units
from vroegsignalering.fidelity.measured import Cells, counts, shares
from vroegsignalering.registers import Registers, tables

EVERY = {"all": pl.lit(True)}


def low_income(registers: Registers, year: int, scale: float) -> list[dict[str, object]]:
    """Persons below the low-income line a year earlier and now: exit, inflow, outflow, relapse."""
    if not units.has(registers, tables.HOUSEHOLD_INCOME, year - 1):
        return []
    year_before = units.low(registers, year - 1).rename({"low": "before"})
    both = units.low(registers, year).join(year_before, on="person", how="inner")
    cells = Cells(year=str(year), group_dim="total", scale=scale)
    now, before = pl.col("low"), pl.col("before")
    out = shares(both.filter(before), cells, EVERY, {"low_income_exit_rate": ~now})
    out += counts(
        both,
        cells,
        EVERY,
        {
            "low_income_inflow_persons": (now & ~before, 1e3),
            "low_income_outflow_persons": (before & ~now, 1e3),
        },
    )
    earlier = [
        units.low(registers, y).filter("low").select("person")
        for y in range(year - units.LOOK_BACK, year - 1)
        if units.has(registers, tables.HOUSEHOLD_INCOME, y)
    ]
    if len(earlier) == units.LOOK_BACK - 1:
        ever = pl.concat(earlier).unique().with_columns(relapse=pl.lit(True))
        entered = both.filter(now & ~before).join(ever, on="person", how="left")
        flag = pl.col("relapse").fill_null(False)
        out += shares(entered, cells, EVERY, {"relapse_share_of_inflow": flag})
    return out


def assistance(registers: Registers, year: int, scale: float) -> list[dict[str, object]]:
    """Benefits of bijstand that begin or end in the second quarter, persons."""
    rows = units.rows(registers, tables.SOCIAL_ASSISTANCE, year).collect()
    begins = pl.col("begins_on").is_between(date(year, 4, 1), date(year, 6, 30))
    ends = pl.col("ends_on").is_between(date(year, 3, 31), date(year, 6, 29))
    cells = Cells(year=str(year), group_dim="flow", scale=scale)
    out = []
    for name, flag in (("Q2 inflow", begins), ("Q2 outflow", ends.fill_null(False))):
        out += counts(rows, cells, {name: pl.lit(True)}, {"persons": (flag, 1e3)})
    return out


def debt(registers: Registers, year: int, scale: float) -> list[dict[str, object]]:
    """Problematic debt by persons, by work in the household, and how much of it is new; 31 December stands for 1 January."""
    flags = units.rows(registers, tables.PROBLEMATIC_DEBT, year).collect()
    label = f"{year + 1}-01"
    grown = flags.join(
        units.birth(registers, year).select("person", "age").collect(), on="person", how="left"
    )
    cells = Cells(year=label, group_dim="total", scale=scale)
    out = shares(
        grown.filter(pl.col("age") >= 15),
        cells,
        {"persons 16+": pl.lit(True)},
        {"registered_problematic_debt_share_persons": pl.col("has_problematic_debt")},
    )
    homes = _homes_in_debt(registers, year)
    if units.has(registers, tables.PERSONAL_INCOME, year) and year == 2020:
        work = units.rows(registers, tables.PERSONAL_INCOME, year).select("main_earner", "socio_economic")
        employed = pl.col("socio_economic").is_in(["11", "12"]).any()
        work = work.group_by("main_earner").agg(employed.alias("works"))
        held = homes.join(work.collect(), on="main_earner", how="left")
        cells = Cells(year="2020-10", group_dim="composition", scale=scale)
        group = {"no employee in household": pl.lit(True)}
        out += shares(held, cells, group, {"share_of_debt_households": ~pl.col("works").fill_null(False)})
    if units.has(registers, tables.PROBLEMATIC_DEBT, year - 1):
        before = units.rows(registers, tables.PROBLEMATIC_DEBT, year - 1)
        earlier = before.filter("household_has_problematic_debt").select("person", old=pl.lit(True)).collect()
        held = homes.join(earlier, left_on="main_earner", right_on="person", how="left")
        new = ~pl.col("old").fill_null(False)
        cells = Cells(year=label, group_dim="dynamics", scale=scale)
        out += shares(
            held, cells, {"new since a year earlier": pl.lit(True)}, {"share_of_debt_households": new}
        )
        if year == 2020:
            cells = Cells(year="2020-10", group_dim="flow", scale=scale)
            out += counts(held, cells, {"per month": pl.lit(True)}, {"inflow_households": (new, 12e3)})
    return out


def _homes_in_debt(registers: Registers, year: int) -> pl.DataFrame:
    """Main earners of private households with registered problematic debt."""
    homes = units.rows(registers, tables.HOUSEHOLD_INCOME, year).filter(
        pl.col("population").is_in(["1", "2", "7"])
    )
    flags = units.rows(registers, tables.PROBLEMATIC_DEBT, year).filter("household_has_problematic_debt")
    return (
        homes.select("main_earner")
        .join(flags.select("person"), left_on="main_earner", right_on="person", how="semi")
        .collect()
    )
