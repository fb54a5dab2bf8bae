"""The faults and warnings of this room.

A :class:`DataFault` is a member of the suite's family of errors and a ``ValueError``, so that scikit-learn's own
tools treat it as they treat their own. Messages hold names and counts, never a value.
"""

from __future__ import annotations

from vroegsignalering.errors import DeclarationError, RegisterError


class DataFault(RegisterError, ValueError):
    """The data handed to a model do not hold what it needs."""


class ModelFault(DeclarationError, ValueError):
    """A model is declared with options that do not fit each other or the data."""


class SeparationWarning(UserWarning):
    """Some columns split the two outcomes completely; their effects have no finite estimate."""


class GroupWarning(UserWarning):
    """Rows were treated as if each were its own household; intervals and splits may be too good."""
