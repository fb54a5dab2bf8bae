"""What two factors do together: one cell for every two of their values, tinted by sign and size, its number in it.

The longer side goes down, so that a grid fits a small screen. A cell of too few households is hatched; nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.drawing.canvas import Canvas, Theme, text_width, wrap
from vroegsignalering.texts import Texts

CELL, LABEL = 26.0, 12
SLANT = ' transform="rotate(-50 {x:.1f} {y:.1f})"'
RISE, RUN = 0.77, 0.64
"""Sine and cosine of the slant of the heads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridChart:
    """Effects by two factors.

    Parameters
    ----------
    first, second : tuples of (code, words)
        Values of the two factors, in order.
    cells : mapping of (first code, second code) to an effect, None where hidden
        What is not there is left blank.
    say : callable
        A number in words.
    """

    first: tuple[tuple[str, str], ...]
    second: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], float | None]
    say: Callable[[float], str]
    title: str = ""
    footer: str = ""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels."""
        canvas = Canvas(width=width, height=0, theme=theme)
        turned = len(self.second) > len(self.first)
        down, across = (self.second, self.first) if turned else (self.first, self.second)
        left = min(max(text_width(said, LABEL) for _, said in down), width * 0.34) + 10
        column = (width - left - 40) / max(len(across), 1)
        top = self._heads(canvas, across, left, column)
        most = max((abs(v) for v in self.cells.values() if v is not None), default=1.0) or 1.0
        for i, (mine, said) in enumerate(down):
            y = top + i * CELL
            for k, line in enumerate(lines := wrap(said, left - 8, LABEL - 1)):
                canvas.text(
                    left - 6,
                    y + CELL / 2 + 4 + (k - (len(lines) - 1) / 2) * 11,
                    line,
                    size=LABEL - 1,
                    anchor="end",
                )
            for j, (other, _) in enumerate(across):
                key = (other, mine) if turned else (mine, other)
                if key in self.cells:
                    self._cell(canvas, left + j * column, y, column, self.cells[key], most)
        canvas.height = top + len(down) * CELL + 8
        return canvas.render(self.title, self.footer)

    def _heads(
        self, canvas: Canvas, across: tuple[tuple[str, str], ...], left: float, column: float
    ) -> float:
        """Slanted heads of the columns; the y below them."""
        places = [left + (j + 0.5) * column for j in range(len(across))]
        room = [min(150.0, (canvas.width - x - 8) / RUN) for x in places]
        shown = [wrap(said, width, LABEL - 1, 1)[0] for (_, said), width in zip(across, room, strict=True)]
        top = max((text_width(said, LABEL - 1) for said in shown), default=0.0) * RISE + 18
        for x, said in zip(places, shown, strict=True):
            canvas.text(x, top - 6, said, size=LABEL - 1, extra=SLANT.format(x=x, y=top - 6))
        return top

    def _cell(
        self, canvas: Canvas, x: float, y: float, column: float, value: float | None, most: float
    ) -> None:
        if value is None:
            canvas.rect(x, y, column - 1, CELL - 1, "", ' fill="url(#h)" opacity="0.5"')
            return
        tint = 0.06 + 0.5 * abs(value) / most
        canvas.rect(x, y, column - 1, CELL - 1, "f1" if value > 0 else "f0", f' opacity="{tint:.2f}"')
        said = self.say(value)
        for size in (11, 9):
            if text_width(said, size) <= column - 3:
                canvas.text(x + column / 2, y + CELL / 2 + 4, said, size=size, anchor="middle")
                return
