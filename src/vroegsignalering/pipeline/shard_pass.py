"""What is taken from every shard, in one pass: rows of the studies, and counts that are added up afterwards.

A shard of whole households is read once, decoded once, and serves all index years, both information modes and all
studies. Shards are made by worker processes and kept in the store; no result depends on which worker made one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from vroegsignalering.events.matching import MATCHED_ON
from vroegsignalering.pipeline import country, examples, life, rows, tables
from vroegsignalering.pipeline.jobs import Job
from vroegsignalering.pipeline.store import Store, key_of
from vroegsignalering.processes import in_processes
from vroegsignalering.registers import Recorded, Registers
from vroegsignalering.registers.shards import held, numbered
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.study import Dataset, StudyDefinition
from vroegsignalering.study.dataset import Asked, Taken, assemble_together
from vroegsignalering.study.groups import groups
from vroegsignalering.vocabulary import GroupAttribute, InformationMode

WANTED: dict[str, tuple[str, ...] | None] = {
    "persons": ("sex", "birth_year", "birth_month", "parents_born_abroad", "born_in_netherlands"),
    "civil_status_spells": None,
    "deaths": None,
    "household_spells": None,
    "person_to_household": None,
    "household_income": (
        "population",
        "person_count",
        "earner_count",
        "income_source",
        "tenure",
        "gross_income_eur_year",
        "low_income_percent",
        "social_minimum_percent",
        "eu_line_percent",
        "benefit_income_percent",
    ),
    "household_wealth": (
        "net_wealth_without_home_eur",
        "bank_savings_eur",
        "own_home_eur",
        "business_assets_eur",
        "mortgage_eur",
        "student_debt_eur",
        "other_debts_eur",
    ),
    "personal_income": (
        "personal_gross_income_eur_year",
        "profit_eur_year",
        "sickness_benefit_eur_year",
        "disability_benefit_eur_year",
    ),
    "socio_economic_spells": ("socio_economic",),
    "jobs": ("base_hours", "contract"),
    "education": ("highest_attained",),
    "address_spells": None,
    "address_region": None,
    "address_region_other": None,
    "health_insurance_default": None,
    "debt_arrangements": None,
    "problematic_debt": ("household_has_problematic_debt",),
    "policy_monitor": ("below_basic_needs_line",),
}
"""Tables and columns that the measures of ``study`` and ``country`` read; a missing one fails loudly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A study in one information mode, and the share of its rows that is kept."""

    definition: StudyDefinition
    mode: InformationMode
    kept: rows.Kept

    @property
    def name(self) -> str:
        """Beginning of the names of its files."""
        return f"{self.definition.id}.{self.mode.value}"

    @property
    def asked(self) -> Asked:
        """Rows of all its years, with features of those who are kept."""
        keep = partial(rows.keeps, definition=self.definition, mode=self.mode, kept=self.kept)
        years = self.definition.years[self.mode].all
        return Asked(definition=self.definition, mode=self.mode, years=years, keep=keep)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShardTask:
    """One shard to do, as it travels to a worker; life events are looked for in a sample of shards only."""

    number: int
    key: str
    registers: Registers
    wishes: tuple[Wish, ...]
    truth: tuple[Path, ...]
    area: GroupAttribute
    described: bool
    store: Store

    @property
    def name(self) -> str:
        """Name under which the store keeps it."""
        return f"shard-{self.number:04d}"

    @property
    def attributes(self) -> tuple[GroupAttribute, ...]:
        """All group attributes that anything in the pass shows or matches on."""
        of_studies = (
            name for wish in self.wishes for name in (*wish.definition.groups, wish.definition.area)
        )
        about_all = (*country.SHOWN, GroupAttribute.PROVINCE, self.area, *MATCHED_ON, *life.SHOWN)
        return tuple(dict.fromkeys((*of_studies, *about_all)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Folders of all shards, read when asked for."""

    key: str
    folders: tuple[Path, ...]
    truth: bool

    @classmethod
    def of(cls, tasks: Sequence[ShardTask]) -> Pass:
        """Where the shards stand or will stand, in the order of the tasks."""
        folders = tuple(task.store.folder / f"{task.name}@{task.key}" for task in tasks)
        return cls(key=key_of([task.key for task in tasks]), folders=folders, truth=bool(tasks[0].truth))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the shards in the store."""
        return tuple(folder.name.split("@")[0] for folder in self.folders)

    def rows(self, wish: Wish, role: str) -> Dataset:
        """Rows of one use from all shards."""
        paths = [folder / f"{wish.name}.rows.arrow" for folder in self.folders]
        return rows.read_rows(paths, role, truth=self.truth)

    def described(self, name: str) -> pl.DataFrame:
        """Rows about life events, from the shards in which these are looked for; empty when there are none."""
        paths = [path for folder in self.folders if (path := folder / f"{name}.arrow").is_file()]
        return pl.concat([pl.read_ipc(path) for path in paths]) if paths else pl.DataFrame()

    def counts(self, name: str) -> pl.DataFrame:
        """Counts of all shards added up; every other column names a row, in order of first appearance."""
        frame = pl.concat([pl.read_ipc(folder / f"{name}.arrow") for folder in self.folders])
        summed = [column for column in frame.columns if column in COUNTED]
        names = [column for column in frame.columns if column not in COUNTED]
        return frame.group_by(names, maintain_order=True).agg(pl.col(summed).sum())


COUNTED = ("n", "n_outcome", "excluded", "left")
"""Columns that hold counts; all others name a row."""


def make_pass(tasks: Sequence[ShardTask], workers: int, done: Callable[[], None] = lambda: None) -> None:
    """Do the shards that the store does not hold yet."""
    in_processes(do_shard, tasks, workers, done, alike=True)


def do_shard(task: ShardTask) -> None:
    """Take from one shard what is asked, unless the store has it."""
    task.store.once(task.name, task.key, lambda folder: _write(task, folder))


def shard_job(task: ShardTask) -> Job:
    """The same as a stage among others, where there are fewer shards than workers."""
    return Job(name=task.name, shown="shards", key=task.key, store=task.store, write=partial(_written, task))


def _written(task: ShardTask, folder: Path) -> str:
    _write(task, folder)
    return f"one of whole households; {len(task.wishes)} sets of rows, all years"


def _write(task: ShardTask, folder: Path) -> None:
    registers = held(task.registers, WANTED)
    grouped = GroupsOnce(registers, task.attributes)
    asked = {wish.asked: wish for wish in task.wishes}
    found = assemble_together(registers, list(asked), truth=_truth(task, registers), grouped=grouped)
    for one, taken in found.items():
        wish = asked[one]
        path = folder / f"{wish.name}.rows.arrow"
        rows.write_rows(taken.rows, wish.definition, wish.mode, wish.kept, path)
        if wish.mode is wish.definition.primary_mode:
            for name, table in _counts(taken, wish.definition).items():
                table.write_ipc(folder / f"{wish.definition.id}.{name}.arrow")
    by_group, by_area = country.poverty(registers, registers.years(HOUSEHOLD_INCOME), task.area, grouped)
    by_group.write_ipc(folder / "poverty.arrow")
    by_area.write_ipc(folder / "areas.arrow")
    if task.described:
        for name, frame in life.of_shard(registers, grouped):
            frame.write_ipc(folder / f"{name}.arrow", compression="lz4")


def _counts(taken: Taken, definition: StudyDefinition) -> dict[str, pl.DataFrame]:
    return {
        "cohort_flow": tables.flow(taken.rows),
        "outcomes": tables.outcomes(taken.rows),
        "rates": tables.rates(taken.everyone, definition),
        "households": examples.example_rates(taken.everyone),
    }


class GroupsOnce:
    """Groups of all main earners on the last day of a year, read once for all who ask for some of them.

    Parameters
    ----------
    registers : Registers
        A shard.
    attributes : tuple of GroupAttribute
        All that will be asked.
    """

    def __init__(self, registers: Registers, attributes: tuple[GroupAttribute, ...]) -> None:
        self._registers, self._attributes = registers, attributes
        self._found: dict[date, pl.DataFrame] = {}

    def __call__(
        self, view: Recorded, units: pl.DataFrame, on: date, wanted: tuple[GroupAttribute, ...]
    ) -> pl.DataFrame:
        """As :func:`vroegsignalering.study.groups.groups` gives them, of main earners of the year of ``on``."""
        if on not in self._found:
            rows = view.rows(HOUSEHOLD_INCOME, ["main_earner"], year=on.year)
            everyone = rows.select(person="main_earner").unique().sort("person").collect()
            by = groups(view, everyone, on, self._attributes)
            self._found[on] = pl.concat([everyone, by], how="horizontal")
        mine = units.select("person").join(
            self._found[on], on="person", how="inner", validate="m:1", maintain_order="left"
        )
        return mine.select(attribute.value for attribute in wanted)


def _truth(task: ShardTask, registers: Registers) -> pl.LazyFrame | None:
    """True probabilities in memory, with the keys that the shard has."""
    if not task.truth:
        return None
    frame = pl.scan_parquet(list(task.truth)).select("person", "year", "p_entry", "p_exit").collect()
    return (numbered(frame) if registers.numbers else frame).lazy()
