"""Every scheme on households worked out by hand under the rules of 1 July 2023, edges included."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from vroegsignalering import facts
from vroegsignalering.schemes import COLUMNS, entitlements

JULY = date(2023, 7, 1)
SINGLE: dict[str, Any] = {
    "age": 40.0,
    "has_partner": False,
    "partner_age": None,
    "children_0_5": 0,
    "children_6_11": 0,
    "children_12_15": 0,
    "children_16_17": 0,
    "other_adults": 0,
    "cost_sharers": 0,
    "is_student": False,
    "is_tenant": True,
    "rent_eur_month": 580.0,
    "assessment_income_eur_year": 14600.0,
    "other_adults_income_eur_year": 0.0,
    "net_income_eur_month": 0.0,
    "wealth_eur": 0.0,
    "home_equity_eur": 0.0,
    "low_income_months": 0,
}
COUPLE = {**SINGLE, "has_partner": True, "partner_age": 40.0}


def amount(scheme: str, base: dict[str, Any] = SINGLE, on: date = JULY, **changed: Any) -> float | None:
    """Euro per month; 0 when not entitled, None when it cannot be judged."""
    row = {**base, **changed}
    frame = pl.DataFrame({key: pl.Series([row[key]], dtype=kind) for key, (kind, _) in COLUMNS.items()})
    found = entitlements(frame, on, schemes=[scheme])
    entitled, eur = found.row(0)
    assert entitled is None or entitled == (eur > 0)
    return eur


# bijstand ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("household", "norm"),
    [
        ({}, 1216.62),
        ({"children_6_11": 2}, 1216.62),
        ({"age": 18.0}, 300.36),
        ({"age": 20.9}, 300.36),
        ({"age": 21.0}, 1216.62),
        ({"has_partner": True, "partner_age": 30.0}, 1738.02),
        ({"has_partner": True, "age": 19.0, "partner_age": 20.0}, 2 * 300.36),
        (
            {"has_partner": True, "age": 19.0, "partner_age": 20.0, "children_0_5": 1},
            2 * 300.36 + 0.2 * 1738.02,
        ),
        ({"has_partner": True, "age": 19.0, "partner_age": 30.0}, 300.36 + 1738.02 / 2),
    ],
)
def test_bijstand_tops_up_to_the_norm(household, norm):
    assert amount("bijstand", **household) == pytest.approx(norm)
    assert amount("bijstand", **household, net_income_eur_month=200.0) == pytest.approx(norm - 200)


def test_bijstand_shared_costs_are_the_published_norms():
    published = facts.load("scheme_parameters").filter(
        pl.col("parameter").str.starts_with("kostendelersnorm")
    )
    assert published.height == 5
    for name, value in published.select("parameter", "value").iter_rows():
        persons = int(name.split("_")[1])
        # The page says 660.27 for five persons, where 38 % of the couple's norm is 660.45: cents of its rounding.
        assert amount("bijstand", cost_sharers=persons - 1) == pytest.approx(
            float(value), abs=0.2 if persons == 5 else 0.01
        )
    three_persons = 2 * 753.14
    assert amount("bijstand", COUPLE, cost_sharers=1) == pytest.approx(three_persons, abs=0.02)


@pytest.mark.parametrize(
    ("edge", "entitled"),
    [
        ({"wealth_eur": 7605.0}, True),
        ({"wealth_eur": 7606.0}, False),
        ({"wealth_eur": 15210.0, "children_0_5": 1}, True),
        ({"wealth_eur": 15211.0, "children_0_5": 1}, False),
        ({"home_equity_eur": 64100.0}, True),
        ({"home_equity_eur": 64101.0}, False),
        ({"net_income_eur_month": 1215.62}, True),
        ({"net_income_eur_month": 1216.62}, False),
        ({"net_income_eur_month": 1217.62}, False),
        ({"age": 17.9}, False),
        ({"is_student": True}, False),
        ({"age": 66.0 + 9 / 12}, True),
        ({"age": 66.0 + 10 / 12}, False),
    ],
)
def test_bijstand_edges(edge, entitled):
    assert (amount("bijstand", **edge) > 0) == entitled


# AIO --------------------------------------------------------------------------------------------------------


def test_aio_tops_up_pensioners():
    assert amount("aio", age=70.0, net_income_eur_month=1000.0) == pytest.approx(1357.66 - 1000)
    assert amount("aio", COUPLE, age=60.0, partner_age=70.0, net_income_eur_month=1490.0) == pytest.approx(
        353.60
    )
    assert amount("aio", age=66.0) == 0
    assert amount("aio", age=70.0, net_income_eur_month=1357.66) == 0
    assert amount("aio", age=70.0, wealth_eur=7606.0) == 0


@pytest.mark.parametrize(
    ("edge", "entitled"),
    [
        ({"wealth_eur": 7605.0}, True),
        ({"wealth_eur": 7606.0}, False),
        ({"has_partner": True, "partner_age": 60.0, "wealth_eur": 15210.0}, True),
        ({"has_partner": True, "partner_age": 60.0, "wealth_eur": 15211.0}, False),
        ({"home_equity_eur": 64100.0}, True),
        ({"home_equity_eur": 64101.0}, False),
        ({"net_income_eur_month": 1356.66}, True),
        ({"net_income_eur_month": 1358.66}, False),
        ({"has_partner": True, "partner_age": 60.0, "net_income_eur_month": 1842.60}, True),
        ({"has_partner": True, "partner_age": 60.0, "net_income_eur_month": 1844.60}, False),
        ({"age": 66.0 + 10 / 12}, True),
        ({"age": 66.0 + 9 / 12}, False),
    ],
)
def test_aio_edges(edge, entitled):
    assert (amount("aio", **{**SINGLE, "age": 70.0, **edge}) > 0) == entitled


# zorgtoeslag ------------------------------------------------------------------------------------------------


def test_zorgtoeslag_by_hand():
    norm_premium = 0.00123 * 25070
    assert amount("zorgtoeslag") == pytest.approx((1889 - norm_premium) / 12)
    # 5,000 above the threshold income
    assert amount("zorgtoeslag", assessment_income_eur_year=30070.0) == pytest.approx(
        (1889 - norm_premium - 0.1364 * 5000) / 12
    )
    couple = (2 * 1889 - 0.02427 * 25070) / 12
    assert amount("zorgtoeslag", COUPLE) == pytest.approx(couple)


def test_zorgtoeslag_meets_the_published_maximum_and_income_limit():
    assert int(amount("zorgtoeslag")) == 154  # max_single_month of 2023, cut off to euros
    at_limit = amount("zorgtoeslag", assessment_income_eur_year=38520.0)
    assert at_limit * 12 == pytest.approx(24, abs=1)  # less than 24 euro a year is not paid


@pytest.mark.parametrize(
    ("edge", "entitled"),
    [
        ({"assessment_income_eur_year": 38520.0}, True),
        ({"assessment_income_eur_year": 38521.0}, False),
        ({"wealth_eur": 127582.0}, True),
        ({"wealth_eur": 127583.0}, False),
        ({"age": 17.0}, False),
    ],
)
def test_zorgtoeslag_edges(edge, entitled):
    assert (amount("zorgtoeslag", **edge) > 0) == entitled


def test_zorgtoeslag_edges_of_couples():
    assert amount("zorgtoeslag", COUPLE, assessment_income_eur_year=48224.0) > 0
    assert amount("zorgtoeslag", COUPLE, assessment_income_eur_year=48225.0) == 0
    assert amount("zorgtoeslag", COUPLE, wealth_eur=161329.0) > 0
    assert amount("zorgtoeslag", COUPLE, wealth_eur=161330.0) == 0


# huurtoeslag ------------------------------------------------------------------------------------------------

FULL = 452.20 - 225.54


def test_huurtoeslag_in_slices():
    assert amount("huurtoeslag", rent_eur_month=400.0) == pytest.approx(400 - 225.54)
    assert amount("huurtoeslag") == pytest.approx(FULL + 0.65 * (580 - 452.20))
    # above the cap 40 % for a single person, nothing for two below the pension age
    low_cap = FULL + 0.65 * (647.19 - 452.20)
    assert amount("huurtoeslag", rent_eur_month=700.0) == pytest.approx(low_cap + 0.4 * (700 - 647.19))
    assert amount("huurtoeslag", COUPLE, rent_eur_month=700.0) == pytest.approx(low_cap)
    high_cap = FULL + 0.65 * (693.60 - 452.20)
    assert amount("huurtoeslag", COUPLE, rent_eur_month=720.0, children_0_5=1) == pytest.approx(high_cap)
    old = (452.20 - 221.91) + 0.65 * (647.19 - 452.20) + 0.4 * (700 - 647.19)
    assert amount("huurtoeslag", COUPLE, age=70.0, rent_eur_month=700.0) == pytest.approx(old)


def test_huurtoeslag_base_rent_grows_with_income():
    base = 0.000000474433 * 25000**2 + 0.002448638402 * 25000
    assert amount("huurtoeslag", assessment_income_eur_year=25000.0) == pytest.approx(
        (452.20 - base) + 0.65 * (580 - 452.20)
    )
    # incomes of other residents count
    several = 0.000000279402 * 35000**2 + 0.001893212113 * 35000
    found = amount(
        "huurtoeslag",
        assessment_income_eur_year=25000.0,
        other_adults=1,
        other_adults_income_eur_year=10000.0,
    )
    assert found == pytest.approx((452.20 - several) + 0.65 * (580 - 452.20))


@pytest.mark.parametrize(
    ("kind", "income"),
    [
        ({}, 19375.0),
        ({"other_adults": 1}, 25225.0),
        ({"age": 70.0}, 20500.0),
        ({"age": 70.0, "other_adults": 1}, 27275.0),
    ],
)
def test_the_formula_meets_the_minimum_where_it_begins(kind, income):
    at_point = amount("huurtoeslag", **kind, assessment_income_eur_year=income)
    just_above = amount("huurtoeslag", **kind, assessment_income_eur_year=income + 1)
    assert just_above == pytest.approx(at_point, abs=0.05)
    assert just_above < at_point + 0.01


@pytest.mark.parametrize(
    ("edge", "entitled"),
    [
        ({"rent_eur_month": 808.06}, True),
        ({"rent_eur_month": 809.06}, False),
        ({"age": 22.0, "rent_eur_month": 452.20}, True),
        ({"age": 22.0, "rent_eur_month": 453.20}, False),
        ({"age": 22.0, "rent_eur_month": 580.0, "children_0_5": 1}, True),
        ({"wealth_eur": 33748.0}, True),
        ({"wealth_eur": 33749.0}, False),
        ({"has_partner": True, "partner_age": 40.0, "wealth_eur": 67496.0}, True),
        ({"has_partner": True, "partner_age": 40.0, "wealth_eur": 67497.0}, False),
        ({"rent_eur_month": 225.54}, False),
        ({"rent_eur_month": 226.54}, True),
        ({"is_tenant": False}, False),
        ({"age": 17.0}, False),
    ],
)
def test_huurtoeslag_edges(edge, entitled):
    assert (amount("huurtoeslag", **edge) > 0) == entitled


def test_huurtoeslag_ends_at_the_income_whose_base_rent_is_the_rent():
    """No limit stands in the law since 2020: ``a I^2 + b I = 580`` for a single person gives I = 32,478.95."""
    assert 0 < amount("huurtoeslag", assessment_income_eur_year=32_478.0) < 0.05
    assert amount("huurtoeslag", assessment_income_eur_year=32_479.0) == 0


# children ---------------------------------------------------------------------------------------------------


def test_kindgebonden_budget_by_hand():
    two = {"children_0_5": 1, "children_6_11": 1}
    assert amount("kindgebonden_budget", COUPLE, **two) == pytest.approx((1653 + 1532) / 12)
    assert amount("kindgebonden_budget", **two) == pytest.approx((1653 + 1532 + 3848) / 12)
    teens = {"children_12_15": 1, "children_16_17": 1}
    assert amount("kindgebonden_budget", COUPLE, **teens) == pytest.approx((1653 + 1532 + 267 + 476) / 12)
    tapered = (1653 + 1532 - 0.0675 * (50000 - 43397)) / 12
    assert amount("kindgebonden_budget", COUPLE, **two, assessment_income_eur_year=50000.0) == pytest.approx(
        tapered
    )
    assert amount("kindgebonden_budget", COUPLE, **two, assessment_income_eur_year=120000.0) == 0
    assert amount("kindgebonden_budget", COUPLE) == 0


def test_kindgebonden_budget_edges():
    child = {"children_0_5": 1}
    at, above = (
        amount("kindgebonden_budget", **child, assessment_income_eur_year=y) for y in (25070.0, 25071.0)
    )
    assert at - above == pytest.approx(0.0675 / 12)
    assert amount("kindgebonden_budget", **child, wealth_eur=127582.0) > 0
    assert amount("kindgebonden_budget", **child, wealth_eur=127583.0) == 0
    assert amount("kindgebonden_budget", COUPLE, **child, wealth_eur=161329.0) > 0
    assert amount("kindgebonden_budget", COUPLE, **child, wealth_eur=161330.0) == 0
    # (1,653 + 3,848) / 6.75 % = 81,496.30 above the threshold of 25,070 nothing is left; a couple: 24,488.89 above 43,397
    assert amount("kindgebonden_budget", **child, assessment_income_eur_year=106_566.0) > 0
    assert amount("kindgebonden_budget", **child, assessment_income_eur_year=106_567.0) == 0
    assert amount("kindgebonden_budget", COUPLE, **child, assessment_income_eur_year=67_885.0) > 0
    assert amount("kindgebonden_budget", COUPLE, **child, assessment_income_eur_year=67_886.0) == 0


def test_kindgebonden_budget_of_2024_has_one_amount_per_child():
    found = amount("kindgebonden_budget", COUPLE, on=date(2024, 1, 1), children_6_11=2, children_12_15=1)
    assert found == pytest.approx((3 * 2436 + 694) / 12)


def test_kinderbijslag_by_age_and_date():
    children = {"children_0_5": 1, "children_6_11": 1, "children_12_15": 1, "children_16_17": 1}
    assert amount("kinderbijslag", **children) == pytest.approx((261.70 + 317.77 + 2 * 373.85) / 3)
    assert amount("kinderbijslag", on=date(2023, 6, 30), children_0_5=1) == pytest.approx(269.76 / 3)
    rich = amount("kinderbijslag", children_0_5=1, assessment_income_eur_year=500000.0)
    assert rich == pytest.approx(261.70 / 3)
    assert amount("kinderbijslag", children_0_5=1, wealth_eur=5e6) == pytest.approx(261.70 / 3)
    assert amount("kinderbijslag") == 0


def test_kinderbijslag_of_other_years_is_what_was_published():
    children = {"children_0_5": 1, "children_6_11": 1, "children_12_15": 1}
    for on, quarter in (
        (date(2022, 3, 31), 230.69 + 280.13 + 329.56),
        (date(2022, 7, 1), 249.31 + 302.74 + 356.16),
        (date(2024, 7, 1), 281.69 + 342.05 + 402.41),
        (date(2025, 1, 1), 286.45 + 347.83 + 409.21),
    ):
        assert amount("kinderbijslag", on=on, **children) == pytest.approx(quarter / 3), on


@pytest.mark.parametrize(
    ("household", "norm"),
    [
        ({}, 1345.45),
        ({"age": 19.0}, 332.17),
        ({"has_partner": True, "partner_age": 30.0}, 1922.07),
        ({"has_partner": True, "age": 19.0, "partner_age": 20.0}, 664.34),
        ({"has_partner": True, "age": 19.0, "partner_age": 20.0, "children_0_5": 1}, 1048.75),
        ({"has_partner": True, "age": 19.0, "partner_age": 30.0}, 1293.21),
        ({"has_partner": True, "age": 19.0, "partner_age": 30.0, "children_0_5": 1}, 1677.62),
    ],
)
def test_norms_of_2025_are_those_that_a_gemeente_published(household, norm):
    assert amount("bijstand", on=date(2025, 1, 15), **household) == pytest.approx(norm, abs=0.011)


def test_zorgtoeslag_of_2025_meets_the_published_amounts_and_income_limit():
    on = date(2025, 3, 1)  # amounts per month as the press printed them, euros without cents
    assert int(amount("zorgtoeslag", on=on, assessment_income_eur_year=20000.0)) == 131
    assert int(amount("zorgtoeslag", COUPLE, on=on, assessment_income_eur_year=20000.0)) == 250
    for income, single, couple in ((30000.0, 112, 232), (35000.0, 55, 175), (39000.0, 10, 129)):
        assert int(amount("zorgtoeslag", on=on, assessment_income_eur_year=income)) == single
        assert int(amount("zorgtoeslag", COUPLE, on=on, assessment_income_eur_year=income)) == couple
    assert amount("zorgtoeslag", on=on, assessment_income_eur_year=39720.0) == 0


# municipal schemes ------------------------------------------------------------------------------------------

LONG = {"low_income_months": 36, "net_income_eur_month": 1000.0}


@pytest.mark.parametrize(
    ("household", "year"),
    [
        ({}, 300),
        ({"children_6_11": 1}, 500),
        ({"children_12_15": 1}, 550),
        ({"has_partner": True, "partner_age": 30.0}, 400),
        ({"has_partner": True, "partner_age": 30.0, "children_16_17": 2}, 600),
    ],
)
def test_individuele_inkomenstoeslag_by_hand(household, year):
    assert amount("individuele_inkomenstoeslag", **LONG, **household) * 12 == pytest.approx(year)


@pytest.mark.parametrize(
    ("edge", "entitled"),
    [
        ({"low_income_months": 35}, False),
        ({"net_income_eur_month": 1338.28}, True),  # 110 % of 1,216.62 is 1,338.282
        ({"net_income_eur_month": 1339.28}, False),
        ({"wealth_eur": 7605.0}, True),
        ({"wealth_eur": 7606.0}, False),
        ({"children_0_5": 1, "wealth_eur": 15210.0}, True),
        ({"children_0_5": 1, "wealth_eur": 15211.0}, False),
        ({"age": 20.0}, False),
        ({"age": 67.0}, False),
        ({"is_student": True}, False),
    ],
)
def test_individuele_inkomenstoeslag_edges(edge, entitled):
    assert (amount("individuele_inkomenstoeslag", **{**LONG, **edge}) > 0) == entitled


@pytest.mark.parametrize(
    ("income", "entitled"),
    [(1459.94, True), (1460.94, False)],  # 120 % of 1,216.62 is 1,459.944
)
def test_energietoeslag_edges(income, entitled):
    found = amount("energietoeslag", net_income_eur_month=income)
    assert found * 12 == pytest.approx(1300 if entitled else 0)
    rich = amount("energietoeslag", net_income_eur_month=income, wealth_eur=5e6)
    assert rich == found, "the rule looks at no wealth"


def test_energietoeslag_of_2022_and_of_pensioners():
    norm = 1.2 * 1225.67
    assert amount("energietoeslag", on=date(2022, 8, 1), age=70.0, net_income_eur_month=norm - 0.01) > 0
    assert amount("energietoeslag", on=date(2022, 8, 1), age=70.0, net_income_eur_month=norm + 0.01) == 0


# unknown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "gap"),
    [
        ("bijstand", "net_income_eur_month"),
        ("bijstand", "has_partner"),
        ("bijstand", "wealth_eur"),
        ("bijstand", "cost_sharers"),
        ("zorgtoeslag", "assessment_income_eur_year"),
        ("huurtoeslag", "rent_eur_month"),
        ("huurtoeslag", "assessment_income_eur_year"),
        ("huurtoeslag", "is_tenant"),
        ("kindgebonden_budget", "children_0_5"),
        ("individuele_inkomenstoeslag", "low_income_months"),
        ("energietoeslag", "is_student"),
    ],
)
def test_what_is_not_known_is_not_no(scheme, gap):
    household = {**SINGLE, "children_6_11": 1, "low_income_months": 40}
    assert amount(scheme, household) > 0
    assert amount(scheme, household, **{gap: None}) is None


def test_a_partner_of_unknown_age():
    assert amount("bijstand", COUPLE, partner_age=None) is None


def test_a_condition_that_surely_fails_is_no_whatever_is_unknown():
    assert amount("bijstand", wealth_eur=50000.0, net_income_eur_month=None) == 0
