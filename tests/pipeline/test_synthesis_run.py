"""A small synthetic Netherlands from request to files: readable, repeatable, resumable, coherent."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.registers import Registers, tables
from vroegsignalering.registers.signals import read_deliveries
from vroegsignalering.synthesis import make_plan, synthesise, writing
from vroegsignalering.vocabulary import DataStatus


def _sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "small"
    synthesise(make_plan(3_000, "2020-2022", 1, signals=True, truth=True), folder)
    return folder


@pytest.fixture(scope="module")
def registers(small: Path) -> Registers:
    return Registers.open(small)


def _rows(registers: Registers, table: object, year: int) -> pl.DataFrame:
    view = registers.recorded(date(2022, 12, 31))
    return view.rows(table).filter(pl.col("year") == year).collect()  # type: ignore[arg-type]


def test_the_folder_proves_that_it_is_synthetic(registers: Registers) -> None:
    assert registers.provenance.status is DataStatus.SYNTHETIC
    assert registers.provenance.persons == 3_000
    assert registers.provenance.years == (2020, 2022)


def test_every_person_of_a_household_has_its_income_key(registers: Registers) -> None:
    link = _rows(registers, tables.PERSON_TO_HOUSEHOLD, 2021)
    income = _rows(registers, tables.HOUSEHOLD_INCOME, 2021)
    assert link["person"].is_unique().all()
    assert income["main_earner"].is_unique().all()
    assert set(link["main_earner"]) == set(income["main_earner"])
    sizes = (
        link.group_by("main_earner").len().join(income, on="main_earner").filter(pl.col("population") != "3")
    )
    assert (sizes["len"] == sizes["person_count"]).all()


def test_standardised_income_is_below_disposable_income_for_more_than_one(registers: Registers) -> None:
    income = _rows(registers, tables.HOUSEHOLD_INCOME, 2021).filter(pl.col("disposable_income_eur_year") > 0)
    one = income.filter(pl.col("person_count") == 1)
    more = income.filter(pl.col("person_count") > 1)
    assert ((one["standardised_income_eur_year"] - one["disposable_income_eur_year"]).abs() <= 1).all()
    assert (more["standardised_income_eur_year"] < more["disposable_income_eur_year"]).all()


def test_long_below_the_line_implies_below_it_now(registers: Registers) -> None:
    income = _rows(registers, tables.HOUSEHOLD_INCOME, 2022)
    long = income.filter(pl.col("low_income_long_percent") < 100)
    assert (long["low_income_percent"] < 100).all()


def test_spells_of_a_person_do_not_overlap(registers: Registers) -> None:
    for table in (tables.HOUSEHOLD_SPELLS, tables.ADDRESS_SPELLS, tables.SOCIO_ECONOMIC_SPELLS):
        spells = registers.recorded(date(2022, 12, 31)).rows(table).collect().sort("person", "begins_on")
        following = spells.with_columns(pl.col("begins_on").shift(-1).over("person").alias("next"))
        later = following.filter(pl.col("next").is_not_null())
        assert later["ends_on"].is_not_null().all(), table.name
        assert (later["ends_on"] < later["next"]).all(), table.name


def test_nobody_has_two_main_earners_or_is_below_and_above(registers: Registers) -> None:
    income = _rows(registers, tables.HOUSEHOLD_INCOME, 2022).filter(pl.col("population") == "1")
    assert not (income["low_income_percent"] == 100).any()


def test_the_basic_needs_line_is_recorded_apart_from_low_income(registers: Registers) -> None:
    monitor = _rows(registers, tables.POLICY_MONITOR, 2021).drop_nulls("below_basic_needs_line")
    both = monitor.group_by("below_basic_needs_line", "below_low_income_line").len()
    assert both.height == 4


def test_education_is_known_for_a_part_and_weighted(registers: Registers) -> None:
    education = _rows(registers, tables.EDUCATION, 2021)
    people = _rows(registers, tables.PERSON_TO_HOUSEHOLD, 2021)
    assert 0.4 < education.height / people.height < 0.75
    assert (education["weight"] >= 1).all()


def test_truth_has_an_error_and_one_of_two_probabilities(small: Path) -> None:
    truth = pl.read_parquet(small / writing.TRUTH)
    assert truth.columns == ["person", "year", "p_entry", "p_exit", "draws", "mc_se"]
    assert (truth["p_entry"].is_null() != truth["p_exit"].is_null()).all()
    assert truth["p_entry"].drop_nulls().is_between(0, 1).all()
    assert truth["p_entry"].mean() < truth["p_exit"].mean()  # type: ignore[operator]
    assert set(truth["year"]) == {2020, 2021}


def test_the_truth_is_about_what_then_happens(small: Path, registers: Registers) -> None:
    truth = pl.read_parquet(small / writing.TRUTH).filter(pl.col("year") == 2021)
    link = _rows(registers, tables.PERSON_TO_HOUSEHOLD, 2022)
    income = _rows(registers, tables.HOUSEHOLD_INCOME, 2022).drop_nulls("low_income_percent")
    link, income = link.select("person", "main_earner"), income.select("main_earner", "low_income_percent")
    joined = truth.join(link, on="person").join(income, on="main_earner")
    below = (joined["low_income_percent"] < 100).cast(pl.Float64)
    expected = joined.select(pl.coalesce("p_entry", 1 - pl.col("p_exit")))["p_entry"]
    spread = float((expected * (1 - expected)).sum()) ** 0.5
    assert abs(float(below.sum()) - float(expected.sum())) < 4 * spread


def test_deliveries_of_signals_follow_the_exchange_format(small: Path) -> None:
    found = read_deliveries(sorted((small / "signals").glob("*.json")))
    assert found.signals.height > 50


def test_registers_are_the_same_with_and_without_truth_and_signals(small: Path, tmp_path: Path) -> None:
    synthesise(make_plan(3_000, "2020-2022", 1), tmp_path / "plain")
    plain = {name: value for name, value in _sums(tmp_path / "plain").items() if name != "provenance.json"}
    assert plain.items() <= _sums(small).items()


def test_another_seed_gives_other_people(tmp_path: Path, registers: Registers) -> None:
    synthesise(make_plan(1_000, "2022", 2), tmp_path / "other")
    other = Registers.open(tmp_path / "other").status(2022).rows(tables.HOUSEHOLD_INCOME).collect()
    mine = registers.status(2022).rows(tables.HOUSEHOLD_INCOME).collect()
    assert set(other["main_earner"]).isdisjoint(mine["main_earner"]) or other.height != mine.height


def test_an_interrupted_run_completes_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(make_plan(2_000, "2022", 3), shard_size=700)
    assert plan.shards == 3
    synthesise(plan, tmp_path / "whole")
    real, made = writing.make_shard, []

    def stops_after_one(given: object, folder: Path, shard: int) -> None:
        if made:
            raise KeyboardInterrupt
        made.append(shard)
        real(given, folder, shard)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "make_shard", stops_after_one)
    with pytest.raises(KeyboardInterrupt):
        synthesise(plan, tmp_path / "broken")
    monkeypatch.setattr(writing, "make_shard", real)
    synthesise(plan, tmp_path / "broken")
    assert _sums(tmp_path / "broken") == _sums(tmp_path / "whole")


def test_two_and_eight_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    plan = replace(make_plan(1_200, "2022", 4, truth=True), shard_size=400)
    assert plan.shards == 3
    for workers in (1, 2, 8):
        synthesise(plan, tmp_path / str(workers), workers=workers)
    one = _sums(tmp_path / "1")
    assert _sums(tmp_path / "2") == one
    assert _sums(tmp_path / "8") == one


def test_one_gemeente_stays_there(tmp_path: Path) -> None:
    plan = make_plan(None, "2022", 1, gemeente="GM0277")
    synthesise(plan, tmp_path / "rozendaal")
    registers = Registers.open(tmp_path / "rozendaal")
    region = registers.recorded(date(2022, 12, 31)).rows(tables.ADDRESS_REGION).collect()
    assert set(region["gemeente_code"]) == {"0277"}


def test_spss_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    synthesise(make_plan(800, "2022", 1, formats="parquet,sav"), tmp_path / "both")
    frames = [
        Registers.open(tmp_path / "both", prefer=name).status(2022).rows(tables.HOUSEHOLD_INCOME).collect()
        for name in ("parquet", "sav")
    ]
    assert frames[0].equals(frames[1])


def test_a_finished_country_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan(500, "2022", 6)
    synthesise(plan, tmp_path / "once", code="a", overwrite=True)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "once").rglob("*") if path.is_file()}
    synthesise(plan, tmp_path / "once", code="a", overwrite=True)
    assert before == {path: path.stat().st_mtime_ns for path in before}
    synthesise(plan, tmp_path / "once", code="b", overwrite=True)
    assert before != {path: path.stat().st_mtime_ns for path in before}, "other code makes it anew"
