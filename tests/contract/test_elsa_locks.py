"""Static promises: elsa reads evidence and no room that holds persons, and no code of it writes a row per person."""

import ast

import grimp
import pytest

from tests.unit.elsa_bundle import ROOT
from vroegsignalering.elsa import Register
from vroegsignalering.elsa.words import STIGMATISING, THREATS, unused_words

ELSA = ROOT / "src" / "vroegsignalering" / "elsa"
ALLOWED = {"elsa", "errors", "limits", "release", "texts", "vocabulary"}
ROW_WRITERS = {
    "write_parquet",
    "write_csv",
    "write_ipc",
    "write_json",
    "write_ndjson",
    "write_excel",
    "sink_csv",
    "sink_parquet",
    "to_csv",
    "to_pickle",
    "dump",
}
APART_FROM = {
    "cli",
    "pipeline",
    "outreach",
    "proving",
    "fidelity",
    "audit",
    "events",
    "risk",
    "manifest",
    "study",
    "synthesis",
    "registers",
}


def test_elsa_imports_only_what_stands_on_the_far_side_of_the_door():
    graph = grimp.build_graph("vroegsignalering", cache_dir=None)
    modules = {
        m for m in graph.modules if m == "vroegsignalering.elsa" or m.startswith("vroegsignalering.elsa.")
    }
    reached = {found for module in modules for found in graph.find_modules_directly_imported_by(module)}
    rooms = {found.split(".")[1] for found in reached if found.startswith("vroegsignalering.")}
    assert rooms <= ALLOWED
    assert not rooms & APART_FROM


@pytest.mark.parametrize("path", sorted(ELSA.rglob("*.py")), ids=lambda p: p.relative_to(ELSA).as_posix())
def test_no_frame_is_written_as_rows(path):
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & ROW_WRITERS


@pytest.mark.parametrize("path", sorted(ELSA.rglob("*.py")), ids=lambda p: p.relative_to(ELSA).as_posix())
def test_the_clock_is_read_at_the_edge_only(path):
    if path.name != "dossier.py" or path.parent != ELSA:
        text = path.read_text("utf-8")
        assert "datetime.now" not in text and "date.today" not in text and "time.time" not in text


def test_the_register_asks_in_words_we_use():
    for requirement in Register.read(ROOT / "ethics" / "register.toml"):
        assert unused_words(f"{requirement.question_nl} {requirement.question_en}") == []
        assert requirement.question_nl.endswith("?") and requirement.question_en.endswith("?")
        assert len(requirement.roles) >= 1
    assert STIGMATISING and THREATS
