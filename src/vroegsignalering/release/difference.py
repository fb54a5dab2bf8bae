"""What changed between two bundles of evidence, and by how much; public numbers on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from vroegsignalering.release.evidence import Evidence

_HEADER_SKIPS = {"tables", "bundle_sha256"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableDifference:
    """One table in both bundles.

    Attributes
    ----------
    rows_added, rows_removed : int
    changes : polars.DataFrame
        ``row`` (dimensions in words), ``column``, ``old``, ``new`` (text) and ``by`` (new less old, where
        numeric).
    columns_added, columns_removed : list of str
    """

    name: str
    rows_added: int
    rows_removed: int
    changes: pl.DataFrame
    columns_added: list[str]
    columns_removed: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing differs."""
        counts = self.rows_added + self.rows_removed + self.changes.height
        return not (counts or self.columns_added or self.columns_removed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """Two bundles side by side."""

    header: dict[str, tuple[Any, Any]]
    added: list[str]
    removed: list[str]
    tables: list[TableDifference]

    @property
    def is_empty(self) -> bool:
        """The bundles say the same."""
        return not (self.header or self.added or self.removed or self.tables)

    def as_dict(self, most: int = 50) -> dict[str, Any]:
        """For JSON; the ``most`` largest changes of each table."""
        return {
            "same": self.is_empty,
            "header": {key: {"old": old, "new": new} for key, (old, new) in self.header.items()},
            "tables_added": self.added,
            "tables_removed": self.removed,
            "tables": {one.name: _table_dict(one, most) for one in self.tables},
        }


def compare(old: Evidence, new: Evidence) -> Difference:
    """Header fields, tables, rows and values that differ.

    Parameters
    ----------
    old, new : Evidence

    Returns
    -------
    Difference
        Tables that are the same are not in it.
    """
    keys = sorted((set(old.manifest) | set(new.manifest)) - _HEADER_SKIPS)
    header = {
        key: (old.manifest.get(key), new.manifest.get(key))
        for key in keys
        if old.manifest.get(key) != new.manifest.get(key)
    }
    both = sorted(set(old.names()) & set(new.names()))
    tables = [_compare_table(name, old, new) for name in both]
    return Difference(
        header=header,
        added=sorted(set(new.names()) - set(old.names())),
        removed=sorted(set(old.names()) - set(new.names())),
        tables=[one for one in tables if not one.is_empty],
    )


def _compare_table(name: str, old: Evidence, new: Evidence) -> TableDifference:
    before, after = old.table(name), new.table(name)
    keys = [key for key in new.dimensions(name) if key in before.columns] or ["__row"]
    if keys == ["__row"]:
        before, after = before.with_row_index("__row"), after.with_row_index("__row")
    text = [pl.col(key).cast(pl.String) for key in keys]
    before, after = before.with_columns(text), after.with_columns(text)
    shared = [column for column in after.columns if column in before.columns and column not in keys]
    joined = before.join(after, on=keys, how="inner", suffix="__new", nulls_equal=True)
    changes = [_changed(joined, keys, column, before.schema[column]) for column in shared]
    return TableDifference(
        name=name,
        rows_added=after.join(before, on=keys, how="anti", nulls_equal=True).height,
        rows_removed=before.join(after, on=keys, how="anti", nulls_equal=True).height,
        changes=pl.concat([_nothing(), *changes]),
        columns_added=[column for column in after.columns if column not in before.columns],
        columns_removed=[column for column in before.columns if column not in after.columns],
    )


def _changed(joined: pl.DataFrame, keys: list[str], column: str, kind: pl.DataType) -> pl.DataFrame:
    was, now = pl.col(column), pl.col(f"{column}__new")
    differ = joined.filter(was.cast(pl.String).ne_missing(now.cast(pl.String)))
    numeric = kind.is_numeric() and joined.schema[f"{column}__new"].is_numeric()
    words = pl.concat_str([pl.lit(f"{key}=") + pl.col(key).fill_null("") for key in keys], separator=", ")
    return differ.select(
        words.alias("row"),
        pl.lit(column).alias("column"),
        was.cast(pl.String).alias("old"),
        now.cast(pl.String).alias("new"),
        ((now - was).cast(pl.Float64) if numeric else pl.lit(None, pl.Float64)).alias("by"),
    )


def _nothing() -> pl.DataFrame:
    kinds = dict.fromkeys(("row", "column", "old", "new"), pl.String)
    return pl.DataFrame(schema={**kinds, "by": pl.Float64})


def _table_dict(one: TableDifference, most: int) -> dict[str, Any]:
    by_column = one.changes.group_by("column").agg(
        pl.len().alias("changed"), pl.col("by").abs().max().alias("largest")
    )
    largest = one.changes.sort(
        pl.col("by").abs(), descending=True, nulls_last=True, maintain_order=True
    ).head(most)
    return {
        "rows_added": one.rows_added,
        "rows_removed": one.rows_removed,
        "columns_added": one.columns_added,
        "columns_removed": one.columns_removed,
        "columns": {row["column"]: row for row in by_column.sort("column").to_dicts()},
        "changes": largest.to_dicts(),
    }
