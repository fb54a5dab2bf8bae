"""One study from its rows to its bundle: fit, audit, trust, offers, the door.

Every stage is kept under the hash of what it depends on, so that models are fitted and rows are read only when a stage
needs them. Risks of households live in memory only; no writer of them exists.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from sklearn.exceptions import ConvergenceWarning

from vroegsignalering import __version__
from vroegsignalering.audit import Preregistration, seal
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline import calibrated, explained, offers, tables, trust
from vroegsignalering.pipeline.dates import reference_date
from vroegsignalering.pipeline.declared import declared_tables
from vroegsignalering.pipeline.earlier import refuse_what_gives_away, whom
from vroegsignalering.pipeline.fit import Fitted, fit
from vroegsignalering.pipeline.jobs import Job, Made, Planned, planned, tables_job
from vroegsignalering.pipeline.needed import declared_models, registered
from vroegsignalering.pipeline.progress import Stages, about
from vroegsignalering.pipeline.rows import ROLES, gathered
from vroegsignalering.pipeline.shard_pass import Pass, Wish
from vroegsignalering.pipeline.shared import Shared
from vroegsignalering.pipeline.store import Store, code_of, key_of, libraries
from vroegsignalering.registers import Registers
from vroegsignalering.registers.shards import sample
from vroegsignalering.release import BundleHeader, Evidence, Profile, Released, profile
from vroegsignalering.risk import RiskModel, SeparationWarning, from_numbers
from vroegsignalering.risk.declared import ModelDeclaration
from vroegsignalering.vocabulary import InformationMode

if TYPE_CHECKING:
    from vroegsignalering.pipeline.whole_run import RunSettings

SEALED = "preregistration.sealed"
"""File beside the preregistration with the hash of each version, written before its test year was first opened."""

BEST = "additive"
"""The model that the audit, the dashboard and the reports are about; the others stand beside it."""

PLAN_PERSONS = 200_000
"""Persons on whose registers plans are evaluated, when there are more."""

SUMMED = ("cohort_flow", "outcomes", "rates", "households")
"""Tables that are counts of every shard, added up."""

MODELS = "models.json"

NOTICES: dict[type[Warning], str] = {
    SeparationWarning: "; effects that separate are held by a ridge",
    ConvergenceWarning: "; shapes that had not settled",
}
"""What a fit may warn of, and how its stage says so."""

_CODE = {
    "audit": (
        "audit",
        "risk",
        "pipeline/tables.py",
        "pipeline/calibrated.py",
        "pipeline/fit.py",
        "pipeline/rows.py",
    ),
    "thresholds": ("audit", "risk", "pipeline/tables.py", "pipeline/fit.py", "pipeline/rows.py"),
    "explained": ("risk", "pipeline/explained.py", "pipeline/fit.py", "pipeline/rows.py"),
    "trust": ("audit", "risk", "release", "pipeline/trust.py", "pipeline/fit.py", "pipeline/rows.py"),
    "ablation": ("risk", "pipeline/trust.py", "pipeline/fit.py", "pipeline/rows.py"),
    "offers": ("outreach", "pipeline/offers.py", "pipeline/dates.py", "pipeline/rows.py"),
}
"""Rooms whose code each stage needs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyRun:
    """A study at work.

    Parameters
    ----------
    manifest : Manifest
    registers : Registers
    passed : Pass
        Rows and counts of all shards.
    wishes : dict of Wish by mode
        What the pass was asked for this study.
    store : Store
    settings : RunSettings
    vintage : str
        Names the data in the ledger of what was released.
    """

    manifest: Manifest
    registers: Registers
    passed: Pass
    wishes: dict[InformationMode, Wish]
    store: Store
    settings: RunSettings
    vintage: str
    _fitted: dict[InformationMode, Fitted] = field(default_factory=dict)

    def seal(self) -> None:
        """Seal the preregistration, before the test year is opened."""
        seal(self._registered(), self.manifest.folder / SEALED)

    def fit_jobs(self) -> list[Job]:
        """Fits of each information mode."""
        study = self.manifest.study
        return [
            Job(
                name=f"risk-{study.id}-{mode.value}", shown=f"{study.id} {mode.value}", key=self._fit_key(mode),
                store=self.store, write=partial(self._fit, mode), after=self.passed.names,
            )
            for mode in study.modes
        ]  # fmt: skip

    def table_jobs(self) -> list[Job]:
        """Stages that need the fits, the longest first."""
        registered, replicates = self.manifest.preregistration_hash, self.settings.replicates
        return [
            self._job("trust", self._trust),
            self._job("ablation", self._ablation),
            *(
                self._job(f"audit-{mode.value}", partial(self._audit, mode), replicates, registered)
                for mode in self._modes()
            ),
            *(
                self._job(f"thresholds-{mode.value}", partial(self._thresholds, mode), replicates, registered)
                for mode in self._modes()
            ),
            self._job("offers", self._offers, self._planning(), self._plan_texts()),
            self._job("explained", self._explained),
        ]

    def finish(self, jobs: Sequence[Job], shared: Shared, to: Path, stages: Stages) -> Path:
        """Send every table through the door and write the bundle.

        Parameters
        ----------
        jobs : sequence of Job
            Those of :meth:`table_jobs`, done.
        shared : Shared
            Tables about the country.
        to : Path
            The bundle is written to ``<to>/<study>``.
        stages : Stages
        """
        study, rule = self.manifest.study, profile(self.manifest.study.profile)
        with stages.stage("release") as stage:
            found = planned((name, self.passed.counts(f"{study.id}.{name}")) for name in SUMMED)
            found += [*planned(table for job in jobs for table in job.tables()), *shared.planned]
            released = _released(found, rule)
            hidden = sum(one.hidden for one in released)
            country = {plan.name for plan, _ in shared.planned}
            before = refuse_what_gives_away(
                [(one, "" if one.name in country else whom(study)) for one in released],
                self.vintage,
                self.settings.ledger,
            )
            beside = f"; beside {before} earlier tables" if before else ""
            stage.say(f"{len(released)} tables, {hidden} rows hidden (rule: {rule.name}){beside}")
        evidence = Evidence.of(
            self._header(), [*released, *declared_tables(study, self.registers), *shared.declared]
        )
        self._write_parameters(self.settings.models or to / "models")
        return evidence.write(to / study.id)

    def _job(self, name: str, make: Callable[[], Made], *more: object) -> Job:
        study = self.manifest.study
        fits = [self._fit_key(mode) for mode in study.modes]
        after = tuple(job.name for job in self.fit_jobs())
        key = key_of(name, fits, more, code_of("chance", *_CODE[name.split("-")[0]]), libraries())
        shown = f"{study.id} {name.replace('-', ' ')}"
        return tables_job(self.store, f"{name}-{study.id}", key, make, shown=shown, after=after)

    def _fit_key(self, mode: InformationMode) -> str:
        code = code_of("chance", "risk", "pipeline/fit.py", "pipeline/rows.py")
        declared = [repr(one) for one in self._declared()]
        wish = self.wishes[mode]
        return key_of(self.passed.key, wish.name, repr(wish.definition), declared, code, libraries())

    def _declared(self) -> tuple[ModelDeclaration, ...]:
        return declared_models(self.manifest)

    def _registered(self) -> Preregistration:
        return registered(self.manifest)

    def _fit(self, mode: InformationMode, folder: Path) -> str:
        wish = self.wishes[mode]
        train, calibrate = self.passed.rows(wish, "train"), self.passed.rows(wish, "calibrate")
        with warnings.catch_warnings(record=True) as said:
            for kind in NOTICES:
                warnings.simplefilter("always", kind)
            models = fit(self.manifest.study, self._declared(), train, calibrate)
        numbers = {name: model.to_numbers() for name, model in models.items()}
        (folder / MODELS).write_text(json.dumps(numbers, ensure_ascii=False), encoding="utf-8")
        told = [text for kind, text in NOTICES.items() if any(issubclass(one.category, kind) for one in said)]
        return f"{', '.join(models)} on {about(len(train))} household-years" + "".join(told)

    def _models(self, mode: InformationMode) -> dict[str, RiskModel]:
        """Models of a mode, as the store keeps them."""
        job = next(one for one in self.fit_jobs() if one.key == self._fit_key(mode))
        numbers = json.loads((job.folder() / MODELS).read_text(encoding="utf-8"))
        return {model: from_numbers(one) for model, one in numbers.items()}

    def _at_work(self, mode: InformationMode) -> Fitted:
        """Models with the rows of their people, read when a stage needs them."""
        if mode not in self._fitted:
            self._fitted.clear()  # one mode at a time in memory
            wish = self.wishes[mode]
            parts = {role: self.passed.rows(wish, role) for role in ROLES}
            self._fitted[mode] = Fitted(
                mode=mode, models=self._models(mode), everyone=gathered(list(parts.values())),
                train=parts["train"], calibrate=parts["calibrate"], test=parts["test"],
            )  # fmt: skip
        return self._fitted[mode]

    def _modes(self) -> list[InformationMode]:
        """The primary information mode, then the others."""
        study = self.manifest.study
        return [study.primary_mode, *(mode for mode in study.modes if mode is not study.primary_mode)]

    def _audit(self, mode: InformationMode) -> Made:
        """Tables that both information modes have; a stage each, so that one mode is in memory."""
        study, registered, replicates = self.manifest.study, self._registered(), self.settings.replicates
        fitted = self._at_work(mode)
        whole, crossed = tables.fairness(fitted, BEST, registered, replicates)
        found = [
            ("performance", tables.performances(fitted, study.capacity, replicates)),
            ("performance", calibrated.without_chance(fitted)),
            ("calibration", tables.calibrations(fitted, replicates)),
            ("effects", tables.effects(fitted, study.min_persons)),
            ("fairness", whole),
            ("intersections", crossed),
            ("capacity", tables.capacities(fitted, BEST, registered, replicates)),
        ]
        return found, f"{len(registered.groups)} attributes, {replicates} replicates by person"

    def _thresholds(self, mode: InformationMode) -> Made:
        """Whom an estimated risk would select, beside the capacities of the audit."""
        registered, replicates = self._registered(), self.settings.replicates
        table = tables.thresholds(self._at_work(mode), BEST, registered, replicates)
        return [("thresholds", table)], f"{table['threshold'].n_unique()} estimated risks"

    def _explained(self) -> Made:
        study = self.manifest.study
        fitted = self._at_work(study.primary_mode)
        found = [("chances", self._chances(mode)) for mode in self._modes()]
        found += [
            ("factors", explained.factors(fitted, BEST, tuple(group.value for group in study.groups))),
            ("decomposition", explained.decompositions(fitted, BEST)),
        ]
        return found, "factors by group, gaps taken apart"

    def _chances(self, mode: InformationMode) -> pl.DataFrame:
        calibrated_on = len(self.passed.rows(self.wishes[mode], "calibrate"))
        return explained.chances(self._models(mode), mode, calibrated_on)

    def _trust(self) -> Made:
        """Tables on which trust rests, for the primary information mode."""
        study = self.manifest.study
        fitted = self._at_work(study.primary_mode)
        declared = next(one for one in self._declared() if one.id == BEST)
        found = [
            ("baselines", trust.baselines(fitted, BEST, study)),
            ("readability", trust.readability(fitted, BEST, declared, study)),
            ("drift", trust.drifts(fitted, BEST)),
            ("stability", trust.stabilities(fitted, declared, study)),
            ("subgroups", trust.combinations(fitted)),
            ("surrogate", trust.surrogate(fitted, BEST)),
            ("membership", trust.memberships(fitted)),
            ("proxies", trust.proxies(fitted, BEST)),
        ]
        return found, "simple rules, a black box, drift, stability, membership, proxies"

    def _ablation(self) -> Made:
        study = self.manifest.study
        declared = next(one for one in self._declared() if one.id == BEST)
        table = trust.ablations(self._at_work(study.primary_mode), declared, study)
        return [("ablation", table)], f"{len(study.features)} times fitted again without one feature"

    def _planning(self) -> bool:
        return self.settings.plans and self.settings.today is not None

    def _plan_texts(self) -> list[str]:
        files = sorted((self.manifest.folder / "plans").glob("*.toml")) if self._planning() else []
        return [path.read_text(encoding="utf-8") for path in files]

    def _offers(self) -> Made:
        study, today = self.manifest.study, self.settings.today
        found = offers.way_out_table(lambda: self._at_work(study.primary_mode), study.transition)
        if self.settings.plans and today is not None:
            some = sample(self.registers, PLAN_PERSONS)
            found += offers.plan_tables(self.manifest.folder, some, today)
        return found, f"{len(found)} tables of plans and ways out"

    def _header(self) -> BundleHeader:
        study, origin = self.manifest.study, self.registers.provenance
        return BundleHeader(
            study=study.id,
            transition=study.transition.value,
            line=study.status,
            data_status=origin.status.value,
            persons=origin.persons,
            seed=origin.seed,
            code_version=__version__,
            study_hash=self.manifest.study_hash,
            preregistration_hash=self.manifest.preregistration_hash,
            profile=study.profile,
            replicates=self.settings.replicates,
            plans=self.settings.plans and self.settings.today is not None,
            prove=self.settings.prove,
        )

    def _write_parameters(self, folder: Path) -> None:
        for name, model in self._models(self.manifest.study.primary_mode).items():
            target = folder / self.manifest.study.id / name / "parameters.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(model.to_numbers(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
            temporary = target.with_suffix(".part")
            temporary.write_text(text, encoding="utf-8", newline="\n")
            temporary.replace(target)


def _released(found: list[Planned], rule: Profile) -> list[Released]:
    """Every table through the door, parts of one name together, with the days that it is about."""
    plans = {plan.name: plan for plan, _ in reversed(found)}
    frames = {
        name: pl.concat([table for one, table in found if one.name == name], how="diagonal_relaxed")
        for name in dict.fromkeys(plan.name for plan, _ in found)
    }
    return [
        tables.through_the_door(
            frame, replace(plans[name], reference_date=reference_date(name, frame, frames)), rule
        )
        for name, frame in frames.items()
    ]
