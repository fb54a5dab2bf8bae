"""The declarations themselves: unique names, slugs both ways, no file without a lag and a source."""

from datetime import date

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers import encode, months_later
from vroegsignalering.registers.keys import link
from vroegsignalering.registers.schema import Shape
from vroegsignalering.registers.schema_column import Kind
from vroegsignalering.registers.tables import (
    ALL,
    EDUCATION,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_SPELLS,
    PERSONS,
    table,
)


def test_names_are_unique_within_a_table_and_between_tables():
    assert len({found.name for found in ALL}) == len(ALL)
    for found in ALL:
        assert len(set(found.names())) == len(found.names()), found.name


def test_every_table_says_what_it_stands_on():
    for found in ALL:
        assert found.lag.days >= 0
        assert found.lag.source and found.source, found.name
        assert found.nl and found.en
        assert all(name in found.names() for name in (*found.status, *found.unique, *found.born))
        if found.shape is Shape.SPELLS:
            assert found.begins in found.names()


def test_coded_columns_have_both_languages():
    for found in ALL:
        for column in found.columns:
            if column.kind is Kind.CODE:
                assert column.codes, (found.name, column.name)
                assert all(entry.nl and entry.en and entry.slug for entry in column.codes)


def test_labels_and_slugs():
    tenure = HOUSEHOLD_INCOME.column("tenure")
    assert tenure.label("3") == "Huurwoning met huurtoeslag"
    assert tenure.label("3", "en") == "rented with rent allowance"
    assert tenure.label("7") == "7"
    assert tenure.code_of("owner") == "1"
    with pytest.raises(DeclarationError, match="castle"):
        tenure.code_of("castle")


def test_slugs_in_polars_and_back():
    column = EDUCATION.column("highest_attained")
    rows = pl.DataFrame({"highest_attained": ["1111", "3213", None, "9999"]})
    slugs = rows.with_columns(column.slug_expr())
    assert slugs["highest_attained"].to_list() == ["primary", "higher", "unknown", "other"]
    sexes = pl.DataFrame({"sex": ["woman", "man", "unknown"]}).with_columns(PERSONS.column("sex").code_expr())
    assert sexes["sex"].to_list() == ["2", "1", None]


def test_unknown_names_are_refused():
    with pytest.raises(DeclarationError, match="INHATABB"):
        table("INHATABB")
    with pytest.raises(DeclarationError, match="income_eur"):
        HOUSEHOLD_INCOME.column("income_eur")
    assert table("INHATAB") is table("household_income") is HOUSEHOLD_INCOME


def test_the_two_household_keys_do_not_join():
    spells = pl.LazyFrame({"brp_household": ["00000000001220150101"]})
    income = pl.LazyFrame({"main_earner": ["R000000012"], "n": [1]})
    brp, earner = HOUSEHOLD_SPELLS.key("brp_household"), HOUSEHOLD_INCOME.key("main_earner")
    with pytest.raises(DeclarationError, match="does not join"):
        link(spells, income, on=brp, to=earner)
    persons = pl.LazyFrame({"person": ["R000000012", None]})
    joined = link(persons, income, on=PERSONS.key("person"), to=earner).collect()
    assert joined["n"].to_list() == [1, None]


def test_a_join_that_would_multiply_rows_is_an_error():
    persons = pl.LazyFrame({"person": ["R000000012"]})
    again = pl.LazyFrame({"person": ["R000000012", "R000000012"], "n": [1, 2]})
    key = PERSONS.key("person")
    with pytest.raises(pl.exceptions.ComputeError):
        link(persons, again, on=key, to=key).collect()
    assert link(persons, again, on=key, to=key, many=True).collect().height == 2


def test_months_later_keeps_to_the_calendar():
    assert months_later(date(2019, 12, 31), 12) == date(2020, 12, 31)
    assert months_later(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert months_later(date(2020, 11, 30), 3) == date(2021, 2, 28)


def test_a_frame_that_does_not_fit_is_refused():
    with pytest.raises(DeclarationError, match="missing: sex"):
        encode(PERSONS, pl.DataFrame({"person": ["R000000001"], "hobby": ["x"]}), 2020)


def test_every_finding_has_its_dutch():
    import ast
    from pathlib import Path

    from vroegsignalering.registers import checking
    from vroegsignalering.registers.checking.dutch import in_dutch

    said = set()
    for path in Path(checking.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "Rule"):
                words = [
                    keyword.value for keyword in node.keywords if keyword.arg in ("expected", "found", "mend")
                ]
                parts = [
                    part
                    for word in words
                    for part in (getattr(word, "body", word), getattr(word, "orelse", word))
                ]
                said |= {part.value for part in parts if isinstance(part, ast.Constant)}
    same_in_both = {"later"}
    assert len(said) > 80
    assert {text for text in said if in_dutch(text) == text} <= same_in_both
