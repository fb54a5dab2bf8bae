"""Reading a register of 1 000 000 x 15 from SPSS: ours against pyreadstat, time and peak memory, in the same run.

Each reading runs in a process of its own, so that peak memory is that reading's. Run ``python benchmarks/reading.py``;
``--rows`` makes it smaller. Ratios go to ``benchmarks/results/reading.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat
from collected import machine

RESULTS = Path(__file__).parent / "results" / "reading.json"
COLUMNS = ("RINPERSOONSHKW", "RINPERSOONHKW", "INHBESTINKH", "INHARMLAG")
PROMISES = {
    "full_read_speed": 4.0,
    "full_read_memory": 1.0,
    "column_selection": 1.0,
    "column_selection_memory": 1.0,
}

READERS = {
    "peer_full": "import pyreadstat; f, _ = pyreadstat.read_sav(path, output_format='polars')",
    "peer_columns": f"import pyreadstat; f, _ = pyreadstat.read_sav(path, usecols={list(COLUMNS)}, output_format='polars')",
    "ours_full": "from vroegsignalering.registers.raw import open_raw; f = open_raw(Path(path)).rows.collect()",
    "ours_one_column": "from vroegsignalering.registers.raw import open_raw\n"
    "f = open_raw(Path(path)).rows.select('INHARMLAG').collect()",
    "ours_columns": "from vroegsignalering.registers.raw import open_raw\n"
    f"f = open_raw(Path(path)).rows.select({list(COLUMNS)}).collect()",
}

PROGRAM = """
import resource, sys, time
from pathlib import Path
import polars, pyreadstat, polars_readstat, vroegsignalering.registers.raw
path = sys.argv[1]
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.perf_counter()
{reader}
took = time.perf_counter() - begin
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, f.height, f.width)
"""


def write_register(path: Path, rows: int, seed: int = 1) -> None:
    """An income register of ``rows`` x 15 with two text keys, row-compressed as SPSS writes it."""
    rng = np.random.default_rng([seed, 0])
    numbers = rng.permutation(10_000_000)[:rows].astype(str)
    columns: dict[str, object] = {
        "RINPERSOONSHKW": ["R"] * rows,
        "RINPERSOONHKW": np.char.zfill(numbers, 9).tolist(),
        "INHBBIHJ": rng.choice(["11", "13", "22", "25"], rows).tolist(),
        "INHARMLAG": rng.integers(20, 500, rows).astype(float),
        "INHAHL": rng.integers(1, 6, rows).astype(float),
    }
    for i in range(9):
        columns[f"INHBEDRAG{i}"] = rng.integers(-5_000, 90_000, rows).astype(float)
    columns["INHBESTINKH"] = rng.integers(-5_000, 90_000, rows).astype(float)
    pyreadstat.write_sav(pl.DataFrame(columns), str(path), row_compress=True)


def measure(path: Path, reader: str, times: int = 3) -> tuple[float, float]:
    """Best seconds and the peak in MB of the process, of so many runs."""
    seconds, peaks = [], []
    for _ in range(times):
        program = PROGRAM.format(reader=reader)
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
        )
        took, peak, *_ = (float(word) for word in done.stdout.split())
        seconds.append(took)
        peaks.append(peak)
    return min(seconds), min(peaks)


def main() -> None:
    """Write, read four ways, print and keep the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "INHA2020TABV1.sav"
        write_register(path, rows)
        found = {name: measure(path, reader) for name, reader in READERS.items()}
        size = path.stat().st_size / 1e6
    for name, (seconds, peak) in found.items():
        print(f"{name:<14} {seconds:7.2f} s {peak:8.0f} MB")
    ratios = {
        "full_read_speed": (found["peer_full"][0] / found["ours_full"][0], "times as fast as pyreadstat"),
        "full_read_memory": (
            found["ours_full"][1] / found["peer_full"][1],
            "share of pyreadstat's peak memory",
        ),
        "column_selection": (
            found["ours_full"][0] / found["ours_columns"][0],
            "4 of 15 columns, times as fast as all 15; pays above 1",
        ),
        "one_column": (
            found["ours_full"][0] / found["ours_one_column"][0],
            "1 number of 15 columns, times as fast as all 15",
        ),
        "column_selection_memory": (
            found["ours_columns"][1] / found["ours_full"][1],
            "4 of 15 columns, share of the peak memory of all 15",
        ),
        "column_selection_speed": (
            found["peer_columns"][0] / found["ours_columns"][0],
            "times as fast as pyreadstat",
        ),
    }
    for name, (value, unit) in ratios.items():
        print(f"{name:<24} {value:6.2f} {unit}; promise {PROMISES.get(name, '-')}")
    write_results(ratios, rows, size)


def write_results(ratios: dict[str, tuple[float, str]], rows: int, size: float) -> None:
    """Keep the ratios beside the machine they were measured on."""
    RESULTS.parent.mkdir(exist_ok=True)
    content = {
        "topic": "reading",
        "machine": machine() | {"rows": rows, "file_mb": round(size)},
        "ratios": {name: {"value": round(value, 2), "promise": PROMISES.get(name), "unit": unit}
                   for name, (value, unit) in ratios.items()},
    }  # fmt: skip
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
