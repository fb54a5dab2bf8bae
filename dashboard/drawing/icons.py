"""One thousand households as icons, in up to four kinds with their own sign: natural frequencies one can count."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.drawing.canvas import Canvas, Theme, text_width
from vroegsignalering.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class IconArray:
    """Counts per kind that sum to at most ``total``; the rest is drawn as small dots."""

    kinds: tuple[tuple[str, int], ...]
    rest: str
    total: int = 1000
    title: str = ""
    footer: str = ""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels: 50 icons in a row, 25 on a narrow sheet."""
        canvas = Canvas(width=width, height=0, theme=theme)
        columns = 25 if width < 520 else 50
        pitch = (width - 8) / columns
        y = 16.0
        x = 4.0
        entries = [(k, f"{name}: {texts.number(count)}") for k, (name, count) in enumerate(self.kinds)]
        left = self.total - sum(count for _, count in self.kinds)
        for k, said in [*entries, (-1, f"{self.rest}: {texts.number(left)}")]:
            need = text_width(said, 13) + 40
            if x > 4 and x + need > width:
                x, y = 4.0, y + 22
            self._icon(canvas, x + 7, y - 4, k, 5.5)
            canvas.text(x + 20, y, said, size=13)
            x += need
        y += 18
        signs = [k for k, (_, count) in enumerate(self.kinds) for _ in range(count)] + [-1] * left
        for i, k in enumerate(signs[: self.total]):
            self._icon(
                canvas, 4 + pitch * (i % columns + 0.5), y + pitch * (i // columns + 0.5), k, pitch * 0.36
            )
        canvas.height = y + pitch * -(-self.total // columns) + 6
        return canvas.render(self.title, self.footer)

    @staticmethod
    def _icon(canvas: Canvas, x: float, y: float, kind: int, size: float) -> None:
        if kind < 0:
            canvas.parts.append(f'<circle class="hatch" cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.35:.1f}"/>')
        else:
            canvas.marker(x, y, kind, size, hollow=kind == 1)
