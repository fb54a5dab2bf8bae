"""Parameters, household files and frames: what is refused, and with which words."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vroegsignalering import facts
from vroegsignalering.errors import DeclarationError, RegisterError, UsageError
from vroegsignalering.schemes import (
    COLUMNS,
    SCHEMES,
    Parameters,
    entitlements,
    example_households,
    example_outcomes,
    overview,
    read_household,
    scheme_parameters_table,
)
from vroegsignalering.texts import Texts

JULY = date(2023, 7, 1)


def test_a_value_holds_from_its_date_until_the_next():
    norm = "norm_net_incl_holiday_single_21_AOW"
    assert Parameters(date(2023, 6, 30))("bijstand", norm) == 1195.66
    assert Parameters(date(2023, 7, 1))("bijstand", norm) == 1216.62
    assert Parameters(date(2023, 12, 31))("bijstand", norm) == 1216.62


def test_a_value_never_outlives_the_year_it_was_published_for():
    with pytest.raises(DeclarationError, match="no asset_limit_single on 2026-01-01") as fault:
        Parameters(date(2026, 1, 1))("bijstand", "asset_limit_single")
    assert fault.value.found == "known for 2022, 2023, 2024, 2025"


def test_a_parameter_that_does_not_exist():
    with pytest.raises(DeclarationError, match="no amount on") as fault:
        Parameters(JULY)("bijstand", "amount")
    assert fault.value.found == "never published here"


def test_a_row_for_two_schemes_serves_both():
    p = Parameters(JULY)
    assert p("zorgtoeslag", "asset_limit_single") == p("kindgebonden_budget", "asset_limit_single") == 127582


def test_ages_are_years_with_months():
    assert Parameters(JULY)("AOW", "pension_age") == pytest.approx(66 + 10 / 12)


def test_the_mark_of_unverified_rows_reaches_the_reader():
    table = scheme_parameters_table()
    published = facts.load("scheme_parameters")
    for scheme, name in (
        published.filter(pl.col("source_type").is_in(list(facts.UNVERIFIED)))
        .select("scheme", "parameter")
        .iter_rows()
    ):
        rows = table.filter((pl.col("scheme") == scheme.split("+")[0]) & (pl.col("parameter") == name))
        assert rows.is_empty() or "no" in rows["verified"].to_list(), (scheme, name)
    assert set(table["verified"]) == {"yes", "no"}
    assert table["source"].null_count() == table["unit"].null_count() == 0


def test_periods_do_not_overlap():
    table = scheme_parameters_table().sort("scheme", "parameter", "valid_from")
    later = table.with_columns(next_from=pl.col("valid_from").shift(-1).over("scheme", "parameter"))
    assert later.filter(pl.col("next_from") <= pl.col("valid_to")).is_empty()
    assert table.filter(pl.col("valid_to") < pl.col("valid_from")).is_empty()


def test_missing_columns_are_named():
    frame = example_households()[0].frame.drop("wealth_eur", "age")
    with pytest.raises(RegisterError, match="lacks columns for bijstand") as fault:
        entitlements(frame, JULY, schemes=["bijstand"])
    assert fault.value.found == "absent: age, wealth_eur"


def test_columns_of_text_are_named():
    frame = example_households()[0].frame.with_columns(pl.col("wealth_eur").cast(pl.String))
    with pytest.raises(RegisterError, match="another type") as fault:
        entitlements(frame, JULY, schemes=["bijstand"])
    assert fault.value.found == "wealth_eur is String"


def test_a_scheme_reads_no_column_that_it_does_not_need():
    for name, scheme in SCHEMES.items():
        assert set(scheme.needs) <= set(COLUMNS)
        frame = example_households()[0].frame.select(list(dict.fromkeys(scheme.needs)))
        assert entitlements(frame, JULY, schemes=[name]).height == 1


def test_an_unknown_scheme():
    with pytest.raises(UsageError, match="no scheme named studietoeslag"):
        entitlements(example_households()[0].frame, JULY, schemes=["studietoeslag"])


def test_a_day_without_parameters_is_an_error_for_frames_and_a_mark_for_one_household():
    example = example_households()[0]
    with pytest.raises(DeclarationError, match="huurtoeslag: no"):
        entitlements(example.frame, date(2024, 7, 1), schemes=["huurtoeslag"])
    outcomes = {outcome.scheme.name: outcome for outcome in overview(example, on=date(2024, 7, 1))}
    assert outcomes["huurtoeslag"].entitled is None and outcomes["huurtoeslag"].unknown
    assert outcomes["bijstand"].entitled is True


def test_no_rows_give_no_rows():
    frame = example_households()[0].frame.clear()
    assert entitlements(frame, JULY).shape == (0, 2 * len(SCHEMES))


MINIMAL = """
age = 41
is_tenant = true
rent_eur_month = 580.0
assessment_income_eur_year = 14600.0
net_income_eur_month = 0.0
wealth_eur = 900.0
"""


def described(tmp_path, text: str):
    path = tmp_path / "household.toml"
    path.write_text(text, encoding="utf-8")
    return read_household(path)


def test_a_short_file_is_enough(tmp_path):
    household = described(tmp_path, MINIMAL + "children_ages = [0, 5, 6, 12, 16, 17]")
    row = household.frame.row(0, named=True)
    assert [row[f"children_{band}"] for band in ("0_5", "6_11", "12_15", "16_17")] == [2, 1, 1, 2]
    assert household.on == JULY


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINIMAL.replace("age = 41", ""), "not complete"),
        (MINIMAL + "adress = 1", "'adress' is not understood"),
        (MINIMAL.replace("41", "'forty'"), "age is not a number"),
        (MINIMAL.replace("41", "nan"), "age is not a number"),
        (MINIMAL.replace("41", "-1"), "negative"),
        (MINIMAL.replace("580.0", "-580.0"), "negative"),
        (MINIMAL.replace("true", "1"), "is_tenant is not true or false"),
        (MINIMAL + "other_adults = 1.5", "not a whole number"),
        (MINIMAL + "has_partner = true", "a partner without age"),
        (MINIMAL + "children_ages = [18]", "ages from 0 to 17"),
        (MINIMAL + "children_ages = 3", "ages from 0 to 17"),
        (MINIMAL + "date = '2023'", "date is not a date"),
        (MINIMAL + "[individuele_inkomenstoeslag]\namount_single = 'x'", "amount_single is not a number"),
        ("age = = 1", "not a TOML file"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, text, says):
    with pytest.raises(DeclarationError, match=says):
        described(tmp_path, text)


def test_an_absent_file(tmp_path):
    with pytest.raises(DeclarationError, match="no such household file"):
        read_household(tmp_path / "none.toml")


def test_a_gemeente_may_set_its_own_amounts(tmp_path):
    own = "low_income_months = 60\n[individuele_inkomenstoeslag]\namount_single = 444\nmonths_of_low_income = 60\n"
    outcomes = {o.scheme.name: o for o in overview(described(tmp_path, MINIMAL + own))}
    supplement = outcomes["individuele_inkomenstoeslag"]
    assert supplement.eur_month * 12 == pytest.approx(444)
    assert not supplement.verified
    assert any(p.source == "as given with the household" for p in supplement.parameters)


def test_the_examples_cover_every_scheme_and_every_answer():
    table = example_outcomes()
    assert set(table["scheme"]) == set(SCHEMES)
    for scheme in SCHEMES:
        answers = set(table.filter(pl.col("scheme") == scheme)["entitled"])
        assert answers == {True, False}, scheme
    assert table["title_en"].n_unique() == table["household"].n_unique()


def test_an_overview_agrees_with_the_frame():
    for example in example_households():
        wide = entitlements(example.frame, example.on).row(0, named=True)
        for outcome in overview(example):
            assert outcome.entitled == wide[f"{outcome.scheme.name}_entitled"]
            assert outcome.eur_month == pytest.approx(wide[f"{outcome.scheme.name}_eur_month"])
            met = all(reason.holds for reason in outcome.reasons)
            assert outcome.entitled == met, outcome.scheme.name


def test_every_text_has_its_english():
    english = Texts("en")
    said = set()
    for scheme in SCHEMES.values():
        said |= {scheme.title, scheme.says, scheme.caveat, scheme.apply_at}
        said |= {condition.says for condition in scheme.build(Parameters(JULY)).conditions}
    assert [text for text in sorted(said) if english(text) == text] == []
