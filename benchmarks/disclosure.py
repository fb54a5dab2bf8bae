"""Disclosure: time to protect tables with all margins, share of cells lost, and what primary-only tools leave open.

Run ``python benchmarks/disclosure.py``. With ``--acro PYTHON`` (an interpreter that has acro) the same table is also
suppressed by acro's own crosstab with its true totals shown (by default acro recomputes totals without the blanked
cells, which this attack does not touch), and our attack is run on what it leaves.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from collected import machine

from vroegsignalering.release import STANDARD, Plan, release
from vroegsignalering.release.attack import Range, deduce
from vroegsignalering.release.crossed import with_margins
from vroegsignalering.release.optimum import fewest
from vroegsignalering.release.secondary import hide, told_by_status

RESULT = Path(__file__).parent / "results" / "disclosure.json"
WIDTH = 10.0

ACRO = """
import sys, warnings, logging
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import pandas as pd
from acro import ACRO
persons = pd.read_csv(sys.argv[1]); session = ACRO(suppress=True)
table = session.crosstab(persons["d0"], persons["d1"], margins=True, show_suppressed=True)
table.to_csv(sys.argv[2])
"""


def table_of(shape: tuple[int, ...], mean: float, seed: int = 1) -> pl.DataFrame:
    places = np.stack(np.unravel_index(np.arange(int(np.prod(shape))), shape), axis=1)
    names = {f"d{i}": [f"v{value:03d}" for value in places[:, i]] for i in range(len(shape))}
    counts = np.random.default_rng(seed).negative_binomial(1, 1 / mean, len(places))
    return pl.DataFrame(names).with_columns(n=pl.Series(counts))


def plan_of(table: pl.DataFrame) -> Plan:
    dimensions = tuple(name for name in table.columns if name.startswith("d"))
    return Plan(name="t", dimensions=dimensions, across=dimensions, margins="published", method="suppress")


def protect(shape: tuple[int, ...], mean: float) -> dict[str, float]:
    table = table_of(shape, mean)
    started = time.process_time()
    released = release(table, plan_of(table))
    seconds = time.process_time() - started
    return {
        "seconds": seconds,
        "lost": released.hidden / released.table.height,
        "primary": float((released.table["status"] == "primary").mean()),
        "narrowest": released.narrowest or float("inf"),
    }


def left_open_by_primary_only(shape: tuple[int, ...], mean: float) -> float:
    """Share of primary cells that the attack bounds more tightly than ten when only they are hidden."""
    table = table_of(shape, mean)
    whole = with_margins(table, plan_of(table))
    values = whole.cells["n"].to_numpy().astype(float)
    hidden = (values > 0) & (values < WIDTH)
    found = deduce(whole.cube.sums, np.where(hidden, 0, values), np.where(hidden, np.inf, values))
    return float((found.width[hidden] < WIDTH).mean())


def against_minimum(*, statuses: bool, tables: int = 40) -> tuple[float, int]:
    """Largest ratio of our companions to the provably fewest over small tables, and how many could be proven.

    Without statuses the unsafe cells are drawn by lot; with them they are the small ones, and the attacker knows what
    *primary* and *secondary* tell.
    """
    worst, number = 1.0, 0
    for seed in range(tables):
        shape = [(4, 4), (3, 5), (2, 2, 3), (5, 4)][seed % 4]
        table = table_of(shape, 25 if statuses else 60, seed)
        whole = with_margins(table, plan_of(table))
        values = whole.cells["n"].to_numpy().astype(float)
        small = (values > 0) & (values < WIDTH)
        lot = (np.random.default_rng(seed).random(len(values)) < 0.12) & (whole.cube.level == 0)
        primary, width = small if statuses else lot, np.full(len(values), WIDTH)
        told = told_by_status(values, small, int(WIDTH), STANDARD.told_width) if statuses else None
        asked = [(values, Range.open(width))] + ([(values, told)] if told else [])
        proven = fewest(whole.cube.sums, asked, primary, np.ones(len(values)), nodes=2_000)
        if proven is not None and (proven & ~primary).any():
            ours = hide(whole.cube, [values], primary, [width], told)
            worst = max(worst, (ours & ~primary).sum() / (proven & ~primary).sum())
            number += 1
    return float(worst), number


def left_open_by_acro(python: str) -> float | None:
    """Share of the cells that acro blanks in a 30 x 6 crosstab with margins, deduced more tightly than ten."""
    table = table_of((30, 6), 60)
    with tempfile.TemporaryDirectory() as folder:
        persons, out = Path(folder) / "persons.csv", Path(folder) / "out.csv"
        table.select(pl.col("d0", "d1").repeat_by("n")).explode("d0", "d1").drop_nulls().write_csv(persons)
        done = subprocess.run(
            [python, "-c", ACRO, persons, out], capture_output=True, check=False, cwd=folder
        )
        if done.returncode or not out.is_file():
            return None
        wide = pl.read_csv(out, infer_schema=False)
    long = wide.unpivot(index=wide.columns[0], variable_name="d1", value_name="shown").rename(
        {wide.columns[0]: "d0"}
    )
    shown = long.with_columns(pl.col("shown").cast(pl.Float64, strict=False))
    return _open_in(shown.with_columns(pl.col("d0", "d1").replace("All", "Total")), table)


def _open_in(shown: pl.DataFrame, table: pl.DataFrame) -> float | None:
    whole = with_margins(table, plan_of(table))
    joined = whole.cells.join(shown, on=["d0", "d1"], how="left", maintain_order="left")
    hidden = (joined["shown"].is_null() & (joined["n"] > 0)).to_numpy()
    values = joined["n"].to_numpy().astype(float)
    if not hidden.any():
        return None
    found = deduce(whole.cube.sums, np.where(hidden, 0, values), np.where(hidden, np.inf, values))
    return float((found.width[hidden] < WIDTH).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acro", help="Python interpreter of an environment with acro.")
    options = parser.parse_args()
    protect((5, 5), 60), protect((2, 2, 2), 60)
    flat, deep = protect((342, 12), 100), protect((342, 12, 5), 100)
    drawn, drawn_tables = against_minimum(statuses=False)
    told, told_tables = against_minimum(statuses=True)
    ratios = {
        "342x12 seconds of one core": (flat["seconds"], "< 10", "s"),
        "342x12 cells hidden": (flat["lost"], "", "share"),
        "342x12 cells unsafe by themselves": (flat["primary"], "", "share"),
        "342x12x5 seconds of one core": (deep["seconds"], "", "s"),
        "342x12x5 cells hidden": (deep["lost"], "", "share"),
        "342x12x5 cells unsafe by themselves": (deep["primary"], "", "share"),
        "narrowest interval": (min(flat["narrowest"], deep["narrowest"]), ">= 10", "persons"),
        "companions over provable minimum, worst": (drawn, "<= 2", f"ratio, {drawn_tables} tables"),
        "the same where statuses tell, worst": (told, "<= 2", f"ratio, {told_tables} tables"),
        "342x12 left open by hiding primaries only": (left_open_by_primary_only((342, 12), 100), "", "share"),
    }
    if options.acro and (left := left_open_by_acro(options.acro)) is not None:
        ratios["30x6 left open by acro, suppression on, true totals shown"] = (left, "", "share")
    report: dict[str, Any] = {
        "topic": "disclosure",
        "machine": machine(),
        "ratios": {
            name: {"value": round(value, 4), "promise": promise, "unit": unit}
            for name, (value, promise, unit) in ratios.items()
        },
    }
    if not options.acro and RESULT.is_file():
        before = json.loads(RESULT.read_text(encoding="utf-8"))["ratios"]
        report["ratios"] |= {name: said for name, said in before.items() if "acro" in name}
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, said in report["ratios"].items():
        print(f"{name:<48} {said['value']:>10} {said['unit']:<8} {said['promise']}")


if __name__ == "__main__":
    main()
