"""Published figures, each row with unit, source and trust mark.

A reader finds here the small CSV files of ``facts/data`` as polars frames and nothing computed from them.
Figures of CBS open data are used under CC BY 4.0 with attribution in ``sources.csv``.
"""

from vroegsignalering.facts.published import UNVERIFIED, load, names, source

__all__ = ["UNVERIFIED", "load", "names", "source"]
