"""Income and wealth: files of the theme *InkomenBestedingen*, keyed by the main earner of the household.

Names and meanings as in the ELAN codebook and public code; widths inferred. Series before 2011 (IHI, IPI) are not
declared: their lines are categories, not percents, and codes of tenure are swapped.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.codes import (
    LINE,
    LINE_EU,
    LINE_EU_LONG,
    LINE_LONG,
    NO_INCOME,
    NO_WEALTH_EITHER,
    PERCENTILE,
    PERCENTILE_NO_STUDENTS,
    PERCENTILE_PERSON,
)
from vroegsignalering.registers.columns import MAIN_EARNER, PERSON, amount, code, count, number, percent
from vroegsignalering.registers.schema import Break, Column, Lag, Shape, Sure, Table, sentinels
from vroegsignalering.vocabulary import AttributeClass

_ELAN = "ELAN codebook V9.6 and public code; widths inferred"
_INCOME_LAG = Lag(
    days=540,
    source="assumed: income files of year t come about eighteen months after its end; no public date found",
)
_WEALTH_LAG = Lag(
    days=720,
    source="assumed: wealth of 1 January t comes with the income files of t-1 revised, about two years later",
)
_NOT_CLASSIFIED = sentinels(unknown="99")
_INSTITUTION_UNKNOWN = sentinels(unknown="9", institution="8")


def _household(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_INCOME, **more)


def _person(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_INCOME, **more)


def _wealth(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_WEALTH_EITHER, **more)


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
    ),
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

PERSONAL_INCOME = Table(
    cbs="INPATAB",
    name="personal_income",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Inkomen van personen",
    en="Income of persons",
    keys=(PERSON, MAIN_EARNER),
    columns=(
        code(
            "INPPOSHHK",
            "earner_position",
            "positie ten opzichte van de hoofdkostwinner",
            "position relative to the main earner",
            1,
            codes.EARNER_POSITION,
            sentinels=sentinels(unknown="8"),
        ),
        code(
            "INPSECJ",
            "socio_economic",
            "sociaaleconomische categorie (jaar)",
            "socio-economic category (year)",
            2,
            codes.SOCIO_ECONOMIC,
            sentinels=_NOT_CLASSIFIED,
        ),
        code(
            "INPEMEZ",
            "economic_independence",
            "economische zelfstandigheid",
            "economic independence",
            1,
            codes.INDEPENDENCE,
            sentinels=sentinels(unknown="9", not_in_population="8"),
        ),
        code(
            "INPPINK",
            "has_personal_income",
            "heeft persoonlijk inkomen",
            "has personal income",
            1,
            codes.YES_NO,
            sentinels=sentinels(unknown_income="9"),
            optional=True,
        ),
        _person(
            "INPPERSBRUT",
            "personal_gross_income_eur_year",
            "persoonlijk bruto-inkomen",
            "personal gross income",
        ),
        _person("INPPERSINK", "personal_income_eur_year", "persoonlijk inkomen", "personal income"),
        _person(
            "INPPERSPRIM",
            "personal_primary_income_eur_year",
            "persoonlijk primair inkomen",
            "personal primary income",
            optional=True,
        ),
        _person("INPBELI", "taxable_income_eur_year", "belastbaar inkomen", "taxable income", optional=True),
        percent(
            "INPP100PPERS",
            "personal_income_percentile",
            "percentiel persoonlijk inkomen",
            "percentile of personal income",
            PERCENTILE_PERSON,
            low=1,
            high=100,
            keeps_reason=True,
            optional=True,
        ),
        _person("INPT1000WER", "wage_eur_year", "loon particulier bedrijf", "wage, private sector"),
        _person(
            "INPT1020AMB",
            "civil_service_wage_eur_year",
            "loon ambtenaar",
            "wage, civil service",
            optional=True,
        ),
        _person("INPT2070WIN", "profit_eur_year", "winst", "profit of own business", sure=Sure.INFERRED),
        _person("INPT5210WW", "unemployment_benefit_eur_year", "WW-uitkering", "unemployment benefit"),
        _person(
            "INPT5230ZW",
            "sickness_benefit_eur_year",
            "Ziektewet",
            "sickness benefit",
            optional=True,
            attribute_class=AttributeClass.AUDIT,
        ),
        _person(
            "INPT5240AO",
            "disability_benefit_eur_year",
            "arbeidsongeschiktheidsuitkering",
            "disability benefit",
            attribute_class=AttributeClass.AUDIT,
        ),
        _person("INPT5260AOW", "state_pension_eur_year", "AOW", "state pension"),
        _person("INPT5270AWW", "survivor_benefit_eur_year", "Anw", "survivor benefit", optional=True),
        _person("INPT5280PEN", "pension_eur_year", "pensioen en lijfrenten", "pensions and annuities"),
        _person("INPT6290ABW", "social_assistance_eur_year", "bijstand", "social assistance"),
        _person(
            "INPT6300DIV",
            "other_social_provision_eur_year",
            "overige sociale voorzieningen",
            "other social provisions",
            optional=True,
        ),
        _person("INPT6320KB", "child_benefit_eur_year", "kinderbijslag", "child benefit"),
        _person("INPT6325KGB", "child_budget_eur_year", "kindgebonden budget", "child budget"),
        _person(
            "INPT6330STU", "student_grant_eur_year", "studiefinanciering", "student grant", optional=True
        ),
        _person("INPT7340HRS", "rent_allowance_eur_year", "huurtoeslag", "rent allowance"),
        _person("INPPH868ZTS", "care_allowance_eur_year", "zorgtoeslag", "care allowance"),
        _person(
            "INPT3190RBS",
            "interest_on_other_debt_eur_year",
            "rente overige schulden",
            "interest on other debts",
            optional=True,
        ),
        number(
            "INPKKMUT",
            "purchasing_power_change_percent",
            "koopkrachtmutatie, procent",
            "change of real standardised income, percent",
            optional=True,
        ),
    ),
    file_names=("INPA{year}TABV{version}", "INPATAB{year}V{version}"),
    unique=("person",),
    lag=_INCOME_LAG,
    first_year=2011,
    breaks=(Break(year=2011, says="replaces IPI (2003-2010), which had nine nines for unknown"),),
    coverage="persons of 1 January",
    source=_ELAN,
)

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

TABLES = (HOUSEHOLD_INCOME, PERSONAL_INCOME, HOUSEHOLD_WEALTH)
