"""Where households live: how likely each of the gemeenten of 2023 is for a kind of household.

Built from the published table of gemeenten (household types, age classes, origin, tenure, share of low
incomes); a gemeente's own low-income level is published for a few and modelled from its income position for
the rest, which docs say openly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vroegsignalering.synthesis import published

KIND_COLUMNS = ("pct_hh_single_2021", "pct_hh_multi_no_child_2021", "pct_hh_with_child_2021")
AGE_COLUMNS = ("pct_age_15_24_2021", "pct_age_25_44_2021", "pct_age_45_64_2021", "pct_age_65plus_2021")
GROUP_COLUMNS = ("pct_marokko_2021", "pct_antillen_aruba_2021", "pct_suriname_2021", "pct_turkije_2021")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Arrays over gemeenten, in the order of their code."""

    codes: np.ndarray
    province: np.ndarray
    region: np.ndarray  # province, or a class of its own for gemeenten whose low-income figures are published
    households: np.ndarray
    population: np.ndarray
    by_kind: np.ndarray  # 3 household kinds x 4 age classes x gemeenten, each row a distribution
    western: np.ndarray
    nonwestern: np.ndarray
    owner: np.ndarray
    woz_eur: np.ndarray
    poverty_tilt: np.ndarray
    urbanity: np.ndarray


def _tilt(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    mean = float((values * weight).sum() / weight.sum())
    return np.asarray(np.maximum(values, 0.2 * mean) / mean)


def _poverty_tilt(
    lowest40: np.ndarray, rental: np.ndarray, known: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Log odds-like deviation of a gemeente's low-income level from the national one."""
    national = 7.9
    modelled = 0.55 * (lowest40 - 40.0) / 10.0 + 0.25 * (rental - 42.0) / 10.0
    tilt = np.where(np.isnan(known), modelled * 0.55, np.log(np.maximum(known, 2.0) / national))
    return np.asarray(tilt - (tilt * weight).sum() / weight.sum())


@lru_cache(maxsize=1)
def places() -> Places:
    """The gemeenten as arrays."""
    table = published.gemeenten()

    def column(name: str) -> np.ndarray:
        return table[name].cast(float).fill_null(float("nan")).to_numpy()

    households, population = column("households_2021"), column("population_2023")
    shares = np.empty((3, 4, table.height))
    for i, kind in enumerate(KIND_COLUMNS):
        for j, age in enumerate(AGE_COLUMNS):
            weight = households * np.maximum(column(kind), 5) * _tilt(column(age), population)
            shares[i, j] = weight / weight.sum()
    known = np.where(
        np.isnan(column("low_income_share_households_2017")),
        column("low_income_share_households_2016"),
        column("low_income_share_households_2017"),
    )
    province = np.array([published.PROVINCES.index(name) for name in table["province"]])
    named = published.named_gemeenten()
    own = [len(published.PROVINCES) + named.index(name) if name in named else -1 for name in table["name"]]
    return Places(
        codes=table["gm_code"].to_numpy(),
        province=province,
        region=np.where(np.array(own) >= 0, own, province),
        households=households,
        population=population,
        by_kind=shares,
        western=_tilt(column("pct_western_2021"), population),
        nonwestern=_tilt(column("pct_nonwestern_2021"), population),
        owner=column("pct_owner_occupied") / 100,
        woz_eur=column("mean_woz_x1000") * 1000,
        poverty_tilt=_poverty_tilt(
            column("pct_hh_lowest40_disposable_2020"), column("pct_rental"), known, households
        ),
        urbanity=column("sted_2021"),
    )


def draw_gemeente(
    rng: np.random.Generator, kind: np.ndarray, age_class: np.ndarray, allowed: np.ndarray
) -> np.ndarray:
    """A gemeente index for each household.

    Parameters
    ----------
    kind : array of int, 0 single, 1 several without children, 2 with children
    age_class : array of int, 0-3
    allowed : array over gemeenten, a factor on its probability (zeros exclude)
    """
    out = np.empty(len(kind), dtype=np.int16)
    u = rng.random(len(kind))
    table = places().by_kind * allowed
    for i in range(3):
        for j in range(4):
            mask = (kind == i) & (age_class == j)
            cumulative = np.cumsum(table[i, j])
            out[mask] = np.searchsorted(cumulative / cumulative[-1], u[mask], side="right")
    return np.minimum(out, len(allowed) - 1)


def in_class(age: np.ndarray) -> np.ndarray:
    """Age class 15-24, 25-44, 45-64, 65 and over as 0-3."""
    return np.digitize(age, [25, 45, 65])
