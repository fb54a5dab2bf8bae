"""The whole corridor by size: seconds and peak memory of every stage, and whether both grow in line with persons.

The work is that of ``make evidence``: registers with deliveries and truth, both studies with plans and the proving ground,
and their reports. ``python benchmarks/national.py`` takes 0.02 and 0.1 million persons; ``--sizes 0.1,1,17.8`` the country,
which wants two quiet cores, an hour and 60 GB of disk. Every stage is measured with its workers, their memory added up
(Linux). ``--keep`` leaves what was made in a folder; ``--reproduce`` compares the country's bundles with the stored ones,
byte for byte, and keeps no figures if one differs; ``--plot`` draws both against the number of persons into the docs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.collected import machine  # noqa: E402
from vroegsignalering.pipeline import RunSettings, run  # noqa: E402
from vroegsignalering.pipeline.progress import Stages  # noqa: E402
from vroegsignalering.pipeline.reproduce import reproduce  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "national.json"
STUDIES = [ROOT / "models" / "entry", ROOT / "models" / "exit"]
STORED = ROOT / "ethics" / "evidence"
PLOT = ROOT / "docs" / "explanation" / "national.svg"
WHOLE = 17.8
PROMISED_MINUTES, PROMISED_GB, PROMISED_GROWTH = 60.0, 8.0, 1.3
REGISTERS_MINUTES, REGISTERS_GB = 15.0, 6.0
"""What registers of everybody may take, deliveries and truth included."""
TODAY = date(2026, 11, 25)
"""A day on which the plans of the studies are in force."""

REPLICATES, WORLDS = 500, 100
"""Bootstrap replicates of the audit, and worlds of the proving ground, as ``make evidence`` asks them."""

SMALLEST = 0.1
"""Below so many millions fixed costs hide the growth, and no growth is reported."""


class Measured(Stages):
    """Stages that keep seconds, processor time and peak memory of this process and its workers beside what they say."""

    def __init__(self) -> None:
        super().__init__(Console(stderr=True, highlight=False))
        self.found: list[dict[str, Any]] = []

    @contextmanager
    def bar(self, name: str, total: int | None) -> Iterator[Callable[[], None]]:
        """One stage, or stages side by side, measured."""
        begun, worked = time.perf_counter(), processor_seconds()
        with peak_memory() as peak, super().bar(name, total) as step:
            yield step
        self.found.append(
            {
                "stage": name,
                "seconds": round(time.perf_counter() - begun, 2),
                "processor_seconds": round(processor_seconds() - worked, 2),
                "peak_gb": round(peak[0] / 1e9, 3),
            }
        )


def processor_seconds() -> float:
    """Processor time of this process and of the workers that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Largest memory of this process and its workers together while the block runs, in bytes, looked at five times a second."""
    peak, done = [resident()], threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            peak[0] = max(peak[0], resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        peak[0] = max(peak[0], resident())
        done.set()
        watcher.join()


def resident() -> int:
    """Memory of this process and all that it started, in bytes; pages that they share count in each."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
    family = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
    pages = 0
    for pid in family:
        with suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def measured_command(stage: str, *arguments: str) -> dict[str, Any]:
    """One command of the suite in a process of its own, measured."""
    begun, worked = time.perf_counter(), processor_seconds()
    with peak_memory() as peak:
        subprocess.run(
            [sys.executable, "-m", "vroegsignalering", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
    return {
        "stage": stage,
        "seconds": round(time.perf_counter() - begun, 2),
        "processor_seconds": round(processor_seconds() - worked, 2),
        "peak_gb": round(peak[0] / 1e9, 3),
    }


def synthesised(millions: float, folder: Path, workers: int) -> dict[str, Any]:
    """Registers of so many persons, with deliveries and truth."""
    persons = "all" if millions >= WHOLE else str(round(millions * 1e6))
    return measured_command(
        "synthesise", "synthesise", "--persons", persons, "--to", str(folder), "--signals", "--truth",
        "--workers", str(workers), "--json",
    )  # fmt: skip


def reported(study: Path, evidence: Path, folder: Path) -> dict[str, Any]:
    """The report of a study from its bundle, both languages."""
    return measured_command(
        f"report {study.name}", "report", str(study), "--evidence", str(evidence / study.name), "--to",
        str(folder / "reports" / study.name),
    )  # fmt: skip


def corridor(registers: Path, folder: Path, workers: int, *, compare: bool) -> list[dict[str, Any]]:
    """Both studies in this process and its workers, stage by stage, as ``make evidence`` runs them."""
    stages = Measured()
    truth = registers / "truth" if (registers / "truth").is_dir() else None
    settings = RunSettings(
        replicates=REPLICATES, prove=WORLDS, truth=truth, workers=workers, today=TODAY,
        models=folder / "models", work=folder / "work",
    )  # fmt: skip
    if compare:
        bundles = {study: STORED / study.name for study in STUDIES}
        reproduce(bundles, registers, settings=settings, workers=workers, stages=stages)
    else:
        run(STUDIES, registers, folder / "evidence", settings, stages)
    return stages.found


def one_size(millions: float, workers: int, folder: Path, *, compare: bool) -> list[dict[str, Any]]:
    """All stages of one size; the studies in a process of their own, so that sizes do not meet."""
    registers, found = folder / "registers", folder / "found.json"
    made = [] if registers.is_dir() else [synthesised(millions, registers, workers)]
    here = [sys.executable, __file__, "--studies-in", str(folder), "--workers", str(workers)]
    subprocess.run([*here, *["--reproduce"] * compare], check=True, cwd=ROOT)
    evidence = STORED if compare else folder / "evidence"
    reports = [reported(study, evidence, folder) for study in STUDIES]
    return [*made, *json.loads(found.read_text(encoding="utf-8")), *reports]


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
        for one in stages:
            if whole and one["stage"] == "synthesise":
                found[f"registers_minutes_{size}m"] = {
                    "value": round(one["seconds"] / 60, 2), "promise": REGISTERS_MINUTES, "unit": "minutes, at most"
                }  # fmt: skip
                found[f"registers_peak_gb_{size}m"] = {
                    "value": round(one["peak_gb"], 2), "promise": REGISTERS_GB, "unit": "GB, at most"
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


def plot(measured: dict[str, list[dict[str, Any]]], path: Path = PLOT) -> None:
    """Processor minutes and peak memory against persons, on logarithmic axes, with a line of growth in proportion."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "national"
    from matplotlib import pyplot

    sizes = sorted((size for size in measured if float(size) >= SMALLEST), key=float)
    x = [float(size) for size in sizes]
    minutes = [sum(one["processor_seconds"] for one in measured[size]) / 60 for size in sizes]
    peaks = [max(one["peak_gb"] for one in measured[size]) for size in sizes]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.loglog(x, minutes, "o-", color="#1f5a7a", label="measured")
    left.loglog(x, [minutes[0] * size / x[0] for size in x], "--", color="#888888", label="in proportion")
    left.set(xlabel="million persons", ylabel="processor minutes, all stages")
    left.legend(frameon=False)
    right.semilogx(x, peaks, "o-", color="#1f5a7a")
    right.axhline(PROMISED_GB, color="#888888", linestyle="--")
    right.set(xlabel="million persons", ylabel="peak memory, GB", ylim=(0, PROMISED_GB * 1.1))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="0.02,0.1", help="millions of persons")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--keep",
        type=Path,
        help="a folder that keeps all that is made, per size; registers that are there are used",
    )
    parser.add_argument(
        "--reproduce", action="store_true", help="compare the country with the stored bundles, byte for byte"
    )
    parser.add_argument("--plot", action="store_true", help="draw what was measured; runs nothing")
    parser.add_argument("--studies-in", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plot:
        plot(json.loads(RESULTS.read_text(encoding="utf-8"))["measured"])
        return
    if asked.studies_in:
        registers = asked.studies_in / "registers"
        stages = corridor(registers, asked.studies_in, asked.workers, compare=asked.reproduce)
        (asked.studies_in / "found.json").write_text(json.dumps(stages), encoding="utf-8")
        return
    for size in (f"{float(word):g}" for word in asked.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="vroeg-national-") as scratch:
            folder, compare = (asked.keep or Path(scratch)) / size, asked.reproduce and float(size) >= WHOLE
            stages = one_size(float(size), asked.workers, folder, compare=compare)
        for one in stages:
            print(f"{size:>6} million  {one['stage']:<16} {one['seconds']:8.1f} s {one['peak_gb']:7.2f} GB")
        keep({size: stages})


if __name__ == "__main__":
    main()
