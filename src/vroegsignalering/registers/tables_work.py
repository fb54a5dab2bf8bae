"""Work, socio-economic category and education.

SPOLISBUS is the largest file: aggregate it (:mod:`vroegsignalering.registers.jobs`) before any join.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, amount, code, day, number, sentinels, source_flag, text
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Sure

_OPEN = sentinels(open="88888888")
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
        amount(
            "SLNLBPH", "taxable_wage_eur", "fiscaal loon", "taxable wage", optional=True, sure=Sure.INFERRED
        ),
        number(
            "SAANTCTRCTURENPWK",
            "contract_hours_week",
            "contracturen per week",
            "contract hours per week",
            optional=True,
        ),
        number("SREGULIEREUREN", "regular_hours", "reguliere uren", "regular hours", optional=True),
        number("SAANTSV", "insured_days", "sv-dagen", "social-insurance days", optional=True),
        number(
            "SBAANDAGEN",
            "calendar_days",
            "kalenderdagen met de baan",
            "calendar days of the job",
            optional=True,
        ),
        amount("SLNOWRK", "overtime_wage_eur", "loon uit overwerk", "overtime wage", optional=True),
        amount("SBIJZONDEREBELONING", "special_pay_eur", "bijzondere beloning", "special pay", optional=True),
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
    EDUCATION,
)
