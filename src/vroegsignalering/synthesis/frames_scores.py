"""The yearly file of socio-economic scores of households (SES-WOA), in English columns.

Made of what the other files hold: income and wealth, work of the adults, education. Weights and scale are an
assumption (CBS publishes neither); education that the register does not know is imputed fifteen times, as in the real file.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.frames_money import percentile
from vroegsignalering.synthesis.state import State
from vroegsignalering.synthesis.traits import dwelling_trait, right_half
from vroegsignalering.synthesis.wealth import Wealth
from vroegsignalering.synthesis.work import STUDENT_PAID
from vroegsignalering.synthesis.year import Year

IMPUTATIONS = range(1, 16)
EDUCATION_SCORES = np.array([-0.30, -0.18, 0.0, 0.16, 0.27])
"""Sub-score of the five levels of education."""
UNKNOWN_ABOVE = 0.4
"""Cut on a standard normal above which education is not known: about a third of households."""


def prosperity(state: State, record: Year, worth: Wealth, keys: pl.Series, dials: Dials) -> pl.DataFrame:
    """SESWOA of the year: households whose income is known; scores around zero, higher is better off."""
    known = record.population == 1
    main = record.income.main_earner[record.homes][known]
    year = record.year
    income = percentile("standardised", year, record.standardised[known], dials)
    wealth = percentile("wealth", year, worth.net[known], dials)
    money = np.round((income + wealth - 101) / 200, 2)
    works = (record.job.before[main] < 20).astype(float) + (record.job.after[main] < 20)
    retired = (record.job.after[main] == 25) | (record.job.after[main] >= STUDENT_PAID)
    history = np.where(retired, 0.0, np.round(0.15 * (works - 1.4), 2))
    level = state.persons.education[main]
    unknown = dwelling_trait(main, 22_801_763) > UNKNOWN_ABOVE
    frame = {"main_earner": keys[main], "prosperity_score": money, "work_history_score": history}
    total = {}
    higher, lower = (
        EDUCATION_SCORES[np.where(unknown, np.clip(level + shift, 0, 4), level)] for shift in (1, -1)
    )
    sums = [np.round(money + history + score, 2) for score in (higher, lower)]
    for number in IMPUTATIONS:
        up = right_half(main * 31 + number)
        frame[f"education_score_{number}"] = np.where(up, higher, lower)
        total[f"total_score_{number}"] = np.where(up, *sums)
    return pl.DataFrame(frame | total)
