"""A yes-or-no check of the contract, compiled to closures: deliveries of a country hold millions of fields.

Knows only the words that the contract uses. Whatever it refuses is looked at again by the full validator, which says
where and what; a test holds the two to the same verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]

_TYPES: dict[str, type] = {"string": str, "boolean": bool, "object": dict, "array": list}
KNOWN = frozenset(
    {"$schema", "type", "enum", "pattern", "minLength", "minimum", "maximum", "properties", "required",
     "additionalProperties", "items", "minItems"}
)  # fmt: skip
"""Words of a JSON schema that :func:`compiled` understands."""


def compiled(schema: dict[str, Any]) -> Check:
    """A function that says whether a value keeps the schema.

    Raises
    ------
    ValueError
        The schema uses a word that is not in :data:`KNOWN`; a programmer's mistake.
    """
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"schema words not compiled: {sorted(unknown)}")
    checks: list[Check] = []
    if "type" in schema:
        checks.append(_of_type(schema["type"]))
    if "enum" in schema:
        words = frozenset(schema["enum"])
        checks.append(lambda value: isinstance(value, str) and value in words)
    if "pattern" in schema:
        search = re.compile(schema["pattern"]).search
        checks.append(lambda value: search(value) is not None)
    if "minLength" in schema:
        checks.append(lambda value: len(value) >= schema["minLength"])
    if "minimum" in schema:
        checks.append(lambda value: bool(value >= schema["minimum"]))
    if "maximum" in schema:
        checks.append(lambda value: bool(value <= schema["maximum"]))
    if schema.get("type") == "object":
        checks.append(_object(schema))
    if schema.get("type") == "array":
        checks.append(_array(schema))
    return checks[0] if len(checks) == 1 else lambda value: all(check(value) for check in checks)


def _of_type(name: str) -> Check:
    if name == "integer":
        return lambda value: type(value) is int or (type(value) is float and value.is_integer())
    kind = _TYPES[name]
    return lambda value: isinstance(value, kind)


def _object(schema: dict[str, Any]) -> Check:
    required = tuple(schema.get("required", ()))
    inner = {name: compiled(part) for name, part in schema.get("properties", {}).items()}
    closed = schema.get("additionalProperties") is False

    def keeps(value: dict[str, Any]) -> bool:
        if any(name not in value for name in required):
            return False
        for name, held in value.items():
            check = inner.get(name)
            if check is None:
                if closed:
                    return False
            elif not check(held):
                return False
        return True

    return keeps


def _array(schema: dict[str, Any]) -> Check:
    item, least = compiled(schema["items"]), schema.get("minItems", 0)
    return lambda value: len(value) >= least and all(item(one) for one in value)
