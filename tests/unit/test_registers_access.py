"""The four accesses: what each may see, and that the future does not leak through any of them."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import LeakageError, RegisterError
from vroegsignalering.registers import Registers, write_provenance, write_table
from vroegsignalering.registers.jobs import jobs_per_year, months_with_job
from vroegsignalering.registers.schema_column import Kind
from vroegsignalering.registers.tables import (
    EDUCATION,
    HEALTH_INSURANCE_DEFAULT,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    HOUSEHOLD_WEALTH,
    JOBS,
    PARENTS,
    PARTNER_SPELLS,
    PERSON_TO_HOUSEHOLD,
    PERSONS,
)
from vroegsignalering.vocabulary import DataStatus

A, B, C = "R000000002", "R000000003", "R000000004"
YEARS = range(2017, 2023)


def filled(table, **given) -> pl.DataFrame:
    height = len(next(iter(given.values())))
    columns = {name: pl.Series(values) for name, values in given.items()}
    for column in table.columns:
        if column.name not in columns and not column.optional:
            value = {Kind.CODE: column.codes[0].code if column.codes else "1", Kind.TEXT: "1"}.get(
                column.kind
            )
            columns[column.name] = pl.Series([value] * height, dtype=column.kind.dtype)
    return pl.DataFrame(columns)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("registers")
    for year in YEARS:
        income = filled(HOUSEHOLD_INCOME, main_earner=[A], low_income_percent=[float(year - 1900)])
        write_table(HOUSEHOLD_INCOME, income, year, home)
        write_table(HOUSEHOLD_WEALTH, filled(HOUSEHOLD_WEALTH, main_earner=[A]), year, home)
        write_table(EDUCATION, filled(EDUCATION, person=[A]), year, home)
        write_table(HEALTH_INSURANCE_DEFAULT, pl.DataFrame({"person": [A]}), year, home)
        write_table(PERSON_TO_HOUSEHOLD, pl.DataFrame({"person": [A], "main_earner": [A]}), year, home)
        job = filled(JOBS, person=[A], job=["1"], begins_on=[date(year, 12, 1)], ends_on=[date(year, 12, 31)])
        write_table(JOBS, job, year, home)
    spells = filled(
        HOUSEHOLD_SPELLS, person=[A, A, B], brp_household=["1" * 12 + "20100101", "2" * 12 + "20200701", "3" * 12 + "20210101"],
        begins_on=[date(2010, 1, 1), date(2020, 7, 1), date(2021, 1, 1)], ends_on=[date(2020, 6, 30), None, None],
    )  # fmt: skip
    write_table(HOUSEHOLD_SPELLS, spells, 2022, home)
    unions = pl.DataFrame({"person": [A], "partner": [B], "begins_on": [date(2012, 5, 5)], "ends_on": [date(2021, 3, 3)],
                           "union_type": ["H"], "union_end": ["S"]})  # fmt: skip
    write_table(PARTNER_SPELLS, unions, 2022, home)
    people = filled(
        PERSONS, person=[A, B, C], birth_year=[1980, 1985, 2021], birth_month=[1, 2, 3], birth_day=[4, 5, 6]
    )
    write_table(PERSONS, people, 2022, home)
    write_table(PARENTS, pl.DataFrame({"person": [B, C], "father": [None, A], "mother": [None, B]},
                                      schema_overrides={"father": pl.String, "mother": pl.String}), 2022, home)  # fmt: skip
    write_provenance(home, persons=3, years=(2017, 2022), seed=7, vintage="test")
    return home


@pytest.fixture(scope="module")
def registers(folder) -> Registers:
    return Registers.open(folder)


def test_provenance_is_proven(registers):
    found = registers.provenance
    assert found.status is DataStatus.SYNTHETIC
    assert (found.years, found.persons, found.seed, found.vintage) == ((2017, 2022), 3, 7, "test")


def test_recorded_takes_years_that_have_ended(registers):
    assert registers.recorded(date(2020, 12, 31)).covers(HOUSEHOLD_INCOME) == (2017, 2018, 2019, 2020)
    assert registers.recorded(date(2020, 12, 30)).covers(HOUSEHOLD_INCOME) == (2017, 2018, 2019)
    assert registers.recorded(date(2020, 1, 1)).covers(HOUSEHOLD_WEALTH)[-1] == 2020
    assert registers.recorded(date(2019, 12, 31)).covers(HOUSEHOLD_WEALTH)[-1] == 2019
    assert registers.recorded(date(2020, 9, 30)).covers(EDUCATION)[-1] == 2019
    assert registers.recorded(date(2020, 10, 1)).covers(EDUCATION)[-1] == 2020


def test_known_subtracts_the_publication_lag(registers):
    on = date(2020, 12, 31)
    assert registers.known(on).covers(HOUSEHOLD_INCOME) == (2017, 2018)
    assert registers.known(on).covers(HOUSEHOLD_WEALTH) == (2017, 2018, 2019)
    assert registers.known(on).horizon(HOUSEHOLD_INCOME) == date(2019, 7, 10)
    assert (
        Registers.open(registers.folder, lags={"household_income": 0}).known(on).covers(HOUSEHOLD_INCOME)[-1]
        == 2020
    )


def test_after_takes_only_what_came_later(registers):
    view = registers.after(date(2019, 12, 31), horizon_months=12)
    assert view.covers(HOUSEHOLD_INCOME) == (2020,)
    assert view.covers(HOUSEHOLD_WEALTH) == (2020,)
    assert view.rows(HOUSEHOLD_INCOME).collect()["low_income_percent"].to_list() == [120.0]
    assert registers.after(date(2019, 12, 31), horizon_months=24).covers(HOUSEHOLD_INCOME) == (2020, 2021)
    jobs = view.rows(JOBS).collect()
    assert jobs["begins_on"].to_list() == [date(2020, 12, 1)]


def test_an_end_in_the_future_is_open(registers):
    rows = registers.recorded(date(2019, 12, 31)).rows(HOUSEHOLD_SPELLS).collect()
    assert rows["begins_on"].to_list() == [date(2010, 1, 1)]
    assert rows["ends_on"].to_list() == [None]
    later = registers.recorded(date(2020, 12, 31)).rows(HOUSEHOLD_SPELLS).collect()
    assert later["ends_on"].to_list() == [date(2020, 6, 30), None]


def test_how_a_spell_ended_is_as_unknown_as_its_end(registers):
    before = registers.recorded(date(2020, 12, 31)).rows(PARTNER_SPELLS, ["person", "union_end"]).collect()
    after = registers.recorded(date(2021, 12, 31)).rows(PARTNER_SPELLS, ["person", "union_end"]).collect()
    assert before["union_end"].to_list() == [None]
    assert after["union_end"].to_list() == ["S"]


def test_known_masks_what_happened_within_the_lag(registers):
    on = date(2020, 7, 15)
    assert registers.known(on).rows(HOUSEHOLD_SPELLS).collect()["ends_on"].to_list() == [None]
    assert registers.recorded(on).rows(HOUSEHOLD_SPELLS).collect()["ends_on"].to_list() == [
        date(2020, 6, 30),
        None,
    ]


def test_after_sees_spells_that_touch_the_horizon(registers):
    rows = registers.after(date(2019, 12, 31)).rows(HOUSEHOLD_SPELLS).collect()
    assert rows["begins_on"].to_list() == [date(2010, 1, 1), date(2020, 7, 1)]
    assert rows["ends_on"].to_list() == [date(2020, 6, 30), None]


def test_nobody_is_there_before_birth(registers):
    assert registers.recorded(date(2020, 12, 31)).rows(PERSONS).collect()["person"].to_list() == [A, B]
    assert registers.recorded(date(2021, 3, 31)).rows(PERSONS).collect().height == 3
    assert registers.recorded(date(2020, 12, 31)).rows(PARENTS).collect()["person"].to_list() == [B]
    assert registers.recorded(date(2021, 12, 31)).rows(PARENTS).collect()["person"].to_list() == [B, C]


def test_status_gives_the_year_and_nothing_else(registers):
    rows = registers.status(2019).rows(HOUSEHOLD_INCOME).collect()
    assert rows["year"].to_list() == [2019]
    assert "disposable_income_eur_year" not in rows.columns
    with pytest.raises(LeakageError, match="disposable_income"):
        registers.status(2019).rows(HOUSEHOLD_INCOME, ["disposable_income_eur_year"])
    with pytest.raises(LeakageError, match="household_wealth"):
        registers.status(2019).rows(HOUSEHOLD_WEALTH)
    spells = registers.status(2020).rows(HOUSEHOLD_SPELLS).collect()
    assert spells["begins_on"].to_list() == [date(2020, 7, 1)]
    assert "ends_on" not in spells.columns


def test_no_view_shows_a_date_after_its_own(registers):
    for day in (date(2018, 6, 30), date(2019, 12, 31), date(2021, 3, 3)):
        for view, limit in ((registers.recorded(day), day), (registers.known(day), day)):
            for table in (HOUSEHOLD_SPELLS, PARTNER_SPELLS, JOBS):
                rows = view.rows(table).collect()
                for name, dtype in rows.schema.items():
                    if dtype == pl.Date:
                        assert rows.filter(pl.col(name) > limit).is_empty(), (table.name, name)


@pytest.mark.parametrize(
    "ask",
    [
        lambda r: r.after(date(2020, 1, 1), horizon_months=0),
        lambda r: r.after(date(2020, 1, 1), horizon_months=-12),
        lambda r: r.recorded("2020-12-31"),
        lambda r: r.known(datetime(2020, 12, 31)),
        lambda r: r.status("2020"),
        lambda r: r.status(True),
        lambda r: r.after(date(2020, 1, 1)).rows(PERSONS),
    ],
)
def test_asking_otherwise_is_leakage(registers, ask):
    with pytest.raises(LeakageError):
        ask(registers)


def test_there_are_four_ways_to_a_row_and_no_fifth(registers):
    public = {name for name in dir(registers) if not name.startswith("_")}
    assert {"status", "recorded", "known", "after"} <= public
    assert not {"rows", "scan", "read", "frame"} & public


def test_a_table_without_files_is_said(registers, folder):
    from vroegsignalering.registers.tables import DEATHS

    assert registers.recorded(date(2020, 1, 1)).covers(DEATHS) == ()
    with pytest.raises(RegisterError, match="GBAOVERLIJDENTAB"):
        registers.recorded(date(2020, 1, 1)).rows(DEATHS)


def test_no_year_in_view_gives_no_rows_of_the_right_type(registers):
    rows = registers.recorded(date(2000, 1, 1)).rows(HOUSEHOLD_INCOME).collect()
    assert rows.is_empty()
    assert rows.schema == HOUSEHOLD_INCOME.schema()


def test_parts_are_read_together(tmp_path):
    for part, person in enumerate((A, B, C)):
        write_table(HEALTH_INSURANCE_DEFAULT, pl.DataFrame({"person": [person]}), 2020, tmp_path, part=part)
    rows = Registers.open(tmp_path).recorded(date(2020, 12, 31)).rows(HEALTH_INSURANCE_DEFAULT).collect()
    assert rows["person"].to_list() == [A, B, C]


def test_an_older_edition_is_taken_when_it_covers_the_date(tmp_path):
    for year, end in ((2019, None), (2021, date(2018, 5, 5))):
        spells = filled(HOUSEHOLD_SPELLS, person=[A], brp_household=["1" * 12 + "20100101"],
                        begins_on=[date(2010, 1, 1)], ends_on=pl.Series([end], dtype=pl.Date))  # fmt: skip
        write_table(HOUSEHOLD_SPELLS, spells, year, tmp_path)
    registers = Registers.open(tmp_path)
    assert registers.recorded(date(2019, 12, 31)).covers(HOUSEHOLD_SPELLS) == (2019,)
    assert registers.recorded(date(2020, 12, 31)).covers(HOUSEHOLD_SPELLS) == (2021,)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda home: (home / "provenance.json").unlink(),
        lambda home: (home / "provenance.json").write_text("{"),
        lambda home: (home / "provenance.json").write_text('{"status": "real", "files": {}}'),
        lambda home: (home / "INHA2023TABV1.sav").write_bytes(b"x"),
        lambda home: next(home.rglob("INHA2020*")).write_bytes(b"PAR1"),
        lambda home: next(home.rglob("INHA2020*")).unlink(),
    ],
)
def test_a_folder_that_cannot_prove_it_counts_as_real(folder, tmp_path, spoil):
    import shutil

    from vroegsignalering.registers import read_provenance

    home = tmp_path / "copy"
    shutil.copytree(folder, home)
    assert read_provenance(home).status is DataStatus.SYNTHETIC
    spoil(home)
    assert read_provenance(home).status is DataStatus.REAL


def test_jobs_are_aggregated_per_person_and_year(tmp_path):
    rows = filled(
        JOBS, person=[A, A, A, B], job=["1", "1", "2", "9"], contract=["O", "O", "B", "B"], full_time=["1", "1", "2", "1"],
        begins_on=[date(2020, 1, 1), date(2020, 2, 1), date(2020, 2, 1), date(2020, 5, 1)],
        ends_on=[date(2020, 1, 31), date(2020, 2, 29), date(2020, 2, 29), date(2020, 5, 31)],
        base_wage_eur=[1000.0, 1000.0, 500.0, 0.0], base_hours=[160.0, 160.0, 40.0, None], gross_wage_eur=[0.0] * 4,
    )  # fmt: skip
    write_table(JOBS, rows, 2020, tmp_path)
    view = Registers.open(tmp_path).recorded(date(2020, 12, 31))
    found = jobs_per_year(view).sort("person").collect()
    assert found.to_dicts() == [
        {"person": A, "year": 2020, "job_count": 2, "months_with_job": 2, "wage_eur_year": 2500.0, "hours_year": 360.0,
         "permanent_wage_share": 0.8, "part_time_wage_share": 0.2},
        {"person": B, "year": 2020, "job_count": 1, "months_with_job": 1, "wage_eur_year": 0.0, "hours_year": 0.0,
         "permanent_wage_share": None, "part_time_wage_share": None},
    ]  # fmt: skip


def test_months_with_a_job_are_those_that_rows_touch() -> None:
    rows = pl.DataFrame(
        {
            "person": ["A", "A", "B", "C", "D"],
            "begins_on": [
                date(2020, 1, 1),
                date(2020, 3, 15),
                date(2020, 1, 1),
                date(2020, 5, 1),
                date(2020, 12, 1),
            ],
            "ends_on": [date(2020, 3, 31), date(2020, 4, 11), date(2020, 12, 31), None, date(2020, 12, 31)],
        }
    )
    found = rows.group_by("person", maintain_order=True).agg(months=months_with_job())
    assert found["months"].to_list() == [4, 12, 1, 1]
