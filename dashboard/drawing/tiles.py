"""The country as equal hexagons, one per gemeente, or as a user's own outlines; provinces outlined, bands in five shades.

A hidden gemeente is hatched. Equal tiles give a small place the same room as a big one, and no place a rank.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from dashboard.drawing.canvas import Canvas, Theme, text_width
from vroegsignalering.texts import Texts

_SQRT3 = math.sqrt(3.0)
AROUND = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
"""Steps to the six cells around a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One gemeente: place on the map, band 0-4 (or None: hidden), and whether it is the reader's own choice."""

    code: str
    name: str
    province: str
    q: int
    r: int
    band: int | None
    own: bool = False
    outline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMap:
    """All areas with the legend's words for the five bands."""

    areas: tuple[Area, ...]
    bands: tuple[str, ...]
    hidden: str
    title: str = ""
    footer: str = ""
    extent: tuple[float, float, float, float] | None = None

    def svg(self, width: int, theme: Theme, texts: Texts) -> str:
        """Draw at ``width`` pixels."""
        canvas = Canvas(width=width, height=0, theme=theme)
        top = self._legend(canvas, width)
        drawn = [a for a in self.areas if a.outline]
        if drawn and self.extent:
            canvas.height = self._outlines(canvas, drawn, width, top)
        else:
            canvas.height = self._tiles(canvas, width, top)
        return canvas.render(self.title, self.footer)

    def _legend(self, canvas: Canvas, width: int) -> float:
        x, y = 4.0, 18.0
        for k, said in enumerate((*self.bands, self.hidden)):
            need = text_width(said, 13) + 44
            if x > 4 and x + need > width:
                x, y = 4.0, y + 24
            kind = f"b{k}" if k < len(self.bands) else "paper"
            canvas.rect(x, y - 13, 20, 16, kind, ' stroke="#8593a1" stroke-width="1"')
            if k == len(self.bands):
                canvas.rect(x, y - 13, 20, 16, "", ' fill="url(#h)"')
            canvas.text(x + 27, y, said, size=13)
            x += need
        return y + 16

    def _tiles(self, canvas: Canvas, width: int, top: float) -> float:
        centres = {a.code: (_SQRT3 * (a.q + a.r / 2), 1.5 * a.r) for a in self.areas}
        if not centres:
            return top + 10
        xs, ys = [c[0] for c in centres.values()], [c[1] for c in centres.values()]
        size = min((width - 12) / (max(xs) - min(xs) + _SQRT3), 640 / (max(ys) - min(ys) + 2))
        shift = (width - size * (max(xs) - min(xs))) / 2
        place = {
            code: (shift + size * (x - min(xs)), top + size * (y - min(ys) + 1.05))
            for code, (x, y) in centres.items()
        }
        for area in self.areas:
            self._hexagon(canvas, area, *place[area.code], size)
        self._borders(canvas, place, size)
        for area in (a for a in self.areas if a.own):
            x, y = place[area.code]
            canvas.path(_hexagon(x, y, size * 0.93), "l1", ' stroke-width="4"')
        return top + size * (max(ys) - min(ys) + 2.1)

    def _hexagon(self, canvas: Canvas, area: Area, x: float, y: float, size: float) -> None:
        d = _hexagon(x, y, size * 0.97)
        if area.band is None:
            canvas.path(d, "soft", ' opacity="0.5"')
            canvas.path(d, "hatch", ' style="fill:url(#h)" stroke-width="0.5"')
        else:
            canvas.path(d, f"b{area.band} edge", ' stroke-width="0.6"')

    def _borders(self, canvas: Canvas, place: dict[str, tuple[float, float]], size: float) -> None:
        where = {(a.q, a.r): a for a in self.areas}
        open_cells = holes(set(where))
        pieces = []
        for area in self.areas:
            x, y = place[area.code]
            for k, (dq, dr) in enumerate(AROUND):
                beside = (area.q + dq, area.r + dr)
                other = where.get(beside)
                is_edge = other is None and beside not in open_cells
                if is_edge or (other and other.province != area.province and other.code > area.code):
                    a, b = _corner(x, y, size, k - 1), _corner(x, y, size, k)
                    pieces.append(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}")
        canvas.path("".join(pieces), "frame", ' stroke-width="1.6" stroke-linecap="round"')

    def _outlines(self, canvas: Canvas, areas: list[Area], width: int, top: float) -> float:
        assert self.extent is not None
        x0, y0, x1, y1 = self.extent
        scale = min((width - 12) / ((x1 - x0) or 1), 640 / ((y1 - y0) or 1))
        left, low = (width - scale * (x1 - x0)) / 2, top + scale * y1
        turned = f"translate({left:.2f} {low:.2f}) scale({scale:.6g} {-scale:.6g}) translate({-x0:.0f} 0)"
        canvas.parts.append(f'<g transform="{turned}">')
        for area in areas:
            fill = "soft" if area.band is None else f"b{area.band}"
            canvas.path(area.outline, f"{fill} edge", ' fill-rule="evenodd" stroke-width="300"')
            if area.band is None:
                canvas.path(area.outline, "", ' fill="url(#g)" fill-rule="evenodd"')
        for area in (a for a in areas if a.own):
            canvas.path(area.outline, "l1", ' stroke-width="1400"')
        canvas.parts.append(
            '<defs><pattern id="g" width="2600" height="2600" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<line class="hatch" x1="0" y1="0" x2="0" y2="2600" stroke-width="700"/></pattern></defs></g>'
        )
        return top + scale * (y1 - y0) + 8


def holes(cells: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Cells without a gemeente that lie inside the country: water and room, nobody's border.

    Examples
    --------
    >>> holes({(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)})
    {(0, 0)}
    """
    qs, rs = [q for q, _r in cells], [r for _q, r in cells]
    empty = {(q, r) for q in range(min(qs) - 1, max(qs) + 2) for r in range(min(rs) - 1, max(rs) + 2)} - cells
    outside = [(min(qs) - 1, min(rs) - 1)]
    empty.discard(outside[0])
    while outside:
        q, r = outside.pop()
        reached = {(q + dq, r + dr) for dq, dr in AROUND} & empty
        empty -= reached
        outside.extend(reached)
    return empty


def _corner(x: float, y: float, size: float, k: int) -> tuple[float, float]:
    angle = math.pi / 180 * (60 * k + 30)
    return x + size * math.cos(angle), y + size * math.sin(angle)


def _hexagon(x: float, y: float, size: float) -> str:
    corners = [_corner(x, y, size, k) for k in range(6)]
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "z"


def by_province(areas: tuple[Area, ...]) -> dict[str, list[Area]]:
    """Areas per province, both in alphabetical order."""
    found: dict[str, list[Area]] = defaultdict(list)
    for area in sorted(areas, key=lambda a: a.name):
        found[area.province].append(area)
    return dict(sorted(found.items()))
