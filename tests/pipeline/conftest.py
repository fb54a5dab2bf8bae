"""One small Netherlands and its studies for every test of the corridor; made once per session."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from tests.pipeline.corridor import Corridor, no_network, walk
from vroegsignalering.pipeline import RunSettings
from vroegsignalering.synthesis import make_plan, synthesise

ROOT = Path(__file__).resolve().parents[2]
YEARS = {
    "train = [2016, 2017, 2018, 2019, 2020]": "train = [2020]",
    "train = [2016, 2017, 2018]": "train = [2018]",
}
"""Fewer years to train on: the corridor is walked, not measured."""


@pytest.fixture(scope="session")
def corridor(tmp_path_factory: pytest.TempPathFactory) -> Corridor:
    """Registers of 3,000 persons in three formats, both studies run from .sav, and what was said."""
    folder = tmp_path_factory.mktemp("corridor")
    plan = make_plan(3_000, "2017-2023", 1, formats="parquet,sav,csv", signals=True)
    with no_network() as early:
        synthesise(plan, folder / "registers")
    studies = [small_study(folder, name) for name in ("entry", "exit")]
    with (folder / "said.txt").open("w", encoding="utf-8") as said, no_network() as calls:
        settings = RunSettings(replicates=32, prefer="sav", answers=folder / "ethics" / "answers", workers=1)
        console = Console(file=said, width=200)
        bundles = walk(studies, folder / "registers", folder / "evidence", settings, console)
    return Corridor(folder=folder, studies=studies, bundles=bundles, settings=settings, calls=early + calls)


def small_study(folder: Path, name: str) -> Path:
    """A study of the repository with fewer years to train on."""
    study = folder / "models" / name
    study.mkdir(parents=True)
    text = (ROOT / "models" / name / "study.toml").read_text("utf-8")
    for old, new in YEARS.items():
        assert old in text, "models/*/study.toml has other years; give the small study others too"
        text = text.replace(old, new)
    (study / "study.toml").write_text(text, "utf-8")
    registered = (ROOT / "models" / name / "preregistration.toml").read_bytes()
    (study / "preregistration.toml").write_bytes(registered)
    return study
