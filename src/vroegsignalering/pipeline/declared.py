"""Tables of the evidence with no person behind them: declared features, lines, rules of schemes, tiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from vroegsignalering.facts.tiles import tiles
from vroegsignalering.poverty import lines_table
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import ALL
from vroegsignalering.release import Declared
from vroegsignalering.schemes import example_outcomes, scheme_parameters_table, told_table
from vroegsignalering.study import FEATURES, StudyDefinition


def declared_tables(definition: StudyDefinition, registers: Registers) -> list[Declared]:
    """All declared tables of a study's evidence."""
    return [
        features_table(definition, registers.lags),
        _lines(),
        _scheme_rules(),
        _household_schemes(),
        _unclaimed_schemes(),
        _tiles(),
    ]


def _lines() -> Declared:
    return Declared(
        name="lines",
        table=lines_table(),
        source="published amounts; derived ones are marked",
        title_nl="Grenzen in euro per maand",
        title_en="Lines in euro per month",
        unit="euro per month",
    )


def _scheme_rules() -> Declared:
    return Declared(
        name="scheme_rules",
        table=scheme_parameters_table(),
        source="published parameters; unverified ones are marked",
        title_nl="Bedragen en grenzen van regelingen",
        title_en="Amounts and limits of schemes",
    )


def _household_schemes() -> Declared:
    """Which schemes the invented example households may be entitled to, by the rules alone."""
    words = (
        pl.col("entitled").cast(pl.String).replace_strict({"true": "yes", "false": "no"}, default="unknown")
    )
    return Declared(
        name="household_schemes",
        table=example_outcomes().with_columns(entitled=words, on=pl.col("on").cast(pl.String)),
        source="rules of schemes for invented households; an indication and no decision",
        dimensions=("household", "scheme"),
        title_nl="Regelingen die bij verzonnen huishoudens kunnen passen",
        title_en="Schemes that may fit invented households",
        unit="euro per month",
    )


def _unclaimed_schemes() -> Declared:
    """All schemes: what registers tell of each, why not more, and the share not used that was published last."""
    return Declared(
        name="unclaimed_schemes",
        table=told_table(date.max.year),
        source="published shares not used, see facts; what registers hold, by decision 0124",
        dimensions=("scheme",),
        title_nl="Van welke regelingen is te meten wie ze niet gebruikt?",
        title_en="For which schemes can be measured who does not use them?",
        says_nl="Alle regelingen, met de reden waarom niet meer te meten is en wat er het laatst over is gepubliceerd.",
        says_en="All schemes, with the reason why no more can be measured and what was published about them last.",
        unit="share of entitled households",
    )


def _tiles() -> Declared:
    return Declared(
        name="tiles",
        table=tiles(),
        source="placed by the suite from label points of gemeenten, 2024",
        dimensions=("gemeente",),
        title_nl="Tegelkaart van gemeenten",
        title_en="Tile map of municipalities",
    )


def features_table(definition: StudyDefinition, replaced: Mapping[str, int] | None = None) -> Declared:
    """The features of a study with unit, register and its lag, reason, direction, class and what absence means.

    Parameters
    ----------
    definition : StudyDefinition
    replaced : mapping of table to int, optional
        Days, in place of the publication lag that the table declares.
    """
    lags = {table.name: table.lag.days for table in ALL} | dict(replaced or {})
    rows = [
        {
            "feature": one.name,
            "title_nl": one.title_nl,
            "title_en": one.title_en,
            "unit": one.unit,
            "kind": one.kind.value,
            "source_register": one.source_register,
            "known_after_days": lags[one.source_register],
            "reason_nl": one.reason_nl,
            "reason_en": one.reason_en,
            "direction": one.direction.value,
            "when_absent": one.when_absent,
            "attribute_class": one.attribute_class.value,
        }
        for one in (FEATURES[name] for name in definition.features)
    ]
    return Declared(
        name="features",
        table=pl.DataFrame(rows),
        source="declared in the study",
        dimensions=("feature",),
        title_nl="Kenmerken in het model",
        title_en="Features in the model",
        says_nl="Elk kenmerk met eenheid, register, reden en wat ontbreken betekent.",
        says_en="Each feature with unit, register, reason and what absence means.",
    )


def fidelity_table(compared: pl.DataFrame) -> Declared:
    """Published figures beside what synthetic registers achieve."""
    columns = [
        "table",
        "year",
        "group_dim",
        "group",
        "measure",
        "role",
        "published",
        "achieved",
        "ratio",
        "se",
        "status",
    ]
    return Declared(
        name="fidelity",
        table=compared.select(columns),
        source="published figures of facts; achieved by synthetic persons",
        dimensions=("table", "year", "group_dim", "group", "measure"),
        title_nl="Lijkt het synthetische Nederland op het gepubliceerde?",
        title_en="Is the synthetic Netherlands like the published one?",
        says_nl="Gepubliceerd en bereikt; een vijfde van de tabellen is niet gebruikt bij het maken. "
        "In een groot land uit de registers van hoogstens 1 miljoen personen, door loting.",
        says_en="Published and achieved; a fifth of the tables was not used in the making. "
        "In a large country from the registers of at most 1 million persons, by lot.",
    )


def proving_declared(table: pl.DataFrame) -> Declared:
    """Power and false alarms of the audit; invented worlds, no person behind them."""
    return Declared(
        name="proving",
        table=table,
        source="faults planted in invented data by the proving ground",
        dimensions=("fault", "size", "n_group", "metric"),
        title_nl="Zou de toetsing een kloof opmerken?",
        title_en="Would the audit notice a gap?",
        says_nl="Geplante fouten van bekende grootte, blind getoetst.",
        says_en="Planted faults of known size, audited blind.",
    )
