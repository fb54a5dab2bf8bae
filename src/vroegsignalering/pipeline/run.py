"""A study from cohort to evidence, one stage at a time.

Reads registers, fits, audits, sends every table through the door and writes one bundle. Risks of households live
only inside this function's frames; no writer of rows exists. Same seed and code, same bytes.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from vroegsignalering import __version__
from vroegsignalering.audit import Preregistration, read_preregistration, seal
from vroegsignalering.elsa import may_run
from vroegsignalering.elsa.retention import refuse_expired
from vroegsignalering.errors import RegisterError
from vroegsignalering.events import EVENTS
from vroegsignalering.fidelity.compare import fidelity, read_targets
from vroegsignalering.manifest import PREREGISTRATION, Manifest
from vroegsignalering.pipeline import (
    country,
    examples,
    explained,
    life,
    offers,
    outreach_chain,
    plans,
    support,
    tables,
    trust,
)
from vroegsignalering.pipeline import plans_beside as beside
from vroegsignalering.pipeline.capacity import fits
from vroegsignalering.pipeline.declared import declared_tables, fidelity_table
from vroegsignalering.pipeline.faults import named_faults
from vroegsignalering.pipeline.fit import Fitted, datasets, fit, refuse_what_was_not_known
from vroegsignalering.pipeline.progress import Stages, about
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME
from vroegsignalering.registers.working_copy import copies_needed, working_copy
from vroegsignalering.release import BundleHeader, Declared, Evidence, Plan, Profile, Released, profile
from vroegsignalering.risk import SeparationWarning
from vroegsignalering.risk.declared import ModelDeclaration
from vroegsignalering.study import StudyDefinition
from vroegsignalering.vocabulary import DataStatus, InformationMode

Planned = tuple[Plan, pl.DataFrame]

SEALED = "preregistration.sealed"
"""File beside the preregistration with the hash of each version, written before its test year was first opened."""

BEST = "additive"
"""The model that the audit, the dashboard and the reports are about; the others stand beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """What a run may vary without being another study.

    Parameters
    ----------
    replicates : int
        Of the cluster bootstrap.
    prefer : str, optional
        Format that is read when a register file exists in several.
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
    """

    replicates: int = 256
    prefer: str | None = None
    truth: Path | None = None
    answers: Path = Path("ethics/answers")
    models: Path | None = None
    prove: int = 0
    plans: bool = True
    today: date | None = None


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
    registers = Registers.open(registers_folder, prefer=settings.prefer)
    for manifest in manifests:
        may_run(
            registers.provenance.status,
            manifest.study.purpose,
            settings.answers,
            study=manifest.study.id,
            today=settings.today,
        )
        _models(manifest)  # what cannot run is refused now, not after minutes of work
        for mode in manifest.study.modes:
            refuse_what_was_not_known(registers, manifest.study, mode)
    refuse_expired(registers_folder, settings.answers, registers.provenance.status, settings.today)
    if registers.provenance.persons is not None:
        fits(
            registers.provenance.persons,
            folder=Path(tempfile.gettempdir()),
            years=len(registers.years(HOUSEHOLD_INCOME)),
            copies=copies_needed(registers, ALL) > 0,
        )
    with named_faults(), tempfile.TemporaryDirectory(prefix="vroeg-") as scratch:
        registers = _working_copy(registers, Path(scratch), stages)
        shared = _country(registers, manifests[0].study, settings, stages)
        return [_study(manifest, registers, shared, to, settings, stages) for manifest in manifests]


def _working_copy(registers: Registers, scratch: Path, stages: Stages) -> Registers:
    number = copies_needed(registers, ALL)
    if not number:
        return registers
    with stages.stage("read", number) as stage:
        copied = working_copy(registers, scratch, ALL, stage.step)
        stage.say(f"{number} register files, read once")
    return copied


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """Tables about the country, the same for every study of a run."""

    planned: tuple[Planned, ...]
    declared: tuple[Declared, ...]


def _country(registers: Registers, study: StudyDefinition, settings: RunSettings, stages: Stages) -> Shared:
    years = registers.years(HOUSEHOLD_INCOME)
    with stages.stage("country", len(years)) as stage:
        by_group, by_area = country.poverty(registers, years, study.area, stage.step)
        stage.say(f"{len(country.LINES)} lines, {years[0]}-{years[-1]}")
    with stages.stage("support") as stage:
        unused = support.unused_support(registers, years[-1])
        stage.say(f"{len(support.SCHEMES)} schemes, {years[-1]}")
    with stages.stage("events", len(EVENTS)) as stage:
        after = life.life_events(registers, "low_income", stage.step)
        stage.say(f"{len(EVENTS)} life events, matched households beside them")
    return Shared(
        planned=(
            (beside.POVERTY, by_group),
            (beside.AREAS, by_area),
            (beside.UNCLAIMED, unused),
            (beside.EVENTS, after),
            *_chain(registers, stages),
        ),
        declared=(*_fidelity(registers, stages), *_proving(settings.prove, stages)),
    )


def _proving(replicates: int, stages: Stages) -> list[Declared]:
    if not replicates:
        return []
    with stages.stage("proving") as stage:
        table = offers.proving_table(replicates)
        stage.say(f"{replicates} worlds per planted fault")
    return table


def _fidelity(registers: Registers, stages: Stages) -> tuple[Declared, ...]:
    """Published against achieved, of synthetic registers: no person stands behind what they achieve."""
    if registers.provenance.status is not DataStatus.SYNTHETIC:
        return ()
    with stages.stage("fidelity") as stage:
        table = fidelity(registers, read_targets())
        near = table.filter(pl.col("status") == "ok").height
        stage.say(
            f"{near} of {table.filter(pl.col('status') != 'not computable').height} published figures met"
        )
    return (fidelity_table(table),)


def _chain(registers: Registers, stages: Stages) -> list[Planned]:
    files = outreach_chain.deliveries_in(registers.folder)
    if not files:
        return []
    with stages.stage("signals") as stage:
        chain, mix = outreach_chain.chain_tables(files)
        stage.say(f"{len(files)} deliveries of signals, step by step")
    return [(beside.CHAIN, chain), (beside.SIGNALS, mix)]


def _study(
    manifest: Manifest,
    registers: Registers,
    shared: Shared,
    to: Path,
    settings: RunSettings,
    stages: Stages,
) -> Path:
    definition, rule = manifest.study, profile(manifest.study.profile)
    registered = read_preregistration(manifest.folder / PREREGISTRATION)
    seal(registered, manifest.folder / SEALED)  # before the test year is opened
    truth = _truth(settings.truth)
    fits = [_fit(manifest, registers, mode, truth, stages) for mode in definition.modes]
    primary = next(one for one in fits if one.mode is definition.primary_mode)
    with stages.stage("audit") as stage:
        found = [
            one for fitted in fits for one in _audited(fitted, registered, definition, settings.replicates)
        ]
        found += _described(primary, definition) + list(shared.planned)
        stage.say(f"{len(registered.groups)} attributes, {settings.replicates} replicates by person")
    with stages.stage("trust") as stage:
        found += _trusted(primary, manifest, definition)
        stage.say("simple rules, a black box, drift, stability, membership, proxies")
    with stages.stage("offers") as stage:
        offered = offers.way_out_table(primary, definition.transition)
        if settings.plans and settings.today is not None:
            offered += offers.plan_tables(manifest.folder, registers, settings.today)
        found += offered
        stage.say(f"{len(offered)} tables of plans and ways out")
    with stages.stage("release") as stage:
        tested = definition.years[definition.primary_mode].test
        released = _released(found, rule, tested, registers.years(HOUSEHOLD_INCOME))
        hidden = sum(one.hidden for one in released)
        stage.say(f"{len(released)} tables, {hidden} rows hidden (rule: {rule.name})")
    evidence = Evidence.of(
        _header(manifest, registers), [*released, *declared_tables(definition), *shared.declared]
    )
    _write_parameters(primary, settings.models or to / "models", definition.id)
    return evidence.write(to / definition.id)


def _fit(
    manifest: Manifest,
    registers: Registers,
    mode: InformationMode,
    truth: pl.LazyFrame | None,
    stages: Stages,
) -> Fitted:
    definition = manifest.study
    declared = _models(manifest)
    with stages.stage(f"{definition.id} {mode.value}", len(definition.years[mode].all)) as stage:
        data = datasets(registers, definition, mode, truth=truth, done=stage.step)
        stage.say(f"{about(len(data))} households at risk, {len(definition.features)} features")
    with stages.stage("risk") as stage:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", SeparationWarning)
            fitted = fit(definition, declared, data, mode)
        ridge = "; effects that separate are held by a ridge" if said else ""
        stage.say(f"{', '.join(fitted.models)} on {about(len(fitted.train))} households{ridge}")
    return fitted


def _audited(
    fitted: Fitted, registered: Preregistration, definition: StudyDefinition, replicates: int
) -> list[Planned]:
    """Tables that both information modes have."""
    whole, crossed = tables.fairness(fitted, BEST, registered, replicates)
    return [
        (plans.PERFORMANCE, tables.performances(fitted, definition.capacity, replicates)),
        (plans.CALIBRATION, tables.calibrations(fitted, replicates)),
        (plans.EFFECTS, tables.effects(fitted, definition.min_persons)),
        (plans.FAIRNESS, whole),
        (plans.INTERSECTIONS, crossed),
        (plans.CAPACITY, tables.capacities(fitted, BEST, registered, replicates)),
        (plans.THRESHOLDS, tables.thresholds(fitted, BEST, registered, replicates)),
    ]


def _described(primary: Fitted, definition: StudyDefinition) -> list[Planned]:
    """Tables that do not depend on what features may use."""
    return [
        (plans.FLOW, tables.flow(primary.everyone)),
        (plans.OUTCOMES, tables.outcomes(primary.everyone)),
        (plans.RATES, tables.rates(primary.everyone, definition)),
        (beside.FACTORS, explained.factors(primary, BEST, tuple(group.value for group in definition.groups))),
        (beside.DECOMPOSITION, explained.decompositions(primary, BEST)),
        (beside.HOUSEHOLDS, examples.example_rates(primary.everyone)),
    ]


def _trusted(primary: Fitted, manifest: Manifest, definition: StudyDefinition) -> list[Planned]:
    """Tables on which trust rests, for the primary information mode."""
    declared = next(one for one in _models(manifest) if one.id == BEST)
    return [
        (beside.BASELINES, trust.baselines(primary, BEST, definition)),
        (beside.READABILITY, trust.readability(primary, BEST, definition)),
        (beside.DRIFT, trust.drifts(primary, BEST)),
        (beside.STABILITY, trust.stabilities(primary, declared, definition)),
        (beside.SUBGROUPS, trust.combinations(primary)),
        (beside.SURROGATE, trust.surrogate(primary, BEST)),
        (beside.MEMBERSHIP, trust.memberships(primary)),
        (beside.PROXIES, trust.proxies(primary, BEST)),
        (beside.ABLATION, trust.ablations(primary, declared, definition)),
    ]


def _models(manifest: Manifest) -> tuple[ModelDeclaration, ...]:
    where = f"{manifest.folder.as_posix()}/study.toml"
    return ModelDeclaration.parse(manifest.raw_study, seed=manifest.study.seed, where=where)


def _released(
    found: list[Planned], rule: Profile, tested: tuple[int, ...], covered: tuple[int, ...]
) -> list[Released]:
    names = dict.fromkeys(plan.name for plan, _ in found)
    released = []
    for name in names:
        plan = next(plan for plan, _ in found if plan.name == name)
        frame = pl.concat([table for one, table in found if one.name == name], how="diagonal_relaxed")
        plan = tables.dated(plan, frame, tested, covered)
        released.append(tables.through_the_door(frame, plan, rule))
    return released


def _header(manifest: Manifest, registers: Registers) -> BundleHeader:
    definition, origin = manifest.study, registers.provenance
    return BundleHeader(
        study=definition.id,
        transition=definition.transition.value,
        line=definition.status,
        data_status=origin.status.value,
        persons=origin.persons,
        seed=origin.seed,
        code_version=__version__,
        study_hash=manifest.study_hash,
        preregistration_hash=manifest.preregistration_hash,
        profile=definition.profile,
    )


def _truth(path: Path | None) -> pl.LazyFrame | None:
    if path is None:
        return None
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise RegisterError("no file with true probabilities", where=str(path), mend="make one with --truth")
    return pl.scan_parquet(files)


def _write_parameters(fitted: Fitted, folder: Path, study: str) -> None:
    for name, model in fitted.models.items():
        target = folder / study / name / "parameters.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(model.to_numbers(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        temporary = target.with_suffix(".part")
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(target)
