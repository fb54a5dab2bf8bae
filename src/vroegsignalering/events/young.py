"""Young people at 18, 19 and 20: how many live in a household below a line, at home or on their own. Descriptive only.

The person is followed, not the household of the parents. There is no matched comparison: everybody turns 18.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from vroegsignalering.events.matching import wilson
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import PERSON_TO_HOUSEHOLD, PERSONS
from vroegsignalering.study import STATUSES

EVENT = "person_18_20"
AGES = (17, 18, 19, 20)


def counted_young(registers: Registers, years: Sequence[int], status: str) -> pl.DataFrame:
    """Young people at 17 to 20 and those in a household below the line, of one shard.

    Parameters
    ----------
    registers : Registers
    years : sequence of int
        Income years to take together.
    status : str
        A household status such as ``low_income``.

    Returns
    -------
    polars.DataFrame
        ``attribute, group, age, n, n_outcome``; attribute ``all`` and ``lives`` (``with_others``: somebody else earns most;
        ``own_household``: they do).
    """
    rows = pl.concat([_year(registers, year, status) for year in years]).drop_nulls("below")
    tables = [
        rows.with_columns(attribute=pl.lit(name), group=pl.lit("all") if name == "all" else pl.col(name))
        .group_by("attribute", "group", "age")
        .agg(n=pl.len().cast(pl.Int64), n_outcome=pl.col("below").sum().cast(pl.Int64))
        for name in ("all", "lives")
    ]
    return pl.concat(tables)


def young_people(counts: pl.DataFrame) -> pl.DataFrame:
    """Share of young people in a household below the line, from the counts of all shards.

    Parameters
    ----------
    counts : polars.DataFrame
        As :func:`counted_young` gives them, below each other.

    Returns
    -------
    polars.DataFrame
        The columns of :func:`vroegsignalering.events.compare`: event ``person_18_20``, arm ``event``, ``months`` 0 for the
        year in which they turn 18.
    """
    keys = ["attribute", "group", "age"]
    table = counts.group_by(keys).agg(pl.col("n", "n_outcome").sum()).sort(keys)
    low, high = wilson(table["n_outcome"].to_numpy(), table["n"].to_numpy())
    return table.select(
        event=pl.lit(EVENT),
        arm=pl.lit("event"),
        months=((pl.col("age") - 18) * 12).cast(pl.Int32),
        attribute="attribute",
        group="group",
        value=pl.col("n_outcome") / pl.col("n"),
        low=pl.Series(low),
        high=pl.Series(high),
        n="n",
        n_outcome="n_outcome",
    )


def _year(registers: Registers, year: int, status: str) -> pl.DataFrame:
    declared, view = STATUSES[status], registers.status(year)
    born = (
        registers.recorded(date(year, 12, 31))
        .rows(PERSONS)
        .select("person", age=(year - pl.col("birth_year")).cast(pl.Int32))
    )
    young = born.filter(pl.col("age").is_in(AGES))
    own = pl.col("person") == pl.col("main_earner")
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"]).with_columns(
        lives=pl.when(own).then(pl.lit("own_household")).otherwise(pl.lit("with_others"))
    )
    rows = view.rows(declared.table).select("main_earner", below=declared.below)
    both = young.join(links, on="person", how="inner", validate="1:1")
    return (
        both.join(rows, on="main_earner", how="inner", validate="m:1")
        .select("age", "lives", "below")
        .collect()
    )
