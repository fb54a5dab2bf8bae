"""Damaged, foreign and odd files: one clear message each, never a hang, a traceback or a person's value."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

import polars as pl
import polars_readstat
import pyreadstat
import pytest
from click.testing import CliRunner

from tests.contract.registers_tree import write_tree
from vroegsignalering.cli.check import command as check_command
from vroegsignalering.cli.inspect import command as inspect_command
from vroegsignalering.errors import RegisterError, VroegError
from vroegsignalering.registers import statistical
from vroegsignalering.registers.checking import check
from vroegsignalering.registers.delimited import blocks
from vroegsignalering.registers.files import find
from vroegsignalering.registers.inspecting import inspect_file
from vroegsignalering.registers.raw import open_raw
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME

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
    elif path.name == "old.dta":
        pyreadstat.write_dta(ROWS, str(path), version=10)
    elif path.suffix == ".zsav":
        pyreadstat.write_sav(ROWS, str(path), compress=True)
    elif path.suffix in (".sav", ".dta"):
        polars_readstat.write_readstat(ROWS, str(path), format=path.suffix[1:])
    elif path.suffix == ".csv":
        ROWS.write_csv(path, separator=";", decimal_comma=True)
    elif path.suffix == ".por":
        polars_readstat.write_por(ROWS.select(INCOME="INHBESTINKH"), str(path))
    else:
        ROWS.write_parquet(path)
    return path


def test_a_portable_file_cut_anywhere_is_one_message_or_no_loss(tmp_path):
    whole = write(tmp_path / "copy.por").read_bytes()
    cut = tmp_path / "cut.por"
    for size in range(0, len(whole), 7):
        cut.write_bytes(whole[:size])
        try:
            assert open_raw(cut).rows.collect().height == ROWS.height
        except RegisterError as fault:
            assert fault.exit_code == 12


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


@pytest.mark.parametrize("garbage", [b"x", b"\x00garbage\xff" * 50, b"\x00" * 16])
@pytest.mark.parametrize("name", [*NAMES, "copy.por", "old.dta"])
def test_appended_garbage_is_one_message(tmp_path, name, garbage):
    path = write(tmp_path / name)
    inspect_file(path)
    path.write_bytes(path.read_bytes() + garbage)
    with pytest.raises(RegisterError) as caught:
        inspect_file(path)
    assert caught.value.where == path.name
    assert caught.value.exit_code == 12


@pytest.mark.parametrize(
    "name", ["plain.sav", "packed.sav", "small.zsav", "copy.dta", "copy.por", "rows.parquet"]
)
def test_a_file_with_itself_appended_is_one_message(tmp_path, name):
    path = write(tmp_path / name)
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(RegisterError, match="does not end where its header says"):
        inspect_file(path)


@pytest.mark.parametrize(
    "text",
    [b"a;b\n1;2\n", b"a;b\r\n1;2\r\n", b"\xef\xbb\xbfa;b\n1;2\n", b'"a";"b"\n"1";"2"\n', b"alone\n1\n2\n"],
    ids=["plain", "windows", "byte-order-mark", "quoted", "one-column"],
)
def test_a_text_behind_itself_is_one_message(tmp_path, text):
    path = tmp_path / "INHA2020TABV1.csv"
    path.write_bytes(text)
    assert inspect_file(path).rows == text.count(b"\n") - 1
    path.write_bytes(text * 2)
    with pytest.raises(RegisterError, match="header stands among the rows") as caught:
        inspect_file(path)
    assert (caught.value.exit_code, caught.value.where) == (12, path.name)
    with pytest.raises(RegisterError, match="header stands among the rows"):
        open_raw(path).rows.collect()


def test_a_value_that_holds_the_header_is_no_second_file(tmp_path):
    path = tmp_path / "copy.csv"
    path.write_bytes(b"a\nah\nba\n")
    assert open_raw(path).rows.collect()["a"].to_list() == ["ah", "ba"]


@pytest.mark.parametrize("ends", ["\n", "\r\n\r\n", "\n\n\n"])
def test_empty_lines_at_the_end_of_a_text_are_no_rows(tmp_path, ends):
    path = tmp_path / "copy.csv"
    path.write_bytes(b"a;b\n1;2\n3;4\n" + ends.encode())
    assert open_raw(path).rows.collect().rows() == [("1", "2"), ("3", "4")]


def test_appended_garbage_is_found_by_check(tmp_path):
    write_tree(tmp_path, ("sav", "csv"), (HOUSEHOLD_INCOME,))
    for suffix, garbage in (("sav", b"\x00garbage"), ("csv", b"garbage")):
        path = next(tmp_path.rglob(f"INHA2020*.{suffix}"))
        path.write_bytes(path.read_bytes() + garbage)
    broken = check(tmp_path).faults.filter(pl.col("rule") == "readable")
    assert sorted(broken["file"]) == ["INHA2020TABV1.csv", "INHA2020TABV1.sav"]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_text_cut_at_any_byte_but_between_two_lines_is_one_message(tmp_path, ends):
    whole = write(tmp_path / "copy.csv").read_bytes().replace(b"\n", ends)
    cut = tmp_path / "INHA2020TABV1.csv"
    for size in range(1, len(whole)):
        cut.write_bytes(whole[:size])
        if whole[:size].endswith(
            (b"\n", b"\r")
        ):  # nothing in the file tells; see the remark, and `vroeg check`
            assert "does not say how many rows" in str(inspect_file(cut).remark)
            continue
        with pytest.raises(RegisterError, match="cut short") as caught:
            inspect_file(cut)
        assert (caught.value.exit_code, caught.value.where) == (12, cut.name)


@pytest.mark.parametrize(
    "rest", [b"garbage\n", b"\x00\x01\x02\xff\n", b"1;2;3;4\n", b";\n", b"<html>\n</html>\n"]
)
def test_what_is_appended_to_a_text_in_whole_lines_is_one_message(tmp_path, rest):
    path = tmp_path / "copy.csv"
    path.write_bytes(b"a;b;c\n1;2;3\n;;\n" + rest)
    with pytest.raises(RegisterError) as caught:
        inspect_file(path)
    assert (caught.value.exit_code, caught.value.where) == (12, "copy.csv")


def test_a_pipe_or_a_link_to_itself_is_one_message_and_no_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for name in ("pipe.csv", "loop.csv"):
        with pytest.raises(RegisterError) as caught:
            open_raw(tmp_path / name)
        assert caught.value.exit_code == 12


def test_ten_thousand_columns_of_text(tmp_path):
    path = tmp_path / "broad.csv"
    path.write_text(";".join(f"c{i}" for i in range(10_000)) + "\n" + ";".join(["1"] * 10_000) + "\n")
    assert inspect_file(path).rows == 1


def test_quotes_do_not_hide_that_a_text_is_cut(tmp_path):
    path = tmp_path / "quoted.csv"
    path.write_bytes(b'a;b\n"1";"x\ny"\n"2";"half')
    with pytest.raises(RegisterError, match="cut short"):
        open_raw(path)


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


def test_columns_without_a_name_and_no_header_at_all(tmp_path):
    path = tmp_path / "nameless.csv"
    path.write_text("a;;b;\n1;2;3;4\n")
    with pytest.raises(RegisterError, match="without a name"):
        open_raw(path)
    path.write_text("\n\n\n")
    with pytest.raises(RegisterError, match="no column names"):
        open_raw(path)


def test_a_header_longer_than_any_buffer(tmp_path):
    path = tmp_path / "broad.csv"
    names = [f"kolom_met_een_heel_lange_naam_{i:05d}" for i in range(6000)]
    path.write_text(";".join(names) + "\n" + ";".join(["007"] * 6000) + "\n")
    rows = open_raw(path).rows
    assert rows.collect_schema().names() == names
    assert rows.select(names[-1]).collect().item() == "007"


def test_text_is_read_in_blocks_without_losing_a_line_or_a_letter(tmp_path):
    path = tmp_path / "blocks.csv"
    lines = [f'{i:04d};"Zoë; ""é""\n{i}";{i},5' for i in range(500)]
    path.write_bytes(("nummer;naam;bedrag €\n" + "\n".join(lines) + "\n").encode("cp1252"))
    head = len("nummer;naam;bedrag €\n".encode("cp1252"))
    pieces = list(blocks(path, head, size=997))
    assert b"".join(pieces) == path.read_bytes()[head:]
    assert len(pieces) > 5
    assert all(piece.endswith(b",5\n") for piece in pieces)
    rows = open_raw(path).rows.collect()
    assert rows["naam"].to_list() == [f'Zoë; "é"\n{i}' for i in range(500)]
    assert rows["bedrag €"].to_list()[-1] == "499,5"
    assert open_raw(path).rows.select("bedrag €", "nummer").head(2).collect().rows() == [
        ("0,5", "0000"),
        ("1,5", "0001"),
    ]


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
    with pytest.raises(RegisterError, match="cannot be read"):
        find(tmp_path)


def test_a_file_without_read_permission(tmp_path, monkeypatch):
    path = write(tmp_path / "plain.sav")

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RegisterError, match="may not be read"):
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


@pytest.mark.parametrize(
    ("name", "said"), [("packed.sav", "per rij"), ("small.zsav", "in blokken"), ("plain.sav", "geen")]
)
def test_inspect_says_how_a_file_is_compressed(tmp_path, name, said):
    shown = CliRunner().invoke(inspect_command, [str(write(tmp_path / name))]).stdout
    assert f"codering UTF-8, compressie: {said}" in shown


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


def test_a_damaged_parquet_file_is_a_finding_and_never_a_crash(tmp_path):
    write_tree(tmp_path, ("parquet",), (HOUSEHOLD_INCOME,))
    path = next(tmp_path.rglob("INHA2020*.parquet"))
    whole, random = path.read_bytes(), Random(3)
    outcomes = set()
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        path.write_bytes(bytes(damaged))
        outcomes.add("readable" in check(tmp_path).findings["rule"].to_list())
    assert True in outcomes


def test_labels_with_square_brackets_are_printed_as_they_are(tmp_path):
    path = tmp_path / "labels.sav"
    rows = pl.DataFrame({"a": [1.0]})
    polars_readstat.write_readstat(
        rows, str(path), format="sav", variable_labels={"a": "[/b] vraag"}, value_labels={"a": {1: "[ja]"}}
    )
    result = CliRunner().invoke(inspect_command, [str(path)])
    assert result.exit_code == 0
    assert "[/b] vraag" in result.output and "1 = [ja]" in result.output


def test_a_page_in_one_endless_line_is_no_table(tmp_path):
    path = tmp_path / "page.csv"
    path.write_text("<html>" + "x" * 200_000)
    with pytest.raises(RegisterError) as caught:
        inspect_file(path)
    assert caught.value.exit_code == 12


def test_a_closed_folder_below_is_a_finding_and_stops_nothing(tmp_path, monkeypatch):
    write_tree(tmp_path, ("parquet",), (HOUSEHOLD_INCOME,))
    (tmp_path / "Spolis").mkdir()
    walk = os.walk

    def without_spolis(folder, onerror):
        for parent, folders, files in walk(folder):
            if "Spolis" in folders:
                folders.remove("Spolis")
                onerror(PermissionError(13, "Permission denied", str(Path(parent) / "Spolis")))
            yield parent, folders, files

    monkeypatch.setattr(os, "walk", without_spolis)
    result = CliRunner().invoke(check_command, [str(tmp_path), "--headers"], env={"COLUMNS": "250"})
    assert result.exit_code == 12
    assert "Spolis" in result.output and "geen leesrecht" in result.output
    assert list(find(tmp_path)) == ["household_income"]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "sav"])
def test_names_that_differ_in_capitals_only_are_said(tmp_path, suffix):
    path = tmp_path / f"odd.{suffix}"
    frame = pl.DataFrame({"INK": [1.0], "naam": ["x"], "ink": [2.0]})
    if suffix == "csv":
        frame.write_csv(path, separator=";")
    elif suffix == "parquet":
        frame.write_parquet(path)
    else:
        pyreadstat.write_sav(frame, str(path))
    assert inspect_file(path).twins == ("INK", "ink")
    shown = CliRunner().invoke(inspect_command, [str(path)], env={"COLUMNS": "200"})
    assert "INK, ink" in shown.output


def test_a_portable_file_whose_last_line_is_not_whole(tmp_path):
    path = write(tmp_path / "copy.por")
    path.write_bytes(path.read_bytes().rstrip(b"\r\n")[:-1])
    with pytest.raises(RegisterError, match="does not end where its header says"):
        inspect_file(path)


def test_a_table_of_blocks_that_lies_takes_no_memory(tmp_path):
    """One bit in the sizes of a ``.zsav`` once asked for 94 GB, which ends a process instead of raising."""
    whole = write(tmp_path / "small.zsav").read_bytes()
    start = statistical.metadata(tmp_path / "small.zsav")["data_offset"]
    damaged = tmp_path / "damaged.zsav"
    refused = 0
    for place in [*range(start, start + 24), *range(len(whole) - 48, len(whole)), *range(68, 72)]:
        for bit in (0, 6):
            damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            try:
                assert open_raw(damaged).rows.collect().equals(ROWS), place
            except RegisterError as fault:
                assert (fault.exit_code, fault.where) == (12, damaged.name)
                refused += 1
    assert refused >= 2 * (24 + 24)


def test_a_portable_file_whose_lengths_lie_takes_no_memory(tmp_path):
    """One digit of the date once asked for a terabyte, which ends a process instead of raising."""
    path = write(tmp_path / "copy.por")
    whole = path.read_bytes()
    place = whole.index(b"SPSSPORTA8/") + len(b"SPSSPORTA")
    assert inspect_file(path).columns["name"].to_list() == ["INCOME"]
    path.write_bytes(whole[:place] + b"0" + whole[place + 1 :])
    with pytest.raises(RegisterError) as caught:
        inspect_file(path)
    assert (caught.value.exit_code, caught.value.where) == (12, path.name)
