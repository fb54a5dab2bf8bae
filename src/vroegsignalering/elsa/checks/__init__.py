"""Every machine check by name; ``ethics/register.toml`` names one per requirement that a machine can answer.

A check reads evidence and declarations, and answers met or not met in one sentence. It never changes anything, and
none of them can answer for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from vroegsignalering.elsa.checks import data, explanation, fairness, openness, privacy, purpose
from vroegsignalering.elsa.checks.found import Found, met, unmet
from vroegsignalering.elsa.material import Material

Check = Callable[[Material], Found]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.__name__: check
        for room in (purpose, privacy, data, fairness, explanation, openness)
        for check in room.CHECKS
    }
)
"""All checks by name."""

__all__ = ["CHECKS", "Check", "Found", "met", "unmet"]
