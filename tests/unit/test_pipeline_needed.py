"""A register file that a study needs and that is not there is said before any work; only names and years are looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from vroegsignalering.errors import RegisterError
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.needed import refuse_incomplete
from vroegsignalering.registers import Registers, tables
from vroegsignalering.study import FEATURES, StudyDefinition

ENTRY = Path(__file__).resolve().parents[2] / "models" / "entry"


@pytest.fixture(scope="module")
def study() -> StudyDefinition:
    return Manifest.read(ENTRY).study


def registers(without: str = "", year: int | None = None) -> Registers:
    """Editions of every table in 2014-2023, less one table or one year of it; there are no rows to read."""
    files: dict[str, Any] = {
        table.name: {y: SimpleNamespace(year=y) for y in range(2014, 2024)} for table in tables.ALL
    }
    if year is None:
        files.pop(without, None)
    else:
        del files[without][year]
    origin: Any = SimpleNamespace(status="synthetic")
    return Registers(folder=Path("G:/"), files=files, provenance=origin)


def fault(found: Registers, study: StudyDefinition) -> str:
    """What is said of the registers; nothing when they are enough."""
    try:
        refuse_incomplete(found, study)
    except RegisterError as said:
        return str(said)
    return ""


def test_a_whole_tree_is_enough_and_an_empty_one_is_not(study: StudyDefinition) -> None:
    assert fault(registers(), study) == ""
    assert fault(replace(registers(), files={}), study)


@pytest.mark.parametrize(
    ("without", "cbs"),
    [("persons", "GBAPERSOON"), ("household_income", "INHATAB"), ("socio_economic_spells", "SECM"), ("jobs", "SPOLIS")],
)  # fmt: skip
def test_a_register_that_is_not_there_at_all(study: StudyDefinition, without: str, cbs: str) -> None:
    with pytest.raises(RegisterError, match=f"no file of {cbs}"):
        refuse_incomplete(registers(without), study)


def test_without_the_features_of_a_register_it_may_be_absent(study: StudyDefinition) -> None:
    kept = tuple(name for name in study.features if FEATURES[name].source_register != "jobs")
    assert len(kept) < len(study.features)
    assert "SPOLIS" in fault(registers("jobs"), study)
    assert fault(registers("jobs"), replace(study, features=kept)) == ""
    assert fault(registers("education"), replace(study, features=kept[:1])) == ""


@pytest.mark.parametrize("year", [2018, 2023])
@pytest.mark.parametrize("without", ["household_income", "person_to_household"])
def test_a_year_between_or_the_year_of_the_last_outcome(
    study: StudyDefinition, without: str, year: int
) -> None:
    """Without the year after the index date everybody would count as gone from the country."""
    with pytest.raises(RegisterError, match=f"for {year}"):
        refuse_incomplete(registers(without, year), study)


def test_an_edition_of_a_file_that_holds_all_earlier_years_may_be_missing(study: StudyDefinition) -> None:
    assert fault(registers("household_spells", 2018), study) == ""
    assert fault(registers("household_spells"), study)
