"""Properties of the engine: order-free, reproducible, complements, sums."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from vroegsignalering.audit import Preregistration, Scores, audit
from vroegsignalering.audit.keys import key_hashes
from vroegsignalering.audit.selecting import select


def drawn(seed: int, n: int = 400) -> Scores:
    rng = np.random.default_rng(seed)
    groups = pl.DataFrame({"g": rng.choice(["a", "b", None], n), "h": rng.choice(["x", "y"], n)})
    risk = rng.random(n)
    outcome = (rng.random(n) < risk).astype(np.int8)
    return Scores(
        risk=risk, outcome=outcome, groups=groups, cluster=pl.Series([f"R{i // 2:06d}" for i in range(n)])
    )


REGISTERED = Preregistration(groups=("g",), intersections=(("g", "h"),), capacity=0.2)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    scores = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(scores))
    cluster = scores.cluster
    assert isinstance(cluster, pl.Series) and scores.risk is not None
    shuffled = Scores(
        risk=scores.risk[order],
        outcome=scores.outcome[order],
        groups=scores.groups[order],
        cluster=cluster[order],
    )
    assert_frame_equal(
        audit(scores, REGISTERED, replicates=64), audit(shuffled, REGISTERED, replicates=64), abs_tol=1e-9
    )


def test_the_same_seed_gives_the_same_table_and_another_gives_other_widths() -> None:
    one, two, other = (audit(drawn(1), REGISTERED, replicates=64, seed=seed) for seed in (1, 1, 2))
    assert_frame_equal(one, two)
    assert one["value"].equals(other["value"])
    assert not one["low"].equals(other["low"])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_complements_add_up_to_one_and_limits_hold_the_value(seed: int, capacity: float) -> None:
    table = audit(drawn(seed, 120), Preregistration(groups=("g",), capacity=capacity), replicates=32)
    rates = table.filter(pl.col("reference").is_null()).drop_nulls("value")
    wide = rates.pivot(on="metric", index=["attribute", "group"], values="value")
    for one, other in (("true_positive_rate", "false_negative_rate"), ("precision", "false_discovery_rate")):
        if one in wide.columns:
            assert (wide[one] + wide[other] - 1.0).abs().max() in (None, 0.0) or (
                (wide[one] + wide[other] - 1.0).abs().max() < 1e-12  # type: ignore[operator]
            )
    held = table.drop_nulls(["value", "low", "high"]).filter(~pl.col("metric").str.ends_with("_largest_gap"))
    assert (held["low"] <= held["value"] + 1e-9).all()
    assert (held["value"] <= held["high"] + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0), st.integers(1, 5))
def test_a_capacity_is_filled_and_never_exceeded(seed: int, capacity: float, levels: int) -> None:
    rng = np.random.default_rng(seed)
    risk = rng.integers(0, levels, 200) / levels
    scores = Scores(risk=risk, outcome=np.zeros(200, int), groups=pl.DataFrame())
    flag = select(scores, capacity=capacity)
    assert flag.sum() == int(np.floor(capacity * 200 + 1e-9))
    if flag.any() and not flag.all():
        assert risk[flag].min() >= risk[~flag].max()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=30))
def test_equal_keys_have_equal_hashes_and_others_do_not(keys: list[str]) -> None:
    hashes = key_hashes(pl.Series(keys))
    assert len(set(hashes.tolist())) == len(set(keys))
