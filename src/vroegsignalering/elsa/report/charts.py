"""Drawings of our own: points with intervals, steps, a line of calibration. Inline SVG, no script, readable in print.

A drawing never stands alone: the table with the same rows follows it. Hidden cells are hatched and named; an interval
is always drawn; no colour means good or bad.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from vroegsignalering.elsa.html import Safe
from vroegsignalering.texts import Texts

INK, BLUE, SOFT, LINE = "#16202b", "#1b4f8a", "#4a5866", "#b9c4cf"
WIDTH, LABEL, ROW = 680, 270, 15
Place = Callable[[float], float]
_FONT = 'font-family="DejaVu Sans,Arial,sans-serif" font-size="11"'
_HATCH = (
    '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#8a97a5"/></pattern>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One row of a drawing; where the value is None, ``absent`` says in a word why."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    mark: str = ""
    absent: str = ""


def intervals(
    points: Sequence[Point],
    *,
    title: str,
    id_: str,
    texts: Texts,
    reference: float | None = None,
    percent: bool = True,
) -> Safe:
    """Points with intervals on one axis, one row each.

    Parameters
    ----------
    points : sequence of Point
    title : str
        What the drawing shows, in one sentence; read aloud in place of it.
    id_ : str
        Unique on the page.
    reference : float, optional
        A dashed line, such as the value for everybody.
    """
    top = _top(points, reference)
    floor = min(
        [
            0.0,
            *(p.low for p in points if p.low is not None),
            *(p.value for p in points if p.value is not None),
        ]
    )
    span = (top - floor) or 1.0
    room = WIDTH - LABEL - 20

    def x(value: float) -> float:
        return round(LABEL + room * (value - floor) / span, 1)

    height = ROW * len(points) + 34
    parts = [_grid(floor, top, x, height, texts, percent)]
    if reference is not None:
        parts.append(
            f'<line x1="{x(reference)}" x2="{x(reference)}" y1="4" y2="{height - 26}" stroke="{INK}" stroke-dasharray="4 3"/>'
        )
    parts += [_row(point, i, x, f"hatch-{id_}", room) for i, point in enumerate(points)]
    return _drawing(title, id_, height, "".join(parts))


def steps(effects: Sequence[Point], ends: tuple[str, str], *, title: str, id_: str, texts: Texts) -> Safe:
    """The steps of one term of the model, from low to high values, each step as wide as the others; zero is dashed.

    Parameters
    ----------
    effects : sequence of Point
        In order of the value; one of None leaves a gap. Intervals are cut off at the edge of the drawing.
    ends : tuple of str
        What the lowest and the highest step stand for.
    """
    shown = [e.value for e in effects if e.value is not None] or [0.0]
    floor, top = min(*shown, 0.0, -0.1) - 0.1, max(*shown, 0.0, 0.1) + 0.1
    left, high, base = 60.0, 10.0, 100.0
    wide = (WIDTH - left - 20) / max(1, len(effects))

    def y(value: float) -> float:
        inside = min(max(value, floor), top)
        return round(base - (base - high) * (inside - floor) / (top - floor), 1)

    parts = []
    for i, effect in enumerate(effects):
        if effect.value is None:
            continue
        x = round(left + i * wide, 1)
        if effect.low is not None and effect.high is not None:
            lowest, highest = y(effect.low), y(effect.high)
            parts.append(
                f'<rect x="{x}" y="{highest}" width="{wide:.1f}" height="{round(lowest - highest, 1)}" fill="#d5e2f0"/>'
            )
        parts.append(
            f'<path d="M{x} {y(effect.value)}h{wide:.1f}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>'
        )
    parts.append(
        f'<line x1="{left}" x2="{WIDTH - 20}" y1="{y(0)}" y2="{y(0)}" stroke="{INK}" stroke-dasharray="4 3"/>'
    )
    marks = [v for v in (floor + 0.1, top - 0.1) if abs(y(v) - y(0)) > 11]
    for value in (0.0, *marks):
        parts.append(_text(left - 6, y(value) + 4, texts.number(value, 1), "end"))
    parts.append(_text(left, base + 16, ends[0], "start"))
    parts.append(_text(WIDTH - 20, base + 16, ends[1], "end"))
    return _drawing(title, id_, 122, "".join(parts))


def calibration(
    bins: Sequence[Point], expected: Sequence[float], *, title: str, id_: str, texts: Texts
) -> Safe:
    """Observed against expected per bin, with intervals and the line on which they would be equal."""
    top = max([*expected, *(b.high or b.value or 0.0 for b in bins), 0.01]) * 1.05
    size, left, base = 300.0, 60.0, 316.0

    def x(value: float) -> float:
        return round(left + size * value / top, 1)

    def y(value: float) -> float:
        return round(base - size * value / top, 1)

    parts = [
        f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(top)}" y2="{y(top)}" stroke="{SOFT}" stroke-dasharray="4 3"/>'
    ]
    parts.append(f'<path d="M{x(0)} {y(top)}V{y(0)}H{x(top)}" fill="none" stroke="{INK}"/>')
    for share in (0.0, top / 2, top):
        parts.append(_text(x(share), base + 16, texts.percent(share), "middle"))
        parts.append(_text(left - 6, y(share) + 4, texts.percent(share), "end"))
    for point, wanted in zip(bins, expected, strict=True):
        if point.value is None:
            continue
        if point.low is not None and point.high is not None:
            parts.append(
                f'<line x1="{x(wanted)}" x2="{x(wanted)}" y1="{y(point.low)}" y2="{y(min(point.high, top))}" stroke="{BLUE}"/>'
            )
        parts.append(f'<circle cx="{x(wanted)}" cy="{y(point.value)}" r="3.5" fill="{BLUE}"/>')
    parts.append(_text(left + size / 2, base + 34, texts("geschat aandeel"), "middle"))
    parts.append(_text(left + size + 10, y(top) + 10, texts("gelijk"), "start"))
    return _drawing(title, id_, 356, "".join(parts))


def _row(point: Point, i: int, x: Place, hatch: str, room: float) -> str:
    middle = 5 + ROW * i + ROW / 2
    label = point.label if len(point.label) <= 44 else point.label[:42] + "…"
    parts = [_text(LABEL - 8, middle + 4, label, "end")]
    if point.value is None:
        parts.append(
            f'<rect x="{LABEL}" y="{middle - 4}" width="{room}" height="8" fill="url(#{hatch})" stroke="{LINE}"/>'
        )
        parts.append(f'<rect x="{LABEL + 8}" y="{middle - 6}" width="74" height="12" fill="#fff"/>')
        parts.append(_text(LABEL + 12, middle + 4, point.absent, "start"))
        return "".join(parts)
    if point.low is not None and point.high is not None:
        parts.append(
            f'<line x1="{x(point.low)}" x2="{x(point.high)}" y1="{middle}" y2="{middle}" stroke="{BLUE}" stroke-width="2.5"/>'
        )
    parts.append(f'<path d="M{x(point.value)} {middle - 6}v12" stroke="{INK}" stroke-width="3"/>')
    if point.mark:
        parts.append(_text(WIDTH - 8, middle + 4, point.mark, "end"))
    return "".join(parts)


def _grid(floor: float, top: float, x: Place, height: int, texts: Texts, percent: bool) -> str:
    parts = []
    for i in range(5):
        value = floor + (top - floor) * i / 4
        said = texts.percent(value) if percent else texts.number(value, 2)
        parts.append(f'<line x1="{x(value)}" x2="{x(value)}" y1="4" y2="{height - 26}" stroke="#e3e8ee"/>')
        parts.append(_text(x(value), height - 10, said, "middle" if i < 4 else "end"))
    return "".join(parts)


def _top(points: Sequence[Point], reference: float | None) -> float:
    ends = [p.high if p.high is not None else p.value for p in points]
    return max([end for end in ends if end is not None] + [reference or 0.0, 1e-9])


def _text(x: float, y: float, said: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{INK}" {_FONT}>{escape(said)}</text>'


def _drawing(title: str, id_: str, height: int, inside: str) -> Safe:
    said = escape(title, quote=True)
    return Safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{said}" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}"><title>{escape(title)}</title>'
        f"<defs>{_HATCH.format(id=f'hatch-{id_}')}</defs>{inside}</svg>"
    )
