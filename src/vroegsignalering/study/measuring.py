"""The feature matrix of units on a day: which measure reads which register, in declared order and type.

How a feature is measured stands in ``measure_*``; what it means, in the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from vroegsignalering.registers import Known, Recorded
from vroegsignalering.study import measure_household, measure_money, measure_work
from vroegsignalering.study.declared import FEATURES
from vroegsignalering.study.features import Kind
from vroegsignalering.study.locks import matrix

Measure = Callable[[Recorded | Known, pl.LazyFrame, date], pl.LazyFrame]

MEASURES: dict[str, tuple[Measure, ...]] = {
    "household_income": (measure_money.income,),
    "personal_income": (measure_money.personal,),
    "household_wealth": (measure_money.wealth,),
    "health_insurance_default": (measure_money.default,),
    "debt_arrangements": (measure_money.arrangement,),
    "persons": (measure_household.age_band,),
    "household_spells": (measure_household.household,),
    "socio_economic_spells": (measure_work.work, measure_work.partner),
    "jobs": (measure_work.jobs,),
    "address_spells": (measure_work.moves,),
    "education": (measure_work.education,),
}
"""Who measures the features of each register; each yields ``person`` and some declared features."""


def features(view: Recorded | Known, units: pl.DataFrame, on: date, names: Sequence[str]) -> pl.DataFrame:
    """The feature matrix: declared columns in declared order, one row per unit in the order of ``units``."""
    lazy = units.lazy().select("person")
    wide = units.select("person")
    sources = dict.fromkeys(FEATURES[name].source_register for name in names)
    for measure in (one for source in sources for one in MEASURES[source]):
        measured = measure(view, lazy, on)
        wanted = [name for name in measured.collect_schema().names() if name in names]
        if wanted:  # one register at a time: memory is bounded by the widest measure, not by their sum
            found = measured.select("person", *wanted).collect(engine="auto")
            wide = wide.join(found, on="person", how="left", validate="1:1", maintain_order="left")
    frame = wide.select(_typed(name) for name in names)
    return matrix({name: frame[name] for name in names})


def _typed(name: str) -> pl.Expr:
    kind = FEATURES[name].kind
    return pl.col(name).cast(pl.String if kind is Kind.CATEGORY else pl.Float64)
