"""Cells of a crossed table with all its margins, and the sums that tie them together.

Dimensions that nest (gemeente in province) share one axis with a tree of nodes; any other dimension is an
axis of its own with one root, ``Total``. A combination that is not in the table is known to be empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.plan import TOTAL

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Axis:
    """One dimension, or a chain of nested ones, as a tree of nodes.

    Attributes
    ----------
    dimensions : tuple of str
        From the widest to the narrowest.
    nodes : list of tuple of str
        Values of ``dimensions``; ``Total`` where summed.
    parent : array of int
        Node above, -1 at the top.
    """

    dimensions: tuple[str, ...]
    nodes: list[tuple[str, ...]]
    parent: Ints

    @property
    def is_leaf(self) -> NDArray[np.bool_]:
        """Nodes that are no sum of others."""
        leaf = np.ones(len(self.nodes), dtype=bool)
        leaf[self.parent[self.parent >= 0]] = False
        return leaf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cube:
    """Cells and equations.

    Attributes
    ----------
    axes : tuple of Axis
    codes : array (cells, axes) of int
        Node of each cell on each axis; rows in ascending order of ``keys``.
    keys : array (cells,) of int
        Codes as one number.
    sums : sparse array (equations, cells)
        Children +1, parent -1; each row is nought for the true table.
    """

    axes: tuple[Axis, ...]
    codes: Ints
    keys: Ints
    sums: sparse.csr_array

    @property
    def level(self) -> Ints:
        """On how many axes a cell is a sum."""
        leaf = np.stack([axis.is_leaf[self.codes[:, i]] for i, axis in enumerate(self.axes)])
        return (~leaf).sum(axis=0).astype(np.int64)

    def dimensions(self) -> pl.DataFrame:
        """The cells' dimension columns, as strings."""
        columns: dict[str, list[str]] = {}
        for i, axis in enumerate(self.axes):
            for place, name in enumerate(axis.dimensions):
                values = np.array([node[place] for node in axis.nodes], dtype=object)
                columns[name] = list(values[self.codes[:, i]])
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def chains(across: Sequence[str], nested: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Dimensions grouped into chains, widest first.

    Examples
    --------
    >>> chains(["gemeente", "province", "sex"], {"gemeente": "province"})
    [('province', 'gemeente'), ('sex',)]
    """
    made = []
    for name in across:
        if name in nested.values():
            continue
        chain = [name]
        while chain[0] in nested:
            chain.insert(0, nested[chain[0]])
            if len(chain) > len(across):
                raise DisclosureError("nested dimensions go round in a circle", found=", ".join(nested))
        made.append(tuple(chain))
    return made


def closed(
    cells: pl.DataFrame, chained: list[tuple[str, ...]], apart: Sequence[str]
) -> tuple[Cube, sparse.csr_array]:
    """The cube of a table of inner cells with every margin added.

    Parameters
    ----------
    cells : polars.DataFrame
        Inner cells only, dimension columns as strings.
    chained : list of tuple of str
        From :func:`chains`.
    apart : sequence of str
        Dimensions that are not added across.

    Returns
    -------
    cube : Cube
    totals : sparse array (cells, rows of the table)
        Multiplied by a column of the table it gives that column for every cell.
    """
    axes, codes = _axes(cells, chained, apart)
    rows = np.arange(cells.height, dtype=np.int64)
    found, source = codes, rows
    for i, axis in enumerate(axes):
        layers, sources = [found], [source]
        above = axis.parent[found[:, i]]
        while (above >= 0).any():
            keep = above >= 0
            layer = layers[-1][keep].copy()
            layer[:, i] = above[keep]
            layers.append(layer)
            sources.append(sources[-1][keep])
            above = axis.parent[layer[:, i]]
        found, source = np.concatenate(layers), np.concatenate(sources)
    keys, first, cell = np.unique(_keys(axes, found), return_index=True, return_inverse=True)
    ones = np.ones(len(source))
    totals = sparse.csr_array((ones, (cell.ravel(), source)), shape=(len(keys), cells.height))
    cube = _cube(axes, found[first], keys, independent=True)
    return cube, totals


def listed(cells: pl.DataFrame, chained: list[tuple[str, ...]], apart: Sequence[str]) -> tuple[Cube, Ints]:
    """The cube of a table that lists its own margins, with the sums that the listed margins allow.

    Returns
    -------
    cube : Cube
    order : array of int
        Row of the table for each cell of the cube.
    """
    axes, codes = _axes(cells, chained, apart)
    keys = _keys(axes, codes)
    order = np.argsort(keys, kind="stable")
    return _cube(axes, codes[order], keys[order], independent=False), order


def _axes(
    cells: pl.DataFrame, chained: list[tuple[str, ...]], apart: Sequence[str]
) -> tuple[tuple[Axis, ...], Ints]:
    axes, codes = [], []
    for chain, has_total in [(chain, True) for chain in chained] + [((name,), False) for name in apart]:
        axis, code = _axis(cells, chain, has_total)
        axes.append(axis)
        codes.append(code)
    return tuple(axes), np.stack(codes, axis=1).astype(np.int64)


def _axis(cells: pl.DataFrame, chain: tuple[str, ...], has_total: bool) -> tuple[Axis, Ints]:
    here = cells.select(chain)
    present = [tuple(row) for row in here.unique().rows()]
    nodes = set(present)
    if has_total:
        for node in present:
            _check_path(node, chain)
            nodes |= {_above(node, up) for up in range(1, len(chain) + 1)}
    ordered = sorted(nodes)
    number = {node: i for i, node in enumerate(ordered)}
    parent = np.full(len(ordered), -1, dtype=np.int64)
    if has_total:
        for node, i in number.items():
            depth = sum(value != TOTAL for value in node)
            if depth:
                parent[i] = number[(*node[: depth - 1], *[TOTAL] * (len(chain) - depth + 1))]
    frame = pl.DataFrame(ordered, schema=dict.fromkeys(chain, pl.String), orient="row").with_row_index("code")
    code = here.join(frame, on=list(chain), how="left", maintain_order="left")["code"].to_numpy()
    return Axis(dimensions=chain, nodes=ordered, parent=parent), code.astype(np.int64)


def _above(node: tuple[str, ...], up: int) -> tuple[str, ...]:
    return (*node[: len(node) - up], *[TOTAL] * up)


def _check_path(node: tuple[str, ...], chain: tuple[str, ...]) -> None:
    depth = sum(value != TOTAL for value in node)
    if any(value == TOTAL for value in node[:depth]):
        raise DisclosureError(
            f"a value of {chain[-1]!r} stands under the total of a wider dimension",
            where=" > ".join(chain),
            mend="give each row its place in the hierarchy, or do not declare the dimensions nested",
        )


def _keys(axes: tuple[Axis, ...], codes: Ints) -> Ints:
    keys = np.zeros(len(codes), dtype=np.int64)
    for i, axis in enumerate(axes):
        keys = keys * len(axis.nodes) + codes[:, i]
    return keys


def _cube(axes: tuple[Axis, ...], codes: Ints, keys: Ints, *, independent: bool) -> Cube:
    """Equations along each axis; with ``independent`` only those that do not follow from others."""
    rows: list[Ints] = []
    columns: list[Ints] = []
    signs: list[Floats] = []
    number = 0
    at_leaf = np.ones(len(codes), dtype=bool)
    for i, axis in enumerate(axes):
        above = axis.parent[codes[:, i]]
        child = np.flatnonzero((above >= 0) & (at_leaf if independent else True))
        lifted = codes[child].copy()
        lifted[:, i] = above[child]
        wanted = _keys(axes, lifted)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1) if len(keys) else wanted
        there = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
        child, place = child[there], place[there]
        parents, equation = np.unique(place, return_inverse=True)
        rows += [number + equation.ravel(), number + np.arange(len(parents))]
        columns += [child, parents]
        signs += [np.ones(len(child)), -np.ones(len(parents))]
        number += len(parents)
        at_leaf &= axis.is_leaf[codes[:, i]]
    matrix = sparse.csr_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))), shape=(number, len(keys))
    )
    return Cube(axes=axes, codes=codes, keys=keys, sums=matrix)
