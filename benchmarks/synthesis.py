"""Synthesis: time, processor time and peak memory by size; and the same rows by SDV's Gaussian copula.

Run ``python benchmarks/synthesis.py`` (0.1 million persons), ``--sizes 0.1,1,17.8`` for the large ones (the last wants a quiet
machine with two cores, a quarter of an hour and 20 GB of disk). ``--peer`` makes a throwaway environment with SDV, fits
its Gaussian copula to one year of personal incomes of the same registers and samples ten years of as many rows: what people would
otherwise use. It has no households, no links and no years; that is why it is not in the project.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from collected import machine

from vroegsignalering.registers import Registers, tables

RESULTS = Path(__file__).parent / "results" / "synthesis.json"
PROMISED_SECONDS, PROMISED_GB = 900.0, 6.0
PEER_PACKAGES = ("sdv==2.0.0", "copulas==0.14.1", "rdt", "sdmetrics")
PEER_NEEDS = (
    *("pandas<3", "scipy", "scikit-learn", "pyarrow", "plotly", "tqdm", "cloudpickle", "graphviz"),
    *("boto3", "botocore", "pyyaml", "platformdirs", "faker"),
)
"""What the copula needs; SDV's own list also brings neural networks of several gigabytes, which the copula never uses."""
PEER = """
import sys, time, pandas as pd
from sdv.metadata import Metadata
from sdv.single_table import GaussianCopulaSynthesizer
rows = pd.read_parquet(sys.argv[1])
start = time.perf_counter()
metadata = Metadata.detect_from_dataframes({"rows": rows})
model = GaussianCopulaSynthesizer(metadata)
model.fit({"rows": rows})
for year in range(10):
    model.sample(len(rows))
print(time.perf_counter() - start)
"""


def run(millions: float, folder: Path, workers: int) -> dict[str, float]:
    """Synthesise ``millions`` of persons over ten years in a process of its own."""
    persons = "all" if millions >= 17.8 else str(int(millions * 1e6))
    command = [
        sys.executable,
        "-m",
        "vroegsignalering",
        "synthesise",
        "--persons",
        persons,
        "--to",
        str(folder),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([*command, "--workers", str(workers), "--json"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "seconds": seconds,
        "processor_seconds": processor,
        "peak_gb_per_process": after.ru_maxrss / 1e6,
        "disk_gb": size / 1e9,
    }


def peer(folder: Path) -> float:
    """Seconds that SDV's Gaussian copula needs for as many rows of personal income, without any link between them."""
    registers = Registers.open(folder)
    year = registers.years(tables.PERSONAL_INCOME)[0]
    paths = registers.files[tables.PERSONAL_INCOME.name][year].paths
    rows = pl.read_parquet(list(paths)).drop("RINPERSOONS", "RINPERSOON", "RINPERSOONSHKW", "RINPERSOONHKW")
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        rows[:, :13].write_parquet(home / "rows.parquet")
        (home / "peer.py").write_text(PEER, encoding="utf-8")
        subprocess.run([sys.executable, "-m", "venv", str(home / "env")], check=True)
        python = home / "env" / "bin" / "python"
        for words in (("--no-deps", *PEER_PACKAGES), PEER_NEEDS):
            subprocess.run([python, "-m", "pip", "install", "-q", *words], check=True)
        found = subprocess.run(
            [python, "peer.py", "rows.parquet"], cwd=home, check=True, capture_output=True, text=True
        )
    return float(found.stdout.strip().splitlines()[-1])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", default="0.1", help="millions of persons")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--peer", action="store_true")
    options = asked.parse_args()
    ratios: dict[str, dict[str, float | str | None]] = {}
    for millions in [float(size) for size in options.sizes.split(",")]:
        folder = Path(tempfile.mkdtemp()) / "registers"
        found = run(millions, folder, options.workers)
        print(f"{millions:>5} million: " + ", ".join(f"{name} {value:.2f}" for name, value in found.items()))
        whole = millions >= 17.8
        for name, value in found.items():
            promise = (
                {"seconds": PROMISED_SECONDS, "peak_gb_per_process": PROMISED_GB}.get(name) if whole else None
            )
            ratios[f"{name}_{millions:g}m"] = {"value": round(value, 3), "promise": promise, "unit": name}
        if options.peer and millions == 0.1:
            seconds = peer(folder)
            print(f"SDV Gaussian copula, as many rows of personal income: {seconds:.1f} s")
            ratio = seconds / found["seconds"]
            ratios["sdv_over_ours_0.1m"] = {
                "value": round(ratio, 3),
                "promise": None,
                "unit": "ratio of seconds",
            }
        shutil.rmtree(folder.parent)
    _keep(ratios)


def _keep(ratios: dict[str, dict[str, float | str | None]]) -> None:
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    content = {"topic": "synthesis", "machine": machine(), "ratios": known.get("ratios", {}) | ratios}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
