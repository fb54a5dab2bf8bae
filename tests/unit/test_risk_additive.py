"""The additive model: exact sums, honest gaps, and defined behaviour on bad input."""

import json

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss, roc_auc_score

from vroegsignalering.risk import AdditiveRiskClassifier, DataFault, ModelFault, from_numbers
from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.pairs import coarse_words

ROWS = 3000


@pytest.fixture(scope="module")
def people():
    draw = np.random.default_rng(1)
    income = draw.normal(30_000, 9_000, ROWS)
    children = draw.integers(0, 5, ROWS)
    tenure = draw.choice(["rent", "own", "other"], ROWS)
    logit = -2 - (income - 30_000) / 9_000 + 0.3 * children + np.where(tenure == "rent", 0.8, 0)
    X = pl.DataFrame({"income": income, "children": children, "tenure": tenure}).with_columns(
        income=pl.when(pl.int_range(pl.len()) % 11 == 0).then(None).otherwise(pl.col("income")),
        tenure=pl.when(pl.int_range(pl.len()) % 17 == 0).then(None).otherwise(pl.col("tenure")),
        works=pl.Series(draw.random(ROWS) < 0.5),
    )
    y = (draw.random(ROWS) < expit(logit)).astype(np.int8)
    return X, y


@pytest.fixture(scope="module")
def fitted(people):
    X, y = people
    return AdditiveRiskClassifier(
        monotone={"income": "down", "children": "up"}, pairs=[("works", "tenure")]
    ).fit(X, y)


def test_the_logit_is_the_intercept_plus_the_terms(people, fitted):
    X, _ = people
    summed = fitted.intercept_ + fitted.contributions(X).sum(axis=1)
    assert np.abs(expit(summed) - fitted.predict_proba(X)[:, 1]).max() < 1e-9
    assert fitted.terms == ("income", "children", "tenure", "works", "works x tenure")


def test_the_mean_risk_is_the_recorded_rate(people, fitted):
    X, y = people
    assert fitted.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=1e-5)


def test_terms_are_centred_on_the_rows(people, fitted):
    X, _ = people
    assert np.abs(fitted.contributions(X).mean(axis=0)).max() < 1e-9


def test_a_pair_holds_nothing_of_its_two_features(people, fitted):
    X, _ = people
    pair = fitted.contributions(X)[:, 4]
    means = X.select("tenure").with_columns(pair=pair).group_by("tenure").agg(pl.col("pair").mean())
    assert means["pair"].abs().max() < 0.02


def test_cells_of_a_pair_are_named_by_their_two_levels(fitted):
    effects = fitted.effects().filter(pl.col("feature") == "works x tenure")
    named = {tuple(level.split(" x ")) for level in effects["level"]}
    assert {works for works, _ in named} == {"no", "yes"}
    assert "missing" in {tenure for _, tenure in named}
    assert effects["n"].sum() == ROWS


def test_numbers_of_a_pair_are_named_from_first_to_last():
    years = Bins(name="years", kind="ordered", cuts=np.array([1.5, 2.5, 4.5]), scale="whole")
    mapped = np.minimum(np.arange(256), 4).astype(np.uint8)
    assert coarse_words(years, mapped) == ["<= 1", "2", "3 - 4", ">= 5", "missing"]


def test_directions_hold_over_the_whole_range(fitted):
    income, children = (fitted.tables_[j, : fitted.bins_[j].size] for j in (0, 1))
    assert (np.diff(income) <= 1e-12).all()
    assert (np.diff(children) >= -1e-12).all()


def test_directions_can_be_a_list_in_the_order_of_the_columns(people):
    X, y = people
    by_name = AdditiveRiskClassifier(monotone={"income": "down"}, bands=False).fit(X, y)
    by_place = AdditiveRiskClassifier(monotone=[-1, 0, None, 0], bands=False).fit(X, y)
    assert (by_name.tables_ == by_place.tables_).all()


def test_a_round_trip_through_json_predicts_the_same(people, fitted):
    X, _ = people
    again = from_numbers(json.loads(json.dumps(fitted.to_numbers())))
    assert (again.predict_proba(X) == fitted.predict_proba(X)).all()
    assert again.effects().equals(fitted.effects())


def test_two_fits_give_the_same_numbers(people):
    X, y = people
    one, other = (AdditiveRiskClassifier().fit(X, y).to_numbers() for _ in range(2))
    assert json.dumps(one) == json.dumps(other)


def test_polars_pandas_lazy_and_shuffled_columns_agree(people, fitted):
    X, _ = people
    expected = fitted.predict_proba(X)
    assert (fitted.predict_proba(X.to_pandas()) == expected).all()
    assert (fitted.predict_proba(X.lazy()) == expected).all()
    assert (fitted.predict_proba(X.select(reversed(X.columns))) == expected).all()
    categories = X.with_columns(pl.col("tenure").cast(pl.Categorical))
    assert (fitted.predict_proba(categories) == expected).all()
    assert (
        fitted.predict_proba(X.with_columns(pl.col("tenure").cast(pl.Enum(["own", "rent", "other"]))))
        == expected
    ).all()


def test_effects_are_tidy_and_say_missing_and_yes_no(people, fitted):
    effects = fitted.effects()
    assert effects.columns == ["feature", "from", "to", "level", "effect", "low", "high", "n"]
    works = effects.filter(pl.col("feature") == "works")
    assert works["level"].to_list() == ["no", "yes"]
    missing = effects.filter((pl.col("feature") == "income") & (pl.col("level") == "missing"))
    assert missing["n"].item() == people[0]["income"].null_count()
    assert (effects["low"] <= effects["effect"]).all()
    assert (effects["effect"] <= effects["high"]).all()
    one_child = effects.filter((pl.col("feature") == "children") & (pl.col("from") == 1))
    assert one_child["to"].item() == 1


def test_a_publishable_copy_has_no_small_bin_and_is_its_own_numbers(people, fitted):
    X, _ = people
    copy = fitted.publishable(20, rounding=5)
    for term in copy.to_numbers()["terms"]:
        met = [(n, out) for n, out in zip(term["rows"], term["outcomes"], strict=True) if n]
        assert all(n >= 20 and out >= 20 and n - out >= 15 and n % 5 == 0 for n, out in met)
    again = from_numbers(json.loads(json.dumps(copy.to_numbers())))
    assert (again.predict_proba(X) == copy.predict_proba(X)).all()
    change = np.abs(copy.predict_proba(X) - fitted.predict_proba(X))[:, 1]
    assert change.mean() < 0.02


def test_a_weight_of_zero_is_a_row_that_is_not_there(people):
    X, y = people
    keep = np.arange(ROWS) % 3 > 0
    weighted = AdditiveRiskClassifier().fit(X, y, sample_weight=keep.astype(float))
    without = AdditiveRiskClassifier().fit(X.filter(keep), y[keep])
    assert weighted.predict_proba(X) == pytest.approx(without.predict_proba(X), abs=1e-6)


def test_a_new_category_contributes_nothing(people, fitted):
    X, _ = people
    new = X.head(5).with_columns(tenure=pl.lit("houseboat"))
    assert fitted.contributions(new)[:, 2] == pytest.approx(np.zeros(5), abs=0.02)
    plain = AdditiveRiskClassifier().fit(*people)
    assert (plain.contributions(new)[:, 2] == 0).all()


def test_a_gap_where_there_was_none_contributes_nothing(people):
    X, y = people
    model = AdditiveRiskClassifier().fit(X.select("children"), y)
    assert model.contributions(pl.DataFrame({"children": [None]}, schema={"children": pl.Int64})).item() == 0


def test_constant_missing_and_one_level_columns_do_nothing(people):
    X, y = people
    odd = X.with_columns(
        constant=pl.lit(3.0),
        absent=pl.lit(None, pl.Float64),
        nothing=pl.lit(None, pl.String),
        one=pl.lit("a"),
    )
    model = AdditiveRiskClassifier().fit(odd, y)
    names = list(model.terms)
    for name in ("constant", "absent", "nothing", "one"):
        assert np.abs(model.contributions(odd)[:, names.index(name)]).max() < 1e-9
    assert model.predict_proba(odd) == pytest.approx(
        AdditiveRiskClassifier().fit(X, y).predict_proba(X), abs=1e-4
    )


def test_infinite_numbers_fall_in_the_outermost_bins(people, fitted):
    X, _ = people
    ends = pl.DataFrame(
        {"income": [np.inf, 1e9, -np.inf, -1e9], "children": 0, "tenure": "own", "works": True}
    )
    risk = fitted.predict_proba(ends)[:, 1]
    assert risk[0] == risk[1] < risk[2] == risk[3]


def test_an_absent_column_is_named(people, fitted):
    X, _ = people
    with pytest.raises(DataFault, match="absent") as caught:
        fitted.predict_proba(X.drop("income"))
    assert "income" in caught.value.found


def test_one_class_is_refused(people):
    X, y = people
    with pytest.raises(DataFault, match="one class"):
        AdditiveRiskClassifier().fit(X, np.zeros_like(y))
    with pytest.raises(DataFault, match="one class"):
        AdditiveRiskClassifier().fit(X, y, sample_weight=(y == 0).astype(float))


def test_three_rows_give_a_cautious_model():
    model = AdditiveRiskClassifier().fit(pl.DataFrame({"x": [1.0, 2.0, 3.0]}), [0, 0, 1])
    risk = model.predict_proba(pl.DataFrame({"x": [1.0, 3.0]}))[:, 1]
    assert 0 < risk[0] < risk[1] < 1


def test_separable_data_stay_finite():
    x = np.linspace(0, 1, 200)
    model = AdditiveRiskClassifier().fit(pl.DataFrame({"x": x}), x > 0.5)
    risk = model.predict_proba(pl.DataFrame({"x": x}))[:, 1]
    assert ((risk > 0.5) == (x > 0.5)).all()
    assert np.isfinite(model.tables_).all() and np.isfinite(model.errors_).all()


@pytest.mark.parametrize("weight", [[-1.0], [np.nan], [0.0]])
def test_wrong_weights_are_refused(weight):
    with pytest.raises(DataFault, match="weights"):
        AdditiveRiskClassifier().fit(pl.DataFrame({"x": [1.0, 2.0]}), [0, 1], sample_weight=weight * 2)


@pytest.mark.parametrize(
    "options",
    [
        {"monotone": {"nowhere": "up"}},
        {"monotone": {"tenure": "up"}},
        {"monotone": {"income": "sideways"}},
        {"monotone": [1]},
        {"pairs": [("income", "nowhere")]},
        {"pairs": [("income", "income")]},
        {"pairs": [("income", "children")], "monotone": {"income": "down", "children": "up"}},
        {"categorical": ["nowhere"]},
        {"max_bins": 999},
    ],
)
def test_options_that_do_not_fit_are_refused(people, options):
    with pytest.raises(ModelFault):
        AdditiveRiskClassifier(**options).fit(*people)


def test_a_column_of_dates_is_refused():
    with pytest.raises(DataFault, match="cannot be read"):
        AdditiveRiskClassifier().fit(
            pl.DataFrame({"born": pl.date_range(pl.date(2000, 1, 1), pl.date(2000, 1, 4), eager=True)}),
            [0, 1, 0, 1],
        )


def test_numbers_of_another_model_are_refused(fitted):
    with pytest.raises(ModelFault):
        from_numbers({"kind": "oracle", "format": 1})
    with pytest.raises(ModelFault):
        AdditiveRiskClassifier.from_numbers(fitted.to_numbers() | {"format": 2})


def test_a_sketch_and_all_rows_tell_the_same_story(people):
    X, y = people
    whole = AdditiveRiskClassifier(bands=False).fit(X, y)
    sketched = AdditiveRiskClassifier(bands=False, sketch_rows=1000).fit(X, y)
    assert np.abs(whole.predict_proba(X) - sketched.predict_proba(X)).mean() < 0.01


def test_bands_widen_when_households_repeat(people):
    X, y = people
    twice = pl.concat([X, X])
    keys = np.tile(np.arange(ROWS), 2)
    lonely = AdditiveRiskClassifier().fit(twice, np.tile(y, 2))
    clustered = AdditiveRiskClassifier().fit(twice, np.tile(y, 2), groups=keys)
    wide = clustered.errors_[2, :3] / lonely.errors_[2, :3]
    assert wide == pytest.approx(np.full(3, np.sqrt(2)), rel=0.12)


def test_bands_hold_true_shapes_at_their_rate_steps_included():
    names, held = ("step", "wave", "straight", "nothing"), []
    for seed in range(20):
        draw = np.random.default_rng(seed)
        X = pl.DataFrame({name: draw.normal(size=10_000) for name in names})
        shapes = np.column_stack(
            [1.2 * (X["step"] > 0.5), 0.5 * np.sin(2 * X["wave"]), 0.4 * X["straight"], 0 * X["nothing"]]
        )
        y = draw.random(10_000) < expit(-2 + shapes.sum(axis=1))
        model = AdditiveRiskClassifier().fit(X, y)
        errors = np.column_stack([model.errors_[j, column] for j, column in enumerate(model.codes(X))])
        off = np.abs(model.contributions(X) - (shapes - shapes.mean(axis=0)))
        held.append((off <= 1.96 * errors).mean(axis=0))
    assert 0.92 < np.mean(held) < 0.98
    assert (np.mean(held, axis=0) > 0.85).all()


def test_a_step_in_a_rule_stays_a_step():
    draw = np.random.default_rng(6)
    x = draw.normal(size=40_000)
    model = AdditiveRiskClassifier().fit(
        pl.DataFrame({"x": x}), draw.random(40_000) < expit(-2 + 1.5 * (x > 0))
    )
    low, high = model.contributions(pl.DataFrame({"x": [-0.1, 0.1]}))[:, 0]
    assert high - low == pytest.approx(1.5, abs=0.25)


def rare_and_told_by_many(rows=20_000, seed=5):
    """Two in a hundred with the outcome, told by twelve columns that nearly say the same: long spells, money, months."""
    draw = np.random.default_rng(seed)
    burden = draw.exponential(1.0, rows)
    columns = {f"told_{i}": np.floor(8 * burden + draw.normal(0, 0.6, rows)) for i in range(12)}
    y = (draw.random(rows) < expit(3.0 * burden - 11.0)).astype(np.int8)
    return pl.DataFrame(columns), y, burden


def test_many_features_that_say_the_same_of_a_rare_outcome_do_not_unsettle_the_fit():
    """Each alone asks for the whole step: untamed, the sum goes twelve times too far and the loss swings."""
    X, y, _ = rare_and_told_by_many()
    held, told, burden = rare_and_told_by_many(seed=6)
    model = AdditiveRiskClassifier(bands=False).fit(X, y)
    found, possible = roc_auc_score(told, model.predict_proba(held)[:, 1]), roc_auc_score(told, burden)
    assert y.mean() < 0.05
    assert found > possible - 0.005
    risk = model.predict_proba(held)[:, 1]
    truth = expit(3.0 * burden - 11.0)
    assert log_loss(told, risk) < log_loss(told, truth) * 1.05


def test_a_fit_that_has_not_settled_says_so():
    X, y, _ = rare_and_told_by_many()
    with pytest.warns(ConvergenceWarning, match="not settled after 3 sweeps"):
        model = AdditiveRiskClassifier(bands=False, max_sweeps=3).fit(X, y)
    further = AdditiveRiskClassifier(bands=False).fit(X, y)
    assert log_loss(y, model.predict_proba(X)[:, 1]) > log_loss(y, further.predict_proba(X)[:, 1])


def test_a_refit_on_the_same_bins_finds_what_a_fit_with_bins_of_its_own_finds():
    X, y, _ = rare_and_told_by_many()
    weight = np.random.default_rng(1).poisson(1.0, len(y)).astype(float)
    model = AdditiveRiskClassifier(bands=False).fit(X, y)
    again = model.fitted_again(model.codes(X), y, weight)
    anew = AdditiveRiskClassifier(bands=False).fit(X, y, sample_weight=weight)
    lost = [log_loss(y, found.predict_proba(X)[:, 1], sample_weight=weight) for found in (again, anew)]
    assert lost[0] == pytest.approx(lost[1], rel=0.03)
    assert lost[0] < log_loss(y, model.predict_proba(X)[:, 1], sample_weight=weight)
    assert again.rows_[0].sum() == pytest.approx(weight.sum())


def test_one_sweep_is_one_sweep_also_with_more_rows_than_the_sketch():
    draw = np.random.default_rng(3)
    X = pl.DataFrame({"months": draw.integers(0, 13, 1000)})
    y = (draw.random(1000) < 0.3).astype(int)
    model = AdditiveRiskClassifier(bands=False, max_sweeps=1, sketch_rows=200).fit(X, y)
    assert model.n_iter_ == 2  # one over the sketch, one over all rows
