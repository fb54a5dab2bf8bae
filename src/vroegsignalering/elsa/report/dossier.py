"""What every section gets: the material, the gate, the language; and numbers that name the cell they come from.

A number from the evidence is written as ``<data value="0.41" data-from="fairness/17/value">41,0%</data>``: table, row
of the CSV file (from 0), column. A count of rows names the rows. So every machine claim can be followed, by a
reader and by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.html import Safe, element, join
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.reading import parts_of
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words

Row = Mapping[str, Any]
MOST_ROWS = 60
"""Longest table printed in a section; the rest stands in the evidence, and the caption says so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dossier:
    """One study's dossier in one language."""

    material: Material
    gate: Gate
    texts: Texts
    words: Words

    @classmethod
    def of(cls, material: Material, gate: Gate, language: str) -> Dossier:
        """Bring a study's material and its gate together; titles of features come from the evidence."""
        texts = Texts(language)
        titles: dict[tuple[str, str], str] = {}
        features = material.table("features")
        if features is not None and f"title_{language}" in features.columns:
            pairs = features.select("feature", f"title_{language}").drop_nulls().rows()
            titles = {("feature", str(name)): str(title) for name, title in pairs}
        words = Words.of_study(texts, material.head, titles)
        return cls(material=material, gate=gate, texts=texts, words=words)

    def table(self, name: str) -> pl.DataFrame | None:
        """A table of the evidence, with the column ``row``."""
        return self.material.table(name)

    def group(self, row: Row) -> str:
        """The group of a row in words, with its attribute; a crossing names both of each."""
        attributes = [self.words("attribute", part) for part in parts_of(row["attribute"])]
        groups = [self.words("group", part) for part in parts_of(row["group"])]
        return f"{' × '.join(attributes)}: {' × '.join(groups)}"

    def share(self, table: str, row: Row, column: str = "value") -> Safe:
        """A share as a percentage, with its source."""
        return self._cited(table, row, column, "row", lambda v: self.texts.percent(v))

    def points(self, table: str, row: Row, column: str, *, of: str = "") -> Safe:
        """A difference of shares in percentage points; the unit stands in the head of the column."""
        return self._cited(table, row, column, "row", lambda v: self.texts.number(v * 100, 1), of=of)

    def figure(self, table: str, row: Row, column: str = "value", digits: int = 3) -> Safe:
        """A number without unit."""
        return self._cited(table, row, column, "row", lambda v: self.texts.number(v, digits))

    def whole(self, table: str, row: Row, column: str = "n") -> Safe:
        """A count."""
        return self._cited(table, row, column, "row", lambda v: self.texts.number(round(v)))

    def counted(self, table: str, rows: pl.DataFrame) -> Safe:
        """How many rows, naming them."""
        numbers = " ".join(map(str, rows["row"].to_list())) if rows.height else ""
        return element(
            "data", self.texts.number(rows.height), value=rows.height, data_rows=f"{table}/{numbers}"
        )

    def span(self, table: str, row: Row, *, unit: str = "share") -> Safe:
        """Low to high, or a dash where there is none."""
        if row.get("low") is None or row.get("high") is None:
            return Safe("–")
        one = self.share if unit == "share" else self.figure
        return join((one(table, row, "low"), f" {self.texts('tot')} ", one(table, row, "high")))

    def whole_span(self, table: str, row: Row, of: int) -> Safe:
        """An interval as so many of a hundred or thousand, in whole numbers; once where both ends round to the same.

        A hidden cell says that it is hidden.
        """
        if row.get("low") is None or row.get("high") is None:
            return element("em", self.words.absent(row.get("status")))
        low, high = (
            self._cited(table, row, column, "row", lambda v: self.texts.number(round(v * of)))
            for column in ("low", "high")
        )
        if round(row["low"] * of) == round(row["high"] * of):
            return join((f"{self.texts('ongeveer')} ", low))
        return join((low, f" {self.texts('tot')} ", high))

    def estimate(self, table: str, row: Row, *, unit: str = "share") -> Safe:
        """Value and interval in one phrase; a hidden cell says that it is hidden."""
        if row.get("value") is None:
            return element("em", self.words.absent(row.get("status")))
        one = self.share if unit == "share" else self.figure
        return join((one(table, row), " (", self.span(table, row, unit=unit), ")"))

    def verdict(self, verdict: object) -> str:
        """A verdict in words."""
        return self.words("verdict", str(verdict)) if verdict else self.texts("geen oordeel")

    def absent(self, name: str) -> Safe:
        """What is said where a table is not in the bundle."""
        return element(
            "p",
            self.texts(
                "Dit bewijs heeft geen tabel '{name}'; hier kan daarom niets over worden gezegd.", name=name
            ),
            class_="owed",
        )

    def source(self, name: str) -> Safe:
        """The line under a figure: table, description, source, reference date."""
        about = self.material.evidence.manifest.get("tables", {}).get(name, {})
        title = str(about.get(f"title_{self.texts.language}", "")) or name
        parts = [
            self.texts("Tabel {name}", name=name),
            title,
            str(about.get("source", "")),
            self.texts.period(str(about.get("reference_date", ""))),
        ]
        hidden = int(about.get("hidden", 0) or 0)
        parts += (
            [self.texts.several("{count} cel verborgen", "{count} cellen verborgen", hidden)]
            if hidden
            else []
        )
        return element("p", " · ".join(part for part in parts if part), class_="note")

    def _cited(self, table: str, row: Row, column: str, number: str, said: Any, *, of: str = "") -> Safe:
        value = row.get(column)
        if value is None:
            return Safe("–")
        origin = f"{table}/{row[number]}/{of or column}"
        return element("data", said(float(value)), value=f"{float(value):.6g}", data_from=origin)


def section(dossier: Dossier, id_: str, title: str, *parts: object) -> Safe:
    """A part of the dossier with its title as heading."""
    return element("section", element("h2", title, id_=id_), *parts, aria_labelledby=id_)
