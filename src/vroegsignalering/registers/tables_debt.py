"""Debts, arrears, and the policy monitor (Stapelingsmonitor) with the line of 2024.

Presence in WANBZVWTAB *is* the fact: there is no 0/1 column. The policy monitor is derived from other files and
its column names change case between years.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, amount, count, day, flag, percent, sentinels, text
from vroegsignalering.registers.schema import Break, Lag, Shape, Sure, Table
from vroegsignalering.vocabulary import AttributeClass

_MONITOR_SENTINELS = sentinels(unknown_income=-1.0, institution=-2.0, not_in_population=-3.0)

HEALTH_INSURANCE_DEFAULT = Table(
    cbs="WANBZVWTAB",
    name="health_insurance_default",
    theme="GezondheidWelzijn",
    shape=Shape.YEARLY,
    nl="Wanbetalers van de zorgverzekering (een rij is een wanbetaler)",
    en="Defaulters on health insurance (a row is a defaulter)",
    keys=(PERSON,),
    columns=(),
    file_names=("WANBZVW{year}TABV{version}", "WANBZVWTAB{year}V{version}"),
    unique=("person",),
    lag=Lag(days=270, source="assumed: in the third quarter after the year"),
    first_year=2010,
    coverage="at least six months of basic premium unpaid, under the regime of the CAK, in the population register",
    source="ELAN codebook",
)

DEBT_ARRANGEMENTS = Table(
    cbs="WSNPPERSBUS",
    name="debt_arrangements",
    theme="VeiligheidRecht",
    shape=Shape.SPELLS,
    nl="Wettelijke schuldsanering van personen (Wsnp)",
    en="Statutory debt arrangements of persons",
    keys=(PERSON,),
    columns=(
        day("Wsnpdatumtoelaat", "begins_on", "toegelaten op", "admitted on"),
        day(
            "Wsnpdatumbeein",
            "ends_on",
            "beëindigd op",
            "ended on",
            sentinels=sentinels(open="88888888", empty=""),
        ),
        text(
            "Wsnpsrtbeein",
            "ending",
            "soort beëindiging",
            "kind of ending",
            2,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("WSNPPERS{year}BUSV{version}", "WSNPPERSBUS{year}V{version}"),
    unique=("person", "begins_on"),
    lag=Lag(days=180, source="assumed: about half a year after the year; always provisional"),
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    first_year=1998,
    source="ELAN codebook and public code",
)

PROBLEMATIC_DEBT = Table(
    cbs="SCHULDENPROBLEMATIEKBESTAND",
    name="problematic_debt",
    theme="Maatwerk",
    shape=Shape.YEARLY,
    nl="Geregistreerde problematische schulden, smalle definitie",
    en="Registered problematic debts, narrow definition",
    keys=(PERSON,),
    columns=(
        flag(
            "smalle_def_problematische_schulden_{date}",
            "has_problematic_debt",
            "persoon heeft problematische schulden",
            "person has problematic debts",
            short="smalle_def_probl_schuld_{date}",
        ),
        flag(
            "smalle_def_problematische_schulden_HH_{date}",
            "household_has_problematic_debt",
            "huishouden heeft problematische schulden",
            "household has problematic debts",
            short="smalle_def_probl_sch_HH_{date}",
        ),
    ),
    file_names=(
        "SCHULDENPROBLEMATIEK{year}V{version}",
        "SCHULDENPROBLEMATIEKBESTAND{year}V{version}",
        "SCHULDENPROBLEMATIEK{year}TABV{version}",
    ),
    unique=("person",),
    lag=Lag(days=365, source="assumed: about a year after the reference date"),
    status=("has_problematic_debt", "household_has_problematic_debt"),
    coverage="twelve criteria from registers of creditors; informal debts are not in it; first year not known",
    source="public documentation report; file name inferred",
)

POLICY_MONITOR = Table(
    cbs="STAPELINGSMONITOR",
    name="policy_monitor",
    theme="Maatwerk",
    shape=Shape.YEARLY,
    nl="Stapelingsmonitor sociaal domein, stand 31 december",
    en="Monitor of accumulation in the social domain, on 31 December",
    keys=(PERSON,),
    columns=(
        count("leeftijd_{year}", "age_years", "leeftijd", "age", 3, high=130, optional=True),
        flag(
            "ARMOEDE_{year}",
            "below_basic_needs_line",
            "onder de armoedegrens (CBS, SCP, Nibud, 2024)",
            "below the basic-needs line of 2024",
            sentinels=_MONITOR_SENTINELS,
            keeps_reason=True,
            sure=Sure.INFERRED,
            since=2018,
        ),
        flag(
            "LANGARMOEDE_{year}",
            "below_basic_needs_line_long",
            "idem, ten minste drie jaar",
            "same, three years or longer",
            sentinels=_MONITOR_SENTINELS,
            keeps_reason=True,
            sure=Sure.INFERRED,
            since=2018,
        ),
        flag(
            "laagink_{year}",
            "below_low_income_line",
            "onder de lage-inkomensgrens",
            "below the low-income line",
            sentinels=_MONITOR_SENTINELS,
            optional=True,
            sure=Sure.INFERRED,
        ),
        percent(
            "percsm_{year}",
            "social_minimum_percent",
            "inkomen in procenten van het sociaal minimum",
            "income in percent of the social minimum",
            _MONITOR_SENTINELS,
            optional=True,
            sure=Sure.INFERRED,
        ),
        amount(
            "inkhhbest_{year}",
            "disposable_income_eur_year",
            "besteedbaar inkomen huishouden",
            "disposable household income",
            codes.NO_INCOME,
            optional=True,
            sure=Sure.INFERRED,
        ),
        flag(
            "bijstand_{year}",
            "has_social_assistance",
            "ontvangt bijstand",
            "receives social assistance",
            optional=True,
        ),
        flag(
            "ww_{year}",
            "has_unemployment_benefit",
            "ontvangt WW",
            "receives unemployment benefit",
            optional=True,
        ),
        flag(
            "ao_{year}",
            "has_disability_benefit",
            "ontvangt arbeidsongeschiktheidsuitkering",
            "receives disability benefit",
            optional=True,
            attribute_class=AttributeClass.AUDIT,
        ),
        flag(
            "huurtoeslag_{year}",
            "has_rent_allowance",
            "ontvangt huurtoeslag",
            "receives rent allowance",
            optional=True,
        ),
        flag(
            "zorgtoeslag_{year}",
            "has_care_allowance",
            "ontvangt zorgtoeslag",
            "receives care allowance",
            optional=True,
        ),
        flag(
            "Kinderopvangtoeslag_{year}",
            "has_childcare_allowance",
            "ontvangt kinderopvangtoeslag",
            "receives childcare allowance",
            sentinels=sentinels(unknown=-1.0),
            optional=True,
        ),
        flag(
            "wsnp_{year}",
            "has_debt_arrangement",
            "in de Wsnp",
            "in statutory debt arrangement",
            optional=True,
        ),
        flag(
            "wanbetaler_zorgverzekering_{year}",
            "has_health_insurance_default",
            "wanbetaler zorgverzekering",
            "defaulter on health insurance",
            optional=True,
        ),
        flag(
            "Smalle_schuld_{year}",
            "has_problematic_debt",
            "problematische schulden, persoon",
            "problematic debts, person",
            optional=True,
            since=2019,
        ),
        flag(
            "Smalle_schuld_huishouden_{year}",
            "household_has_problematic_debt",
            "problematische schulden, huishouden",
            "problematic debts, household",
            optional=True,
            since=2019,
        ),
        text(
            "gem_{year}",
            "gemeente_code",
            "gemeentecode",
            "municipality code",
            4,
            sentinels=sentinels(unknown="----"),
            optional=True,
        ),
    ),
    file_names=("STAPELINGSMONITOR{year}V{version}", "STAPELINGSMONITOR_{year}_V{version}"),
    unique=("person",),
    lag=Lag(days=450, source="assumed: more than a year after 31 December"),
    status=("below_basic_needs_line", "below_basic_needs_line_long"),
    first_year=2012,
    breaks=(
        Break(year=2018, says="flags of the line of 2024 from 2018 on, added in the edition of 2025"),
        Break(year=2019, says="problematic debts from 2019 on"),
        Break(year=2023, says="labels of education change"),
    ),
    source="public code; the poverty flags by a secondary source that cites the CBS report of 2 December 2025",
    sure=Sure.INFERRED,
)

TABLES = (HEALTH_INSURANCE_DEFAULT, DEBT_ARRANGEMENTS, PROBLEMATIC_DEBT, POLICY_MONITOR)
