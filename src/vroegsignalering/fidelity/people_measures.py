"""What registers of people and of debts give of the published measures: margins, positions, education, arrears."""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering import facts
from vroegsignalering.fidelity import units
from vroegsignalering.fidelity.measured import Cells, counts, shares
from vroegsignalering.registers import Registers, tables

COUNTRIES = {
    "Indonesie": ["6024"],
    "Marokko": ["5022"],
    "Nederlandse Cariben": ["7011"],
    "Suriname": ["5007"],
    "Turkije": ["6043"],
    "Europa excl NL": ["9089", "7028", "5010", "6029", "5002", "6039"],
    "Afrika overig": ["6013"],
    "overig Amerika en Oceanie": ["6008"],
    "overig Azie": ["7007"],
}
LEVELS = {
    "basisonderwijs": ["1111", "1112"],
    "vmbo/mbo1": ["1211", "1212", "1213", "1221", "1222"],
    "havo/vwo/mbo2-4": ["2111", "2112", "2121", "2131", "2132"],
    "hbo/wo-bachelor": ["3111", "3112", "3113"],
    "hbo-/wo-master": ["3211", "3212", "3213"],
}


def population(people: pl.DataFrame, year: int, scale: float, asked: set[str]) -> list[dict[str, object]]:
    """Persons by sex, age, province, urbanity, origin and place in the household."""
    people = people.join(units.provinces(), on="gemeente_code", how="left")
    man = pl.col("sex") == "1"
    province = {name: pl.col("province") == name for name in units.provinces()["province"].unique().sort()}
    sted = {f"STED {n}": pl.col("sted_2021") == n for n in range(1, 6)}
    dims = {
        "total": {"all": pl.lit(True)},
        "sex": {"man": man, "vrouw": ~man},
        "age5_x_sex": _ages(man),
        "province": province,
        "urbanisation_class_of_gemeente": sted,
        "origin_new_classification": _origins(),
        "household_position": _positions(),
    }
    out: list[dict[str, object]] = []
    for dim, groups in dims.items():
        if dim not in asked:
            continue
        cells = Cells(year=str(year), group_dim=dim, scale=scale)
        out += counts(people, cells, groups, {"persons": (pl.lit(True), 1.0)})
    if asked & {"household_type_or_size", "household_with_children"}:
        out += _households(people, year, scale)
    return out


def _ages(man: pl.Expr) -> dict[str, pl.Expr]:
    out = {}
    for low in range(0, 100, 5):
        label = f"{low}-{low + 4}" if low < 95 else "95+"
        band = (pl.col("age") >= low) & ((pl.col("age") < low + 5) if low < 95 else pl.lit(True))
        out[f"{label}|man"], out[f"{label}|vrouw"] = band & man, band & ~man
    return out


def _origins() -> dict[str, pl.Expr]:
    here = pl.col("born_in_netherlands") == "1"
    dutch = pl.col("origin_country") == units.NATION
    europe = pl.col("origin_country").is_in(COUNTRIES["Europa excl NL"])
    out = {
        "Nederland": dutch,
        "buiten Nederland, geboren in NL": ~dutch & here,
        "buiten Nederland, geboren buiten NL": ~dutch & ~here,
        "buiten Europa, geboren in NL": ~dutch & ~europe & here,
    }
    for name, codes in COUNTRIES.items():
        of = pl.col("origin_country").is_in(codes)
        out[f"{name}, geboren in NL"], out[f"{name}, geboren buiten NL"] = of & here, of & ~here
    return out


def _positions() -> dict[str, pl.Expr]:
    place = pl.col("place_in_household").str.strip_chars()
    return {
        "thuiswonend kind": place == "1",
        "alleenstaand": place == "2",
        "samenwonend": place.is_in(["3", "4", "5", "6"]),
        "ouder in eenouderhuishouden": place == "7",
        "overig lid": place.is_in(["8", "9"]),
        "institutioneel": place == "10",
    }


def _households(people: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    homes = people.filter(pl.col("household_type") != "8").unique("brp_household", maintain_order=True)
    size, kids, kind = pl.col("person_count"), pl.col("child_count"), pl.col("household_type")
    groups = {
        "total": pl.lit(True),
        "eenpersoons": size == 1,
        "meerpersoons zonder kinderen": (size > 1) & (kids == 0),
        "meerpersoons met kinderen": kids > 0,
        "size 2": size == 2,
        "size 3": size == 3,
        "size 4": size == 4,
        "size 5+": size >= 5,
    }
    one = kind == "6"
    with_children = {
        "1 kind": kids == 1,
        "2 kinderen": kids == 2,
        "3+ kinderen": kids >= 3,
        "eenouder": one,
        "eenouder 1 kind": one & (kids == 1),
        "eenouder 2 kinderen": one & (kids == 2),
        "eenouder 3+ kinderen": one & (kids >= 3),
        "gehuwd paar met kinderen": kind == "5",
        "ongehuwd paar met kinderen": kind == "4",
    }
    measure = {"households": (pl.lit(True), 1.0)}
    cells = Cells(year=str(year), group_dim="household_type_or_size", scale=scale)
    out = counts(homes, cells, groups, measure)
    cells = Cells(year=str(year), group_dim="household_with_children", scale=scale)
    return out + counts(homes, cells, with_children, measure)


def education(registers: Registers, people: pl.DataFrame, year: int) -> list[dict[str, object]]:
    """Levels of education of persons of 15-75 by province, weighted as the register's coverage asks."""
    known = (
        units.rows(registers, tables.EDUCATION, year).select("person", "highest_attained", "weight").collect()
    )
    grown = people.filter((pl.col("age") >= 15) & (pl.col("age") < 75))
    known = grown.join(known, on="person", how="inner", maintain_order="left")  # sums of weights in one order
    frame = known.join(units.provinces(), on="gemeente_code", how="left", maintain_order="left")
    out: list[dict[str, object]] = []
    places: list[str | None] = [None, *units.provinces()["province"].unique().sort()]
    for province in places:
        part = frame if province is None else frame.filter(pl.col("province") == province)
        if not part.height:
            continue
        weight, n = float(part["weight"].sum()), part.height
        for level, codes in LEVELS.items():
            p = float(part.filter(pl.col("highest_attained").is_in(codes))["weight"].sum()) / weight
            out.append(
                {
                    "year": str(year),
                    "group_dim": "region_x_education_15_75",
                    "group": f"{province or 'Nederland'}|{level}",
                    "measure": "share_persons_15_75",
                    "achieved": 100 * p,
                    "se": 100 * (p * (1 - p) / n * 1.6) ** 0.5,
                }
            )
    return out


def default(registers: Registers, people: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Defaulters on health insurance among adults, by place in the household and benefit."""
    who = units.rows(registers, tables.HEALTH_INSURANCE_DEFAULT, year).select("person").collect()
    spells = units.spells_on(registers, tables.SOCIO_ECONOMIC_SPELLS, date(year, 12, 31))
    benefit = spells.select("person", "socio_economic").collect().unique("person", maintain_order=True)
    known = people.select("person", "age", "sex", "origin_country", "place_in_household")
    adults = known.filter(pl.col("age") >= 18).join(benefit, on="person", how="left")
    adults = adults.with_columns(pl.col("person").is_in(who["person"].implode()).alias("default"))
    place, code = pl.col("place_in_household").str.strip_chars(), pl.col("socio_economic")
    groups = {
        "thuiswonend kind": place == "1",
        "alleenstaand": place == "2",
        "ongehuwd zonder kinderen": place == "3",
        "gehuwd zonder kinderen": place == "4",
        "ongehuwd met kinderen": place == "5",
        "gehuwd met kinderen": place == "6",
        "thuiswonend meerderjarig kind": place == "1",
        "ouder in eenouderhh": place == "7",
        "eenouder": place == "7",
        "studenten": code.is_in(["26", "31"]),
        "institutioneel": place == "10",
        "overig": place.is_in(["8", "9"]),
        "bijstand": code == "22",
        "AO": code == "24",
        "WW": code == "21",
        "minstens een uitkering": code.is_in(["21", "22", "23", "24"]),
    }
    flag = {"wanbetalers_share": pl.col("default")}
    man = pl.col("sex") == "1"
    cells = Cells(year=str(year), group_dim="position_or_benefit", scale=scale)
    total = Cells(year=str(year), group_dim="total", scale=scale)
    old = Cells(year=str(year), group_dim="group", scale=scale)
    dutch = pl.col("origin_country") == units.NATION
    people_groups = {
        "man": man,
        "vrouw": ~man,
        "man 30-35": man & (pl.col("age") >= 30) & (pl.col("age") < 35),
        "migratieachtergrond": ~dutch,
        "Nederlandse achtergrond": dutch,
    }
    every = {"all": pl.lit(True)}
    out = shares(adults, cells, groups, flag) + shares(adults, total, every, flag)
    out += counts(adults, total, every, {"wanbetalers_persons": (pl.col("default"), 1e3)})
    return out + shares(adults, old, people_groups, flag)


def debt(registers: Registers, frame: pl.DataFrame, year: int, scale: float) -> list[dict[str, object]]:
    """Registered problematic debt of households; 31 December of a year stands for 1 January of the next."""
    flags = units.rows(registers, tables.PROBLEMATIC_DEBT, year).select(
        "person", "household_has_problematic_debt"
    )
    homes = frame.select("main_earner", "population", "composition")
    homes = homes.filter(pl.col("population").is_in(["1", "2", "7"]))
    homes = homes.join(flags.collect(), left_on="main_earner", right_on="person", how="inner")
    flag = pl.col("household_has_problematic_debt")
    out: list[dict[str, object]] = []
    labels = [f"{year + 1}-01"] + (["2020-10"] if year == 2020 else [])
    every = {"all": pl.lit(True)}
    for label in labels:
        cells = Cells(year=label, group_dim="total", scale=scale)
        out += shares(homes, cells, every, {"registered_problematic_debt_share_households": flag})
        out += counts(homes, cells, every, {"registered_problematic_debt_households": (flag, 1e3)})
        some = homes.filter(flag)
        kids = pl.col("composition").is_in(["31", "32", "33", "41", "42", "43"])
        cells = Cells(year=label, group_dim="composition", scale=scale)
        out += shares(some, cells, {"with children": pl.lit(True)}, {"share_of_debt_households": kids})
    return out


def basic_needs(registers: Registers, year: int, scale: float) -> list[dict[str, object]]:
    """Persons and children below the basic-needs line of 2024, as the Stapelingsmonitor records them."""
    lines = ("below_basic_needs_line", "below_basic_needs_line_long")
    rows = units.rows(registers, tables.POLICY_MONITOR, year).select("person", "age_years", *lines)
    known = rows.filter(pl.col("below_basic_needs_line").is_not_null()).collect()
    if not known.height:
        return []
    cells = Cells(year=str(year), group_dim="total", scale=scale)
    every = {"all": pl.lit(True)}
    low, long = pl.col("below_basic_needs_line"), pl.col("below_basic_needs_line_long").fill_null(False)
    minors = known.filter(pl.col("age_years") < 18)
    suffix = "_revised" if year == 2023 else ""
    out = shares(
        known,
        cells,
        every,
        {f"poverty_new_share_persons{suffix}": low, "poverty_new_3plus_years_share_persons": long},
    )
    out += shares(minors, cells, every, {f"poverty_new_share_children{suffix}": low})
    out += counts(known, cells, every, {"poverty_new_3plus_years_persons": (low & long, 1e3)})
    return out + _needs_by_gemeente(registers, known, year, scale)


def _needs_by_gemeente(
    registers: Registers, known: pl.DataFrame, year: int, scale: float
) -> list[dict[str, object]]:
    """Share of persons below the basic-needs line in the gemeenten of which one is published."""
    wanted = facts.load("targets").filter(pl.col("group_dim") == "gemeente")["group"].unique()
    where = units.region(registers, year).collect().join(units.provinces(), on="gemeente_code", how="left")
    people = known.join(where.select("person", "name"), on="person", how="left")
    groups = {name: pl.col("name") == name for name in wanted}
    cells = Cells(year=str(year), group_dim="gemeente", scale=scale)
    return shares(people, cells, groups, {"poverty_new_share_persons": pl.col("below_basic_needs_line")})


def disability(registers: Registers, year: int, scale: float) -> list[dict[str, object]]:
    """Benefits for disability at the end of December, all laws."""
    rows = units.rows(registers, tables.DISABILITY_BENEFIT, year).collect()
    cells = Cells(year=str(year), group_dim="total", scale=scale)
    return counts(rows, cells, {"Dec": pl.lit(True)}, {"benefits": (pl.lit(True), 1e3)})


def assistance(
    registers: Registers, people: pl.DataFrame, year: int, scale: float
) -> list[dict[str, object]]:
    """Persons on bijstand at the end of September, below the pension age, by age."""
    day = date(year, 9, 30)
    running = registers.recorded(date(year, 12, 31)).rows(tables.SOCIAL_ASSISTANCE)
    running = running.filter(
        (pl.col("begins_on") <= day) & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= day))
    )
    if "year" in running.collect_schema().names():
        running = running.filter(pl.col("year") == year)
    who = running.select("person").unique().collect()
    frame = people.join(who, on="person", how="inner").filter(pl.col("age") < 66.9)
    age = pl.col("age")
    groups = {
        "total <AOW": pl.lit(True),
        "<27": age < 27,
        "27-45": (age >= 27) & (age < 45),
        "45-AOW": age >= 45,
    }
    cells = Cells(year=str(year), group_dim="age", scale=scale)
    return counts(frame, cells, groups, {"persons_bijstand_end_Sep": (pl.lit(True), 1e3)})
