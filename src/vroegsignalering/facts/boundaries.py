"""Reads a user's own gemeente boundaries as PDOK and CBS hand them out: GeoJSON or GeoPackage, 28992 or 4326, any year.

Outlines become SVG paths in whole metres of the national grid (RD), snapped to a coarse net so that neighbours keep a
shared border; codes of another year are reported with where they went. Nothing is fetched; no person stands behind a
boundary.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.facts.gemeenten import LAST_YEAR, codes_of, gemeente_code, match_codes
from vroegsignalering.limits import LIST_BYTES, refuse_large

Floats = NDArray[np.float64]
Ring = Floats

NET_METRES = 200.0
"""Side of the net to which corners are snapped; finer is not seen on a map of the country."""

_CODE_FIELDS = ("statcode", "gemeentecode", "gemeente_code", "gm_code", "gmcode")
"""Fields that hold the code of a gemeente, however it is written and in any case: ``GM0363``, ``0363``, ``363``."""

_OTHER_FIELDS = ("code", "identificatie", "jrstatcode", "jaarcode")
"""Fields that may hold one with more around it (``2024GM0363``), or that of a province; only ``GM`` tells."""
_CODE = re.compile(r"GM\d{4}", re.IGNORECASE)


def read_boundaries(file: Path, year: int = LAST_YEAR) -> pl.DataFrame:
    """Gemeente outlines from a file.

    Parameters
    ----------
    file : Path
        ``.geojson`` / ``.json`` (FeatureCollection) or ``.gpkg``; polygons with ``statcode`` or ``gemeentecode``.
    year : int
        Which layer of a GeoPackage with layers of several years.

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
    outlines: dict[str, list[Ring]] = {}
    source = _geopackage(file, year) if _is_sqlite(file) else _geojson(file)
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


def unmatched(boundaries: pl.DataFrame, year: int = LAST_YEAR) -> pl.DataFrame:
    """Codes that do not belong to the classification of a year, and codes of it without an outline.

    Parameters
    ----------
    boundaries : polars.DataFrame
        As :func:`read_boundaries` gives it.
    year : int
        Classification that the figures use.

    Returns
    -------
    polars.DataFrame
        ``code, status, new_code``, sorted; ``status`` as of :func:`~vroegsignalering.facts.gemeenten.match_codes`
        (``merged`` says into which), or ``no_outline``.

    Raises
    ------
    DeclarationError
        No mergers are known for that year.

    Examples
    --------
    >>> unmatched(pl.DataFrame({"gemeente": ["GM0014", "GM0003"]})).row(0)
    ('GM0003', 'merged', 'GM1979')
    """
    theirs = set(boundaries["gemeente"].to_list())
    found = match_codes(theirs, year).filter(pl.col("status") != "known").select("code", "status", "new_code")
    absent = pl.DataFrame({"code": sorted(codes_of(year) - theirs)}, schema={"code": pl.String})
    return pl.concat(
        [found, absent.with_columns(status=pl.lit("no_outline"), new_code=pl.lit(None, dtype=pl.String))]
    )


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as handle:
            return handle.read(16).startswith(b"SQLite format 3")
    except FileNotFoundError:
        raise EnvironmentFault("no such file", where=str(file)) from None
    except OSError as fault:
        raise EnvironmentFault(
            "a file cannot be opened",
            where=str(file),
            found=str(fault.strerror),
            mend="ask for read permission",
        ) from None


def _code_of(properties: dict[str, Any]) -> str:
    fields = {str(name).lower(): value for name, value in properties.items()}
    for field in _CODE_FIELDS:
        code = gemeente_code(fields.get(field))
        if code is not None:
            return code
    for field in (*_CODE_FIELDS, *_OTHER_FIELDS):
        found = _CODE.search(str(fields.get(field) or ""))
        if found:
            return found.group().upper()
    return ""


def _geojson(file: Path) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    refuse_large(file, LIST_BYTES)
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


def _geopackage(file: Path, year: int) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as base:
            layers = base.execute(
                "select table_name, column_name from gpkg_geometry_columns order by table_name"
            ).fetchall()
            if not layers:
                return
            table, column = (
                name.replace('"', '""') for name in max(layers, key=partial(_layer_rank, year=year))
            )
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


def _layer_rank(layer: tuple[str, str], year: int) -> tuple[bool, bool, bool, str]:
    """Of several layers: one of gemeenten, of the year asked for, generalised, and else the one of the latest name."""
    name = layer[0].lower()
    return "gemeente" in name, str(year) in name, "gegeneraliseerd" in name, name


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
