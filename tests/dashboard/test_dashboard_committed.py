"""The pages over the evidence that stands in the repository: every code has its words, and numbers are those of report.json."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import shell, tables
from dashboard.app import create_app
from dashboard.drawing import TileMap
from dashboard.pages import PAGES, built, page
from dashboard.serve import ROOT
from dashboard.state import State
from dashboard.study import Library, committed
from dashboard.tables import WORDED
from vroegsignalering.facts.published import load
from vroegsignalering.texts import Texts
from vroegsignalering.texts.lexicon import LEXICON
from vroegsignalering.texts.lexicon_published import PUBLISHED_PATTERNS
from vroegsignalering.texts.words import Words

STUDIES = ("entry", "exit")


@pytest.fixture(scope="module")
def standing() -> Library:
    """The committed bundles."""
    return Library.read(committed(ROOT))


@pytest.fixture(scope="module")
def reader(standing: Library) -> Any:
    """A client of the app over them."""
    return create_app(standing).server.test_client()


def known(words: Words, kind: str, code: str) -> bool:
    """Whether a code has words of its own; names of places and numbers are their own words, parts are asked one by one."""
    if kind == "published_group" or (kind == "published_table" and code[:2].isdigit()):
        return True
    kinds = [
        kind,
        f"{kind}.{words.transition}",
        *(k for k in LEXICON if kind == "group" and k.startswith("group.")),
    ]
    if (kind, code) in words.declared or any(code in LEXICON.get(k, {}) for k in kinds):
        return True
    if kind in ("group", "feature") and " x " in code:
        return True
    return kind == "group" and (
        code[:1].isupper() or "*" in code or re.fullmatch(r"[<>=]* ?[\d.]+( - [\d.]+)?", code) is not None
    )


@pytest.mark.parametrize("study", STUDIES)
def test_every_code_on_a_page_has_words(
    standing: Library, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare: set[tuple[str, str]] = set()
    plain = Words.__call__

    def listen(self: Words, kind: str, code: str) -> str:
        if code and not known(self, kind, code):
            bare.add((kind, code))
        return plain(self, kind, code)

    monkeypatch.setattr(Words, "__call__", listen)
    fresh = Library([s.evidence for s in standing.studies])
    for one in PAGES:
        for start in (f"study={study}", f"study={study}&gemeente=GM0344"):
            made = built(fresh, one.key, state := State.read(start))
            shell.whole(one, made, state, fresh)
        for control in made.controls:
            for option, _label in control.options[:3]:
                asked = State.read(f"{start}&{control.key}={option}")
                shell.whole(one, built(fresh, one.key, asked), asked, fresh)
    assert bare == set()


@pytest.mark.parametrize("study", STUDIES)
def test_every_published_label_has_words_or_is_a_place(standing: Library, study: str) -> None:
    table = standing.get(study).table("fidelity")
    for kind, column in (("published_dimension", "group_dim"), ("published_measure", "measure")):
        assert set(table[column].unique()) <= set(LEXICON[kind])
    places = set(load("gemeente_centroids_2024").select("name", "province").unpivot()["value"])
    places |= {"Appingedam", "Friesland", "Afghanistan", "Eritrea", "Iran", "Suriname"}
    said = {label: Words(Texts("en")).published(label) for label in table["group"].unique()}
    parts = {part for text in said.values() for one in text.split(" × ") for part in one.split(", ")}
    english = {Texts("en")(text) for text in LEXICON["published_group"].values()}
    patterns = "|".join(re.sub(r"{\w+}", r"\\d+", Texts("en")(text)) for _looks, text in PUBLISHED_PATTERNS)
    whole = {part for text in english for part in text.split(", ")}
    assert {p for p in parts if p not in whole | places and not re.fullmatch(patterns, p)} == set()


@pytest.mark.parametrize("study", STUDIES)
def test_columns_of_numbers_hold_numbers(standing: Library, study: str) -> None:
    """A number that was read as text would be shown as if nobody knew it."""
    choices = ("", "&mode=known", "&by=tenure", "&rule=plan", "&gemeente=GM0344", "&metric=coverage")
    wrong = {
        (one.key, figure.table, column.key)
        for one in PAGES
        for choice in choices
        for figure in built(standing, one.key, State.read(f"study={study}{choice}")).figures().values()
        for column in figure.columns
        if column.kind not in WORDED
        and column.key in figure.rows.columns
        and figure.rows[column.key].dtype == pl.String
    }
    assert wrong == set()


@pytest.mark.parametrize("study", STUDIES)
def test_every_figure_has_a_source_and_a_day_or_says_that_it_has_none(standing: Library, study: str) -> None:
    state = State.read(f"study={study}")
    for one in PAGES:
        made = built(standing, one.key, state)
        for figure in made.figures().values():
            said = str(tables.source(made, one.key, state, figure).children[0].children)
            is_named = bool(made.study.about(figure.table).get("source"))
            assert said.startswith("Bron: ") and (is_named or " · Peildatum: " in said), figure.id
    made = built(standing, "events", state)
    assert "Peildatum: 2014–2023" in str(tables.source(made, "events", state, made.figures()["months"]))
    judged = built(standing, "fairness", state)
    said = str(tables.source(judged, "fairness", state, judged.figures()["groups"]))
    assert "Peildatum: 31 december 2022" in said, "the day on which the model is tested"
    assert "een jaar ervoor niet onder de lage-inkomensgrens" in made.figures()["months"].says[1]


@pytest.mark.parametrize("study", STUDIES)
def test_gemeenten_have_their_names_and_a_shade(standing: Library, study: str) -> None:
    made = built(standing, "where", State.read(f"study={study}&gemeente=GM0344"))
    rows = made.figures()["places"].rows
    assert sorted(rows["name"].to_list())[:2] == ["'s-Gravenhage", "'s-Hertogenbosch"] and rows.height == 342
    drawing = made.figures()["map"].drawing
    assert isinstance(drawing, TileMap)
    assert {a.band for a in drawing.areas if a.province == "Utrecht"} != {None}
    assert made.figures()["peers"].rows["name"][0] == "Utrecht"


@pytest.mark.parametrize("study", STUDIES)
def test_groups_in_report_json_are_the_numbers_of_the_page(reader: Any, study: str) -> None:
    report = json.loads((ROOT / "ethics" / "reports" / study / f"{study}.report.json").read_text("utf-8"))
    model, rows = report["model"], [r for r in report["groups"] if r["value"] is not None]
    pairs = {(r["attribute"], r["metric"]) for r in rows if not r["metric"].endswith("_difference")}
    assert pairs or not rows
    for attribute, metric in sorted(pairs):
        if attribute == "all":
            continue
        asked = f"study={study}&model={model['name']}&mode={model['mode']}&capacity={model['capacity']}"
        answer = reader.get(f"/data/fairness/groups.csv?{asked}&by={attribute}&metric={metric}")
        assert answer.status_code == 200
        shown = {
            r["group"]: r for r in pl.read_csv(answer.data, infer_schema_length=None).iter_rows(named=True)
        }
        for r in rows:
            if (r["attribute"], r["metric"]) == (attribute, metric):
                mine = shown[r["group"]]
                for key in ("value", "low", "high", "n"):
                    assert mine[key] == pytest.approx(r[key], rel=1e-6), (attribute, r["group"], metric, key)


@pytest.mark.parametrize("study", STUDIES)
def test_the_gain_in_report_json_is_the_number_of_the_page(reader: Any, study: str) -> None:
    report = json.loads((ROOT / "ethics" / "reports" / study / f"{study}.report.json").read_text("utf-8"))[
        "gain"
    ]
    answer = reader.get(
        f"/data/trust/baselines.csv?study={study}&measure=baselines&metric={report['metric']}"
    )
    rows = pl.read_csv(answer.data, infer_schema_length=None).filter(pl.col("baseline") == report["baseline"])
    for key in ("gain", "gain_low", "gain_high"):
        assert rows[key].to_list() == [pytest.approx(report[key], rel=1e-6)]


@pytest.mark.parametrize("key", [p.key for p in PAGES if p.key not in ("about",)])
def test_every_page_answers_for_another_line_and_year(standing: Library, key: str) -> None:
    made = built(standing, key, State.read("line=eu_median_60&year=2021"))
    assert {"line", "year"} <= {c.key for c in made.controls}
    about = [f for f in made.figures().values() if f.table in ("poverty", "areas")]
    assert about, key
    for figure in about:
        if figure.id in ("line", "places", "peers", "map"):
            assert figure.rows["line"].unique().to_list() == ["eu_median_60"]
            assert figure.rows["year"].unique().to_list() == [2021.0]
    if key not in ("start", "where"):
        assert "Europese grens" in made.remarks[0] and "lage-inkomensgrens" in made.remarks[0]
    assert page(key) is not None


@pytest.mark.parametrize("study", STUDIES)
def test_what_if_starts_with_a_choice_that_is_shown(standing: Library, study: str) -> None:
    figures = built(standing, "what_if", State.read(f"study={study}")).figures()
    assert next(f for name, f in figures.items() if name.startswith("thousand")).drawing is not None


def test_folders_are_there() -> None:
    assert [Path(p).name for p in committed(ROOT)][:2] == list(STUDIES)
