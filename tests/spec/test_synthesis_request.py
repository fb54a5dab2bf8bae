"""What may be asked of ``vroeg synthesise``, and what is refused before a byte is written."""

from __future__ import annotations

import errno
import json
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.pipeline.corridor import sums
from vroegsignalering.cli.main import vroeg
from vroegsignalering.errors import EnvironmentFault, UsageError
from vroegsignalering.registers.schema import Table
from vroegsignalering.synthesis import make_plan, synthesise, writing
from vroegsignalering.synthesis.plan import prepare_folder

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("persons", ["0", "-5", "many", "20000000", None])
def test_a_number_of_persons_that_cannot_be_is_refused(persons: str | None) -> None:
    with pytest.raises(UsageError):
        make_plan(persons, "2014-2023", 1)


@pytest.mark.parametrize("years", ["2009-2012", "2014-2030", "2020-2018", "soon", ""])
def test_years_outside_the_facts_are_refused(years: str) -> None:
    with pytest.raises(UsageError):
        make_plan(1000, years, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"formats": "xlsx"},
        {"gemeente": "GM9999"},
        {"gemeente": "Utrecht"},
    ],
)
def test_an_unknown_format_or_gemeente_is_refused(more: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        make_plan(None if "gemeente" in more else 1000, "2020-2021", 1, **more)  # type: ignore[arg-type]


def test_a_gemeente_and_a_number_do_not_go_together() -> None:
    with pytest.raises(UsageError):
        make_plan(1000, "2020-2021", 1, gemeente="GM0344")


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(UsageError):
        make_plan(1000, "2020-2021", -1)


def test_everybody_of_a_gemeente_is_its_published_population() -> None:
    assert make_plan(None, "2020-2021", 1, gemeente="GM0014").persons == 238_147


def test_all_is_the_whole_country_in_shards_of_fifty_thousand() -> None:
    plan = make_plan("all", "2014-2023", 1)
    assert plan.persons == 17_811_291
    assert plan.shards == 357
    assert sum(plan.shard_persons(s) for s in range(plan.shards)) == plan.persons


def test_the_whole_country_in_one_spss_file_is_refused() -> None:
    with pytest.raises(UsageError):
        make_plan("all", "2014-2023", 1, formats="parquet,sav")


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "mine.txt"
    kept.write_text("mine")
    with pytest.raises(UsageError):
        synthesise(make_plan(500, "2022", 1), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_as_target_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        synthesise(make_plan(500, "2022", 1), tmp_path / "file")


def test_a_full_disk_is_found_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 1_000))
    with pytest.raises(EnvironmentFault):
        synthesise(make_plan(500, "2022", 1), tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_what_would_be_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One year of 500 persons is 75 kB and a margin of 1 MB, beside what stands until the new country does."""
    old = tmp_path / "to" / "Bevolking" / "old.parquet"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 1_074_999))
    with pytest.raises(EnvironmentFault, match="not enough space") as fault:
        synthesise(make_plan(500, "2022", 1), tmp_path / "to", overwrite=True)
    assert old.stat().st_size == 1_000_000
    assert "remove first what is to be replaced" in str(fault.value.mend)
    assert list(tmp_path.iterdir()) == [tmp_path / "to"]


def test_a_disk_that_fills_while_another_country_is_made_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the same command goes on beside it, and the new one takes its place whole."""
    to, plan = tmp_path / "to", make_plan(500, "2022", 1)
    synthesise(plan, to, code="a")
    before, written = sums(to), writing.write_table

    def fills(table: Table, *more: Any, **how: Any) -> None:
        if table.cbs == "INHATAB":
            raise OSError(errno.ENOSPC, "No space left on device")
        written(table, *more, **how)

    with monkeypatch.context() as full, pytest.raises(OSError):
        full.setattr(writing, "write_table", fills)
        synthesise(plan, to, code="b", overwrite=True)
    assert sums(to) == before
    synthesise(plan, to, code="b", overwrite=True)
    assert json.loads((to / "provenance.json").read_text("utf-8"))["request"]["code"] == "b"
    assert [path.name for path in tmp_path.iterdir()] == ["to"]


def test_a_country_that_was_whole_when_its_process_died_only_takes_its_place(tmp_path: Path) -> None:
    to, plan = tmp_path / "to", make_plan(500, "2022", 1)
    synthesise(plan, tmp_path / ".to.new", code="b")
    made = sums(tmp_path / ".to.new")
    synthesise(plan, to, code="b", overwrite=True)
    assert sums(to) == made
    assert [path.name for path in tmp_path.iterdir()] == ["to"]


def test_what_an_interrupted_run_has_written_counts_as_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = tmp_path / "half.parquet"
    half.write_bytes(b"x" * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 75_000))
    prepare_folder(make_plan(500, "2022", 1), tmp_path, overwrite=False, resumes=True)
    assert half.stat().st_size == 1_000_000


def test_a_run_that_other_code_began_is_named(tmp_path: Path) -> None:
    begun = tmp_path / ".synthesis"
    begun.mkdir()
    (begun / "plan.json").write_text('{"code": "of another version", "persons": 500}', encoding="utf-8")
    with pytest.raises(UsageError, match="a run that other code, or another request, began"):
        synthesise(make_plan("500", "2022", 1), tmp_path)
    assert list(tmp_path.iterdir()) == [begun], "nothing of it is touched"


def test_a_disk_too_small_says_how_many_persons_would_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten years of Parquet are 1 500 bytes a person: 61 MB less one for the rest hold 40 000."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 61_000_000))
    with pytest.raises(EnvironmentFault) as fault:
        synthesise(make_plan("1000000", "2014-2023", 1), tmp_path / "to")
    assert "about 40 000 persons would fit" in str(fault.value.mend)


def test_the_command_says_what_is_wrong_in_its_exit_code(tmp_path: Path) -> None:
    result = CliRunner().invoke(vroeg, ["synthesise", "--persons", "0", "--to", str(tmp_path / "x")])
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2
    assert not (tmp_path / "x").exists()
