"""Whatever a person writes comes back as written, sealed; whatever is changed afterwards is noticed."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.elsa_bundle import ROOT, TODAY
from vroegsignalering.elsa import Answer, Answers, Register, Role
from vroegsignalering.elsa.answers import SEALED, write_answer
from vroegsignalering.elsa.html import element, faults_of_page, page
from vroegsignalering.elsa.words import reading_ease

REGISTER = Register.read(ROOT / "ethics" / "register.toml")
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60).filter(str.strip)


def answer(name: str, text: str) -> Answer:
    return Answer(
        requirement="FN-03",
        study="entry",
        role=Role.POLICY_OWNER,
        name=name,
        signed_on=TODAY,
        position="yes",
        text=text,
        seen="0" * 64,
    )


@settings(max_examples=60, deadline=None)
@given(name=WORDS, text=WORDS)
def test_an_answer_comes_back_as_it_was_written(name, text):
    with tempfile.TemporaryDirectory() as folder:
        write_answer(answer(name, text), Path(folder), register=REGISTER, today=TODAY)
        (read,) = Answers.read(Path(folder), register=REGISTER, today=TODAY).answers
    assert (read.name, read.text) == (name, text)


@settings(max_examples=60, deadline=None)
@given(field=st.sampled_from([f for f in SEALED if f not in ("role", "signed_on")]), name=WORDS, other=WORDS)
def test_every_sealed_field_changes_the_seal(field, name, other):
    sealed = answer(name, "tekst").sealed()
    changed = replace(sealed, **{field: getattr(sealed, field) + other}).sealed()
    assert changed.seal != sealed.seal


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80))
def test_no_text_breaks_out_of_its_element(text):
    body = element("main", element("h1", "t"), element("p", text, title=text))
    assert faults_of_page(page("t", body, language="nl", style="", description=text)) == []


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=120))
def test_reading_ease_is_a_number_for_any_text(text):
    assert reading_ease(text) == pytest.approx(reading_ease(text))
