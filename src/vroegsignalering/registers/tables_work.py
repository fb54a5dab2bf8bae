"""Work, socio-economic category, benefits and education.

SPOLISBUS is the largest file: aggregate it (:mod:`vroegsignalering.registers.jobs`) before any join. The benefit
files of 2019 are the only ones whose names were seen; other years are inferred from them.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, amount, code, day, number, source_flag, text
from vroegsignalering.registers.schema import Break, Key, Lag, Shape, Sure, Table, sentinels
from vroegsignalering.vocabulary import AttributeClass

_AUDIT = AttributeClass.AUDIT
_OPEN = sentinels(open="88888888")
_BENEFIT_SOURCE = "public code on the benefit files of 2019; formats inferred"
_BENEFIT_LAG = Lag(days=180, source="assumed: benefit files of a year come about half a year after it")
_SECM_SOURCES = (
    ("WERKN", "employee", "werknemer"),
    ("DGA", "director_owner", "directeur-grootaandeelhouder"),
    ("ZELFST", "self_employed", "zelfstandige"),
    ("OVACTIEF", "other_active", "overig actief"),
    ("WERKLUITK", "unemployment_benefit", "werkloosheidsuitkering"),
    ("BIJSTAND", "social_assistance", "bijstand"),
    ("SOCVOORZOV", "other_social_provision", "overige sociale voorziening"),
    ("ZIEKTEAO", "sickness_or_disability_benefit", "ziekte of arbeidsongeschiktheid"),
    ("PENSIOEN", "pension", "pensioen"),
    ("SCHOLSTUD", "student", "scholier of student"),
    ("MEEWERKEND", "assisting_family_member", "meewerkend gezinslid"),
)

SOCIO_ECONOMIC_SPELLS = Table(
    cbs="SECMBUS",
    name="socio_economic_spells",
    theme="InkomenBestedingen",
    shape=Shape.SPELLS,
    nl="Sociaaleconomische categorie, per periode van hele maanden",
    en="Socio-economic category, by spell of whole months",
    keys=(PERSON,),
    columns=(
        day("AANVSECM", "begins_on", "begin", "begin"),
        day("EINDSECM", "ends_on", "einde", "end", open_at_edition_end=True, sentinels=_OPEN),
        code(
            "SECM",
            "socio_economic",
            "sociaaleconomische categorie",
            "socio-economic category",
            2,
            codes.SOCIO_ECONOMIC,
        ),
        *(
            source_flag(
                f"XKOPPEL{cbs}SECM", f"is_source_{name}", f"bron: {nl}", f"source: {name}".replace("_", " ")
            )
            for cbs, name, nl in _SECM_SOURCES
        ),
    ),
    file_names=("SECMBUS{year}V{version}",),
    unique=("person", "begins_on"),
    lag=Lag(days=540, source="assumed: delivered with the income files"),
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    first_year=1999,
    breaks=(Break(year=1999, says="start of the file: 1999 by the CBS catalogue, 1991 by another codebook"),),
    source="public code and codebook; codes verified in English",
)

JOBS = Table(
    cbs="SPOLISBUS",
    name="jobs",
    theme="Spolis",
    shape=Shape.SPELLS,
    nl="Banen per inkomstenperiode (maand of vier weken)",
    en="Jobs by income period (month or four weeks)",
    keys=(PERSON,),
    columns=(
        text("IKVID", "job", "nummer van de inkomstenverhouding", "number of the income relation", 12),
        day("SDATUMAANVANGIKO", "begins_on", "begin van de periode", "begin of the period"),
        day("SDATUMEINDEIKO", "ends_on", "einde van de periode", "end of the period"),
        day(
            "SDATUMAANVANGIKV",
            "job_begins_on",
            "begin van de baan in het venster",
            "begin of the job in the window",
            optional=True,
        ),
        day(
            "SDATUMEINDEIKV",
            "job_ends_on",
            "einde van de baan in het venster",
            "end of the job in the window",
            optional=True,
        ),
        amount("SBASISLOON", "base_wage_eur", "basisloon in de periode", "base wage in the period"),
        amount("SLNINGLD", "gross_wage_eur", "loon in geld in de periode", "gross wage in the period"),
        number("SBASISUREN", "base_hours", "basisuren", "base hours", low=-10000.0, high=10000.0),
        number("SAANTVERLU", "paid_hours", "verloonde uren", "paid hours", optional=True),
        number("SVOLTIJDDAGEN", "full_time_days", "voltijddagen", "full-time days", optional=True),
        code("SCONTRACTSOORT", "contract", "soort contract", "kind of contract", 1, codes.CONTRACT),
        code(
            "SPOLISDIENSTVERBAND",
            "full_time",
            "voltijd of deeltijd",
            "full-time or part-time",
            1,
            codes.FULL_TIME,
        ),
        text("SSOORTBAAN", "job_kind", "soort baan", "kind of job", 1, optional=True, sure=Sure.INFERRED),
        text(
            "SCAOSECTOR",
            "sector",
            "cao-sector",
            "sector of collective agreement",
            4,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("SPOLISBUS{year}V{version}",),
    unique=("person", "job", "begins_on"),
    lag=Lag(
        days=120, source="assumed: yearly files in spring after the year; provisional monthly files earlier"
    ),
    begins="begins_on",
    ends="ends_on",
    overlaps_allowed=True,
    first_year=2010,
    breaks=(Break(year=2010, says="replaces POLISBUS (2006-2009), which had other column names"),),
    source="public code and the ELAN codebook; widths inferred",
)

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
    ),
    file_names=(
        "AOTOTUITKERINGA{year}{month}TABV{version}",
        "AOTOTUITKERINGATAB{year}V{version}",
        "AOTOTUITKERINGATAB{year}{month}TABV{version}",
    ),
    unique=("person", "law"),
    lag=_BENEFIT_LAG,
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
    source=_BENEFIT_SOURCE,
)

EDUCATION = Table(
    cbs="HOOGSTEOPLTAB",
    name="education",
    theme="Onderwijs",
    shape=Shape.YEARLY,
    nl="Hoogste opleiding op 1 oktober",
    en="Highest education on 1 October",
    keys=(PERSON,),
    columns=(
        code(
            "OPLNIVSOI2021AGG4HBmetNIRWO",
            "highest_attained",
            "hoogst behaald niveau",
            "highest level attained",
            4,
            codes.EDUCATION_LEVEL,
            sentinels=sentinels(unknown="----"),
            earlier=((2018, "OPLNIVSOI2016AGG4HBMETNIRWO"),),
        ),
        code(
            "OPLNIVSOI2021AGG4HGmetNIRWO",
            "highest_followed",
            "hoogst gevolgd niveau",
            "highest level followed",
            4,
            codes.EDUCATION_LEVEL,
            sentinels=sentinels(unknown="----"),
            earlier=((2018, "OPLNIVSOI2016AGG4HGMETNIRWO"),),
            optional=True,
        ),
        number("GEWICHTHOOGSTEOPL", "weight", "ophooggewicht", "raising weight", 4, low=0.0),
        text(
            "RGEBB",
            "is_observed_in",
            "waargenomen in register of enquête",
            "seen in register or survey",
            1,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=(
        "HOOGSTEOPL{year}TABV{version}",
        "HOOGSTEOPLTAB {year}V{version}",
        "HOOGSTEOPLTAB{year}V{version}",
    ),
    unique=("person",),
    lag=Lag(days=450, source="assumed: about fifteen months after 1 October"),
    reference=(10, 1),
    first_year=2013,
    breaks=(Break(year=2019, says="SOI2021 replaces SOI2016; column names in mixed case"),),
    coverage="about two thirds of the population, older persons and migrants less; `weight` is needed for shares",
    source="public code and the ELAN codebook",
)

TABLES = (
    SOCIO_ECONOMIC_SPELLS,
    JOBS,
    SOCIAL_ASSISTANCE,
    STATE_PENSION,
    SURVIVOR_BENEFIT,
    DISABILITY_BENEFIT,
    CHILD_BENEFIT,
    EDUCATION,
)
