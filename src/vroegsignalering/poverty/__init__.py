"""Poverty, measured: the lines, the indicators with their uncertainty, and the years in a row.

Amounts are those that were published, or derived by a rule that the row names; nothing here scores a
household.

Definitions of the indicators
-----------------------------
With ``F`` the weighted distribution, ``m`` its median and ``z = threshold * m``:

- ``at_risk_of_poverty_threshold``: ``z``. The median is the income at which the cumulated weight passes half, or the
  mean of two incomes where it is met exactly.
- ``at_risk_of_poverty_rate`` = ``fgt0``: weighted share of rows with income strictly below ``z``.
- ``fgt1``, ``fgt2``: weighted mean of ``((z - x) / z)^a`` over rows below ``z``, zero for the others.
- ``poor_median_income``: median income of those below ``z``; ``relative_median_poverty_gap``: ``(z - it) / z``.
- ``quintile_share_ratio`` (S80/S20): sum of incomes above the fourth quintile over the sum up to the first.
- ``gini``: ``(2 sum w x C - sum w^2 x) / (W sum w x) - 1`` with ``C`` the weight cumulated up to the row. This is
  Eurostat's form, the default; it does not change when a row of weight 2 becomes two of weight 1. The form
  ``without_squared_weights`` leaves ``sum w^2 x`` out and is larger by ``sum w^2 x / (W sum w x)``.
- ``relative_median_income_ratio_65`` (only with ``age``): median income of 65 and over by that of the rest.

Zero incomes are incomes. Negative incomes stay as they are (the default, as Eurostat; a gap may then exceed 1, and Gini
may too), are taken as zero, or are an error. Breakdowns use the *national* threshold.

References
----------
Eurostat, *EU statistics on income and living conditions (EU-SILC) methodology: monetary poverty; economic inequality*.
Foster, Greer and Thorbecke (1984), Econometrica 52. Deville (1999), Survey Methodology 25. Osier (2009), Survey Research
Methods 3. Langel and Tillé (2013), JRSS A 176.
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
