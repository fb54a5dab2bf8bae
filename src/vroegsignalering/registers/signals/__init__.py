"""Signal deliveries (DDAS): contract, validation, reading without identifiers, and the funnel in simple counts."""

from vroegsignalering.registers.signals.contract import (
    CONTACT_KINDS,
    CONTRACT,
    PARTNERS,
    RESULTS,
    STATUSES,
    label,
)
from vroegsignalering.registers.signals.funnel import Funnel, funnel
from vroegsignalering.registers.signals.reading import Deliveries, read_deliveries, validate
from vroegsignalering.registers.signals.validating import Fault

__all__ = [
    "CONTACT_KINDS",
    "CONTRACT",
    "PARTNERS",
    "RESULTS",
    "STATUSES",
    "Deliveries",
    "Fault",
    "Funnel",
    "funnel",
    "label",
    "read_deliveries",
    "validate",
]
