"""Measures one model in a process of its own: seconds, peak memory, and how near to the truth it comes.

Started by ``models.py``, with this environment's python for our models and scikit-learn's, with a throwaway environment's
for the other peers; so nothing of ours is imported before a function of ours runs. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import known_truth as made

OURS = ("additive", "additive_directed", "scorecard", "logistic")
SKLEARN = ("boosting_additive", "boosting_all")
PEERS = ("lightgbm_stumps", "lightgbm_all", "ebm_one_bag", "ebm")
EXPLAINED_ROWS = 100_000
REPEATS = 7

Fit = Callable[[], Any]
Score = Callable[[Any], np.ndarray]
Explain = Callable[[np.ndarray, np.ndarray], np.ndarray]


def our_fit(name: str, folder: Path, rows: int) -> tuple[Fit, Score]:
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
    kinds[name]().fit(small, y[:3000]).predict_proba(small)  # compiled code is loaded, as on a second run
    X = pl.scan_parquet(folder / f"train_{rows}.parquet")
    test = frame(np.load(folder / "test.npy"))
    if name in ("logistic", "scorecard"):
        X = X.collect().lazy()
    return lambda: kinds[name]().fit(X, y), lambda model: model.predict_proba(test)[:, 1]


def frame(X: np.ndarray) -> Any:
    """The columns as a polars frame, words as words."""
    import polars as pl

    return pl.DataFrame(dict(zip(made.COLUMNS, X.T, strict=True))).with_columns(
        pl.format("w{}", pl.col(name).cast(pl.Int64).cast(pl.String).str.zfill(2)).alias(name)
        for name in made.WORDS
    )


def peer_fit(name: str, folder: Path, rows: int) -> tuple[Fit, Score]:
    """Fit and score of a peer, on arrays in memory."""
    X, y = np.load(folder / f"train_{rows}.npy"), np.load(folder / f"y_{rows}.npy")
    test = np.load(folder / "test.npy")
    words = [j >= made.FIRST_WORDS for j in range(30)]
    if name in SKLEARN:
        from sklearn.ensemble import HistGradientBoostingClassifier as Boosting

        additive = {"interaction_cst": "no_interactions", "max_leaf_nodes": 2, "max_iter": 1000}
        options: dict[str, Any] = additive if name == "boosting_additive" else {"max_iter": 300}
        model = Boosting(**options, early_stopping=True, categorical_features=words, random_state=0)
    elif name.startswith("ebm"):
        from interpret.glassbox import ExplainableBoostingClassifier

        kinds = ["nominal" if word else "continuous" for word in words]
        bags = {"outer_bags": 1} if name == "ebm_one_bag" else {}
        model = ExplainableBoostingClassifier(interactions=0, feature_types=kinds, random_state=0, **bags)
    else:
        from lightgbm import LGBMClassifier

        stumps = {"num_leaves": 2, "n_estimators": 1500}
        shape = stumps if name == "lightgbm_stumps" else {"n_estimators": 150}
        model = LGBMClassifier(**shape, verbose=-1, random_state=0)
    return lambda: model.fit(X, y), lambda fitted: fitted.predict_proba(test)[:, 1]


def one(name: str, folder: Path, rows: int) -> dict[str, Any]:
    """Fit, score, and compare with the true risk."""
    fit, score = (our_fit if name in OURS else peer_fit)(name, folder, rows)
    truth = np.load(folder / "truth.npy")
    began, cpu, load = time.perf_counter(), processor_seconds(), busy()
    model = fit()
    fitted, fitted_cpu = time.perf_counter(), processor_seconds()
    risk = score(model)
    scored = time.perf_counter()
    held = np.clip(risk, 1e-9, 1 - 1e-9)
    order = np.array_split(np.argsort(risk, kind="stable"), 20)
    return {
        "fit_s": round(fitted - began, 2),
        "fit_cpu_s": round(fitted_cpu - cpu, 2),
        "score_s": round(scored - fitted, 2),
        "peak_gb": peak_gb(),
        "auc": round(made.expected_auc(risk, truth), 5),
        "bayes_auc": round(made.expected_auc(truth, truth), 5),
        "log_loss_gap": round(float(_loss(truth, held) - _loss(truth, truth)), 6),
        "calibration_error": round(float(np.mean([abs(risk[b].mean() - truth[b].mean()) for b in order])), 6),
        "load": load,
    }


def _loss(truth: np.ndarray, risk: np.ndarray) -> float:
    return float(-(truth * np.log(risk) + (1 - truth) * np.log1p(-risk)).mean())


def processor_seconds() -> float:
    """Of this process and of workers it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def peak_gb() -> float:
    """Largest memory of this process so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)


def busy() -> float | None:
    """Mean number of programs that wanted a processor in the last minute."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def population(folder: Path, rows: int) -> dict[str, Any]:
    """Fit and score all rows with bands, then explain 200 groups."""
    import polars as pl

    from vroegsignalering.risk import AdditiveRiskClassifier, group_contributions

    path = folder / f"train_{rows}.parquet"
    y = np.load(folder / f"y_{rows}.npy")
    small = pl.scan_parquet(path).head(120_000).collect()
    warm = AdditiveRiskClassifier(sketch_rows=20_000).fit(small, y[:120_000])
    group_contributions(warm, small, np.arange(120_000) % 5, cluster=np.arange(120_000))
    began, cpu, load = time.perf_counter(), processor_seconds(), busy()
    model = AdditiveRiskClassifier().fit(pl.scan_parquet(path), y)
    fitted = time.perf_counter()
    codes = model.codes(pl.scan_parquet(path))
    coded = time.perf_counter()
    risk = 1 / (1 + np.exp(-model.logit_of(codes)))
    scored, scored_cpu, peak = time.perf_counter(), processor_seconds(), peak_gb()
    numbers = np.arange(rows, dtype=np.uint32) * np.uint32(2654435761) % np.uint32(200)
    labels = pl.Series(numbers).cast(pl.String).cast(pl.Categorical)
    cluster = np.arange(rows, dtype=np.uint64) // np.uint64(2)
    ready, ready_cpu = time.perf_counter(), processor_seconds()
    found = group_contributions(model, None, labels, cluster=cluster, codes=codes)
    explained, explained_cpu = time.perf_counter(), processor_seconds()
    return {
        "fit_s": round(fitted - began, 1),
        "code_s": round(coded - fitted, 1),
        "score_s": round(scored - coded, 1),
        "all_s": round(scored - began, 1),
        "all_cpu_s": round(scored_cpu - cpu, 1),
        "peak_gb": peak,
        "gap_200_groups_s": round(explained - ready, 1),
        "gap_200_groups_cpu_s": round(explained_cpu - ready_cpu, 1),
        "mean_risk_less_rate": float(risk.mean() - y.mean()),
        "gap_rows": found.height,
        "load": load,
    }


def explained(folder: Path, rows: int) -> dict[str, Any]:
    """Contributions against shap's explainer of trees on the same model, from rows that are coded already; sums asserted."""
    import shap

    from vroegsignalering.risk import AdditiveRiskClassifier
    from vroegsignalering.risk.second_opinion import boosted_stumps

    X, y, _ = made.households(rows, seed=5)
    held = frame(X)
    model, boosted = boosted_stumps(AdditiveRiskClassifier(bands=False).fit(held, y), held, y, rounds=300)
    codes = model.codes(held)
    varying = [j for j in range(30) if codes[j].min() < codes[j].max()]
    matrix = codes[varying].T.astype(float)
    ours, ours_s = _quickest(lambda: model.contributions_of(codes))
    theirs, theirs_s = _quickest(lambda: shap.TreeExplainer(boosted).shap_values(matrix), 1)
    _assert_sums(model.intercept_ + ours.sum(axis=1), boosted.decision_function(matrix))
    return {
        "tree_s": round(theirs_s, 3),
        "tree_ours_s": round(ours_s, 5),
        "tree_ratio": round(theirs_s / ours_s, 1),
        "tree_difference": float(np.abs(ours[:, varying] - theirs).max()),
        "load": busy(),
    }


def explained_linear(folder: Path, rows: int) -> dict[str, Any]:
    """Contributions against shap's linear explainer, its own preparation included; sums asserted.

    shap is called as it documents: the explainer as a function of the rows, which gives an ``Explanation``. Its method
    ``shap_values`` of before version 0.36, which gives an array only, is measured beside it.
    """
    from vroegsignalering.risk import LogisticRiskClassifier

    X, y, _ = made.households(rows, seed=5)
    held = frame(X)
    numbers = held.select(made.NUMBERS)
    straight = LogisticRiskClassifier().fit(numbers, y)
    slopes, values = straight.coefficients()["effect"].to_numpy(), X[:, :20].astype(float)
    linear, linear_s = _quickest(lambda: straight.contributions(numbers))
    called, called_s = _quickest(lambda: _explanation(slopes, values), 1)
    array, array_s = _quickest(lambda: _array(slopes, values))
    _assert_sums(straight.intercept_ + linear.sum(axis=1), straight.decision_function(numbers))
    return {
        **_explained_words(held, y),
        **_compared("linear", linear_s, called_s, array_s),
        "linear_difference": float(max(np.abs(linear - peer).max() for peer in (called, array))),
        "load": busy(),
    }


def _explained_words(held: Any, y: np.ndarray) -> dict[str, Any]:
    """All thirty columns, words as categories on both sides; what shap needs of one-hot columns and sums is its own time."""
    import polars as pl

    from vroegsignalering.risk import LogisticRiskClassifier

    levels = {name: sorted(held[name].unique().to_list()) for name in made.WORDS}
    held = held.with_columns(pl.col(name).cast(pl.Enum(known)) for name, known in levels.items())
    model = LogisticRiskClassifier().fit(held, y)
    ours, ours_s = _quickest(lambda: model.contributions(held))
    rest = held.select(made.NUMBERS + made.YES_NO).to_numpy().astype(float)
    words = {name: held[name].to_physical().to_numpy() for name in made.WORDS}
    effect = {(one["feature"], one["level"]): one["effect"] for one in model.coefficients().to_dicts()}
    slopes = [effect[name, None] for name in made.NUMBERS + made.YES_NO]
    slopes += [effect[name, level] for name in words for level in levels[name]]
    heads = np.cumsum([rest.shape[1], *(len(levels[name]) for name in words)])[:-1]

    def peer(explain: Explain) -> np.ndarray:
        hot = [np.eye(len(levels[name]))[codes] for name, codes in words.items()]
        values = explain(np.array(slopes), np.hstack([rest, *hot]))
        return np.hstack([values[:, : rest.shape[1]], np.add.reduceat(values, heads, axis=1)])

    called, called_s = _quickest(lambda: peer(_explanation), 1)
    array, array_s = _quickest(lambda: peer(_array))
    return {
        **_compared("linear_words", ours_s, called_s, array_s),
        "linear_words_difference": float(max(np.abs(ours - theirs).max() for theirs in (called, array))),
    }


def _explanation(slopes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values of the ``Explanation`` that calling shap's linear explainer gives."""
    found: np.ndarray = _linear_explainer(slopes, values)(values, silent=True).values
    return found


def _array(slopes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What the older method of shap's linear explainer gives."""
    found: np.ndarray = _linear_explainer(slopes, values).shap_values(values)
    return found


def _linear_explainer(slopes: np.ndarray, values: np.ndarray) -> Any:
    import shap

    return shap.LinearExplainer((slopes, 0.0), shap.maskers.Independent(values, max_samples=len(values)))


def _compared(name: str, ours: float, called: float, array: float) -> dict[str, float]:
    return {
        f"{name}_ours_s": round(ours, 4),
        f"{name}_s": round(called, 4),
        f"{name}_ratio": round(called / ours, 1),
        f"{name}_array_s": round(array, 4),
        f"{name}_array_ratio": round(array / ours, 2),
    }


def _quickest(work: Callable[[], np.ndarray], repeats: int = REPEATS) -> tuple[np.ndarray, float]:
    """The result and the fewest processor seconds of some repeats after a first one (threads are counted too)."""
    found, seconds = work(), []
    for _ in range(repeats):
        began = time.process_time()
        found = work()
        seconds.append(time.process_time() - began)
    return found, min(seconds)


def _assert_sums(summed: np.ndarray, logit: np.ndarray) -> None:
    """Contributions must sum to the model on every row; a peer's own check once passed while they did not."""
    largest = float(np.abs(summed - logit).max())
    if largest > 1e-9:
        raise AssertionError(f"contributions miss the model's logit by up to {largest}")


def bands(folder: Path, rows: int, draws: int = 20) -> dict[str, Any]:
    """How often 95 % bands hold the true shapes: share of new households, over repeated draws of the data."""
    from vroegsignalering.risk import AdditiveRiskClassifier

    X, _, _ = made.households(100_000, seed=998)
    new, shapes = frame(X), made.true_shapes(X)
    held = np.empty((draws, 30))
    for draw in range(draws):
        X, y, _ = made.households(rows, seed=40_000 + draw)
        model = AdditiveRiskClassifier().fit(frame(X), y)
        truth = shapes - made.true_shapes(X).mean(axis=0)
        for j, column in enumerate(model.codes(new)):
            off = np.abs(model.tables_[j, column] - truth[:, j])
            held[draw, j] = (off <= 1.959964 * model.errors_[j, column] + 1e-12).mean()
    per_feature = held.mean(axis=0)
    return {
        "draws": draws,
        "coverage": round(float(held.mean()), 4),
        "monte_carlo_error": round(float(held.mean(axis=1).std(ddof=1) / draws**0.5), 4),
        "least": round(float(per_feature.min()), 3),
        "least_feature": made.COLUMNS[int(per_feature.argmin())],
        "features": dict(zip(made.COLUMNS, per_feature.round(3).tolist(), strict=True)),
    }


SPECIAL = {
    "population": population,
    "explained": explained,
    "explained_linear": explained_linear,
    "bands": bands,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    given = parser.parse_args()
    work = SPECIAL.get(given.name)
    found = work(given.folder, given.rows) if work else one(given.name, given.folder, given.rows)
    print(json.dumps({"model": given.name, "rows": given.rows, **found}))


if __name__ == "__main__":
    main()
