"""The additive model against EBM, LightGBM and scikit-learn's gradient boosting, on households with known true risk.

Run ``python benchmarks/models.py`` for 100 000 and a million rows in one run (about half an hour, nearly all of it the
peers'), ``--rows 100000`` for one size, ``--population`` for ours on 18 million. Peers that are not in the lock
(InterpretML, LightGBM) run in a throwaway environment that is made here; ``--peers PYTHON`` names one that is there.
Every fit is a process of its own, so that seconds and peak memory are its alone. Both kinds of seconds are compared;
processor seconds are the safer ones, since other work may share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import known_truth as made
from collected import machine
from one_model import EXPLAINED_ROWS, OURS, PEERS, SKLEARN

RESULTS = Path(__file__).parent / "results" / "models.json"
PROGRAM = Path(__file__).parent / "one_model.py"
PEER_PACKAGES = ("interpret-core", "lightgbm", "scikit-learn")
TEST_ROWS = 300_000
POPULATION = 18_000_000
CHUNK = 1_000_000


def write(folder: Path, rows: int) -> None:
    """Training rows in parquet (ours) and, up to a million, npy (peers); test rows in npy."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = [pl.Enum([f"w{level:02d}" for level in range(levels)]) for levels in made.LEVELS]
    writer, outcomes = None, []
    for start in range(0, rows, CHUNK):
        X, y, _ = made.households(min(CHUNK, rows - start), seed=rows + start)
        frame = pl.DataFrame(dict(zip(made.COLUMNS, X.T, strict=True)))
        frame = frame.with_columns(
            pl.Series(name, [kind.categories[int(code)] for code in range(len(kind.categories))], dtype=kind)
            .gather(frame[name].cast(pl.UInt32))
            .cast(pl.String)
            .alias(name)
            for name, kind in zip(made.WORDS, words, strict=True)
        )
        table: pa.Table = frame.to_arrow()
        writer = writer or pq.ParquetWriter(folder / f"train_{rows}.parquet", table.schema)
        writer.write_table(table)
        outcomes.append(y)
        if rows <= CHUNK:
            np.save(folder / f"train_{rows}.npy", X)
    if writer is not None:
        writer.close()
    np.save(folder / f"y_{rows}.npy", np.concatenate(outcomes))
    X, _, truth = made.households(TEST_ROWS, seed=999)
    np.save(folder / "test.npy", X)
    np.save(folder / "truth.npy", truth)


def environment(folder: Path) -> str:
    """A throwaway environment with the peers; its python."""
    place = folder / "peers"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([str(python), "-m", "pip", "install", "-q", *PEER_PACKAGES], check=True)
    return str(python)


def asked(python: str, name: str, folder: Path, rows: int) -> dict[str, Any] | None:
    """What one process measured, or None when it failed (said on the way)."""
    command = [python, str(PROGRAM), name, str(folder), str(rows)]
    known = os.environ | {"OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(command, capture_output=True, text=True, env=known, check=False)
    if done.returncode:
        print(f"{name}: not run ({done.stderr.strip().splitlines()[-1:]})", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="100000,1000000", help="sizes, with commas; empty for none")
    parser.add_argument("--peers", help="python of an environment that has " + ", ".join(PEER_PACKAGES))
    everything = (*OURS, *SKLEARN, *PEERS, "explained", "explained_linear", "bands")
    parser.add_argument("--models", default=",".join(everything))
    parser.add_argument("--population", action="store_true", help="ours on 18 million rows too")
    given = parser.parse_args()
    wanted = given.models.split(",")
    with tempfile.TemporaryDirectory() as made_here:
        folder = Path(made_here)
        peers = [name for name in PEERS if name in wanted and given.rows]
        python = (given.peers or environment(folder)) if peers else sys.executable
        for rows in [int(size) for size in given.rows.split(",") if size]:
            write(folder, rows)
            for name in [one for one in (*OURS, *SKLEARN, *peers) if one in wanted]:
                keep([asked(python if name in PEERS else sys.executable, name, folder, rows)])
            if "bands" in wanted:
                keep([asked(sys.executable, "bands", folder, rows)])
        for name in [one for one in ("explained", "explained_linear") if one in wanted]:
            keep([asked(sys.executable, name, folder, EXPLAINED_ROWS)])
        if given.population:
            write(folder, POPULATION)
            keep([asked(sys.executable, "population", folder, POPULATION)])
    print(json.dumps(json.loads(RESULTS.read_text(encoding="utf-8"))["ratios"], indent=1))


def keep(found: list[dict[str, Any] | None]) -> None:
    """Merge what was measured, and its ratios, into the results."""
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["measured"] if RESULTS.is_file() else {}
    measured = known | {f"{one['model']}_{one['rows']}": one for one in found if one}
    content = {"topic": "models", "machine": machine(), "ratios": ratios(measured), "measured": measured}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def ratios(measured: dict[str, Any]) -> dict[str, Any]:
    """What was promised, and how it came out."""
    found: dict[str, Any] = {}
    for key, one in measured.items():
        ours = measured.get(f"additive_{one['rows']}")
        if ours and one["model"] in (*SKLEARN, *PEERS):
            found |= _against(key, ours, one)
        elif one["model"] in SAID:
            found |= {name: _said(*said) for name, said in SAID[one["model"]](one).items()}
    return dict(sorted(found.items()))


def _said(value: float, promise: float | str | None, unit: str) -> dict[str, Any]:
    return {"value": value, "promise": promise, "unit": unit}


def _against(key: str, ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Any]:
    ebm = peer["model"] == "ebm"
    promise = 200 if ebm and peer["rows"] == 1_000_000 else None
    times = {clock: round(peer[f"fit{clock}_s"] / ours[f"fit{clock}_s"], 1) for clock in ("_cpu", "")}
    return {
        f"fit_cpu_{key}": _said(times["_cpu"], promise, "times our processor time"),
        f"fit_wall_{key}": _said(times[""], promise, "times our wall time"),
        f"auc_less_{key}": _said(
            round(ours["auc"] - peer["auc"], 5), -0.001 if ebm else None, "AUC, ours less theirs"
        ),
    }


def _of_additive(one: dict[str, Any]) -> dict[str, tuple[float, float | str | None, str]]:
    key = f"additive_{one['rows']}"
    return {
        f"bayes_gap_{key}": (round(one["bayes_auc"] - one["auc"], 5), None, "AUC"),
        f"peak_{key}": (one["peak_gb"], 1.0, "GB"),
    }


def _of_explained(one: dict[str, Any]) -> dict[str, tuple[float, float | str | None, str]]:
    return {
        "contributions_tree": (one["tree_ratio"], 50, "times our processor time"),
        "contributions_tree_difference": (one["tree_difference"], 1e-9, "log-odds, at most"),
    }


def _of_explained_linear(one: dict[str, Any]) -> dict[str, tuple[float, float | str | None, str]]:
    found: dict[str, tuple[float, float | str | None, str]] = {}
    for name, columns in (("linear", ""), ("linear_words", ", words included")):
        said = f"times our processor time{columns}; its older method shap_values {one[f'{name}_array_ratio']:.1f} times"
        found[f"contributions_{name}"] = (one[f"{name}_ratio"], 50, said)
        found[f"contributions_{name}_array"] = (one[f"{name}_array_ratio"], None, "times our processor time")
        found[f"contributions_{name}_difference"] = (one[f"{name}_difference"], 1e-9, "log-odds, at most")
    return found


def _of_bands(one: dict[str, Any]) -> dict[str, tuple[float, float | str | None, str]]:
    said = f"share of households, {one['draws']} draws, Monte Carlo error {one['monte_carlo_error']}"
    return {
        f"band_coverage_{one['rows']}": (one["coverage"], ">= 0.92", said),
        f"band_overcoverage_{one['rows']}": (one["coverage"], "<= 0.98", said),
        f"band_coverage_least_{one['rows']}": (one["least"], None, f"of {one['least_feature']}"),
    }


def _of_population(one: dict[str, Any]) -> dict[str, tuple[float, float | str | None, str]]:
    return {
        "population_seconds": (one["all_s"], 30, "s"),
        "population_cpu": (one["all_cpu_s"], None, "processor s; half of it on two idle cores"),
        "population_peak": (one["peak_gb"], 2.0, "GB"),
        "gap_200_groups": (one["gap_200_groups_s"], 10, "s, at most"),
        "gap_200_groups_cpu": (one["gap_200_groups_cpu_s"], None, "processor s"),
    }


SAID = {
    "additive": _of_additive,
    "explained": _of_explained,
    "explained_linear": _of_explained_linear,
    "bands": _of_bands,
    "population": _of_population,
}


if __name__ == "__main__":
    main()
