"""``check`` finds every one of a set of deliberate faults, and says which rows it concerns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import polars_readstat
import pytest
from click.testing import CliRunner

from tests.contract.registers_tree import path_of, write_tree
from vroegsignalering.cli.check import command
from vroegsignalering.registers import write_provenance, write_table
from vroegsignalering.registers.checking import Report, check
from vroegsignalering.registers.checking.quality import by_file
from vroegsignalering.registers.tables import (
    ADDRESS_REGION,
    ADDRESS_SPELLS,
    EDUCATION,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    HOUSEHOLD_WEALTH,
    PERSON_TO_HOUSEHOLD,
    PERSONAL_INCOME,
    PERSONS,
    PROBLEMATIC_DEBT,
    SOCIO_ECONOMIC_SPELLS,
    table,
)

TABLES = (PERSONS, HOUSEHOLD_SPELLS, PERSON_TO_HOUSEHOLD, HOUSEHOLD_INCOME, PERSONAL_INCOME, HOUSEHOLD_WEALTH,
          SOCIO_ECONOMIC_SPELLS, ADDRESS_SPELLS, ADDRESS_REGION, EDUCATION, PROBLEMATIC_DEBT)  # fmt: skip

Change = Callable[[pl.DataFrame], pl.DataFrame]


def first(column: str, value: object) -> Change:
    """The same rows, with another value in the first."""

    def change(rows: pl.DataFrame) -> pl.DataFrame:
        values = rows[column].to_list()
        return rows.with_columns(pl.Series(column, [value, *values[1:]], dtype=rows.schema[column]))

    return change


def every(column: str, value: object) -> Change:
    return lambda rows: rows.with_columns(pl.lit(value, dtype=rows.schema[column]).alias(column))


def twice(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, rows.head(1)])


def overlapping(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, rows.head(1).with_columns(AANVSECM=pl.lit("20180101"))])


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    return write_tree(tmp_path_factory.mktemp("clean"), ("parquet",), TABLES)


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> Path:
    tables = (PERSONS, PERSON_TO_HOUSEHOLD, HOUSEHOLD_INCOME, PERSONAL_INCOME)
    folder = write_tree(tmp_path_factory.mktemp("texts"), ("csv",), tables)
    assert check(folder).clean
    return folder


@pytest.fixture
def tree(clean, tmp_path) -> Path:
    shutil.copytree(clean, tmp_path / "tree")
    return tmp_path / "tree"


def rewrite(tree: Path, start: str, change: Change) -> Path:
    path = path_of(tree, start)
    change(pl.read_parquet(path)).write_parquet(path)
    return path


def found(report: Report, rule: str, column: str = "", rows: int | None = None) -> bool:
    hits = report.findings.filter(
        (pl.col("rule") == rule) & pl.col("column").str.contains(column, literal=True)
    )
    if rows is not None:
        hits = hits.filter(pl.col("rows") == rows)
    return hits.height >= 1


FAULTS = {
    "a letter that may not be linked": ("GBAPERSOON2021", first("RINPERSOONS", "F"), "letter links", "RINPERSOONS", 1),
    "an empty key": ("INHA2020", first("RINPERSOONHKW", ""), "key is filled", "RINPERSOONSHKW", 1),
    "a junk number": ("INPA2020", first("RINPERSOON", "1"), "junk number", "RINPERSOON", 1),
    "zeros in front lost": ("INPA2020", every("RINPERSOON", "12"), "zeros in front", "RINPERSOON", 12),
    "a number with letters": ("VEH2020", first("RINPERSOONHKW", "00000A001"), "nine digits", "RINPERSOONHKW", 1),
    "a number with ten digits": ("VEH2020", first("RINPERSOONHKW", "1000000001"), "nine digits", "HKW", 1),
    "a person twice": ("GBAPERSOON2021", twice, "unique", "person", 1),
    "a household twice": ("INHA2021", twice, "unique", "main_earner", 1),
    "a code out of the list": ("INHA2020", first("INHBBIHJ", "77"), "code is listed", "INHBBIHJ", 1),
    "a type of household that is none": ("GBAHUISHOUDENS", first("TYPHH", "9"), "code is listed", "TYPHH", 1),
    "a code in small letters": ("SECMBUS", first("SECM", "1a"), "case of codes", "SECM", 1),
    "an empty code": ("SECMBUS", first("SECM", ""), "code is filled", "SECM", 1),
    "a place not aligned": ("GBAHUISHOUDENS", first("PLHH", "4"), "alignment", "PLHH", 1),
    "a sentinel of another file": ("INHA2020", first("INHBESTINKH", 999999999.0), "sentinel is declared", "INHBESTINKH", 1),
    "eleven nines in an income": ("INHA2020", first("INHGESTINKH", 99999999999.0), "sentinel is declared", "INHGESTINKH", 1),
    "an income below the minimum": ("INHA2020", first("INHBESTINKH", -3e8), "range", "INHBESTINKH", 1),
    "an income above the maximum": ("INHA2020", first("INHBESTINKH", 3e9), "range", "INHBESTINKH", 1),
    "a percentile of 101": ("INHA2020", first("INHP100HGEST", 101.0), "range", "INHP100HGEST", 1),
    "a percentile of -3 where it has no meaning": ("INHA2020", first("INHP100HGEST", -3.0), "range", "INHP100HGEST", 1),
    "a household of no persons": ("INHA2020", first("INHAHL", 0.0), "range", "INHAHL", 1),
    "a month 13": ("GBAPERSOON2021", first("GBAGEBOORTEMAAND", "13"), "range", "GBAGEBOORTEMAAND", 1),
    "30 February": ("GBAPERSOON2021", lambda rows: first("GBAGEBOORTEDAG", "30")(first("GBAGEBOORTEMAAND", "02")(rows)),
                    "birth date", "GBAGEBOORTEJAAR", 1),
    "born after the edition": ("GBAPERSOON2021", first("GBAGEBOORTEJAAR", "2030"), "birth date", "GBAGEBOORTEJAAR", 1),
    "text in a number": ("GBAPERSOON2021", first("GBAGEBOORTEJAAR", "19x0"), "number", "GBAGEBOORTEJAAR", 1),
    "a fraction of a person": ("INHA2020", first("INHAHL", 2.5), "whole number", "INHAHL", 1),
    "a date that is none": ("SECMBUS", first("AANVSECM", "20151301"), "date", "AANVSECM", 1),
    "a date of 1600": ("SECMBUS", first("AANVSECM", "16000101"), "date in range", "AANVSECM", 1),
    "a begin after the edition": ("SECMBUS", first("AANVSECM", "20300101"), "begins in time", "AANVSECM", 1),
    "an end before the begin": ("SECMBUS", first("EINDSECM", "20140101"), "begin before end", "begins_on", 1),
    "spells that overlap": ("SECMBUS", overlapping, "no overlap", "begins_on", 1),
    "a flag of 5": ("SCHULDENPROBLEMATIEK2020", first("smalle_def_problematische_schulden_20201231", 5.0), "yes or no",
                    "smalle_def", 1),
    "a negative weight": ("HOOGSTEOPL2020", first("GEWICHTHOOGSTEOPL", -1.0), "range", "GEWICHTHOOGSTEOPL", 1),
    "no rows": ("INHA2020", lambda rows: rows.head(0), "rows", "", 0),
    "a column less": ("INHA2020", lambda rows: rows.drop("INHARMLAG"), "column is there", "INHARMLAG", None),
    "half a key": ("INHA2020", lambda rows: rows.drop("RINPERSOONSHKW"), "key is a pair", "RINPERSOONSHKW", None),
    "a column twice": ("INHA2020", lambda rows: rows.with_columns(inhbbihj=pl.lit("11")),
                       "column names differ", "inhbbihj", None),
    "text where a number belongs": ("INHA2020", lambda rows: rows.with_columns(pl.col("INHBESTINKH").cast(pl.String)), "type",
                                    "INHBESTINKH", None),
    "a number where text belongs": ("INHA2020", lambda rows: rows.with_columns(pl.col("INHEHALGR").cast(pl.Int64)), "type",
                                    "INHEHALGR", None),
    "undeclared columns": ("INHA2020", lambda rows: rows.with_columns(EXTRA=pl.lit(1)), "undeclared columns", "", None),
    "an address of no kind": ("GBAADRESOBJECT", first("SOORTOBJECTNUMMER", "D"), "kind of address", "SOORTOBJECTNUMMER", 1),
    "persons that no register knows": ("KOPPEL", every("RINPERSOON", "000000777"), "join", "person", 12),
    "households without income": ("VEH2020", first("RINPERSOONHKW", "000000777"), "join", "main_earner", 1),
    "a main earner who is not there": ("KOPPELPERSOONHUISHOUDEN2020", lambda rows: rows.tail(11), "main earner is a member",
                                       "main_earner", 1),
    "a column that went missing in one year": ("INHA2020", every("INHEHALGR", "9"), "missingness", "tenure", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_deliberate_fault_is_found(clean, tmp_path, name):
    """In the editions of one register; a join needs the registers beside it."""
    start, change, rule, column, rows = FAULTS[name]
    register = clean if rule == "join" else path_of(clean, start).parents[1]
    tree = shutil.copytree(register, tmp_path / "tree")
    for path in list(tree.rglob(f"{start}*.parquet")):
        rewrite(tree, path.stem, change)
    report = check(tree)
    assert found(report, rule, column, rows), report.findings.drop("mend").to_dicts()


def test_the_clean_tree_is_clean(clean):
    assert check(clean).faults.is_empty()


def test_a_truncated_file_is_found(tree):
    path = path_of(tree, "INHA2020")
    path.write_bytes(path.read_bytes()[:200])
    assert found(check(tree), "readable")


def test_an_empty_file_is_found(tree):
    path_of(tree, "INHA2020").write_bytes(b"")
    assert found(check(tree), "readable")


def test_a_year_that_is_missing_is_found(tree):
    path_of(tree, "INHA2020").unlink()
    assert found(check(tree), "years")


def test_a_year_before_the_series_is_found(tree):
    path = path_of(tree, "INHA2020")
    path.rename(path.with_name("INHA2009TABV1.parquet"))
    assert found(check(tree), "year")


def test_an_older_version_is_noted(tree):
    path = path_of(tree, "INHA2020")
    shutil.copy(path, path.with_name("INHA2020TABV2.parquet"))
    report = check(tree)
    assert found(report, "versions")
    assert report.clean


def test_a_provisional_file_is_noted(tree):
    path = path_of(tree, "GBAPERSOON2021")
    path.rename(path.with_name("VRLGBAPERSOON2021TABV1.parquet"))
    report = check(tree)
    assert found(report, "final file")
    assert report.clean


def test_a_foreign_file_is_noted(tree):
    (tree / "holiday.csv").write_text("a;b\n1;2\n")
    report = check(tree)
    assert found(report, "known file")
    assert report.clean


def test_an_edition_of_half_the_size_is_found(tmp_path):
    rows = pl.DataFrame({"person": [f"R{i:09d}" for i in range(1, 401)]})
    for year, height in ((2019, 400), (2020, 400), (2021, 100)):
        write_table(table("health_insurance_default"), rows.head(height), year, tmp_path)
    assert found(check(tmp_path), "size", rows=100)


def test_a_file_that_holds_all_earlier_years_may_not_shrink(tmp_path):
    rows = pl.DataFrame({"person": [f"R{i:09d}" for i in range(1, 401)]})
    deaths = rows.with_columns(died_on=date(2018, 1, 1))
    for year, height in ((2019, 380), (2020, 400), (2021, 390)):
        write_table(table("deaths"), deaths.head(height), year, tmp_path)
    sizes = check(tmp_path).faults.filter(rule="size")
    assert sizes.select("file", "rows").rows() == [("GBAOVERLIJDEN2021TABV1.parquet", 390)]


def test_parts_that_disagree_are_found(tree):
    path = path_of(tree, "INHA2020")
    rows = pl.read_parquet(path)
    rows.head(3).write_parquet(path.with_name("INHA2020TABV1.part-0000.parquet"))
    rows.tail(3).drop("INHEHALGR").write_parquet(path.with_name("INHA2020TABV1.part-0001.parquet"))
    path.unlink()
    assert found(check(tree), "parts agree")


def test_a_changed_synthetic_folder_is_found(tree):
    write_provenance(tree, persons=12, years=(2019, 2021), seed=1, vintage="test")
    assert check(tree).clean
    path = rewrite(tree, "INHA2020", first("INHBESTINKH", 1.0))
    report = check(tree)
    assert found(report, "provenance")
    assert path.name in "".join(report.faults["found"]), "the file that was changed is named"


def test_a_text_cut_between_two_lines_is_found_beside_its_proof_or_another_copy(tmp_path):
    write_tree(tmp_path, ("csv", "sav"), (HOUSEHOLD_INCOME,))
    write_provenance(tmp_path, persons=12, years=(2019, 2021), seed=1, vintage="test")
    path = next(path for path in tmp_path.rglob("*.csv") if path.name.startswith("INHA2020"))
    whole = path.read_bytes()
    assert check(tmp_path).clean
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-2]))
    report = check(tmp_path)
    assert path.name in "".join(report.findings.filter(rule="provenance")["found"])
    copies = report.findings.filter(rule="copies agree").row(0, named=True)
    assert copies["file"] == path.name and copies["found"] == "2 fewer" and copies["severity"] == "fault"


@pytest.mark.parametrize(
    ("start", "rows", "accuses"),
    [
        ("GBAPERSOON2021", 2, "KOPPELPERSOONHUISHOUDEN"),
        ("INHA2020", 1, "INPA2020"),
        ("KOPPELPERSOONHUISHOUDEN2020", 2, "INHA2020"),
    ],
)
def test_a_text_cut_between_two_lines_is_found_by_the_files_beside_it(texts, tmp_path, start, rows, accuses):
    shutil.copytree(texts, tmp_path / "cut")
    path = path_of(tmp_path / "cut", start)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-rows]))
    lost = check(tmp_path / "cut").faults.filter(rule="join")
    assert any(name.startswith(accuses) for name in lost["file"]), lost.to_dicts()


def test_a_text_behind_itself_is_found(tmp_path):
    write_tree(tmp_path, ("csv",), (HOUSEHOLD_INCOME,))
    path = path_of(tmp_path, "INHA2020")
    whole = path.read_bytes()
    path.write_bytes(whole * 2)
    assert found(check(tmp_path), "readable")
    path.write_bytes(whole + whole.split(b"\n", 1)[1])  # its rows only, without the header
    assert found(check(tmp_path), "unique", "main_earner", 6)


def test_a_text_that_is_too_wide_is_found(tmp_path):
    write_tree(tmp_path, ("sav",), (HOUSEHOLD_INCOME,))
    path = path_of(tmp_path, "INHA2020")
    rows = polars_readstat.read_readstat(str(path), preserve_order=True)
    polars_readstat.write_readstat(rows, str(path), format="sav", string_widths={"INHBBIHJ": 5})
    assert found(check(tmp_path), "width", "INHBBIHJ")


def test_declared_user_missings_are_noted_and_read(tmp_path):
    write_tree(tmp_path, ("sav",), (HOUSEHOLD_INCOME,))
    path = path_of(tmp_path, "INHA2020")
    rows = first("INHARMLAG", -2.0)(polars_readstat.read_readstat(str(path), preserve_order=True))
    polars_readstat.write_readstat(rows, str(path), format="sav", missing_ranges={"INHARMLAG": [-1, -2]})
    report = check(tmp_path)
    assert found(report, "declared missings", "INHARMLAG")
    assert report.clean


def test_no_value_of_a_person_stands_in_a_report(tree):
    rewrite(tree, "INHA2020", first("INHBESTINKH", 123454321.0e3))
    rewrite(tree, "INPA2020", first("RINPERSOON", "987654X21"))
    report = check(tree)
    said = report.findings.write_csv() + report.quality.filter(pl.col("measure") != "rows").write_csv()
    assert not report.clean
    assert "123454321" not in said
    assert "987654" not in said


def test_the_quality_report_counts_by_file_and_year(tree):
    rewrite(tree, "SECMBUS", overlapping)
    rewrite(tree, "INHA2020", first("INHEHALGR", "9"))
    quality = check(tree).quality
    missing = quality.filter(
        (pl.col("table") == "household_income")
        & (pl.col("column") == "tenure")
        & (pl.col("measure") == "missing_share")
    ).sort("year")
    assert missing["value"].to_list() == [0.0, 1 / 6, 0.0]
    assert quality.filter(pl.col("measure") == "overlapping_spells")["value"].to_list() == [1.0]
    assert date(2020, 1, 1).year in quality["year"].to_list()


def test_the_quality_report_in_one_row_per_file(tree):
    rewrite(tree, "SECMBUS", overlapping)
    rewrite(tree, "INHA2020", twice)
    report = check(tree)
    found = {row["file"]: row for row in by_file(report.quality).to_dicts()}
    assert found["SECMBUS2021V1.parquet"]["overlapping_spells"] == 1
    assert found["INHA2020TABV1.parquet"] | {"missing": None} == {
        "table": "household_income", "year": 2020, "file": "INHA2020TABV1.parquet", "rows": 7, "missing": None, "duplicates": 1,
        "overlapping_spells": 0, "unlisted_codes": 0, "undeclared_sentinels": 0, "keys_that_do_not_link": 0, "lost_in_join": 0,
    }  # fmt: skip
    shown = CliRunner().invoke(command, [str(tree)], env={"COLUMNS": "250"}).output
    assert "Kwaliteit per bestand" in shown and "kwijt bij koppelen" in shown


def test_no_rows_of_what_happens_to_few_is_a_note(tmp_path):
    write_tree(tmp_path, ("parquet",), (table("survivor_benefit"),))
    for path in tmp_path.rglob("ANWUITKERING1A202012*.parquet"):
        pl.read_parquet(path).head(0).write_parquet(path)
    report = check(tmp_path)
    assert found(report, "rows", rows=0)
    assert report.clean
