"""What a check found: file, column, expected, found, rows concerned, severity, mend; counts, never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

import polars as pl


class Severity(StrEnum):
    """A fault breaks a declared expectation; a note is worth knowing and leaves the folder clean."""

    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row of the table of findings.

    ``rule`` is a short name of the expectation; ``rows`` is null where a finding is about the file, not its rows.
    """

    rule: str
    file: str
    column: str
    expected: str
    found: str
    mend: str
    rows: int | None = None
    severity: Severity = Severity.FAULT


SCHEMA = pl.Schema(
    {
        "severity": pl.String,
        "rule": pl.String,
        "file": pl.String,
        "column": pl.String,
        "expected": pl.String,
        "found": pl.String,
        "rows": pl.Int64,
        "mend": pl.String,
    }
)


def as_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Findings as one tidy frame, faults first, then by file, rule and column."""
    rows = [asdict(finding) | {"severity": finding.severity.value} for finding in findings]
    return pl.DataFrame(rows, schema=SCHEMA).sort("severity", "file", "rule", "column")
