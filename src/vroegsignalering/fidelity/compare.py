"""Targets beside what registers give: one row per published figure, one line per table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from vroegsignalering import facts
from vroegsignalering.errors import RegisterError
from vroegsignalering.fidelity import flow_measures, income_measures, people_measures, units
from vroegsignalering.fidelity.measured import rows
from vroegsignalering.fidelity.roles import TOLERANCE, role
from vroegsignalering.registers import Registers, tables
from vroegsignalering.registers.shards import held
from vroegsignalering.vocabulary import DataStatus

KEY = ["year", "group_dim", "group", "measure"]
REQUIRED = ["table", *KEY, "value"]
COLUMNS = ["table", *KEY, "role", "published", "achieved", "ratio", "se", "status"]
"""Columns of :func:`fidelity`, after which the target's own follow."""

POPULATION_2023 = 17_811_291.0
AT_HAND: dict[str, tuple[str, ...] | None] = {
    "persons": ("sex", "origin_country", "born_in_netherlands", "parents_born_abroad", "generation_old"),
    "household_spells": (
        "brp_household",
        "place_in_household",
        "household_type",
        "person_count",
        "child_count",
    ),
    "address_spells": None,
    "address_region": None,
    "socio_economic_spells": None,
    "social_assistance": None,
    "household_income": (
        "population",
        "composition",
        "income_source",
        "tenure",
        "gross_income_eur_year",
        "disposable_income_eur_year",
        "standardised_income_eur_year",
        "low_income_percent",
        "low_income_long_percent",
        "social_minimum_percent",
        "social_minimum_long_percent",
    ),
    "person_to_household": None,
    "problematic_debt": None,
}
"""Tables that several measures or years ask for: read once and kept in memory meanwhile."""
MOST_AT_HAND = 1_500_000
"""Synthetic persons up to which they are kept: about 2.5 GB. Of more, and of real registers, every reading is from disk."""


def read_targets(path: Path | None = None) -> pl.DataFrame:
    """A tidy table of targets: the package's own, or a user's CSV with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8; the package's own targets when absent.

    Returns
    -------
    DataFrame, one row per target
        At least the columns of ``REQUIRED``; ``value`` in the unit that its row names.

    Raises
    ------
    RegisterError
        The file is not there, is no table, or lacks a column.
    """
    if path is None:
        return facts.load("targets")
    if not path.is_file():
        raise RegisterError("no such file of targets", where=str(path))
    try:
        frame = pl.read_csv(
            path, infer_schema_length=None, schema_overrides={"year": pl.String, "group": pl.String}
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        raise RegisterError("the file of targets is not a CSV table", where=str(path)) from None
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing or not frame.schema["value"].is_numeric():
        raise RegisterError(
            "the file of targets lacks columns",
            where=str(path),
            found=f"missing or not a number: {', '.join(missing) or 'value'}",
            mend=f"columns: {', '.join(REQUIRED)}",
        )
    return frame


def fidelity(registers: Registers, targets: pl.DataFrame) -> pl.DataFrame:
    """Published against achieved, per target.

    Parameters
    ----------
    registers : Registers
        Synthetic or real. Counts of synthetic registers are raised to the Netherlands.
    targets : polars.DataFrame
        Columns of ``facts.load("targets")``; at least ``table, year, group_dim, group, measure, value``.

    Returns
    -------
    polars.DataFrame
        The columns :data:`COLUMNS`, then the target's own (``value``, ``unit``, source, trust mark).
        ``achieved``, ``ratio`` and ``se`` are null when ``status`` is ``not computable``; else it is ``ok``
        or ``off``: within the larger of 5 % (calibration) or 15 % (validation) and twice ``se``, the
        simulation standard error.
    """
    try:
        found = _measured(_at_hand(registers), targets).unique(KEY, keep="first", maintain_order=True)
    finally:
        units.forget()
    joined = targets.join(found, on=KEY, how="left", maintain_order="left")
    joined = joined.with_columns(
        pl.col("value").cast(pl.Float64).alias("published"),
        pl.col("table").map_elements(lambda name: role(name).value, return_dtype=pl.String).alias("role"),
    )
    limit = pl.col("role").replace_strict({r.value: t for r, t in TOLERANCE.items()}, return_dtype=pl.Float64)
    off = (pl.col("achieved") - pl.col("published")).abs()
    near = off <= pl.max_horizontal(limit * pl.col("published").abs(), 2 * pl.col("se"))
    status = (
        pl.when(pl.col("achieved").is_null())
        .then(pl.lit("not computable"))
        .when(near)
        .then(pl.lit("ok"))
        .otherwise(pl.lit("off"))
    )
    ratio = pl.when(pl.col("published") != 0).then(pl.col("achieved") / pl.col("published"))
    joined = joined.with_columns(ratio.alias("ratio"), status.alias("status"))
    own = [name for name in targets.columns if name not in COLUMNS]
    return joined.select(*COLUMNS, *own)


def summary(compared: pl.DataFrame) -> pl.DataFrame:
    """Per table: rows, how many can be computed, how many are ok, and that share.

    Parameters
    ----------
    compared : DataFrame
        As :func:`compare` gives it.

    Returns
    -------
    DataFrame, one row per role and table
        ``role, table, rows, computed, ok`` (numbers of rows), ``median_difference`` (share 0-1, absolute), ``share_ok`` (0-1).
    """
    status = pl.col("status")
    return (
        compared.group_by("role", "table")
        .agg(
            pl.len().alias("rows"),
            (status != "not computable").sum().alias("computed"),
            (status == "ok").sum().alias("ok"),
            (pl.col("ratio") - 1).abs().median().alias("median_difference"),
        )
        .with_columns((pl.col("ok") / pl.col("computed")).fill_nan(None).alias("share_ok"))
        .sort("role", "table")
    )


def _at_hand(registers: Registers) -> Registers:
    """The registers with what is asked for again and again in memory, when it fits there."""
    persons = registers.provenance.persons
    if registers.provenance.status is not DataStatus.SYNTHETIC or not persons or persons > MOST_AT_HAND:
        return registers
    return held(registers, AT_HAND)


def _scale(registers: Registers) -> float:
    """The Netherlands' persons per person in the registers; one for real registers."""
    found = registers.provenance
    if found.status is not DataStatus.SYNTHETIC or not found.persons:
        return 1.0
    return POPULATION_2023 / found.persons


def _years(targets: pl.DataFrame) -> set[int]:
    years = set()
    for text in targets["year"].cast(pl.String).unique().drop_nulls():
        head = text[:4]
        if head.isdigit():
            years.add(int(head) - (1 if text.endswith("-01") else 0))
    return years


def _dimensions(targets: pl.DataFrame, year: int) -> set[str]:
    """Dimensions that targets of this year ask for; a target of January asks for the year before."""
    text = pl.col("year").cast(pl.String)
    of_year = text.str.starts_with(str(year)) | (text == f"{year + 1}-01")
    return set(targets.filter(of_year)["group_dim"].unique())


def _measured(registers: Registers, targets: pl.DataFrame) -> pl.DataFrame:
    scale = _scale(registers)
    groups = set(targets["group"].drop_nulls().unique())
    out: list[dict[str, object]] = []
    for year in sorted(_years(targets)):
        dims = _dimensions(targets, year)
        if units.has(registers, tables.HOUSEHOLD_INCOME, year):
            out += _income(registers, year, scale, groups, dims)
        spells = registers.years(tables.HOUSEHOLD_SPELLS)
        if spells and min(registers.years(tables.HOUSEHOLD_INCOME)) <= year <= max(spells) + 1:
            out += _people(registers, year, scale, dims)
    return rows(out)


HOUSEHOLD_DIMS = {
    "total",
    "household_type",
    "age_head",
    "income_source",
    "origin_head_old_classification",
    "sex_head",
    "tenure",
}
REGION_DIMS = {"nation", "province", "gemeente_or_other_region", "total"}
WEALTH_DIMS = {"total", "household_type_or_age_head", "income_decile_x_wealth_percentile"}
PEOPLE_DIMS = {
    "total",
    "sex",
    "age5_x_sex",
    "province",
    "urbanisation_class_of_gemeente",
    "origin_new_classification",
    "household_position",
    "household_type_or_size",
    "household_with_children",
}


def _income(
    registers: Registers, year: int, scale: float, groups: set[str], dims: set[str]
) -> list[dict[str, object]]:
    frame = units.households(registers, year)
    out = income_measures.by_group(frame, year, scale, dims)
    if dims & REGION_DIMS:
        out += income_measures.by_region(registers, frame, year, scale, groups)
    if "origin_head" in dims:
        out += income_measures.by_origin(registers, frame, year, scale)
    if "percentile" in dims:
        out += income_measures.quantiles(frame, year, scale)
    if "net_wealth_eur" in frame.columns and dims & WEALTH_DIMS:
        out += income_measures.wealth(frame, year, scale)
    if "region_x_tenure" in dims:
        out += income_measures.dwellings(frame, year, scale)
    if units.has(registers, tables.PROBLEMATIC_DEBT, year):
        out += people_measures.debt(registers, frame, year, scale)
        out += flow_measures.debt(registers, year, scale)
    if "total" in dims:
        out += flow_measures.low_income(registers, year, scale)
    if units.has(registers, tables.DISABILITY_BENEFIT, year) and "total" in dims:
        out += people_measures.disability(registers, year, scale)
    if units.has(registers, tables.SOCIAL_ASSISTANCE, year) and "flow" in dims:
        out += flow_measures.assistance(registers, year, scale)
    if units.has(registers, tables.POLICY_MONITOR, year):
        out += people_measures.basic_needs(registers, year, scale)
    return out


def _people(registers: Registers, year: int, scale: float, dims: set[str]) -> list[dict[str, object]]:
    asked = dims & (PEOPLE_DIMS | {"region_x_education_15_75", "position_or_benefit", "age", "group"})
    if not asked:
        return []
    people = units.persons(registers, year)
    out = people_measures.population(people, year, scale, dims)
    if units.has(registers, tables.EDUCATION, year) and "region_x_education_15_75" in dims:
        out += people_measures.education(registers, people, year)
    if units.has(registers, tables.HEALTH_INSURANCE_DEFAULT, year):
        out += people_measures.default(registers, people, year, scale)
    if units.has(registers, tables.SOCIAL_ASSISTANCE, year) and "age" in dims:
        out += people_measures.assistance(registers, people, year, scale)
    return out
