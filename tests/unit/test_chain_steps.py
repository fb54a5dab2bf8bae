"""The chain: a few cases counted by hand, planted losses, unknown registrations, counts and rows alike."""

import numpy as np
import polars as pl
import pytest

from vroegsignalering.audit import ChainRules, chain, chain_counts
from vroegsignalering.errors import RegisterError


def few() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "g": ["a", "a", "a", "a", "b", "b", None, "b"],
            "signal": [True] * 8,
            "picked_up": [True, True, True, False, True, True, True, None],
            "reached": [True, False, None, False, True, True, False, None],
        }
    )


def test_each_step_is_conditional_on_the_one_before() -> None:
    rows = chain(few(), attributes=["g"], rules=ChainRules(replicates=8, suppress_below=0))
    held = {(row["group"], row["step"]): row for row in rows.iter_rows(named=True)}
    assert held["a", "picked_up"]["value"] == 0.75
    assert (held["a", "reached"]["n_from"], held["a", "reached"]["n"], held["a", "reached"]["n_unknown"]) == (
        2,
        1,
        1,
    )
    assert held["b", "picked_up"]["n_unknown"] == 1
    assert held["b", "picked_up"]["value"] == 1.0
    assert held["a", "reached"]["of_all"] == 0.25
    assert held["unknown", "reached"]["n"] == 0
    assert held["all", "picked_up"]["value"] == pytest.approx(6 / 7)


def test_missing_labels_do_not_join_a_group_that_is_called_unknown() -> None:
    cases = few().with_columns(g=pl.when(g="b").then(pl.lit("unknown")).otherwise("g"))
    rows = chain(cases, attributes=["g"], rules=ChainRules(replicates=8, suppress_below=0))
    reached = {row["group"]: row["n"] for row in rows.filter(step="reached").iter_rows(named=True)}
    assert reached == {"all": 3, "a": 1, "unknown": 2, "missing": 0}


def many(n: int = 3000, gap: float = 0.3) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    group = rng.choice(["a", "b"], n)
    picked = rng.random(n) < 0.8
    reached = picked & (rng.random(n) < np.where(group == "a", 0.6 - gap, 0.6))
    home = np.arange(n) // 2
    return pl.DataFrame(
        {"signal": np.ones(n, bool), "picked_up": picked, "reached": reached, "g": group, "home": home}
    )


def test_a_planted_loss_shows_at_its_step_and_not_elsewhere() -> None:
    rows = chain(many(), attributes=["g"], cluster="home").filter(attribute="g", group="a")
    said = dict(zip(rows["step"], rows["verdict"], strict=True))
    assert said == {"picked_up": "within margin", "reached": "outside margin"}
    assert rows.filter(step="reached")["largest_loss"].item()
    assert rows.filter(step="reached")["difference_high"].item() < -0.1


def test_counts_give_what_rows_give() -> None:
    cases = many()
    counts = (
        cases.unpivot(["signal", "picked_up", "reached"], index="g", variable_name="step", value_name="n")
        .group_by(pl.lit("g").alias("attribute"), pl.col("g").alias("group"), "step")
        .agg(pl.col("n").sum())
        .sort("group", "step")
    )
    of_rows = chain(cases, attributes=["g"]).filter(attribute="g")
    of_counts = chain_counts(counts)
    columns = ["group", "step", "n_from", "n", "value", "low", "high", "difference", "verdict"]
    assert of_rows.select(columns).equals(of_counts.select(columns))


def test_all_gaps_of_the_chain_are_one_family() -> None:
    one = chain(many(gap=0.0).select("signal", "picked_up", "g"), attributes=["g"])
    two = chain(many(gap=0.0), attributes=["g"])
    width = [
        (t["difference_high"] - t["difference_low"])[2]
        for t in (one.filter(step="picked_up"), two.filter(step="picked_up"))
    ]
    assert width[1] > width[0]


@pytest.mark.parametrize(
    "cases",
    [
        pl.DataFrame({"signal": [True]}),
        pl.DataFrame({"signal": [1], "reached": [1]}),
        pl.DataFrame({"signal": [False], "reached": [False]}),
    ],
    ids=["one step", "not yes/no", "nobody"],
)
def test_a_chain_that_is_none_is_refused(cases: pl.DataFrame) -> None:
    with pytest.raises(RegisterError):
        chain(cases)


def test_more_people_later_than_earlier_is_refused() -> None:
    counts = pl.DataFrame(
        {"attribute": ["g"] * 2, "group": ["a"] * 2, "step": ["signal", "reached"], "n": [3, 4]}
    )
    with pytest.raises(RegisterError, match="more cases"):
        chain_counts(counts)


def test_an_unknown_attribute_is_refused() -> None:
    with pytest.raises(RegisterError, match="no column"):
        chain(few(), attributes=["sex"])
