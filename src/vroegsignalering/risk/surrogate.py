"""A small tree that retells a model: a few groups, each with its mean risk, and how faithful the retelling is.

Fidelity is measured on households that the tree did not see: the share of the spread of the model's risk that the
tree retells. A low fidelity is said, not hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from vroegsignalering.risk import rules
from vroegsignalering.risk.kernels import PLACES
from vroegsignalering.risk.splits import keys_or_warn
from vroegsignalering.risk.tables import TableRiskModel
from vroegsignalering.texts import Texts

MOST_ROWS = 200_000
SCHEMA = {
    "node": pl.Int64,
    "rule_nl": pl.String,
    "rule_en": pl.String,
    "share": pl.Float64,
    "value": pl.Float64,
    "n": pl.Float64,
    "fidelity": pl.Float64,
}


def surrogate_tree(
    model: TableRiskModel,
    X: Any,
    *,
    cluster: Any = None,
    depth: int = 3,
    min_rows: int = 100,
    titles_nl: Mapping[str, str] | None = None,
    titles_en: Mapping[str, str] | None = None,
    seed: int = 0,
) -> pl.DataFrame:
    """Retell a model in at most ``2 ** depth`` groups.

    Parameters
    ----------
    model : additive model or scorecard
    X : rows to retell
    cluster : household keys, optional
        Half of the households grow the tree, the other half give the numbers.
    depth, min_rows : int
    titles_nl, titles_en : mapping of feature to title
    seed : int

    Returns
    -------
    polars.DataFrame
        ``node, rule_nl, rule_en, share, value, n, fidelity``: one row per group; value is its mean risk, fidelity the
        same for all rows.
    """
    codes, risk = model.codes(X), model.predict_proba(X)[:, 1]
    grow = keys_or_warn(cluster, len(risk), "surrogate_tree") % np.uint64(2) == 0
    if not grow.any() or grow.all():
        return pl.DataFrame(schema=SCHEMA)
    order = [_order(model, j) for j in range(len(model.bins_))]
    matrix = np.column_stack([places[codes[j]] for j, places in enumerate(order)]).astype(np.float32)
    tree, held = _grown(matrix, risk, np.flatnonzero(grow), depth, min_rows, seed), ~grow
    retold, leaf = tree.predict(matrix[held]), tree.apply(matrix[held])
    spread = float(((risk[held] - risk[held].mean()) ** 2).sum())
    fidelity = 1 - float(((risk[held] - retold) ** 2).sum()) / max(spread, 1e-300)
    found = []
    for node, bounds in _leaves(tree.tree_):
        here = leaf == node
        words = [
            _words(model, order, bounds, language, titles)
            for language, titles in (("nl", titles_nl or {}), ("en", titles_en or {}))
        ]
        found.append(
            {
                "node": node,
                "rule_nl": words[0],
                "rule_en": words[1],
                "share": float(here.mean()),
                "value": float(risk[held][here].mean()) if here.any() else None,
                "n": float(here.sum()),
                "fidelity": fidelity,
            }
        )
    return pl.DataFrame(found, schema=SCHEMA)


def _grown(
    matrix: np.ndarray, risk: np.ndarray, rows: np.ndarray, depth: int, min_rows: int, seed: int
) -> Any:
    """A regression tree on the risks of some rows."""
    from sklearn.tree import DecisionTreeRegressor

    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.default_rng([seed, 4]).choice(rows, MOST_ROWS, replace=False))
    tree = DecisionTreeRegressor(
        max_depth=depth, min_samples_leaf=min(min_rows, len(rows)), random_state=seed
    )
    return tree.fit(matrix[rows], risk[rows])


def _order(model: TableRiskModel, j: int) -> np.ndarray:
    """Place of each code on the line that the tree cuts: bins as they are, words by effect, missing and other after."""
    size = model.bins_[j].size
    places = np.arange(PLACES)
    if model.bins_[j].kind == "levels":
        places[:size] = np.argsort(np.argsort(model.tables_[j, :size], kind="stable"), kind="stable")
    return places


def _leaves(tree: Any) -> list[tuple[int, dict[int, tuple[float, float]]]]:
    """Leaves and the bounds on each feature's place, low < place <= high."""
    found: list[tuple[int, dict[int, tuple[float, float]]]] = []
    stack: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while stack:
        node, bounds = stack.pop()
        if tree.children_left[node] < 0:
            found.append((node, bounds))
            continue
        feature, cut = int(tree.feature[node]), float(tree.threshold[node])
        low, high = bounds.get(feature, (-np.inf, np.inf))
        stack.append((int(tree.children_right[node]), {**bounds, feature: (max(low, cut), high)}))
        stack.append((int(tree.children_left[node]), {**bounds, feature: (low, min(high, cut))}))
    return found


def _words(
    model: TableRiskModel,
    order: list[np.ndarray],
    bounds: dict[int, tuple[float, float]],
    language: str,
    titles: Mapping[str, str],
) -> str:
    texts = Texts(language)
    parts = []
    for feature, (low, high) in sorted(bounds.items()):
        holds = (order[feature] > low) & (order[feature] <= high)
        parts.append(rules.said(model.bins_[feature], holds & _met(model, feature), texts, titles))
    return rules.joined(parts, texts)


def _met(model: TableRiskModel, feature: int) -> np.ndarray:
    """Codes that exist: bins, and missing where it was met."""
    size = model.bins_[feature].size
    here = np.arange(PLACES) < size
    here[size] = model.rows_[feature, size] > 0
    return here
