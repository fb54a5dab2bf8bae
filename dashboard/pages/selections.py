"""Which rows and groups of a released table a page shows: the total, attributes, combinations, who stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.charts import estimate, ordered
from dashboard.findings import Comparison, Estimate, compare

TOTALS = ("all", "total")
"""Names of the row that holds all households."""


def total(frame: pl.DataFrame) -> Mapping[str, Any] | None:
    """The row of all households."""
    if "attribute" not in frame.columns:
        return None
    found = frame.filter(pl.col("attribute").is_in(TOTALS))
    return next(found.iter_rows(named=True), None)


def attributes(frame: pl.DataFrame, crossed: bool = False) -> list[str]:
    """Attributes of a frame without the total; crossed ones only when asked for."""
    if "attribute" not in frame.columns:
        return []
    seen = frame["attribute"].drop_nulls().unique(maintain_order=True).to_list()
    return [a for a in seen if a not in TOTALS and (is_crossed(a) == crossed)]


def is_crossed(attribute: str) -> bool:
    """Whether an attribute is an intersection of two."""
    return any(sign in attribute for sign in ("*", " x ", "×", "&"))


def split_crossed(text: str) -> list[str]:
    """The parts of an intersection's name or group."""
    for sign in (" x ", "*", "×", " & ", "&"):
        if sign in text:
            return [part.strip() for part in text.split(sign)]
    return [text]


def clear_groups(frame: pl.DataFrame, average: Estimate) -> dict[Comparison, list[str]]:
    """Groups by what may be said of them beside the average, in their declared order."""
    found: dict[Comparison, list[str]] = {c: [] for c in Comparison}
    for row in ordered(frame, str(next(iter(frame["attribute"]), ""))).iter_rows(named=True):
        found[compare(estimate(row), average)].append(str(row["group"]))
    return found
