"""The attack on a table that somebody else protected: margins, published cells and nothing more."""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.attack import deduce
from vroegsignalering.release.cube import chains, closed, listed
from vroegsignalering.release.files import Request
from vroegsignalering.release.plan import TOTAL

_MANY = 400


def attack(table: pl.DataFrame, request: Request, *, width: float = 10.0) -> pl.DataFrame:
    """What can be deduced of each hidden cell of a protected table.

    Parameters
    ----------
    table : polars.DataFrame
        Long table; the column ``request.count`` (or ``value``) is null where hidden, margins carry
        ``Total``. A combination that is not listed is taken to be empty; a margin that is not listed is not known.
    request : Request
        ``rounded_input`` is the base to which published cells were rounded.
    width : float
        In large tables the search stops at cells whose interval is known to be this wide.

    Returns
    -------
    polars.DataFrame
        Dimensions, ``low``, ``high``, ``width``, ``exact``, the narrowest first.

    Raises
    ------
    DisclosureError
        Negative values, duplicate cells, or published cells that do not add up (it says where).
    """
    column = request.value or request.count
    cells = table.select(*request.dimensions, pl.col(column).cast(pl.Float64, strict=False).alias("__value"))
    cells = cells.with_columns(pl.col(request.dimensions).cast(pl.String))
    _check(cells, request)
    half = request.rounded_input / 2 if request.rounded_input > 1 else 0.0
    cells = _with_all_margins(cells, request, half)
    cube, order = listed(cells, chains(request.dimensions, request.nested), ())
    cells = cells[order.tolist()]
    given = cells["__value"].fill_nan(None)
    unknown, hidden = given.is_null().to_numpy(), (given.is_null() & cells["__listed"]).to_numpy()
    values = given.fill_null(0.0).to_numpy()
    low = np.where(unknown, 0.0, np.maximum(values - half, 0.0))
    high = np.where(unknown, np.inf, values + half)
    _check_sums(cube.sums, low, high, cells, request)
    found = deduce(cube.sums, low, high, enough=None if len(low) <= _MANY else width)
    told = cells.select(request.dimensions).with_columns(
        low=found.low, high=found.high, width=found.width, exact=found.exact
    )
    return told.filter(pl.Series(hidden)).sort("width", *request.dimensions)


def _check(cells: pl.DataFrame, request: Request) -> None:
    if cells.select(request.dimensions).null_count().sum_horizontal().sum():
        raise DisclosureError("cells without a value in a dimension")
    twice = cells.height - cells.select(request.dimensions).n_unique() if cells.height else 0
    if twice:
        raise DisclosureError(f"{twice} duplicate cells")
    if (cells["__value"] < 0).any():
        raise DisclosureError("published values below nought")


def _with_all_margins(cells: pl.DataFrame, request: Request, half: float) -> pl.DataFrame:
    """The cells, ``__listed``, and every margin that is not listed, without a value."""
    names = list(request.dimensions)
    inner = cells.filter(~pl.any_horizontal(pl.col(names) == TOTAL))
    listed_cells = cells.with_columns(__listed=pl.lit(True))
    if inner.is_empty():
        return listed_cells
    cube, _ = closed(inner.select(names), chains(request.dimensions, request.nested), ())
    every = cube.dimensions().select(names)
    over_nothing = cells.join(every, on=names, how="anti").filter(pl.col("__value") > half)
    if over_nothing.height:
        place = ", ".join(f"{name}={over_nothing[name][0]}" for name in names)
        raise DisclosureError(
            f"{over_nothing.height} margins stand over cells that are not listed",
            where=f"first at {place}",
            mend="list the hidden cells too, with an empty value",
        )
    unlisted = every.join(cells, on=names, how="anti").with_columns(
        __value=pl.lit(None, pl.Float64), __listed=pl.lit(False)
    )
    return pl.concat([listed_cells, unlisted])


def _check_sums(sums, low, high, cells: pl.DataFrame, request: Request) -> None:  # type: ignore[no-untyped-def]
    """Each sum must be possible by itself; where one is not, say which margin."""
    children, parents = sums.maximum(0), (-sums).maximum(0)
    fixed_high = np.where(np.isinf(high), 1e300, high)
    too_low = children @ fixed_high < parents @ low - 1e-6 * np.maximum(1.0, parents @ low)
    too_high = children @ low > parents @ fixed_high + 1e-6 * np.maximum(1.0, children @ low)
    wrong = np.flatnonzero(too_low | too_high)
    if len(wrong):
        margin = int(parents[[wrong[0]]].indices[0])
        place = ", ".join(f"{name}={cells[name][margin]}" for name in request.dimensions)
        raise DisclosureError(
            f"{len(wrong)} margins are not the sum of their cells",
            where=f"first at {place}; a margin carries {TOTAL!r}",
            mend="say to which base the table was rounded, with --rounded-input",
        )
