"""Lines over years, months or score bins, each point with its interval; names stand at the line's end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.drawing.canvas import Canvas, Scale, Theme, text_width, ticks, wrap
from vroegsignalering.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value at ``x``; a hidden value leaves a gap with a hatched column."""

    x: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A named line."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Up to four lines on shared axes; ``diagonal`` draws where expected equals observed."""

    series: tuple[Series, ...]
    tick_y: Callable[[float], str]
    tick_x: Callable[[float], str]
    x_label: str = ""
    y_label: str = ""
    diagonal: bool = False
    from_zero: bool = True
    every_x: bool = True
    mark_x: float | None = None
    mark_label: str = ""
    title: str = ""
    footer: str = ""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels."""
        return _Plan(self, width, theme).draw()


class _Plan:
    """Places a :class:`LineChart` on a sheet."""

    def __init__(self, chart: LineChart, width: int, theme: Theme) -> None:
        self.chart, self.width = chart, width
        self.canvas = Canvas(width=width, height=0, theme=theme)
        points = [p for s in chart.series for p in s.points]
        seen = [v for p in points for v in (p.value, p.low, p.high) if v is not None] or [0.0, 1.0]
        low, high = min(seen), max(seen)
        xs = sorted({p.x for p in points}) or [0.0, 1.0]
        if chart.diagonal:
            high, low = max(high, xs[-1]), min(low, xs[0])
        self.y_ticks = ticks(min(low, 0.0) if chart.from_zero else low, high, 4 if width < 520 else 5)
        self.xs = xs
        self.x_ticks = xs if chart.every_x else ticks(min(0.0, xs[0]) if chart.diagonal else xs[0], xs[-1], 5)

    def draw(self) -> str:
        chart, canvas = self.chart, self.canvas
        top = (
            canvas.legend(tuple(s.name for s in chart.series), 4, 16, self.width)
            if len(chart.series) > 1
            else 8.0
        )
        for k, line in enumerate(wrap(chart.y_label, self.width - 8, 12) if chart.y_label else []):
            canvas.text(4, top + 10 + 15 * k, line, size=12, kind="muted")
            top += 15
        top += 22 if chart.mark_label else 14
        plot = min(300, max(190, self.width * 0.42))
        left = max(text_width(chart.tick_y(v), 12) for v in self.y_ticks) + 12
        pad = 0 if chart.diagonal else 22
        x = Scale(self.x_ticks[0], self.x_ticks[-1], left + pad, self.width - 16 - pad)
        y = Scale(self.y_ticks[0], self.y_ticks[-1], top + plot, top)
        self._axes(x, y, left, top + plot)
        for k, series in enumerate(chart.series):
            self._line(series, k, x, y)
        canvas.height = top + plot + (46 if chart.x_label else 28)
        return canvas.render(chart.title, chart.footer)

    def _axes(self, x: Scale, y: Scale, left: float, bottom: float) -> None:
        canvas, chart = self.canvas, self.chart
        for value in self.y_ticks:
            canvas.line(left, y(value), self.width - 8, y(value), "axis" if value == 0 else "grid")
            canvas.text(left - 8, y(value) + 4, chart.tick_y(value), size=12, kind="muted", anchor="end")
        shown = -1e9
        for value in self.x_ticks:
            said = chart.tick_x(value)
            half = text_width(said, 12) / 2
            if x(value) - half < shown + 6:
                continue
            canvas.text(
                min(x(value), self.width - half - 2),
                bottom + 18,
                said,
                size=12,
                kind="muted",
                anchor="middle",
            )
            shown = x(value) + half
        if chart.x_label:
            canvas.text(
                (left + self.width) / 2, bottom + 38, chart.x_label, size=12, kind="muted", anchor="middle"
            )
        if chart.diagonal:
            a, b = max(self.x_ticks[0], self.y_ticks[0]), min(self.x_ticks[-1], self.y_ticks[-1])
            canvas.line(x(a), y(a), x(b), y(b), "axis", ' stroke-width="1.5" stroke-dasharray="5 4"')
        if chart.mark_x is not None:
            canvas.line(
                x(chart.mark_x),
                y.end - 4,
                x(chart.mark_x),
                bottom,
                "axis",
                ' stroke-width="1.5" stroke-dasharray="5 4"',
            )
            canvas.text(x(chart.mark_x), y.end - 9, chart.mark_label, size=12, kind="muted", anchor="middle")

    def _line(self, series: Series, k: int, x: Scale, y: Scale) -> None:
        canvas = self.canvas
        shift = (k - (len(self.chart.series) - 1) / 2) * 5
        pieces: list[str] = []
        pen = "M"
        for p in series.points:
            if p.value is None:
                canvas.rect(
                    x(p.x) - 7 + shift, y.end, 14, y.start - y.end, "", ' fill="url(#h)" opacity="0.5"'
                )
                pen = "M"
                continue
            pieces.append(f"{pen}{x(p.x) + shift:.1f} {y(p.value):.1f}")
            pen = "L"
        if not self.chart.diagonal:
            dash = ("", ' stroke-dasharray="7 4"', ' stroke-dasharray="2 4"', ' stroke-dasharray="9 3 2 3"')[
                k % 4
            ]
            canvas.path("".join(pieces), f"l{k}", f' stroke-width="2.4"{dash}')
        for p in series.points:
            if p.value is None:
                continue
            at = x(p.x) + shift
            if p.low is not None and p.high is not None:
                canvas.line(at, y(p.low), at, y(p.high), f"l{k}", ' stroke-width="2"')
                for end in (p.low, p.high):
                    canvas.line(at - 4, y(end), at + 4, y(end), f"l{k}", ' stroke-width="1.5"')
            canvas.marker(at, y(p.value), k, 5)
