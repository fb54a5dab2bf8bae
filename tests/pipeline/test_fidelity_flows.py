"""Flows in fidelity, counted again person by person; and what real files would give."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vroegsignalering.fidelity import fidelity
from vroegsignalering.registers import Registers, tables
from vroegsignalering.synthesis import make_plan, synthesise


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    folder = tmp_path_factory.mktemp("flows") / "synthetic"
    synthesise(make_plan(5_000, "2019-2023", 13), folder)
    return Registers.open(folder)


def _ask(registers: Registers, year: str, dim: str, group: str, measure: str) -> float:
    target = pl.DataFrame(
        {
            "table": ["t"],
            "year": [year],
            "group_dim": [dim],
            "group": [group],
            "measure": [measure],
            "value": [1.0],
        }
    )
    found = fidelity(registers, target)["achieved"][0]
    assert found is not None, measure
    return float(found)


def _below(registers: Registers, year: int) -> dict[str, bool]:
    view = registers.recorded(date(2023, 12, 31))
    homes = view.rows(tables.HOUSEHOLD_INCOME).filter(pl.col("year") == year).collect()
    percent = {
        row["main_earner"]: row["low_income_percent"]
        for row in homes.iter_rows(named=True)
        if row["population"] == "1" and row["low_income_percent"] is not None
    }
    link = view.rows(tables.PERSON_TO_HOUSEHOLD).filter(pl.col("year") == year).collect()
    return {
        row["person"]: percent[row["main_earner"]] < 100
        for row in link.iter_rows(named=True)
        if row["main_earner"] in percent
    }


def test_exit_inflow_and_relapse_by_hand(registers: Registers) -> None:
    by_year = {year: _below(registers, year) for year in range(2019, 2024)}
    before, now = by_year[2022], by_year[2023]
    both = before.keys() & now.keys()
    was = [person for person in both if before[person]]
    left = [person for person in was if not now[person]]
    new = [person for person in both if now[person] and not before[person]]
    again = [person for person in new if any(by_year[y].get(person, False) for y in (2019, 2020, 2021))]
    assert _ask(registers, "2023", "total", "all", "low_income_exit_rate") == pytest.approx(
        100 * len(left) / len(was)
    )
    scale = 17_811_291 / 5_000 / 1_000
    assert _ask(registers, "2023", "total", "all", "low_income_inflow_persons") == pytest.approx(
        len(new) * scale
    )
    share = _ask(registers, "2023", "total", "all", "relapse_share_of_inflow")
    assert share == pytest.approx(100 * len(again) / len(new))


def test_homes_by_tenure_add_up(registers: Registers) -> None:
    parts = [
        _ask(registers, "2023", "region_x_tenure", f"Nederland|{kind}", "dwellings")
        for kind in ("koop", "huur")
    ]
    assert sum(parts) == pytest.approx(
        _ask(registers, "2023", "region_x_tenure", "Nederland|total", "dwellings")
    )


def test_disability_benefits_and_bijstand_flows_are_counted(registers: Registers) -> None:
    view = registers.recorded(date(2023, 12, 31))
    rows = view.rows(tables.DISABILITY_BENEFIT).filter(pl.col("year") == 2021).collect().height
    scale = 17_811_291 / 5_000 / 1_000
    assert _ask(registers, "2021", "total", "Dec", "benefits") == pytest.approx(rows * scale)
    assert _ask(registers, "2023", "flow", "Q2 inflow", "persons") >= 0
    assert (
        _ask(registers, "2020-10", "composition", "no employee in household", "share_of_debt_households") > 0
    )


def test_a_year_without_the_year_before_has_no_flows(registers: Registers) -> None:
    target = pl.DataFrame(
        {
            "table": ["t"],
            "year": ["2019"],
            "group_dim": ["total"],
            "group": ["all"],
            "measure": ["low_income_exit_rate"],
            "value": [35.0],
        }
    )
    assert fidelity(registers, target)["status"][0] == "not computable"
