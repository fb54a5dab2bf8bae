"""Joins by declared keys: two kinds of households exist, and they never join to each other by accident."""

from __future__ import annotations

from typing import Literal

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers.schema import Key

_SAME = frozenset({"person", "main_earner"})


def link(
    left: pl.LazyFrame,
    right: pl.LazyFrame,
    *,
    on: Key,
    to: Key,
    how: Literal["left", "inner", "semi", "anti"] = "left",
    many: bool = False,
) -> pl.LazyFrame:
    """Join two register frames by their declared keys.

    Parameters
    ----------
    left, right : polars.LazyFrame
        With the key columns ``on.name`` and ``to.name``.
    on, to : Key
        Keys of the left and of the right frame. A main earner is a person, so these two kinds may meet.
    how : {"left", "inner", "semi", "anti"}
    many : bool
        Several rows of the right frame may match one of the left; otherwise that is an error on collecting.

    Returns
    -------
    LazyFrame
        Columns of both; nulls never match.

    Raises
    ------
    DeclarationError
        The keys are of kinds that do not join: the household of the population register (number and start date)
        is not the household of income statistics (main earner).

    Examples
    --------
    >>> from vroegsignalering.registers.columns import PERSON as person
    >>> left = pl.LazyFrame({person.name: ["R1", "R2"]})
    >>> right = pl.LazyFrame({person.name: ["R1"], "income": [20_000]})
    >>> link(left, right, on=person, to=person).collect()["income"].to_list()
    [20000, None]
    """
    if on.kind != to.kind and not {on.kind, to.kind} <= _SAME:
        raise DeclarationError(
            f"a key of kind {on.kind!r} does not join one of kind {to.kind!r}",
            where=f"{on.name} with {to.name}",
            mend="go through person_to_household of the same year",
        )
    checked = how in ("left", "inner") and not many
    return left.join(
        right,
        left_on=on.name,
        right_on=to.name,
        how=how,
        validate="m:1" if checked else "m:m",
        nulls_equal=False,
    )
