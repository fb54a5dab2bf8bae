"""The bundles that this dashboard serves: one :class:`Study` per evidence folder, read once at start.

Stands on ``vroegsignalering.release.Evidence``, which checks every checksum. A table that a bundle lacks is an
empty frame here; pages say so in words. Nothing in this file opens anything but an evidence folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from vroegsignalering.errors import DeclarationError, ReproductionError, VroegError
from vroegsignalering.release import Evidence
from vroegsignalering.texts import LANGUAGES

NUMERIC = frozenset(
    {
        "value",
        "low",
        "high",
        "n",
        "n_outcome",
        "n_from",
        "n_group",
        "excluded",
        "left",
        "expected",
        "effect",
        "capacity",
        "gain",
        "gain_low",
        "gain_high",
        "published",
        "achieved",
        "ratio",
        "se",
        "share",
        "fidelity",
        "entitled",
        "received",
        "published_low",
        "published_high",
        "limit",
        "p_adjusted",
        "additive",
        "black_box",
        "difference",
        "months",
        "weeks",
        "order",
        "replicates",
        "size",
        "index_year",
        "year",
        "band",
        "q",
        "r",
        "from",
        "to",
        "amount_eur_month",
        "x",
        "y",
        "ring",
        "inhabitants",
        "eur_month",
        "threshold",
        "times",
        "drawn_needed",
        "n_outside",
        "expected_in_need",
        "entitled_share",
        "of_entitled",
        "value_others",
        "difference_low",
        "difference_high",
        "holm",
        "not_met",
        "not_used",
        "published_year",
    }
)
"""Columns read as numbers, also when a whole column is empty."""


DECLARING = (("features", "feature"), ("household_schemes", "household"), ("households", "household"))
"""Tables that declare titles of their own, and the column of the code."""


@dataclass(frozen=True, eq=False)
class Study:
    """One evidence bundle with the words of its manifest.

    Parameters
    ----------
    key : str
        Name in the address (``?study=entry``).
    evidence : Evidence
        The verified bundle.
    previous : Study, optional
        An older bundle of the same study, for "since the last version".
    """

    key: str
    evidence: Evidence
    previous: Study | None = None

    @cached_property
    def manifest(self) -> Mapping[str, object]:
        """The manifest as it stands on disk."""
        return dict(self.evidence.manifest)

    @cached_property
    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables, columns of numbers as numbers."""
        return {name: _typed(self.evidence.table(name)) for name in self.evidence.names()}

    def table(self, name: str) -> pl.DataFrame:
        """A table, or an empty frame when this bundle has none of that name."""
        return self.frames.get(name, pl.DataFrame())

    def about(self, name: str) -> Mapping[str, object]:
        """What the manifest says of a table: title, unit, source, reference date, rows, hidden."""
        tables = self.manifest.get("tables")
        found = tables.get(name) if isinstance(tables, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def says(self, field: str, default: str = "") -> str:
        """A field of the manifest as text."""
        value = self.manifest.get(field)
        return default if value is None else str(value)

    def titles(self, language: str) -> dict[tuple[str, str], str]:
        """Titles that the bundle itself declares, in a language: features and example households."""
        return self._titles[language]

    @cached_property
    def _titles(self) -> dict[str, dict[tuple[str, str], str]]:
        found: dict[str, dict[tuple[str, str], str]] = {language: {} for language in LANGUAGES}
        for table, key in DECLARING:
            frame = self.table(table)
            for language in LANGUAGES:
                column = f"title_{language}"
                if {key, column} <= set(frame.columns):
                    pairs = frame.select(key, column).drop_nulls().unique(subset=key, keep="first")
                    found[language] |= {(key, str(code)): str(title) for code, title in pairs.iter_rows()}
        return found

    @property
    def is_synthetic(self) -> bool:
        """Whether the persons behind this bundle were invented."""
        return self.says("data_status") == "synthetic"


def _holds_numbers(column: pl.Series) -> bool:
    """Whether nothing but numbers stands in a column; ``entitled`` counts people in one table and is yes or no in another."""
    return column.cast(pl.Float64, strict=False).null_count() == column.null_count()


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    counted = {c for c in frame.columns if c in NUMERIC and _holds_numbers(frame[c])}
    numeric = [c for c in counted if not frame[c].dtype.is_float()]
    texts = [c for c in frame.columns if c not in counted and frame[c].dtype != pl.String]
    return frame.with_columns(
        *(pl.col(c).cast(pl.Float64, strict=False) for c in numeric),
        *(pl.col(c).cast(pl.String) for c in texts),
    )


class Library:
    """The studies on offer, in the order given; of two bundles of one study the first is the current one."""

    def __init__(self, bundles: Iterable[Evidence]) -> None:
        studies: dict[str, Study] = {}
        for evidence in bundles:
            key = str(evidence.manifest.get("study") or f"study{len(studies) + 1}")
            if key in studies:
                current = studies[key]
                if current.previous is None and _line(current.evidence) == _line(evidence):
                    studies[key] = Study(key, current.evidence, Study(key, evidence))
                    continue
                key = f"{key}-{_line(evidence)}"
            studies.setdefault(key, Study(key, evidence))
        if not studies:
            raise DeclarationError(
                "no evidence to show",
                mend="run `vroeg run models/entry --registers DIR`, or name a bundle: --evidence ethics/evidence/entry",
            )
        self.studies = tuple(studies.values())
        for one in self.studies:
            one.frames  # noqa: B018  read now, so that the first reader does not wait

    @classmethod
    def read(cls, folders: Iterable[Path]) -> Library:
        """Read and verify the bundles in ``folders``.

        Raises
        ------
        DeclarationError
            No bundle, or a folder without a manifest.
        ReproductionError
            A bundle that was changed after it was made.
        """
        return cls([_read(Path(folder)) for folder in folders])

    def get(self, key: str) -> Study:
        """The study of that name, or the first one."""
        return next((s for s in self.studies if s.key == key), self.studies[0])


def _line(evidence: Evidence) -> str:
    return str(evidence.manifest.get("line") or "")


def _read(folder: Path) -> Evidence:
    if not (folder / "manifest.json").is_file():
        raise DeclarationError(
            "no bundle of evidence in this folder",
            where=str(folder),
            mend="name a folder that holds manifest.json",
        )
    try:
        return Evidence.read(folder)
    except VroegError:
        raise
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as fault:
        raise ReproductionError(
            "this bundle cannot be read",
            where=str(folder),
            found=type(fault).__name__,
            mend="make the bundle again",
        ) from fault


def committed(root: Path) -> list[Path]:
    """Folders with a bundle under ``ethics/evidence`` of a checkout, in the order entry, exit, others."""
    found = [p.parent for p in (root / "ethics" / "evidence").glob("*/manifest.json")]
    order = {"entry": 0, "exit": 1}
    return sorted(found, key=lambda p: (order.get(p.name, 2), p.name))
