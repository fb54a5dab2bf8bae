"""Rules and rates by year and age that are the same for everybody: pension age, mortality, fertility, schooling.

Named assumptions: none of these rates stands in the published tables that ship with the package, except the
pension age of 2023; they follow general demographic knowledge of the Netherlands and are turned to published
totals where those exist.
"""

from __future__ import annotations

import numpy as np

PENSION_AGE_MONTHS = {
    2011: 780,
    2012: 780,
    2013: 781,
    2014: 782,
    2015: 783,
    2016: 786,
    2017: 789,
    2018: 792,
    2019: 796,
    2020: 796,
    2021: 796,
    2022: 799,
    2023: 802,
    2024: 804,
}
POPULATION = {  # residents on 1 January, millions; 2022-2024 published (37296ned), earlier general knowledge
    2011: 16.656,
    2012: 16.730,
    2013: 16.780,
    2014: 16.829,
    2015: 16.901,
    2016: 16.979,
    2017: 17.082,
    2018: 17.181,
    2019: 17.282,
    2020: 17.408,
    2021: 17.475,
    2022: 17.590672,
    2023: 17.811291,
    2024: 17.942942,
}
BIRTHS = {  # thousands a year; general knowledge
    2011: 180,
    2012: 176,
    2013: 171,
    2014: 175,
    2015: 171,
    2016: 173,
    2017: 170,
    2018: 169,
    2019: 170,
    2020: 169,
    2021: 179,
    2022: 168,
    2023: 165,
}
SCHOOL_LEAVING_AGE = np.array([18, 19, 22, 25, 26])
"""Age at which each final level of education is reached; an assumption."""


def pension_days(year: int) -> int:
    """Age in days at which the state pension begins in a year."""
    return int(PENSION_AGE_MONTHS[year] * 30.436875)


def death_rate(age: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """Probability of dying within a year: Gompertz with a floor."""
    men = 0.056 * np.exp(0.105 * (age - 80.0))
    women = 0.039 * np.exp(0.115 * (age - 80.0))
    rate = np.where(sex == 0, men, women) + 0.00012
    return np.asarray(np.minimum(np.where(age < 1, 0.0035, rate), 0.6))


def birth_rate(age: np.ndarray, has_partner: np.ndarray, children: np.ndarray) -> np.ndarray:
    """Relative rate at which a woman has a child within a year."""
    by_age = np.interp(
        age, [16, 20, 25, 29, 32, 36, 40, 44, 46], [0, 0.02, 0.09, 0.2, 0.22, 0.12, 0.04, 0.005, 0]
    )
    parity = np.choose(np.minimum(children, 4), [0.86, 1.60, 0.36, 0.22, 0.20])
    return np.asarray(by_age * parity * np.where(has_partner, 1.0, 0.09))


def leave_home_rate(age: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """Relative rate at which a child moves out."""
    by_age = np.interp(
        age, [16, 17, 18, 20, 23, 26, 29, 34, 40], [0, 0.02, 0.12, 0.13, 0.19, 0.22, 0.23, 0.2, 0.18]
    )
    return np.asarray(by_age * np.where(sex == 1, 1.2, 0.9))


def separation_rate(age: np.ndarray) -> np.ndarray:
    """Relative rate at which a couple parts, by age of the head."""
    return np.interp(age, [18, 25, 35, 45, 55, 65, 80], [0.09, 0.06, 0.03, 0.025, 0.012, 0.004, 0.001])


def union_rate(age: np.ndarray) -> np.ndarray:
    """Relative rate at which someone without a partner starts living with one."""
    return np.interp(
        age, [17, 20, 25, 30, 36, 45, 55, 67], [0.01, 0.09, 0.33, 0.46, 0.17, 0.06, 0.024, 0.009]
    )


def institution_rate(age: np.ndarray, alone: np.ndarray) -> np.ndarray:
    """Probability of moving to an institution within a year."""
    by_age = np.interp(
        age, [18, 70, 75, 80, 85, 90, 100], [0.0002, 0.0006, 0.0030, 0.0080, 0.017, 0.037, 0.08]
    )
    return np.asarray(by_age * np.where(alone, 1.3, 0.6))


def move_rate(age: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Probability that a household changes address within a year."""
    by_age = np.interp(age, [18, 25, 35, 50, 70, 90], [0.3, 0.24, 0.12, 0.06, 0.04, 0.04])
    return np.asarray(by_age * np.where(owner == 1, 0.6, 1.2))
