"""Persons are a sum of household sizes: one large household must not be read from it."""

import polars as pl
import pytest

from vroegsignalering.pipeline.country import guarded
from vroegsignalering.pipeline.plans_country import POVERTY
from vroegsignalering.pipeline.tables import through_the_door
from vroegsignalering.release import STANDARD


def statuses(households: tuple[int, int], persons: tuple[int, int]) -> dict[tuple[str, str], str]:
    """Group ``small`` with these counts and how many below, and an ordinary group beside it."""
    rows = [
        ("small", "households", *households),
        ("small", "persons", *persons),
        ("large", "households", 5000, 1500),
        ("large", "persons", 11000, 3500),
    ]
    table = pl.DataFrame(
        rows, schema=["group", "unit_of_count", "n", "n_outcome"], orient="row"
    ).with_columns(line=pl.lit("low_income"), year=pl.lit(2023, pl.Int32), attribute=pl.lit("tenure"))
    released = through_the_door(guarded(table), POVERTY, STANDARD).table
    return {
        (group, unit): status
        for group, unit, status in released.select("group", "unit_of_count", "status").rows()
    }


@pytest.mark.parametrize(
    ("households", "persons"),
    [((70, 20), (139, 59)), ((70, 50), (150, 60))],
    ids=["40 of 59 persons below may be one household", "so may most of the persons above"],
)
def test_a_household_that_may_be_most_of_the_persons_hides_its_group(households, persons):
    assert statuses(households, persons)["small", "persons"] == "primary"


def test_ordinary_groups_are_shown():
    assert set(statuses((400, 150), (900, 300)).values()) == {"rounded"}


def test_few_households_hide_their_persons_too():
    """Five households of forty persons are still five households."""
    assert statuses((200, 5), (600, 40))["small", "persons"] in ("primary", "secondary")
