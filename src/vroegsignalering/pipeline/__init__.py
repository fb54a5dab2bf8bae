"""The stages in order, one call each: from register files to a bundle of evidence.

The only room that hands results to the door. It speaks (progress, one line per stage); the rooms below are silent.
"""

from vroegsignalering.pipeline.progress import Stages
from vroegsignalering.pipeline.run import RunSettings, run

__all__ = ["RunSettings", "Stages", "run"]
