"""Short constructors of columns by kind, so that a table reads as a table.

Each takes the CBS name, the English name, Dutch and English words, and what is special. Widths are those of
public documentation where it exists, else the width that public code implies.
"""

from __future__ import annotations

import re
from typing import Any

from vroegsignalering.registers.schema import Key
from vroegsignalering.registers.schema_column import Code, Column, Kind, Sentinel, Sure

PERSON = Key(name="person", cbs=("RINPERSOONS", "RINPERSOON"), widths=(1, 9), kind="person")
MAIN_EARNER = Key(
    name="main_earner",
    cbs=("RINPERSOONSHKW", "RINPERSOONHKW"),
    widths=(1, 9),
    kind="main_earner",
    also=(("RINPERSOONSKERN", "RINPERSOONKERN"),),
)
ADDRESS = Key(
    name="address",
    cbs=("SOORTOBJECTNUMMER", "RINOBJECTNUMMER"),
    widths=(1, 12),
    kind="address",
    links=frozenset({"B", "H"}),
)
BRP_HOUSEHOLD = Key(
    name="brp_household",
    cbs=("HUISHOUDNR", "DATUMAANVANGHH"),
    widths=(12, 8),
    kind="brp_household",
    links=frozenset(),
)


def code(cbs: str, name: str, nl: str, en: str, width: int, codes: tuple[Code, ...], **more: Any) -> Column:
    """A coded text column."""
    return Column(cbs=cbs, name=name, kind=Kind.CODE, nl=nl, en=en, width=width, codes=codes, **more)


def text(cbs: str, name: str, nl: str, en: str, width: int, **more: Any) -> Column:
    """A text column without a code list."""
    return Column(cbs=cbs, name=name, kind=Kind.TEXT, nl=nl, en=en, width=width, **more)


def amount(
    cbs: str, name: str, nl: str, en: str, sentinels: tuple[Sentinel, ...] = (), **more: Any
) -> Column:
    """Euros; negative amounts are real."""
    merged: dict[str, Any] = {"width": 11, "low": -2e8, "high": 2e9} | more
    return Column(
        cbs=cbs, name=name, kind=Kind.AMOUNT, stored="F", nl=nl, en=en, sentinels=sentinels, **merged
    )


def percent(
    cbs: str, name: str, nl: str, en: str, sentinels: tuple[Sentinel, ...] = (), **more: Any
) -> Column:
    """A whole percent of a line, or a percentile, as the register holds it."""
    merged: dict[str, Any] = {"width": 6, "low": -100000.0, "high": 1e6} | more
    return Column(
        cbs=cbs, name=name, kind=Kind.PERCENT, stored="F", nl=nl, en=en, sentinels=sentinels, **merged
    )


def number(cbs: str, name: str, nl: str, en: str, decimals: int = 2, **more: Any) -> Column:
    """A number with decimals: hours, weights."""
    return Column(
        cbs=cbs, name=name, kind=Kind.NUMBER, stored="F", nl=nl, en=en, width=11, decimals=decimals, **more
    )


def count(cbs: str, name: str, nl: str, en: str, width: int = 4, **more: Any) -> Column:
    """A whole number stored as a number."""
    merged: dict[str, Any] = {"low": 0.0} | more
    return Column(cbs=cbs, name=name, kind=Kind.COUNT, stored="F", nl=nl, en=en, width=width, **merged)


def digits(cbs: str, name: str, nl: str, en: str, width: int, **more: Any) -> Column:
    """A whole number stored as zero-padded text (a birth year, a month); dashes by width are unknown."""
    merged: dict[str, Any] = {
        "sentinels": (Sentinel(value="-" * width, reason="unknown"),),
        "low": 0.0,
    } | more
    return Column(cbs=cbs, name=name, kind=Kind.COUNT, nl=nl, en=en, width=width, **merged)


def day(cbs: str, name: str, nl: str, en: str, **more: Any) -> Column:
    """A date written as YYYYMMDD in text."""
    return Column(cbs=cbs, name=name, kind=Kind.DATE, nl=nl, en=en, width=8, **more)


def flag(cbs: str, name: str, nl: str, en: str, **more: Any) -> Column:
    """Yes or no as 1 and 0, stored as a number unless said otherwise."""
    merged: dict[str, Any] = {"stored": "F", "width": 1} | more
    return Column(cbs=cbs, name=name, kind=Kind.FLAG, nl=nl, en=en, **merged)


def source_flag(cbs: str, name: str, nl: str, en: str) -> Column:
    """A text that is filled when yes and empty when no (the XKOPPEL columns of SECMBUS)."""
    return Column(
        cbs=cbs,
        name=name,
        kind=Kind.FLAG,
        nl=nl,
        en=en,
        width=1,
        present_when_filled=True,
        optional=True,
        sure=Sure.VERIFIED,
    )


def codes(*lines: str, sure: Sure = Sure.VERIFIED) -> tuple[Code, ...]:
    """Code lists in four fields: ``code | Dutch | English | slug``; without a slug it is made from the English."""
    return tuple(_code(line, sure) for line in lines)


def _code(line: str, sure: Sure) -> Code:
    code, nl, en, *slug = (part.strip() for part in line.split("|"))
    made = re.sub(r"[^a-z0-9]+", "_", en.lower()).strip("_")
    return Code(code=code, nl=nl, en=en, slug=slug[0] if slug else made, sure=sure)


def sentinels(**reasons: str | float) -> tuple[Sentinel, ...]:
    """Sentinels by reason: ``sentinels(unknown_income=9999999999)``."""
    return tuple(Sentinel(value=value, reason=reason) for reason, value in reasons.items())
