"""The small solvers against dense algebra and other people's code."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from vroegsignalering.risk.bins import quantile_cuts
from vroegsignalering.risk.kernels import bin_numbers
from vroegsignalering.risk.smooth import local_update, monotone, smoothing_update, solve_chain


@pytest.mark.parametrize("k", [4, 5, 30])
def test_the_banded_solver_equals_dense_algebra(k):
    draw = np.random.default_rng(k)
    curvature, gradient, effect = draw.random(k) + 0.1, draw.normal(size=k), draw.normal(size=k)
    second, strengths = np.diff(np.eye(k), 2, axis=0), 10 ** draw.uniform(-2, 2, k - 2)
    penalty = second.T @ np.diag(strengths) @ second + 0.5 * np.eye(k)
    inverse = np.linalg.inv(np.diag(curvature) + penalty)
    step, bends, doubts, spread = solve_chain(curvature, gradient, effect, strengths, 0.5)
    expected = inverse @ (gradient - penalty @ effect)
    assert step == pytest.approx(expected)
    assert bends == pytest.approx((second @ (effect + expected)) ** 2)
    assert doubts == pytest.approx(np.diag(second @ inverse @ second.T))
    assert spread == pytest.approx(np.diag(inverse))


def test_smoothing_comes_to_rest_where_freedom_spent_is_bending_plus_one():
    draw = np.random.default_rng(4)
    noise, curvature = draw.normal(size=100), np.full(100, 1.0)
    smoothing = 1.0
    for _ in range(200):
        step, bends, doubts, _ = solve_chain(curvature, noise, np.zeros(100), np.full(98, smoothing), 1e-9)
        smoothing = smoothing_update(98, smoothing, doubts.sum(), bends.sum())
    second = np.diff(np.eye(100), 2, axis=0)
    inverse = np.linalg.inv(np.eye(100) + smoothing * second.T @ second)
    spent = np.trace(inverse) - 2.0  # freedom of the fit, less that of a straight line
    assert spent == pytest.approx(smoothing * ((second @ inverse @ noise) ** 2).sum() + 1.0, rel=1e-3)
    assert spent >= 1.0


def test_smoothing_falls_where_the_shape_jumps_and_nowhere_else():
    bends = np.full(50, 1e-6)
    bends[20] = 1.0
    local = local_update(1e6, bends, np.zeros(50))
    assert local[20] == pytest.approx(2e-6, rel=1e-4)
    assert np.delete(local, 20) == pytest.approx(np.ones(49))


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_pooling_equals_scikit_learn(direction):
    draw = np.random.default_rng(3)
    values, weight = draw.normal(size=60), draw.random(60) + 0.1
    expected = IsotonicRegression(increasing=direction > 0).fit_transform(
        np.arange(60), values, sample_weight=weight
    )
    assert monotone(values, weight, direction) == pytest.approx(expected)


@pytest.mark.parametrize("rows", [4000, 60_000])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(("scale", "middle"), [(1e-8, 0.0), (1.0, 0.0), (1e9, 0.0), (1.0, 5000.0)])
def test_binning_equals_a_sorted_search(scale, middle, kind, rows):
    draw = np.random.default_rng(5)  # around 5000 cuts lie so close together that another search is used
    values = np.concatenate([draw.standard_cauchy(rows) * scale + middle, [np.inf, -np.inf, 0.0, -0.0]])
    values = values.astype(kind)
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


def test_tails_are_cut_in_halves_of_halves_while_rows_last():
    values = np.random.default_rng(10).normal(size=200_000)
    rows = np.diff(np.searchsorted(np.sort(values), quantile_cuts(values, None, 253)))
    assert rows[100:150] == pytest.approx(np.full(50, 200_000 / 243), rel=0.12)
    assert rows[0] < rows[1] < rows[2]
    assert rows[0] >= 15
    few = quantile_cuts(values[:5000], None, 253)
    assert np.diff(np.searchsorted(np.sort(values[:5000]), few)).min() >= 10


def test_weighted_cuts_equal_cuts_of_repeated_rows():
    draw = np.random.default_rng(9)
    values, weight = draw.normal(size=500), draw.integers(0, 4, 500)
    repeated = quantile_cuts(np.repeat(values, weight), None, 20)
    assert quantile_cuts(values, weight.astype(float), 20) == pytest.approx(repeated)
