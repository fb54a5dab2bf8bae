"""The label card: under which lines groups were measured, and which pairs of groups change places under another line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import polars as pl

from vroegsignalering.elsa.material import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """How many pairs of groups were compared and how many changed places beyond their intervals."""

    turned: int
    compared: int


def label_alternatives(material: Material) -> list[str]:
    """Lines under which rates or shares by group stand in the evidence, sorted."""
    lines: set[str] = set()
    for name in ("rates", "poverty"):
        table = material.table(name)
        if table is not None and "line" in table.columns:
            lines |= set(table["line"].drop_nulls().to_list())
    return sorted(lines)


def flips(material: Material) -> dict[str, Flips]:
    """Per alternative line: pairs of groups of one attribute that stand in the other order than under the study's line.

    A pair counts as turned only if the intervals are apart under both lines, so that chance alone turns nothing.
    """
    table = _by_group(material)
    own = material.head("line")
    if table is None or own not in set(table["line"].to_list()):
        return {}
    year = "index_year" if "index_year" in table.columns else "year"
    latest = table.filter(pl.col(year) == table.filter(pl.col("line") == own)[year].max())
    mine = _cells(latest.filter(pl.col("line") == own))
    found: dict[str, Flips] = {}
    for line in sorted(set(latest["line"].to_list()) - {own}):
        found[line] = _compare(mine, _cells(latest.filter(pl.col("line") == line)))
    return found


def _by_group(material: Material) -> pl.DataFrame | None:
    for name in ("rates", "poverty"):
        table = material.table(name)
        if table is not None and table["line"].n_unique() > 1:
            return _of_households(table)
    return None


def _of_households(table: pl.DataFrame) -> pl.DataFrame:
    if "unit_of_count" not in table.columns:
        return table
    return table.filter(pl.col("unit_of_count") == "households")


def _cells(rows: pl.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    shown = rows.filter(pl.col("low").is_not_null() & pl.col("high").is_not_null())
    return {
        (str(a), str(g)): (low, high)
        for a, g, low, high in shown.select("attribute", "group", "low", "high").rows()
    }


def _compare(
    mine: dict[tuple[str, str], tuple[float, float]], other: dict[tuple[str, str], tuple[float, float]]
) -> Flips:
    shared = sorted(set(mine) & set(other))
    pairs = [(a, b) for a, b in combinations(shared, 2) if a[0] == b[0]]
    turned = sum(_order(mine[a], mine[b]) * _order(other[a], other[b]) == -1 for a, b in pairs)
    return Flips(turned=turned, compared=len(pairs))


def _order(one: tuple[float, float], two: tuple[float, float]) -> int:
    if one[0] > two[1]:
        return 1
    return -1 if one[1] < two[0] else 0
