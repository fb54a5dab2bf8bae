"""Poverty, measured: the lines, the indicators with their uncertainty, and the years in a row.

Amounts are those that were published, or derived by a rule that the row names; nothing here scores a
household.
"""

from vroegsignalering.poverty.amounts import LineAmount, line_amount, lines_table
from vroegsignalering.poverty.basic_needs import COST_COLUMNS, BasicNeeds, basic_needs, below_basic_needs
from vroegsignalering.poverty.bootstrap import bootstrap
from vroegsignalering.poverty.dynamics import long_term, persistence, spell_lengths, transition_matrix
from vroegsignalering.poverty.equivalence import Composition, cbs_factor, oecd_modified
from vroegsignalering.poverty.indicators import TITLES, as_records, indicators
from vroegsignalering.poverty.lines import (
    BASIC_NEEDS,
    EU_MEDIAN_60,
    LOW_INCOME,
    Line,
    is_below,
    is_near,
    median_share,
    social_minimum,
    standard_lines,
)
from vroegsignalering.poverty.reading import read_table

__all__ = [
    "BASIC_NEEDS",
    "COST_COLUMNS",
    "EU_MEDIAN_60",
    "LOW_INCOME",
    "TITLES",
    "BasicNeeds",
    "Composition",
    "Line",
    "LineAmount",
    "as_records",
    "basic_needs",
    "below_basic_needs",
    "bootstrap",
    "cbs_factor",
    "indicators",
    "is_below",
    "is_near",
    "line_amount",
    "lines_table",
    "long_term",
    "median_share",
    "oecd_modified",
    "persistence",
    "read_table",
    "social_minimum",
    "spell_lengths",
    "standard_lines",
    "transition_matrix",
]
