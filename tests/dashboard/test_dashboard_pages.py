"""Every page: builds for both studies and languages, every figure has its table, and every number is the evidence's."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from dash import html
from dash.development.base_component import Component

from dashboard import charts, shell, tables
from dashboard.findings import Comparison, Estimate
from dashboard.pages import PAGES, built, page
from dashboard.pages.groups import by_parts
from dashboard.pages.selections import clear_groups
from dashboard.pages.what_if import Rule, usual
from dashboard.state import State
from dashboard.study import Library
from dashboard.view import Column, Figure

QUERIES = [
    "",
    "study=exit&by=tenure",
    "lang=en&by=age_band&second=65%2B&other=0.1",
    "gemeente=GM0344&peers=province&map=on",
]


def walk(component: Any) -> list[Component]:
    """A component and everything below it."""
    if isinstance(component, (list, tuple)):
        return [c for one in component for c in walk(one)]
    if isinstance(component, dict):
        component = getattr(html, component["type"])(**component["props"])
    if not isinstance(component, Component):
        return []
    return [component, *walk(getattr(component, "children", None))]


@pytest.mark.parametrize("key", [p.key for p in PAGES])
@pytest.mark.parametrize("query", QUERIES)
def test_page_has_one_question_an_answer_and_what_it_does_not_say(
    library: Library, key: str, query: str
) -> None:
    state = State.read(query)
    made = built(library, key, state)
    found = page(key)
    assert found is not None
    whole = walk(shell.whole(found, made, state, library))
    assert len([c for c in whole if type(c).__name__ == "H1"]) == 1
    assert made.question and made.answer
    if key != "about":
        assert any("limits" in str(getattr(c, "className", "")) for c in whole)
    assert "ynthe" in str(next(c for c in whole if getattr(c, "className", "") == "band"))


@pytest.mark.parametrize("key", [p.key for p in PAGES])
@pytest.mark.parametrize("query", QUERIES)
def test_drawings_are_well_formed_and_say_that_data_are_synthetic(
    library: Library, key: str, query: str
) -> None:
    made = built(library, key, State.read(query))
    for figure in made.figures().values():
        if figure.drawing is None:
            continue
        for width, theme in ((760, "auto"), (340, "dark")):
            text = figure.drawing.svg(width, theme, made.texts)  # type: ignore[arg-type]
            root = ElementTree.fromstring(text)
            assert root.attrib["aria-label"] == figure.title
            assert "SYNTH" in text
            assert "NaN" not in text and "None" not in text
            assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("key", [p.key for p in PAGES])
def test_every_number_in_a_table_is_the_csv_and_the_evidence(client: Any, library: Library, key: str) -> None:
    state = State.read("by=household_type")
    made = built(library, key, state)
    found = page(key)
    assert found is not None
    tables = walk(shell.whole(found, made, state, library))
    shown = {str(c.__dict__.get("id")) for c in tables if type(c).__name__ in ("H2", "H3")}
    for id, figure in made.figures().items():
        assert id in shown
        answer = client.get(f"/data/{key}/{id}.csv?by=household_type")
        assert answer.status_code == 200
        numbers = pl.read_csv(answer.data, infer_schema_length=None)
        source = (
            made.study.evidence.table(figure.table) if figure.table in made.study.evidence.names() else None
        )
        assert source is not None
        assert numbers["data_status"].unique().to_list() in ([], ["synthetic"])
        for column in figure.columns:
            if (
                column.kind in ("share", "points", "count", "number", "chance")
                and column.key in source.columns
            ):
                known = {f"{v:.6g}" for v in source[column.key].cast(pl.Float64).drop_nulls().to_list()}
                assert {f"{float(v):.6g}" for v in numbers[column.key].drop_nulls().to_list()} <= known
    cells = {c.__dict__["data-value"] for c in tables if "data-value" in c.__dict__}
    everything = {
        f"{v:.6g}" for f in made.figures().values() for c in f.rows.columns
        if f.rows[c].dtype.is_numeric() for v in f.rows[c].drop_nulls().to_list()
    }  # fmt: skip
    assert cells <= everything


def test_hidden_cells_are_named_and_never_zero(library: Library) -> None:
    made = built(library, "groups", State.read(""))
    figure = made.figures()["combinations"]
    hidden = figure.rows.filter(pl.col("status").is_in(("primary", "secondary")))
    assert hidden.height and hidden["value"].null_count() == hidden.height
    assert figure.drawing is not None
    drawn = figure.drawing.svg(760, "light", made.texts)
    assert (
        drawn.count("te klein om te tonen") + drawn.count("verborgen om een ander cijfer te beschermen")
        == hidden.height
    )


def test_a_page_answers_for_the_chosen_line_and_says_so_where_it_cannot(library: Library) -> None:
    low = built(library, "start", State.read("line=low_income"))
    eu = built(library, "start", State.read("line=eu_median_60"))
    assert low.answer != eu.answer
    assert "Europese grens" in built(library, "fairness", State.read("line=eu_median_60")).remarks[0]


def test_a_wrong_choice_becomes_the_default_and_a_remark(library: Library) -> None:
    made = built(library, "groups", State.read("by=shoe_size&year=1850&lang=xx"))
    assert len(made.remarks) == 2
    assert made.texts.language == "nl"
    assert any("shoe_size" in text for text in made.remarks)
    assert "bestaat hier niet" in built(library, "where", State.read("gemeente=GM9999")).remarks[0]


@pytest.mark.parametrize("own", ["GM0344", "", "GM0363", "GM0363,GM0599", "GM9999,GM0363"])
def test_a_peer_set_that_would_give_a_place_away_is_refused(library: Library, own: str) -> None:
    made = built(library, "where", State.read(f"gemeente=GM0344&peers=own&own={own}"))
    assert "peers" not in made.figures()
    assert any("te klein" in getattr(b, "title", "") for b in made.blocks)


def test_a_peer_set_leaves_the_own_gemeente_out(library: Library) -> None:
    made = built(library, "where", State.read("gemeente=GM0344&peers=province"))
    rows = made.figures()["peers"].rows
    assert rows["code"].to_list().count("GM0344") == 1
    assert rows["province"].unique().to_list() == ["Utrecht"]


def test_the_map_is_off_in_public_until_chosen(library: Library) -> None:
    assert "map" not in built(library, "where", State.read(""), True).figures()
    assert "map" in built(library, "where", State.read("map=on"), True).figures()
    assert "map" in built(library, "where", State.read(""), False).figures()


def test_places_stand_by_name_and_their_numbers_cannot_be_sorted(library: Library) -> None:
    made = built(library, "where", State.read(""))
    found = page("where")
    assert found is not None
    grid = next(
        c for c in walk(shell.whole(found, made, State.read(""), library)) if type(c).__name__ == "AgGrid"
    )
    assert [c["sortable"] for c in grid.columnDefs] == [True] + [False] * (len(grid.columnDefs) - 1)
    names = [row["name"] for row in grid.rowData]
    assert names == sorted(names)
    assert "shade" not in grid.rowData[0] and "value" not in grid.rowData[0]


def test_an_other_study_shows_another_population(library: Library) -> None:
    assert "onder de" in built(library, "start", State.read("study=entry")).answer
    assert "boven de" in built(library, "start", State.read("study=exit")).answer
    assert "nonsense" in built(library, "start", State.read("study=nonsense")).remarks[0]


def test_a_threshold_counts_the_households_that_it_selects(library: Library) -> None:
    made = built(library, "what_if", State.read("rule=threshold&threshold=0.3"))
    figure = made.figures()["thousand-threshold-03"]
    whole = {str(r["metric"]): r["value"] for r in figure.rows.iter_rows(named=True)}
    approached = round(whole["contacts_per_100"] * 10)
    assert f"Wie {approached} van de 1.000 huishoudens benadert" in made.answer
    assert "kans van 30% of meer" in figure.says[0]


def test_what_if_starts_nearest_to_one_in_twenty_of_what_is_shown() -> None:
    def grid(column: str, rows: list[tuple[float, str, float | None]]) -> pl.DataFrame:
        frame = pl.DataFrame(rows, [column, "metric", "value"], orient="row")
        return frame.with_columns(attribute=pl.lit("all"))

    def start(column: str, rows: list[tuple[float, str, float | None]]) -> str:
        options = sorted({f"{row[0]:.10g}" for row in rows}, key=float)
        return usual(grid(column, rows), Rule("t", column, "", str), options)

    contacts = "contacts_per_100"
    often = [(0.1, contacts, 99.0), (0.5, contacts, 66.0), (0.9, contacts, 5.0)]
    assert start("threshold", [*often, (0.1, "coverage", 1.0), (0.5, "coverage", 0.7)]) == "0.5"
    seldom = [(0.05, contacts, 6.1), (0.1, contacts, 4.4), (0.2, contacts, 3.0)]
    assert start("threshold", [*seldom, *((t, "coverage", 0.5) for t, _m, _v in seldom)]) == "0.1"
    assert start("threshold", [(0.1, "coverage", None), (0.2, "coverage", None)]) == "0.1"
    assert start("capacity", [(c, "coverage", 0.5) for c in (0.01, 0.05, 0.2)]) == "0.05"
    assert start("capacity", [(0.05, "coverage", None), (0.2, "coverage", 0.9)]) == "0.2"


def test_a_plan_stands_beside_simpler_ways(library: Library) -> None:
    made = built(library, "what_if", State.read("rule=plan&plan=open_desk"))
    assert {"simpler", "plans", "groups"} <= set(made.figures())
    assert made.figures()["simpler"].rows["plan"].unique().to_list() == ["open_desk"]


def test_peers_of_a_size_class_are_chosen_by_inhabitants(library: Library) -> None:
    rows = built(library, "where", State.read("gemeente=GM0344&peers=size")).figures()["peers"].rows
    assert rows["inhabitants"].min() >= 100_000  # type: ignore[operator]
    assert rows["name"][0] == "Utrecht" and 25 < rows.height < 40


def test_a_drift_that_left_its_limit_is_said(bundle: Any) -> None:
    frames = bundle.tables()
    states = frames["drift"]["state"].unique().to_list()
    made = built(Library([bundle.evidence()]), "trust", State.read("measure=drift"))
    assert ("Niet altijd binnen" in made.figures()["drift"].title) == bool(
        {"act", "watch", "outside"} & set(states)
    )


def test_a_number_that_is_no_share_is_not_written_as_one(library: Library) -> None:
    state = State.read("rule=threshold&threshold=0.05")
    made = built(library, "what_if", state)
    figure = made.figures()["thousand-threshold-005"]
    value = next(r["value"] for r in figure.rows.iter_rows(named=True) if r["metric"] == "contacts_per_100")
    found = page("what_if")
    assert found is not None
    cells = walk(shell.whole(found, made, state, library))
    written = {c.children for c in cells if c.__dict__.get("data-value") == f"{value:.6g}"}
    assert written and not any("%" in str(text) for text in written)


def test_a_cell_is_written_by_its_kind_and_its_interval(library: Library) -> None:
    made = built(library, "groups", State.read(""))

    def said(kind: Any, key: str, **row: float) -> str:
        return tables.written(made, Column(key, "", kind), row)

    narrow = {"value": 0.01532, "low": 0.01521, "high": 0.01543}
    assert [said("share", key, **narrow) for key in narrow] == ["1,53%", "1,52%", "1,54%"]
    assert said("share", "of_entitled", of_entitled=0.356) == "35,6%"
    even = {"value": -0.00203, "low": -0.00204, "high": -0.00201}
    assert [said("points", key, **even) for key in even] == ["−2,03", "−2,04", "−2,01"]
    assert said("gap", "gap", gap=-0.1813) == "−18,1" and said("gap", "gap", gap=0.07) == "+7,0"
    assert said("chance", "p", p=0.0) == "< 0,001" and said("chance", "p", p=0.0412) == "0,041"
    assert said("count", "months", months=-24.0) == "−24" and said("number", "x", x=-0.086) == "−0,086"


def test_a_column_without_any_value_is_left_out_and_a_hidden_one_is_not(library: Library) -> None:
    rows = pl.DataFrame(
        {
            "group": ["a", "b"],
            "value": [0.1, None],
            "other": [None, None],
            "hidden": [0.2, None],
            "status": ["published", "primary"],
        },
        schema_overrides={"other": pl.Float64},
    )
    asked = tuple(Column(c, c, "number") for c in ("value", "other", "hidden", "absent"))
    figure = Figure(id="x", title="x", table="t", rows=rows, columns=asked)
    assert [c.key for c in asked if tables.says_something(figure, c)] == ["value", "hidden"]


def test_classes_of_the_chance_and_steps_of_a_factor_stand_in_their_order(library: Library) -> None:
    made = built(library, "trust", State.read(""))
    bins = [int(b) for b in made.figures()["calibration"].rows["bin"].to_list()]
    assert len(bins) > 2 and bins == sorted(bins)
    shown = built(library, "factors", State.read("feature=liquid_wealth_eur")).figures()["shape"].rows
    ends = [start if start is not None else end for start, end in shown.select("from", "to").rows()]
    known = [end for end in ends if end is not None]
    assert len(known) > 1 and known == sorted(known) and ends[: len(known)] == known


def test_events_say_what_was_before_and_how_much_time_is_left(library: Library) -> None:
    figures = built(library, "events", State.read("event=birth")).figures()
    assert figures["lead"].rows["months"].to_list() == [1, 3, 6, 12, 18]
    six = next(r for r in figures["lead"].rows.iter_rows(named=True) if r["months"] == 6)
    word = "nog 6 maanden" if six["low"] > 0.5 else "minder dan 6" if six["high"] < 0.5 else "niet te zeggen"
    assert word in figures["lead"].title
    assert figures["before"].rows["attribute"].to_list()[0] == "all"


def test_a_plan_says_what_to_doubt(library: Library) -> None:
    figures = built(library, "what_if", State.read("rule=plan&plan=need_first&lang=nl")).figures()
    assert "te klein" in figures["power"].title
    assert any("bibliotheek" in said for said in figures["scattered"].says)
    assert [c.key for c in figures["cells"].columns][0] == "rule_nl"
    sure = built(library, "what_if", State.read("rule=plan&plan=open_desk")).figures()
    assert "3 keer zo veel" in sure["power"].title
    least, most = (
        float(v) for v in (sure["acceptance"].rows["value"][0], sure["acceptance"].rows["value"][-1])
    )
    assert f"{least:.1f} tot {most:.1f}".replace(".", ",") in sure["acceptance"].title


def test_a_plan_says_which_group_goes_through_which_door(library: Library) -> None:
    figure = built(library, "what_if", State.read("rule=plan&plan=need_first&lang=nl")).figures()["lines"]
    assert figure.rows["order"].to_list() == list(range(1, 13))  # twelve lines, the tenth after the ninth
    assert figure.rows["rule"].to_list() == ["regel 1", "regel 2"] * 5 + ["regel 1", "geloot"]
    assert figure.rows["weeks"].to_list()[:2] == [1.5, 3.0]
    # visits: 40 + 80 + ... + 240 = 840; letters: 280 + ... + 480 = 2,280
    assert "brief op papier voor ongeveer 2.280 van de 3.120 huishoudens" in figure.title


def test_a_municipality_stands_beside_its_peers_by_name_without_ranks(library: Library) -> None:
    every = built(library, "chain", State.read("measure=reached")).figures()["peers"]
    assert every.rows["name"].to_list() == sorted(every.rows["name"].to_list())
    assert "1 duidelijk hoger, 1 duidelijk lager, 2 zonder" in every.title and every.drawing is None
    own = built(library, "chain", State.read("gemeente=GM0599")).figures()["peers"]
    assert "Rotterdam: duidelijk lager" in own.title and own.rows["step"].to_list() == ["reached", "accepted"]


def test_ways_out_say_what_may_be_offered(library: Library) -> None:
    made = built(library, "ways_out", State.read("lang=en"))
    block = next(b for b in made.blocks if getattr(b, "title", "") == "What a municipality can offer")
    rows = made.figures()["ways"].rows
    clear = rows.filter((pl.col("low") > 0) | (pl.col("high") < 0))
    offers = [item.split(": ", 1)[1] for item in getattr(block, "items", ())]
    assert offers == clear["offer_en"].to_list()


@pytest.mark.parametrize("key", ["events", "chain", "ways_out", "what_if"])
def test_a_table_that_a_bundle_lacks_is_named(bundle: Any, key: str) -> None:
    late = ("events_lead", "events_trend", "events_schemes", "chain_peers", "ways_out")
    late += ("plan_cells", "plan_lines", "plan_scattered", "plan_acceptance", "plan_power")
    old = Library([bundle.evidence(study="exit", without=late)])
    made = built(old, key, State.read("rule=plan"))
    notice = next(b for b in made.blocks if getattr(b, "title", "") == "Niet in dit bewijspakket")
    expected = {"events": 3, "chain": 1, "ways_out": 1, "what_if": 5}
    assert len(getattr(notice, "items", ())) == expected[key]


def test_groups_stand_in_their_declared_order_and_never_by_a_figure(library: Library) -> None:
    """The last of these groups has the highest share; it stays the last, and so does one that is hidden."""
    rows = pl.DataFrame(
        {
            "attribute": ["tenure"] * 4,
            "group": ["unknown", "rent_with_allowance", "owner", "rent"],
            "value": [0.1, 0.9, 0.01, None],
            "low": [0.09, 0.8, 0.009, None],
            "high": [0.11, 0.95, 0.011, None],
            "status": ["rounded", "rounded", "rounded", "primary"],
        }
    )
    order = ["owner", "rent", "rent_with_allowance", "unknown"]
    assert charts.ordered(rows, "tenure")["group"].to_list() == order
    assert charts.ordered(rows.reverse(), "tenure")["group"].to_list() == order
    places = pl.DataFrame({"group": ["Zeeland", "Drenthe"], "value": [0.9, 0.1]})
    assert charts.ordered(places, "province")["group"].to_list() == ["Drenthe", "Zeeland"]
    clear = clear_groups(rows.with_columns(value=pl.col("value") + 0), Estimate(0.05, 0.049, 0.051))
    assert clear[Comparison.HIGHER] == ["rent_with_allowance", "unknown"]
    for asked, expected in {
        "tenure": order[:3],
        "income_source": ["wage", "self_employed", "unemployment_benefit", "social_assistance", "pension"],
        "household_type": ["single", "one_parent", "couple", "couple_children", "other"],
    }.items():
        figure = built(library, "groups", State.read(f"by={asked}")).figures()["groups"]
        assert figure.rows["group"].to_list() == expected


def test_combinations_stand_in_the_declared_order_of_their_parts() -> None:
    rows = pl.DataFrame({"group": ["yes*single", "no*one_parent", "yes*couple", "no*single"]})
    expected = ["yes*single", "yes*couple", "no*single", "no*one_parent"]
    assert by_parts(rows, "yes_no*household_type")["group"].to_list() == expected


def test_a_reference_page_shows_one_scheme_and_one_line_at_a_time(library: Library) -> None:
    made = built(library, "about", State.read("scheme=bijstand&line=eu_median_60"))
    assert {"scheme", "line"} <= {c.key for c in made.controls}
    assert made.figures()["grenzen"].rows["line"].unique().to_list() == ["eu_median_60"]
    assert made.figures()["regelingen"].rows["scheme"].unique().to_list() == ["bijstand"]
    said = str(tables.source(made, "about", State.read(""), made.figures()["grenzen"]))
    assert "synthetische data" not in said and "Bron: " in said
