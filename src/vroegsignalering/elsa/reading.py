"""Reads the evidence tables the way the dossier needs them: which rows, at which capacity, in which mode.

Other rooms name a measure by what they compute; here the few names that mean the same are kept in one place.
"""

from __future__ import annotations

import re

import polars as pl

from vroegsignalering.elsa.declarations import is_no_past_selection
from vroegsignalering.elsa.material import Material
from vroegsignalering.vocabulary import CellStatus, Verdict

COVERAGE = ("coverage", "coverage_at_capacity", "true_positive_rate")
"""Names of the share of people in need who are found, first found first."""

MAIN = ("coverage", "allocation_per_need", "calibration_ratio", "needless_contact")
"""Main list where no preregistration names another; the lock on outreach looks at these."""

EQUAL_NAMES = {
    "coverage": COVERAGE,
    "needless_contact": ("needless_contact", "needless_contact_at_capacity", "false_discovery_rate"),
    "calibration": ("calibration_ratio", "observed_over_expected", "calibration"),
    "allocation_per_need": ("allocation_per_need", "allocation"),
    "precision": ("precision", "precision_at_capacity"),
}

MODE_COLUMN = "mode"
HIDDEN = (CellStatus.PRIMARY.value, CellStatus.SECONDARY.value)
CROSSED = r"\*| x "
"""Pattern of an attribute that is a crossing of others."""

FIRST = (
    Verdict.OUTSIDE,
    Verdict.INDETERMINATE,
    Verdict.TOO_FEW,
    Verdict.SUPPRESSED,
    Verdict.UNDEFINED,
    Verdict.WITHIN,
)
"""Verdicts in the order in which a reviewer needs them."""

EVERYONE = ("all", "Total")
"""Values of ``attribute`` that mean everybody."""


def parts_of(name: object) -> list[str]:
    """The attributes (or groups) that a crossing is made of.

    Examples
    --------
    >>> parts_of("sex*age_band"), parts_of("man"), parts_of("man x 65+")
    (['sex', 'age_band'], ['man'], ['man', '65+'])
    """
    return [part.strip() for part in re.split(CROSSED, str(name))]


def study_mode(material: Material) -> str:
    """The information mode that the study calls primary."""
    return str(material.definition.get("modes", {}).get("primary", "recorded"))


def main_model(material: Material) -> str:
    """The model the dossier speaks of: the one the study or the preregistration names, else the additive one."""
    for source in (material.preregistration, material.definition):
        for section in ("models", "model", "audit"):
            found = source.get(section, {})
            if isinstance(found, dict) and found.get("primary"):
                return str(found["primary"])
    table = material.table("performance")
    known = [] if table is None else table["model"].unique().sort().to_list()
    return "additive" if "additive" in known or not known else str(known[0])


def fairness_table(material: Material, name: str = "fairness") -> pl.DataFrame | None:
    """A table with verdicts; after training on past selection alone no verdict stands, and each is *undefined*."""
    table = material.table(name)
    if table is None or is_no_past_selection(material.declarations):
        return table
    blocked = pl.when(pl.col("verdict").is_not_null()).then(pl.lit(Verdict.UNDEFINED.value))
    return table.with_columns(verdict=blocked)


def narrowed(material: Material, table: pl.DataFrame) -> pl.DataFrame:
    """The rows of the main model, in the primary mode, at the planned capacity, as far as the table has those columns."""
    for column, wanted in (("model", main_model(material)), ("mode", study_mode(material))):
        if column in table.columns and wanted in set(table[column].to_list()):
            table = table.filter(pl.col(column) == wanted)
    if "capacity" in table.columns and table.schema["capacity"].is_numeric():
        table = table.filter(
            pl.col("capacity").is_null() | ((pl.col("capacity") - material.capacity).abs() < 1e-9)
        )
    return table


def declared_groups(material: Material) -> tuple[str, ...]:
    """Attributes that the preregistration (else the study) promises to look at."""
    for source in (material.preregistration, material.definition):
        groups = source.get("groups", [])
        names = groups.get("attributes", []) if isinstance(groups, dict) else groups
        if names:
            return tuple(str(name) for name in names)
    return ()


def declared_crossings(material: Material) -> tuple[str, ...]:
    """Crossings that the preregistration promises to look at, written ``a*b``."""
    found = material.preregistration.get("intersections", [])
    return tuple("*".join(map(str, names)) for names in found)


def at_capacity(material: Material, measure: str, name: str = "fairness") -> pl.DataFrame | None:
    """Rows of one measure by group, each with the verdict on its gap; everybody left out.

    Columns of the gap come along as ``gap``, ``gap_low``, ``gap_high`` and ``gap_row`` (where the verdict stands).
    """
    table = fairness_table(material, name)
    if table is None:
        return None
    rows = narrowed(material, table)
    for metric in EQUAL_NAMES.get(measure, (measure,)):
        found = rows.filter((pl.col("metric") == metric) & ~pl.col("attribute").is_in(EVERYONE))
        if found.height:
            return _with_gap(found, rows.filter(pl.col("metric") == f"{metric}_difference"))
    return _with_gap(rows.clear(), rows.clear())


def crossings(material: Material) -> tuple[str, pl.DataFrame] | None:
    """The table that holds crossings of groups, by name, and its rows; None where there are none."""
    for name in ("intersections", "fairness"):
        table = material.table(name)
        if table is not None:
            found = narrowed(material, table).filter(pl.col("attribute").str.contains(CROSSED))
            if found.height:
                return name, found
    return None


def everyone(material: Material, measure: str) -> dict[str, object] | None:
    """The row of one measure for everybody together."""
    table = material.table("fairness")
    if table is None:
        return None
    rows = narrowed(material, table).filter(pl.col("attribute").is_in(EVERYONE))
    for name in EQUAL_NAMES.get(measure, (measure,)):
        found = rows.filter(pl.col("metric") == name)
        if found.height:
            return found.row(0, named=True)
    return None


def coverage_rows(material: Material) -> pl.DataFrame | None:
    """Coverage per group at the planned capacity."""
    return at_capacity(material, "coverage")


def calibration_rows(material: Material) -> pl.DataFrame | None:
    """Observed over expected per group."""
    return at_capacity(material, "calibration")


def rate_rows(material: Material) -> pl.DataFrame | None:
    """Share by group that goes through the study's transition, under its own line, in the last index year."""
    table = material.table("rates")
    if table is None:
        return None
    rows = table.filter((pl.col("line") == material.head("line")) & ~pl.col("attribute").is_in(EVERYONE))
    return rows.filter(pl.col("index_year") == pl.col("index_year").max()).sort("attribute", "group")


def by_verdict(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in order of what asks for attention first: outside the margin, undecided, too few; never by height."""
    order = {verdict.value: i for i, verdict in enumerate(FIRST)}
    place = pl.col("verdict").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return rows.with_columns(place=place).sort("place", "attribute", "group").drop("place")


def plain_rows(material: Material) -> tuple[str, pl.DataFrame | None]:
    """Shares by group with an interval, to say as so many of 100 or 1,000: coverage, else the rates; with their table."""
    has_span = pl.col("low").is_not_null() & pl.col("high").is_not_null()
    for name, rows in (("fairness", coverage_rows(material)), ("rates", rate_rows(material))):
        shown = None if rows is None else rows.filter(has_span)
        if shown is not None and shown.height:
            return name, shown
    return "rates", None


def main_gaps(material: Material) -> tuple[str, ...]:
    """Names of the gaps that people fixed beforehand as the main list; the others are context."""
    names = material.preregistration.get("main") or MAIN
    return tuple(f"{name}_difference" for name in names)


def outside_gaps(material: Material) -> pl.DataFrame:
    """Gaps of the main list with verdict *outside margin*, for the main model in the primary mode."""
    return _with_verdict(material, Verdict.OUTSIDE)


def undecided_gaps(material: Material) -> pl.DataFrame:
    """Gaps of the main list with verdict *indeterminate*."""
    return _with_verdict(material, Verdict.INDETERMINATE)


def _with_gap(rows: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    beside = gaps.select(
        "attribute",
        "group",
        gap=pl.col("value"),
        gap_low=pl.col("low"),
        gap_high=pl.col("high"),
        gap_row=pl.col("row"),
        said=pl.col("verdict"),
    ).unique(["attribute", "group"], keep="first", maintain_order=True)
    joined = rows.join(beside, on=["attribute", "group"], how="left")
    hidden = pl.when(pl.col("status").is_in(HIDDEN)).then(pl.lit(Verdict.SUPPRESSED.value))
    alone = pl.when(pl.col("gap_row").is_null()).then(pl.lit(Verdict.UNDEFINED.value))
    verdict = pl.coalesce("verdict", "said", hidden, alone)
    return joined.with_columns(verdict=verdict).drop("said").sort("attribute", "group")


def _with_verdict(material: Material, verdict: Verdict) -> pl.DataFrame:
    table = fairness_table(material)
    if table is None:
        return pl.DataFrame(schema={"attribute": pl.String, "group": pl.String, "metric": pl.String})
    wanted = (pl.col("verdict") == verdict.value) & pl.col("metric").is_in(main_gaps(material))
    return narrowed(material, table).filter(wanted).sort("attribute", "group", "metric")
