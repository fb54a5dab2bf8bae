"""The study on a handful of households written down by hand: who is at risk, what happened, what may be seen.

| person | 2020 income, % of the line | what comes                          |
|--------|----------------------------|-------------------------------------|
| 1      | 120, with partner 8        | 2021: below (90), partner has left  |
| 2      | 150                        | 2021: above (155)                   |
| 3      | 80                         | 2021: above (105)                   |
| 4      | student household          |                                     |
| 5      | 130                        | dies in May 2021                    |
| 6      | 140                        | not in the register of 2021         |
| 7      | 110                        | 2021: institution                   |
"""

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, LeakageError
from vroegsignalering.registers import Registers, write_table
from vroegsignalering.registers import tables as t
from vroegsignalering.study import StudyDefinition, cohort, outcomes
from vroegsignalering.study.locks import AuditColumn, matrix, refuse_protected
from vroegsignalering.study.measure_household import band_of, household
from vroegsignalering.study.measure_money import income as income_features
from vroegsignalering.study.measure_work import jobs, work
from vroegsignalering.study.measuring import features
from vroegsignalering.vocabulary import GroupAttribute, Transition


def key(number: int) -> str:
    return f"R{number:09d}"


def income(year: int, rows: list[tuple[int, str, float | None]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["number", "population", "low_income_percent"], orient="row")
    return frame.select(
        main_earner=pl.lit("R") + pl.col("number").cast(pl.String).str.zfill(9),
        population=pl.col("population"),
        low_income_percent=pl.col("low_income_percent").cast(pl.Float64),
    ).with_columns(
        pl.lit(1).alias("person_count"),
        pl.lit(20000.0).alias("disposable_income_eur_year"),
        pl.lit("11").alias("income_source"),
        pl.lit("2").alias("tenure"),
    )


@pytest.fixture(scope="module")
def registers(tmp_path_factory) -> Registers:
    folder = tmp_path_factory.mktemp("registers")

    def put(table, frame, year):
        absent = [
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in table.schema().items()
            if name not in frame.columns and name != "year" and not name.endswith("_absent")
        ]
        write_table(table, frame.with_columns(absent), year, folder, ["parquet"])

    private, student, institution = "1", "2", "3"
    put(
        t.HOUSEHOLD_INCOME,
        income(2020, [(1, private, 120), (2, private, 150), (3, private, 80), (4, student, 200), (5, private, 130),
                      (6, private, 140), (7, private, 110)]),
        2020,
    )  # fmt: skip
    put(
        t.HOUSEHOLD_INCOME,
        income(2021, [(1, private, 90), (2, private, 155), (3, private, 105), (5, private, 60), (7, institution, None),
                      (8, private, 130)]),
        2021,
    )  # fmt: skip
    linked = [(1, 1), (8, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7)]
    later = [(1, 1), (8, 8), (2, 2), (3, 3), (5, 5), (7, 7)]
    for year, pairs in ((2020, linked), (2021, later)):
        pairs_frame = pl.DataFrame(
            {"person": [key(a) for a, _ in pairs], "main_earner": [key(b) for _, b in pairs]}
        )
        put(t.PERSON_TO_HOUSEHOLD, pairs_frame, year)
    spells = [
        (1, date(2015, 3, 1), date(2021, 3, 31), "2", " 3", 2),
        (1, date(2021, 4, 1), None, "1", " 2", 1),
        (8, date(2015, 3, 1), date(2021, 3, 31), "2", " 3", 2),
        (8, date(2021, 4, 1), None, "1", " 2", 1),
        *[(n, date(2010, 1, 1), None, "1", " 2", 1) for n in (2, 3, 4, 5, 7)],
        (6, date(2010, 1, 1), date(2021, 2, 1), "1", " 2", 1),
        (9, date(2012, 1, 1), date(2021, 8, 31), "3", " 4", 3),  # a couple, and a child until September 2021
        (9, date(2021, 9, 1), None, "2", " 3", 2),
    ]
    put(
        t.HOUSEHOLD_SPELLS,
        pl.DataFrame(
            {
                "person": [key(s[0]) for s in spells],
                "brp_household": [f"{min(s[0], 1 if s[5] == 2 else s[0]):012d}{s[1]:%Y%m%d}" for s in spells],
                "begins_on": [s[1] for s in spells],
                "ends_on": [s[2] for s in spells],
                "household_type": [s[3] for s in spells],
                "place_in_household": [s[4].strip() for s in spells],
                "person_count": [s[5] for s in spells],
                "child_count": [max(s[5] - 2, 0) for s in spells],
            }
        ),
        2022,
    )
    put(t.DEATHS, pl.DataFrame({"person": [key(5)], "died_on": [date(2021, 5, 5)]}), 2022)
    put(
        t.SOCIO_ECONOMIC_SPELLS,
        pl.DataFrame(
            {
                "person": [key(2), key(2), key(2)],
                "begins_on": [date(2018, 1, 1), date(2020, 7, 1), date(2021, 6, 1)],
                "ends_on": [date(2020, 6, 30), date(2021, 5, 31), None],
                "socio_economic": ["11", "24", "22"],
            }
        ),
        2022,
    )
    for year, hours, contract in ((2017, 1976.0, "O"), (2019, 1482.0, "O"), (2020, 988.0, "B")):
        months = [1, 2, 3, 4]
        job = {
            "person": [key(2)] * 4,
            "job": [f"{year}"] * 4,
            "begins_on": [date(year, month, 1) for month in months],
            "ends_on": [date(year, month, 28) for month in months],
            "base_hours": [hours / 4] * 4,
            "contract": [contract] * 4,
        }
        put(t.JOBS, pl.DataFrame(job), year)
    return Registers.open(folder)


def test_entry_has_those_above_the_line_and_counts_who_fell_out(registers):
    found = cohort(registers, Transition.ENTRY, "low_income", 2020)
    assert found.units["person"].to_list() == [key(n) for n in (1, 2, 5, 6, 7)]
    assert dict(found.flow.select("step", "excluded").rows()) == {
        "private": 0, "no_students": 1, "with_income": 0, "resident": 0, "status_known": 0, "above": 1,
    }  # fmt: skip


def test_exit_has_those_below_the_line(registers):
    found = cohort(registers, Transition.EXIT, "low_income", 2020)
    assert found.units["person"].to_list() == [key(3)]


def test_the_word_of_a_transition_means_the_transition(registers):
    assert cohort(registers, "exit", "low_income", 2020).units["person"].to_list() == [key(3)]
    assert len(cohort(registers, "entry", "low_income", 2020).units) == 5


def test_outcomes_follow_the_person_and_never_call_the_dead_above(registers):
    at_risk = cohort(registers, Transition.ENTRY, "low_income", 2020)
    found = outcomes(registers, at_risk.units, at_risk.index_on, "low_income", 12)
    assert dict(found.rows()) == {
        key(1): "below", key(2): "above", key(5): "died", key(6): "emigrated", key(7): "institution",
    }  # fmt: skip


def test_a_parting_after_the_index_date_is_not_seen_before_it(registers):
    units = pl.DataFrame({"person": [key(1)]}).lazy()
    before = household(registers.recorded(date(2020, 12, 31)), units, date(2020, 12, 31)).collect()
    after = household(registers.recorded(date(2021, 12, 31)), units, date(2021, 12, 31)).collect()
    assert before.select("household_type", "months_since_partner_left").row(0) == ("couple", None)
    assert after.select("household_type", "months_since_partner_left").row(0) == ("single", 8)


def test_sickness_benefit_reads_other_benefit_and_job_loss_is_dated(registers):
    units = pl.DataFrame({"person": [key(2)]}).lazy()
    view = registers.recorded(date(2020, 12, 31))
    row = work(view, units, date(2020, 12, 31)).collect().row(0, named=True)
    assert row["work_status"] == "other_benefit"
    assert row["months_since_job_loss"] == 5  # July to December
    assert row["months_since_job_start"] is None  # in work since before the window
    assert row["months_employed_36m"] == 30  # January 2018 to June 2020, of which all 30 within three years


def test_months_since_assistance_work_and_a_child_that_left_are_counted_by_the_calendar(registers):
    on, units = date(2021, 12, 31), pl.DataFrame({"person": [key(2)]}).lazy()
    row = work(registers.recorded(on), units, on).collect().row(0, named=True)
    assert row["months_since_assistance_began"] == 6  # June to December
    assert row["months_since_assistance_ended"] is None
    assert row["months_since_job_start"] is None
    parents = pl.DataFrame({"person": [key(9)]}).lazy()
    left, still = (
        household(registers.recorded(day), parents, day).collect()["months_since_child_left"].item()
        for day in (on, date(2020, 12, 31))
    )
    assert (left, still) == (3, None)  # September to December


def test_hours_are_compared_with_a_year_and_three_years_before(registers):
    on, units = date(2020, 12, 31), pl.DataFrame({"person": [key(1), key(2)]}).lazy()
    found = jobs(registers.recorded(on), units, on).sort("person").collect()
    assert found["full_time_factor"].to_list() == [None, 0.5]  # 988 of 1976 hours
    assert found["hours_change_1y"].to_list() == [None, -0.25]
    assert found["hours_change_3y"].to_list() == [None, -0.5]
    assert found["flexible_contract"].to_list() == [None, True]
    assert found["months_with_job_12m"].to_list() == [0, 4]


def test_hours_that_were_not_published_yet_are_not_known(registers):
    on, units = date(2020, 12, 31), pl.DataFrame({"person": [key(2)]}).lazy()
    found = jobs(registers.known(on), units, on).collect()  # the file of 2020 came in the spring of 2021
    assert found["full_time_factor"].to_list() == [0.75]  # 1482 of 1976 hours in 2019
    assert found["hours_change_1y"].to_list() == [None]  # no file of 2018


@pytest.mark.parametrize("study", ["entry", "exit"])
def test_both_studies_use_hours_and_their_change_over_three_years(study):
    raw = tomllib.loads((Path(__file__).parents[2] / "models" / study / "study.toml").read_text("utf-8"))
    assert {"full_time_factor", "hours_change_3y"} <= set(StudyDefinition.parse(raw).features)


def test_years_since_below_the_line_look_back_three_years_and_no_further(registers):
    on, units = date(2021, 12, 31), pl.DataFrame({"person": [key(2), key(3)]}).lazy()
    found = income_features(registers.recorded(on), units, on).sort("person").collect()
    assert found["years_since_below_line"].to_list() == [None, 1]  # person 3 had 80 in 2020


def test_status_refuses_to_serve_as_a_feature_source(registers):
    with pytest.raises(LeakageError):
        registers.status(2020).rows(t.SOCIO_ECONOMIC_SPELLS).collect()


def test_features_keep_the_declared_order_and_the_order_of_the_units(registers):
    units = pl.DataFrame({"person": [key(1), key(2)]})
    names = ("persons_in_household", "household_type")
    frame = features(registers.recorded(date(2020, 12, 31)), units, date(2020, 12, 31), names)
    assert frame.rows() == [(2.0, "couple"), (1.0, "single")]


@pytest.mark.parametrize(
    "name", ["sex", "origin", "nationality", "civil_status", "disability_benefit", "born_abroad"]
)
def test_audit_only_attributes_are_refused_as_features(name):
    with pytest.raises(DeclarationError, match="class A"):
        refuse_protected(name, where="here")


@pytest.mark.parametrize(
    "name", ["postcode4", "gemeente", "licence_plate", "fraud_history", "phone", "bsn", "wijk"]
)
def test_what_is_never_in_the_project_is_refused_by_name(name):
    with pytest.raises(DeclarationError, match="class N"):
        refuse_protected(name, where="here")


def test_an_audit_column_can_not_join_the_feature_matrix():
    column = AuditColumn(GroupAttribute.SEX, pl.Series(["man"]))
    with pytest.raises(DeclarationError, match="audit-only"):
        matrix({"persons_in_household": column})  # type: ignore[dict-item]


def test_age_bands_change_on_the_birthday_year():
    ages = pl.DataFrame({"age": [24, 25, 54, 55, 66, 67, None]}, schema={"age": pl.Int32})
    assert ages.select(band_of(pl.col("age")))["age"].to_list() == [
        "under_25", "25_34", "45_54", "55_66", "55_66", "67_plus", None,
    ]  # fmt: skip
