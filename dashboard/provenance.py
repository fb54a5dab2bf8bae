"""Where figures come from and which day they are about, in words; stands under every figure and inside every drawing.

A figure over rows with years of their own names those, one about the test the reference days of the test; else what the
manifest says of the table. Where it says nothing of a computation of our own, that is said; a published figure has its date
in its source.
"""

from __future__ import annotations

import polars as pl

from dashboard.study import Study
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words

YEARS = ("index_year", "year")

OF_NOBODY = frozenset({"features", "lines", "scheme_rules"})
"""Tables of what is declared or published: nobody is in them, made up or not."""


def origin(study: Study, table: str, words: Words) -> str:
    """Where the figures of a table come from: the source that it names, or our own computation."""
    _ = words.texts
    named = str(study.about(table).get("source") or "")
    if named:
        return words.listed("source", named)
    if study.is_synthetic:
        return _("eigen berekening uit verzonnen registers")
    return _("eigen berekening uit registers")


def reference_date(study: Study, table: str, rows: pl.DataFrame, _: Texts) -> str:
    """The day or the years that rows are about; empty for published figures and declarations without one.

    Examples
    --------
    ``31 december 2023``, or ``2016–2022`` for a figure over several years.
    """
    found = _span(rows)
    if not found and "split" in rows.columns and set(rows["split"]) == {"test"}:
        found = _span(study.table("factors"))
    if found:
        return _.period("/".join(f"{year}-12-31" for year in dict.fromkeys(found)))
    about = study.about(table)
    days = str(about.get("reference_date") or "")
    return _.period(days) if days or about.get("source") else _("niet vastgelegd")


def _span(rows: pl.DataFrame) -> tuple[int, int] | None:
    """First and last year of rows that have one."""
    for column in YEARS:
        if column in rows.columns and rows[column].dtype.is_numeric() and rows[column].drop_nulls().len():
            return int(float(str(rows[column].min()))), int(float(str(rows[column].max())))
    return None
