"""Room proving: would the audit notice? Faults of known kind and size are planted, the audit runs blind.

The transforms are pure functions on invented scores and signal chains; no register and no person is read. What comes
out is the power of the audit, its false alarms and the coverage of its intervals, each with its own interval.
"""

from vroegsignalering.proving.faults import FAULTS, Fault
from vroegsignalering.proving.ground import GROUP_SIZES, SIZES, prove
from vroegsignalering.proving.worlds import World, world

__all__ = ["FAULTS", "GROUP_SIZES", "SIZES", "Fault", "World", "prove", "world"]
