"""The ELSA dossier: evidence by machine, judgement by people.

A reader finds here the register of requirements, the checks that evidence can answer, people's signed answers, the
gate, the locks, and the documents made from them. It reads released evidence and declarations, never a register of
persons, and it never approves anything.
"""

from vroegsignalering.elsa.answers import Answer, Answers
from vroegsignalering.elsa.checks import CHECKS
from vroegsignalering.elsa.gate import Finding, Gate, State
from vroegsignalering.elsa.locks import may_export_outreach, may_run, purpose_of
from vroegsignalering.elsa.material import Material, seen
from vroegsignalering.elsa.register import Register, Requirement, Role

__all__ = [
    "CHECKS",
    "Answer",
    "Answers",
    "Finding",
    "Gate",
    "Material",
    "Register",
    "Requirement",
    "Role",
    "State",
    "may_export_outreach",
    "may_run",
    "purpose_of",
    "seen",
]
