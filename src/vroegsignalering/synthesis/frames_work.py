"""Register frames of work, in English columns: jobs of a year and spells of socio-economic category.

SPOLISBUS has a row per job and pay period, over a billion for the country. Here it has a row per job and stretch of
unchanged terms within the year (decision 0115): sums, months and hours are the same, the file is twelve times smaller.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.frames_money import alignment, labels
from vroegsignalering.synthesis.frames_people import dates
from vroegsignalering.synthesis.state import State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.work import DIRECTOR, EMPLOYEE, STUDENT_PAID
from vroegsignalering.synthesis.year import Year

FULL_TIME_HOURS = 52 * 38.0
"""Base hours of a full-time job of a year: 38 hours a week."""
BASE_SHARE = 0.926
"""Base wage over gross wage: the holiday allowance of 8 % left out."""
SIDE_JOB_HOURS = 0.2
"""Share of full time that pupils and students with a job work: an assumption."""


def jobs(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """SPOLISBUS of the year: one row per job and stretch of unchanged terms."""
    job, wage = record.job, record.income.persons["wage"]
    start, end = day_of(record.year), day_of(record.year, 12, 31)
    months = np.array([day_of(record.year, m) for m in range(1, 13)] + [end + 1])
    who = np.flatnonzero(record.here & (wage > 0))
    works = [among(codes[who], EMPLOYEE, DIRECTOR, STUDENT_PAID) for codes in (job.before, job.after)]
    month = job.month[who].astype(int)
    first, second = works[0] & (month > 1), works[1] & (month < 13)
    at = np.concatenate([np.flatnonzero(first), np.flatnonzero(second)])
    late = np.repeat([False, True], [first.sum(), second.sum()])
    code = np.where(late, job.after[who[at]], job.before[who[at]])
    length = np.where(late, 13 - month[at], month[at] - 1)
    own = np.where(first, month - 1, 0) + np.where(second, 13 - month, 0)
    pay = (wage * alignment(record)[record.household_of])[who[at]] * length / np.maximum(own[at], 1)
    hours = np.where(code == STUDENT_PAID, SIDE_JOB_HOURS, record.income.hours[who[at]])
    person = who[at]
    return pl.DataFrame(
        {
            "person": keys[person],
            "job": keys[person].str.slice(1) + labels(late.astype(np.uint32), "001", "002"),
            "begins_on": dates(np.where(late, months[month[at] - 1], start)),
            "ends_on": dates(np.where(late, end, months[month[at] - 1] - 1)),
            "base_wage_eur": np.round(pay * BASE_SHARE),
            "gross_wage_eur": np.round(pay),
            "base_hours": np.round(FULL_TIME_HOURS * hours * length / 12),
            "contract": labels(_temporary(state, record, person, code, late).astype(np.uint32), "O", "B"),
            "full_time": labels((hours < 0.9).astype(np.uint32), "1", "2"),
        }
    )


def _temporary(state: State, record: Year, who: np.ndarray, code: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Contracts for a fixed term: the young, the new and those of weak footing more often; an assumption."""
    p = state.persons
    age = (day_of(record.year, 7) - p.birth[who]) / 365.2425
    cut = np.interp(age, [17, 22, 27, 35, 45, 60], [-0.9, -0.4, 0.2, 0.75, 1.05, 1.2])
    cut = cut - 0.9 * new + 0.35 * p.footing[who]
    return np.asarray((dwelling_trait(who, 7_368_787) > cut) & (code != DIRECTOR) | (code == STUDENT_PAID))
