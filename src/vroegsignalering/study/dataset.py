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
from vroegsignalering.registers import Registers
from vroegsignalering.study.cohort import cohort
from vroegsignalering.study.definition import StudyDefinition
from vroegsignalering.study.draws import opaque, part_of
from vroegsignalering.study.groups import Grouped, groups
from vroegsignalering.study.measuring import features
from vroegsignalering.study.outcome import outcomes
from vroegsignalering.vocabulary import GroupAttribute, InformationMode, Outcome, Transition

Keep = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Whether each row is kept, from ``cluster``, ``year`` and ``part``."""

PARTS = ("train", "calibrate", "test")
"""Parts of the people, by a hash of their key; a position in this tuple is the code of a part."""


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

    Returns
    -------
    Dataset
        One row per person and index year.
    """
    asked = Asked(definition=definition, mode=mode, years=tuple(years))
    return assemble_together(registers, [asked], truth=truth, done=done)[asked].rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A study in one information mode and some index years, of which a dataset is asked.

    Parameters
    ----------
    definition : StudyDefinition
    mode : InformationMode
    years : tuple of int
    keep : callable, optional
        Of whom features are measured, from ``cluster``, ``year`` and ``part`` of everybody at risk; everybody when None.
    """

    definition: StudyDefinition
    mode: InformationMode
    years: tuple[int, ...]
    keep: Keep | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taken:
    """Rows of those who are kept, and beside them everybody at risk, to count.

    Parameters
    ----------
    rows : Dataset
    everyone : polars.DataFrame
        ``index_year, y`` and one column per group attribute.
    """

    rows: Dataset
    everyone: pl.DataFrame


def assemble_together(
    registers: Registers,
    asked: Sequence[Asked],
    *,
    truth: pl.LazyFrame | None = None,
    grouped: Grouped = groups,
    done: Callable[[], None] = lambda: None,
) -> dict[Asked, Taken]:
    """Datasets of several studies and modes; what they share of an index year is measured once.

    Parameters
    ----------
    registers : Registers
    asked : sequence of Asked
    truth : polars.LazyFrame, optional
        As in :func:`assemble`.
    grouped : callable
        Who gives the groups of main earners, when several ask for them.
    done : callable
        Called after each index year.
    """
    parts: dict[Asked, list[Taken]] = {one: [] for one in asked}
    for year in sorted({year for one in asked for year in one.years}):
        those = [one for one in asked if year in one.years]
        for one, taken in _of_year(registers, those, year, truth, grouped).items():
            parts[one].append(taken)
        done()
    return {
        one: Taken(
            rows=stack([taken.rows for taken in found]),
            everyone=pl.concat([taken.everyone for taken in found]),
        )
        for one, found in parts.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _AtRisk:
    """Who is at risk in a study on an index date, and what became of them."""

    flow: pl.DataFrame
    counts: pl.DataFrame
    units: pl.DataFrame
    moved: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Kept:
    """Of whom features are measured for one study and mode."""

    units: pl.DataFrame
    moved: np.ndarray
    cluster: np.ndarray
    part: np.ndarray


def _kept(one: Asked, mine: _AtRisk, year: int) -> _Kept:
    split, seed = one.definition.split, one.definition.seed
    cluster = opaque(mine.units["person"])
    part = part_of(cluster, split, seed)
    keep = (
        np.ones(len(cluster), bool)
        if one.keep is None
        else one.keep(cluster, np.full(len(cluster), year), part)
    )
    return _Kept(
        units=mine.units.filter(keep), moved=mine.moved[keep], cluster=cluster[keep], part=part[keep]
    )


def _of_year(
    registers: Registers, asked: Sequence[Asked], year: int, truth: pl.LazyFrame | None, grouped: Grouped
) -> dict[Asked, Taken]:
    on = date(year, 12, 31)
    kinds = {_kind(one.definition): one.definition for one in asked}
    at_risk = {kind: _at_risk(registers, definition, year) for kind, definition in kinds.items()}
    recorded, known = registers.recorded(on), registers.known(on)
    beside = _for_all([at_risk[_kind(one.definition)].units for one in asked])
    attributes = tuple(dict.fromkeys(name for one in asked for name in _attributes(one.definition)))
    shown = grouped(recorded, beside, on, attributes)
    found = {}
    for mode in dict.fromkeys(one.mode for one in asked):
        kept = {one: _kept(one, at_risk[_kind(one.definition)], year) for one in asked if one.mode is mode}
        measured = _for_all([some.units for some in kept.values()])
        names = tuple(dict.fromkeys(name for one in kept for name in one.definition.features))
        X = features(recorded if mode is InformationMode.RECORDED else known, measured, on, names)
        for one, some in kept.items():
            mine, definition = at_risk[_kind(one.definition)], one.definition
            by_group = [attribute.value for attribute in _attributes(definition)]
            everyone = shown[_places(beside, mine.units)].select(by_group)
            rows = Dataset(
                X=X[_places(measured, some.units)].select(definition.features),
                y=some.moved,
                groups=shown[_places(beside, some.units)].select(by_group),
                cluster=some.cluster,
                year=np.full(len(some.cluster), year, np.int32),
                part=some.part,
                flow=mine.flow,
                outcomes=mine.counts,
                truth=None if truth is None else _truth(truth, some.units, year, definition.transition),
            )
            counted = everyone.with_columns(index_year=pl.lit(year, pl.Int32), y=pl.Series(mine.moved))
            found[one] = Taken(rows=rows, everyone=counted)
    return found


def _kind(definition: StudyDefinition) -> tuple[str, str, int]:
    """What decides who is at risk and what became of them."""
    return definition.transition.value, definition.status, definition.horizon_months


def _at_risk(registers: Registers, definition: StudyDefinition, year: int) -> _AtRisk:
    at_risk = cohort(registers, definition.transition, definition.status, year)
    found = outcomes(registers, at_risk.units, at_risk.index_on, definition.status, definition.horizon_months)
    counts = (
        found.group_by("outcome").len("n").sort("outcome").with_columns(index_year=pl.lit(year, pl.Int32))
    )
    usable = found.filter(pl.col("outcome").is_in([Outcome.BELOW.value, Outcome.ABOVE.value]))
    moved = Outcome.BELOW if definition.transition is Transition.ENTRY else Outcome.ABOVE
    return _AtRisk(
        flow=at_risk.flow,
        counts=counts,
        units=usable.select("person"),
        moved=(usable["outcome"] == moved.value).to_numpy().astype(np.int8),
    )


def _attributes(definition: StudyDefinition) -> tuple[GroupAttribute, ...]:
    return tuple(dict.fromkeys((*definition.groups, definition.area)))


def _for_all(units: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Everyone in any of the frames, once, sorted."""
    return pl.concat(units).unique().sort("person") if len(units) > 1 else units[0]


def _places(everyone: pl.DataFrame, units: pl.DataFrame) -> pl.Series:
    """Where each unit stands among everyone."""
    return units.join(everyone.with_row_index("at"), on="person", how="left", maintain_order="left")["at"]


def _truth(truth: pl.LazyFrame, units: pl.DataFrame, year: int, transition: Transition) -> np.ndarray:
    column = "p_entry" if transition is Transition.ENTRY else "p_exit"
    rows = truth.filter(pl.col("year") == year).select("person", p=pl.col(column)).collect()
    return units.join(rows, on="person", how="left", maintain_order="left")["p"].fill_null(np.nan).to_numpy()


def stack(parts: Sequence[Dataset]) -> Dataset:
    """Datasets of the same columns below each other."""
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
