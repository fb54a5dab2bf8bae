"""Whatever the table and whichever cells are unsafe: nobody works a hidden cell out."""

import itertools

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from vroegsignalering.release import STANDARD, Plan, Released, release
from vroegsignalering.release.attack import Range
from vroegsignalering.release.crossed import Crossed, with_margins
from vroegsignalering.release.hypercubes import patterns
from vroegsignalering.release.optimum import fewest
from vroegsignalering.release.secondary import hide, told_by_status

SHAPES = [(4, 4), (3, 5), (2, 2, 3), (5, 4), (7,), (2, 6), (3, 3, 2)]
WIDTH = 10


def random_table(seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    shape = SHAPES[seed % len(SHAPES)]
    codes = np.array(list(itertools.product(*map(range, shape))))
    mean = chance.choice([8, 60, 400])
    counts = chance.negative_binomial(1, 1 / mean, len(codes))
    kept = chance.random(len(codes)) > chance.choice([0.0, 0.15])
    table = pl.DataFrame({f"d{i}": [f"v{value}" for value in codes[:, i]] for i in range(len(shape))})
    marked = chance.random(len(codes)) < chance.choice([0.0, 0.12, 0.4])
    return table.with_columns(n=pl.Series(counts), marked=pl.Series(marked)).filter(pl.Series(kept))


def protected(table: pl.DataFrame) -> Released:
    dimensions = tuple(name for name in table.columns if name.startswith("d"))
    plan = Plan(
        name="random", dimensions=dimensions, across=dimensions, margins="published", method="suppress"
    )
    return release(table, plan)


Bounds = tuple[float, float | None]


def intervals_by_hand(
    shown: pl.DataFrame, dimensions: list[str], knows: dict[tuple, Bounds] | None = None
) -> dict[tuple, float]:
    """An attacker of our own, from the published table alone: one pair of linear programmes per hidden cell."""
    knows = knows or {}
    cells = {row[:-1]: row[-1] for row in shown.select(*dimensions, "n").rows()}
    place = {cell: i for i, cell in enumerate(cells)}
    rows = []
    for cell in cells:
        for axis in range(len(dimensions)):
            if cell[axis] == "Total":
                parts = [
                    one for one in cells
                    if one[axis] != "Total" and one[:axis] + one[axis + 1 :] == cell[:axis] + cell[axis + 1 :]
                ]  # fmt: skip
                row = np.zeros(len(cells))
                row[[place[one] for one in parts]], row[place[cell]] = 1, -1
                rows.append(row)
    bounds = [
        knows.get(cell, (0, None)) if value is None else (value, value) for cell, value in cells.items()
    ]
    widths = {}
    for cell, value in cells.items():
        if value is None:
            aim = np.zeros(len(cells))
            aim[place[cell]] = 1
            least = linprog(aim, A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=bounds)
            most = linprog(-aim, A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=bounds)
            widths[cell] = np.inf if most.status == 3 else -most.fun - least.fun
    return widths


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_a_thousand_random_tables_withstand_the_attack(start):
    hidden = 0
    for seed in range(start, start + 100):
        released = protected(random_table(seed))
        hidden += released.hidden
        assert released.attack.height == released.hidden or released.plan.method == "controlled"
        assert released.narrowest is None or released.narrowest >= WIDTH - 1e-6, f"table {seed}"
    assert hidden > 400


@pytest.mark.parametrize("seed", [*range(0, 350, 12), 126, 297])
def test_an_attacker_written_apart_finds_no_more(seed):
    table = random_table(seed)
    released = protected(table)
    if "rounded" in set(released.table["status"]):
        return
    dimensions = [name for name in table.columns if name.startswith("d")]
    widths = list(intervals_by_hand(released.table, dimensions).values())
    assert all(width >= WIDTH - 1e-6 for width in widths)
    assert np.allclose(sorted(widths), sorted(released.attack["width"]), atol=1e-3)


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_statuses_do_not_tell_a_small_count_exactly(seed):
    """``primary`` says 1-9, ``secondary`` says ten or more: together with the sums that must leave three values."""
    chance = np.random.default_rng(500 + seed)
    shape = [(4, 4), (3, 5), (2, 2, 3)][seed % 3]
    codes = list(itertools.product(*map(range, shape)))
    counts = chance.negative_binomial(1, 1 / 25, len(codes))
    dimensions = [f"d{axis}" for axis in range(len(shape))]
    names = [[f"v{value}" for value in code] for code in codes]
    table = pl.DataFrame(names, schema=dimensions, orient="row").with_columns(n=pl.Series(counts))
    released = protected(table)
    true = {tuple(name): int(n) for name, n in zip(names, counts, strict=True)}
    knows: dict[tuple, Bounds] = {}
    few = set()
    for *cell, reason in released.log.select(*dimensions, "reason").rows():
        held = sum(
            n for one, n in true.items() if all(a in ("Total", b) for a, b in zip(cell, one, strict=True))
        )
        if reason == "too few":
            few.add(tuple(cell))
            knows[tuple(cell)] = (1, 9)
        elif reason == "protects other cells" and held >= 10:
            knows[tuple(cell)] = (10, None)
    if released.plan.method == "controlled":
        return
    widths = intervals_by_hand(released.table, dimensions, knows)
    assert all(width >= 2 - 1e-6 for cell, width in widths.items() if cell in few)


@pytest.mark.parametrize("seed", range(0, 140, 4))
def test_no_more_than_twice_the_fewest_companions_that_can_be_proven(seed):
    whole, values, marked = small_table(1000 + seed)
    if not marked.any() or len(values) > 40:
        return
    width = np.full(len(values), float(WIDTH))
    proven = fewest(whole.cube.sums, [(values, Range.open(width))], marked, np.ones(len(values)))
    assert proven is not None
    found = hide(whole.cube, [values], marked, [width])
    assert (found & marked).sum() == marked.sum()
    assert (found & ~marked).sum() <= 2 * (proven & ~marked).sum()


def test_no_more_than_twice_the_fewest_where_statuses_tell_as_well():
    """Small cells hide for being small, and an attacker who sees their status knows them to hold 1-9."""
    proven_tables = more = 0
    for seed in range(0, 280, 4):
        whole, values, marked = small_table(2000 + seed)
        few = (values > 0) & (values < WIDTH)
        primary = marked | few
        if not few.any() or len(values) > 30:
            continue
        width = np.full(len(values), float(WIDTH))
        told = told_by_status(values, few, WIDTH, STANDARD.told_width)
        asked = [(values, Range.open(width)), (values, told)]
        proven = fewest(whole.cube.sums, asked, primary, np.ones(len(values)), nodes=2_000)
        if proven is None:
            continue
        found = hide(whole.cube, [values], primary, [width], told)
        assert (found & ~primary).sum() <= 2 * (proven & ~primary).sum(), f"table {seed}"
        assert (found & ~primary).sum() >= (proven & ~primary).sum(), f"table {seed}"
        proven_tables += 1
        blind = fewest(whole.cube.sums, asked[:1], primary, np.ones(len(values)), nodes=2_000)
        more += blind is not None and bool((proven & ~primary).sum() > (blind & ~primary).sum())
    assert proven_tables >= 20 and more >= 1, "statuses ask for more companions in some table"


def small_table(seed: int) -> tuple[Crossed, np.ndarray, np.ndarray]:
    """A random table with its margins, its counts and the cells that somebody marked."""
    table = random_table(seed)
    dimensions = tuple(name for name in table.columns if name.startswith("d"))
    plan = Plan(
        name="random", dimensions=dimensions, across=dimensions, margins="published", method="suppress"
    )
    whole = with_margins(table, plan)
    marked = whole.cells["marked"].fill_null(False).to_numpy()
    return whole, whole.cells["n"].to_numpy().astype(float), marked


def test_counts_and_halves_of_a_crossed_table_withstand_the_attack():
    for seed in range(60):
        chance = np.random.default_rng(seed)
        table = random_table(seed * 7).with_columns(pl.col("n") * 4)
        table = table.with_columns(yes=pl.Series(chance.binomial(table["n"].to_numpy(), 0.3)))
        dimensions = tuple(name for name in table.columns if name.startswith("d"))
        plan = Plan(
            name="halves", dimensions=dimensions, across=dimensions, numerator="yes", margins="published",
            method="suppress",
        )  # fmt: skip
        released = release(table, plan)
        assert released.narrowest is None or released.narrowest >= WIDTH - 1e-6
        shown = released.table.drop_nulls("n")
        assert (shown["yes"] >= 10).all() and (shown["n"] - shown["yes"] >= 10).all()


def test_known_totals_leave_every_hidden_row_its_width():
    for seed in range(200):
        chance = np.random.default_rng(seed)
        groups = int(chance.integers(2, 9))
        table = pl.DataFrame(
            {
                "attribute": ["a"] * groups + ["all"],
                "group": [f"g{i}" for i in range(groups)] + ["all"],
                "n": [*(counts := chance.negative_binomial(1, 1 / 90, groups)), counts.sum()],
            }
        ).with_columns(n_outcome=(pl.col("n") * 0.2).cast(pl.Int64))
        plan = Plan(name="rates", dimensions=("attribute", "group"), numerator="n_outcome", across=("group",))
        released = release(table, plan)
        assert released.narrowest is None or released.narrowest >= WIDTH


def test_every_node_of_a_tree_has_a_move():
    table = pl.DataFrame({"p": ["a", "a", "b"], "g": ["x", "y", "z"], "n": [1, 2, 3]})
    plan = Plan(name="t", dimensions=("p", "g"), across=("p", "g"), nested={"g": "p"}, margins="published")
    cube = with_margins(table, plan).cube
    moves = patterns(cube)
    assert (np.diff(moves.start, axis=1) > 0).all()
