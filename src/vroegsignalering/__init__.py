"""Open research suite for early warning of poverty in the Netherlands.

Records of persons flow down one corridor (registers, study, risk, audit); at one door (release) they
become public numbers; everything people look at stands on the far side. See ``docs/architecture.md``.
The suite offers help to groups; it scores no person, hunts no fraud, ranks no neighbourhood.
"""

from importlib.metadata import version

__version__ = version("vroegsignalering")
__all__ = ["__version__"]
