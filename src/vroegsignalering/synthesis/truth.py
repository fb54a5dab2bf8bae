"""True probabilities of entry and exit, because the process is ours: the year after, simulated again and again.

For a sample of households the state of 31 December is copied many times and the next year's work and incomes
are drawn anew. The share of copies below the line is the probability, with its Monte Carlo error. It
conditions on hidden state that no register holds, so it bounds what any model can reach. It is written apart
from the registers and only audit and proving may read it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.state import HOUSEHOLD_FIELDS, PERSON_FIELDS, PRESENT, Columns, State
from vroegsignalering.synthesis.year import Year, begin_year

DRAWS = 200
HOUSEHOLDS = 20_000
"""Sampled households per index year, spread over the shards."""

STREAM = 41
SCHEMA = {
    "person": pl.String,
    "year": pl.Int32,
    "p_entry": pl.Float64,
    "p_exit": pl.Float64,
    "draws": pl.Int32,
    "mc_se": pl.Float64,
}


def true_probabilities(
    state: State,
    record: Year,
    dials: Dials,
    keys: pl.Series,
    *,
    sample: float,
    chance: list[int],
    draws: int = DRAWS,
) -> pl.DataFrame:
    """Probability of standing below the low-income line a year later, for a sample of main earners.

    Parameters
    ----------
    state : State
        As it stands on 1 January of the year after the record's.
    record : Year
        The index year; its main earners are followed.
    sample : float
        Share of households taken.
    chance : list of int
        Seed of this sample's own stream, so that registers are the same with and without truth.
    draws : int
        Re-simulations per household.

    Returns
    -------
    polars.DataFrame
        ``person, year, p_entry, p_exit, draws, mc_se``: ``p_entry`` for those above the line in the index
        year, ``p_exit`` for those below, else null; ``draws`` counts the re-simulations in which the
        household is in the population.
    """
    rng = np.random.default_rng([*chance, STREAM, record.year])
    ok = (record.population == 1) & ~record.part_year
    ok &= rng.random(len(record.homes)) < sample
    main = record.income.main_earner[record.homes][ok]
    low = record.line_percent[ok] < 100
    stays = state.persons.gone[main] == PRESENT
    main, low = main[stays], low[stays]
    if not len(main):
        return pl.DataFrame(schema=SCHEMA)
    homes = np.unique(state.persons.household[main])
    below, counted = _again(state, homes, dials, rng, draws)
    at = np.searchsorted(homes, state.persons.household[main])
    n = counted[at]
    p = np.divide(below[at], n, out=np.full(len(main), np.nan), where=n > 0)
    frame = pl.DataFrame(
        {
            "person": keys[main],
            "year": np.full(len(main), record.year, np.int32),
            "p_entry": np.where(low, np.nan, p),
            "p_exit": np.where(low, 1 - p, np.nan),
            "draws": n.astype(np.int32),
            "mc_se": np.sqrt(p * (1 - p) / np.maximum(n, 1)),
        }
    )
    return frame.fill_nan(None).filter(pl.col("draws") > 0).sort("person")


def _again(
    state: State, homes: np.ndarray, dials: Dials, rng: np.random.Generator, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """How often each household is below the line, and how often it is counted, over the re-simulated years."""
    below, counted = np.zeros(len(homes)), np.zeros(len(homes))
    at_once = max(1, min(draws, 60_000 // max(len(homes), 1)))
    done = 0
    while done < draws:
        copies = min(at_once, draws - done)
        year = begin_year(_copies(state, homes, copies, rng), dials, {})
        of = year.homes % len(homes)
        inside = year.population == 1
        counted += np.bincount(of[inside], minlength=len(homes))
        below += np.bincount(of[inside & (year.line_percent < 100)], minlength=len(homes))
        done += copies
    return below, counted


def _copies(state: State, homes: np.ndarray, copies: int, rng: np.random.Generator) -> State:
    """A state that holds the given households so many times, side by side."""
    place = np.full(len(state.households), -1)
    place[homes] = np.arange(len(homes))
    who = state.present()
    who = who[place[state.persons.household[who]] >= 0]
    persons = Columns(PERSON_FIELDS, len(who) * copies)
    households = Columns(HOUSEHOLD_FIELDS, len(homes) * copies)
    for name in PERSON_FIELDS:
        setattr(persons, name, np.tile(getattr(state.persons, name)[who], copies))
    for name in HOUSEHOLD_FIELDS:
        setattr(households, name, np.tile(getattr(state.households, name)[homes], copies))
    shift = np.repeat(np.arange(copies) * len(homes), len(who))
    persons.household[:] = np.tile(place[state.persons.household[who]], copies) + shift
    return State(
        year=state.year,
        persons=persons,
        households=households,
        rng=rng,
        gem_shares=state.gem_shares,
        closed=state.closed,
        whole=False,
    )
