"""Rows of dots or bars with their intervals: the chart that most pages use.

One row is a group, a factor or a step; up to four series per row. A hidden value is drawn hatched and named,
never as zero. Axes of bars start at zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboard.drawing.canvas import Canvas, Scale, Theme, text_width, ticks, wrap
from vroegsignalering.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value with its interval; ``hidden`` says in words why it is not shown."""

    value: float | None
    low: float | None = None
    high: float | None = None
    series: int = 0
    hidden: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label with its marks; ``heading`` starts a block of rows."""

    label: str
    marks: tuple[Mark, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChart:
    """Rows against one horizontal axis.

    ``tick`` writes a value on the axis, ``say`` writes a mark's value with its interval beside the row.
    """

    rows: tuple[Row, ...]
    tick: Callable[[float], str]
    say: Callable[[Mark], str]
    kind: Literal["dot", "bar"] = "dot"
    series: tuple[str, ...] = ()
    reference: float | None = None
    reference_label: str = ""
    from_zero: bool = False
    at_most: float | None = None
    title: str = ""
    footer: str = ""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels; under 520, or when a label is too long, the labels stand above the marks."""
        return _Plan(self, width, theme).draw()

    def span(self) -> tuple[float, float]:
        """Lowest and highest value on the axis."""
        seen = [v for row in self.rows for m in row.marks for v in (m.value, m.low, m.high) if v is not None]
        seen += [self.reference] if self.reference is not None else []
        low, high = (min(seen), max(seen)) if seen else (0.0, 1.0)
        if self.kind == "bar" or self.from_zero or low > 0 and low < 0.6 * high:
            low, high = min(low, 0.0), max(high, 0.0)
        return low, high


class _Plan:
    """Places a :class:`RowChart` on a sheet of a given width."""

    def __init__(self, chart: RowChart, width: int, theme: Theme) -> None:
        self.chart, self.width, self.narrow = chart, width, width < 520
        self.beside, self.stacked = width * 0.36, False
        self.lanes = max((len(row.marks) for row in chart.rows), default=1)
        said = [text_width(chart.say(m), 12.5) for r in chart.rows for m in r.marks if not m.hidden]
        self.right = 8.0 if self.narrow else min(max(said, default=60.0) + 16, width * 0.3)
        longest = max((text_width(r.label, 13.5) for r in chart.rows), default=80.0)
        self.stacked = self.narrow or any(row.label != " ".join(self._lines(row)) for row in chart.rows)
        self.left = 10.0 if self.stacked else min(max(longest + 18, 90), self.beside)
        self.lane = 20.0 if self.lanes > 1 else 30.0
        self.canvas = Canvas(width=width, height=0, theme=theme)

    def _lines(self, row: Row) -> list[str]:
        """The label in lines: beside the marks in three, above them in as many as it takes (four at most)."""
        if self.stacked:
            return wrap(row.label, self.width - 20, 13.5, 4)
        return wrap(row.label, self.beside - 16, 13.5, 3)

    def _row_height(self, row: Row) -> float:
        lines, marks = len(self._lines(row)), self.lane * max(len(row.marks), 1) + 6
        return max(marks, 34) + 22.0 * lines if self.stacked else max(marks, 34, 16.0 * lines + 6)

    def draw(self) -> str:
        chart, canvas = self.chart, self.canvas
        top = 20.0
        if len(chart.series) > 1:
            top = canvas.legend(chart.series, 4, 16, self.width) + 12
        if chart.reference is not None and chart.reference_label:
            top += 14
        body = sum(self._row_height(r) + (30 if r.heading else 0) for r in chart.rows)
        low, high = chart.span()
        marks = ticks(low, high, 3 if self.narrow else 5)
        scale = Scale(marks[0], marks[-1], self.left, self.width - self.right - 8)
        self._grid(scale, marks, top, top + body)
        y = top
        for row in chart.rows:
            y = self._row(row, scale, y)
        canvas.height = top + body + 30
        return canvas.render(chart.title, chart.footer)

    def _grid(self, scale: Scale, marks: list[float], top: float, bottom: float) -> None:
        for value in marks:
            x = scale(value)
            zero = abs(value) < 1e-12
            self.canvas.line(x, top - 4, x, bottom, "axis" if zero else "grid", ' stroke-width="1"')
            anchor = (
                "start"
                if self.narrow and value == marks[0]
                else "end"
                if self.narrow and value == marks[-1]
                else "middle"
            )
            self.canvas.text(x, bottom + 18, self.chart.tick(value), size=12, kind="muted", anchor=anchor)
        reference = self.chart.reference
        if reference is not None:
            x = scale(reference)
            self.canvas.line(x, top - 6, x, bottom, "axis", ' stroke-width="1.5" stroke-dasharray="5 4"')
            if self.chart.reference_label:
                half = text_width(self.chart.reference_label, 12) / 2
                at = min(max(x, half + 2), self.width - half - 2)
                self.canvas.text(
                    at, top - 12, self.chart.reference_label, size=12, kind="muted", anchor="middle"
                )

    def _row(self, row: Row, scale: Scale, y: float) -> float:
        if row.heading:
            self.canvas.text(2, y + 21, row.heading, size=13, kind="muted halo", extra=' font-weight="600"')
            y += 30
        height = self._row_height(row)
        lanes = height
        lines = self._lines(row)
        if self.stacked:
            for k, line in enumerate(lines):
                self.canvas.text(4, y + 16 + 20 * k, line, size=13.5, kind="ink halo")
            y += 22.0 * len(lines)
            lanes = height - 22.0 * len(lines)
        else:
            for k, line in enumerate(lines):
                shift = (k - (len(lines) - 1) / 2) * 16
                self.canvas.text(self.left - 14, y + height / 2 + 4.5 + shift, line, size=13.5, anchor="end")
        pitch = lanes / max(len(row.marks), 1)
        for k, mark in enumerate(row.marks):
            self._mark(mark, scale, y + pitch * (k + 0.5), pitch)
        return y + lanes

    def _mark(self, mark: Mark, scale: Scale, y: float, pitch: float) -> None:
        canvas, chart = self.canvas, self.chart
        if mark.value is None and mark.low is not None and not mark.hidden:
            self._whisker(mark, scale, y)
            return
        if mark.value is None:
            canvas.rect(scale.start, y - 8, scale.end - scale.start, 16, "", ' fill="url(#h)" opacity="0.55"')
            w = text_width(mark.hidden, 12) + 14
            canvas.rect((scale.start + scale.end - w) / 2, y - 9, w, 18, "paper", ' rx="3"')
            canvas.text(
                (scale.start + scale.end) / 2, y + 4, mark.hidden, size=12, kind="muted", anchor="middle"
            )
            return
        x = scale(mark.value)
        if chart.kind == "bar":
            thick = min(pitch * 0.62, 22)
            zero = scale(0.0)
            canvas.rect(min(zero, x), y - thick / 2, abs(x - zero), thick, f"f{mark.series}", ' rx="2"')
            if mark.series % 2:
                canvas.rect(
                    min(zero, x), y - thick / 2, abs(x - zero), thick, "", ' fill="url(#h)" opacity="0.6"'
                )
        self._whisker(mark, scale, y)
        if chart.kind == "dot":
            canvas.marker(x, y, mark.series)
        if not self.narrow:
            canvas.text(self.width - self.right + 8, y + 4.5, chart.say(mark), size=12.5, kind="muted")

    def _whisker(self, mark: Mark, scale: Scale, y: float) -> None:
        if mark.low is None or mark.high is None:
            return
        a, b = scale(mark.low), scale(mark.high)
        kind = f"l{mark.series}" if self.chart.kind == "dot" else "frame"
        wide = 2.4 if self.chart.kind == "dot" else 1.4
        self.canvas.line(a, y, b, y, kind, f' stroke-width="{wide}"')
        for end in (a, b):
            self.canvas.line(end, y - 5, end, y + 5, kind, f' stroke-width="{wide * 0.75:.2g}"')
