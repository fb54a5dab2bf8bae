"""Poverty, measured: the lines, the indicators with their uncertainty, the years in a row.

Amounts are those that were published, or derived by a rule that the row names; nothing here scores a
household.
"""

from vroegsignalering.poverty.indicators import as_records, indicators
from vroegsignalering.poverty.reading import read_table

__all__ = ["as_records", "indicators", "read_table"]
