"""Checks of a table before the door looks at it: columns, counts, duplicates, unknown dimension values.

Messages name columns and how many rows, never a row's values beyond its dimensions.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.plan import Plan


def checked(table: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The table with whole-number counts, sorted by its dimensions, declared columns only.

    Raises
    ------
    DisclosureError
        No unweighted count, undeclared columns, negative or fractional counts, a numerator above its
        count, unknown dimension values, or duplicate rows.
    """
    where = f"table {plan.name!r}"
    _check_columns(table, plan, where)
    for name in (*plan.count_columns, *((plan.share_of,) if plan.share_of else ())):
        table = table.with_columns(
            whole(table[name], where, optional=name not in (plan.count, plan.numerator))
        )
    _check_dimensions(table, plan.dimensions, where)
    if plan.amount:
        table = table.with_columns(_amounts(table[plan.amount], where))
    if plan.numerator:
        above = table.filter(pl.col(plan.numerator) > pl.col(plan.count)).height
        if above:
            raise DisclosureError(
                f"{above} rows have more in {plan.numerator!r} than in {plan.count!r}", where=where
            )
    return table.select(_output_order(table, plan)).sort(plan.dimensions, nulls_last=True)


def whole(column: pl.Series, where: str, *, optional: bool = False) -> pl.Series:
    """A count column as Int64.

    Raises
    ------
    DisclosureError
        Negative, fractional, missing or not numeric.
    """
    if column.is_empty():
        return column.cast(pl.Int64)
    if not column.dtype.is_numeric():
        raise DisclosureError(
            f"column {column.name!r} is not numeric",
            where=where,
            found=str(column.dtype),
            mend="a count is a whole number in every row",
        )
    if column.null_count() and not optional:
        raise DisclosureError(
            f"{column.null_count()} counts are missing in {column.name!r}",
            where=where,
            mend="the door needs every true count; a table that hides some already goes to --attack-only",
        )
    if column.dtype.is_float():
        odd = int(((column != column.round()) | column.is_nan() | column.is_infinite()).sum())
        if odd:
            raise DisclosureError(
                f"{odd} counts in {column.name!r} are not whole numbers",
                where=where,
                mend="the door needs the unweighted number of persons; publish weighted figures beside it",
            )
    negative = int((column < 0).sum())
    if negative:
        raise DisclosureError(
            f"{negative} counts in {column.name!r} are negative",
            where=where,
            mend="count persons, from nought on",
        )
    return column.cast(pl.Int64)


def _amounts(column: pl.Series, where: str) -> pl.Series:
    amounts = column.cast(pl.Float64, strict=False)
    bad = int((amounts.is_null() | amounts.is_nan() | amounts.is_infinite()).sum())
    if bad:
        raise DisclosureError(f"{bad} amounts in {column.name!r} are missing or not numbers", where=where)
    if (amounts < 0).any():
        raise DisclosureError(
            f"{int((amounts < 0).sum())} amounts in {column.name!r} are below nought",
            where=where,
            mend="publish what is owned and what is owed as two tables",
        )
    return amounts


def _check_columns(table: pl.DataFrame, plan: Plan, where: str) -> None:
    if plan.count not in table.columns:
        raise DisclosureError(
            f"no unweighted count {plan.count!r}",
            where=where,
            mend="hand the door how many persons stand behind each row; without it nothing is published",
        )
    wanted = [*plan.dimensions, *plan.hiding, *plan.keep]
    wanted += [name for name in (plan.share, plan.share_of, plan.share_times, plan.contributions) if name]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise DisclosureError(f"column {missing[0]!r} is declared but not there", where=where)
    known = {*wanted, "status", "marked"} | ({plan.rate, *plan.interval} if plan.numerator else set())
    stray = [name for name in table.columns if name not in known]
    if stray:
        raise DisclosureError(
            f"column {stray[0]!r} is not in the plan",
            where=where,
            mend="name it among dimensions, counts, statistics or keep, or leave it out",
        )


def _check_dimensions(table: pl.DataFrame, dimensions: tuple[str, ...], where: str) -> None:
    for name in dimensions:
        unknown = table[name].null_count()
        if table[name].dtype == pl.String:
            unknown += int((table[name].str.strip_chars() == "").sum())
        if unknown:
            raise DisclosureError(
                f"{unknown} rows have no value in dimension {name!r}",
                where=where,
                mend="give them a category of their own, such as 'unknown'",
            )
    twice = table.height - table.select(dimensions).n_unique() if table.height else 0
    if twice:
        raise DisclosureError(
            f"{twice} duplicate cells", where=where, mend="add them up, or name one more dimension"
        )


def _output_order(table: pl.DataFrame, plan: Plan) -> list[str]:
    wanted = [*plan.dimensions, *plan.hiding, *plan.keep]
    others = (plan.share, plan.share_of, plan.share_times, plan.contributions)
    wanted += [name for name in others if name and name not in wanted]
    return wanted + [name for name in ("marked",) if name in table.columns]
