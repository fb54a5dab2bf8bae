"""What one factor does over its values: a step line with its band, and below it how many households stand there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.drawing.canvas import Canvas, Scale, Theme, text_width, ticks
from vroegsignalering.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bin from ``start`` to ``end`` with the effect on the log-odds and n households."""

    start: float
    end: float
    effect: float | None
    low: float | None
    high: float | None
    n: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeChart:
    """A factor's steps."""

    steps: tuple[Step, ...]
    tick_y: Callable[[float], str]
    tick_x: Callable[[float], str]
    x_label: str = ""
    n_label: str = ""
    title: str = ""
    footer: str = ""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels."""
        canvas = Canvas(width=width, height=0, theme=theme)
        values = [v for s in self.steps for v in (s.effect, s.low, s.high) if v is not None] or [0.0, 1.0]
        y_ticks = ticks(min([*values, 0.0]), max([*values, 0.0]), 4)
        left = max(text_width(self.tick_y(v), 12) for v in y_ticks) + 12
        x = Scale(self.steps[0].start, self.steps[-1].end, left, width - 14)
        y = Scale(y_ticks[0], y_ticks[-1], 190, 12)
        for value in y_ticks:
            canvas.line(left, y(value), width - 8, y(value), "axis" if value == 0 else "grid")
            canvas.text(left - 8, y(value) + 4, self.tick_y(value), size=12, kind="muted", anchor="end")
        self._steps(canvas, x, y)
        self._counts(canvas, x)
        self._labels(canvas, x, left, width)
        canvas.height = 292
        return canvas.render(self.title, self.footer)

    def _steps(self, canvas: Canvas, x: Scale, y: Scale) -> None:
        before: float | None = None
        for s in self.steps:
            a, b = x(s.start), x(s.end)
            if s.effect is None:
                canvas.rect(a, y.end, b - a, y.start - y.end, "", ' fill="url(#h)" opacity="0.5"')
                before = None
                continue
            if s.low is not None and s.high is not None:
                canvas.rect(a, y(s.high), b - a, y(s.low) - y(s.high), "f0", ' opacity="0.22"')
            if before is not None:
                canvas.line(a, before, a, y(s.effect), "l0", ' stroke-width="1.2"')
            canvas.line(a, y(s.effect), b, y(s.effect), "l0", ' stroke-width="2.6"')
            before = y(s.effect)

    def _counts(self, canvas: Canvas, x: Scale) -> None:
        most = max((s.n or 0.0 for s in self.steps), default=1.0) or 1.0
        for s in self.steps:
            if s.n is not None:
                h = 34 * s.n / most
                canvas.rect(x(s.start) + 0.5, 242 - h, x(s.end) - x(s.start) - 1, h, "soft")

    def _labels(self, canvas: Canvas, x: Scale, left: float, width: int) -> None:
        canvas.line(left, 242, width - 8, 242, "axis")
        canvas.text(left, 204, self.n_label, size=11, kind="muted")
        shown = -1e9
        for value in ticks(self.steps[0].start, self.steps[-1].end, 6):
            if not self.steps[0].start <= value <= self.steps[-1].end:
                continue
            said = self.tick_x(value)
            half = text_width(said, 12) / 2
            if x(value) - half > shown + 8:
                canvas.text(min(x(value), width - half), 260, said, size=12, kind="muted", anchor="middle")
                shown = x(value) + half
        canvas.text((left + width) / 2, 282, self.x_label, size=12, kind="muted", anchor="middle")
