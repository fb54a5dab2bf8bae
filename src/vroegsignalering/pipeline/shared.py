"""Tables about the country, the same for every study of a run: poverty, areas, support, events, the chain, fidelity.

Shares below the lines count everybody. What only describes (support, events, signals, fidelity) reads a sample of
whole shards when the country is large; the tables say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from vroegsignalering.events import EVENTS, unclaimed_after
from vroegsignalering.fidelity.compare import fidelity, read_targets
from vroegsignalering.pipeline import country, life, offers, outreach_chain, plans_country, support
from vroegsignalering.pipeline.declared import fidelity_table, proving_declared
from vroegsignalering.pipeline.jobs import Job, Made, Planned, planned, tables_job
from vroegsignalering.pipeline.shard_pass import Pass
from vroegsignalering.pipeline.store import Store, checksum, code_of, key_of, libraries
from vroegsignalering.registers import Registers
from vroegsignalering.registers.shards import held, sample, shards
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.release import Declared
from vroegsignalering.vocabulary import DataStatus

SAMPLE_PERSONS = 1_000_000
"""Persons in whose registers support, events and published figures are looked for, when there are more."""

SIGNAL_SHARDS = 4
"""Shards whose deliveries of signals are read, when there are more: 200,000 residents."""

_CODE = {
    "support": ("schemes", "poverty", "events", "pipeline/support.py", "pipeline/life.py"),
    "events": ("events", "pipeline/life.py"),
    "signals": ("audit", "pipeline/outreach_chain.py", "pipeline/dates.py"),
    "fidelity": ("fidelity",),
    "proving": ("proving", "audit", "pipeline/offers.py"),
}
"""Rooms whose code each stage needs, beside registers, study and facts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """Tables about the country, the same for every study of a run."""

    planned: tuple[Planned, ...]
    declared: tuple[Declared, ...]


def shared_jobs(registers: Registers, passed: Pass, store: Store, ground: str, prove: int) -> list[Job]:
    """Stages that do not depend on a study, the longest first.

    Parameters
    ----------
    registers : Registers
    passed : Pass
        Rows of all shards.
    store : Store
    ground : str
        Hash of the registers.
    prove : int
        Worlds per planted fault; 0 leaves the proving ground out.
    """
    some = sample(registers, SAMPLE_PERSONS)
    files = outreach_chain.deliveries_in(registers.folder, SIGNAL_SHARDS)
    makes = {
        "fidelity": (partial(_fidelity, some), ())
        if registers.provenance.status is DataStatus.SYNTHETIC
        else None,
        "signals": (partial(_signals, files), [checksum(path) for path in files]) if files else None,
        "events": (partial(_events, passed), passed.key),
        "support": (partial(_support, some), ()),
        "proving": (partial(_proving, prove), prove) if prove else None,
    }
    jobs = []
    for name, asked in makes.items():
        if asked is not None:
            code = code_of("chance", "registers", "study", "facts", *_CODE[name])
            key = key_of(ground, name, some.provenance.persons, asked[1], code, libraries())
            after = passed.names if name == "events" else ()
            jobs.append(tables_job(store, name, key, asked[0], after=after))
    return jobs


def shared_tables(jobs: Sequence[Job], passed: Pass) -> Shared:
    """What the stages left, with the counts of all shards."""
    found = [
        (plans_country.POVERTY, country.guarded(passed.counts("poverty"))),
        (plans_country.AREAS, passed.counts("areas").with_columns(band=pl.lit(None, pl.String))),
    ]
    declared = []
    for job in jobs:
        if job.name == "fidelity":
            declared += [fidelity_table(table) for _, table in job.tables()]
        elif job.name == "proving":
            declared += [proving_declared(table) for _, table in job.tables()]
        else:
            found += planned(job.tables())
    return Shared(planned=tuple(found), declared=tuple(declared))


def _support(registers: Registers) -> Made:
    year = registers.years(HOUSEHOLD_INCOME)[-1]
    rows, after = [], []
    for part in shards(registers):
        shard = held(part, life.FOR_EVENTS)
        rows.append(support.with_groups(shard, year))
        after += life.schemes_after(shard, year, rows[-1])
    unused = support.unused_support(rows, year)
    tables = [("unclaimed", unused), ("scheme_reach", support.reached(rows, year, unused))]
    if after:
        tables.append(("events_schemes", unclaimed_after(pl.concat(after))))
    told = sum(table["scheme"].n_unique() for _, table in tables[:2])
    return tables, f"{told} schemes, {year}"


def _events(passed: Pass) -> Made:
    tables = life.event_tables(passed.described)
    return tables, f"{len(EVENTS)} life events, matched households beside them"


def _signals(files: list[Path]) -> Made:
    tables = [(name, table) for name, table in outreach_chain.chain_tables(files) if table.height]
    return tables, f"{len(files)} deliveries of signals, step by step"


def _fidelity(registers: Registers) -> Made:
    """Published against achieved, of synthetic registers: no person stands behind what they achieve."""
    table = fidelity(registers, read_targets())
    near = table.filter(pl.col("status") == "ok").height
    possible = table.filter(pl.col("status") != "not computable").height
    return [("fidelity", table)], f"{near} of {possible} published figures met"


def _proving(replicates: int) -> Made:
    return [("proving", offers.proving_table(replicates))], f"{replicates} worlds per planted fault"
