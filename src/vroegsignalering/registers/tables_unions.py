"""Partners, civil status and divorces: files of the theme *Bevolking*.

Standing on public code that copies CBS documentation of 2022. Unmarried couples are not here: they come from the
place in the household.
"""

from __future__ import annotations

from vroegsignalering.registers import codes
from vroegsignalering.registers.columns import PERSON, code, day, digits, sentinels
from vroegsignalering.registers.schema import Key, Shape, Table
from vroegsignalering.registers.schema_column import Sure
from vroegsignalering.registers.tables_people import REGISTER_LAG
from vroegsignalering.vocabulary import AttributeClass

_AUDIT = AttributeClass.AUDIT

PARTNER_SPELLS = Table(
    cbs="GBAVERBINTENISPARTNERBUS",
    name="partner_spells",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Huwelijken en geregistreerde partnerschappen, per periode",
    en="Marriages and registered partnerships, by spell",
    keys=(
        PERSON,
        Key(
            name="partner",
            cbs=("RINPERSOONSVERBINTENISP", "RINPERSOONVERBINTENISP"),
            widths=(1, 9),
            kind="person",
        ),
    ),
    columns=(
        day("AANVANGVERBINTENIS", "begins_on", "begin van de verbintenis", "begin of the union"),
        day(
            "EINDEVERBINTENIS",
            "ends_on",
            "einde van de verbintenis",
            "end of the union",
            sentinels=sentinels(open="88888888"),
        ),
        code(
            "TYPEVERBINTENIS",
            "union_type",
            "soort verbintenis",
            "kind of union",
            1,
            codes.UNION_TYPE,
            attribute_class=_AUDIT,
        ),
        code(
            "REDENBEEINDIGINGVERBINTENIS",
            "union_end",
            "reden van beëindiging",
            "reason of ending",
            1,
            codes.UNION_END,
            closed=False,
            sentinels=sentinels(still_running=""),
            attribute_class=_AUDIT,
        ),
    ),
    file_names=("GBAVERBINTENISPARTNER{year}BUSV{version}", "GBAVERBINTENISPARTNERBUS{year}V{version}"),
    unique=("person", "begins_on"),
    lag=REGISTER_LAG,
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    source="public code of life-course research",
    coverage="no unmarried cohabitation: couples come from place_in_household",
)

CIVIL_STATUS_SPELLS = Table(
    cbs="GBABURGERLIJKESTAATBUS",
    name="civil_status_spells",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Burgerlijke staat, per periode",
    en="Civil status, by spell",
    keys=(PERSON,),
    columns=(
        day("GBAAANVANGBURGERLIJKESTAAT", "begins_on", "begin", "begin"),
        day(
            "GBAEINDEBURGERLIJKESTAAT",
            "ends_on",
            "einde",
            "end",
            open_at_edition_end=True,
            sentinels=sentinels(open="88888888"),
        ),
        code(
            "GBABURGERLIJKESTAATNW",
            "civil_status",
            "burgerlijke staat",
            "civil status",
            2,
            codes.CIVIL_STATUS,
            attribute_class=_AUDIT,
        ),
    ),
    file_names=("GBABURGERLIJKESTAAT{year}BUSV{version}", "GBABURGERLIJKESTAATBUS{year}V{version}"),
    unique=("person", "begins_on"),
    lag=REGISTER_LAG,
    cumulative=True,
    begins="begins_on",
    ends="ends_on",
    source="public code of life-course research",
)

DIVORCES = Table(
    cbs="GBASCHEIDINGENMASSATAB",
    name="divorces",
    theme="Bevolking",
    shape=Shape.SPELLS,
    nl="Scheidingen",
    en="Divorces",
    keys=(
        Key(name="person", cbs=("RINPERSOONSPARTNER1S", "RINPERSOONPARTNER1S"), widths=(1, 9), kind="person"),
        Key(name="partner", cbs=("RINPERSOONSPARTNER2S", "RINPERSOONPARTNER2S"), widths=(1, 9), kind="person"),
    ),
    columns=(
        day("DATUMSCHEIDING", "divorced_on", "datum van de scheiding", "date of the divorce", attribute_class=_AUDIT),
        digits("SCHEIDINGJAAR", "published_year", "jaar van publicatie", "year of publication", 4, low=1900, high=2100,
               optional=True, attribute_class=_AUDIT),
    ),
    file_names=("GBASCHEIDINGENMASSA{year}TABV{version}", "GBASCHEIDINGENMASSATAB{year}V{version}"),
    unique=("person", "divorced_on"),
    lag=REGISTER_LAG,
    cumulative=True,
    begins="divorced_on",
    sure=Sure.INFERRED,
    rare=True,
    source="public code; studies take divorces from the spells of unions",
)  # fmt: skip

TABLES = (PARTNER_SPELLS, CIVIL_STATUS_SPELLS, DIVORCES)
