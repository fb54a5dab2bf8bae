"""The lines: amounts as published, derived amounts marked, records judged, and the basic-needs rule by hand."""

from __future__ import annotations

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, RegisterError
from vroegsignalering.poverty import (
    BASIC_NEEDS,
    EU_MEDIAN_60,
    LOW_INCOME,
    Composition,
    basic_needs,
    below_basic_needs,
    cbs_factor,
    is_below,
    is_near,
    line_amount,
    lines_table,
    median_share,
    oecd_modified,
    social_minimum,
    standard_lines,
)
from vroegsignalering.texts import Texts

SINGLE, COUPLE = Composition(), Composition(adults=2)
FAMILY = Composition(adults=2, children=2)


@pytest.mark.parametrize(
    ("line", "year", "household", "eur"),
    [
        (LOW_INCOME, 2022, SINGLE, 1200.0),
        (LOW_INCOME, 2022, FAMILY, 2300.0),
        (LOW_INCOME, 2016, Composition(children=1), 1370.0),
        (LOW_INCOME, 2000, SINGLE, 9250 / 12),
        (BASIC_NEEDS, 2023, SINGLE, 1510.0),
        (BASIC_NEEDS, 2023, FAMILY, 2535.0),
        (BASIC_NEEDS, 2024, Composition(adults=2, children=2, teenagers=2), 3000.0),
    ],
)
def test_published_amounts_come_as_published(line, year, household, eur):
    amount = line_amount(line, year, household)
    assert amount.amount_eur_month == pytest.approx(eur)
    assert amount.verified and not amount.derived


def test_a_derived_amount_names_its_rule_and_is_not_verified():
    couple = line_amount(LOW_INCOME, 2019, COUPLE)
    assert couple.amount_eur_month == pytest.approx(1090 * 1.37)
    assert "1.37" in couple.derived and not couple.verified


def test_the_working_value_of_2023_is_marked():
    amount = line_amount(LOW_INCOME, 2023, SINGLE)
    assert amount.amount_eur_month == 1246.0
    assert amount.derived and not amount.verified


def test_years_in_between_are_interpolated_at_a_constant_rate():
    # 2019: 1090, 2022: 1200; two of three years on
    assert line_amount(LOW_INCOME, 2021, SINGLE).amount_eur_month == pytest.approx(
        1090 * (1200 / 1090) ** (2 / 3)
    )


@pytest.mark.parametrize("year", [1999, 2024])
def test_no_low_income_line_outside_the_published_years(year):
    with pytest.raises(DeclarationError, match=f"no low-income line for {year}"):
        line_amount(LOW_INCOME, year, SINGLE)


def test_a_share_of_the_median_has_no_table():
    with pytest.raises(DeclarationError, match="no table of amounts"):
        line_amount(EU_MEDIAN_60, 2022, SINGLE)


def test_the_social_minimum_of_2023_by_hand():
    # the mean of the half years
    norm = (1195.66 + 1216.62) / 2
    assert line_amount(social_minimum(), 2023, SINGLE).amount_eur_month == pytest.approx(norm)
    assert line_amount(social_minimum(120), 2023, SINGLE).amount_eur_month == pytest.approx(1.2 * norm)
    # couple with a child of 6-11: norm, kinderbijslag, kindgebonden budget of a first child
    child = (327.56 + 317.77) / 2 / 3 + 1653 / 12
    family = line_amount(social_minimum(), 2023, Composition(adults=2, children=1))
    assert family.amount_eur_month == pytest.approx((1708.08 + 1738.02) / 2 + child)


def test_the_social_minimum_of_other_years_by_hand():
    """Norms of 2022 and 2025, and child benefit of July 2024, stand in the rows that were added to the published table."""
    assert line_amount(social_minimum(), 2022, SINGLE).amount_eur_month == pytest.approx(
        (1091.71 + 1101.82) / 2
    )
    assert line_amount(social_minimum(), 2025, COUPLE).amount_eur_month == pytest.approx(
        (1922.07 + 1955.80) / 2
    )
    norm, child = (1834.04 + 1869.21) / 2, (339.38 + 342.05) / 2 / 3 + 2436 / 12
    family = line_amount(social_minimum(), 2024, Composition(adults=2, children=1))
    assert family.amount_eur_month == pytest.approx(norm + child)
    with pytest.raises(
        DeclarationError, match="no age_6_11 for 2021|no norm_net_incl_holiday_couple_21_AOW for 2021"
    ):
        line_amount(social_minimum(), 2021, COUPLE)


def test_the_table_holds_unique_rows_with_source_and_mark():
    table = lines_table()
    assert table.columns[:5] == ["line", "year", "household", "amount_eur_month", "source"]
    assert not table.select("line", "year", "household").is_duplicated().any()
    assert table.select("source", "verified").null_count().sum_horizontal().item() == 0
    assert table.filter(pl.col("derived") != "")["verified"].unique().to_list() == ["no"]
    assert set(table["verified"]) == {"yes", "no"}


def test_definitions_say_what_they_are_in_both_languages():
    english = Texts("en")
    for line in standard_lines().values():
        assert line.population and line.compared and line.source
        for text in (line.title, line.says, line.population, line.compared):
            assert english(text) != text


def test_long_term_years_and_near_share_are_those_published():
    assert (LOW_INCOME.long_term_years, BASIC_NEEDS.long_term_years, BASIC_NEEDS.near_share) == (4, 3, 0.25)


def test_below_is_strictly_below():
    recorded = pl.DataFrame({"p": [99, 100, 101, 109, 110, 120, None]})
    low = recorded.select(is_below(pl.col("p"), LOW_INCOME))["p"].to_list()
    assert low == [True, False, False, False, False, False, None]
    policy = recorded.select(is_below(pl.col("p"), social_minimum(110)))["p"].to_list()
    assert policy == [True, True, True, True, False, False, None]


def test_a_record_in_percent_of_the_european_line_serves_other_shares():
    recorded = pl.DataFrame({"p": [83, 84, 100]})
    half = recorded.select(is_below(pl.col("p"), median_share(0.5)))["p"].to_list()
    assert half == [True, False, False]  # 50 / 60 = 83.3 %


def test_the_basic_needs_line_has_no_percentage():
    with pytest.raises(DeclarationError, match="no percentage is recorded"):
        is_below(pl.col("p"), BASIC_NEEDS)


def test_near_needs_a_published_share():
    with pytest.raises(DeclarationError, match="give the share"):
        is_near(pl.col("p"), LOW_INCOME)


@pytest.mark.parametrize("percent", [0, 49, 201])
def test_percentages_that_make_no_line(percent):
    with pytest.raises(DeclarationError):
        social_minimum(percent)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.6])
def test_shares_that_make_no_line(share):
    with pytest.raises(DeclarationError):
        median_share(share)


def test_equivalence_factors():
    assert cbs_factor(Composition(adults=2), 2018) == (1.37, True)
    assert cbs_factor(FAMILY, 2022) == (1.917, True)
    factor, published = cbs_factor(Composition(adults=3), 2022)
    assert (factor, published) == (1.732, False)
    people = pl.DataFrame({"older": [1, 2, 3], "young": [0, 2, 1]})
    assert people.select(f=oecd_modified(pl.col("older"), pl.col("young")))["f"].to_list() == pytest.approx(
        [1, 2.1, 2.3]
    )


@pytest.mark.parametrize("odd", [{"adults": 0}, {"children": -1}, {"children": 1, "teenagers": 2}])
def test_compositions_that_are_no_household(odd):
    with pytest.raises(DeclarationError, match="not a household"):
        Composition(**odd)


def a_single(**changed: float | None) -> pl.DataFrame:
    household = {
        "disposable_income_eur_month": 1500.0,
        "housing_eur_month": 590.0,
        "energy_eur_month": 145.0,
        "health_eur_month": 1889 / 12,
        "liquid_wealth_eur": 1000.0,
        "adults": 1,
        "children": 0,
        "teenagers": 0,
    }
    return pl.DataFrame(
        {**household, **changed}, schema_overrides={"disposable_income_eur_month": pl.Float64}
    )


def test_with_standard_costs_the_rule_is_the_line():
    below = below_basic_needs(a_single(disposable_income_eur_month=1509.99), 2023)
    assert below["below_basic_needs_line"].item()
    on_it = below_basic_needs(a_single(disposable_income_eur_month=1510.01), 2023)
    assert not on_it["below_basic_needs_line"].item() and on_it["near_basic_needs_line"].item()
    assert below["other_needs_eur_month"].item() == pytest.approx(1510 - 590 - 145 - 1889 / 12)


def test_actual_costs_move_the_household():
    dear = below_basic_needs(a_single(disposable_income_eur_month=1600.0, housing_eur_month=690.0), 2023)
    assert dear["below_basic_needs_line"].item()
    cheap = below_basic_needs(a_single(housing_eur_month=400.0), 2023)
    assert not cheap["below_basic_needs_line"].item()


def test_enough_liquid_wealth_lifts_the_household_off_the_line():
    year_of_the_line = 12 * 1510
    assert below_basic_needs(a_single(liquid_wealth_eur=year_of_the_line - 1), 2023)[
        "below_basic_needs_line"
    ].item()
    saved = below_basic_needs(a_single(liquid_wealth_eur=year_of_the_line), 2023)
    assert not saved["below_basic_needs_line"].item() and not saved["near_basic_needs_line"].item()


def test_near_ends_a_quarter_above_the_line():
    edge = 1510 + 0.25 * 1510
    assert below_basic_needs(a_single(disposable_income_eur_month=edge - 0.01), 2023)[
        "near_basic_needs_line"
    ].item()
    assert not below_basic_needs(a_single(disposable_income_eur_month=edge + 0.01), 2023)[
        "near_basic_needs_line"
    ].item()


def test_published_households_are_met_by_the_steps():
    needs = basic_needs(2023)
    people = pl.DataFrame({"a": [1, 2, 2, 1], "c": [0, 2, 2, 2], "t": [0, 0, 2, 2]})
    line = people.select(line=needs.line(pl.col("a"), pl.col("c"), pl.col("t")))["line"].to_list()
    assert line == pytest.approx([1510, 2535, 2910, 2500])


def test_an_unknown_cost_is_an_unknown_status():
    rows = a_single().with_columns(energy_eur_month=pl.lit(None, dtype=pl.Float64))
    assert below_basic_needs(rows, 2023)["below_basic_needs_line"].to_list() == [None]


def test_the_rule_refuses_registers_without_costs():
    with pytest.raises(RegisterError, match="without actual costs") as fault:
        below_basic_needs(a_single().drop("energy_eur_month"), 2023)
    assert fault.value.found == "absent: energy_eur_month"
    with pytest.raises(RegisterError, match="not numbers"):
        below_basic_needs(a_single().with_columns(adults=pl.lit("1")), 2023)
    with pytest.raises(DeclarationError, match="no basic-needs line for 2019"):
        below_basic_needs(a_single(), 2019)


def test_near_another_share_of_the_median_is_counted_from_that_line():
    """Registers hold percent of the 60 % line; the 50 % line lies at 83.33 of it, and a tenth above at 91.67."""
    percents = pl.DataFrame({"p": [83.3, 83.4, 91.6, 91.7, 100.0]})
    found = percents.select(is_near(pl.col("p"), median_share(0.5), 0.1))["p"].to_list()
    assert found == [False, True, True, False, False]
