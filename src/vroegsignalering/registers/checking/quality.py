"""The data-quality report: per file, year and column what is missing, double, overlapping, lost or not listed.

A tidy table of counts and shares, ``table, year, format, file, column, measure, value``; no value of a person.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.checking.findings import Finding
from vroegsignalering.registers.decode import decode
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.raw import RawFile
from vroegsignalering.registers.schema_column import Kind

SCHEMA = pl.Schema(
    {
        "table": pl.String,
        "year": pl.Int32,
        "format": pl.String,
        "file": pl.String,
        "column": pl.String,
        "measure": pl.String,
        "value": pl.Float64,
    }
)

MEASURES = {
    "unique": "duplicates",
    "no overlap": "overlapping_spells",
    "code is listed": "unlisted_codes",
    "letter links": "keys_that_do_not_link",
    "sentinel is declared": "undeclared_sentinels",
}
"""Rules whose counts enter the report under another name."""


def quality_of(file: RegisterFile, opened: list[RawFile], findings: list[Finding]) -> pl.DataFrame:
    """Rows, missing shares and counts of broken rules of one edition."""
    rows = _missing(file, opened)
    rows += [
        (MEASURES[finding.rule], finding.column, float(finding.rows or 0))
        for finding in findings
        if finding.rule in MEASURES
    ]
    name = file.paths[0].name
    return pl.DataFrame(
        [
            (file.table.name, file.year, file.format, name, column, measure, value)
            for measure, column, value in rows
        ],
        schema=SCHEMA,
        orient="row",
    )


def _missing(file: RegisterFile, opened: list[RawFile]) -> list[tuple[str, str, float]]:
    try:
        decoded = pl.concat(
            [decode(raw, file.table, file.year, file.ends_on) for raw in opened], how="vertical"
        )
    except RegisterError:
        return []
    open_ends = {file.table.ends}
    columns = [
        column for column in file.table.columns
        if column.name not in open_ends and not (column.kind is Kind.FLAG and column.present_when_filled)
    ]  # fmt: skip
    counted = decoded.select(
        pl.len().alias("rows"), *(pl.col(column.name).null_count().alias(column.name) for column in columns)
    ).collect(engine="streaming")
    total = int(counted["rows"][0])
    shares = [
        ("missing_share", column.name, int(counted[column.name][0]) / total) for column in columns if total
    ]
    return [("rows", "", float(total)), *shares]


COUNTED = ("duplicates", "overlapping_spells", "unlisted_codes", "undeclared_sentinels", "keys_that_do_not_link",
           "lost_in_join")  # fmt: skip
"""Measures that are numbers of rows, in the order of :func:`by_file`."""


def by_file(quality: pl.DataFrame) -> pl.DataFrame:
    """The report in one row per file: ``table, year, file, rows, missing`` (mean share of empty cells), and :data:`COUNTED`.

    Of several formats each has its row; sorted by table, year and file.
    """
    of = {
        name: pl.col("value").filter(pl.col("measure") == name)
        for name in ("rows", "missing_share", *COUNTED)
    }
    return (
        quality.group_by("table", "year", "file")
        .agg(
            rows=of["rows"].sum().cast(pl.Int64),
            missing=of["missing_share"].mean(),
            **{name: of[name].sum().cast(pl.Int64) for name in COUNTED},
        )
        .sort("table", "year", "file")
    )


def with_joins(quality: pl.DataFrame, losses: pl.DataFrame) -> pl.DataFrame:
    """The report with the rows that joins lose."""
    lost = losses.select(
        "table", "year", "format", "file", column=pl.col("key") + " in " + pl.col("other"),
        measure=pl.lit("lost_in_join"), value=pl.col("lost").cast(pl.Float64),
    )  # fmt: skip
    return pl.concat([quality, lost.select(list(SCHEMA))]).sort(
        "table", "year", "format", "measure", "column"
    )
