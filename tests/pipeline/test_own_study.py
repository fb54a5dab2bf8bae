"""The how-to on a study of your own, followed step by step: declarations only, run, compared, looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from dashboard.app import create_app
from dashboard.study import Library
from tests.pipeline.corridor import ROOT, Corridor, walk
from vroegsignalering.cli.main import vroeg
from vroegsignalering.release import Evidence


def test_a_study_of_declarations_alone_runs_to_evidence(corridor: Corridor, tmp_path: Path) -> None:
    """First problematic debt, with fewer years to train on, on the same small Netherlands."""
    study = tmp_path / "models" / "debt"
    study.mkdir(parents=True)
    text = (ROOT / "models" / "debt" / "study.toml").read_text("utf-8")
    for many, one in (("[2016, 2017, 2018, 2019]", "[2019]"), ("[2016, 2017, 2018]", "[2018]")):
        assert f"train = {many}" in text
        text = text.replace(f"train = {many}", f"train = {one}")
    (study / "study.toml").write_text(text, "utf-8")
    registered = (ROOT / "models" / "debt" / "preregistration.toml").read_bytes()
    (study / "preregistration.toml").write_bytes(registered)

    settings = replace(corridor.settings, prefer="parquet")
    (bundle,) = walk([study], corridor.registers, tmp_path / "evidence", settings)

    made = Evidence.read(bundle)
    assert made.manifest["study"] == "debt"
    assert made.table("performance").height

    compared = CliRunner().invoke(
        vroeg, ["evidence", "diff", str(corridor.bundles[0]), str(bundle), "--json"]
    )
    assert compared.exit_code == 0, compared.output
    assert json.loads(compared.output)

    with create_app(Library.read([bundle])).server.test_client() as reader:
        assert reader.get("/").status_code == 200
