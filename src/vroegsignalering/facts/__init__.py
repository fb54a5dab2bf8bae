"""Published figures, each row with unit, source and trust mark.

A reader finds here the small CSV files of ``facts/data`` as polars frames, nothing computed from them,
and the tile map of gemeenten.
Figures of CBS open data are used under CC BY 4.0 with attribution in ``sources.csv``.
"""

from vroegsignalering.facts.published import UNVERIFIED, load, names, scheme_parameters, source
from vroegsignalering.facts.tiles import tiles

__all__ = ["UNVERIFIED", "load", "names", "scheme_parameters", "source", "tiles"]
