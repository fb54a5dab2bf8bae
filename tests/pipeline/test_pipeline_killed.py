"""Processes killed without warning (SIGKILL) at the borders of stages: what they leave is never taken for good.

The process is a real one; it kills itself at the moment that a named function is called for the n-th time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.corridor import ROOT, Corridor, sums
from vroegsignalering.cli.synthesise import MAKERS
from vroegsignalering.errors import ReproductionError
from vroegsignalering.pipeline.store import code_of
from vroegsignalering.registers.provenance import read_provenance
from vroegsignalering.release import Evidence
from vroegsignalering.synthesis import make_plan, synthesise
from vroegsignalering.vocabulary import DataStatus

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")

DEADLY = """
import os, runpy, signal, sys
from importlib import import_module
module, name, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
room = import_module(module)
*path, name = name.split(".")
for step in path:
    room = getattr(room, step)
real, calls = getattr(room, name), 0
def deadly(*given, **more):
    global calls
    calls += 1
    if calls == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **more)
setattr(room, name, deadly)
"""
COMMAND = (
    DEADLY
    + 'sys.argv = ["vroeg", *sys.argv[4:]]\nrunpy.run_module("vroegsignalering", run_name="__main__")\n'
)
WRITING = (
    DEADLY + "from vroegsignalering.release import Evidence\nEvidence.read(sys.argv[4]).write(sys.argv[5])\n"
)
SYNTHESIS = "vroegsignalering.synthesis.writing"


def killed(program: str, *words: object) -> None:
    """Run a program that kills itself; anything else than that death is a failure of the test."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "registers"
    synthesise(make_plan(600, "2021-2022", 5, formats="parquet,csv"), folder, code=code_of(*MAKERS))
    return folder


@pytest.mark.parametrize(
    ("name", "at"),
    [("frames", 1), ("_write_ipc", 7), ("_join", 1), ("write_table", 9), ("write_provenance", 1)],
)
def test_killed_while_synthesising(whole: Path, tmp_path: Path, name: str, at: int) -> None:
    folder = tmp_path / "registers"
    words = ["--persons", 600, "--years", "2021-2022", "--seed", 5, "--format", "parquet,csv", "--workers", 1]
    killed(COMMAND, SYNTHESIS, name, at, "synthesise", *words, "--to", folder)
    assert read_provenance(folder).status is DataStatus.REAL, (
        "half a country must not pass for a synthetic one"
    )
    finished = not (folder / ".synthesis").exists()
    plan = make_plan(600, "2021-2022", 5, formats="parquet,csv")
    synthesise(plan, folder, overwrite=finished, code=code_of(*MAKERS))
    assert sums(folder) == sums(whole)


@pytest.mark.parametrize(("name", "at"), [("Path.write_bytes", 5), ("_replace", 1), ("shutil.rmtree", 1)])
def test_killed_while_writing_evidence(corridor: Corridor, tmp_path: Path, name: str, at: int) -> None:
    old, new = corridor.bundles
    shutil.copytree(old, tmp_path / "entry")
    killed(WRITING, "vroegsignalering.release.evidence", name, at, new, tmp_path / "entry")
    found = Evidence.read(tmp_path / "entry").manifest["bundle_sha256"]
    assert found in {Evidence.read(bundle).manifest["bundle_sha256"] for bundle in (old, new)}


def test_killed_between_the_old_and_the_new_evidence(corridor: Corridor, tmp_path: Path) -> None:
    old, new = corridor.bundles
    shutil.copytree(old, tmp_path / "entry")
    killed(WRITING, "vroegsignalering.release.evidence", "Path.replace", 2, new, tmp_path / "entry")
    with pytest.raises(ReproductionError, match="no evidence here"):
        Evidence.read(tmp_path / "entry")
    set_aside = list(tmp_path.glob(".entry-old-*/entry"))
    assert [sums(folder) for folder in set_aside] == [sums(old)], "the old bundle is whole, beside its place"
    Evidence.read(new).write(tmp_path / "entry")
    assert sums(tmp_path / "entry") == sums(new)


def test_killed_while_a_study_runs(corridor: Corridor, tmp_path: Path) -> None:
    shutil.copytree(corridor.bundles[0], tmp_path / "to" / "entry")
    words = ["run", corridor.studies[0], "--registers", corridor.registers, "--to", tmp_path / "to"]
    words += ["--work", tmp_path / "work", "--workers", 1]
    killed(COMMAND, "vroegsignalering.pipeline.shard_pass", "_write", 1, *words)
    assert sums(tmp_path / "to" / "entry") == sums(corridor.bundles[0])
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["entry"]


def test_a_run_that_is_asked_to_stop_says_what_is_kept_and_leaves_nothing_half(
    corridor: Corridor, tmp_path: Path
) -> None:
    """SIGTERM, as a scheduler or a shutdown sends it, while two workers are at work."""
    words = ["run", corridor.studies[0], "--registers", corridor.registers, "--to", tmp_path / "to"]
    words += ["--work", tmp_path / "work", "--workers", 2, "--format", "parquet"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vroegsignalering", *map(str, words)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    half: list[Path] = []
    while len(half) < 2:
        assert process.poll() is None, "it must not end before it is stopped"
        time.sleep(0.05)
        half = list((tmp_path / "work").glob("to-*/.*.part"))
    process.terminate()
    _, said = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert "vroeg: stopped" in said
    assert "finished stages are kept" in said
    assert "Traceback" not in said
    assert "semaphore" not in said
    assert not list((tmp_path / "work").rglob("*.part"))
    assert not (tmp_path / "to").exists()
    for path in half:
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.name.removesuffix(".part").rsplit("-", 1)[1]), 0)
