"""StatLine exports as people download them."""

import pytest

from vroegsignalering.errors import RegisterError
from vroegsignalering.facts.statline import read_statline


def write(folder, text, encoding="utf-8"):
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_open_data_portal(tmp_path):
    text = (
        '\ufeff"ID";"RegioS";"Perioden";"Huishoudens_1";"AandeelLaag_2"\r\n'
        '"0";"GM0003    ";"2019JJ00";"       5340";"        6.1"\r\n'
        '"1";"GM0003    ";"2020JJ00";"       5310";"          ."\r\n'
        '"2";"GM0363    ";"2020JJ00";"     480000";"       10.4"\r\n'
    )
    found = read_statline(write(tmp_path, text))
    assert found.rows["RegioS"].to_list() == ["GM0003", "GM0003", "GM0363"]
    assert found.rows["ID"].to_list() == ["0", "1", "2"]
    assert found.rows["Huishoudens_1"].to_list() == [5340.0, 5310.0, 480000.0]
    assert found.rows["AandeelLaag_2"].to_list() == [6.1, None, 10.4]
    assert found.rows["year"].to_list() == [2019, 2020, 2020]
    assert found.absent == {"AandeelLaag_2": {"unknown_or_secret": 1}}


def test_every_key_of_the_portal_stays_text(tmp_path):
    text = '"ID";"Herkomst";"Perioden";"X_1"\r\n"0";"1012600";"2022JJ00";"  7"\r\n"1";"2012605";"2023JJ00";"  3"\r\n'
    found = read_statline(write(tmp_path, text))
    assert found.rows["Herkomst"].to_list() == ["1012600", "2012605"]
    assert found.rows["X_1"].to_list() == [7.0, 3.0]
    assert found.rows["year"].to_list() == [2022, 2023]


def test_a_table_with_title_decimal_comma_and_source_line(tmp_path):
    text = (
        "Laag inkomen; huishoudenskenmerken\n"
        "Kenmerken van het huishouden;Perioden;Aantal x 1 000;Aandeel (%)\n"
        "Eenpersoonshuishouden;2022;1.234,5;12,3\n"
        "Eenoudergezin;2022;x;7,0\n"
        "Eenoudergezin;2023*;-;6,5\n"
        "Bron: CBS.\n"
    )
    found = read_statline(write(tmp_path, text))
    assert found.title == "Laag inkomen huishoudenskenmerken"
    assert found.source == "Bron: CBS."
    assert found.rows["Aantal x 1 000"].to_list() == [1234.5, None, None]
    assert found.rows["Aandeel (%)"].to_list() == [12.3, 7.0, 6.5]
    assert found.rows["year"].to_list() == [2022, 2022, 2023]
    assert found.absent["Aantal x 1 000"] == {"nil": 1, "secret": 1}


def test_codes_that_look_like_numbers_in_the_first_rows_stay_text(tmp_path):
    text = "SBI;Aantal\n" + "".join(f"{i};{i}\n" for i in range(10, 60)) + "A;1\n"
    assert read_statline(write(tmp_path, text)).rows["SBI"].to_list()[-1] == "A"
    text = "Inkomensklasse;Aantal\n" + "".join(f"{i};{i}\n" for i in range(10, 60)) + "0101;1\n"
    assert read_statline(write(tmp_path, text)).rows["Inkomensklasse"].to_list()[-1] == "0101"
    text = "Gemeentecode;Aantal\n363;1\n344;2\n"
    assert read_statline(write(tmp_path, text)).rows["Gemeentecode"].to_list() == ["363", "344"]


def test_latin_1_and_commas(tmp_path):
    found = read_statline(write(tmp_path, "Naam,Aantal\nSúdwest-Fryslân,12.5\n", "cp1252"))
    assert found.rows.row(0) == ("Súdwest-Fryslân", 12.5)


def test_the_same_heading_twice_gets_a_number(tmp_path):
    found = read_statline(write(tmp_path, "Regio;Aantal;Aantal\nA;1;2\n"))
    assert found.rows.columns == ["Regio", "Aantal", "Aantal_2"]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"PK\x03\x04xx", "not text"), (b"alleen tekst\nzonder tabel\n", "no StatLine"),
     (b"a;b;c\n1;2;3\n1;2\n4;5;6\n", "different lengths"), (b'"ID";"X_1"\r\n"0";"   78', "cut short")],
)  # fmt: skip
def test_what_is_no_export_is_said(tmp_path, content, says):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=says):
        read_statline(path)
    with pytest.raises(RegisterError, match="no such file"):
        read_statline(tmp_path / "gone.csv")


def test_points_group_thousands_where_commas_are_decimal(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('Regio;Inkomen\n"A";" 1.234"\n"B";" 12,5"\n"C";" 1.234.567,5"\n')
    assert read_statline(path).rows["Inkomen"].to_list() == [1234.0, 12.5, 1234567.5]


def test_a_field_without_an_end_is_one_message(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a;b\n"' + "x" * 200_000)
    with pytest.raises(RegisterError, match="cut short"):
        read_statline(path)
