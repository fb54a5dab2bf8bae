"""One small Netherlands and its studies for every test of the corridor; made once per session."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from tests.pipeline.corridor import Corridor, no_network, walk
from vroegsignalering.pipeline import RunSettings
from vroegsignalering.study import FEATURES
from vroegsignalering.synthesis import make_plan, synthesise

ROOT = Path(__file__).resolve().parents[2]
GROUPS = '["age_band", "household_type", "income_source", "tenure", "province"]'
CROSSED = 'intersections = [["tenure", "age_band"]]'
REGISTERED = r"groups = \[[^]]*\]\n(\n#.*\n)intersections = \[\n(?:  .*\n)*\]\n"
"""Groups of five kinds, two of them crossed."""

ONE_YEAR = {r"train = \[.*(\d{4})\]": r"train = [\1]"}
"""One year to train on."""

FEATURES_KEPT = {
    "income_to_line", "income_to_line_1y", "income_change_1y", "years_since_below_line", "income_source", "benefit_share",
    "tenure", "savings_eur", "other_debts_eur", "health_insurance_default", "age_band", "household_type",
    "persons_in_household", "months_since_birth", "months_since_household_change", "months_since_move", "education",
    "work_status", "months_in_work_status", "months_since_job_loss", "months_social_assistance_36m",
}  # fmt: skip
"""Of every kind some: the corridor is walked, not measured."""


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


def small_study(folder: Path, name: str, *, whole: bool = False) -> Path:
    """A study of the repository with less to train on, and unless ``whole`` fewer groups and fewer features."""
    study = folder / "models" / name
    study.mkdir(parents=True)
    text = (ROOT / "models" / name / "study.toml").read_text("utf-8")
    without = json.dumps(sorted(set(FEATURES) - FEATURES_KEPT))
    fewer = {r"attributes = \[.*\]": f"attributes = {GROUPS}", r"without = \[.*\]": f"without = {without}"}
    for old, new in (ONE_YEAR | ({} if whole else fewer)).items():
        text, there = re.subn(old, new, text)
        assert there, "the declaration is written in another way; give the small study others too"
    if not whole:
        left_out = "|".join(sorted(set(FEATURES) - FEATURES_KEPT))
        pair_of_it = rf'    \[(?:"(?:{left_out})", ".*"|".*", "(?:{left_out})")\],\n'
        text = re.sub(pair_of_it, "", text)
    (study / "study.toml").write_text(text, "utf-8")
    registered = (ROOT / "models" / name / "preregistration.toml").read_text("utf-8")
    if not whole:
        registered, there = re.subn(REGISTERED, f"groups = {GROUPS}\n\\1{CROSSED}\n", registered)
        assert there == 1, "the preregistration is written in another way; give the small study other groups"
    (study / "preregistration.toml").write_text(registered, "utf-8")
    return study
