"""Register frames of a year, in English columns: income of households and persons, wealth.

Writing itself, with CBS names, codes and sentinels, is the room ``registers``'.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from vroegsignalering.synthesis import allowances
from vroegsignalering.synthesis import income as inc
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.homes import NOBODY
from vroegsignalering.synthesis.standing import STANDARDISED_2022
from vroegsignalering.synthesis.state import HEAD, INMATE, PARTNER, State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.wealth import Wealth
from vroegsignalering.synthesis.year import Year

SOURCE_CODES = np.array([11, 12, 13, 14, 21, 22, 23, 24, 25, 26, 30])
COMPOSITION_PLAIN = {4: 31, 5: 32, 6: 21, 7: 22, 2: 41, 3: 42}
CARE_UNUSED, BUDGET_UNUSED = (1.175, 0.84, 2.2), (1.37, 1.13, 2.2)
"""Cuts on a standard normal above which a household does not claim: all, self-employed, bijstand. Shares of 12, 20 and 1.5 %
(care allowance) and 8.5, 13 and 1.5 % (child budget), facts/non_take_up for 2021."""

MEDIAN_2022 = float(STANDARDISED_2022[4])


def percentile(name: str, year: int, values: np.ndarray, dials: Dials) -> np.ndarray:
    """National percentile 1-100 of values, by stored cut points."""
    knots = dials.offsets(f"percentiles:{name}:{year}")
    at = np.linspace(2, 98, 49)
    return np.clip(np.ceil(np.interp(values, knots, at, left=1, right=99)), 1, 100)


def _composition_codes(state: State, record: Year) -> np.ndarray:
    comp, p, homes = record.composition, state.persons, record.homes
    sex = p.sex[comp.head[homes]]
    out = np.full(len(homes), 58)
    for kind in (0, 1):
        for woman in (0, 1):
            out[(record.type == kind) & (sex == woman)] = 11 + kind + 2 * woman
    for kind, code in COMPOSITION_PLAIN.items():
        out[record.type == kind] = code
    only_adults = comp.minors[homes] == 0
    out[(record.type == 5) & only_adults] = 33
    out[(record.type == 3) & only_adults] = 43
    return out


def _pension_codes(state: State, record: Year) -> np.ndarray:
    sex = state.persons.sex[record.composition.head[record.homes]]
    alone, old = record.type <= 1, record.type == 1
    out = np.where(alone, np.where(old, np.where(sex == 1, 12, 11), 31), 32)
    return np.where(record.type == 7, 13, out)


def _masked(values: np.ndarray, keep: np.ndarray) -> pl.Series:
    return pl.Series(np.where(keep, np.round(values), np.nan), nan_to_null=True)


def _reason(unknown: np.ndarray, outside: np.ndarray, before: np.ndarray | None = None) -> pl.Series:
    at = np.zeros(len(unknown), np.uint32)
    if before is not None:
        at[before] = 1
    at[outside] = 2
    at[unknown] = 3
    return labels(at, None, "not_in_population_before", "not_in_population", "unknown_income")


def labels(at: np.ndarray, *words: str | None) -> pl.Series:
    """Words by index: faster than an array of text."""
    return pl.Series(list(words), dtype=pl.String)[at]


@lru_cache(maxsize=1)
def _numerals() -> pl.Series:
    return pl.Series([str(number) for number in range(10_000)], dtype=pl.String)


def digits(values: np.ndarray) -> pl.Series:
    """Whole numbers of at most four digits as text; what is no number (NaN) becomes null."""
    if values.dtype.kind == "f":
        at = pl.Series(values, nan_to_null=True).cast(pl.UInt32)
    else:
        at = pl.Series(values.astype(np.uint32))
    return _numerals()[at]


def benefits(state: State, record: Year) -> np.ndarray:
    """Benefit income over households by kind: none, unemployment, disability, assistance, other (5 x households)."""
    parts, n = record.income.persons, len(record.composition.size)
    out = np.zeros((5, n))
    for row, name in enumerate(("unemployment", "disability", "assistance", "other_provision"), start=1):
        out[row] = np.bincount(record.household_of, weights=parts[name], minlength=n)
    return out[:, record.homes]


def household_income(state: State, record: Year, keys: pl.Series, dials: Dials) -> pl.DataFrame:
    """INHATAB of the year; one row per household of 1 January with an income key."""
    homes, income, year = record.homes, record.income, record.year
    main = income.main_earner[homes]
    unknown = record.population == 7
    outside = (record.population == 2) | record.part_year
    lined = ~unknown & ~outside
    known = ~unknown
    standard, disposable = record.standardised, record.disposable
    gross = np.maximum(disposable, 0) * gross_ratio(record)
    median = MEDIAN_2022 * inc.WAGE_INDEX[year] * (0.97 if year < 2020 else 1.0)
    early = [np.asarray(values) for values in record.earlier]
    before = lined & ((early[0] == 0) | (early[1] == 0) | (early[2] == 0))
    worst = np.maximum.reduce([record.line_percent, *early[:3]])
    worst_minimum = np.maximum.reduce([record.minimum_percent, *early[3:]])
    paid = benefits(state, record)
    share = np.clip(paid.sum(axis=0) / np.maximum(gross_built(record), 1), 0, 1)
    kind = np.where(paid.sum(axis=0) > 0, paid.argmax(axis=0), 0)
    members = _earners(record)[homes]
    place = percentile("standardised", year, standard, dials)
    frame = {
        "main_earner": keys[main],
        "population": digits(record.population),
        "person_count": record.composition.size[homes],
        "earner_count": members,
        "composition": digits(_composition_codes(state, record)),
        "pension_age_composition": digits(_pension_codes(state, record)),
        "income_source": digits(np.where(known, SOURCE_CODES[income.source[homes]], np.nan)),
        "tenure": digits(record.tenure + 1),
        "gross_income_eur_year": _masked(gross, known),
        "disposable_income_eur_year": _masked(disposable, known),
        "standardised_income_eur_year": _masked(standard, known),
        "low_income_percent": _masked(record.line_percent, lined),
        "low_income_percent_absent": _reason(unknown, outside),
        "low_income_long_percent": _masked(worst, lined & ~before),
        "low_income_long_percent_absent": _reason(unknown, outside, before),
        "social_minimum_percent": _masked(record.minimum_percent, lined),
        "social_minimum_percent_absent": _reason(unknown, outside),
        "social_minimum_long_percent": _masked(worst_minimum, lined & ~before),
        "social_minimum_long_percent_absent": _reason(unknown, outside, before),
        "eu_line_percent": _masked(100 * standard / (0.6 * median), known),
        "benefit_income_percent": _masked(100 * share, known),
        "main_benefit": digits(kind),
        "standardised_income_percentile": _masked(place, known),
        "standardised_income_percentile_no_students": _masked(place, known & (record.population == 1)),
        "disposable_income_percentile": _masked(percentile("disposable", year, disposable, dials), known),
    }
    return pl.concat([pl.DataFrame(frame), _institutions(state, record, keys)], how="diagonal")


def _institutions(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    key = record.income.main_earner[record.household_of]
    who = np.flatnonzero(record.here & (record.place_of == INMATE) & (key == np.arange(len(key))))
    n = len(who)
    lines = (
        "low_income_percent",
        "low_income_long_percent",
        "social_minimum_percent",
        "social_minimum_long_percent",
    )
    absent = {f"{name}_absent": ["institution"] * n for name in lines}
    return pl.DataFrame(
        {
            "main_earner": keys[who],
            "population": ["3"] * n,
            "person_count": np.ones(n, np.int64),
            "earner_count": np.ones(n, np.int64),
            "composition": ["71"] * n,
            "pension_age_composition": ["20"] * n,
            **absent,
        },
        schema_overrides={
            "population": pl.String,
            "composition": pl.String,
            "pension_age_composition": pl.String,
        }
        | dict.fromkeys(absent, pl.String),
    )


def _earners(record: Year) -> np.ndarray:
    earns = record.here & (record.income.gross_person > 0)
    return np.bincount(record.household_of[earns], minlength=len(record.composition.size))


def gross_built(record: Year) -> np.ndarray:
    """Gross income from components over the record's households, before alignment."""
    total = np.bincount(
        record.household_of[record.here],
        weights=record.income.gross_person[record.here],
        minlength=len(record.composition.size),
    )
    return np.asarray(total[record.homes])


def gross_ratio(record: Year) -> np.ndarray:
    """Gross over disposable income: as built up, and with the employer's contributions that CBS counts as income."""
    net = record.income.net_household[record.homes]
    plain = np.clip(gross_built(record) / np.maximum(net, 1_000), 1.0, 1.8) - 1.25
    return np.asarray(1 + np.maximum(0.21 + 2.4 * plain, 0.02))


def alignment(record: Year) -> np.ndarray:
    """By how much the components of each household (all households of the shard) are scaled to the aligned income."""
    out = np.ones(len(record.composition.size))
    net = record.income.net_household[record.homes]
    aligned = record.disposable - record.rent_allowance - record.energy_allowance
    out[record.homes] = np.where(net > 1_000, np.clip(aligned / np.maximum(net, 1_000), -3, 6), 1.0)
    return out


def personal_income(state: State, record: Year, worth: Wealth, keys: pl.Series, dials: Dials) -> pl.DataFrame:
    """INPATAB of the year; one row per person of 1 January in a household with an income key."""
    income, year = record.income, record.year
    home = record.household_of
    who = np.flatnonzero(record.here & (income.main_earner[home] != NOBODY))
    at, main = home[who], income.main_earner[home[who]]
    scale = alignment(record)[at]
    unknown = np.zeros(len(record.composition.size), bool)
    unknown[record.homes[record.population == 7]] = True
    known = ~unknown[at]
    is_main = who == main
    parts = {name: income.persons[name][who] * scale for name in inc.COMPONENTS}
    gross = np.asarray(sum(parts.values()))
    written = np.zeros(len(home))
    written[who] = gross
    entitled = allowances.paid(state, record, worth, written)
    budget = entitled["kindgebonden_budget"] * claims(record, BUDGET_UNUSED)
    care = entitled["zorgtoeslag"] * claims(record, CARE_UNUSED)
    allowance, energy = np.zeros(len(record.composition.size)), np.zeros(len(record.composition.size))
    allowance[record.homes], energy[record.homes] = record.rent_allowance, record.energy_allowance
    support = income.child_benefit + allowance + energy + budget + care
    aio = parts["state_pension"] * allowances.supplement(state, record, worth, written, support)[who]
    aio *= inc.asks_supplement(record.composition)[at]
    parts["other_provision"] = parts["other_provision"] + energy[at] * is_main
    states = np.where(record.job.month[who] > 6, record.job.before[who], record.job.after[who])
    private = record.place_of[who] != INMATE
    reason = np.where(~known, 3, np.where(~private, 2, np.where(gross <= 0, 1, 0))).astype(np.uint32)
    frame = {
        "person": keys[who],
        "main_earner": keys[main],
        "earner_position": digits(_position(state, record, who, is_main)),
        "socio_economic": digits(states),
        "economic_independence": digits((gross > 13_500 * inc.WAGE_INDEX[year]).astype(np.int8)),
        "has_personal_income": digits((gross > 0).astype(np.int8)),
        "personal_gross_income_eur_year": _masked(gross, known),
        "personal_income_eur_year": _masked(gross * 0.86, known),
        "personal_income_percentile": _masked(
            percentile("personal", year, gross, dials), known & private & (gross > 0)
        ),
        "personal_income_percentile_absent": labels(
            reason, None, "no_personal_income", "institution", "unknown_income"
        ),
        "wage_eur_year": _masked(parts["wage"], known),
        "profit_eur_year": _masked(parts["profit"], known),
        "unemployment_benefit_eur_year": _masked(parts["unemployment"], known),
        "disability_benefit_eur_year": _masked(parts["disability"], known),
        "state_pension_eur_year": _masked(parts["state_pension"] - aio, known),
        "pension_eur_year": _masked(parts["pension"] + parts["supplement"], known),
        "social_assistance_eur_year": _masked(parts["assistance"] + aio, known),
        "other_social_provision_eur_year": _masked(parts["other_provision"], known),
        "child_benefit_eur_year": _masked(income.child_benefit[at] * is_main, known),
        "child_budget_eur_year": _masked(budget[at] * is_main, known),
        "student_grant_eur_year": _masked(parts["student_grant"], known),
        "rent_allowance_eur_year": _masked(allowance[at] * is_main, known),
        "care_allowance_eur_year": _masked(care[at] * is_main, known),
    }
    return pl.DataFrame(frame)


def claims(record: Year, cuts: tuple[float, float, float]) -> np.ndarray:
    """Whether each household of the shard claims what it is entitled to; the same households do not, year after year."""
    source = record.income.source
    cut = np.where(source == 5, cuts[2], np.where(among(source, 1, 2, 3), cuts[1], cuts[0]))
    return np.asarray(dwelling_trait(record.income.main_earner, 15_485_863 + int(100 * cuts[0])) < cut)


def _position(state: State, record: Year, who: np.ndarray, is_main: np.ndarray) -> np.ndarray:
    home, place = record.household_of[who], record.place_of[who]
    couple = record.composition.partner[home] != NOBODY
    married = record.married[home] == 1
    minor = day_of(record.year) - state.persons.birth[who] < 6575
    out = np.where(place == 0, np.where(minor, 5, 6), 7)
    out = np.where(among(place, HEAD, PARTNER), np.where(married, 3, 4), out)
    return np.where(is_main, np.where(couple & among(place, HEAD, PARTNER), 2, 1), out)


def household_wealth(record: Year, worth: Wealth, keys: pl.Series, dials: Dials) -> pl.DataFrame:
    """VEHTAB of the year, 1 January."""
    main = record.income.main_earner[record.homes]
    place = percentile("wealth", record.year, worth.net, dials)
    richness = percentile("standardised", record.year, record.standardised, dials)
    return pl.DataFrame(
        {
            "main_earner": keys[main],
            "net_wealth_eur": worth.net,
            "net_wealth_without_home_eur": worth.net - worth.home + worth.mortgage,
            "assets_eur": worth.assets,
            "financial_assets_eur": worth.bank + worth.securities,
            "bank_savings_eur": worth.bank,
            "securities_eur": worth.securities,
            "real_estate_eur": worth.home,
            "own_home_eur": worth.home,
            "business_assets_eur": worth.business,
            "debts_eur": worth.debts,
            "mortgage_eur": worth.mortgage,
            "student_debt_eur": worth.student_debt,
            "other_debts_eur": worth.other_debt,
            "wealth_percentile": place,
            "prosperity_percentile": np.round((place + richness) / 2),
        }
    )
