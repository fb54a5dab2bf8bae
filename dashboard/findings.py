"""Words that come from an interval: clearly higher, cannot be told apart, clearly lower, too few to say.

A difference is called clear only when the two intervals do not touch. No rank, no verdict on people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vroegsignalering.texts import Texts


class Comparison(StrEnum):
    """What may be said of a value beside another."""

    HIGHER = "higher"
    SAME = "same"
    LOWER = "lower"
    TOO_FEW = "too_few"


Interval = tuple[float, float, float]
"""Low end, value and high end."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval; None where it is hidden."""

    value: float | None
    low: float | None = None
    high: float | None = None


def compare(one: Estimate, other: Estimate) -> Comparison:
    """Compare two estimates by their intervals.

    Examples
    --------
    >>> compare(Estimate(0.09, 0.08, 0.10), Estimate(0.06, 0.05, 0.07))
    <Comparison.HIGHER: 'higher'>
    """
    if one.value is None or other.value is None or one.low is None or one.high is None:
        return Comparison.TOO_FEW
    low = other.low if other.low is not None else other.value
    high = other.high if other.high is not None else other.value
    if one.low > high:
        return Comparison.HIGHER
    if one.high < low:
        return Comparison.LOWER
    return Comparison.SAME


def word(comparison: Comparison, _: Texts) -> str:
    """The comparison in words."""
    return {
        Comparison.HIGHER: _("duidelijk hoger"),
        Comparison.SAME: _("niet te onderscheiden"),
        Comparison.LOWER: _("duidelijk lager"),
        Comparison.TOO_FEW: _("te weinig om iets te zeggen"),
    }[comparison]


def within(text: str) -> str:
    """A title for the middle of a sentence; abbreviations keep their capitals.

    Examples
    --------
    >>> within("Inkomen ten opzichte van de AOW")
    'inkomen ten opzichte van de AOW'
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def per_thousand(share: float) -> float:
    """A share as a count of 1,000, whole from ten upwards and with one decimal below."""
    count = share * 1000
    return round(count) if abs(count) >= 10 else round(count, 1)


def of_thousand(share: float | None, _: Texts) -> str:
    """A natural frequency, such as "71 van de 1.000"."""
    if share is None:
        return _("niet te zeggen")
    count = per_thousand(share)
    digits = 0 if float(count).is_integer() else 1
    return _("{count} van de 1.000", count=_.number(count, digits))


def of_hundred(share: float | None, _: Texts) -> str:
    """A natural frequency for large shares, such as "62 van de 100"."""
    return (
        _("niet te zeggen") if share is None else _("{count} van de 100", count=_.number(round(share * 100)))
    )


def digits_apart(ends: Interval, per: float, least: int, most: int = 3) -> int:
    """Decimals from ``least`` up that tell a value, counted per ``per``, from the ends of its interval; at most ``most``.

    Where no number of decimals does, those that tell the ends apart.

    Examples
    --------
    >>> [digits_apart(ends, 100, least=1) for ends in ((0.0421, 0.0422, 0.0424), (0.04, 0.05, 0.06), (0.0, 0.0, 0.002))]
    [2, 1, 1]
    """

    def tell(*numbers: float) -> list[int]:
        different = set(numbers)
        return [
            d for d in range(least, most + 1) if len({round(v * per, d) for v in different}) == len(different)
        ]

    return next(iter(tell(*ends) or tell(ends[0], ends[2])), least)


def share_digits(ends: Interval) -> int:
    """Decimals of a percentage: none where its interval is wide (five points), two or three where it is narrow.

    Examples
    --------
    >>> share_digits((0.49, 0.53, 0.57)), share_digits((0.019, 0.0205, 0.022)), share_digits((0.0152, 0.0153, 0.0154))
    (0, 1, 2)
    """
    low, value, high = ends
    least = 0 if high - low > 0.05 else 2 if value < 0.01 and high - low < 0.005 else 1
    return digits_apart(ends, 100, least)


def share_text(value: float | None, low: float | None, high: float | None, _: Texts) -> str:
    """A share with its interval."""
    if value is None:
        return _("verborgen om mensen te beschermen")
    if low is None or high is None:
        return _.percent(value, 1)
    digits = share_digits((low, value, high))
    return _(
        "{value} ({low} tot {high})",
        value=_.percent(value, digits),
        low=_.number(low * 100, digits),
        high=_.number(high * 100, digits),
    )


def points_text(value: float | None, low: float | None, high: float | None, _: Texts) -> str:
    """A difference in "per 1,000 households", with its sign and interval."""
    if value is None:
        return _("verborgen om mensen te beschermen")
    if low is None or high is None:
        return signed(value * 1000, _, 1)
    said = (signed(v * 1000, _, points_digits((low, value, high))) for v in (value, low, high))
    return _("{value} ({low} tot {high})", **dict(zip(("value", "low", "high"), said, strict=True)))


def points_digits(ends: Interval) -> int:
    """Decimals of a difference per 1,000: one, or two where that is needed to tell its ends apart."""
    return digits_apart(ends, 1000, least=1, most=2)


def signed(value: float, _: Texts, digits: int = 0) -> str:
    """A number with its sign; zero has none."""
    rounded = round(value, digits)
    said = _.number(abs(rounded), digits)
    return said if rounded == 0 else ("+" if rounded > 0 else "−") + said


def number_text(value: float | None, low: float | None, high: float | None, _: Texts, digits: int = 2) -> str:
    """A plain number with its interval."""
    if value is None:
        return _("verborgen om mensen te beschermen")
    if low is None or high is None:
        return plain_number(value, _, digits)
    said = (plain_number(v, _, digits) for v in (value, low, high))
    return _("{value} ({low} tot {high})", **dict(zip(("value", "low", "high"), said, strict=True)))


def plain_number(value: float, _: Texts, digits: int = 0) -> str:
    """A number with a minus sign where it is below nought."""
    return ("−" if round(value, digits) < 0 else "") + _.number(abs(value), digits)


def chance_text(value: float, _: Texts) -> str:
    """A p-value; a very small one is not nought.

    Examples
    --------
    >>> chance_text(0.0000001, Texts("nl")), chance_text(0.0312, Texts("nl"))
    ('< 0,001', '0,031')
    """
    return "< " + _.number(0.001, 3) if value < 0.001 else _.number(value, 3)
