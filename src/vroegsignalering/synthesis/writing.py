"""From a checked plan to a folder of register files with its proof of being synthetic.

Shards are made by any number of worker processes; each writes parts under its own number, so that the bytes
do not depend on who made them. A shard that is complete leaves a marker: an interrupted run, started again,
makes only what is missing. What an earlier run finished goes when the new country stands, not before.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from vroegsignalering.folders import take_place
from vroegsignalering.processes import in_processes
from vroegsignalering.registers import tables, write_provenance, write_table
from vroegsignalering.registers.provenance import FILE as PROVENANCE
from vroegsignalering.registers.provenance import read_provenance
from vroegsignalering.synthesis.debts import Debts
from vroegsignalering.synthesis.deliveries import month_files
from vroegsignalering.synthesis.dials import calibrated
from vroegsignalering.synthesis.plan import UNFINISHED, SynthesisPlan, prepare_folder
from vroegsignalering.synthesis.shard import frames
from vroegsignalering.synthesis.state import State
from vroegsignalering.synthesis.truth import HOUSEHOLDS, true_probabilities
from vroegsignalering.synthesis.year import Year
from vroegsignalering.vocabulary import DataStatus

VINTAGE = "synthetic-netherlands-1"

SIGNALS = "signals"
TRUTH = Path("truth") / "true_probabilities.parquet"
"""Where deliveries of signals and true probabilities stand inside the target."""

Progress = Callable[[str, int, int], None]


def synthesise(
    plan: SynthesisPlan,
    folder: Path,
    *,
    workers: int = 1,
    overwrite: bool = False,
    progress: Progress | None = None,
    code: str = "",
) -> Path:
    """Write a synthetic Netherlands as register files.

    Parameters
    ----------
    plan : SynthesisPlan
    folder : Path
        Target; must be empty or new, unless it holds the same run, interrupted.
    workers : int
        Processes; the bytes written do not depend on it.
    progress : callable, optional
        Called with a stage name, how many are done and how many there are.
    code : str
        Hash of the code that makes it, kept in the proof: what other code made is not taken for the same.
    overwrite : bool
        Replace what stands in the folder. The new country is made beside it, in ``.<name>.new``, and takes its place whole.

    Returns
    -------
    Path
        The written ``provenance.json``.

    Raises
    ------
    UsageError, EnvironmentFault
        See :func:`~vroegsignalering.synthesis.plan.prepare_folder`.
    """
    if overwrite and code and _is_there(plan, folder, code):
        return folder / PROVENANCE
    request = plan.as_json() | {"code": code}
    place = _place(request, folder, overwrite)
    if place == folder or not _is_there(plan, place, code):
        prepare_folder(plan, place, overwrite=overwrite, resumes=_same_run(request, place))
        _make(plan, place, request, workers, progress or (lambda stage, done, total: None))
    if place != folder:
        take_place(place, folder.resolve())
    return folder / PROVENANCE


def _place(request: dict[str, object], folder: Path, overwrite: bool) -> Path:
    """Where the country is made: in the target, or beside it where something stands that is to be replaced."""
    target = folder.resolve()
    beside = target.with_name(f".{target.name}.new")
    stands = folder.is_dir() and any(folder.iterdir()) and not _same_run(request, folder)
    return beside if overwrite and (stands or beside.is_dir()) else folder


def _make(
    plan: SynthesisPlan, folder: Path, request: dict[str, object], workers: int, report: Progress
) -> None:
    """The shards that are missing, then one proof for all."""
    work = folder / UNFINISHED
    work.mkdir(exist_ok=True)
    _write_text(work / "plan.json", json.dumps(request, sort_keys=True))
    missing = [s for s in range(plan.shards) if not (work / f"shard-{s:04d}.done").is_file()]
    report("households", plan.shards - len(missing), plan.shards)
    _run(plan, folder, missing, workers, report)
    if not _in_parts(plan):
        _join(plan, folder, report)
    _join_truth(work, folder)
    shutil.rmtree(work)
    write_provenance(
        folder,
        persons=plan.persons,
        years=plan.years,
        seed=plan.seed,
        vintage=VINTAGE,
        gemeente=plan.gemeente,
        formats=list(plan.formats),
        request=request,
    )


def _is_there(plan: SynthesisPlan, folder: Path, code: str) -> bool:
    """Whether the folder holds this very country, made by this very code, every byte as it was written."""
    try:
        said = json.loads((folder / PROVENANCE).read_text(encoding="utf-8")).get("request")
    except (OSError, ValueError, AttributeError):
        return False
    same = said == json.loads(json.dumps(plan.as_json() | {"code": code}))
    return same and read_provenance(folder).status is DataStatus.SYNTHETIC


def _in_parts(plan: SynthesisPlan) -> bool:
    """Parquet alone is written in parts by the shards themselves; other formats need one file."""
    return plan.formats == ("parquet",)


def _same_run(request: dict[str, object], folder: Path) -> bool:
    try:
        found = json.loads((folder / UNFINISHED / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found == json.loads(json.dumps(request)))


def _write_text(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".writing")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def _run(plan: SynthesisPlan, folder: Path, missing: list[int], workers: int, report: Progress) -> None:
    done = plan.shards - len(missing)

    def one_more() -> None:
        nonlocal done
        done += 1
        report("households", done, plan.shards)

    in_processes(partial(make_shard, plan, folder), missing, workers, one_more)


def make_shard(plan: SynthesisPlan, folder: Path, shard: int) -> None:
    """Simulate one shard and write its parts; the marker comes last."""
    work = folder / UNFINISHED
    dials = calibrated()
    truths: list[pl.DataFrame] = []

    def watch(state: State, record: Year, found: Debts) -> None:
        if plan.signals and record.year == plan.years[1]:
            chance = [plan.seed, shard]
            files = month_files(state, record, found.score, dials, chance, shard)
            for name, text in files.items():
                (folder / SIGNALS).mkdir(exist_ok=True)
                _write_text(folder / SIGNALS / name, text)

    def follow(state: State, record: Year, keys: pl.Series) -> None:
        if plan.truth and record.year < plan.years[1]:
            share = min(1.0, HOUSEHOLDS / (plan.persons / 2.1))
            chance = [plan.seed, shard]
            truths.append(true_probabilities(state, record, dials, keys, sample=share, chance=chance))

    for table, year, frame in frames(plan, shard, dials=dials, watch=watch, follow=follow):
        if _in_parts(plan):
            write_table(table, frame, year, folder, part=shard if plan.shards > 1 else None)
        else:
            _write_ipc(frame, work / f"{table.name}-{year}-{shard:04d}.arrow")
    if truths:
        _write_ipc(pl.concat(truths), work / f"truth-{shard:04d}.ipc")
    _write_text(work / f"shard-{shard:04d}.done", "")


def _write_ipc(frame: pl.DataFrame, path: Path) -> None:
    temporary = path.with_name(path.name + ".writing")
    frame.write_ipc(temporary, compression="lz4")
    temporary.replace(path)


def _join_truth(work: Path, folder: Path) -> None:
    """The true probabilities of all shards in one file, apart from the registers."""
    parts = sorted(work.glob("truth-*.ipc"))
    if parts:
        (folder / TRUTH.parent).mkdir(exist_ok=True)
        frame = pl.concat([pl.read_ipc(part) for part in parts]).sort("year", "person")
        temporary = folder / TRUTH.with_suffix(".writing")
        frame.write_parquet(temporary, compression="zstd")
        temporary.replace(folder / TRUTH)


def _join(plan: SynthesisPlan, folder: Path, report: Progress) -> None:
    """One file per edition from the shards' frames, in every format asked for."""
    work = folder / UNFINISHED
    editions = sorted({path.name.rsplit("-", 1)[0] for path in work.glob("*.arrow")})
    for at, edition in enumerate(editions):
        name, year = edition.rsplit("-", 1)
        parts = sorted(work.glob(f"{edition}-*.arrow"))
        frame = pl.concat([pl.read_ipc(part) for part in parts], how="diagonal_relaxed")
        write_table(tables.table(name), frame, int(year), folder, plan.formats)
        report("files", at + 1, len(editions))
