"""Tables on which trust rests: is a simple rule as good, what does readability cost, does the model hold, who is in it.

Every comparison is paired on the same test people. The black box is fitted here for the audit and forgotten.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from vroegsignalering.audit.proxies import proxy_strength
from vroegsignalering.audit.scores import Scores
from vroegsignalering.pipeline.fit import Fitted, directions, risk_of
from vroegsignalering.release.membership import as_table, membership
from vroegsignalering.risk import (
    ModelDeclaration,
    ablation,
    against_baselines,
    baseline_scores,
    black_box,
    drift,
    fit_declared,
    price_of_readability,
    stability,
    subgroups,
    surrogate_tree,
)
from vroegsignalering.study import FEATURES, Dataset, StudyDefinition

SIGNALS = ("health_insurance_default", "years_health_insurance_default_3y")
"""What current practice looks at, as far as registers know it."""

LAST_STATUS = "years_below_line_3y"
"""What was before, for the baseline that nothing changes."""

MOST_ROWS = 200_000
"""Rows on which models are refitted, attacked, taken apart and searched for subgroups; more would only narrow the figures."""

PARTS_OF_COUNTRY = {
    province: part
    for part, provinces in {
        "north": ("Groningen", "Friesland", "Drenthe"),
        "east": ("Overijssel", "Flevoland", "Gelderland"),
        "west": ("Utrecht", "Noord-Holland", "Zuid-Holland", "Zeeland"),
        "south": ("Noord-Brabant", "Limburg"),
    }.items()
    for province in provinces
}
"""The four parts of the country (landsdelen) that Statistics Netherlands tells apart."""

ABLATION_ROWS = 100_000
"""Rows on which the model is fitted again without each feature, and people on whom that is compared."""


def risks(fitted: Fitted, model: str) -> np.ndarray:
    """Risk of the test people under one model."""
    return fitted.risk(model)


def baselines(fitted: Fitted, model: str, definition: StudyDefinition) -> pl.DataFrame:
    """Gain over random, area rate, one rule, last year's status and today's signals, paired."""
    train, test, area = fitted.train, fitted.test, definition.area.value
    simple = baseline_scores(
        train,
        test,
        area=(train.groups[area].to_numpy(), test.groups[area].to_numpy()),
        status=LAST_STATUS if LAST_STATUS in test.X.columns else None,
        signals=[name for name in SIGNALS if name in test.X.columns],
        directions=directions(definition),
        seed=definition.seed,
    )
    table = against_baselines(
        risks(fitted, model), simple, test.y, cluster=test.cluster, capacity=definition.capacity
    )
    return _on(table, test)


def readability(
    fitted: Fitted, model: str, declared: ModelDeclaration, definition: StudyDefinition
) -> pl.DataFrame:
    """What a black box would have gained on the same rows, and how far the model is from the truth where it is known.

    Both are fitted on the same training people and calibrated by a line; shapes revised on the calibration year would give
    the readable model something that the black box does not have. The bound is about the model of the study.
    """
    train, calibrate, test = sample(fitted.train), sample(fitted.calibrate), sample(fitted.test)
    unreadable = black_box(train, calibrate, test, seed=definition.seed)
    readable = fit_declared(
        train, calibrate, replace(declared, calibrate="slope"), directions=directions(definition)
    )
    table = price_of_readability(
        risk_of(readable, test.X), unreadable, test.y, cluster=test.cluster, capacity=definition.capacity
    )
    known = test.truth if test.truth is not None and np.isfinite(test.truth).sum() >= 100 else None
    bound = price_of_readability(
        risk_of(fitted.models[model], test.X),
        unreadable,
        test.y,
        truth=known,
        cluster=test.cluster,
        capacity=definition.capacity,
    ).filter(pl.col("metric").str.ends_with("_bound"))
    return _on(pl.concat([table, bound]), test)


def drifts(fitted: Fitted, model: str) -> pl.DataFrame:
    """Drift of every later year, on people who did not train the model, against its calibration year."""
    data = sample(fitted.everyone.where(fitted.everyone.part != 0), MOST_ROWS * 5)
    base = int(fitted.calibrate.year.min())
    table = drift(fitted.models[model], data.X, data.y, data.year, base=base)
    rows = (
        pl.DataFrame({"year": data.year}).group_by("year").len("n").with_columns(pl.col("n").cast(pl.Int64))
    )
    return table.with_columns(pl.col("year").cast(pl.Int32)).join(rows, on="year", how="left")


def stabilities(fitted: Fitted, declared: ModelDeclaration, definition: StudyDefinition) -> pl.DataFrame:
    """Refits under other seeds and resamples, in single years, and without each part of the country."""
    train = sample(fitted.train)
    region = None
    if "province" in train.groups.columns:
        region = train.groups["province"].cast(pl.String).replace_strict(PARTS_OF_COUNTRY, default="unknown")
    table = stability(
        declared, train, sample(fitted.test), directions=directions(definition), year=train.year, region=region, repeats=2,
        capacity=definition.capacity,
    )  # fmt: skip
    return table.with_columns(
        pl.col("part").cast(pl.String),
        n=pl.lit(len(sample(fitted.test)), pl.Int64),
        n_train=pl.lit(len(train), pl.Int64),
    )


def combinations(fitted: Fitted) -> pl.DataFrame:
    """Combinations of circumstances with a high or low recorded rate, tested on other people."""
    data = sample(fitted.everyone.where(fitted.everyone.part != 0))
    table = subgroups(
        data.X,
        data.y,
        cluster=data.cluster,
        titles_nl={name: FEATURES[name].title_nl for name in data.X.columns},
        titles_en={name: FEATURES[name].title_en for name in data.X.columns},
    )
    return table.with_columns(position=pl.int_range(pl.len()).over("kind"))


def surrogate(fitted: Fitted, model: str) -> pl.DataFrame:
    """The model retold in a few groups, with how faithful that is."""
    data = sample(fitted.test)
    return surrogate_tree(
        fitted.models[model],
        data.X,
        cluster=data.cluster,
        titles_nl={name: FEATURES[name].title_nl for name in data.X.columns},
        titles_en={name: FEATURES[name].title_en for name in data.X.columns},
    )


def memberships(fitted: Fitted) -> pl.DataFrame:
    """Can one tell from the published parameters who was in the training data?"""
    parts = []
    inside, outside = sample(fitted.train), fitted.everyone.where(fitted.everyone.part == 2)
    outside = sample(outside.where(np.isin(outside.year, np.unique(inside.year))))
    for name, model in fitted.models.items():
        found = membership(risk_of(model, inside.X), inside.y, risk_of(model, outside.X), outside.y)
        parts.append(as_table(found, model=name))
    return pl.concat(parts)


def proxies(fitted: Fitted, model: str) -> pl.DataFrame:
    """How well each feature, and the score, tells an audit-only attribute."""
    data = sample(fitted.test)
    protected = [name for name in PROTECTED if name in data.groups.columns]
    scores = Scores(
        risk=fitted.models[model].predict_proba(data.X)[:, 1],
        outcome=data.y,
        groups=data.groups.select(protected),
        cluster=data.cluster,
    )
    return proxy_strength(scores, data.X, replicates=32).with_columns(metric=pl.lit("cramers_v"))


PROTECTED = ("sex", "origin", "marital_status", "disability_benefit", "new_in_netherlands")


def ablations(fitted: Fitted, declared: ModelDeclaration, definition: StudyDefinition) -> pl.DataFrame:
    """Loss of coverage when a feature is left out and the others are fitted again; positive is a loss."""
    train, test = sample(fitted.train, ABLATION_ROWS), sample(fitted.test, ABLATION_ROWS)
    table = ablation(declared, train, test, directions=directions(definition), capacity=definition.capacity)
    return table.with_columns(n=pl.lit(len(test), pl.Int64))


def sample(data: Dataset, most: int = MOST_ROWS) -> Dataset:
    """About ``most`` rows or fewer, chosen by the hash of the person, whole persons only."""
    if len(data) <= most:
        return data
    bound = np.uint64(most / len(data) * 2**64)
    return data.where(data.cluster < bound)


def _on(table: pl.DataFrame, test: Dataset) -> pl.DataFrame:
    return table.with_columns(n=pl.lit(len(test), pl.Int64), n_outcome=pl.lit(int(test.y.sum()), pl.Int64))
