"""Wealth and prosperity of households: files of the theme *InkomenBestedingen*, keyed by the main earner.

Names and meanings as in the ELAN codebook and public code; widths inferred.
"""

from __future__ import annotations

from vroegsignalering.registers.codes import NO_WEALTH_EITHER, PERCENTILE
from vroegsignalering.registers.columns import MAIN_EARNER, amount, number, percent
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Column, Sure

_ELAN = "ELAN codebook V9.6 and public code; widths inferred"
_WEALTH_LAG = Lag(
    days=720,
    source="assumed: wealth of 1 January t comes with the income files of t-1 revised, about two years later",
)


def _wealth(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_WEALTH_EITHER, **more)


HOUSEHOLD_WEALTH = Table(
    cbs="VEHTAB",
    name="household_wealth",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Vermogen van huishoudens op 1 januari",
    en="Wealth of households on 1 January",
    keys=(MAIN_EARNER,),
    columns=(
        _wealth("VEHW1000VERH", "net_wealth_eur", "vermogen", "net wealth", keeps_reason=True),
        _wealth(
            "VEHWVEREXEWH",
            "net_wealth_without_home_eur",
            "vermogen exclusief eigen woning",
            "net wealth without own home",
        ),
        _wealth("VEHW1100BEZH", "assets_eur", "bezittingen", "assets"),
        _wealth("VEHW1110FINH", "financial_assets_eur", "financiële bezittingen", "financial assets"),
        _wealth("VEHW1111BANH", "bank_savings_eur", "bank- en spaartegoeden", "bank and savings"),
        _wealth("VEHW1112EFFH", "securities_eur", "effecten", "securities", optional=True),
        _wealth("VEHW1120ONRH", "real_estate_eur", "onroerend goed", "real estate", optional=True),
        _wealth("VEHW1121WONH", "own_home_eur", "eigen woning", "own home"),
        _wealth(
            "VEHW1130ONDH", "business_assets_eur", "ondernemingsvermogen", "business assets", optional=True
        ),
        _wealth(
            "VEHW1122OGOH",
            "other_real_estate_eur",
            "overig onroerend goed",
            "other real estate",
            optional=True,
        ),
        _wealth(
            "VEHW1140ABEH",
            "substantial_interest_eur",
            "aanmerkelijk belang",
            "substantial interest",
            optional=True,
        ),
        _wealth("VEHW1150OVEH", "other_assets_eur", "overige bezittingen", "other assets", optional=True),
        _wealth("VEHW1200STOH", "debts_eur", "schulden", "debts"),
        _wealth("VEHW1210SHYH", "mortgage_eur", "hypotheekschuld eigen woning", "mortgage on own home"),
        _wealth("VEHW1220SSTH", "student_debt_eur", "studieschulden", "student debt"),
        _wealth("VEHW1230SOVH", "other_debts_eur", "overige schulden", "other debts"),
        percent(
            "VEHP100HVERM",
            "wealth_percentile",
            "percentiel vermogen",
            "percentile of wealth",
            PERCENTILE,
            low=1,
            high=100,
        ),
        percent(
            "VEHP100WELVAART",
            "prosperity_percentile",
            "percentiel welvaart",
            "percentile of prosperity",
            PERCENTILE,
            low=1,
            high=100,
        ),
    ),
    file_names=("VEH{year}TABV{version}", "VEHTAB{year}V{version}"),
    unique=("main_earner",),
    lag=_WEALTH_LAG,
    reference=(1, 1),
    first_year=2006,
    breaks=(
        Break(year=2011, says="debts are more complete"),
        Break(year=2014, says="care debts are included"),
        Break(year=2017, says="revision"),
    ),
    source=_ELAN,
)

_IMPUTATIONS = range(1, 16)

PROSPERITY_SCORES = Table(
    cbs="SESWOA",
    name="prosperity_scores",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Sociaaleconomische score van huishoudens",
    en="Socio-economic score of households",
    keys=(MAIN_EARNER,),
    columns=(
        number("DEELSCOREWELVAART", "prosperity_score", "deelscore welvaart", "sub-score of prosperity", optional=True),
        number("DEELSCORERECENTARBEIDSVERLEDEN", "work_history_score", "deelscore recent arbeidsverleden",
               "sub-score of recent work history", optional=True),
        *(number(f"DEELSCOREOPLEIDINGSNIVEAU_{i}", f"education_score_{i}", f"deelscore opleiding, imputatie {i}",
                 f"sub-score of education, imputation {i}", optional=True) for i in _IMPUTATIONS),
        *(number(f"TOTAALSCORE_{i}", f"total_score_{i}", f"totaalscore, imputatie {i}", f"total score, imputation {i}",
                 optional=True) for i in _IMPUTATIONS),
    ),
    file_names=("SESWOA{year}TABV{version}", "SESWOATAB{year}V{version}", "SESWOA{year}V{version}"),
    unique=("main_earner",),
    lag=_WEALTH_LAG,
    first_year=2014,
    last_year=2021,
    coverage="fifteen imputations: average over them; no study reads this, it is made of income, wealth and education",
    source="ELAN codebook and public code; file name inferred",
    sure=Sure.INFERRED,
)  # fmt: skip

TABLES = (HOUSEHOLD_WEALTH, PROSPERITY_SCORES)
