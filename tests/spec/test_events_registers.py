"""Life events in registers written down by hand, and how much time each left to help.

| person | what happens in 2021                                                     |
|--------|--------------------------------------------------------------------------|
| 1      | 1 March: from employment to unemployment benefit                         |
| 2      | 1 June: becomes self-employed                                            |
| 3      | 1 October: retires                                                       |
| 4      | 1 May: moves                                                             |
| 5      | 1 April: the partner leaves; 6 is the partner                            |
| 7      | the oldest child, born in 2003, turns 18                                 |
| 8      | a child is born in September                                             |
| 9      | the partner, 10, dies on 9 February                                      |
"""

from datetime import date

import polars as pl
import pytest

from vroegsignalering.events import (
    EVENTS,
    Panel,
    compare_marked,
    find,
    happened,
    lead_time,
    marked,
    pre_trend,
    unclaimed_after,
    young_people,
)
from vroegsignalering.registers import Registers, write_table
from vroegsignalering.registers import tables as t


def key(number: int) -> str:
    return f"R{number:09d}"


@pytest.fixture(scope="module")
def registers(tmp_path_factory) -> Registers:
    folder = tmp_path_factory.mktemp("registers")

    def put(table, rows: list[dict[str, object]], year: int) -> None:
        names = {
            name: kind
            for name, kind in table.schema().items()
            if name != "year" and not name.endswith("_absent")
        }
        frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], schema=names)
        write_table(table, frame, year, folder, ["parquet"])

    def works(number: int, began: date, ended: date | None, code: str) -> dict[str, object]:
        return {"person": key(number), "begins_on": began, "ends_on": ended, "socio_economic": code}

    def lives(
        number: int, of: int, began: date, ended: date | None, place: str, **more: object
    ) -> dict[str, object]:
        household = f"{of:012d}{began:%Y%m%d}"
        fixed = {"household_type": "1", "person_count": 2, "child_count": 0}
        return {"person": key(number), "brp_household": household, "begins_on": began, "ends_on": ended,
                "place_in_household": place, **fixed, **more}  # fmt: skip

    start, partner, alone = date(2015, 1, 1), "3", "2"
    put(t.SOCIO_ECONOMIC_SPELLS, [
        works(1, start, date(2021, 2, 28), "11"), works(1, date(2021, 3, 1), None, "21"),
        works(2, start, date(2021, 5, 31), "11"), works(2, date(2021, 6, 1), None, "14"),
        works(3, start, date(2021, 9, 30), "11"), works(3, date(2021, 10, 1), None, "25"),
    ], 2022)  # fmt: skip
    put(t.ADDRESS_SPELLS, [
        {"person": key(4), "begins_on": start, "ends_on": date(2021, 4, 30), "address": "B000000001"},
        {"person": key(4), "begins_on": date(2021, 5, 1), "ends_on": None, "address": "B000000002"},
        {"person": key(3), "begins_on": date(2021, 7, 1), "ends_on": None, "address": "B000000003"},
    ], 2022)  # fmt: skip
    put(t.HOUSEHOLD_SPELLS, [
        lives(5, 5, start, date(2021, 3, 31), partner), lives(6, 5, start, date(2021, 3, 31), partner),
        lives(5, 5, date(2021, 4, 1), None, alone), lives(6, 6, date(2021, 4, 1), None, alone),
        lives(7, 7, start, None, alone, oldest_child_birth_year=2003),
        lives(8, 8, start, date(2021, 9, 2), partner),
        lives(8, 8, date(2021, 9, 3), None, partner, youngest_child_birth_year=2021, youngest_child_birth_month=9),
        lives(9, 9, start, date(2021, 2, 9), partner), lives(10, 9, start, date(2021, 2, 9), partner),
        lives(9, 9, date(2021, 2, 10), None, alone),
    ], 2022)  # fmt: skip
    put(t.DEATHS, [{"person": key(10), "died_on": date(2021, 2, 9)}], 2022)
    return Registers.open(folder)


UNITS = pl.DataFrame({"person": [key(n) for n in (1, 2, 3, 4, 5, 7, 8, 9)]})


@pytest.mark.parametrize(
    ("event", "had"),
    [
        ("job_loss", {1: 3}),
        ("start_business", {2: 6}),
        ("retirement", {3: 10}),
        ("moving", {4: 5}),
        ("separation", {5: 4}),
        ("turning_18", {7: 7}),
        ("birth", {8: 9}),
        ("bereavement", {9: 2}),
    ],
)
def test_each_event_is_found_for_whom_it_happened_to_and_in_its_month(registers, event, had):
    found = find(registers, event, UNITS, 2021)
    assert dict(found.iter_rows()) == {key(number): month for number, month in had.items()}


@pytest.mark.parametrize(
    "event", ["job_loss", "start_business", "retirement", "moving", "separation", "bereavement"]
)
def test_nothing_is_found_in_a_quiet_year(registers, event):
    assert find(registers, event, UNITS, 2022).height == 0


def test_new_in_the_netherlands_makes_no_plan():
    assert not EVENTS["new_in_netherlands"].for_plans
    assert all(event.for_plans for name, event in EVENTS.items() if name != "new_in_netherlands")


def rows(below: list[list[bool]]) -> Panel:
    frame = pl.DataFrame(
        {"person": [key(n) for n in (1, 2, 3)], "year": pl.Series([2021] * 3, dtype=pl.Int32)}
    )
    below_line = [pl.Series(f"below{k}", below[k]) for k in range(3)]
    return Panel(rows=frame.with_columns(*below_line, drawn=pl.lit(True)))


def test_lead_time_is_counted_from_the_event_to_the_first_year_below(registers):
    # person 1 lost the job in March: below in 2022 leaves nine months, in 2021 none, in 2023 twenty-one
    for below, left in (([False, True, True], 9), ([True, True, True], 0), ([False, False, True], 21)):
        found = rows([[b, False, False] for b in below])
        table = lead_time(marked(found, happened(registers, "job_loss", [found.rows])), "job_loss")
        assert dict(table.select("months", "value").iter_rows()) == {
            m: float(left >= m) for m in (1, 3, 6, 12, 18)
        }
        assert table["n"].to_list() == [1] * 5


def test_nobody_below_the_line_leaves_no_share(registers):
    nobody = rows([[False] * 3] * 3)
    table = lead_time(marked(nobody, happened(registers, "job_loss", [nobody.rows])), "job_loss")
    assert table["value"].null_count() == 5 and table["n"].sum() == 0


def test_pre_trend_says_where_households_differed_before():
    def arm(event: str, arm: str, value: float, low: float, high: float) -> dict[str, object]:
        return {"event": event, "attribute": "all", "group": "all", "arm": arm, "months": -24, "value": value,
                "low": low, "high": high, "n": 100}  # fmt: skip

    compared = pl.DataFrame([
        arm("birth", "event", 0.10, 0.08, 0.12), arm("birth", "matched", 0.09, 0.07, 0.11),
        arm("moving", "event", 0.20, 0.17, 0.23), arm("moving", "matched", 0.10, 0.06, 0.14),
    ])  # fmt: skip
    table = pre_trend(compared)
    assert dict(table.select("event", "differs").iter_rows()) == {"birth": False, "moving": True}
    moving = table.filter(pl.col("event") == "moving").row(0, named=True)
    assert moving["value"] == pytest.approx(0.1)
    assert (moving["low"], moving["high"]) == pytest.approx((0.05, 0.15))  # 3-4-5


def test_shares_unclaimed_add_up_over_shards():
    def counts(arm: str, n: int, without: int, households: int) -> pl.DataFrame:
        return pl.DataFrame({"event": ["birth"], "arm": [arm], "scheme": ["bijstand"], "year": [2023], "n": [n],
                             "n_outcome": [without], "households": [households]})  # fmt: skip

    parts = [counts("event", 12, 9, 30), counts("event", 8, 6, 20), counts("others", 40, 10, 400)]
    row = unclaimed_after(pl.concat(parts)).row(0, named=True)
    assert (row["n"], row["n_outcome"]) == (50, 15)
    shares = (row["value"], row["entitled_share"], row["of_entitled"], row["value_others"])
    assert shares == pytest.approx((0.3, 0.4, 0.75, 0.025))
    # Wilson's interval of 15 of 50, by hand: (0.3 + 0.0384) / 1.0768 -+ 1.96 / 1.0768 x sqrt(0.0042 + 0.000384)
    assert (row["low"], row["high"]) == pytest.approx((0.1910, 0.4375), abs=1e-3)
    nobody = unclaimed_after(counts("event", 0, 0, 9)).row(0, named=True)
    assert nobody["of_entitled"] is None and nobody["value_others"] is None


def test_young_people_by_age_with_months_from_18():
    parts = [
        pl.DataFrame(
            {
                "attribute": ["all"] * 2,
                "group": ["all"] * 2,
                "age": [18, 20],
                "n": [40, 10],
                "n_outcome": [4, 5],
            }
        )
    ] * 2
    table = young_people(pl.concat(parts))
    assert table.select("months", "n", "n_outcome").rows() == [(0, 80, 8), (24, 20, 10)]
    assert table["value"].to_list() == pytest.approx([0.1, 0.5])


def around(rows: list[tuple[int, str, bool]]) -> pl.DataFrame:
    """Main earners of one year: number, tenure, whether below the line a year later."""
    frame = pl.DataFrame(
        [{"person": key(n), "year": 2021, "age_band": "25_34", "household_type": "single", "tenure": tenure,
          "income_source": "wage", "cell": tenure, "drawn": True, "below1": below} for n, tenure, below in rows],
        schema_overrides={"year": pl.Int32},
    )  # fmt: skip
    other = {f"below{k}": pl.lit(False) for k in (-2, -1, 0, 2)}
    return frame.with_columns(**other)


def test_the_comparison_is_weighted_to_the_mix_of_the_event_also_over_shards():
    # event: 1 of 2 renters and 0 of 1 owners; without it: 1 of 4 renters, 0 of 2 owners
    shard = around([(1, "rent", True), (2, "rent", False), (3, "owner", False), (11, "rent", True)])
    rest = around(
        [
            (12, "rent", False),
            (13, "rent", False),
            (14, "rent", False),
            (15, "owner", False),
            (16, "owner", False),
        ]
    )
    had = pl.DataFrame({"person": [key(n) for n in (1, 2, 3)], "year": pl.Series([2021] * 3, dtype=pl.Int32)})
    for parts in ([shard, rest], [rest, shard]):
        rows = pl.concat([marked(Panel(rows=part), had) for part in parts])
        table = compare_marked(rows, "moving").filter(pl.col("months") == 12)
        found = dict(table.select("arm", "value").iter_rows())
        assert found == pytest.approx({"event": 1 / 3, "matched": 2 / 3 * 1 / 4})
