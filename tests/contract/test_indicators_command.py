"""``vroeg indicators`` on every kind of file, its JSON, and its manners with bad files."""

from __future__ import annotations

import json

import pandas as pd
import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.indicators import command
from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.poverty import TITLES, indicators, read_table
from vroegsignalering.texts import Texts

ROWS = pl.DataFrame(
    {
        "inkomen": [1000.5, 2000.25, 3000.0, 4000.0, 900.0],
        "gewicht": [1.0, 2.0, 1.0, 1.5, 1.0],
        "huishouden": [1, 2, 3, 4, 4],
        "provincie": ["Fryslân", "Fryslân", "Drenthe", "Drenthe", "Drenthe"],
    }
)
NAMES = {
    "at_risk_of_poverty_threshold", "at_risk_of_poverty_rate", "relative_median_poverty_gap", "quintile_share_ratio",
    "gini", "fgt0", "fgt1", "fgt2", "poor_median_income",
}  # fmt: skip


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False, standalone_mode=False)


def write(folder, kind: str):
    path = folder / f"rows{kind}"
    if kind == ".parquet":
        ROWS.write_parquet(path)
    elif kind == ".sav":
        pyreadstat.write_sav(ROWS.to_pandas(), str(path))
    elif kind == ".dta":
        pyreadstat.write_dta(ROWS.to_pandas(), str(path))
    else:
        ROWS.write_csv(path)
    return path


@pytest.mark.parametrize("kind", [".csv", ".parquet", ".sav", ".dta", ".txt"])
def test_every_kind_of_file_gives_the_same(tmp_path, kind):
    path = write(tmp_path, kind)
    result = run(str(path), "--income", "inkomen", "--weight", "gewicht", "--by", "provincie", "--json")
    records = json.loads(result.stdout)
    expected = indicators(ROWS, income="inkomen", weight="gewicht", by="provincie")
    assert [record["value"] for record in records] == pytest.approx(expected["value"].to_list(), nan_ok=True)
    assert {record["indicator"] for record in records} == NAMES
    assert list(records[0]) == ["by", "indicator", "value", "se", "low", "high", "n"]
    assert [record["by"] for record in records][::9] == [
        {},
        {"provincie": "Drenthe"},
        {"provincie": "Fryslân"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_dutch_csv_with_semicolons_and_decimal_commas(tmp_path, encoding):
    path = tmp_path / "nl.csv"
    text = ROWS.write_csv(separator=";").replace(".", ",")
    path.write_bytes(text.encode(encoding))
    assert read_table(path).equals(ROWS)


def test_a_comma_inside_a_text_is_no_decimal_comma(tmp_path):
    path = tmp_path / "text.csv"
    path.write_text("plaats;y\nDen Haag, centrum;1000.5\n", encoding="utf-8")
    assert read_table(path)["y"].to_list() == [1000.5]


def test_a_csv_with_semicolons_and_points(tmp_path):
    path = tmp_path / "points.csv"
    ROWS.write_csv(path, separator=";")
    assert read_table(path).equals(ROWS)


def test_a_text_of_the_table_for_people(tmp_path):
    result = run(str(write(tmp_path, ".csv")), "--income", "inkomen")
    assert "Armoede en ongelijkheid" in result.stdout
    english = run(str(write(tmp_path, ".csv")), "--income", "inkomen", "--language", "en")
    assert "Poverty and inequality" in english.stdout and "Share below the line" in english.stdout


def test_every_indicator_has_a_name_in_both_languages():
    assert set(TITLES) >= NAMES
    assert all(Texts("en")(title) != title for title in TITLES.values())


def test_options_reach_the_function(tmp_path):
    path = str(write(tmp_path, ".csv"))
    result = run(path, "--income", "inkomen", "--household", "huishouden", "--absolute", "1500", "--json")
    found = {record["indicator"]: record for record in json.loads(result.stdout)}
    assert found["at_risk_of_poverty_threshold"]["value"] == 1500
    assert found["at_risk_of_poverty_rate"]["value"] == pytest.approx(0.4)
    half = run(path, "--income", "inkomen", "--threshold", "0.5", "--json")
    assert json.loads(half.stdout)[0]["value"] == pytest.approx(0.5 * 2000.25)


def test_missing_incomes_in_a_file(tmp_path):
    path = tmp_path / "gap.csv"
    path.write_text("y\n1\n\n3\nNA\n", encoding="utf-8")
    with pytest.raises(RegisterError, match="missing incomes"):
        run(str(path), "--income", "y")
    result = run(str(path), "--income", "y", "--drop-missing", "--json")
    assert json.loads(result.stdout)[0]["n"] == 2


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("rows.xlsx", b"PK", UsageError, "cannot read a .xlsx file"),
        ("rows.csv", b"", RegisterError, "the file is empty"),
        ("rows.parquet", b"not parquet", RegisterError, "cannot be read as .parquet"),
        ("rows.sav", b"not spss at all", RegisterError, "cannot be read as .sav"),
        ("rows.dta", b"not stata at all", RegisterError, "cannot be read as .dta"),
        ("rows.csv", b"a,b\n1,2\n1,2,3,4\n", RegisterError, "cannot be read as .csv"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, error, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=says):
        run(str(path), "--income", "y")


def test_an_absent_file(tmp_path):
    with pytest.raises(RegisterError, match="no such file"):
        run(str(tmp_path / "none.csv"), "--income", "y")


def test_a_text_income_says_how_to_mend(tmp_path):
    path = tmp_path / "text.csv"
    path.write_text('y\n"1.000,50"\n"2.000,50"\n', encoding="utf-8")
    with pytest.raises(RegisterError) as fault:
        run(str(path), "--income", "y")
    assert "decimal commas" in fault.value.mend and "1.000" not in str(fault.value)


def test_a_text_without_a_header_line_shows_nothing_of_its_first_row(tmp_path):
    path = tmp_path / "headless.csv"
    path.write_text("R;000000123;Jansen;29417\nR;000000124;Bakker;3\n")
    result = CliRunner().invoke(command, [str(path), "--income", "inkomen"])
    assert isinstance(result.exception, RegisterError)
    assert result.exception.found == "4 columns"
    assert "Jansen" not in str(result.exception)


def test_a_date_that_no_calendar_holds_is_not_in_the_way(tmp_path):
    path = tmp_path / "dates.sav"
    frame = pd.DataFrame({"day": [1e18, 0.0, -1e15], "income": [1.0, 2.0, 3.0]})
    pyreadstat.write_sav(frame, str(path), variable_format={"day": "DATE11"})
    result = CliRunner().invoke(command, [str(path), "--income", "income", "--json"])
    assert json.loads(result.stdout)[0]["value"] == pytest.approx(0.6 * 2.0)


def test_square_brackets_in_a_group_are_printed_as_they_are(tmp_path):
    path = tmp_path / "brackets.csv"
    path.write_text("income,region\n1,[/b] north\n2,[red]south\n")
    result = CliRunner().invoke(command, [str(path), "--income", "income", "--by", "region"])
    assert result.exception is None or result.exit_code == 0
    assert "[/b] north" in result.output and "[red]south" in result.output


def test_a_threshold_in_percent_is_refused(tmp_path):
    path = tmp_path / "incomes.csv"
    path.write_text("income\n10\n20\n30\n", encoding="utf-8")
    result = CliRunner().invoke(command, [str(path), "--income", "income", "--threshold", "60"])
    assert isinstance(result.exception, UsageError)
    assert result.exception.found == "60" and result.exception.mend
