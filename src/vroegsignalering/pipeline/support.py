"""Tables of support in one year: what goes unused, and who is reached by schemes of which a share not used cannot be measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import PERSONAL_INCOME
from vroegsignalering.schemes import (
    SCHEMES,
    Measure,
    known_years,
    outside_rule,
    reach,
    schemes_with,
    unclaimed,
)
from vroegsignalering.study.groups import groups
from vroegsignalering.study.support import households
from vroegsignalering.vocabulary import GroupAttribute

__all__ = ["reached", "unused_support", "with_groups"]

SHOWN = (
    GroupAttribute.AGE_BAND,
    GroupAttribute.HOUSEHOLD_TYPE,
    GroupAttribute.INCOME_SOURCE,
    GroupAttribute.TENURE,
)
_ALSO = {
    "received_kinderbijslag_eur_year": "child_benefit_eur_year",
    "received_huurtoeslag_eur_year": "rent_allowance_eur_year",
}
"""Amounts that only these tables read; what plans and events read stands in ``study.support``."""


def with_groups(registers: Registers, year: int) -> pl.DataFrame:
    """Households of a year as the rules of schemes see them, with the groups by which they are shown.

    Parameters
    ----------
    registers : Registers
        A shard, or all.
    year : int

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.study.support.households` gives it, further amounts received, and one column per attribute
        of :data:`SHOWN`.
    """
    on = date(year, 12, 31)
    rows, view = households(registers, year), registers.recorded(on)
    sums = [pl.col(column).fill_null(0).sum().alias(name) for name, column in _ALSO.items()]
    amounts = view.rows(PERSONAL_INCOME, ["main_earner", *_ALSO.values()], year=year).group_by("main_earner")
    rows = rows.join(amounts.agg(sums).collect(), on="main_earner", how="left", maintain_order="left")
    by = groups(view, rows.select(person="main_earner"), on, SHOWN)
    return pl.concat([rows, by], how="horizontal")


def ruled(year: int) -> tuple[str, ...]:
    """Schemes whose rule is known all through a year.

    Examples
    --------
    >>> "huurtoeslag" in ruled(2023), ruled(1990)
    (True, ())
    """
    return tuple(name for name, scheme in SCHEMES.items() if year in known_years(scheme))


def unused_support(
    rows: Sequence[pl.DataFrame], year: int, schemes: Sequence[str] | None = None
) -> pl.DataFrame:
    """Entitled, received and unused by scheme and group, in one year.

    Parameters
    ----------
    rows : sequence of polars.DataFrame
        As :func:`with_groups` gives them, one frame per shard.
    year : int
    schemes : sequence of str, optional
        All of which the share not used is measured and the rule is known in that year.

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.schemes.unclaimed` gives it; without a row where no rule is known.
    """
    known = schemes_with(Measure.NOT_USED) if schemes is None else schemes
    frame, by = pl.concat(rows).drop("main_earner"), [attribute.value for attribute in SHOWN]
    return unclaimed(frame, date(year, 7, 1), schemes=[name for name in known if name in ruled(year)], by=by)


def reached(rows: Sequence[pl.DataFrame], year: int, unused: pl.DataFrame) -> pl.DataFrame:
    """Households entitled to or receiving schemes of which the share not used cannot be measured.

    Of schemes of which it is measured: how many receive them whom the rule denies them.

    Parameters
    ----------
    rows : sequence of polars.DataFrame
        As :func:`with_groups` gives them, one frame per shard.
    year : int
    unused : polars.DataFrame
        What :func:`unused_support` gives for them.

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.schemes.reach` gives it; tenure is left out, since it says who receives rent allowance.
    """
    frame = pl.concat(rows).drop("main_earner")
    by = [attribute.value for attribute in SHOWN if attribute is not GroupAttribute.TENURE]
    schemes = (*schemes_with(Measure.RECEIVED), *ruled(year))
    return pl.concat([reach(frame, date(year, 7, 1), schemes=schemes, by=by), outside_rule(unused)])
