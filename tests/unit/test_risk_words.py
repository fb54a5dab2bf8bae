"""What readers get in words: the retelling tree, subgroups, sentences of 100 households."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    GroupWarning,
    ModelFault,
    of_hundred,
    subgroups,
    surrogate_tree,
)
from vroegsignalering.risk.subgroups import holm
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import PovertyLine, Transition

TITLES_NL = {"income": "inkomen", "works": "heeft werk"}


@pytest.fixture(scope="module")
def people():
    draw = np.random.default_rng(21)
    X = pl.DataFrame(
        {
            "income": np.round(draw.normal(30_000, 8_000, 6000)),
            "works": draw.random(6000) < 0.7,
            "tenure": draw.choice(["rent", "own", "other"], 6000),
        }
    )
    planted = (
        (X["income"].to_numpy() < 25_000) & (~X["works"].to_numpy()) & (X["tenure"] == "rent").to_numpy()
    )
    y = (draw.random(6000) < np.where(planted, 0.6, 0.05)).astype(int)
    return X, y, planted


def test_a_planted_combination_is_found_and_confirmed(people):
    X, y, planted = people
    found = subgroups(X, y, cluster=np.arange(6000), min_rows=40, titles_nl=TITLES_NL)
    best = found.filter(pl.col("kind") == "high").sort("value", descending=True).row(0, named=True)
    assert best["value"] > 0.4 and best["p_adjusted"] < 0.001
    assert "heeft werk: nee" in best["rule_nl"] and "tenure: huur zonder huurtoeslag" in best["rule_nl"]
    assert "works: no" in best["rule_en"] and " and " in best["rule_en"]
    assert best["low"] < best["value"] < best["high"]
    assert planted.mean() * 6000 / 2 == pytest.approx(best["n"], rel=0.6)


def test_where_nothing_is_planted_nothing_is_confirmed(people):
    X, _, _ = people
    confirmed = []
    for seed in range(6):
        y = np.random.default_rng(seed).random(6000) < 0.1
        found = subgroups(X, y, cluster=np.arange(6000), seed=seed)
        confirmed.append((found["p_adjusted"] < 0.05).any())
    assert sum(confirmed) <= 1


def test_subgroups_without_households_warn(people):
    X, y, _ = people
    with pytest.warns(GroupWarning):
        found = subgroups(X, y, cluster=None, conditions=1, number=1)
    assert set(found["kind"]) == {"high", "low"}
    assert found["n"].max() < 0.6 * len(y), "rates are those of the half that was not searched in"


def test_holm_by_hand():
    assert holm([0.01, 0.02, 0.9]) == pytest.approx([0.03, 0.04, 0.9])
    assert holm([]) == []


def test_the_tree_retells_a_simple_model_faithfully_and_covers_everyone(people):
    X, _, _ = people
    y = np.random.default_rng(1).random(6000) < expit(-2 + 1.5 * (X["income"].to_numpy() < 25_000))
    model = AdditiveRiskClassifier(bands=False).fit(X, y)
    tree = surrogate_tree(model, X, cluster=np.arange(6000), titles_nl=TITLES_NL)
    assert tree["share"].sum() == pytest.approx(1)
    assert tree["fidelity"].n_unique() == 1 and tree["fidelity"][0] > 0.7
    assert tree["rule_nl"].str.contains("inkomen: minder dan 2").any()
    assert tree["rule_en"].str.contains("less than").any()
    assert np.average(tree["value"], weights=tree["n"]) == pytest.approx(
        model.predict_proba(X)[:, 1].mean(), abs=0.01
    )


@pytest.mark.parametrize(
    ("share", "language", "expected"),
    [
        (
            0.071,
            "nl",
            "Van 100 huishoudens in deze groep (g) komen er binnen een jaar ongeveer 7 onder de lage-inkomensgrens.",
        ),
        (
            0.071,
            "en",
            "Of 100 households in this group (g) about 7 fall below the low-income line within a year.",
        ),
        (
            0.012,
            "nl",
            "Van 100 huishoudens in deze groep (g) komt er binnen een jaar ongeveer 1 onder de lage-inkomensgrens.",
        ),
        (
            0.004,
            "en",
            "Of 100 households in this group (g) fewer than 1 falls below the low-income line within a year.",
        ),
    ],
)
def test_sentences_of_entry(share, language, expected):
    said = of_hundred(
        share, group="g", transition=Transition.ENTRY, line=PovertyLine.LOW_INCOME, texts=Texts(language)
    )
    assert said == expected


@pytest.mark.parametrize("share", [0.001, 0.01, 0.4])
@pytest.mark.parametrize("line", list(PovertyLine))
def test_every_sentence_has_english(share, line):
    said = {}
    for language in ("nl", "en"):
        said[language] = of_hundred(
            share,
            group="g",
            transition=Transition.EXIT,
            line=line,
            texts=Texts(language),
            low=share,
            high=share + 0.05,
        )
    assert said["nl"].startswith("Van 100") and said["en"].startswith("Of 100")
    assert "huishoudens" not in said["en"] and " jaar" not in said["en"]


def test_a_share_beyond_one_is_refused():
    with pytest.raises(ModelFault):
        of_hundred(
            7.1, group="g", transition=Transition.ENTRY, line=PovertyLine.LOW_INCOME, texts=Texts("nl")
        )
