"""Income of households: the file of the theme *InkomenBestedingen*, keyed by the main earner.

Names and meanings as in the ELAN codebook and public code; widths inferred. The series before 2011 (IHI) stands in
:mod:`~vroegsignalering.registers.tables_before_2011`.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.codes import (
    LINE,
    LINE_EU,
    LINE_EU_LONG,
    LINE_LONG,
    NO_INCOME,
    PERCENTILE,
    PERCENTILE_NO_STUDENTS,
)
from vroegsignalering.registers.columns import (
    MAIN_EARNER,
    amount,
    code,
    count,
    percent,
    sentinels,
)
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Column, Sure

_ELAN = "ELAN codebook V9.6 and public code; widths inferred"
_INCOME_LAG = Lag(
    days=540,
    source="assumed: income files of year t come about eighteen months after its end; no public date found",
)
_NOT_CLASSIFIED = sentinels(unknown="99")
_INSTITUTION_UNKNOWN = sentinels(unknown="9", institution="8")


def _household(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_INCOME, **more)


_MORE_PERCENTILES = (
    ("INHP100HBRUT", "gross_income_percentile", "percentiel bruto-inkomen", "percentile of gross income"),
    (
        "INHP100HPRIM",
        "primary_income_percentile",
        "percentiel primair inkomen",
        "percentile of primary income",
    ),
)

HOUSEHOLD_INCOME = Table(
    cbs="INHATAB",
    name="household_income",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Inkomen van huishoudens",
    en="Income of households",
    keys=(MAIN_EARNER,),
    columns=(
        code(
            "INHPOPIIV",
            "population",
            "populatie van de inkomensstatistiek",
            "population of income statistics",
            1,
            codes.POPULATION,
        ),
        count(
            "INHAHL",
            "person_count",
            "aantal personen",
            "number of persons",
            3,
            low=1,
            high=98,
            sentinels=sentinels(unknown=99.0),
        ),
        count(
            "INHAHLMI",
            "earner_count",
            "aantal personen met inkomen",
            "persons with income",
            3,
            high=98,
            sentinels=sentinels(unknown=99.0),
        ),
        code(
            "INHSAMHH",
            "composition",
            "samenstelling huishouden",
            "household composition",
            2,
            codes.COMPOSITION,
            sentinels=sentinels(unknown="88"),
        ),
        code(
            "INHSAMAOW",
            "pension_age_composition",
            "samenstelling naar AOW-leeftijd",
            "composition by pension age",
            2,
            codes.PENSION_AGE_COMPOSITION,
            sentinels=sentinels(unknown="88"),
            optional=True,
        ),
        code(
            "INHBBIHJ",
            "income_source",
            "belangrijkste inkomensbron",
            "main source of income",
            2,
            codes.INCOME_SOURCE,
            sentinels=_NOT_CLASSIFIED,
        ),
        code(
            "INHEHALGR",
            "tenure",
            "woningbezit en huurtoeslag op 1 januari",
            "tenure and rent allowance, 1 January",
            1,
            codes.TENURE,
            sentinels=_INSTITUTION_UNKNOWN,
            keeps_reason=True,
        ),
        _household("INHBRUTINKH", "gross_income_eur_year", "bruto-inkomen", "gross income"),
        _household(
            "INHPRIMINKH", "primary_income_eur_year", "primair inkomen", "primary income", optional=True
        ),
        _household("INHBESTINKH", "disposable_income_eur_year", "besteedbaar inkomen", "disposable income"),
        _household(
            "INHGESTINKH",
            "standardised_income_eur_year",
            "gestandaardiseerd besteedbaar inkomen",
            "standardised disposable income",
            keeps_reason=True,
        ),
        percent(
            "INHARMLAG",
            "low_income_percent",
            "inkomen in procenten van de lage-inkomensgrens",
            "income in percent of the low-income line",
            LINE,
            keeps_reason=True,
        ),
        percent(
            "INHARMLAGL",
            "low_income_long_percent",
            "idem, laatste vier jaar",
            "same, last four years",
            LINE_LONG,
            keeps_reason=True,
        ),
        percent(
            "INHARMSOC",
            "social_minimum_percent",
            "inkomen in procenten van het beleidsmatig minimum",
            "income in percent of the social minimum",
            LINE,
            keeps_reason=True,
        ),
        percent(
            "INHARMSOCL",
            "social_minimum_long_percent",
            "idem, laatste vier jaar",
            "same, last four years",
            LINE_LONG,
            keeps_reason=True,
            optional=True,
        ),
        percent(
            "INHARMEUR",
            "eu_line_percent",
            "inkomen in procenten van de Europese armoedegrens",
            "income in percent of the European line",
            LINE_EU,
            keeps_reason=True,
        ),
        percent(
            "INHARMEURL",
            "eu_line_long_percent",
            "idem, laatste vier jaar",
            "same, last four years",
            LINE_EU_LONG,
            keeps_reason=True,
            optional=True,
        ),
        percent(
            "INHUAF",
            "benefit_income_percent",
            "aandeel uitkeringen in bruto-inkomen, procent",
            "benefits in percent of gross income",
            LINE_EU,
            low=0,
            high=100,
        ),
        code(
            "INHUAFTYP",
            "main_benefit",
            "voornaamste uitkering",
            "main benefit",
            1,
            codes.MAIN_BENEFIT,
            sentinels=_INSTITUTION_UNKNOWN,
        ),
        percent(
            "INHP100HGEST",
            "standardised_income_percentile",
            "percentiel gestandaardiseerd inkomen",
            "percentile of standardised income",
            PERCENTILE,
            low=1,
            high=100,
        ),
        percent(
            "INHP100HGESTES",
            "standardised_income_percentile_no_students",
            "idem, zonder studenten",
            "same, without students",
            PERCENTILE_NO_STUDENTS,
            low=1,
            high=100,
            optional=True,
        ),
        percent(
            "INHP100HBEST",
            "disposable_income_percentile",
            "percentiel besteedbaar inkomen",
            "percentile of disposable income",
            PERCENTILE,
            low=1,
            high=100,
            optional=True,
        ),
        *(
            percent(cbs, name, nl, en, PERCENTILE, low=1, high=100, optional=True, sure=Sure.INFERRED)
            for cbs, name, nl, en in _MORE_PERCENTILES
        ),
        percent(
            "INHP100HBESTES",
            "disposable_income_percentile_no_students",
            "percentiel besteedbaar inkomen, zonder studenten",
            "percentile of disposable income, without students",
            PERCENTILE_NO_STUDENTS,
            low=1,
            high=100,
            optional=True,
            sure=Sure.INFERRED,
        ),
        percent(
            "INHUAFL",
            "benefit_income_long_percent",
            "aandeel uitkeringen, laatste vier jaar",
            "benefits in percent of gross income, last four years",
            LINE_EU_LONG,
            low=0,
            high=100,
            optional=True,
        ),
        _household(
            "INHBELIH",
            "taxable_income_eur_year",
            "belastbaar inkomen",
            "taxable income",
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),  # fmt: skip
    file_names=("INHA{year}TABV{version}", "INHATAB{year}V{version}"),
    unique=("main_earner",),
    lag=_INCOME_LAG,
    status=(
        "population",
        "low_income_percent",
        "low_income_long_percent",
        "social_minimum_percent",
        "social_minimum_long_percent",
        "eu_line_percent",
        "eu_line_long_percent",
    ),
    first_year=2011,
    breaks=(Break(year=2011, says="replaces IHI (2003-2010): lines were categories, percentiles 0-99"),),
    coverage="households of 1 January; income of those who die in the year is that of part of it",
    source=_ELAN,
)

TABLES = (HOUSEHOLD_INCOME,)
