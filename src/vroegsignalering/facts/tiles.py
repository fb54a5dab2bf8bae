"""A map that the project draws itself: one equal hexagon per gemeente, placed by assignment.

Label points are projected, spread so that the crowded west gets room, and assigned to cells of a hexagonal grid with
the smallest total squared distance (Jonker-Volgenant); cells prefer neighbours of their own province. Geometry only:
nothing here says anything about who lives where.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.facts.published import load

Floats = NDArray[np.float64]

STEPS = 160
"""Steps of spreading; more change nothing visible."""

HOME = 0.006
"""How strongly a province is drawn back to its own place at each step."""

LONGEST_KM = 38.0
"""Neighbours further apart than this have water between them and do not pull."""


@lru_cache(maxsize=1)
def tiles() -> pl.DataFrame:
    """Hexagons of all gemeenten of 2024.

    Returns
    -------
    polars.DataFrame, 342 rows
        ``gemeente`` (code), ``name``, ``province``, ``inhabitants`` (published, 1 January 2023; for size classes), ``q``
        and ``r`` (axial coordinates, pointy top, r grows southward); sorted by ``gemeente``.

    Examples
    --------
    >>> tiles().select("q", "r").is_unique().all()
    True
    """
    places = load("gemeente_centroids_2024").sort("gm_code")
    points = _project(places["longitude"].to_numpy(), places["latitude"].to_numpy())
    spread = _spread(points, places["province"].to_list())
    q, r = _assign(spread)
    people = load("gemeenten").select("gm_code", inhabitants=pl.col("population_2023").cast(pl.Int64))
    return (
        places.join(people, on="gm_code", how="left", maintain_order="left", validate="1:1")
        .select("name", "province", "inhabitants", gemeente="gm_code")
        .select("gemeente", "name", "province", "inhabitants")
        .with_columns(q=pl.Series(q, dtype=pl.Int64), r=pl.Series(r, dtype=pl.Int64))
    )


def _project(longitude: Floats, latitude: Floats) -> Floats:
    """Kilometres east and south of the middle of the country."""
    x = (longitude - 5.3) * 111.32 * np.cos(np.radians(52.1))
    y = (52.1 - latitude) * 110.57
    return np.column_stack([x, y])


def _spread(points: Floats, provinces: list[str]) -> Floats:
    """Let each point find about one cell's room: too close pushes apart, neighbours far apart pull together.

    Neighbours are those of the Delaunay triangulation; a spring within a province is stronger, and the islands and
    the coast keep their place in the whole because every province is drawn back to its own middle.
    """
    from scipy.spatial import cKDTree  # every room imports facts; scipy is needed here alone

    names, member = np.unique(provinces, return_inverse=True)
    springs = _neighbours(points)
    firm = np.where(member[springs[:, 0]] == member[springs[:, 1]], 0.12, 0.06)
    room, at = _pitch(points), points.copy()
    for _step in range(STEPS):
        shift = np.zeros_like(at)
        _pull(shift, at, springs, room, firm)
        pairs = cKDTree(at).query_pairs(room, output_type="ndarray")
        _pull(shift, at, pairs, room, np.full(len(pairs), 0.25))
        at = at + shift
        drift = np.stack([(points - at)[member == k].mean(axis=0) for k in range(len(names))])
        at = at + HOME * drift[member]
    return at


def _neighbours(points: Floats) -> NDArray[np.int64]:
    """Pairs that are neighbours in the triangulation, long ones across water left out."""
    from scipy.spatial import Delaunay

    corners = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
    )
    far = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    return np.asarray(pairs[far < LONGEST_KM], dtype=np.int64)


def _pull(shift: Floats, at: Floats, pairs: NDArray[np.int64], rest: float, strength: Floats) -> None:
    """Add to ``shift`` what brings each pair towards ``rest`` kilometres."""
    i, j = pairs[:, 0], pairs[:, 1]
    apart = at[i] - at[j]
    far = np.maximum(np.hypot(*apart.T), 1e-6)
    move = ((rest - far) / far * strength)[:, None] * apart / 2.0
    np.add.at(shift, i, move)
    np.add.at(shift, j, -move)


def _pitch(points: Floats) -> float:
    """Distance between neighbouring cells so that all cells together cover the country's extent of about 34,000 km2."""
    extent = 34_000.0
    return float(np.sqrt(2.0 / np.sqrt(3.0) * extent / len(points)))


def _assign(points: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Axial coordinates per point, all different, with the smallest total squared distance."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial import cKDTree

    pitch = _pitch(points)
    reach = int(np.ceil(np.abs(points).max() / pitch * 1.6)) + 4
    span = np.arange(-reach, reach + 1)
    q, r = (a.ravel() for a in np.meshgrid(span, span, indexing="ij"))
    cells = np.column_stack([pitch * (q + r / 2), pitch * np.sqrt(3.0) / 2 * r])
    near = cKDTree(points).query(cells)[0] < pitch * 1.5
    q, r, cells = q[near], r[near], cells[near]
    away = ((points[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    row, column = linear_sum_assignment(away)
    order = np.argsort(row)
    return q[column[order]].astype(np.int64), r[column[order]].astype(np.int64)
