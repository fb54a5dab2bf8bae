"""Complaints, objections and corrections: counted by kind and category, through the door, leading to a review.

Only counts leave. A file holds one row per message with its kind, category and date; names, keys and free text are
refused at the entrance, so that none can be counted by mistake.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.release import STANDARD, Plan, Profile, Released, release

KINDS = ("complaint", "objection", "correction")
CATEGORIES = ("wrong data", "unwanted contact", "treatment", "no answer", "accessibility", "other")
COLUMNS = ("received_on", "kind", "category")
REVIEW_FROM = 10
"""So many of one kind and category since the last review ask for a review; a placeholder until people set it."""


def read_complaints(path: Path, *, today: date) -> pl.DataFrame:
    """Messages as a table of date, kind and category.

    Raises
    ------
    RegisterError
        Another column, another word, or a date in the future.
    """
    try:
        table = pl.read_csv(path, try_parse_dates=True, infer_schema_length=None)
    except (OSError, pl.exceptions.PolarsError):
        raise RegisterError(
            "complaints cannot be read", where=Path(path).as_posix(), mend="a CSV file in UTF-8"
        ) from None
    other = sorted(set(table.columns) ^ set(COLUMNS))
    if other:
        raise RegisterError(
            "complaints need three columns and no more",
            where=Path(path).as_posix(),
            found=f"{len(other)} other columns",
            mend=f"exactly: {', '.join(COLUMNS)}; never a name, a key or free text",
        )
    strange = table.filter(~pl.col("kind").is_in(KINDS) | ~pl.col("category").is_in(CATEGORIES)).height
    late = (
        table.filter(pl.col("received_on") > today).height
        if table.schema["received_on"] == pl.Date
        else table.height
    )
    if strange or late:
        raise RegisterError(
            "complaints hold unknown words or dates that cannot be",
            where=Path(path).as_posix(),
            found=f"{strange} rows with an unknown kind or category, {late} without a past date",
            mend=f"kinds: {', '.join(KINDS)}; categories: {', '.join(CATEGORIES)}; dates as 2026-11-23",
        )
    return table.select(COLUMNS)


def counted(complaints: pl.DataFrame, profile: Profile = STANDARD) -> Released:
    """Counts by kind and category, through the door."""
    counts = complaints.group_by("kind", "category").agg(n=pl.len().cast(pl.Int64)).sort("kind", "category")
    plan = Plan(
        name="complaints",
        dimensions=("kind", "category"),
        title_nl="Klachten, bezwaren en correcties",
        title_en="Complaints, objections and corrections",
        says_nl="Aantallen per soort en onderwerp.",
        says_en="Counts by kind and category.",
        unit="messages",
        source="complaints of residents",
    )
    return release(counts, plan, profile)


def review_owed(complaints: pl.DataFrame, since: date, *, from_count: int = REVIEW_FROM) -> list[str]:
    """Kinds and categories that ask for a review: at least ``from_count`` messages since the last one, sorted."""
    recent = complaints.filter(pl.col("received_on") >= since)
    counts = recent.group_by("kind", "category").len().filter(pl.col("len") >= from_count)
    return sorted(f"{kind}: {category}" for kind, category in counts.select("kind", "category").rows())
