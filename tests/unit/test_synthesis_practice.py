"""The practice country: made once, found again, and its truth is that of the same country written with its truth."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vroegsignalering.errors import UsageError
from vroegsignalering.synthesis import practice
from vroegsignalering.synthesis.plan import make_plan
from vroegsignalering.synthesis.writing import TRUTH, synthesise

PERSONS = 500


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory for this test alone, and a country that is made in a moment."""
    monkeypatch.delenv("VS_REGISTERS", raising=False)
    monkeypatch.setenv("VS_SIZE", "small")
    monkeypatch.setitem(practice.PERSONS, "small", PERSONS)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_truth_is_that_of_the_country(own: Path) -> None:
    whole = own / "with_truth"
    synthesise(make_plan(PERSONS, practice.YEARS, practice.SEED, truth=True), whole)
    written = pl.read_parquet(whole / TRUTH).filter(year=practice.TRUTH_YEAR)
    found = practice.practice_truth().collect()
    assert found.height > 100
    assert_frame_equal(found.sort("person"), written.sort("person"))


def test_the_country_is_made_once(own: Path) -> None:
    folder = practice.practice_registers()
    kept = folder / "kept"
    kept.touch()
    assert practice.practice_registers() == folder and kept.exists()
    assert sorted(own.iterdir()) == [folder]


def test_a_folder_of_ones_own_is_used_as_it_is(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VS_REGISTERS", str(own))
    pl.DataFrame({"person": ["R1"]}).write_parquet(own / "t.parquet")
    (own / TRUTH.parent).mkdir()
    (own / "t.parquet").rename(own / TRUTH)
    assert practice.practice_registers() == own
    assert practice.practice_truth().collect()["person"].to_list() == ["R1"]


def test_another_size_is_refused(own: Path) -> None:
    with pytest.raises(UsageError, match="medium"):
        practice.practice_truth("medium")
