"""All declared register files, by theme in ``tables_*.py``; the only modules in which CBS names stand.

The list in words, with every English column name, is ``docs/reference/registers.md``.
"""

from __future__ import annotations

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers import (
    tables_before_2011,
    tables_benefits,
    tables_debt,
    tables_households,
    tables_money,
    tables_people,
    tables_persons_income,
    tables_place,
    tables_unions,
    tables_wealth,
    tables_work,
)
from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.tables_benefits import (
    CHILD_BENEFIT,
    DISABILITY_BENEFIT,
    SOCIAL_ASSISTANCE,
    STATE_PENSION,
    SURVIVOR_BENEFIT,
    UNEMPLOYMENT_OR_OTHER_BENEFIT,
)
from vroegsignalering.registers.tables_debt import (
    DEBT_ARRANGEMENTS,
    HEALTH_INSURANCE_DEFAULT,
    POLICY_MONITOR,
    PROBLEMATIC_DEBT,
)
from vroegsignalering.registers.tables_households import HOUSEHOLD_SPELLS, PERSON_TO_HOUSEHOLD
from vroegsignalering.registers.tables_money import HOUSEHOLD_INCOME
from vroegsignalering.registers.tables_people import DEATHS, PARENTS, PERSONS, PERSONS_SHORT
from vroegsignalering.registers.tables_persons_income import PERSONAL_INCOME
from vroegsignalering.registers.tables_place import (
    ADDRESS_REGION,
    ADDRESS_REGION_OTHER,
    ADDRESS_SPELLS,
    DWELLING_OWNERSHIP,
    DWELLING_VALUE,
)
from vroegsignalering.registers.tables_unions import CIVIL_STATUS_SPELLS, DIVORCES, PARTNER_SPELLS
from vroegsignalering.registers.tables_wealth import HOUSEHOLD_WEALTH, PROSPERITY_SCORES
from vroegsignalering.registers.tables_work import EDUCATION, JOBS, SOCIO_ECONOMIC_SPELLS

ALL: tuple[Table, ...] = (
    *tables_people.TABLES,
    *tables_unions.TABLES,
    *tables_households.TABLES,
    *tables_money.TABLES,
    *tables_wealth.TABLES,
    *tables_persons_income.TABLES,
    *tables_before_2011.TABLES,
    *tables_work.TABLES,
    *tables_benefits.TABLES,
    *tables_place.TABLES,
    *tables_debt.TABLES,
)
"""Every declared table."""

CORRIDOR: tuple[Table, ...] = (
    PERSONS,
    HOUSEHOLD_SPELLS,
    PERSON_TO_HOUSEHOLD,
    HOUSEHOLD_INCOME,
    PERSONAL_INCOME,
    HOUSEHOLD_WEALTH,
    SOCIO_ECONOMIC_SPELLS,
    ADDRESS_SPELLS,
    ADDRESS_REGION,
    EDUCATION,
    HEALTH_INSURANCE_DEFAULT,
)
"""The files that the first studies stand on."""


def table(name: str) -> Table:
    """The table with this English or CBS name.

    Raises
    ------
    DeclarationError
        No table has that name.
    """
    for found in ALL:
        if name in (found.name, found.cbs):
            return found
    raise DeclarationError(f"no table {name!r}", mend=f"one of: {', '.join(found.name for found in ALL)}")


__all__ = [
    "ADDRESS_REGION",
    "ADDRESS_REGION_OTHER",
    "ADDRESS_SPELLS",
    "ALL",
    "CHILD_BENEFIT",
    "CIVIL_STATUS_SPELLS",
    "CORRIDOR",
    "DEATHS",
    "DEBT_ARRANGEMENTS",
    "DISABILITY_BENEFIT",
    "DIVORCES",
    "DWELLING_OWNERSHIP",
    "DWELLING_VALUE",
    "EDUCATION",
    "HEALTH_INSURANCE_DEFAULT",
    "HOUSEHOLD_INCOME",
    "HOUSEHOLD_SPELLS",
    "HOUSEHOLD_WEALTH",
    "JOBS",
    "PARENTS",
    "PARTNER_SPELLS",
    "PERSONAL_INCOME",
    "PERSONS",
    "PERSONS_SHORT",
    "PERSON_TO_HOUSEHOLD",
    "POLICY_MONITOR",
    "PROBLEMATIC_DEBT",
    "PROSPERITY_SCORES",
    "SOCIAL_ASSISTANCE",
    "SOCIO_ECONOMIC_SPELLS",
    "STATE_PENSION",
    "SURVIVOR_BENEFIT",
    "UNEMPLOYMENT_OR_OTHER_BENEFIT",
    "table",
]
