"""What a machine has room for, and that it says so before anything starts."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.pipeline import capacity

GB = 1_000_000_000


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four GB of memory and ten of disk."""
    monkeypatch.setattr(capacity, "memory_free", lambda: 4 * GB)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10 * GB))


def test_the_number_that_fits_follows_from_memory_and_disk(machine: None, tmp_path: Path) -> None:
    found = capacity.room(
        1_000_000, folder=tmp_path, memory_base=GB, memory_per_person=2_000, disk_per_person=50_000
    )
    assert found.memory_needed == 3 * GB
    assert found.disk_needed == 50 * GB
    assert found.persons_that_fit == 180_000  # nine of ten GB, 50 kB each; memory would hold 1.3 million
    assert not found.fits


def test_half_the_years_take_half_the_room(machine: None, tmp_path: Path) -> None:
    found = capacity.room(
        1_000_000, folder=tmp_path, years=5, memory_base=0, memory_per_person=4_000, disk_per_person=0
    )
    assert found.memory_needed == 2 * GB
    assert found.fits


def test_too_many_persons_for_memory_are_refused_with_a_number_that_fits(
    machine: None, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        capacity.fits(17_800_000, folder=tmp_path, copies=False)
    each, base = capacity.RUN_BYTES_PER_PERSON, capacity.RUN_BASE_BYTES
    most = f"{int((3.6 * GB - base) // each) // 1000 * 1000:,}".replace(",", " ")
    assert fault.value.exit_code == 17
    assert "memory" in fault.value.what
    assert f"about {most} persons would fit" in fault.value.mend
    assert "17 800 000 persons" in fault.value.found


def test_too_little_disk_for_copies_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(capacity, "memory_free", lambda: 400 * GB)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=GB))
    with pytest.raises(EnvironmentFault, match="disk"):
        capacity.fits(17_800_000, folder=tmp_path)
    assert capacity.fits(2_000_000, folder=tmp_path, copies=False).fits


def test_shards_take_memory_that_hardly_grows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(capacity, "memory_free", lambda: 9 * GB)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100 * GB))
    assert capacity.fits(17_800_000, folder=tmp_path, copies=False, sharded=True).fits
    with pytest.raises(EnvironmentFault, match="memory"):
        capacity.fits(17_800_000, folder=tmp_path, copies=False)
    small = capacity.fits(50_000, folder=tmp_path, copies=False, sharded=True)
    assert small.memory_needed < capacity.SHARDED_BASE_BYTES


def test_too_many_workers_for_memory_are_refused(machine: None) -> None:
    capacity.synthesis_fits(2)
    with pytest.raises(EnvironmentFault) as fault:
        capacity.synthesis_fits(64)
    most = int(3.6 * GB // capacity.SYNTHESIS_BYTES_PER_WORKER)
    assert fault.value.mend == f"--workers {most}"


def test_workers_on_the_shards_of_a_large_country_are_counted(machine: None) -> None:
    capacity.shards_fit(1)  # 3.6 GB may be planned for, and one worker takes 2.9
    with pytest.raises(EnvironmentFault, match="workers") as fault:
        capacity.shards_fit(2)
    assert fault.value.mend == "--workers 1"
    assert "5.8 GB needed for 2" in fault.value.found


def test_a_machine_that_does_not_say_is_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(capacity, "memory_free", lambda: None)
    found = capacity.room(10**9, folder=tmp_path, disk_per_person=0)
    assert found.fits
    capacity.synthesis_fits(64)


def test_this_machine_says_something_plausible(tmp_path: Path) -> None:
    free = capacity.memory_free()
    assert free is None or 10_000_000 < free < 10**14
    assert capacity.room(1, folder=tmp_path / "not" / "yet", memory_base=0).fits
