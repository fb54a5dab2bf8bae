"""The net income that rules of support look at, for a handful of households written down by hand."""

from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.registers import Registers, write_table
from vroegsignalering.registers import tables as t
from vroegsignalering.schemes import energy_allowance
from vroegsignalering.study.support import households

MEMBERS = [
    # person, main earner, position, birth year, gross, assistance, other provisions, state pension
    (1, 1, "1", 1980, 20_000.0, 0.0, 1_300.0, 0.0),  # alone, with the energy allowance
    (2, 2, "1", 1980, 20_000.0, 0.0, 300.0, 0.0),  # a smaller provision, all of it taken for the allowance
    (3, 3, "1", 1975, 17_000.0, 0.0, 18_100.0, 0.0),  # IOAW and the allowance in one amount
    (4, 4, "1", 1970, 10_000.0, 0.0, 0.0, 0.0),  # a parent who earns 10 000, with a grown child ...
    (5, 4, "6", 1998, 30_000.0, 0.0, 0.0, 0.0),  # ... that earns 30 000
    (6, 6, "1", 1970, 12_000.0, 12_000.0, 0.0, 0.0),  # assistance only, with a grown child without income
    (7, 6, "6", 2000, 0.0, 0.0, 0.0, 0.0),
    (8, 8, "1", 1950, 17_400.0, 3_000.0, 0.0, 14_400.0),  # a state pension that is not full, with AIO
    (9, 9, "1", 1960, 12_580.0, 0.0, 0.0, 0.0),  # a couple of whom one is old ...
    (10, 9, "3", 1950, 9_000.0, 2_000.0, 0.0, 9_000.0),  # ... and has AIO
]
DISPOSABLE = {
    1: 15_000.0,
    2: 15_000.0,
    3: 16_800.0 + 1_300.0,
    4: 36_000.0,
    6: 14_500.0,
    8: 18_000.0,
    9: 24_000.0,
}


def key(number: int) -> str:
    return f"R{number:09d}"


@pytest.fixture(scope="module")
def registers(tmp_path_factory) -> Registers:
    folder = tmp_path_factory.mktemp("registers")
    for year in (2021, 2022):
        _write(folder, year)
    return Registers.open(folder)


def _write(folder: Path, year: int) -> None:
    def put(table, columns):
        frame = pl.DataFrame(columns)
        absent = [
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in table.schema().items()
            if name not in frame.columns and name != "year" and not name.endswith("_absent")
        ]
        write_table(table, frame.with_columns(absent), year, folder, ["parquet"])

    number, main, position, born, gross, assistance, other, pension = zip(*MEMBERS, strict=True)
    person, earner, homes = [key(n) for n in number], [key(n) for n in main], list(DISPOSABLE)
    if year == 2022:  # a register of all years
        put(t.PERSONS, {"person": person, "birth_year": list(born), "birth_month": [6] * len(born)})
    put(t.PERSON_TO_HOUSEHOLD, {"person": person, "main_earner": earner})
    put(
        t.HOUSEHOLD_INCOME,
        {
            "main_earner": [key(n) for n in homes],
            "population": ["1"] * len(homes),
            "disposable_income_eur_year": list(DISPOSABLE.values()),
        },
    )
    put(t.HOUSEHOLD_WEALTH, {"main_earner": [key(n) for n in homes]})
    put(
        t.PERSONAL_INCOME,
        {
            "person": person,
            "main_earner": earner,
            "earner_position": list(position),
            "personal_gross_income_eur_year": list(gross),
            "social_assistance_eur_year": list(assistance),
            "other_social_provision_eur_year": list(other),
            "state_pension_eur_year": list(pension),
        },
    )


def net(registers: Registers, year: int) -> dict[str, float]:
    rows = households(registers, year)
    return dict(zip(rows["main_earner"], rows["net_income_eur_month"], strict=True))


def test_the_energy_allowance_is_no_income_for_assistance(registers):
    assert (energy_allowance(2021), energy_allowance(2022)) == (0.0, 1_300.0)
    found = net(registers, 2022)
    assert found[key(1)] == pytest.approx(13_700 / 12)
    assert found[key(2)] == pytest.approx(14_700 / 12)
    assert found[key(3)] == pytest.approx(16_800 / 12)


def test_other_years_keep_every_provision(registers):
    found = net(registers, 2021)
    assert found[key(1)] == pytest.approx(15_000 / 12)
    assert found[key(3)] == pytest.approx(18_100 / 12)


def test_income_of_grown_children_is_not_that_of_the_parent(registers):
    found = net(registers, 2022)
    assert found[key(4)] == pytest.approx(36_000 * 10_000 / 40_000 / 12)
    assert found[key(6)] == pytest.approx((14_500 - 12_000) / 12)


def test_assistance_is_aio_where_applicant_or_partner_has_a_state_pension(registers):
    rows = households(registers, 2022)
    found = {row["main_earner"]: row for row in rows.iter_rows(named=True)}
    amounts = {
        n: (found[key(n)]["received_bijstand_eur_year"], found[key(n)]["received_aio_eur_year"])
        for n in DISPOSABLE
    }
    assert amounts == {
        1: (0.0, 0.0), 2: (0.0, 0.0), 3: (0.0, 0.0), 4: (0.0, 0.0), 6: (12_000.0, 0.0), 8: (0.0, 3_000.0),
        9: (0.0, 2_000.0),
    }  # fmt: skip
    assert found[key(8)]["net_income_eur_month"] == pytest.approx((18_000 - 3_000) / 12)
