"""What goes wrong before or during a run ends in a message and its exit code, and leaves nothing half-written."""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.pipeline.corridor import ROOT, Corridor, few_persons, quiet
from vroegsignalering.errors import ReproductionError
from vroegsignalering.pipeline import RunSettings
from vroegsignalering.pipeline.reproduce import reproduce
from vroegsignalering.registers import write_provenance
from vroegsignalering.release import Evidence

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def vroeg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``python -m vroegsignalering`` in this process: exit code and what it said on standard error."""

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["vroeg", *map(str, words)])
        with few_persons(), pytest.raises(SystemExit) as stopped:
            runpy.run_module("vroegsignalering", run_name="__main__")
        said = capsys.readouterr().err
        assert "Traceback" not in said
        code = stopped.value.code
        assert isinstance(code, int)
        return code, said

    return run


@pytest.fixture
def registers(corridor: Corridor, tmp_path: Path) -> Path:
    """A copy of the SPSS files of the corridor; links, so that a test replaces a file and never writes into it."""
    to = tmp_path / "registers"
    for path in corridor.registers.rglob("*.sav"):
        target = to / path.relative_to(corridor.registers)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target)
    return to


def proven(folder: Path) -> Path:
    """The folder with a fresh proof of being synthetic."""
    write_provenance(folder, persons=3_000, years=(2017, 2023), seed=1, vintage="test")
    return folder


def one(folder: Path, pattern: str) -> Path:
    """The only file of a pattern."""
    return next(iter(sorted(folder.rglob(pattern))))


def changed_study(corridor: Corridor, folder: Path, change: Callable[[str], str]) -> Path:
    study = folder / "models" / "entry"
    shutil.copytree(corridor.studies[0], study)
    text = (study / "study.toml").read_text("utf-8")
    assert change(text) != text
    (study / "study.toml").write_text(change(text), "utf-8")
    return study


def nothing_written(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def test_a_study_that_knows_too_much_is_refused_before_any_work(
    corridor: Corridor, vroeg: Run, tmp_path: Path
) -> None:
    study = changed_study(
        corridor, tmp_path, lambda text: text.replace("calibrate = [2019]", "calibrate = [2021]")
    )
    code, said = vroeg("run", study, "--registers", corridor.registers, "--to", tmp_path / "out")
    assert code == 13
    assert "could not have been known" in said
    assert "index years 2021" in said
    assert nothing_written(tmp_path / "out")


def test_no_such_study(corridor: Corridor, vroeg: Run, tmp_path: Path) -> None:
    code, said = vroeg("run", "models/entri", "--registers", corridor.registers, "--to", tmp_path / "out")
    assert code == 11
    assert "no study at" in said
    assert nothing_written(tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text.replace("min_persons = 10", ""), "min_persons"),
        (lambda text: text + '\n[[models]]\nid = "forest"\nkind = "random_forest"\n', "random_forest"),
        (
            lambda text: text + '\n[[models]]\nkind = "additive"\npairs = [["age_band", "nowhere"]]\n',
            "nowhere",
        ),
        (lambda text: text + "\nunclosed = [", "TOML"),
        (lambda text: text.replace('status = "low_income"', 'status = "poor"'), "poor"),
        (lambda text: text.replace('"research_on_risk_factors"', '"fraud"'), "fraud"),
        (lambda text: text.replace("seed = ", 'below_is = "le_100"\nseed = '), "nothing reads"),
        (lambda text: text.replace("[capacity]", "[capicity]\nshare = 0.5\n[capacity]"), "capacity"),
        (lambda text: text.replace('"household_type", ', ""), "no attribute 'household_type'"),
    ],
    ids=[
        "no min_persons",
        "unknown model",
        "unknown pair",
        "no TOML",
        "unknown line",
        "refused purpose",
        "unread word",
        "unread table",
        "registered group that the study has not",
    ],
)
def test_a_wrong_declaration(
    corridor: Corridor, vroeg: Run, tmp_path: Path, change: Callable[[str], str], word: str
) -> None:
    study = changed_study(corridor, tmp_path, change)
    code, said = vroeg("run", study, "--registers", corridor.registers, "--to", tmp_path / "out")
    assert code == 11, said
    assert word in said
    assert nothing_written(tmp_path / "out")


def test_no_folder_of_registers(corridor: Corridor, vroeg: Run, tmp_path: Path) -> None:
    code, said = vroeg("run", corridor.studies[0], "--registers", tmp_path / "gone", "--to", tmp_path / "out")
    assert code == 12
    assert "gone" in said


def _remove(path: Path) -> None:
    path.unlink()


def _foreign(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"this is no SPSS file\n" * 40)


def _truncated(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 3])


def _empty(path: Path) -> None:
    path.unlink()
    path.touch()


def _wrong_column(path: Path) -> None:
    import pyreadstat

    rows, _ = pyreadstat.read_sav(path)
    path.unlink()
    pyreadstat.write_sav(rows.rename(columns={"INHBESTINKH": "INHBESTINK"}), path)


@pytest.mark.parametrize("damage", [_remove, _foreign, _truncated, _empty, _wrong_column])
def test_a_register_file_that_is_not_what_it_should_be(
    corridor: Corridor, registers: Path, vroeg: Run, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(one(registers, "INHA*2022*.sav"))
    words = ("--registers", proven(registers), "--to", tmp_path / "out", "--workers", 1)
    code, said = vroeg("run", corridor.studies[0], *words)
    assert code == 12, said
    assert "2022" in said or damage is _remove
    assert nothing_written(tmp_path / "out")


def test_registers_without_their_proof_are_people_and_stay_shut(
    corridor: Corridor, registers: Path, vroeg: Run, tmp_path: Path
) -> None:
    proven(registers)
    _foreign(one(registers, "INHA*2022*.sav"))
    code, _ = vroeg("run", corridor.studies[0], "--registers", registers, "--to", tmp_path / "out")
    assert code == 16
    assert nothing_written(tmp_path / "out")


def test_a_process_of_its_own_ends_with_the_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vroegsignalering", "run", "models/none", "--registers", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 11
    assert done.stderr.startswith("vroeg: no study at")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_bundle_of_another_study_is_not_reproduced(corridor: Corridor, vroeg: Run) -> None:
    code, said = vroeg("reproduce", corridor.studies[0], "--evidence", corridor.bundles[1])
    assert code == 15
    assert "another study" in said


def test_a_study_changed_since_is_not_reproduced(corridor: Corridor, tmp_path: Path) -> None:
    study = changed_study(corridor, tmp_path, lambda text: text + "\n# a word more\n")
    with pytest.raises(ReproductionError, match="declaration was changed"):
        reproduce({study: corridor.bundles[0]}, stages=quiet())


def test_a_bundle_made_with_other_lags_is_not_reproduced(
    corridor: Corridor, vroeg: Run, tmp_path: Path
) -> None:
    """The bundle's table of features says when each register was known; the file of lags must say the same."""
    lags = tmp_path / "lags.toml"
    lags.write_text('[INHATAB]\ndays = 77\nsource = "a test"\n', encoding="utf-8")
    asked = ("--evidence", corridor.bundles[0], "--registers", corridor.registers, "--lags", lags)
    code, said = vroeg("reproduce", corridor.studies[0], *asked)
    assert code == 15
    assert "household_income" in said and "here 77" in said and "--lags" in said
    with pytest.raises(ReproductionError, match="publication lags"):
        reproduce(
            {corridor.studies[0]: corridor.bundles[0]},
            corridor.registers,
            settings=RunSettings(lags=lags),
            stages=quiet(),
        )


def test_other_registers_do_not_reproduce(corridor: Corridor, registers: Path) -> None:
    write_provenance(registers, persons=2_999, years=(2017, 2023), seed=1, vintage="test")
    with pytest.raises(ReproductionError, match="other data") as fault:
        reproduce({corridor.studies[0]: corridor.bundles[0]}, registers, stages=quiet())
    assert "persons 3000, here 2999" in fault.value.found


def resealed(bundle: Path, to: Path, table: str, frame: pl.DataFrame) -> Path:
    """A bundle whose table was changed by somebody who mended every checksum."""
    shutil.copytree(bundle, to)
    content = frame.write_csv(line_terminator="\n").encode()
    (to / "tables" / f"{table}.csv").write_bytes(content)
    manifest = json.loads((to / "manifest.json").read_text("utf-8"))
    manifest["tables"][table]["sha256"] = hashlib.sha256(content).hexdigest()
    sealed(to, manifest)
    return to


def sealed(bundle: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest with the checksum that fits it."""
    manifest.pop("bundle_sha256", None)
    whole = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    manifest["bundle_sha256"] = hashlib.sha256(whole.encode()).hexdigest()
    (bundle / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_bundles_that_were_not_made_together_are_not_reproduced_together(
    corridor: Corridor, vroeg: Run, tmp_path: Path
) -> None:
    other = tmp_path / "exit"
    shutil.copytree(corridor.bundles[1], other)
    sealed(other, json.loads((other / "manifest.json").read_text("utf-8")) | {"seed": 77})
    with pytest.raises(ReproductionError, match="not made together") as fault:
        reproduce(
            {corridor.studies[0]: corridor.bundles[0], corridor.studies[1]: other},
            corridor.registers,
            stages=quiet(),
        )
    assert fault.value.found == "differing: seed"
    code, said = vroeg("reproduce", *corridor.studies, "--evidence", corridor.bundles[0])
    assert code == 2 and "one study" in said


def test_a_changed_number_is_named_with_its_size(
    corridor: Corridor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = Evidence.read(corridor.bundles[0]).table("rates")
    at = int(rates["value"].is_not_null().arg_max())  # type: ignore[arg-type]
    value = float(rates["value"][at])
    rates[at, "value"] = value + 0.25
    told = resealed(corridor.bundles[0], tmp_path / "entry", "rates", rates)
    monkeypatch.setattr("vroegsignalering.pipeline.reproduce.run", lambda *asked: [corridor.bundles[0]])
    with pytest.raises(ReproductionError) as fault:
        reproduce({corridor.studies[0]: told}, corridor.registers, stages=quiet())
    assert fault.value.what.startswith("1 of ")
    assert "rates: 1 values, 0 rows more, 0 fewer, largest difference -0.25 (value)" in fault.value.found


def test_a_target_that_holds_something_else_is_left_alone(corridor: Corridor, tmp_path: Path) -> None:
    from vroegsignalering.errors import DisclosureError

    folder = tmp_path / "entry"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(DisclosureError):
        Evidence.read(corridor.bundles[0]).write(folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["entry", "letter.txt"]


def test_a_bundle_of_another_version_is_named(corridor: Corridor, tmp_path: Path) -> None:
    shutil.copytree(corridor.bundles[0], tmp_path / "entry")
    path = tmp_path / "entry" / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"schema_version": 1', '"schema_version": 99'), "utf-8")
    with pytest.raises(ReproductionError, match="schema version 99"):
        Evidence.read(tmp_path / "entry")
