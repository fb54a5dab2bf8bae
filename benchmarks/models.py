"""The additive model against EBM, LightGBM and scikit-learn's gradient boosting, on households with known true risk.

Run ``python benchmarks/models.py`` for 100 000 rows, ``--rows 1000000`` for a million, ``--population`` for ours on 18
million. Peers that are not in the lock (InterpretML, LightGBM) run in an environment of their own: name its python with
``--peers PATH`` (a venv with ``pip install interpret-core lightgbm scikit-learn``). Every fit is a process of its
own, so that seconds and peak memory are its alone; CPU seconds are compared, since other work may share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import known_truth as made

RESULTS = Path(__file__).parent / "results" / "models.json"
TEST_ROWS = 300_000
POPULATION = 18_000_000
CHUNK = 1_000_000
OURS = ("additive", "additive_directed", "scorecard", "logistic")
SKLEARN = ("boosting_additive", "boosting_all")
PEERS = ("ebm", "ebm_one_bag", "lightgbm_stumps", "lightgbm_all")


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


def our_fit(name: str, folder: Path, rows: int) -> tuple[Callable[[], Any], Callable[[Any], np.ndarray]]:
    """Fit and score of one of our models, reading parquet one column at a time."""
    import polars as pl

    from vroegsignalering.risk import AdditiveRiskClassifier, LogisticRiskClassifier, ScorecardClassifier

    kinds: dict[str, Callable[[], Any]] = {
        "additive": AdditiveRiskClassifier,
        "additive_directed": lambda: AdditiveRiskClassifier(monotone=made.DIRECTIONS),
        "scorecard": lambda: ScorecardClassifier(max_conditions=10),
        "logistic": LogisticRiskClassifier,
    }
    small = pl.scan_parquet(folder / f"train_{rows}.parquet").head(3000).collect()
    y = np.load(folder / f"y_{rows}.npy")
    kinds[name]().fit(small, y[:3000]).predict_proba(
        small
    )  # compiled code is loaded, as it is on a second run
    X = pl.scan_parquet(folder / f"train_{rows}.parquet")
    test = np.load(folder / "test.npy")
    frame = pl.DataFrame(dict(zip(made.COLUMNS, test.T, strict=True))).with_columns(
        pl.format("w{}", pl.col(name).cast(pl.Int64).cast(pl.String).str.zfill(2)).alias(name)
        for name in made.WORDS
    )
    if name in ("logistic", "scorecard"):
        X = X.collect().lazy()
    return lambda: kinds[name]().fit(X, y), lambda model: model.predict_proba(frame)[:, 1]


def peer_fit(name: str, folder: Path, rows: int) -> tuple[Callable[[], Any], Callable[[Any], np.ndarray]]:
    """Fit and score of a peer, on arrays in memory."""
    X, y = np.load(folder / f"train_{rows}.npy"), np.load(folder / f"y_{rows}.npy")
    test = np.load(folder / "test.npy")
    words = [j >= made.FIRST_WORDS for j in range(30)]
    if name in SKLEARN:
        from sklearn.ensemble import HistGradientBoostingClassifier as Boosting

        additive: dict[str, Any] = {
            "interaction_cst": "no_interactions",
            "max_leaf_nodes": 2,
            "max_iter": 1000,
        }
        options = additive if name == "boosting_additive" else {"max_iter": 300}
        model = Boosting(**options, early_stopping=True, categorical_features=words, random_state=0)
    elif name.startswith("ebm"):
        from interpret.glassbox import ExplainableBoostingClassifier

        kinds = ["nominal" if word else "continuous" for word in words]
        bags = {"outer_bags": 1} if name == "ebm_one_bag" else {}
        model = ExplainableBoostingClassifier(interactions=0, feature_types=kinds, random_state=0, **bags)
    else:
        from lightgbm import LGBMClassifier

        shape = (
            {"num_leaves": 2, "n_estimators": 1500} if name == "lightgbm_stumps" else {"n_estimators": 150}
        )
        model = LGBMClassifier(**shape, verbose=-1, random_state=0)
    return lambda: model.fit(X, y), lambda fitted: fitted.predict_proba(test)[:, 1]


def one(name: str, folder: Path, rows: int) -> dict[str, Any]:
    """Measure one model in this process."""
    fit, score = (our_fit if name in OURS else peer_fit)(name, folder, rows)
    truth = np.load(folder / "truth.npy")
    began, cpu = time.perf_counter(), _cpu()
    model = fit()
    fitted, fitted_cpu = time.perf_counter(), _cpu()
    risk = score(model)
    scored = time.perf_counter()
    held = np.clip(risk, 1e-9, 1 - 1e-9)
    order = np.array_split(np.argsort(risk, kind="stable"), 20)
    return {
        "model": name,
        "rows": rows,
        "fit_s": round(fitted - began, 2),
        "fit_cpu_s": round(fitted_cpu - cpu, 2),
        "score_s": round(scored - fitted, 2),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "auc": round(made.expected_auc(risk, truth), 5),
        "bayes_auc": round(made.expected_auc(truth, truth), 5),
        "log_loss_gap": round(float(_loss(truth, held) - _loss(truth, truth)), 6),
        "calibration_error": round(float(np.mean([abs(risk[b].mean() - truth[b].mean()) for b in order])), 6),
    }


def _loss(truth: np.ndarray, risk: np.ndarray) -> float:
    return float(-(truth * np.log(risk) + (1 - truth) * np.log1p(-risk)).mean())


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def population(folder: Path) -> dict[str, Any]:
    """Fit and score 18 million rows, then explain 200 groups, in this process."""
    import polars as pl

    from vroegsignalering.risk import AdditiveRiskClassifier, group_contributions

    path = folder / f"train_{POPULATION}.parquet"
    y = np.load(folder / f"y_{POPULATION}.npy")
    small = pl.scan_parquet(path).head(3000).collect()
    warm = AdditiveRiskClassifier(bands=False).fit(small, y[:3000])
    group_contributions(warm, small, np.arange(3000) % 5, cluster=np.arange(3000))
    began, cpu = time.perf_counter(), _cpu()
    model = AdditiveRiskClassifier().fit(pl.scan_parquet(path), y)
    fitted = time.perf_counter()
    codes = model.codes(pl.scan_parquet(path))
    coded = time.perf_counter()
    risk = 1 / (1 + np.exp(-model.logit_of(codes)))
    scored, scored_cpu = time.perf_counter(), _cpu()
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
    labels = pl.Series(np.arange(POPULATION, dtype=np.uint32) * np.uint32(2654435761) % np.uint32(200)).cast(
        pl.String
    )
    labels = labels.cast(pl.Categorical)
    cluster = np.arange(POPULATION, dtype=np.uint64) // np.uint64(2)
    ready = time.perf_counter()
    found = group_contributions(model, None, labels, cluster=cluster, codes=codes)
    explained = time.perf_counter()
    return {
        "model": "population",
        "rows": POPULATION,
        "fit_s": round(fitted - began, 1),
        "code_s": round(coded - fitted, 1),
        "score_s": round(scored - coded, 1),
        "all_s": round(scored - began, 1),
        "all_cpu_s": round(scored_cpu - cpu, 1),
        "peak_gb": peak,
        "gap_200_groups_s": round(explained - ready, 1),
        "mean_risk_less_rate": float(risk.mean() - y.mean()),
        "gap_rows": found.height,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def explained(folder: Path, rows: int = 50_000) -> dict[str, Any]:
    """Exact contributions against shap's tree explainer, on the same boosted stumps."""
    import polars as pl
    import shap

    from vroegsignalering.risk import AdditiveRiskClassifier
    from vroegsignalering.risk.second_opinion import boosted_stumps

    X, y, _ = made.households(rows, seed=5)
    frame = pl.DataFrame(dict(zip(made.COLUMNS, X.T, strict=True)))
    model, boosted = boosted_stumps(AdditiveRiskClassifier(bands=False).fit(frame, y), frame, y, rounds=300)
    codes = model.codes(frame)
    varying = [j for j in range(30) if codes[j].min() < codes[j].max()]
    matrix = codes[varying].T.astype(float)
    model.contributions_of(codes)
    began = time.process_time()
    ours = model.contributions_of(codes)  # both explain rows that are binned already
    between = time.process_time()
    theirs = shap.TreeExplainer(boosted).shap_values(matrix)
    ended = time.process_time()
    return {
        "model": "explained",
        "rows": rows,
        "ours_cpu_s": round(between - began, 4),
        "shap_cpu_s": round(ended - between, 3),
        "ratio": round((ended - between) / (between - began), 1),
        "largest_difference": float(np.abs(ours[:, varying] - theirs).max()),
    }


def _asked(python: str, name: str, folder: Path, rows: int) -> dict[str, Any] | None:
    command = [python, __file__, "--one", name, "--folder", str(folder), "--rows", str(rows)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"OMP_WAIT_POLICY": "passive"}
    )
    if done.returncode:
        print(f"{name}: not run ({done.stderr.strip().splitlines()[-1:]})", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peers", help="python of an environment with interpret-core and lightgbm")
    parser.add_argument("--models", default=",".join((*OURS, *SKLEARN, *PEERS)))
    parser.add_argument("--population", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        folder = Path(given.folder)
        special = {"population": lambda: population(folder), "explained": lambda: explained(folder)}
        print(
            json.dumps(special[given.one]() if given.one in special else one(given.one, folder, given.rows))
        )
        return
    with tempfile.TemporaryDirectory() as made_here:
        folder = Path(made_here)
        rows = POPULATION if given.population else given.rows
        write(folder, rows)
        if given.population:
            found = [_asked(sys.executable, "population", folder, rows)]
        else:
            wanted = given.models.split(",")
            found = [
                _asked(sys.executable, name, folder, rows) for name in (*OURS, *SKLEARN) if name in wanted
            ]
            found += [
                _asked(given.peers, name, folder, rows) for name in PEERS if name in wanted and given.peers
            ]
            found.append(_asked(sys.executable, "explained", folder, rows))
    _store([one for one in found if one])


def _store(found: list[dict[str, Any]]) -> None:
    """Merge what was measured, and its ratios, into the results."""
    held = (
        json.loads(RESULTS.read_text(encoding="utf-8"))
        if RESULTS.is_file()
        else {"ratios": {}, "measured": {}}
    )
    measured = held["measured"] | {f"{one['model']}_{one['rows']}": one for one in found}
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    content = {"topic": "models", "machine": machine, "ratios": _ratios(measured), "measured": measured}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(content["ratios"], indent=1))


def _ratios(measured: dict[str, Any]) -> dict[str, Any]:
    ratios: dict[str, Any] = {}
    for key, one in measured.items():
        ours = measured.get(f"additive_{one['rows']}")
        if ours and one["model"] in (*SKLEARN, *PEERS):
            promise = 200 if one["model"] == "ebm" and one["rows"] == 1_000_000 else None
            ratios[f"fit_cpu_{key}"] = {
                "value": round(one["fit_cpu_s"] / ours["fit_cpu_s"], 1),
                "promise": promise,
                "unit": "times our CPU seconds",
            }
            promise = -0.001 if one["model"] == "ebm" else None
            difference = round(ours["auc"] - one["auc"], 5)
            ratios[f"auc_less_{key}"] = {
                "value": difference,
                "promise": promise,
                "unit": "AUC, ours less theirs",
            }
        if one["model"] == "additive":
            gap = round(one["bayes_auc"] - one["auc"], 5)
            ratios[f"bayes_gap_{key}"] = {"value": gap, "promise": None, "unit": "AUC"}
            ratios[f"peak_{key}"] = {"value": one["peak_gb"], "promise": 1.0, "unit": "GB"}
        if one["model"] == "explained":
            ratios["contributions_shap"] = {
                "value": one["ratio"],
                "promise": 50,
                "unit": "times our CPU seconds",
            }
        if one["model"] == "population":
            ratios["population_seconds"] = {"value": one["all_s"], "promise": 30, "unit": "s"}
            cpu = {"value": one["all_cpu_s"], "promise": None, "unit": "CPU s; half of it on two idle cores"}
            ratios["population_cpu_seconds"] = cpu
            ratios["population_peak"] = {"value": one["peak_gb"], "promise": 2.0, "unit": "GB"}
            ratios["gap_200_groups"] = {"value": one["gap_200_groups_s"], "promise": 10, "unit": "s, at most"}
    return ratios


if __name__ == "__main__":
    main()
