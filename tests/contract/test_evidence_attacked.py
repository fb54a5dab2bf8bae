"""An attacker written apart, who has nothing but the committed tables, works on every hidden row of all of them.

Rows of an attribute add up to the row of the whole; a count that is shown lies within half the rounding base of the true
one; and in a chain the cases that come to a step are those who passed the one before.
"""

import json
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
BUNDLES = sorted(path.parent for path in (ROOT / "ethics" / "evidence").glob("*/manifest.json"))
WIDTH, OFF = 10, 2
"""Narrowest interval allowed, and how far a count that was rounded to fives may be off."""


def tables(bundle: Path) -> list[tuple[str, list[str], pl.DataFrame]]:
    """Released tables with hidden rows: name, dimensions, rows."""
    said = json.loads((bundle / "manifest.json").read_text("utf-8"))
    assert said["profile"] == "standard"
    found = []
    for name, table in said["tables"].items():
        if table["kind"] == "released" and table["hidden"]:
            dimensions = [
                column for column, what in table["columns"].items() if what.get("role") == "dimension"
            ]
            rows = pl.read_csv(bundle / "tables" / f"{name}.csv", infer_schema_length=None)
            found.append((name, dimensions, rows))
    return found


def widths(rows: pl.DataFrame, dimensions: list[str], count: str) -> pl.DataFrame:
    """How tightly the whole bounds the hidden rows of each attribute; the whole is known to within its rounding."""
    others = [name for name in dimensions if name not in ("attribute", "group")]
    whole = rows.filter(attribute="all").select(*others, total=count).drop_nulls("total")
    shown, hidden = pl.col(count).is_not_null().sum(), pl.col(count).is_null().sum()
    blocks = (
        rows.filter(pl.col("attribute") != "all")
        .group_by(*others, "attribute")
        .agg(hidden=hidden, shown=shown, sum=pl.col(count).sum())
        .filter(pl.col("hidden") > 0)
    )
    joined = blocks.join(whole, on=others, nulls_equal=True) if others else blocks.join(whole, how="cross")
    rest, slack = pl.col("total") - pl.col("sum"), OFF * (pl.col("shown") + 1)
    alone = pl.when(pl.col("hidden") == 1).then(pl.max_horizontal(rest - slack, pl.lit(0))).otherwise(0)
    return joined.with_columns(width=rest + slack - alone)


def test_the_attacker_finds_what_is_there_to_find():
    groups = {"attribute": ["all", "age", "age", "age"], "group": ["all", "a", "b", "c"]}
    rows = pl.DataFrame({**groups, "n": [100, 60, None, 40]})
    assert widths(rows, ["attribute", "group"], "n")["width"].to_list() == [6]  # 0 to 6
    assert (
        widths(rows.with_columns(n=pl.Series([100, 60, None, None])), ["attribute", "group"], "n")[
            "width"
        ].item()
        == 44
    )


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.name)
def test_no_whole_gives_a_hidden_row_away(bundle):
    looked_at = 0
    for name, dimensions, rows in tables(bundle):
        if {"attribute", "group"} <= set(dimensions):
            for count in [column for column in ("n", "n_from", "n_outcome") if column in rows.columns]:
                found = widths(rows, dimensions, count)
                looked_at += found.height
                narrow = found.filter(pl.col("width") < WIDTH)
                assert narrow.height == 0, f"{name}, {count}: {narrow.drop('total', 'sum').head(3).rows()}"
    assert looked_at > 10


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["chain", "chain_peers"])
def test_the_steps_around_a_hidden_one_do_not_give_its_few_away(bundle, name):
    path = bundle / "tables" / f"{name}.csv"
    if not path.is_file():
        pytest.fail(f"{bundle.name} has no chain")
    rows = pl.read_csv(path, infer_schema_length=None)
    groups = [column for column in ("attribute", "peers", "group", "gemeente") if column in rows.columns]
    passed = rows.select(*groups, from_step="step", came="n")
    onward = rows.select(*groups, step="from_step", went="n_from")
    hidden = rows.filter(pl.col("n").is_null()).select(*groups, "step", "from_step")
    around = (
        hidden.join(passed, on=[*groups, "from_step"])
        .join(onward, on=[*groups, "step"])
        .drop_nulls(["came", "went"])
    )
    narrow = around.filter(pl.col("came") - pl.col("went") + 2 * OFF < WIDTH)
    assert narrow.height == 0, (
        f"{narrow.height} of {around.height}: {narrow.drop('came', 'went').head(3).rows()}"
    )
