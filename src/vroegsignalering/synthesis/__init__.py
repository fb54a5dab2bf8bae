"""A synthetic Netherlands in register files: people, work and money, wealth and debt, arrears and help.

A microsimulation built from published tables and named assumptions; no record of a person enters. A reader
finds here :func:`make_plan` and :func:`synthesise`. It does not know any study, and nothing downstream knows
that data come from here.
"""

from vroegsignalering.synthesis.plan import SynthesisPlan, make_plan
from vroegsignalering.synthesis.writing import synthesise

__all__ = ["SynthesisPlan", "make_plan", "synthesise"]
