"""What a page works with: the study, the reader's choices, the texts; and what a page gives back: blocks.

A page asks for a choice with :meth:`View.choose`, which also makes the control; a wrong value in the address
becomes the default plus a remark that the reader sees. Nothing here draws or computes a statistic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from dashboard.drawing import Drawing
from dashboard.provenance import origin, reference_date
from dashboard.state import State
from dashboard.study import Library, Study
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words

Kind = Literal[
    "text",
    "word",
    "share",
    "gap",
    "points",
    "count",
    "number",
    "chance",
    "euro",
    "year",
    "date",
    "status",
    "measure",
]
"""How a column is written; ``measure`` is a share or a number, as the row's own ``metric`` says; ``gap`` is a
difference of two shares in percentage points, ``chance`` a p-value."""
NO_SHARE = frozenset(
    {
        "allocation_per_need",
        "auc",
        "brier",
        "calibration_intercept",
        "calibration_ratio",
        "calibration_slope",
        "contacts_per_100",
        "in_need_per_contact_ratio",
    }
)
"""Metrics that are no share of anything."""
SHOWN = ("published", "rounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One choice with its options; ``aside`` when it stands with the sentence that it changes, not above the page."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    many: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table under a figure; ``words`` names the list that turns codes into text."""

    key: str
    label: str
    kind: Kind = "text"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A finding with its drawing, its table, and where both come from."""

    id: str
    title: str
    table: str
    rows: pl.DataFrame
    columns: tuple[Column, ...]
    drawing: Drawing | None = None
    says: tuple[str, ...] = ()
    note: str = ""
    open_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A key figure: the number, what it counts, its uncertainty and a comparison in words."""

    label: str
    value: str
    interval: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A row of key figures."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A heading with sentences or a list; ``kind`` gives its look."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    kind: Literal["plain", "limits", "notice", "steps", "context"] = "plain"
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapList:
    """The map with all gemeenten as keyboard-reachable names; ``areas`` as (code, name, province, words)."""

    figure: Figure
    areas: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A long table to search in, listed by name; its value columns cannot be sorted."""

    id: str
    title: str
    figure: Figure


Block = Figure | Facts | Prose | MapList | Grid


@dataclass(slots=True, eq=False)
class View:
    """One reader's view of one study."""

    study: Study
    library: Library
    state: State
    page: str
    is_public: bool = False
    controls: list[Control] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    texts: Texts = field(init=False)
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.texts = Texts(self.state.language)
        titles = self.study.titles(self.state.language)
        self.words = Words.of_study(self.texts, self.study.says, titles)

    def word(self, kind: str, code: object) -> str:
        """A code in the reader's words; measures of an exit study have words of their own."""
        return self.words(kind, "" if code is None else str(code))

    def choose(
        self,
        key: str,
        label: str,
        options: Sequence[str],
        *,
        words: str | Callable[[str], str] = "",
        default: str | None = None,
        aside: bool = False,
    ) -> str:
        """A choice among ``options``; makes the control when there is something to choose."""
        if not options:
            return ""
        fallback = default if default is not None and default in options else options[0]
        asked = self.state.get(key)
        value = asked if asked in options else fallback
        say = words if callable(words) else (lambda code: self.word(words, code) if words else code)
        if asked and asked not in options:
            self.remarks.append(
                self.texts(
                    "De keuze “{asked}” bij {label} bestaat hier niet. U ziet nu: {value}.",
                    asked=asked[:60],
                    label=label.lower(),
                    value=say(value),
                )
            )
        if len(options) > 1:
            self.controls.append(
                Control(
                    key=key,
                    label=label,
                    options=tuple((o, say(o)) for o in options),
                    value=value,
                    aside=aside,
                )
            )
        return value

    def choose_many(
        self, key: str, label: str, options: Sequence[tuple[str, str]], most: int = 40
    ) -> list[str]:
        """Several choices, joined by commas in the address; unknown ones are named and left out."""
        known = dict(options)
        asked = [part for part in self.state.get(key).split(",") if part]
        found = [part for part in asked if part in known][:most]
        lost = [part for part in asked if part not in known]
        if lost:
            self.remarks.append(
                self.texts(
                    "Deze keuzes bestaan hier niet en zijn weggelaten: {lost}.", lost=", ".join(lost)[:120]
                )
            )
        self.controls.append(
            Control(key=key, label=label, options=tuple(options), value=",".join(found), many=True)
        )
        return found

    def choose_mode(self, frame: pl.DataFrame) -> str:
        """Which information a result may use: everything recorded, or what was known on the day."""
        return self.choose(
            "mode", self.texts("Gegevens"), values(frame, "mode"), words="mode", default="recorded"
        )

    def choose_line(self, frame: pl.DataFrame) -> str:
        """The poverty line, among those that this table answers for."""
        lines = values(frame, "line")
        if len(lines) < 2:
            return lines[0] if lines else ""
        return self.choose("line", self.texts("Grens"), lines, words="line", default=self.study.says("line"))

    def choose_year(self, frame: pl.DataFrame, column: str = "index_year") -> str:
        """The year, latest first."""
        years = sorted(values(frame, column), reverse=True)
        if len(years) < 2:
            return years[0] if years else ""
        return self.choose("year", self.texts("Jaar"), years)

    def absent(self, *tables: str) -> Prose | None:
        """A notice when the bundle lacks all of ``tables``."""
        if any(self.study.table(name).height for name in tables):
            return None
        _ = self.texts
        return Prose(
            kind="notice",
            title=_("Nog geen cijfers"),
            paragraphs=(
                _(
                    "Dit onderzoek heeft nog geen tabel voor deze vraag ({tables}). Dat komt voor bij een ouder "
                    "of kleiner bewijspakket. Er is niets verborgen.",
                    tables=", ".join(tables),
                ),
            ),
        )

    def footer(self, table: str, rows: pl.DataFrame) -> str:
        """One line for inside a drawing: synthetic or not, source, reference date."""
        _ = self.texts
        parts = [_("SYNTHETISCHE DATA")] if self.study.is_synthetic else []
        parts.append(_("Bron: {source}", source=origin(self.study, table, self.words)))
        date = reference_date(self.study, table, rows, _)
        if date:
            parts.append(_("Peildatum: {date}", date=date))
        return " · ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built:
    """A page made for one state."""

    title: str
    question: str
    answer: str
    blocks: tuple[Block, ...]
    controls: tuple[Control, ...]
    remarks: tuple[str, ...]
    study: Study
    texts: Texts
    words: Words

    def figures(self) -> Mapping[str, Figure]:
        """The figures of the page by id."""
        found: dict[str, Figure] = {}
        for block in self.blocks:
            figure = block.figure if isinstance(block, (MapList, Grid)) else block
            if isinstance(figure, Figure):
                found[figure.id] = figure
        return found


def scale_of(metric: str) -> Literal["share", "number"]:
    """Whether a metric is written as a share or as a number.

    Examples
    --------
    >>> scale_of("contacts_per_100"), scale_of("coverage")
    ('number', 'share')
    """
    return "number" if metric in NO_SHARE else "share"


def values(frame: pl.DataFrame, column: str) -> list[str]:
    """Values of a column as text in order of first sight, numbers written whole; empty without the column."""
    if column not in frame.columns:
        return []
    seen = frame[column].drop_nulls().unique(maintain_order=True).to_list()
    return [f"{v:.10g}" if isinstance(v, float) else str(v) for v in seen]


def only(frame: pl.DataFrame, **wanted: str) -> pl.DataFrame:
    """Rows whose columns hold the wanted values; columns that do not exist or wishes that are empty do not filter."""
    for column, value in wanted.items():
        if value == "" or column not in frame.columns:
            continue
        if frame[column].dtype.is_numeric():
            frame = frame.filter((pl.col(column) - float(value)).abs() < 1e-9)
        else:
            frame = frame.filter(pl.col(column) == value)
    return frame


def number(row: Mapping[str, object], key: str) -> float | None:
    """A number of a row, or None where it is empty or absent."""
    value = row.get(key)
    return float(value) if isinstance(value, (int, float)) and value == value else None


def is_hidden(row: Mapping[str, object]) -> bool:
    """Whether the door hid this cell."""
    return str(row.get("status") or "published") not in SHOWN
