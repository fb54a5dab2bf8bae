"""The corridor from register files to evidence, walked on a small Netherlands through the public functions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
from rich.console import Console

from tests.pipeline.conftest import small_study
from tests.pipeline.corridor import ROOT, Corridor, few_persons, planted, quiet, sums, walk
from vroegsignalering.elsa.dossier import build_report
from vroegsignalering.pipeline.reproduce import reproduce
from vroegsignalering.release import Evidence


def test_both_studies_leave_a_bundle_that_reads_back(corridor: Corridor) -> None:
    for bundle, name in zip(corridor.bundles, ("entry", "exit"), strict=True):
        evidence = Evidence.read(bundle)
        assert evidence.manifest["study"] == name
        assert evidence.manifest["persons"] == 3_000
        assert evidence.manifest["data_status"] == "synthetic"
        for table in (
            "cohort_flow",
            "rates",
            "effects",
            "fairness",
            "capacity",
            "thresholds",
            "features",
            "lines",
        ):
            assert evidence.table(table).height, table


def test_every_stage_says_one_line(corridor: Corridor) -> None:
    lines = [line for line in corridor.said.splitlines() if line.strip()]
    for stage in (
        "read",
        "shards",
        "support",
        "events",
        "entry recorded",
        "entry known",
        "exit recorded",
        "entry audit",
        "entry explained",
        "entry trust",
        "entry ablation",
        "exit audit",
        "release",
    ):
        assert any(line.startswith(f"{stage} ") for line in lines), stage
    assert all(line.rstrip().endswith(" s") for line in lines)


def test_the_corridor_opens_no_connection(corridor: Corridor) -> None:
    assert corridor.calls == []


def test_csv_files_of_the_same_registers_give_the_same_bytes_as_spss(
    corridor: Corridor, tmp_path: Path
) -> None:
    settings = replace(corridor.settings, prefer="csv")
    again = walk(corridor.studies[:1], corridor.registers, tmp_path, settings)
    assert sums(again[0]) == sums(corridor.bundles[0])
    assert sums(tmp_path / "models" / "entry") == sums(corridor.folder / "evidence" / "models" / "entry")


def test_a_bundle_is_reproduced_from_its_manifest_alone_with_other_workers(corridor: Corridor) -> None:
    """The registers are made anew as Parquet, the bundle came from SPSS: the third format with the same bytes."""
    assert corridor.settings.prefer == "sav"
    with few_persons():
        (found,) = reproduce(
            {corridor.studies[0]: corridor.bundles[0]}, settings=replace(corridor.settings, prefer="parquet"),
            workers=2, stages=quiet(),
        )  # fmt: skip
    assert found.synthesised
    assert found.bundle_sha256 == Evidence.read(corridor.bundles[0]).manifest["bundle_sha256"]


def test_the_dossier_builds_from_the_bundle(corridor: Corridor, tmp_path: Path) -> None:
    bundle = Evidence.read(corridor.bundles[0])
    made = build_report(
        corridor.studies[0], bundle, "nl", tmp_path, today=date(2026, 11, 23), ethics=ROOT / "ethics"
    )
    assert any(path.suffix == ".html" and path.stat().st_size > 10_000 for path in made)


def test_no_value_of_a_person_is_said_or_written(corridor: Corridor, tmp_path: Path) -> None:
    marks = planted(corridor.registers, tmp_path / "registers")
    assert len(marks) > 150
    whole = small_study(tmp_path, "entry", whole=True)  # every feature and group reads its columns
    with (tmp_path / "said.txt").open("w", encoding="utf-8") as said:
        console = Console(file=said, width=200)
        settings = replace(corridor.settings, prefer="parquet")
        walk([whole], tmp_path / "registers", tmp_path / "out", settings, console)
    outputs = [tmp_path / "said.txt", *(path for path in (tmp_path / "out").rglob("*") if path.is_file())]
    assert len(outputs) > 15
    text = "\n".join(path.read_text("utf-8") for path in outputs)
    found = set(re.findall(r"[A-Za-z0-9.+-]+", text)) & marks
    assert not found, f"{len(found)} marked values came out"


def test_no_key_of_a_person_is_written(corridor: Corridor) -> None:
    files = sorted(corridor.registers.rglob("GBAPERSOON*.parquet"))
    keys = set(pl.concat([pl.read_parquet(file, columns=["RINPERSOON"]) for file in files])["RINPERSOON"])
    assert len(keys) >= 3_000
    outputs = [path for path in (corridor.folder / "evidence").rglob("*") if path.is_file()]
    text = corridor.said + "\n".join(path.read_text("utf-8") for path in outputs)
    assert not keys & set(re.findall(r"(?<![\w.])\d{9}\b", text))


def test_every_table_of_our_own_says_which_days_it_is_about(corridor: Corridor) -> None:
    """By hand: the day of the test, the days of the primary mode, the registers, the deliveries of the last year."""
    said = Evidence.read(corridor.bundles[0]).manifest["tables"]
    assert not [name for name, one in said.items() if one["kind"] == "released" and not one["reference_date"]]
    assert said["fairness"]["reference_date"] == "2022-12-31"
    assert said["effects"]["reference_date"] == "2020-12-31/2022-12-31"
    assert said["events"]["reference_date"] == "2017-12-31/2023-12-31"
    assert said["chain"]["reference_date"].endswith("/2023-12-31")
