"""One figure for all notebooks: rows with their intervals, drawn by the function that draws the reports.

It changes no number and hides none; a value that the door took away is drawn hatched and named.
"""

from __future__ import annotations

import polars as pl
from IPython.display import SVG

from vroegsignalering.elsa.report.charts import Point, intervals
from vroegsignalering.texts import Texts


def figure(
    rows: pl.DataFrame, label: str, title: str, *, reference: float | None = None, percent: bool = True
) -> SVG:
    """Draw one row per row of a tidy table.

    Parameters
    ----------
    rows : polars.DataFrame with ``value``, ``low``, ``high`` and the column ``label``
        Shares 0-1 when ``percent``; a null value is drawn as hidden.
    title : str
        What the figure shows, in one sentence; read aloud in place of it.
    reference : float, optional
        A dashed line, such as the value for everybody.
    """
    points = [
        Point(label=str(row[label]), value=row["value"], low=row["low"], high=row["high"])
        for row in rows.iter_rows(named=True)
    ]
    drawn = intervals(
        points, title=title, id_="figure", texts=Texts("en"), reference=reference, percent=percent
    )
    return SVG(str(drawn))
