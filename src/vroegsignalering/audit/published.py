"""The audit from published confusion counts, suppressed cells included.

Counts of ``tn, fp, fn, tp`` per group, attribute and perhaps version and phase of a system. What is known is audited
as scores are. What is suppressed is never guessed: a figure that rests on it has no value, only the bounds between which
it must lie. Suppressed cells are not solved for, even where totals would allow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.bounds import NOTHING, Between, between, gap, times
from vroegsignalering.audit.engine import from_cells
from vroegsignalering.audit.fairness import ALL, rows_of
from vroegsignalering.audit.gaps import Contrast, correct_main, main_list
from vroegsignalering.audit.metric import Metric
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import OVERALL, REST, Preregistration
from vroegsignalering.audit.rows import Rows, assemble
from vroegsignalering.audit.scores import labelled
from vroegsignalering.audit.verdicts import OK, SUPPRESSED, TOO_FEW, verdict_of_state, verdicts
from vroegsignalering.errors import RegisterError

CELLS = ("tn", "fp", "fn", "tp")
UNKNOWN_WORDS = ("", "suppressed", "onderdrukt", "x", ".", "*", "na", "nan", "-")
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """Counts of one attribute in one version and phase; NaN where suppressed."""

    version: str | None
    phase: str | None
    attribute: str
    groups: tuple[str, ...]
    cells: Array

    @property
    def known(self) -> NDArray[np.bool_]:
        """Groups without a suppressed cell."""
        return np.asarray(~np.isnan(self.cells).any(axis=0))


def audit_counts(
    counts: pl.DataFrame,
    preregistration: Preregistration,
    *,
    zero_is_suppressed: bool = False,
    suppressed_below: int | None = None,
    replicates: int = 256,
    seed: int = 1,
) -> pl.DataFrame:
    """Audit confusion counts.

    Parameters
    ----------
    counts : DataFrame
        ``group, attribute, tn, fp, fn, tp`` and optionally ``phase``, ``version``; blank or ``suppressed`` is unknown.
    preregistration : Preregistration
        Its margins, references and minimum; selection is already in the counts.
    zero_is_suppressed : bool
        A zero may be a suppressed count.
    suppressed_below : int, optional
        The rule by which cells were suppressed: an unknown count is below it. Absent: it may be anything.
    replicates, seed : int
        Draws for the intervals, and where they start.

    Returns
    -------
    DataFrame as of :func:`vroegsignalering.audit.audit`, with ``version`` and ``phase``.

    Raises
    ------
    RegisterError
        A column is absent, a count is not a whole number of zero or more, a group occurs twice.

    Examples
    --------
    >>> counts = pl.DataFrame({"group": ["f", "m"], "attribute": ["sex"] * 2, "tn": ["90", "80"], "fp": ["10", "20"],
    ...                        "fn": ["30", ""], "tp": ["70", "60"]})
    >>> table = audit_counts(counts, Preregistration())
    >>> table.filter(group="m", metric="true_positive_rate").select("value", "high", "status").row(0)
    (None, 1.0, 'suppressed')
    """
    parts = []
    for version, phase, tables in _by_version(_parsed(counts, zero_is_suppressed)):
        table = _audit_one(tables, preregistration, suppressed_below, replicates, seed)
        parts.append(table.with_columns(version=pl.lit(version, pl.String), phase=pl.lit(phase, pl.String)))
    return pl.concat(parts)


def read_counts(path: Path) -> pl.DataFrame:
    """Read a file of confusion counts; every column as text.

    Parameters
    ----------
    path : Path
        A file of any kind that the registers room reads: ``.csv``, ``.parquet``, ``.sav``, ``.dta``.

    Returns
    -------
    DataFrame of text, for :func:`audit_counts`.

    Raises
    ------
    RegisterError
        The file is absent or cannot be read.
    """
    from vroegsignalering.registers.raw import (
        open_raw,
    )  # only files need the registers room; counting does not

    return open_raw(Path(path)).rows.collect().cast(pl.String)


def _parsed(counts: pl.DataFrame, zero_is_suppressed: bool) -> pl.DataFrame:
    renamed = {name: name.strip().lower() for name in counts.columns}
    if len(set(renamed.values())) < len(renamed):
        raise RegisterError("a column name occurs twice", found=", ".join(counts.columns))
    counts = counts.rename(renamed)
    absent = [name for name in ("group", "attribute", *CELLS) if name not in counts.columns]
    if absent:
        raise RegisterError(
            f"no column {absent[0]!r}",
            found=", ".join(counts.columns),
            mend="needed: group, attribute, tn, fp, fn, tp; optional: phase, version",
        )
    if counts.height == 0:
        raise RegisterError("no rows to audit", mend="give at least one group")
    for name in ("phase", "version"):
        if name not in counts.columns:
            counts = counts.with_columns(pl.lit(None, pl.String).alias(name))
    keys = ["version", "phase", "attribute", "group"]
    counts = counts.with_columns(pl.col(keys).cast(pl.String).str.strip_chars().replace("", None))
    counts = counts.with_columns(labelled(counts[name]) for name in ("attribute", "group"))
    if counts.select(keys).is_duplicated().any():
        twice = counts.filter(counts.select(keys).is_duplicated())
        raise RegisterError(
            "a group occurs twice",
            where=f"attribute {twice['attribute'][0]!r}",
            found=str(twice["group"][0]),
            mend="one row per group; columns phase and version tell rows of one group apart",
        )
    return counts.with_columns(_cell(counts[name], zero_is_suppressed) for name in CELLS)


def _cell(column: pl.Series, zero_is_suppressed: bool) -> pl.Series:
    text = column.cast(pl.String).str.strip_chars().fill_null("")
    unknown = text.str.to_lowercase().is_in(list(UNKNOWN_WORDS))
    numbers = text.set(unknown, None).cast(pl.Float64, strict=False)
    wrong = (
        (numbers.is_null() & ~unknown)
        | (numbers < 0).fill_null(False)
        | (numbers.round() != numbers).fill_null(False)
    )
    if wrong.any():
        raise RegisterError(
            "a count is not a whole number of zero or more",
            where=f"column {column.name}",
            found=f"{int(wrong.sum())} of {len(column)} rows",
            mend="leave a suppressed count blank or write 'suppressed'",
        )
    return numbers.set((numbers == 0).fill_null(False), None) if zero_is_suppressed else numbers


def _by_version(counts: pl.DataFrame) -> Iterator[tuple[str | None, str | None, list[Published]]]:
    pairs = counts.select("version", "phase").unique(maintain_order=True).rows()
    for version, phase in pairs:
        mine = counts.filter(pl.col("version").eq_missing(version), pl.col("phase").eq_missing(phase))
        tables = []
        for attribute in mine["attribute"].unique(maintain_order=True):
            part = mine.filter(attribute=attribute)
            cells = part.select(CELLS).to_numpy().T.astype(np.float64)
            tables.append(Published(version, phase, attribute, tuple(part["group"]), cells))
        yield version, phase, tables


def _audit_one(
    tables: list[Published], registered: Preregistration, below: int | None, replicates: int, seed: int
) -> pl.DataFrame:
    parts: list[pl.DataFrame] = []
    family: list[Contrast] = []
    shown_whole = any(table.attribute == ALL for table in tables)
    for table in tables:
        known = np.flatnonzero(table.known)
        complete = known.size == len(table.groups)
        if known.size:
            names = tuple(table.groups[at] for at in known)
            counted = from_cells(
                table.attribute, names, table.cells[:, known], replicates=replicates, seed=seed
            )
            whole = complete and (table.attribute == ALL or not shown_whole)
            shown_whole = shown_whole or whole
            rows, contrasts = rows_of(counted, _wanted(), registered, whole=whole)
            reference = registered.references.get(table.attribute)
            parts.append(assemble(rows) if complete else _own_only(assemble(rows), reference))
            family += main_list(contrasts, registered) if complete else []
        if not complete:
            parts.append(assemble(_bounded(table, registered, below)))
    if not shown_whole:
        parts.append(assemble(_bounded_whole(tables, registered, below)))
    return correct_main(pl.concat(parts), family, registered)


def _wanted() -> tuple[Metric, ...]:
    return tuple(entry for entry in METRICS.values() if entry.needs in ("", "flag"))


def _own_only(rows: pl.DataFrame, reference: str | None) -> pl.DataFrame:
    """Of an attribute with suppressed groups: own rates, and gaps with a named group; not those with the rest."""
    keep = pl.col("reference").is_null() if reference in (None, REST, OVERALL) else pl.lit(True)
    needs_all = pl.col("metric").str.starts_with("allocation_per_need") | pl.col("metric").str.ends_with(
        "_largest_gap"
    )
    return rows.filter(keep & ~needs_all)


def _bounded(table: Published, registered: Preregistration, below: int | None) -> list[Rows]:
    """Rows of groups and gaps that touch a suppressed count."""
    reference = registered.references.get(table.attribute, registered.against)
    parts = []
    for metric in _wanted():
        for at, group in enumerate(table.groups):

            def row(name: str, figure: Between, against: str | None = None, at: int = at) -> Rows:
                return _row(
                    table.attribute, table.groups[at], table.cells[:, at], name, against, figure, registered
                )

            if metric.name == "allocation_per_need":
                parts.append(row(metric.name, NOTHING))
                continue
            own = between(metric, table.cells[:, [at]], below)
            if not table.known[at]:
                parts.append(row(metric.name, own))
            others = _others(table, at, reference)
            bounded = reference in (REST, OVERALL) or not table.known[[at, *others]].all()
            if others and group != reference and bounded:
                other = between(metric, table.cells[:, others], below)
                parts.append(row(f"{metric.name}_difference", gap(metric, own, other), reference))
                parts.append(row(f"{metric.name}_ratio", times(own, other), reference))
    return parts


def _bounded_whole(tables: list[Published], registered: Preregistration, below: int | None) -> list[Rows]:
    """Limits of the whole, from the attribute in which fewest counts are suppressed."""
    table = min(tables, key=lambda one: int(np.isnan(one.cells).sum()))
    return [
        _row(
            ALL,
            ALL,
            table.cells.sum(axis=1),
            metric.name,
            None,
            between(metric, table.cells, below),
            registered,
        )
        for metric in _wanted()
        if metric.name != "allocation_per_need"
    ]


def _others(table: Published, at: int, reference: str) -> list[int]:
    everyone = range(len(table.groups))
    if reference == OVERALL:
        return list(everyone)
    if reference == REST:
        return [other for other in everyone if other != at]
    return [other for other in everyone if table.groups[other] == reference]


def _row(
    attribute: str,
    group: str,
    cells: Array,
    metric: str,
    reference: str | None,
    figure: Between,
    registered: Preregistration,
) -> Rows:
    known = not np.isnan(figure.value)
    low, high = np.array([figure.low]), np.array([figure.high])
    status = SUPPRESSED if not known else TOO_FEW if figure.base < registered.minimum else OK
    verdict: str | None = verdict_of_state(status)
    margin = None
    if metric.endswith("_difference"):
        margin = registered.margin(metric.removesuffix("_difference"))
        verdict = verdicts(low, high, margin, np.array([status], dtype=object))[0]
    columns = {
        "attribute": attribute,
        "group": [group],
        "metric": metric,
        "value": np.array([figure.value]),
        "low": low,
        "high": high,
        "n": np.array([cells.sum()]),
        "n_outcome": np.array([cells[2] + cells[3]]),
        "reference": reference,
        "status": [status],
        "verdict": [verdict],
        "margin": margin,
    }
    return Rows.of(columns, 1)
