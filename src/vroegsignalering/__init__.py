"""Open research suite for early warning of poverty in the Netherlands.

Records of persons flow down one corridor (registers, study, risk, audit); at one door (release) they
become public numbers; everything people look at stands on the far side. See ``docs/architecture.md``.
The suite offers help to groups; it scores no person, hunts no fraud, ranks no neighbourhood.
"""

import os
from importlib.metadata import version

# Linear algebra on one thread: the same bytes on any number of cores, and no threads that spin for each other when two
# processes share a machine (measured: 14 times the processor time on two busy cores). The hot loops thread themselves.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

__version__ = version("vroegsignalering")
__all__ = ["__version__"]
