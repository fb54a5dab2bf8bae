"""Targets that the committed evidence itself must reach: how well the invented country fits, and how well risks are calibrated.

It reads the tables of ``ethics/evidence`` and measures nothing anew, so it says what readers of that evidence see. Against
published figures: rows within the larger of 5 % and twice the simulation error where numbers were fitted, within 15 % or
twice that error where they were kept aside. Calibration: on people held out of the year of calibration.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.collected import RESULTS, machine  # noqa: E402

EVIDENCE = ROOT / "ethics" / "evidence"
STUDIES = ("entry", "exit")
LEAST_OK = {"calibration": 0.95, "validation": 0.80}
LARGEST_ERROR = 0.002

Ratio = tuple[float, str | None, str]
"""Value, promise and unit of a result."""


def fits(fidelity: pl.DataFrame) -> dict[str, Ratio]:
    """Share of published rows that the country meets, by role of the row.

    Examples
    --------
    >>> rows = pl.DataFrame({"role": ["validation"] * 3, "status": ["ok", "off", "not computable"]})
    >>> fits(rows)["validation_rows_ok"][0]
    0.5
    """
    found = {}
    for (role,), rows in sorted(fidelity.filter(pl.col("status") != "not computable").group_by("role")):
        share = float((rows["status"] == "ok").mean() or 0)
        found[f"{role}_rows_ok"] = (
            share,
            f">= {LEAST_OK[str(role)]}",
            f"share of {rows.height} published rows",
        )
    return found


def calibrated(study: str, performance: pl.DataFrame) -> dict[str, Ratio]:
    """Error of calibration of the additive model on people held out of the year of calibration, by information mode.

    As met, which is never below what chance gives, and less what chance gives: where chance alone exceeds the promise, only
    the second can show whether it is kept.
    """
    rows = performance.filter(pl.col("split") == "held_out", pl.col("model") == "additive")
    found: dict[str, Ratio] = {}
    for (mode,), part in sorted(rows.group_by("mode")):
        value = dict(part.select("metric", "value").iter_rows())
        less = part.filter(metric="ece_without_chance").row(0, named=True)
        found[f"calibration_error_{study}_{mode}"] = (
            float(value["ece"]),
            f"<= {LARGEST_ERROR}",
            f"share; {value['ece_by_chance']} by chance alone, {part['n'][0]} households",
        )
        found[f"calibration_error_without_chance_{study}_{mode}"] = (
            float(less["value"]),
            None,
            f"share, root mean square; 95 % interval {less['low']} to {less['high']}",
        )
    return found


def main() -> None:
    """Read, print and keep."""
    ratios = fits(pl.read_csv(EVIDENCE / STUDIES[0] / "tables" / "fidelity.csv", infer_schema_length=None))
    for study in STUDIES:
        table = EVIDENCE / study / "tables" / "performance.csv"
        ratios |= calibrated(study, pl.read_csv(table, infer_schema_length=None))
    for name, (value, promise, unit) in ratios.items():
        print(f"{name:<48} {value:8.4f} {unit}; promise {promise}")
    content = {
        "topic": "evidence",
        "machine": {name: said for name, said in machine().items() if name != "load"},
        "ratios": {
            name: {"value": round(value, 4), "promise": promise, "unit": unit}
            for name, (value, promise, unit) in ratios.items()
        },
    }
    (RESULTS / "evidence.json").write_text(
        json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
