"""Files of work, civil status, benefits and dwellings: coherent with the registers beside them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vroegsignalering.registers import Registers, Table, tables
from vroegsignalering.registers.jobs import jobs_per_year
from vroegsignalering.synthesis import make_plan, synthesise
from vroegsignalering.synthesis.published import FIRST_SIMULATED

FIRST, LAST = 2021, date(2022, 12, 31)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    folder = tmp_path_factory.mktemp("files") / "synthetic"
    synthesise(make_plan(6_000, f"{FIRST}-{LAST.year}", 11), folder)
    return Registers.open(folder)


def _rows(registers: Registers, table: Table, year: int | None = None) -> pl.DataFrame:
    rows = registers.recorded(LAST).rows(table)
    return (rows if year is None else rows.filter(pl.col("year") == year)).collect()


def test_every_declared_table_is_written(registers: Registers) -> None:
    ended = {table.name for table in tables.ALL if (table.last_year or LAST.year) < FIRST}
    assert ended == {"household_income_until_2010", "personal_income_until_2010"}
    assert {table.name for table in tables.ALL} - ended == set(registers.files)


def test_no_declared_table_lies_outside_the_simulated_years_except_those_that_ended_in_2010() -> None:
    outside = [table for table in tables.ALL if (table.last_year or LAST.year) < FIRST_SIMULATED]
    assert {table.cbs for table in outside} == {"IHI", "IPI"}
    assert all(table.last_year == 2010 for table in outside)


def test_divorces_are_the_ends_of_partner_spells(registers: Registers) -> None:
    divorces = _rows(registers, tables.DIVORCES)
    assert divorces.height > 100
    spells = _rows(registers, tables.PARTNER_SPELLS).filter(pl.col("union_end") == "S")
    keys = ["person", "partner", "ends_on"]
    found = divorces.rename({"divorced_on": "ends_on"}).join(spells, on=keys, how="inner")
    assert found.height == divorces.height
    assert spells.height == 2 * divorces.height  # both ways round there, once here


def test_the_short_file_of_persons_says_the_same(registers: Registers) -> None:
    short = _rows(registers, tables.PERSONS_SHORT).sort("person")
    full = _rows(registers, tables.PERSONS).sort("person").select(short.columns)
    assert short.equals(full)


def test_assessed_values_are_those_of_homes_of_ones_own(registers: Registers) -> None:
    value = _rows(registers, tables.DWELLING_VALUE, 2022)
    assert value["address"].is_unique().all()
    assert value["assessed_value_eur"].min() > 10_000
    assert value["tenure_code"].null_count() == value.height  # empty from 2015
    living = _rows(registers, tables.ADDRESS_SPELLS).filter(
        (pl.col("begins_on") <= date(2022, 1, 1))
        & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= date(2022, 1, 1)))
    )
    owned = _rows(registers, tables.HOUSEHOLD_WEALTH, 2022).filter(pl.col("own_home_eur") > 0)
    both = owned.join(living, left_on="main_earner", right_on="person").join(value, on="address")
    same = (both["own_home_eur"] - both["assessed_value_eur"]).abs() < 1
    assert both.height > 1_000
    assert same.mean() > 0.99  # two households may share an address


def test_scores_follow_income_and_wealth(registers: Registers) -> None:
    scores = _rows(registers, tables.PROSPERITY_SCORES, 2021)
    money = _rows(registers, tables.HOUSEHOLD_INCOME, 2021)
    both = scores.join(money, on="main_earner")
    assert both.height == scores.height
    poor = both.filter(pl.col("low_income_percent") < 100)["prosperity_score"].mean()
    rich = both.filter(pl.col("standardised_income_percentile") > 80)["prosperity_score"].mean()
    assert poor < -0.2 < 0.2 < rich
    parts = both["prosperity_score"] + both["work_history_score"] + both["education_score_1"]
    assert ((parts - both["total_score_1"]).abs() < 0.011).all()


def test_unemployment_benefit_in_december_follows_the_spells_of_work(registers: Registers) -> None:
    gets = set(_rows(registers, tables.UNEMPLOYMENT_OR_OTHER_BENEFIT, 2022)["person"])
    spells = _rows(registers, tables.SOCIO_ECONOMIC_SPELLS).filter(pl.col("socio_economic") == "21")
    now = set(spells.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") == LAST))["person"])
    assert gets
    assert gets == now


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
