"""Published figures against what registers give: synthetic ones, or real ones.

A reader finds here :func:`fidelity` (one row per target), :func:`summary` (one row per table) and
:func:`role` (was a table used in calibration, or kept aside). It fits nothing and knows nothing of how
registers were made.
"""

from vroegsignalering.fidelity.compare import COLUMNS, fidelity, read_targets, summary
from vroegsignalering.fidelity.roles import CALIBRATION, Role, role

__all__ = ["CALIBRATION", "COLUMNS", "Role", "fidelity", "read_targets", "role", "summary"]
