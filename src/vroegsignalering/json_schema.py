"""Holds plain data to a JSON Schema (2020-12), by the library ``jsonschema``.

Where JupyterLab is installed that library also reads a grammar of addresses, which takes two seconds at every start of
``vroeg`` and which no schema here asks for. It is left out while the library is read, and only then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

GRAMMAR = "rfc3987_syntax"


@contextmanager
def _without(module: str) -> Iterator[None]:
    """As if a module that is not yet read were not installed."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


with _without(GRAMMAR):
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

__all__ = ["ValidationError", "validator"]


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """What finds the faults of plain data: ``validator(schema).iter_errors(plain)``.

    Parameters
    ----------
    schema : mapping
        JSON Schema of 2020-12.

    Examples
    --------
    >>> [fault.message for fault in validator({"type": "integer"}).iter_errors("9")]
    ["'9' is not of type 'integer'"]
    """
    return Draft202012Validator(schema)
