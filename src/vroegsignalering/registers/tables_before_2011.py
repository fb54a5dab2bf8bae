"""Income of before 2011 (IHI and IPI), which the series of 2011 replaced and does not continue.

Lines are categories there and no percents, percentiles run from 0 to 99, two codes of tenure are swapped, and nine nines
are unknown: so these are tables of their own and no study joins them to the later ones.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import MAIN_EARNER, PERSON, amount, code, digits, sentinels, text
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Sure

_UNKNOWN = sentinels(unknown_income=999999999.0)
_LAG = Lag(days=540, source="assumed: as the income files of 2011 and later")
_BREAK = (Break(year=2011, says="replaced by INHATAB and INPATAB; figures do not compare"),)
_SOURCE = "public code that harmonises the two series; widths and code lists of lines not found"

HOUSEHOLD_INCOME_UNTIL_2010 = Table(
    cbs="IHI",
    name="household_income_until_2010",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Inkomen van huishoudens tot en met 2010",
    en="Income of households up to and including 2010",
    keys=(MAIN_EARNER,),
    columns=(
        text("BVRLICAT", "low_income_category", "inkomen ten opzichte van de lage-inkomensgrens, klasse",
             "income against the low-income line, category", 2, optional=True, sure=Sure.INFERRED),
        text("BVRSOCKL", "social_minimum_category", "inkomen ten opzichte van het sociaal minimum, klasse",
             "income against the social minimum, category", 2, optional=True, sure=Sure.INFERRED),
        text("BVRBBIHJ", "income_source_old", "belangrijkste inkomensbron, oude indeling",
             "main source of income, old classification", 2, optional=True, sure=Sure.INFERRED),
        amount("BVRGESTINKH", "standardised_income_eur_year", "gestandaardiseerd besteedbaar inkomen",
               "standardised disposable income", _UNKNOWN, keeps_reason=True),
        digits("BVRPERCGESTINKH", "standardised_income_percentile_from_0", "percentiel gestandaardiseerd inkomen, 0-99",
               "percentile of standardised income, 0-99", 2, low=0, high=99, sentinels=codes.EMPTY, sure=Sure.INFERRED),
        code("BVREHALG", "tenure", "woningbezit en huurtoeslag (2 en 3 andersom dan later)",
             "tenure and rent allowance (2 and 3 swapped)", 1, codes.TENURE_UNTIL_2010, closed=False, sure=Sure.INFERRED),
    ),
    file_names=("HUISHBVRINK{year}TABV{version}",),
    unique=("main_earner",),
    lag=_LAG,
    first_year=2003,
    last_year=2010,
    breaks=_BREAK,
    coverage="population of 31 December",
    source=_SOURCE,
)  # fmt: skip

PERSONAL_INCOME_UNTIL_2010 = Table(
    cbs="IPI",
    name="personal_income_until_2010",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Inkomen van personen tot en met 2010",
    en="Income of persons up to and including 2010",
    keys=(PERSON,),
    columns=(
        amount("PERSBRUT", "personal_gross_income_eur_year", "persoonlijk bruto-inkomen", "personal gross income",
               _UNKNOWN, keeps_reason=True),
    ),
    file_names=("PERSOONINK{year}TABV{version}",),
    unique=("person",),
    lag=_LAG,
    first_year=2003,
    last_year=2010,
    breaks=_BREAK,
    coverage="population of 31 December",
    source=_SOURCE,
)  # fmt: skip

TABLES = (HOUSEHOLD_INCOME_UNTIL_2010, PERSONAL_INCOME_UNTIL_2010)
