"""Which support typically goes unclaimed after a life event, beside everybody else of the same year.

Entitlement is read from yearly registers by the rules of schemes: an estimate for a group, no decision on anyone, and
no claim that the event is the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from vroegsignalering.events.matching import wilson
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import PERSON_TO_HOUSEHOLD


def counted_after(
    registers: Registers,
    had: pl.DataFrame,
    units: pl.DataFrame,
    judged: pl.DataFrame,
    schemes: Sequence[str],
    event: str,
    year: int,
) -> pl.DataFrame:
    """Households that are entitled to schemes in the year after an event, and go without; counts of one shard.

    Parameters
    ----------
    registers : Registers
    had : polars.DataFrame
        ``person, year``: who had the event.
    units : polars.DataFrame
        ``person``: main earners of whom it is known whether they had it in the year before ``year``.
    judged : polars.DataFrame
        As :func:`vroegsignalering.study.support.judged` gives it for ``year``.
    schemes : sequence of str
    event : str
    year : int
        The year after the event.

    Returns
    -------
    polars.DataFrame
        ``event, arm, scheme, year, n, n_outcome, households``: entitled, without it, all; arm ``event``, or ``others`` for
        everybody else.
    """
    view = registers.recorded(date(year, 12, 31))
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=year)
    with_event = had.filter(pl.col("year") == year - 1).select("person", with_event=True)
    arm = pl.when("with_event").then(pl.lit("event")).otherwise(pl.lit("others"))
    rows = (
        units.lazy()
        .select("person")
        .unique()
        .join(links, on="person", how="inner", validate="1:1")
        .join(with_event.lazy(), on="person", how="left", validate="1:1")
        .join(judged.lazy(), on="main_earner", how="inner", validate="m:1")
        .with_columns(arm=arm)
        .collect()
    )
    parts = [_counted(rows, scheme) for scheme in schemes]
    return pl.concat(parts).with_columns(event=pl.lit(event), year=pl.lit(year, pl.Int32))


def _counted(rows: pl.DataFrame, scheme: str) -> pl.DataFrame:
    entitled, without = pl.col(f"{scheme}_entitled"), pl.col(f"{scheme}_unclaimed")
    return rows.group_by("arm").agg(
        n=entitled.fill_null(False).sum().cast(pl.Int64),
        n_outcome=without.fill_null(False).sum().cast(pl.Int64),
        households=pl.len().cast(pl.Int64),
        scheme=pl.lit(scheme),
    )


def unclaimed_after(counts: pl.DataFrame) -> pl.DataFrame:
    """Which support goes unclaimed after events, from the counts of all shards.

    Parameters
    ----------
    counts : polars.DataFrame
        As :func:`counted_after` gives them, below each other.

    Returns
    -------
    polars.DataFrame
        ``event, scheme, year, value, low, high, n, n_outcome, entitled_share, of_entitled, value_others``: of the ``n``
        households with the event, ``value`` (Wilson's interval) seem entitled and go without (``n_outcome``);
        ``entitled_share`` seem entitled at all, ``of_entitled`` is the share of these that goes without; ``value_others`` is
        ``value`` among everybody else.
    """
    keys = ["event", "scheme", "year"]
    summed = counts.group_by(*keys, "arm").agg(pl.col("n", "n_outcome", "households").sum()).sort(keys)
    others = summed.filter(pl.col("arm") == "others").select(
        *keys, value_others=pl.col("n_outcome") / pl.col("households")
    )
    table = summed.filter(pl.col("arm") == "event").join(others, on=keys, how="left", validate="1:1")
    low, high = wilson(table["n_outcome"].to_numpy(), table["households"].to_numpy())
    return table.select(
        *keys,
        value=pl.col("n_outcome") / pl.col("households"),
        low=pl.Series(low),
        high=pl.Series(high),
        n=pl.col("households"),
        n_outcome=pl.col("n_outcome"),
        entitled_share=pl.col("n") / pl.col("households"),
        of_entitled=(pl.col("n_outcome") / pl.col("n")).fill_nan(None),
        value_others=pl.col("value_others"),
    ).sort(keys)
