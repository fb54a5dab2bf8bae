"""The audit audited: false alarms, power and coverage of its intervals, over planted worlds.

Run ``python benchmarks/proving.py`` (some ten minutes on one core; ``--replicates`` for less). Nothing is timed: these are
shares of worlds, with their 95 % intervals, and the promises are those of the proving ground. The same figures come from
``vroeg prove``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl
from collected import machine

from vroegsignalering.proving import prove

RESULTS = Path(__file__).parent / "results" / "proving.json"


def worlds(replicates: int) -> pl.DataFrame:
    """False alarms and coverage with 200 people in need per group, power for ten points with 600."""
    quiet = prove(replicates=replicates, faults=("none", "none_chain"), group_sizes=(200,))
    planted = prove(replicates=replicates, faults=("single_contrast",), sizes=(0.10,), group_sizes=(600,))
    return pl.concat([quiet, planted])


def ratios(table: pl.DataFrame) -> dict[str, dict[str, object]]:
    """Each share with its promise; with fewer worlds than two thousand chance alone may break one."""
    shares = {(row["fault"], row["metric"]): row for row in table.iter_rows(named=True)}
    found: dict[str, dict[str, object]] = {}
    for fault, name in (("none", "false alarms of the audit"), ("none_chain", "false alarms of the chain")):
        row = shares[fault, "false_alarm"]
        found[name] = _one(row, row["value"], "<= 0.05")
    row = shares["single_contrast", "power"]
    found["noticed: 10 points, 600 in need per group"] = _one(row, row["value"], ">= 0.9")
    row = shares["none", "coverage_cluster"]
    found["coverage of household intervals"] = _one(row, row["value"], ">= 0.93")
    found["coverage of household intervals, beyond the middle"] = _one(
        row, abs(row["value"] - 0.95), "<= 0.02"
    )
    row = shares["none", "coverage_row"]
    found["coverage of row intervals on the same worlds"] = _one(row, row["value"], None)
    return found


def _one(row: dict[str, object], value: float, promise: str | None) -> dict[str, object]:
    interval = f"{row['low']:.3f}-{row['high']:.3f}"
    return {
        "value": round(value, 4),
        "promise": promise,
        "unit": f"share of {row['replicates']} worlds ({interval})",
    }


def save(found: dict[str, dict[str, object]]) -> None:
    """Write the results beside those of the other benchmarks."""
    text = json.dumps({"topic": "proving", "machine": machine(), "ratios": found}, indent=1, sort_keys=True)
    RESULTS.write_text(text + "\n", "utf-8")


def main() -> None:
    """Run, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=2000)
    found = ratios(worlds(parser.parse_args().replicates))
    save(found)
    for name, said in found.items():
        print(f"{name:<52} {said['value']:>8} {said['unit']}")


if __name__ == "__main__":
    main()
