"""Tables beside earlier tables, and tables that share margins."""

import numpy as np
import polars as pl
import pytest

from vroegsignalering.errors import DisclosureError, ReproductionError
from vroegsignalering.release import Ledger, Plan, release_linked, release_once


def plan(name="t", population="all", **more) -> Plan:
    return Plan(name=name, dimensions=("group",), method="suppress", population=population, **more)


def groups(**counts: int) -> pl.DataFrame:
    return pl.DataFrame({"group": list(counts), "n": list(counts.values())})


def test_a_rerun_is_no_leak_and_a_few_persons_less_is():
    ledger = Ledger()
    first = release_once(groups(a=500, b=300), plan(), ledger=ledger, vintage="v1")
    again = release_once(groups(a=500, b=300), plan(), ledger=ledger, vintage="v1")
    assert again.table.equals(first.table) and len(ledger.entries) == 1
    filtered = release_once(groups(a=496, b=200), plan("t2", "without x"), ledger=ledger, vintage="v1")
    assert filtered.table.rows() == [("a", None, "primary"), ("b", 200, "published")]
    assert filtered.log["reason"].to_list() == ["differs by a few from table t"]


def test_other_data_are_other_persons():
    ledger = Ledger()
    release_once(groups(a=500), plan(), ledger=ledger, vintage="v1")
    assert release_once(groups(a=496), plan(), ledger=ledger, vintage="v2").hidden == 0


def test_a_companion_hidden_before_stays_hidden():
    ledger = Ledger()
    release_once(groups(a=3, b=40, c=90), plan(across=("group",)), ledger=ledger, vintage="v1")
    later = release_once(groups(b=40, c=90), plan("t2"), ledger=ledger, vintage="v1")
    assert later.table.rows() == [("b", None, "primary"), ("c", 90, "published")]


def test_a_companion_shown_before_cannot_be_hidden_any_more():
    ledger = Ledger()
    release_once(groups(a=30, b=40, c=90), plan(across=("group",)), ledger=ledger, vintage="v1")
    with pytest.raises(DisclosureError, match="earlier tables") as refused:
        release_once(groups(a=3, b=40, c=90), plan("t2", across=("group",)), ledger=ledger, vintage="v1")
    assert refused.value.found == "is shown in table t"
    assert len(ledger.entries) == 1


def test_a_cell_of_another_study_is_another_cell():
    ledger = Ledger()
    first = release_once(groups(a=500), plan(), ledger=ledger, vintage="v1")
    other = release_once(groups(a=496), plan("t2"), ledger=Ledger(), vintage="v1")
    ledger.record(first, "v1", "entry")
    assert ledger.conflicts(other, "v1", 10, "exit").height == 0
    assert ledger.conflicts(other, "v1", 10, "entry").height == 1
    assert not ledger.knows(first, "v1", "exit") and ledger.knows(first, "v1", "entry")


def test_an_index_that_is_not_one_is_a_message(tmp_path):
    (tmp_path / "index.json").write_text('[{"vintage": "v1"}]')
    with pytest.raises(ReproductionError, match="index"):
        Ledger(tmp_path)


def test_the_ledger_is_kept_in_a_folder_and_notices_changes(tmp_path):
    ledger = Ledger(tmp_path / "ledger")
    release_once(groups(a=500), plan(), ledger=ledger, vintage="v1")
    kept = Ledger(tmp_path / "ledger")
    assert kept.entries == ledger.entries
    assert release_once(groups(a=498), plan("t2"), ledger=kept, vintage="v1").hidden == 1
    file = tmp_path / "ledger" / f"{ledger.entries[0]['content']}.csv"
    file.write_text(file.read_text().replace("500", "501"))
    with pytest.raises(ReproductionError, match="changed"):
        Ledger(tmp_path / "ledger")


def crossed(name: str, *dimensions: str) -> Plan:
    return Plan(name=name, dimensions=dimensions, across=dimensions, margins="published", method="suppress")


def persons(seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    size = 700
    return pl.DataFrame(
        {name: [f"{name}{v}" for v in chance.choice(k, size, p=chance.dirichlet([1.0] * k))] for name, k in
         {"a": 4, "b": 3, "c": 4}.items()}
    )  # fmt: skip


def counted(rows: pl.DataFrame, *dimensions: str) -> pl.DataFrame:
    return rows.group_by(dimensions).agg(n=pl.len())


@pytest.mark.parametrize("seed", range(12))
def test_linked_tables_hide_the_same_margins_and_withstand_one_attack(seed):
    rows = persons(seed)
    left, right = release_linked(
        [
            (counted(rows, "a", "b"), crossed("ab", "a", "b")),
            (counted(rows, "a", "c"), crossed("ac", "a", "c")),
        ]
    )
    for one in (left, right):
        assert one.narrowest is None or one.narrowest >= 10 - 1e-6
    margin = [one.table.filter(pl.col(other) == "Total").select("a", "n", "status") for one, other in
              ((left, "b"), (right, "c"))]  # fmt: skip
    assert margin[0].sort("a").equals(margin[1].sort("a"))


def test_linked_tables_that_disagree_are_refused():
    left = pl.DataFrame({"a": ["x", "y"], "b": ["p", "q"], "n": [20, 30]})
    right = pl.DataFrame({"a": ["x", "y"], "c": ["r", "s"], "n": [21, 30]})
    with pytest.raises(DisclosureError, match="disagree"):
        release_linked([(left, crossed("ab", "a", "b")), (right, crossed("ac", "a", "c"))])
