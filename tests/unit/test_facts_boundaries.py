"""Own boundaries: GeoJSON and GeoPackage, degrees and metres, shared borders, and files that are neither."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegsignalering.cli.geo import command
from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.facts.boundaries import _degrees_to_grid, _wkb_rings, read_boundaries, unmatched
from vroegsignalering.release import BundleHeader, Declared, Evidence

SQUARE = [
    [120_000.0, 480_000.0],
    [130_000.0, 480_000.0],
    [130_000.0, 490_000.0],
    [120_000.0, 490_000.0],
    [120_000.0, 480_000.0],
]
NEXT = [
    [130_000.0, 480_040.0],
    [140_000.0, 480_000.0],
    [140_000.0, 490_000.0],
    [130_030.0, 489_990.0],
    [130_000.0, 480_040.0],
]


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(ring: list[list[float]], kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    coordinates: Any = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def write(folder: Path, text: str, name: str = "b.geojson") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def geopackage(folder: Path, order: str = "<") -> Path:
    ring = b"".join(struct.pack(order + "dd", *p) for p in SQUARE)
    polygon = (
        struct.pack(order[0] + "BII", 1 if order == "<" else 0, 3, 1)
        + struct.pack(order + "I", len(SQUARE))
        + ring
    )
    multi = struct.pack(order + "BII", 1 if order == "<" else 0, 6, 1) + polygon
    shape = (
        b"GP\x00" + bytes([0b0000_0011]) + struct.pack("<i", 28992) + struct.pack("<4d", 0, 1, 0, 1) + multi
    )
    file = folder / "b.gpkg"
    with sqlite3.connect(file) as base:
        base.execute("create table gpkg_geometry_columns (table_name text, column_name text)")
        base.execute("create table gemeente_gegeneraliseerd (statcode text, geom blob)")
        base.execute("insert into gpkg_geometry_columns values ('gemeente_gegeneraliseerd', 'geom')")
        base.execute("insert into gemeente_gegeneraliseerd values ('GM0344', ?)", (shape,))
    base.close()
    return file


@pytest.mark.parametrize("field", ["statcode", "gemeentecode"])
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_geojson_in_metres(tmp_path: Path, field: str, kind: str) -> None:
    found = read_boundaries(write(tmp_path, collection(feature(SQUARE, kind, **{field: "GM0344"}))))
    assert found.rows() == [
        ("GM0344", "M120000 480000l10000 0 0 10000 -10000 0z", 120_000, 480_000, 130_000, 490_000)
    ]


def test_a_code_with_its_year_is_understood(tmp_path: Path) -> None:
    found = read_boundaries(write(tmp_path, collection(feature(SQUARE, jrstatcode="2024GM0344"))))
    assert found["gemeente"].to_list() == ["GM0344"]


def test_degrees_become_the_national_grid() -> None:
    import numpy as np

    amersfoort = _degrees_to_grid(np.array([[5.38720621, 52.15517440]]))
    assert abs(amersfoort - np.array([[155_000.0, 463_000.0]])).max() < 0.001
    amsterdam = _degrees_to_grid(
        np.array([[4.88352559, 52.37453253]])
    )  # the Westertoren, RD 120700.723, 487525.501
    assert abs(amsterdam - np.array([[120_700.723, 487_525.501]])).max() < 1.5


def test_neighbours_keep_one_border(tmp_path: Path) -> None:
    text = collection(feature(SQUARE, statcode="GM0344"), feature(NEXT, statcode="GM0355"))
    found = read_boundaries(write(tmp_path, text))
    assert found["x1"][0] == found["x0"][1] == 130_000


@pytest.mark.parametrize("order", ["<", ">"])
def test_geopackage(tmp_path: Path, order: str) -> None:
    found = read_boundaries(geopackage(tmp_path, order))
    assert found.rows() == [
        ("GM0344", "M120000 480000l10000 0 0 10000 -10000 0z", 120_000, 480_000, 130_000, 490_000)
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"features": 5}', '{"features": [5]}', '{"features": []}', "PK\x03\x04",
             collection(feature(SQUARE, statcode="PV27")), collection(feature([[1.0, 2.0], [3.0, 4.0]], statcode="GM0344")),
             collection(feature([["a", "b"]], statcode="GM0344"))],
)  # fmt: skip
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RegisterError):
        read_boundaries(write(tmp_path, text))


def test_an_absent_file_and_a_broken_geopackage(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        read_boundaries(tmp_path / "absent.gpkg")
    (tmp_path / "b.gpkg").write_bytes(b"SQLite format 3\x00" + b"\x00" * 50)
    with pytest.raises(RegisterError):
        read_boundaries(tmp_path / "b.gpkg")


@settings(max_examples=80, deadline=None)
@given(shape=st.binary(max_size=80).map(lambda tail: b"GP\x00\x01" + tail))
def test_any_geometry_blob_ends_in_rings_or_an_error(shape: bytes) -> None:
    with contextlib.suppress(ValueError, struct.error, IndexError):
        assert isinstance(_wkb_rings(shape), list)


def test_another_years_division_is_named(tmp_path: Path) -> None:
    found = read_boundaries(write(tmp_path, collection(feature(SQUARE, statcode="GM0003"))))
    odd = unmatched(found)
    assert odd.row(0) == ("GM0003", "merged", "GM1979")  # Appingedam, into Eemsdelta in 2021
    assert odd["status"].to_list()[1:] == ["no_outline"] * 342
    assert "GM0003" not in unmatched(found, 2020)["code"].to_list()
    late = read_boundaries(write(tmp_path, collection(feature(SQUARE, statcode="GM1979"))))
    assert unmatched(late, 2020).row(0) == ("GM1979", "later", None)
    strange = read_boundaries(write(tmp_path, collection(feature(SQUARE, statcode="GM9999"))))
    assert unmatched(strange).row(0) == ("GM9999", "unknown", None)


@pytest.mark.parametrize(
    "field", [{"GM_CODE": "GM0344"}, {"gemeentecode": "0344"}, {"STATCODE": 344}, {"code": "2019GM0344"}]
)
def test_codes_are_understood_as_publishers_write_them(tmp_path: Path, field: dict[str, Any]) -> None:
    assert read_boundaries(write(tmp_path, collection(feature(SQUARE, **field))))["gemeente"].to_list() == [
        "GM0344"
    ]


def test_the_number_of_a_province_is_no_gemeente(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no gemeente"):
        read_boundaries(write(tmp_path, collection(feature(SQUARE, code=27))))


def test_of_several_layers_the_year_asked_for_is_read(tmp_path: Path) -> None:
    file = geopackage(tmp_path)
    with sqlite3.connect(file) as base:
        base.execute("alter table gemeente_gegeneraliseerd rename to gemeente_gegeneraliseerd_2020")
        base.execute("delete from gpkg_geometry_columns")
        for year, code in ((2019, "GM0003"), (2021, "GM1979")):
            name = f"gemeente_gegeneraliseerd_{year}"
            base.execute(
                f"create table {name} as select '{code}' as statcode, geom from gemeente_gegeneraliseerd_2020"
            )
        for name in (
            "arrondissement_2025",
            *(f"gemeente_gegeneraliseerd_{year}" for year in (2019, 2020, 2021)),
        ):
            base.execute("insert into gpkg_geometry_columns values (?, 'geom')", (name,))
    base.close()
    assert read_boundaries(file, 2019)["gemeente"].to_list() == ["GM0003"]
    assert read_boundaries(file, 2020)["gemeente"].to_list() == ["GM0344"]
    assert read_boundaries(file)["gemeente"].to_list() == ["GM1979"], "no layer of 2025: the latest"


def test_the_command_writes_declared_geometry(tmp_path: Path) -> None:
    import polars as pl

    figures = Declared(
        name="lines", table=pl.DataFrame({"line": ["low_income"], "value": [1.0]}), source="CBS"
    )
    folder = Evidence.of(BundleHeader(study="entry"), [figures]).write(tmp_path / "entry")
    before = (folder / "tables" / "lines.csv").read_bytes()
    file = write(tmp_path, collection(feature(SQUARE, statcode="GM0344")))
    done = CliRunner().invoke(command, ["import", str(file), "--to", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    record = json.loads(done.output)
    assert record["gemeenten"] == 1 and record["year"] == 2025 and len(record["unmatched"]) == 341
    assert record["unmatched"][0] == {"code": "GM0014", "status": "no_outline", "new_code": None}
    bundle = Evidence.read(folder)
    assert bundle.manifest["tables"]["boundaries"]["kind"] == "declared"
    assert bundle.table("boundaries").height == 1
    assert (folder / "tables" / "lines.csv").read_bytes() == before
    assert CliRunner().invoke(command, ["import", str(file), "--to", str(folder)]).exit_code == 0
