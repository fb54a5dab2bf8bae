"""What income and wealth registers give of the published measures: low income by group, quantiles, wealth."""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.fidelity import units
from vroegsignalering.fidelity.measured import Cells, counts, mean, quantile, shares
from vroegsignalering.registers import Registers, tables

LINES = {
    "low_income": ("low_income_percent", 100),
    "below_101pct_social_minimum": ("social_minimum_percent", 101),
    "below_120pct_social_minimum": ("social_minimum_percent", 120),
}


def _flags(frame: pl.DataFrame) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Below a line in the year; four years or longer, null for households without four years in the population."""
    out = {}
    for name, (column, limit) in LINES.items():
        long = column.replace("_percent", "_long_percent")
        below = pl.col(column) < limit
        four = pl.lit(None, dtype=pl.Boolean)
        if long in frame.columns:
            four = pl.when(pl.col(long).is_not_null()).then(below & (pl.col(long) < limit))
        out[name] = (below, four)
    return out


def by_group(frame: pl.DataFrame, year: int, scale: float, asked: set[str]) -> list[dict[str, object]]:
    """Low income and social minimum by the household groups of 83841NED."""
    frame = units.counted(frame)
    flags: dict[str, pl.Expr] = {}
    tallies: dict[str, tuple[pl.Expr, float]] = {"households_in_population": (pl.lit(True), 1000.0)}
    for name, (below, long) in _flags(frame).items():
        flags[f"{name}_share_households"] = below
        flags[f"{name}_4plus_years_share_households"] = long
        tallies[f"{name}_households"] = (below, 1000.0)
        tallies[f"{name}_4plus_years_households"] = (long.fill_null(False), 1000.0)
    out: list[dict[str, object]] = []
    for dim, groups in units.household_groups().items():
        if dim not in asked:
            continue
        cells = Cells(year=str(year), group_dim=dim, scale=scale)
        out += shares(frame, cells, groups, flags)
        out += counts(frame, cells, groups, tallies)
    return out


def by_region(
    registers: Registers, frame: pl.DataFrame, year: int, scale: float, wanted: set[str]
) -> list[dict[str, object]]:
    """Low income of households, persons and children: nation, provinces, gemeenten."""
    named = ("main_earner", "low_income_percent", "low_income_long_percent", "gemeente_code")
    homes = units.counted(frame).select(named).join(units.provinces(), on="gemeente_code", how="left")
    people = _members(registers, homes, year)
    nation = {"Nederland": pl.lit(True)}
    places = homes.get_column("province").drop_nulls().unique().sort()
    province = {f"{name} (PV)": pl.col("province") == name for name in places}
    names = homes.get_column("name").drop_nulls().unique().sort()
    gemeente = {name: pl.col("name") == name for name in names if name in wanted}
    out: list[dict[str, object]] = []
    low, minor = pl.col("low"), pl.col("minor")
    for dim, groups in (("nation", nation), ("province", province), ("gemeente_or_other_region", gemeente)):
        cells = Cells(year=str(year), group_dim=dim, scale=scale)
        out += shares(
            homes, cells, groups, {"low_income_share_households": pl.col("low_income_percent") < 100}
        )
        out += counts(
            homes, cells, groups, {"low_income_households": (pl.col("low_income_percent") < 100, 1e3)}
        )
        out += shares(people, cells, groups, {"low_income_share_persons": low}, "main_earner")
        out += shares(people.filter(minor), cells, groups, {"low_income_share_children": low}, "main_earner")
        out += counts(
            people,
            cells,
            groups,
            {"low_income_persons": (low, 1e3), "low_income_children": (low & minor, 1e3)},
            "main_earner",
        )
    return out + _persons_total(people, year, scale)


def _members(registers: Registers, homes: pl.DataFrame, year: int) -> pl.DataFrame:
    link = units.rows(registers, tables.PERSON_TO_HOUSEHOLD, year).select("person", "main_earner")
    about = homes.lazy().select(
        "main_earner",
        "province",
        "name",
        (pl.col("low_income_percent") < 100).alias("low"),
        (pl.col("low_income_long_percent") < 100).fill_null(False).alias("long"),
    )
    born = units.birth(registers, year).select("person", (pl.col("age") < 18).alias("minor"))
    return link.join(about, on="main_earner", how="inner").join(born, on="person", how="left").collect()


def _persons_total(people: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    cells = Cells(year=str(year), group_dim="total", scale=scale)
    every = {"all": pl.lit(True)}
    low, minor = pl.col("low"), pl.col("minor")
    out = shares(
        people,
        cells,
        every,
        {"low_income_share_persons": low, "low_income_4plus_years_share_persons": low & pl.col("long")},
        "main_earner",
    )
    out += shares(
        people.filter(minor),
        cells,
        every,
        {"low_income_share_children": low, "low_income_4plus_years_share_children": low & pl.col("long")},
        "main_earner",
    )
    tallies = {"low_income_persons": (low, 1e3), "low_income_children": (low & minor, 1e3)}
    out += counts(people, cells, every, tallies, "main_earner")
    return out


def by_origin(registers: Registers, frame: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Low income, and any bijstand in the year, by origin of the main earner; the old classification in detail."""
    frame = units.counted(frame).with_columns(pl.lit(None, dtype=pl.Boolean).alias("bijstand"))
    if units.has(registers, tables.PERSONAL_INCOME, year):
        paid = units.rows(registers, tables.PERSONAL_INCOME, year).group_by("main_earner")
        flag = (pl.col("social_assistance_eur_year").sum() > 0).alias("bijstand")
        frame = frame.drop("bijstand").join(paid.agg(flag).collect(), on="main_earner", how="left")
    dutch = (pl.col("generation_old") == "0") | (pl.col("origin_country") == units.NATION)
    country = pl.col("origin_country")
    groups = {
        "total": pl.lit(True),
        "niet-westers": ~dutch & ~country.is_in(list(units.WESTERN)),
        "Suriname": ~dutch & (country == "5007"),
        "Turkije": ~dutch & (country == "6043"),
        "Nederlandse Antillen": ~dutch & (country == "7011"),
        "Marokko": ~dutch & (country == "5022"),
    }
    flags = {
        "low_income_share_households": pl.col("low_income_percent") < 100,
        "low_income_4plus_years_share_households": pl.col("low_income_long_percent") < 100,
        "bijstand_share_households": pl.col("bijstand"),
    }
    return shares(frame, Cells(year=str(year), group_dim="origin_head", scale=scale), groups, flags)


def quantiles(frame: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Deciles of income, medians of savings and wealth."""
    cells = Cells(year=str(year), group_dim="percentile", scale=scale)
    private = frame.filter(pl.col("population").is_in(["1", "2"]))
    plain = private.filter(pl.col("population") == "1")
    out = []
    for kind, part in (("incl_students", private), ("excl_students", plain)):
        for label, column in (
            ("standardised_income", "standardised_income_eur_year"),
            ("disposable_income", "disposable_income_eur_year"),
            ("gross_income", "gross_income_eur_year"),
        ):
            values = part[column].drop_nulls().to_numpy()
            for decile in range(10, 100, 10):
                out.append(quantile(values, decile / 100, cells, f"P{decile}", f"{label}_{kind}", 1000.0))
    return out


def wealth(frame: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Wealth and savings of private households without students."""
    income, worth = "standardised_income_eur_year", ("net_wealth_eur", "bank_savings_eur")
    frame = frame.select("population", "composition", "age", income, *worth)
    plain = frame.filter(pl.col("population") == "1")
    values = plain["net_wealth_eur"].drop_nulls().to_numpy()
    total = Cells(year=str(year), group_dim="total", scale=scale)
    out = [
        quantile(values, 0.5, total, "all households", "median_wealth", 1000.0),
        mean(values, total, "all households", "mean_wealth", 1000.0),
    ]
    top = np.quantile(values, 0.9)
    share = 100 * float(values[values >= top].sum() / values.sum())
    for name, value in (("share_of_total_wealth", share), ("wealth_threshold", float(top) / 1000)):
        out.append(
            {**out[0], "group": "top 10%", "measure": name, "achieved": value, "se": abs(value) * 0.005}
        )
    private = frame.filter(pl.col("population").is_in(["1", "2"]))
    return out + _savings(private, year, scale) + _by_decile(plain, year, scale)


def _savings(plain: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    cells = Cells(year=str(year), group_dim="household_type_or_age_head", scale=scale)
    types, age = units.household_groups()["household_type"], pl.col("age")
    groups = {
        "all": pl.lit(True),
        "alleenstaand": types["Type: Eenpersoonshuishouden"],
        "eenouder": types["Type: Eenoudergezin"],
        "paar zonder kind": types["Type: Paar, zonder kind"],
        "paar met kind": types["Type: Paar, met kind(eren)"],
        "head <25": age < 25,
        "head 25-45": (age >= 25) & (age < 45),
        "head 45-65": (age >= 45) & (age < 65),
        "head 65+": age >= 65,
    } | {f"head {a}-{a + 10}": (age >= a) & (age < a + 10) for a in (25, 35, 45, 55, 65, 75)}
    groups["head 85+"] = age >= 85
    out = counts(
        plain, cells, groups, {"households_with_bank_and_savings": (pl.col("bank_savings_eur") > 0, 1e3)}
    )
    for name, member in groups.items():
        values = plain.filter(member)["bank_savings_eur"].drop_nulls().to_numpy()
        if len(values):
            out.append(quantile(values, 0.5, cells, name, "median_bank_and_savings", 1000.0))
    return out


def _by_decile(plain: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    cells = Cells(year=str(year), group_dim="income_decile_x_wealth_percentile", scale=scale)
    decile = pl.col("standardised_income_eur_year").rank("ordinal") * 10 / pl.len()
    ranked = plain.drop_nulls("standardised_income_eur_year").with_columns(
        decile.ceil().clip(1, 10).cast(pl.Int32).alias("decile")
    )
    out = []
    for d in range(1, 11):
        values = ranked.filter(pl.col("decile") == d)["net_wealth_eur"].drop_nulls().to_numpy()
        for at in (25, 50, 75):
            out.append(quantile(values, at / 100, cells, f"D{d}|P{at}", "wealth", 1000.0))
    return out


def dwellings(frame: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Occupied homes by province and tenure: private households stand for dwellings; empty ones are not in the registers."""
    homes = frame.select("population", "tenure", "gemeente_code")
    homes = homes.filter(pl.col("population").is_in(["1", "2", "7"]))
    homes = homes.join(units.provinces(), on="gemeente_code", how="left")
    own = pl.col("tenure") == "1"
    groups: dict[str, pl.Expr] = {}
    for name in ["Nederland", *units.provinces()["province"].unique().sort()]:
        here = pl.lit(True) if name == "Nederland" else pl.col("province") == name
        groups |= {f"{name}|total": here, f"{name}|koop": here & own, f"{name}|huur": here & ~own}
    cells = Cells(year=str(year), group_dim="region_x_tenure", scale=scale)
    return counts(homes, cells, groups, {"dwellings": (pl.lit(True), 1.0)})
