"""Register frames of marriages: partners, divorces and civil status, in English columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.frames_money import labels
from vroegsignalering.synthesis.frames_people import NEVER_ENDED, closed, stacked
from vroegsignalering.synthesis.homes import NOBODY, composition
from vroegsignalering.synthesis.published import FIRST_SIMULATED
from vroegsignalering.synthesis.state import DIED, State, day_of
from vroegsignalering.synthesis.traits import dwelling_trait


def marriages(state: State, last: int) -> pl.DataFrame:
    """Marriages, both ways round, as ``one, two, from, to, died``.

    A death ends one, and so does a next marriage; a move to an institution does not.
    """
    p, h = state.persons, state.households
    comp = composition(state, day_of(state.year))
    both = np.flatnonzero((h.married == 1) & (comp.partner != NOBODY) & (comp.head != NOBODY))
    running = {
        "one": comp.head[both],
        "two": comp.partner[both],
        "from": h.union_from[both],
        "to": np.full(len(both), NEVER_ENDED),
        "died": np.zeros(len(both), bool),
    }
    rows = stacked([*state.changes, running])
    death = np.where(p.gone == DIED, p.gone_on, NEVER_ENDED)
    first = np.minimum(death[rows["one"].to_numpy()], death[rows["two"].to_numpy()])
    rows = rows.with_columns(
        pl.min_horizontal("to", pl.Series(first)).alias("to"),
        pl.col("died") | (pl.Series(first) <= pl.col("to")),
    )
    rows = rows.with_row_index("union")
    twice = pl.concat([rows, rows.rename({"one": "two", "two": "one"}).select(rows.columns)])
    twice = twice.sort("one", "from", "union")
    twice = twice.with_columns((pl.col("from").shift(-1).over("one") - 1).alias("next"))
    twice = twice.with_columns(pl.min_horizontal("to", pl.col("next").min().over("union")).alias("until"))
    twice = twice.with_columns(
        pl.col("until").alias("to"), pl.col("died") & (pl.col("until") == pl.col("to"))
    )
    return twice.filter((pl.col("from") <= last) & (pl.col("to") >= pl.col("from")))


def partner_spells(twice: pl.DataFrame, keys: pl.Series, last: int) -> pl.DataFrame:
    """GBAVERBINTENISPARTNERBUS: marriages, both ways round; unmarried cohabitation is not in it."""
    ended = pl.col("to") <= last
    return twice.select(
        keys[twice["one"]].alias("person"),
        keys[twice["two"]].alias("partner"),
        pl.col("from").cast(pl.Int32).cast(pl.Date).alias("begins_on"),
        pl.when(ended).then(pl.col("to")).cast(pl.Int32).cast(pl.Date).alias("ends_on"),
        pl.lit("H").alias("union_type"),
        pl.when(ended).then(pl.when("died").then(pl.lit("O")).otherwise(pl.lit("S"))).alias("union_end"),
    ).sort("person", "begins_on")


def divorces(twice: pl.DataFrame, keys: pl.Series, last: int) -> pl.DataFrame:
    """GBASCHEIDINGENMASSATAB: marriages that ended while both lived, one row each, on the day their spell ends."""
    rows = twice.filter((pl.col("to") <= last) & ~pl.col("died"))
    rows = rows.unique("union", keep="first", maintain_order=True).sort("one", "to")
    day = pl.col("to").cast(pl.Int32).cast(pl.Date)
    return rows.select(
        keys[rows["one"]].alias("person"),
        keys[rows["two"]].alias("partner"),
        day.alias("divorced_on"),
        day.dt.year().cast(pl.Int32).alias("published_year"),
    )


def civil_status_spells(state: State, twice: pl.DataFrame, keys: pl.Series, last: int) -> pl.DataFrame:
    """GBABURGERLIJKESTAATBUS: unmarried from birth, then married, divorced, widowed.

    What came before the first simulated day is an assumption by age and sex (:func:`_before_first_day`).
    """
    p = state.persons
    ever = np.flatnonzero((p.birth <= last) & (p.here_from <= last))
    unions = twice.rename({"one": "who"})
    married = unions.select("who", began=pl.col("from"), code=pl.lit("H"))
    after = unions.filter(pl.col("to") < last).select(
        "who", began=pl.col("to") + 1, code=pl.when("died").then(pl.lit("W")).otherwise(pl.lit("S"))
    )
    first = pl.DataFrame(
        {"who": ever, "began": p.birth[ever], "code": ["O"] * len(ever)},
        schema_overrides={"code": pl.String},
    )
    parts = [first, _before_first_day(state, ever, married["who"].to_numpy()), after, married]
    together = pl.concat(
        [part.select(pl.col("who").cast(pl.Int64), pl.col("began").cast(pl.Int64), "code") for part in parts]
    )
    rows = closed(together.unique(["who", "began"], keep="last", maintain_order=True), state, last)
    return rows.select(
        keys[rows["who"]].alias("person"), "begins_on", "ends_on", pl.col("code").alias("civil_status")
    )


def _before_first_day(state: State, ever: np.ndarray, married: np.ndarray) -> pl.DataFrame:
    """Those divorced or widowed before the first simulated day, among adults without a marriage since."""
    p, start = state.persons, day_of(FIRST_SIMULATED)
    alone = np.ones(len(p), bool)
    alone[married] = False
    who = ever[(p.here_from[ever] < 0) & alone[ever] & (p.birth[ever] < start - 22 * 365)]
    age, woman = (start - p.birth[who]) / 365.2425, p.sex[who] == 1
    widowed = np.interp(age, [50, 65, 75, 85], [0.01, 0.12, 0.35, 0.6]) * np.where(woman, 1.3, 0.75)
    divorced = np.interp(age, [25, 35, 50, 70, 85], [0.01, 0.1, 0.35, 0.35, 0.1])
    share = _normal_share(dwelling_trait(who, 32_452_843))
    code = np.where(share < widowed, 1, np.where(share < widowed + divorced * (1 - widowed), 2, 0))
    some = code > 0
    began = start - (age * 36.5 * (0.2 + share)).astype(int)
    return pl.DataFrame(
        {"who": who[some], "began": began[some], "code": labels(code[some].astype(np.uint32), None, "W", "S")}
    )


def _normal_share(trait: np.ndarray) -> np.ndarray:
    """Share of a standard normal below a value, by the same logistic approximation."""
    return np.asarray(1 / (1 + np.exp(-1.702 * trait)))
