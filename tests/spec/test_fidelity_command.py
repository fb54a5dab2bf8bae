"""Published against achieved: on registers counted by hand, and on a small synthetic country."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from tests.contract.registers_tree import write_tree
from vroegsignalering import facts
from vroegsignalering.cli.main import vroeg
from vroegsignalering.errors import RegisterError
from vroegsignalering.fidelity import COLUMNS, Role, fidelity, read_targets, role, summary
from vroegsignalering.fidelity.measured import Cells, counts, quantile, shares
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.synthesis import make_plan, synthesise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("fidelity") / "small"
    synthesise(make_plan(4_000, "2022", 5), target)
    return target


def test_a_share_and_its_error_by_hand() -> None:
    units = pl.DataFrame({"low": [True, False, False, False]})
    row = shares(
        units, Cells(year="2022", group_dim="d", scale=1.0), {"all": pl.lit(True)}, {"m": pl.col("low")}
    )[0]
    assert row["achieved"] == 25.0
    assert row["se"] == pytest.approx(100 * np.sqrt(3 / 8 * 5 / 8 / 8))  # two more of each: (1 + 2) / (4 + 4)


def test_a_share_of_nobody_has_an_error_too() -> None:
    cells = Cells(year="2022", group_dim="d", scale=10.0)
    units = pl.DataFrame({"low": [False] * 96})
    row = shares(units, cells, {"all": pl.lit(True)}, {"m": pl.col("low")})[0]
    assert row["achieved"] == 0.0
    assert row["se"] == pytest.approx(100 * np.sqrt(0.02 * 0.98 / 100))
    row = counts(units, cells, {"all": pl.lit(True)}, {"m": (pl.col("low"), 1.0)})[0]
    assert row["achieved"] == 0.0
    assert row["se"] == pytest.approx(10 * 96 * np.sqrt(0.02 * 0.98 / 100))


def test_persons_of_one_household_are_one_draw() -> None:
    cells = Cells(year="2022", group_dim="d", scale=1.0)
    homes = [home for home in range(50) for _ in range(4)]  # four persons each, all or none below
    units = pl.DataFrame({"home": homes, "low": [home % 2 == 0 for home in homes]})
    every, flag = {"all": pl.lit(True)}, {"m": pl.col("low")}
    alone = shares(units, cells, every, flag)[0]["se"]
    together = shares(units, cells, every, flag, "home")[0]["se"]
    assert together == pytest.approx(2 * alone)  # 50 draws, not 200: the root of four


def test_a_count_is_raised_to_the_netherlands_even_without_a_condition() -> None:
    units = pl.DataFrame({"x": [1, 2, 3]})
    cells = Cells(year="2022", group_dim="d", scale=100.0)
    row = counts(units, cells, {"all": pl.lit(True)}, {"m": (pl.lit(True), 1000.0)})[0]
    assert row["achieved"] == pytest.approx(0.3)


def test_a_median_by_hand() -> None:
    row = quantile(
        np.array([1_000.0, 2_000.0, 9_000.0]), 0.5, Cells(year="1", group_dim="d", scale=1), "g", "m", 1e3
    )
    assert row["achieved"] == 2.0


def test_at_least_a_fifth_of_the_tables_is_kept_aside() -> None:
    names = facts.load("targets")["table"].unique()
    aside = [name for name in names if role(name) is Role.VALIDATION]
    assert len(aside) >= len(names) / 5
    assert role("a table that a user brings") is Role.VALIDATION


def test_every_target_comes_back_with_its_own_columns(folder: Path) -> None:
    targets = facts.load("targets").filter(pl.col("year") == "2022")
    compared = fidelity(Registers.open(folder), targets)
    assert compared.height == targets.height
    assert compared.columns[: len(COLUMNS)] == COLUMNS
    assert set(compared["status"]) <= {"ok", "off", "not computable"}
    unknown = compared.filter(pl.col("status") == "not computable")
    assert unknown["achieved"].is_null().all()
    known = compared.filter(pl.col("status") != "not computable")
    assert known["achieved"].is_not_null().all()
    assert known["published"].equals(known["value"])
    per_table = summary(compared)
    assert per_table["rows"].sum() == targets.height


def test_the_command_takes_a_users_targets_and_prints_json(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "table,year,group_dim,group,measure,value,unit\n"
        "mine,2022,total,Particuliere huishoudens,low_income_share_households,4.2,%\n"
        "mine,2022,total,Particuliere huishoudens,shoe_size,42,cm\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(vroeg, ["fidelity", str(folder), "--targets", str(path), "--json"])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["rows"]
    assert [row["status"] for row in rows][1] == "not computable"
    assert rows[0]["unit"] == "%"
    assert rows[0]["achieved"] == pytest.approx(4.2, abs=2.5)
    assert rows[0]["ratio"] == pytest.approx(rows[0]["achieved"] / 4.2)


def test_the_command_prints_a_table(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "table,year,group_dim,group,measure,value\nmine,2022,sex,man,persons,8800000\n", encoding="utf-8"
    )
    result = CliRunner().invoke(vroeg, ["fidelity", str(folder), "--targets", str(path)])
    assert result.exit_code == 0
    assert "apart gehouden" in result.stdout


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "table,year,group_dim,group,measure,value\nx,2022,a,b,c,much\n"]
)
def test_targets_without_the_columns_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError):
        read_targets(path)


def test_targets_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError):
        read_targets(tmp_path / "none.csv")


def test_registers_that_are_not_there_are_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(vroeg, ["fidelity", str(tmp_path / "none")])
    assert isinstance(result.exception, RegisterError)


def test_a_folder_without_the_register_of_persons_is_one_message(tmp_path: Path) -> None:
    write_tree(tmp_path, ("parquet",), (HOUSEHOLD_INCOME,))
    with pytest.raises(RegisterError, match="no register of persons"):
        fidelity(Registers.open(tmp_path), read_targets())
