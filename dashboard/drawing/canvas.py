"""A sheet of SVG with the house colours, light and dark, and helpers for scales, ticks and wrapped text.

Colour is never the only sign: series also differ by marker or pattern. Nothing here knows a statistic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, Protocol
from xml.sax.saxutils import escape, quoteattr

from vroegsignalering.texts import Texts

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',Arial,sans-serif"

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#16202c",
    "muted": "#4a5866",
    "grid": "#e1e8f0",
    "axis": "#8593a1",
    "s0": "#1d5c96",
    "s1": "#b4530b",
    "s2": "#0d7466",
    "s3": "#6b3fa0",
    "soft": "#dbe7f3",
}
_DARK = {
    "paper": "#141c26",
    "ink": "#eef3f8",
    "muted": "#b3c0cd",
    "grid": "#2b3846",
    "axis": "#7f8fa0",
    "s0": "#7db8ee",
    "s1": "#f2a65a",
    "s2": "#5fd0bd",
    "s3": "#c3a3f0",
    "soft": "#24384d",
}
BANDS_LIGHT = ("#e8f0f8", "#bfd6ec", "#86b1d9", "#3f7fb8", "#123f6b")
BANDS_DARK = ("#32465c", "#3f6488", "#5485b5", "#82b4e2", "#cfe7fc")


class Drawing(Protocol):
    """Anything that draws itself at a width."""

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """The drawing as one SVG document, ``width`` pixels wide."""
        ...


def _rules(colours: dict[str, str], bands: tuple[str, ...]) -> str:
    c = colours
    rules = [
        f".paper{{fill:{c['paper']}}}.ink{{fill:{c['ink']}}}.muted{{fill:{c['muted']}}}",
        f".halo{{paint-order:stroke;stroke:{c['paper']};stroke-width:5px;stroke-linejoin:round}}",
        f".grid{{stroke:{c['grid']};fill:none}}.axis{{stroke:{c['axis']};fill:none}}",
        f".edge{{stroke:{c['paper']}}}.hatch{{stroke:{c['axis']};fill:none}}.soft{{fill:{c['soft']}}}",
        f".frame{{stroke:{c['ink']};fill:none}}",
    ]
    for k in range(4):
        rules.append(f".f{k}{{fill:{c[f's{k}']}}}.l{k}{{stroke:{c[f's{k}']};fill:none}}")
        rules.append(f".o{k}{{stroke:{c[f's{k}']};fill:{c['paper']}}}")
    for k, colour in enumerate(bands):
        rules.append(f".b{k}{{fill:{colour}}}")
    return "".join(rules)


def _style(theme: Theme) -> str:
    light, dark = _rules(_LIGHT, BANDS_LIGHT), _rules(_DARK, BANDS_DARK)
    if theme == "dark":
        return dark
    if theme == "light":
        return light
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def text_width(text: str, size: float) -> float:
    """Roughly how wide a text is, in pixels, in the system font."""
    narrow = sum(1 for sign in text if sign in "iljtfrI.,:;'|()[] ")
    wide = sum(1 for sign in text if sign in "mwMW%@")
    return size * (0.625 * (len(text) - narrow - wide) + 0.36 * narrow + 0.95 * wide)


def wrap(text: str, width: float, size: float, lines: int = 2) -> list[str]:
    """The text in at most ``lines`` lines of ``width`` pixels; what does not fit ends in an ellipsis."""
    rows: list[str] = [""]
    for word in text.split():
        joined = f"{rows[-1]} {word}".strip()
        if rows[-1] and text_width(joined, size) > width:
            rows.append(word)
        else:
            rows[-1] = joined
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    last = rows[-1]
    while text_width(last, size) > width and len(last) > 4:
        last = last[:-2].rstrip() + "…"
    return [*rows[:-1], last]


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round values that cover ``low`` to ``high``, about ``wanted`` of them."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(wanted, 1)
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(m * base for m in (1, 2, 2.5, 5, 10) if m * base >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Pixel of a value, kept inside the plot."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


@dataclass(slots=True)
class Canvas:
    """Collects SVG elements; every number is written with one decimal, so the file is byte-stable."""

    width: float
    height: float
    theme: Theme
    parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, w: float, h: float, kind: str, extra: str = "") -> None:
        """A rectangle of class ``kind``."""
        self.parts.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(w, 0):.1f}" height="{h:.1f}"{extra}/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str, extra: str = "") -> None:
        """A straight line of class ``kind``."""
        self.parts.append(
            f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{extra}/>'
        )

    def path(self, d: str, kind: str, extra: str = "") -> None:
        """A path of class ``kind``."""
        self.parts.append(f'<path class="{kind}" d="{d}"{extra}/>')

    def text(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float = 13,
        kind: str = "ink",
        anchor: str = "start",
        extra: str = "",
    ) -> None:
        """One line of text."""
        self.parts.append(
            f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" '
            f'text-anchor="{anchor}"{extra}>{escape(said)}</text>'
        )

    def marker(self, x: float, y: float, series: int, size: float = 5.5, hollow: bool = False) -> None:
        """The series' own sign: circle, square, diamond or triangle."""
        kind = f"{'o' if hollow else 'f'}{series}"
        edge = ' stroke-width="2"' if hollow else ' stroke-width="0"'
        s = size
        if series == 0:
            self.parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{s:.1f}"{edge}/>')
        elif series == 1:
            self.rect(x - s * 0.9, y - s * 0.9, s * 1.8, s * 1.8, kind, edge)
        elif series == 2:
            d = s * 1.2
            self.path(f"M{x:.1f} {y - d:.1f}l{d:.1f} {d:.1f}l{-d:.1f} {d:.1f}l{-d:.1f} {-d:.1f}z", kind, edge)
        else:
            self.path(f"M{x:.1f} {y - s * 1.1:.1f}l{s * 1.1:.1f} {s * 2:.1f}h{-s * 2.2:.1f}z", kind, edge)

    def legend(self, names: tuple[str, ...], x: float, y: float, right: float) -> float:
        """Signs with names, wrapped at ``right``; returns the y below it."""
        at = x
        for k, name in enumerate(names):
            need = 24 + text_width(name, 13) + 18
            if at > x and at + need > right:
                at, y = x, y + 22
            self.marker(at + 7, y - 4.5, k)
            self.text(at + 20, y, name, size=13)
            at += need
        return y + 22

    def render(self, title: str, footer: str = "") -> str:
        """The whole document, with a title for screen readers and a line below for where it comes from."""
        lines = wrap(footer, self.width - 8, 11, 3) if footer else []
        height = self.height + (6 + 14 * len(lines) if lines else 0)
        foot = "".join(
            f'<text class="muted" x="2" y="{self.height + 14 * (k + 1):.1f}" font-size="11">{escape(line)}</text>'
            for k, line in enumerate(lines)
        )
        hatch = (
            '<defs><pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<line class="hatch" x1="0" y1="0" x2="0" y2="7" stroke-width="2"/></pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {height:g}" width="{self.width:g}" '
            f'height="{height:g}" role="img" aria-label={quoteattr(title)} font-family={quoteattr(FONT)}>'
            f"<title>{escape(title)}</title><style>{_style(self.theme)}</style>{hatch}"
            f'<rect class="paper" width="{self.width:g}" height="{height:g}"/>{"".join(self.parts)}{foot}</svg>'
        )
