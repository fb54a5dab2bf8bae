"""The fairness audit against fairlearn's MetricFrame: 20 metrics, 200 groups, 100 replicates, in one run.

Run ``python benchmarks/fairness.py`` (about six minutes, nearly all of it the peer's). The peer runs once without and once
with ``n_boot=2``: what two replicates cost it is measured, and a hundred are scaled from that, as the output says. With
``--population``, instead, 18 million rows x 500 household replicates of ours, with peak memory. Ratios are of processor
seconds, which a busy machine does not stretch; wall seconds are printed beside.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from collected import machine

from vroegsignalering.audit import METRICS, Scores
from vroegsignalering.audit.engine import Counted, count, ladder
from vroegsignalering.audit.estimating import design_effects, measure
from vroegsignalering.audit.grouping import encode

RESULTS = Path(__file__).parent / "results" / "fairness.json"
PEER_REPLICATES = 2
"""Replicates that the peer really draws; a hundred would take it more than two hours."""

NAMES = (
    "selection_rate", "base_rate", "true_positive_rate", "false_negative_rate", "false_positive_rate",
    "true_negative_rate", "precision", "false_discovery_rate", "false_omission_rate", "negative_predictive_value",
    "accuracy", "balanced_accuracy", "f1", "auc", "brier", "mean_risk", "calibration_ratio", "contacts_per_100",
    "allocation_per_need", "n",
)  # fmt: skip


def made(rows: int, seed: int = 1) -> Scores:
    """Rows sorted by household, 200 intersectional groups (10 x 20), risks on a grid of 0.001."""
    rng = np.random.default_rng(seed)
    household = np.repeat(np.arange(rows // 2 + 1, dtype=np.uint64), 2)[:rows]
    risk = np.round(rng.beta(1.2, 9.0, rows), 3)
    outcome = (rng.random(rows) < risk).astype(np.int8)
    crossed = pl.Series(rng.integers(0, 200, rows), dtype=pl.UInt8)
    groups = pl.DataFrame({"group": _labels(crossed, 200)})
    return Scores(risk=risk, outcome=outcome, groups=groups, cluster=household)


def _labels(code: pl.Series, levels: int) -> pl.Series:
    names = [f"{at // 20}*{at % 20:02d}" for at in range(levels)]
    return code.cat.to(pl.Enum(names))


@dataclass(frozen=True)
class Seconds:
    """Processor and wall seconds of one piece of work."""

    cpu: float
    wall: float

    @classmethod
    def since(cls, began: Seconds) -> Seconds:
        """What has passed."""
        return cls(time.process_time() - began.cpu, time.perf_counter() - began.wall)

    @classmethod
    def now(cls) -> Seconds:
        """The clocks."""
        return cls(time.process_time(), time.perf_counter())

    def __str__(self) -> str:
        return f"{self.cpu:,.3f} s cpu ({self.wall:,.3f} s wall)"


def ours(scores: Scores, flag: np.ndarray, replicates: int) -> tuple[Seconds, Counted]:
    """Seconds for 20 metrics in 200 groups, from scores to values (and standard errors)."""
    began = Seconds.now()
    counted = count(
        scores, encode(scores.groups, "group"), flag, ladder(scores.risk), replicates=replicates, seed=1
    )
    design = design_effects(counted)
    for name in NAMES[:-1]:
        measure(counted, METRICS[name], design)
    return Seconds.since(began), counted


def peer(
    scores: Scores, flag: np.ndarray, group: np.ndarray, n_boot: int | None = None
) -> tuple[Seconds, pl.DataFrame]:
    """Seconds for the same 20 metrics by MetricFrame, and its values; with so many replicates of its bootstrap of rows."""
    from fairlearn.metrics import MetricFrame

    functions, parameters = peer_metrics(scores, flag)
    began = Seconds.now()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown = MetricFrame(
            metrics=functions, y_true=scores.outcome, y_pred=flag.astype(np.int8),
            sensitive_features=group, sample_params=parameters,
            n_boot=n_boot, ci_quantiles=[0.025, 0.975] if n_boot else None, random_state=1,
        ).by_group  # fmt: skip
    seconds = Seconds.since(began)
    return seconds, pl.from_pandas(shown.reset_index(drop=True))


def peer_metrics(scores: Scores, flag: np.ndarray) -> tuple[dict[str, Callable], dict[str, dict]]:
    """The 20 metrics as functions for the peer, from fairlearn and scikit-learn where they have them."""
    from fairlearn import metrics as fl
    from sklearn import metrics as sk

    need, offers = float(scores.outcome.sum()), float(flag.sum())
    plain: dict[str, Callable] = {
        "selection_rate": fl.selection_rate,
        "base_rate": lambda y, f: float(np.mean(y)),
        "true_positive_rate": fl.true_positive_rate,
        "false_negative_rate": fl.false_negative_rate,
        "false_positive_rate": fl.false_positive_rate,
        "true_negative_rate": fl.true_negative_rate,
        "precision": sk.precision_score,
        "false_discovery_rate": lambda y, f: 1.0 - sk.precision_score(y, f),
        "false_omission_rate": lambda y, f: 1.0 - sk.precision_score(y, f, pos_label=0),
        "negative_predictive_value": lambda y, f: sk.precision_score(y, f, pos_label=0),
        "accuracy": sk.accuracy_score,
        "balanced_accuracy": sk.balanced_accuracy_score,
        "f1": sk.f1_score,
        "contacts_per_100": lambda y, f: 100.0 * float(np.mean(f)),
        "allocation_per_need": lambda y, f: (np.sum(f) / offers) / (np.sum(y) / need),
        "n": fl.count,
    }
    scored: dict[str, Callable] = {
        "auc": lambda y, f, p: sk.roc_auc_score(y, p),
        "brier": lambda y, f, p: sk.brier_score_loss(y, p),
        "mean_risk": lambda y, f, p: float(np.mean(p)),
        "calibration_ratio": lambda y, f, p: float(np.sum(y) / np.sum(p)),
    }
    return plain | scored, {name: {"p": scores.risk} for name in scored}


def largest_difference(counted: Counted, theirs: pl.DataFrame) -> float:
    """Largest difference of any value between the two."""
    sums, worst = counted.sums(), 0.0
    for name in NAMES:
        mine = sums.n[:-1] if name == "n" else METRICS[name].of(sums)[:-1]
        worst = max(worst, float(np.max(np.abs(mine - theirs[name].to_numpy()))))
    return worst


def save(ratios: dict[str, dict[str, object]]) -> None:
    """Merge the ratios of this run into the stored ones."""
    held = json.loads(RESULTS.read_text("utf-8"))["ratios"] if RESULTS.is_file() else {}
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps(
        {"topic": "fairness", "machine": machine(), "ratios": held | ratios}, indent=1, sort_keys=True
    )
    RESULTS.write_text(text + "\n", "utf-8")


def against_peer(rows: int) -> dict[str, dict[str, object]]:
    """Points and replicates of ours against the peer, on the same rows."""
    ours(made(20_000), made(20_000).risk >= 0.2, 64)
    scores = made(rows)
    flag = scores.risk >= 0.2
    points, counted = min((ours(scores, flag, 0) for _ in range(5)), key=lambda run: run[0].cpu)
    drawn, _ = min((ours(scores, flag, 100) for _ in range(3)), key=lambda run: run[0].cpu)
    number = encode(scores.groups, "group").number
    their, values = peer(scores, flag, number)
    few, _ = peer(scores, flag, number, PEER_REPLICATES)
    gap = largest_difference(counted, values)
    each = (few.cpu - their.cpu) / PEER_REPLICATES
    scaled = their.cpu + 100 * each
    print(f"{rows:,} rows, 200 groups, {len(NAMES)} metrics; largest difference of a value {gap:.1e}")
    print(f"  points: ours {points}, MetricFrame {their}: {their.cpu / points.cpu:,.0f} x")
    print(f"  MetricFrame(n_boot={PEER_REPLICATES}): {few}, {each:,.1f} s cpu a replicate")
    print(f"  100 household replicates: ours {drawn}, MetricFrame {scaled:,.0f} s cpu", end="")
    print(f" ({PEER_REPLICATES} replicates of rows run, 100 scaled): {scaled / drawn.cpu:,.0f} x")
    assert gap < 1e-12, "values differ from the peer's"
    size = f"{rows:,} rows"
    return {
        "points_ratio": {"value": their.cpu / points.cpu, "promise": None, "unit": f"times, cpu, {size}"},
        "replicates_ratio": {
            "value": scaled / drawn.cpu,
            "promise": 5000,
            "unit": f"times, cpu, peer's n_boot={PEER_REPLICATES} scaled to 100, {size}",
        },
        "peer_replicate_seconds": {"value": each, "promise": None, "unit": f"s cpu, n_boot, {size}"},
        "points_seconds": {"value": points.cpu, "promise": None, "unit": f"s cpu, {size}"},
        "replicates_seconds": {"value": drawn.cpu, "promise": None, "unit": f"s cpu, {size}"},
        "largest_difference": {"value": gap, "promise": 1e-12, "unit": "absolute"},
    }


def population(rows: int, replicates: int) -> dict[str, dict[str, object]]:
    """The whole country: time of points and replicates, and peak memory of the process."""
    ours(made(20_000), made(20_000).risk >= 0.2, 64)
    scores = made(rows)
    flag = scores.risk >= 0.2
    points, _ = ours(scores, flag, 0)
    seconds, _ = ours(scores, flag, replicates)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{rows:,} rows, 200 groups: points {points}; {replicates} household replicates {seconds}; {peak:.2f} GB"
    )
    size = f"{rows:,} rows, {replicates} replicates"
    return {
        "population_wall_seconds": {"value": seconds.wall, "promise": 20, "unit": f"s wall, {size}"},
        "population_cpu_seconds": {"value": seconds.cpu, "promise": None, "unit": f"s cpu, {size}"},
        "population_peak_gb": {"value": peak, "promise": 2, "unit": "GB"},
    }


def main() -> None:
    """Run what was asked and store the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--population", action="store_true")
    asked = parser.parse_args()
    save(population(18_000_000, 500) if asked.population else against_peer(asked.rows))


if __name__ == "__main__":
    main()
