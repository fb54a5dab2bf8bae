"""The same tree in four formats: clean, and the same rows from each."""

from datetime import date
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

from tests.contract.registers_tree import rows_of, write_tree, years_of
from vroegsignalering.cli.check import command
from vroegsignalering.registers import Registers
from vroegsignalering.registers.checking import check
from vroegsignalering.registers.reference import registers_page
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME
from vroegsignalering.registers.writing import encode, write_rows

FORMATS = ("parquet", "sav", "csv", "dta")


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    return write_tree(tmp_path_factory.mktemp("tree"), FORMATS)


def test_a_synthetic_tree_in_all_formats_is_clean(tree):
    report = check(tree)
    assert report.faults.drop("mend").to_dicts() == []
    editions = sum(len(years_of(table)) for table in ALL)
    assert report.files == editions * len(FORMATS)
    assert set(report.quality["format"]) == set(FORMATS)


def test_a_header_only_run_reads_no_row(tree, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a row was read")

    monkeypatch.setattr(pl.LazyFrame, "collect", refuse)
    report = check(tree, headers_only=True)
    assert report.clean
    assert report.quality.is_empty()


@pytest.mark.parametrize("form", FORMATS[1:])
def test_rows_are_the_same_from_every_format(tree, form):
    as_parquet = Registers.open(tree, prefer="parquet").recorded(date(2021, 12, 31))
    other = Registers.open(tree, prefer=form).recorded(date(2021, 12, 31))
    for table in ALL:
        left, right = as_parquet.rows(table).collect(), other.rows(table).collect()
        assert left.schema == right.schema == table.schema(), table.name
        assert left.equals(right), table.name


def test_what_was_written_is_what_is_read(tree):
    view = Registers.open(tree, prefer="sav").recorded(date(2021, 12, 31))
    for table in ALL:
        last = years_of(table)[-1]
        written = rows_of(table, last)
        read = view.rows(table).collect()
        if "year" in read.columns:
            read = read.filter(pl.col("year") == last)
        for name in written.columns:
            assert read[name].to_list() == written[name].to_list(), (table.name, name)


def test_the_command_leaves_with_zero_when_clean_and_twelve_otherwise(tree, tmp_path):
    runner = CliRunner()
    assert runner.invoke(command, [str(tree), "--format", "parquet", "--json"]).exit_code == 0
    broken = write_tree(tmp_path / "broken", ("csv",))
    next(broken.rglob("INHA2020*.csv")).write_text("")
    result = runner.invoke(command, [str(broken)])
    assert result.exit_code == 12
    assert "INHA2020" in result.output.replace("\n", "")


def test_the_reference_page_is_up_to_date():
    page = Path(__file__).parents[2] / "docs" / "reference" / "registers.md"
    assert page.read_text(encoding="utf-8") == registers_page()


@pytest.mark.parametrize("form", ["sav", "zsav", "dta"])
def test_no_clock_stands_in_a_header(form, tmp_path):
    """One seed, one file: an SPSS header holds day and time of writing, a Stata header may."""
    rows = encode(HOUSEHOLD_INCOME, rows_of(HOUSEHOLD_INCOME, 2021), 2021)
    path = tmp_path / f"one.{form}"
    write_rows(HOUSEHOLD_INCOME, rows, 2021, path)
    if form == "dta":
        assert b"<timestamp>\0</timestamp>" in path.read_bytes()
        return
    raw = path.read_bytes()
    assert (raw[:4], raw[72]) == ((b"$FL3", 2) if form == "zsav" else (b"$FL2", 0)), "what its name says"
    assert path.read_bytes()[92:109] == b"01 Jan 0000:00:00"
    frame, meta = pyreadstat.read_sav(path)
    assert len(frame) == rows.height
    assert meta.creation_time.strftime("%m-%d %H:%M:%S") == "01-01 00:00:00"
