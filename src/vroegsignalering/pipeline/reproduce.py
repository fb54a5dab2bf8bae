"""Runs studies again from what their bundles say of themselves, and compares byte for byte.

Floating point forbids nothing here: linear algebra runs on one thread and sums have one order, so that the
tolerance is zero for every table. The stored bundle is never written to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering import __version__
from vroegsignalering.errors import ReproductionError
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.faults import named_faults
from vroegsignalering.pipeline.progress import Stages, about
from vroegsignalering.pipeline.whole_run import RunSettings, run
from vroegsignalering.registers import Registers
from vroegsignalering.registers.lags import read_lags
from vroegsignalering.registers.tables import ALL
from vroegsignalering.release import Evidence
from vroegsignalering.release.difference import TableDifference, compare
from vroegsignalering.synthesis import make_plan, synthesise
from vroegsignalering.vocabulary import DataStatus

YEARS = "2014-2023"
"""Years of registers when no table of a bundle tells them: those of ``make evidence``."""

TRUTH = "truth"
"""Folder of true probabilities beside the registers, as ``vroeg synthesise --truth`` writes it."""

TOGETHER = ("data_status", "persons", "seed", "replicates", "plans", "prove")
"""What bundles of one run say alike."""

SHOWN = 6
"""Tables named in a message; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """A bundle that was made again and came out the same.

    Parameters
    ----------
    study : str
    tables : int
        Tables whose bytes are the same.
    bundle_sha256 : str
        Checksum over the whole bundle, the same in both.
    synthesised : bool
        Whether the registers were made anew too.
    """

    study: str
    tables: int
    bundle_sha256: str
    synthesised: bool


def reproduce(
    bundles: Mapping[Path, Path],
    registers: Path | None = None,
    *,
    settings: RunSettings | None = None,
    workers: int = 2,
    stages: Stages | None = None,
) -> list[Reproduction]:
    """Run studies again and compare with their stored bundles; those of one country are made from one country.

    Parameters
    ----------
    bundles : mapping of Path to Path
        The stored bundle of each study, such as ``ethics/evidence/entry`` of ``models/entry``.
    registers : Path, optional
        The register files they were made from; without them a synthetic country of the same persons and seed is made.
    settings : RunSettings, optional
        What the run may vary; the number of replicates is the bundle's, where it names one. A bundle that was made with
        replaced publication lags needs the same file of lags.
    workers : int
        Processes for synthesis; no byte depends on it.
    stages : Stages, optional

    Returns
    -------
    list of Reproduction
        One per study, in their order.

    Raises
    ------
    ReproductionError
        A bundle is broken, of another study, code, data or publication lags, or a table comes out otherwise; or the bundles
        were not made together.
    """
    stages, chosen = stages or Stages(), settings or RunSettings()
    stored = {study: Evidence.read(bundle) for study, bundle in bundles.items()}
    for study, bundle in bundles.items():
        _same_ground(stored[study].manifest, Manifest.read(study), bundle)
        _same_lags(stored[study], chosen.lags, bundle)
    first = _made_together(list(stored.values()))
    said = first.manifest
    with named_faults(), tempfile.TemporaryDirectory(prefix="vroeg-reproduce-") as scratch:
        folder = Path(scratch)
        source = registers or _synthesised(first, folder / "registers", workers, stages)
        _same_data(said, source)
        chosen = replace(
            chosen,
            replicates=int(said.get("replicates") or chosen.replicates),
            plans=bool(said.get("plans", chosen.plans)),
            prove=int(said.get("prove") or 0),
            workers=workers,
            truth=chosen.truth or (source / TRUTH if _knew_truth(first) else None),
            models=folder / "models",
        )
        made = run(list(bundles), source, folder / "evidence", chosen, stages)
        again = [Evidence.read(bundle) for bundle in made]
    return [
        _compared(stored[study], new, bundle, synthesised=registers is None)
        for (study, bundle), new in zip(bundles.items(), again, strict=True)
    ]


def _made_together(stored: Sequence[Evidence]) -> Evidence:
    """The first of bundles that one run can make again."""
    first = stored[0]
    for other in stored[1:]:
        differ = [key for key in TOGETHER if first.manifest.get(key) != other.manifest.get(key)]
        if differ or (_years(first), _knew_truth(first)) != (_years(other), _knew_truth(other)):
            raise ReproductionError(
                "the bundles were not made together, so one run cannot make them again",
                found=f"differing: {', '.join(differ) or 'years or true probabilities'}",
                mend="reproduce the studies one by one",
            )
    return first


def _same_ground(stored: dict[str, Any], manifest: Manifest, evidence: Path) -> None:
    """The bundle is of this study, as it is declared now, and of this code."""
    now = {
        "study": manifest.study.id,
        "study_hash": manifest.study_hash,
        "preregistration_hash": manifest.preregistration_hash,
        "code_version": __version__,
    }
    says = {
        "study": "the bundle is of another study",
        "study_hash": "the study's declaration was changed after the bundle was made",
        "preregistration_hash": "the preregistration was changed after the bundle was made",
        "code_version": "the bundle was made by another version of the code",
    }
    for key, value in now.items():
        if stored.get(key) != value:
            raise ReproductionError(
                says[key],
                where=evidence.as_posix(),
                found=f"{key} {str(stored.get(key))[:16]!r}, here {value[:16]!r}",
                mend="take the study and code that the bundle names, or make the evidence anew",
            )


def _same_lags(stored: Evidence, file: Path | None, evidence: Path) -> None:
    """The bundle knew its registers as long after their date as a run would now: its table of features says when."""
    if "features" not in stored:
        return
    now = {table.name: table.lag.days for table in ALL} | ({} if file is None else read_lags(file))
    said = stored.table("features").select("source_register", "known_after_days").unique(maintain_order=True)
    differ = sorted(
        f"{name} {days} days, here {now.get(name)}"
        for name, days in said.iter_rows()
        if now.get(name) != days
    )
    if differ:
        raise ReproductionError(
            "the bundle was made with other publication lags",
            where=evidence.as_posix(),
            found="; ".join(differ[:SHOWN]),
            mend="give the file of lags that it was made with: --lags FILE",
        )


def _same_data(stored: dict[str, Any], registers: Path) -> None:
    origin = Registers.open(registers).provenance
    now = {"data_status": origin.status.value, "persons": origin.persons, "seed": origin.seed}
    differ = [
        f"{key} {stored.get(key)!r}, here {value!r}" for key, value in now.items() if stored.get(key) != value
    ]
    if differ:
        raise ReproductionError(
            "the bundle was made from other data",
            where=registers.as_posix(),
            found="; ".join(differ),
            mend="name the folder it was made from, or leave --registers out to synthesise it",
        )


def _synthesised(stored: Evidence, folder: Path, workers: int, stages: Stages) -> Path:
    said = stored.manifest
    persons, seed = said.get("persons"), said.get("seed")
    if said.get("data_status") != DataStatus.SYNTHETIC or persons is None or seed is None:
        raise ReproductionError(
            "the bundle was not made from synthetic data, so its registers cannot be made anew",
            found=f"data status {said.get('data_status')!r}",
            mend="name the register files with --registers",
        )
    with stages.stage("synthesise") as stage:
        plan = make_plan(
            int(persons), _years(stored), int(seed), signals="chain" in stored, truth=_knew_truth(stored)
        )
        synthesise(plan, folder, workers=workers)
        stage.say(f"{about(plan.persons)} persons, seed {seed}, {plan.shards} shards")
    return folder


def _years(stored: Evidence) -> str:
    """First and last year of the registers: the country is described in every one of them."""
    if "poverty" not in stored:
        return YEARS
    years = stored.table("poverty")["year"]
    return f"{min(years)}-{max(years)}"


def _knew_truth(stored: Evidence) -> bool:
    """Only a run with true probabilities compares the model with them."""
    return "readability" in stored and stored.table("readability")["metric"].str.ends_with("_bound").any()


def _compared(stored: Evidence, again: Evidence, evidence: Path, *, synthesised: bool) -> Reproduction:
    was, now = _sums(stored), _sums(again)
    differing = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    if differing or stored.manifest["bundle_sha256"] != again.manifest["bundle_sha256"]:
        raise ReproductionError(
            f"{len(differing)} of {len(was)} tables come out otherwise"
            if differing
            else "the tables are the same, what the bundle says of them is not",
            where=evidence.as_posix(),
            found="; ".join(_differences(stored, again, differing)) or _header(stored, again),
            mend="vroeg evidence diff shows every change; make the evidence anew if the change is meant",
        )
    return Reproduction(
        study=stored.manifest["study"],
        tables=len(was),
        bundle_sha256=stored.manifest["bundle_sha256"],
        synthesised=synthesised,
    )


def _sums(bundle: Evidence) -> dict[str, str]:
    return {name: entry["sha256"] for name, entry in bundle.manifest["tables"].items()}


def _differences(stored: Evidence, again: Evidence, names: list[str]) -> list[str]:
    """One clause per table, the largest difference of a number with it."""
    found = {one.name: one for one in compare(stored, again).tables}
    lines = [_clause(name, found.get(name), name in stored, name in again) for name in names[:SHOWN]]
    return lines + ([f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else [])


def _clause(name: str, one: TableDifference | None, was: bool, now: bool) -> str:
    if not (was and now):
        return f"{name}: {'not made again' if was else 'not in the stored bundle'}"
    if one is None:
        return f"{name}: the same numbers in other bytes"
    said = f"{name}: {one.changes.height} values, {one.rows_added} rows more, {one.rows_removed} fewer"
    numbers = one.changes.drop_nulls("by").sort(pl.col("by").abs(), descending=True, maintain_order=True)
    if not numbers.height:
        return said
    largest = numbers.row(0, named=True)
    return f"{said}, largest difference {largest['by']:+.3g} ({largest['column']})"


def _header(stored: Evidence, again: Evidence) -> str:
    changed = compare(stored, again).header
    return ", ".join(sorted(changed)) or "titles or columns in the manifest"
