"""Studies from register files to evidence: what is done once per run, in order.

Reads registers shard by shard, keeps finished stages so that a stopped run goes on, and hands each study to
``study_run``. Same seed and code, same bytes, whatever was kept and however many workers there were.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vroegsignalering.elsa import may_run
from vroegsignalering.elsa.retention import refuse_expired
from vroegsignalering.errors import RegisterError
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline import country, shared
from vroegsignalering.pipeline.capacity import fits, shards_fit
from vroegsignalering.pipeline.compiling import compiling
from vroegsignalering.pipeline.earlier import vintage_of
from vroegsignalering.pipeline.faults import named_faults
from vroegsignalering.pipeline.fit import refuse_what_was_not_known
from vroegsignalering.pipeline.jobs import Job, do_jobs
from vroegsignalering.pipeline.lock import alone
from vroegsignalering.pipeline.needed import declared_models, refuse_incomplete, registered
from vroegsignalering.pipeline.progress import Stages
from vroegsignalering.pipeline.rows import shares
from vroegsignalering.pipeline.shard_pass import Pass, ShardTask, Wish, make_pass, shard_job
from vroegsignalering.pipeline.store import Store, checksum, code_of, key_of, libraries
from vroegsignalering.pipeline.study_run import StudyRun
from vroegsignalering.registers import Registers
from vroegsignalering.registers.files import RegisterFile
from vroegsignalering.registers.lags import read_lags
from vroegsignalering.registers.shards import sample, shards
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME
from vroegsignalering.registers.working_copy import copies_needed, working_copy
from vroegsignalering.study import STATUSES, StudyDefinition
from vroegsignalering.vocabulary import DataStatus, InformationMode, Transition

ROOMS = ("registers", "study", "facts", "vocabulary.py", "errors.py")
"""What every stage stands on."""

SIDE_BY_SIDE = 20_000_000
"""Persons up to which stages are done side by side: each holds its own rows in memory, of the country about 3 GB."""

MANY_PARTS, TOGETHER = 220, 4
"""From so many parts on (11 million persons) so many are taken as one shard: what a shard costs whatever its size is paid
less often, for nearly 2 GB more memory per worker, which so large a run asks for anyway (``capacity``)."""

PASS_CODE = (
    "chance",
    *ROOMS,
    "pipeline/shard_pass.py",
    "pipeline/rows.py",
    "pipeline/country.py",
    "pipeline/life.py",
    "events",
    "pipeline/examples.py",
    "pipeline/tables.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """What a run may vary without being another study.

    Parameters
    ----------
    replicates : int
        Of the cluster bootstrap.
    prefer : str, optional
        Format that is read when a register file exists in several.
    lags : Path, optional
        File with publication lags that replace the declared assumptions (see ``registers.lags``).
    truth : Path, optional
        Folder or file with true probabilities, where the process is ours.
    answers : Path
        Folder with people's answers; the gate reads it before real data are touched.
    models : Path, optional
        Where parameters are written, ``<models>/<study>/<model>/parameters.json``; beside the evidence when None.
    prove : int
        Worlds per planted fault of the proving ground; 0 leaves it out.
    plans : bool
        Whether the study's national plans are evaluated.
    today : date, optional
        The day on which signatures are judged; needed for data of real people, never part of a result.
    workers : int
        Processes that read shards; no result depends on it.
    work : Path, optional
        Where finished stages are kept, with a folder per target; nothing is kept when None.
    keep : bool, optional
        Whether finished stages stay after a run that ended well; when None they stay for synthetic registers only.
    ledger : Path, optional
        Where is written what was released from which data; a bundle that gives persons away beside an earlier one is
        refused. Nothing is compared when None.
    """

    replicates: int = 256
    prefer: str | None = None
    lags: Path | None = None
    truth: Path | None = None
    answers: Path = Path("ethics/answers")
    models: Path | None = None
    prove: int = 0
    plans: bool = True
    today: date | None = None
    workers: int = 2
    work: Path | None = None
    keep: bool | None = None
    ledger: Path | None = None


def run(
    folders: Sequence[Path], registers_folder: Path, to: Path, settings: RunSettings, stages: Stages
) -> list[Path]:
    """Run studies on one folder of registers.

    Parameters
    ----------
    folders : sequence of Path
        Study folders such as ``models/entry``.
    registers_folder : Path
        CBS-named register files, synthetic or real.
    to : Path
        Bundles are written to ``<to>/<study>``.
    settings : RunSettings
    stages : Stages

    Returns
    -------
    list of Path
        The bundles.

    Raises
    ------
    VroegError
        Anything a user can mend, before a bundle is touched.
    """
    manifests = [Manifest.read(folder) for folder in folders]
    lags = None if settings.lags is None else read_lags(settings.lags)
    registers = Registers.open(registers_folder, prefer=settings.prefer, lags=lags)
    status = registers.provenance.status
    for manifest in manifests:
        study = manifest.study
        may_run(status, study.purpose, settings.answers, study=study.id, today=settings.today)
        declared_models(manifest)  # what cannot run is refused now, not after minutes of work
        registered(manifest)
        for mode in study.modes:
            refuse_what_was_not_known(registers, study, mode)
        refuse_incomplete(registers, study)
    refuse_expired(registers_folder, settings.answers, status, settings.today)
    with named_faults(), alone(to), _stored(to, settings, stages) as store:
        _refuse_too_large(registers, store, settings.workers)
        ground, vintage = _ground(registers, settings), vintage_of(registers)
        registers = _working_copy(registers, store, ground, settings.workers, stages)
        wishes = {manifest.study.id: _wishes(registers, manifest.study) for manifest in manifests}
        tasks = _tasks(manifests, wishes, registers, store, ground, settings)
        first = _shards_first(tasks, settings.workers, _together(registers, settings), stages)
        passed = Pass.of(tasks)
        studies = [
            StudyRun(
                manifest=manifest, registers=registers, passed=passed, wishes=wishes[manifest.study.id],
                store=store, settings=settings, vintage=vintage,
            )
            for manifest in manifests
        ]  # fmt: skip
        about_all = shared.shared_jobs(registers, passed, store, ground, settings.prove)
        bundles = _finished(studies, first, about_all, to, stages)
        if settings.keep is False or (settings.keep is None and status is not DataStatus.SYNTHETIC):
            store.clear()
    return bundles


def _finished(
    studies: Sequence[StudyRun], first: Sequence[Job], beside: list[Job], to: Path, stages: Stages
) -> list[Path]:
    """Every stage as soon as what it needs is there, then each bundle."""
    for study in studies:
        study.seal()
    fits = [job for study in studies for job in study.fit_jobs()]
    tables = [study.table_jobs() for study in studies]
    one = studies[0]
    jobs = [
        *first,
        compiling(one.store, one.manifest.study),
        *fits,
        *beside,
        *(job for found in tables for job in found),
    ]
    do_jobs(jobs, _together(one.registers, one.settings), stages)
    about_all = shared.shared_tables(beside, one.passed)
    return [study.finish(found, about_all, to, stages) for study, found in zip(studies, tables, strict=True)]


def _together(registers: Registers, settings: RunSettings) -> int:
    """How many stages are done at the same time."""
    persons = registers.provenance.persons
    return 1 if persons is None or persons > SIDE_BY_SIDE else settings.workers


@contextmanager
def _stored(to: Path, settings: RunSettings, stages: Stages) -> Iterator[Store]:
    """The store of a target: kept in the work folder, or gone at the end when there is none.

    Who stops the run is told where it was and what is kept.
    """
    if settings.work is None:
        with tempfile.TemporaryDirectory(prefix="vroeg-") as scratch:
            yield Store(folder=Path(scratch) / "work")
        return
    name = f"{to.absolute().name}-{key_of(str(to.absolute()))[:8]}"
    store = Store(folder=settings.work / name)
    store.tidy()
    try:
        yield store
    except KeyboardInterrupt as stop:
        stop.add_note(f"  where: at {stages.now}")
        stop.add_note(f"  found: no bundle is half written; finished stages are kept in {store.folder}")
        stop.add_note("  mend:  the same command goes on where this one stopped")
        raise
    finally:
        store.tidy()


def _refuse_too_large(registers: Registers, store: Store, workers: int) -> None:
    persons, parts = registers.provenance.persons, len(shards(registers))
    if persons is not None:
        fits(
            persons,
            folder=store.folder,
            years=len(registers.years(HOUSEHOLD_INCOME)),
            copies=copies_needed(registers, ALL) > 0,
            sharded=parts > 1,
        )
    if parts >= MANY_PARTS:
        shards_fit(workers)


def _ground(registers: Registers, settings: RunSettings) -> str:
    """A hash over the register files: their checksums where provenance proves them, else size and time of change."""
    paths = sorted(path for table in ALL for file in registers.editions(table) for path in file.paths)
    names = [path.relative_to(registers.folder).as_posix() for path in paths]
    if registers.provenance.checksum is not None:
        return key_of(registers.provenance.checksum, names, registers.lags)
    stamps = [(path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    return key_of(str(registers.folder.absolute()), names, stamps, registers.lags)


def _working_copy(registers: Registers, store: Store, ground: str, workers: int, stages: Stages) -> Registers:
    number = copies_needed(registers, ALL)
    if not number:
        return registers
    code = code_of("registers")
    with stages.stage("read", number) as stage:

        def place(file: RegisterFile, make: Callable[[Path], None]) -> Path:
            key = key_of(ground, file.table.cbs, file.year, code)
            folder = store.once(f"copy-{file.table.cbs}-{file.year}", key, make)
            stage.step()
            return folder

        result = working_copy(registers, ALL, place, at_once=workers)
        stage.say(f"{number} register files, read once")
    return result


def _tasks(
    manifests: Sequence[Manifest],
    wished: dict[str, dict[InformationMode, Wish]],
    registers: Registers,
    store: Store,
    ground: str,
    settings: RunSettings,
) -> list[ShardTask]:
    wishes = tuple(wish for by_mode in wished.values() for wish in by_mode.values())
    truth = _truth(settings.truth)
    area = country.area_shown(registers.provenance.persons, manifests[0].study.area)
    together = TOGETHER if len(shards(registers)) >= MANY_PARTS else 1
    parts = shards(registers, together=together)
    described = len(shards(sample(registers, shared.SAMPLE_PERSONS), together=together))
    base = key_of(ground, repr(wishes), [checksum(path) for path in truth], area, len(parts), _code())
    return [
        ShardTask(
            number=number, key=key_of(base, number), registers=part, wishes=wishes, truth=truth, area=area,
            described=number < described, store=store,
        )
        for number, part in enumerate(parts)
    ]  # fmt: skip


def _shards_first(tasks: Sequence[ShardTask], workers: int, together: int, stages: Stages) -> list[Job]:
    """Take all shards; or leave them as stages among others, where there are fewer than can be done at once."""
    if len(tasks) < together:
        return [shard_job(task) for task in tasks]
    there = sum(task.store.has(task.name, task.key) for task in tasks)
    with stages.stage("shards", len(tasks)) as stage:
        make_pass(tasks, workers, stage.step)
        kept = f"{there} of {len(tasks)} kept from before" if there else f"{len(tasks)} of whole households"
        stage.say(f"{kept}; {len(tasks[0].wishes)} sets of rows, all years")
    return []


def _wishes(registers: Registers, study: StudyDefinition) -> dict[InformationMode, Wish]:
    at_risk = _at_risk(registers, study)
    return {
        mode: Wish(definition=study, mode=mode, kept=shares(at_risk, study, mode)) for mode in study.modes
    }


def _at_risk(registers: Registers, study: StudyDefinition) -> int:
    """Rows of the last year on the side of the line where a study begins: how many it may have a year, about."""
    status = STATUSES[study.status]
    last, columns = registers.years(status.table)[-1], status.below.meta.root_names()
    begins = status.below if study.transition is Transition.EXIT else ~status.below
    rows = registers.status(last).rows(status.table, columns)
    return int(rows.select(begins.sum()).collect(engine="streaming").item())


def _code() -> tuple[str, dict[str, str]]:
    return code_of(*PASS_CODE), libraries()


def _truth(path: Path | None) -> tuple[Path, ...]:
    if path is None:
        return ()
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise RegisterError("no file with true probabilities", where=str(path), mend="make one with --truth")
    return tuple(files)
