"""Frames of households and persons of a year, with the labels that published tables use.

Read through the registers' accesses, in English columns. Labels are those of ``facts/targets``: leaf groups
and their sums.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers import Registers, Table, tables

LOOK_BACK = 4
"""Years before the start in which an earlier spell counts for a relapse."""
WESTERN = ("9089", "7028", "5010", "6024", "6029", "6014", "6039", "5002")
NATION = "6030"


def rows(registers: Registers, table: Table, year: int) -> pl.LazyFrame:
    """A yearly table's rows of one year; only that year's file is opened."""
    return registers.after(date(year - 1, 12, 31)).rows(table, year=year)


def has(registers: Registers, table: Table, year: int) -> bool:
    """Whether the folder has the table for that year."""
    return year in registers.files.get(table.name, {})


def spells_on(registers: Registers, table: Table, day: date) -> pl.LazyFrame:
    """Spells that run on a day; an edition that ends the day before gives its open spells."""
    years = registers.years(table)
    last = date(max(years), 12, 31) if years else day
    at = min(day, last)
    frame = registers.recorded(last).rows(table)
    return frame.filter(
        (pl.col("begins_on") <= at) & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= at))
    )


def birth(registers: Registers, year: int) -> pl.LazyFrame:
    """Everybody in the register of persons with age in years on 1 January of a year, sex and origin."""
    editions = registers.years(tables.PERSONS)
    if not editions:
        raise RegisterError(
            "no register of persons, so nothing published can be computed", where=str(registers.folder),
            mend=f"put {tables.PERSONS.cbs} beside the other files",
        )  # fmt: skip
    people = registers.recorded(date(max(editions), 12, 31)).rows(tables.PERSONS)
    born = pl.date("birth_year", "birth_month", "birth_day")
    age = (pl.date(year, 1, 1) - born).dt.total_days() / 365.2425
    return people.select(
        "person",
        age.alias("age"),
        "sex",
        "origin_country",
        "born_in_netherlands",
        "parents_born_abroad",
        "generation_old",
    )


def region(registers: Registers, year: int) -> pl.LazyFrame:
    """Gemeente code of persons on 1 January, by their address."""
    return _region(registers, year).lazy()


@lru_cache(maxsize=1)
def _region(registers: Registers, year: int) -> pl.DataFrame:
    """Several measures of a year ask for it: worked out once; :func:`forget` lets go of it."""
    address = spells_on(registers, tables.ADDRESS_SPELLS, date(year, 1, 1)).select("person", "address")
    last = date(max(registers.years(tables.ADDRESS_REGION)), 12, 31)
    where = registers.recorded(last).rows(tables.ADDRESS_REGION).select("address", "gemeente_code")
    if registers.years(tables.ADDRESS_REGION_OTHER):
        other = registers.recorded(last).rows(tables.ADDRESS_REGION_OTHER)
        where = pl.concat([where, other.select("address", "gemeente_code")])
    return address.join(where, on="address", how="left").select("person", "gemeente_code").collect()


@lru_cache(maxsize=LOOK_BACK + 1)
def low(registers: Registers, year: int) -> pl.DataFrame:
    """Persons in the low-income population of a year, and whether they are below the line; kept for flows of later years."""
    homes = rows(registers, tables.HOUSEHOLD_INCOME, year).filter(
        (pl.col("population") == "1") & pl.col("low_income_percent").is_not_null()
    )
    link = rows(registers, tables.PERSON_TO_HOUSEHOLD, year).select("person", "main_earner")
    flag = homes.select("main_earner", (pl.col("low_income_percent") < 100).alias("low"))
    return link.join(flag, on="main_earner", how="inner").select("person", "low").collect()


def forget() -> None:
    """Let go of what was kept for one folder of registers."""
    _region.cache_clear()
    low.cache_clear()


def persons(registers: Registers, year: int) -> pl.DataFrame:
    """Residents on 1 January of a year, with household place, age, origin and gemeente."""
    home = spells_on(registers, tables.HOUSEHOLD_SPELLS, date(year, 1, 1)).select(
        "person", "brp_household", "place_in_household", "household_type", "person_count", "child_count"
    )
    frame = home.join(birth(registers, year), on="person", how="left", maintain_order="left")
    return frame.join(region(registers, year), on="person", how="left", maintain_order="left").collect()


def households(registers: Registers, year: int) -> pl.DataFrame:
    """Households of the income statistics of a year with the labels of their main earner."""
    frame = rows(registers, tables.HOUSEHOLD_INCOME, year)
    head = birth(registers, year).rename({"person": "main_earner"})
    where = region(registers, year).rename({"person": "main_earner"})
    frame = frame.join(head, on="main_earner", how="left", maintain_order="left").join(
        where, on="main_earner", how="left", maintain_order="left"
    )
    if has(registers, tables.HOUSEHOLD_WEALTH, year):
        worth = rows(registers, tables.HOUSEHOLD_WEALTH, year).select(
            "main_earner", "net_wealth_eur", "bank_savings_eur"
        )
        frame = frame.join(worth, on="main_earner", how="left", maintain_order="left")
    return frame.collect()


def counted(year_frame: pl.DataFrame) -> pl.DataFrame:
    """The population of the low-income statistics: private, no students, a full year's income."""
    return year_frame.filter((pl.col("population") == "1") & pl.col("low_income_percent").is_not_null())


def _composition(*codes: str) -> pl.Expr:
    return pl.col("composition").is_in(list(codes))


def household_groups() -> dict[str, dict[str, pl.Expr]]:
    """Published groups of households by dimension, as expressions on :func:`households`."""
    everyone = pl.lit(True)
    return {
        "total": {"Particuliere huishoudens": everyone},
        "household_type": _types(),
        "age_head": _ages(),
        "income_source": _sources(),
        "origin_head_old_classification": _origins(),
        "sex_head": {
            "Hoofdkostwinner: man": pl.col("sex") == "1",
            "Hoofdkostwinner: vrouw": pl.col("sex") == "2",
        },
        "tenure": {
            "Woningbezit: eigen woning": pl.col("tenure") == "1",
            "Woningbezit: huurwoning": pl.col("tenure").is_in(["2", "3"]),
            "Woningbezit: huurwoning geen huurtoeslag": pl.col("tenure") == "2",
            "Woningbezit: huurwoning met huurtoeslag": pl.col("tenure") == "3",
        },
    }


def _types() -> dict[str, pl.Expr]:
    young, old = _composition("11", "13"), _composition("12", "14")
    one_minor, one_adult = _composition("41"), _composition("42", "43")
    minor, adult = _composition("31"), _composition("32", "33")
    bare_young, bare_old = _composition("21"), _composition("22")
    other = _composition("51", "52", "53", "54", "55", "56", "57", "58")
    return {
        "Type: Eenpersoonshuishouden": young | old,
        "Type: Alleenstaande onder AOW-lft": young,
        "Type: Alleenstaande vanaf AOW-lft": old,
        "Type: Meerpersoonshuishouden": ~(young | old),
        "Type: Eenoudergezin": one_minor | one_adult,
        "Type: Eenouder, alle kinderen < 18 jr": one_minor,
        "Type: Eenouder, minst. één kind >= 18 jr": one_adult,
        "Type: Paar, totaal": minor | adult | bare_young | bare_old,
        "Type: Paar, met kind(eren)": minor | adult,
        "Type: Paar, alle kinderen < 18 jr": minor,
        "Type: Paar, minstens één kind >= 18 jr": adult,
        "Type: Paar, zonder kind": bare_young | bare_old,
        "Type: Paar, zonder kind, onder AOW-lft": bare_young,
        "Type: Paar, zonder kind, vanaf AOW-lft": bare_old,
        "Type: Meerpersoonshuishouden, overig": other,
    }


def _ages() -> dict[str, pl.Expr]:
    out = {}
    bands = ((25, 35), (25, 45), (35, 45), (45, 55), (45, 65), (55, 65), (65, 75), (75, 85))
    for low, high in bands:
        out[f"Hoofdkostwinner: {low} tot {high} jaar"] = (pl.col("age") >= low) & (pl.col("age") < high)
    out["Hoofdkostwinner: tot 25 jaar"] = pl.col("age") < 25
    out["Hoofdkostwinner: 65 jaar of ouder"] = pl.col("age") >= 65
    out["Hoofdkostwinner: 85 jaar of ouder"] = pl.col("age") >= 85
    return out


def _sources() -> dict[str, pl.Expr]:
    def of(*codes: str) -> pl.Expr:
        return pl.col("income_source").is_in(list(codes))

    return {
        "Bron: Inkomen als werknemer/zelfstandige": of("11", "12", "13", "14"),
        "Bron: Inkomen als werknemer": of("11"),
        "Bron: Inkomen als zelfstandige (totaal)": of("12", "13", "14"),
        "Bron: Inkomen als zelfstandig ondernemer": of("13"),
        "Bron: Inkomen als dir.-grootaandeelh.": of("12"),
        "Bron: Inkomen als overige zelfstandige": of("14"),
        "Bron: Overdrachtsinkomen": of("21", "22", "23", "24", "25", "26"),
        "Bron: Uitkering inkomensverzekering": of("21", "24", "25"),
        "Bron: Uitkering werkloosheid": of("21"),
        "Bron: Uitkering arbeidsongeschiktheid": of("24"),
        "Bron: Uitkering pensioen": of("25"),
        "Bron: Uitkering sociale voorziening": of("22", "23"),
        "Bron: Uitkering bijstand": of("22"),
        "Bron: Uitk. sociale voorziening, overig": of("23"),
    }


def _origins() -> dict[str, pl.Expr]:
    western = pl.col("origin_country").is_in(list(WESTERN))
    dutch = (pl.col("generation_old") == "0") | (pl.col("origin_country") == NATION)
    first = (pl.col("generation_old") == "1") & ~dutch
    second = (pl.col("generation_old") == "2") & ~dutch
    return {
        "Hoofdkostwinner: Nederland": dutch,
        "Hoofdkostwinner: westers": ~dutch & western,
        "Hoofdkostwinner: niet-westers": ~dutch & ~western,
        "Hoofdkostwinner: 1e gen westers": first & western,
        "Hoofdkostwinner: 2e gen westers": second & western,
        "Hoofdkostwinner: 1e gen niet-westers": first & ~western,
        "Hoofdkostwinner: 2e gen niet-westers": second & ~western,
    }


@lru_cache(maxsize=1)
def provinces() -> pl.DataFrame:
    """Gemeente code (four digits), name, province and urbanity class of gemeenten."""
    from vroegsignalering import facts

    return facts.load("gemeenten").select(
        pl.col("gm_code").str.slice(2).alias("gemeente_code"), "name", "province", "sted_2021"
    )
