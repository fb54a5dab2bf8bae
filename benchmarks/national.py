"""The whole corridor by size: seconds and peak memory of every stage, and whether both grow in line with persons.

``python benchmarks/national.py`` takes 0.02 and 0.1 million persons; ``--sizes 0.1,1,17.8`` the country, which wants two
quiet cores, an hour and 60 GB of disk. Every stage is measured in the process that runs it; the peak is that of the
stage and not of what came before, where the system can forget a peak (Linux).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.collected import machine  # noqa: E402
from vroegsignalering.pipeline import RunSettings, Stages, run  # noqa: E402
from vroegsignalering.pipeline.progress import Stage  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "national.json"
STUDIES = [ROOT / "models" / "entry", ROOT / "models" / "exit"]
WHOLE = 17.8
PROMISED_MINUTES, PROMISED_GB, PROMISED_GROWTH = 60.0, 8.0, 1.3
SMALLEST = 0.1
"""Below so many millions fixed costs hide the growth, and no growth is reported."""


class Measured(Stages):
    """Stages that keep seconds and peak memory beside what they say."""

    def __init__(self) -> None:
        super().__init__(Console(stderr=True, highlight=False))
        self.found: list[dict[str, Any]] = []

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        """One stage, measured."""
        forget_peak()
        begun, worked = time.perf_counter(), time.process_time()
        with super().stage(name, total) as one:
            yield one
        self.found.append(
            {
                "stage": name,
                "seconds": round(time.perf_counter() - begun, 2),
                "processor_seconds": round(time.process_time() - worked, 2),
                "peak_gb": round(peak_gb(), 3),
            }
        )


def forget_peak() -> None:
    """Let the peak of this process start from here, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_gb() -> float:
    """Peak memory of this process since :func:`forget_peak`."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024 / 1e9


def synthesised(millions: float, folder: Path, workers: int) -> dict[str, Any]:
    """Registers of so many persons, with deliveries and truth, made in processes of their own."""
    persons = "all" if millions >= WHOLE else str(round(millions * 1e6))
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
    begun = time.perf_counter()
    subprocess.run(
        [*command, "--signals", "--truth", "--workers", str(workers), "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "stage": "synthesise",
        "seconds": round(time.perf_counter() - begun, 2),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "peak_gb": round(after.ru_maxrss / 1e6, 3),
    }


def corridor(registers: Path, to: Path, replicates: int) -> list[dict[str, Any]]:
    """Both studies in this process, stage by stage."""
    stages = Measured()
    run(STUDIES, registers, to, RunSettings(replicates=replicates, truth=registers / "truth"), stages)
    return stages.found


def one_size(millions: float, workers: int, replicates: int) -> list[dict[str, Any]]:
    """All stages of one size; the studies in a process of their own, so that sizes do not meet."""
    with tempfile.TemporaryDirectory(prefix="vroeg-national-") as scratch:
        folder = Path(scratch)
        made = synthesised(millions, folder / "registers", workers)
        here = [sys.executable, __file__, "--registers", str(folder / "registers")]
        found = folder / "found.json"
        subprocess.run([*here, "--replicates", str(replicates), "--found", str(found)], check=True, cwd=ROOT)
        return [made, *json.loads(found.read_text(encoding="utf-8"))]


def ratios(measured: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Whole time and peak by size, and growth of processor time per person between neighbouring sizes."""
    found: dict[str, dict[str, Any]] = {}
    sizes = sorted(measured, key=float)
    for size in sizes:
        stages, whole = measured[size], float(size) >= WHOLE
        minutes = sum(one["seconds"] for one in stages) / 60
        peak = max(one["peak_gb"] for one in stages)
        found[f"minutes_{size}m"] = {
            "value": round(minutes, 2), "promise": PROMISED_MINUTES if whole else None, "unit": "minutes, at most"
        }  # fmt: skip
        found[f"peak_gb_{size}m"] = {
            "value": round(peak, 2), "promise": PROMISED_GB if whole else None, "unit": "GB, at most"
        }  # fmt: skip
    for small, large in zip(sizes, sizes[1:], strict=False):
        if float(small) < SMALLEST:
            continue
        work = [
            sum(one["processor_seconds"] for one in measured[size]) / float(size) for size in (small, large)
        ]
        found[f"growth_{small}m_{large}m"] = {
            "value": round(work[1] / work[0], 2),
            "promise": PROMISED_GROWTH,
            "unit": "processor time per person, at most",
        }
    return found


def keep(measured: dict[str, list[dict[str, Any]]]) -> None:
    """Merge what was measured into the results."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    everything = known.get("measured", {}) | measured
    content = {
        "topic": "national", "machine": machine(), "ratios": ratios(everything), "measured": everything
    }  # fmt: skip
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps(content, indent=1, sort_keys=True) + "\n"
    RESULTS.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="0.02,0.1", help="millions of persons")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--replicates", type=int, default=256)
    parser.add_argument("--registers", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--found", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.registers:
        stages = corridor(asked.registers, asked.registers.parent / "evidence", asked.replicates)
        asked.found.write_text(json.dumps(stages), encoding="utf-8")
        return
    for size in (f"{float(word):g}" for word in asked.sizes.split(",")):
        stages = one_size(float(size), asked.workers, asked.replicates)
        for one in stages:
            print(f"{size:>6} million  {one['stage']:<16} {one['seconds']:8.1f} s {one['peak_gb']:7.2f} GB")
        keep({size: stages})


if __name__ == "__main__":
    main()
