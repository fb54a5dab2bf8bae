"""``check``: every declared expectation against the files, and a data-quality report by file and year.

Counts only: nothing that stands in a row leaves this room, not even in an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.registers import statistical
from vroegsignalering.registers.checking.findings import Finding, Severity, as_frame
from vroegsignalering.registers.checking.headers import check_header
from vroegsignalering.registers.checking.quality import SCHEMA, quality_of, with_joins
from vroegsignalering.registers.checking.rows import check_rows
from vroegsignalering.registers.checking.series import (
    check_copies,
    check_gaps,
    check_joins,
    check_jumps,
    check_versions,
    join_losses,
)
from vroegsignalering.registers.files import (
    FORMATS,
    RegisterFile,
    closed_folders,
    editions_by_format,
    strangers,
)
from vroegsignalering.registers.provenance import FILE, read_provenance

__all__ = ["Finding", "Report", "Severity", "check"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """What :func:`check` found.

    ``findings`` : severity, rule, file, column, expected, found, rows, mend; ``quality``: see
    :mod:`~vroegsignalering.registers.checking.quality` (empty after a header-only run); ``files`` checked.
    """

    findings: pl.DataFrame
    quality: pl.DataFrame
    files: int

    @property
    def clean(self) -> bool:
        """No fault; notes may stand."""
        return self.faults.is_empty()

    @property
    def faults(self) -> pl.DataFrame:
        """The findings that break a declared expectation."""
        return self.findings.filter(pl.col("severity") == Severity.FAULT.value)

    def as_record(self) -> dict[str, Any]:
        """JSON-able: ``clean``, ``files``, ``findings``, ``quality``."""
        return {
            "clean": self.clean,
            "files": self.files,
            "findings": self.findings.to_dicts(),
            "quality": self.quality.to_dicts(),
        }

    def write_quality(self, path: Path) -> None:
        """Write the quality report as CSV (UTF-8, comma).

        Raises
        ------
        EnvironmentFault
            The place may not be written.
        """
        temporary = path.with_name(f".{path.name}.writing")
        try:
            self.quality.write_csv(temporary)
            temporary.replace(path)
        except OSError as fault:
            raise EnvironmentFault(
                "the quality report cannot be written", where=str(path), found=str(fault.strerror)
            ) from None


def check(
    folder: Path,
    *,
    headers_only: bool = False,
    only: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> Report:
    """Hold every register file below a folder to its declaration.

    Parameters
    ----------
    folder : Path
    headers_only : bool
        Never read a row.
    only : {"parquet", "sav", "zsav", "csv", "dta"}, optional
        Check files of this format only; otherwise every format that is there.
    progress : callable
        Told the name of each file before it is checked.

    Raises
    ------
    RegisterError
        No such folder, a folder that cannot be read, or no register file that is known.
    """
    findings: list[Finding] = _folder_findings(folder)
    quality: list[pl.DataFrame] = []
    files = 0
    for form in FORMATS if only is None else (only,):
        editions = editions_by_format(folder, form)
        for file in (file for years in editions.values() for file in years.values()):
            progress(file.paths[0].name)
            files += 1
            measured = _check_file(file, findings, headers_only=headers_only)
            quality += measured
        for years in editions.values():
            findings += [*check_gaps(list(years.values())), *check_versions(years.values())]
        if not headers_only and editions:
            quality += _check_series(editions, findings, quality)
    if files == 0:
        raise RegisterError("no register files found", where=folder.name or str(folder),
                            mend="point at the folder that holds CBS files")  # fmt: skip
    report = pl.concat(quality) if quality else pl.DataFrame(schema=SCHEMA)
    if not headers_only:
        findings += [*check_jumps(report), *check_copies(report)]
    return Report(findings=as_frame(findings), quality=report, files=files)


def _check_file(file: RegisterFile, findings: list[Finding], *, headers_only: bool) -> list[pl.DataFrame]:
    found, opened = check_header(file)
    findings += found
    if headers_only or len(opened) < len(file.paths):
        return []
    try:
        rows = check_rows(file, opened)
        measured = quality_of(file, opened, rows)
    except RegisterError as fault:
        findings.append(_broken(file, fault))
        return []
    except statistical.BROKEN as fault:
        findings.append(_broken(file, statistical.unreadable(file.paths[0], fault)))
        return []
    findings += rows
    return [measured]


def _check_series(
    editions: dict[str, dict[int, RegisterFile]], findings: list[Finding], quality: list[pl.DataFrame]
) -> list[pl.DataFrame]:
    sound = {frame["file"][0] for frame in quality if frame.height}
    readable = {
        name: {year: file for year, file in years.items() if file.paths[0].name in sound}
        for name, years in editions.items()
    }
    losses = join_losses(readable)
    findings += check_joins(losses)
    return [with_joins(pl.DataFrame(schema=SCHEMA), losses)]


def _broken(file: RegisterFile, fault: RegisterError) -> Finding:
    return Finding(rule="readable", file=file.paths[0].name, column="", expected=f"a readable {file.format} file",
                   found=f"{fault.what}{f' ({fault.found})' if fault.found else ''}", mend=fault.mend)  # fmt: skip


def _folder_findings(folder: Path) -> list[Finding]:
    unknown = strangers(folder)
    findings = [
        Finding(rule="known file", file=path.name, column="", expected="the name of a declared register file",
                found="no such name", mend="not read; if it is a register file, its name differs from the declared ones",
                severity=Severity.NOTE)
        for path in unknown
    ]  # fmt: skip
    findings += [
        Finding(rule="readable", file=path.name, column="", expected="a folder that may be read", found="no permission",
                mend="ask for read permission, or check the folders that you need one by one")
        for path in closed_folders(folder)
    ]  # fmt: skip
    if (folder / FILE).is_file():
        origin = read_provenance(folder)
        if origin.status.value != "synthetic":
            findings.append(
                Finding(rule="provenance", file=FILE, column="", expected="checksums that match", found=origin.reason,
                        mend="the folder counts as real data; write it again with `vroeg synthesise` if it is synthetic")
            )  # fmt: skip
    return findings
