"""Poverty over the years: long-term, persistent, from state to state, and how long spells last.

All take a long frame, one row per unit and year. A unit is followed as given (a person, or the household of a
person); years that are missing break a spell and are never read as above the line.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.errors import RegisterError, UsageError

_Z95 = 1.959963984540054


def long_term(frame: pl.DataFrame, *, unit: str, year: str, below: str, years: int = 4) -> pl.DataFrame:
    """Whether a unit has been below the line for ``years`` years in succession, this year the last.

    Parameters
    ----------
    frame : polars.DataFrame, one row per unit and year
    unit, year, below : str
        Columns: key, calendar year, status (Boolean, null: unknown).
    years : int
        4 for the low-income line (CBS), 3 for the basic-needs line.

    Returns
    -------
    polars.DataFrame
        ``unit``, ``year`` columns and ``is_long_term``; null when the years before are not all known and
        those that are do not already say no.

    Raises
    ------
    RegisterError
        A column is absent, the status is not Boolean, or a unit has a year twice.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": [1] * 4, "year": [2018, 2019, 2020, 2021], "low": [True] * 4})
    >>> long_term(rows, unit="id", year="year", below="low")["is_long_term"].to_list()
    [None, None, None, True]
    """
    if years < 2:
        raise UsageError("long-term means two years or more", found=str(years))
    history = _with_history(_checked(frame, unit, year, below), years - 1)
    held = pl.all_horizontal("below", *(f"before_{k}" for k in range(1, years)))
    return history.select(pl.col("unit").alias(unit), pl.col("year").alias(year), is_long_term=held)


def persistence(
    frame: pl.DataFrame, *, unit: str, year: str, below: str, at: int, weight: str | None = None
) -> pl.DataFrame:
    """Persistent risk: below the line in year ``at`` and in at least two of the three years before
    (Eurostat).

    Parameters
    ----------
    frame : DataFrame, one row per unit and year
    unit, year, below : str
        Columns: who, which year (int), below the line or not (null: unknown).
    at : int
        The last of the four years.
    weight : str, optional
        Column of weights.

    Returns
    -------
    polars.DataFrame of one row
        ``indicator``, ``value`` (share of units known in all four years), ``se``, ``low``, ``high``, ``n``.
        The share and its interval are null when no unit is known in all four.

    Raises
    ------
    RegisterError
        A column is absent or of another kind, or a unit has two rows in a year.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": [1] * 4, "year": [1, 2, 3, 4], "low": [True, False, True, True]})
    >>> persistence(rows, unit="id", year="year", below="low", at=4)["value"].item()
    1.0
    """
    history = _with_history(_checked(frame, unit, year, below, weight), 3).filter(pl.col("year") == at)
    known = history.drop_nulls(["below", "before_1", "before_2", "before_3"])
    earlier = (
        sum(known[f"before_{k}"].cast(pl.Int64) for k in (1, 2, 3))
        if known.height
        else pl.Series([], dtype=pl.Int64)
    )
    hit = (known["below"] & (earlier >= 2)).to_numpy().astype(float) if known.height else np.zeros(0)
    return pl.DataFrame(
        [
            {
                "indicator": "persistent_at_risk_of_poverty_rate",
                **_share(hit, known["weight"].to_numpy(), None),
            }
        ],
        schema=_SHARE_SCHEMA | {"n": pl.Int64},
    )


def transition_matrix(
    frame: pl.DataFrame, *, unit: str, year: str, state: str, weight: str | None = None
) -> pl.DataFrame:
    """Shares moving from each state to each state a year later, all pairs of years together.

    Units count once in the errors, however many years they give. A year without a next year is left out.

    Parameters
    ----------
    frame : DataFrame, one row per unit and year
    unit, year, state : str
        Columns: who, which year (int), in which state (null: unknown).
    weight : str, optional
        Column of weights.

    Returns
    -------
    polars.DataFrame, sorted by ``from`` and ``to``
        ``from``, ``to`` (text), ``value`` (share of those in ``from``), ``se``, ``low``, ``high``, ``n``
        (pairs of years that start in ``from``).

    Raises
    ------
    RegisterError
        A column is absent or of another kind, or a unit has two rows in a year.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": [1, 1, 2, 2], "year": [1, 2, 1, 2], "s": ["a", "a", "a", "b"]})
    >>> transition_matrix(rows, unit="id", year="year", state="s")["value"].to_list()
    [0.5, 0.5]
    """
    rows = _checked(frame, unit, year, state, weight, boolean=False)
    pairs = _with_history(rows, 1).drop_nulls(["below", "before_1"])
    pairs = pairs.select(
        "unit",
        "weight",
        pl.col("before_1").cast(pl.String).alias("from"),
        pl.col("below").cast(pl.String).alias("to"),
    )
    states = sorted(set(pairs["from"]) | set(pairs["to"]))
    found = []
    for start in sorted(set(pairs["from"])):
        leaving = pairs.filter(pl.col("from") == start)
        keys = leaving["unit"].rank("dense").to_numpy().astype(np.int64) - 1
        for end in states:
            hit = (leaving["to"] == end).to_numpy().astype(float)
            found.append({"from": start, "to": end, **_share(hit, leaving["weight"].to_numpy(), keys)})
    return pl.DataFrame(found, schema={"from": pl.String, "to": pl.String, **_NUMBERS})


def spell_lengths(
    frame: pl.DataFrame, *, unit: str, year: str, below: str, weight: str | None = None
) -> pl.DataFrame:
    """How long spells below the line last: the share still below after each number of years (Kaplan and
    Meier).

    Spells that were under way in a unit's first known year are left out (their start is unknown); spells that
    are cut off by the end of the data, or by an unknown year, count as censored. The weight is that of the
    first year.

    Parameters
    ----------
    frame : DataFrame, one row per unit and year
    unit, year, below : str
        Columns: who, which year (int), below the line or not (null: unknown).
    weight : str, optional
        Column of weights.

    Returns
    -------
    polars.DataFrame
        ``years`` (1, 2, ...), ``spells`` (weighted, at risk of ending), ``ended`` (weighted), ``censored``
        (weighted), ``still_below`` (share), ``low``, ``high`` (95 %, Greenwood on the log scale), ``n``
        (spells).

    Raises
    ------
    RegisterError
        A column is absent or of another kind, or a unit has two rows in a year.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": [1] * 4, "year": [1, 2, 3, 4], "low": [False, True, True, False]})
    >>> spell_lengths(rows, unit="id", year="year", below="low")["still_below"].to_list()
    [1.0, 0.0]
    """
    spells = _spells(_checked(frame, unit, year, below, weight))
    rows, survival, variance = [], 1.0, 0.0
    for length in range(1, int(spells["length"].max() or 0) + 1):  # type: ignore[arg-type]
        at_risk = spells.filter(pl.col("length") >= length)
        now = at_risk.filter(pl.col("length") == length)
        whole, ended = float(at_risk["weight"].sum()), float(now.filter(pl.col("ended"))["weight"].sum())
        effective = whole**2 / float((at_risk["weight"] ** 2).sum())
        hazard = ended / whole
        variance += hazard / (effective * (1 - hazard)) if hazard < 1 else np.inf
        survival *= 1 - hazard
        censored = float(now.filter(~pl.col("ended"))["weight"].sum())
        low, high = _greenwood(survival, variance)
        rows.append((length, whole, ended, censored, survival, low, high, at_risk.height))
    numbers = dict.fromkeys(("spells", "ended", "censored", "still_below", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema={"years": pl.Int64, **numbers, "n": pl.Int64}, orient="row")


def _greenwood(survival: float, variance: float) -> tuple[float | None, float | None]:
    """The 95 % interval of a share still below, on the log scale; none where all have ended."""
    if survival <= 0 or not np.isfinite(variance):
        return None, None
    spread = float(np.exp(_Z95 * np.sqrt(variance)))
    return survival / spread, min(survival * spread, 1.0)


def _checked(
    frame: pl.DataFrame, unit: str, year: str, state: str, weight: str | None = None, *, boolean: bool = True
) -> pl.DataFrame:
    wanted = [unit, year, state, *([weight] if weight else [])]
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        raise RegisterError(f"no column {', '.join(map(repr, absent))}", found=", ".join(frame.columns[:20]))
    if not frame.schema[year].is_integer():
        raise RegisterError(f"column {year!r} is not a calendar year", found=f"type {frame.schema[year]}")
    if boolean and frame.schema[state] != pl.Boolean:
        raise RegisterError(f"column {state!r} is not true or false", found=f"type {frame.schema[state]}")
    rows = frame.select(
        unit=pl.col(unit),
        year=pl.col(year).cast(pl.Int64),
        below=pl.col(state),
        weight=pl.col(weight).cast(pl.Float64) if weight else pl.lit(1.0),
    )
    bad = rows.filter(pl.col("weight").is_null() | pl.col("weight").is_nan() | (pl.col("weight") < 0)).height
    if bad:
        raise RegisterError("missing or negative weights", where=f"column {weight!r}", found=f"{bad} rows")
    if rows["unit"].null_count() or rows["year"].null_count():
        raise RegisterError("a key or year is missing", where=f"columns {unit!r}, {year!r}")
    twice = rows.height - rows.select("unit", "year").unique().height
    if twice:
        raise RegisterError(
            "a unit has a year twice", found=f"{twice} rows", mend="one row per unit and year"
        )
    return rows.filter(pl.col("weight") > 0).sort("unit", "year")


def _with_history(rows: pl.DataFrame, back: int) -> pl.DataFrame:
    """Adds ``before_1 .. before_k``: the state of that many years earlier, null when the year is absent."""
    for k in range(1, back + 1):
        earlier = rows.select("unit", pl.col("year") + k, pl.col("below").alias(f"before_{k}"))
        rows = rows.join(earlier, on=["unit", "year"], how="left", validate="1:1", maintain_order="left")
    return rows


def _spells(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per spell with a known start: ``weight``, ``length`` in years, ``ended`` (else censored)."""
    same = (pl.col("unit") == pl.col("unit").shift()) & (pl.col("year") == pl.col("year").shift() + 1)
    fresh = ~(same & pl.col("below").eq_missing(pl.col("below").shift())).fill_null(False)
    runs = rows.with_columns(follows=same.fill_null(False), run=fresh.cum_sum())
    lengths = runs.group_by("run", maintain_order=True).agg(
        pl.col("below").first(),
        pl.col("weight").first(),
        pl.col("follows").first(),
        length=pl.len().cast(pl.Int64),
    )
    starts = pl.col("follows") & (pl.col("below").shift() == False)  # noqa: E712
    ended = pl.col("follows").shift(-1) & (pl.col("below").shift(-1) == False)  # noqa: E712
    return lengths.with_columns(starts=starts, ended=ended.fill_null(False)).filter(
        pl.col("below") & pl.col("starts")
    )


def _share(hit: np.ndarray, weight: np.ndarray, cluster: np.ndarray | None) -> dict[str, float | int | None]:
    """A weighted share with its linearised standard error between clusters."""
    total = float(weight.sum()) if weight.size else 0.0
    if total <= 0:
        return {"value": None, "se": None, "low": None, "high": None, "n": int(weight.size)}
    value = float((weight * hit).sum() / total)
    parts = weight * (hit - value) / total
    sums = parts if cluster is None else np.bincount(cluster, parts)
    if sums.size < 2:
        return {"value": value, "se": None, "low": None, "high": None, "n": int(weight.size)}
    se = float(np.sqrt(sums.size / (sums.size - 1) * (sums**2).sum()))
    low, high = max(value - _Z95 * se, 0.0), min(value + _Z95 * se, 1.0)
    if value in (0.0, 1.0):
        edge = _Z95**2 / (sums.size + _Z95**2)
        low, high = (0.0, edge) if value == 0.0 else (1.0 - edge, 1.0)
    return {"value": value, "se": se, "low": low, "high": high, "n": int(weight.size)}


_NUMBERS = {"value": pl.Float64, "se": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64}
_SHARE_SCHEMA = {"indicator": pl.String, **_NUMBERS}
