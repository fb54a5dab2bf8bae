"""Holds a delivery to the contract and says where every fault is; never what stood there.

A path reads as in the file: ``leveringen[0].vroegsignalen[3].signaalpartner.type``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vroegsignalering.errors import RegisterError
from vroegsignalering.json_schema import ValidationError, validator
from vroegsignalering.limits import LIST_BYTES, refuse_large, whole_file
from vroegsignalering.registers.signals.contract import CONTRACT
from vroegsignalering.registers.signals.quick import compiled

_VALIDATOR = validator(CONTRACT)
_KEEPS = compiled(CONTRACT)
_DATES = ("ontstaansdatum", "signaaldatum", "Geboortedatum", "datum", "matchingsdatum", "datum_opgepakt",
          "startdatum_matchtingperiode", "einddatum_matchingperiode", "startdatumLevering", "einddatumLevering")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a delivery: file, path in it, what was expected and, without any value, what is wrong."""

    file: str
    path: str
    expected: str
    found: str


def load_delivery(path: Path) -> dict[str, Any]:
    """The content of a file as it stands; nothing validated.

    Raises
    ------
    RegisterError
        No such file, not readable, empty, not UTF-8 text, or not JSON.
    """
    refuse_large(path, LIST_BYTES)
    raw = whole_file(path, again="ask for the delivery again")
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RegisterError(
            "file is not UTF-8 text", where=path.name, mend="a delivery is JSON in UTF-8"
        ) from None
    except json.JSONDecodeError as fault:
        raise RegisterError(
            "file is not JSON, or is cut short", where=f"{path.name}, line {fault.lineno}", found=f"{len(raw)} bytes",
            mend="ask for the delivery again",
        ) from None  # fmt: skip
    except ValueError:  # a number of thousands of digits
        raise RegisterError(
            "file holds a number that no delivery can hold",
            where=path.name,
            mend="ask for the delivery again",
        ) from None
    except RecursionError:
        raise RegisterError(
            "file is nested too deeply", where=path.name, mend="a delivery has six levels"
        ) from None
    if not isinstance(content, dict):
        raise RegisterError(
            "file is no delivery", where=path.name, found=_kind(content), mend="expected one JSON object"
        )
    return content


def faults_of(content: dict[str, Any], file: str) -> list[Fault]:
    """Every fault of a delivery, by path.

    Parameters
    ----------
    content : dict
        As :func:`load_delivery` gives it.
    file : str
        Name that faults carry.
    """
    found = [] if _KEEPS(content) else [_fault(error, file) for error in _VALIDATOR.iter_errors(content)]
    found += [*_impossible_dates(content, file), *_reversed_period(content, file)] if not found else []
    return sorted(found, key=lambda fault: (fault.path, fault.expected))


def _fault(error: ValidationError, file: str) -> Fault:
    keyword, limit = str(error.validator), error.validator_value
    expected, found = "as in the contract", "something else"
    if keyword == "required":
        missing = sorted(set(limit) - set(error.instance))
        expected, found = f"fields {', '.join(missing)}", "absent"
    elif keyword == "additionalProperties":
        known = set(error.schema["properties"])
        expected, found = "declared fields only", f"{len(set(error.instance) - known)} other field(s)"
    elif keyword == "enum":
        expected, found = f"one of {len(limit)} words", "another word"
    elif keyword == "type":
        expected, found = str(limit), _kind(error.instance)
    elif keyword == "pattern":
        expected, found = _pattern_in_words(str(limit)), "another form"
    elif keyword in ("minItems", "minLength", "minimum"):
        expected, found = f"{keyword} {limit}", "less"
    elif keyword == "maximum":
        expected, found = f"at most {limit}", "more"
    return Fault(file=file, path=_path(error.absolute_path), expected=expected, found=found)


def _pattern_in_words(pattern: str) -> str:
    if "T" in pattern:
        return "a moment, YYYY-MM-DDTHH:MM:SSZ"
    return "a municipality code, four digits" if "GM" in pattern else "a date, YYYY-MM-DD"


def _kind(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "null")


def _path(steps: Any) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(top)"


def _impossible_dates(content: dict[str, Any], file: str) -> list[Fault]:
    return [
        Fault(
            file=file, path=_path(path), expected="a day of the calendar, 1850 to 2100", found="no such day"
        )
        for path, text in _dates(content, ())
        if not _is_day(text)
    ]


def _reversed_period(content: dict[str, Any], file: str) -> list[Fault]:
    if content["startdatumLevering"] <= content["einddatumLevering"]:
        return []
    return [
        Fault(file=file, path="einddatumLevering", expected="on or after startdatumLevering", found="earlier")
    ]


def _dates(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _DATES and isinstance(inner, str):
                yield (*path, name), inner
            else:
                yield from _dates(inner, (*path, name))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _dates(inner, (*path, i))


def _is_day(text: str) -> bool:
    try:
        return 1850 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        return False
