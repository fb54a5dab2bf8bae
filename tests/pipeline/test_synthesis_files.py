"""Files of work, civil status, benefits and dwellings: coherent with the registers beside them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vroegsignalering.registers import Registers, Table, tables
from vroegsignalering.registers.jobs import jobs_per_year
from vroegsignalering.synthesis import make_plan, synthesise

LAST = date(2022, 12, 31)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    folder = tmp_path_factory.mktemp("files") / "synthetic"
    synthesise(make_plan(6_000, "2021-2022", 11), folder)
    return Registers.open(folder)


def _rows(registers: Registers, table: Table, year: int | None = None) -> pl.DataFrame:
    rows = registers.recorded(LAST).rows(table)
    return (rows if year is None else rows.filter(pl.col("year") == year)).collect()


def test_every_declared_table_is_written(registers: Registers) -> None:
    assert {table.name for table in tables.ALL} <= set(registers.files)


def test_wages_of_jobs_add_up_to_the_yearly_wage(registers: Registers) -> None:
    jobs = _rows(registers, tables.JOBS, 2022).group_by("person").agg(pl.col("gross_wage_eur").sum())
    income = _rows(registers, tables.PERSONAL_INCOME, 2022).select("person", "wage_eur_year")
    both = jobs.join(income.drop_nulls(), on="person")
    assert both.height > 1_000
    assert ((both["gross_wage_eur"] - both["wage_eur_year"]).abs() <= 1.5).all()


def test_a_job_without_a_break_covers_twelve_months_and_hours_are_at_most_full_time(
    registers: Registers,
) -> None:
    per_year = jobs_per_year(registers.recorded(LAST)).filter(pl.col("year") == 2022).collect()
    assert per_year["months_with_job"].is_between(1, 12).all()
    assert 0.7 < (per_year["months_with_job"] == 12).mean() < 0.98
    assert per_year["hours_year"].is_between(0, 1.06 * 52 * 38).all()
    assert 0.15 < 1 - per_year["permanent_wage_share"].mean() < 0.5


def test_civil_status_follows_marriages(registers: Registers) -> None:
    spells = _rows(registers, tables.CIVIL_STATUS_SPELLS).sort("person", "begins_on")
    following = spells.with_columns(pl.col("begins_on").shift(-1).over("person").alias("next"))
    later = following.drop_nulls("next")
    assert (later["ends_on"] < later["next"]).all()
    now = spells.filter(pl.col("ends_on").is_null())
    assert now["person"].is_unique().all()
    unions = _rows(registers, tables.PARTNER_SPELLS)
    unions = unions.filter(
        pl.col("ends_on").is_null() | (pl.col("ends_on") == LAST)
    )  # the last day reads as open
    here = unions.filter(pl.col("person").is_in(now["person"].implode()))  # who emigrated has no open spell
    assert set(here["person"]) == set(now.filter(pl.col("civil_status") == "H")["person"])
    assert {"O", "H", "S", "W"} <= set(now["civil_status"])


def test_a_widow_is_older_than_somebody_divorced(registers: Registers) -> None:
    now = _rows(registers, tables.CIVIL_STATUS_SPELLS).filter(pl.col("ends_on").is_null())
    born = _rows(registers, tables.PERSONS).select("person", "birth_year")
    mean = dict(
        now.join(born, on="person").group_by("civil_status").agg(pl.col("birth_year").mean()).iter_rows()
    )
    assert mean["W"] < mean["S"] < mean["O"]


def test_state_pension_goes_to_everybody_of_that_age(registers: Registers) -> None:
    born = _rows(registers, tables.PERSONS).with_columns(
        age=2022 + 1 - pl.col("birth_year") - (pl.col("birth_month") + pl.col("birth_day") / 31) / 12
    )
    receives = _rows(registers, tables.STATE_PENSION, 2022)["person"]
    old = born.filter(pl.col("person").is_in(receives.implode()))
    assert old["age"].min() > 66.4  # 66 years and 7 months in 2022


def test_child_benefit_is_a_row_per_household_with_minors(registers: Registers) -> None:
    paid = _rows(registers, tables.CHILD_BENEFIT, 2022)
    spells = _rows(registers, tables.HOUSEHOLD_SPELLS)
    assert paid["person"].is_unique().all()
    assert paid["other_insured"].null_count() / paid.height == pytest.approx(0.19, abs=0.08)
    assert set(paid["person"]) <= set(spells["person"])


def test_every_address_has_a_gemeente_in_one_of_two_files(registers: Registers) -> None:
    here, outside = _rows(registers, tables.ADDRESS_REGION), _rows(registers, tables.ADDRESS_REGION_OTHER)
    addresses = set(_rows(registers, tables.ADDRESS_SPELLS)["address"])
    assert addresses <= set(here["address"]) | set(outside["address"])
    assert set(here["address"]).isdisjoint(outside["address"])
    assert 0.0005 < len(outside) / len(here) < 0.01


def test_the_energy_allowance_is_income_of_2022_of_households_near_the_minimum(registers: Registers) -> None:
    people = _rows(registers, tables.PERSONAL_INCOME, 2022)
    got = people.filter(
        (pl.col("other_social_provision_eur_year") == 1_300) & (pl.col("person") == pl.col("main_earner"))
    )
    before = _rows(registers, tables.PERSONAL_INCOME, 2021)
    assert (before["other_social_provision_eur_year"] == 1_300).sum() == 0
    homes = _rows(registers, tables.HOUSEHOLD_INCOME, 2022).join(got.select("main_earner"), on="main_earner")
    assert homes.height > 100
    assert (homes["social_minimum_percent"] < 130).all()
