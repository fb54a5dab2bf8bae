"""Finds every text for readers in source files, so that none lacks its English.

A text is the first word of a call of ``_``, ``mark`` (as ``N_`` too), ``several`` or of a ``Texts`` value; nothing
is imported or run, only parsed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from vroegsignalering.texts.catalogue import english
from vroegsignalering.texts.lexicon import LEXICON

_CALLS = frozenset({"_", "N_", "mark", "texts"})


def messages(folder: Path) -> dict[str, str]:
    """Texts in the Python files under ``folder`` with the place of their first use.

    Examples
    --------
    >>> "Start" in messages(Path("dashboard"))
    True
    """
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for text, line in _texts(tree):
            found.setdefault(text, f"{file.relative_to(folder).as_posix()}:{line}")
    return found


def missing(folder: Path) -> dict[str, str]:
    """Texts under ``folder``, and words of the lexicon, that have no English."""
    known = english()
    wanted = messages(folder) | {
        text: f"lexicon, {kind}.{code}" for kind, codes in LEXICON.items() for code, text in codes.items()
    }
    return {text: place for text, place in wanted.items() if text not in known}


def _texts(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        wanted = node.args[:2] if name == "several" else node.args[:1] if name in _CALLS else []
        for argument in wanted:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                yield argument.value, node.lineno


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        return function.attr
    if isinstance(function, ast.Call) and isinstance(function.func, ast.Name) and function.func.id == "Texts":
        return "texts"
    return ""
