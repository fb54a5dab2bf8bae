"""Tables of the evidence with no person behind them: declared features, lines, rules of schemes, tiles."""

from __future__ import annotations

import polars as pl

from vroegsignalering.release import Declared
from vroegsignalering.study import FEATURES, StudyDefinition


def features_table(definition: StudyDefinition) -> Declared:
    """The features of a study with unit, register, reason, direction, class and what absence means."""
    rows = [
        {
            "feature": one.name,
            "title_nl": one.title_nl,
            "title_en": one.title_en,
            "unit": one.unit,
            "kind": one.kind.value,
            "source_register": one.source_register,
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
