"""Fitting as declared: options, directions, leakage, splits by household."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, LeakageError
from vroegsignalering.risk import (
    AdditiveRiskClassifier,
    GroupWarning,
    ModelDeclaration,
    ModelFault,
    fit_declared,
    folds,
    knowable_years,
    linked_households,
    refuse_unknowable,
    split_parts,
)
from vroegsignalering.vocabulary import InformationMode


@dataclass
class Part:
    X: pl.DataFrame
    y: np.ndarray
    cluster: np.ndarray


@pytest.fixture(scope="module")
def parts():
    draw = np.random.default_rng(3)
    X = pl.DataFrame({"debts": draw.integers(0, 9, 2000), "tenure": draw.choice(["rent", "own"], 2000)})
    y = (draw.random(2000) < 0.05 + 0.05 * X["debts"].to_numpy()).astype(np.int8)
    cluster = np.arange(2000)
    early = cluster < 1500
    return Part(X.filter(early), y[early], cluster[early]), Part(X.filter(~early), y[~early], cluster[~early])


def test_a_study_without_models_gets_the_three_readable_ones():
    assert [one.id for one in ModelDeclaration.parse({})] == ["additive", "logistic", "scorecard"]


def test_declared_options_reach_the_estimator(parts):
    (declared,) = ModelDeclaration.parse(
        {"models": [{"id": "main", "kind": "additive", "calibrate": "slope", "max_bins": 20}]}, seed=9
    )
    model = fit_declared(*parts, declared, directions={"debts": "up", "tenure": "up", "elsewhere": "down"})
    assert model.get_params()["seed"] == 9
    assert model.get_params()["monotone"] == {"debts": "up"}
    assert model.calibration_.method == "slope"


def test_all_three_kinds_can_be_declared(parts):
    for declared in ModelDeclaration.parse({}):
        model = fit_declared(*parts, declared, directions={"debts": "up"})
        risk = model.predict_proba(parts[1].X)[:, 1]
        assert risk.mean() == pytest.approx(parts[1].y.mean(), abs=0.05)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"kind": "forest"}, "no such kind"),
        ({"kind": "additive", "class_weight": "balanced"}, "class weights"),
        ({"kind": "additive", "depth": 3}, "unknown option"),
        ({"kind": "logistic", "calibrate": "platt"}, "no such calibration"),
        ({"kind": "additive", "pairs": ["age"]}, "two names each"),
        ({"kind": "additive", "pairs": [[1, 2]]}, "two names each"),
        ({"kind": "logistic", "pairs": [["age", "debts"]]}, "unknown option"),
    ],
)
def test_what_may_not_be_declared_is_refused(table, says):
    with pytest.raises(DeclarationError, match=says):
        ModelDeclaration.parse({"models": [table]})


@pytest.mark.parametrize(
    ("pair", "found"),
    [
        (["age", "nowhere"], "nowhere"),
        (["age", "age"], "beside itself"),
        (["arrears", "debts"], "arrears x debts"),
    ],
)
def test_pairs_that_cannot_be_held_are_refused_before_any_work(pair, found):
    (declared,) = ModelDeclaration.parse({"models": [{"kind": "additive", "pairs": [pair]}]})
    with pytest.raises(ModelFault, match=found) as refused:
        declared.refuse_unfit({"age": None, "debts": "up", "arrears": "up"}, where="mine/study.toml")
    assert "mine/study.toml, [[models]] additive" in str(refused.value)


def test_two_models_of_one_name_are_refused():
    with pytest.raises(DeclarationError):
        ModelDeclaration.parse({"models": [{"kind": "additive"}, {"kind": "additive"}]})


def test_a_household_in_two_parts_is_leakage(parts):
    train, _ = parts
    declared, *_ = ModelDeclaration.parse({})
    with pytest.raises(LeakageError, match="households"):
        fit_declared(train, train, declared)


def test_outcomes_of_2021_are_not_known_on_the_last_day_of_2022():
    # outcome of index year y lies on 31-12-(y+1); with 300 days it exists on 27-10-(y+2)
    there, later = knowable_years(
        [2019, 2020, 2021], horizon_months=12, known_after_days=300, on=date(2022, 12, 31)
    )
    assert (there, later) == ((2019, 2020), (2021,))


def test_known_mode_refuses_what_could_not_be_known_and_recorded_mode_does_not():
    times = {"train_years": [2020, 2021], "test_years": [2022], "horizon_months": 12, "known_after_days": 300}
    with pytest.raises(LeakageError, match="could not have been known") as caught:
        refuse_unknowable(InformationMode.KNOWN, **times)
    assert "2021" in caught.value.found
    refuse_unknowable(InformationMode.RECORDED, **times)
    refuse_unknowable(InformationMode.KNOWN, **(times | {"train_years": [2020]}))


def test_splits_keep_households_together_and_near_their_shares():
    household = np.repeat(np.arange(3000), 3)
    part = split_parts(9000, group=household, seed=1)
    assert all(len(set(part[i : i + 3])) == 1 for i in range(0, 9000, 3))
    assert np.bincount(part) / 9000 == pytest.approx([0.6, 0.2, 0.2], abs=0.03)
    order = np.random.default_rng(0).permutation(9000)
    assert (split_parts(9000, group=household[order], seed=1) == part[order]).all()


def test_text_keys_split_too():
    part = split_parts(4, group=["R1", "R2", "R1", None], shares=(0.5, 0.5))
    assert part[0] == part[2]


def test_folds_never_share_a_household_and_cover_all_rows():
    household = np.repeat(np.arange(200), 2)
    tested = []
    for fit_on, test_on in folds(400, group=household, number=4):
        assert not set(household[fit_on]) & set(household[test_on])
        tested += test_on.tolist()
    assert sorted(tested) == list(range(400))


def test_without_households_the_warning_is_loud():
    with pytest.warns(GroupWarning, match="group="):
        part = split_parts(1_000, group=None)
    assert np.allclose(np.bincount(part) / 1_000, (0.6, 0.2, 0.2), atol=0.06), "rows are split one by one"


def test_wrong_splits_are_refused():
    with pytest.raises(ModelFault):
        split_parts(4, group=[1, 2, 3, 4], shares=(0.5, 0.2))
    with pytest.raises(ModelFault):
        next(folds(4, group=[1, 2, 3, 4], number=1))
    with pytest.raises(ModelFault):
        split_parts(5, group=[1, 2])


def test_households_that_share_a_person_over_the_years_are_one():
    person = ["p1", "p2", "p2", "p3", "p4"]
    household = ["h1", "h1", "h2", "h2", "h3"]  # p2 moves from h1 to h2: all but p4 hang together
    linked = linked_households(person, household)
    assert len(set(linked[:4])) == 1
    assert linked[4] != linked[0]


def test_class_weights_are_not_an_option_of_any_model():
    assert "class_weight" not in AdditiveRiskClassifier().get_params()
