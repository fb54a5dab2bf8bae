"""Where figures come from and which day they are about, in words; stands under every figure and inside every drawing.

A figure over rows with years of their own names those; else what the manifest says of the table; else, for tables about
the households of the study, its reference days, and for life events the years of the registers. Where none of these is
known for a computation of our own, that is said; a published figure has its date in its source.
"""

from __future__ import annotations

import polars as pl

from dashboard.study import Study
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words

YEARS = ("index_year", "year")
OF_THE_TEST = frozenset(
    {
        "ablation",
        "baselines",
        "capacity",
        "decomposition",
        "fairness",
        "intersections",
        "proxies",
        "readability",
        "stability",
        "surrogate",
        "thresholds",
    }
)
"""Tables about people whom the model did not know, on the reference days on which it is tested: those of the table
``factors``, whose rows carry their year."""

OF_THE_STUDY = frozenset(
    {
        "calibration",
        "cohort_flow",
        "effects",
        "factors",
        "households",
        "membership",
        "mitigation",
        "performance",
    }
    | {"subgroups", "ways_out"}
)
"""Tables about the households of the study on its reference days, whose rows carry no year."""

OF_NOBODY = frozenset({"features", "lines", "scheme_rules"})
"""Tables of what is declared or published: nobody is in them, made up or not."""

OF_THE_REGISTERS = frozenset({"events", "events_lead", "events_trend"})
"""Tables over all years of the registers together, whose rows carry no year; the table ``poverty`` names those years."""


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
    if found:
        return _said(*found, _)
    about = study.about(table)
    days = str(about.get("reference_date") or "").split("/")
    if days != [""]:
        if all(day.endswith("-12-31") for day in days):
            return _said(int(days[0][:4]), int(days[-1][:4]), _)
        return "/".join(days)
    own = None
    if table in OF_THE_TEST or ("split" in rows.columns and set(rows["split"]) == {"test"}):
        own = _span(study.table("factors"))
    if not own and table in OF_THE_TEST | OF_THE_STUDY:
        own = _span(study.table("outcomes")) or _span(study.table("rates"))
    elif table in OF_THE_REGISTERS:
        own = _span(study.table("poverty"))
    if own:
        return _said(*own, _)
    return "" if about.get("source") else _("niet vastgelegd")


def _span(rows: pl.DataFrame) -> tuple[int, int] | None:
    """First and last year of rows that have one."""
    for column in YEARS:
        if column in rows.columns and rows[column].dtype.is_numeric() and rows[column].drop_nulls().len():
            return int(float(str(rows[column].min()))), int(float(str(rows[column].max())))
    return None


def _said(first: int, last: int, _: Texts) -> str:
    return _("31 december {year}", year=first) if first == last else f"{first}–{last}"
