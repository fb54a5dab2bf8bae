"""Life events: who had them, what came after, and what came to like households without them.

Cohorts and matched comparisons from registers; shares with intervals, never a claim of cause. Plans for outreach are
built on events in the room ``outreach``, not here.
"""

from vroegsignalering.events.declared import EVENTS, Event
from vroegsignalering.events.finding import find, happened, units_of
from vroegsignalering.events.matching import YEARS, Panel, compare, compare_marked, marked, panel
from vroegsignalering.events.support import counted_after, unclaimed_after
from vroegsignalering.events.timing import lead_time, pre_trend
from vroegsignalering.events.young import counted_young, young_people

__all__ = [
    "EVENTS",
    "YEARS",
    "Event",
    "Panel",
    "compare",
    "compare_marked",
    "counted_after",
    "counted_young",
    "find",
    "happened",
    "lead_time",
    "marked",
    "panel",
    "pre_trend",
    "unclaimed_after",
    "units_of",
    "young_people",
]
