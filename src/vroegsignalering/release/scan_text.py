"""Traces of persons in text: keys, numbers that could be a BSN, register columns, long arrays.

Findings name the kind, the place and how often; never the value that was met.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from dataclasses import dataclass

NINE_DIGITS = "nine-digit key"
BSN_LIKE = "number like a BSN"
REGISTER_KEY = "register key"
LONG_ARRAY = "row-level array"
EMBEDDED = "embedded data longer than its aggregates"
PERSON_FILE = "file that can hold persons"
METADATA = "image metadata"
VECTOR_POINTS = "vector graphic with points"
UNREADABLE = "cannot be looked into"

LONGEST = 1000
"""Elements in one array that no aggregate of ours needs, unless a bundle says otherwise."""

_NINE = re.compile(r"(?<![\w.#&/%+\-])(?<!\b0,)(\d{9})(?![\w%]|\.\d|-\d)")
_DOTTED = re.compile(r"(?<![\w.])(\d{4}[. ]\d{2}[. ]\d{3})(?![\w]|\.\d)")
_PREFIXED = re.compile(r"(?<!\w)[A-Z]\d{9}(?!\w)")
_COLUMNS = re.compile(
    r"(?<![A-Za-z_])(RINPERSOON\w*|RINADRES\w*|RINOBJECT\w*|RINHUISH\w*|HUISHOUDNR|BURGERSERVICENUMMER|BSN|A_NUMMER)"
    r"(?![A-Za-z_])",
)
_NUMBER = r"-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|null|NaN|true|false)"
_ARRAY = re.compile(rf"\[\s*(?:{_NUMBER}\s*,\s*){{49,}}{_NUMBER}\s*\]")
_STRINGS = re.compile(r'\[\s*(?:"[^"\\]{0,80}"\s*,\s*){49,}"[^"\\]{0,80}"\s*\]')
_TYPED = re.compile(r'"dtype"\s*:\s*"([a-z])(\d)"\s*,\s*"bdata"\s*:\s*"([^"]+)"')
_TYPED_BACK = re.compile(r'"bdata"\s*:\s*"([^"]+)"\s*,\s*"dtype"\s*:\s*"([a-z])(\d)"')
_PACKED_TEXT = re.compile(r"(?<!base64,)(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{2000,}={0,2}")
_DIGITS = re.compile(rb"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One kind of trace in one place.

    Attributes
    ----------
    path : str
        File, with ``!`` before the name inside an archive.
    kind : str
    place : str
        Column, part, stream.
    count : int
        How often, or how long the array is.
    """

    path: str
    kind: str
    place: str = ""
    count: int = 1


def passes_eleven(digits: str) -> bool:
    """The check of a BSN: the weighted sum of its nine digits is a multiple of eleven.

    Examples
    --------
    >>> passes_eleven("111222333"), passes_eleven("123456789")
    (True, False)
    """
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return digits.strip("0") != "" and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def keys_in(text: str, path: str, place: str = "") -> list[Finding]:
    """Nine-digit keys, BSN-like numbers and prefixed keys; round numbers (ending in 000) are amounts."""
    kinds: Counter[str] = Counter()
    for digits in _NINE.findall(text):
        if not digits.endswith("000"):
            kinds[BSN_LIKE if passes_eleven(digits) else NINE_DIGITS] += 1
    for dotted in _DOTTED.findall(text):
        if passes_eleven(dotted.replace(".", "").replace(" ", "")):
            kinds[BSN_LIKE] += 1
    kinds[REGISTER_KEY] += len(_PREFIXED.findall(text))
    return [Finding(path=path, kind=kind, place=place, count=n) for kind, n in sorted(kinds.items()) if n]


def columns_in(text: str, path: str, place: str = "") -> list[Finding]:
    """Names of register key columns, for places where only data can name them."""
    number = len(_COLUMNS.findall(text))
    return [Finding(path=path, kind=REGISTER_KEY, place=place, count=number)] if number else []


def is_key_column(name: str) -> bool:
    """The column's name is that of a person, address or household key."""
    return _COLUMNS.fullmatch(name.upper()) is not None


def arrays_in(text: str, path: str, longest: int, place: str = "") -> list[Finding]:
    """Arrays longer than ``longest``, written out or packed as typed arrays."""
    lengths = [found.group().count(",") + 1 for found in _ARRAY.finditer(text)]
    lengths += [found.group().count('",') + 1 for found in _STRINGS.finditer(text)]
    packed = [(size, data) for _, size, data in _TYPED.findall(text)]
    packed += [(size, data) for data, _, size in _TYPED_BACK.findall(text)]
    lengths += [_unpacked(data) // max(1, int(size)) for size, data in packed]
    lengths += [_values_in(run) for run in _PACKED_TEXT.findall(text)]
    long = [n for n in lengths if n > longest]
    return [Finding(path=path, kind=EMBEDDED, place=place, count=max(long))] if long else []


def _unpacked(data: str) -> int:
    try:
        return len(base64.b64decode(data.replace("\\u002f", "/"), validate=False))
    except (binascii.Error, ValueError):
        return 0


def _values_in(packed: str) -> int:
    """Numbers in a text that was packed as base64; nought where it is no text."""
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return 0
    readable = sum(32 <= byte < 127 or byte in (9, 10, 13) for byte in content[:2000])
    return len(_DIGITS.findall(content)) if readable > 0.95 * min(len(content), 2000) else 0
