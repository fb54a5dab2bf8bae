"""Benefits: files of the theme *Socialezekerheid*.

Files of 2019 are the only ones whose names were seen; other years are inferred from them.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, amount, code, day, sentinels, text
from vroegsignalering.registers.schema import Key, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Sure
from vroegsignalering.vocabulary import AttributeClass

_AUDIT = AttributeClass.AUDIT
_OPEN = sentinels(open="88888888")
_BENEFIT_SOURCE = "public code on the benefit files of 2019; formats inferred"
_BENEFIT_LAG = Lag(days=180, source="assumed: benefit files of a year come about half a year after it")

SOCIAL_ASSISTANCE = Table(
    cbs="BIJSTANDUITKERINGTAB",
    name="social_assistance",
    theme="Socialezekerheid",
    shape=Shape.SPELLS,
    nl="Bijstandsuitkeringen",
    en="Social assistance benefits",
    keys=(PERSON,),
    columns=(
        code("BIJSTANDStatistiekcodeA", "scheme", "regeling", "scheme", 2, codes.ASSISTANCE_SCHEME),
        day(
            "BIJSTANDAanvangUitkeringPersoon1A",
            "begins_on",
            "begin van de uitkering",
            "begin of the benefit",
            sure=Sure.INFERRED,
        ),
        day(
            "BIJSTANDEindeUitkeringPersoon1A",
            "ends_on",
            "einde van de uitkering",
            "end of the benefit",
            sentinels=_OPEN,
            sure=Sure.INFERRED,
        ),
        code(
            "BIJSTANDIndicatieLopendA",
            "running",
            "lopend",
            "running",
            1,
            codes.RUNNING,
            closed=False,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("BIJSTANDUITKERINGTAB{year}V{version}", "BIJSTANDUITKERING{year}TABV{version}"),
    unique=("person", "scheme", "begins_on"),
    lag=_BENEFIT_LAG,
    begins="begins_on",
    ends="ends_on",
    overlaps_allowed=True,
    rare=True,
    source=_BENEFIT_SOURCE,
    sure=Sure.INFERRED,
)

STATE_PENSION = Table(
    cbs="AOWUITKERING1ATAB",
    name="state_pension",
    theme="Socialezekerheid",
    shape=Shape.YEARLY,
    nl="AOW-uitkeringen, stand eind december",
    en="State pensions, end of December",
    keys=(PERSON,),
    columns=(
        text(
            "AOWSoortpensioen2A",
            "pension_kind",
            "soort pensioen",
            "kind of pension",
            2,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("AOWUITKERING1A{year}{month}TABV{version}", "AOWUITKERING1ATAB{year}V{version}"),
    unique=("person",),
    lag=_BENEFIT_LAG,
    rare=True,
    source=_BENEFIT_SOURCE,
)

SURVIVOR_BENEFIT = Table(
    cbs="ANWUITKERING1ATAB",
    name="survivor_benefit",
    theme="Socialezekerheid",
    shape=Shape.YEARLY,
    nl="Nabestaandenuitkeringen, stand eind december",
    en="Survivor benefits, end of December",
    keys=(PERSON,),
    columns=(
        text(
            "Anwsoortpensioen1a",
            "pension_kind",
            "soort pensioen",
            "kind of pension",
            2,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("ANWUITKERING1A{year}{month}TABV{version}", "ANWUITKERING1ATAB{year}V{version}"),
    unique=("person",),
    lag=_BENEFIT_LAG,
    rare=True,
    source=_BENEFIT_SOURCE,
)

DISABILITY_BENEFIT = Table(
    cbs="AOTOTUITKERINGATAB",
    name="disability_benefit",
    theme="Socialezekerheid",
    shape=Shape.YEARLY,
    nl="Arbeidsongeschiktheidsuitkeringen, stand eind december",
    en="Disability benefits, end of December",
    keys=(PERSON,),
    columns=(
        code(
            "AOTotWetcodeV2",
            "law",
            "wet",
            "law",
            1,
            codes.DISABILITY_LAW,
            sentinels=sentinels(unknown="9"),
            attribute_class=_AUDIT,
        ),
        text(
            "AOTotStatusV2",
            "status_bits",
            "status (bitpatroon)",
            "status (bit pattern)",
            5,
            optional=True,
            attribute_class=_AUDIT,
            sure=Sure.INFERRED,
        ),
        day(
            "AOTotDatumEindeV2",
            "benefit_ends_on",
            "einde",
            "end",
            optional=True,
            sentinels=_OPEN,
            attribute_class=_AUDIT,
        ),
        amount(
            "AOTotBedragTwV2",
            "supplement_eur",
            "toeslag",
            "supplement",
            optional=True,
            attribute_class=_AUDIT,
        ),
        amount(
            "AOTotBedragVakantiegeldTwV2",
            "supplement_holiday_pay_eur",
            "vakantiegeld over de toeslag",
            "holiday pay on the supplement",
            optional=True,
            attribute_class=_AUDIT,
        ),
    ),  # fmt: skip
    file_names=(
        "AOTOTUITKERINGA{year}{month}TABV{version}",
        "AOTOTUITKERINGATAB{year}V{version}",
        "AOTOTUITKERINGATAB{year}{month}TABV{version}",
    ),
    unique=("person", "law"),
    lag=_BENEFIT_LAG,
    rare=True,
    source=_BENEFIT_SOURCE,
)

CHILD_BENEFIT = Table(
    cbs="AKWUITKERING1BTAB",
    name="child_benefit",
    theme="Socialezekerheid",
    shape=Shape.YEARLY,
    nl="Kinderbijslag, per kwartaal (vierde kwartaal gelezen)",
    en="Child benefit, by quarter (fourth quarter read)",
    keys=(
        Key(name="person", cbs=("RINPERSOONSverz1b", "RINPERSOONverz1b"), widths=(1, 9), kind="person"),
        Key(
            name="other_insured", cbs=("RINPERSOONSverz2b", "RINPERSOONverz2b"), widths=(1, 9), kind="person"
        ),
    ),
    columns=(),
    file_names=("AKWUITKERING1B{year}k{quarter}TABV{version}", "AKWUITKERING1BTAB{year}V{version}"),
    unique=(),
    lag=_BENEFIT_LAG,
    rare=True,
    source=_BENEFIT_SOURCE,
)

UNEMPLOYMENT_OR_OTHER_BENEFIT = Table(
    cbs="WUSUITKERING1ATAB",
    name="wus_benefit",
    theme="Socialezekerheid",
    shape=Shape.YEARLY,
    nl="WUS-uitkeringen, stand eind december",
    en="WUS benefits, end of December",
    keys=(PERSON,),
    columns=(
        text("WUSIndic1A", "indicator", "indicatie", "indicator", 5, optional=True, sure=Sure.INFERRED),
        day("WUSEindeuitkering1A", "benefit_ends_on", "einde", "end", optional=True, sentinels=_OPEN),
        amount("WUSBedragTw1A", "supplement_eur", "toeslag", "supplement", optional=True),
    ),
    file_names=("WUSUITKERING1A{year}{month}TABV{version}", "WUSUITKERING1ATAB{year}V{version}"),
    unique=(),
    lag=_BENEFIT_LAG,
    rare=True,
    source=_BENEFIT_SOURCE + "; what the indicator's five digits mean was not found",
    sure=Sure.INFERRED,
)  # fmt: skip

TABLES = (
    SOCIAL_ASSISTANCE,
    STATE_PENSION,
    SURVIVOR_BENEFIT,
    DISABILITY_BENEFIT,
    CHILD_BENEFIT,
    UNEMPLOYMENT_OR_OTHER_BENEFIT,
)
