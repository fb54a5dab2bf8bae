"""What a study needs, looked for before any work: what is missing or does not fit is said now, not after minutes.

Its declarations must fit one another: models its features, the preregistration its groups. Of the registers only names
and years of files are looked at, no row is read. Registers of groups alone (education of the main earner, say) may be
absent: everybody is then of an unknown group, and the tables say so.
"""

from __future__ import annotations

from vroegsignalering.audit import Preregistration, read_preregistration
from vroegsignalering.errors import RegisterError
from vroegsignalering.manifest import PREREGISTRATION, Manifest
from vroegsignalering.pipeline.fit import directions
from vroegsignalering.registers import Registers
from vroegsignalering.registers.schema import Shape
from vroegsignalering.registers.tables import (
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    PERSON_TO_HOUSEHOLD,
    PERSONS,
    table,
)
from vroegsignalering.risk.declared import ModelDeclaration
from vroegsignalering.study import FEATURES, STATUSES, StudyDefinition

COHORT = (PERSONS, HOUSEHOLD_SPELLS, PERSON_TO_HOUSEHOLD, HOUSEHOLD_INCOME)
"""Registers that say who is at risk, whatever the study asks of them."""


def declared_models(manifest: Manifest) -> tuple[ModelDeclaration, ...]:
    """The models that a study declares, each of them fit for the features of the study."""
    where = f"{manifest.folder.as_posix()}/study.toml"
    models = ModelDeclaration.parse(manifest.raw_study, seed=manifest.study.seed, where=where)
    for one in models:
        one.refuse_unfit(directions(manifest.study), where=where)
    return models


def registered(manifest: Manifest) -> Preregistration:
    """What is fixed before the test year is opened, for groups that the study has."""
    path = manifest.folder / PREREGISTRATION
    found = read_preregistration(path)
    groups = [one.value for one in dict.fromkeys((*manifest.study.groups, manifest.study.area))]
    found.refuse_absent(groups, where=path.as_posix())
    return found


def refuse_incomplete(registers: Registers, definition: StudyDefinition) -> None:
    """Refuse registers in which a file is missing that the study reads.

    Parameters
    ----------
    registers : Registers
    definition : StudyDefinition

    Raises
    ------
    RegisterError
        No file of a register at all, or none of a year from which or to which the study looks.
    """
    status = STATUSES[definition.status].table
    sources = [table(FEATURES[name].source_register) for name in definition.features]
    for needed in (*COHORT, status, *sources):
        registers.demand(needed)
    years = _years(definition)
    for needed in (*COHORT, status):
        missing = sorted(years - set(registers.years(needed)))
        if needed.shape is Shape.YEARLY and missing:
            raise RegisterError(
                f"no file of {needed.cbs} for {', '.join(map(str, missing))}",
                where=str(registers.folder),
                found=f"years {', '.join(map(str, registers.years(needed)))}",
                mend="ask for the files of these years, or name other years in study.toml, [time]",
            )


def _years(definition: StudyDefinition) -> set[int]:
    """Years of the index dates and of the outcomes."""
    index = {year for mode in definition.modes for year in definition.years[mode].all}
    return index | {year + definition.horizon_months // 12 for year in index}
