"""Checks across files: gaps in years, jumps in size or missingness, joins that lose rows, older versions, copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from vroegsignalering.registers.checking.findings import Finding, Severity
from vroegsignalering.registers.decode import decoded
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.tables import ALL

JUMP = 0.5
"""A file that has this share more or fewer rows than the year before is worth a look."""

SHRINKS = 0.01
"""A later edition of a file that holds all earlier years may lose this share of its rows to revisions, not more."""

MISSING_JUMP = 0.2
"""A column whose share of nulls differs this much from the median of all years is worth a look."""

JOIN_LOSS = 0.01
"""Share of rows that may stay without a partner in a join before it is a fault."""

JOINS = (
    ("person_to_household", "person", "persons", "person"),
    ("household_spells", "person", "persons", "person"),
    ("personal_income", "person", "persons", "person"),
    ("address_spells", "person", "persons", "person"),
    ("person_to_household", "main_earner", "household_income", "main_earner"),
    ("personal_income", "main_earner", "household_income", "main_earner"),
    ("household_wealth", "main_earner", "household_income", "main_earner"),
    ("household_income", "main_earner", "person_to_household", "main_earner"),
    ("health_insurance_default", "person", "persons", "person"),
    ("education", "person", "persons", "person"),
    ("socio_economic_spells", "person", "persons", "person"),
    ("address_spells", "address", "address_region", "address"),
)
"""Left table and key, right table and key: every left row should find its right one."""


def check_gaps(editions: Sequence[RegisterFile]) -> list[Finding]:
    """A year that is missing between two that are there."""
    findings = []
    for before, after in pairwise(editions):
        if after.year - before.year > 1 and not before.table.cumulative:
            findings.append(
                Finding(rule="years", file=before.table.cbs, column="", expected="every year between the first and the last",
                        found=f"nothing between {before.year} and {after.year}", mend="ask for the files of these years")
            )  # fmt: skip
    return findings


def check_versions(editions: Iterable[RegisterFile]) -> list[Finding]:
    """Files that were passed over for a higher version or another format."""
    findings = []
    for file in editions:
        older = [path for path in file.passed_over if path.suffix.lower().lstrip(".") == file.format]
        if older:
            findings.append(
                Finding(rule="versions", file=file.paths[0].name, column="", expected="one version",
                        found=f"also {', '.join(path.name for path in older[:3])}", severity=Severity.NOTE,
                        mend="the highest version is read; the others are passed over")
            )  # fmt: skip
    return findings


def check_jumps(quality: pl.DataFrame) -> list[Finding]:
    """Sizes and missingness that differ much between years, and cumulative files that shrink."""
    return [*_size_jumps(quality), *_shrunk(quality), *_missing_jumps(quality)]


def _size_jumps(quality: pl.DataFrame) -> list[Finding]:
    sizes = quality.filter(pl.col("measure") == "rows").sort("table", "format", "year")
    findings = []
    for (table, _), group in sizes.group_by("table", "format", maintain_order=True):
        for before, after in pairwise(group.iter_rows(named=True)):
            if (
                before["value"]
                and abs(after["value"] / before["value"] - 1) > JUMP
                and before["value"] >= 100
            ):
                findings.append(
                    Finding(rule="size", file=after["file"], column="", expected=f"about as many rows as {before['year']}",
                            found=f"{after['value'] / before['value']:.2f} times as many", rows=int(after["value"]),
                            mend=f"compare both files of {table} with the published number of records")
                )  # fmt: skip
    return findings


def _shrunk(quality: pl.DataFrame) -> list[Finding]:
    cumulative = [table.name for table in ALL if table.cumulative]
    sizes = quality.filter((pl.col("measure") == "rows") & pl.col("table").is_in(cumulative)).sort(
        "table", "format", "year"
    )
    findings = []
    for _, group in sizes.group_by("table", "format", maintain_order=True):
        for before, after in pairwise(group.iter_rows(named=True)):
            if 1 - JUMP <= after["value"] / max(before["value"], 1) < 1 - SHRINKS:
                findings.append(
                    Finding(rule="size", file=after["file"], column="",
                            expected=f"no fewer rows than {before['year']}: it holds all earlier years",
                            found=f"{after['value'] / before['value']:.2f} times as many", rows=int(after["value"]),
                            mend="it may be cut short: copy it again and compare its size with the original")
                )  # fmt: skip
    return findings


def check_copies(quality: pl.DataFrame) -> list[Finding]:
    """Files of one name in several formats: a copy with fewer rows may be cut short, which its own text cannot tell."""
    rows = quality.filter(pl.col("measure") == "rows").with_columns(
        name=pl.col("file").str.to_lowercase().str.split(".").list.first()
    )
    same = ("table", "year", "name")
    longest = rows.sort("value", "file", descending=[True, False]).unique(
        same, keep="first", maintain_order=True
    )
    both = rows.join(
        longest.select(*same, most="value", other="file"), on=same, how="left", maintain_order="left"
    )
    return [
        Finding(rule="copies agree", file=row["file"], column="", expected=f"as many rows as {row['other']}",
                found=f"{int(row['most'] - row['value'])} fewer", rows=int(row["value"]),
                mend="it may be cut short: copy it again and compare its size with the original")
        for row in both.filter(pl.col("value") < pl.col("most")).iter_rows(named=True)
    ]  # fmt: skip


def _missing_jumps(quality: pl.DataFrame) -> list[Finding]:
    shares = quality.filter(pl.col("measure") == "missing_share").join(
        _filled(), on=["table", "column"], how="left"
    )
    begun = pl.col("since").is_null() | (pl.col("year") >= pl.col("since"))
    shares = shares.filter(begun & (pl.col("until").is_null() | (pl.col("year") <= pl.col("until"))))
    middle = shares.with_columns(
        middle=pl.col("value").median().over("table", "format", "column"),
        years=pl.col("year").n_unique().over("table", "format", "column"),
    )
    jumps = middle.filter(
        (pl.col("years") >= 3) & ((pl.col("value") - pl.col("middle")).abs() > MISSING_JUMP)
    )
    return [
        Finding(rule="missingness", file=row["file"], column=row["column"],
                expected=f"about {row['middle']:.0%} missing, as in other years", found=f"{row['value']:.0%}",
                mend="look whether the code list or a sentinel changed in this year")
        for row in jumps.iter_rows(named=True)
    ]  # fmt: skip


def _filled() -> pl.DataFrame:
    """First and last year in which a declared column is filled, where they are declared."""
    rows = [
        (table.name, column.name, column.since, column.until) for table in ALL for column in table.columns
    ]
    types = {"table": pl.String, "column": pl.String, "since": pl.Int32, "until": pl.Int32}
    return pl.DataFrame(rows, schema=types, orient="row")


def join_losses(files: dict[str, dict[int, RegisterFile]]) -> pl.DataFrame:
    """Rows that find no partner, per declared join and year: ``table, key, other, year, file, rows, lost``."""
    found = []
    for left, key, right, other in JOINS:
        for year, file in files.get(left, {}).items():
            partner = _partner(files.get(right, {}), year, cumulative=file.table.cumulative)
            if partner is None:
                continue
            counted = _lost(file, key, partner, other)
            found.append((left, key, right, year, file.format, file.paths[0].name, *counted))
    columns = ("table", "key", "other", "year", "format", "file", "rows", "lost")
    types = (pl.String, pl.String, pl.String, pl.Int32, pl.String, pl.String, pl.Int64, pl.Int64)
    return pl.DataFrame(found, schema=dict(zip(columns, types, strict=True)), orient="row")


def check_joins(losses: pl.DataFrame) -> list[Finding]:
    """Joins that lose more rows than :data:`JOIN_LOSS`; smaller losses are notes."""
    findings = []
    for row in losses.filter(pl.col("lost") > 0).iter_rows(named=True):
        share = row["lost"] / max(row["rows"], 1)
        findings.append(
            Finding(rule="join", file=row["file"], column=row["key"], expected=f"each found in {row['other']}",
                    found=f"{share:.1%} not found", rows=row["lost"],
                    mend="look whether both files are of the same year and version",
                    severity=Severity.FAULT if share > JOIN_LOSS else Severity.NOTE)
        )  # fmt: skip
    return findings


def _partner(editions: dict[int, RegisterFile], year: int, *, cumulative: bool) -> RegisterFile | None:
    if not editions:
        return None
    if year in editions:
        return editions[year]
    first = next(iter(editions.values()))
    if not first.table.cumulative and not cumulative:
        return None
    if not first.table.cumulative:
        return None
    later = [found for found in sorted(editions) if found >= year]
    return editions[later[0] if later else max(editions)]


def _lost(file: RegisterFile, key: str, partner: RegisterFile, other: str) -> tuple[int, int]:
    left = decoded(file, [key]).select(pl.col(key).alias("key")).filter(pl.col("key").is_not_null())
    right = decoded(partner, [other]).select(pl.col(other).alias("key")).unique()
    matched = left.join(right.with_columns(there=pl.lit(True)), on="key", how="left")
    counted = matched.select(rows=pl.len(), lost=pl.col("there").is_null().sum()).collect(engine="streaming")
    return int(counted["rows"][0]), int(counted["lost"][0])
