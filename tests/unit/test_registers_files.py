"""File names as CBS really gives them, versions, parts, formats."""

from pathlib import Path

import pytest

from vroegsignalering.errors import RegisterError, UsageError
from vroegsignalering.registers.files import find, recognise

NAMES = {
    "GBAPERSOON2018TABV2.sav": ("persons", 2018, 2),
    "GBAPERSOONTAB2016V1.sav": ("persons", 2016, 1),
    "GBAHUISHOUDENS2020BUSV1.SAV": ("household_spells", 2020, 1),
    "KOPPELPERSOONHUISHOUDEN2015.sav": ("person_to_household", 2015, 0),
    "KOPPELPERSOONHUISHOUDEN2021V2.sav": ("person_to_household", 2021, 2),
    "Koppeltabel_IPI_IHI_IVB2008.sav": ("person_to_household", 2008, 0),
    "INHA2013TABV3.sav": ("household_income", 2013, 3),
    "inpa2019tabv2.dta": ("personal_income", 2019, 2),
    "VEH2020TABV1.parquet": ("household_wealth", 2020, 1),
    "SECMBUS2021V1.SAV": ("socio_economic_spells", 2021, 1),
    "SPOLISBUS2019V5.sav": ("jobs", 2019, 5),
    "120619 HOOGSTEOPLTAB 2008V1.sav": ("education", 2008, 1),
    "HOOGSTEOPL2021TABV1.sav": ("education", 2021, 1),
    "GBAADRESOBJECT2022BUSV1.sav": ("address_spells", 2022, 1),
    "VSLGWB2022TAB03V1.sav": ("address_region", 2022, 1),
    "KINDOUDER2020TABV1.sav": ("parents", 2020, 1),
    "BIJSTANDUITKERINGTAB2019V1.sav": ("social_assistance", 2019, 1),
    "AOWUITKERING1A201912TABV1.sav": ("state_pension", 2019, 1),
    "ANWUITKERING1A201912TABV1.csv": ("survivor_benefit", 2019, 1),
    "AKWUITKERING1B2019k4TABV1.sav": ("child_benefit", 2019, 1),
    "WANBZVW2020TABV1.sav": ("health_insurance_default", 2020, 1),
    "EIGENDOM2020TABV1.sav": ("dwelling_ownership", 2020, 1),
    "INHA2020TABV1.part-0003.parquet": ("household_income", 2020, 1),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_recognised(name):
    found = recognise(Path(name))
    assert found is not None
    assert (found.table.name, found.year, found.version) == NAMES[name]


@pytest.mark.parametrize(
    "name", ["INHA2020TABV1.xlsx", "notes.txt", "XINHA2020TABV1.sav", "INHA20TABV1.sav", "INHATAB.sav"]
)
def test_a_foreign_name_is_not(name):
    assert recognise(Path(name)) is None


def test_provisional_files_are_told_apart():
    found = recognise(Path("VRLGBAOVERLIJDENTABV2023061.sav"))
    assert found is not None
    assert (found.table.name, found.year, found.month, found.provisional) == ("deaths", 2023, 6, True)


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_the_highest_version_wins_and_the_others_are_kept(tmp_path):
    touch(tmp_path, "a/INHA2020TABV1.sav", "b/INHA2020TABV3.SAV", "c/INHA2020TABV2.sav")
    file = find(tmp_path)["household_income"][2020]
    assert file.paths[0].name == "INHA2020TABV3.SAV"
    assert [path.name for path in file.passed_over] == ["INHA2020TABV1.sav", "INHA2020TABV2.sav"]


def test_version_ten_is_higher_than_nine(tmp_path):
    touch(tmp_path, "SPOLISBUS2019V9.sav", "SPOLISBUS2019V10.sav")
    assert find(tmp_path)["jobs"][2019].version == 10


def test_a_final_file_wins_over_a_provisional_one_of_a_higher_version(tmp_path):
    touch(tmp_path, "VRLGBAPERSOON2021TABV7.sav", "GBAPERSOON2021TABV1.sav")
    assert not find(tmp_path)["persons"][2021].provisional


def test_the_preferred_format_wins(tmp_path):
    touch(tmp_path, "INHA2020TABV1.sav", "INHA2020TABV1.parquet")
    assert find(tmp_path)["household_income"][2020].format == "parquet"
    assert find(tmp_path, prefer="sav")["household_income"][2020].format == "sav"


def test_a_newer_version_wins_over_the_preferred_format(tmp_path):
    touch(tmp_path, "INHA2020TABV2.sav", "INHA2020TABV1.parquet")
    assert find(tmp_path, prefer="parquet")["household_income"][2020].version == 2


def test_parts_belong_together_and_are_in_order(tmp_path):
    touch(tmp_path, *(f"INHA2020TABV1.part-{part:04d}.parquet" for part in (2, 0, 1)))
    file = find(tmp_path)["household_income"][2020]
    assert [path.name[-12:-8] for path in file.paths] == ["0000", "0001", "0002"]


def test_a_whole_file_wins_over_parts(tmp_path):
    touch(tmp_path, "INHA2020TABV1.part-0000.parquet", "INHA2020TABV1.parquet")
    assert [path.name for path in find(tmp_path)["household_income"][2020].paths] == ["INHA2020TABV1.parquet"]


def test_hidden_folders_and_files_are_left_alone(tmp_path):
    touch(tmp_path, ".work/INHA2020TABV1.sav", ".INHA2021TABV1.sav", "INHA2019TABV1.sav")
    assert list(find(tmp_path)["household_income"]) == [2019]


def test_no_folder_and_no_files_are_said(tmp_path):
    with pytest.raises(RegisterError, match="no such folder"):
        find(tmp_path / "nowhere")
    with pytest.raises(RegisterError, match="no register files found"):
        find(tmp_path)


def test_an_unknown_format_is_refused(tmp_path):
    touch(tmp_path, "INHA2020TABV1.sav")
    with pytest.raises(UsageError, match="xlsx"):
        find(tmp_path, prefer="xlsx")
