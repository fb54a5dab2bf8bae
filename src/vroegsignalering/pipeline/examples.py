"""Example households, invented: what was recorded for households like them, and with one thing changed at a time.

Rates of groups from the study's own people; no estimate is made for a household. The circumstances are those that
anyone could name at a counter.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An invented household: what it is called, the group it belongs to, and what is changed one at a time."""

    name: str
    title_nl: str
    title_en: str
    group: dict[str, str]
    changes: dict[str, dict[str, str]]


EXAMPLES = (
    Example(
        name="one_parent_working",
        title_nl="Samira, alleen met kinderen, werkt, huurt",
        title_en="Samira, alone with children, works, rents",
        group={"household_type": "one_parent", "income_source": "wage", "tenure": "rent_with_allowance"},
        changes={
            "on_social_assistance": {"income_source": "social_assistance"},
            "on_unemployment_benefit": {"income_source": "unemployment_benefit"},
            "with_partner": {"household_type": "couple_with_children"},
            "owner": {"tenure": "owner"},
        },
    ),
    Example(
        name="self_employed_single",
        title_nl="Ahmed, alleen, eigen zaak, huurt",
        title_en="Ahmed, alone, own business, rents",
        group={"household_type": "single", "income_source": "self_employed", "tenure": "rent"},
        changes={
            "employed": {"income_source": "wage"},
            "with_partner": {"household_type": "couple"},
            "owner": {"tenure": "owner"},
        },
    ),
    Example(
        name="young_worker",
        title_nl="Noor, 23, alleen, werkt, huurt",
        title_en="Noor, 23, alone, works, rents",
        group={"household_type": "single", "income_source": "wage", "age_band": "under_25"},
        changes={
            "age_30": {"age_band": "25_34"},
            "on_unemployment_benefit": {"income_source": "unemployment_benefit"},
            "with_partner": {"household_type": "couple"},
        },
    ),
    Example(
        name="pensioner",
        title_nl="Willem, alleen, pensioen, huurt",
        title_en="Willem, alone, pension, rents",
        group={"household_type": "single", "income_source": "pension", "tenure": "rent_with_allowance"},
        changes={"with_partner": {"household_type": "couple"}, "owner": {"tenure": "owner"}},
    ),
    Example(
        name="family_owner",
        title_nl="Familie De Boer, stel met kinderen, werkt, koophuis",
        title_en="The De Boer family, couple with children, works, owns",
        group={"household_type": "couple_with_children", "income_source": "wage", "tenure": "owner"},
        changes={
            "parted": {"household_type": "one_parent"},
            "own_business": {"income_source": "self_employed"},
            "renting": {"tenure": "rent"},
        },
    ),
)


def example_rates(everyone: pl.DataFrame) -> pl.DataFrame:
    """Recorded transitions of households like each example, as is and with one thing changed.

    Returns
    -------
    polars.DataFrame
        ``household, change, title_nl, title_en, n, n_outcome``; change ``as_is`` is the household as described.
    """
    rows = []
    for one in EXAMPLES:
        for change, different in {"as_is": {}, **one.changes}.items():
            like = pl.all_horizontal(pl.col(name) == value for name, value in (one.group | different).items())
            found = everyone.filter(like)
            rows.append((one.name, change, one.title_nl, one.title_en, found.height, int(found["y"].sum())))
    columns = ["household", "change", "title_nl", "title_en", "n", "n_outcome"]
    return pl.DataFrame(rows, schema=columns, orient="row")
