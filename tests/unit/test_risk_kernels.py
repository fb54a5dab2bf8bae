"""The small solvers against dense algebra and other people's code."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from vroegsignalering.risk.bins import quantile_cuts
from vroegsignalering.risk.kernels import bin_numbers
from vroegsignalering.risk.smooth import monotone, solve_chain


@pytest.mark.parametrize("k", [4, 5, 30])
def test_the_banded_solver_equals_dense_algebra(k):
    draw = np.random.default_rng(k)
    curvature, gradient, effect = draw.random(k) + 0.1, draw.normal(size=k), draw.normal(size=k)
    second = np.diff(np.eye(k), 2, axis=0)
    penalty = second.T @ second
    system = np.diag(curvature) + 7.0 * penalty + 0.5 * np.eye(k)
    step, trace, bend = solve_chain(curvature, gradient, effect, 7.0, 0.5)
    expected = np.linalg.solve(system, gradient - (7.0 * penalty + 0.5 * np.eye(k)) @ effect)
    assert step == pytest.approx(expected)
    assert trace == pytest.approx(np.trace(np.linalg.inv(system) @ penalty))
    assert bend == pytest.approx((effect + expected) @ penalty @ (effect + expected))


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_pooling_equals_scikit_learn(direction):
    draw = np.random.default_rng(3)
    values, weight = draw.normal(size=60), draw.random(60) + 0.1
    expected = IsotonicRegression(increasing=direction > 0).fit_transform(
        np.arange(60), values, sample_weight=weight
    )
    assert monotone(values, weight, direction) == pytest.approx(expected)


@pytest.mark.parametrize("rows", [4000, 60_000])
@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e9])
def test_binning_equals_a_sorted_search(scale, rows):
    draw = np.random.default_rng(5)
    values = np.concatenate([draw.standard_cauchy(rows) * scale, [np.inf, -np.inf, 0.0, -0.0]])
    cuts = quantile_cuts(values, None, 200)
    assert (bin_numbers(values, cuts, 253) == np.searchsorted(cuts, values, side="right")).all()


def test_values_on_a_cut_go_up_and_gaps_go_to_missing():
    cuts = np.array([2013.5, 2014.5, 2015.0])
    few = np.array([2013.0, 2014.5, 2015.0, np.nan])
    for times in (1, 20_000):  # few rows and many take another way
        codes = bin_numbers(np.tile(few, times), cuts, 4)
        assert codes[-4:].tolist() == [0, 2, 3, 4]


def test_cuts_are_round_and_no_value_of_a_person():
    values = np.random.default_rng(8).normal(31_234.567, 8_000.123, 5000)
    cuts = quantile_cuts(values, None, 253)
    assert (cuts == np.round(cuts, -1)).all()
    assert not np.isin(cuts, values).any()


def test_weighted_cuts_equal_cuts_of_repeated_rows():
    draw = np.random.default_rng(9)
    values, weight = draw.normal(size=500), draw.integers(0, 4, 500)
    repeated = quantile_cuts(np.repeat(values, weight), None, 20)
    assert quantile_cuts(values, weight.astype(float), 20) == pytest.approx(repeated)
