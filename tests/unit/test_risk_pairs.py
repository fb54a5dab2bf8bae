"""Pairs of which one feature has a direction: the sum of shape and grid keeps it for every level of the other."""

import json
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss

from vroegsignalering.risk import AdditiveRiskClassifier, from_numbers

ROWS, WORK = 12_000, ["benefit", "business", "job"]
SLOPES = {"benefit": -2.0, "business": 0.5, "job": -0.5}
"""Along income; that of a business breaks the direction, as chance or a rule may."""


def made(seed):
    draw = np.random.default_rng(seed)
    income, work = draw.normal(size=ROWS), draw.choice(WORK, ROWS)
    logit = -0.5 + np.array([SLOPES[one] for one in work]) * income
    y = (draw.random(ROWS) < expit(logit)).astype(np.int8)
    missing = np.arange(ROWS) % 23 == 0
    return pl.DataFrame({"income": np.where(missing, np.nan, income), "work": work}), y


def fitted(pair=("income", "work"), seed=1):
    X, y = made(seed)
    return AdditiveRiskClassifier(monotone={"income": "down"}, pairs=[pair], bands=False).fit(X, y)


def largest_rise(model):
    """Of the logit along income, for any kind of work."""
    along = np.linspace(-4, 4, 801)
    rises = [
        np.diff(model.decision_function(pl.DataFrame({"income": along, "work": [one] * len(along)}))).max()
        for one in WORK
    ]
    return max(rises)


@pytest.mark.parametrize("pair", [("income", "work"), ("work", "income")])
def test_the_direction_holds_for_every_level_of_the_other(pair):
    model = fitted(pair)
    assert largest_rise(model) <= 1e-12
    assert np.ptp(model.tables_[2, : model.pair_terms_[0].size]) > 0.5  # the grid says something


def test_levels_differ_as_much_as_the_outcomes_do():
    model, (X, y) = fitted(), made(2)
    plain = AdditiveRiskClassifier(monotone={"income": "down"}, bands=False).fit(*made(1))
    true = {one: expit(-0.5 + SLOPES[one] * 1.5) for one in ("benefit", "job")}
    at = pl.DataFrame({"income": [1.5, 1.5], "work": list(true)})
    assert model.predict_proba(at)[:, 1] == pytest.approx(list(true.values()), abs=0.05)
    loss = [log_loss(y, one.predict_proba(X)[:, 1]) for one in (model, plain)]
    assert loss[0] < loss[1] - 0.01


def test_calibration_on_a_year_with_another_rule_keeps_the_direction():
    X, y = made(3)
    flipped = np.where(X["work"].to_numpy() == "job", 1 - y, y).astype(np.int8)
    moved = fitted().calibrated(X, flipped, method="revision")
    assert moved.calibration_.method == "revision"
    assert largest_rise(moved) <= 1e-12


def test_what_is_published_keeps_the_direction_where_cells_hold_few():
    model = fitted()
    published = model.publishable(120)
    cells = slice(0, model.pair_terms_[0].size)
    assert (published.rows_[2, cells] == 0).any()  # some cells hold too few
    assert largest_rise(published) <= 1e-12


def test_a_cell_of_few_rows_speaks_as_its_nearest_along_the_direction():
    pair = fitted().pair_terms_[0]
    line = pair.lines[0]
    effect, few = np.arange(pair.size, dtype=float), np.zeros(pair.size, bool)
    few[line[[0, 3, 4]]] = True
    kept = pair.kept(effect, few)
    assert kept[line[0]] == effect[line[1]]
    assert (kept[line[[3, 4]]] == effect[line[2]]).all()
    few[line] = True
    assert (pair.kept(effect, few)[line] == 0).all()


def test_the_direction_of_a_pair_survives_a_round_trip():
    model = fitted()
    again = from_numbers(json.loads(json.dumps(model.to_numbers())))
    assert (again.pair_terms_[0].lines == model.pair_terms_[0].lines).all()
    assert again.publishable(120).to_numbers() == model.publishable(120).to_numbers()


def test_cells_of_missing_stand_in_no_line():
    pair = fitted().pair_terms_[0]
    assert pair.lines.shape == (pair.width, 14)  # fourteen coarse bins of income, missing apart
    assert not np.isin(pair.lines, np.arange(pair.size)[-pair.width :]).any()
    assert all((later - sooner == pair.width).all() for sooner, later in pairwise(pair.lines.T))


def test_cells_keep_their_names_when_bins_are_joined_to_be_published():
    """Few households of five persons and more are joined with those of four: the cells after them must not move up."""
    draw = np.random.default_rng(8)
    persons = draw.choice([1, 2, 3, 4, 5, 6], 8000, p=[0.4, 0.3, 0.2, 0.098, 0.001, 0.001])
    X = pl.DataFrame({"persons": persons, "work": draw.choice(WORK, 8000)})
    X = X.with_columns(persons=pl.when(pl.int_range(pl.len()) % 9 == 0).then(None).otherwise("persons"))
    y = (draw.random(8000) < np.where(X["work"] == "job", 0.2, 0.6)).astype(np.int8)
    published = AdditiveRiskClassifier(pairs=[("persons", "work")], bands=False).fit(X, y).publishable(30)
    said = published.effects().filter(pl.col("feature") == "persons x work")
    met = X.with_columns(
        level=pl.when(pl.col("persons") < 4).then(pl.col("persons").cast(pl.String)).when(pl.col("persons").is_null())
        .then(pl.lit("missing")) + " x " + pl.col("work")
    ).drop_nulls("level")  # fmt: skip
    counted = dict(met.group_by("level").len().iter_rows())
    shown = {level.removeprefix("<= "): n for level, n in said.select("level", "n").iter_rows()}
    assert counted.keys() <= shown.keys()
    assert all(shown[level] == n for level, n in counted.items())
    assert all(" x " in level and "" not in level.split(" x ") for level in said["level"])
