"""The reference pages say what the code declares, the glossary uses the code's words, public names are described."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from docs.make import DOCS, PAGES
from vroegsignalering.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
ROOMS = (
    "audit",
    "chance",
    "elsa",
    "events",
    "facts",
    "fidelity",
    "outreach",
    "pipeline",
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
    committed = (DOCS / name).read_text("utf-8")
    assert committed == PAGES[name](), "python -m docs.make writes it again"


def _unsaid(command: click.Command) -> list[str]:
    """Options of a command, and of those below it, that say nothing of what they do."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = [one.opts[0] for one in command.params if isinstance(one, click.Option) and not one.help]
    return own + [name for part in below for name in _unsaid(part)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    assert _unsaid(import_module(f"vroegsignalering.cli.{name.replace('-', '_')}").command) == []


def test_words_of_the_glossary_are_in_the_code() -> None:
    words = re.findall(r"^\|[^|]+\| `([^`]+)` \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    absent = [word for word in words if not re.search(rf"\b{re.escape(word)}\b", code)]
    assert len(words) > 40
    assert not absent


SECTION = re.compile(r"^(Parameters|Attributes|Returns|Yields|Raises|Examples)\n-+$", re.MULTILINE)


def unwrapped(thing: Any) -> Any:
    """A function behind what keeps its answers."""
    return inspect.unwrap(thing) if callable(thing) else thing


def _public(room: str) -> dict[str, Any]:
    """Functions and classes that a room offers, by name."""
    module = import_module(f"vroegsignalering.{room}")
    assert (module.__doc__ or "").strip()
    things = {name: unwrapped(getattr(module, name)) for name in module.__all__}
    return {
        name: thing for name, thing in things.items() if inspect.isfunction(thing) or inspect.isclass(thing)
    }


def _gaps(thing: Any) -> list[str]:
    """What the docstring of a public function or class does not say."""
    said = inspect.getdoc(thing) or ""
    if not said.strip() or said.startswith(f"{thing.__name__}("):  # what a dataclass writes by itself
        return ["a docstring"]
    if inspect.isclass(thing) and issubclass(thing, (Enum, Exception)):
        return []
    sections = set(SECTION.findall(said))
    signature = inspect.signature(thing)
    asked = [name for name in signature.parameters if name not in ("self", "args", "kwargs")]
    gaps = [name for name in asked if not re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", said)]
    if asked and not sections & {"Parameters", "Attributes"}:
        gaps.append("Parameters")
    if (
        inspect.isfunction(thing)
        and signature.return_annotation != "None"
        and not sections & {"Returns", "Yields"}
    ):
        gaps.append("Returns")
    if (
        inspect.isfunction(thing)
        and re.search(r"^ {4,}raise \w+\(", _body(thing), re.MULTILINE)
        and "Raises" not in sections
    ):
        gaps.append("Raises")
    if ">>> " in said and "Examples" not in sections:
        gaps.append("Examples")
    return gaps


def _body(function: Any) -> str:
    return inspect.getsource(function).replace(function.__doc__ or "", "")


@pytest.mark.parametrize("room", ROOMS)
def test_public_names_are_described(room: str) -> None:
    """Every parameter and field, what comes back, which errors: in numpydoc sections."""
    found = {name: _gaps(thing) for name, thing in _public(room).items()}
    assert {name: gaps for name, gaps in found.items() if gaps} == {}


def _described_constants(source: str) -> set[str]:
    """Names that a module gives a value, with words right below."""
    body = ast.parse(source).body
    named: set[str] = set()
    for one, after in zip(body, body[1:], strict=False):
        targets = (
            one.targets
            if isinstance(one, ast.Assign)
            else [one.target]
            if isinstance(one, ast.AnnAssign)
            else []
        )
        if (
            isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            named |= {target.id for target in targets if isinstance(target, ast.Name)}
    return named


@pytest.mark.parametrize("room", ROOMS)
def test_public_constants_are_described(room: str) -> None:
    """What is no function and no class has its words below it, in whichever file of the room it stands."""
    module = import_module(f"vroegsignalering.{room}")
    constants = {
        name
        for name in module.__all__
        if name not in _public(room) and not inspect.ismodule(getattr(module, name))
    }
    files = Path(module.__file__ or "").parent.rglob("*.py")
    assert (
        constants - {name for file in files for name in _described_constants(file.read_text("utf-8"))}
        == set()
    )


def test_all_rooms_are_described() -> None:
    """No room is left out of this test; the commands have a reference page of their own."""
    there = {path.parent.name for path in (ROOT / "src" / "vroegsignalering").glob("*/__init__.py")}
    assert there - {"cli"} == set(ROOMS)


def _undescribed(first: int, second: int = 1) -> int:
    """A sum.

    Parameters
    ----------
    first : int
    """
    if first > second:
        raise ValueError(first)
    return first + second


def test_what_a_docstring_leaves_out_is_seen() -> None:
    assert _gaps(_undescribed) == ["second", "Returns", "Raises"]


def _with_examples() -> list[str]:
    """Modules in whose docstrings something is shown."""
    source = ROOT / "src"
    files = sorted(path for path in source.rglob("*.py") if ">>> " in path.read_text("utf-8"))
    return [path.relative_to(source).with_suffix("").as_posix().replace("/", ".") for path in files]


@pytest.mark.parametrize("name", _with_examples())
def test_examples_run(name: str) -> None:
    """Each example does what it says, with nothing in reach but what its module has."""
    done = doctest.testmod(
        import_module(name.removesuffix(".__init__")), optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert done.attempted > 0
    assert done.failed == 0
