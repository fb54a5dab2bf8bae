"""The gallery of the docs: published beside achieved, as Markdown, from one run of :func:`~.compare.fidelity`.

``python -m vroegsignalering.fidelity.gallery DIR PAGE.md`` replaces the part of the page between its two marks.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from vroegsignalering import facts
from vroegsignalering.fidelity.compare import fidelity, summary
from vroegsignalering.registers import Registers

BEGIN, END = "<!-- gallery begins -->", "<!-- gallery ends -->"
SHOWN = (
    ("household_type", "low_income_share_households", "Low income by household type, %"),
    ("income_source", "low_income_share_households", "Low income by main source of income, %"),
    ("tenure", "low_income_share_households", "Low income by tenure, %"),
    ("age_head", "low_income_share_households", "Low income by age of the main earner, %"),
    ("total", "low_income_4plus_years_share_households", "Four years or longer below the line, %"),
)


def gallery(compared: pl.DataFrame, persons: int | None) -> str:
    """Markdown of the comparison: shares ok per table, then pictures in numbers.

    Parameters
    ----------
    compared : polars.DataFrame
        From :func:`~.compare.fidelity`.
    persons : int or None
        Residents that the registers hold.
    """
    parts = [f"Measured on {persons or 'all'} persons; computed by `vroeg fidelity`.", _shares(compared)]
    parts += [_pictures(compared, *shown) for shown in SHOWN]
    return "\n\n".join(part for part in parts if part)


def _shares(compared: pl.DataFrame) -> str:
    known = compared.filter(pl.col("status") != "not computable")
    lines = []
    for name in ("calibration", "validation"):
        part = known.filter(pl.col("role") == name)
        if part.height:
            ok = (part["status"] == "ok").sum()
            lines.append(
                f"**{name.capitalize()}**: {ok} of {part.height} rows ok ({100 * ok / part.height:.0f} %)."
            )
    table = ["| Role | Table | Rows | Computed | Ok | Median difference |", "|---|---|--:|--:|--:|--:|"]
    for row in summary(compared).iter_rows(named=True):
        middle = row["median_difference"]
        said = "" if middle is None else f"{100 * middle:.1f} %"
        table.append(
            f"| {row['role']} | {row['table']} | {row['rows']} | {row['computed']} | {row['ok']} | {said} |"
        )
    return "\n\n".join([*lines, "\n".join(table)])


def _pictures(compared: pl.DataFrame, dim: str, measure: str, title: str) -> str:
    rows = compared.filter(
        (pl.col("group_dim") == dim) & (pl.col("measure") == measure) & pl.col("achieved").is_not_null()
    )
    years = sorted(rows["year"].unique())
    if not years:
        return ""
    head = ["| Group | " + " | ".join(years) + " |", "|---" * (len(years) + 1) + "|"]
    for group in rows["group"].unique(maintain_order=True):
        cells = []
        for year in years:
            found = rows.filter((pl.col("group") == group) & (pl.col("year") == year))
            cells.append(f"{found['published'][0]:.1f} / {found['achieved'][0]:.1f}" if found.height else "")
        head.append(f"| {group} | " + " | ".join(cells) + " |")
    return f"### {title} (published / achieved)\n\n" + "\n".join(head)


def replace_gallery(page: Path, text: str) -> None:
    """Put the gallery between the marks of a page."""
    whole = page.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    opened = Registers.open(Path(sys.argv[1]))
    replace_gallery(
        Path(sys.argv[2]), gallery(fidelity(opened, facts.load("targets")), opened.provenance.persons)
    )
