"""Damaged, foreign and odd files: one clear message each, never a hang, a traceback or a person's value."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import polars_readstat
import pyreadstat
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.check import command as check_command
from vroegsignalering.cli.inspect import command as inspect_command
from vroegsignalering.errors import EnvironmentFault, RegisterError, VroegError
from vroegsignalering.registers.inspecting import inspect_file
from vroegsignalering.registers.raw import open_raw

ROWS = pl.DataFrame(
    {
        "RINPERSOONS": ["R"] * 30,
        "RINPERSOON": [f"{i:09d}" for i in range(30)],
        "INHBESTINKH": [float(i * 1000) for i in range(30)],
        "naam": ["Łukasz Ümit 北京"] * 30,
    }
)


def write(path: Path) -> Path:
    if path.suffix == ".sav" and "packed" in path.name:
        pyreadstat.write_sav(ROWS, str(path), row_compress=True)
    elif path.suffix in (".sav", ".zsav", ".dta"):
        polars_readstat.write_readstat(ROWS, str(path), format=path.suffix[1:])
    elif path.suffix == ".csv":
        ROWS.write_csv(path, separator=";", decimal_comma=True)
    elif path.suffix == ".por":
        polars_readstat.write_por(ROWS.select(INCOME="INHBESTINKH"), str(path))
    else:
        ROWS.write_parquet(path)
    return path


NAMES = ("plain.sav", "packed.sav", "small.zsav", "copy.dta", "copy.parquet")


@pytest.mark.parametrize("name", [*NAMES, "copy.csv"])
def test_non_latin_names_survive(tmp_path, name):
    rows = open_raw(write(tmp_path / name)).rows.collect()
    assert rows["naam"].to_list() == ROWS["naam"].to_list()
    assert rows["RINPERSOON"].to_list() == ROWS["RINPERSOON"].to_list()


@pytest.mark.parametrize("name", NAMES)
def test_truncation_at_any_byte_is_one_message_or_no_loss(tmp_path, name):
    whole = write(tmp_path / name).read_bytes()
    cut = tmp_path / f"cut{Path(name).suffix}"
    step = max(1, len(whole) // 120)
    for size in [*range(0, len(whole), step), len(whole) - 1]:
        cut.write_bytes(whole[:size])
        try:
            rows = open_raw(cut).rows.collect()
        except RegisterError as fault:
            assert fault.exit_code == 12
            assert "cut" in fault.where
        except pl.exceptions.PolarsError:
            assert name.endswith("parquet")
        else:
            assert rows.equals(ROWS)


@pytest.mark.parametrize("name", ["plain.sav", "packed.sav", "small.zsav"])
def test_appended_garbage_changes_no_row(tmp_path, name):
    path = write(tmp_path / name)
    path.write_bytes(path.read_bytes() + b"\x00garbage\xff" * 50)
    try:
        assert open_raw(path).rows.collect().equals(ROWS)
    except RegisterError as fault:
        assert fault.where == path.name


@pytest.mark.parametrize("suffix", ["sav", "zsav", "dta", "csv", "parquet"])
def test_an_empty_file_is_said(tmp_path, suffix):
    path = tmp_path / f"INHA2020TABV1.{suffix}"
    path.touch()
    with pytest.raises(RegisterError, match="empty"):
        open_raw(path)


IMPOSTORS = [
    "csv:sav",
    "sav:csv",
    "parquet:sav",
    "csv:parquet",
    "sav:parquet",
    "parquet:csv",
    "csv:dta",
    "sav:dta",
]


@pytest.mark.parametrize(("true", "claimed"), [pair.split(":") for pair in IMPOSTORS])
def test_a_file_that_is_not_what_its_name_says(tmp_path, true, claimed):
    path = write(tmp_path / f"a.{true}")
    other = path.rename(tmp_path / f"b.{claimed}")
    with pytest.raises(RegisterError) as caught:
        open_raw(other)
    assert caught.value.where == other.name


def test_random_bytes_are_no_register(tmp_path):
    path = tmp_path / "INHA2020TABV1.sav"
    for head in (b"$FL2", b"$FL3", b""):
        path.write_bytes(head + bytes(range(256)) * 40)
        with pytest.raises(RegisterError):
            open_raw(path).rows.collect()


@pytest.mark.parametrize("suffix", ["csv", "sav", "parquet"])
def test_a_very_wide_file(tmp_path, suffix):
    wide = pl.DataFrame({f"column_{i:04d}": [float(i)] for i in range(3000)})
    path = tmp_path / f"wide.{suffix}"
    if suffix == "csv":
        wide.write_csv(path, separator=";")
    elif suffix == "sav":
        polars_readstat.write_readstat(wide, str(path), format="sav")
    else:
        wide.write_parquet(path)
    assert inspect_file(path).columns.height == 3000


def test_a_column_name_twice_in_a_text_file(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("a;b;a\n1;2;3\n")
    with pytest.raises(RegisterError, match="twice"):
        open_raw(path)


def test_a_folder_or_nothing_instead_of_a_file(tmp_path):
    with pytest.raises(RegisterError, match="folder"):
        open_raw(tmp_path)
    with pytest.raises(RegisterError, match="no such file"):
        open_raw(tmp_path / "gone.sav")
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(RegisterError, match="no reader"):
        open_raw(tmp_path / "book.xlsx")


def test_latin_1_and_a_byte_order_mark_in_text_files(tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("één;naam\n1;Zoë\n".encode("latin-1"))
    assert list(open_raw(path).schema) == ["één", "naam"]
    path.write_bytes(b"\xef\xbb\xbfRINPERSOONS;RINPERSOON\nR;000000012\n")
    rows = open_raw(path).rows.collect()
    assert rows.columns == ["RINPERSOONS", "RINPERSOON"]
    assert rows["RINPERSOON"].to_list() == ["000000012"]


def test_a_folder_without_read_permission(tmp_path, monkeypatch):
    def refuse(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(folder)))
        return iter(())

    monkeypatch.setattr(os, "walk", refuse)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        from vroegsignalering.registers.files import find

        find(tmp_path)


def test_a_file_without_read_permission(tmp_path, monkeypatch):
    path = write(tmp_path / "plain.sav")

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(EnvironmentFault, match="may not be read"):
        open_raw(path)


def test_commands_say_it_in_four_parts_without_a_traceback(tmp_path):
    path = tmp_path / "INHA2020TABV1.sav"
    path.write_bytes(b"$FL2 nothing behind it")
    result = CliRunner().invoke(inspect_command, [str(path)])
    assert isinstance(result.exception, VroegError)
    assert result.exception.exit_code == 12
    assert result.exception.mend
    gone = CliRunner().invoke(check_command, [str(tmp_path / "nowhere")])
    assert isinstance(gone.exception, RegisterError)


@pytest.mark.parametrize("name", [*NAMES, "copy.csv", "copy.por"])
def test_inspect_shows_metadata_and_counts_and_no_value(tmp_path, name):
    path = write(tmp_path / name)
    result = CliRunner().invoke(inspect_command, [str(path), "--json"])
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["rows"] == 30
    assert all(column["nulls"] is not None for column in record["columns"])
    assert "29000" not in result.stdout
    assert "000000012" not in result.stdout
    assert "Łukasz" not in result.stdout
    shown = CliRunner().invoke(inspect_command, [str(path), "--language", "en"])
    assert "29000" not in shown.stdout
    assert "30 rows" in shown.stdout


def test_inspect_of_headers_reads_no_row(tmp_path):
    record = inspect_file(write(tmp_path / "plain.sav"), headers_only=True).as_record()
    assert record["rows"] == 30
    assert {column["nulls"] for column in record["columns"]} == {None}


def test_inspect_shows_formats_labels_and_declared_missings(tmp_path):
    path = tmp_path / "INHA2020TABV1.sav"
    rows = pl.DataFrame({"INHEHALGR": ["1", "", "8"], "INHARMLAG": [95.0, -1.0, None]})
    polars_readstat.write_readstat(
        rows, str(path), format="sav", variable_labels={"INHARMLAG": "armoede"}, missing_ranges={"INHARMLAG": [-1, -2]},
        value_labels={"INHARMLAG": {-1: "onbekend"}}, string_widths={"INHEHALGR": 1}, variable_format={"INHARMLAG": "F6.0"},
    )  # fmt: skip
    found = inspect_file(path)
    assert (found.table, found.year) == ("household_income", 2020)
    by_name = {row["name"]: row for row in found.columns.to_dicts()}
    assert by_name["INHEHALGR"]["format"] == "A1"
    assert by_name["INHEHALGR"]["empty"] == 1
    assert by_name["INHARMLAG"]["format"] == "F6.0"
    assert by_name["INHARMLAG"]["label"] == "armoede"
    assert by_name["INHARMLAG"]["declared_missing"] == "-1; -2"
    assert by_name["INHARMLAG"]["nulls"] == 1
    assert found.labels == {"INHARMLAG": {"-1": "onbekend"}}


def test_a_text_file_without_a_header_shows_nothing_of_its_first_row(tmp_path):
    path = tmp_path / "headless.csv"
    path.write_text("R;000000012;Jansen;34000\nR;000000013;Bakker;12000\n")
    said = json.dumps(inspect_file(path).as_record())
    assert "Jansen" not in said
    assert "000000012" not in said
