"""The third study: a folder of declarations, no Python, read by the same code as the other two."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vroegsignalering.audit import read_preregistration
from vroegsignalering.errors import DeclarationError
from vroegsignalering.manifest import Manifest
from vroegsignalering.registers.tables import PROBLEMATIC_DEBT
from vroegsignalering.risk import ModelDeclaration, refuse_unknowable
from vroegsignalering.study import STATUSES
from vroegsignalering.vocabulary import InformationMode

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "models" / "debt"


def test_the_study_is_declarations_only() -> None:
    assert not list(STUDY.rglob("*.py"))
    assert not list(STUDY.rglob("*.pkl"))


def test_the_study_is_accepted() -> None:
    manifest = Manifest.read(STUDY)
    assert manifest.study.id == "debt"
    assert STATUSES[manifest.study.status].table is PROBLEMATIC_DEBT
    assert [one.kind for one in ModelDeclaration.parse(manifest.raw_study)] == [
        "additive",
        "logistic",
        "scorecard",
    ]
    assert read_preregistration(STUDY / "preregistration.toml").study == "debt"


@pytest.mark.parametrize("mode", list(InformationMode))
def test_its_outcomes_were_there_when_they_are_used(mode: InformationMode) -> None:
    years = Manifest.read(STUDY).study.years[mode]
    assert min(years.train) >= STATUSES["problematic_debt"].first_year
    refuse_unknowable(
        mode,
        (*years.train, *years.calibrate),
        years.test,
        horizon_months=12,
        known_after_days=PROBLEMATIC_DEBT.lag.days,
    )
    assert date(years.test[0], 12, 31) <= date(2022, 12, 31)  # the horizon ends inside the registers


def test_a_typing_error_in_a_copy_is_refused(tmp_path: Path) -> None:
    text = (STUDY / "study.toml").read_text("utf-8")
    (tmp_path / "study.toml").write_text(text.replace("problematic_debt", "problematic_dept"), "utf-8")
    with pytest.raises(DeclarationError):
        Manifest.read(tmp_path)
