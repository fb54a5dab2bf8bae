"""The reference pages say what the code declares, the glossary uses the code's words, public names are described."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from docs.make import PAGES, REFERENCE

ROOT = Path(__file__).parents[2]
ROOMS = (
    "audit",
    "elsa",
    "events",
    "fidelity",
    "poverty",
    "proving",
    "registers",
    "release",
    "risk",
    "schemes",
    "study",
    "synthesis",
    "texts",
)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_current(name: str) -> None:
    committed = (REFERENCE / name).read_text("utf-8")
    assert committed == PAGES[name](), "python -m docs.make writes it again"


def test_words_of_the_glossary_are_in_the_code() -> None:
    words = re.findall(r"^\|[^|]+\| `([^`]+)` \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    absent = [word for word in words if not re.search(rf"\b{re.escape(word)}\b", code)]
    assert len(words) > 40
    assert not absent


@pytest.mark.parametrize("room", ROOMS)
def test_public_names_are_described(room: str) -> None:
    module = import_module(f"vroegsignalering.{room}")
    assert (module.__doc__ or "").strip()
    bare = []
    for name in getattr(module, "__all__", ()):
        thing = getattr(module, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            said = inspect.getdoc(thing) or ""
            if not said.strip() or said.startswith(f"{name}("):
                bare.append(name)
    assert not bare
