"""Published figures as arrays: what the synthetic Netherlands is aligned to, by year and group.

A reader finds here the leaf groups of StatLine 83841NED in a fixed order, their sizes and their shares below
each line for 2011-2023, and the age structure. Missing years are interpolated; nothing is estimated from
persons. It does no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl

from vroegsignalering import facts

FIRST_SIMULATED, FIRST_WRITTEN, LAST_WRITTEN = 2011, 2014, 2023
"""History starts in 2011 whatever is written, so that four-year durations are known from 2014 on."""
LAST_REGIONAL = 2017
"""Last year of low incomes by region; 2011 and 2014 are the others."""

POPULATION_2023 = 17_811_291.0
YEARS = np.arange(FIRST_SIMULATED, LAST_WRITTEN + 2)

TYPES = (
    "Type: Alleenstaande onder AOW-lft",
    "Type: Alleenstaande vanaf AOW-lft",
    "Type: Eenouder, alle kinderen < 18 jr",
    "Type: Eenouder, minst. één kind >= 18 jr",
    "Type: Paar, alle kinderen < 18 jr",
    "Type: Paar, minstens één kind >= 18 jr",
    "Type: Paar, zonder kind, onder AOW-lft",
    "Type: Paar, zonder kind, vanaf AOW-lft",
    "Type: Meerpersoonshuishouden, overig",
)
AGES = (
    "Hoofdkostwinner: tot 25 jaar",
    "Hoofdkostwinner: 25 tot 35 jaar",
    "Hoofdkostwinner: 35 tot 45 jaar",
    "Hoofdkostwinner: 45 tot 55 jaar",
    "Hoofdkostwinner: 55 tot 65 jaar",
    "Hoofdkostwinner: 65 tot 75 jaar",
    "Hoofdkostwinner: 75 tot 85 jaar",
    "Hoofdkostwinner: 85 jaar of ouder",
)
SOURCES = (
    "Bron: Inkomen als werknemer",
    "Bron: Inkomen als dir.-grootaandeelh.",
    "Bron: Inkomen als zelfstandig ondernemer",
    "Bron: Inkomen als overige zelfstandige",
    "Bron: Uitkering werkloosheid",
    "Bron: Uitkering bijstand",
    "Bron: Uitk. sociale voorziening, overig",
    "Bron: Uitkering arbeidsongeschiktheid",
    "Bron: Uitkering pensioen",
)
SEXES = ("Hoofdkostwinner: man", "Hoofdkostwinner: vrouw")
ORIGINS = (
    "Hoofdkostwinner: Nederland",
    "Hoofdkostwinner: 1e gen westers",
    "Hoofdkostwinner: 2e gen westers",
    "Hoofdkostwinner: 1e gen niet-westers",
    "Hoofdkostwinner: 2e gen niet-westers",
)
TENURES = (
    "Woningbezit: eigen woning",
    "Woningbezit: huurwoning geen huurtoeslag",
    "Woningbezit: huurwoning met huurtoeslag",
)
PROVINCES = (
    "Groningen",
    "Friesland",
    "Drenthe",
    "Overijssel",
    "Flevoland",
    "Gelderland",
    "Utrecht",
    "Noord-Holland",
    "Zuid-Holland",
    "Zeeland",
    "Noord-Brabant",
    "Limburg",
)
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "type": TYPES,
    "age": AGES,
    "source": SOURCES,
    "sex": SEXES,
    "origin": ORIGINS,
    "tenure": TENURES,
}
LINES = {
    "low_income": "Inkomen tot lage-inkomensgrens",
    "minimum_101": "Inkomen tot 101% sociaal minimum",
    "minimum_120": "Inkomen tot 120% sociaal minimum",
}
DURATIONS = {"year": "Ten minste 1 jaar", "long": "Vier jaar of langer"}
MINORS = {2: 1.55, 3: 0.4, 4: 1.9, 5: 0.5}
"""Minors per family by index into :data:`TYPES`: an assumption, near 71487ned."""
TOLERANCE = 0.05
"""How far from a published figure a simulated one may lie; see ``fidelity``."""
ROUNDED = 0.05
"""Half of the last digit of 83841NED: thousands of households and percentages with one decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """Shares below one line in one year: national and per leaf group, for the year and for four years or longer.

    Both of all households of the group in the statistics.
    """

    total: float
    total_long: float
    year: dict[str, np.ndarray]
    long: dict[str, np.ndarray]


def _filled(years: list[int], values: list[float]) -> np.ndarray:
    """Values on :data:`YEARS`, linear between known years and flat outside them."""
    if not years:
        return np.full(len(YEARS), np.nan)
    return np.interp(YEARS, years, values)


@cache
def _series(group: str, line: str, duration: str, column: str) -> np.ndarray:
    rows = (
        facts.load("low_income_83841NED")
        .filter(
            (pl.col("group") == group)
            & (pl.col("income_limit") == LINES[line])
            & (pl.col("duration") == DURATIONS[duration])
            & pl.col(column).is_not_null()
        )
        .sort("year")
    )
    return _filled(rows["year"].to_list(), rows[column].to_list())


@cache
def sizes(dimension: str) -> np.ndarray:
    """Households in the population of the low-income statistics, groups x :data:`YEARS`.

    As published where they are; else count divided by share below a line, of the line whose pair is the least rounded.
    """
    groups = DIMENSIONS[dimension] if dimension != "total" else ("Particuliere huishoudens",)
    return np.array([_size(group) for group in groups])


def size_of(dimension: str, group: int, year: int) -> float:
    """Published households of one group of a dimension in a year: one number out of :func:`sizes`."""
    return float(sizes(dimension)[group][year - FIRST_SIMULATED])


def _size(group: str) -> np.ndarray:
    pairs = np.array(
        [[_series(group, line, "year", column) for column in ("households_x1000", "pct")] for line in LINES]
    )
    rounding = (0.05 / np.maximum(pairs, 1e-9)).sum(axis=1)
    best = pairs[rounding.argmin(axis=0), :, np.arange(len(YEARS))]
    found = best[:, 0] / best[:, 1] * 1e5
    known = facts.load("targets").filter(
        (pl.col("table") == "83841NED")
        & (pl.col("measure") == "households_in_population")
        & (pl.col("group") == group)
    )
    for year, value in known.select(pl.col("year").cast(pl.Int32), "value").iter_rows():
        found[year - FIRST_SIMULATED] = value * 1000
    return found


@cache
def line(name: str, year: int) -> LineFigures:
    """Published shares 0-1 below one line in one year, leaf groups in the order of :data:`DIMENSIONS`."""
    at = year - FIRST_SIMULATED

    def shares(duration: str) -> dict[str, np.ndarray]:
        return {
            dim: np.array([_sharpest(g, name, duration, sizes(dim)[i][at], at) for i, g in enumerate(groups)])
            for dim, groups in DIMENSIONS.items()
        }

    size = sizes("total")[0][at]
    total = [_sharpest("Particuliere huishoudens", name, d, size, at) for d in DURATIONS]
    return LineFigures(total=total[0], total_long=total[1], year=shares("year"), long=shares("long"))


def _sharpest(group: str, name: str, duration: str, size: float, at: int) -> float:
    """Share of a group below a line in the year, half-way between what the published count and the percentage say.

    Where the two are too far apart to come within :data:`TOLERANCE` of both, the less rounded alone. Four years or longer:
    of all households of the group, also of those without four years of income.
    """
    count, percent = (_series(group, name, duration, c)[at] for c in ("households_x1000", "pct"))
    by_count = count * 1000 / size
    by_percent = percent / 100 * (known_long(group)[at] if duration == "long" else 1.0)
    if min(by_count, by_percent) * (1 + TOLERANCE) >= max(by_count, by_percent) * (1 - TOLERANCE):
        return float(np.sqrt(by_count * by_percent))
    return float(by_count if count > percent else by_percent)


@cache
def known_long(group: str) -> np.ndarray:
    """Share of a group's households whose income is known for four years, on :data:`YEARS`.

    Count over percentage of those four years or longer below: for each line an interval, since both are rounded. As near to
    the group's mean over the years as what the three lines leave room for.
    """
    size, bounds = _size(group) / 1000, []
    for name in LINES:
        count, percent = (_series(group, name, "long", c) for c in ("households_x1000", "pct"))
        least, most = np.maximum(percent - ROUNDED, 1e-3), percent + ROUNDED
        bounds.append(np.array([count - ROUNDED, count + ROUNDED]) / np.array([most, least]) * 100)
    low, high = np.minimum(np.nanmax(bounds, axis=0)[0], size), np.minimum(np.nanmin(bounds, axis=0)[1], size)
    shares = np.array([np.minimum(low, high), np.maximum(low, high)]) / size
    mean = np.average(shares.mean(axis=0), weights=1 / (0.01 + shares[1] - shares[0]))
    return np.asarray(np.clip(mean, *shares))


@cache
def _regional(measure: str) -> dict[str, np.ndarray]:
    """A measure of *Laag inkomen; regio* (2011, 2014, 2017) by region, on :data:`YEARS`; the nation as ``Nederland``."""
    rows = facts.load("targets").filter(
        pl.col("table").str.starts_with("CBS Laag inkomen") & (pl.col("measure") == measure)
    )
    out: dict[str, np.ndarray] = {}
    for (name,), of in rows.sort("year").group_by("group", maintain_order=True):
        of = of.drop_nulls("value")
        out[str(name)] = _filled([int(y) for y in of["year"]], of["value"].to_list())
    return out


def region_size(what: str, year: int) -> np.ndarray:
    """Households, persons or children in the population by region, over the nation's: those below over their share.

    Provinces, then :func:`named_gemeenten`; both parts are rounded, a province is known within one per cent.
    """
    count, share = (_relative(f"low_income_{kind}{what}", _regions(), year) for kind in ("", "share_"))
    return np.asarray(count / share)


def _regions() -> tuple[str, ...]:
    return tuple(f"{name} (PV)" for name in PROVINCES) + named_gemeenten()


def _relative(measure: str, names: tuple[str, ...], year: int) -> np.ndarray:
    found, at = _regional(measure), year - FIRST_SIMULATED
    return np.array([found[name][at] / found["Nederland"][at] for name in names])


@lru_cache(maxsize=1)
def named_gemeenten() -> tuple[str, ...]:
    """Gemeenten of 2023 whose own low-income figures are in the facts."""
    known = set(gemeenten()["name"])
    rows = facts.load("targets").filter(pl.col("group_dim") == "gemeente_or_other_region")
    return tuple(sorted(set(rows["group"]) & known))


@cache
def region_low_income(year: int) -> np.ndarray:
    """Share of households below the low-income line by region, over the nation's: provinces, then :func:`named_gemeenten`."""
    return _relative("low_income_share_households", _regions(), year)


@cache
def children_low_income(year: int) -> tuple[np.ndarray, float]:
    """Share of children below the line: by province over the nation, and of the nation over the share of households.

    The last is known in 2011, 2014 and 2017. After :data:`LAST_REGIONAL` it moves with the shares of families by
    type (83841NED, every year): in 2022 the energy allowance lifted people alone above the line far more often.
    """
    children, homes = (
        _regional(f"low_income_share_{what}")["Nederland"] for what in ("children", "households")
    )
    at = year - FIRST_SIMULATED
    later = _families_below(year) / _families_below(LAST_REGIONAL) if year > LAST_REGIONAL else 1.0
    provinces = _regions()[: len(PROVINCES)]
    return _relative("low_income_share_children", provinces, year), float(later * children[at] / homes[at])


def _families_below(year: int) -> float:
    """Share of minors below the line as their families' shares by type say, over the share of all households."""
    found, families = line("low_income", year), list(MINORS)
    minors = sizes("type")[families, year - FIRST_SIMULATED] * np.array(list(MINORS.values()))
    return float((found.year["type"][families] * minors).sum() / minors.sum() / found.total)


@cache
def age_structure_2021() -> np.ndarray:
    """Residents on 1 January 2021, five-year age bands (0-4 to 95 and over) x sex (men, women)."""
    rows = facts.load("population_age_sex_province_2021").filter(pl.col("region") == "Nederland")
    rows = rows.filter(pl.col("age").str.contains(r"^\d")).with_columns(
        pl.col("age").str.extract(r"^(\d+)").cast(pl.Int32).alias("from")
    )
    rows = rows.sort("from")
    return rows.select("men", "women").to_numpy()


def gemeenten() -> pl.DataFrame:
    """The gemeenten of 2023, sorted by code."""
    return facts.load("gemeenten").sort("gm_code")


@lru_cache(maxsize=1)
def education_by_province() -> np.ndarray:
    """Share of each education level among persons of 15-75, divided by the national share, provinces x 5 levels (2022)."""
    levels = ("basisonderwijs", "vmbo/mbo1", "havo/vwo/mbo2-4", "hbo/wo-bachelor", "hbo-/wo-master")
    rows = facts.load("targets").filter(pl.col("table") == "85525NED")
    value = dict(rows.select("group", "value").iter_rows())
    national = np.array([value[f"Nederland|{level}"] for level in levels])
    return (
        np.array(
            [
                [value.get(f"{name}|{level}", national[i]) for i, level in enumerate(levels)]
                for name in PROVINCES
            ]
        )
        / national
    )
