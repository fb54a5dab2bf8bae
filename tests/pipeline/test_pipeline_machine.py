"""A machine that refuses, with real processes: a file that may not grow, a target that may not be written, two runs at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.corridor import ROOT, Corridor, sums
from vroegsignalering.pipeline.lock import alone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and /proc are those of Unix")

LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv = ["vroeg", *sys.argv[2:]]
runpy.run_module("vroegsignalering", run_name="__main__")
"""
"""Writes beyond so many bytes of one file fail, as they do on a disk without room."""


def vroeg(
    *words: object, program: tuple[str, ...] = ("-m", "vroegsignalering")
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *program, *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("room", [2_000, 60_000])
def test_a_file_that_may_not_grow_touches_no_bundle(corridor: Corridor, tmp_path: Path, room: int) -> None:
    words = [
        "run",
        corridor.studies[0],
        "--registers",
        corridor.registers,
        "--format",
        "parquet",
        "--workers",
        1,
    ]
    words += ["--to", tmp_path / "to", "--work", tmp_path / "work"]
    done = vroeg(room, *words, program=("-c", LIMITED))
    assert done.returncode == 17, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "to").exists()
    kept = list((tmp_path / "work").rglob("*.part"))
    assert not kept, "nothing half-written stays"


def test_a_full_disk_leaves_no_half_country(tmp_path: Path) -> None:
    words = [
        "synthesise",
        "--persons",
        500,
        "--years",
        "2022",
        "--to",
        tmp_path / "registers",
        "--workers",
        1,
    ]
    done = vroeg(3_000, *words, program=("-c", LIMITED))
    assert done.returncode == 17, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "registers" / "provenance.json").exists()


def test_a_target_that_may_not_be_written(corridor: Corridor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    words = ["run", corridor.studies[0], "--registers", corridor.registers, "--to", tmp_path / "to"]
    done = vroeg(*words, "--work", tmp_path / "file" / "work")
    assert done.returncode == 17, done.stderr
    assert "Traceback" not in done.stderr


def test_two_runs_at_once_in_one_folder(corridor: Corridor, tmp_path: Path) -> None:
    target = corridor.bundles[0].parent
    before = sums(target)
    with alone(target):
        run = ["run", corridor.studies[0], "--registers", corridor.registers, "--to", target]
        done = vroeg(*run, "--work", tmp_path / "work")
    assert done.returncode == 17, done.stderr
    assert "another run is at work" in done.stderr
    assert sums(target) == before
    with alone(tmp_path / "registers"):
        again = vroeg("synthesise", "--persons", 300, "--years", "2022", "--to", tmp_path / "registers")
    assert again.returncode == 17
    assert not (tmp_path / "registers").exists()
