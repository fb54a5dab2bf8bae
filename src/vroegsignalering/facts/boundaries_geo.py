"""Reads a user's own gemeente boundaries as PDOK and CBS hand them out: GeoJSON or GeoPackage, 28992 or 4326.

Outlines become SVG paths in whole metres of the national grid (RD), snapped to a coarse net so that neighbours keep a
shared border. Nothing is fetched; no person stands behind a boundary.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.facts.published import load

Floats = NDArray[np.float64]
Ring = Floats

NET_METRES = 200.0
"""Side of the net to which corners are snapped; finer is not seen on a map of the country."""

LARGEST_BYTES = 400_000_000
"""A file beyond this is refused: generalised boundaries of the country are a few megabytes."""

_CODE_FIELDS = ("statcode", "gemeentecode", "gm_code", "GM_CODE", "code")
_YEAR_FIELDS = ("jrstatcode", "jaar", "jaarcode")
_CODE = re.compile(r"GM\d{4}")


def read_boundaries(file: Path) -> pl.DataFrame:
    """Gemeente outlines from a file.

    Parameters
    ----------
    file : Path
        ``.geojson`` / ``.json`` (FeatureCollection) or ``.gpkg``; polygons with ``statcode`` or ``gemeentecode``.

    Returns
    -------
    polars.DataFrame, one row per gemeente
        ``gemeente`` (code), ``path`` (SVG, metres RD, y northward), ``x0``, ``y0``, ``x1``, ``y1`` (extent in metres).

    Raises
    ------
    RegisterError
        Not such a file, no gemeente in it, or another system of coordinates.
    EnvironmentFault
        The file cannot be opened.
    """
    if not file.is_file():
        raise EnvironmentFault("no such file", where=str(file))
    if file.stat().st_size > LARGEST_BYTES:
        raise RegisterError(
            "the file is too large for boundaries", where=str(file), mend="take the generalised layer"
        )
    outlines: dict[str, list[Ring]] = {}
    source = _geopackage(file) if _is_sqlite(file) else _geojson(file)
    for properties, rings in source:
        code = _code_of(properties)
        if code and rings:
            outlines.setdefault(code, []).extend(rings)
    if not outlines:
        raise RegisterError(
            "no gemeente in this file",
            where=str(file),
            mend="it needs polygons with a field statcode or gemeentecode, such as the layer gemeente_gegeneraliseerd",
        )
    rows = [_row(code, [_to_grid(ring, file) for ring in rings]) for code, rings in sorted(outlines.items())]
    return pl.DataFrame(
        rows,
        orient="row",
        schema={"gemeente": pl.String, "path": pl.String} | dict.fromkeys(("x0", "y0", "x1", "y1"), pl.Int64),
    )


def unmatched(boundaries: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Codes that the boundaries have and the suite does not, and the reverse: the mark of another year's division.

    Examples
    --------
    >>> unmatched(pl.DataFrame({"gemeente": ["GM0014", "GM0003"]}))[0]
    ['GM0003']
    """
    theirs = set(boundaries["gemeente"].to_list())
    ours = set(load("gemeente_centroids_2024")["gm_code"].to_list())
    return sorted(theirs - ours), sorted(ours - theirs)


def _is_sqlite(file: Path) -> bool:
    with file.open("rb") as handle:
        return handle.read(16).startswith(b"SQLite format 3")


def _code_of(properties: dict[str, Any]) -> str:
    for field in (*_CODE_FIELDS, *_YEAR_FIELDS):
        found = _CODE.search(str(properties.get(field) or ""))
        if found:
            return found.group()
    return ""


def _geojson(file: Path) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        features = content["features"]
        for feature in features:
            geometry = feature.get("geometry") or {}
            yield (
                dict(feature.get("properties") or {}),
                _rings(geometry.get("type"), geometry.get("coordinates")),
            )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise RegisterError(
            "not GeoJSON or GeoPackage",
            where=str(file),
            found=type(fault).__name__,
            mend="export a FeatureCollection of polygons",
        ) from fault


def _rings(kind: object, coordinates: Any) -> list[Ring]:
    if kind == "Polygon":
        return [_ring(points) for points in coordinates]
    if kind == "MultiPolygon":
        return [_ring(points) for polygon in coordinates for points in polygon]
    return []


def _ring(points: Any) -> Ring:
    ring = np.asarray([point[:2] for point in points], dtype=np.float64)
    if ring.ndim != 2 or not np.isfinite(ring).all():
        raise ValueError("ring")
    return ring


def _geopackage(file: Path) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as base:
            layers = base.execute(
                "select table_name, column_name from gpkg_geometry_columns order by table_name"
            ).fetchall()
            chosen = next(
                (layer for layer in layers if "gemeente" in layer[0].lower()), layers[0] if layers else None
            )
            if chosen is None:
                return
            table, column = (name.replace('"', '""') for name in chosen)
            rows = base.execute(f'select * from "{table}"')
            names = [entry[0] for entry in rows.description]
            for row in rows:
                properties = dict(zip(names, row, strict=True))
                shape = properties.pop(column.replace('""', '"'), None)
                if isinstance(shape, bytes):
                    yield properties, _wkb_rings(shape)
    except (sqlite3.Error, struct.error, ValueError, IndexError) as fault:
        raise RegisterError(
            "the GeoPackage cannot be read", where=str(file), found=type(fault).__name__
        ) from fault


def _wkb_rings(shape: bytes) -> list[Ring]:
    """Rings of a GeoPackage geometry: a header with an envelope of known size, then well-known binary."""
    if shape[:2] != b"GP":
        raise ValueError("geometry")
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(shape[3] >> 1) & 7] if ((shape[3] >> 1) & 7) < 5 else 0
    rings, _at = _wkb(shape, 8 + envelope)
    return rings


def _wkb(shape: bytes, at: int) -> tuple[list[Ring], int]:
    order = "<" if shape[at] == 1 else ">"
    (kind,) = struct.unpack_from(order + "I", shape, at + 1)
    width = 2 + (1 if kind // 1000 in (1, 2) else 2 if kind // 1000 == 3 else 0)
    at += 5
    (count,) = struct.unpack_from(order + "I", shape, at)
    at += 4
    rings: list[Ring] = []
    if count > len(shape):
        raise ValueError("count")
    if kind % 1000 == 6:
        for _polygon in range(count):
            found, at = _wkb(shape, at)
            rings += found
        return rings, at
    if kind % 1000 != 3:
        return [], at
    for _each in range(count):
        (points,) = struct.unpack_from(order + "I", shape, at)
        at += 4
        size = points * width * 8
        if at + size > len(shape):
            raise ValueError("ring")
        rings.append(
            np.frombuffer(shape, dtype=order + "f8", count=points * width, offset=at).reshape(points, width)[
                :, :2
            ]
        )
        at += size
    return rings, at


def _to_grid(ring: Ring, file: Path) -> Ring:
    """Metres of the national grid; degrees are told from metres by their size."""
    x, y = ring[:, 0], ring[:, 1]
    if (x > 3.0).all() and (x < 7.5).all() and (y > 50.0).all() and (y < 54.5).all():
        return _degrees_to_grid(ring)
    if (x > -10_000).all() and (x < 300_000).all() and (y > 280_000).all() and (y < 640_000).all():
        return ring
    raise RegisterError(
        "coordinates are neither 28992 (metres) nor 4326 (degrees)",
        where=str(file),
        mend="export in EPSG:28992 or EPSG:4326",
    )


def _degrees_to_grid(ring: Ring) -> Ring:
    """WGS84 to RD by the published series (Schreutelkamp and Strang van Hees 2001), good to about a metre."""
    north, east = 0.36 * (ring[:, 1] - 52.15517440), 0.36 * (ring[:, 0] - 5.38720621)
    x = 155_000 + (
        190_094.945 * east - 11_832.228 * north * east - 114.221 * north**2 * east - 32.391 * east**3
        - 0.705 * north - 2.340 * north**3 * east - 0.608 * north * east**3 - 0.008 * east**2 + 0.148 * north**2 * east**3
    )  # fmt: skip
    y = 463_000 + (
        309_056.544 * north + 3_638.893 * east**2 + 73.077 * north**2 - 157.984 * north * east**2 + 59.788 * north**3
        + 0.433 * east - 6.439 * north**2 * east**2 - 0.032 * north * east + 0.092 * east**4 - 0.054 * north * east**4
    )  # fmt: skip
    return np.column_stack([x, y])


def _row(code: str, rings: list[Ring]) -> tuple[str, str, int, int, int, int]:
    snapped = [found for ring in rings if len(found := _snap(ring)) >= 3]
    if not snapped:
        snapped = [np.rint(max(rings, key=len)).astype(np.int64)]
    corners = np.concatenate(snapped)
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return code, "".join(_path(ring) for ring in snapped), int(x0), int(y0), int(x1), int(y1)


def _snap(ring: Ring) -> NDArray[np.int64]:
    """Corners on the net, repeats left out; neighbours snap alike, so no gap opens between them."""
    at = (np.rint(ring / NET_METRES) * NET_METRES).astype(np.int64)
    moved = np.r_[True, (np.diff(at, axis=0) != 0).any(axis=1)]
    at = at[moved]
    return at[:-1] if len(at) > 1 and (at[0] == at[-1]).all() else at


def _path(ring: NDArray[np.int64]) -> str:
    steps = np.diff(ring, axis=0)
    return f"M{ring[0, 0]} {ring[0, 1]}l" + " ".join(f"{a} {b}" for a, b in steps.tolist()) + "z"
