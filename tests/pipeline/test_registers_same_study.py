"""A synthetic country in four formats: clean under ``check``, and the same study from each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.check import command
from vroegsignalering.registers import Registers
from vroegsignalering.study import FEATURES, cohort, outcomes
from vroegsignalering.study.measuring import features
from vroegsignalering.synthesis.plan import SynthesisPlan
from vroegsignalering.synthesis.writing import synthesise
from vroegsignalering.vocabulary import DataStatus, Transition

FORMATS = ("parquet", "sav", "csv", "dta")
INDEX = date(2017, 12, 31)


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    synthesise(SynthesisPlan(persons=700, years=(2014, 2018), seed=3, formats=FORMATS), folder)
    return folder


def study(folder: Path, form: str) -> list[pl.DataFrame]:
    registers = Registers.open(folder, prefer=form)
    assert registers.provenance.status is DataStatus.SYNTHETIC
    units = cohort(registers, Transition.ENTRY, "low_income", INDEX.year).units
    names = list(FEATURES)
    return [
        units,
        outcomes(registers, units, INDEX, "low_income", 12),
        features(registers.recorded(INDEX), units, INDEX, names),
        features(registers.known(INDEX), units, INDEX, names),
    ]


def test_a_synthetic_country_is_clean(country):
    result = CliRunner().invoke(command, [str(country), "--no-notes"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("form", FORMATS[1:])
def test_the_same_study_from_every_format(country, form):
    for left, right in zip(study(country, "parquet"), study(country, form), strict=True):
        assert left.height > 100
        assert left.equals(right)
