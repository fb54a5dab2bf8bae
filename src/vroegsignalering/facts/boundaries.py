"""Reads municipality boundaries that a user brings (GeoJSON of any year) and reports codes that do not match.

Property names differ by year and publisher; coordinates are longitude/latitude or the Dutch grid (RD), told apart
by their size. Nothing is simplified or drawn here, and nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.facts.gemeenten import codes_of, gemeente_code, match_codes
from vroegsignalering.limits import whole_file

_CODE_PROPERTIES = ("statcode", "gm_code", "gemeentecode", "gmcode", "code", "identificatie", "gemeente_code")
_NAME_PROPERTIES = ("statnaam", "gm_naam", "gemeentenaam", "naam", "name", "gm_name")

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boundaries:
    """Boundaries by municipality code.

    ``rings`` : for each code its rings, outer and inner, as (x, y); ``names`` by code; ``system`` is
    ``longitude_latitude`` or ``dutch_grid``; ``skipped`` counts features that are no municipality (water, provinces).
    """

    rings: dict[str, list[Ring]]
    names: dict[str, str]
    system: str
    skipped: int

    def unmatched(self, year: int) -> pl.DataFrame:
        """Codes that do not belong to the classification of a year, and codes of it without a boundary.

        Returns ``written, code, status, new_code`` as :func:`~vroegsignalering.facts.gemeenten.match_codes`; codes
        without a boundary have status ``no_boundary``.
        """
        found = match_codes(self.rings, year).filter(pl.col("status") != "known")
        absent = sorted(codes_of(year) - set(self.rings))
        rows = pl.DataFrame(
            {
                "written": absent,
                "code": absent,
                "status": ["no_boundary"] * len(absent),
                "new_code": [None] * len(absent),
            },
            schema=found.schema,
        )
        return pl.concat([found, rows])


def read_boundaries(path: Path) -> Boundaries:
    """Read a GeoJSON file of municipality boundaries.

    Raises
    ------
    RegisterError
        Not GeoJSON, cut short, or without a single municipality.
    EnvironmentFault
        May not be read.
    """
    content = _load(path)
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise RegisterError(
            "file is no GeoJSON of areas", where=path.name, mend="expected a FeatureCollection"
        )
    rings: dict[str, list[Ring]] = {}
    names: dict[str, str] = {}
    skipped = 0
    for feature in features:
        properties = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
        code = _code(properties)
        found = list(_rings(feature.get("geometry") or {}))
        if code is None or not found:
            skipped += 1
            continue
        rings.setdefault(code, []).extend(found)
        names[code] = next((str(properties[n]) for n in _NAME_PROPERTIES if properties.get(n)), code)
    if not rings:
        raise RegisterError(
            "no municipality found in the boundaries", where=path.name, found=f"{skipped} other feature(s)",
            mend=f"expected a code in one of the properties {', '.join(_CODE_PROPERTIES)}",
        )  # fmt: skip
    return Boundaries(rings=rings, names=names, system=_system(rings), skipped=skipped)


def _load(path: Path) -> dict[str, Any]:
    raw = whole_file(path, again="download it again", closed=EnvironmentFault)
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RegisterError(
            "file is not JSON, or is cut short", where=path.name, mend="download it again"
        ) from None
    return content if isinstance(content, dict) else {}


def _code(properties: dict[str, Any]) -> str | None:
    for name in _CODE_PROPERTIES:
        code = gemeente_code(properties.get(name))
        if code is not None:
            return code
    return None


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind), [])
    for polygon in polygons:
        for ring in polygon:
            points = [(float(point[0]), float(point[1])) for point in ring if len(point) >= 2]
            if len(points) >= 4:
                yield points


def _system(rings: dict[str, list[Ring]]) -> str:
    x, y = next(iter(rings.values()))[0][0]
    return "longitude_latitude" if abs(x) <= 180 and abs(y) <= 90 else "dutch_grid"
