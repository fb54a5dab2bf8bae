"""Municipality codes and mergers; the numbers of municipalities per year are those CBS published."""

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError
from vroegsignalering.facts.gemeenten import codes_of, current_codes, gemeente_code, match_codes, successors
from vroegsignalering.facts.published import load

PUBLISHED = {2013: 408, 2014: 403, 2015: 393, 2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 345,
             2023: 342, 2024: 342, 2025: 342}  # fmt: skip


@pytest.mark.parametrize("year", PUBLISHED)
def test_as_many_municipalities_as_there_were(year):
    assert len(codes_of(year)) == PUBLISHED[year]


@pytest.mark.parametrize(
    ("written", "code"),
    [("0363", "GM0363"), (363, "GM0363"), ("GM0363  ", "GM0363"), ("gm363", "GM0363"), (363.0, "GM0363"), ("003", "GM0003"),
     ("Utrecht", None), ("", None), (None, None), ("00", None), ("03630", None)],
)  # fmt: skip
def test_any_way_of_writing_a_code(written, code):
    assert gemeente_code(written) == code


def test_mergers_chain_over_years():
    moved = successors(2013, 2024)
    new = dict(zip(moved["old_code"], moved["new_code"], strict=True))
    assert new["GM0653"] == "GM1940"  # Gaasterlan-Sleat, De Friese Meren, De Fryske Marren
    assert new["GM0457"] == "GM0363"  # Weesp in Amsterdam
    assert new["GM0344"] == "GM0344"
    assert new["GM0788"] is None  # Haaren went to four municipalities
    known = moved.drop_nulls("new_code")
    assert set(known["new_code"]) <= current_codes()


def test_the_divided_are_marked():
    moved = successors(2020, 2021)
    assert moved.filter(pl.col("divided"))["old_code"].to_list() == ["GM0788"]


def test_codes_that_do_not_match_are_reported():
    found = match_codes(["0344", "0788", "GM0457", "1992", "0365", "9999", "Utrecht"], 2021)
    status = dict(zip(found["written"], found["status"], strict=True))
    assert status == {"0344": "known", "0788": "divided", "GM0457": "known", "1992": "later", "0365": "merged",
                      "9999": "unknown", "Utrecht": "unknown"}  # fmt: skip
    assert found.filter(pl.col("written") == "0365")["new_code"].item() == "GM0361"


def test_a_year_without_known_mergers_is_refused():
    with pytest.raises(DeclarationError, match="1999"):
        codes_of(1999)
    with pytest.raises(DeclarationError, match="forward"):
        successors(2022, 2019)


def test_the_table_of_mergers_is_consistent():
    mergers = load("municipal_mergers")
    assert set(mergers["source_type"]) == {"general_knowledge"}
    assert mergers.filter(pl.col("old_code") == pl.col("new_code")).is_empty()
    single = mergers.filter(pl.col("divided") == "no")
    assert not single.select("classification_year", "old_code").is_duplicated().any()
    for year, changes in mergers.group_by("classification_year"):
        assert set(changes["old_code"]) <= codes_of(year[0] - 1)
        assert set(changes["new_code"]) <= codes_of(year[0])
