"""No text for readers lacks its English, and placeholders survive translation."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import UsageError
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import english
from vroegsignalering.texts.extraction import messages, missing
from vroegsignalering.texts.lexicon import LEXICON
from vroegsignalering.texts.words import Words

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["dashboard", "src/vroegsignalering"])
def test_every_text_has_its_english(folder: str) -> None:
    assert missing(ROOT / folder) == {}


def test_the_search_finds_texts_in_code(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        'a = _("Een")\nb = N_("Twee " "drie")\nc = view.texts("Vier", x=1)\nd = Texts("nl")("Vijf")\n'
        'e = _.several("zes", "zevens", 2)\nf = other("niet")\n',
        encoding="utf-8",
    )
    assert list(messages(tmp_path)) == ["Een", "Twee drie", "Vier", "Vijf", "zes", "zevens"]
    assert "Twee drie" in missing(tmp_path)


def test_placeholders_are_the_same_in_both_languages() -> None:
    for dutch, said in english().items():
        assert set(re.findall(r"\{(\w+)\}", dutch)) == set(re.findall(r"\{(\w+)\}", said)), dutch


def test_a_pair_is_named_by_its_two_parts() -> None:
    words = Words(Texts("nl"), {("feature", "age_band"): "leeftijd", ("feature", "work_status"): "werk"})
    assert words("feature", "age_band x work_status") == "leeftijd × werk"
    assert words("group", "missing x owner") == "onbekend × eigen woning"


def test_words_fall_back_to_readable_codes() -> None:
    words = Words(Texts("en"), {("feature", "x"): "X rays"}, "exit")
    assert words("line", "low_income") == "low-income line of Statistics Netherlands"
    assert words("feature", "x") == "X rays"
    assert words("group", "quite_new_group") == "quite new group"
    assert words("metric", "coverage") == "found of those who rise above the line"
    assert Words(Texts("nl"))("group", "one_parent") == "eenoudergezin"


def test_every_poverty_word_names_its_line() -> None:
    assert all(LEXICON["line"].values())
    assert not any(re.search(r"\barmen\b|\bde arme", t) for codes in LEXICON.values() for t in codes.values())


def test_every_source_of_an_amount_is_an_address_or_has_words() -> None:
    tables = [
        path
        for name in ("lines", "scheme_rules")
        for path in ROOT.glob(f"ethics/evidence/*/tables/{name}.csv")
    ]
    said = set(
        pl.concat([pl.read_csv(path, infer_schema=False).select("source") for path in tables])["source"]
    )
    assert {one for one in said if " " in one and not one.startswith("https:")} <= set(LEXICON["source"])


def test_numbers_by_language_and_counts() -> None:
    assert Texts("nl").number(1234.5, 1) == "1.234,5"
    assert Texts("en").number(1234.5, 1) == "1,234.5"
    assert Texts("nl").several("{count} cel", "{count} cellen", 1) == "1 cel"
    assert Texts("nl").several("{count} cel", "{count} cellen", 0) == "0 cellen"
    with pytest.raises(UsageError):
        Texts("de")


def test_an_empty_cell_gives_its_own_reason():
    said = Words(Texts("nl")).absent
    assert said("primary") == "te klein om te tonen" and said("primary", brief=True) == "te klein"
    assert "ander cijfer" in said("secondary") and said("secondary", brief=True) == "verborgen"
    assert said("rounded") == "niet te berekenen" and said(None, brief=True) == "–"
    assert Words(Texts("en")).absent("secondary") == "hidden to protect another figure"


def test_words_fit_what_a_study_counts() -> None:
    entry, leaving = ({"transition": t, "line": "low_income"} for t in ("entry", "exit"))
    debts = {"transition": "entry", "line": "problematic_debt"}
    said = [Words.of_study(Texts("nl"), head.__getitem__) for head in (entry, leaving, debts)]
    assert [w("metric", "base_rate") for w in said] == [
        "komt onder de grens",
        "komt boven de grens",
        "krijgt problematische schulden",
    ]
    assert [w("doers", w.transition) for w in said] == [
        "huishoudens die onder de grens komen",
        "huishoudens die boven de grens komen",
        "huishoudens die problematische schulden krijgen",
    ]
    assert said[2]("outcome", "below") == "in problematische schulden"


@pytest.mark.parametrize("kind", ["metric.exit", "metric.debt"])
def test_no_measure_of_another_study_speaks_of_falling_below_the_line(kind: str) -> None:
    own, plain = LEXICON[kind], LEXICON["metric"]
    about = {code for code, text in plain.items() if "de grens" in text}
    assert len(about) > 5 and about <= set(own)
    assert not [code for code in about if own[code] == plain[code]]
