"""Odd frames survive ``.sav``; what synthesis may write, registers read back unchanged."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import polars_readstat
from hypothesis import given, settings
from hypothesis import strategies as st

from vroegsignalering.registers.decode import decode
from vroegsignalering.registers.raw import open_raw
from vroegsignalering.registers.schema_column import Kind
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME, SOCIO_ECONOMIC_SPELLS
from vroegsignalering.registers.writing import encode, write_rows

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40).map(
    lambda text: text.rstrip()
)
_NUMBER = st.one_of(
    st.none(),
    st.sampled_from([0.0, -1.0, 9999999999.0, 99999999999.0, 1e-300, -1e300, 0.1]),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300),
)
_NAME = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30)


@st.composite
def odd_frames(draw) -> pl.DataFrame:
    height = draw(st.integers(1, 12))
    names = draw(st.lists(_NAME, min_size=1, max_size=6, unique_by=str.lower))
    columns = {}
    for name in names:
        if draw(st.booleans()):
            columns["t" + name] = pl.Series(
                draw(st.lists(_TEXT, min_size=height, max_size=height)), dtype=pl.String
            )
        else:
            columns["n" + name] = pl.Series(
                draw(st.lists(_NUMBER, min_size=height, max_size=height)), dtype=pl.Float64
            )
    return pl.DataFrame(columns)


@settings(max_examples=40, deadline=None)
@given(odd_frames(), st.sampled_from(["sav", "zsav"]))
def test_odd_frames_survive_spss(rows, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"odd.{suffix}"
        polars_readstat.write_readstat(rows, str(path), format=suffix)
        read = open_raw(path).rows.collect()
        assert read.columns == rows.columns
        for name in rows.columns:
            assert read[name].to_list() == rows[name].to_list()
        one = rows.columns[-1]
        assert open_raw(path).rows.select(one).collect()[one].to_list() == rows[one].to_list()


_KEY = st.builds(
    lambda letter, number: f"{letter}{number:09d}", st.sampled_from("RS"), st.integers(2, 999_999_999)
)


@st.composite
def incomes(draw) -> pl.DataFrame:
    height = draw(st.integers(1, 8))
    columns: dict[str, pl.Series] = {
        "main_earner": pl.Series(draw(st.lists(_KEY, min_size=height, max_size=height)))
    }
    for column in HOUSEHOLD_INCOME.columns:
        if column.kind is Kind.CODE:
            one = st.sampled_from([None, *(entry.code for entry in column.codes)])
        elif column.kind is Kind.COUNT:
            one = st.one_of(st.none(), st.integers(1, 98))
        else:
            one = st.one_of(st.none(), st.integers(1, 10_000_000).map(float))
        values = draw(st.lists(one, min_size=height, max_size=height))
        columns[column.name] = pl.Series(values, dtype=column.kind.dtype)
    return pl.DataFrame(columns)


@settings(max_examples=20, deadline=None)
@given(incomes(), st.sampled_from(["sav", "parquet", "csv"]))
def test_what_is_encoded_is_decoded_unchanged(rows, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"INHA2020TABV1.{suffix}"
        write_rows(HOUSEHOLD_INCOME, encode(HOUSEHOLD_INCOME, rows, 2020), 2020, path)
        read = decode(open_raw(path), HOUSEHOLD_INCOME, 2020, date(2020, 12, 31)).collect()
        for name in rows.columns:
            column = None if name == "main_earner" else HOUSEHOLD_INCOME.column(name)
            codes = {entry.code for entry in column.codes} if column and column.kind is Kind.CODE else None
            expected = [value if codes is None or value in codes else None for value in rows[name].to_list()]
            assert read[name].to_list() == expected, name


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            _KEY,
            st.dates(date(1990, 1, 1), date(2020, 12, 30)),
            st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2020, 12, 30))),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_spells_keep_their_dates(spells):
    rows = pl.DataFrame(
        {
            "person": [key for key, _, _ in spells],
            "begins_on": [begins for _, begins, _ in spells],
            "ends_on": pl.Series([ends for _, _, ends in spells], dtype=pl.Date),
            "socio_economic": ["11"] * len(spells),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "SECMBUS2020V1.sav"
        write_rows(SOCIO_ECONOMIC_SPELLS, encode(SOCIO_ECONOMIC_SPELLS, rows, 2020), 2020, path)
        read = decode(open_raw(path), SOCIO_ECONOMIC_SPELLS, 2020, date(2020, 12, 31)).collect()
        assert read.select(rows.columns).equals(rows)


def test_every_table_has_a_clean_inverse_for_nulls():
    for table in ALL:
        keys = {key.name: pl.Series(["R000000012"]) for key in table.keys}
        nothing = {column.name: pl.Series([None], dtype=column.kind.dtype) for column in table.columns}
        written = encode(table, pl.DataFrame({**keys, **nothing}), 2020)
        assert written.height == 1
        assert written.select(pl.selectors.string()).null_count().sum_horizontal().item() == 0, table.name
