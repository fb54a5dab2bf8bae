"""What a run releases beside earlier runs on the same data: reruns pass, filters that give persons away do not."""

from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import DisclosureError
from vroegsignalering.pipeline.earlier import refuse_what_gives_away, vintage_of
from vroegsignalering.pipeline.jobs import PLANS
from vroegsignalering.registers import Registers
from vroegsignalering.release import Ledger, Released, release


def rates(**counts: int) -> Released:
    """The table of transitions for one year: households by tenure, a tenth of them with the outcome."""
    whole = {**counts, "all": sum(counts.values())}
    table = pl.DataFrame(
        {
            "line": "low_income",
            "index_year": 2022,
            "attribute": ["tenure"] * len(counts) + ["all"],
            "group": list(whole),
            "n": list(whole.values()),
            "n_outcome": [n // 10 for n in whole.values()],
        }
    )
    return release(table, PLANS["rates"])


def test_a_rerun_of_the_same_data_and_content_is_no_leak(tmp_path: Path) -> None:
    tables = [(rates(rent=900, own=700, free=200), "entry, low_income, 12 months")]
    assert refuse_what_gives_away(tables, "v1", tmp_path) == 0
    assert refuse_what_gives_away(tables, "v1", tmp_path) == 1
    assert len(Ledger(tmp_path).entries) == 1


def test_another_filter_that_lets_a_few_persons_be_subtracted_is_refused(tmp_path: Path) -> None:
    who = "entry, low_income, 12 months"
    refuse_what_gives_away([(rates(rent=900, own=700, free=200), who)], "v1", tmp_path)
    fewer = [(rates(rent=900, own=695, free=200), who)]
    with pytest.raises(DisclosureError, match="differ by a few persons") as refused:
        refuse_what_gives_away(fewer, "v1", tmp_path)
    assert refused.value.exit_code == 14 and "rates" in refused.value.where
    assert len(Ledger(tmp_path).entries) == 1, "what was refused is not written down"
    assert refuse_what_gives_away(fewer, "v2", tmp_path) == 0, "other data are other persons"


def test_a_cell_that_was_hidden_cannot_be_had_from_a_second_release(tmp_path: Path) -> None:
    """With 4 in ``free`` a second group hides; a second release that shows it gives the 4 away by subtraction."""
    who = "exit, low_income, 12 months"
    first = rates(rent=900, own=700, free=4)
    hidden = set(first.table.filter(pl.col("n").is_null())["group"])
    assert "free" in hidden and len(hidden) == 2
    refuse_what_gives_away([(first, who)], "v1", tmp_path)
    with pytest.raises(DisclosureError, match="undo what those hide"):
        refuse_what_gives_away([(rates(rent=900, own=700, free=104), who)], "v1", tmp_path)


def test_tables_of_entry_and_exit_have_cells_of_their_own(tmp_path: Path) -> None:
    refuse_what_gives_away([(rates(rent=900, own=700), "entry, low_income, 12 months")], "v1", tmp_path)
    assert (
        refuse_what_gives_away([(rates(rent=895, own=700), "exit, low_income, 12 months")], "v1", tmp_path)
        == 1
    )


def test_figures_of_a_model_are_not_compared(tmp_path: Path) -> None:
    """Whom a model picks is no group of people: another model picks others."""
    table = pl.DataFrame(
        {"metric": ["auc"], "model": ["additive"], "value": [0.5], "low": [0.4], "high": [0.6], "n": [500]}
    )
    plan = PLANS["membership"]
    membership = release(
        table.select(*plan.dimensions, *plan.hiding, *[k for k in plan.keep if k in table.columns]), plan
    )
    refuse_what_gives_away([(membership, "entry")], "v1", tmp_path)
    assert Ledger(tmp_path).entries == []


def test_without_a_ledger_nothing_is_compared() -> None:
    assert refuse_what_gives_away([(rates(rent=900, own=700), "entry")], "v1", None) == 0


def test_files_of_the_same_name_and_size_are_the_same_data_wherever_they_lie(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two", "three"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "INHA2022TABV1.csv").write_text(
            "RINPERSOONS;RINPERSOON\n" + ("R;1\n" if name != "three" else "R;12\n")
        )
        made.append(vintage_of(Registers.open(folder)))
    assert made[0] == made[1] != made[2]
