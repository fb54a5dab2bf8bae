"""Outreach: whom the shipped plans find per contact against a random draw and the best single rule, and in what time.

Run ``python benchmarks/outreach.py`` (0.1 million persons) or ``--persons 1000000`` for the promised size; ``--registers DIR``
takes registers that are there. A plan for one municipality is judged on the whole country, as if every municipality had it. The
peers are ways of choosing that need no plan, at the same number of contacts, on the same households.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from collected import machine

from vroegsignalering.outreach import Evaluation, read_plan, run_plan
from vroegsignalering.registers import Registers

RESULTS = Path(__file__).parent / "results" / "outreach.json"
PLANS = Path(__file__).parents[1] / "models" / "entry" / "plans"
PROMISED_TIMES, PROMISED_SECONDS = 2.5, 60.0
SHIPPED = ("small_municipality", "large_municipality", "turning_18", "unused_support")


def measure(registers: Registers, name: str) -> dict[str, Any]:
    """One plan, from opened registers to its evaluation."""
    plan = read_plan(PLANS / f"{name}.toml")
    wall, cpu = time.perf_counter(), time.process_time()
    found = run_plan(registers, plan, everywhere=True)
    seconds = {"seconds": time.perf_counter() - wall, "processor_seconds": time.process_time() - cpu}
    return {**seconds, **ratios_of(found), "households": found.households, "blocked": found.blocked}


def ratios_of(found: Evaluation) -> dict[str, float]:
    """In need per contact, over that of a random draw and of the best single rule, with intervals."""
    rows = found.baselines.filter(metric="in_need_per_contact_ratio")
    return {
        f"{row['baseline']}_{end}": row[end]
        for row in rows.iter_rows(named=True)
        if row["baseline"] in ("random", "one_rule")
        for end in ("value", "low", "high")
    }


def results(measured: dict[str, dict[str, Any]], persons: int) -> dict[str, Any]:
    """Results with their promises; the promise on need is made for plans that find who falls below a line."""
    found: dict[str, Any] = {}
    for name, figures in measured.items():
        promised = {"promise": PROMISED_TIMES} if name.endswith("municipality") else {}
        between = f"{figures['random_low']:.2f} to {figures['random_high']:.2f}"
        unit = f"times a random draw, in need per contact; 95 % interval {between}; {persons:,} persons"
        found[f"{name}_against_random"] = {"value": figures["random_value"], "unit": unit, **promised}
        between = f"{figures['one_rule_low']:.2f} to {figures['one_rule_high']:.2f}"
        unit = f"times the best single rule, in need per contact; 95 % interval {between}"
        found[f"{name}_against_one_rule"] = {"value": figures["one_rule_value"], "unit": unit}
        found[f"{name}_processor"] = {"value": figures["processor_seconds"], "unit": "processor seconds"}
    slowest = max(figures["seconds"] for figures in measured.values())
    promise = {"promise": PROMISED_SECONDS} if persons >= 1_000_000 else {}
    found["slowest_plan_seconds"] = {
        "value": slowest,
        "unit": "s of wall time, at most, on two cores",
        **promise,
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    found["peak_memory"] = {"value": peak, "unit": "GB, all plans after each other"}
    return found


def made(persons: int, folder: Path) -> Path:
    """Registers of a synthetic country."""
    command = [
        sys.executable,
        "-m",
        "vroegsignalering",
        "synthesise",
        "--persons",
        str(persons),
        "--seed",
        "1",
    ]
    subprocess.run(
        [*command, "--to", str(folder), "--workers", "2", "--json"], check=True, stdout=subprocess.DEVNULL
    )
    return folder


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--registers", type=Path, help="Registers that are there already.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.registers or made(asked.persons, Path(scratch) / "registers")
        registers = Registers.open(folder, prefer="parquet")
        persons = registers.provenance.persons or asked.persons
        measured = {name: measure(registers, name) for name in SHIPPED}
    content = {
        "topic": "outreach",
        "machine": machine(),
        "measured": measured,
        "ratios": results(measured, persons),
    }
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(json.dumps(content["ratios"], indent=1))


if __name__ == "__main__":
    main()
