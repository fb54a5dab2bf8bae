"""Writes plain data as YAML that any reader takes: block style, every text quoted. Reads nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


class Include(str):
    """The name of another card that belongs in this place; written as ``!include NAME``, as the standard asks."""

    __slots__ = ()


def to_yaml(value: object) -> str:
    """Plain data (mappings, lists, texts, numbers, booleans, None) as YAML.

    Examples
    --------
    >>> print(to_yaml({"name": "a: b", "tags": ["x"], "empty": []}), end="")
    name: "a: b"
    tags:
      - "x"
    empty: []
    """
    return "\n".join(_lines(value, 0)) + "\n"


def _lines(value: object, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(value, Mapping) and value:
        return [line for key, item in value.items() for line in _entry(f"{pad}{key}:", item, depth + 1)]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [line for item in value for line in _item(item, depth)]
    return [pad + _scalar(value)]


def _entry(head: str, item: object, depth: int) -> list[str]:
    if isinstance(item, (Mapping, list, tuple)) and item:
        return [head, *_lines(item, depth)]
    return [f"{head} {_scalar(item)}"]


def _item(item: object, depth: int) -> list[str]:
    lines = _lines(item, depth + 1)
    first = "  " * depth + "- " + lines[0].lstrip(" ")
    return [first, *lines[1:]]


def _scalar(value: object) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    said = json.dumps(value, ensure_ascii=False)
    return f"!include {said}" if isinstance(value, Include) else said
