"""Boundaries that a user brings, of any year and publisher."""

import json

import pytest

from vroegsignalering.errors import RegisterError
from vroegsignalering.facts.boundaries import read_boundaries
from vroegsignalering.facts.gemeenten import codes_of

SQUARE = [[[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.0]]]
GRID = [[[130000.0, 455000.0], [131000.0, 455000.0], [131000.0, 456000.0], [130000.0, 455000.0]]]


def write(folder, features):
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def area(coordinates=SQUARE, kind="Polygon", **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def test_property_names_of_several_publishers(tmp_path):
    path = write(tmp_path, [
        area(statcode="GM0344", statnaam="Utrecht"), area(GM_CODE="GM0363", GM_NAAM="Amsterdam"),
        area(gemeentecode="0003", gemeentenaam="Appingedam"), area([SQUARE, SQUARE], "MultiPolygon", code=14, naam="Groningen"),
        area(statcode="PV26", statnaam="Utrecht"), {"type": "Feature", "properties": None, "geometry": None},
    ])  # fmt: skip
    found = read_boundaries(path)
    assert sorted(found.rings) == ["GM0003", "GM0014", "GM0344", "GM0363"]
    assert len(found.rings["GM0014"]) == 2
    assert found.names["GM0003"] == "Appingedam"
    assert found.skipped == 2
    assert found.system == "longitude_latitude"


def test_the_dutch_grid_is_told_apart(tmp_path):
    assert read_boundaries(write(tmp_path, [area(GRID, statcode="GM0344")])).system == "dutch_grid"


def test_codes_of_another_year_are_reported(tmp_path):
    found = read_boundaries(
        write(tmp_path, [area(statcode="GM0344"), area(statcode="GM0003"), area(statcode="GM1992")])
    )
    rows = found.unmatched(2022)
    status = {row["code"]: row["status"] for row in rows.to_dicts() if row["status"] != "no_boundary"}
    assert status == {"GM0003": "merged", "GM1992": "later"}
    assert rows.filter(rows["status"] == "no_boundary").height == len(codes_of(2022)) - 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "Topology"}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_boundary_file_is_said(tmp_path, content):
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(RegisterError):
        read_boundaries(path)
    with pytest.raises(RegisterError, match="no such file"):
        read_boundaries(tmp_path / "gone.geojson")


def test_no_municipality_in_it(tmp_path):
    with pytest.raises(RegisterError, match="no municipality"):
        read_boundaries(write(tmp_path, [area(statcode="PV26")]))
