"""What the project commits or builds holds no person; the commands that guard the way out."""

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.export import command as export_command
from vroegsignalering.cli.scan import command as scan_command
from vroegsignalering.errors import DisclosureError, ReviewOwed
from vroegsignalering.release import BundleHeader, Declared, Evidence, Plan, release
from vroegsignalering.release.evidence import Evidence as Bundle
from vroegsignalering.release.scanner import longest_of, scan

ROOT = Path(__file__).parents[2]
PUBLIC = (
    "models",
    "ethics",
    "notebooks",
    "benchmarks/results",
    "src/vroegsignalering/facts",
    "README.md",
    "dashboard",
)


@pytest.mark.parametrize("place", [place for place in PUBLIC if (ROOT / place).exists()])
def test_what_the_project_commits_holds_no_person(place):
    bundles = [
        path.parent for path in (ROOT / "ethics").rglob("manifest.json") if (path.parent / "tables").is_dir()
    ]
    longest = max([longest_of(one) for one in bundles], default=1000)
    assert scan(ROOT / place, longest=longest) == []


def test_committed_evidence_is_whole_and_wide_enough():
    for manifest in sorted((ROOT / "ethics").rglob("manifest.json")):
        if (manifest.parent / "tables").is_dir():
            evidence = Bundle.read(manifest.parent)
            for name, said in evidence.manifest["tables"].items():
                narrowest = said.get("narrowest")
                assert narrowest is None or narrowest >= 10, f"{manifest.parent}: {name}"


def bundle(folder: Path, population: str = "households", status: str = "synthetic") -> Path:
    table = pl.DataFrame({"group": ["a", "b"], "n": [1000, 800], "yes": [100, 90]})
    plan = Plan(name="rates", dimensions=("group",), numerator="yes", population=population, title_en="Rates")
    header = BundleHeader(study="entry", data_status=status)
    return Evidence.of(header, [release(table, plan)]).write(folder)


def test_an_export_is_flat_described_and_byte_stable(tmp_path):
    source = bundle(tmp_path / "b")
    words = [str(source), "--to", str(tmp_path / "out.zip"), "--json"]
    done = CliRunner().invoke(export_command, words)
    assert done.exit_code == 0 and json.loads(done.output)["review"] == []
    first = (tmp_path / "out.zip").read_bytes()
    CliRunner().invoke(export_command, words)
    assert (tmp_path / "out.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["control_form_draft.json", "rates.csv", "rates_csv.manifest.json"]
        said = json.loads(archive.read("rates_csv.manifest.json"))
        form = archive.read("control_form_draft.json").decode()
    assert said["n"] == 800 and said["verdict"].startswith("meets the rules")
    assert "approved" not in form and "not obtained" in form


def test_what_needs_a_person_ends_in_sixteen(tmp_path):
    for folder, more in (("p", {"population": ""}), ("s", {"status": "real"})):
        source = bundle(tmp_path / folder, **more)
        done = CliRunner().invoke(export_command, [str(source), "--to", str(tmp_path / "out.zip")])
        assert isinstance(done.exception, ReviewOwed) and done.exception.exit_code == 16
        assert "approved" not in done.output


def test_vector_graphics_models_and_keys_do_not_leave(tmp_path):
    source = bundle(tmp_path / "b")
    for name, content in (("plot.svg", "<svg/>"), ("model.pkl", "x"), ("notes.txt", "person 812739465")):
        (tmp_path / name).write_text(content)
        words = [str(source), "--to", str(tmp_path / "out.zip"), "--add", str(tmp_path / name)]
        done = CliRunner().invoke(export_command, words)
        assert isinstance(done.exception, DisclosureError) and not (tmp_path / "out.zip").exists()


def test_declared_tables_are_for_a_person_to_confirm(tmp_path):
    lines = Declared(name="lines", table=pl.DataFrame({"line": ["a"], "value": [1.0]}), source="CBS")
    source = Evidence.of(BundleHeader(study="entry", data_status="synthetic"), [lines]).write(tmp_path / "b")
    done = CliRunner().invoke(export_command, [str(source), "--to", str(tmp_path / "out.zip")])
    assert isinstance(done.exception, ReviewOwed) and "declared" in done.output


def test_the_scan_command_ends_in_fourteen_and_prints_no_value(tmp_path):
    (tmp_path / "a.txt").write_text("person 812739465")
    done = CliRunner().invoke(scan_command, [str(tmp_path), "--json"])
    assert isinstance(done.exception, DisclosureError) and done.exception.exit_code == 14
    assert (
        json.loads(done.output)["findings"][0]["kind"] == "nine-digit key" and "812739465" not in done.output
    )
    (tmp_path / "a.txt").write_text("nothing")
    assert CliRunner().invoke(scan_command, [str(tmp_path)]).exit_code == 0
