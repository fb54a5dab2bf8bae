"""One shard from its first day to its files: simulate from 2011, hand over the frames of the years asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from vroegsignalering.registers import Table, tables
from vroegsignalering.synthesis import frames_benefits as benefits
from vroegsignalering.synthesis import frames_debts as owing
from vroegsignalering.synthesis import frames_money as money
from vroegsignalering.synthesis import frames_people as people
from vroegsignalering.synthesis import frames_scores as scores
from vroegsignalering.synthesis import frames_unions as unions
from vroegsignalering.synthesis import frames_work as work
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published
from vroegsignalering.synthesis.debts import Debts, debts
from vroegsignalering.synthesis.dials import Dials, calibrated
from vroegsignalering.synthesis.plan import SynthesisPlan
from vroegsignalering.synthesis.population import first_day
from vroegsignalering.synthesis.state import State, day_of
from vroegsignalering.synthesis.wealth import Wealth, wealth
from vroegsignalering.synthesis.year import Year, begin_year, finish_year

STAGE = 4
"""Stream of chance of the synthesis, next to the seed and the shard's number."""

ROOM_PER_SHARD = 1_000_000
"""Person numbers reserved for a shard, before they are mixed."""

Frames = Iterator[tuple[Table, int, pl.DataFrame]]
Watcher = Callable[[State, Year, Debts], None]
"""Told of every written year before its events: state on 1 January, record, debts."""

Follower = Callable[[State, Year, pl.Series], None]
"""Told of every written year after its events: state on the next 1 January, record, keys of persons."""


def begin(plan: SynthesisPlan, shard: int, dials: Dials) -> State:
    """The shard's households on the first simulated day."""
    rng = np.random.default_rng([plan.seed, STAGE, shard])
    allowed = dials.offsets("gemeenten")
    households = plan.shard_persons(shard) * float(dials.numbers["households_per_person"])  # type: ignore[arg-type]
    if plan.gemeente is not None:
        chosen = pl_.places().codes == plan.gemeente
        allowed = chosen.astype(float)
        households = plan.shard_persons(shard) * float(
            (pl_.places().households[chosen] / pl_.places().population[chosen])[0]
        )
    count = max(int(round(households)), 1)
    return first_day(rng, dials, count, allowed, plan.gemeente is not None)


def person_keys(count: int, shard: int, seed: int, *, first: int = 0) -> pl.Series:
    """Keys of persons, from number ``first``: a bijection of their number, so that neighbours do not get neighbouring keys."""
    here = np.arange(first, count, dtype=np.uint64)
    numbers = (here + np.uint64(shard * ROOM_PER_SHARD)) % np.uint64(10**9)
    mixed = (numbers * np.uint64(387_420_489) + np.uint64((seed * 7_919) % 10**9)) % np.uint64(10**9)
    return "R" + pl.Series("person", mixed).cast(pl.String).str.zfill(9)


def frames(
    plan: SynthesisPlan,
    shard: int,
    *,
    dials: Dials | None = None,
    watch: Watcher | None = None,
    follow: Follower | None = None,
) -> Frames:
    """All register frames of one shard, one at a time.

    Parameters
    ----------
    watch : callable, optional
        For deliveries of signals.
    follow : callable, optional
        For true probabilities.

    Yields
    ------
    (Table, year, polars.DataFrame)
        English columns; spells and lookups come last, as editions of the last year.
    """
    dials = dials or calibrated()
    state = begin(plan, shard, dials)
    diary = people.Diary()
    gems = np.full(0, -1, np.int16)
    keys, addresses = person_keys(0, shard, plan.seed), people.address_keys(0, shard)
    diary.note(state)
    while state.year <= plan.years[1]:
        record = begin_year(state, dials, {})
        diary.note_work(state, record)
        gems = _places(state, gems)
        written = record.year >= plan.years[0]
        worth = wealth(state, record, dials) if record.year >= published.FIRST_WRITTEN else None
        found = debts(state, record, worth, dials) if worth is not None else None
        if found is not None and written and watch is not None:
            watch(state, record, found)
        finish_year(state, dials, record)
        diary.note(state)
        keys = _grown(keys, person_keys(len(state.persons), shard, plan.seed, first=len(keys)))
        addresses = _grown(addresses, people.address_keys(state.addresses, shard, first=len(addresses)))
        if written and worth is not None and found is not None:
            if follow is not None:
                follow(state, record, keys)
            yield from _yearly(state, record, worth, found, keys, addresses, dials)
    yield from _editions(plan, shard, state, diary, _places(state, gems), keys, addresses)


def _grown(keys: pl.Series, newer: pl.Series) -> pl.Series:
    """The keys with those of persons or addresses that came since."""
    return pl.concat([keys, newer], rechunk=True)


def _yearly(
    state: State,
    record: Year,
    worth: Wealth,
    found: Debts,
    keys: pl.Series,
    addresses: pl.Series,
    dials: Dials,
) -> Frames:
    """The files of one year."""
    year = record.year
    yield tables.PERSON_TO_HOUSEHOLD, year, people.person_to_household(record, keys)
    yield tables.HOUSEHOLD_INCOME, year, money.household_income(state, record, keys, dials)
    yield tables.PERSONAL_INCOME, year, money.personal_income(state, record, worth, keys, dials)
    yield tables.HOUSEHOLD_WEALTH, year, money.household_wealth(record, worth, keys, dials)
    yield tables.JOBS, year, work.jobs(state, record, keys)
    yield tables.EDUCATION, year, people.education(state, record, keys)
    yield tables.HEALTH_INSURANCE_DEFAULT, year, owing.default(found, keys)
    yield tables.PROBLEMATIC_DEBT, year, owing.problematic_debt(state, record, found, keys)
    yield tables.POLICY_MONITOR, year, owing.monitor(state, record, found, keys)
    yield tables.SOCIAL_ASSISTANCE, year, benefits.social_assistance(record, keys)
    yield tables.STATE_PENSION, year, benefits.state_pension(state, record, keys)
    yield tables.SURVIVOR_BENEFIT, year, benefits.survivor_benefit(state, record, keys)
    yield tables.DISABILITY_BENEFIT, year, benefits.disability_benefit(state, record, keys)
    yield tables.CHILD_BENEFIT, year, benefits.child_benefit(record, keys)
    yield tables.UNEMPLOYMENT_OR_OTHER_BENEFIT, year, benefits.unemployment_benefit(state, record, keys)
    yield tables.DWELLING_VALUE, year, benefits.dwelling_values(record, worth, addresses)
    if year <= (tables.PROSPERITY_SCORES.last_year or year):
        yield tables.PROSPERITY_SCORES, year, scores.prosperity(state, record, worth, keys, dials)
    if year <= (tables.DWELLING_OWNERSHIP.last_year or year):
        yield tables.DWELLING_OWNERSHIP, year, benefits.dwellings(record, addresses)


def _places(state: State, gems: np.ndarray) -> np.ndarray:
    """The gemeente of every address so far."""
    grown = np.full(state.addresses, -1, np.int16)
    grown[: len(gems)] = gems
    grown[state.households.address] = state.households.gem
    return grown


def _editions(
    plan: SynthesisPlan,
    shard: int,
    state: State,
    diary: people.Diary,
    gems: np.ndarray,
    keys: pl.Series,
    addresses: pl.Series,
) -> Frames:
    """Spells and lookups: one edition, that of the last year."""
    year = plan.years[1]
    last = day_of(year, 12, 31)
    p = state.persons
    ever = np.flatnonzero((p.birth <= last) & (p.here_from <= last))
    everybody = people.persons(state, keys, ever)
    yield tables.PERSONS, year, everybody
    yield tables.PERSONS_SHORT, year, people.persons_short(everybody)
    yield tables.HOUSEHOLD_SPELLS, year, people.household_spells(state, diary, keys, shard, last)
    yield tables.ADDRESS_SPELLS, year, people.address_spells(state, diary, keys, addresses, last)
    yield tables.SOCIO_ECONOMIC_SPELLS, year, people.work_spells(state, diary, keys, last)
    married = unions.marriages(state, last)
    yield tables.PARTNER_SPELLS, year, unions.partner_spells(married, keys, last)
    yield tables.DIVORCES, year, unions.divorces(married, keys, last)
    yield tables.CIVIL_STATUS_SPELLS, year, unions.civil_status_spells(state, married, keys, last)
    yield tables.PARENTS, year, people.parents(state, keys, ever)
    yield tables.DEATHS, year, people.deaths(state, keys, last)
    yield tables.DEBT_ARRANGEMENTS, year, owing.arrangements(state, keys, last)
    region = people.address_region(gems, addresses, outside=False)
    other = people.address_region(gems, addresses, outside=True)
    for each in range(plan.years[0], year + 1):
        yield tables.ADDRESS_REGION, each, region
        yield tables.ADDRESS_REGION_OTHER, each, other
