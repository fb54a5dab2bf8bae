"""The two kinds of households: spells of the population register, and the link to income statistics.

Their keys do not join to each other (:mod:`~vroegsignalering.registers.keys`).
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import (
    BRP_HOUSEHOLD,
    MAIN_EARNER,
    PERSON,
    code,
    count,
    day,
    digits,
    flag,
    sentinels,
)
from vroegsignalering.registers.schema import Break, Lag, Shape, Table

_CODEBOOK = "formats as in the CBS documentation of gbapersoontab (2022) and gbahuishoudensbus (2022), via public code"
_REGISTER_LAG = Lag(
    days=90, source="assumed: population registers of a year are delivered in the first quarter after it"
)

HOUSEHOLD_SPELLS = Table(
    cbs="GBAHUISHOUDENSBUS",
    name="household_spells",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Plaats van personen in huishoudens, per periode",
    en="Place of persons in households, by spell",
    keys=(PERSON, BRP_HOUSEHOLD),
    columns=(
        day("DATUMAANVANGHH", "begins_on", "begin van het huishouden", "begin of the household"),
        day(
            "DATUMEINDEHH",
            "ends_on",
            "einde van het huishouden",
            "end of the household",
            open_at_edition_end=True,
            sentinels=sentinels(open="88888888"),
        ),
        code(
            "TYPHH",
            "household_type",
            "type huishouden",
            "type of household",
            1,
            codes.HOUSEHOLD_TYPE,
            sentinels=codes.EMPTY,
        ),
        code(
            "PLHH",
            "place_in_household",
            "plaats in het huishouden",
            "place in the household",
            2,
            codes.PLACE_IN_HOUSEHOLD,
            sentinels=codes.EMPTY,
            align_right=True,
        ),
        flag(
            "REFPERSOONHH", "is_reference_person", "is referentiepersoon", "is reference person", stored="A"
        ),
        count(
            "AANTALPERSHH",
            "person_count",
            "aantal personen in het huishouden",
            "persons in the household",
            low=1,
            high=2000,
        ),
        count("AANTALKINDHH", "child_count", "aantal thuiswonende kinderen", "children at home", 2, high=30),
        count(
            "AANTALOVHH",
            "other_member_count",
            "aantal overige leden",
            "other members",
            2,
            high=99,
            optional=True,
        ),
        digits(
            "GEBJAARJONGSTEKINDHH",
            "youngest_child_birth_year",
            "geboortejaar jongste kind",
            "birth year of youngest child",
            4,
            low=1900,
            high=2100,
            optional=True,
        ),
        digits(
            "GEBMAANDJONGSTEKINDHH",
            "youngest_child_birth_month",
            "geboortemaand jongste kind",
            "birth month of youngest child",
            2,
            low=1,
            high=12,
            optional=True,
        ),
        digits(
            "GEBJAAROUDSTEKINDHH",
            "oldest_child_birth_year",
            "geboortejaar oudste kind",
            "birth year of oldest child",
            4,
            low=1900,
            high=2100,
            optional=True,
        ),
    ),
    file_names=("GBAHUISHOUDENS{year}BUSV{version}", "GBAHUISHOUDENSBUS{year}V{version}"),
    unique=("person", "begins_on"),
    lag=_REGISTER_LAG,
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    status=("household_type", "place_in_household", "person_count", "begins_on"),
    breaks=(Break(year=1994, says="begins on 1 October 1994; later editions revise earlier spells"),),
    source=_CODEBOOK,
)

PERSON_TO_HOUSEHOLD = Table(
    cbs="KOPPELPERSOONHUISHOUDEN",
    name="person_to_household",
    theme="InkomenBestedingen",
    shape=Shape.YEARLY,
    nl="Koppeling van personen aan het huishouden van de inkomensstatistiek (sleutel: hoofdkostwinner)",
    en="Link of persons to the household of income statistics (key: main earner)",
    keys=(
        PERSON,
        MAIN_EARNER,
    ),
    columns=(),
    file_names=("KOPPELPERSOONHUISHOUDEN{year}V{version}", "Koppeltabel_IPI_IHI_IVB{year}"),
    unique=("person",),
    lag=Lag(
        days=540, source="assumed: delivered with the income files, about eighteen months after the year"
    ),
    status=("main_earner",),
    first_year=2003,
    breaks=(Break(year=2011, says="before 2011 another file name and another key name (KERN)"),),
    source="public code: file paths of three research groups",
)

TABLES = (
    HOUSEHOLD_SPELLS,
    PERSON_TO_HOUSEHOLD,
)
