"""Which published tables the model is calibrated to, and which are kept aside: the rule.

A table is a calibration table only if it stands in :data:`CALIBRATION`: margins of the population, low income
of households by leaf group, one year of income and wealth quantiles, levels of debt and of the basic-needs
line. Every other table is a validation table and may never be read while fitting: persons and children below
the line, transitions, origin in detail, household positions, wealth by income, receipt of benefits, and any
table a user brings. A test holds the rule to at least a fifth of the tables.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a table is for."""

    CALIBRATION = "calibration"
    VALIDATION = "validation"


CALIBRATION: frozenset[str] = frozenset(
    {
        "83841NED",
        "CBS Laag inkomen; huishoudenskenmerken, regio",
        "37296ned/7461bev",
        "population",
        "83502NED",
        "Kerncijfers gemeenten 2021",
        "71487ned",
        "85384NED",
        "85525NED",
        "83934NED",
        "83834NED",
        "85673NED",
        "CBS Schuldenproblematiek in beeld",
        "81066ned",
        "new poverty definition",
    }
)
"""Tables of published figures that were used in making the synthetic country; every other one is kept aside (decision 0113)."""
TOLERANCE = {Role.CALIBRATION: 0.05, Role.VALIDATION: 0.15}
"""Largest relative difference that counts as ok, where twice the standard error is smaller."""


def role(table: str) -> Role:
    """Calibration or validation, by the rule of this module.

    Parameters
    ----------
    table : str
        Number of a StatLine table.

    Returns
    -------
    Role

    Examples
    --------
    >>> role("37975").value
    'validation'
    """
    return Role.CALIBRATION if table in CALIBRATION else Role.VALIDATION
