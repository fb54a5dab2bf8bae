"""Figures drawn on the server as plain SVG: dots with intervals, bars, lines, steps, icons and tiles.

Each drawing is a frozen value with ``svg(width, theme, texts)``; it holds released numbers only, asks no
browser script and loads nothing from elsewhere.
"""

from dashboard.drawing.canvas import THEMES, Canvas, Drawing
from dashboard.drawing.grid import GridChart
from dashboard.drawing.icons import IconArray
from dashboard.drawing.lines import LineChart, Point, Series
from dashboard.drawing.rows import Mark, Row, RowChart
from dashboard.drawing.shape import ShapeChart, Step
from dashboard.drawing.tiles import Area, TileMap

__all__ = [
    "THEMES",
    "Area",
    "Canvas",
    "Drawing",
    "GridChart",
    "IconArray",
    "LineChart",
    "Mark",
    "Point",
    "Row",
    "RowChart",
    "Series",
    "ShapeChart",
    "Step",
    "TileMap",
]
