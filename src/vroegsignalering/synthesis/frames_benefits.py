"""Register frames of benefits at the end of a year and of dwellings, in English columns.

State pension, survivor's, disability and unemployment benefit, child benefit, social assistance, ownership and value
of homes. Who receives what follows from work, age and household; laws within disability benefit are an assumption.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.frames_money import labels
from vroegsignalering.synthesis.frames_people import dates
from vroegsignalering.synthesis.homes import NOBODY
from vroegsignalering.synthesis.rules import pension_days
from vroegsignalering.synthesis.state import PRESENT, State, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.wealth import Wealth, assessed_value
from vroegsignalering.synthesis.work import ASSISTANCE, DISABLED, OTHER_PROVISION, UNEMPLOYED
from vroegsignalering.synthesis.year import Year

LAWS = (None, "1", "2", "3", "4", "5")


def _at_end(state: State, record: Year) -> np.ndarray:
    """Residents of 1 January who are still there on the next."""
    return record.here & (state.persons.gone[: len(record.here)] == PRESENT)


def social_assistance(record: Year, keys: pl.Series) -> pl.DataFrame:
    """BIJSTANDUITKERINGTAB of the year: spells of months within it."""
    start, end = day_of(record.year), day_of(record.year, 12, 31)
    months = np.array([day_of(record.year, m) for m in range(1, 13)] + [end + 1])
    before, after = record.job.before == ASSISTANCE, record.job.after == ASSISTANCE
    who = np.flatnonzero(record.here & (before | after))
    month = record.job.month[who]
    begins = np.where(before[who], start, months[month - 1])
    stops = np.where(after[who], end, months[month - 1] - 1)
    keep = stops >= begins
    who, begins, stops = who[keep], begins[keep], stops[keep]
    return pl.DataFrame(
        {
            "person": keys[who],
            "scheme": ["01"] * len(who),
            "begins_on": dates(begins),
            "ends_on": dates(stops, stops < end),
        },
        schema_overrides={"scheme": pl.String},
    )


def state_pension(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """AOWUITKERING1ATAB: residents of pension age on 31 December."""
    old = day_of(record.year, 12, 31) - state.persons.birth[: len(record.here)] >= pension_days(record.year)
    return pl.DataFrame({"person": keys[np.flatnonzero(_at_end(state, record) & old)]})


def survivor_benefit(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """ANWUITKERING1ATAB: bereaved below the pension age with a minor child, or unable to work."""
    n, last = len(record.here), day_of(record.year, 12, 31)
    bereaved = np.zeros(len(state.persons), bool)
    for log in state.changes:
        died = log["died"]
        bereaved[log["one"][died]] = True
        bereaved[log["two"][died]] = True
    young = last - state.persons.birth[:n] < pension_days(record.year)
    alone = record.composition.partner[record.household_of] == NOBODY
    kids = record.composition.minors[record.household_of] > 0
    gets = _at_end(state, record) & bereaved[:n] & young & alone & (kids | (record.job.after == DISABLED))
    return pl.DataFrame({"person": keys[np.flatnonzero(gets)]})


def disability_benefit(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """AOTOTUITKERINGATAB: by law; before 2004 WAO or WAZ, after it IVA or WGA, Wajong from youth: an assumption by age."""
    n = len(record.here)
    age = (day_of(record.year, 12, 31) - state.persons.birth[:n]) / 365.2425
    code = record.job.after
    ill = (code == DISABLED) | ((code == OTHER_PROVISION) & (age < 57))
    who = np.flatnonzero(_at_end(state, record) & ill)
    trait = dwelling_trait(who, 86_028_121)
    law = np.where(age[who] + 6 * trait > record.year - 1958, 1, np.where(trait > 0.35, 4, 5))
    law = np.where(code[who] == OTHER_PROVISION, 3, law)
    law = np.where((law == 1) & (trait < -1.6), 2, law)
    return pl.DataFrame({"person": keys[who], "law": labels(law.astype(np.uint32), *LAWS)})


def unemployment_benefit(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """WUSUITKERING1ATAB: who is on unemployment benefit on 31 December; what its other columns mean is not public."""
    n = len(record.here)
    who = np.flatnonzero(_at_end(state, record) & (record.job.after[:n] == UNEMPLOYED))
    return pl.DataFrame({"person": keys[who]})


def child_benefit(record: Year, keys: pl.Series) -> pl.DataFrame:
    """AKWUITKERING1BTAB: a row per household with minors, the head and the partner."""
    comp = record.composition
    homes = np.flatnonzero((comp.minors > 0) & (comp.head != NOBODY))
    partner = comp.partner[homes]
    other = keys[np.maximum(partner, 0)].to_frame("k")
    return pl.DataFrame(
        {
            "person": keys[comp.head[homes]],
            "other_insured": other.select(pl.when(pl.Series(partner >= 0)).then(pl.col("k")))["k"],
        }
    )


def dwellings(record: Year, addresses: pl.Series) -> pl.DataFrame:
    """EIGENDOMTAB, 1 January: ``E`` for a home of one's own; the real codes of rented homes are not known: empty."""
    owner = (record.tenure == 0).astype(np.uint32)
    one = _once(record.address)
    return pl.DataFrame(
        {
            "address": addresses[record.address[one]],
            "owner_kind": labels(owner[one], None, "E"),
            "resident_count": record.composition.size[record.homes][one],
        }
    )


def _once(address: np.ndarray) -> np.ndarray:
    """Where each address stands for the first time."""
    return np.sort(np.unique(address, return_index=True)[1])


def dwelling_values(record: Year, worth: Wealth, addresses: pl.Series) -> pl.DataFrame:
    """EIGENDOMWOZBAGTAB, 1 January: the value of a home of one's own is that of VEHTAB; tenure is empty from 2015."""
    owner = record.tenure == 0
    owners_first = np.argsort(~owner, kind="stable")
    one = owners_first[_once(record.address[owners_first])]
    value = np.round(np.where(owner, worth.home, assessed_value(record)))
    return pl.DataFrame(
        {
            "address": addresses[record.address[one]],
            "assessed_value_eur": value[one],
            "tenure_code": labels((owner[one] & (record.year < 2015)).astype(np.uint32), None, "E"),
        }
    )
