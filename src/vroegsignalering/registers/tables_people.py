"""Persons, their parents and deaths: files of the theme *Bevolking*.

Standing on public code that copies CBS documentation of 2022. Kept out on purpose: postcode files and names.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, code, day, digits, sentinels, text
from vroegsignalering.registers.schema import Break, Key, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Sure
from vroegsignalering.vocabulary import AttributeClass

_CODEBOOK = "formats as in the CBS documentation of gbapersoontab (2022) and gbahuishoudensbus (2022), via public code"
_AUDIT = AttributeClass.AUDIT
REGISTER_LAG = Lag(
    days=90, source="assumed: population registers of a year are delivered in the first quarter after it"
)
_UNKNOWN_COUNTRY = sentinels(missing="----", unknown="0000")

PERSONS = Table(
    cbs="GBAPERSOONTAB",
    name="persons",
    theme="Bevolking",
    shape=Shape.LOOKUP,
    nl="Personen die sinds 1 oktober 1994 in de BRP hebben gestaan",
    en="Persons ever in the population register since 1 October 1994",
    keys=(PERSON,),
    columns=(
        code(
            "GBAGESLACHT",
            "sex",
            "geslacht",
            "sex",
            1,
            codes.SEX,
            sentinels=codes.DASH,
            attribute_class=_AUDIT,
        ),
        digits("GBAGEBOORTEJAAR", "birth_year", "geboortejaar", "year of birth", 4, low=1850, high=2100),
        digits("GBAGEBOORTEMAAND", "birth_month", "geboortemaand", "month of birth", 2, low=1, high=12),
        digits(
            "GBAGEBOORTEDAG",
            "birth_day",
            "geboortedag (kan zijn afgeschermd)",
            "day of birth (may be withheld)",
            2,
            low=1,
            high=31,
        ),
        code(
            "GBAGEBOORTELAND",
            "birth_country",
            "geboorteland",
            "country of birth",
            4,
            codes.COUNTRY,
            closed=False,
            sentinels=_UNKNOWN_COUNTRY,
            attribute_class=_AUDIT,
        ),
        code(
            "GBAGEBOORTELANDMOEDER",
            "mother_birth_country",
            "geboorteland moeder",
            "mother's country of birth",
            4,
            codes.COUNTRY,
            closed=False,
            sentinels=_UNKNOWN_COUNTRY,
            attribute_class=_AUDIT,
        ),
        code(
            "GBAGEBOORTELANDVADER",
            "father_birth_country",
            "geboorteland vader",
            "father's country of birth",
            4,
            codes.COUNTRY,
            closed=False,
            sentinels=_UNKNOWN_COUNTRY,
            attribute_class=_AUDIT,
        ),
        code(
            "GBAAANTALOUDERSBUITENLAND",
            "parents_born_abroad",
            "aantal ouders geboren in het buitenland",
            "number of parents born abroad",
            1,
            codes.PARENTS_ABROAD,
            sentinels=codes.EMPTY,
            attribute_class=_AUDIT,
        ),
        code(
            "GBAHERKOMSTLAND",
            "origin_country",
            "herkomstland (indeling 2022)",
            "country of origin (2022)",
            4,
            codes.COUNTRY,
            closed=False,
            sentinels=_UNKNOWN_COUNTRY,
            attribute_class=_AUDIT,
            optional=True,
        ),
        code(
            "GBAGEBOORTELANDNL",
            "born_in_netherlands",
            "geboren in Nederland",
            "born in the Netherlands",
            1,
            codes.BORN_IN_NETHERLANDS,
            sentinels=codes.DASH,
            attribute_class=_AUDIT,
            optional=True,
        ),
        code(
            "GBAGENERATIE",
            "generation_old",
            "generatie (oude indeling)",
            "generation (old classification)",
            1,
            codes.GENERATION,
            sentinels=codes.DASH,
            attribute_class=_AUDIT,
            optional=True,
        ),
        code(
            "GBAHERKOMSTGROEPERING",
            "origin_old",
            "herkomstgroepering (oude indeling)",
            "origin (old classification)",
            4,
            codes.COUNTRY,
            closed=False,
            sentinels=_UNKNOWN_COUNTRY,
            attribute_class=_AUDIT,
            optional=True,
        ),
    ),  # fmt: skip
    file_names=(
        "GBAPERSOON{year}TABV{version}",
        "GBAPERSOONTAB{year}V{version}",
        "GBAPERSOONTABV{year}{month}{version}",
    ),
    unique=("person",),
    lag=REGISTER_LAG,
    cumulative=True,
    born=("birth_year", "birth_month", "birth_day"),
    status=("birth_year", "birth_month", "birth_day"),
    breaks=(
        Break(year=2022, says="origin follows the classification of 2022; the old one stands beside it"),
    ),
    source=_CODEBOOK,
)

PARENTS = Table(
    cbs="KINDOUDERTAB",
    name="parents",
    theme="Bevolking",
    shape=Shape.LOOKUP,
    nl="Juridische ouders van personen",
    en="Legal parents of persons",
    keys=(
        PERSON,
        Key(name="father", cbs=("RINPERSOONSpa", "RINPERSOONpa"), widths=(1, 9), kind="person"),
        Key(name="mother", cbs=("RINPERSOONSMa", "RINPERSOONMa"), widths=(1, 9), kind="person"),
    ),
    columns=(
        text(
            "XKOPPELNUMMER",
            "link_method",
            "hoe de koppeling tot stand kwam",
            "how the link was made",
            2,
            optional=True,
            sure=Sure.INFERRED,
        ),
    ),
    file_names=("KINDOUDER{year}TABV{version}", "KINDOUDERTAB{year}V{version}"),
    unique=("person",),
    lag=REGISTER_LAG,
    cumulative=True,
    source="public code and the ELAN codebook; the value of an unknown parent is not known",
)

DEATHS = Table(
    cbs="GBAOVERLIJDENTAB",
    name="deaths",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Overlijden",
    en="Deaths",
    keys=(PERSON,),
    columns=(day("GBADatumOverlijden", "died_on", "datum van overlijden", "date of death"),),
    file_names=(
        "GBAOVERLIJDEN{year}TABV{version}",
        "GBAOVERLIJDENTAB{year}V{version}",
        "GBAOVERLIJDENTABV{year}{month}{version}",
    ),
    unique=("person",),
    lag=REGISTER_LAG,
    cumulative=True,
    begins="died_on",
    sure=Sure.INFERRED,
    rare=True,
    source="only the provisional file (VRL prefix) was seen in public code; names without the prefix are inferred",
)

PERSONS_SHORT = Table(
    cbs="GBAPERSOONKTAB",
    name="persons_short",
    theme="Bevolking",
    shape=Shape.LOOKUP,
    nl="Personen, korte versie zonder herkomst",
    en="Persons, the short edition without origin",
    keys=(PERSON,),
    columns=tuple(PERSONS.column(name) for name in ("sex", "birth_year", "birth_month", "birth_day")),
    file_names=(
        "GBAPERSOONK{year}TABV{version}",
        "GBAPERSOONKTAB{year}V{version}",
        "GBAPERSOONKTABV{year}{month}{version}",
    ),
    unique=("person",),
    lag=REGISTER_LAG,
    cumulative=True,
    born=("birth_year", "birth_month", "birth_day"),
    source="public code and life-course research; studies read GBAPERSOONTAB",
)

TABLES = (PERSONS, PARENTS, DEATHS, PERSONS_SHORT)
