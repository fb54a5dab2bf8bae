"""When help would have come in time, and whether households differed before the event already.

Both read what ``matching`` compared. A lead time counts months between the event and the first of January of the
first year below the line; a year is the finest that income registers know. Descriptions, no claim of cause.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.events.matching import Z_95

MONTHS_LEFT = (1, 3, 6, 12, 18)
"""Months that a counter may need between an event and the year below the line."""

BEFORE = -24
"""Months before the event at which both arms are compared; a year before, all are above the line by choice."""


def lead_time(rows: pl.DataFrame, event: str) -> pl.DataFrame:
    """Of those who came below the line around an event, the share with so many months left to help.

    Parameters
    ----------
    rows : polars.DataFrame
        As :func:`vroegsignalering.events.matching.marked` gives them; only those with the event count.
    event : str
        Name in :data:`vroegsignalering.events.declared.EVENTS`.

    Returns
    -------
    polars.DataFrame
        ``event, months, value, low, high, n, n_outcome``: ``n`` had the event and came below the line in its year or the
        two years after; ``value`` is the share of them (``n_outcome``) with at least ``months`` between the event and the
        first of January of that first year.
    """
    below = [pl.col(f"below{after}").fill_null(False) for after in range(3)]
    first = pl.when(below[0]).then(0).when(below[1]).then(1).when(below[2]).then(2)
    fell = rows.filter("event").with_columns(first=first).filter(pl.col("first").is_not_null())
    left = (12 * fell["first"] - fell["month"]).clip(0).to_numpy()
    return _shares(event, left)


def _shares(event: str, left: np.ndarray) -> pl.DataFrame:
    n = len(left)
    rows: list[tuple[object, ...]] = []
    for months in MONTHS_LEFT:
        if n == 0:
            rows.append((event, months, None, None, None, 0, 0))
            continue
        share, z2 = float((left >= months).mean()), Z_95**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
        hits = int((left >= months).sum())
        rows.append((event, months, share, max(middle - half, 0.0), min(middle + half, 1.0), n, hits))
    columns = {
        "event": pl.String, "months": pl.Int32, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
        "n": pl.Int64, "n_outcome": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def pre_trend(compared: pl.DataFrame) -> pl.DataFrame:
    """Whether the households with an event differed from matched ones two years before it.

    Parameters
    ----------
    compared : polars.DataFrame
        As :func:`vroegsignalering.events.matching.compare` gives it; several events may stand under each other.

    Returns
    -------
    polars.DataFrame
        ``event, attribute, group, value, low, high, n, differs``: share of the event arm minus that of the matched arm, with
        an interval from both arms; where it ``differs``, what comes after the event may not be read as belonging to it.
    """
    keys = ["event", "attribute", "group"]
    before = compared.filter(pl.col("months") == BEFORE)
    arms = [
        before.filter(pl.col("arm") == arm).select(*keys, "value", "low", "high", "n")
        for arm in ("event", "matched")
    ]
    both = arms[0].join(arms[1], on=keys, how="inner", validate="1:1", suffix="_matched")
    gap = pl.col("value") - pl.col("value_matched")
    below = (
        (pl.col("value") - pl.col("low")) ** 2 + (pl.col("high_matched") - pl.col("value_matched")) ** 2
    ).sqrt()
    above = (
        (pl.col("high") - pl.col("value")) ** 2 + (pl.col("value_matched") - pl.col("low_matched")) ** 2
    ).sqrt()
    table = both.select(*keys, "n", value=gap, low=gap - below, high=gap + above)
    return table.with_columns(differs=(pl.col("low") > 0) | (pl.col("high") < 0)).sort(keys)
