"""Income of persons, by component; carries the key of the household of income statistics too.

Names and meanings as in the ELAN codebook and public code; widths inferred. IPI (before 2011) is a table of its own.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.codes import (
    NO_INCOME,
    PERCENTILE_PERSON,
)
from vroegsignalering.registers.columns import (
    MAIN_EARNER,
    PERSON,
    amount,
    code,
    number,
    percent,
    sentinels,
    text,
)
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Column, Sure
from vroegsignalering.vocabulary import AttributeClass

_ELAN = "ELAN codebook V9.6 and public code; widths inferred"
_INCOME_LAG = Lag(
    days=540,
    source="assumed: income files of year t come about eighteen months after its end; no public date found",
)
_NOT_CLASSIFIED = sentinels(unknown="99")


def _person(cbs: str, name: str, nl: str, en: str, **more: object) -> Column:
    return amount(cbs, name, nl, en, NO_INCOME, **more)


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
        code(
            "INPEMFO",
            "financial_independence",
            "financiële zelfstandigheid",
            "financial independence",
            1,
            codes.FINANCIAL_INDEPENDENCE,
            sentinels=sentinels(unknown="9", not_in_population="8"),
            optional=True,
        ),
        percent(
            "INPP100PBRUT",
            "personal_gross_income_percentile",
            "percentiel persoonlijk bruto-inkomen",
            "percentile of personal gross income",
            PERCENTILE_PERSON,
            low=1,
            high=100,
            optional=True,
        ),
        percent(
            "INPP100PPRIM",
            "personal_primary_income_percentile",
            "percentiel persoonlijk primair inkomen",
            "percentile of personal primary income",
            PERCENTILE_PERSON,
            low=1,
            high=100,
            optional=True,
            sure=Sure.INFERRED,
        ),
        _person(
            "INPT3170RBW",
            "mortgage_interest_eur_year",
            "hypotheekrente",
            "mortgage interest",
            optional=True,
            sure=Sure.INFERRED,
        ),
        _person(
            "INPT3180RST",
            "interest_on_student_debt_eur_year",
            "rente studieschuld",
            "interest on student debt",
            optional=True,
        ),
        _person(
            "INPKKGEM",
            "mean_standardised_income_two_years_eur",
            "gemiddeld gestandaardiseerd inkomen van twee jaren",
            "mean standardised income of this and the year before",
            optional=True,
        ),
        text(
            "INPTYPZLF",
            "self_employed_type",
            "type zelfstandige",
            "type of self-employed",
            1,
            sentinels=sentinels(unknown="9"),
            optional=True,
            sure=Sure.INFERRED,
        ),
        text(
            "INPKKCODE",
            "purchasing_power_population",
            "populatie van de koopkrachtstatistiek",
            "population of purchasing-power statistics",
            2,
            optional=True,
            sure=Sure.INFERRED,
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

TABLES = (PERSONAL_INCOME,)
