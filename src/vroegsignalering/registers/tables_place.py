"""Addresses and regions; addresses are pseudonymous objects, and only the gemeente is declared.

District, neighbourhood and postcode columns exist in the real files and are never read: an area that small is no
feature and no group of ours.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import ADDRESS, PERSON, code, count, day, digits, sentinels, text
from vroegsignalering.registers.schema import Break, Lag, Shape, Table
from vroegsignalering.registers.schema_column import Sure

_REGISTER_LAG = Lag(
    days=90, source="assumed: population registers of a year are delivered in the first quarter after it"
)

ADDRESS_SPELLS = Table(
    cbs="GBAADRESOBJECTBUS",
    name="address_spells",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Adressen van personen, per periode",
    en="Addresses of persons, by spell",
    keys=(PERSON, ADDRESS),
    columns=(
        day("GBADATUMAANVANGADRESHOUDING", "begins_on", "begin", "begin"),
        day("GBADATUMEINDEADRESHOUDING", "ends_on", "einde", "end", open_at_edition_end=True),
    ),
    file_names=("GBAADRESOBJECT{year}BUSV{version}", "GBAADRESOBJECTBUS{year}V{version}"),
    unique=("person", "begins_on"),
    lag=_REGISTER_LAG,
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    source="public code; that an open spell ends on or after the edition's last day is inferred",
)

ADDRESS_REGION = Table(
    cbs="VSLGWBTAB",
    name="address_region",
    theme="BouwenWonen",
    shape=Shape.LOOKUP,
    nl="Gemeente van een adres",
    en="Municipality of an address",
    keys=(ADDRESS,),
    columns=(
        text(
            "gem{year}",
            "gemeente_code",
            "gemeentecode in de indeling van het jaar",
            "municipality code in the classification of the year",
            4,
            sentinels=sentinels(unknown="----"),
        ),
    ),
    file_names=("VSLGWB{year}TAB{month}V{version}", "VSLGWBTAB{year}V{version}"),
    unique=("address",),
    lag=_REGISTER_LAG,
    cumulative=True,
    breaks=(Break(year=2012, says="objects of before the address register (BAG) have kind H"),),
    coverage="objects outside it stand in NIETVSLGTAB with their municipality only",
    source="public code",
)

ADDRESS_REGION_OTHER = Table(
    cbs="NIETVSLGTAB",
    name="address_region_other",
    theme="BouwenWonen",
    shape=Shape.LOOKUP,
    nl="Gemeente van objecten buiten de BAG",
    en="Municipality of objects outside the address register",
    keys=(ADDRESS,),
    columns=(
        text(
            "gem{year}",
            "gemeente_code",
            "gemeentecode in de indeling van het jaar",
            "municipality code in the classification of the year",
            4,
            sentinels=sentinels(unknown="----"),
        ),
    ),
    file_names=("NIETVSLG{year}TABV{version}", "NIETVSLGTAB{year}V{version}"),
    unique=("address",),
    lag=_REGISTER_LAG,
    cumulative=True,
    source="public code; file name inferred",
    sure=Sure.INFERRED,
)

DWELLING_OWNERSHIP = Table(
    cbs="EIGENDOMTAB",
    name="dwelling_ownership",
    theme="BouwenWonen",
    shape=Shape.YEARLY,
    nl="Eigendom van woningen",
    en="Ownership of dwellings",
    keys=(ADDRESS,),
    columns=(
        code(
            "TypeEigenaar",
            "owner_kind",
            "soort eigenaar",
            "kind of owner",
            1,
            codes.DWELLING_OWNER,
            closed=False,
            sure=Sure.INFERRED,
        ),
        count("AantalBewoners", "resident_count", "aantal bewoners", "residents", 4, optional=True),
    ),
    file_names=("EIGENDOM{year}TABV{version}", "EIGENDOMTAB{year}V{version}"),
    unique=("address",),
    lag=Lag(days=365, source="assumed: about a year after 1 January"),
    reference=(1, 1),
    first_year=2012,
    last_year=2022,
    source="public code; rental codes are not known",
    sure=Sure.INFERRED,
)

DWELLING_VALUE = Table(
    cbs="EIGENDOMWOZBAGTAB",
    name="dwelling_value",
    theme="BouwenWonen",
    shape=Shape.YEARLY,
    nl="WOZ-waarde en eigendom van woningen",
    en="Assessed value and tenure of dwellings",
    keys=(ADDRESS,),
    columns=(
        digits("WOZWAARDEOBJECTBAG", "assessed_value_eur", "WOZ-waarde", "assessed value", 11, high=2e9,
               sentinels=sentinels(unknown=""), sure=Sure.INFERRED),
        text("VBOEIGENDOMBAG", "tenure_code", "eigendom (leeg vanaf 2015)", "tenure (empty from 2015)", 1, optional=True,
             until=2014, sure=Sure.INFERRED),
    ),
    file_names=("EIGENDOMWOZBAG{year}TABV{version}", "EIGENDOMWOZBAGTAB{year}V{version}"),
    unique=("address",),
    lag=Lag(days=365, source="assumed: about a year after 1 January"),
    reference=(1, 1),
    breaks=(Break(year=2015, says="tenure is empty from here on"),),
    source="public code; the list of tenure codes is not known",
    sure=Sure.INFERRED,
)  # fmt: skip

TABLES = (ADDRESS_SPELLS, ADDRESS_REGION, ADDRESS_REGION_OTHER, DWELLING_OWNERSHIP, DWELLING_VALUE)
