"""Real runs that are killed at the border of every stage, in turn: each goes on where the one before was stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.pipeline.conftest import small_study
from tests.pipeline.corridor import ROOT, sums
from vroegsignalering.synthesis import synthesise
from vroegsignalering.synthesis.plan import SynthesisPlan

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")

PERSONS = 2_000

DEADLY = """
import os, runpy, signal, sys
from vroegsignalering.pipeline import store
real, calls, border, last = store._seal, 0, sys.argv[1], int(sys.argv[2])

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def deadly(folder):
    global calls
    calls += 1
    if border == "before" and calls == last:
        die()
    real(folder)
    if border == "after" and calls == last:
        die()

store._seal = deadly
sys.argv = ["vroeg", *sys.argv[3:]]
runpy.run_module("vroegsignalering", run_name="__main__")
"""
"""Dies while the last stage that it may make is sealed: its files are written, with or without their checksums."""

STAGES = "2"
"""Stages that a run may make before it dies, so that nearly every border is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Registers in two shards, a study, where a run that nobody stopped wrote, and checksums of what it wrote."""

    folder: Path
    whole: Path
    made: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    folder = tmp_path_factory.mktemp("resume")
    plan = SynthesisPlan(persons=PERSONS, years=(2017, 2023), seed=3, signals=True, shard_size=PERSONS // 2)
    synthesise(plan, folder / "registers")
    small_study(folder, "entry")
    done = vroeg(folder, folder / "whole", "--workers", "2")
    assert done.returncode == 0, done.stderr
    made = {name: sums(folder / "whole" / name) for name in ("entry", "models")}
    return Country(folder=folder, whole=folder / "whole", made=made)


def vroeg(
    folder: Path, to: Path, *more: str, program: tuple[str, ...] = ("-m", "vroegsignalering")
) -> subprocess.CompletedProcess[str]:
    """``vroeg run`` in a process of its own."""
    words = [
        "run",
        str(folder / "models" / "entry"),
        "--registers",
        str(folder / "registers"),
        "--to",
        str(to),
    ]
    words += ["--work", str(to.parent / f"{to.name}-work"), "--replicates", "32", "--no-plans", *more]
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_at_the_border_of_every_stage(country: Country, tmp_path: Path) -> None:
    to, died = tmp_path / "evidence", 0
    for turn in range(40):
        border = ("before", "after")[turn % 2]
        done = vroeg(country.folder, to, "--workers", "1", program=("-c", DEADLY, border, STAGES))
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert not (to / "entry").exists(), "no bundle before every stage is done"
        died += 1
    assert died >= 8, "borders of both kinds, all along the run"
    assert done.stderr.count("kept from") >= 8
    assert sums(to / "entry") == country.made["entry"]
    assert sums(to / "models") == country.made["models"]


def test_a_rerun_does_only_what_changed_and_says_so(country: Country) -> None:
    again = vroeg(country.folder, country.whole, "--workers", "1")
    assert again.returncode == 0
    made = {line.split("  ")[0].strip() for line in again.stderr.splitlines() if "kept from" not in line}
    assert made <= {"shards", "release", ""}, again.stderr
    assert "2 of 2 kept" in again.stderr
    assert sums(country.whole / "entry") == country.made["entry"]
    more = vroeg(country.folder, country.whole, "--replicates", "48", "--workers", "1")
    assert more.returncode == 0
    assert "kept from" not in said(more, "entry audit recorded")
    for stage in ("support", "events", "fidelity", "entry recorded", "entry trust"):
        assert "kept from" in said(more, stage), stage


def test_a_bundle_that_gives_a_few_persons_away_beside_an_earlier_one_is_refused(
    country: Country, tmp_path: Path
) -> None:
    """Earlier tables of the same data, one count of which lies a few persons lower, as another filter would make it."""
    few = tmp_path / "ledger"
    shutil.copytree(country.folder / "whole-work" / "ledger", few)
    entries = json.loads((few / "index.json").read_text("utf-8"))
    poverty = next(entry for entry in entries if entry["name"] == "poverty")
    cells = pl.read_csv(few / f"{poverty['content']}.csv")
    shown = pl.int_range(pl.len()) == int((cells["status"] == "rounded").arg_max() or 0)
    cells = cells.with_columns(
        pl.when(shown).then(pl.col(side) - 5).otherwise(side).alias(side) for side in ("low", "high")
    )
    text = cells.write_csv(line_terminator="\n")
    poverty["content"] = hashlib.sha256(text.encode()).hexdigest()
    (few / f"{poverty['content']}.csv").write_text(text, "utf-8", newline="\n")
    (few / "index.json").write_text(json.dumps(entries), "utf-8")
    before = sums(country.whole)
    done = vroeg(country.folder, country.whole, "--replicates", "48", "--ledger", str(few))  # as it stands
    assert done.returncode == 14, done.stderr
    assert "1 cells differ by a few persons from earlier tables" in done.stderr and "'poverty'" in done.stderr
    assert sums(country.whole) == before, "nothing was written"


def said(done: subprocess.CompletedProcess[str], stage: str) -> str:
    """The one line of a stage."""
    (line,) = (line for line in done.stderr.splitlines() if line.startswith(f"{stage} "))
    return line
