"""Keys, sentinels, codes and dates from a file's own columns to the English frame."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, RegisterError
from vroegsignalering.registers.decode import decode, match, match_column
from vroegsignalering.registers.raw import RawFile
from vroegsignalering.registers.tables import (
    ADDRESS_REGION,
    ALL,
    EDUCATION,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    HOUSEHOLD_WEALTH,
    JOBS,
    PERSON_TO_HOUSEHOLD,
    PERSONAL_INCOME,
    PERSONS,
    POLICY_MONITOR,
    PROBLEMATIC_DEBT,
    SOCIO_ECONOMIC_SPELLS,
)


def read(table, columns, *, year=2020, **values):
    rows = pl.DataFrame(values)
    raw = RawFile(path=Path("tiny.parquet"), schema=rows.schema, rows=rows.lazy())
    return decode(raw, table, year, date(year, 12, 31), columns).collect()


KEY = {"RINPERSOONSHKW": ["R"], "RINPERSOONHKW": ["000000012"]}


def test_the_pair_is_one_string_and_zeros_survive():
    assert read(HOUSEHOLD_INCOME, ["main_earner"], **KEY)["main_earner"].to_list() == ["R000000012"]


def test_only_r_and_s_link_and_junk_numbers_do_not():
    rows = read(
        PERSON_TO_HOUSEHOLD, None,
        RINPERSOONS=["R", "S", "F", "R", "R", "r"], RINPERSOON=["000000001", "000000002", "000000003", "0", "1", "000000004"],
        RINPERSOONSHKW=["R", "F", "R", "R", "R", "R"], RINPERSOONHKW=["000000001"] * 6,
    )  # fmt: skip
    assert rows["person"].to_list() == ["R000000001", "S000000002", "R000000004"]
    assert rows["main_earner"].to_list() == ["R000000001", None, "R000000001"]


def test_a_number_as_key_gets_its_zeros_back():
    rows = read(HOUSEHOLD_INCOME, ["main_earner"], RINPERSOONSHKW=["R"], RINPERSOONHKW=[12.0])
    assert rows["main_earner"].to_list() == ["R000000012"]


def test_half_a_key_is_refused():
    with pytest.raises(RegisterError, match="main_earner"):
        read(HOUSEHOLD_INCOME, ["main_earner"], RINPERSOONHKW=["000000012"])


def test_keys_of_older_files_have_another_name():
    rows = read(PERSON_TO_HOUSEHOLD, None, RINPERSOONS=["R"], RINPERSOON=["000000002"],
                RINPERSOONSKERN=["R"], RINPERSOONKERN=["000000001"], year=2008)  # fmt: skip
    assert rows["main_earner"].to_list() == ["R000000001"]


def test_columns_match_in_any_case_and_with_the_provisional_prefix():
    rows = read(PERSONS, ["person", "sex", "birth_year"], RINPersoonS=["R"], rinpersoon=["000000001"],
                VRLGBAGESLACHT=["2"], gbageboortejaar=["1980"])  # fmt: skip
    assert rows.row(0) == ("R000000001", "2", 1980)


def test_a_year_in_a_name_is_the_files_own_or_else_the_newest():
    names = ["RINPERSOON", "gem2019", "gem2020", "gem2021"]
    assert match(names, "gem{year}", 2020) == "gem2020"
    assert match(names, "gem{year}", 2018) == "gem2021"
    assert match(["x_20190101", "x_20191231"], "x_{date}", 2019) == "x_20191231"
    assert match(["x_20190101", "x_20181231"], "x_{date}", 2019) == "x_20190101"
    rows = read(ADDRESS_REGION, None, SOORTOBJECTNUMMER=["B", "H"], RINOBJECTNUMMER=["0007", "0008"],
                gem2019=["0003", "----"], gem2020=["0344", "----"])  # fmt: skip
    assert rows["address"].to_list() == ["B0007", "H0008"]
    assert rows["gemeente_code"].to_list() == ["0344", None]


def test_each_variable_has_its_own_sentinels():
    rows = read(
        HOUSEHOLD_INCOME, ["disposable_income_eur_year", "low_income_percent", "low_income_percent_absent", "eu_line_percent",
                           "eu_line_percent_absent"],
        RINPERSOONSHKW=["R"] * 5, RINPERSOONHKW=[f"{i:09d}" for i in range(2, 7)],
        INHBESTINKH=[9999999999.0, -4000.0, 999999999.0, None, 0.0], INHARMLAG=[-1.0, -2.0, -3.0, None, 100.0],
        INHARMEUR=[-1.0, -2.0, -3.0, None, 100.0],
    )  # fmt: skip
    assert rows["disposable_income_eur_year"].to_list() == [None, -4000.0, 999999999.0, None, 0.0]
    assert rows["low_income_percent"].to_list() == [None, None, None, None, 100.0]
    assert rows["low_income_percent_absent"].to_list() == [
        "unknown_income",
        "institution",
        "not_in_population",
        "missing",
        None,
    ]
    assert rows["eu_line_percent"].to_list() == [None, None, -3.0, None, 100.0]


def test_the_same_number_means_something_else_in_another_percentile():
    rows = read(PERSONAL_INCOME, ["personal_income_percentile", "personal_income_percentile_absent"], RINPERSOONS=["R"] * 3,
                RINPERSOON=["000000002", "000000003", "000000004"], INPP100PPERS=[-1.0, -2.0, -3.0])  # fmt: skip
    assert rows["personal_income_percentile_absent"].to_list() == [
        "no_personal_income",
        "unknown_income",
        "institution",
    ]


def test_wealth_knows_eleven_and_ten_nines_and_keeps_debts():
    rows = read(HOUSEHOLD_WEALTH, ["net_wealth_eur", "net_wealth_eur_absent"], RINPERSOONSHKW=["R"] * 3,
                RINPERSOONHKW=["000000002", "000000003", "000000004"],
                VEHW1000VERH=[99999999999.0, 9999999999.0, -250000.0])  # fmt: skip
    assert rows["net_wealth_eur"].to_list() == [None, None, -250000.0]
    assert rows["net_wealth_eur_absent"].to_list() == ["unknown_wealth", "unknown_wealth_short", None]


def test_alignment_dashes_and_empty_strings():
    rows = read(HOUSEHOLD_SPELLS, ["place_in_household", "household_type", "brp_household", "youngest_child_birth_year"],
                RINPERSOONS=["R"] * 3, RINPERSOON=["000000002"] * 3, HUISHOUDNR=["00012", "", "00013"],
                DATUMAANVANGHH=["20150101"] * 3, PLHH=[" 4", "10", ""], TYPHH=["3", "8", ""],
                GEBJAARJONGSTEKINDHH=["2010", "----", ""])  # fmt: skip
    assert rows["place_in_household"].to_list() == ["4", "10", None]
    assert rows["household_type"].to_list() == ["3", "8", None]
    assert rows["brp_household"].to_list() == ["0001220150101", None, "0001320150101"]
    assert rows["youngest_child_birth_year"].to_list() == [2010, None, None]


def test_small_letters_in_codes_are_read_as_capitals():
    rows = read(
        JOBS, ["contract"], RINPERSOONS=["R"] * 2, RINPERSOON=["000000002"] * 2, SCONTRACTSOORT=["o", "B"]
    )
    assert rows["contract"].to_list() == ["O", "B"]


def test_open_spells_end_with_the_edition_or_with_eights():
    rows = read(SOCIO_ECONOMIC_SPELLS, ["begins_on", "ends_on"], RINPERSOONS=["R"] * 4, RINPERSOON=["000000002"] * 4,
                AANVSECM=["20180101", "20190101", "20200101", "20209999"],
                EINDSECM=["20181231", "20201231", "88888888", "20190101"])  # fmt: skip
    assert rows["begins_on"].to_list() == [date(2018, 1, 1), date(2019, 1, 1), date(2020, 1, 1), None]
    assert rows["ends_on"].to_list() == [date(2018, 12, 31), None, None, date(2019, 1, 1)]


def test_dates_of_other_types_are_read_too():
    rows = read(SOCIO_ECONOMIC_SPELLS, ["begins_on", "ends_on"], RINPERSOONS=["R"], RINPERSOON=["000000002"],
                AANVSECM=[20180101], EINDSECM=[datetime(2019, 5, 6)])  # fmt: skip
    assert rows.row(0) == (date(2018, 1, 1), date(2019, 5, 6))


def test_presence_flags():
    rows = read(SOCIO_ECONOMIC_SPELLS, ["is_source_employee", "is_source_pension"], RINPERSOONS=["R"] * 2,
                RINPERSOON=["000000002"] * 2, XKOPPELWERKNSECM=["X", " "])  # fmt: skip
    assert rows["is_source_employee"].to_list() == [True, False]
    assert rows["is_source_pension"].to_list() == [None, None]


def test_education_has_another_name_until_2018():
    old = {"RINPERSOONS": ["R"], "RINPERSOON": ["000000002"], "OPLNIVSOI2016AGG4HBMETNIRWO": ["2131"]}
    new = {"RINPERSOONS": ["R"], "RINPERSOON": ["000000002"], "OPLNIVSOI2021AGG4HBmetNIRWO": ["----"]}
    assert read(EDUCATION, ["highest_attained"], year=2016, **old)["highest_attained"].to_list() == ["2131"]
    assert read(EDUCATION, ["highest_attained"], year=2020, **new)["highest_attained"].to_list() == [None]


def test_the_monitor_changes_case_between_years():
    for name in ("ARMOEDE_2019", "Armoede_2019", "armoede_2019"):
        rows = read(POLICY_MONITOR, ["below_basic_needs_line", "below_basic_needs_line_absent"], year=2019, RINPERSOONS=["R"] * 3,
                    RINPERSOON=["000000002", "000000003", "000000004"], **{name: [1.0, 0.0, -2.0]})  # fmt: skip
        assert rows["below_basic_needs_line"].to_list() == [True, False, None]
        assert rows["below_basic_needs_line_absent"].to_list() == [None, None, "institution"]


def test_text_numbers_with_a_decimal_comma():
    rows = read(JOBS, ["base_hours", "base_wage_eur"], RINPERSOONS=["R"], RINPERSOON=["000000002"],
                SBASISUREN=["152,75"], SBASISLOON=["-10"])  # fmt: skip
    assert rows.select("base_hours", "base_wage_eur").row(0) == (152.75, -10.0)


def test_only_the_columns_asked_for_must_be_there():
    assert read(HOUSEHOLD_INCOME, ["main_earner"], **KEY).columns == ["main_earner", "year"]
    with pytest.raises(RegisterError, match="INHPOPIIV"):
        read(HOUSEHOLD_INCOME, ["population"], **KEY)
    with pytest.raises(RegisterError, match="declared column"):
        read(HOUSEHOLD_INCOME, None, **KEY)


def test_an_unknown_english_name_is_refused():
    with pytest.raises(DeclarationError, match="disposable_incom"):
        read(HOUSEHOLD_INCOME, ["disposable_incom"], **KEY)


def test_a_long_name_in_a_stata_copy_is_recognised_and_two_are_never_taken_for_one():
    person, household = PROBLEMATIC_DEBT.columns
    names = ["smalle_def_probl_schuld_20201231", "smalle_def_probl_sch_hh_20201231"]
    assert [person.stata_in(2020), household.stata_in(2020)] == names
    assert all(len(name) == 32 for name in names)
    assert [match_column(names, column, 2020) for column in (person, household)] == names
    cut = ["smalle_def_problematische_schuld"]
    assert [match_column(cut, column, 2020) for column in (person, household)] == [None, None]


def test_no_two_columns_of_a_table_are_cut_to_the_same_name():
    for table in ALL:
        names = [column.stata_in(2020) for column in table.columns]
        assert len(set(names)) == len(names), table.name
