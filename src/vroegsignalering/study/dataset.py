"""Assembles X, y and groups for index years: same length, same order, groups beside X.

Rows without a usable outcome (died, emigrated, institution, student, unknown income) are counted and left out; they
are never coded as "above the line". Person keys become an opaque number for clustering and never leave memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers import Known, Recorded, Registers
from vroegsignalering.study import measure_household, measure_money, measure_work
from vroegsignalering.study.cohort import cohort
from vroegsignalering.study.declared import FEATURES
from vroegsignalering.study.definition import Split, StudyDefinition
from vroegsignalering.study.features import Kind
from vroegsignalering.study.groups import groups
from vroegsignalering.study.locks import matrix
from vroegsignalering.study.outcome import outcomes
from vroegsignalering.vocabulary import InformationMode, Outcome, Transition

Measure = Callable[[Recorded | Known, pl.LazyFrame, date], pl.LazyFrame]

MEASURES: dict[str, tuple[Measure, ...]] = {
    "household_income": (measure_money.income,),
    "personal_income": (measure_money.personal,),
    "household_wealth": (measure_money.wealth,),
    "health_insurance_default": (measure_money.default,),
    "debt_arrangements": (measure_money.arrangement,),
    "persons": (measure_household.age_band,),
    "household_spells": (measure_household.household,),
    "socio_economic_spells": (measure_work.work, measure_work.partner),
    "jobs": (measure_work.jobs,),
    "address_spells": (measure_work.moves,),
    "education": (measure_work.education,),
}
"""Who measures the features of each register; each yields ``person`` and some declared features."""

PARTS = ("train", "calibrate", "test")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dataset:
    """Units of one or more index years, ready to fit or to score.

    Parameters
    ----------
    X : polars.DataFrame, n rows
        Declared features only; nulls mean what each feature's ``when_absent`` says.
    y : ndarray of int8, n
        1 when the transition was recorded within the horizon.
    groups : polars.DataFrame, n rows
        One String column per group attribute.
    cluster : ndarray of uint64, n
        Opaque number per person, for errors and bootstrap.
    year : ndarray of int32, n
        Index year.
    part : ndarray of int8, n
        0 train, 1 calibrate, 2 test people, by hash of the person key.
    flow, outcomes : polars.DataFrame
        Counts: who fell out at each step, and all outcome values.
    truth : ndarray of float, n, optional
        True probability where the process is ours, NaN elsewhere; only audit and proving may read it.

    Raises
    ------
    DeclarationError
        Lengths differ.
    """

    X: pl.DataFrame
    y: np.ndarray
    groups: pl.DataFrame
    cluster: np.ndarray
    year: np.ndarray
    part: np.ndarray
    flow: pl.DataFrame
    outcomes: pl.DataFrame
    truth: np.ndarray | None = field(default=None)

    def __post_init__(self) -> None:
        lengths = {
            self.X.height, len(self.y), self.groups.height, len(self.cluster), len(self.year), len(self.part),
            *(() if self.truth is None else (len(self.truth),)),
        }  # fmt: skip
        if len(lengths) != 1:
            raise DeclarationError(
                "X, y and groups of a dataset differ in length", found=str(sorted(lengths))
            )

    def __len__(self) -> int:
        return len(self.y)

    def where(self, keep: np.ndarray) -> Dataset:
        """The rows where ``keep`` is true; flow and outcomes stay those of the whole."""
        return Dataset(
            X=self.X.filter(keep),
            y=self.y[keep],
            groups=self.groups.filter(keep),
            cluster=self.cluster[keep],
            year=self.year[keep],
            part=self.part[keep],
            flow=self.flow,
            outcomes=self.outcomes,
            truth=None if self.truth is None else self.truth[keep],
        )

    def of(self, part: str, years: Sequence[int]) -> Dataset:
        """People of one part in some index years."""
        return self.where((self.part == PARTS.index(part)) & np.isin(self.year, np.asarray(years)))


def assemble(
    registers: Registers,
    definition: StudyDefinition,
    years: Sequence[int],
    mode: InformationMode,
    *,
    truth: pl.LazyFrame | None = None,
    done: Callable[[], None] = lambda: None,
) -> Dataset:
    """The dataset of a study for some index years in one information mode.

    Parameters
    ----------
    registers : Registers
    definition : StudyDefinition
    years : sequence of int
        Index years.
    mode : InformationMode
        What features may use.
    truth : polars.LazyFrame, optional
        ``person, year, p_entry, p_exit`` where the process is ours.
    done : callable
        Called after each index year, for progress.
    """
    parts = []
    for year in years:
        parts.append(_of_year(registers, definition, year, mode, truth))
        done()
    return _stack(parts)


def _of_year(
    registers: Registers,
    definition: StudyDefinition,
    year: int,
    mode: InformationMode,
    truth: pl.LazyFrame | None,
) -> Dataset:
    at_risk = cohort(registers, definition.transition, definition.status, year)
    found = outcomes(registers, at_risk.units, at_risk.index_on, definition.status, definition.horizon_months)
    counts = (
        found.group_by("outcome").len("n").sort("outcome").with_columns(index_year=pl.lit(year, pl.Int32))
    )
    usable = found.filter(pl.col("outcome").is_in([Outcome.BELOW.value, Outcome.ABOVE.value]))
    units = usable.select("person")
    moved = Outcome.BELOW if definition.transition is Transition.ENTRY else Outcome.ABOVE
    recorded = registers.recorded(at_risk.index_on)
    view = recorded if mode is InformationMode.RECORDED else registers.known(at_risk.index_on)
    cluster = opaque(units["person"])
    return Dataset(
        X=features(view, units, at_risk.index_on, definition.features),
        y=(usable["outcome"] == moved.value).to_numpy().astype(np.int8),
        groups=groups(
            recorded, units, at_risk.index_on, (*definition.groups, definition.area)[: _n_groups(definition)]
        ),
        cluster=cluster,
        year=np.full(units.height, year, np.int32),
        part=part_of(cluster, definition.split, definition.seed),
        flow=at_risk.flow,
        outcomes=counts,
        truth=None if truth is None else _truth(truth, units, year, definition.transition),
    )


def _n_groups(definition: StudyDefinition) -> int:
    return len(definition.groups) + (definition.area not in definition.groups)


def features(view: Recorded | Known, units: pl.DataFrame, on: date, names: Sequence[str]) -> pl.DataFrame:
    """The feature matrix: declared columns in declared order, one row per unit in the order of ``units``."""
    lazy = units.lazy().select("person")
    wide = units.select("person")
    sources = dict.fromkeys(FEATURES[name].source_register for name in names)
    for measure in (one for source in sources for one in MEASURES[source]):
        measured = measure(view, lazy, on)
        wanted = [name for name in measured.collect_schema().names() if name in names]
        if wanted:  # one register at a time: memory is bounded by the widest measure, not by their sum
            found = measured.select("person", *wanted).collect(engine="streaming")
            wide = wide.join(found, on="person", how="left", validate="1:1", maintain_order="left")
    frame = wide.select(_typed(name) for name in names)
    return matrix({name: frame[name] for name in names})


def _typed(name: str) -> pl.Expr:
    kind = FEATURES[name].kind
    return pl.col(name).cast(pl.String if kind is Kind.CATEGORY else pl.Float64)


def _truth(truth: pl.LazyFrame, units: pl.DataFrame, year: int, transition: Transition) -> np.ndarray:
    column = "p_entry" if transition is Transition.ENTRY else "p_exit"
    rows = truth.filter(pl.col("year") == year).select("person", p=pl.col(column)).collect()
    return units.join(rows, on="person", how="left", maintain_order="left")["p"].fill_null(np.nan).to_numpy()


def opaque(person: pl.Series) -> np.ndarray:
    """An opaque 64-bit number per person key, the same on every machine (splitmix64 of its digits)."""
    digits = person.str.slice(1).cast(pl.UInt64, strict=False)
    if digits.null_count():
        digits = (
            person.str.encode("hex").str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
        )
    return _mix(digits.fill_null(0).to_numpy().astype(np.uint64))


def _mix(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def part_of(cluster: np.ndarray, split: Split, seed: int) -> np.ndarray:
    """Which part a person belongs to, 0 train, 1 calibrate, 2 test; the same person always the same part."""
    uniform = (_mix(cluster ^ _mix(np.array([seed], np.uint64))) >> np.uint64(11)).astype(
        np.float64
    ) * 2.0**-53
    return np.digitize(uniform, [split.train, split.train + split.calibrate]).astype(np.int8)


def _stack(parts: Sequence[Dataset]) -> Dataset:
    return Dataset(
        X=pl.concat([p.X for p in parts]),
        y=np.concatenate([p.y for p in parts]),
        groups=pl.concat([p.groups for p in parts]),
        cluster=np.concatenate([p.cluster for p in parts]),
        year=np.concatenate([p.year for p in parts]),
        part=np.concatenate([p.part for p in parts]),
        flow=pl.concat([p.flow for p in parts]),
        outcomes=pl.concat([p.outcomes for p in parts]),
        truth=None
        if parts[0].truth is None
        else np.concatenate([p.truth for p in parts if p.truth is not None]),
    )
