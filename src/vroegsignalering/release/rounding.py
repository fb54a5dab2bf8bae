"""Nearest rounding, what a rounded count gives away, and shares with Wilson intervals from rounded counts."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Z95 = 1.959963984540054


def nearest(counts: NDArray[np.int64], base: int) -> NDArray[np.int64]:
    """Counts to the nearest multiple of ``base``; half goes up, as in the CBS note (0-49 to 0, 50-149 to
    100).

    Examples
    --------
    >>> nearest(np.array([0, 49, 50, 149]), 100).tolist()
    [0, 0, 100, 100]
    """
    return (counts + base // 2) // base * base


def bounds(rounded: NDArray[np.int64], base: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and highest true count behind a count rounded by :func:`nearest`."""
    low = np.maximum(rounded - base // 2, 0).astype(np.float64)
    return low, (rounded + (base - 1) // 2).astype(np.float64)


def significant(column: pl.Expr, digits: int) -> pl.Expr:
    """A float column at ``digits`` significant digits, NaN as null."""
    return column.fill_nan(None).round_sig_figs(digits)


def wilson(numerator: pl.Expr, count: pl.Expr, worth: pl.Expr | None = None) -> tuple[pl.Expr, pl.Expr]:
    """Wilson 95 % interval of a share, from counts that may be seen.

    Parameters
    ----------
    numerator, count : pl.Expr
    worth : pl.Expr, optional
        How many independent persons the sample is worth; ``count`` when absent.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    n = (count if worth is None else worth).cast(pl.Float64)
    share = numerator / count.cast(pl.Float64)
    middle = (share + _Z95**2 / (2 * n)) / (1 + _Z95**2 / n)
    half = (
        _Z95 / (1 + _Z95**2 / n) * (share * (1 - share) / n + _Z95**2 / (4 * n**2)).clip(lower_bound=0).sqrt()
    )
    return (middle - half).clip(0, 1), (middle + half).clip(0, 1)


def worth(share: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """How many persons a Wilson 95 % interval of a share says the sample is worth, to two significant digits.

    The digits keep how wide chance is and lose what would give the exact share back.
    """
    half = (high - low) / 2
    a, b = half**2 - 0.25, 2 * half**2 - share * (1 - share)
    per_person = (-b - (b**2 - 4 * a * half**2).sqrt()) / (2 * a)
    return (_Z95**2 / per_person).round_sig_figs(2)
