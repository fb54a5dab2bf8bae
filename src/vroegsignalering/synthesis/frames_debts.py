"""Register frames of arrears and debts, and the monitor that counts them beside benefits, in English columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.debts import Debts
from vroegsignalering.synthesis.frames_money import labels
from vroegsignalering.synthesis.frames_people import dates
from vroegsignalering.synthesis.state import CHILD, HEAD, INMATE, OTHER, PARTNER, State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.year import Year

GROWN_CHILD_OWES = -0.3
"""Cut on a standard normal above which a grown child in a household with problematic debt has it too: an assumption."""


def default(found: Debts, keys: pl.Series) -> pl.DataFrame:
    """WANBZVWTAB: a row is a defaulter."""
    return pl.DataFrame({"person": keys[np.flatnonzero(found.default)]})


def problematic_debt(state: State, record: Year, found: Debts, keys: pl.Series) -> pl.DataFrame:
    """SCHULDENPROBLEMATIEKBESTAND: persons in private households and the two flags."""
    at = np.zeros(len(record.composition.size), bool)
    at[record.homes[found.problematic]] = True
    who = np.flatnonzero(record.here & (record.place_of != INMATE))
    home = at[record.household_of[who]]
    adult = among(record.place_of[who], HEAD, PARTNER, OTHER)
    grown = (day_of(record.year) - state.persons.birth[who] > 16 * 365.2425) & (
        dwelling_trait(who, 67_280_421) > GROWN_CHILD_OWES
    )
    adult |= grown & (record.place_of[who] == CHILD)
    return pl.DataFrame(
        {
            "person": keys[who],
            "has_problematic_debt": home & adult,
            "household_has_problematic_debt": home,
        }
    )


def monitor(state: State, record: Year, found: Debts, keys: pl.Series) -> pl.DataFrame:
    """STAPELINGSMONITOR of the year, with the basic-needs line from 2018 on."""
    n = len(record.composition.size)
    who = np.flatnonzero(record.here)
    home = record.household_of[who]

    def over(values: np.ndarray, fill: float = 0.0) -> np.ndarray:
        out = np.full(n, fill)
        out[record.homes] = values
        return out[home]

    inside = record.place_of[who] == INMATE
    counted = over(record.population == 1) > 0
    age = ((day_of(record.year, 12, 31) - state.persons.birth[who]) / 365.2425).astype(np.int32)
    code = record.job.after[who]
    late = record.year >= 2018
    absent = np.where(inside, 2, np.where(counted, 0, 1)).astype(np.uint32)
    reason = labels(absent, None, "not_in_population", "institution")
    shown = pl.Series(counted & late)

    def flag(values: np.ndarray, keep: pl.Series | None = None) -> pl.Series:
        out = pl.Series(values.astype(bool))
        return out if keep is None else out.to_frame("f").select(pl.when(keep).then(pl.col("f")))["f"]

    return pl.DataFrame(
        {
            "person": keys[who],
            "age_years": age,
            "below_basic_needs_line": flag(over(found.needs), shown),
            "below_basic_needs_line_absent": reason,
            "below_basic_needs_line_long": flag(over(found.needs_long), shown),
            "below_basic_needs_line_long_absent": reason,
            "below_low_income_line": flag(over(record.line_percent, 999.0) < 100, pl.Series(counted)),
            "has_social_assistance": flag(code == 22),
            "has_unemployment_benefit": flag(code == 21),
            "has_disability_benefit": flag(code == 24),
            "has_rent_allowance": flag(over(record.rent_allowance) > 0),
            "has_debt_arrangement": flag(state.persons.wsnp_from[who] > day_of(record.year) - 1_095),
            "has_health_insurance_default": flag(found.default[who]),
            "has_problematic_debt": flag(
                (over(found.problematic) > 0) & among(record.place_of[who], HEAD, PARTNER)
            ),
            "household_has_problematic_debt": flag(over(found.problematic) > 0),
        }
    )


def arrangements(state: State, keys: pl.Series, last: int) -> pl.DataFrame:
    """WSNPPERSBUS: statutory arrangements of three years."""
    p = state.persons
    who = np.flatnonzero((p.wsnp_from > 0) & (p.wsnp_from <= last))
    stops = p.wsnp_from[who] + 1_095
    return pl.DataFrame(
        {
            "person": keys[who],
            "begins_on": dates(p.wsnp_from[who]),
            "ends_on": dates(stops, stops <= last),
        }
    )
