"""Bundles of evidence: byte-stable, whole, and comparable."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.evidence import command
from vroegsignalering.errors import DisclosureError, ReproductionError
from vroegsignalering.release import BundleHeader, Declared, Evidence, Plan, release
from vroegsignalering.release.difference import compare

PLAN = Plan(name="rates", dimensions=("group",), numerator="yes", title_en="Rates", unit="households")


def rates(yes: int = 100):
    table = pl.DataFrame({"group": ["b", "a", "c"], "n": [1000, 800, 7], "yes": [yes, 90, 2]})
    return release(table, PLAN)


def lines(value: float = 1450.0) -> Declared:
    frame = pl.DataFrame({"line": ["low_income"], "value": [value], "verified": [True], "note": [""]})
    return Declared(name="lines", table=frame, source="CBS", dimensions=("line",))


def bundle(*tables, **header) -> Evidence:
    return Evidence.of(BundleHeader(study="entry", **header), tables or (rates(), lines()))


def test_a_bundle_reads_itself_back(tmp_path):
    written = bundle(seed=1, data_status="synthetic")
    read = Evidence.read(written.write(tmp_path / "entry"))
    assert read.names() == ["lines", "rates"]
    assert read.table("rates")["group"].to_list() == ["a", "b", "c"]
    assert (
        read.table("rates").schema["n"] == pl.Int64 and read.table("lines").schema["verified"] == pl.Boolean
    )
    assert read.manifest["tables"]["rates"]["hidden"] == 1
    assert read.manifest["tables"]["rates"]["kind"] == "released"
    assert read.table("rates").columns == rates().table.columns


def test_the_same_tables_give_the_same_bytes(tmp_path):
    first, second = bundle().write(tmp_path / "1"), bundle().write(tmp_path / "2")
    for path in sorted(first.rglob("*.*")):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    assert b"\r" not in (first / "tables" / "rates.csv").read_bytes()


def test_floats_leave_with_six_significant_digits(tmp_path):
    folder = bundle(lines(1234.56789)).write(tmp_path / "b")
    assert "1234.57" in (folder / "tables" / "lines.csv").read_text()


def test_writing_again_replaces_the_bundle(tmp_path):
    bundle().write(tmp_path / "b")
    bundle(rates()).write(tmp_path / "b")
    assert Evidence.read(tmp_path / "b").names() == ["rates"]
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_folder_with_other_things_is_not_replaced(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DisclosureError, match="something else"):
        bundle().write(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("file", ["tables/rates.csv", "manifest.json"])
def test_a_tampered_bundle_is_refused(tmp_path, file):
    folder = bundle().write(tmp_path / "b")
    path = folder / file
    path.write_text(path.read_text().replace("100", "105", 1) if "rates" in file else path.read_text()[:-20])
    with pytest.raises(ReproductionError):
        Evidence.read(folder)


def test_header_rows_and_strays_are_guarded(tmp_path):
    folder = bundle(data_status="real").write(tmp_path / "b")
    manifest = folder / "manifest.json"
    honest = manifest.read_text()
    manifest.write_text(honest.replace('"real"', '"synthetic"'))
    with pytest.raises(ReproductionError, match="changed"):
        Evidence.read(folder)
    manifest.write_text(honest)
    (folder / "tables" / "extra.csv").write_text("a\n1\n")
    with pytest.raises(ReproductionError):
        Evidence.read(folder)


def test_no_manifest_and_no_table_are_said(tmp_path):
    with pytest.raises(ReproductionError, match="no evidence"):
        Evidence.read(tmp_path)
    with pytest.raises(ReproductionError, match="no table"):
        bundle().table("areas")


def test_only_released_and_declared_enter():
    with pytest.raises(DisclosureError, match="DataFrame"):
        bundle(pl.DataFrame({"n": [1]}))
    with pytest.raises(DisclosureError, match="source"):
        Declared(name="x", table=pl.DataFrame(), source=" ")
    with pytest.raises(DisclosureError, match="two tables"):
        bundle(lines(), lines())
    with pytest.raises(DisclosureError, match="profile"):
        bundle(rates(), profile="income")


def test_a_difference_says_what_and_by_how_much(tmp_path):
    found = compare(bundle(), bundle(rates(150), lines(), seed=2))
    assert found.header == {"seed": (None, 2)}
    changes = {row["column"]: row for row in found.tables[0].changes.to_dicts()}
    assert changes["value"]["by"] == pytest.approx(0.05) and changes["value"]["row"] == "group=b"
    assert [one.name for one in found.tables] == ["rates"]
    assert compare(bundle(), bundle()).is_empty


def test_the_command_prints_json_alone(tmp_path):
    old, new = bundle().write(tmp_path / "old"), bundle(rates(150)).write(tmp_path / "new")
    said = json.loads(CliRunner().invoke(command, ["diff", str(old), str(new), "--json"]).output)
    assert said["tables_removed"] == ["lines"] and said["tables"]["rates"]["columns"]["yes"]["largest"] == 50
    printed = CliRunner().invoke(command, ["diff", str(old), str(new)]).output
    assert "tables removed: lines" in printed
