"""The how-to on a study of your own, followed step by step: declarations only, run, compared, looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from dashboard.app import create_app
from dashboard.study import Library
from tests.pipeline.conftest import small_study
from tests.pipeline.corridor import Corridor, walk
from vroegsignalering.cli.main import vroeg
from vroegsignalering.release import Evidence


def test_a_study_of_declarations_alone_runs_to_evidence(corridor: Corridor, tmp_path: Path) -> None:
    """First problematic debt, made as small, on the same small Netherlands."""
    study = small_study(tmp_path, "debt")
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
