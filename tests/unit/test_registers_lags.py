"""Publication lags from a file, and every declared lag as the assumption that it is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.contract.registers_tree import write_tree
from vroegsignalering.errors import DeclarationError
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.declared import features_table
from vroegsignalering.registers import Registers
from vroegsignalering.registers.lags import read_lags
from vroegsignalering.registers.schema_column import Sure
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME

STUDY = Path(__file__).resolve().parents[2] / "models" / "entry"


def written(folder: Path, text: str) -> Path:
    path = folder / "lags.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_every_declared_lag_is_inferred_and_says_why(table):
    assert table.lag.sure is Sure.INFERRED
    assert re.match(r"assumed: \w{2,}.{10,}", table.lag.source)


@pytest.mark.parametrize("name", ["INHATAB", "inhatab", "household_income"])
def test_a_lag_from_a_file_replaces_the_declared_one(tmp_path, name):
    lags = read_lags(written(tmp_path, f'[{name}]\ndays = 100\nsource = "calendar of 2026"\n'))
    assert lags == {"household_income": 100}
    write_tree(tmp_path / "g", ("parquet",), (HOUSEHOLD_INCOME,))
    assumed, told = Registers.open(tmp_path / "g"), Registers.open(tmp_path / "g", lags=lags)
    on = date(2021, 4, 10)  # 100 days after 31 December 2020
    assert (
        assumed.known(on).covers(HOUSEHOLD_INCOME)[-1:]
        == (2019,)[: len(assumed.known(on).covers(HOUSEHOLD_INCOME))]
    )
    assert told.known(on).covers(HOUSEHOLD_INCOME)[-1] == 2020
    assert 2020 not in told.known(date(2021, 4, 9)).covers(HOUSEHOLD_INCOME)


def test_the_evidence_names_the_days_that_were_used():
    definition = Manifest.read(STUDY).study
    declared = features_table(definition).table
    replaced = features_table(definition, {"household_income": 7}).table
    mine = declared["source_register"] == "household_income"
    assert mine.any() and set(replaced.filter(mine)["known_after_days"]) == {7}
    assert replaced.filter(~mine).equals(declared.filter(~mine))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[INHATABB]\ndays = 1\nsource = "x"\n', "INHATABB"),
        ("[INHATAB]\ndays = 1\n", "without a source"),
        ('[INHATAB]\ndays = -1\nsource = "x"\n', "whole number"),
        ('[INHATAB]\ndays = 1.5\nsource = "x"\n', "whole number"),
        ('[INHATAB]\ndays = true\nsource = "x"\n', "whole number"),
        ('[INHATAB]\ndays = 99999\nsource = "x"\n', "whole number"),
        ('[INHATAB]\ndays = 1\nsource = "x"\nunit = "d"\n', "unit"),
        ("INHATAB = 430\n", "no table"),
        ('[INHATAB]\ndays = 1\nsource = "x"\n[household_income]\ndays = 2\nsource = "x"\n', "twice"),
        ("[INHATAB\n", "not a TOML file"),
    ],
)
def test_a_slip_in_the_file_is_one_clear_message(tmp_path, text, says):
    with pytest.raises(DeclarationError, match=says) as caught:
        read_lags(written(tmp_path, text))
    assert caught.value.exit_code == 11 and caught.value.mend
    with pytest.raises(DeclarationError, match="no such file"):
        read_lags(tmp_path / "none.toml")
